/*
 * if_kind: what many interfaces have alike: speed, duplex, MTU and type. A network of
 * half a million interfaces has a few dozen kinds of them, so a row of the interface
 * table holds the number of its kind: 4 bytes and not 15.
 *
 * A kind lives as long as an interface is of it, so that speeds that change with every
 * poll (radio, DSL) do not add up. The first is that of which nothing is known.
 */
#ifndef NOCTOP_MODEL_IF_KIND_H
#define NOCTOP_MODEL_IF_KIND_H

#include <stdint.h>

#include "probes/base/table.h"

struct if_kind {
	uint64_t speed_bps; /* 0 unknown */
	uint32_t mtu;
	uint16_t type;	      /* IANAifType */
	uint8_t speed_source; /* enum speed_source */
	uint8_t duplex;	      /* enum if_duplex */
};

struct if_kinds {
	struct kind_row {
		struct if_kind kind;
		uint32_t n; /* interfaces of it; of a free one: the next free one */
	} * row;
	uint32_t n, cap;
	uint32_t free; /* the first free row; NONE */
	struct idmap by_hash;
};

#define KIND_UNKNOWN 0

void if_kinds_init(struct if_kinds *);
void if_kinds_fini(struct if_kinds *);
/* *id is that of a kind from now on, instead of what it was. */
void if_kinds_set(struct if_kinds *, uint32_t *id, const struct if_kind *);

static inline const struct if_kind *if_kinds_at(const struct if_kinds *k, uint32_t id)
{
	return &k->row[id].kind;
}

#endif

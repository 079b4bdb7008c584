/*
 * if_rare: what few interfaces have. Most lead to no device we know, keep no history,
 * count no errors and have not changed their status since we look; a row of the
 * interface table then holds but the number of nothing. Those of which there is
 * anything have a place of 24 bytes in a pool, and keep it until the interface goes;
 * those that have counted errors or discards, and nothing else, only that of mishap.h.
 */
#ifndef NOCTOP_MODEL_IF_RARE_H
#define NOCTOP_MODEL_IF_RARE_H

#include <stdint.h>

#include "probes/base/table.h"
#include "probes/model/rate.h"

struct if_rare {
	int64_t oper_ms; /* when we saw oper change last; 0 never */
	uint32_t peer;	 /* the device at its far end: as declared, else by LLDP or CDP,
			    else the one that its ifAlias names; NONE */
	uint32_t series; /* block of its history; NONE */
	uint32_t mishap; /* place of its errors and discards; NONE: none was seen */
	struct coarse was_in_pct, was_out_pct; /* utilization before it went down */
};
extern const struct if_rare if_rare_none;

/* What a row of the interface table holds: NONE, a place of this pool, or with this bit
 * one of its mishaps alone. NONE has the bit, too. */
#define RARE_MISHAP 0x80000000u

struct if_rares {
	struct if_rare *row; /* of a free one, peer is the next free one */
	uint32_t n, cap;
	uint32_t free; /* the first free one; NONE */
};

void if_rares_init(struct if_rares *);
void if_rares_fini(struct if_rares *);
uint32_t if_rares_take(struct if_rares *);		 /* as if_rare_none */
void if_rares_give_back(struct if_rares *, uint32_t id); /* with the bit: nothing */

#endif

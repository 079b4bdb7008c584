/*
 * mishap: errors and discards of interfaces, counters and rates.
 *
 * Of most interfaces they are 0 and stay so; a row of the interface table then has but
 * a bit for each that says whether that is known. Those of which one is not 0 have a
 * place of 24 bytes in a pool.
 */
#ifndef NOCTOP_MODEL_MISHAP_H
#define NOCTOP_MODEL_MISHAP_H

#include <stdint.h>

#include "probes/base/table.h"
#include "probes/model/rate.h"

/* In the order of their bits in enum if_has. */
enum mishap {
	MISHAP_IN_ERRORS,
	MISHAP_OUT_ERRORS,
	MISHAP_IN_DISCARDS,
	MISHAP_OUT_DISCARDS,
	MISHAPS
};
#define MISHAPS_ALL ((1u << MISHAPS) - 1)

struct mishap_pool {
	struct mishaps {
		uint32_t count[MISHAPS];     /* of a free one the first is the next */
		struct coarse rate[MISHAPS]; /* per second; NAN unknown */
	} * row;
	uint32_t n, cap;
	uint32_t free; /* the first free one; NONE */
};

void mishap_pool_init(struct mishap_pool *);
void mishap_pool_fini(struct mishap_pool *);
/* A place with counts of 0 and rates that are 0 where their bit is set, else unknown.
 */
uint32_t mishap_take(struct mishap_pool *, unsigned zero);
void mishap_give_back(struct mishap_pool *, uint32_t id); /* NONE: nothing */

#endif

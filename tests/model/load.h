/*
 * load: the bit rate that is so many percent of an interface's speed, and another
 * speed.
 */
#ifndef NOCTOP_TESTS_MODEL_LOAD_H
#define NOCTOP_TESTS_MODEL_LOAD_H

#include "probes/model/network.h"

static inline float load(const struct if_table *t, if_id i, float pct)
{
	return (float)((double)pct * (double)if_speed_bps(t, i) / 100);
}

static inline void set_speed(struct if_table *t, if_id i, uint64_t bps)
{
	struct if_kind kind = *if_kind(t, i);

	kind.speed_bps = bps;
	if_kinds_set(&t->kinds, &t->kind[i], &kind);
}

#endif

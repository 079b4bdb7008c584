/*
 * load: the bit rate that is so many percent of an interface's speed.
 */
#ifndef NOCTOP_TESTS_MODEL_LOAD_H
#define NOCTOP_TESTS_MODEL_LOAD_H

#include "probes/model/network.h"

static inline float load(const struct if_table *t, if_id i, float pct)
{
	return (float)((double)pct * (double)t->speed_bps[i] / 100);
}

#endif

/* compact: all slices of network_compact at once. */
#ifndef NOCTOP_TESTS_MODEL_COMPACT_H
#define NOCTOP_TESTS_MODEL_COMPACT_H

#include "probes/model/network.h"

/* Did it free anything? */
static inline bool compact(struct network *net)
{
	enum compaction is;

	do
		is = network_compact(net, 1);
	while (is == COMPACT_MORE);
	return is == COMPACT_DONE;
}

#endif

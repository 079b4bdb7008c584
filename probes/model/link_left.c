/*
 * What devices tell of neighbours and is not taken: counted as it stands now, by device
 * and reason, so that who is looked at can be named.
 */
#include "probes/model/link_private.h"

uint64_t links_dropped(const struct network *net)
{
	return net->links ? net->links->dropped : 0;
}

dev_id links_dropped_most(const struct network *net, uint32_t *n)
{
	dev_id most = NONE;

	*n = 0;
	for (dev_id d = 0; net->links && d < net->links->dev_cap; d++) {
		uint32_t left = 0;

		for (int i = 0; i < LEFT_OUT; i++)
			left += net->links->by_dev[d].left[i];
		if (left > *n) {
			*n = left;
			most = d;
		}
	}
	return most;
}

void links_leave(struct link_table *t, dev_id dev, enum left_out why, uint32_t n)
{
	t->dropped += (uint64_t)n - t->by_dev[dev].left[why];
	t->by_dev[dev].left[why] = n;
}

void links_unread(struct network *net, dev_id dev, bool stations, uint32_t n)
{
	struct link_table *t = links_table(net);

	TABLE_GROW(t->by_dev, t->dev_cap, dev + 1);
	links_leave(t, dev, stations ? LEFT_STATIONS_UNREAD : LEFT_UNREAD, n);
}

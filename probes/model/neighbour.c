/*
 * Who stands next to a device, and what that one sees of it: a link that is down at an
 * end that answers tells more than silence does.
 */
#include "probes/model/topology.h"

struct neighbours {
	struct neighbour *row;
	uint32_t n, cap;
};

static struct neighbour *meet(struct neighbours *all, const struct network *net,
			      dev_id dev)
{
	for (uint32_t i = 0; i < all->n; i++)
		if (all->row[i].dev == dev)
			return &all->row[i];
	if (all->n == all->cap)
		return NULL;
	all->row[all->n] = (struct neighbour){
		.dev = dev, .silent = topology_dev_silent(net, dev), .ifs = NONE};
	return &all->row[all->n++];
}

/* Its interface i leads to the device. One that is up speaks for all. */
static void see(struct neighbour *n, const struct network *net, if_id i)
{
	const struct dev *dev = &net->dev[n->dev];
	bool down = net->ifs.oper[i] == IF_DOWN;

	if (n->silent || dev->polls_bad > 0 || !net->ifs.oper[i])
		return;
	if (n->ifs != NONE && !n->down)
		return;
	n->ifs = i;
	n->down = down;
}

uint32_t topology_neighbours(const struct network *net, dev_id id,
			     struct neighbour *out, uint32_t cap)
{
	const struct dev *dev = &net->dev[id];
	struct neighbours all = {.row = out, .cap = cap};

	for (uint8_t i = 0; i < dev->parent_n; i++)
		meet(&all, net, dev->parent[i]);
	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++)
		if (net->ifs.peer[i] != NONE)
			meet(&all, net, net->ifs.peer[i]);
	for (dev_id d = 0; d < net->dev_n; d++)
		if (topology_is_parent(&net->dev[d], id))
			meet(&all, net, d);
	for (if_id i = 0; i < net->ifs.n; i++) {
		struct neighbour *n;

		if (net->ifs.peer[i] != id || net->ifs.dev[i] == NONE)
			continue;
		n = meet(&all, net, net->ifs.dev[i]);
		if (n)
			see(n, net, i);
	}
	return all.n;
}

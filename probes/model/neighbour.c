/*
 * Who stands next to a device, and what that one sees of it: a link that is down at an
 * end that answers tells more than silence does. Who names a device is noted when that
 * is read, so that nobody is searched for it in a storm; what was noted is looked at
 * again, since links move.
 */
#include "probes/model/topology.h"
#include "probes/model/ways.h"

#define CLOCK_SLACK_MS 2000 /* between agents' clocks and ours */

void topology_join(struct network *net, dev_id from, dev_id to)
{
	struct toward *toward;

	TABLE_GROW(net->toward, net->toward_cap, to + 1);
	toward = &net->toward[to];
	for (uint32_t i = toward->n; i-- > 0;)
		if (toward->dev[i] == from)
			return;
	TABLE_GROW(toward->dev, toward->cap, toward->n + 1);
	toward->dev[toward->n++] = from;
}

struct neighbours {
	struct neighbour *row;
	uint32_t n, cap;
};

static struct neighbour *find(struct neighbours *all, dev_id dev)
{
	for (uint32_t i = 0; i < all->n; i++)
		if (all->row[i].dev == dev)
			return &all->row[i];
	return NULL;
}

static void meet(struct neighbours *all, const struct network *net, dev_id dev)
{
	if (!find(all, dev) && all->n < all->cap)
		all->row[all->n++] = (struct neighbour){
			.dev = dev,
			.silent = topology_dev_silent(net, dev),
			.ifs = NONE,
		};
}

int64_t topology_down_since(const struct network *net, if_id i)
{
	int64_t at = network_if_changed_ms(net, i);
	int64_t oper_ms = if_rare(&net->ifs, i)->oper_ms;
	int64_t seen = oper_ms ? oper_ms : net->dev[net->ifs.dev[i]].snmp_good_ms;

	if (!at || at > seen + CLOCK_SLACK_MS ||
	    at < network_if_good_ms(net, i) - CLOCK_SLACK_MS)
		return seen;
	return at;
}

static bool speaks(const struct network *net, const struct neighbour *n)
{
	return !n->silent && net->dev[n->dev].polls_bad == 0;
}

/* Its interface i leads to the device. One that is up speaks for all. */
static void see(struct neighbour *n, const struct network *net, if_id i)
{
	bool down = net->ifs.oper[i] == IF_DOWN;

	if (!net->ifs.oper[i] || (n->ifs != NONE && !n->down))
		return;
	n->ifs = i;
	n->down = down;
	n->told_ms = net->dev[n->dev].snmp_good_ms;
	n->down_ms = down ? topology_down_since(net, i) : 0;
}

static void look_at(struct neighbour *n, const struct network *net, dev_id id)
{
	const struct dev *dev = &net->dev[n->dev];

	if (!speaks(net, n))
		return;
	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++)
		if (if_peer(&net->ifs, i) == id)
			see(n, net, i);
}

static bool names(const struct network *net, dev_id id, dev_id peer)
{
	const struct dev *dev = &net->dev[id];

	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++)
		if (if_peer(&net->ifs, i) == peer)
			return true;
	return false;
}

/* Over which of its interfaces somebody is next to the device, links tell, too. */
static void meet_linked(struct neighbours *all, const struct network *net, dev_id id)
{
	for (link_id l = links_of(net, id); l != NONE; l = links_next(net, l, id)) {
		const struct link *link = link_at(net, l);
		unsigned far = 1 - link_side(link, id);
		if_id i = link_if(net, link, far);
		struct neighbour *n;

		if (link->end[far].dev == NONE || !ways_stands(net, link))
			continue;
		meet(all, net, link->end[far].dev);
		n = find(all, link->end[far].dev);
		if (n && i != NONE && speaks(net, n))
			see(n, net, i);
	}
}

uint32_t topology_neighbours(const struct network *net, dev_id id,
			     struct neighbour *out, uint32_t cap)
{
	const struct dev *dev = &net->dev[id];
	const struct toward *toward = id < net->toward_cap ? &net->toward[id] : NULL;
	struct neighbours all = {.row = out, .cap = cap};

	for (uint8_t i = 0; i < dev->parent_n; i++)
		meet(&all, net, dev->parent[i]);
	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++)
		if (if_peer(&net->ifs, i) != NONE)
			meet(&all, net, if_peer(&net->ifs, i));
	for (uint32_t i = 0; toward && i < toward->n && all.n < cap; i++)
		if (topology_is_parent(&net->dev[toward->dev[i]], id) ||
		    names(net, toward->dev[i], id))
			meet(&all, net, toward->dev[i]);
	for (uint32_t i = 0; i < all.n; i++)
		look_at(&all.row[i], net, id);
	meet_linked(&all, net, id);
	return all.n;
}

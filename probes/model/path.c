/*
 * path: a search of the graph, first without what failed.
 */
#include "probes/model/path.h"

#include "probes/model/link_lag.h"
#include "probes/model/topology.h"

struct ends {
	const struct network *net;
	const struct graph *g;
	uint32_t from, to;
};

static bool answers(const struct ends *e, uint32_t v)
{
	return v >= e->g->count_n || v == e->from || v == e->to ||
	       !topology_dev_silent(e->net, v);
}

static bool works(const void *ctx, uint32_t edge)
{
	const struct ends *e = ctx;
	const struct link *l = ways_link(e->net, edge);

	return answers(e, e->g->edge[edge].a) && answers(e, e->g->edge[edge].b) &&
	       (!l || link_status(e->net, l) != IF_DOWN);
}

/* The interfaces over which two that are known by name and parent alone see each other.
 */
static if_id towards(const struct network *net, dev_id dev, dev_id peer)
{
	for (if_id i = net->dev[dev].if_first;
	     i < net->dev[dev].if_first + net->dev[dev].if_n; i++)
		if (if_peer(&net->ifs, i) == peer)
			return i;
	return NONE;
}

static bool is_down(const struct network *net, if_id i)
{
	return i != NONE && net->ifs.oper[i] == IF_DOWN;
}

static void see_bundle(const struct network *net, const struct link *l, unsigned side,
		       struct hop *hop)
{
	struct lag lag;

	if (!link_lag(net, link_number(net, l), &lag))
		return;
	hop->of = (uint16_t)lag.of;
	hop->up = (uint16_t)lag.up;
	if (lag.ifs[side] != NONE)
		hop->in = lag.ifs[side];
	if (lag.ifs[1 - side] != NONE)
		hop->out = lag.ifs[1 - side];
}

static struct hop hop_at(const struct ends *e, uint32_t before, struct graph_half h)
{
	const struct network *net = e->net;
	const struct link *l = h.edge != NONE ? ways_link(net, h.edge) : NULL;
	bool managed = h.to < e->g->count_n;
	struct hop hop = {.dev = managed ? h.to : NONE,
			  .name = ways_stranger(net, h.to),
			  .linked = h.edge != NONE && before != e->g->root,
			  .out = NONE,
			  .in = NONE};

	if (l) {
		unsigned side = managed ? link_side(l, h.to) : 1;

		hop.in = link_if(net, l, side);
		hop.out = link_if(net, l, 1 - side);
		see_bundle(net, l, side, &hop);
	} else if (hop.linked && managed && before < e->g->count_n) {
		hop.in = towards(net, h.to, before);
		hop.out = towards(net, before, h.to);
	}
	hop.down = is_down(net, hop.in) || is_down(net, hop.out);
	return hop;
}

uint32_t path_find(const struct network *net, dev_id from, dev_id to,
		   struct hop hop[PATH_HOPS], bool *broken)
{
	const struct graph *g = ways_graph_of(net, to);
	struct graph_half half[PATH_HOPS];
	struct ends e = {.net = net, .g = g, .to = to};
	uint32_t n;

	*broken = false;
	if (!g || (from != NONE && from >= g->count_n))
		return 0;
	e.from = from == NONE ? g->root : from;
	n = graph_path(g, e.from, to, works, &e, half, PATH_HOPS);
	if (!n) {
		n = graph_path(g, e.from, to, NULL, NULL, half, PATH_HOPS);
		*broken = n > 0;
	}
	for (uint32_t i = 0; i < n; i++)
		hop[i] = hop_at(&e, i ? half[i - 1].to : NONE, half[i]);
	return n;
}

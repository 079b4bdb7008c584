/*
 * A second graph, of the links that are alive, is worked out only when another set of
 * them is dead than before: to find that out costs a look at each link, once a second.
 */
#include "probes/model/spare.h"

#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "probes/model/topology.h"
#include "probes/model/ways_private.h"

enum { LOOK, LAY, WALK, COUNT };
#define LOOK_COST 8 /* at one link, in vertices */

/* Of a device. */
struct counted {
	uint32_t had, left, edge;
};

struct spares {
	struct graph live;
	struct counted *dev;
	bool *dead;	/* by edge of the whole graph */
	uint32_t *mark; /* by vertex: met by this device already */
	uint32_t dev_cap, dead_cap, mark_cap, stamp;
	unsigned phase;
	uint32_t at;
	bool changed;
	uint64_t of; /* generation of ways that it is of */
};

static struct spares *spares_new(void)
{
	struct spares *s = calloc(1, sizeof *s);

	if (!s)
		die("out of memory");
	graph_init(&s->live);
	return s;
}

void spare_free(struct spares *s)
{
	if (!s)
		return;
	graph_fini(&s->live);
	free(s->dev);
	free(s->dead);
	free(s->mark);
	free(s);
}

static bool silent(const struct network *net, const struct graph *g, uint32_t v)
{
	return v < g->root && v < net->dev_n && topology_dev_silent(net, v);
}

static bool is_dead(const struct network *net, const struct graph *g, uint32_t edge)
{
	const struct link *link = ways_link(net, edge);

	if (silent(net, g, g->edge[edge].a) || silent(net, g, g->edge[edge].b))
		return true;
	return link && (link->vanished || link_status(net, link) == IF_DOWN);
}

static void look(const struct network *net, struct spares *s, const struct graph *g)
{
	bool dead = is_dead(net, g, s->at);

	s->changed = s->changed || dead != s->dead[s->at];
	s->dead[s->at] = dead;
}

/* --- one device ----------------------------------------------------------------------
 */

/* Neighbours among the ways of v, each once; with those met before by this stamp. */
static uint32_t meet(struct spares *s, const struct graph *g, uint32_t v)
{
	uint32_t n = 0;

	for (uint32_t h = g->first[v]; h < g->first[v] + g->way_n[v]; h++) {
		n += s->mark[g->half[h].to] != s->stamp;
		s->mark[g->half[h].to] = s->stamp;
	}
	return n;
}

/* A way to v itself that is dead, all links to that neighbour are. */
static uint32_t own_dead(struct spares *s, const struct graph *g, uint32_t v)
{
	uint32_t first = g->first[v], end = first + g->way_n[v];

	s->stamp++;
	for (uint32_t h = first; h < end; h++)
		if (!s->dead[g->half[h].edge])
			s->mark[g->half[h].to] = s->stamp;
	for (uint32_t h = first; h < end; h++)
		if (s->mark[g->half[h].to] != s->stamp)
			return g->half[h].edge;
	return NONE;
}

static void count(struct spares *s, const struct graph *g)
{
	uint32_t v = s->at;
	struct counted *c = &s->dev[v];

	s->stamp++;
	c->had = g->depth[v] == NONE ? 0 : meet(s, g, v);
	s->stamp++;
	c->left = s->live.depth[v] == NONE ? 0 : meet(s, &s->live, v);
	c->edge = c->left < c->had ? own_dead(s, g, v) : NONE;
}

/* --- slices --------------------------------------------------------------------------
 */

static void begin(struct spares *s, const struct graph *g, uint64_t generation)
{
	s->changed = s->of != generation;
	s->of = generation;
	s->phase = LOOK;
	s->at = 0;
	TABLE_GROW(s->dead, s->dead_cap, g->edge_n + 1);
	TABLE_GROW(s->mark, s->mark_cap, g->n + 1);
	TABLE_GROW(s->dev, s->dev_cap, g->count_n + 1);
}

/* One item of a phase of edges; false: it is at its end. */
static bool one_edge(const struct network *net, struct spares *s, const struct graph *g)
{
	const struct graph_edge *e = &g->edge[s->at];

	if (s->at == g->edge_n)
		return false;
	if (s->phase == LOOK)
		look(net, s, g);
	else if (!s->dead[s->at])
		graph_join(&s->live, e->a, e->b);
	s->at++;
	return true;
}

bool spare_step(const struct network *net, struct spares **all, uint32_t budget)
{
	const struct graph *g = ways_graph(net);
	struct spares *s = *all ? *all : (*all = spares_new());

	if (!g)
		return false;
	if (s->of != ways_generation(net) || (s->phase == LOOK && !s->at))
		begin(s, g, ways_generation(net));
	while (s->phase < WALK && budget) {
		budget -= budget < LOOK_COST ? budget : LOOK_COST;
		if (one_edge(net, s, g))
			continue;
		s->at = 0;
		if (s->phase == LOOK && !s->changed)
			return false;
		if (s->phase++ == LOOK)
			graph_reset(&s->live, g->n, g->root, g->count_n);
	}
	if (s->phase < WALK ||
	    (s->phase == WALK && graph_step(&s->live, budget ? budget : 1)))
		return true;
	s->phase = COUNT;
	for (; s->at < g->count_n && budget; budget--, s->at++)
		count(s, g);
	if (s->at < g->count_n)
		return true;
	s->phase = LOOK;
	s->at = 0;
	s->changed = false;
	return false;
}

/* --- questions -----------------------------------------------------------------------
 */

static const struct spares *spares_of(const struct network *net, dev_id dev)
{
	const struct spares *s = net->ways ? net->ways->spares : NULL;

	return s && s->of == ways_generation(net) && dev < s->dev_cap &&
			       ways_graph_of(net, dev)
		       ? s
		       : NULL;
}

void ways_spare(const struct network *net, dev_id dev, struct spare *out)
{
	const struct spares *s = spares_of(net, dev);
	const struct graph *g = ways_graph(net);
	uint32_t to;

	*out = (struct spare){.edge = NONE, .from = NONE};
	if (!s)
		return;
	out->had = s->dev[dev].had;
	out->left = s->dev[dev].left;
	out->edge = s->dev[dev].edge;
	if (out->edge == NONE || out->edge >= g->edge_n)
		return;
	to = g->edge[out->edge].a == dev ? g->edge[out->edge].b : g->edge[out->edge].a;
	out->from = to < g->root ? to : NONE;
	out->silent = silent(net, g, to);
}

bool spare_tells(const struct network *net, dev_id dev, const struct spare *s)
{
	const struct graph *g = ways_graph_of(net, dev);
	struct spare far;

	if (!g || !spare_lost(s) || s->edge == NONE || s->silent)
		return false;
	if (s->from == NONE)
		return true;
	ways_spare(net, s->from, &far);
	if (!spare_lost(&far) || far.from != dev)
		return true;
	return g->depth[dev] != g->depth[s->from] ? g->depth[dev] > g->depth[s->from]
						  : dev > s->from;
}

uint32_t spare_around(const struct network *net, dev_id dev)
{
	const struct graph *g = ways_graph_of(net, dev);
	uint32_t n = 0;

	for (uint32_t h = g ? g->first[dev] : 0; g && h < g->first[dev + 1]; h++) {
		struct spare s;

		if (g->half[h].to >= g->root)
			continue;
		ways_spare(net, g->half[h].to, &s);
		n += spare_lost(&s) && s.edge == g->half[h].edge;
	}
	return n;
}

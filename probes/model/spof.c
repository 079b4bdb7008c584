/*
 * spof: what the graph says of every vertex, put in order.
 */
#include "probes/model/spof.h"

#include <stdlib.h>

struct spofs {
	struct spof *row;
	uint32_t n, cap;
};

static void add(struct spofs *all, struct spof row)
{
	TABLE_GROW(all->row, all->cap, all->n + 1);
	all->row[all->n++] = row;
}

static dev_id managed(const struct graph *g, uint32_t v)
{
	return v < g->count_n ? v : NONE;
}

/* The vertex hangs on one link; what the watch itself is attached by is none of it. */
static void add_bridge(struct spofs *all, const struct graph *g, uint32_t v)
{
	struct graph_edge e = g->edge[g->bridge[v]];
	uint32_t near = e.a == v ? e.b : e.a;

	if (near != g->root && g->bridge_behind[v])
		add(all, (struct spof){managed(g, near), managed(g, v), g->bridge[v],
				       g->bridge_behind[v]});
}

static int by_weight(const void *a, const void *b)
{
	const struct spof *x = a, *y = b;

	if (x->behind != y->behind)
		return x->behind > y->behind ? -1 : 1;
	if ((x->edge == NONE) != (y->edge == NONE))
		return x->edge == NONE ? -1 : 1;
	if (x->dev != y->dev)
		return x->dev < y->dev ? -1 : 1;
	return x->edge < y->edge ? -1 : x->edge > y->edge;
}

struct spof *spof_find(const struct network *net, uint32_t *n)
{
	const struct graph *g = ways_graph(net);
	struct spofs all = {0};

	for (uint32_t v = 0; g && v < g->n; v++) {
		if (g->bridge[v] != NONE)
			add_bridge(&all, g, v);
		if (v < g->count_n && g->behind[v])
			add(&all, (struct spof){v, v, NONE, g->behind[v]});
	}
	if (all.n)
		qsort(all.row, all.n, sizeof *all.row, by_weight);
	*n = all.n;
	return all.row;
}

/*
 * graph: one phase after another over flat arrays, each with a place to go on at. Walks
 * keep their own stack, so that a chain of ten thousand is no deeper than any other.
 */
#include "probes/model/graph.h"

#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"

enum phase { COUNT, SUM, FILL, BREADTH, DEPTH, DOMINATE, GATHER, NUMBER, SORT, DONE };

/* --- life ----------------------------------------------------------------------------
 */

#define COLUMNS 15

static void columns(struct graph *g, uint32_t **column[COLUMNS])
{
	uint32_t **all[COLUMNS] = {
		&g->first,  &g->way_n, &g->depth,  &g->idom,	      &g->behind,
		&g->bridge, &g->order, &g->disc,   &g->bridge_behind, &g->low,
		&g->parent, &g->domin, &g->cursor, &g->parent_edge,   &g->domn,
	};

	memcpy(column, all, sizeof all);
}

void graph_init(struct graph *g)
{
	*g = (struct graph){.phase = DONE};
}

void graph_fini(struct graph *g)
{
	uint32_t **column[COLUMNS];

	columns(g, column);
	for (int i = 0; i < COLUMNS; i++)
		free(*column[i]);
	free(g->edge);
	free(g->half);
	free(g->draft);
}

void graph_reset(struct graph *g, uint32_t n, uint32_t root, uint32_t count_n)
{
	uint32_t **column[COLUMNS];

	columns(g, column);
	for (int i = 0; i < COLUMNS; i++) {
		uint32_t cap = g->cap;

		table_grow(column[i], &cap, n + 1, sizeof **column);
		if (i == COLUMNS - 1)
			g->cap = cap;
	}
	g->n = n;
	g->root = root;
	g->count_n = count_n;
	g->edge_n = 0;
	g->order_n = g->queue_n = 0;
	g->phase = COUNT;
	g->at = 0;
	memset(g->first, 0, (n + 1) * sizeof *g->first);
	memset(g->way_n, 0, n * sizeof *g->way_n);
	memset(g->depth, 0xff, n * sizeof *g->depth);
	memset(g->disc, 0xff, n * sizeof *g->disc);
	memset(g->idom, 0xff, n * sizeof *g->idom);
	memset(g->bridge, 0xff, n * sizeof *g->bridge);
	memset(g->behind, 0, n * sizeof *g->behind);
	memset(g->bridge_behind, 0, n * sizeof *g->bridge_behind);
	memset(g->domn, 0, n * sizeof *g->domn);
}

uint32_t graph_join(struct graph *g, uint32_t a, uint32_t b)
{
	if (a == b)
		return NONE;
	TABLE_GROW(g->edge, g->edge_cap, g->edge_n + 1);
	g->edge[g->edge_n] = (struct graph_edge){a, b};
	return g->edge_n++;
}

/* --- neighbours ----------------------------------------------------------------------
 */

static void count_edge(struct graph *g)
{
	g->first[g->edge[g->at].a]++;
	g->first[g->edge[g->at].b]++;
}

/* first[v] becomes the end of v's halves; filling moves it to their beginning. */
static void sum_vertex(struct graph *g)
{
	if (g->at == 0) {
		TABLE_GROW(g->half, g->half_cap, 2 * g->edge_n + 1);
		TABLE_GROW(g->draft, g->draft_cap, 2 * g->edge_n + 1);
		g->first[g->n] = 2 * g->edge_n;
	} else {
		g->first[g->at] += g->first[g->at - 1];
	}
}

static void fill_edge(struct graph *g)
{
	uint32_t e = g->edge_n - 1 - g->at;
	struct graph_edge edge = g->edge[e];

	g->half[--g->first[edge.a]] = (struct graph_half){edge.b, e};
	g->half[--g->first[edge.b]] = (struct graph_half){edge.a, e};
}

/* --- walks ---------------------------------------------------------------------------
 */

/* The next of the queue, which is order for now: its neighbours come behind it. */
static bool go_broad(struct graph *g, uint32_t *cost)
{
	uint32_t v;

	if (g->queue_n == 0) {
		g->depth[g->root] = 0;
		g->order[g->queue_n++] = g->root;
	}
	if (g->at == g->queue_n)
		return false;
	v = g->order[g->at++];
	for (uint32_t h = g->first[v]; h < g->first[v + 1]; h++) {
		uint32_t to = g->half[h].to;

		*cost += 1;
		if (g->depth[to] != NONE)
			continue;
		g->depth[to] = g->depth[v] + 1;
		g->order[g->queue_n++] = to;
	}
	return true;
}

static void enter(struct graph *g, uint32_t v, uint32_t parent, uint32_t edge)
{
	g->disc[v] = g->low[v] = g->order_n;
	g->parent[v] = parent;
	g->parent_edge[v] = edge;
	g->cursor[v] = g->first[v];
	g->order[g->order_n++] = v;
	g->at = v;
}

static void leave(struct graph *g, uint32_t v)
{
	uint32_t p = g->parent[v];

	if (p != NONE && g->low[v] < g->low[p])
		g->low[p] = g->low[v];
	g->at = p;
}

/* One edge of the vertex it stands at, or back from there. */
static bool go_deep(struct graph *g, uint32_t *cost)
{
	uint32_t v = g->at;

	*cost += 1;
	if (g->order_n == 0) {
		enter(g, g->root, NONE, NONE);
		return true;
	}
	if (v == NONE)
		return false;
	if (g->cursor[v] == g->first[v + 1]) {
		leave(g, v);
	} else {
		struct graph_half h = g->half[g->cursor[v]++];

		if (g->disc[h.to] == NONE)
			enter(g, h.to, v, h.edge);
		else if (h.edge != g->parent_edge[v] && g->disc[h.to] < g->low[v])
			g->low[v] = g->disc[h.to];
	}
	return true;
}

/* --- what everything hangs on --------------------------------------------------------
 */

static void dominate(struct graph *g)
{
	uint32_t v = g->order[g->at], p = g->parent[v];

	g->behind[v] = g->bridge_behind[v] = v < g->count_n;
	g->domn[v] = 1;
	if (p == NONE)
		return;
	g->idom[v] = g->low[v] >= g->disc[p] ? p : g->idom[p];
	if (g->low[v] > g->disc[p])
		g->bridge[v] = g->parent_edge[v];
}

/* Counts from the last that was met to the first. */
static void gather(struct graph *g)
{
	uint32_t v = g->order[g->order_n - 1 - g->at];

	if (g->parent[v] == NONE)
		return;
	g->behind[g->idom[v]] += g->behind[v];
	g->domn[g->idom[v]] += g->domn[v];
	g->bridge_behind[g->parent[v]] += g->bridge_behind[v];
}

/* What a vertex dominates gets the numbers behind its own. */
static void number(struct graph *g)
{
	uint32_t v = g->order[g->at], up = g->idom[v];

	g->domin[v] = up == NONE ? 0 : g->cursor[up];
	if (up != NONE)
		g->cursor[up] += g->domn[v];
	g->cursor[v] = g->domin[v] + 1;
	g->behind[v] -= v < g->count_n;
	if (g->bridge[v] == NONE)
		g->bridge_behind[v] = 0;
}

/* 0 nearer to the root, 1 another way, 2 behind v. */
static int kind_of(const struct graph *g, uint32_t v, uint32_t to)
{
	if (graph_dominates(g, v, to))
		return 2;
	return g->depth[to] < g->depth[v] ? 0 : 1;
}

static void sort_halves(struct graph *g, uint32_t *cost)
{
	uint32_t v = g->at, first = g->first[v], n = g->first[v + 1] - first, at = 0;

	*cost += 3 * n;
	if (g->depth[v] == NONE)
		return;
	for (int kind = 0; kind < 3; kind++) {
		for (uint32_t i = 0; i < n; i++)
			if (kind_of(g, v, g->half[first + i].to) == kind)
				g->draft[at++] = g->half[first + i];
		if (kind == 1)
			g->way_n[v] = at;
	}
	memcpy(g->half + first, g->draft, n * sizeof *g->half);
}

/* --- slices --------------------------------------------------------------------------
 */

/* How many items a phase has; the walks know by themselves. */
static uint32_t items(const struct graph *g)
{
	switch (g->phase) {
	case COUNT:
	case FILL:
		return g->edge_n;
	case SUM:
	case SORT:
		return g->n;
	default:
		return g->order_n;
	}
}

static void do_item(struct graph *g, uint32_t *cost)
{
	switch (g->phase) {
	case COUNT:
		count_edge(g);
		break;
	case SUM:
		sum_vertex(g);
		break;
	case FILL:
		fill_edge(g);
		break;
	case DOMINATE:
		dominate(g);
		break;
	case GATHER:
		gather(g);
		break;
	case NUMBER:
		number(g);
		break;
	default:
		sort_halves(g, cost);
	}
}

/* One item; false: the phase is at its end. */
static bool step(struct graph *g, uint32_t *cost)
{
	if (g->phase == BREADTH)
		return go_broad(g, cost);
	if (g->phase == DEPTH)
		return go_deep(g, cost);
	if (g->at == items(g))
		return false;
	*cost += 1;
	do_item(g, cost);
	g->at++;
	return true;
}

bool graph_step(struct graph *g, uint32_t budget)
{
	uint32_t cost = 0;

	while (g->phase != DONE && cost < budget)
		if (!step(g, &cost)) {
			g->phase++;
			g->at = 0;
		}
	return g->phase != DONE;
}

/* --- questions -----------------------------------------------------------------------
 */

bool graph_dominates(const struct graph *g, uint32_t u, uint32_t v)
{
	return g->depth[u] != NONE && g->depth[v] != NONE &&
	       g->domin[v] >= g->domin[u] && g->domin[v] < g->domin[u] + g->domn[u];
}

/* Backwards from b, so that every vertex knows the edge that leads on. */
static void search(const struct graph *g, uint32_t a, uint32_t b,
		   bool (*may)(const void *, uint32_t), const void *ctx,
		   struct graph_half *on, uint32_t *queue)
{
	uint32_t n = 0;

	on[b].to = b;
	queue[n++] = b;
	for (uint32_t at = 0; at < n && on[a].to == NONE; at++)
		for (uint32_t h = g->first[queue[at]]; h < g->first[queue[at] + 1];
		     h++) {
			struct graph_half half = g->half[h];

			if (on[half.to].to != NONE || (may && !may(ctx, half.edge)))
				continue;
			on[half.to] = (struct graph_half){queue[at], half.edge};
			queue[n++] = half.to;
		}
}

uint32_t graph_path(const struct graph *g, uint32_t a, uint32_t b,
		    bool (*may)(const void *ctx, uint32_t edge), const void *ctx,
		    struct graph_half *hop, uint32_t cap)
{
	struct graph_half *on = malloc((g->n + 1) * sizeof *on);
	uint32_t *queue = malloc((g->n + 1) * sizeof *queue), n = 0;

	if (!on || !queue)
		die("out of memory");
	memset(on, 0xff, (g->n + 1) * sizeof *on);
	search(g, a, b, may, ctx, on, queue);
	if (on[a].to != NONE && cap > 0) {
		hop[n++] = (struct graph_half){a, NONE};
		for (; a != b && n < cap; a = on[a].to)
			hop[n++] = on[a];
	}
	free(on);
	free(queue);
	return a == b ? n : 0;
}

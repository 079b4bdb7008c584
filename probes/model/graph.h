/*
 * graph: which vertices there is a way to from one of them, the root, and through what
 * every such way leads. Pure, of plain numbers; ways.h makes one of the network.
 *
 * u dominates v when every way from the root to v leads through u: without u nothing is
 * known of v. In a graph without directions that is u being an articulation point with
 * v beyond it, found in one walk by low points (Hopcroft and Tarjan 1973); thus rings
 * and meshes cost no more than trees. Parallel edges are redundant: they make no
 * bridge.
 *
 * Worked out in slices: reset, join, then step until it says it is done; what the
 * questions below are asked of is not to be stepped meanwhile.
 */
#ifndef NOCTOP_MODEL_GRAPH_H
#define NOCTOP_MODEL_GRAPH_H

#include <stdbool.h>
#include <stdint.h>

#include "probes/base/table.h"

struct graph_edge {
	uint32_t a, b;
};
/* An edge as one of its ends sees it. */
struct graph_half {
	uint32_t to, edge;
};

struct graph {
	uint32_t n, cap, root;
	uint32_t count_n; /* vertices below it count as behind others */
	struct graph_edge *edge;
	uint32_t edge_n, edge_cap;
	struct graph_half *half; /* of all vertices, from first[v] on */
	uint32_t *first;	 /* n + 1 */
	uint32_t *way_n;  /* the first so many halves of a vertex are ways to it, those
			     that come nearer to the root before the others; behind
			     them is what it dominates itself */
	uint32_t *depth;  /* edges from the root, at least; NONE: there is no way */
	uint32_t *idom;	  /* the nearest that dominates it; NONE: none, or no way */
	uint32_t *behind; /* vertices that count and that it dominates, but itself */
	uint32_t *bridge; /* the edge that every way to it ends with; NONE */
	uint32_t *bridge_behind; /* vertices that count and that have no other way */
	/* inside */
	struct graph_half *draft;
	uint32_t half_cap, draft_cap;
	uint32_t *order, *disc, *low, *parent, *parent_edge, *cursor, *domin, *domn;
	uint32_t order_n, queue_n, phase, at;
};

void graph_init(struct graph *);
void graph_fini(struct graph *);
/* Empty, with n vertices; the first count_n count. */
void graph_reset(struct graph *, uint32_t n, uint32_t root, uint32_t count_n);
/* An edge; its number. Edges of one vertex to itself are no edges: NONE. */
uint32_t graph_join(struct graph *, uint32_t a, uint32_t b);
/* Work on, about budget vertices and edges; returns whether more is to be done. */
bool graph_step(struct graph *, uint32_t budget);

/* Does every way from the root to v lead through u? A vertex dominates itself. */
bool graph_dominates(const struct graph *, uint32_t u, uint32_t v);
/* A shortest way from a to b, both in it, over edges that may be used (NULL: all). At
 * most cap; returns how many, 0: there is none, or it is longer. hop[i].edge leads to
 * hop[i], NONE for the first. */
uint32_t graph_path(const struct graph *, uint32_t a, uint32_t b,
		    bool (*may)(const void *ctx, uint32_t edge), const void *ctx,
		    struct graph_half *hop, uint32_t cap);

#endif

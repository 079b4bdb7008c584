/*
 * Networks made by chance, the same for the same seed: trees, rings, meshes,
 * dual-homed, and mixtures of them, some with parts that nothing leads to.
 */
#ifndef NOCTOP_TESTS_MODEL_MAZES_H
#define NOCTOP_TESTS_MODEL_MAZES_H

#include <stdint.h>
#include <stdlib.h>

#include "probes/model/graph.h"

#define MAZE_MAX 64

struct maze {
	uint32_t n;
	struct graph_edge *edge;
	uint32_t edge_n, edge_cap;
	uint64_t chance;
};

static inline uint32_t maze_chance(struct maze *m, uint32_t below)
{
	m->chance = m->chance * UINT64_C(6364136223846793005) +
		    UINT64_C(1442695040888963407);
	return below ? (uint32_t)(m->chance >> 33) % below : 0;
}

static inline void maze_join(struct maze *m, uint32_t a, uint32_t b)
{
	if (a == b)
		return;
	TABLE_GROW(m->edge, m->edge_cap, m->edge_n + 1);
	m->edge[m->edge_n++] = (struct graph_edge){a, b};
}

enum maze_shape {
	MAZE_TREE,
	MAZE_RINGS,
	MAZE_MESH,
	MAZE_DUAL,
	MAZE_MIXED,
	MAZE_TORN, /* not all of it hangs together */
	MAZE_SHAPES
};

/* Vertex v among those before it. */
static inline void maze_place(struct maze *m, enum maze_shape shape, uint32_t v)
{
	uint32_t a = maze_chance(m, v), b = maze_chance(m, v);

	switch (shape) {
	case MAZE_TREE:
		maze_join(m, a, v);
		break;
	case MAZE_RINGS: /* of four, one at the next */
		maze_join(m, v - 1, v);
		if (v % 4 == 0)
			maze_join(m, v, v - 4);
		break;
	case MAZE_MESH:
		for (uint32_t i = 0; i < 3; i++)
			maze_join(m, maze_chance(m, v), v);
		break;
	case MAZE_DUAL:
		maze_join(m, a, v);
		maze_join(m, b, v);
		break;
	case MAZE_MIXED:
		maze_join(m, a, v);
		if (maze_chance(m, 3) == 0)
			maze_join(m, b, v);
		break;
	default:
		if (maze_chance(m, 5))
			maze_join(m, a, v);
		if (maze_chance(m, 4) == 0)
			maze_join(m, b, v);
	}
}

/* n vertices, 0 is where we look from; the seed says the shape, too. */
static inline void maze_make_exact(struct maze *m, uint32_t seed, uint32_t n)
{
	*m = (struct maze){.n = n, .chance = seed};
	maze_chance(m, 0);
	for (uint32_t v = 1; v < n; v++)
		maze_place(m, (enum maze_shape)(seed % MAZE_SHAPES), v);
}

/* The same, at most `most` vertices. */
static inline void maze_make(struct maze *m, uint32_t seed, uint32_t most)
{
	struct maze dice = {.chance = seed};

	maze_chance(&dice, 0);
	maze_make_exact(m, seed, 2 + maze_chance(&dice, most - 2));
}

static inline void maze_free(struct maze *m)
{
	free(m->edge);
}

#endif

/* What can be reached, and through what: by hand, and against a search without a
 * vertex. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "probes/model/graph.h"
#include "tests/model/mazes.h"

static int setup(void **state)
{
	static struct graph graph;

	graph_init(&graph);
	*state = &graph;
	return 0;
}

static int teardown(void **state)
{
	graph_fini(*state);
	return 0;
}

static void work_out(struct graph *g)
{
	while (graph_step(g, 7))
		continue;
}

static void make(struct graph *g, uint32_t n, const struct graph_edge *edge,
		 uint32_t edges)
{
	graph_reset(g, n, 0, n);
	for (uint32_t i = 0; i < edges; i++)
		graph_join(g, edge[i].a, edge[i].b);
	work_out(g);
}

#define MAKE(g, n, ...)                                                                \
	do {                                                                           \
		static const struct graph_edge edges_[] = {__VA_ARGS__};               \
		make(g, n, edges_, sizeof edges_ / sizeof *edges_);                    \
	} while (0)

static void a_chain_hangs_on_each_of_its_links(void **state)
{
	struct graph *g = *state;

	MAKE(g, 4, {0, 1}, {1, 2}, {3, 2});
	assert_int_equal(g->depth[3], 3);
	assert_int_equal(g->idom[3], 2);
	assert_int_equal(g->behind[1], 2);
	assert_int_equal(g->bridge[3], 2);
	assert_int_equal(g->bridge_behind[1], 3);
	assert_true(graph_dominates(g, 1, 3));
	assert_false(graph_dominates(g, 3, 1));
	assert_int_equal(g->way_n[2], 1);
	assert_int_equal(g->half[g->first[2]].to, 1);
}

static void a_ring_hangs_on_nothing_but_where_it_begins(void **state)
{
	struct graph *g = *state;

	MAKE(g, 5, {0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 1});
	for (uint32_t v = 2; v < 5; v++) {
		assert_int_equal(g->idom[v], 1);
		assert_int_equal(g->bridge[v], NONE);
		assert_int_equal(g->way_n[v], 2);
	}
	assert_int_equal(g->behind[1], 3);
	assert_int_equal(g->behind[2], 0);
	assert_int_equal(g->bridge_behind[1], 4);
	assert_int_equal(g->way_n[1], 1); /* what it dominates is no way to it */
}

static void parallel_links_are_no_bridge(void **state)
{
	struct graph *g = *state;

	MAKE(g, 3, {0, 1}, {1, 2}, {1, 2});
	assert_int_equal(g->bridge[2], NONE);
	assert_int_equal(g->idom[2], 1);
	assert_int_equal(g->way_n[2], 2);
}

static void where_there_is_no_way_nothing_is_said(void **state)
{
	struct graph *g = *state;

	MAKE(g, 4, {0, 1}, {2, 3});
	assert_int_equal(g->depth[2], NONE);
	assert_int_equal(g->idom[3], NONE);
	assert_int_equal(g->way_n[3], 0);
	assert_false(graph_dominates(g, 2, 3));
	assert_int_equal(graph_join(g, 2, 2), NONE);
}

static bool not_the_first(const void *ctx, uint32_t edge)
{
	(void)ctx;
	return edge != 0;
}

static void a_path_is_a_shortest_one_that_may_be_gone(void **state)
{
	struct graph *g = *state;
	struct graph_half hop[4];

	MAKE(g, 4, {0, 2}, {0, 1}, {1, 2}, {2, 3});
	assert_int_equal(graph_path(g, 0, 3, NULL, NULL, hop, 4), 3);
	assert_int_equal(hop[0].to, 0);
	assert_int_equal(hop[0].edge, NONE);
	assert_int_equal(hop[1].to, 2);
	assert_int_equal(hop[1].edge, 0);
	assert_int_equal(hop[2].edge, 3);
	assert_int_equal(graph_path(g, 0, 3, not_the_first, NULL, hop, 4), 4);
	assert_int_equal(hop[1].to, 1);
	assert_int_equal(graph_path(g, 0, 3, not_the_first, NULL, hop, 3), 0);
	assert_int_equal(graph_path(g, 2, 2, NULL, NULL, hop, 4), 1);
}

/* --- against a search ----------------------------------------------------------------
 */

/* Marks what is reached from 0 without a vertex and without an edge. */
static uint32_t flood(const struct maze *m, uint32_t vertex, uint32_t edge,
		      uint8_t *seen)
{
	uint32_t n = 0;
	bool more = true;

	memset(seen, 0, m->n);
	seen[0] = vertex != 0;
	while (more) {
		more = false;
		for (uint32_t e = 0; e < m->edge_n; e++) {
			uint32_t a = m->edge[e].a, b = m->edge[e].b;

			if (e == edge || a == vertex || b == vertex ||
			    seen[a] == seen[b])
				continue;
			seen[a] = seen[b] = 1;
			more = true;
		}
	}
	for (uint32_t v = 0; v < m->n; v++)
		n += seen[v];
	return n;
}

static void check_vertex(const struct graph *g, const struct maze *m, uint32_t u,
			 const uint8_t *all)
{
	uint8_t seen[MAZE_MAX];
	uint32_t behind = 0;

	flood(m, u, NONE, seen);
	for (uint32_t v = 0; v < m->n; v++) {
		bool needs = all[v] && !seen[v];

		behind += needs && v != u;
		assert_int_equal(graph_dominates(g, u, v), needs && all[u]);
	}
	assert_int_equal(g->behind[u], behind);
}

static void check_edge(const struct graph *g, const struct maze *m, uint32_t e,
		       uint32_t reached)
{
	uint8_t seen[MAZE_MAX];
	uint32_t lost = reached - flood(m, NONE, e, seen), said = 0;

	for (uint32_t v = 0; v < m->n; v++)
		if (g->bridge[v] == e)
			said = g->bridge_behind[v];
	assert_int_equal(said, lost);
}

static void check_ways(const struct graph *g, uint32_t v)
{
	for (uint32_t i = 0; i < g->first[v + 1] - g->first[v]; i++)
		assert_int_equal(graph_dominates(g, v, g->half[g->first[v] + i].to),
				 g->depth[v] != NONE && i >= g->way_n[v]);
	if (g->depth[v] != NONE && v != 0)
		assert_int_equal(g->depth[g->half[g->first[v]].to] + 1, g->depth[v]);
}

static void of_every_maze_the_same_is_said_as_by_search(void **state)
{
	struct graph *g = *state;

	for (uint32_t seed = 0; seed < 400; seed++) {
		struct maze m;
		uint8_t all[MAZE_MAX];
		uint32_t reached;

		maze_make(&m, seed, 40);
		make(g, m.n, m.edge, m.edge_n);
		reached = flood(&m, NONE, NONE, all);
		for (uint32_t v = 0; v < m.n; v++) {
			assert_int_equal(g->depth[v] != NONE, all[v]);
			check_vertex(g, &m, v, all);
			check_ways(g, v);
		}
		for (uint32_t e = 0; e < m.edge_n; e++)
			check_edge(g, &m, e, reached);
		maze_free(&m);
	}
}

static void a_slice_does_no_more_than_it_may(void **state)
{
	struct graph *g = *state;
	uint32_t steps = 1;

	graph_reset(g, 10000, 0, 10000);
	for (uint32_t v = 1; v < 10000; v++)
		graph_join(g, v - 1, v);
	while (graph_step(g, 1000))
		steps++;
	assert_in_range(steps, 100, 250); /* some 16 items a vertex, 1000 at a time */
	assert_int_equal(g->behind[1], 9998);
}

#define GRAPH_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		GRAPH_TEST(a_chain_hangs_on_each_of_its_links),
		GRAPH_TEST(a_ring_hangs_on_nothing_but_where_it_begins),
		GRAPH_TEST(parallel_links_are_no_bridge),
		GRAPH_TEST(where_there_is_no_way_nothing_is_said),
		GRAPH_TEST(a_path_is_a_shortest_one_that_may_be_gone),
		GRAPH_TEST(of_every_maze_the_same_is_said_as_by_search),
		GRAPH_TEST(a_slice_does_no_more_than_it_may),
	};

	return cmocka_run_group_tests_name("graph", tests, NULL, NULL);
}

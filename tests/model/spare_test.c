/* On networks made by chance: every single failure leaves as many ways as can be
 * counted by hand, and who lost its redundancy is told of once. */
#include "tests/model/fixture.h"
#include "tests/model/mazes.h"

#include "probes/model/link.h"
#include "probes/model/spare.h"
#include "probes/model/topology.h"

#define VERTICES 20
#define SEEDS 120

struct yard {
	struct network net;
	struct maze maze;
	bool dead_dev[MAZE_MAX], dead_edge[4 * MAZE_MAX];
};

static void settle(struct yard *y)
{
	links_settle(&y->net, T0);
	while (ways_step(&y->net, 500, T0))
		continue;
}

/* A port for each edge, named after it at both ends. */
static void add_ports(struct yard *y, dev_id d)
{
	struct if_found port[64] = {{0}};
	char name[16];
	uint32_t n = 0;

	for (uint32_t e = 0; e < y->maze.edge_n && n < 64; e++) {
		if (y->maze.edge[e].a != d && y->maze.edge[e].b != d)
			continue;
		snprintf(name, sizeof name, "e%u", e);
		port[n] = found(&y->net, e + 1, name);
		n++;
	}
	network_set_interfaces(&y->net, d, port, n);
	for (uint32_t i = 0; i < n; i++)
		network_update_interface(&y->net, y->net.dev[d].if_first + i, &port[i],
					 T0);
}

static void tell(struct yard *y, dev_id d)
{
	struct claim said[4 * MAZE_MAX];
	char name[16];
	uint32_t n = 0;

	for (uint32_t e = 0; e < y->maze.edge_n; e++) {
		const struct graph_edge *edge = &y->maze.edge[e];

		if (edge->a != d && edge->b != d)
			continue;
		snprintf(name, sizeof name, "e%u", e);
		said[n] = claim_by(LINK_LLDP, edge->a == d ? edge->b : edge->a);
		said[n].port = said[n].far = intern(&y->net, name);
		n++;
	}
	links_said(&y->net, d, LINK_BIT(LINK_LLDP), said, n, T0);
}

static void yard_open(struct yard *y, uint32_t seed)
{
	dev_id root = 0;
	char name[16];

	*y = (struct yard){0};
	network_init(&y->net);
	maze_make(&y->maze, seed, VERTICES);
	for (uint32_t v = 0; v < y->maze.n; v++) {
		snprintf(name, sizeof name, "d%02u", v);
		add_dev(&y->net, name, NONE);
		add_ports(y, v);
	}
	for (uint32_t v = 0; v < y->maze.n; v++)
		tell(y, v);
	ways_attach(&y->net, ATTACHED_CONFIGURED, &root, 1);
	settle(y);
}

static void yard_close(struct yard *y)
{
	maze_free(&y->maze);
	network_fini(&y->net);
}

/* --- counted by hand -----------------------------------------------------------------
 */

/* Who can be reached without coming through `not`. */
static void reach(const struct yard *y, bool whole, uint32_t not, bool *met)
{
	bool more = true;

	memset(met, 0, MAZE_MAX);
	met[0] = not != 0 && (whole || !y->dead_dev[0]);
	while (more) {
		more = false;
		for (uint32_t e = 0; e < y->maze.edge_n; e++) {
			uint32_t a = y->maze.edge[e].a, b = y->maze.edge[e].b;

			if (a == not || b == not || met[a] == met[b] ||
			    (!whole &&
			     (y->dead_edge[e] || y->dead_dev[a] || y->dead_dev[b])))
				continue;
			met[a] = met[b] = more = true;
		}
	}
}

static uint32_t ways_by_hand(const struct yard *y, bool whole, uint32_t v)
{
	bool met[MAZE_MAX], from[MAZE_MAX] = {false};
	uint32_t n = v == 0;

	if (!whole && y->dead_dev[v])
		return 0;
	reach(y, whole, v, met);
	for (uint32_t e = 0; e < y->maze.edge_n; e++) {
		uint32_t a = y->maze.edge[e].a, b = y->maze.edge[e].b;
		uint32_t u = a == v ? b : a;

		if ((a != v && b != v) || !met[u] || from[u] ||
		    (!whole && (y->dead_edge[e] || y->dead_dev[u])))
			continue;
		from[u] = true;
		n++;
	}
	return n;
}

/* What is told of all devices is what is counted; returns how many tell of it. */
static uint32_t check(struct yard *y, uint32_t seed, const char *what, uint32_t which)
{
	uint32_t tell_n = 0;

	for (uint32_t v = 0; v < y->maze.n; v++) {
		uint32_t had = ways_by_hand(y, true, v),
			 left = ways_by_hand(y, false, v);
		struct spare s;

		ways_spare(&y->net, v, &s);
		if (s.had != had || s.left != left)
			fail_msg("seed %u, %s %u: d%02u had %u, left %u; not %u, %u",
				 seed, what, which, v, had, left, s.had, s.left);
		tell_n += spare_tells(&y->net, v, &s);
	}
	return tell_n;
}

static void set_edge(struct yard *y, uint32_t e, bool down)
{
	char name[16];

	snprintf(name, sizeof name, "e%u", e);
	y->dead_edge[e] = down;
	for (int end = 0; end < 2; end++) {
		dev_id d = end ? y->maze.edge[e].a : y->maze.edge[e].b;
		if_id i = network_if_find(&y->net, d, name);

		y->net.ifs.oper[i] = down ? IF_DOWN : IF_UP;
		if_rare_make(&y->net.ifs, i)->oper_ms = T0;
	}
	settle(y);
}

static bool lost(struct yard *y, uint32_t v)
{
	struct spare s;

	ways_spare(&y->net, v, &s);
	return spare_lost(&s);
}

static void every_link_that_fails(struct yard *y, uint32_t seed)
{
	for (uint32_t e = 0; e < y->maze.edge_n; e++) {
		uint32_t a = y->maze.edge[e].a, b = y->maze.edge[e].b, told;
		struct spare s, t;

		set_edge(y, e, true);
		told = check(y, seed, "link", e);
		ways_spare(&y->net, a, &s);
		ways_spare(&y->net, b, &t);
		assert_int_equal(told, (lost(y, a) && s.from == b) ||
					       (lost(y, b) && t.from == a));
		set_edge(y, e, false);
	}
}

static void every_device_that_fails(struct yard *y, uint32_t seed)
{
	for (uint32_t v = 1; v < y->maze.n; v++) {
		struct reach was = y->net.dev[v].reach;

		y->dead_dev[v] = true;
		while (!reach_loss(&y->net.dev[v].reach, T0))
			continue;
		settle(y);
		assert_int_equal(check(y, seed, "device", v), 0);
		y->dead_dev[v] = false;
		y->net.dev[v].reach = was;
		settle(y);
	}
}

static void what_every_failure_leaves_is_counted(void **state)
{
	struct yard y;

	(void)state;
	for (uint32_t seed = 1; seed <= SEEDS; seed++) {
		yard_open(&y, seed);
		assert_int_equal(check(&y, seed, "nothing", 0), 0);
		every_link_that_fails(&y, seed);
		every_device_that_fails(&y, seed);
		assert_int_equal(check(&y, seed, "nothing", 0), 0);
		yard_close(&y);
	}
}

/* --- a link that neighbours tell of no more, since its port is down
 * ------------------- */

/* acc at core-1 and core-2, which are joined. */
static void dual(struct yard *y)
{
	*y = (struct yard){.maze = {.n = 3}};
	network_init(&y->net);
	maze_join(&y->maze, 0, 1);
	maze_join(&y->maze, 0, 2);
	maze_join(&y->maze, 1, 2);
	for (uint32_t v = 0; v < 3; v++) {
		add_dev(&y->net, (const char *[]){"core-1", "core-2", "acc"}[v], NONE);
		add_ports(y, v);
	}
	for (uint32_t v = 0; v < 3; v++)
		tell(y, v);
	ways_attach(&y->net, ATTACHED_CONFIGURED, &(dev_id){0}, 1);
	settle(y);
}

static void a_link_stays_one_while_its_port_is_down(void **state)
{
	struct yard y;
	struct spare s;
	if_id port;

	(void)state;
	dual(&y);
	set_edge(&y, 2, true);
	y.maze.edge_n = 2; /* nobody tells of it any more */
	tell(&y, 1);
	tell(&y, 2);
	settle(&y);
	ways_spare(&y.net, 2, &s);
	assert_true(spare_lost(&s));
	assert_int_equal(s.from, 1);
	assert_true(spare_tells(&y.net, 2, &s));
	port = network_if_find(&y.net, 2, "e2");
	assert_true(y.net.ifs.flags[port] & IFF_UPLINK);
	y.net.ifs.oper[port] = IF_UP; /* it leads nowhere now */
	y.net.ifs.oper[network_if_find(&y.net, 1, "e2")] = IF_UP;
	ways_attach(&y.net, ATTACHED_GATEWAY, &(dev_id){0}, 1);
	settle(&y);
	ways_spare(&y.net, 2, &s);
	assert_int_equal(s.had, 1);
	yard_close(&y);
}

static void one_that_moved_does_not(void **state)
{
	struct yard y;
	struct spare s;
	struct claim said[2];

	(void)state;
	dual(&y);
	y.net.ifs.oper[network_if_find(&y.net, 2, "e2")] = IF_DOWN;
	for (int i = 0; i < 2; i++) {
		said[i] = claim_by(LINK_LLDP, (dev_id)i);
		said[i].port = intern(&y.net, i ? "spare" : "e1");
		said[i].far = intern(&y.net, i ? "e2" : "e1");
	}
	links_said(&y.net, 2, LINK_BIT(LINK_LLDP), said, 2, T0 + 30000);
	said[0] = claim_by(LINK_LLDP, 0);
	said[0].port = said[0].far = intern(&y.net, "e0");
	said[1] = claim_by(LINK_LLDP, 2);
	said[1].port = intern(&y.net, "e2");
	said[1].far = intern(&y.net, "spare");
	links_said(&y.net, 1, LINK_BIT(LINK_LLDP), said, 2, T0 + 30000);
	settle(&y);
	ways_spare(&y.net, 2, &s);
	assert_int_equal(s.had, 2);
	assert_int_equal(s.left, 2);
	yard_close(&y);
}

/* --- large
 * ---------------------------------------------------------------------------- */

static void a_core_of_2000_is_counted_once_for_all(void **state)
{
	struct network *net = *state;
	struct claim up[2];
	struct spare s;
	char name[16];
	uint32_t lost_n = 0, told = 0;

	add_dev(net, "core-1", NONE);
	add_dev(net, "core-2", NONE);
	up[0] = claim_by(LINK_LLDP, 1);
	up[0].port = up[0].far = intern(net, "x");
	links_said(net, 0, LINK_BIT(LINK_LLDP), up, 1, T0);
	for (uint32_t i = 2; i < 2002; i++) {
		snprintf(name, sizeof name, "acc-%04u", i);
		add_dev(net, name, NONE);
		for (uint32_t k = 0; k < 2; k++) {
			up[k] = claim_by(LINK_LLDP, k);
			up[k].port = intern(net, k ? "b" : "a");
			snprintf(name, sizeof name, "to-%u", i);
			up[k].far = intern(net, name);
		}
		links_said(net, i, LINK_BIT(LINK_LLDP), up, 2, T0);
	}
	ways_attach(net, ATTACHED_CONFIGURED, &(dev_id){0}, 1);
	ways_all(net, T0);
	while (!reach_loss(&net->dev[1].reach, T0))
		continue;
	ways_all(net, T0);
	for (dev_id d = 0; d < net->dev_n; d++) {
		ways_spare(net, d, &s);
		lost_n += spare_lost(&s);
		told += spare_tells(net, d, &s);
	}
	assert_int_equal(lost_n, 2000);
	assert_int_equal(told, 0); /* core-2 says it all */
	assert_int_equal(spare_around(net, 1), 2000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_every_failure_leaves_is_counted),
		cmocka_unit_test(a_link_stays_one_while_its_port_is_down),
		cmocka_unit_test(one_that_moved_does_not),
		MODEL_TEST(a_core_of_2000_is_counted_once_for_all),
	};

	return cmocka_run_group_tests_name("spare", tests, NULL, NULL);
}

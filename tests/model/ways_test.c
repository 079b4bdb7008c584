/* From links to ways: what counts, where the watch stands, and what failures leave. */
#include "tests/model/fixture.h"

#include "probes/model/link.h"
#include "probes/model/topology.h"
#include "probes/model/ways.h"

static void work_out(struct network *net)
{
	while (links_join(net, 100, T0))
		continue;
	while (ways_step(net, 1000, T0))
		continue;
}

/* Both ends tell of each other over these ports. */
static void join_over(struct network *net, enum link_source source, dev_id a,
		      const char *p, dev_id b, const char *q)
{
	struct claim claim[16];
	struct {
		dev_id dev, peer;
		const char *port, *far;
	} ends[] = {{a, b, p, q}, {b, a, q, p}};

	for (int i = 0; i < 2; i++) {
		uint32_t n, mine = 0;
		const struct claim *old = links_claims(net, ends[i].dev, &n);

		for (uint32_t k = 0; k < n; k++)
			if (old[k].source == source)
				claim[mine++] = old[k];
		claim[mine] = claim_by(source, ends[i].peer);
		claim[mine].port = intern(net, ends[i].port);
		claim[mine++].far = intern(net, ends[i].far);
		links_said(net, ends[i].dev, LINK_BIT(source), claim, mine, T0);
	}
}

static void join(struct network *net, dev_id a, dev_id b)
{
	char p[24], q[24];

	snprintf(p, sizeof p, "to-%u", b);
	snprintf(q, sizeof q, "to-%u", a);
	join_over(net, LINK_LLDP, a, p, b, q);
}

static void attach(struct network *net, dev_id dev)
{
	ways_attach(net, ATTACHED_CONFIGURED, &dev, 1);
}

static void silence(struct network *net, dev_id id, int64_t at_ms)
{
	while (!reach_loss(&net->dev[id].reach, at_ms))
		continue;
}

static uint32_t ways_n(const struct network *net, dev_id dev, dev_id *from)
{
	struct ways_iter i;
	struct way way;
	uint32_t n = 0;

	for (ways_begin(&i, net, dev); ways_next(&i, &way);)
		from[n++] = way.from;
	return n;
}

static dev_id add(struct network *net, const char *name)
{
	return add_dev(net, name, NONE);
}

static void a_ring_has_two_ways_to_each(void **state)
{
	struct network *net = *state;
	dev_id d[4], from[8];

	for (int i = 0; i < 4; i++)
		d[i] = add(net, (const char *[]){"a", "b", "c", "d"}[i]);
	for (int i = 0; i < 4; i++)
		join(net, d[i], d[(i + 1) % 4]);
	attach(net, d[0]);
	work_out(net);
	assert_int_equal(ways_n(net, d[0], from), 1);
	assert_int_equal(from[0], NONE);
	assert_int_equal(ways_n(net, d[1], from), 2);
	assert_int_equal(from[0], d[0]);
	assert_int_equal(from[1], d[2]);
	silence(net, d[1], T0);
	silence(net, d[2], T0 + 60000);
	assert_int_equal(topology_cause(net, d[1]), NONE);
	assert_int_equal(topology_cause(net, d[2]), NONE); /* d is there */
	silence(net, d[3], T0 + 60000);
	assert_int_equal(topology_cause(net, d[2]), d[3]);
	assert_true(ways_hang(net, d[2], d[0]));
	assert_false(ways_hang(net, d[2], d[1]));
	assert_int_equal(ways_behind(net, d[0]), 3);
}

static uint8_t flags_of(const struct network *net, dev_id dev, uint32_t nth)
{
	if_id row = net->dev[dev].if_first + nth;

	return net->ifs.flags[row] & IFF_MATTERS;
}

/* a - b - c - a over LLDP, each with ports if1 to the next and if2 to the one
 * before. */
static void ring_of_three(struct network *net)
{
	for (int i = 0; i < 3; i++)
		add_interfaces(net, add(net, (const char *[]){"a", "b", "c"}[i]), 2);
	for (dev_id d = 0; d < 3; d++)
		join_over(net, LINK_LLDP, d, "if1", (d + 1) % 3, "if2");
	attach(net, 0);
	work_out(net);
}

static void lose_link(struct network *net, dev_id a, dev_id b)
{
	dev_id ends[] = {a, b};

	for (int i = 0; i < 2; i++) {
		struct claim left[2];
		uint32_t n, kept = 0;
		const struct claim *old = links_claims(net, ends[i], &n);

		for (uint32_t k = 0; k < n; k++)
			if (old[k].peer != ends[1 - i])
				left[kept++] = old[k];
		links_said(net, ends[i], LINK_BIT(LINK_LLDP), left, kept, T0 + 1000);
	}
	work_out(net);
}

static void what_went_down_is_what_it_was(void **state)
{
	struct network *net = *state;
	if_id near, far;

	ring_of_three(net);
	assert_int_equal(flags_of(net, 0, 0), 0);
	assert_int_equal(flags_of(net, 1, 1), IFF_UPLINK);
	near = net->dev[0].if_first;
	far = net->dev[1].if_first + 1;
	net->ifs.oper[near] = net->ifs.oper[far] = IF_DOWN;
	lose_link(net, 0, 1);
	assert_int_equal(flags_of(net, 0, 0), 0);
	assert_int_equal(flags_of(net, 1, 1), IFF_UPLINK);
	assert_int_equal(if_peer(&net->ifs, far), 0);
	topology_classify(net, 1);
	assert_int_equal(flags_of(net, 1, 1), IFF_UPLINK);
}

static void what_is_up_without_a_neighbour_is_nothing(void **state)
{
	struct network *net = *state;
	if_id near, far;

	ring_of_three(net);
	near = net->dev[0].if_first;
	far = net->dev[1].if_first + 1;
	net->ifs.oper[near] = net->ifs.oper[far] = IF_UP;
	lose_link(net, 0, 1);
	assert_int_equal(flags_of(net, 1, 1), 0);
	net->ifs.oper[far] = IF_DOWN; /* the near end leads elsewhere now */
	topology_classify(net, 1);
	assert_int_equal(flags_of(net, 1, 1), 0);
}

static void the_far_end_stands_in_for_an_uplink_that_was_shut(void **state)
{
	struct network *net = *state;
	if_id near, far;

	ring_of_three(net);
	near = net->dev[0].if_first;
	far = net->dev[1].if_first + 1;
	net->ifs.oper[near] = net->ifs.oper[far] = net->ifs.admin[far] = IF_DOWN;
	lose_link(net, 0, 1);
	assert_int_equal(flags_of(net, 0, 0), IFF_UPLINK);
}

/* At once, though the far end is heard still; and it is no uplink of its own. */
static void that_is_known_when_it_is_shut(void **state)
{
	struct network *net = *state;
	if_id near, far;

	ring_of_three(net);
	near = net->dev[0].if_first;
	far = net->dev[1].if_first + 1;
	network_take_status(net, far, IF_UP, IF_UP, 0, T0);
	assert_false(ways_urgent(net));
	network_take_status(net, far, IF_DOWN, IF_DOWN, 0, T0);
	assert_true(ways_urgent(net));
	ways_all(net, T0);
	assert_int_equal(flags_of(net, 0, 0), IFF_UPLINK);
	assert_true(net->ifs.flags[near] & IFF_STANDS_IN);
	assert_false(net->ifs.flags[far] & IFF_STANDS_IN);
	network_take_status(net, far, IF_UP, IF_DOWN, 0, T0);
	ways_all(net, T0);
	assert_int_equal(flags_of(net, 0, 0), 0);
	assert_false(net->ifs.flags[near] & IFF_STANDS_IN);
}

static void without_an_entrance_nothing_is_hidden(void **state)
{
	struct network *net = *state;
	dev_id a = add(net, "a"), b = add(net, "b"), from[4];

	join(net, a, b);
	work_out(net);
	assert_int_equal(ways_n(net, b, from), 0);
	silence(net, a, T0);
	silence(net, b, T0);
	assert_int_equal(topology_cause(net, a), NONE);
	assert_int_equal(topology_cause(net, b), NONE);
}

static void a_part_is_entered_at_its_edge(void **state)
{
	struct network *net = *state;
	dev_id a = add(net, "a"), fw = add(net, "fw"), core = add(net, "core"), from[4];

	net->dev[fw].role = ROLE_FIREWALL;
	net->dev[core].role = ROLE_CORE;
	join(net, fw, core);
	join(net, core, a);
	work_out(net);
	assert_int_equal(ways_n(net, fw, from), 1);
	assert_int_equal(from[0], NONE);
	assert_int_equal(ways_n(net, core, from), 1);
	assert_int_equal(from[0], fw);
}

static void a_part_is_entered_where_its_parents_begin(void **state)
{
	struct network *net = *state;
	dev_id top = add(net, "top"), from[4];
	dev_id kid = network_dev_add(net, &(struct dev){.name = intern(net, "kid"),
							.site = NONE,
							.parent = {top},
							.parent_n = 1});
	dev_id leaf = add(net, "leaf");

	net->dev[leaf].role = ROLE_EDGE; /* parents say more than a role */
	join(net, kid, leaf);
	work_out(net);
	assert_int_equal(ways_n(net, leaf, from), 1);
	assert_int_equal(from[0], kid);
	assert_true(ways_hang(net, leaf, top));
}

static void configured_parents_win(void **state)
{
	struct network *net = *state;
	dev_id a = add(net, "a"), b = add(net, "b"), from[4];
	dev_id kid = network_dev_add(net, &(struct dev){.name = intern(net, "kid"),
							.site = NONE,
							.parent = {a},
							.parent_n = 1});

	join(net, a, b);
	join(net, a, kid);
	join(net, b, kid);
	attach(net, a);
	work_out(net);
	assert_int_equal(ways_n(net, kid, from), 1);
	assert_int_equal(from[0], a);
	silence(net, a, T0);
	silence(net, kid, T0);
	assert_int_equal(topology_cause(net, kid), a); /* though b answers */
}

static void a_way_leads_through_what_nobody_manages(void **state)
{
	struct network *net = *state;
	dev_id a = add(net, "a"), b = add(net, "b"), c = add(net, "c"), from[4];
	const dev_id all[] = {a, b, c};
	struct claim panel = claim_by(LINK_LLDP, NONE);

	panel.port = intern(net, "if1");
	panel.name = intern(net, "patch-panel");
	panel.chassis = intern(net, "00:00:5e:00:53:01");
	for (int i = 0; i < 3; i++)
		links_said(net, all[i], LINK_BIT(LINK_LLDP), &panel, 1, T0);
	attach(net, a);
	work_out(net);
	assert_int_equal(ways_n(net, b, from), 1);
	assert_int_equal(from[0], a);
	assert_true(ways_hang(net, b, a));
	assert_int_equal(ways_behind(net, a), 2); /* strangers do not count */
	assert_string_equal(network_str(net, ways_stranger(net, net->dev_n + 1)),
			    "patch-panel");
	silence(net, a, T0);
	silence(net, b, T0);
	assert_int_equal(topology_cause(net, b), a);
}

static void routing_neighbours_join_only_what_nothing_else_does(void **state)
{
	struct network *net = *state;
	dev_id r1 = add(net, "r1"), sw = add(net, "sw"), r2 = add(net, "r2"),
	       far = add(net, "far"), from[4];

	join(net, r1, sw);
	join(net, sw, r2);
	join_over(net, LINK_OSPF, r1, "if1", r2, "if1"); /* over the switch */
	join_over(net, LINK_OSPF, r2, "if2", far, "if1");
	attach(net, r1);
	work_out(net);
	assert_true(ways_hang(net, r2, sw));
	assert_int_equal(ways_n(net, far, from), 1);
	assert_int_equal(from[0], r2);
}

static void a_link_that_was_down_before_is_no_way(void **state)
{
	struct network *net = *state;
	dev_id a = add(net, "a"), b = add(net, "b"), c = add(net, "c");
	struct if_found down;

	add_interfaces(net, a, 1);
	add_interfaces(net, b, 2);
	join_over(net, LINK_LLDP, a, "if1", b, "if1");
	join(net, a, c);
	join(net, c, b);
	attach(net, a);
	work_out(net);
	down = found(net, 1, "if1");
	down.oper = IF_DOWN;
	network_update_interface(net, net->dev[a].if_first, &down, T0 + 1000);
	silence(net, c, T0 + 60000);
	silence(net, b, T0 + 60000);
	assert_int_equal(topology_cause(net, b), c);
	if_rare_make(&net->ifs, net->dev[a].if_first)->oper_ms =
		T0 + 60000; /* with it: it may be all */
	assert_int_equal(topology_cause(net, b), NONE);
}

/* A neighbour's entry goes when the neighbour does, and must not take the cause along.
 */
static void what_was_there_before_a_failure_stays_while_it_lasts(void **state)
{
	struct network *net = *state;
	dev_id a = add(net, "a"), b = add(net, "b"), c = add(net, "c"), from[4];
	uint64_t generation;

	join(net, a, b);
	join(net, b, c);
	attach(net, a);
	work_out(net);
	silence(net, b, T0 + 1000);
	silence(net, c, T0 + 1000);
	links_said(net, a, LINK_BIT(LINK_LLDP), NULL, 0, T0 + 60000);
	links_said(net, b, LINK_BIT(LINK_LLDP), NULL, 0, T0 + 60000);
	links_said(net, c, LINK_BIT(LINK_LLDP), NULL, 0, T0 + 60000);
	work_out(net);
	assert_int_equal(topology_cause(net, c), b);
	generation = ways_generation(net);
	reach_answer(&net->dev[b].reach, T0 + 70000, 1000);
	reach_answer(&net->dev[c].reach, T0 + 70000, 1000);
	while (ways_step(net, 1000, T0 + 120000))
		continue;
	assert_true(ways_generation(net) > generation); /* looked at again by itself */
	assert_int_equal(ways_n(net, c, from), 0);
}

static void it_is_worked_out_anew_when_something_changed_only(void **state)
{
	struct network *net = *state;
	dev_id a = add(net, "a"), b = add(net, "b");

	join(net, a, b);
	attach(net, a);
	work_out(net);
	assert_int_equal(ways_generation(net), 1);
	attach(net, a);
	work_out(net);
	assert_int_equal(ways_generation(net), 1);
	join_over(net, LINK_LLDP, a, "second", b, "second");
	work_out(net);
	assert_int_equal(ways_generation(net), 2);
	attach(net, b);
	assert_int_equal(ways_behind(net, a), 1); /* still as before */
	work_out(net);
	assert_int_equal(ways_behind(net, a), 0);
	assert_int_equal(ways_attached(net), ATTACHED_CONFIGURED);
}

static void who_is_above_comes_before_what_is_above_that(void **state)
{
	struct network *net = *state;
	dev_id d[5], above[8];

	for (int i = 0; i < 5; i++)
		d[i] = add(net, (const char *[]){"a", "b", "c", "d", "e"}[i]);
	join(net, d[0], d[1]);
	join(net, d[1], d[2]);
	join(net, d[2], d[4]);
	join(net, d[1], d[3]);
	join(net, d[3], d[4]);
	attach(net, d[0]);
	work_out(net);
	assert_int_equal(topology_above(net, d[4], above, 8), 2);
	assert_int_equal(topology_ancestors(net, d[4], above, 8), 4);
	assert_int_equal(above[2], d[1]);
	assert_int_equal(above[3], d[0]);
	assert_int_equal(topology_ancestors(net, d[4], above, 3), 3);
}

static unsigned flags_at(const struct network *net, dev_id dev)
{
	return net->ifs.flags[net->dev[dev].if_first] & IFF_MATTERS;
}

static void a_wan_port_is_a_way_wherever_it_stands(void **state)
{
	struct network *net = *state;
	site_id fra = add_site(net, "fra");
	dev_id core = add_dev(net, "core", fra);
	struct site_ways ways;

	add_interfaces(net, core, 20);
	topology_ways(net, fra, &ways);
	assert_int_equal(ways.n, 0);
	for (unsigned i = 0; i < 20; i++) {
		net->ifs.flags[net->dev[core].if_first + i] = IFF_WAN;
		topology_ways(net, fra, &ways);
		assert_int_equal(ways.n, 1);
		net->ifs.flags[net->dev[core].if_first + i] = IFF_UPLINK;
	}
}

/* Nobody comes to a site from what hangs on it, whatever its ports still know of a link
 * that is not told of; of two others one may be down. */
static void ways_to_what_is_behind_lead_nobody_to_a_site(void **state)
{
	struct network *net = *state;
	site_id ams = add_site(net, "ams"), fra = add_site(net, "fra");
	dev_id near = add_dev(net, "near", ams), far = add_dev(net, "far", fra);
	struct site_ways ways;
	if_id row;

	add_interfaces(net, near, 1);
	add_interfaces(net, far, 4);
	join_over(net, LINK_LLDP, near, "if1", far, "if1");
	attach(net, near);
	work_out(net);
	row = net->dev[near].if_first;
	topology_ways(net, ams, &ways);
	assert_int_equal(ways.n, 1);
	assert_int_equal(ways.in, 0);
	links_said(net, near, LINK_BIT(LINK_LLDP), NULL, 0, T0);
	links_said(net, far, LINK_BIT(LINK_LLDP), NULL, 0, T0);
	work_out(net);
	net->dev[far].parent[net->dev[far].parent_n++] = near;
	net->ifs.flags[row] |= IFF_WAN;
	if_rare_make(&net->ifs, row)->peer = far;
	topology_ways(net, ams, &ways);
	assert_int_equal(ways.n, 1);
	assert_int_equal(ways.in, 0);

	for (unsigned i = 1; i < 4; i++)
		net->ifs.flags[net->dev[far].if_first + i] = IFF_WAN;
	topology_ways(net, fra, &ways);
	assert_int_equal(ways.in, ways.n);
	assert_int_equal(ways.left, ways.n);
}

/* From our site the only way leads to another, whose device is dead: nobody here is. */
static void a_site_is_not_cut_off_by_the_death_of_another(void **state)
{
	struct network *net = *state;
	site_id ams = add_site(net, "ams"), fra = add_site(net, "fra");
	dev_id near = add_dev(net, "near", ams), far = add_dev(net, "far", fra);
	struct site_count count;

	add_interfaces(net, near, 1);
	add_interfaces(net, far, 1);
	join_over(net, LINK_LLDP, near, "if1", far, "if1");
	attach(net, near);
	work_out(net);
	for (dev_id d = near; d <= far; d++)
		network_take_result(net, d, REASON_OK, T0, 1);
	net->ifs.oper[net->dev[near].if_first] = IF_DOWN;
	topology_site(net, ams, &count);
	assert_true(topology_cut_off(&count)); /* the far end lives */
	silence(net, far, T0 + 1000);
	topology_site(net, ams, &count);
	assert_int_equal(count.ways.down, 1);
	assert_false(topology_cut_off(&count));
	topology_site(net, fra, &count);
	assert_true(topology_cut_off(&count));
}

static void what_is_found_says_what_a_port_is_for(void **state)
{
	struct network *net = *state;
	site_id fra = add_site(net, "fra"), ams = add_site(net, "ams");
	dev_id core = add_dev(net, "core", fra), acc = add_dev(net, "acc", fra),
	       far = add_dev(net, "far", ams), other = add_dev(net, "other", fra);
	const struct if_table *t = &net->ifs;

	add_interfaces(net, core, 2);
	add_interfaces(net, acc, 1);
	add_interfaces(net, far, 1);
	net->ifs.alias[net->dev[acc].if_first] = intern(net, "to other, once");
	topology_classify(net, acc);
	join_over(net, LINK_LLDP, core, "if1", acc, "if1");
	join_over(net, LINK_LLDP, core, "if2", far, "if1");
	attach(net, core);
	work_out(net);
	assert_int_equal(if_peer(t, net->dev[acc].if_first), core); /* not other */
	assert_int_equal(flags_at(net, acc), IFF_UPLINK);
	assert_int_equal(flags_at(net, core), 0);
	assert_int_equal(t->flags[net->dev[core].if_first + 1] & IFF_MATTERS, IFF_WAN);
	assert_int_equal(flags_at(net, far), IFF_UPLINK | IFF_WAN);
	attach(net, acc); /* now it is the other way round */
	work_out(net);
	assert_int_equal(flags_at(net, acc), 0);
	assert_int_equal(flags_at(net, core), IFF_UPLINK);
	links_said(net, acc, LINK_BIT(LINK_LLDP), NULL, 0, T0 + 1000);
	links_said(net, core, LINK_BIT(LINK_LLDP), NULL, 0, T0 + 1000);
	work_out(net);
	assert_int_equal(if_peer(t, net->dev[acc].if_first), other);
	assert_int_equal(if_peer(t, net->dev[core].if_first), NONE);
	assert_int_equal(flags_at(net, core), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		MODEL_TEST(a_ring_has_two_ways_to_each),
		MODEL_TEST(what_went_down_is_what_it_was),
		MODEL_TEST(what_is_up_without_a_neighbour_is_nothing),
		MODEL_TEST(the_far_end_stands_in_for_an_uplink_that_was_shut),
		MODEL_TEST(that_is_known_when_it_is_shut),
		MODEL_TEST(without_an_entrance_nothing_is_hidden),
		MODEL_TEST(a_part_is_entered_at_its_edge),
		MODEL_TEST(a_part_is_entered_where_its_parents_begin),
		MODEL_TEST(configured_parents_win),
		MODEL_TEST(a_way_leads_through_what_nobody_manages),
		MODEL_TEST(routing_neighbours_join_only_what_nothing_else_does),
		MODEL_TEST(a_link_that_was_down_before_is_no_way),
		MODEL_TEST(what_was_there_before_a_failure_stays_while_it_lasts),
		MODEL_TEST(it_is_worked_out_anew_when_something_changed_only),
		MODEL_TEST(a_wan_port_is_a_way_wherever_it_stands),
		MODEL_TEST(ways_to_what_is_behind_lead_nobody_to_a_site),
		MODEL_TEST(a_site_is_not_cut_off_by_the_death_of_another),
		MODEL_TEST(what_is_found_says_what_a_port_is_for),
		MODEL_TEST(who_is_above_comes_before_what_is_above_that),
	};

	return cmocka_run_group_tests_name("ways", tests, NULL, NULL);
}

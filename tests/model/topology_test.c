/* What hangs behind what. */
#include "tests/model/fixture.h"

#include "probes/model/topology.h"

static dev_id add_child(struct network *net, const char *name, site_id site,
			const dev_id *parents, uint8_t n)
{
	struct dev dev = {.name = intern(net, name),
			  .site = site,
			  .parent_n = n,
			  .poll_ms = 30000};

	memcpy(dev.parent, parents, n * sizeof *parents);
	return network_dev_add(net, &dev);
}

static dev_id behind(struct network *net, const char *name, dev_id parent)
{
	return add_child(net, name, net->dev[parent].site, &parent, 1);
}

static void silence(struct network *net, dev_id id, int64_t at_ms)
{
	while (!reach_loss(&net->dev[id].reach, at_ms))
		continue;
}

static void answer(struct network *net, dev_id id)
{
	reach_answer(&net->dev[id].reach, T0 - 60000, 1000);
}

static void set_aliases(struct network *net, dev_id dev, const char *const *aliases,
			uint32_t n)
{
	add_interfaces(net, dev, n);
	for (uint32_t i = 0; i < n; i++)
		net->ifs.alias[net->dev[dev].if_first + i] = intern(net, aliases[i]);
	topology_classify(net, dev);
}

/* The IFF_* of the first interface of a device whose globs are these. */
static unsigned flags_of(struct network *net, const char *globs, const char *name)
{
	struct dev dev = {.name = intern(net, "g"), .declared = intern(net, globs)};
	dev_id id = network_dev_add(net, &dev);
	struct if_found one = found(net, 1, name);

	network_set_interfaces(net, id, &one, 1);
	topology_classify(net, id);
	return net->ifs.flags[net->dev[id].if_first] & IFF_MATTERS;
}

static void globs_declare_interfaces(void **state)
{
	static const struct {
		const char *globs, *name;
		bool match;
	} cases[] = {
		{"xe-*", "xe-0/0/1", true},
		{"xe-*", "ge-0/0/1", false},
		{"ge-0, xe-?/0/1", "xe-0/0/1", true},
		{"ge-0,xe-0/0/1", "xe-0/0/1", true},
		{"xe-0/0/1", "xe-0/0/11", false},
		{"*/1", "a/1/2/1", true},
		{"*a*b*c", "xxaxxbxxc", true},
		{"*a*b*c", "xxaxxbxxcd", false},
		{"*", "anything", true},
		{"", "anything", false},
		{" , ", "anything", false},
		{"?", "", false},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(flags_of(*state, cases[i].globs, cases[i].name),
				 cases[i].match ? IFF_DECLARED : 0);
}

static void a_glob_of_many_stars_ends_soon(void **state)
{
	char name[200];

	memset(name, 'a', sizeof name - 1);
	name[sizeof name - 1] = 0;
	assert_int_equal(flags_of(*state, "*a*a*a*a*a*a*a*a*a*a*a*a*b", name), 0);
}

static void uplinks_and_wan_have_globs_of_their_own(void **state)
{
	struct network *net = *state;
	struct dev dev = {.name = intern(net, "a"),
			  .uplinks = intern(net, "if1"),
			  .wan = intern(net, "if2, if3")};

	network_dev_add(net, &dev);
	add_interfaces(net, 0, 4);
	topology_classify(net, 0);
	assert_int_equal(net->ifs.flags[0], IFF_UPLINK | IFF_SEEN_UP);
	assert_int_equal(net->ifs.flags[2], IFF_WAN | IFF_SEEN_UP);
	assert_int_equal(net->ifs.flags[3], IFF_SEEN_UP);
}

static void an_alias_that_names_a_device_is_a_link(void **state)
{
	struct network *net = *state;
	site_id fra = add_site(net, "fra"), ams = add_site(net, "ams");
	dev_id core = add_dev(net, "fra-core-01", fra);
	dev_id remote = add_dev(net, "ams-core-01", ams);
	dev_id peer = add_dev(net, "fra-acc-02", fra);
	dev_id acc = behind(net, "fra-acc-01", core);
	static const char *const aliases[] = {
		"uplink to fra-core-01:xe-0/0/1",
		"WAN AMS-CORE-01, circuit 17",
		"to fra-acc-02.",
		"fra-core-011",
		"fra-acc-01 (self)",
		"",
	};
	const struct if_table *t = &net->ifs;

	set_aliases(net, acc, aliases, 6);
	assert_int_equal(if_peer(t, 0), core);
	assert_int_equal(t->flags[0] & IFF_MATTERS, IFF_UPLINK);
	assert_int_equal(if_peer(t, 1), remote);
	assert_int_equal(t->flags[1] & IFF_MATTERS, IFF_WAN);
	assert_int_equal(if_peer(t, 2), peer);
	assert_int_equal(t->flags[2] & IFF_MATTERS, 0);
	for (if_id i = 3; i < 6; i++) {
		assert_int_equal(if_peer(t, i), NONE);
		assert_int_equal(t->flags[i] & IFF_MATTERS, 0);
	}
	net->ifs.alias[0] = 0; /* and is none any more */
	topology_classify(net, acc);
	assert_int_equal(t->flags[0], IFF_SEEN_UP);
}

static void silence_needs_a_verdict(void **state)
{
	struct network *net = *state;
	dev_id a = add_dev(net, "a", NONE);

	assert_false(topology_dev_silent(net, a));
	answer(net, a);
	reach_loss(&net->dev[a].reach, T0);
	assert_false(topology_dev_silent(net, a));
	silence(net, a, T0 + 1000);
	assert_true(topology_dev_silent(net, a));
	assert_int_equal(topology_silent_since(net, a), T0);
}

static void a_device_that_answers_snmp_is_not_silent(void **state)
{
	struct network *net = *state;
	dev_id a = add_dev(net, "a", NONE);

	network_take_result(net, a, REASON_OK, T0 - 1000, 1);
	silence(net, a, T0);
	assert_true(topology_dev_silent(net, a));
	network_take_result(net, a, REASON_OK, T0 + 2000, 1);
	assert_false(topology_dev_silent(net, a));
}

static void a_refusal_is_an_answer(void **state)
{
	struct network *net = *state;
	dev_id a = add_dev(net, "a", NONE);

	silence(net, a, T0);
	network_take_result(net, a, REASON_WRONG_KEY, T0 + 2000, 0);
	assert_false(topology_dev_silent(net, a));
	network_take_result(net, a, REASON_TIMEOUT, T0 + 32000, 0);
	assert_int_equal(topology_silent_since(net, a), T0);
}

static void a_device_not_probed_yet_is_judged_by_its_polls(void **state)
{
	struct network *net = *state;
	dev_id a = add_dev(net, "a", NONE);

	network_take_result(net, a, REASON_TIMEOUT, T0, 0);
	assert_false(topology_dev_silent(net, a));
	network_take_result(net, a, REASON_TIMEOUT, T0 + 30000, 0);
	assert_int_equal(topology_silent_since(net, a), T0);
}

static void the_first_poll_in_vain_is_silence_where_nobody_may_ping(void **state)
{
	struct network *net = *state;
	dev_id a = add_dev(net, "a", NONE);

	net->dev[a].ping_by = PING_NO;
	assert_false(topology_dev_silent(net, a));
	network_take_result(net, a, REASON_TIMEOUT, T0, 0);
	assert_int_equal(topology_silent_since(net, a), T0);
}

static void without_probes_two_polls_in_vain_are_silence(void **state)
{
	struct network *net = *state;
	dev_id a = add_dev(net, "a", NONE);

	net->dev[a].ping_by = PING_NO;
	network_take_result(net, a, REASON_OK, T0 - 30000, 1);
	network_take_result(net, a, REASON_TIMEOUT, T0, 0);
	assert_false(topology_dev_silent(net, a));
	network_take_result(net, a, REASON_TIMEOUT, T0 + 30000, 0);
	assert_int_equal(topology_silent_since(net, a), T0);
	network_take_result(net, a, REASON_WRONG_KEY, T0 + 60000, 0);
	assert_false(topology_dev_silent(net, a)); /* it told us so itself */
}

static void a_root_cause_hides_what_is_behind_it(void **state)
{
	struct network *net = *state;
	dev_id core = add_dev(net, "core", NONE);
	dev_id dist = behind(net, "dist", core), acc = behind(net, "acc", dist);

	silence(net, acc, T0);
	assert_int_equal(topology_cause(net, acc), NONE); /* its parent answers */
	silence(net, dist, T0);
	assert_int_equal(topology_cause(net, acc), dist);
	silence(net, core, T0);
	assert_int_equal(topology_cause(net, acc), core);
	assert_int_equal(topology_cause(net, dist), core);
	assert_int_equal(topology_cause(net, core), NONE);
}

static void a_long_chain_is_climbed_to_its_end(void **state)
{
	struct network *net = *state;
	dev_id chain[40];

	for (int i = 0; i < 40; i++) {
		char name[8];

		snprintf(name, sizeof name, "c%d", i);
		chain[i] = i ? behind(net, name, chain[i - 1])
			     : add_dev(net, name, NONE);
		silence(net, chain[i], T0);
	}
	for (int i = 1; i < 40; i++)
		assert_int_equal(topology_cause(net, chain[i]), chain[0]);
	answer(net, chain[9]);
	assert_int_equal(topology_cause(net, chain[39]), chain[10]);
	assert_int_equal(topology_cause(net, chain[10]), NONE);
	assert_int_equal(topology_cause(net, chain[8]), chain[0]);
}

static void one_living_parent_hides_nothing(void **state)
{
	struct network *net = *state;
	dev_id both[] = {add_dev(net, "core1", NONE), add_dev(net, "core2", NONE)};
	dev_id acc = add_child(net, "acc", NONE, both, 2);

	silence(net, acc, T0);
	silence(net, both[0], T0);
	assert_int_equal(topology_cause(net, acc), NONE);
	silence(net, both[1], T0);
	assert_int_equal(topology_cause(net, acc), both[0]);
	answer(net, acc);
	assert_int_equal(topology_cause(net, acc), NONE);
}

static void a_loop_of_parents_ends_and_hides_nothing(void **state)
{
	struct network *net = *state;
	dev_id a = add_dev(net, "a", NONE), b = behind(net, "b", a);

	net->dev[a].parent[0] = b;
	net->dev[a].parent_n = 1;
	silence(net, a, T0);
	silence(net, b, T0);
	assert_int_equal(topology_cause(net, a), NONE);
	assert_int_equal(topology_cause(net, b), NONE);
}

static void a_site_counts_its_devices(void **state)
{
	struct network *net = *state;
	site_id fra = add_site(net, "fra");
	dev_id core = add_dev(net, "core", fra), acc1 = behind(net, "acc1", core);
	dev_id acc2 = behind(net, "acc2", core), lone = add_dev(net, "lone", fra);
	dev_id fine = add_dev(net, "fine", fra), next = add_dev(net, "next", fra);
	struct site_count c;

	add_dev(net, "unasked", fra);
	net->dev[next].planned = true;
	answer(net, fine);
	topology_site(net, fra, &c);
	assert_int_equal(c.devices, 6);
	assert_int_equal(c.planned, 1);
	assert_int_equal(c.lost, 0);
	assert_int_equal(c.cause, NONE);
	assert_int_equal(c.since_ms, 0);

	silence(net, lone, T0 - 5000);
	topology_site(net, fra, &c);
	assert_int_equal(c.cause, lone);
	assert_int_equal(c.cause_hides, 0);

	silence(net, next, T0 - 9000); /* planned: nobody misses it */
	silence(net, acc1, T0);
	silence(net, acc2, T0);
	silence(net, core, T0 + 500);
	topology_site(net, fra, &c);
	assert_int_equal(c.lost, 4);
	assert_int_equal(c.since_ms, T0 - 5000);
	assert_int_equal(c.cause, core);
	assert_int_equal(c.cause_hides, 2);
	assert_int_equal(c.hidden, 2);
}

static void a_site_without_devices_counts_none(void **state)
{
	struct network *net = *state;
	struct site_count c;

	topology_site(net, add_site(net, "empty"), &c);
	assert_int_equal(c.devices, 0);
	assert_int_equal(c.cause, NONE);
}

static uint32_t drawn_of(const struct network *net, dev_id id, struct topology_link *l)
{
	return topology_links(net, id, l, 8);
}

static void a_parent_without_an_interface_is_a_link(void **state)
{
	struct network *net = *state;
	dev_id core = add_dev(net, "core", NONE), acc = behind(net, "acc", core);
	struct topology_link l[8];

	assert_int_equal(drawn_of(net, core, l), 0);
	assert_int_equal(drawn_of(net, acc, l), 1);
	assert_int_equal(l[0].a, acc);
	assert_int_equal(l[0].b, core);
	assert_int_equal(l[0].ifs, NONE);
}

static void each_interface_towards_a_parent_is_a_link(void **state)
{
	struct network *net = *state;
	dev_id core = add_dev(net, "core", NONE), acc = behind(net, "acc", core);
	struct topology_link l[8];

	set_aliases(net, core, (const char *[]){"acc"}, 1);
	assert_int_equal(drawn_of(net, acc, l), 1); /* the parent's interface tells */
	assert_int_equal(l[0].ifs, net->dev[core].if_first);
	set_aliases(net, acc, (const char *[]){"core", "core", "printer"}, 3);
	assert_int_equal(drawn_of(net, acc, l), 2);
	assert_int_equal(l[1].ifs, net->dev[acc].if_first + 1);
	assert_int_equal(drawn_of(net, core, l), 0);
	assert_int_equal(topology_links(net, acc, l, 1), 1);
}

static void the_end_that_answers_tells_of_a_link(void **state)
{
	struct network *net = *state;
	dev_id core = add_dev(net, "core", NONE), acc = behind(net, "acc", core);
	dev_id a = add_dev(net, "a", add_site(net, "fra"));
	dev_id b = add_dev(net, "b", add_site(net, "ams"));
	struct topology_link l[8];

	set_aliases(net, core, (const char *[]){"acc"}, 1);
	set_aliases(net, acc, (const char *[]){"core"}, 1);
	set_aliases(net, a, (const char *[]){"b"}, 1);
	set_aliases(net, b, (const char *[]){"a"}, 1);
	silence(net, acc, T0);
	assert_int_equal(drawn_of(net, acc, l), 1);
	assert_int_equal(l[0].ifs, net->dev[core].if_first);
	silence(net, core, T0); /* nobody knows better than the child */
	assert_int_equal(drawn_of(net, acc, l), 1);
	assert_int_equal(l[0].ifs, net->dev[acc].if_first);
	silence(net, a, T0);
	assert_int_equal(drawn_of(net, a, l), 0);
	assert_int_equal(drawn_of(net, b, l), 1);
	assert_int_equal(l[0].ifs, net->dev[b].if_first);
	silence(net, b, T0);
	assert_int_equal(drawn_of(net, a, l), 1);
	assert_int_equal(drawn_of(net, b, l), 0);
}

static void a_link_between_sites_comes_once(void **state)
{
	struct network *net = *state;
	dev_id a = add_dev(net, "a", add_site(net, "fra"));
	dev_id b = add_dev(net, "b", add_site(net, "ams"));
	struct topology_link l[8];

	set_aliases(net, b, (const char *[]){"a"}, 1);
	assert_int_equal(drawn_of(net, a, l), 0);
	assert_int_equal(drawn_of(net, b, l), 1);
	assert_int_equal(l[0].b, a);
	set_aliases(net, a, (const char *[]){"b"}, 1);
	assert_int_equal(drawn_of(net, a, l), 1);
	assert_int_equal(drawn_of(net, b, l), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		MODEL_TEST(globs_declare_interfaces),
		MODEL_TEST(a_glob_of_many_stars_ends_soon),
		MODEL_TEST(uplinks_and_wan_have_globs_of_their_own),
		MODEL_TEST(an_alias_that_names_a_device_is_a_link),
		MODEL_TEST(silence_needs_a_verdict),
		MODEL_TEST(a_device_that_answers_snmp_is_not_silent),
		MODEL_TEST(a_refusal_is_an_answer),
		MODEL_TEST(a_device_not_probed_yet_is_judged_by_its_polls),
		MODEL_TEST(the_first_poll_in_vain_is_silence_where_nobody_may_ping),
		MODEL_TEST(without_probes_two_polls_in_vain_are_silence),
		MODEL_TEST(a_root_cause_hides_what_is_behind_it),
		MODEL_TEST(a_long_chain_is_climbed_to_its_end),
		MODEL_TEST(one_living_parent_hides_nothing),
		MODEL_TEST(a_loop_of_parents_ends_and_hides_nothing),
		MODEL_TEST(a_site_counts_its_devices),
		MODEL_TEST(a_site_without_devices_counts_none),
		MODEL_TEST(a_parent_without_an_interface_is_a_link),
		MODEL_TEST(each_interface_towards_a_parent_is_a_link),
		MODEL_TEST(the_end_that_answers_tells_of_a_link),
		MODEL_TEST(a_link_between_sites_comes_once),
	};

	return cmocka_run_group_tests_name("topology", tests, NULL, NULL);
}

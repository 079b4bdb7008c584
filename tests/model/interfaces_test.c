/* Interfaces by name: what stays when a device changes its shape. */
#include "tests/model/fixture.h"
#include "tests/model/load.h"

static const char *name_of(const struct network *net, if_id i)
{
	return network_str(net, net->ifs.name[i]);
}

static struct if_found *named(struct network *net, struct if_found *list,
			      const char *const *names, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		list[i] = found(net, i + 1, names[i]);
	return list;
}

static void assert_names(const struct network *net, dev_id dev,
			 const char *const *names, uint32_t n)
{
	assert_int_equal(net->dev[dev].if_n, n);
	for (uint32_t i = 0; i < n; i++)
		assert_string_equal(name_of(net, net->dev[dev].if_first + i), names[i]);
}

static void the_name_is_name_else_descr_else_alias_else_index(void **state)
{
	struct network *net = *state;
	str_id a = intern(net, "a"), b = intern(net, "b"), c = intern(net, "c");
	struct if_found list[] = {
		{.index = 1, .name = a, .descr = b, .alias = c},
		{.index = 2, .descr = b, .alias = c},
		{.index = 3, .alias = c},
		{.index = 4},
	};

	add_dev(net, "dev", NONE);
	network_set_interfaces(net, 0, list, 4);
	assert_names(net, 0, (const char *[]){"a", "b", "c", "if4"}, 4);
}

static void a_second_of_a_name_is_numbered(void **state)
{
	struct network *net = *state;
	struct if_found list[5];
	const char *names[] = {"eth", "eth", "eth#2", "eth", "lo"};

	add_dev(net, "dev", NONE);
	network_set_interfaces(net, 0, named(net, list, names, 5), 5);
	assert_names(net, 0, (const char *[]){"eth", "eth#2", "eth#2#2", "eth#3", "lo"},
		     5);
}

static void long_names_are_numbered_too(void **state)
{
	struct network *net = *state;
	char longest[TEXT_BYTES_MAX + 1];
	struct if_found list[3];

	memset(longest, 'x', sizeof longest - 1);
	longest[TEXT_BYTES_MAX] = 0;
	for (uint32_t i = 0; i < 3; i++)
		list[i] = found(net, i + 1, longest);
	add_dev(net, "dev", NONE);
	network_set_interfaces(net, 0, list, 3);
	assert_int_not_equal(net->ifs.name[0], net->ifs.name[1]);
	assert_int_not_equal(net->ifs.name[1], net->ifs.name[2]);
	assert_non_null(strstr(name_of(net, 2), "#3"));
}

static void an_interface_is_found_by_name_and_by_index(void **state)
{
	struct network *net = *state;
	struct if_found list[3] = {found(net, 5, "a"), found(net, 7, "b"),
				   found(net, 900, "c")};

	add_dev(net, "x", NONE);
	add_dev(net, "y", NONE);
	add_interfaces(net, 0, 4);
	network_set_interfaces(net, 1, list, 3);
	assert_int_equal(network_if_find(net, 1, "b"), 5);
	assert_int_equal(network_if_find(net, 0, "b"), NONE);
	assert_int_equal(network_if_find(net, 1, "never heard"), NONE);
	assert_int_equal(network_if_by_index(net, 1, 5), 4);
	assert_int_equal(network_if_by_index(net, 1, 900), 6);
	assert_int_equal(network_if_by_index(net, 1, 6), NONE);
	assert_int_equal(network_if_by_index(net, 1, 901), NONE);
	assert_int_equal(network_if_by_index(net, 0, 5), NONE);
}

static void the_same_shape_again_moves_nothing(void **state)
{
	struct network *net = *state;
	uint32_t shape;

	add_dev(net, "dev", NONE);
	add_interfaces(net, 0, 3);
	shape = net->dev[0].shape;
	net->ifs.in_bps[1] = 42;
	add_interfaces(net, 0, 3);
	assert_int_equal(net->dev[0].if_first, 0);
	assert_true(net->ifs.in_bps[1] == 42);
	assert_int_equal(net->dev[0].shape, shape);
}

static void who_has_none_has_told_so(void **state)
{
	struct network *net = *state;

	add_dev(net, "dev", NONE);
	assert_int_equal(net->dev[0].shape, 0);
	network_set_interfaces(net, 0, NULL, 0);
	assert_int_equal(net->dev[0].shape, 1);
	network_set_interfaces(net, 0, NULL, 0);
	assert_int_equal(net->dev[0].shape, 1);
}

static void rows_keep_what_is_known_when_others_come_and_go(void **state)
{
	struct network *net = *state;
	struct if_found list[4];
	if_id b;

	add_dev(net, "dev", NONE);
	named(net, list, (const char *[]){"a", "b", "c"}, 3);
	network_set_interfaces(net, 0, list, 3);
	net->ifs.in_bps[1] = 42;
	if_rare_make(&net->ifs, 1)->oper_ms = T0;
	net->ifs.oper[1] = IF_DOWN;
	net->ifs.trend[1].level[7] = 99;
	if_rare_make(&net->ifs, 1)->was_in_pct = coarse(71);

	named(net, list, (const char *[]){"new", "c", "b", "d"}, 4);
	network_set_interfaces(net, 0, list, 4);
	b = network_if_find(net, 0, "b");
	assert_true(net->ifs.in_bps[b] == 42);
	assert_int_equal(if_rare(&net->ifs, b)->oper_ms, T0);
	assert_int_equal(net->ifs.oper[b], IF_DOWN);
	assert_int_equal(net->ifs.trend[b].level[7], 99);
	assert_true(coarse_value(if_rare(&net->ifs, b)->was_in_pct) == 71);
	assert_int_equal(network_if_find(net, 0, "a"), NONE);
	assert_true(isnan(net->ifs.in_bps[network_if_find(net, 0, "new")]));
}

static void an_alias_that_changes_changes_the_shape(void **state)
{
	struct network *net = *state;
	struct if_found one = found(net, 1, "if1");
	uint32_t shape;

	add_dev(net, "dev", NONE);
	add_interfaces(net, 0, 1);
	shape = net->dev[0].shape;
	one.alias = intern(net, "to b");
	network_update_interface(net, 0, &one, T0);
	assert_int_equal(net->dev[0].shape, shape + 1);
	network_update_interface(net, 0, &one, T0);
	assert_int_equal(net->dev[0].shape, shape + 1);
	assert_string_equal(network_str(net, net->ifs.alias[0]), "to b");
}

static void going_down_keeps_the_rates_from_before(void **state)
{
	struct network *net = *state;
	struct if_found one = found(net, 1, "if1");

	add_dev(net, "dev", NONE);
	add_interfaces(net, 0, 1);
	assert_int_equal(if_rare(&net->ifs, 0)->oper_ms,
			 0); /* first seen is no change */
	net->ifs.in_bps[0] = load(&net->ifs, 0, 71);
	net->ifs.out_bps[0] = load(&net->ifs, 0, 12);
	one.oper = IF_DOWN;
	network_update_interface(net, 0, &one, T0 + 30000);
	net->ifs.in_bps[0] = load(&net->ifs, 0, 0);
	network_update_interface(net, 0, &one, T0 + 60000);
	assert_true(coarse_value(if_rare(&net->ifs, 0)->was_in_pct) == 71 &&
		    coarse_value(if_rare(&net->ifs, 0)->was_out_pct) == 12);
	assert_int_equal(if_rare(&net->ifs, 0)->oper_ms, T0 + 30000);
	assert_int_equal(network_if_good_ms(net, 0), T0);
	assert_true(net->ifs.flags[0] & IFF_SEEN_UP);
}

static void a_speed_lost_before_the_status_keeps_the_load(void **state)
{
	struct network *net = *state;
	struct if_found one = found(net, 1, "if1");

	add_dev(net, "dev", NONE);
	add_interfaces(net, 0, 1);
	net->ifs.in_bps[0] = load(&net->ifs, 0, 71);
	net->ifs.out_bps[0] = load(&net->ifs, 0, 12);
	one.speed_bps = 10000000;
	network_set_interfaces(net, 0, &one, 1);
	one.speed_bps = 0;
	one.oper = IF_DOWN;
	network_set_interfaces(net, 0, &one, 1);
	network_update_interface(net, 0, &one, T0 + 30000);
	assert_true(coarse_value(if_rare(&net->ifs, 0)->was_in_pct) == 71 &&
		    coarse_value(if_rare(&net->ifs, 0)->was_out_pct) == 12);
}

static void a_port_never_up_is_not_seen_up(void **state)
{
	struct network *net = *state;
	struct if_found one = found(net, 1, "if1");

	one.oper = IF_DOWN;
	add_dev(net, "dev", NONE);
	network_set_interfaces(net, 0, &one, 1);
	network_update_interface(net, 0, &one, T0);
	assert_false(net->ifs.flags[0] & IFF_SEEN_UP);
	assert_int_equal(network_if_good_ms(net, 0), 0);
}

static void a_flap_between_two_polls_is_seen_by_its_stamp(void **state)
{
	struct network *net = *state;
	struct if_found one = found(net, 1, "if1");

	add_dev(net, "dev", NONE);
	add_interfaces(net, 0, 1);
	one.last_change = 5000;
	network_update_interface(net, 0, &one, T0 + 30000);
	assert_int_equal(if_rare(&net->ifs, 0)->oper_ms, T0 + 30000);
	network_update_interface(net, 0, &one, T0 + 60000);
	assert_int_equal(if_rare(&net->ifs, 0)->oper_ms, T0 + 30000);
}

static void last_change_is_told_in_wall_time(void **state)
{
	struct network *net = *state;
	struct agent_clock clock = clock_at(0, 1000);

	add_dev(net, "dev", NONE);
	add_interfaces(net, 0, 1);
	net->ifs.last_change[0] = 40000;
	assert_int_equal(network_if_changed_ms(net, 0), 0);
	network_take_counters(net, 0, &clock, &(struct if_counters){0}, 1, NULL);
	assert_int_equal(network_if_changed_ms(net, 0), T0 - 600000);
}

/* --- Against a naive model: each device is a list of names with a mark each. */

#define DEVS 12
#define NAMES 40
#define STEPS 3000

struct naive {
	uint32_t n;
	unsigned name[NAMES];
	uint32_t mark[NAMES];
};

static uint32_t seed;

static uint32_t below(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

/* A random list of different names. */
static void draw(struct naive *d)
{
	unsigned deck[NAMES];

	d->n = below(NAMES + 1);
	for (unsigned i = 0; i < NAMES; i++)
		deck[i] = i;
	for (uint32_t i = 0; i < d->n; i++) {
		uint32_t pick = i + below(NAMES - i);
		unsigned name = deck[pick];

		deck[pick] = deck[i];
		deck[i] = d->name[i] = name;
		d->mark[i] = 0;
	}
}

static void keep_marks(const struct naive *was, struct naive *is)
{
	for (uint32_t i = 0; i < is->n; i++)
		for (uint32_t k = 0; k < was->n; k++)
			if (was->name[k] == is->name[i])
				is->mark[i] = was->mark[k];
}

static void apply(struct network *net, dev_id dev, const struct naive *d)
{
	struct if_found list[NAMES];
	char name[16];

	for (uint32_t i = 0; i < d->n; i++) {
		snprintf(name, sizeof name, "p%u", d->name[i]);
		list[i] = found(net, i + 1, name);
	}
	network_set_interfaces(net, dev, list, d->n);
}

static void assert_is(const struct network *net, dev_id dev, const struct naive *d)
{
	char name[16];

	assert_int_equal(net->dev[dev].if_n, d->n);
	for (uint32_t i = 0; i < d->n; i++) {
		if_id row = net->dev[dev].if_first + i;

		snprintf(name, sizeof name, "p%u", d->name[i]);
		assert_true(row < net->ifs.n);
		assert_int_equal(net->ifs.dev[row], dev);
		assert_string_equal(name_of(net, row), name);
		assert_int_equal(if_kind(&net->ifs, row)->mtu +
					 net->ifs.last_change[row],
				 d->mark[i]);
	}
}

static void assert_holes_are_counted_and_blank(const struct network *net)
{
	const struct if_table *t = &net->ifs;
	uint32_t holes = 0;

	for (if_id i = 0; i < t->n; i++) {
		if (t->dev[i] != NONE)
			continue;
		holes++;
		assert_true(isnan(t->in_bps[i]) && t->oper[i] == IF_UNREAD);
		assert_int_equal(t->name[i], 0);
	}
	assert_int_equal(holes, t->holes);
}

static void any_change_of_shape_keeps_what_belongs_to_a_name(void **state)
{
	struct network *net = *state;
	static struct naive devs[DEVS];
	uint32_t next_mark = 1, most = 0;
	char name[16];

	seed = 4711;
	memset(devs, 0, sizeof devs);
	for (unsigned i = 0; i < DEVS; i++) {
		snprintf(name, sizeof name, "d%u", i);
		add_dev(net, name, NONE);
	}
	for (unsigned step = 0; step < STEPS; step++) {
		dev_id id = below(DEVS);
		struct naive is;

		draw(&is);
		keep_marks(&devs[id], &is);
		apply(net, id, &is);
		for (uint32_t i = 0; i < is.n; i++)
			if (below(2))
				is.mark[i] = next_mark++;
		for (uint32_t i = 0; i < is.n; i++)
			net->ifs.last_change[net->dev[id].if_first + i] = is.mark[i];
		devs[id] = is;
		for (dev_id d = 0; d < DEVS; d++)
			assert_is(net, d, &devs[d]);
		assert_holes_are_counted_and_blank(net);
		most = net->ifs.n > most ? net->ifs.n : most;
	}
	assert_true(most <= 2 * DEVS * NAMES);
}

static void holes_do_not_grow_without_bound(void **state)
{
	struct network *net = *state;
	uint32_t live = 0;

	for (unsigned i = 0; i < 200; i++) {
		char name[16];

		snprintf(name, sizeof name, "d%u", i);
		add_dev(net, name, NONE);
		add_interfaces(net, i, 10);
	}
	for (uint32_t n = 11; n <= 60; n++)
		for (dev_id id = 0; id < 200; id++)
			add_interfaces(net, id, n);
	for (dev_id id = 0; id < 200; id++)
		live += net->dev[id].if_n;
	assert_int_equal(live, 200 * 60);
	assert_int_equal(net->ifs.n - net->ifs.holes, live);
	assert_true(net->ifs.n <= live * 3 / 2);
}

static void a_change_of_shape_moves_a_bounded_number_of_rows(void **state)
{
	struct network *net = *state;
	static if_id before[1000];
	char name[16];

	for (unsigned i = 0; i < 1000; i++) {
		snprintf(name, sizeof name, "d%u", i);
		add_dev(net, name, NONE);
		add_interfaces(net, i, 10);
	}
	for (dev_id changed = 0; changed < 1000; changed += 100) {
		uint32_t moved = 0;

		for (dev_id id = 0; id < 1000; id++)
			before[id] = net->dev[id].if_first;
		add_interfaces(net, changed, 11);
		for (dev_id id = 0; id < 1000; id++)
			if (net->dev[id].if_first != before[id])
				moved += net->dev[id].if_n;
		assert_in_range(moved, 11, 11 * 12);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		MODEL_TEST(the_name_is_name_else_descr_else_alias_else_index),
		MODEL_TEST(a_second_of_a_name_is_numbered),
		MODEL_TEST(long_names_are_numbered_too),
		MODEL_TEST(an_interface_is_found_by_name_and_by_index),
		MODEL_TEST(the_same_shape_again_moves_nothing),
		MODEL_TEST(who_has_none_has_told_so),
		MODEL_TEST(rows_keep_what_is_known_when_others_come_and_go),
		MODEL_TEST(an_alias_that_changes_changes_the_shape),
		MODEL_TEST(going_down_keeps_the_rates_from_before),
		MODEL_TEST(a_speed_lost_before_the_status_keeps_the_load),
		MODEL_TEST(a_port_never_up_is_not_seen_up),
		MODEL_TEST(a_flap_between_two_polls_is_seen_by_its_stamp),
		MODEL_TEST(last_change_is_told_in_wall_time),
		MODEL_TEST(any_change_of_shape_keeps_what_belongs_to_a_name),
		MODEL_TEST(holes_do_not_grow_without_bound),
		MODEL_TEST(a_change_of_shape_moves_a_bounded_number_of_rows),
	};

	return cmocka_run_group_tests_name("interfaces", tests, NULL, NULL);
}

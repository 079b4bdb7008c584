/* Interfaces: which of them are alerts when down, and their rates. */
#include "tests/alert/fixture.h"
#include "probes/model/if_table.h"
#include "tests/model/load.h"

static dev_id port_world(struct world *w, uint32_t n, uint8_t flags)
{
	dev_id d = world_dev(w, "fra-core-01", NONE, NONE);

	world_rule(w, (struct rule){.check = CHECK_IF_DOWN,
				    .severity = SEV_MAJOR,
				    .scope.if_flags = IFF_MATTERS,
				    .clears = SPAN(60 * SECOND),
				    .text = "%i down%w"});
	world_rule(w, (struct rule){.check = CHECK_IF_DOWN,
				    .severity = SEV_CRITICAL,
				    .scope.if_flags = IFF_UPLINK,
				    .last_path = true,
				    .clears = SPAN(60 * SECOND),
				    .text = "%i down, the last uplink%w"});
	world_rule(w, (struct rule){.check = CHECK_IF_DOWN,
				    .severity = SEV_INFO,
				    .scope.if_flags = IFF_SEEN_UP,
				    .event = true,
				    .text = "%i down%w"});
	world_ports(w, d, n, flags);
	world_up(w, d);
	return d;
}

static void port_poll(struct world *w, dev_id d, uint32_t port, enum if_status oper)
{
	w->now += 30 * SECOND;
	world_oper(w, w->net.dev[d].if_first + port, oper);
	world_poll(w, d);
}

static struct alert *port_down(struct world *w, const char *name)
{
	return world_alert(w, "fra-core-01", name, CHECK_IF_DOWN);
}

static void interfaces_that_matter_are_alerts_when_down(void **state)
{
	static const uint8_t flags[] = {IFF_UPLINK, IFF_WAN, IFF_DECLARED};

	for (size_t i = 0; i < sizeof flags; i++) {
		struct world *w = *state;
		dev_id d = port_world(w, 2, flags[i]);

		port_poll(w, d, 1, IF_DOWN);
		assert_non_null(port_down(w, "xe-0/0/1"));
		assert_null(port_down(w, "xe-0/0/0"));
		world_teardown(state);
		world_setup(state);
	}
}

/* A port to others whose uplink that is takes no way from its own device. */
static void what_stands_in_is_no_last_uplink(void **state)
{
	struct world *w = *state;
	dev_id d = port_world(w, 2, IFF_UPLINK);

	w->net.ifs.flags[w->net.dev[d].if_first] |= IFF_STANDS_IN;
	port_poll(w, d, 0, IF_DOWN);
	assert_int_equal(port_down(w, "xe-0/0/0")->severity, SEV_MAJOR);
	port_poll(w, d, 1, IF_DOWN);
	assert_int_equal(port_down(w, "xe-0/0/1")->severity, SEV_CRITICAL);
	port_poll(w, d, 0, IF_UP); /* nor is it one that is left */
	assert_int_equal(port_down(w, "xe-0/0/1")->severity, SEV_CRITICAL);
}

static void the_text_carries_what_it_carried(void **state)
{
	struct world *w = *state;
	dev_id d = port_world(w, 4, IFF_WAN);

	w->net.ifs.in_bps[w->net.dev[d].if_first + 3] =
		load(&w->net.ifs, w->net.dev[d].if_first + 3, 71.4F);
	port_poll(w, d, 3, IF_DOWN);
	assert_string_equal(port_down(w, "xe-0/0/3")->text, "xe-0/0/3 down, was 71%");
	port_poll(w, d, 2, IF_DOWN);
	assert_string_equal(port_down(w, "xe-0/0/2")->text, "xe-0/0/2 down");
}

static void a_port_seen_up_is_an_event_and_never_open(void **state)
{
	struct world *w = *state;
	dev_id d = port_world(w, 2, 0);
	const struct event *e;

	port_poll(w, d, 1, IF_DOWN);
	assert_int_equal(world_live(w), 0);
	assert_int_equal(world_count(w, EVENT_INTERFACE), 1);
	e = world_last(w, EVENT_INTERFACE);
	assert_string_equal(e->entity, "xe-0/0/1");
	assert_string_equal(e->text, "xe-0/0/1 down");
	assert_int_equal(e->severity, SEV_INFO);
	assert_int_equal(e->value, 0);
	port_poll(w, d, 1, IF_DOWN);
	assert_int_equal(world_count(w, EVENT_INTERFACE), 1);
	port_poll(w, d, 1, IF_UP);
	assert_int_equal(world_count(w, EVENT_INTERFACE), 2);
	assert_int_equal(world_last(w, EVENT_INTERFACE)->value, 1);
}

static void a_port_never_seen_up_is_nothing(void **state)
{
	struct world *w = *state;
	dev_id d = port_world(w, 2, 0);

	w->net.ifs.flags[w->net.dev[d].if_first] = 0;
	port_poll(w, d, 0, IF_DOWN);
	assert_int_equal(world_live(w), 0);
	assert_int_equal(w->events.n, 0);
}

static void dependent_states_and_shut_ports_are_not_down(void **state)
{
	static const uint8_t states[] = {IF_LOWER_LAYER_DOWN, IF_NOT_PRESENT,
					 IF_DORMANT, IF_TESTING, IF_UNKNOWN};
	struct world *w = *state;
	dev_id d = port_world(w, 2, IFF_UPLINK);

	for (size_t i = 0; i < sizeof states; i++)
		port_poll(w, d, 0, (enum if_status)states[i]);
	assert_int_equal(world_live(w), 0);
	w->now += 30 * SECOND;
	world_oper(w, 0, IF_DOWN);
	w->net.ifs.admin[0] = IF_DOWN;
	world_poll(w, d);
	assert_int_equal(world_live(w), 0);
}

static void a_port_clears_when_up_for_a_minute(void **state)
{
	struct world *w = *state;
	dev_id d = port_world(w, 2, IFF_WAN);

	port_poll(w, d, 0, IF_DOWN);
	port_poll(w, d, 0, IF_UP);
	port_poll(w, d, 0, IF_UP);
	assert_non_null(port_down(w, "xe-0/0/0"));
	port_poll(w, d, 0, IF_UP);
	assert_null(port_down(w, "xe-0/0/0"));
}

static void one_ports_alert_never_hides_the_next_ports(void **state)
{
	struct world *w = *state;
	dev_id d = port_world(w, 3, IFF_WAN);

	port_poll(w, d, 0, IF_DOWN);
	port_poll(w, d, 1, IF_DOWN);
	assert_int_equal(world_count(w, EVENT_OPENED), 2);
	assert_int_not_equal(port_down(w, "xe-0/0/0")->id,
			     port_down(w, "xe-0/0/1")->id);
}

static void the_last_uplink_is_critical_and_the_others_stay_major(void **state)
{
	struct world *w = *state;
	dev_id d = port_world(w, 2, IFF_UPLINK);

	world_ports(w, world_dev(w, "neighbour", NONE, NONE), 2, IFF_UPLINK);
	port_poll(w, d, 0, IF_DOWN);
	assert_int_equal(port_down(w, "xe-0/0/0")->severity, SEV_MAJOR);
	port_poll(w, d, 1, IF_DOWN);
	assert_int_equal(port_down(w, "xe-0/0/0")->severity, SEV_MAJOR);
	assert_int_equal(port_down(w, "xe-0/0/1")->severity, SEV_CRITICAL);
	assert_string_equal(port_down(w, "xe-0/0/1")->text,
			    "xe-0/0/1 down, the last uplink");
	port_poll(w, d, 0, IF_UP);
	for (int i = 0; i < 3; i++)
		port_poll(w, d, 0, IF_UP);
	assert_int_equal(port_down(w, "xe-0/0/1")->severity, SEV_MAJOR);
}

static void an_alert_follows_its_interface_to_another_row(void **state)
{
	struct world *w = *state;
	dev_id d = port_world(w, 2, IFF_WAN);
	struct if_found list[3];
	uint64_t id;
	if_id row;

	port_poll(w, d, 1, IF_DOWN);
	id = port_down(w, "xe-0/0/1")->id;
	list[0] = world_found(w, 9, IF_UP);
	list[0].index = 1;
	list[1] = world_found(w, 0, IF_UP);
	list[1].index = 2;
	list[2] = world_found(w, 1, IF_DOWN);
	list[2].index = 3;
	network_set_interfaces(&w->net, d, list, 3);
	for (int i = 0; i < 3; i++) {
		w->now += 30 * SECOND;
		world_poll(w, d);
	}
	assert_int_equal(world_live(w), 1);
	assert_int_equal(port_down(w, "xe-0/0/1")->id, id);
	row = network_if_find(&w->net, d, "xe-0/0/1");
	w->net.ifs.oper[row] = IF_UP;
	for (int i = 0; i < 4; i++) {
		w->now += 30 * SECOND;
		world_poll(w, d);
	}
	assert_int_equal(world_live(w), 0);
}

static void an_interface_that_vanished_keeps_its_alert_for_a_day(void **state)
{
	struct world *w = *state;
	dev_id d = port_world(w, 2, IFF_WAN);
	struct if_found one = world_found(w, 0, IF_UP);

	port_poll(w, d, 1, IF_DOWN);
	network_set_interfaces(&w->net, d, &one, 1);
	for (int i = 0; i < 24; i++) {
		assert_non_null(port_down(w, "xe-0/0/1"));
		w->now += HOUR;
		world_poll(w, d);
	}
	assert_null(port_down(w, "xe-0/0/1"));
	assert_int_equal(world_count(w, EVENT_CLEARED), 1);
}

static void what_is_no_uplink_any_more_is_over(void **state)
{
	struct world *w = *state;
	dev_id d = port_world(w, 2, IFF_WAN);

	port_poll(w, d, 1, IF_DOWN);
	w->net.ifs.flags[w->net.dev[d].if_first + 1] = 0;
	port_poll(w, d, 1, IF_DOWN);
	assert_null(port_down(w, "xe-0/0/1"));
	assert_int_equal(world_count(w, EVENT_CLEARED), 1);
}

static void occurred_comes_from_if_last_change_when_it_is_plausible(void **state)
{
	struct world *w = *state;
	dev_id d = port_world(w, 2, IFF_WAN);
	struct dev *dev = &w->net.dev[d];
	struct if_found down = world_found(w, 0, IF_DOWN);

	w->now += 30 * SECOND;
	dev->clock = (struct agent_clock){.uptime_cs = 100000, .at_ms = w->now};
	down.last_change = 100000 - 1200; /* 12 s ago */
	network_update_interface(&w->net, dev->if_first, &down, w->now);
	down = world_found(w, 1, IF_DOWN);
	down.last_change = 1; /* never moved */
	network_update_interface(&w->net, dev->if_first + 1, &down, w->now);
	world_poll(w, d);
	assert_int_equal(port_down(w, "xe-0/0/0")->occurred_ms, w->now - 12 * SECOND);
	assert_int_equal(port_down(w, "xe-0/0/0")->last_good_ms, T0);
	assert_int_equal(port_down(w, "xe-0/0/0")->first_bad_ms, w->now);
	assert_int_equal(port_down(w, "xe-0/0/1")->occurred_ms, 0);
}

/* --- rates --- */

static void utilization_is_the_busier_direction_of_uplinks(void **state)
{
	struct world *w = *state;
	dev_id d = world_dev(w, "fra-core-01", NONE, NONE);

	world_rule(w, (struct rule){.check = CHECK_UTIL,
				    .severity = SEV_WARNING,
				    .scope.if_flags = IFF_UPLINK | IFF_WAN,
				    .enter = 80,
				    .clear = 75,
				    .text = "%i %d %v (>%l)"});
	world_ports(w, d, 3, IFF_UPLINK);
	w->net.ifs.flags[2] = IFF_SEEN_UP;
	w->net.ifs.in_bps[0] = load(&w->net.ifs, 0, 12);
	w->net.ifs.out_bps[0] = load(&w->net.ifs, 0, 93.9F);
	w->net.ifs.in_bps[1] = load(&w->net.ifs, 1, 79);
	w->net.ifs.out_bps[1] = load(&w->net.ifs, 1, 79);
	w->net.ifs.in_bps[2] = load(&w->net.ifs, 2, 99); /* not an uplink */
	world_poll(w, d);
	assert_int_equal(world_live(w), 1);
	assert_string_equal(world_alert(w, "fra-core-01", "xe-0/0/0", CHECK_UTIL)->text,
			    "xe-0/0/0 out 93% (>80%)");
}

static void an_unchanged_sample_is_not_a_new_one(void **state)
{
	struct world *w = *state;
	dev_id d = world_dev(w, "fra-core-01", NONE, NONE);

	world_rule(w, (struct rule){.check = CHECK_UTIL,
				    .severity = SEV_WARNING,
				    .enter = 80,
				    .opens = POLLS(2, 2)});
	world_ports(w, d, 1, IFF_UPLINK);
	w->net.ifs.in_bps[0] = load(&w->net.ifs, 0, 90);
	world_poll(w, d);
	w->now += 3 * SECOND; /* polled again before the agent refreshed its counters */
	network_take_result(&w->net, d, REASON_OK, w->now, 5);
	world_judge(w, d);
	assert_int_equal(world_live(w), 0);
	w->now += 27 * SECOND;
	world_poll(w, d);
	assert_int_equal(world_live(w), 1);
}

static void errors_need_a_ratio_and_a_floor(void **state)
{
	static const struct {
		float errors, packets;
		bool opens;
	} rows[] = {
		{0.5F, 10, false},  /* 4.8 %, but two in four seconds */
		{5, 100000, false}, /* 0.005 % */
		{20, 10000, true},  {0, 0, false}, {NAN, 1000, false}, {20, NAN, false},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct world *w = *state;
		dev_id d = world_dev(w, "fra-core-01", NONE, NONE);

		world_rule(w, (struct rule){.check = CHECK_IN_ERRORS,
					    .severity = SEV_WARNING,
					    .enter = 0.1,
					    .clear = 0.02,
					    .floor = 1});
		world_rule(w, (struct rule){.check = CHECK_OUT_DISCARDS,
					    .severity = SEV_WARNING,
					    .enter = 0.1,
					    .clear = 0.02,
					    .floor = 1});
		world_ports(w, d, 1, 0);
		if_table_mishap(&w->net.ifs, 0, MISHAP_IN_ERRORS,
				coarse(rows[i].errors));
		if_table_mishap(&w->net.ifs, 0, MISHAP_OUT_DISCARDS,
				coarse(rows[i].errors));
		w->net.ifs.in_pps[0] = w->net.ifs.out_pps[0] = coarse(rows[i].packets);
		world_poll(w, d);
		assert_int_equal(world_live(w), rows[i].opens ? 2 : 0);
		world_teardown(state);
		world_setup(state);
	}
}

static void errors_that_fall_below_the_floor_clear(void **state)
{
	struct world *w = *state;
	dev_id d = world_dev(w, "fra-core-01", NONE, NONE);

	world_rule(w, (struct rule){.check = CHECK_IN_ERRORS,
				    .severity = SEV_WARNING,
				    .enter = 0.1,
				    .clear = 0.02,
				    .floor = 1});
	world_ports(w, d, 1, 0);
	if_table_mishap(&w->net.ifs, 0, MISHAP_IN_ERRORS, coarse(20));
	w->net.ifs.in_pps[0] = coarse(100);
	world_poll(w, d);
	assert_int_equal(world_live(w), 1);
	w->now += 30 * SECOND;
	if_table_mishap(&w->net.ifs, 0, MISHAP_IN_ERRORS,
			coarse(0.5F)); /* a third of next to nothing */
	w->net.ifs.in_pps[0] = coarse(1);
	world_poll(w, d);
	assert_int_equal(world_live(w), 1);
	w->now += 30 * SECOND;
	if_table_mishap(&w->net.ifs, 0, MISHAP_IN_ERRORS, coarse(0.1F));
	world_poll(w, d);
	assert_int_equal(world_live(w), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(interfaces_that_matter_are_alerts_when_down),
		WORLD_TEST(what_stands_in_is_no_last_uplink),
		WORLD_TEST(the_text_carries_what_it_carried),
		WORLD_TEST(a_port_seen_up_is_an_event_and_never_open),
		WORLD_TEST(a_port_never_seen_up_is_nothing),
		WORLD_TEST(dependent_states_and_shut_ports_are_not_down),
		WORLD_TEST(a_port_clears_when_up_for_a_minute),
		WORLD_TEST(one_ports_alert_never_hides_the_next_ports),
		WORLD_TEST(the_last_uplink_is_critical_and_the_others_stay_major),
		WORLD_TEST(an_alert_follows_its_interface_to_another_row),
		WORLD_TEST(an_interface_that_vanished_keeps_its_alert_for_a_day),
		WORLD_TEST(what_is_no_uplink_any_more_is_over),
		WORLD_TEST(occurred_comes_from_if_last_change_when_it_is_plausible),
		WORLD_TEST(utilization_is_the_busier_direction_of_uplinks),
		WORLD_TEST(an_unchanged_sample_is_not_a_new_one),
		WORLD_TEST(errors_need_a_ratio_and_a_floor),
		WORLD_TEST(errors_that_fall_below_the_floor_clear),
	};

	return cmocka_run_group_tests_name("port", tests, NULL, NULL);
}

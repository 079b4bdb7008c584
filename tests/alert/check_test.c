/* Each check against the devices and interfaces it is about. */
#include "tests/alert/fixture.h"

/* --- unreachable and SNMP
 * -------------------------------------------------------------- */

static dev_id reach_world(struct world *w, enum ping_by by)
{
	dev_id d = world_dev(w, "fra-acc-07", NONE, NONE);

	w->net.dev[d].ping_by = (uint8_t)by;
	world_rule(w, (struct rule){.check = CHECK_UNREACHABLE,
				    .severity = SEV_MAJOR,
				    .clears = SPAN(30 * SECOND),
				    .text = "unreachable, %r"});
	world_rule(w, (struct rule){.check = CHECK_SNMP,
				    .severity = SEV_WARNING,
				    .opens = POLLS(3, 3),
				    .clears = POLLS(2, 2),
				    .text = "no SNMP answer, %r"});
	return d;
}

static struct alert *unreachable(struct world *w)
{
	return world_alert(w, "fra-acc-07", "", CHECK_UNREACHABLE);
}

static struct alert *snmp_silent(struct world *w)
{
	return world_alert(w, "fra-acc-07", "", CHECK_SNMP);
}

static void silence_to_ping_alone_is_not_unreachable(void **state)
{
	struct world *w = *state;
	dev_id d = reach_world(w, PING_ICMP);

	world_up(w, d);
	w->now += 5 * SECOND;
	world_probes(w, d, 40, false);
	world_judge(w, d);
	assert_null(unreachable(w));
	w->now += 30 * SECOND;
	world_poll(w, d); /* control-plane policing drops pings */
	assert_null(unreachable(w));
}

static void ping_and_one_get_unanswered_are_unreachable_at_once(void **state)
{
	struct world *w = *state;
	dev_id d = reach_world(w, PING_ICMP);
	const struct event *e;

	world_up(w, d);
	w->now += 5 * SECOND;
	world_probes(w, d, 12, false);
	assert_null(unreachable(w));
	assert_int_equal(w->alerts.ask_n, 1); /* ask it by SNMP, now */
	assert_int_equal(w->alerts.ask[0], d);
	world_fail(w, d, REASON_TIMEOUT);
	assert_non_null(unreachable(w));
	assert_string_equal(unreachable(w)->text,
			    "unreachable, no answer to ping and SNMP");
	e = world_last(w, EVENT_OPENED);
	assert_int_equal(e->last_good_ms, T0);
	assert_int_equal(e->first_bad_ms, T0 + 3800);
}

static void a_lost_get_alone_is_not_unreachable(void **state)
{
	struct world *w = *state;
	dev_id d = reach_world(w, PING_ICMP);

	world_up(w, d);
	for (int i = 0; i < 5; i++) {
		w->now += 30 * SECOND;
		world_probes(w, d, 10, true);
		world_fail(w, d, REASON_TIMEOUT);
	}
	assert_null(unreachable(w));
	assert_non_null(snmp_silent(w));
}

static void a_refusal_is_an_answer(void **state)
{
	struct world *w = *state;
	dev_id d = reach_world(w, PING_ICMP);

	world_up(w, d);
	for (int i = 0; i < 3; i++) {
		w->now += 30 * SECOND;
		world_probes(w, d, 12, false);
		world_fail(w, d, REASON_WRONG_KEY);
	}
	assert_null(unreachable(w));
	assert_non_null(snmp_silent(w));
}

static void by_snmp_probes_the_verdict_alone_counts(void **state)
{
	struct world *w = *state;
	dev_id d = reach_world(w, PING_SNMP);

	world_up(w, d);
	w->now += 5 * SECOND;
	world_probes(w, d, 12, false);
	assert_non_null(unreachable(w));
	assert_string_equal(unreachable(w)->text, "unreachable, no answer to SNMP");
}

static void without_probes_two_silent_polls_are_unreachable(void **state)
{
	struct world *w = *state;
	dev_id d = reach_world(w, PING_NO);

	world_poll(w, d);
	w->now += 30 * SECOND;
	world_fail(w, d, REASON_TIMEOUT);
	assert_null(unreachable(w));
	w->now += 30 * SECOND;
	world_fail(w, d, REASON_TIMEOUT);
	assert_non_null(unreachable(w));
	assert_null(snmp_silent(w));
	assert_int_equal(unreachable(w)->last_good_ms, T0);
	assert_int_equal(unreachable(w)->first_bad_ms, T0 + 30 * SECOND);
}

static void what_never_answered_opens_without_waiting(void **state)
{
	struct world *w = *state;
	dev_id d = world_dev(w, "fra-acc-07", NONE, NONE);

	world_rule(w, (struct rule){.check = CHECK_UNREACHABLE,
				    .severity = SEV_MAJOR,
				    .opens = SPAN(10 * MINUTE)});
	w->now += 4 * SECOND;
	world_down(w, d);
	assert_non_null(unreachable(w));
}

static void what_answered_once_waits_as_the_rule_says(void **state)
{
	struct world *w = *state;
	dev_id d = world_dev(w, "fra-acc-07", NONE, NONE);

	world_rule(w, (struct rule){.check = CHECK_UNREACHABLE,
				    .severity = SEV_MAJOR,
				    .opens = SPAN(10 * SECOND)});
	world_up(w, d);
	w->now += 5 * SECOND;
	world_down(w, d);
	world_pass(w, 9 * SECOND);
	assert_null(unreachable(w));
	world_pass(w, 2 * SECOND);
	assert_non_null(unreachable(w));
}

static void it_clears_when_it_has_answered_for_a_while(void **state)
{
	struct world *w = *state;
	dev_id d = reach_world(w, PING_ICMP);

	world_up(w, d);
	w->now += 5 * SECOND;
	world_down(w, d);
	world_pass(w, 2 * MINUTE);
	assert_non_null(unreachable(w));
	world_up(w, d);
	world_pass(w, 29 * SECOND);
	assert_non_null(unreachable(w));
	world_pass(w, 2 * SECOND);
	assert_null(unreachable(w));
}

static void snmp_silence_needs_three_polls_and_clears_after_two(void **state)
{
	struct world *w = *state;
	dev_id d = reach_world(w, PING_ICMP);

	world_up(w, d);
	for (int i = 0; i < 3; i++) {
		assert_null(snmp_silent(w));
		w->now += 30 * SECOND;
		world_fail(w, d, REASON_COMMUNITY);
	}
	assert_non_null(snmp_silent(w));
	w->now += 30 * SECOND;
	world_poll(w, d);
	assert_non_null(snmp_silent(w));
	w->now += 30 * SECOND;
	world_poll(w, d);
	assert_null(snmp_silent(w));
}

static void a_core_that_stays_blind_is_major_after_ten_minutes(void **state)
{
	struct world *w = *state;
	dev_id d = reach_world(w, PING_ICMP);

	world_rule(w, (struct rule){.check = CHECK_SNMP,
				    .severity = SEV_MAJOR,
				    .roles = 1U << ROLE_CORE,
				    .opens = SPAN(10 * MINUTE)});
	w->net.dev[d].role = ROLE_CORE;
	world_up(w, d);
	world_fail(w, d, REASON_TIMEOUT);
	world_pass(w, 9 * MINUTE);
	assert_int_equal(snmp_silent(w)->severity, SEV_WARNING);
	world_pass(w, 2 * MINUTE);
	assert_int_equal(snmp_silent(w)->severity, SEV_MAJOR);
}

static void unreachable_takes_over_from_snmp_silence(void **state)
{
	struct world *w = *state;
	dev_id d = reach_world(w, PING_ICMP);

	world_up(w, d);
	world_fail(w, d, REASON_TIMEOUT);
	world_pass(w, 2 * MINUTE);
	assert_non_null(snmp_silent(w));
	world_down(w, d);
	world_pass(w, 2 * MINUTE);
	assert_non_null(unreachable(w));
	assert_null(snmp_silent(w));
}

/* --- interfaces
 * ------------------------------------------------------------------------ */

static dev_id port_world(struct world *w, uint32_t n, uint8_t flags)
{
	dev_id d = world_dev(w, "fra-core-01", NONE, NONE);

	world_rule(w, (struct rule){.check = CHECK_IF_DOWN,
				    .severity = SEV_MAJOR,
				    .if_flags = IFF_MATTERS,
				    .clears = SPAN(60 * SECOND),
				    .text = "%i down%w"});
	world_rule(w, (struct rule){.check = CHECK_IF_DOWN,
				    .severity = SEV_CRITICAL,
				    .if_flags = IFF_UPLINK,
				    .last_path = true,
				    .clears = SPAN(60 * SECOND),
				    .text = "%i down, the last uplink%w"});
	world_rule(w, (struct rule){.check = CHECK_IF_DOWN,
				    .severity = SEV_INFO,
				    .if_flags = IFF_SEEN_UP,
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

static void the_text_carries_what_it_carried(void **state)
{
	struct world *w = *state;
	dev_id d = port_world(w, 4, IFF_WAN);

	w->net.ifs.in_pct[w->net.dev[d].if_first + 3] = 71.4F;
	port_poll(w, d, 3, IF_DOWN);
	assert_string_equal(port_down(w, "xe-0/0/3")->text, "xe-0/0/3 down, was 71 %");
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

static void an_interface_that_vanished_keeps_its_alert(void **state)
{
	struct world *w = *state;
	dev_id d = port_world(w, 2, IFF_WAN);
	struct if_found one = world_found(w, 0, IF_UP);

	port_poll(w, d, 1, IF_DOWN);
	network_set_interfaces(&w->net, d, &one, 1);
	for (int i = 0; i < 5; i++) {
		w->now += 30 * SECOND;
		world_poll(w, d);
	}
	assert_non_null(port_down(w, "xe-0/0/1"));
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

/* --- rates
 * ------------------------------------------------------------------------------ */

static void utilization_is_the_busier_direction_of_uplinks(void **state)
{
	struct world *w = *state;
	dev_id d = world_dev(w, "fra-core-01", NONE, NONE);

	world_rule(w, (struct rule){.check = CHECK_UTIL,
				    .severity = SEV_WARNING,
				    .if_flags = IFF_UPLINK | IFF_WAN,
				    .enter = 80,
				    .clear = 75,
				    .text = "%i %d %v (>%l)"});
	world_ports(w, d, 3, IFF_UPLINK);
	w->net.ifs.flags[2] = IFF_SEEN_UP;
	w->net.ifs.in_pct[0] = 12;
	w->net.ifs.out_pct[0] = 93.9F;
	w->net.ifs.in_pct[1] = w->net.ifs.out_pct[1] = 79;
	w->net.ifs.in_pct[2] = 99; /* not an uplink */
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
	w->net.ifs.in_pct[0] = 90;
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
		w->net.ifs.in_errors_ps[0] = w->net.ifs.out_discards_ps[0] =
			rows[i].errors;
		w->net.ifs.in_pps[0] = w->net.ifs.out_pps[0] = rows[i].packets;
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
	w->net.ifs.in_errors_ps[0] = 20;
	w->net.ifs.in_pps[0] = 100;
	world_poll(w, d);
	assert_int_equal(world_live(w), 1);
	w->now += 30 * SECOND;
	w->net.ifs.in_errors_ps[0] = 0.5F; /* a third of next to nothing */
	w->net.ifs.in_pps[0] = 1;
	world_poll(w, d);
	assert_int_equal(world_live(w), 1);
	w->now += 30 * SECOND;
	w->net.ifs.in_errors_ps[0] = 0.1F;
	world_poll(w, d);
	assert_int_equal(world_live(w), 0);
}

/* --- paths and devices
 * ------------------------------------------------------------------ */

static dev_id loss_world(struct world *w)
{
	dev_id d = world_dev(w, "par-edge-01", NONE, NONE);

	world_rule(w, (struct rule){.check = CHECK_LOSS,
				    .severity = SEV_WARNING,
				    .window = 300,
				    .enter = 2.33,
				    .clear = 0.3,
				    .text = "loss %v (>%l)"});
	world_up(w, d);
	return d;
}

/* n probes, each of the first `lost` followed by an answer. */
static void lose(struct world *w, dev_id d, unsigned n, unsigned lost)
{
	for (unsigned i = 0; i < n; i++) {
		w->now += SECOND;
		world_probes(w, d, 1, !(i < lost * 2 && i % 2 == 0));
	}
	world_judge(w, d);
}

static void seven_of_three_hundred_are_loss_and_six_are_not(void **state)
{
	struct world *w = *state;
	dev_id d = loss_world(w);

	lose(w, d, 300, 6);
	assert_int_equal(world_live(w), 0);
	lose(w, d, 300, 0);
	lose(w, d, 300, 7);
	assert_int_equal(world_live(w), 1);
}

static void loss_opens_early_and_clears_on_a_full_window_only(void **state)
{
	struct world *w = *state;
	dev_id d = loss_world(w);

	lose(w, d, 20, 7);
	assert_int_equal(world_live(w), 1);
	lose(w, d, 280, 0);
	assert_int_equal(world_live(w), 1);
	lose(w, d, 20, 0);
	assert_int_equal(world_live(w), 0);
}

static void an_outage_is_not_loss_afterwards(void **state)
{
	struct world *w = *state;
	dev_id d = loss_world(w);

	lose(w, d, 300, 0);
	world_down(w, d);
	world_probes(w, d, 60, false);
	world_judge(w, d);
	world_up(w, d);
	lose(w, d, 300, 0);
	assert_int_equal(world_count(w, EVENT_OPENED), 0);
}

static void latency_is_held_against_its_own_baseline(void **state)
{
	struct world *w = *state;
	dev_id d = world_dev(w, "tyo-edge-01", NONE, NONE);

	world_rule(w, (struct rule){.check = CHECK_LATENCY_RISE,
				    .severity = SEV_WARNING,
				    .enter = 3,
				    .floor = 20,
				    .clear = 2.4,
				    .opens = POLLS(2, 2),
				    .text = "RTT %v (>%l)"});
	world_up(w, d);
	for (int i = 0; i < 60; i++) {
		w->now += 30 * SECOND;
		w->net.dev[d].reach.rtt_ms = 200;
		world_poll(w, d);
	}
	for (int i = 0; i < 4; i++) {
		w->now += 30 * SECOND;
		w->net.dev[d].reach.rtt_ms = 500; /* Tokyo is not 50 ms */
		world_poll(w, d);
	}
	assert_int_equal(world_live(w), 0);
	for (int i = 0; i < 4; i++) {
		w->now += 30 * SECOND;
		w->net.dev[d].reach.rtt_ms = 900;
		world_poll(w, d);
	}
	assert_int_equal(world_live(w), 1);
}

static void a_small_baseline_has_a_floor(void **state)
{
	struct world *w = *state;
	dev_id d = world_dev(w, "fra-acc-01", NONE, NONE);

	world_rule(w, (struct rule){.check = CHECK_LATENCY_RISE,
				    .severity = SEV_WARNING,
				    .enter = 3,
				    .floor = 20,
				    .clear = 2.4});
	world_up(w, d);
	for (int i = 0; i < 60; i++) {
		w->now += 30 * SECOND;
		w->net.dev[d].reach.rtt_ms = i < 40 ? 1 : 15;
		world_poll(w, d);
	}
	assert_int_equal(world_live(w), 0);
	w->now += 30 * SECOND;
	w->net.dev[d].reach.rtt_ms = 40;
	world_poll(w, d);
	assert_int_equal(world_live(w), 1);
}

static void a_declared_latency_is_a_limit_in_milliseconds(void **state)
{
	struct world *w = *state;
	dev_id d = world_dev(w, "fra-acc-01", NONE, NONE);

	world_rule(w, (struct rule){.check = CHECK_LATENCY,
				    .severity = SEV_WARNING,
				    .enter = 10,
				    .clear = 8,
				    .text = "RTT %v (>%l)"});
	world_up(w, d);
	w->now += 30 * SECOND;
	w->net.dev[d].reach.rtt_ms = 11.9F;
	world_poll(w, d);
	assert_string_equal(world_alert(w, "fra-acc-01", "", CHECK_LATENCY)->text,
			    "RTT 11 ms (>10 ms)");
}

static void memory_is_read_like_cpu(void **state)
{
	struct world *w = *state;
	dev_id d = world_dev(w, "fra-acc-01", NONE, NONE);

	world_rule(w, (struct rule){.check = CHECK_MEMORY,
				    .severity = SEV_WARNING,
				    .enter = 92,
				    .clear = 88,
				    .text = "memory %v (>%l)"});
	w->net.dev[d].mem_pct = 95;
	world_up(w, d);
	assert_string_equal(world_alert(w, "fra-acc-01", "", CHECK_MEMORY)->text,
			    "memory 95% (>92%)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(silence_to_ping_alone_is_not_unreachable),
		WORLD_TEST(ping_and_one_get_unanswered_are_unreachable_at_once),
		WORLD_TEST(a_lost_get_alone_is_not_unreachable),
		WORLD_TEST(a_refusal_is_an_answer),
		WORLD_TEST(by_snmp_probes_the_verdict_alone_counts),
		WORLD_TEST(without_probes_two_silent_polls_are_unreachable),
		WORLD_TEST(what_never_answered_opens_without_waiting),
		WORLD_TEST(what_answered_once_waits_as_the_rule_says),
		WORLD_TEST(it_clears_when_it_has_answered_for_a_while),
		WORLD_TEST(snmp_silence_needs_three_polls_and_clears_after_two),
		WORLD_TEST(a_core_that_stays_blind_is_major_after_ten_minutes),
		WORLD_TEST(unreachable_takes_over_from_snmp_silence),
		WORLD_TEST(interfaces_that_matter_are_alerts_when_down),
		WORLD_TEST(the_text_carries_what_it_carried),
		WORLD_TEST(a_port_seen_up_is_an_event_and_never_open),
		WORLD_TEST(a_port_never_seen_up_is_nothing),
		WORLD_TEST(dependent_states_and_shut_ports_are_not_down),
		WORLD_TEST(a_port_clears_when_up_for_a_minute),
		WORLD_TEST(one_ports_alert_never_hides_the_next_ports),
		WORLD_TEST(the_last_uplink_is_critical_and_the_others_stay_major),
		WORLD_TEST(an_alert_follows_its_interface_to_another_row),
		WORLD_TEST(an_interface_that_vanished_keeps_its_alert),
		WORLD_TEST(what_is_no_uplink_any_more_is_over),
		WORLD_TEST(occurred_comes_from_if_last_change_when_it_is_plausible),
		WORLD_TEST(utilization_is_the_busier_direction_of_uplinks),
		WORLD_TEST(an_unchanged_sample_is_not_a_new_one),
		WORLD_TEST(errors_need_a_ratio_and_a_floor),
		WORLD_TEST(errors_that_fall_below_the_floor_clear),
		WORLD_TEST(seven_of_three_hundred_are_loss_and_six_are_not),
		WORLD_TEST(loss_opens_early_and_clears_on_a_full_window_only),
		WORLD_TEST(an_outage_is_not_loss_afterwards),
		WORLD_TEST(latency_is_held_against_its_own_baseline),
		WORLD_TEST(a_small_baseline_has_a_floor),
		WORLD_TEST(a_declared_latency_is_a_limit_in_milliseconds),
		WORLD_TEST(memory_is_read_like_cpu),
	};

	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}

/* What is told of things, alert or not, so that availability can be worked out. */
#include "tests/alert/fixture.h"

static void what_is_well_at_the_first_look_is_not_news(void **state)
{
	struct world *w = *state;

	world_dev(w, "d0", NONE, NONE);
	world_ports(w, 0, 3, IFF_UPLINK);
	world_up(w, 0);
	assert_int_equal(w->events.n, 0);
}

static void reachability_is_told_with_last_good_and_first_bad(void **state)
{
	struct world *w = *state;
	const struct event *e;

	world_dev(w, "d0", NONE, NONE);
	world_up(w, 0);
	w->now += 5 * SECOND;
	world_down(w, 0);
	world_judge(w, 0);
	assert_int_equal(world_count(w, EVENT_REACHABLE), 1);
	e = world_last(w, EVENT_REACHABLE);
	assert_int_equal(e->value, 0);
	assert_int_equal(e->last_good_ms, T0);
	assert_int_equal(e->first_bad_ms, T0 + 3800);
	w->now += 5 * SECOND;
	world_up(w, 0);
	assert_int_equal(world_count(w, EVENT_REACHABLE), 2);
	assert_int_equal(world_last(w, EVENT_REACHABLE)->value, 1);
}

static void what_is_down_at_the_start_is_told(void **state)
{
	struct world *w = *state;

	world_dev(w, "d0", NONE, NONE);
	world_down(w, 0);
	assert_int_equal(world_count(w, EVENT_REACHABLE), 1);
}

static void
snmp_silence_is_told_after_three_polls_and_not_while_unreachable(void **state)
{
	struct world *w = *state;

	world_dev(w, "d0", NONE, NONE);
	world_dev(w, "d1", NONE, NONE);
	world_up(w, 0);
	world_up(w, 1);
	world_down(w, 1);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(world_count(w, EVENT_SNMP), 0);
		w->now += 30 * SECOND;
		world_fail(w, 0, REASON_WRONG_KEY);
		world_fail(w, 1, REASON_TIMEOUT);
	}
	assert_int_equal(world_count(w, EVENT_SNMP), 1);
	assert_string_equal(world_last(w, EVENT_SNMP)->name, "d0");
	assert_string_equal(world_last(w, EVENT_SNMP)->text,
			    reason_words(REASON_WRONG_KEY));
	assert_int_equal(world_last(w, EVENT_SNMP)->first_bad_ms, T0 + 30 * SECOND);
	world_poll(w, 0);
	assert_int_equal(world_last(w, EVENT_SNMP)->value, 1);
}

static void of_a_device_that_is_back_snmp_is_no_news(void **state)
{
	struct world *w = *state;

	world_dev(w, "d0", NONE, NONE);
	world_up(w, 0);
	world_down(w, 0);
	for (int i = 0; i < 4; i++) {
		w->now += 30 * SECOND;
		world_fail(w, 0, REASON_TIMEOUT);
	}
	world_up(w, 0);
	assert_int_equal(world_count(w, EVENT_REACHABLE), 2);
	assert_int_equal(world_count(w, EVENT_SNMP), 0);
	for (int i = 0; i < 3; i++)
		world_fail(w, 0, REASON_TIMEOUT);
	assert_int_equal(world_count(w, EVENT_SNMP), 1);
}

static void back_by_ping_alone_it_is_told_after_three_polls_more(void **state)
{
	struct world *w = *state;

	world_dev(w, "d0", NONE, NONE);
	world_up(w, 0);
	world_down(w, 0);
	for (int i = 0; i < 4; i++)
		world_fail(w, 0, REASON_TIMEOUT);
	world_probes(w, 0, 2, true);
	world_judge(w, 0);
	assert_int_equal(world_count(w, EVENT_REACHABLE), 2);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(world_count(w, EVENT_SNMP), 0);
		world_fail(w, 0, REASON_TIMEOUT);
	}
	assert_int_equal(world_count(w, EVENT_SNMP), 1);
}

static void a_reboot_is_an_event_where_a_rule_says_so(void **state)
{
	struct world *w = *state;

	world_rule(w, (struct rule){.check = CHECK_REBOOT,
				    .severity = SEV_INFO,
				    .event = true,
				    .text = "rebooted"});
	world_dev(w, "d0", NONE, NONE);
	w->net.dev[0].reboots = 4; /* before our time */
	world_up(w, 0);
	assert_int_equal(world_count(w, EVENT_REBOOTED), 0);
	w->now += 30 * SECOND;
	w->net.dev[0].reboots = 5;
	w->net.dev[0].boot_ms = w->now - 20 * SECOND;
	world_poll(w, 0);
	world_judge(w, 0);
	assert_int_equal(world_count(w, EVENT_REBOOTED), 1);
	assert_int_equal(world_last(w, EVENT_REBOOTED)->occurred_ms,
			 w->now - 20 * SECOND);
	assert_int_equal(world_last(w, EVENT_REBOOTED)->severity, SEV_INFO);
	assert_string_equal(world_last(w, EVENT_REBOOTED)->text, "rebooted");
	assert_int_equal(world_live(w), 0);
}

static void another_serial_or_version_is_an_event(void **state)
{
	struct world *w = *state;

	world_dev(w, "d0", NONE, NONE);
	world_up(w, 0);
	assert_int_equal(world_count(w, EVENT_CHANGED), 0);
	w->net.dev[0].changed = text_intern_str(&w->net.text, "serial B, was A");
	w->net.dev[0].changed_ms = w->now;
	for (int i = 0; i < 2; i++) {
		w->now += 30 * SECOND;
		world_poll(w, 0);
		world_judge(w, 0);
	}
	assert_int_equal(world_count(w, EVENT_CHANGED), 1);
	assert_string_equal(world_last(w, EVENT_CHANGED)->text, "serial B, was A");
	assert_int_equal(world_live(w), 0);
}

static void a_second_device_with_an_engine_id_is_told_once(void **state)
{
	struct world *w = *state;

	world_dev(w, "d0", NONE, NONE);
	world_dev(w, "d1", NONE, NONE);
	world_up(w, 0);
	world_up(w, 1);
	assert_int_equal(world_count(w, EVENT_ENGINE_ID), 0);
	w->net.dev[1].engine_twin = 0;
	world_judge(w, 1);
	world_judge(w, 1);
	assert_int_equal(world_count(w, EVENT_ENGINE_ID), 1);
	assert_string_equal(world_last(w, EVENT_ENGINE_ID)->name, "d1");
	assert_string_equal(world_last(w, EVENT_ENGINE_ID)->text,
			    "has the snmpEngineID of d0");
	w->net.dev[1].engine_twin = NONE;
	world_judge(w, 1);
	assert_int_equal(world_count(w, EVENT_ENGINE_ID), 1);
}

static void interfaces_that_matter_are_told_in_every_state(void **state)
{
	static const struct {
		enum if_status oper;
		const char *text;
		double value;
	} rows[] = {
		{IF_DOWN, "xe-0/0/0 down", 0},
		{IF_LOWER_LAYER_DOWN, "xe-0/0/0 lowerLayerDown", NAN},
		{IF_UP, "xe-0/0/0 up", 1},
	};
	struct world *w = *state;

	world_dev(w, "d0", NONE, NONE);
	world_ports(w, 0, 1, IFF_WAN);
	world_up(w, 0);
	for (size_t i = 0; i < 3; i++) {
		const struct event *e;

		w->now += 30 * SECOND;
		world_oper(w, 0, rows[i].oper);
		world_poll(w, 0);
		world_judge(w, 0);
		assert_int_equal(world_count(w, EVENT_INTERFACE), i + 1);
		e = world_last(w, EVENT_INTERFACE);
		assert_string_equal(e->text, rows[i].text);
		assert_true(e->value == rows[i].value ||
			    (isnan(e->value) && isnan(rows[i].value)));
	}
}

static void a_port_that_somebody_shut_is_said_to_be_shut(void **state)
{
	struct world *w = *state;

	world_dev(w, "d0", NONE, NONE);
	world_ports(w, 0, 1, IFF_WAN);
	world_up(w, 0);
	w->now += 30 * SECOND;
	world_oper(w, 0, IF_DOWN);
	w->net.ifs.admin[0] = IF_DOWN;
	world_poll(w, 0);
	assert_string_equal(world_last(w, EVENT_INTERFACE)->text, "xe-0/0/0 shut");
	assert_true(isnan(world_last(w, EVENT_INTERFACE)->value));
	assert_int_equal(world_live(w), 0);
}

static void other_ports_are_told_only_where_a_rule_says_so(void **state)
{
	struct world *w = *state;

	world_dev(w, "d0", NONE, NONE);
	world_ports(w, 0, 1, 0);
	world_up(w, 0);
	w->now += 30 * SECOND;
	world_oper(w, 0, IF_DOWN);
	world_poll(w, 0);
	assert_int_equal(w->events.n, 0);
}

static void a_site_is_told_when_it_is_isolated_and_when_not(void **state)
{
	struct world *w = *state;
	site_id site = world_site(w, "FRA");

	world_dev(w, "d0", site, NONE);
	world_dev(w, "d1", site, NONE);
	world_up(w, 0);
	world_up(w, 1);
	w->now += 5 * SECOND;
	world_down(w, 0);
	w->now += SECOND;
	world_judge(w, 0);
	assert_int_equal(world_count(w, EVENT_SITE), 0);
	world_down(w, 1);
	w->now += SECOND;
	world_judge(w, 1);
	assert_int_equal(world_count(w, EVENT_SITE), 1);
	assert_string_equal(world_last(w, EVENT_SITE)->name, "FRA");
	assert_string_equal(world_last(w, EVENT_SITE)->text,
			    "2 of 2 devices do not answer");
	world_up(w, 0);
	w->now += SECOND;
	world_judge(w, 0);
	assert_int_equal(world_last(w, EVENT_SITE)->value, 1);
}

static void a_silence_asks_the_device_and_its_parents_once(void **state)
{
	struct world *w = *state;

	world_dev(w, "core", NONE, NONE);
	world_dev(w, "d0", NONE, 0);
	world_up(w, 0);
	world_up(w, 1);
	w->now += 5 * SECOND;
	world_probes(w, 1, 12, false);
	assert_int_equal(w->alerts.ask_n, 2);
	assert_int_equal(w->alerts.ask[0], 0);
	assert_int_equal(w->alerts.ask[1], 1);
	w->alerts.ask_n = 0;
	world_judge(w, 1);
	assert_int_equal(w->alerts.ask_n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(what_is_well_at_the_first_look_is_not_news),
		WORLD_TEST(reachability_is_told_with_last_good_and_first_bad),
		WORLD_TEST(what_is_down_at_the_start_is_told),
		WORLD_TEST(
			snmp_silence_is_told_after_three_polls_and_not_while_unreachable),
		WORLD_TEST(of_a_device_that_is_back_snmp_is_no_news),
		WORLD_TEST(back_by_ping_alone_it_is_told_after_three_polls_more),
		WORLD_TEST(a_reboot_is_an_event_where_a_rule_says_so),
		WORLD_TEST(another_serial_or_version_is_an_event),
		WORLD_TEST(a_second_device_with_an_engine_id_is_told_once),
		WORLD_TEST(interfaces_that_matter_are_told_in_every_state),
		WORLD_TEST(a_port_that_somebody_shut_is_said_to_be_shut),
		WORLD_TEST(other_ports_are_told_only_where_a_rule_says_so),
		WORLD_TEST(a_site_is_told_when_it_is_isolated_and_when_not),
		WORLD_TEST(a_silence_asks_the_device_and_its_parents_once),
	};

	return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}

/* From readings to alerts: what opens, what does not, what clears, and when. */
#include "tests/alert/fixture.h"

static const struct rule cpu_warning = {
	.name = "cpu",
	.check = CHECK_CPU,
	.severity = SEV_WARNING,
	.enter = 85,
	.clear = 75,
	.text = "CPU %v (>%l)",
	.opens = SHARE(66, 15 * MINUTE),
	.clears = POLLS(2, 2),
};

static dev_id cpu_world(struct world *w, struct rule rule)
{
	dev_id d = world_dev(w, "fra-core-01", NONE, NONE);

	world_rule(w, rule);
	w->net.dev[d].cpu_pct = 10;
	world_up(w, d);
	return d;
}

static void cpu_poll(struct world *w, dev_id d, float pct)
{
	w->now += 30 * SECOND;
	w->net.dev[d].cpu_pct = pct;
	world_poll(w, d);
}

static void two_of_two_polls_open(void **state)
{
	struct world *w = *state;
	struct rule rule = cpu_warning;
	dev_id d;

	rule.opens = (struct persist)POLLS(2, 2);
	d = cpu_world(w, rule);
	cpu_poll(w, d, 90);
	assert_int_equal(world_live(w), 0);
	cpu_poll(w, d, 90);
	assert_non_null(world_alert(w, "fra-core-01", "", CHECK_CPU));
	assert_int_equal(world_count(w, EVENT_OPENED), 1);
}

static void two_of_three_polls_need_not_be_neighbours(void **state)
{
	struct world *w = *state;
	struct rule rule = cpu_warning;
	dev_id d;

	rule.opens = (struct persist)POLLS(2, 3);
	d = cpu_world(w, rule);
	cpu_poll(w, d, 90);
	cpu_poll(w, d, 10);
	assert_int_equal(world_live(w), 0);
	cpu_poll(w, d, 90);
	assert_int_equal(world_live(w), 1);
}

static void one_sample_judged_twice_counts_once(void **state)
{
	struct world *w = *state;
	struct rule rule = cpu_warning;
	dev_id d;

	rule.opens = (struct persist)POLLS(2, 2);
	d = cpu_world(w, rule);
	cpu_poll(w, d, 90);
	for (int i = 0; i < 10; i++) {
		w->now += SECOND;
		world_judge(w, d);
	}
	assert_int_equal(world_live(w), 0);
}

static void ten_of_fifteen_minutes_open_after_ten(void **state)
{
	struct world *w = *state;
	dev_id d = cpu_world(w, cpu_warning);
	int polls = 0;

	while (!world_live(w) && polls < 100) {
		cpu_poll(w, d, 90);
		polls++;
	}
	assert_in_range(polls, 20, 21);
}

static void spikes_shorter_than_their_share_never_open(void **state)
{
	struct world *w = *state;
	dev_id d = cpu_world(w, cpu_warning);

	for (int i = 0; i < 200; i++) /* half of the time */
		cpu_poll(w, d, i % 4 < 2 ? 90 : 10);
	assert_int_equal(world_live(w), 0);
}

static void a_missing_value_neither_opens_nor_clears(void **state)
{
	struct world *w = *state;
	struct rule rule = cpu_warning;
	dev_id d;

	rule.opens = (struct persist)POLLS(2, 2);
	d = cpu_world(w, rule);
	cpu_poll(w, d, 90);
	cpu_poll(w, d, NAN);
	assert_int_equal(world_live(w), 0);
	cpu_poll(w, d, 90);
	assert_int_equal(world_live(w), 1);
	for (int i = 0; i < 10; i++)
		cpu_poll(w, d, NAN);
	assert_int_equal(world_live(w), 1);
}

static void a_failed_poll_neither_opens_nor_clears(void **state)
{
	struct world *w = *state;
	struct rule rule = cpu_warning;
	dev_id d;

	rule.opens = (struct persist)POLLS(1, 1);
	d = cpu_world(w, rule);
	cpu_poll(w, d, 90);
	w->net.dev[d].cpu_pct = 10; /* whatever stands there is old */
	for (int i = 0; i < 10; i++) {
		w->now += 30 * SECOND;
		world_fail(w, d, REASON_TIMEOUT);
	}
	assert_int_equal(world_live(w), 1);
}

static void between_the_levels_it_stays_as_it_is(void **state)
{
	struct world *w = *state;
	struct rule rule = cpu_warning;
	dev_id d;

	rule.opens = (struct persist)POLLS(1, 1);
	d = cpu_world(w, rule);
	cpu_poll(w, d, 84.9F);
	assert_int_equal(world_live(w), 0);
	cpu_poll(w, d, 85);
	assert_int_equal(world_live(w), 1);
	for (int i = 0; i < 10; i++)
		cpu_poll(w, d, 75);
	assert_int_equal(world_live(w), 1);
	cpu_poll(w, d, 74.9F);
	assert_int_equal(world_live(w), 1); /* 2 of 2 */
	cpu_poll(w, d, 74.9F);
	assert_int_equal(world_live(w), 0);
	assert_int_equal(world_count(w, EVENT_CLEARED), 1);
}

static void the_text_follows_the_value_and_never_crosses_the_limit(void **state)
{
	struct world *w = *state;
	struct rule rule = cpu_warning;
	dev_id d;

	rule.opens = (struct persist)POLLS(1, 1);
	d = cpu_world(w, rule);
	cpu_poll(w, d, 96.7F);
	assert_string_equal(world_alert(w, "fra-core-01", "", CHECK_CPU)->text,
			    "CPU 96% (>85%)");
	cpu_poll(w, d, 84.99F);
	assert_string_equal(world_alert(w, "fra-core-01", "", CHECK_CPU)->text,
			    "CPU 84% (was >85%, clears <75%)");
	assert_int_equal(world_count(w, EVENT_OPENED), 1);
}

static void bands_worsen_and_ease(void **state)
{
	struct world *w = *state;
	struct rule warning = cpu_warning, major = cpu_warning;
	const struct alert *a;
	dev_id d;

	warning.opens = major.opens = (struct persist)POLLS(1, 1);
	warning.clears = major.clears = (struct persist)POLLS(1, 1);
	major.severity = SEV_MAJOR;
	major.enter = 95;
	major.clear = 88;
	world_rule(w, warning);
	d = cpu_world(w, major);
	cpu_poll(w, d, 90);
	a = world_alert(w, "fra-core-01", "", CHECK_CPU);
	assert_int_equal(a->severity, SEV_WARNING);
	cpu_poll(w, d, 96);
	assert_int_equal(a->severity, SEV_MAJOR);
	assert_int_equal(a->limit, 95);
	assert_int_equal(w->alerts.dev_worst[d], SEV_MAJOR);
	cpu_poll(w, d, 89);
	assert_int_equal(a->severity, SEV_MAJOR);
	cpu_poll(w, d, 87);
	assert_int_equal(a->severity, SEV_WARNING);
	cpu_poll(w, d, 10);
	assert_int_equal(a->state, ALERT_CLEARED);
	assert_int_equal(w->alerts.dev_worst[d], SEV_NONE);
	assert_int_equal(world_count(w, EVENT_OPENED), 1);
	assert_int_equal(world_count(w, EVENT_WORSENED), 1);
	assert_int_equal(world_count(w, EVENT_EASED), 1);
	assert_int_equal(world_count(w, EVENT_CLEARED), 1);
}

static void rules_of_another_role_do_not_apply(void **state)
{
	struct world *w = *state;
	struct rule rule = cpu_warning;
	dev_id d;

	rule.opens = (struct persist)POLLS(1, 1);
	rule.scope.roles = 1U << ROLE_FIREWALL;
	d = cpu_world(w, rule);
	cpu_poll(w, d, 99);
	assert_int_equal(world_live(w), 0);
}

static void a_planned_device_is_no_alert_and_what_was_open_is_over(void **state)
{
	struct world *w = *state;
	struct rule rule = cpu_warning;
	dev_id d;

	rule.opens = (struct persist)POLLS(1, 1);
	d = cpu_world(w, rule);
	cpu_poll(w, d, 99);
	w->net.dev[d].planned = true;
	cpu_poll(w, d, 99);
	assert_int_equal(world_live(w), 0);
	assert_int_equal(world_count(w, EVENT_CLEARED), 1);
}

static void last_good_and_first_bad_are_told(void **state)
{
	struct world *w = *state;
	struct rule rule = cpu_warning;
	const struct event *e;
	dev_id d;

	rule.opens = (struct persist)POLLS(2, 2);
	d = cpu_world(w, rule);
	cpu_poll(w, d, 90);
	cpu_poll(w, d, 90);
	e = world_last(w, EVENT_OPENED);
	assert_int_equal(e->last_good_ms, T0);
	assert_int_equal(e->first_bad_ms, T0 + 30 * SECOND);
	assert_string_equal(e->name, "fra-core-01");
	assert_string_equal(e->check, "cpu");
	assert_int_equal(e->value, 90);
	assert_int_equal(e->limit, 85);
}

static void nothing_is_remembered_of_what_is_well(void **state)
{
	struct world *w = *state;
	struct rule rule = cpu_warning;
	uint64_t generation;
	dev_id d;

	rule.opens = (struct persist)POLLS(3, 3);
	d = cpu_world(w, rule);
	cpu_poll(w, d, 90);
	assert_int_equal(alerts_waiting(&w->alerts, 0), d);
	for (int i = 0; i < 3; i++)
		cpu_poll(w, d, 10);
	assert_int_equal(alerts_waiting(&w->alerts, 0), NONE);
	generation = w->alerts.generation;
	cpu_poll(w, d, 10);
	assert_int_equal(w->alerts.generation, generation);
	assert_int_equal(w->events.n, 0);
}

static void rows_are_looked_at_once_a_poll(void **state)
{
	struct world *w = *state;
	dev_id d = cpu_world(w, cpu_warning);

	world_ports(w, d, 48, 0);
	w->now += 30 * SECOND;
	network_take_result(&w->net, d, REASON_OK, w->now, 5);
	assert_int_equal(world_judge(w, d), 49);
	assert_int_equal(world_judge(w, d), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(two_of_two_polls_open),
		WORLD_TEST(two_of_three_polls_need_not_be_neighbours),
		WORLD_TEST(one_sample_judged_twice_counts_once),
		WORLD_TEST(ten_of_fifteen_minutes_open_after_ten),
		WORLD_TEST(spikes_shorter_than_their_share_never_open),
		WORLD_TEST(a_missing_value_neither_opens_nor_clears),
		WORLD_TEST(a_failed_poll_neither_opens_nor_clears),
		WORLD_TEST(between_the_levels_it_stays_as_it_is),
		WORLD_TEST(the_text_follows_the_value_and_never_crosses_the_limit),
		WORLD_TEST(bands_worsen_and_ease),
		WORLD_TEST(rules_of_another_role_do_not_apply),
		WORLD_TEST(a_planned_device_is_no_alert_and_what_was_open_is_over),
		WORLD_TEST(last_good_and_first_bad_are_told),
		WORLD_TEST(nothing_is_remembered_of_what_is_well),
		WORLD_TEST(rows_are_looked_at_once_a_poll),
	};

	return cmocka_run_group_tests_name("judge", tests, NULL, NULL);
}

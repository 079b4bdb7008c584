/* plan: when neighbours and stations are read. */
#include "tests/wire/planned.h"

static unsigned polls_with(enum step step, unsigned polls)
{
	unsigned n = 0;

	for (unsigned i = 0; i < polls; i++) {
		next_poll();
		n += did(step);
	}
	return n;
}

static void neighbours_are_read_at_first_and_then_seldom(void **state)
{
	(void)state;
	plan.surrounded = true;
	poll();
	assert_steps("SNTUML");
	brings[STEP_NAMES].reshaped = false;
	next_poll();
	assert_steps("TU");
	polls_with(STEP_NEIGHBOURS, 20);
	assert_int_equal(polls_with(STEP_NEIGHBOURS, 100), 10);
	assert_int_equal(polls_with(STEP_STATIONS, 100), 5);
}

static void a_port_that_changes_makes_it_look_round(void **state)
{
	(void)state;
	plan.surrounded = true;
	known_well();
	brings[STEP_TRAFFIC].stirred = true;
	next_poll();
	brings[STEP_TRAFFIC].stirred = false;
	assert_int_equal(polls_with(STEP_NEIGHBOURS, 3), 3);
	assert_int_equal(polls_with(STEP_NEIGHBOURS, 5), 0);
}

static void one_without_neighbours_is_asked_again_much_later(void **state)
{
	(void)state;
	plan.surrounded = true;
	brings[STEP_NEIGHBOURS].empty = true;
	poll();
	assert_true(did(STEP_NEIGHBOURS));
	assert_int_equal(polls_with(STEP_NEIGHBOURS, 55), 0);
	assert_int_equal(polls_with(STEP_NEIGHBOURS, 20), 1);
	brings[STEP_NEIGHBOURS].empty = false;
	brings[STEP_NEIGHBOURS].result = ASK_TIMEOUT;
	assert_true(polls_with(STEP_NEIGHBOURS, 80) > 0);
	assert_int_equal(plan_end(&plan, now), REASON_OK); /* that is no outage */
}

/* Its agent answers before the one that knows of them has joined it. */
static void one_that_just_booted_is_asked_again_soon(void **state)
{
	(void)state;
	plan.surrounded = true;
	known_well();
	clocks.uptime_cs = 500;
	brings[STEP_TRAFFIC].stirred = true;
	brings[STEP_NEIGHBOURS].empty = true;
	next_poll();
	brings[STEP_TRAFFIC].stirred = false;
	assert_int_equal(polls_with(STEP_NEIGHBOURS, 2), 2);
	brings[STEP_NEIGHBOURS].empty = false;
	assert_int_equal(polls_with(STEP_NEIGHBOURS, 8), 3);
}

/* At first; when it tells that they are others; else every few hours, of one that tells
 * nothing of them more often. */
static void vlans_are_read_when_they_are_others(void **state)
{
	(void)state;
	plan.surrounded = true;
	known_well();
	assert_int_equal(polls_with(STEP_VLANS, 100), 0);
	brings[STEP_NEIGHBOURS].vlans = 7;
	assert_int_equal(polls_with(STEP_VLANS, 400), 1);
	brings[STEP_NEIGHBOURS].vlans = 8;
	assert_int_equal(polls_with(STEP_VLANS, 10), 1);
	assert_int_equal(polls_with(STEP_VLANS, 960), 2);
	brings[STEP_VLANS].empty = true;
	brings[STEP_NEIGHBOURS].vlans = 9;
	assert_int_equal(polls_with(STEP_VLANS, 50), 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(neighbours_are_read_at_first_and_then_seldom,
				       setup),
		cmocka_unit_test_setup(a_port_that_changes_makes_it_look_round, setup),
		cmocka_unit_test_setup(one_without_neighbours_is_asked_again_much_later,
				       setup),
		cmocka_unit_test_setup(one_that_just_booted_is_asked_again_soon, setup),
		cmocka_unit_test_setup(vlans_are_read_when_they_are_others, setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

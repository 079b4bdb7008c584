/* When peers are asked, and when they are looked for anew. */
#include "tests/wire/planned.h"

static void they_are_asked_at_every_poll_however_many_sensors_there_are(void **state)
{
	unsigned sensors = 0, peers = 0;

	(void)state;
	plan.profiled = true;
	plan.senses = 300;
	plan.peers = 2;
	known_well();
	for (int i = 0; i < 30; i++) {
		next_poll();
		sensors += did(STEP_SENSORS);
		peers += did(STEP_PEERS);
	}
	assert_int_equal(sensors, 10);
	assert_int_equal(peers, 30);
}

static void what_tells_of_parts_says_nothing_of_them(void **state)
{
	(void)state;
	plan.profiled = plan.shape_told = true;
	plan.peers = 2;
	poll();
	brings[STEP_NAMES].reshaped = false;
	assert_int_equal(polls_to_a_survey(), 120);
}

static void asked_in_vain_they_are_asked_again_but_not_for_ever(void **state)
{
	(void)state;
	plan.profiled = true;
	plan.peers = 2;
	known_well();
	brings[STEP_PEERS].result = ASK_TIMEOUT;
	for (int i = 0; i < 3; i++) {
		next_poll();
		assert_true(did(STEP_PEERS));
	}
	next_poll();
	assert_false(did(STEP_PEERS));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
			they_are_asked_at_every_poll_however_many_sensors_there_are,
			setup),
		cmocka_unit_test_setup(what_tells_of_parts_says_nothing_of_them, setup),
		cmocka_unit_test_setup(
			asked_in_vain_they_are_asked_again_but_not_for_ever, setup),
	};
	return cmocka_run_group_tests_name("plan_peers", tests, NULL, NULL);
}

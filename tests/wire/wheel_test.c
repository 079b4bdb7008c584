/* wheel: every id comes out once, when it is due, whatever was set and moved before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "probes/wire/wheel.h"

static struct wheel w;

static int setup(void **state)
{
	(void)state;
	wheel_init(&w, 1000);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	wheel_fini(&w);
	return 0;
}

static void nothing_is_due_before_its_time(void **state)
{
	(void)state;
	wheel_set(&w, 7, 1500);
	assert_int_equal(wheel_at(&w, 7), 1500);
	assert_int_equal(wheel_wait(&w, 1000), 500);
	assert_int_equal(wheel_take(&w, 1499), NONE);
	assert_int_equal(wheel_take(&w, 1500), 7);
	assert_int_equal(wheel_take(&w, 1500), NONE);
	assert_int_equal(wheel_wait(&w, 1500), -1);
	assert_int_equal(wheel_at(&w, 7), -1);
}

static void ids_come_in_the_order_of_their_times(void **state)
{
	(void)state;
	wheel_set(&w, 0, 1300);
	wheel_set(&w, 1, 1100);
	wheel_set(&w, 2, 1200);
	assert_int_equal(wheel_take(&w, 9000), 1);
	assert_int_equal(wheel_take(&w, 9000), 2);
	assert_int_equal(wheel_take(&w, 9000), 0);
}

static void setting_again_moves(void **state)
{
	(void)state;
	wheel_set(&w, 3, 1100);
	wheel_set(&w, 3, 1200);
	assert_int_equal(wheel_take(&w, 1150), NONE);
	wheel_set(&w, 3, 1160);
	assert_int_equal(wheel_take(&w, 1200), 3);
	wheel_set(&w, 3, 1300);
	wheel_unset(&w, 3);
	assert_int_equal(wheel_take(&w, 9000), NONE);
}

static void a_time_beyond_one_round_waits_for_its_round(void **state)
{
	(void)state;
	wheel_set(&w, 1, 1000 + 3 * WHEEL_SPOKES + 5);
	for (int64_t now = 1000; now < 1000 + 3 * WHEEL_SPOKES + 5; now += 100)
		assert_int_equal(wheel_take(&w, now), NONE);
	assert_int_equal(wheel_take(&w, 1000 + 3 * WHEEL_SPOKES + 5), 1);
}

static void a_long_pause_loses_nothing(void **state)
{
	bool seen[100] = {false};
	(void)state;

	for (uint32_t id = 0; id < 100; id++)
		wheel_set(&w, id, 1001 + id * 97);
	assert_int_not_equal(wheel_take(&w, 1001), NONE);
	for (int i = 1; i < 100; i++) {
		uint32_t id = wheel_take(&w, 10000000);
		assert_true(id < 100 && !seen[id]);
		seen[id] = true;
	}
	assert_int_equal(wheel_take(&w, 10000000), NONE);
}

static void an_id_set_into_the_past_while_taking_does_not_spin(void **state)
{
	int taken = 0;
	(void)state;

	wheel_set(&w, 5, 1001);
	while (wheel_take(&w, 1010) != NONE) {
		wheel_set(&w, 5, 0);
		assert_true(++taken <= 10);
	}
	assert_int_equal(wheel_take(&w, 1011), 5);
}

/* Against the obvious: an array of times. */
static void it_agrees_with_a_plain_list_of_times(void **state)
{
	enum { IDS = 300, STEPS = 60000 };
	int64_t at[IDS], now = 1000;
	(void)state;

	for (int i = 0; i < IDS; i++)
		at[i] = -1;
	srand(1);
	for (int step = 0; step < STEPS; step++) {
		uint32_t id = (uint32_t)rand() % IDS;
		if (rand() % 4) {
			at[id] = now + 1 + rand() % (rand() % 8 ? 300 : 20000);
			wheel_set(&w, id, at[id]);
		} else {
			at[id] = -1;
			wheel_unset(&w, id);
		}
		now += rand() % 50 ? rand() % 3 : rand() % 9000;
		for (int moved = 0; (id = wheel_take(&w, now)) != NONE; moved++) {
			assert_in_range(at[id], 0, now);
			at[id] = -1;
			if (moved % 3 == 0) { /* what a timer does with its time */
				at[id] = now + 1 + rand() % 100;
				wheel_set(&w, id, at[id]);
			}
		}
		for (id = 0; id < IDS; id++) {
			assert_true(at[id] < 0 || at[id] > now);
			assert_int_equal(wheel_at(&w, id), at[id]);
			assert_true(at[id] < 0 || wheel_wait(&w, now) <= at[id] - now);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_is_due_before_its_time, setup,
						teardown),
		cmocka_unit_test_setup_teardown(ids_come_in_the_order_of_their_times,
						setup, teardown),
		cmocka_unit_test_setup_teardown(setting_again_moves, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_time_beyond_one_round_waits_for_its_round, setup, teardown),
		cmocka_unit_test_setup_teardown(a_long_pause_loses_nothing, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			an_id_set_into_the_past_while_taking_does_not_spin, setup,
			teardown),
		cmocka_unit_test_setup_teardown(it_agrees_with_a_plain_list_of_times,
						setup, teardown),
	};
	return cmocka_run_group_tests_name("wheel", tests, NULL, NULL);
}

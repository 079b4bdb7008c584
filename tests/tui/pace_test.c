/* pace: the first key is answered at once, a burst by a frame every 16 ms. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "tui/pace.h"

#define T0 INT64_C(5000000)

static void a_key_after_quiet_is_answered_at_once(void **state)
{
	struct pace p = {0};

	(void)state;
	pace_key(&p);
	assert_int_equal(pace_wait_us(&p, T0), 0);
	pace_drawn(&p, T0);
	pace_key(&p);
	assert_int_equal(pace_wait_us(&p, T0 + PACE_US), 0);
}

static void what_follows_is_gathered(void **state)
{
	struct pace p = {0};

	(void)state;
	pace_key(&p);
	pace_drawn(&p, T0);
	pace_key(&p);
	assert_int_equal(pace_wait_us(&p, T0 + 5000), PACE_US - 5000);
	pace_key(&p); /* does not put it off */
	assert_int_equal(pace_wait_us(&p, T0 + 9000), PACE_US - 9000);
}

/* A key each millisecond, drawn as soon as may be. */
static void a_burst_costs_a_frame_each_16_ms(void **state)
{
	struct pace p = {0};
	unsigned frames = 0;

	(void)state;
	for (int64_t us = T0; us < T0 + 160000; us += 1000) {
		pace_key(&p);
		if (pace_wait_us(&p, us) > 0)
			continue;
		pace_drawn(&p, us);
		frames++;
	}
	assert_int_equal(frames, 10);
}

static void what_no_key_changed_neither_waits_nor_lets_keys_wait(void **state)
{
	struct pace p = {0};

	(void)state;
	pace_key(&p);
	pace_drawn(&p, T0);
	assert_int_equal(pace_wait_us(&p, T0 + 1000), 0); /* news */
	pace_drawn(&p, T0 + 15000);
	pace_key(&p);
	assert_int_equal(pace_wait_us(&p, T0 + PACE_US), 0);
}

static void who_waits_for_a_list_comes_before_others_for_so_long(void **state)
{
	int64_t since_us = 0;

	(void)state;
	assert_int_equal(pace_yield_us(&since_us, false, T0), 0);
	assert_int_equal(pace_yield_us(&since_us, true, T0), PACE_YIELD_US);
	assert_int_equal(pace_yield_us(&since_us, true, T0 + 20000),
			 PACE_YIELD_US - 20000);
	assert_int_equal(pace_yield_us(&since_us, true, T0 + PACE_YIELD_US), 0);
	assert_int_equal(pace_yield_us(&since_us, true, T0 + 3 * PACE_YIELD_US), 0);
	assert_int_equal(pace_yield_us(&since_us, false, T0 + 3 * PACE_YIELD_US), 0);
	assert_int_equal(pace_yield_us(&since_us, true, T0 + 4 * PACE_YIELD_US),
			 PACE_YIELD_US);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_after_quiet_is_answered_at_once),
		cmocka_unit_test(what_follows_is_gathered),
		cmocka_unit_test(a_burst_costs_a_frame_each_16_ms),
		cmocka_unit_test(what_no_key_changed_neither_waits_nor_lets_keys_wait),
		cmocka_unit_test(who_waits_for_a_list_comes_before_others_for_so_long),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

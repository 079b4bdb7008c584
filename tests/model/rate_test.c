/* Two readings and two clocks: a rate, or why there is none. */
#include "probes/model/rate.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#define WRAP UINT64_C(4294967296)
#define AT INT64_C(1800000000000)

static struct agent_clock uptime(double s, double at_s)
{
	return (struct agent_clock){.uptime_cs = (uint32_t)(uint64_t)(s * 100),
				    .at_ms = AT + (int64_t)(at_s * 1000)};
}

static struct agent_clock engine(double s, double at_s, uint32_t boots, uint32_t time_s)
{
	struct agent_clock c = uptime(s, at_s);

	c.engine_boots = boots;
	c.engine_time_s = time_s;
	return c;
}

static bool rebooted(struct agent_clock a, struct agent_clock b)
{
	return rate_rebooted(&a, &b);
}

static void a_clock_that_goes_on_is_no_reboot(void **state)
{
	(void)state;
	assert_false(rebooted(uptime(1000, 0), uptime(1030, 30)));
	assert_false(rebooted(uptime(0, 0), uptime(30, 30)));
	assert_false(rebooted(uptime(5, 0), uptime(605, 600)));
}

static void an_uptime_that_fell_is_a_reboot(void **state)
{
	(void)state;
	assert_true(rebooted(uptime(1000, 0), uptime(12, 30)));
	assert_true(rebooted(uptime(400 * 86400.0, 0), uptime(12, 30)));
}

static void the_wrap_after_497_days_is_no_reboot(void **state)
{
	(void)state;
	struct agent_clock a = uptime(42949672.95 - 20, 0);
	struct agent_clock b = {.uptime_cs = 1000, .at_ms = AT + 30000};

	assert_false(rate_rebooted(&a, &b));
	assert_true(rate_seconds(&a, &b) > 29.9 && rate_seconds(&a, &b) < 30.1);
}

static void a_restart_just_before_the_wrap_is_a_reboot(void **state)
{
	(void)state;
	/* 10 minutes to the wrap, but only 30 s passed */
	assert_true(rebooted(uptime(42949672.95 - 600, 0), uptime(10, 30)));
}

static void an_uptime_younger_than_our_silence_is_a_reboot(void **state)
{
	(void)state;
	/* it grew, but it began after we had asked last */
	assert_true(rebooted(uptime(10, 0), uptime(200, 600)));
}

static void a_clock_that_stands_still_says_nothing(void **state)
{
	(void)state;
	struct agent_clock a = uptime(10, 0), b = uptime(10, 600);

	assert_false(rate_rebooted(&a, &b));
	assert_true(rate_seconds(&a, &b) == 0);
}

static void engine_boots_tell_a_reboot(void **state)
{
	(void)state;
	assert_true(rebooted(engine(1000, 0, 7, 1000), engine(10, 30, 8, 10)));
	/* also when the new uptime is larger than the old one */
	assert_true(rebooted(engine(10, 0, 7, 10), engine(25, 30, 8, 25)));
}

static void boots_bumped_by_a_reload_are_no_reboot(void **state)
{
	(void)state;
	assert_false(rebooted(engine(9000, 0, 7, 9000), engine(9030, 30, 8, 9030)));
}

static void boots_that_never_move_do_not_hide_a_reboot(void **state)
{
	(void)state;
	assert_true(rebooted(engine(9000, 0, 1, 9000), engine(12, 30, 1, 12)));
}

static void one_clock_that_fell_alone_is_no_reboot(void **state)
{
	(void)state;
	assert_false(rebooted(engine(9000, 0, 3, 9000), engine(12, 30, 3, 9030)));
	assert_false(rebooted(engine(9000, 0, 3, 9000), engine(9030, 30, 3, 12)));
}

static void seconds_are_the_agents(void **state)
{
	(void)state;
	struct agent_clock a = uptime(100, 0), b = uptime(130, 37);

	assert_true(rate_seconds(&a, &b) == 30.0);
}

static void a_stamp_is_as_old_as_the_agent_says(void **state)
{
	(void)state;
	struct agent_clock c = uptime(1000, 0);

	assert_true(rate_stamp_ms(&c, 40000) == AT - 600000);
	assert_true(rate_stamp_ms(&c, 0) == 0);
	assert_true(rate_stamp_ms(&c, 100500) == AT); /* read 5 s later */
	c.uptime_cs = 1000; /* wrapped 10 s ago, the stamp is from before */
	assert_true(rate_stamp_ms(&c, (uint32_t)(WRAP - 2000)) == AT - 30000);
}

static enum no_rate counter(uint64_t old, uint64_t now, unsigned bits, double max)
{
	double per_s = -1;

	return rate_counter(old, now, bits, 10, max, &per_s);
}

static void a_counter_that_rises_is_a_rate(void **state)
{
	(void)state;
	double per_s = 0;

	assert_int_equal(rate_counter(100, 1100, 64, 10, 0, &per_s), RATE_OK);
	assert_true(per_s == 100);
	assert_int_equal(rate_counter(100, 100, 32, 10, 0, &per_s), RATE_OK);
	assert_true(per_s == 0);
	assert_int_equal(rate_counter(UINT64_MAX - 10, UINT64_MAX, 64, 10, 0, &per_s),
			 RATE_OK);
	assert_true(per_s == 1);
}

static void a_counter64_that_falls_is_a_reset(void **state)
{
	(void)state;
	assert_int_equal(counter(1000, 999, 64, 1e9), RATE_RESET);
	assert_int_equal(counter(UINT64_MAX, 5, 64, 1e9), RATE_RESET);
}

static void a_counter32_that_falls_wraps_when_the_rate_fits_the_speed(void **state)
{
	(void)state;
	double per_s = 0;

	assert_int_equal(rate_counter(WRAP - 500, 500, 32, 10, 1e6, &per_s), RATE_OK);
	assert_true(per_s == 100);
}

static void a_counter32_that_falls_is_a_reset_when_it_does_not_fit(void **state)
{
	(void)state;
	assert_int_equal(counter(5000000, 10, 32, 1e6), RATE_RESET);
	assert_int_equal(counter(WRAP - 500, 500, 32, 0), RATE_RESET); /* fit what? */
}

static void more_than_a_tenth_above_speed_is_implausible(void **state)
{
	(void)state;
	double max = rate_max_octets(80); /* 10 octets a second */

	assert_int_equal(counter(0, 109, 64, max), RATE_OK);
	assert_int_equal(counter(0, 111, 64, max), RATE_IMPLAUSIBLE);
	assert_int_equal(counter(0, 111, 32, max), RATE_IMPLAUSIBLE);
	assert_int_equal(counter(0, UINT64_MAX, 64, rate_max_octets(0)), RATE_OK);
}

static void hundredths_of_half_a_second_are_the_least_for_a_rate(void **state)
{
	(void)state;
	double per_s;

	assert_int_equal(rate_counter(0, 10, 64, 0.49, 0, &per_s), RATE_TOO_SOON);
	assert_int_equal(rate_counter(0, 10, 64, 0, 0, &per_s), RATE_TOO_SOON);
	assert_int_equal(rate_counter(0, 10, 64, 0.5, 0, &per_s), RATE_OK);
	assert_true(per_s == 20);
}

static void a_rate_needs_a_second_or_most_of_a_short_interval(void **state)
{
	(void)state;
	assert_int_equal(rate_least_ms(30000), 1000);
	assert_int_equal(rate_least_ms(1250), 1000);
	assert_int_equal(rate_least_ms(1000), 800);
	assert_int_equal(rate_least_ms(500), 500);
	assert_int_equal(rate_least_ms(0), 500);
}

static void idle_takes_the_longest_of_three(void **state)
{
	(void)state;
	assert_int_equal(rate_idle_ms(1000, 0), 10000);
	assert_int_equal(rate_idle_ms(30000, 0), 45000);
	assert_int_equal(rate_idle_ms(1000, 15000), 30000);
}

static void the_pace_is_the_mean_span_between_changes(void **state)
{
	struct rate_pace pace = {0};

	/* asked every 2 s, refreshed every 3: spans of 2 and 4 */
	for (int i = 0; i < 40; i++) {
		rate_pace_learn(&pace, 4000, 2000, 2000);
		rate_pace_learn(&pace, 2000, 0, 2000);
		if (i >= 2)
			assert_in_range(pace.ms, 2750, 3250);
	}
	assert_in_range(pace.ms, 2900, 3100);
	(void)state;
}

static void slow_polls_teach_no_pace(void **state)
{
	struct rate_pace none = {0}, known = {.ms = 3000, .n = 5};

	rate_pace_learn(&none, 30000, 0, 30000);
	rate_pace_learn(&known, 30000, 0, 30000);
	assert_int_equal(none.ms, 0);
	assert_int_equal(known.ms, 3000);
	(void)state;
}

static void a_change_that_may_be_long_ago_teaches_no_pace(void **state)
{
	struct rate_pace none = {0}, known = {.ms = 3000, .n = 5};

	rate_pace_learn(&known, 33000, 2000, 30000);
	rate_pace_learn(&none, 60000, 30000, 30000);
	assert_int_equal(known.ms, 3000);
	assert_int_equal(none.ms, 60000);
	(void)state;
}

static void an_idle_hour_teaches_no_pace(void **state)
{
	struct rate_pace known = {.ms = 3000, .n = 5};

	rate_pace_learn(&known, 3600000, 3570000, 30000);
	assert_int_equal(known.ms, 3000);
	assert_int_equal(rate_pace_max_ms(30000), 120000);
	assert_int_equal(rate_pace_max_ms(1000), 30000);
	(void)state;
}

static void changes_in_a_row_refute_a_slow_pace(void **state)
{
	struct rate_pace pace = {.ms = 55000, .n = 16};

	rate_pace_learn(&pace, 30000, 0, 30000);
	rate_pace_learn(&pace, 30000, 0, 30000);
	assert_true(pace.ms <= 45000);
	for (int i = 0; i < 20; i++)
		rate_pace_learn(&pace, 30000, 0, 30000);
	assert_true(pace.ms <= 32000);
	(void)state;
}

static void a_span_covers_whole_refreshes(void **state)
{
	struct rate_pace none = {0}, pace = {.ms = 3000, .n = 5};

	assert_int_equal(rate_covered_ms(&none, 4000, 2000), 4000);
	assert_int_equal(rate_covered_ms(&pace, 2000, 2000), 3000);
	assert_int_equal(rate_covered_ms(&pace, 4000, 2000), 3000);
	assert_int_equal(rate_covered_ms(&pace, 31000, 30000), 30000);
	(void)state;
}

static void a_pace_that_explains_nothing_is_left_out(void **state)
{
	struct rate_pace pace = {.ms = 60000, .n = 5};

	assert_int_equal(rate_covered_ms(&pace, 10000, 10000), 10000);
	(void)state;
}

static void speed_is_configured_else_high_else_low_else_unknown(void **state)
{
	(void)state;
	static const struct {
		uint64_t configured;
		uint32_t high, low;
		uint64_t speed;
		enum speed_source source;
	} cases[] = {
		{5000000, 1000, 10000000, 5000000, SPEED_CONFIGURED},
		{0, 1000, 10000000, 1000000000, SPEED_IFHIGHSPEED},
		{0, 400000, UINT32_MAX, 400000000000, SPEED_IFHIGHSPEED},
		{0, 0, 64000, 64000, SPEED_IFSPEED},
		{0, 0, 0, 0, SPEED_UNKNOWN},
		{0, 0, UINT32_MAX, 0, SPEED_UNKNOWN},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		enum speed_source source;

		assert_true(rate_speed(cases[i].configured, cases[i].high, cases[i].low,
				       &source) == cases[i].speed);
		assert_int_equal(source, cases[i].source);
	}
	assert_null(speed_source_name(SPEED_UNKNOWN));
	assert_string_equal(speed_source_name(SPEED_IFHIGHSPEED), "ifHighSpeed");
}

static void every_reason_but_ok_has_a_name(void **state)
{
	(void)state;
	assert_null(rate_reason_name(RATE_OK));
	for (enum no_rate why = RATE_FIRST; why <= RATE_MISSING; why++)
		assert_non_null(rate_reason_name(why));
}

static void a_coarse_number_is_right_within_a_fifth_of_a_percent(void **state)
{
	(void)state;
	for (float v = 1e-6F; v < 1e12F; v *= 1.37F)
		assert_true(fabsf(coarse_value(coarse(v)) - v) <= v * 0.002F);
	assert_true(coarse_value(coarse(0)) == 0);
	assert_true(isnan(coarse_value(coarse(NAN))));
	assert_true(isinf(coarse_value(coarse(INFINITY))));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_clock_that_goes_on_is_no_reboot),
		cmocka_unit_test(an_uptime_that_fell_is_a_reboot),
		cmocka_unit_test(the_wrap_after_497_days_is_no_reboot),
		cmocka_unit_test(a_restart_just_before_the_wrap_is_a_reboot),
		cmocka_unit_test(an_uptime_younger_than_our_silence_is_a_reboot),
		cmocka_unit_test(a_clock_that_stands_still_says_nothing),
		cmocka_unit_test(engine_boots_tell_a_reboot),
		cmocka_unit_test(boots_bumped_by_a_reload_are_no_reboot),
		cmocka_unit_test(boots_that_never_move_do_not_hide_a_reboot),
		cmocka_unit_test(one_clock_that_fell_alone_is_no_reboot),
		cmocka_unit_test(seconds_are_the_agents),
		cmocka_unit_test(a_stamp_is_as_old_as_the_agent_says),
		cmocka_unit_test(a_counter_that_rises_is_a_rate),
		cmocka_unit_test(a_counter64_that_falls_is_a_reset),
		cmocka_unit_test(
			a_counter32_that_falls_wraps_when_the_rate_fits_the_speed),
		cmocka_unit_test(
			a_counter32_that_falls_is_a_reset_when_it_does_not_fit),
		cmocka_unit_test(more_than_a_tenth_above_speed_is_implausible),
		cmocka_unit_test(hundredths_of_half_a_second_are_the_least_for_a_rate),
		cmocka_unit_test(a_rate_needs_a_second_or_most_of_a_short_interval),
		cmocka_unit_test(idle_takes_the_longest_of_three),
		cmocka_unit_test(the_pace_is_the_mean_span_between_changes),
		cmocka_unit_test(slow_polls_teach_no_pace),
		cmocka_unit_test(a_change_that_may_be_long_ago_teaches_no_pace),
		cmocka_unit_test(an_idle_hour_teaches_no_pace),
		cmocka_unit_test(changes_in_a_row_refute_a_slow_pace),
		cmocka_unit_test(a_span_covers_whole_refreshes),
		cmocka_unit_test(a_pace_that_explains_nothing_is_left_out),
		cmocka_unit_test(speed_is_configured_else_high_else_low_else_unknown),
		cmocka_unit_test(every_reason_but_ok_has_a_name),
		cmocka_unit_test(a_coarse_number_is_right_within_a_fifth_of_a_percent),
	};

	return cmocka_run_group_tests_name("rate", tests, NULL, NULL);
}

/* Percentiles, usuals, lines and rates: on made-up series whose answer is known. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>

#include "probes/model/trend.h"

/* Noise that is the same every time, of ±1. */
static float noise(unsigned i)
{
	uint32_t x = (i + 1) * 2654435761U;

	x ^= x >> 15;
	x *= 2246822519U;
	x ^= x >> 13;
	return (float)(x % 2001) / 1000 - 1;
}

static void the_percentile_is_the_one_carriers_bill(void **state)
{
	float v[8640];
	uint32_t of;

	(void)state;
	for (uint32_t i = 0; i < 100; i++)
		v[i] = (float)(100 - i);
	assert_true(trend_percentile(v, 100, 0.95, &of) == 95);
	assert_int_equal(of, 100);
	for (uint32_t i = 0; i < 8640; i++) /* 36 hours a month are free */
		v[i] = i < 432 ? 9000 : 10;
	assert_true(trend_percentile(v, 8640, 0.95, NULL) == 10);
	for (uint32_t i = 0; i < 8640; i++)
		v[i] = i < 433 ? 9000 : 10;
	assert_true(trend_percentile(v, 8640, 0.95, NULL) == 9000);
}

static void gaps_are_no_values(void **state)
{
	float v[] = {NAN, 3, NAN, 1, 2}, none[] = {NAN, NAN};
	uint32_t of;

	(void)state;
	assert_true(trend_percentile(v, 5, 0.95, &of) == 3);
	assert_int_equal(of, 3);
	assert_true(isnan(trend_percentile(none, 2, 0.95, &of)));
	assert_int_equal(of, 0);
	assert_true(trend_median((float[]){4, NAN, 1, 2}, 4) == 2);
	assert_true(trend_median((float[]){4, 3, 1, 2}, 4) == 2.5F);
}

static void two_weeks_are_insufficient_three_are_not(void **state)
{
	float week[TREND_WEEKS][TREND_AROUND];
	uint8_t weeks;

	(void)state;
	for (int w = 0; w < TREND_WEEKS; w++)
		for (int i = 0; i < TREND_AROUND; i++)
			week[w][i] = w < 2 ? 10 : NAN;
	assert_true(isnan(
		trend_usual((const float(*)[TREND_AROUND])week, TREND_WEEKS, &weeks)));
	assert_int_equal(weeks, 2);
	week[5][1] = 11;
	assert_true(trend_usual((const float(*)[TREND_AROUND])week, TREND_WEEKS,
				&weeks) == 10);
	assert_int_equal(weeks, 3);
}

static void a_bad_week_does_not_become_usual(void **state)
{
	float week[TREND_WEEKS][TREND_AROUND];
	uint8_t weeks;

	(void)state;
	for (int w = 0; w < TREND_WEEKS; w++)
		for (int i = 0; i < TREND_AROUND; i++)
			week[w][i] = w == 0 ? 300 : 20;
	assert_true(trend_usual((const float(*)[TREND_AROUND])week, TREND_WEEKS,
				&weeks) == 20);
}

/* --- lines ---------------------------------------------------------------------------
 */

struct line {
	float level, slope;
	uint8_t days;
	bool known;
};

static struct line fit(float (*of)(unsigned day), unsigned n)
{
	struct line l;
	float day[TREND_DAYS];

	for (unsigned i = 0; i < n; i++)
		day[i] = of(i);
	l.known = trend_fit(day, n, &l.level, &l.slope, &l.days);
	return l;
}

static float growing(unsigned i)
{
	return 40 + (float)i + 2 * noise(i);
}

static float flat(unsigned i)
{
	(void)i;
	return 55;
}

static float noisy(unsigned i)
{
	return 50 + 20 * noise(i);
}

static float stepping(unsigned i)
{
	return (i < 21 ? 20 : 70) + noise(i);
}

static float with_holes(unsigned i)
{
	return i % 3 == 1 ? NAN : growing(i);
}

static float with_outages(unsigned i)
{
	return i % 8 == 3 ? 0 : growing(i);
}

static float falling(unsigned i)
{
	return 90 - (float)i + noise(i);
}

static void growth_is_found_through_noise_holes_and_outages(void **state)
{
	static float (*const of[])(unsigned) = {growing, with_holes, with_outages};

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct line l = fit(of[i], TREND_DAYS);

		assert_true(l.known);
		assert_true(fabsf(l.slope - 1) < 0.15F);
		assert_true(fabsf(l.level - 81) < 3);
		assert_true(
			fabs(trend_full_days((double)l.level, (double)l.slope, 100) -
			     19) < 5);
	}
}

static void flat_noise_and_a_step_that_is_over_grow_to_nowhere(void **state)
{
	static float (*const of[])(unsigned) = {flat, noisy, stepping};

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct line l = fit(of[i], TREND_DAYS);

		assert_true(l.known);
		assert_true(l.slope == 0);
		assert_true(
			isinf(trend_full_days((double)l.level, (double)l.slope, 100)));
	}
}

static void what_falls_is_never_full(void **state)
{
	struct line l = fit(falling, TREND_DAYS);

	(void)state;
	assert_true(l.slope < 0);
	assert_true(isinf(trend_full_days((double)l.level, (double)l.slope, 100)));
}

static void thirteen_days_are_insufficient(void **state)
{
	struct line l = fit(growing, TREND_DAYS_MIN - 1);

	(void)state;
	assert_false(l.known);
	assert_int_equal(l.days, TREND_DAYS_MIN - 1);
	assert_true(isnan(l.slope) && isnan(l.level));
	assert_true(isnan(trend_full_days((double)l.level, (double)l.slope, 100)));
	assert_true(fit(growing, TREND_DAYS_MIN).known);
}

static void what_is_full_is_full_now(void **state)
{
	(void)state;
	assert_true(trend_full_days(101, 1, 100) == 0);
	assert_true(isnan(trend_full_days(50, 1, 0))); /* no limit known */
	assert_true(isnan(trend_full_days(50, 1, NAN)));
}

/* --- rates ---------------------------------------------------------------------------
 */

static void errors_rise_against_their_own_days_and_above_a_floor(void **state)
{
	const float quiet[TREND_BEFORE] = {0.1F, 0.2F, 0.1F, 50, 0.1F, 0.2F, 0.1F};
	const float young[TREND_BEFORE] = {NAN, NAN, NAN, NAN, NAN, 1, 1};
	double before = (double)trend_before(quiet);

	(void)state;
	assert_true(fabs(before - 0.1) < 1e-6); /* one bad day is not usual */
	assert_true(trend_rising(5, before, 3, 1));
	assert_false(trend_rising(0.9, before, 3, 1)); /* below the floor */
	assert_false(trend_rising(5, 2, 3, 1));
	assert_true(trend_rising(5, 0, 3, 1));
	assert_true(isnan(trend_before(young)));
	assert_false(trend_rising(5, (double)NAN, 3, 1));
	assert_false(trend_rising((double)NAN, 0, 3, 1));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_percentile_is_the_one_carriers_bill),
		cmocka_unit_test(gaps_are_no_values),
		cmocka_unit_test(two_weeks_are_insufficient_three_are_not),
		cmocka_unit_test(a_bad_week_does_not_become_usual),
		cmocka_unit_test(growth_is_found_through_noise_holes_and_outages),
		cmocka_unit_test(flat_noise_and_a_step_that_is_over_grow_to_nowhere),
		cmocka_unit_test(what_falls_is_never_full),
		cmocka_unit_test(thirteen_days_are_insufficient),
		cmocka_unit_test(what_is_full_is_full_now),
		cmocka_unit_test(errors_rise_against_their_own_days_and_above_a_floor),
	};

	return cmocka_run_group_tests_name("trend", tests, NULL, NULL);
}

/* Instants, dates and durations. */
#include "probes/base/clock.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

static const char *rfc3339(int64_t ms)
{
	static char out[CLOCK_RFC3339_SIZE];

	return clock_rfc3339(out, ms);
}

static void instants_are_written_as_rfc_3339(void **state)
{
	(void)state;
	assert_string_equal(rfc3339(0), "1970-01-01T00:00:00Z");
	assert_string_equal(rfc3339(1795205780999), "2026-11-20T20:16:20Z");
	assert_string_equal(rfc3339(951782400000), "2000-02-29T00:00:00Z");
	assert_string_equal(rfc3339(-1), "1969-12-31T23:59:59Z");
}

static void instants_beyond_four_digit_years_are_kept_within(void **state)
{
	(void)state;
	assert_string_equal(rfc3339(INT64_MIN), "0000-01-01T00:00:00Z");
	assert_string_equal(rfc3339(INT64_MAX), "9999-12-31T23:59:59Z");
}

static void every_day_of_400_years_comes_back(void **state)
{
	(void)state;
	int64_t year = 1800, y, days = clock_days(1800, 1, 1);
	int month = 1, day = 1, m, d;

	assert_int_equal(clock_days(1970, 1, 1), 0);
	for (; year < 2200; days++) {
		clock_date(days, &y, &m, &d);
		if (y != year || m != month || d != day) {
			/* not the next day of this month: the first of the next */
			assert_int_equal(d, 1);
			assert_int_equal(y * 12 + m, year * 12 + month + 1);
			assert_true(day > 28);
			year = y;
			month = m;
			day = d;
		}
		assert_int_equal(clock_days(y, m, d), days);
		day++;
	}
	assert_int_equal(days - 1, clock_days(2200, 1, 1));
}

static void months_and_days_carry_over(void **state)
{
	(void)state;
	assert_int_equal(clock_days(2026, 13, 1), clock_days(2027, 1, 1));
	assert_int_equal(clock_days(2026, 0, 1), clock_days(2025, 12, 1));
	assert_int_equal(clock_days(2026, 3, 0), clock_days(2026, 2, 28));
}

static void what_is_written_is_parsed(void **state)
{
	(void)state;
	int64_t ms = 0;

	assert_true(clock_parse("2026-11-20T20:16:20Z", &ms));
	assert_int_equal(ms, 1795205780000);
	assert_true(clock_parse("2026-11-20 20:16:20", &ms));
	assert_int_equal(ms, 1795205780000);
	assert_true(clock_parse("2026-11-20 20:16", &ms));
	assert_int_equal(ms, 1795205760000);
	assert_true(clock_parse("2026-11-20", &ms));
	assert_int_equal(ms, 1795132800000);
	assert_true(clock_parse("2024-02-29", &ms));
}

static void what_is_no_instant_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",
		"2026",
		"2026-11",
		"2026-13-01",
		"2026-00-01",
		"2026-02-29",
		"2026-11-31",
		"2026-11-00",
		"2026-11-20T20:16:20",
		"2026-11-20 24:00",
		"2026-11-20 10:60",
		"2026-11-20 10:00:60",
		"2026-11-20 10",
		" 2026-11-20",
		"2026-11-20 ",
		"2026-1-20",
		"20x6-11-20",
		"-026-11-20",
	};
	int64_t ms = 7;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(clock_parse(bad[i], &ms));
		assert_int_equal(ms, 7);
	}
}

static void durations_have_units(void **state)
{
	(void)state;
	static const struct {
		const char *s;
		int64_t ms;
	} good[] = {{"200ms", 200},   {"30s", 30000},  {"5m", 300000},
		    {"5min", 300000}, {"2h", 7200000}, {"3d", 259200000},
		    {"45", 45000},    {"0", 0}};

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		int64_t ms = -1;

		assert_true(duration_parse(good[i].s, &ms));
		assert_int_equal(ms, good[i].ms);
	}
}

static void what_is_no_duration_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {"",
					  "s",
					  "-5s",
					  "+5s",
					  "5 s",
					  "5x",
					  "5ss",
					  "1.5s",
					  "9223372036854775808",
					  "9223372036854775807s",
					  "106751991168d"};
	int64_t ms;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(duration_parse(bad[i], &ms));
}

static void clocks_do_not_run_backwards(void **state)
{
	(void)state;
	int64_t mono = clock_mono_us(), cpu = clock_cpu_us();

	for (int i = 0; i < 1000; i++) {
		assert_true(clock_mono_us() >= mono);
		assert_true(clock_cpu_us() >= cpu);
		mono = clock_mono_us();
		cpu = clock_cpu_us();
	}
	assert_true(clock_mono_ms() >= mono / 1000);
	assert_true(clock_process_cpu_us() > 0);
	assert_true(clock_wall_ms() > 1700000000000);
}

static void random_bytes_fill_all_and_only_what_was_asked(void **state)
{
	(void)state;
	unsigned char bytes[66] = {0}, any[64] = {0};

	for (int round = 0; round < 20; round++) {
		random_bytes(bytes + 1, 64);
		for (int i = 0; i < 64; i++)
			any[i] |= bytes[i + 1];
	}
	for (int i = 0; i < 64; i++)
		assert_true(any[i] != 0);
	assert_int_equal(bytes[0], 0);
	assert_int_equal(bytes[65], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(instants_are_written_as_rfc_3339),
		cmocka_unit_test(instants_beyond_four_digit_years_are_kept_within),
		cmocka_unit_test(every_day_of_400_years_comes_back),
		cmocka_unit_test(months_and_days_carry_over),
		cmocka_unit_test(what_is_written_is_parsed),
		cmocka_unit_test(what_is_no_instant_is_refused),
		cmocka_unit_test(durations_have_units),
		cmocka_unit_test(what_is_no_duration_is_refused),
		cmocka_unit_test(clocks_do_not_run_backwards),
		cmocka_unit_test(random_bytes_fill_all_and_only_what_was_asked),
	};

	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}

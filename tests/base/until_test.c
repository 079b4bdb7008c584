/* A time ahead, as people say it. */
#include "probes/base/until.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "probes/base/zone.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define NOON INT64_C(1763726400000) /* 2025-11-21 12:00 UTC */

static int64_t until(const char *s)
{
	int64_t ms = 0;

	assert_true(until_parse(s, zone_find("UTC"), NOON, &ms));
	return ms - NOON;
}

static void a_clock_time_is_the_next_of_its_kind(void **state)
{
	(void)state;
	assert_int_equal(until("20:30"), 8 * HOUR + 30 * MINUTE);
	assert_int_equal(until("9:05"), 21 * HOUR + 5 * MINUTE);
	assert_int_equal(until("12:00"), 24 * HOUR); /* now is over */
}

static void a_while_is_from_now(void **state)
{
	(void)state;
	assert_int_equal(until("2h"), 2 * HOUR);
	assert_int_equal(until("90m"), 90 * MINUTE);
}

static void anything_else_is_no_time(void **state)
{
	static const char *const bad[] = {"",	   "noon",  "24:00", "12:60", "12:5x",
					  "12:00:1", "0", "-2h", ":"};
	int64_t ms;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(until_parse(bad[i], zone_find("UTC"), NOON, &ms));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_clock_time_is_the_next_of_its_kind),
		cmocka_unit_test(a_while_is_from_now),
		cmocka_unit_test(anything_else_is_no_time),
	};

	return cmocka_run_group_tests_name("until", tests, NULL, NULL);
}

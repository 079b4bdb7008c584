/* Yearly rules and what they say. */
#include "probes/base/tzrule.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "probes/base/clock.h"

static int64_t at(const char *utc)
{
	int64_t ms;

	assert_true(clock_parse(utc, &ms));
	return ms / 1000;
}

static const char *abbrev(const char *rule, const char *utc)
{
	static struct tzrule r;

	assert_true(tzrule_parse(rule, &r));
	return tzrule_at(&r, at(utc))->abbrev;
}

static void a_rule_without_summer_time_is_always_the_same(void **state)
{
	(void)state;
	struct tzrule r;

	assert_true(tzrule_parse("JST-9", &r));
	assert_false(r.has_summer);
	assert_int_equal(tzrule_at(&r, at("2026-07-01"))->utc_offset_s, 9 * 3600);
	assert_true(tzrule_parse("<+0545>-5:45", &r));
	assert_string_equal(tzrule_at(&r, 0)->abbrev, "+0545");
	assert_int_equal(tzrule_at(&r, 0)->utc_offset_s, 5 * 3600 + 45 * 60);
	assert_true(tzrule_parse("LMT0:01:15", &r));
	assert_int_equal(tzrule_at(&r, 0)->utc_offset_s, -75);
}

static void changes_happen_on_the_last_sunday(void **state)
{
	(void)state;
	static const char berlin[] = "CET-1CEST,M3.5.0,M10.5.0/3";
	struct tzrule r;

	assert_string_equal(abbrev(berlin, "2026-03-29 00:59:59"), "CET");
	assert_string_equal(abbrev(berlin, "2026-03-29 01:00:00"), "CEST");
	assert_string_equal(abbrev(berlin, "2026-10-25 00:59:59"), "CEST");
	assert_string_equal(abbrev(berlin, "2026-10-25 01:00:00"), "CET");
	assert_string_equal(abbrev(berlin, "1900-07-01"), "CEST");
	assert_true(tzrule_parse(berlin, &r));
	assert_int_equal(r.summer.utc_offset_s, 7200);
}

static void changes_happen_on_the_nth_weekday(void **state)
{
	(void)state;
	static const char york[] = "EST5EDT,M3.2.0,M11.1.0";

	assert_string_equal(abbrev(york, "2026-03-08 06:59:59"), "EST");
	assert_string_equal(abbrev(york, "2026-03-08 07:00:00"), "EDT");
	assert_string_equal(abbrev(york, "2026-11-01 05:59:59"), "EDT");
	assert_string_equal(abbrev(york, "2026-11-01 06:00:00"), "EST");
}

static void summer_may_span_new_year(void **state)
{
	(void)state;
	static const char sydney[] = "AEST-10AEDT,M10.1.0,M4.1.0/3";

	assert_string_equal(abbrev(sydney, "2026-12-31 23:59:59"), "AEDT");
	assert_string_equal(abbrev(sydney, "2027-01-01"), "AEDT");
	assert_string_equal(abbrev(sydney, "2027-07-01"), "AEST");
}

static void days_count_with_and_without_29_february(void **state)
{
	(void)state;
	assert_string_equal(abbrev("AAA0BBB,J60/0,J61/0", "2024-03-01 00:30"), "BBB");
	assert_string_equal(abbrev("AAA0BBB,J60/0,J61/0", "2024-02-29 00:30"), "AAA");
	assert_string_equal(abbrev("AAA0BBB,J59/0,J60/0", "2024-02-28 00:30"), "BBB");
	assert_string_equal(abbrev("AAA0BBB,59/0,60/0", "2024-02-29 00:30"), "BBB");
	assert_string_equal(abbrev("AAA0BBB,59/0,60/0", "2025-03-01 00:30"), "BBB");
}

static void summer_may_last_all_year(void **state)
{
	(void)state;
	static const char always[] = "XXX3EDT4,0/0,J365/23";

	assert_string_equal(abbrev(always, "2026-01-01 02:59:59"), "EDT");
	assert_string_equal(abbrev(always, "2026-01-01 03:00:00"), "EDT");
	assert_string_equal(abbrev(always, "2026-07-01"), "EDT");
	assert_string_equal(abbrev(always, "2026-12-31 23:59:59"), "EDT");
}

/* Greenland changes on Saturday evening, which the rule says as Sunday, -1 h. */
static void a_change_may_lie_outside_of_its_day(void **state)
{
	(void)state;
	static const char nuuk[] = "<-02>2<-01>,M3.5.0/-1,M10.5.0/0";

	assert_string_equal(abbrev(nuuk, "2026-03-29 00:59:59"), "-02");
	assert_string_equal(abbrev(nuuk, "2026-03-29 01:00:00"), "-01");
	assert_string_equal(abbrev("AAA0BBB,J1/-24,J10", "2025-12-31 00:00"), "BBB");
	assert_string_equal(abbrev("AAA0BBB,J100,J365/48", "2026-01-01 00:30"), "BBB");
}

static void long_abbreviations_are_cut(void **state)
{
	(void)state;
	assert_string_equal(abbrev("ABCDEFGHIJK0", "2026-01-01"), "ABCDEFG");
}

static void what_is_no_rule_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",
		"CE",
		"CET",
		"CE-1",
		"<CET-1",
		"<C>-1",
		"CET-25",
		"CET-1:60",
		"CET-1:",
		"CET-1CEST",
		"CET-1CEST,",
		"CET-1CEST,M3.5.0",
		"CET-1CEST,M3.5.0,",
		"CET-1CEST,M13.5.0,M10.5.0",
		"CET-1CEST,M0.5.0,M10.5.0",
		"CET-1CEST,M3.6.0,M10.5.0",
		"CET-1CEST,M3.0.0,M10.5.0",
		"CET-1CEST,M3.5.7,M10.5.0",
		"CET-1CEST,M3.5,M10.5.0",
		"CET-1CEST,J0,J1",
		"CET-1CEST,J366,J1",
		"CET-1CEST,366,1",
		"CET-1CEST,M3.5.0/168,M10.5.0",
		"CET-1CEST,M3.5.0,M10.5.0x",
		"CET-1x",
		"CET-99999999999999999999",
		"CET-1CEST,M3.5.0/,M10.5.0",
		"CET--1",
		"<C\x1b[T>-1",
	};
	struct tzrule r;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(tzrule_parse(bad[i], &r));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_without_summer_time_is_always_the_same),
		cmocka_unit_test(changes_happen_on_the_last_sunday),
		cmocka_unit_test(changes_happen_on_the_nth_weekday),
		cmocka_unit_test(summer_may_span_new_year),
		cmocka_unit_test(days_count_with_and_without_29_february),
		cmocka_unit_test(summer_may_last_all_year),
		cmocka_unit_test(a_change_may_lie_outside_of_its_day),
		cmocka_unit_test(long_abbreviations_are_cut),
		cmocka_unit_test(what_is_no_rule_is_refused),
	};

	return cmocka_run_group_tests_name("tzrule", tests, NULL, NULL);
}

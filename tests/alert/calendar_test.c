/* Calendars: their words, and the days on which clocks are changed. Times of tables are
 * UTC; zones are those of the system, and tests of them are skipped where it has none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "probes/alert/calendar.h"
#include "probes/base/clock.h"

static struct calendar parsed(const char *text)
{
	struct calendar c;
	char error[CALENDAR_ERROR];

	if (!calendar_parse(text, &c, error))
		fail_msg("'%s': %s", text, error);
	return c;
}

static int64_t at(const char *utc)
{
	int64_t ms;

	assert_true(clock_parse(utc, &ms));
	return ms;
}

/* "from .. to" of what runs at the time, else comes next. */
static const char *told(const struct calendar *c, const char *zone, int64_t now_ms)
{
	static char out[80];
	char from[CLOCK_RFC3339_SIZE] = "ever", to[CLOCK_RFC3339_SIZE] = "ever";
	struct calendar_time t;

	if (!calendar_time(c, zone_find(zone), now_ms, &t))
		return "never";
	if (t.from_ms != INT64_MIN)
		clock_rfc3339(from, t.from_ms);
	if (t.to_ms != INT64_MAX)
		clock_rfc3339(to, t.to_ms);
	snprintf(out, sizeof out, "%.16s..%.16s", from, to);
	return out;
}

struct row {
	const char *zone, *text, *now, *told;
};

static void check_rows(const struct row *row, size_t n)
{
	for (size_t i = 0; i < n; i++, row++) {
		struct calendar c = parsed(row->text);

		if (!zone_find(row->zone))
			skip();
		const char *got = told(&c, row->zone, at(row->now));

		if (strcmp(got, row->told) != 0)
			fail_msg("%s in %s at %s: %s, not %s", row->text, row->zone,
				 row->now, got, row->told);
	}
}
#define CHECK(rows) check_rows(rows, sizeof rows / sizeof *rows)

/* 2026-11-21 is a Saturday. */
static void days_and_times(void **state)
{
	static const struct row rows[] = {
		{"UTC", "Mon-Fri 08:00-18:00, Sat 09:00-12:00", "2026-11-20 17:59",
		 "2026-11-20T08:00..2026-11-20T18:00"},
		{"UTC", "Mon-Fri 08:00-18:00, Sat 09:00-12:00", "2026-11-20 18:00",
		 "2026-11-21T09:00..2026-11-21T12:00"},
		{"UTC", "Mon-Fri 08:00-18:00, Sat 09:00-12:00", "2026-11-21 12:00",
		 "2026-11-23T08:00..2026-11-23T18:00"},
		{"UTC", "Mon, wednesday 08:00-12:00 13:00-17:00", "2026-11-23 12:30",
		 "2026-11-23T13:00..2026-11-23T17:00"},
		{"UTC", "Mon, wednesday 08:00-12:00 13:00-17:00", "2026-11-23 17:00",
		 "2026-11-25T08:00..2026-11-25T12:00"},
		{"UTC", "Mon-Fri 08:00-12:00, 13:00-17:00", "2026-11-20 17:30",
		 "2026-11-23T08:00..2026-11-23T12:00"},
		{"UTC", "12:00-13:00", "2026-11-21 13:00",
		 "2026-11-22T12:00..2026-11-22T13:00"},
		{"UTC", "Mon 8:00-9:00, Sat", "2026-11-21 13:00",
		 "2026-11-21T00:00..2026-11-22T00:00"},
		{"UTC", "Fri-Mon 10:00-11:00", "2026-11-23 11:00",
		 "2026-11-27T10:00..2026-11-27T11:00"},
		{"UTC", "always", "2026-11-21", "ever..ever"},
		{"UTC", "Mon-Fri, Sat-Sun 00:00-12:00 12:00-24:00", "2026-11-21",
		 "ever..ever"},
		{"UTC", "Feb 30", "2026-11-21", "never"},
	};

	(void)state;
	CHECK(rows);
}

static void midnight_and_month_ends(void **state)
{
	static const struct row rows[] = {
		{"UTC", "22:00-06:00", "2026-11-21 03:00",
		 "2026-11-20T22:00..2026-11-21T06:00"},
		{"UTC", "Sat 22:00-06:00", "2026-11-22 05:59",
		 "2026-11-21T22:00..2026-11-22T06:00"},
		{"UTC", "Sat 22:00-06:00", "2026-11-21 05:59",
		 "2026-11-21T22:00..2026-11-22T06:00"},
		{"UTC", "Fri 22:00-24:00, Sat 00:00-04:00", "2026-11-21 00:00",
		 "2026-11-20T22:00..2026-11-21T04:00"},
		{"UTC", "Sat-Sun", "2026-11-22 12:00",
		 "2026-11-21T00:00..2026-11-23T00:00"},
		{"UTC", "last day 20:00-02:00", "2026-11-30 21:00",
		 "2026-11-30T20:00..2026-12-01T02:00"},
		{"UTC", "last day 20:00-02:00", "2026-12-01 01:59",
		 "2026-11-30T20:00..2026-12-01T02:00"},
		{"UTC", "last day 20:00-02:00", "2026-12-01 02:00",
		 "2026-12-31T20:00..2027-01-01T02:00"},
		{"UTC", "31 01:00-02:00", "2026-11-21",
		 "2026-12-31T01:00..2026-12-31T02:00"},
		{"UTC", "last day", "2027-02-01", "2027-02-28T00:00..2027-03-01T00:00"},
		{"UTC", "last day", "2028-02-01", "2028-02-29T00:00..2028-03-01T00:00"},
		{"UTC", "29 Feb 23:00-01:00", "2026-11-21",
		 "2028-02-29T23:00..2028-03-01T01:00"},
		{"UTC", "29 feb", "2097-01-01", "2104-02-29T00:00..2104-03-01T00:00"},
		{"UTC", "first Mon of Jan 10:00-11:00", "2026-11-21",
		 "2027-01-04T10:00..2027-01-04T11:00"},
		{"UTC", "last Sun 02:00-04:00", "2026-11-21",
		 "2026-11-29T02:00..2026-11-29T04:00"},
		{"UTC", "second Tue, 4th Tue 18:00-20:00", "2026-11-21",
		 "2026-11-24T18:00..2026-11-24T20:00"},
		{"UTC", "5th Mon 18:00-20:00", "2026-12-01",
		 "2027-03-29T18:00..2027-03-29T20:00"},
		{"UTC", "24-31 Dec, 1 Jan", "2026-12-25",
		 "2026-12-24T00:00..2027-01-02T00:00"},
	};

	(void)state;
	CHECK(rows);
}

/* Spring: 2027-03-28 02:00 CET is 03:00 CEST; autumn: 2026-10-25 03:00 CEST is 02:00.
 */
static void berlin(void **state)
{
	static const char zone[] = "Europe/Berlin";
	static const struct row rows[] = {
		{zone, "02:30-06:00", "2027-03-28 00:00",
		 "2027-03-28T01:00..2027-03-28T04:00"},
		{zone, "01:00-02:30", "2027-03-28 00:30",
		 "2027-03-28T00:00..2027-03-28T01:00"},
		{zone, "Sun 02:15-02:45", "2027-03-28 00:00", /* skipped: next week */
		 "2027-04-04T00:15..2027-04-04T00:45"},
		{zone, "00:00-06:00", "2027-03-28 02:00",
		 "2027-03-27T23:00..2027-03-28T04:00"},
		{zone, "02:30-06:00", "2026-10-25 00:29",
		 "2026-10-25T00:30..2026-10-25T05:00"},
		{zone, "01:00-02:30", "2026-10-25 00:00",
		 "2026-10-24T23:00..2026-10-25T00:30"},
		{zone, "02:15-02:45", "2026-10-25 01:00", /* the second is not it */
		 "2026-10-26T01:15..2026-10-26T01:45"},
		{zone, "00:00-06:00", "2026-10-25 01:30",
		 "2026-10-24T22:00..2026-10-25T05:00"},
		{zone, "22:00-03:00", "2026-10-25 01:30",
		 "2026-10-24T20:00..2026-10-25T02:00"},
		{zone, "last Sun of Mar, last Sun of Oct 01:00-04:00", "2026-11-21",
		 "2027-03-28T00:00..2027-03-28T02:00"},
		{zone, "last Sun of Mar, last Sun of Oct 01:00-04:00", "2027-05-01",
		 "2027-10-30T23:00..2027-10-31T03:00"},
		{zone, "Mon-Fri 08:00-18:00", "2027-03-27",
		 "2027-03-29T06:00..2027-03-29T16:00"},
	};

	(void)state;
	CHECK(rows);
}

/* Spring: 2027-03-14 02:00 EST is 03:00; autumn: 2026-11-01 02:00 EDT is 01:00 EST. */
static void new_york(void **state)
{
	static const char zone[] = "America/New_York";
	static const struct row rows[] = {
		{zone, "02:30-06:00", "2027-03-14 05:00",
		 "2027-03-14T07:00..2027-03-14T10:00"},
		{zone, "22:00-02:30", "2027-03-14 05:00",
		 "2027-03-14T03:00..2027-03-14T07:00"},
		{zone, "01:30-06:00", "2026-11-01 05:00",
		 "2026-11-01T05:30..2026-11-01T11:00"},
		{zone, "00:00-01:30", "2026-11-01 05:00",
		 "2026-11-01T04:00..2026-11-01T05:30"},
		{zone, "Sun 01:15-01:45", "2026-11-01 06:20",
		 "2026-11-08T06:15..2026-11-08T06:45"},
		{zone, "Sat 23:00-03:00", "2026-11-01 06:30",
		 "2026-11-01T03:00..2026-11-01T08:00"},
	};

	(void)state;
	CHECK(rows);
}

/* Half an hour. Spring: 2026-10-04 02:00 +10:30 is 02:30 +11; autumn: 2027-04-04 02:00
 * +11 is 01:30 +10:30. */
static void lord_howe(void **state)
{
	static const char zone[] = "Australia/Lord_Howe";
	static const struct row rows[] = {
		{zone, "02:15-04:00", "2026-10-03 15:00",
		 "2026-10-03T15:30..2026-10-03T17:00"},
		{zone, "01:00-02:15", "2026-10-03 15:00",
		 "2026-10-03T14:30..2026-10-03T15:30"},
		{zone, "Sun 02:05-02:20", "2026-10-03 15:00",
		 "2026-10-10T15:05..2026-10-10T15:20"},
		{zone, "01:45-04:00", "2027-04-03 14:00",
		 "2027-04-03T14:45..2027-04-03T17:30"},
		{zone, "00:00-01:45", "2027-04-03 14:00",
		 "2027-04-03T13:00..2027-04-03T14:45"},
		{zone, "01:35-01:55", "2027-04-03 15:10",
		 "2027-04-04T15:05..2027-04-04T15:25"},
	};

	(void)state;
	CHECK(rows);
}

static void a_zone_of_its_own_comes_first(void **state)
{
	struct calendar c = parsed("08:00-09:00");

	(void)state;
	assert_true(calendar_in(&c, NULL, at("2026-11-21 08:30")));
	c.zone = zone_find("Asia/Tokyo");
	if (!c.zone)
		skip();
	assert_false(calendar_in(&c, zone_find("UTC"), at("2026-11-21 08:30")));
	assert_true(calendar_in(&c, zone_find("UTC"), at("2026-11-20 23:30")));
}

/* Every quarter of an hour of a year: the answer changes when it was said to change,
 * and what is cut in two leaves neither a gap nor an overlap. */
static void the_next_change_is_the_next_change(void **state)
{
	static const char *const zones[] = {"Europe/Berlin",	   "America/New_York",
					    "Australia/Lord_Howe", "America/Havana",
					    "Asia/Beirut",	   "Pacific/Apia"};
	static const char *const texts[] = {
		"Mon-Fri 08:00-18:00, Sat 09:00-12:00",
		"22:00-02:30",
		"Sun 00:30-03:15, last day 23:00-01:00",
		"01:45-02:15, 00:00-00:15",
	};

	(void)state;
	for (size_t z = 0; z < sizeof zones / sizeof *zones; z++) {
		const struct zone *zone = zone_find(zones[z]);
		struct calendar first = parsed("00:00-02:10");
		struct calendar second = parsed("02:10-24:00");

		if (!zone)
			skip();
		for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
			struct calendar c = parsed(texts[i]);
			int64_t now = at("2026-01-01"), next;
			bool in = calendar_in(&c, zone, now);

			next = calendar_next(&c, zone, now);
			for (; now < at("2027-01-01"); now += 900000) {
				if (now >= next) {
					assert_int_equal(now, next);
					in = !in;
					next = calendar_next(&c, zone, now);
				}
				assert_int_equal(calendar_in(&c, zone, now), in);
				assert_int_equal(
					calendar_in(&first, zone, now) +
						calendar_in(&second, zone, now),
					1);
			}
		}
	}
}

static void faults_are_named(void **state)
{
	static const struct {
		const char *text, *error;
	} rows[] = {
		{"", "no days and no times"},
		{"  ", "no days and no times"},
		{"Mon-Fry 08:00-18:00", "'Mon-Fry' is no weekday, month, day or time"},
		{"Mo 08:00-18:00", "'Mo' is no weekday, month, day or time"},
		{"Mon 08:00", "'08:00' is no time of day (08:00-18:00)"},
		{"Mon 08:00-24:01", "'08:00-24:01' is no time of day (08:00-18:00)"},
		{"Mon 08:60-09:00", "'08:60-09:00' is no time of day (08:00-18:00)"},
		{"Mon 008:00-9:00", "'008:00-9:00' is no time of day (08:00-18:00)"},
		{"24:00-06:00", "'24:00-06:00' begins at 24:00, which is an end only"},
		{"08:00-08:00", "'08:00-08:00' begins and ends at once (a whole day is "
				"00:00-24:00)"},
		{"08:00-18:00 Mon", "'Mon' stands behind a time (a comma before it?)"},
		{"Mon,,Tue", "nothing stands between two commas"},
		{"Mon 08:00-09:00,", "nothing stands between two commas"},
		{"32 Jan", "'32' is no weekday, month, day or time"},
		{"0 Jan", "'0' is no weekday, month, day or time"},
		{"of Jan", "'of' stands behind nothing"},
		{"last Jan", "'first' to 'last' need a weekday (last Sun)"},
		{"Fri 13", "a weekday and a day of the month at once"},
		{"always Mon", "'always' is no weekday, month, day or time"},
		{"1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25",
		 "more than 24 spans"},
		{"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
		 "'abcdefghijklmnopqrst…' is no weekday, month, day or time"},
	};
	struct calendar c;
	char error[CALENDAR_ERROR];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_false(calendar_parse(rows[i].text, &c, error));
		assert_string_equal(error, rows[i].error);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_and_times),
		cmocka_unit_test(midnight_and_month_ends),
		cmocka_unit_test(berlin),
		cmocka_unit_test(new_york),
		cmocka_unit_test(lord_howe),
		cmocka_unit_test(a_zone_of_its_own_comes_first),
		cmocka_unit_test(the_next_change_is_the_next_change),
		cmocka_unit_test(faults_are_named),
	};

	return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}

/* Zones from bytes, from files, and against libc. */
#include "probes/base/zone.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "probes/base/buf.h"
#include "probes/base/clock.h"

/* --- TZif files made here ------------------------------------------------------------
 */

static void put_be(struct buf *b, int64_t n, int size)
{
	while (size-- > 0)
		buf_char(b, (char)((uint64_t)n >> 8 * size));
}

static void put_header(struct buf *b, char version, int changes, int types, int chars)
{
	buf_str(b, "TZif");
	buf_char(b, version);
	buf_add(b, (char[15]){0}, 15);
	put_be(b, 0, 4);
	put_be(b, 0, 4);
	put_be(b, 0, 4);
	put_be(b, changes, 4);
	put_be(b, types, 4);
	put_be(b, chars, 4);
}

static const int64_t changes[] = {1000000000, 1100000000, 1200000000};
static const int offsets[] = {3208, 7200, 3600}; /* before; after 1 and 3; after 2 */
static const char abbrevs[] = "LMT\0CEST\0CET";

static void put_data(struct buf *b, int time_size)
{
	for (int i = 0; i < 3; i++)
		put_be(b, changes[i], time_size);
	buf_add(b, "\1\2\1", 3);
	for (int i = 0; i < 3; i++) {
		put_be(b, offsets[i], 4);
		buf_char(b, i == 1);
		buf_char(b, "\0\4\11"[i]);
	}
	buf_add(b, abbrevs, sizeof abbrevs);
}

static struct buf tzif(char version, const char *rule)
{
	struct buf b = {0};

	put_header(&b, version, 3, 3, sizeof abbrevs);
	put_data(&b, 4);
	if (version) {
		put_header(&b, version, 3, 3, sizeof abbrevs);
		put_data(&b, 8);
		buf_printf(&b, "\n%s\n", rule);
	}
	return b;
}

static struct zone *parsed(struct buf b)
{
	struct zone *z = zone_parse(b.data, b.len);

	buf_fini(&b);
	return z;
}

static const char *shown(const struct zone *z, int64_t utc_s)
{
	static char s[64];
	struct civil c;

	zone_civil(z, utc_s * 1000, &c);
	snprintf(s, sizeof s, "%04d-%02d-%02d %02d:%02d:%02d %s", c.year, c.month,
		 c.day, c.hour, c.minute, c.second, c.abbrev);
	return s;
}

static void each_change_brings_its_type(void **state)
{
	(void)state;
	static const char versions[] = {0, '2', '3'};

	for (size_t i = 0; i < sizeof versions; i++) {
		struct zone *z = parsed(tzif(versions[i], ""));

		assert_non_null(z);
		assert_string_equal(zone_name(z), "");
		assert_string_equal(shown(z, 0), "1970-01-01 00:53:28 LMT");
		assert_string_equal(shown(z, 999999999), "2001-09-09 02:40:07 LMT");
		assert_string_equal(shown(z, 1000000000), "2001-09-09 03:46:40 CEST");
		assert_string_equal(shown(z, 1100000000), "2004-11-09 12:33:20 CET");
		assert_string_equal(shown(z, 1200000000), "2008-01-10 23:20:00 CEST");
		assert_string_equal(shown(z, 4000000000), "2096-10-02 09:06:40 CEST");
		zone_free(z);
	}
}

static void after_the_last_change_the_rule_holds(void **state)
{
	(void)state;
	struct zone *z = parsed(tzif('2', "CET-1CEST,M3.5.0,M10.5.0/3"));

	assert_non_null(z);
	assert_string_equal(shown(z, 1200000000), "2008-01-10 22:20:00 CET");
	assert_string_equal(shown(z, 4086892800), "2099-07-05 02:00:00 CEST");
	assert_string_equal(shown(z, 1199999999), "2008-01-10 22:19:59 CET");
	zone_free(z);
}

static void a_file_cut_anywhere_is_damaged(void **state)
{
	(void)state;
	struct buf b = tzif('2', "CET-1");

	for (size_t n = 0; n < b.len; n++) {
		char *copy = memcpy(malloc(n + 1), b.data, n);

		assert_null(zone_parse(copy, n));
		free(copy);
	}
	buf_fini(&b);
}

static void damage_is_noticed(void **state)
{
	(void)state;
	static const struct {
		size_t at;
		char byte;
	} damage[] = {
		{0, 't'},   /* no TZif */
		{23, 4},    /* more flags than types */
		{31, 1},    /* leap seconds */
		{32, 0x7f}, /* two thousand million changes */
		{39, 0},    /* no type */
		{43, 0},    /* no abbreviation */
		{44, 0x7f}, /* changes out of order */
		{56, 3},    /* a type that is not there */
		{59, 0x7f}, /* an offset of years */
		{64, 13},   /* an abbreviation that is not there */
		{77, 27},   /* an escape in an abbreviation */
		{89, 'x'},  /* abbreviations without an end */
	};
	struct buf b = tzif(0, "");

	assert_int_equal(b.len, 90);
	for (size_t i = 0; i < sizeof damage / sizeof *damage; i++) {
		char was = b.data[damage[i].at];

		b.data[damage[i].at] = damage[i].byte;
		assert_null(zone_parse(b.data, b.len));
		b.data[damage[i].at] = was;
	}
	buf_fini(&b);
	assert_null(parsed(tzif('2', "CET-1CEST")));
}

/* --- local times ---------------------------------------------------------------------
 */

static const struct zone *berlin(void)
{
	static struct zone *z;

	if (!z)
		z = parsed(tzif('2', "CET-1CEST,M3.5.0,M10.5.0/3"));
	return z;
}

static const char *utc_of(int year, int month, int day, int hour, int minute)
{
	static char out[CLOCK_RFC3339_SIZE];

	return clock_rfc3339(out,
			     zone_instant(berlin(), year, month, day, hour, minute, 0));
}

static void a_local_time_is_an_instant(void **state)
{
	(void)state;
	assert_string_equal(utc_of(2026, 1, 15, 12, 0), "2026-01-15T11:00:00Z");
	assert_string_equal(utc_of(2026, 7, 15, 12, 0), "2026-07-15T10:00:00Z");
	assert_string_equal(utc_of(1980, 1, 1, 0, 53), "1979-12-31T23:59:32Z");
}

static void a_skipped_time_is_moved_forward(void **state)
{
	(void)state;
	assert_string_equal(utc_of(2026, 3, 29, 1, 59), "2026-03-29T00:59:00Z");
	assert_string_equal(utc_of(2026, 3, 29, 2, 0), "2026-03-29T01:00:00Z");
	assert_string_equal(utc_of(2026, 3, 29, 2, 30), "2026-03-29T01:30:00Z");
	assert_string_equal(utc_of(2026, 3, 29, 3, 0), "2026-03-29T01:00:00Z");
}

static const char *reached(int month, int day, int hour, int minute)
{
	static char out[CLOCK_RFC3339_SIZE];

	clock_rfc3339(out, zone_reached(berlin(), 2026, month, day, hour, minute));
	return out;
}

static void a_skipped_time_is_reached_at_the_change(void **state)
{
	(void)state;
	assert_string_equal(reached(3, 29, 1, 59), "2026-03-29T00:59:00Z");
	assert_string_equal(reached(3, 29, 2, 0), "2026-03-29T01:00:00Z");
	assert_string_equal(reached(3, 29, 2, 1), "2026-03-29T01:00:00Z");
	assert_string_equal(reached(3, 29, 2, 59), "2026-03-29T01:00:00Z");
	assert_string_equal(reached(3, 29, 3, 1), "2026-03-29T01:01:00Z");
	assert_string_equal(reached(10, 25, 2, 30), "2026-10-25T00:30:00Z");
}

static void a_time_that_happens_twice_is_the_first(void **state)
{
	(void)state;
	assert_string_equal(utc_of(2026, 10, 25, 2, 30), "2026-10-25T00:30:00Z");
	assert_string_equal(utc_of(2026, 10, 25, 3, 0), "2026-10-25T02:00:00Z");
}

static void the_first_does_not_depend_on_the_order_of_types(void **state)
{
	char out[CLOCK_RFC3339_SIZE];
	struct zone *summer_first = parsed(tzif(0, ""));
	const struct zone *summer_last;

	(void)state;
	clock_rfc3339(out, zone_instant(summer_first, 2004, 11, 9, 13, 0, 0));
	assert_string_equal(out, "2004-11-09T11:00:00Z");
	zone_free(summer_first);

	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	summer_last = zone_find("local");
	unsetenv("TZ");
	clock_rfc3339(out, zone_instant(summer_last, 2026, 10, 25, 2, 30, 0));
	assert_string_equal(out, "2026-10-25T00:30:00Z");
}

static void fields_carry_over(void **state)
{
	(void)state;
	assert_string_equal(utc_of(2026, 12, 32, 0, 0), "2026-12-31T23:00:00Z");
	assert_string_equal(utc_of(2026, 1, 15, 0, -60), "2026-01-14T22:00:00Z");
}

/* --- the system's zones --------------------------------------------------------------
 */

static void utc_never_fails(void **state)
{
	(void)state;
	setenv("TZDIR", "/nonexistent", 1);
	assert_non_null(zone_find("UTC"));
	assert_string_equal(zone_name(zone_find("UTC")), "UTC");
	assert_string_equal(shown(zone_find("UTC"), 0), "1970-01-01 00:00:00 UTC");
	assert_ptr_equal(zone_find("UTC"), zone_find("UTC"));
	unsetenv("TZDIR");
}

static void a_name_stays_in_the_zone_folder(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",	   "/etc/localtime", "../zoneinfo/UTC", "Europe/../UTC",
		".",	   "Europe",	     "Europe//Berlin",	"Europe/./Berlin",
		"No/Such", "zone.tab"};
	char longest[300];

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_null(zone_find(bad[i]));
	memset(longest, 'a', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	assert_null(zone_find(longest));
}

static void a_zone_comes_from_the_folder_tzdir_names(void **state)
{
	(void)state;
	char folder[] = "/tmp/zone_test.XXXXXX", path[64];
	struct buf b = tzif('2', "");
	FILE *f;

	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/Mine", folder);
	f = fopen(path, "we");
	assert_non_null(f);
	fwrite(b.data, 1, b.len, f);
	fclose(f);
	buf_fini(&b);
	setenv("TZDIR", folder, 1);
	assert_non_null(zone_find("Mine"));
	setenv("TZ", path, 1);
	assert_string_equal(zone_name(zone_find("local")), path);
	assert_string_equal(shown(zone_find("local"), 0), "1970-01-01 00:53:28 LMT");
	setenv("TZ", ":Mine", 1);
	assert_ptr_equal(zone_find("local"), zone_find("Mine"));
	unlink(path);
	rmdir(folder);
	unsetenv("TZDIR");
	unsetenv("TZ");
}

static void local_is_what_tz_says(void **state)
{
	(void)state;
	setenv("TZ", "JST-9", 1);
	assert_string_equal(shown(zone_find("local"), 0), "1970-01-01 09:00:00 JST");
	assert_ptr_equal(zone_find("local"), zone_find("local"));
	setenv("TZ", "", 1);
	assert_string_equal(shown(zone_find("local"), 0), "1970-01-01 00:00:00 UTC");
	setenv("TZ", "no such zone", 1);
	assert_string_equal(zone_name(zone_find("local")), "UTC");
	unsetenv("TZ");
	assert_non_null(zone_find("local"));
}

/* libc has read these files longer than we have. */
static void zones_agree_with_libc(void **state)
{
	(void)state;
	static const char *const names[] = {
		"Europe/Berlin",    "America/New_York",	 "Australia/Lord_Howe",
		"Asia/Kathmandu",   "Africa/Casablanca", "America/Nuuk",
		"Pacific/Apia",	    "Asia/Tehran",	 "Europe/Dublin",
		"Antarctica/Troll", "Asia/Gaza",	 "America/Sao_Paulo"};

	if (!zone_find("Europe/Berlin"))
		skip();
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct zone *z = zone_find(names[i]);

		assert_non_null(z);
		setenv("TZ", names[i], 1);
		tzset();
		for (int64_t t = -3000000000; t < 5000000000; t += 1000003) {
			time_t then = (time_t)t;
			struct civil c;
			struct tm tm;

			localtime_r(&then, &tm);
			zone_civil(z, t * 1000, &c);
			assert_int_equal(c.utc_offset_s, tm.tm_gmtoff);
			assert_string_equal(c.abbrev, tm.tm_zone);
			assert_int_equal(c.year, tm.tm_year + 1900);
			assert_int_equal(c.month, tm.tm_mon + 1);
			assert_int_equal(c.day, tm.tm_mday);
			assert_int_equal(c.hour, tm.tm_hour);
			assert_int_equal(c.minute, tm.tm_min);
			assert_int_equal(c.second, tm.tm_sec);
			assert_int_equal(c.weekday, tm.tm_wday);
		}
	}
	unsetenv("TZ");
}

/* What the zone shows at an instant leads back to it, or to an earlier one at which it
 * shows the same. */
static void every_shown_time_leads_back(void **state)
{
	(void)state;
	const struct zone *z = zone_find("Europe/Berlin");

	if (!z)
		skip();
	for (int64_t t = -3000000000; t < 5000000000; t += 9000017) {
		struct civil c, again;
		int64_t ms;

		zone_civil(z, t * 1000, &c);
		ms = zone_instant(z, c.year, c.month, c.day, c.hour, c.minute,
				  c.second);
		assert_true(ms <= t * 1000);
		zone_civil(z, ms, &again);
		assert_int_equal(again.hour, c.hour);
		assert_int_equal(again.minute, c.minute);
		assert_int_equal(again.day, c.day);
		assert_true(ms == t * 1000 || again.utc_offset_s != c.utc_offset_s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_change_brings_its_type),
		cmocka_unit_test(after_the_last_change_the_rule_holds),
		cmocka_unit_test(a_file_cut_anywhere_is_damaged),
		cmocka_unit_test(damage_is_noticed),
		cmocka_unit_test(a_local_time_is_an_instant),
		cmocka_unit_test(a_skipped_time_is_moved_forward),
		cmocka_unit_test(a_skipped_time_is_reached_at_the_change),
		cmocka_unit_test(a_time_that_happens_twice_is_the_first),
		cmocka_unit_test(the_first_does_not_depend_on_the_order_of_types),
		cmocka_unit_test(fields_carry_over),
		cmocka_unit_test(utc_never_fails),
		cmocka_unit_test(a_name_stays_in_the_zone_folder),
		cmocka_unit_test(a_zone_comes_from_the_folder_tzdir_names),
		cmocka_unit_test(local_is_what_tz_says),
		cmocka_unit_test(zones_agree_with_libc),
		cmocka_unit_test(every_shown_time_leads_back),
	};

	return cmocka_run_group_tests_name("zone", tests, NULL, NULL);
}

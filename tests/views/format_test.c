/* Numbers, ages and times as an operator reads them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>

#include "views/format.h"

#define S 1000
#define M (60 * S)
#define H (60 * (int64_t)M)
#define D (24 * H)

static void bits_have_decimal_units_and_one_decimal_below_a_hundred(void **state)
{
	const struct {
		double bps;
		const char *text;
	} row[] = {{0, "0"},	      {640, "640"},	  {999.9, "999"},
		   {1000, "1.0k"},    {9.31e9, "9.3G"},	  {810e6, "810M"},
		   {24.8e9, "24.8G"}, {99.99e6, "99.9M"}, {999.99e6, "999M"},
		   {88e9, "88.0G"},   {1.2e12, "1.2T"},	  {NAN, "-"}};
	char out[FORMAT_SIZE];

	(void)state;
	for (unsigned i = 0; i < sizeof row / sizeof *row; i++)
		assert_string_equal(format_bps(out, row[i].bps), row[i].text);
}

static void bytes_say_so(void **state)
{
	char out[FORMAT_SIZE];

	(void)state;
	assert_string_equal(format_traffic(out, 9.31e9, false), "9.3G");
	assert_string_equal(format_traffic(out, 9.31e9, true), "1.1GB");
	assert_string_equal(format_traffic(out, 800, true), "100B");
	assert_string_equal(format_traffic(out, (double)NAN, true), "-");
}

static void speeds_are_short_and_unknown_is_not_zero(void **state)
{
	char out[FORMAT_SIZE];

	(void)state;
	assert_string_equal(format_speed(out, 10000000000), "10G");
	assert_string_equal(format_speed(out, 2500000000), "2.5G");
	assert_string_equal(format_speed(out, 100000000), "100M");
	assert_string_equal(format_speed(out, 1544000), "1.5M");
	assert_string_equal(format_speed(out, 0), "n/a");
}

static void a_percentage_never_crosses_a_limit_by_rounding(void **state)
{
	char out[FORMAT_SIZE];

	(void)state;
	assert_string_equal(format_pct(out, 89.96), "89%");
	assert_string_equal(format_pct(out, 0.29 * 100), "29%");
	assert_string_equal(format_pct(out, 0), "0%");
	assert_string_equal(format_pct(out, 0.01), "<1%");
	assert_string_equal(format_pct(out, 100), "100%");
	assert_string_equal(format_pct(out, NAN), "-");
}

static void ages_are_four_or_five_cells_and_change_rarely_when_old(void **state)
{
	const struct {
		int64_t ms;
		const char *text;
	} row[] = {{0, "0s"},
		   {12 * S + 999, "12s"},
		   {4 * M + 12 * S, "4m12"},
		   {9 * M + 59 * S, "9m59"},
		   {10 * M + 59 * S, "10m"},
		   {47 * M + 18 * S, "47m"},
		   {H + 12 * M + 33 * S, "1h12"},
		   {23 * H + 59 * M, "23h59"},
		   {3 * D + 4 * H, "3d04"},
		   {212 * D, "212d"},
		   {-1, "-"}};
	char out[FORMAT_SIZE];

	(void)state;
	for (unsigned i = 0; i < sizeof row / sizeof *row; i++)
		assert_string_equal(format_age(out, row[i].ms), row[i].text);
	assert_string_equal(format_uptime(out, 5 * D + 4 * H), "5d");
	assert_string_equal(format_uptime(out, 9 * H + M), "9h01");
}

static void small_units(void **state)
{
	char out[FORMAT_SIZE];

	(void)state;
	assert_string_equal(format_ms(out, 0.03), "<0.1");
	assert_string_equal(format_ms(out, 0.449), "0.4");
	assert_string_equal(format_ms(out, 31.5), "31.5");
	assert_string_equal(format_ms(out, 240.9), "240");
	assert_string_equal(format_ms(out, 12000), "12s");
	assert_string_equal(format_temp(out, 44.9, false), "44°");
	assert_string_equal(format_temp(out, 44.9, true), "44degC");
	assert_string_equal(format_temp(out, NAN, true), "-");
	assert_string_equal(format_rate(out, 0), "0");
	assert_string_equal(format_rate(out, 0.04), "<0.1");
	assert_string_equal(format_rate(out, 0.3), "0.3");
	assert_string_equal(format_rate(out, 41.7), "41");
	assert_string_equal(format_rate(out, 12345), "12k");
	assert_string_equal(format_rate(out, NAN), "-");
	assert_string_equal(format_timer(out, 95 * S), "1:35");
	assert_string_equal(format_timer(out, -5), "0:00");
}

static void bands_are_left_five_points_below_where_they_are_entered(void **state)
{
	(void)state;
	assert_int_equal(band_of(59.9, BAND_NONE), BAND_NONE);
	assert_int_equal(band_of(60, BAND_NONE), BAND_WARNING);
	assert_int_equal(band_of(55, BAND_WARNING), BAND_WARNING);
	assert_int_equal(band_of(54.9, BAND_WARNING), BAND_NONE);
	assert_int_equal(band_of(85, BAND_CRITICAL), BAND_CRITICAL);
	assert_int_equal(band_of(85, BAND_MAJOR), BAND_MAJOR);
	assert_int_equal(band_of(76, BAND_CRITICAL), BAND_MAJOR);
	assert_int_equal(band_of(NAN, BAND_CRITICAL), BAND_NONE);
}

static void utilization_says_band_age_and_a_wrong_speed(void **state)
{
	char out[FORMAT_SIZE];

	(void)state;
	assert_string_equal(format_util(out, 93.9, BAND_CRITICAL, false), "93%!!");
	assert_string_equal(format_util(out, 83, BAND_MAJOR, true), "~83%^^");
	assert_string_equal(format_util(out, 12, BAND_NONE, false), "12%");
	assert_string_equal(format_util(out, 104, BAND_CRITICAL, false), ">100?");
	assert_string_equal(format_util(out, NAN, BAND_NONE, true), "-");
}

static void clocks_name_their_zone(void **state)
{
	const int64_t t = 1795205780000; /* 2026-11-20T20:16:20Z */
	const struct zone *utc = zone_find("UTC"), *berlin = zone_find("Europe/Berlin");
	char out[FORMAT_SIZE];

	(void)state;
	assert_string_equal(format_clock(out, utc, t), "20:16:20Z");
	assert_string_equal(format_time(out, utc, t), "20:16:20");
	assert_string_equal(format_time(out, utc, 0), "-");
	if (!berlin)
		skip();
	assert_string_equal(format_clock(out, berlin, t), "21:16:20 CET");
}

static void moments_in_our_words_are_told_in_the_operators_zone(void **state)
{
	const int64_t t = 1795219200000; /* 2026-11-21T00:00:00Z */
	const struct zone *utc = zone_find("UTC"), *berlin = zone_find("Europe/Berlin");
	const char *other = "mk said 1:02:03Z, x20:12:08Z, 20:12:08, 20:12:08";
	char out[64];

	(void)state;
	assert_string_equal(format_told(out, sizeof out, utc, t, "at 20:12:08Z; down"),
			    "at 20:12:08; down");
	assert_string_equal(format_told(out, sizeof out, utc, t, other), other);
	assert_string_equal(format_told(out, 12, utc, t, "at 20:12:08Z; down"),
			    "at 20:12:08");
	assert_string_equal(format_told(out, 6, utc, t, "at 20:12:08Z"), "at 20");
	if (!berlin)
		skip();
	assert_string_equal(format_told(out, sizeof out, berlin, t,
					"from 23:59:58Z to 00:00:02Z"),
			    "from 00:59:58 to 01:00:02");
}

static void words_lose_what_stands_elsewhere_then_whole_clauses(void **state)
{
	const struct {
		int width;
		const char *words, *brief;
	} row[] = {
		{41, "ams-core-02 down, hides 31", "ams-core-02 down, hides 31"},
		{20, "ams-core-02 down, hides 31", "ams-core-02 down"},
		{34, "isolated, 9 of 9 lost: fra-edge-01 down",
		 "isolated: fra-edge-01 down"},
		{24, "isolated, 9 of 9 lost: fra-edge-01 down",
		 "isolated: fra-edge-01 down"}, /* the canvas cuts it */
		{30, "dub-edge-01 dead (2 of 2 neighbours lost)", "dub-edge-01 dead…"},
		{36, "xe-0/0/3 down, the last uplink, was 71%",
		 "xe-0/0/3 down, the last uplink…"},
		{20, "xe-0/0/3 down, the last uplink, was 71%", "xe-0/0/3 down…"},
		{40, "up (dead in a much longer clause than that)",
		 "up (dead in a much longer clause than that)"},
		/* brackets stay closed; half of the room is not left empty */
		{41, "link out 59% (was >80%, clears <75%) of its rate, Example",
		 "link out 59% (was >80%, clears <75%) of its rate, Example"},
		{36, "xe-0/0/6 flapping, down 3 times in the last hour, now down",
		 "xe-0/0/6 flapping, down 3 times in the last hour, now down"},
	};
	char out[80];

	(void)state;
	for (unsigned i = 0; i < sizeof row / sizeof *row; i++)
		assert_string_equal(format_brief(out, sizeof out, row[i].words,
						 row[i].width),
				    row[i].brief);
}

static void a_line_is_cut_at_a_blank_in_its_second_half(void **state)
{
	static const struct {
		const char *text;
		int cells;
		size_t n;
	} row[] = {
		{"all of it", 9, 9},
		{"all of it is told", 9, 9}, /* the word ends with the line */
		{"all of its words", 9, 6},
		{"a word-without-a-blank", 10, 10}, /* the only one is too early */
		{"Köln läuft", 6, 5},		     /* cells, not bytes */
		{"", 5, 0},
	};

	(void)state;
	for (unsigned i = 0; i < sizeof row / sizeof *row; i++)
		assert_int_equal(format_fitting(row[i].text, row[i].cells), row[i].n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			bits_have_decimal_units_and_one_decimal_below_a_hundred),
		cmocka_unit_test(bytes_say_so),
		cmocka_unit_test(speeds_are_short_and_unknown_is_not_zero),
		cmocka_unit_test(a_percentage_never_crosses_a_limit_by_rounding),
		cmocka_unit_test(
			ages_are_four_or_five_cells_and_change_rarely_when_old),
		cmocka_unit_test(small_units),
		cmocka_unit_test(
			bands_are_left_five_points_below_where_they_are_entered),
		cmocka_unit_test(utilization_says_band_age_and_a_wrong_speed),
		cmocka_unit_test(clocks_name_their_zone),
		cmocka_unit_test(moments_in_our_words_are_told_in_the_operators_zone),
		cmocka_unit_test(words_lose_what_stands_elsewhere_then_whole_clauses),
		cmocka_unit_test(a_line_is_cut_at_a_blank_in_its_second_half),
	};

	return cmocka_run_group_tests_name("format", tests, NULL, NULL);
}

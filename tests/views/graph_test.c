/* Graphs: scales, columns, gaps, times, the reading cursor. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "views/graph.h"

#define T0 INT64_C(1800000000000) /* 08:00:00 UTC */

struct picture {
	struct canvas c;
	struct buf text;
	struct graph g;
	struct series_times t;
};

/* Sixty polls, 30 s apart, none of them known. */
static int setup(void **state)
{
	static struct picture p;

	p = (struct picture){.t = {.n = SERIES_LEN, .step_ms = 30000}};
	canvas_init(&p.c);
	p.g = (struct graph){.name = "IN",
			     .unit = GRAPH_PCT,
			     .times = &p.t,
			     .zone = zone_find("UTC"),
			     .cursor = -1};
	for (int i = 0; i < SERIES_LEN; i++) {
		p.t.at_ms[i] = T0 + i * 30000;
		p.g.max[i] = p.g.mean[i] = NAN;
	}
	*state = &p;
	return 0;
}

static int teardown(void **state)
{
	struct picture *p = *state;

	canvas_fini(&p->c);
	buf_fini(&p->text);
	return 0;
}

#define GRAPH_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static void draw(struct picture *p, uint16_t cols, uint16_t rows)
{
	canvas_resize(&p->c, rows, cols);
	canvas_blank(&p->c);
	graph_draw(&p->c, (struct area){0, 0, rows, cols}, &p->g);
	buf_reset(&p->text);
	canvas_dump(&p->c, &p->text);
}

static const char *row(const struct picture *p, int n)
{
	static char line[1024];
	const char *s = p->text.data;

	while (n-- > 0)
		s = strchr(s, '\n') + 1;
	snprintf(line, sizeof line, "%.*s", (int)strcspn(s, "\n"), s);
	return line;
}

static void fill(struct picture *p, float v)
{
	for (int i = 0; i < SERIES_LEN; i++)
		p->g.max[i] = v;
}

static void scales_end_at_one_two_or_five(void **state)
{
	static const struct {
		enum graph_unit unit;
		double highest, top;
	} cases[] = {
		{GRAPH_PCT, 0, 1},	 {GRAPH_PCT, 0.4, 1},	 {GRAPH_PCT, 1.5, 2},
		{GRAPH_PCT, 50, 50},	 {GRAPH_PCT, 50.5, 100}, {GRAPH_PCT, 108, 100},
		{GRAPH_MS, 8.4, 10},	 {GRAPH_MS, 0.2, 1},	 {GRAPH_MS, 2100, 5000},
		{GRAPH_BPS, 2.4e6, 5e6}, {GRAPH_BPS, 9e9, 1e10}, {GRAPH_RATE, 41, 50},
		{GRAPH_RATE, 1000, 1000}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_true(fabs(graph_top(cases[i].unit, cases[i].highest) -
				 cases[i].top) < 1e-6 * cases[i].top);
	assert_true(graph_top(GRAPH_MS, (double)NAN) == 1);
}

static void labels_stand_at_round_numbers_and_limits(void **state)
{
	struct picture *p = *state;

	fill(p, 100);
	p->g.bands = true;
	draw(p, 66, 13);
	assert_memory_equal(row(p, 1), "  100┤", 8);
	assert_memory_equal(row(p, 2), " 90!!┤", 8);
	assert_memory_equal(row(p, 3), " 80^^┤", 8);
	assert_memory_equal(row(p, 4), "     │", 8);
	assert_memory_equal(row(p, 5), "  60^┤", 8);
	p->g.bands = false;
	draw(p, 66, 7);
	assert_memory_equal(row(p, 1), "  100┤", 8);
	assert_memory_equal(row(p, 2), "     │", 8);
	assert_memory_equal(row(p, 3), "   50┤", 8);
}

static void a_column_has_eighths_and_the_newest_is_right(void **state)
{
	struct picture *p = *state;

	p->c.ascii = true;
	fill(p, 0);
	p->g.max[59] = 100;
	p->g.max[58] = 50;
	p->g.max[0] = 0.5F;
	draw(p, 66, 7);
	assert_string_equal(row(p, 1), "  100|                                         "
				       "                  #");
	assert_int_equal(row(p, 4)[6], '_'); /* more than nothing */
	assert_int_equal(row(p, 4)[7], ' '); /* nothing */
	assert_int_equal(row(p, 4)[64], '#');
	assert_int_equal(row(p, 2)[64], ' ');
}

static void a_gap_is_blank_and_marked_and_what_was_before_is_not(void **state)
{
	struct picture *p = *state;

	p->c.ascii = true;
	for (int i = 10; i < SERIES_LEN; i++)
		p->g.max[i] = 100;
	p->g.max[20] = p->g.max[21] = NAN;
	draw(p, 66, 7);
	assert_int_equal(row(p, 4)[6 + 19], '#');
	assert_int_equal(row(p, 4)[6 + 20], ' ');
	assert_int_equal(row(p, 4)[6 + 22], '#');
	assert_int_equal(row(p, 5)[6 + 20], ':');
	assert_int_equal(row(p, 5)[6 + 21], ':');
	assert_int_equal(row(p, 5)[6 + 22], '-');
	assert_int_equal(row(p, 5)[6 + 9], '-');
}

static void a_peak_survives_folding_and_is_said(void **state)
{
	struct picture *p = *state;

	p->c.ascii = true;
	fill(p, 10);
	p->g.max[33] = 97;
	draw(p, 36, 7); /* 30 cells: two in one */
	assert_int_equal(row(p, 1)[6 + 16], '#');
	assert_int_equal(row(p, 5)[6 + 16], '^');
	assert_non_null(strstr(row(p, 0), "IN 10%  peak 97% 08:16:30"));
}

static void groups_keep_their_members_while_columns_move(void **state)
{
	struct picture *p = *state;

	p->c.ascii = true;
	fill(p, 10);
	p->g.max[41] = 90;
	p->t.first = 0;
	draw(p, 36, 7);
	assert_int_equal(row(p, 1)[6 + 20], '=');
	assert_int_equal(strlen(row(p, 1)), 6 + 21);
	/* one poll later it is in the same group still, which moved by a cell; with the
	 * next it stands */
	p->g.max[41] = 10;
	p->g.max[40] = 90;
	p->t.first = 1;
	draw(p, 36, 7);
	assert_int_equal(row(p, 1)[6 + 19], '=');
	assert_int_equal(strlen(row(p, 1)), 6 + 20);
	p->g.max[40] = 10;
	p->g.max[39] = 90;
	p->t.first = 2;
	draw(p, 36, 7);
	assert_int_equal(row(p, 1)[6 + 19], '=');
}

static void what_is_above_the_mean_is_dim(void **state)
{
	struct picture *p = *state;

	fill(p, 100);
	for (int i = 0; i < SERIES_LEN; i++)
		p->g.mean[i] = 50;
	draw(p, 66, 7);
	assert_int_equal(p->c.cell[1 * 66 + 10].style, STYLE_DIM);
	assert_int_equal(p->c.cell[2 * 66 + 10].style, STYLE_DIM);
	assert_int_equal(p->c.cell[3 * 66 + 10].style, STYLE_BAR);
}

static void times_are_of_the_zone_and_round(void **state)
{
	struct picture *p = *state;

	fill(p, 1);
	draw(p, 66, 7);
	assert_non_null(strstr(row(p, 6), "08:05"));
	assert_non_null(strstr(row(p, 6), "08:20"));
	assert_null(strstr(row(p, 6), "08:00")); /* it began before the picture */
	p->g.zone = zone_find("Asia/Kolkata");
	draw(p, 66, 7);
	assert_non_null(strstr(row(p, 6), "13:35"));
}

static void seconds_are_shown_where_polls_are_seconds_apart(void **state)
{
	struct picture *p = *state;

	fill(p, 1);
	for (int i = 0; i < SERIES_LEN; i++)
		p->t.at_ms[i] = T0 + i * 1000;
	draw(p, 66, 7);
	assert_non_null(strstr(row(p, 6), "08:00:"));
}

static void times_have_room_where_most_is_not_known_yet(void **state)
{
	struct picture *p = *state;

	fill(p, 1);
	for (int i = 0; i < SERIES_LEN; i++)
		p->t.at_ms[i] = i < 30 ? 0 : T0 + i * 5000;
	draw(p, 66, 7);
	assert_non_null(strstr(row(p, 6), "08:03       08:04"));
}

static void behind_a_pause_times_do_not_overlap(void **state)
{
	struct picture *p = *state;

	fill(p, 10);
	for (int i = 42; i < SERIES_LEN; i++)
		p->t.at_ms[i] += 240000;
	draw(p, 66, 8);
	assert_non_null(strstr(p->text.data, "08:20 "));
	assert_null(strstr(p->text.data, "08:25"));
	assert_non_null(strstr(p->text.data, "08:30"));
}

static void the_cursor_shows_without_colours(void **state)
{
	struct picture *p = *state;

	p->c.ascii = true;
	fill(p, 10);
	p->g.max[3] = 100;
	p->g.cursor = 30;
	draw(p, 66, 7);
	assert_int_equal(row(p, 1)[6 + 30], '|');
	assert_int_equal(row(p, 5)[6 + 30], '+');
	assert_true(p->c.cell[4 * 66 + 6 + 30].style & STYLE_CURSOR);
}

static void a_column_is_found_by_its_time(void **state)
{
	struct picture *p = *state;

	assert_int_equal(graph_column(&p->t, T0 + 30000), 1);
	assert_int_equal(graph_column(&p->t, T0 + 59999), 1);
	assert_int_equal(graph_column(&p->t, T0 - 1), 0);
	assert_int_equal(graph_column(&p->t, INT64_MAX), 59);
	p->t.at_ms[0] = p->t.at_ms[1] = 0;
	assert_int_equal(graph_column(&p->t, T0), 2);
	memset(p->t.at_ms, 0, sizeof p->t.at_ms);
	assert_int_equal(graph_column(&p->t, T0), -1);
}

static void values_have_units(void **state)
{
	char out[FORMAT_SIZE];

	(void)state;
	assert_string_equal(graph_value(out, GRAPH_PCT, 93.9), "93%");
	assert_string_equal(graph_value(out, GRAPH_BPS, 9.31e9), "9.3G");
	assert_string_equal(graph_value(out, GRAPH_MS, 1.29), "1.2ms");
	assert_string_equal(graph_value(out, GRAPH_MS, 38.9), "38ms");
	assert_string_equal(graph_value(out, GRAPH_MS, 12000), "12s");
	assert_string_equal(graph_value(out, GRAPH_RATE, 41), "41/s");
	assert_string_equal(graph_value(out, GRAPH_RATE, (double)NAN), "-");
}

/* Nothing is drawn outside, at any size; what holds of a little holds of nothing. */
static void every_size_is_drawn(void **state)
{
	struct picture *p = *state;

	for (int known = 0; known < 2; known++) {
		if (known)
			fill(p, 77);
		p->g.cursor = known ? 59 : -1;
		for (uint16_t rows = 1; rows < 30; rows++)
			for (uint16_t cols = 1; cols < 150; cols++)
				draw(p, cols, rows);
	}
	fill(p, NAN);
	p->g.cursor = -1;
	draw(p, 66, 7);
	assert_non_null(strstr(row(p, 0), "nothing known of this time"));
}

/* Thirty days by six hours. */
static void month(struct picture *p)
{
	p->t = (struct series_times){.n = 120, .step_ms = 21600000};
	for (int i = 0; i < 120; i++) {
		p->t.at_ms[i] = T0 - 28800000 + (int64_t)(i - 119) * 21600000;
		p->g.max[i] = (float)(i < 40 ? 10 : 20);
		p->g.mean[i] = NAN;
	}
}

static void days_have_names_and_so_has_their_peak(void **state)
{
	struct picture *p = *state;

	month(p);
	p->g.max[100] = 50;
	draw(p, 126, 9);
	assert_non_null(strstr(row(p, 0), "peak 50% 10 Jan 06:00"));
	assert_non_null(strstr(row(p, 8), "10 Jan"));
	assert_null(strstr(row(p, 8), "00:00"));
}

static void as_many_columns_as_there_are_times(void **state)
{
	struct picture *p = *state;
	char value[GRAPH_TIME];

	month(p);
	draw(p, 126, 9); /* 120 cells behind the gutter */
	assert_non_null(strstr(row(p, 6), "\u2588\u2588"));
	assert_int_equal(graph_column(&p->t, p->t.at_ms[119] + 5), 119);
	assert_string_equal(graph_time(value, p->g.zone, &p->t, 119), "15 Jan 00:00");
	p->t.step_ms = 900000;
	assert_string_equal(graph_time(value, p->g.zone, &p->t, 119), "00:00");
	p->t.step_ms = 30000;
	assert_string_equal(graph_time(value, p->g.zone, &p->t, 119), "00:00:00");
}

static void what_is_waited_for_is_said(void **state)
{
	struct picture *p = *state;

	p->g.unknown = "asking the journal";
	draw(p, 60, 9);
	assert_non_null(strstr(row(p, 0), "IN asking the journal"));
	p->g.unknown = NULL;
	draw(p, 60, 9);
	assert_non_null(strstr(row(p, 0), "nothing known of this time"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		GRAPH_TEST(scales_end_at_one_two_or_five),
		GRAPH_TEST(labels_stand_at_round_numbers_and_limits),
		GRAPH_TEST(a_column_has_eighths_and_the_newest_is_right),
		GRAPH_TEST(a_gap_is_blank_and_marked_and_what_was_before_is_not),
		GRAPH_TEST(a_peak_survives_folding_and_is_said),
		GRAPH_TEST(groups_keep_their_members_while_columns_move),
		GRAPH_TEST(what_is_above_the_mean_is_dim),
		GRAPH_TEST(times_are_of_the_zone_and_round),
		GRAPH_TEST(seconds_are_shown_where_polls_are_seconds_apart),
		GRAPH_TEST(times_have_room_where_most_is_not_known_yet),
		GRAPH_TEST(behind_a_pause_times_do_not_overlap),
		GRAPH_TEST(the_cursor_shows_without_colours),
		GRAPH_TEST(a_column_is_found_by_its_time),
		GRAPH_TEST(values_have_units),
		GRAPH_TEST(every_size_is_drawn),
		GRAPH_TEST(days_have_names_and_so_has_their_peak),
		GRAPH_TEST(as_many_columns_as_there_are_times),
		GRAPH_TEST(what_is_waited_for_is_said),
	};

	return cmocka_run_group_tests_name("graph", tests, NULL, NULL);
}

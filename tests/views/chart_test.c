/* Bars and sparklines in a row of cells. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>

#include "views/chart.h"

static void expect(struct canvas *c, const char *screen)
{
	struct buf out = {0};

	canvas_dump(c, &out);
	assert_string_equal(out.data, screen);
	buf_fini(&out);
	canvas_fini(c);
}

static struct canvas make(uint16_t rows, uint16_t cols, bool ascii)
{
	struct canvas c;

	canvas_init(&c);
	canvas_resize(&c, rows, cols);
	c.ascii = ascii;
	return c;
}

static void draw_bars(struct canvas *c)
{
	const double pct[] = {100, 50, 93, 0.1, 0, 130, NAN};

	for (int i = 0; i < 7; i++)
		chart_bar(c, i, 0, 8, pct[i], STYLE_BAR);
}

static void bars_are_eighth_blocks(void **state)
{
	struct canvas c = make(7, 8, false);

	(void)state;
	draw_bars(&c);
	expect(&c, "████████\n████\n███████▌\n▏\n\n████████\n\n");
}

static void bars_in_ascii_are_signs_and_dots(void **state)
{
	struct canvas c = make(7, 8, true);

	(void)state;
	draw_bars(&c);
	expect(&c, "########\n####....\n########\n........\n........\n########\n\n");
}

static void a_gap_in_the_samples_is_a_gap_on_the_screen(void **state)
{
	const float v[] = {0, 12.5f, NAN, 50, 99, 100, 130};
	struct canvas c = make(1, 9, false), a = make(1, 9, true);

	(void)state;
	chart_spark(&c, 0, 0, 9, v, 7, 100, true);
	assert_int_equal(c.cell[8].style, STYLE_BAR_CRITICAL);
	assert_int_equal(c.cell[2].style, STYLE_BAR);
	chart_spark(&a, 0, 0, 9, v, 7, 100, true);
	expect(&c, "  ▁▂ ▅███\n");
	expect(&a, "  _. =###\n");
}

static void the_newest_samples_stay_when_there_is_no_room(void **state)
{
	const float v[] = {0, 0, 100, 0};
	struct canvas c = make(1, 4, false);

	(void)state;
	chart_spark(&c, 0, 1, 2, v, 4, 100, false);
	expect(&c, " █▁\n");
}

static void a_new_sample_changes_one_folded_cell_until_its_group_is_full(void **state)
{
	float ring[60], out[2][60];
	unsigned n[2];

	(void)state;
	for (unsigned i = 0; i < 60; i++)
		ring[i] = (float)(i * 7 % 60);
	/* 10 cells: groups of 6; the newest sample at position 24 begins a group */
	n[0] = chart_fold(ring, 25, 10, 24, 60, out[0]);
	n[1] = chart_fold(ring, 26, 10, 25, 60, out[1]);
	assert_int_equal(n[0], 5);
	assert_int_equal(n[1], 5);
	assert_memory_equal(out[0], out[1], 4 * sizeof(float));
	assert_true(out[0][4] == ring[24]);
	assert_true(out[1][4] == fmaxf(ring[24], ring[25]));
	assert_true(out[0][0] == fmaxf(ring[5], ring[4]) || out[0][0] == ring[5]);
}

static void groups_begin_at_the_same_samples_when_the_ring_wraps(void **state)
{
	float ring[60], out[2][60];
	unsigned n;

	(void)state;
	for (unsigned i = 0; i < 60; i++)
		ring[i] = (float)(i * 7 % 60);
	/* 8 cells: groups of 10. At position 59 a group is full, at 0 the next begins.
	 */
	n = chart_fold(ring, 60, 8, 59, 60, out[0]);
	assert_int_equal(n, 6);
	for (unsigned i = 0; i + 1 < 60; i++)
		ring[i] = ring[i + 1];
	ring[59] = 3;
	n = chart_fold(ring, 60, 8, 0, 60, out[1]);
	assert_int_equal(n, 7);
	assert_memory_equal(out[0] + 1, out[1] + 1, 5 * sizeof(float));
	assert_true(out[1][6] == 3);
}

static void folding_fits_any_width_and_keeps_gaps(void **state)
{
	float ring[60], out[61];

	(void)state;
	for (unsigned i = 0; i < 60; i++)
		ring[i] = NAN;
	ring[59] = 5;
	for (unsigned width = 0; width < 70; width++) {
		for (unsigned pos = 0; pos < 60; pos++) {
			unsigned n = chart_fold(ring, 60, width, pos, 60, out);

			assert_true(n <= width);
			if (n == 0)
				continue;
			assert_true(out[n - 1] == 5);
			if (n > 1)
				assert_true(isnan(out[n - 2]));
		}
	}
	assert_int_equal(chart_fold(ring, 0, 10, 0, 60, out), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bars_are_eighth_blocks),
		cmocka_unit_test(bars_in_ascii_are_signs_and_dots),
		cmocka_unit_test(a_gap_in_the_samples_is_a_gap_on_the_screen),
		cmocka_unit_test(the_newest_samples_stay_when_there_is_no_room),
		cmocka_unit_test(
			a_new_sample_changes_one_folded_cell_until_its_group_is_full),
		cmocka_unit_test(groups_begin_at_the_same_samples_when_the_ring_wraps),
		cmocka_unit_test(folding_fits_any_width_and_keeps_gaps),
	};

	return cmocka_run_group_tests_name("chart", tests, NULL, NULL);
}

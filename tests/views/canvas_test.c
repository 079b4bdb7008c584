/* The grid: nothing outside, wide characters whole, foreign strings harmless. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "views/canvas.h"

static struct canvas make(uint16_t rows, uint16_t cols)
{
	struct canvas c;

	canvas_init(&c);
	canvas_resize(&c, rows, cols);
	return c;
}

/* The canvas as text, compared and forgotten. */
static void expect(struct canvas *c, const char *screen)
{
	struct buf out = {0};

	canvas_dump(c, &out);
	assert_string_equal(out.data, screen);
	buf_fini(&out);
	canvas_fini(c);
}

static void text_that_does_not_fit_ends_in_an_ellipsis(void **state)
{
	struct canvas c = make(3, 10);

	(void)state;
	assert_int_equal(canvas_str(&c, 0, 0, 5, 0, "uplink", false), 5);
	assert_int_equal(canvas_str(&c, 1, 0, 6, 0, "uplink", false), 6);
	assert_int_equal(canvas_str(&c, 2, 7, 9, 0, "uplink", false), 3);
	expect(&c, "upli…\nuplink\n       up…\n");
}

static void degrees_do_not_read_as_a_digit_in_ascii(void **state)
{
	struct canvas c = make(4, 16);

	(void)state;
	c.ascii = true;
	canvas_str(&c, 0, 0, 16, 0, "71° (>65°)", false);
	canvas_str(&c, 1, 0, 16, 0, "70°F, 31 °C, a°", false);
	c.ascii = false;
	c.wide = true;
	canvas_str(&c, 2, 0, 16, 0, "71°", false);
	c.wide = false;
	canvas_str(&c, 3, 0, 16, 0, "71°", false);
	c.ascii = true;
	expect(&c, "71C (>65C)\n70oF, 31 oC, ao\n71C\n71°\n");
}

static void a_wide_character_is_never_halved_by_a_cut(void **state)
{
	struct canvas c = make(3, 8);

	(void)state;
	assert_int_equal(canvas_str(&c, 0, 0, 4, 0, "東京局", true), 4);
	assert_int_equal(canvas_str(&c, 1, 0, 5, 0, "東京局", false), 5);
	assert_int_equal(canvas_str(&c, 2, 7, 2, 0, "東", false), 1);
	expect(&c, "東…\n東京…\n       …\n");
}

static void overwriting_half_of_a_wide_character_blanks_the_other_half(void **state)
{
	struct canvas c = make(2, 6);

	(void)state;
	canvas_str(&c, 0, 0, 4, 0, "東京", false);
	canvas_char(&c, 0, 1, 0, 'x');
	canvas_char(&c, 0, 2, 0, 'y');
	canvas_str(&c, 1, 0, 4, 0, "東京", false);
	canvas_str(&c, 1, 1, 2, 0, "局", false);
	assert_int_equal(c.cell[6 + 3].ch[0], ' ');
	expect(&c, " xy\n 局\n");
}

static void combining_marks_stay_on_their_base_and_take_no_cell(void **state)
{
	struct canvas c = make(1, 4);

	(void)state;
	assert_int_equal(canvas_str(&c, 0, 0, 4, 0, "q\xcc\x84\xcc\x81z", false), 2);
	assert_int_equal(c.cell[0].ch[1], 0x304);
	assert_int_equal(c.cell[0].ch[2], 0x301);
	expect(&c, "q\xcc\x84\xcc\x81z\n");
}

static void what_could_move_the_cursor_is_replaced_at_the_second_gate(void **state)
{
	struct canvas c = make(2, 20);

	(void)state;
	canvas_str(&c, 0, 0, 20, 0,
		   "a\x1b[31mb\n\xe2\x80\xae"
		   "c\xc2\x9b"
		   "d",
		   false);
	canvas_char(&c, 1, 0, 0, 'k');
	expect(&c, "a?[31mb??c?d\nk\n");
}

static void ascii_has_a_sign_for_every_glyph_of_ours_and_keeps_columns(void **state)
{
	struct canvas c = make(2, 12);

	(void)state;
	c.ascii = true;
	canvas_str(&c, 0, 0, 12, 0, "├─ 東é │", false);
	canvas_str(&c, 1, 0, 5, 0, "München", false);
	expect(&c, "|- ??e |\nMunc~\n");
}

/* A terminal draws these over two cells: none of them reaches it. */
static void what_is_of_ambiguous_width_is_not_drawn_where_it_is_wide(void **state)
{
	struct canvas c = make(2, 12);

	(void)state;
	c.wide = true;
	canvas_str(&c, 0, 0, 12, 0, "├─ 東é ж…", false);
	canvas_char(&c, 1, 0, 0, 0x2588);
	canvas_char(&c, 1, 1, 0, 0x28ff); /* braille is narrow everywhere */
	assert_int_equal(canvas_ink(&c), INK_ASCII);
	c.braille = true;
	assert_int_equal(canvas_ink(&c), INK_BRAILLE);
	expect(&c, "|- 東e ?~\n?⣿\n");
}

static void padding_clears_what_stood_there(void **state)
{
	struct canvas c = make(1, 8);

	(void)state;
	canvas_fill(&c, 0, 0, 1, 8, 0, '#');
	assert_int_equal(canvas_str(&c, 0, 1, 5, 0, "ab", true), 5);
	expect(&c, "#ab   ##\n");
}

static void right_alignment_cuts_what_is_too_long(void **state)
{
	struct canvas c = make(2, 8);

	(void)state;
	canvas_right(&c, 0, 1, 5, 0, "42%");
	canvas_right(&c, 1, 1, 5, 0, "1000000");
	expect(&c, "   42%\n 1000…\n");
}

static void nothing_is_drawn_outside(void **state)
{
	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct canvas c =
			make((uint16_t)(1 + rand() % 4), (uint16_t)(1 + rand() % 9));
		int row = rand() % 12 - 4, col = rand() % 24 - 8,
		    width = rand() % 24 - 4;

		c.ascii = rand() % 4 == 0;
		canvas_str(&c, row, col, width, 0, "東京 a\xcc\x81 xe-0/0/3",
			   rand() % 2);
		canvas_fill(&c, row, col, rand() % 9 - 2, width, 1, 0x2500);
		canvas_right(&c, row, col, width, 0, "93%局");
		canvas_flag(&c, row, col, width, STYLE_CURSOR);
		for (int r = 0; r < c.rows; r++) {
			assert_int_not_equal(c.cell[r * c.cols].ch[0], 0);
			for (int k = 1; k < c.cols; k++)
				if (c.cell[r * c.cols + k].ch[0] == 0)
					assert_int_equal(
						text_char_width(
							c.cell[r * c.cols + k - 1]
								.ch[0]),
						2);
		}
		canvas_fini(&c);
	}
}

struct runs {
	char text[256];
};

static void note_run(void *ctx, int row, int col, int n, const struct cell *cell)
{
	struct runs *r = ctx;
	size_t len = strlen(r->text);

	assert_int_not_equal(cell[0].ch[0], 0);
	snprintf(r->text + len, sizeof r->text - len, "%d,%d+%d ", row, col, n);
}

static void a_difference_is_runs_with_small_gaps_joined(void **state)
{
	struct canvas a = make(3, 20), b = make(3, 20);
	struct runs r = {""};

	(void)state;
	canvas_str(&b, 0, 2, 20, 0, "ab", false);
	canvas_str(&b, 0, 8, 20, 0, "c", false);  /* a gap of 4 */
	canvas_str(&b, 0, 14, 20, 0, "d", false); /* a gap of 5 */
	b.cell[45].style = STYLE_DIM;
	canvas_diff(&a, &b, note_run, &r);
	assert_string_equal(r.text, "0,2+7 0,14+1 2,5+1 ");
	canvas_fini(&a);
	canvas_fini(&b);
}

static void a_run_holds_whole_wide_characters(void **state)
{
	struct canvas a = make(1, 8), b = make(1, 8);
	struct runs r = {""};

	(void)state;
	canvas_str(&a, 0, 2, 2, 0, "東", false);
	canvas_str(&b, 0, 2, 2, 0, "京", false);
	canvas_diff(&a, &b, note_run, &r);
	assert_string_equal(r.text, "0,2+2 ");
	canvas_copy(&a, &b);
	r.text[0] = '\0';
	canvas_diff(&a, &b, note_run, &r);
	assert_string_equal(r.text, "");
	canvas_flag(&b, 0, 3, 1, STYLE_CURSOR);
	canvas_diff(&a, &b, note_run, &r);
	assert_string_equal(r.text, "0,2+2 ");
	canvas_fini(&a);
	canvas_fini(&b);
}

static void a_dump_cuts_blanks_at_the_end_of_rows_only(void **state)
{
	struct canvas c = make(3, 6);

	(void)state;
	canvas_str(&c, 1, 2, 4, 0, "a b", true);
	expect(&c, "\n  a b\n\n");
}

static void resizing_blanks_and_hides_the_cursor(void **state)
{
	struct canvas c = make(2, 4);

	(void)state;
	canvas_str(&c, 0, 0, 4, 0, "abcd", false);
	c.cursor_row = 1;
	canvas_resize(&c, 1, 3);
	assert_int_equal(c.cursor_row, -1);
	expect(&c, "\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(degrees_do_not_read_as_a_digit_in_ascii),
		cmocka_unit_test(text_that_does_not_fit_ends_in_an_ellipsis),
		cmocka_unit_test(a_wide_character_is_never_halved_by_a_cut),
		cmocka_unit_test(
			overwriting_half_of_a_wide_character_blanks_the_other_half),
		cmocka_unit_test(combining_marks_stay_on_their_base_and_take_no_cell),
		cmocka_unit_test(
			what_could_move_the_cursor_is_replaced_at_the_second_gate),
		cmocka_unit_test(
			ascii_has_a_sign_for_every_glyph_of_ours_and_keeps_columns),
		cmocka_unit_test(
			what_is_of_ambiguous_width_is_not_drawn_where_it_is_wide),
		cmocka_unit_test(padding_clears_what_stood_there),
		cmocka_unit_test(right_alignment_cuts_what_is_too_long),
		cmocka_unit_test(nothing_is_drawn_outside),
		cmocka_unit_test(a_difference_is_runs_with_small_gaps_joined),
		cmocka_unit_test(a_run_holds_whole_wide_characters),
		cmocka_unit_test(a_dump_cuts_blanks_at_the_end_of_rows_only),
		cmocka_unit_test(resizing_blanks_and_hides_the_cursor),
	};

	return cmocka_run_group_tests_name("canvas", tests, NULL, NULL);
}

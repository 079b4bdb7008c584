/* A line of text being typed. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "views/field.h"
#include "views/key.h"

static void characters_are_added_and_taken_back_whole(void **state)
{
	struct field f;

	(void)state;
	field_set(&f, "a");
	assert_true(field_key(&f, 0x6771)); /* three bytes */
	assert_true(field_key(&f, 'b'));
	assert_string_equal(f.text, "a\xe6\x9d\xb1"
				    "b");
	field_key(&f, K_BACKSPACE);
	field_key(&f, 127);
	assert_string_equal(f.text, "a");
	field_key(&f, 8);
	field_key(&f, 8);
	assert_string_equal(f.text, "");
}

static void keys_that_are_no_text_are_not_taken(void **state)
{
	const uint32_t keys[] = {K_UP, K_ESC, K_ENTER, K_TAB, K_F1, 1};
	struct field f;

	(void)state;
	field_set(&f, "a");
	for (unsigned i = 0; i < sizeof keys / sizeof *keys; i++)
		assert_false(field_key(&f, keys[i]));
	assert_string_equal(f.text, "a");
	assert_true(field_key(&f, K_CTRL_U));
	assert_string_equal(f.text, "");
}

static void a_full_field_takes_no_more_and_cuts_no_character(void **state)
{
	struct field f;

	(void)state;
	field_set(&f, "");
	for (int i = 0; i < 100; i++)
		field_key(&f, 0x6771);
	assert_true(f.len < FIELD_SIZE);
	assert_int_equal(f.len % 3, 0);
}

static void what_leaves_a_field_is_safe_and_has_no_blanks_around_it(void **state)
{
	char out[TEXT_BYTES_MAX + 1];
	struct field f;

	(void)state;
	field_set(&f, "");
	field_paste(&f, "  fibre\r\ncut \x1b[2J ", 18);
	field_clean(&f, out);
	assert_string_equal(out, "fibre cut \xef\xbf\xbd[2J");
}

static void the_end_of_a_long_text_is_in_sight_with_the_cursor_behind_it(void **state)
{
	struct field f;
	struct canvas c;
	struct buf out = {0};

	(void)state;
	canvas_init(&c);
	canvas_resize(&c, 2, 12);
	field_set(&f, "carrier ticket 4412");
	field_draw(&f, &c, 0, 1, 8, true);
	assert_int_equal(c.cursor_row, 0);
	assert_int_equal(c.cursor_col, 8);
	field_set(&f, "cut");
	field_draw(&f, &c, 1, 1, 8, false);
	assert_int_equal(c.cursor_row, 0);
	canvas_dump(&c, &out);
	assert_string_equal(out.data, " et 4412_\n cut_____\n");
	buf_fini(&out);
	canvas_fini(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(characters_are_added_and_taken_back_whole),
		cmocka_unit_test(keys_that_are_no_text_are_not_taken),
		cmocka_unit_test(a_full_field_takes_no_more_and_cuts_no_character),
		cmocka_unit_test(
			what_leaves_a_field_is_safe_and_has_no_blanks_around_it),
		cmocka_unit_test(
			the_end_of_a_long_text_is_in_sight_with_the_cursor_behind_it),
	};

	return cmocka_run_group_tests_name("field", tests, NULL, NULL);
}

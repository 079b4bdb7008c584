/* Cells in columns. */
#include "tui/columns.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

static void assert_columns(const char *cells, const char *want)
{
	struct buf out = {0};

	buf_str(&out, "");
	columns_print(&out, cells);
	assert_string_equal(out.data, want);
	buf_fini(&out);
}

static void a_column_is_as_wide_as_its_widest_cell(void **state)
{
	(void)state;
	assert_columns("A\tB\tC\nlonger\tx\ty\n", "A       B  C\n"
						  "longer  x  y\n");
}

static void no_blanks_stand_at_the_end_of_a_line(void **state)
{
	(void)state;
	assert_columns("a\tb\t\nccc\t\tdd\n", "a    b\n"
					      "ccc     dd\n");
}

static void empty_lines_stay_empty(void **state)
{
	(void)state;
	assert_columns("\nA\tB\n\n", "\nA  B\n\n");
	assert_columns("", "");
}

static void width_is_counted_in_cells_of_the_terminal(void **state)
{
	(void)state;
	assert_columns("日本\tx\nab\ty\n", "日本  x\nab    y\n");
}

static void a_last_cell_widens_nothing(void **state)
{
	(void)state;
	assert_columns("a\na very long last cell\nb\tc\n",
		       "a\na very long last cell\nb  c\n");
}

static void more_columns_than_are_kept_run_on(void **state)
{
	(void)state;
	struct buf out = {0};

	columns_print(&out,
		      "1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11\t12\t13\t14\t15\t16\t17\t18\t"
		      "19\t20\t21\t22\t23\t24\t25\t26\n");
	assert_non_null(out.data);
	assert_int_equal(out.data[out.len - 1], '\n');
	buf_fini(&out);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_column_is_as_wide_as_its_widest_cell),
		cmocka_unit_test(no_blanks_stand_at_the_end_of_a_line),
		cmocka_unit_test(empty_lines_stay_empty),
		cmocka_unit_test(width_is_counted_in_cells_of_the_terminal),
		cmocka_unit_test(a_last_cell_widens_nothing),
		cmocka_unit_test(more_columns_than_are_kept_run_on),
	};

	return cmocka_run_group_tests_name("columns", tests, NULL, NULL);
}

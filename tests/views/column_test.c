/* Columns: what goes first, and names in full before anything else grows. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/views/stage.h"
#include "views/board.h"
#include "views/column.h"
#include "views/view.h"

static const struct column columns[] = {
	{.title = "AGE", .min = 5, .max = 5, .keep = 3, .right = true, .word = "age"},
	{.title = "SITE",
	 .min = 7,
	 .max = 18,
	 .keep = 4,
	 .names = NAME_SITE,
	 .before = 2,
	 .word = "site"},
	{.title = "STATE", .min = 10, .max = 16, .keep = 5, .word = "state"},
	{.title = "WHAT", .min = 20, .max = COLUMN_REST, .keep = 2, .word = "what"},
	{.title = "ROOT", .min = 10, .max = 10, .keep = 1, .from = 100, .word = "root"},
};

/* Columns of a network with one site of this name. */
static unsigned fit(const char *site, int width, struct slot slot[COLUMNS_MAX])
{
	struct stage st;
	char line[96];
	unsigned n;

	stage_open(&st, NULL);
	snprintf(line, sizeof line, "site %s", site);
	stage_line(&st, "network N");
	stage_line(&st, line);
	board_refresh(&st.scene.views->board, &st.scene);
	n = column_fit(&st.scene, columns, 5, width, slot);
	stage_fini(&st);
	return n;
}

static void what_matters_least_goes_first(void **state)
{
	struct slot slot[COLUMNS_MAX];

	(void)state;
	assert_int_equal(fit("FRA", 43, slot), 4); /* just enough of all */
	assert_int_equal(slot[3].col, 23);
	assert_int_equal(slot[3].width, 20);
	assert_int_equal(fit("FRA", 42, slot), 3);
	assert_string_equal(slot[2].column->title, "STATE");
	assert_int_equal(fit("FRA", 3, slot), 1);
	assert_int_equal(slot[0].width, 3);
}

static void a_name_takes_no_more_than_it_has(void **state)
{
	struct slot slot[COLUMNS_MAX];

	(void)state;
	assert_int_equal(fit("FRA", 120, slot), 5);
	assert_int_equal(slot[1].width, 5); /* 3, and 2 before the name */
	assert_int_equal(slot[2].width, 16);
}

static void a_long_name_is_whole_before_anything_else_grows(void **state)
{
	struct slot slot[COLUMNS_MAX];

	(void)state;
	fit("demo-frankfurt", 120, slot);
	assert_int_equal(slot[1].width, 16);
	assert_int_equal(slot[2].width, 16);
	fit("demo-frankfurt", 54, slot);
	assert_int_equal(slot[1].width, 16);
	assert_int_equal(slot[2].width, 10);
	fit("demo-frankfurt", 45, slot);
	assert_int_equal(slot[1].width, 7);
}

static void what_is_good_comes_before_what_is_more(void **state)
{
	static const struct column two[] = {
		{.title = "IN", .min = 5, .max = 20, .keep = 9, .word = "in"},
		{.title = "TREND",
		 .min = 5,
		 .max = 60,
		 .keep = 8,
		 .good = 10,
		 .word = "trend"},
	};
	struct slot slot[COLUMNS_MAX];
	struct stage st;

	(void)state;
	stage_open(&st, NULL);
	assert_int_equal(column_fit(&st.scene, two, 2, 11, slot), 2);
	assert_int_equal(slot[1].width, 5);
	column_fit(&st.scene, two, 2, 18, slot);
	assert_int_equal(slot[0].width, 7);
	assert_int_equal(slot[1].width, 10);
	stage_fini(&st);
}

static void a_column_is_called_as_its_title_is(void **state)
{
	static const struct column two[] = {
		{.title = "IFS", .word = "interfaces", .key = "interface_count"},
		{.title = "CPU", .word = "cpu"},
	};

	(void)state;
	assert_ptr_equal(column_find(two, 2, "ifs", 3), &two[0]);
	assert_ptr_equal(column_find(two, 2, "inter", 5), &two[0]);
	assert_null(column_find(two, 2, "if", 2));
}

/* What a port's name is in so many cells. */
static void port_in(const char *name, int width, const char *want)
{
	struct buf text = {0};
	struct canvas c;
	struct stage st;

	stage_open(&st, NULL);
	canvas_init(&c);
	canvas_resize(&c, 1, 40);
	pen_port(&(struct pen){.scene = &st.scene, .canvas = &c, .width = width},
		 text_intern_str(&st.net.text, name));
	canvas_dump(&c, &text);
	buf_char(&text, '\0');
	text.data[strcspn(text.data, "\n")] = '\0';
	assert_string_equal(text.data, want);
	canvas_fini(&c);
	buf_fini(&text);
	stage_fini(&st);
}

static void a_port_without_room_keeps_its_number(void **state)
{
	(void)state;
	port_in("xe-0/0/1", 12, "xe-0/0/1");
	port_in("GigabitEthernet1/0/24", 12, "Gigab…1/0/24");
	port_in("GigabitEthernet1/0/24", 21, "GigabitEthernet1/0/24");
	port_in("MgmtEth0/RSP0/CPU0/0", 12, "M…SP0/CPU0/0");
	port_in("stack-port-of-it", 12, "stack-port-…");
	port_in("port 24: Gigabit Ethernet", 12, "port 24: Gi…");
	port_in("GigabitEthernet1/0/24", 5, "Giga…");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_matters_least_goes_first),
		cmocka_unit_test(a_name_takes_no_more_than_it_has),
		cmocka_unit_test(a_long_name_is_whole_before_anything_else_grows),
		cmocka_unit_test(a_port_without_room_keeps_its_number),
		cmocka_unit_test(what_is_good_comes_before_what_is_more),
		cmocka_unit_test(a_column_is_called_as_its_title_is),
	};

	return cmocka_run_group_tests_name("column", tests, NULL, NULL);
}

/* Columns that an operator chose, now and in the next session. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "tests/views/play.h"
#include "views/panels.h"

static void columns_are_those_that_were_named_in_that_order(void **state)
{
	struct play p;
	struct act act;

	(void)state;
	play_open(&p, "size 80x24");
	act = play_type(&p, ":devices<Enter>:columns cpu,dev,rtt_ms interfaces<Enter>");
	assert_int_equal(act.kind, ACT_KEEP);
	assert_string_equal(act.note, "columns devices cpu,dev,rtt,interfaces\n");
	assert_true(play_shows(&p, "CPU DEVICE      RTT ms   IFS"));
	act = play_type(&p, ":columns +vendor -cpu<Enter>");
	assert_string_equal(act.note, "columns devices dev,rtt,interfaces,vendor\n");
	play_type(&p, ":columns -dev<Enter>");
	assert_false(play_shows(&p, "DEVICE "));
	act = play_type(&p, ":columns usual<Enter>");
	assert_string_equal(act.note, "");
	assert_true(play_shows(&p, "DEVICE      STATE"));
	play_close(&p);
}

static void one_that_is_none_is_said_and_changes_nothing(void **state)
{
	struct play p;
	struct act act;

	(void)state;
	play_open(&p, "size 80x24");
	act = play_type(&p, ":devices<Enter>:columns dev,colour<Enter>");
	assert_int_equal(act.kind, ACT_NONE);
	assert_true(play_shows(&p, "this list has no column 'colour'"));
	play_type(&p, "<Esc>");
	assert_true(play_shows(&p, "DEVICE      STATE"));
	play_type(&p, ":help<Enter>:columns dev<Enter>");
	assert_true(play_shows(&p, "there is no list with columns here"));
	play_close(&p);
}

static void tab_completes_the_last_of_them(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	play_type(&p, ":devices<Enter>:columns dev,vend<Tab>");
	assert_string_equal(p.v->field.text, "columns dev,vendor");
	play_type(&p, " +ser<Tab>");
	assert_string_equal(p.v->field.text, "columns dev,vendor +serial");
	play_close(&p);
}

static void the_next_session_has_them(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	play_again(&p, "columns devices dev,vendor\n");
	play_type(&p, ":devices<Enter>");
	assert_true(play_shows(&p, "DEVICE      VENDOR"));
	assert_false(play_shows(&p, "LOSS"));
	play_close(&p);
}

static void what_was_kept_and_is_none_is_left_out_and_told(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	play_again(&p, "columns devices dev,colour,cpu\n");
	play_draw(&p);
	assert_true(play_shows(&p, "kept columns: devices has no 'colour'"));
	play_type(&p, ":devices<Enter>");
	assert_true(play_shows(&p, "DEVICE        CPU\n"));
	play_again(&p, "columns moons dev\n");
	play_draw(&p);
	assert_true(play_shows(&p, "kept columns: moons has no 'dev'"));
	play_close(&p);
}

static void every_column_of_every_list_can_be_shown(void **state)
{
	static const char *const views[] = {"alerts", "devices", "interfaces",
					    "topology", "events"};
	struct play p;

	(void)state;
	play_open(&p, "size 240x67");
	for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
		const struct panel *panel = panel_named(views[i]);
		char keys[160];

		snprintf(keys, sizeof keys, ":%s<Enter>", views[i]);
		play_type(&p, keys);
		for (uint32_t k = 0; k < panel->column_n; k++) {
			snprintf(keys, sizeof keys, ":columns dev,%s<Enter>",
				 panel->columns[k].word);
			if (panel == &topology_panel)
				snprintf(keys, sizeof keys, ":columns %s<Enter>",
					 panel->columns[k].word);
			play_type(&p, keys);
			if (!play_shows(&p, panel->columns[k].title))
				fail_msg("%s: %s", keys, p.text.data);
		}
		play_type(&p, ":columns usual<Enter><Esc>");
	}
	play_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_are_those_that_were_named_in_that_order),
		cmocka_unit_test(one_that_is_none_is_said_and_changes_nothing),
		cmocka_unit_test(tab_completes_the_last_of_them),
		cmocka_unit_test(the_next_session_has_them),
		cmocka_unit_test(what_was_kept_and_is_none_is_left_out_and_told),
		cmocka_unit_test(every_column_of_every_list_can_be_shown),
	};

	return cmocka_run_group_tests_name("choice", tests, NULL, NULL);
}

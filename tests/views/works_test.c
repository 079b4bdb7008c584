/* Planned work: a window is selected by its name; m moves its end, Enter shows what it is
 * of. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "tests/views/play.h"

static void open_works(struct play *p)
{
	play_open(p, "size 80x24\n"
		     "window CHG1 device=fra-acc-01 began=9m ends=4h who=mk\n"
		     "window CHG2 site=LON began=5m ends=2h who=ann\n"
		     "window CHG3 device=fra-core-01 if=xe-0/0/3 begins=5h ends=6h");
	play_type(p, "M");
}

static bool stands_on(const struct play *p, const char *name)
{
	return strncmp(play_cursor_row(p), name, strlen(name)) == 0;
}

static void m_is_about_the_selected_window(void **state)
{
	struct play p;
	struct act act;

	(void)state;
	open_works(&p);
	assert_true(stands_on(&p, "> CHG1 "));
	assert_true(play_shows(&p, "m maint"));
	play_type(&p, "jm");
	assert_true(play_shows(&p, "In maintenance: CHG2"));
	assert_true(play_shows(&p, "(•) extend"));
	act = play_type(&p, "<Enter>");
	assert_int_equal(act.kind, ACT_EXTEND);
	assert_string_equal(act.name, "CHG2");
	play_type(&p, "G");
	assert_true(stands_on(&p, "> CHG3 "));
	assert_false(play_shows(&p, "m maint")); /* it does not run */
	play_type(&p, "m");
	assert_false(play_shows(&p, "In maintenance"));
	play_close(&p);
}

static void enter_shows_what_it_is_of_and_esc_leads_back_to_the_row(void **state)
{
	struct play p;

	(void)state;
	open_works(&p);
	play_type(&p, "j<Enter>");
	assert_true(play_shows(&p, "EU-NOC > LON"));
	play_type(&p, "<Esc>");
	assert_true(stands_on(&p, "> CHG2 "));
	play_type(&p, "j<Enter>");
	assert_true(play_shows(&p, "fra-core-01 > xe-0/0/3"));
	play_close(&p);
}

/* A blind m must not end another's work. */
static void what_is_over_is_selected_no_more_and_its_neighbour_is_not(void **state)
{
	struct play p;

	(void)state;
	open_works(&p);
	play_type(&p, "j");
	for (int i = 0; i < 4; i++) { /* CHG2 ends, its grace, and what asks then */
		p.st.scene.now_ms += 45 * 60000;
		stage_plan_step(&p.st);
	}
	play_draw(&p);
	assert_false(play_shows(&p, "CHG2"));
	assert_false(play_shows(&p, "> CHG"));
	play_type(&p, "m<Enter>");
	assert_true(play_shows(&p, "PLANNED WORK"));
	assert_false(play_shows(&p, "In maintenance"));
	play_type(&p, "k");
	assert_true(stands_on(&p, "> CHG1 "));
	play_close(&p);
}

static void the_word_that_is_looked_for_selects(void **state)
{
	struct play p;

	(void)state;
	open_works(&p);
	play_type(&p, "/chg3<Enter>");
	assert_true(stands_on(&p, "> CHG3 "));
	play_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(m_is_about_the_selected_window),
		cmocka_unit_test(enter_shows_what_it_is_of_and_esc_leads_back_to_the_row),
		cmocka_unit_test(
			what_is_over_is_selected_no_more_and_its_neighbour_is_not),
		cmocka_unit_test(the_word_that_is_looked_for_selects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

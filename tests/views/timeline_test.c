/* The last minutes of a site: what belongs to it, together what happened together. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "tests/views/play.h"
#include "views/panels.h"

static struct buf text;

/* The lines of a site's time line, 100 cells wide. */
static void draw(struct play *p, const char *site, int rows)
{
	struct thing scope = {.kind = THING_SITE};
	struct canvas c = {.rows = 0};

	snprintf(scope.name, sizeof scope.name, "%s", site);
	canvas_init(&c);
	canvas_resize(&c, (uint16_t)rows, 100);
	timeline_draw(p->v, &p->st.scene, &c, (struct area){0, 0, rows, 100}, &scope);
	buf_reset(&text);
	canvas_dump(&c, &text);
	canvas_fini(&c);
}

static bool says(const char *words)
{
	return strstr(text.data, words) != NULL;
}

static void open_quiet(struct play *p)
{
	play_scene(p, "sites", NULL);
	recent_fini(&p->st.recent);
}

static void only_what_is_of_the_site_and_young(void **state)
{
	struct play p;

	(void)state;
	open_quiet(&p);
	stage_line(&p.st, "event opened fra-acc-01 sev=major text=old ago=15m01");
	stage_line(&p.st, "event opened fra-acc-01 sev=major text=young ago=14m59");
	stage_line(&p.st, "event opened ams-acc-01 sev=major text=foreign ago=5m");
	stage_line(&p.st, "event site FRA text=whole ago=4m");
	stage_line(&p.st, "event opened gone-01 sev=major text=unknown ago=3m");
	stage_line(&p.st, "event notified noctop sev=critical text=called ago=2m");
	stage_line(&p.st, "event watch_started noctop text=began ago=1m");
	draw(&p, "FRA", 8);
	assert_true(says("  20:12:20  4m00            FRA         whole\n"
			 "  20:01:21   14m M opened   fra-acc-01  young\n"));
	assert_false(says("old"));
	assert_false(says("foreign"));
	assert_false(says("unknown"));
	assert_false(says("called"));
	assert_true(says("began"));
	play_close(&p);
}

static void what_happens_to_many_at_once_is_one_line_of_the_worst(void **state)
{
	struct play p;

	(void)state;
	open_quiet(&p);
	stage_line(&p.st, "event suppressed fra-acc-01 sev=major text=lost ago=4m10");
	stage_line(&p.st,
		   "event suppressed fra-core-01 sev=critical text=lost ago=4m05");
	stage_line(&p.st, "event opened fra-acc-05 sev=major text=lost ago=4m04");
	stage_line(&p.st, "event suppressed fra-acc-02 sev=major text=lost ago=4m00");
	draw(&p, "FRA", 8);
	assert_true(says("4m00 C hidden   fra-acc-02 +2  lost\n"
			 "  20:12:16  4m04 M opened   fra-acc-05     lost\n\n"));
	play_close(&p);
}

static void the_same_device_twice_is_two_lines_and_so_is_a_minute_later(void **state)
{
	struct play p;

	(void)state;
	open_quiet(&p);
	stage_line(&p.st, "event opened fra-acc-01 sev=major text=lost ago=4m00");
	stage_line(&p.st, "event opened fra-acc-02 sev=major text=lost ago=2m59");
	stage_line(&p.st, "event opened fra-acc-02 sev=major text=lost ago=2m50");
	draw(&p, "FRA", 8);
	assert_false(says("+"));
	play_close(&p);
}

static void who_did_it_is_told(void **state)
{
	struct play p;

	(void)state;
	open_quiet(&p);
	stage_line(&p.st,
		   "event acknowledged fra-acc-01 sev=major text=lost ago=1m who=mk");
	draw(&p, "FRA", 8);
	assert_true(says("M acked    fra-acc-01  lost  by mk"));
	play_close(&p);
}

static void what_has_no_room_is_counted_and_nothing_is_nothing(void **state)
{
	struct play p;

	(void)state;
	open_quiet(&p);
	draw(&p, "FRA", 3);
	assert_true(says("nothing happened"));
	for (int i = 1; i < 6; i++) {
		char line[96];

		snprintf(line, sizeof line, "event opened fra-acc-0%d text=t%d ago=%dm",
			 i, i, 7 - i);
		stage_line(&p.st, line);
	}
	draw(&p, "FRA", 3);
	assert_true(says("newest 2 of 5"));
	assert_true(says("t5"));
	assert_false(says("t3"));
	play_close(&p);
}

static void a_full_memory_says_that_it_forgot(void **state)
{
	struct play p;

	(void)state;
	open_quiet(&p);
	for (int i = 0; i < RECENT_MAX; i++)
		stage_line(&p.st, "event opened ams-acc-01 text=much ago=1m");
	draw(&p, "FRA", 4);
	assert_true(says("before that: noctop events"));
	stage_wait(&p.st, 900000);
	draw(&p, "FRA", 4);
	assert_false(says("before that"));
	play_close(&p);
}

static int done(void **state)
{
	(void)state;
	buf_fini(&text);
	return 0;
}

static void work_is_told_where_it_is_and_what_began_in_it_is_planned(void **state)
{
	struct play p;

	(void)state;
	open_quiet(&p);
	stage_line(&p.st, "window CHG1 device=fra-acc-01 began=9m ends=1h");
	stage_line(&p.st, "event planned fra-acc-01 text=held ago=9m");
	stage_line(&p.st, "event maintenance CHG1 text=set ago=8m who=mk");
	stage_line(&p.st, "event suppressed fra-acc-01 sev=major text=dark ago=7m "
			  "note=\"planned, CHG1\"");
	stage_line(&p.st, "event suppressed fra-acc-02 sev=major text=far ago=6m");
	draw(&p, "FRA", 8);
	assert_true(says("M hidden   fra-acc-02  far\n"));
	assert_true(says("M planned  fra-acc-01  dark: planned, CHG1\n"));
	assert_true(says("planned  CHG1        set  by mk\n"));
	assert_true(says("planned  fra-acc-01  held\n"));
	draw(&p, "AMS", 8);
	assert_false(says("CHG1"));
	play_close(&p);
}

static void who_did_it_is_told_of_a_long_text_too(void **state)
{
	const char *event = "event acknowledged fra-acc-01 sev=major ago=1m who=mk "
			    "text=\"isolated, 10 of 10 lost: fra-edge-01 or its link, "
			    "as far as its one neighbour tells\"";
	struct play p;

	(void)state;
	open_quiet(&p);
	stage_line(&p.st, event);
	draw(&p, "FRA", 8);
	assert_true(says("  by mk\n"));
	play_close(&p);
	play_open(&p, "size 80x24");
	stage_line(&p.st, event);
	play_type(&p, ":events<Enter>");
	assert_true(play_shows(&p, "  by mk\n"));
	play_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_is_of_the_site_and_young),
		cmocka_unit_test(what_happens_to_many_at_once_is_one_line_of_the_worst),
		cmocka_unit_test(
			the_same_device_twice_is_two_lines_and_so_is_a_minute_later),
		cmocka_unit_test(who_did_it_is_told),
		cmocka_unit_test(who_did_it_is_told_of_a_long_text_too),
		cmocka_unit_test(
			work_is_told_where_it_is_and_what_began_in_it_is_planned),
		cmocka_unit_test(what_has_no_room_is_counted_and_nothing_is_nothing),
		cmocka_unit_test(a_full_memory_says_that_it_forgot),
	};

	return cmocka_run_group_tests_name("timeline", tests, NULL, done);
}

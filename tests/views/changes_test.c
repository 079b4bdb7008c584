/* What changed: which events count, how far back it looks, whose it is. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "tests/views/play.h"
#include "views/changes.h"

static void a_longer_time_shows_more_and_a_shorter_one_less(void **state)
{
	struct play p;

	(void)state;
	play_open(&p,
		  "size 120x40\nevent rebooted fra-core-02 text=\"up for 2m\" ago=2h");
	play_type(&p, ":changes<Enter>");
	assert_true(play_shows(&p, "15 min"));
	assert_false(play_shows(&p, "rebooted      FRA"));
	play_type(&p, "<lt>");
	assert_true(play_shows(&p, "15 min"));
	play_type(&p, ">>");
	assert_true(play_shows(&p, "6 h"));
	assert_true(play_shows(&p, "rebooted      FRA"));
	play_type(&p, ">>>>");
	assert_true(play_shows(&p, "24 h"));
	play_close(&p);
}

static void what_grows_too_old_leaves_by_itself(void **state)
{
	struct play p;

	(void)state;
	play_open(&p,
		  "size 120x40\nevent rebooted fra-core-02 text=\"up for 2m\" ago=14m");
	play_type(&p, ":changes<Enter>");
	assert_true(play_shows(&p, "rebooted      FRA"));
	stage_wait(&p.st, 90000);
	play_draw(&p);
	assert_false(play_shows(&p, "rebooted      FRA"));
	play_close(&p);
}

static void d_is_of_the_thing_and_again_of_everything(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 120x40");
	play_type(&p, "d");
	assert_true(play_shows(&p, "WHAT CHANGED  EU-NOC > FRA > fra-core-01"));
	assert_false(play_shows(&p, "CPU 99%"));
	play_type(&p, "d");
	assert_true(play_shows(&p, "WHAT CHANGED  EU-NOC ─"));
	assert_true(play_shows(&p, "CPU 99%"));
	play_type(&p, "<Esc>");
	assert_true(play_shows(&p, "1 ALERTS"));
	play_close(&p);
}

static void what_noctop_only_told_is_no_change(void **state)
{
	struct play p;

	(void)state;
	assert_false(changes_has(EVENT_NOTIFIED));
	assert_false(changes_has(EVENT_SUPPRESSED));
	assert_true(changes_has(EVENT_REBOOTED));
	play_open(&p, "size 120x40\nevent notified fra-core-01 text=desk ago=1m");
	play_type(&p, ":changes<Enter>");
	assert_false(play_shows(&p, "notified      FRA"));
	play_type(&p, ".");
	assert_true(play_shows(&p, "notified      FRA"));
	play_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_longer_time_shows_more_and_a_shorter_one_less),
		cmocka_unit_test(what_grows_too_old_leaves_by_itself),
		cmocka_unit_test(d_is_of_the_thing_and_again_of_everything),
		cmocka_unit_test(what_noctop_only_told_is_no_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

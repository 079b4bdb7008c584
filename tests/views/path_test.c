/* The way to a device, and what probes found below it: all of it can be reached. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "tests/views/play.h"

/* As many hops as there can be, h01 to h30, below a way of four rows. */
static void open_trail(struct play *p)
{
	char lines[400] = "size 80x24\nview devices\ntrail ams-acc-01 hops=";
	size_t len = strlen(lines);

	for (int i = 1; i <= 30; i++)
		len += (size_t)snprintf(lines + len, sizeof lines - len, "%sh%02d/1",
					i > 1 ? "," : "", i);
	play_scene(p, "ring", lines);
	play_type(p, "/ams-acc-01<Enter>t");
}

static bool stands_on(const struct play *p, const char *words)
{
	const char *row = play_cursor_row(p), *at = strstr(row, words);

	return at && at < row + strcspn(row, "\n");
}

static void a_long_trail_scrolls_to_its_end_and_back(void **state)
{
	struct play p;

	(void)state;
	open_trail(&p);
	assert_true(play_shows(&p, "1-19 of 37"));
	assert_true(stands_on(&p, "ams-acc-01"));
	assert_true(play_shows(&p, " h12 "));
	assert_false(play_shows(&p, " h13 "));
	play_type(&p, "j"); /* nothing of ours is below */
	assert_true(play_shows(&p, "2-20 of 37"));
	assert_true(play_shows(&p, " h13 "));
	assert_true(stands_on(&p, "ams-acc-01"));
	play_type(&p, "k");
	assert_true(play_shows(&p, "2-20 of 37"));
	assert_true(stands_on(&p, "ams-edge-01"));
	play_type(&p, "G");
	assert_true(play_shows(&p, "19-37 of 37"));
	assert_true(play_shows(&p, " h30 "));
	play_type(&p, "k");
	assert_true(play_shows(&p, "18-36 of 37"));
	play_type(&p, "<PgUp>");
	assert_true(play_shows(&p, "1-19 of 37"));
	play_type(&p, "g");
	assert_true(play_shows(&p, "1-19 of 37"));
	assert_true(stands_on(&p, "fra-core-01"));
	play_type(&p, "<PgDn>");
	assert_true(play_shows(&p, " h25 "));
	play_type(&p, "<PgDn><PgDn><PgDn>");
	assert_true(play_shows(&p, "19-37 of 37"));
	stage_wait(&p.st, 3000);
	play_draw(&p);
	assert_true(play_shows(&p, "19-37 of 37"));
	play_close(&p);
}

static void what_is_found_in_a_trail_is_scrolled_to(void **state)
{
	struct play p;

	(void)state;
	open_trail(&p);
	play_type(&p, "/h29<Enter>");
	play_draw(&p);
	assert_true(play_shows(&p, " h29 "));
	play_type(&p, "<Esc>/fra-core<Enter>");
	assert_true(stands_on(&p, "fra-core-01"));
	play_type(&p, "<Esc>G");
	assert_true(play_shows(&p, " h30 "));
	play_close(&p);
}

static void one_that_fits_does_not_scroll(void **state)
{
	struct play p;

	(void)state;
	play_scene(&p, "ring", "size 80x24\nview devices\ntrail ams-acc-01 hops=h01/1");
	play_type(&p, "/ams-acc-01<Enter>tGjj<PgDn>");
	assert_true(play_shows(&p, "DEVICE  "));
	assert_true(play_shows(&p, "0 the watch"));
	assert_true(stands_on(&p, "ams-acc-01"));
	play_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_long_trail_scrolls_to_its_end_and_back),
		cmocka_unit_test(what_is_found_in_a_trail_is_scrolled_to),
		cmocka_unit_test(one_that_fits_does_not_scroll),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

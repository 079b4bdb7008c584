/* Views that are text: all of it can be had, whatever fits; it scrolls. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "tests/views/play.h"
#include "views/prose.h"

static void the_whole_sheet_is_written_not_only_what_fits(void **state)
{
	struct buf text = {0};
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	assert_false(session_text(p.v, &p.st.scene, &text));
	play_type(&p, "H");
	assert_true(play_shows(&p, "NEEDS SOMEBODY  5"));
	assert_false(play_shows(&p, "HIDDEN BY A CAUSE"));
	assert_true(session_text(p.v, &p.st.scene, &text));
	buf_char(&text, '\0');
	/* who reads it elsewhere knows of which network it is, and when */
	assert_ptr_equal(strstr(text.data, " noctop EU-NOC  UNACK C2 M1 W2"), text.data);
	assert_non_null(strstr(text.data, "\n── HAND-OVER  EU-NOC  20 Nov 20:16:20Z ─"));
	assert_non_null(strstr(text.data, "NEEDS SOMEBODY  5\n  C  4m12  fra-core-01"));
	assert_non_null(
		strstr(text.data, "HIDDEN BY A CAUSE  1\n  M  4m10  fra-acc-07"));
	play_type(&p, "G");
	assert_true(play_shows(&p, "HIDDEN BY A CAUSE"));
	play_type(&p, "H");
	assert_true(play_shows(&p, "1 ALERTS"));
	buf_fini(&text);
	play_close(&p);
}

static void a_small_screen_has_the_title_of_the_sheet_whole(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 40x24");
	p.st.scene.name = "Metropolitan Area NOC";
	play_type(&p, "H");
	assert_true(play_shows(&p, "── HAND-OVER  20 Nov 20:16:20Z ──"));
	play_close(&p);
}

/* Over a slow line several keys come before the next drawing. */
static void keys_behind_the_end_are_not_lost(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	play_type(&p, "H");
	session_key(p.v, &p.st.scene, 'G');
	session_key(p.v, &p.st.scene, 'k');
	session_key(p.v, &p.st.scene, 'k');
	play_draw(&p);
	assert_true(play_shows(&p, "7-26 of 28"));
	play_close(&p);
}

static void the_sheet_tells_who_has_what_until_when(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 120x40");
	play_type(&p, "H");
	assert_true(play_shows(&p, "in hand of mk until 20:28:20: carrier INC-4412"));
	assert_true(play_shows(
		&p, "acknowledged ams-core-02 unreachable, no answer by mk"));
	assert_true(play_shows(&p, "AMS DEGRADED   32/45 lost"));
	play_close(&p);
}

static void the_sheet_tells_of_what_a_window_is(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 120x40\n"
		      "window CHG4711 site=LON began=20m ends=40m who=mk "
		      "text=\"new line card\"");
	play_type(&p, "H");
	assert_true(play_shows(&p, "CHG4711  LON  runs from 19:56:20 to 20:56:20 by mk: "
				   "new line card"));
	play_close(&p);
}

/* An outage of hundreds is one line of the shift, not hundreds. */
static void the_sheet_counts_what_cleared_behind_a_cause(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 120x50\n"
		      "event suppressed fra-acc-01 sev=major alert=91 text=\"silent\" "
		      "ago=9m\n"
		      "event suppressed fra-acc-02 sev=major alert=92 text=\"silent\" "
		      "ago=9m\n"
		      "event resumed fra-acc-02 sev=major alert=92 text=\"silent\" "
		      "ago=8m\n"
		      "event cleared fra-acc-01 sev=major alert=91 text=\"silent\" "
		      "ago=7m\n"
		      "event cleared fra-acc-02 sev=major alert=92 text=\"silent\" "
		      "ago=7m");
	play_type(&p, "H");
	assert_true(play_shows(&p, "20:09:20 cleared fra-acc-02 silent"));
	assert_false(play_shows(&p, "cleared fra-acc-01"));
	assert_true(play_shows(&p, "and 1 cleared that was hidden"));
	play_close(&p);
}

static void the_sheet_says_what_it_leaves_out(void **state)
{
	struct buf text = {0}, lines = {0};
	struct event e = {.kind = EVENT_COMMENTED, .name = "x", .text = "y", .note = ""};
	struct play p;

	(void)state;
	buf_str(&lines, "size 120x40\ndevice far-{1-210} site=WAW\n");
	for (int i = 1; i <= 210; i++)
		buf_printf(&lines, "alert %d device=far-%d sev=warning text=slow\n",
			   5000 + i, i);
	buf_char(&lines, '\0');
	play_open(&p, lines.data);
	buf_fini(&lines);
	for (int i = 0; i < RECENT_MAX; i++) {
		e.at_ms = p.st.scene.now_ms - 60000;
		recent_add((struct recent *)p.st.scene.recent, &e);
	}
	play_type(&p, "H");
	assert_true(session_text(p.v, &p.st.scene, &text));
	buf_char(&text, '\0');
	assert_non_null(strstr(text.data, "  W  4m12  far-195 slow\n  and 15 more"));
	assert_non_null(strstr(text.data, "what was before 20:15:20: noctop events"));
	buf_fini(&text);
	play_close(&p);
}

/* A table's cell goes whole into the next line. */
static void what_is_too_long_goes_on_behind_a_gap(void **state)
{
	static const char line[] =
		"in-errors   warning   >0.1% and >1/s 2 of 3 polls; over it   no reading";
	struct prose p = {.n = 0};
	char out[PROSE_LINE_SIZE];

	(void)state;
	prose_add(&p, PROSE_LINE, "%s", line);
	prose_wrap(&p, 66);
	prose_line(&p, 0, out);
	assert_string_equal(
		out, "in-errors   warning   >0.1% and >1/s 2 of 3 polls; over it");
	prose_line(&p, 1, out);
	assert_string_equal(out, "             no reading");
	prose_fini(&p);
}

static void the_watch_tells_who_is_attached(void **state)
{
	struct who who = {.name = "jk", .from = "pts/7"};
	struct attendant one = {&who, 0, true};
	struct play p;

	(void)state;
	play_open(&p, "size 120x40");
	one.since_ms = p.st.scene.now_ms - 60000;
	p.st.scene.attached = &one;
	p.st.scene.attached_n = 1;
	p.st.net.health.polls_late = 7;
	play_type(&p, ":health<Enter>");
	assert_true(play_shows(&p, "0 polls are due now, 7 late"));
	assert_true(play_shows(
		&p, "jk               pts/7                    since 20:15:20  "
		    "a wall"));
	play_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_sheet_is_written_not_only_what_fits),
		cmocka_unit_test(a_small_screen_has_the_title_of_the_sheet_whole),
		cmocka_unit_test(keys_behind_the_end_are_not_lost),
		cmocka_unit_test(the_sheet_tells_who_has_what_until_when),
		cmocka_unit_test(the_sheet_tells_of_what_a_window_is),
		cmocka_unit_test(the_sheet_counts_what_cleared_behind_a_cause),
		cmocka_unit_test(the_sheet_says_what_it_leaves_out),
		cmocka_unit_test(what_is_too_long_goes_on_behind_a_gap),
		cmocka_unit_test(the_watch_tells_who_is_attached),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

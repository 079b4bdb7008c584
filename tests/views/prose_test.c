/* Views that are text: all of it can be had, whatever fits; it scrolls. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "tests/views/play.h"

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
		cmocka_unit_test(the_sheet_tells_who_has_what_until_when),
		cmocka_unit_test(the_watch_tells_who_is_attached),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Where an operator was is where the next watch shows him, as far as it is there. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/views/play.h"
#include "views/panels.h"

static char *screen_of(const struct play *p)
{
	char *text = strdup(p->text.data);

	assert_non_null(text);
	return text;
}

/* Line by line: a whole screen is more than cmocka prints. */
static void same_screen(const char *a, const char *b)
{
	char line[2][1000];

	while (*a || *b) {
		size_t n = strcspn(a, "\n"), m = strcspn(b, "\n");

		snprintf(line[0], sizeof line[0], "%.*s", (int)n, a);
		snprintf(line[1], sizeof line[1], "%.*s", (int)m, b);
		assert_string_equal(line[0], line[1]);
		a += n + (a[n] == '\n');
		b += m + (b[m] == '\n');
	}
}

/* What keys led to is there again, and every page on the way back. */
static void leads_back(const char *size, const char *keys)
{
	struct play p;
	char *before;
	unsigned depth;

	play_open(&p, size);
	play_type(&p, keys);
	depth = p.v->depth;
	play_next_watch(&p, "noc", size);
	assert_int_equal(p.v->depth, depth);
	for (;;) {
		struct play first;

		play_open(&first, size);
		play_type(&first, keys);
		for (unsigned i = p.v->depth; i < depth; i++)
			session_pop(first.v);
		first.v->message_kind = MESSAGE_NONE;
		play_draw(&first);
		before = screen_of(&first);
		play_close(&first);
		same_screen(p.text.data, before);
		free(before);
		if (p.v->depth == 0)
			break;
		session_pop(p.v);
		play_draw(&p);
	}
	play_close(&p);
}

static void the_next_watch_shows_the_same_screen(void **state)
{
	(void)state;
	leads_back("size 120x40", "j");
	leads_back("size 120x40", "22/core<Enter>scjj");
	leads_back("size 80x24", "22/core<Enter>scsc<Enter>3j");
	leads_back("size 120x40", "33!jj<Enter>>>");
	leads_back("size 120x40", "1h!sgj<Enter>");
	leads_back("size 80x24", ":site fra<Enter><Enter><Enter>d");
	leads_back("size 120x40", "4.j<Enter>");
	leads_back("size 40x6", "22.jjj");
	leads_back("size 120x40", ":health<Enter>?");
}

static void a_row_that_is_not_there_is_waited_for(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	play_type(&p, "33j<Enter>");
	assert_true(play_shows(&p, "fra-core-01 > xe-0/1/0"));
	play_type(&p, "<Esc>");
	assert_non_null(strstr(play_cursor_row(&p), "xe-0/1/0"));
	play_next_watch(&p, "fresh", "size 80x24");
	assert_true(play_shows(&p, "3 LINKS"));
	stage_line(&p.st, "if fra-core-01 xe-0/0/3 speed=10G in=97 out=1");
	stage_line(&p.st, "if fra-core-01 xe-0/1/0 speed=10G in=93 out=12");
	stage_wait(&p.st, 2000);
	play_draw(&p);
	assert_non_null(strstr(play_cursor_row(&p), "xe-0/1/0"));
	play_close(&p);
}

static void an_interface_is_waited_for_until_its_device_tells(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	play_type(&p, "33j<Enter>");
	play_next_watch(&p, "fresh", "size 80x24");
	assert_true(play_shows(&p, "fra-core-01 has not told yet of its interfaces"));
	stage_line(&p.st, "if fra-core-01 xe-0/1/0 speed=10G in=93 out=12");
	play_draw(&p);
	assert_true(play_shows(&p, "fra-core-01 > xe-0/1/0"));
	assert_ptr_equal(session_page(p.v)->view, &interface_view);
	play_close(&p);
}

static void what_is_gone_leaves_the_nearest_level(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24\nif fra-core-01 xe-9/9/9 speed=10G in=1 out=1");
	play_type(&p, ":interface fra-core-01 xe-9/9/9<Enter>");
	assert_ptr_equal(session_page(p.v)->view, &interface_view);
	play_next_watch(&p, "noc", "size 80x24");
	assert_ptr_equal(session_page(p.v)->view, &device_view);
	assert_true(play_shows(&p, "EU-NOC > FRA > fra-core-01"));
	assert_true(play_shows(&p, "fra-core-01 xe-9/9/9 is not there any more"));
	assert_int_equal(p.v->depth, 1);
	play_close(&p);

	play_open(&p, "size 80x24\nif fra-core-01 xe-9/9/9 speed=10G in=1 out=1");
	play_type(&p,
		  ":device fra-core-01<Enter>:interface fra-core-01 xe-9/9/9<Enter>");
	assert_int_equal(p.v->depth, 2);
	play_next_watch(&p, "noc", "size 80x24");
	assert_ptr_equal(session_page(p.v)->view, &device_view);
	assert_int_equal(p.v->depth, 1);
	play_close(&p);

	play_open(&p, "size 80x24\ndevice fra-new-01 site=FRA");
	play_type(&p, ":site FRA<Enter>:device fra-new-01<Enter>L");
	assert_int_equal(p.v->depth, 3);
	play_next_watch(&p, "noc", "size 80x24");
	assert_ptr_equal(session_page(p.v)->view, &site_view);
	assert_true(play_shows(&p, "fra-new-01 is not there any more"));
	play_close(&p);
}

static void nothing_that_acts_is_taken_along(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	play_type(&p, "11<Space>j<Space>a");
	assert_int_equal(p.v->dialog.kind, DIALOG_ACK);
	play_next_watch(&p, "noc", "size 80x24");
	assert_int_equal(p.v->dialog.kind, DIALOG_NONE);
	assert_int_equal(session_list(p.v)->marks.n, 0);
	play_close(&p);
}

static void a_wall_goes_on_with_its_view(void **state)
{
	struct play p;

	(void)state;
	play_scene(&p, "quiet", "size 240x67\nwall devices,topology rotate=20s");
	play_type(&p, "<Right><Right>");
	assert_true(play_shows(&p, "4 TOPOLOGY"));
	play_next_watch(&p, "quiet", "size 240x67\nwall devices,topology rotate=20s");
	assert_true(play_shows(&p, "4 TOPOLOGY"));
	stage_wait(&p.st, 21000);
	play_draw(&p);
	assert_true(play_shows(&p, "── SITES"));
	play_close(&p);
}

/* Every view, narrowed to things of every kind, of names that are and that are not. */
static void nonsense_is_left_out(void **state)
{
	static const char *const things[] = {
		"-\t0\t\t",	      "alert\t4711\t\t",
		"alert\t99999\t\t",   "site\t0\tFRA\t",
		"device\t0\tfra-core-01\t", "interface\t0\tfra-core-01\txe-0/0/3",
		"interface\t0\tfra-core-01\tno such", "group\t77\tfra-core-01\t",
		"event\t3\t\t",	      "circuit\t0\tnone\t",
		"customer\t0\tACME Ltd\t", "rule\t1\t\t",
		"device\t0\t\x1b[2J\t",
	};
	struct play p;
	char text[512];

	(void)state;
	play_open(&p, "size 80x24");
	for (unsigned i = 0; all_views[i]; i++)
		for (size_t k = 0; k < sizeof things / sizeof *things; k++) {
			snprintf(text, sizeof text,
				 "page\toverview\nlist\tnonsense\n"
				 "page\t%s\tlinks\t99\t-7\t9"
				 "\t%s\t%s\nlist\tlinks\tnonsense\tall\t1\t%s\tcpu>>\n"
				 "page\tnonsense\npage\talerts\n",
				 all_views[i]->name, things[k], things[k], things[k]);
			session_close(p.v);
			p.st.options.place = text;
			p.v = session_open(&p.st.options);
			play_draw(&p);
			assert_true(p.v->depth <= 1);
			assert_null(strchr(p.text.data, '\x1b'));
		}
	p.st.options.place = NULL;
	play_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_next_watch_shows_the_same_screen),
		cmocka_unit_test(a_row_that_is_not_there_is_waited_for),
		cmocka_unit_test(an_interface_is_waited_for_until_its_device_tells),
		cmocka_unit_test(what_is_gone_leaves_the_nearest_level),
		cmocka_unit_test(nothing_that_acts_is_taken_along),
		cmocka_unit_test(a_wall_goes_on_with_its_view),
		cmocka_unit_test(nonsense_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

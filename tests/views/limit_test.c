/* What an operator narrowed everything to: no list, count or bell tells of the rest. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "tests/views/play.h"
#include "views/panels.h"
#include "views/sheet.h"

static const char *const elsewhere[] = {"ams-", "lon-", "par-", "mad-", "waw-",
					"AMS",	"LON",	"PAR",	"MAD",	"WAW"};

static void assert_only_fra(const struct play *p, const char *what)
{
	/* a way from FRA names where it leads to */
	for (const char *line = p->text.data; *line; line += strcspn(line, "\n") + 1) {
		char text[1024];

		snprintf(text, sizeof text, "%.*s", (int)strcspn(line, "\n"), line);
		if (strstr(text, "fra-") || strstr(text, "FRA"))
			continue;
		for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
			if (strstr(text, elsewhere[i]))
				fail_msg("%s shows %s:\n%s", what, elsewhere[i], text);
	}
}

static void every_view_shows_only_that(void **state)
{
	static const char *const sizes[] = {"80x24", "120x40", "240x67"};
	static const char *const views[] = {
		"overview", "alerts",  "devices", "interfaces", "topology",
		"events",   "changes", "site",	  "works",	"handover"};

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		for (size_t k = 0; k < sizeof views / sizeof *views; k++) {
			char line[64];
			struct play p;

			snprintf(line, sizeof line, "size %s", sizes[i]);
			play_open(&p, line);
			snprintf(line, sizeof line,
				 ":set scope customer=ACME Ltd<Enter>:%s<Enter>",
				 views[k]);
			play_type(&p, line);
			assert_true(play_shows(&p, "ONLY ACME Ltd"));
			stage_wait(&p.st, 5000); /* the toast goes */
			play_draw(&p);
			assert_only_fra(&p, views[k]);
			play_close(&p);
		}
	}
}

static void counts_are_of_that(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 120x40");
	assert_true(play_shows(&p, "UNACK C2 M1 W2  in hand 3  hidden 1"));
	play_type(&p, ":set scope site=FRA<Enter>");
	assert_true(play_shows(&p, "UNACK C1 W1  in hand 0  hidden 1"));
	assert_true(play_shows(&p, "19 dev 17 up 1 degraded 1 down"));
	play_type(&p, ":set scope all<Enter>");
	assert_false(play_shows(&p, "ONLY"));
	assert_true(play_shows(&p, "UNACK C2 M1 W2  in hand 3  hidden 1"));
	play_close(&p);
}

static void ports_are_read(struct play *p, const char *prefix, bool read)
{
	for (dev_id d = 0; d < p->st.net.dev_n; d++)
		if (!strncmp(network_str(&p->st.net, p->st.net.dev[d].name), prefix,
			     strlen(prefix)))
			p->st.net.dev[d].shape = read;
	stage_wait(&p->st, 2000);
	play_draw(p);
}

/* Nothing is said of ports that are still read: of a device, a site, a scope, all. */
static void ports_that_are_still_read_are_not_unused(void **state)
{
	static const char still[] = "interfaces are still being read";
	static const char unused[] = "no interface in use";
	struct play p;

	(void)state;
	play_scene(&p, "fresh", "size 80x24\nview interfaces");
	assert_true(play_shows(&p, "waiting for first answers"));
	play_close(&p);
	play_scene(&p, "fresh",
		   "size 80x24\nview interfaces\ndevice fra-new-01 site=FRA");
	ports_are_read(&p, "fra-new", false);
	assert_true(play_shows(&p, still));
	play_type(&p, "/xe<Enter>");
	assert_true(play_shows(&p, "no interface matches; some are still being read"));
	play_type(&p, "<Esc>");
	ports_are_read(&p, "ams", true);
	assert_true(play_shows(&p, still));
	play_type(&p, ":set scope site=AMS<Enter>");
	assert_true(play_shows(&p, unused));
	play_type(&p, ":set scope site=FRA<Enter>");
	assert_true(play_shows(&p, still));
	play_type(&p, ":set scope all<Enter>:device fra-new-01<Enter>");
	assert_true(play_shows(&p, still));
	ports_are_read(&p, "fra", true);
	assert_true(play_shows(&p, unused));
	play_type(&p, "0:interfaces<Enter>");
	assert_true(play_shows(&p, unused));
	play_close(&p);
}

static void what_is_outside_is_not_gone_to(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	play_type(&p, ":set scope site=FRA<Enter>:device lon-core-01<Enter>");
	assert_true(play_shows(&p, "lon-core-01 is outside of your scope"));
	play_type(&p, ":device fra-core-01<Enter>");
	assert_true(play_shows(&p, "FRA > fra-core-01"));
	play_close(&p);
}

static void the_bell_is_of_that_and_of_the_watch(void **state)
{
	struct event here = {.subject = SUBJECT_DEVICE, .name = "fra-core-01"},
		     there = {.subject = SUBJECT_DEVICE, .name = "lon-core-01"},
		     watch = {.subject = SUBJECT_WATCH, .name = ""};
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	assert_true(session_heeds(p.v, &p.st.scene, &there));
	play_type(&p, ":set scope site=FRA<Enter>");
	assert_true(session_heeds(p.v, &p.st.scene, &here));
	assert_false(session_heeds(p.v, &p.st.scene, &there));
	assert_true(session_heeds(p.v, &p.st.scene, &watch));
	play_close(&p);
}

static void it_is_kept_and_one_that_went_shows_nothing(void **state)
{
	struct play p;
	struct act act;
	char kept[256];

	(void)state;
	play_open(&p, "size 80x24");
	act = play_type(&p, ":set scope customer=ACME Ltd<Enter>");
	assert_int_equal(act.kind, ACT_KEEP);
	assert_string_equal(act.note, "scope customer=ACME Ltd\n");
	snprintf(kept, sizeof kept, "%s", act.note);
	play_again(&p, kept);
	play_draw(&p);
	assert_true(play_shows(&p, "ONLY ACME Ltd"));
	play_again(&p, "scope customer=bygone\n");
	play_draw(&p);
	assert_true(play_shows(&p, "ONLY bygone"));
	assert_true(play_shows(&p, "UNACK 0"));
	assert_false(play_shows(&p, "fra-"));
	play_close(&p);
}

static void what_is_no_scope_is_said(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 120x40");
	play_type(&p, ":set scope customer=nobody<Enter>");
	assert_true(play_shows(&p, "there is no 'customer=nobody' here"));
	play_type(&p, "<Esc>:set scope moon=1<Enter>");
	assert_true(play_shows(&p, "a scope is all, customer=NAME or site=NAME"));
	play_type(&p, "<Esc>:set scope cus<Tab>");
	assert_string_equal(p.v->field.text, "set scope customer=ACME Ltd");
	play_close(&p);
}

static void a_list_that_is_written_is_of_that_and_says_so(void **state)
{
	struct sheet sheet;
	struct play p;
	const char *why;
	ref_id ref;
	uint32_t n = 0;

	(void)state;
	play_open(&p, "size 80x24");
	play_type(&p, ":set scope site=FRA<Enter>:devices<Enter>");
	assert_true(sheet_open(&sheet, p.v, &p.st.scene, &why));
	assert_string_equal(sheet.scope, "site=FRA");
	while ((ref = sheet_next(&sheet, &p.st.scene)))
		n++;
	assert_int_equal(n, 19);
	sheet_close(&sheet);
	play_close(&p);
}

static void the_wall_is_of_that(void **state)
{
	struct session_options options;
	struct play p;

	(void)state;
	play_open(&p, "size 240x67");
	options = p.st.options;
	options.wall.on = true;
	options.kept = "scope site=FRA\n";
	options.kept_n = strlen(options.kept);
	session_close(p.v);
	p.v = session_open(&options);
	play_draw(&p);
	assert_true(play_shows(&p, "ONLY FRA"));
	assert_true(play_shows(&p, "19 devices, 1 sites"));
	assert_only_fra(&p, "the wall");
	play_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_view_shows_only_that),
		cmocka_unit_test(counts_are_of_that),
		cmocka_unit_test(ports_that_are_still_read_are_not_unused),
		cmocka_unit_test(what_is_outside_is_not_gone_to),
		cmocka_unit_test(the_bell_is_of_that_and_of_the_watch),
		cmocka_unit_test(it_is_kept_and_one_that_went_shows_nothing),
		cmocka_unit_test(what_is_no_scope_is_said),
		cmocka_unit_test(a_list_that_is_written_is_of_that_and_says_so),
		cmocka_unit_test(the_wall_is_of_that),
	};

	return cmocka_run_group_tests_name("limit", tests, NULL, NULL);
}

/* An outage in fifteen keys: from a storm of alerts to its cause, to the interface, its
 * graph and its neighbour; acknowledged with a note, handed over, and back. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "tests/views/play.h"

static unsigned keys;

/* Type keys, count them, and see this afterwards. */
static void step(struct play *p, const char *type, const char *see)
{
	uint32_t key;

	while ((key = key_parse(&type)) != K_NONE) {
		struct act act = session_key(p->v, &p->st.scene, key);

		stage_act(&p->st, p->v, &act);
		play_draw(p);
		keys++;
	}
	if (!play_shows(p, see))
		fail_msg("after %u keys there is no '%s':\n%s", keys, see,
			 p->text.data);
}

/* The alert of the cause, as it is in the watch whatever the screen says. */
static const struct alert *cause(const struct play *p)
{
	const struct alerts *all = &p->st.alerts;

	for (uint32_t i = 0; i < all->n; i++)
		if (!strcmp(all->row[i]->name, "fra-core-01") &&
		    !strcmp(all->row[i]->entity, "xe-0/0/3"))
			return all->row[i];
	fail_msg("there is no such alert");
	return NULL;
}

static void an_outage_in_fifteen_keys(void **state)
{
	struct play p;

	(void)state;
	keys = 0;
	play_open(&p, "size 80x24");
	step(&p, "", "FRA  DEGRADED    1/19  4m12 fra-acc-07 or its link");
	step(&p, "<Enter>", "explains 14 more");			/* the cause */
	step(&p, "<Enter>", "FRA > fra-core-01 > xe-0/0/3"); /* the interface */
	step(&p, "", "LAST 60 POLLS");					/* its graph */
	step(&p, "f", "FRA > fra-acc-07"); /* its neighbour */
	step(&p, "<Esc>", "fra-core-01 > xe-0/0/3");
	assert_int_equal(cause(&p)->state, ALERT_OPEN);
	assert_string_equal(cause(&p)->owner, "");
	step(&p, "omk<Enter>", "fra-core-01 > xe-0/0/3");	/* mk takes it … */
	assert_string_equal(cause(&p)->owner, "mk");
	step(&p, "acut<Enter>", "in hand 4");			/* … as acknowledged */
	assert_int_equal(cause(&p)->state, ALERT_ACKNOWLEDGED);
	assert_string_equal(cause(&p)->ack.note, "cut");
	step(&p, "<Esc><Esc>", "SITE STATE");
	assert_true(keys <= 15);
	play_close(&p);
}

/* Over a slow link every screen costs a second: which site is down, why, who has it
 * stands on the first one, its evidence on the second. */
static void which_site_and_why_in_two_screens(void **state)
{
	struct play p;

	(void)state;
	keys = 0;
	play_open(&p, "size 80x24");
	assert_true(play_shows(
		&p, "AMS  DEGRADED   32/45   21m ams-core-02 down, hides 31"));
	step(&p, "4<Enter>", "AMS");
	assert_true(play_shows(&p, "ams-core-02 down, hides 31"));
	assert_true(play_shows(&p, "in hand"));
	assert_int_equal(keys, 2); /* and so many times the link's delay */
	play_close(&p);
}

/* The row at the cursor without its first cells, where an age may stand. */
static void row_at_cursor(const struct play *p, char out[200])
{
	const char *row = play_cursor_row(p);

	snprintf(out, 200, "%.*s", (int)strcspn(row, "\n"), row);
}

/* Whatever opens on a row, Esc leads back to that row. */
static void back_leads_to_the_same_row(void **state)
{
	static const char *const views[] = {"overview", "alerts",   "devices",
					    "interfaces", "topology", "events"};
	static const char *const ways[] = {"<Enter><Esc>",	      "<Enter><Enter><Esc><Esc>",
					   "?<Esc>",	      "d<Esc>",
					   "L<Esc>",	      "e<Esc>",
					   "H<Esc>",	      "t<Esc>",
					   "M<Esc>",	      ":health<Enter><Esc>"};
	char line[80], before[200], after[200];
	struct play p;

	(void)state;
	for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
		snprintf(line, sizeof line, "size 120x40\nview %s", views[i]);
		play_open(&p, line);
		play_type(&p, "jjj");
		row_at_cursor(&p, before);
		assert_true(strlen(before) > 10);
		for (size_t k = 0; k < sizeof ways / sizeof *ways; k++) {
			play_type(&p, ways[k]);
			row_at_cursor(&p, after);
			if (strcmp(before, after) != 0)
				fail_msg("%s of %s: '%s' became '%s'", ways[k],
					 views[i], before, after);
		}
		play_close(&p);
	}
}

static void back_leads_to_it_though_others_came_above(void **state)
{
	char before[200], after[200];
	struct play p;

	(void)state;
	play_open(&p, "size 120x40\nview alerts");
	play_type(&p, "jjj");
	row_at_cursor(&p, before);
	play_type(&p, "<Enter>");
	stage_line(&p.st,
		   "alert 4801 device=waw-edge-01 check=cpu sev=critical opened=1s "
		   "text=\"CPU 98% (>95%)\"");
	play_type(&p, "<Esc>");
	row_at_cursor(&p, after);
	assert_string_equal(before, after);
	assert_true(play_shows(&p, "UNACK C3"));
	play_close(&p);
}

static void f_leads_to_the_other_end_and_back(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 120x40");
	step(&p, ":interface fra-core-01 xe-0/1/0<Enter>f", "ams-core-01 > xe-1/0/2");
	step(&p, "f", "fra-core-01 > xe-0/1/0");
	step(&p, "<Esc><Esc><Esc>2", "2 DEVICES");
	play_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_outage_in_fifteen_keys),
		cmocka_unit_test(which_site_and_why_in_two_screens),
		cmocka_unit_test(back_leads_to_the_same_row),
		cmocka_unit_test(back_leads_to_it_though_others_came_above),
		cmocka_unit_test(f_leads_to_the_other_end_and_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

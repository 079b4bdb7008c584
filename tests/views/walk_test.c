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
		fail_msg("after %u keys there is no '%s':\n%s", keys, see, p->text.data);
}

static void an_outage_in_fifteen_keys(void **state)
{
	struct play p;

	(void)state;
	keys = 0;
	play_open(&p, "size 80x24");
	step(&p, "", "FRA  DEGRADED    1/19  4m12 fra-acc-07 or its link");
	step(&p, "<Enter>", "explains 14 more");			/* the cause */
	step(&p, "<Enter>", "FRA > fra-core-01 > xe-0/0/3");		/* the interface */
	step(&p, "", "LAST 60 POLLS");					/* its graph */
	step(&p, "f", "FRA > fra-acc-07");				/* its neighbour */
	step(&p, "<Esc>", "fra-core-01 > xe-0/0/3");
	step(&p, "omk<Enter>", "fra-core-01 > xe-0/0/3");	/* mk takes it … */
	step(&p, "acut<Enter>", "in hand 4");			/* … as acknowledged */
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
	play_open(&p, "size 80x24");
	assert_true(play_shows(&p, "AMS  DEGRADED   32/45   21m ams-core-02 down, hides 31"));
	step(&p, "4<Enter>", "AMS");
	assert_true(play_shows(&p, "ams-core-02 down, hides 31"));
	assert_true(play_shows(&p, "in hand"));
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
		cmocka_unit_test(f_leads_to_the_other_end_and_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

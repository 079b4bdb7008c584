/* Three lines for the bridge: of each kind of thing, as y copies them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "tests/views/play.h"
#include "views/brief.h"

/* What y copies after these keys. */
static void copies(const char *keys, const char *want)
{
	struct play p;
	struct act act;
	char all[64];

	play_open(&p, "size 120x40");
	snprintf(all, sizeof all, "%sy", keys);
	act = play_type(&p, all);
	assert_int_equal(act.kind, ACT_COPY);
	assert_string_equal(act.note, want);
	play_close(&p);
}

static void each_kind_of_thing_is_told_in_three_lines(void **state)
{
	(void)state;
	copies("", "critical fra-core-01 xe-0/0/3 down, the last uplink, was 71% since "
		   "20:12:08Z (4m12)\nit explains 14 more\nNOBODY has it\n");
	copies(":site AMS<Enter>",
	       "AMS Amsterdam DEGRADED, 32 of 45 devices lost since 19:54:38Z (21m)\n"
	       "ams-core-02 down, hides 31\nin hand of mk since 19:58:20Z (18m)\n");
	copies(":device fra-acc-07<Enter>",
	       "fra-acc-07 10.10.0.11 at FRA down\nunreachable, no answer\n"
	       "none open, 1 hidden by a cause\n");
	copies(":interface fra-core-01 xe-0/1/0<Enter>",
	       "fra-core-01 xe-0/1/0 \"to ams-core-01 xe-1/0/2\" up\n"
	       "10G, in 93%, out 12%\nNOBODY has it\n");
	copies(":interface fra-core-01 xe-0/0/3<Enter>",
	       "fra-core-01 xe-0/0/3 \"to fra-acc-07\" down since 20:12:08Z (4m12)\n"
	       "10G, carried 71%\nNOBODY has it\n");
	copies(":interface par-acc-03 ge-0/0/1<Enter>",
	       "par-acc-03 ge-0/0/1 \"to par-dist-01\" was up at 20:11:45Z (4m35 ago), "
	       "its device is stale\n1G, in 14%, out 3% then\n"
	       "no alert of its own is open\n");
}

static void x_asks_for_a_session_on_the_device_of_the_row(void **state)
{
	struct play p;
	struct act act;

	(void)state;
	play_open(&p, "size 120x40");
	act = play_type(&p, ":device fra-acc-07<Enter>x");
	assert_int_equal(act.kind, ACT_CONNECT);
	assert_int_equal(act.device, network_dev_find(&p.st.net, "fra-acc-07"));
	play_close(&p);
}

/* A site has none: it is said where there is one, for each key that needs it. */
static void what_is_for_a_device_says_so_on_a_site(void **state)
{
	static const char *const keys[] = {"x", "r", "b", "t"};
	struct play p;

	(void)state;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		play_open(&p, "size 120x40\n"
			      "alert 77 site=LON check=site_isolated sev=critical "
			      "opened=4m text=\"isolated\"");
		play_type(&p, "1/isolated<Enter>");
		assert_int_equal(play_type(&p, keys[i]).kind, ACT_NONE);
		assert_true(play_shows(
			&p, "that is for a device: Enter leads to those of LON"));
		play_type(&p, "<Esc>4/WAW<Enter>");
		assert_int_equal(play_type(&p, keys[i]).kind, ACT_NONE);
		assert_true(play_shows(
			&p, "that is for a device: Enter leads to those of WAW"));
		play_type(&p, "<Esc>1/nothing of that name<Enter>");
		assert_int_equal(play_type(&p, keys[i]).kind, ACT_NONE);
		assert_true(play_shows(&p, "for a device, and none is selected"));
		play_close(&p);
	}
}

static void x_on_a_way_is_for_its_selected_device(void **state)
{
	struct play p;
	struct act act;

	(void)state;
	play_open(&p, "size 120x40");
	act = play_type(&p, ":path fra-acc-07<Enter>x");
	assert_true(play_shows(&p, "no way is known"));
	assert_int_equal(act.kind, ACT_CONNECT);
	assert_int_equal(act.device, network_dev_find(&p.st.net, "fra-acc-07"));
	play_close(&p);
	play_scene(&p, "ring", "size 120x40");
	act = play_type(&p, ":path ams-acc-01<Enter>gx");
	assert_int_equal(act.kind, ACT_CONNECT);
	assert_int_equal(act.device, network_dev_find(&p.st.net, "fra-core-01"));
	play_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_of_thing_is_told_in_three_lines),
		cmocka_unit_test(x_asks_for_a_session_on_the_device_of_the_row),
		cmocka_unit_test(what_is_for_a_device_says_so_on_a_site),
		cmocka_unit_test(x_on_a_way_is_for_its_selected_device),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

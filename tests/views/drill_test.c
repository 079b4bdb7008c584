/* One device, one interface: every key, and the ways in and out. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "tests/views/play.h"
#include "views/drill.h"

#define DEVICE "view devices\nsize 80x24"
#define LINKS "view interfaces\nsize 80x24"
#define TO_CORE "/fra-core-01<Enter><Enter>"

static void open_at(struct play *p, const char *lines, const char *keys)
{
	play_open(p, lines);
	play_type(p, keys);
}

/* --- ways in and out -----------------------------------------------------------------
 */

static void enter_on_a_device_opens_it_and_esc_returns_to_its_row(void **state)
{
	char row[24];
	struct play p;

	(void)state;
	open_at(&p, DEVICE, "jjjj");
	snprintf(row, sizeof row, "%s", play_cursor_row(&p));
	play_type(&p, "<Enter>");
	assert_true(play_shows(&p, "EU-NOC > "));
	assert_true(play_shows(&p, "1 ALERTS"));
	play_type(&p, "<Esc>");
	assert_true(play_shows(&p, "2 DEVICES"));
	assert_memory_equal(play_cursor_row(&p), row, sizeof row - 1);
	play_close(&p);
}

static void enter_on_an_interface_opens_it_and_esc_returns_to_its_row(void **state)
{
	struct play p;

	(void)state;
	open_at(&p, LINKS, "j<Enter>");
	assert_true(play_shows(&p, "EU-NOC > FRA > fra-core-01 > xe-0/1/0"));
	play_type(&p, "<Esc>");
	assert_memory_equal(play_cursor_row(&p), "> fra-core-01 xe-0/1/0", 22);
	play_close(&p);
}

static void from_a_device_to_its_interface_and_back_to_its_row(void **state)
{
	struct play p;

	(void)state;
	open_at(&p, DEVICE, TO_CORE "3jj");
	play_type(&p, "<Enter>");
	assert_true(play_shows(&p, "fra-core-01 > et-0/0/48"));
	play_type(&p, "<Esc>");
	assert_true(play_shows(&p, "EU-NOC > FRA > fra-core-01 ─"));
	assert_memory_equal(play_cursor_row(&p), "> et-0/0/48", 11);
	play_type(&p, "<Esc>");
	assert_memory_equal(play_cursor_row(&p), "> fra-core-01", 13);
	play_close(&p);
}

static void an_alert_leads_to_its_detail_then_to_what_it_is_about(void **state)
{
	struct play p;

	(void)state;
	open_at(&p, "size 80x24", "<Enter>");
	assert_true(play_shows(&p, "ALERT 4711"));
	play_type(&p, "<Enter>");
	assert_true(play_shows(&p, "fra-core-01 > xe-0/0/3"));
	play_type(&p, "<Esc>j<Enter>"); /* of a device */
	assert_true(play_shows(&p, "LON > lon-edge-02 ─"));
	play_type(&p, "<Esc><Esc><Esc>");
	assert_true(play_shows(&p, "2 DEVICES") && play_shows(&p, "3 LINKS"));
	play_close(&p);
}

static void an_alert_in_a_device_leads_to_its_detail(void **state)
{
	struct play p;

	(void)state;
	open_at(&p, DEVICE, TO_CORE "j<Enter>");
	assert_true(play_shows(&p, "ALERT 4713"));
	play_type(&p, "<Esc>");
	assert_true(play_shows(&p, "EU-NOC > FRA > fra-core-01 ─"));
	play_close(&p);
}

static void opened_by_name_they_show_what_stands_first_and_stay_with_it(void **state)
{
	struct play p;

	(void)state;
	open_at(&p, "view device\nsize 80x24", "");
	assert_true(play_shows(&p, "FRA > fra-acc-07 ─"));
	stage_line(&p.st, "device worse site=FRA role=core state=down since=1m");
	play_draw(&p);
	assert_true(play_shows(&p, "FRA > fra-acc-07 ─"));
	play_close(&p);
	open_at(&p, "view interface\nsize 80x24", "");
	assert_true(play_shows(&p, "FRA > fra-core-01 > xe-0/0/3 ─"));
	play_close(&p);
}

static void minus_goes_up_from_interface_to_device_to_site(void **state)
{
	struct play p;

	(void)state;
	open_at(&p, LINKS, "j<Enter>-");
	assert_true(play_shows(&p, "EU-NOC > FRA > fra-core-01 ─"));
	play_type(&p, "-");
	assert_false(play_shows(&p, "fra-core-01 ─"));
	assert_true(play_shows(&p, "FRA"));
	play_type(&p, "<Esc><Esc>");
	assert_true(play_shows(&p, "> xe-0/1/0"));
	play_close(&p);
}

static void minus_does_not_pile_up_pages(void **state)
{
	struct play p;

	(void)state;
	open_at(&p, DEVICE, TO_CORE "3<Enter>-");
	assert_true(play_shows(&p, "EU-NOC > FRA > fra-core-01 ─"));
	play_type(&p, "<Esc>");
	assert_true(play_shows(&p, "2 DEVICES"));
	play_close(&p);
}

static void brackets_go_to_siblings_and_say_where_they_end(void **state)
{
	struct play p;

	(void)state;
	open_at(&p, LINKS, "j<Enter>]");
	assert_true(play_shows(&p, "fra-core-01 > xe-0/0/1 "));
	play_type(&p, "[[");
	assert_true(play_shows(&p, "fra-core-01 > xe-0/0/3 "));
	play_type(&p, "[");
	assert_true(play_shows(&p, "no earlier interface of this device"));
	/* ports that nobody uses are passed over */
	play_type(&p, "]]]]]]]]");
	assert_true(play_shows(&p, "fra-core-01 > ge-0/0/9 "));
	play_type(&p, "-]");
	assert_true(play_shows(&p, "FRA > fra-core-02 ─"));
	assert_true(play_shows(&p, "no open alerts"));
	play_type(&p, "[[");
	assert_true(play_shows(&p, "no earlier device of this site"));
	play_close(&p);
}

static void digits_of_panels_that_are_not_here_open_them_at_the_thing(void **state)
{
	struct play p;

	(void)state;
	open_at(&p, DEVICE, TO_CORE "4");
	assert_true(play_shows(&p, "4 TOPOLOGY"));
	play_type(&p, "<Esc>2");
	assert_true(play_shows(&p, "2 DEVICES"));
	assert_memory_equal(play_cursor_row(&p), "> fra-core-01", 13);
	play_type(&p, "<Esc>");
	assert_true(play_shows(&p, "EU-NOC > FRA > fra-core-01 ─"));
	play_type(&p, "33"); /* twice: alone, and still of this device */
	assert_true(play_shows(&p, "LINKS  EU-NOC > FRA > fra-core-01"));
	assert_false(play_shows(&p, "ams-core-01 xe-1/0/2  10G"));
	play_close(&p);
}

static void tab_goes_between_the_panels_that_are_here(void **state)
{
	struct play p;

	(void)state;
	open_at(&p, DEVICE, TO_CORE);
	assert_memory_equal(play_cursor_row(&p), "> C ", 4);
	play_type(&p, "<Tab>");
	assert_memory_equal(play_cursor_row(&p), "> xe-0/0/3", 10);
	play_type(&p, "<Tab>");
	assert_memory_equal(play_cursor_row(&p), "> C ", 4);
	play_type(&p, "<Esc><Esc>3j<Enter>");
	play_type(&p, "<Tab>");
	assert_true(play_shows(&p, "> xe-0/1/0")); /* alerts alone: no other panel */
	play_close(&p);
}

static void a_title_gives_up_levels_for_its_words_but_not_the_device(void **state)
{
	struct play p;

	(void)state;
	open_at(&p, LINKS, "j<Enter>");
	assert_true(play_shows(&p, "── EU-NOC > FRA > fra-core-01 > xe-0/1/0 ─"));
	p.st.cols = 56;
	play_draw(&p);
	assert_true(play_shows(&p, "── FRA > fra-core-01 > xe-0/1/0 ─"));
	assert_true(play_shows(&p, "10G  up 3d00 ─"));
	p.st.cols = 46;
	play_draw(&p);
	assert_true(play_shows(&p, "── fra-core-01 > xe-0/1/0 ─"));
	assert_true(play_shows(&p, "10G  up 3d00 ─"));
	p.st.cols = 40;
	play_draw(&p);
	assert_true(play_shows(&p, "── FRA > fra-core-01 > xe-0/1/0 ─"));
	play_close(&p);
}

/* --- time ranges, reading ------------------------------------------------------------
 */

static void angles_change_the_time_range_and_stop_at_its_ends(void **state)
{
	struct play p;

	(void)state;
	open_at(&p, LINKS, "j<Enter>");
	assert_true(play_shows(&p, "LAST 60 POLLS, 30m"));
	play_type(&p, "<lt>");
	assert_true(play_shows(&p, "no shorter time range"));
	play_type(&p, ">");
	assert_true(play_shows(&p, "LAST HOUR"));
	assert_true(play_shows(&p, "highest of each minute"));
	play_type(&p, ">");
	assert_true(play_shows(&p, "LAST 6 HOURS"));
	play_type(&p, ">");
	assert_true(play_shows(&p, "LAST 24 HOURS"));
	play_type(&p, ">");
	assert_true(play_shows(&p, "LAST 30 DAYS"));
	assert_true(play_shows(&p, "IN the journal does not answer")); /* none here */
	play_type(&p, ">");
	assert_true(play_shows(&p, "no longer time range"));
	play_type(&p, "<lt><lt><lt><lt>");
	assert_true(play_shows(&p, "LAST 60 POLLS"));
	play_close(&p);
}

static void the_journals_ranges_are_asked_for_and_read(void **state)
{
	struct play p;

	(void)state;
	open_at(&p, LINKS "\npast 0d", "j<Enter>>>>");
	assert_true(play_shows(&p, "IN asking the journal"));
	play_close(&p);
	open_at(&p, LINKS "\npast 30d", "j<Enter>>>><Left>");
	assert_true(play_shows(&p, "20:15-20:30  in 84% 8.4G mean 82%"));
	play_type(&p, "<Home>");
	assert_true(play_shows(&p, "20:30-20:45  in 8"));
	play_type(&p, "><End>");
	assert_true(play_shows(&p, "20 Nov 18:00-00:00  in 91%"));
	play_close(&p);
}

static void percentiles_and_trends_are_said_with_how_much_is_known(void **state)
{
	struct play p;

	(void)state;
	open_at(&p, "view interfaces\nsize 120x40\npast 30d", "j<Enter>");
	assert_true(play_shows(&p, "95th of 24 h in 88% 8.8G out 11% 1.1G (of 21h00)"));
	assert_true(play_shows(&p, "95th this month in 79% 7.9G"));
	play_type(&p, ">>>>");
	assert_true(play_shows(&p, "95th of 30 days in 81% 8.1G out 10% 1.0G  "));
	play_close(&p);
	open_at(&p, "view interfaces\nsize 120x40\npast 5d", "j<Enter>>>>>");
	assert_true(play_shows(&p, "(of 4d21)"));
	play_close(&p);
}

static void the_cursor_reads_times_and_values(void **state)
{
	struct play p;

	(void)state;
	open_at(&p, LINKS, "j<Enter><Left>");
	assert_true(play_shows(&p, "20:16:16  in 93% 9.3G  out 12% 1.2G ─"));
	play_type(&p, "<Left>");
	assert_true(play_shows(&p, "20:15:46  in 98% 9.8G"));
	play_type(&p, "<Right><Right>");
	assert_true(play_shows(&p, "20:16:16  in 93%"));
	play_type(&p, "<Home>");
	assert_true(play_shows(&p, "19:46:46  in 90%"));
	play_type(&p, "<Left>");
	assert_true(play_shows(&p, "19:46:46  in 90%"));
	play_type(&p, "<End>");
	assert_true(play_shows(&p, "20:16:16  in 93%"));
	play_close(&p);
}

static void reading_needs_no_graphs_and_takes_none_away(void **state)
{
	struct play p;

	(void)state;
	open_at(&p, DEVICE, TO_CORE);
	assert_true(play_shows(&p, "RTT 1.1ms  peak"));
	play_type(&p, "<Left>");
	assert_true(play_shows(&p, "20:16:16  RTT"));
	assert_true(play_shows(&p, "RTT 1.1ms  peak"));
	p.st.rows = 12;
	play_draw(&p);
	assert_true(play_shows(&p, "20:16:16  RTT"));
	assert_false(play_shows(&p, "RTT 1.1ms  peak"));
	play_type(&p, "<Esc>");
	assert_false(play_shows(&p, "20:16:16"));
	play_close(&p);
}

static void a_gap_reads_as_not_known(void **state)
{
	struct play p;

	(void)state;
	open_at(&p, LINKS, "j<Enter><Home>");
	for (int i = 0; i < 20; i++)
		play_type(&p, "<Right>");
	assert_true(play_shows(&p, "19:56:46  in -  out -"));
	play_close(&p);
}

static void esc_ends_reading_before_it_goes_back(void **state)
{
	struct play p;

	(void)state;
	open_at(&p, LINKS, "j<Enter><Left><Esc>");
	assert_true(play_shows(&p, "LAST 60 POLLS, 30m"));
	assert_true(play_shows(&p, "> xe-0/1/0"));
	play_type(&p, "<Esc>");
	assert_true(play_shows(&p, "3 LINKS"));
	play_close(&p);
}

static void what_is_read_is_a_time_and_stays_when_new_ones_come(void **state)
{
	struct play p;
	dev_id dev;

	(void)state;
	open_at(&p, LINKS, "j<Enter><Left><Left>");
	assert_true(play_shows(&p, "20:15:46  in 98%"));
	dev = network_dev_find(&p.st.net, "fra-core-01");
	series_step(&p.st.net, dev, p.st.scene.now_ms + 26000);
	play_draw(&p);
	assert_true(play_shows(&p, "20:15:46  in 98%"));
	play_type(&p, "<Right><Right>");
	assert_true(play_shows(&p, "20:16:46  in 93%"));
	play_close(&p);
}

static void home_and_end_are_the_lists_while_nothing_is_read(void **state)
{
	struct play p;

	(void)state;
	open_at(&p, DEVICE, TO_CORE "3<End>");
	assert_memory_equal(play_cursor_row(&p), "> ge-0/0/9", 10);
	play_type(&p, "<Left><Home>");
	assert_memory_equal(play_cursor_row(&p), "> ge-0/0/9", 10);
	assert_true(play_shows(&p, "19:46:46  RTT"));
	play_type(&p, "<Esc><Home>");
	assert_memory_equal(play_cursor_row(&p), "> xe-0/0/3", 10);
	play_close(&p);
}

/* --- acts ----------------------------------------------------------------------------
 */

static void a_acknowledges_what_is_selected_or_all_of_the_thing(void **state)
{
	struct play p;
	struct act act;

	(void)state;
	open_at(&p, DEVICE, TO_CORE);
	act = play_type(&p, "ja<Enter>");
	assert_int_equal(act.kind, ACT_ACK);
	assert_int_equal(act.n, 1);
	assert_int_equal(act.alerts[0], 4713);
	play_close(&p);
	open_at(&p, DEVICE, "/fra-dist-01<Enter><Enter>");
	assert_true(play_shows(&p, "no open alerts"));
	assert_int_equal(play_type(&p, "a<Enter>").kind, ACT_NONE);
	play_close(&p);
}

static void a_blind_a_does_not_reach_further_when_the_alert_is_gone(void **state)
{
	struct play p;

	(void)state;
	open_at(&p, DEVICE, TO_CORE "j");
	stage_clear_alert(&p.st, 4713);
	assert_int_equal(play_type(&p, "a<Enter>").kind, ACT_NONE);
	play_close(&p);
}

static void what_a_cause_hides_is_counted_where_it_is_missing(void **state)
{
	struct play p;

	(void)state;
	open_at(&p, DEVICE, "/fra-acc-07<Enter><Enter>");
	assert_true(play_shows(&p, "h: 1 hidden by a cause"));
	play_type(&p, "1h");
	assert_true(play_shows(&p, "behind fra-core-01"));
	assert_false(play_shows(&p, "h: 1 hidden"));
	play_close(&p);
	open_at(&p, DEVICE, TO_CORE);
	assert_false(play_shows(&p, "hidden by a cause"));
	play_close(&p);
}

static void an_event_of_a_circuit_opens_the_site_where_it_ends(void **state)
{
	struct play p;

	(void)state;
	open_at(&p,
		"network EU-NOC now=2026-11-20T20:16:20Z\nsite FRA title=Frankfurt\n"
		"device fra-core-01 site=FRA role=core\n"
		"circuit NET-1 a=fra-core-01/xe-0/0/0 provider=Telco\n"
		"event opened NET-1 sev=major text=\"down at fra-core-01\" ago=1m\n",
		"L");
	assert_true(play_shows(&p, "down at fra-core-01"));
	play_type(&p, "<Enter>");
	assert_true(play_shows(&p, "EU-NOC > FRA"));
	play_close(&p);
}

static void r_polls_the_device_of_the_view(void **state)
{
	struct play p;
	struct act act;

	(void)state;
	open_at(&p, LINKS, "j<Enter>");
	act = play_type(&p, "r");
	assert_int_equal(act.kind, ACT_POLL_NOW);
	assert_int_equal(act.device, network_dev_find(&p.st.net, "fra-core-01"));
	play_close(&p);
}

/* With the view of it; what is known is not looked for again but by r. */
static void t_has_the_way_looked_for(void **state)
{
	struct play p;
	struct act act;

	(void)state;
	open_at(&p, LINKS, "j<Enter>");
	act = play_type(&p, "t");
	assert_int_equal(act.kind, ACT_TRACE);
	assert_int_equal(act.n, 0);
	assert_int_equal(act.device, network_dev_find(&p.st.net, "fra-core-01"));
	act = play_type(&p, "r");
	assert_int_equal(act.kind, ACT_TRACE);
	assert_int_equal(act.n, 1);
	assert_int_equal(act.device, network_dev_find(&p.st.net, "fra-core-01"));
	play_type(&p, "t");
	act = play_type(&p, ":trace fra-acc-07<Enter>");
	assert_int_equal(act.kind, ACT_TRACE);
	assert_int_equal(act.n, 1);
	assert_int_equal(act.device, network_dev_find(&p.st.net, "fra-acc-07"));
	assert_int_equal(play_type(&p, ":trace nobody<Enter>").kind, ACT_NONE);
	play_close(&p);
}

/* From the hop where it breaks, or any other, to that device and back to the row. */
static void enter_on_a_way_shows_the_device_of_the_hop(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24\nattached fra-core-02");
	play_type(&p, ":trace fra-acc-07<Enter>");
	assert_int_equal(strncmp(play_cursor_row(&p), ">x 3 fra-acc-07 ", 16), 0);
	play_type(&p, "<Enter>");
	assert_true(play_shows(&p, "FRA > fra-acc-07"));
	play_type(&p, "<Esc>k");
	assert_int_equal(strncmp(play_cursor_row(&p), ">  2 fra-core-01 ", 17), 0);
	play_type(&p, "<Enter>");
	assert_true(play_shows(&p, "FRA > fra-core-01"));
	play_type(&p, "<Esc>");
	assert_int_equal(strncmp(play_cursor_row(&p), ">  2 fra-core-01 ", 17), 0);
	play_type(&p, "g"); /* the watch is no device */
	assert_int_equal(strncmp(play_cursor_row(&p), ">  1 ", 5), 0);
	play_type(&p, "G");
	assert_int_equal(strncmp(play_cursor_row(&p), ">x 3 fra-acc-07 ", 16), 0);
	play_close(&p);
}

static void f_leads_to_the_port_next_to_what_is_lost(void **state)
{
	static const char *const keys[] = {"22/fra-acc-07<Enter>f",
					   ":device fra-acc-07<Enter>f"};
	struct play p;

	(void)state;
	for (int i = 0; i < 2; i++) {
		play_open(&p, "size 120x40");
		play_type(&p, keys[i]);
		assert_true(play_shows(&p, "EU-NOC > FRA > fra-core-01 > xe-0/0/3"));
		play_close(&p);
	}
	play_open(&p, "size 120x40");
	play_type(&p, "22/fra-acc-01<Enter>f"); /* it answers, and shows no ports */
	assert_true(play_shows(&p, "2 DEVICES  filter: fra-acc-01"));
	play_close(&p);
}

static void a_port_that_is_down_and_in_hand_says_so(void **state)
{
	struct play p;
	struct act act;

	(void)state;
	play_open(&p, "size 80x24");
	play_type(&p, ":interface fra-core-01 xe-0/0/3<Enter>");
	assert_true(play_shows(&p, "10G  DOWN 4m12"));
	play_type(&p, "0");
	act = play_type(&p, "a<Enter>");
	stage_act(&p.st, p.v, &act);
	play_type(&p, ":interface fra-core-01 xe-0/0/3<Enter>");
	assert_true(play_shows(&p, "10G  DOWNa 4m12"));
	play_close(&p);
}

static void a_port_that_nobody_saw_in_use_was_nothing(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "if fra-core-01 xe-9/0/0 speed=10G oper=down\nsize 80x24");
	play_type(&p, ":interface fra-core-01 xe-9/0/0<Enter>");
	assert_true(play_shows(&p, "10G  DOWN"));
	assert_false(play_shows(&p, "was -"));
	play_close(&p);
}

/* --- what is gone, what is looked at -------------------------------------------------
 */

static void a_thing_that_goes_while_it_is_shown_is_said_to_be_gone(void **state)
{
	struct play p;
	dev_id dev;

	(void)state;
	open_at(&p, LINKS, "j<Enter><Left>");
	dev = network_dev_find(&p.st.net, "fra-core-01");
	network_set_interfaces(&p.st.net, dev, NULL, 0);
	play_draw(&p);
	assert_true(play_shows(&p, "fra-core-01 xe-0/1/0 is not there any more"));
	play_type(&p, "[]<Left><Home>>-");
	assert_true(play_shows(&p, "EU-NOC > FRA > fra-core-01"));
	play_close(&p);
}

static void why_there_is_no_rate_is_said_in_words(void **state)
{
	struct play p;
	if_id i;

	(void)state;
	open_at(&p, LINKS, "j<Enter>");
	assert_false(play_shows(&p, "no rate"));
	i = session_looks_at(p.v, &p.st.scene);
	for (enum no_rate why = RATE_FIRST; why <= RATE_MISSING; why++) {
		p.st.net.ifs.no_rate[i] = (uint8_t)why;
		play_draw(&p);
		assert_true(play_shows(&p, "no rate: "));
		assert_false(play_shows(&p, "no rate: (null)"));
	}
	assert_true(play_shows(&p, "no rate: no such counter"));
	play_close(&p);
}

static void the_watch_can_ask_what_is_looked_at(void **state)
{
	struct play p;
	if_id i;

	(void)state;
	open_at(&p, LINKS, "");
	assert_int_equal(session_looks_at(p.v, &p.st.scene), NONE);
	play_type(&p, "j<Enter>");
	i = session_looks_at(p.v, &p.st.scene);
	assert_string_equal(network_str(&p.st.net, p.st.net.ifs.name[i]), "xe-0/1/0");
	play_type(&p, "-");
	assert_int_equal(session_looks_at(p.v, &p.st.scene), NONE);
	play_close(&p);
}

static void both_views_draw_at_every_size(void **state)
{
	static const char *const keys[] = {TO_CORE, TO_CORE "3<Enter>",
					   "/par-acc-03<Enter><Enter>"};
	struct play p;

	(void)state;
	for (int i = 0; i < 3; i++) {
		open_at(&p, DEVICE, keys[i]);
		for (p.st.rows = 1; p.st.rows < 70; p.st.rows += 3)
			for (p.st.cols = 1; p.st.cols < 250; p.st.cols += 7)
				play_draw(&p);
		play_close(&p);
	}
}

/* --- rows ----------------------------------------------------------------------------
 */

static void rows_go_to_the_worthiest_first_and_then_in_turn(void **state)
{
	static const uint8_t worth[] = {2, 0, 1};
	struct part part[3] = {{2, 4, 0}, {3, 9, 0}, {1, 1, 0}};

	(void)state;
	drill_fit(part, worth, 3, 3);
	assert_int_equal(part[2].rows, 1);
	assert_int_equal(part[0].rows, 2);
	assert_int_equal(part[1].rows, 0);
	drill_fit(part, worth, 3, 9);
	assert_int_equal(part[2].rows, 1);
	assert_int_equal(part[0].rows, 4);
	assert_int_equal(part[1].rows, 4);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(enter_on_a_device_opens_it_and_esc_returns_to_its_row),
		cmocka_unit_test(
			enter_on_an_interface_opens_it_and_esc_returns_to_its_row),
		cmocka_unit_test(from_a_device_to_its_interface_and_back_to_its_row),
		cmocka_unit_test(an_alert_leads_to_its_detail_then_to_what_it_is_about),
		cmocka_unit_test(an_alert_in_a_device_leads_to_its_detail),
		cmocka_unit_test(
			opened_by_name_they_show_what_stands_first_and_stay_with_it),
		cmocka_unit_test(minus_goes_up_from_interface_to_device_to_site),
		cmocka_unit_test(minus_does_not_pile_up_pages),
		cmocka_unit_test(brackets_go_to_siblings_and_say_where_they_end),
		cmocka_unit_test(
			digits_of_panels_that_are_not_here_open_them_at_the_thing),
		cmocka_unit_test(tab_goes_between_the_panels_that_are_here),
		cmocka_unit_test(
			a_title_gives_up_levels_for_its_words_but_not_the_device),
		cmocka_unit_test(angles_change_the_time_range_and_stop_at_its_ends),
		cmocka_unit_test(the_journals_ranges_are_asked_for_and_read),
		cmocka_unit_test(
			percentiles_and_trends_are_said_with_how_much_is_known),
		cmocka_unit_test(the_cursor_reads_times_and_values),
		cmocka_unit_test(reading_needs_no_graphs_and_takes_none_away),
		cmocka_unit_test(a_gap_reads_as_not_known),
		cmocka_unit_test(esc_ends_reading_before_it_goes_back),
		cmocka_unit_test(what_is_read_is_a_time_and_stays_when_new_ones_come),
		cmocka_unit_test(home_and_end_are_the_lists_while_nothing_is_read),
		cmocka_unit_test(a_acknowledges_what_is_selected_or_all_of_the_thing),
		cmocka_unit_test(
			a_blind_a_does_not_reach_further_when_the_alert_is_gone),
		cmocka_unit_test(what_a_cause_hides_is_counted_where_it_is_missing),
		cmocka_unit_test(an_event_of_a_circuit_opens_the_site_where_it_ends),
		cmocka_unit_test(r_polls_the_device_of_the_view),
		cmocka_unit_test(t_has_the_way_looked_for),
		cmocka_unit_test(enter_on_a_way_shows_the_device_of_the_hop),
		cmocka_unit_test(f_leads_to_the_port_next_to_what_is_lost),
		cmocka_unit_test(a_port_that_is_down_and_in_hand_says_so),
		cmocka_unit_test(a_port_that_nobody_saw_in_use_was_nothing),
		cmocka_unit_test(
			a_thing_that_goes_while_it_is_shown_is_said_to_be_gone),
		cmocka_unit_test(why_there_is_no_rate_is_said_in_words),
		cmocka_unit_test(the_watch_can_ask_what_is_looked_at),
		cmocka_unit_test(both_views_draw_at_every_size),
		cmocka_unit_test(rows_go_to_the_worthiest_first_and_then_in_turn),
	};

	return cmocka_run_group_tests_name("drill", tests, NULL, NULL);
}

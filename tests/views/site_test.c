/* The view of one site: the ways to it and out of it, and that it says what is known.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "probes/base/table.h"
#include "tests/views/play.h"
#include "views/site.h"

/* --- ways ----------------------------------------------------------------------------
 */

static void
on_80_columns_4_and_enter_open_a_site_and_esc_returns_to_its_row(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	assert_true(play_shows(&p, "4: sites"));
	play_type(&p, "4j<Enter>");
	assert_true(play_shows(&p, "── EU-NOC > FRA ──"));
	assert_true(play_shows(&p, "state      DEGRADED  1/19 lost"));
	play_type(&p, "<Esc>");
	assert_memory_equal(play_cursor_row(&p), "> + FRA", 7);
	play_close(&p);
}

static void cells_of_sites_that_begin_alike_can_be_told_apart(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24\nsite demo-sydney4 title=Sydney\n"
		      "device syd4-core-01 site=demo-sydney4 role=core state=down");
	assert_true(play_shows(&p, " demo-sydney4 X"));
	play_close(&p);
}

static void where_four_panels_are_enter_on_a_site_opens_it(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 120x40");
	play_type(&p, "4jj<Enter>");
	assert_true(play_shows(&p, "── EU-NOC > LON ──"));
	play_type(&p, "<Esc>");
	assert_memory_equal(play_cursor_row(&p), "> + LON", 7);
	play_close(&p);
}

static void an_alert_about_a_site_leads_to_the_site(void **state)
{
	struct play p;

	(void)state;
	play_scene(&p, "sites", "size 80x24\nview alerts");
	assert_memory_equal(play_cursor_row(&p), "> C   4m00", 10);
	play_type(&p, "<Enter>");
	assert_true(play_shows(&p, "── EU-NOC > DUB ──"));
	play_close(&p);
}

static void from_a_site_its_devices_open_and_the_way_back_is_the_same(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	play_type(&p, "4j<Enter>2<Enter>");
	assert_true(play_shows(&p, "fra-core-01"));
	assert_false(play_shows(&p, "── EU-NOC > FRA ──"));
	play_type(&p, "<Esc>");
	assert_true(play_shows(&p, "── EU-NOC > FRA ──"));
	play_type(&p, "<Esc><Esc>");
	assert_true(play_shows(&p, "4: sites") || play_shows(&p, "4 TOPOLOGY"));
	play_close(&p);
}

static void its_own_row_opens_it_no_second_time(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	play_type(&p, "4j<Enter>4<Enter><Enter><Esc>");
	assert_false(play_shows(&p, "── EU-NOC > FRA ──"));
	play_close(&p);
}

/* --- narrowed ------------------------------------------------------------------------
 */

static void its_lists_are_its_own(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 120x40");
	play_type(&p, "4j<Enter>");
	assert_true(play_shows(&p, "xe-0/0/3 down, the last uplink"));
	assert_false(play_shows(&p, "lon-edge-02"));
	assert_false(play_shows(&p, "ams-core-02"));
	assert_true(play_shows(&p, "18 of 19 up"));
	/* its own ends, and far ends that none of its own names */
	assert_true(play_shows(&p, "AMS fra-core-01 xe-0/1/0"));
	assert_false(play_shows(&p, "ams-core-01 xe-1/0/2"));
	assert_true(play_shows(&p, "PAR par-dist-01 xe-0/0/1"));
	play_close(&p);
}

static void the_end_that_answers_shows_a_way(void **state)
{
	struct play p;

	(void)state;
	play_scene(&p, "sites", "size 120x40\nview site");
	assert_true(play_shows(&p, "FRA fra-core-01 xe-0/1/3  10G   DOWN 4m12"));
	assert_false(play_shows(&p, "dub-edge-01 xe-0/0/0"));
	play_close(&p);
}

static void another_site_in_the_same_second_has_its_own_lists(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 120x40");
	play_type(&p, "4j<Enter>");
	assert_true(play_shows(&p, "xe-0/0/3 down"));
	play_type(&p, "<Esc>j<Enter>");
	assert_true(play_shows(&p, "── EU-NOC > LON ──"));
	assert_true(play_shows(&p, "CPU 99%"));
	assert_false(play_shows(&p, "xe-0/0/3 down"));
	play_close(&p);
}

static void a_list_alone_stays_narrowed(void **state)
{
	static const char *const keys[] = {"1", "22", "33", "44"};
	struct play p;

	(void)state;
	for (int i = 0; i < 4; i++) {
		play_open(&p, "size 120x40");
		play_type(&p, "4j<Enter>");
		play_type(&p, keys[i]);
		assert_true(play_shows(&p, "  EU-NOC > FRA"));
		assert_false(play_shows(&p, "lon-edge"));
		play_type(&p, "<Esc>");
		assert_true(play_shows(&p, "── EU-NOC > FRA ──"));
		play_close(&p);
	}
}

static void another_panel_is_of_all_sites_again(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 120x40");
	play_type(&p, "4j<Enter>44");
	assert_true(play_shows(&p, "4 TOPOLOGY  EU-NOC > FRA"));
	assert_false(play_shows(&p, " AMS "));
	play_type(&p, "14");
	assert_true(play_shows(&p, " AMS "));
	play_close(&p);
}

static void a_acknowledges_its_alerts(void **state)
{
	struct play p;
	struct act act;

	(void)state;
	play_open(&p, "size 80x24");
	act = play_type(&p, "4j<Enter>a<Enter>");
	assert_int_equal(act.kind, ACT_ACK);
	assert_int_equal(act.n, 1);
	assert_int_equal(act.alerts[0], 4711);
	play_close(&p);
}

static void a_site_without_alerts_has_the_keys_on_its_devices(void **state)
{
	struct play p;

	(void)state;
	play_scene(&p, "sites", "size 120x40\nview topology");
	play_type(&p, "/site:MAD<Enter><Enter>");
	assert_memory_equal(play_cursor_row(&p), "> mad-edge-01 .", 15);
	play_close(&p);
}

static void a_site_that_is_gone_says_so_and_has_no_rows(void **state)
{
	const struct thing gone = {.kind = THING_SITE, .name = "GONE"};
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	play_type(&p, "4<Enter>"); /* its devices are cells */
	session_page(p.v)->scope = gone;
	play_type(&p, "2");
	assert_true(play_shows(&p, "── GONE ──"));
	assert_true(play_shows(&p, "not configured any more"));
	assert_int_equal(session_rows(p.v, &p.st.scene).n, 0);
	play_type(&p, "Gar<Enter><Esc>");
	assert_true(play_shows(&p, "4 TOPOLOGY"));
	play_close(&p);
}

/* --- facts ---------------------------------------------------------------------------
 */

/* What is said of the n-th site, as text. */
static void facts_of(struct play *p, site_id site, struct buf *out)
{
	struct canvas c = {.rows = 0};
	struct pen pen = {p->v, &p->st.scene, &c, 0, 0, 200, STYLE_NORMAL};
	struct facts f;

	canvas_init(&c);
	canvas_resize(&c, 20, 200);
	facts_open(&f, &pen, 20);
	site_facts(&f, site, &p->st.scene.views->board.site[site].verdict);
	buf_reset(out);
	canvas_dump(&c, out);
	canvas_fini(&c);
}

static bool says(const struct buf *b, const char *words)
{
	return strstr(b->data, words) != NULL;
}

static void evidence_names_the_alert_and_what_neighbours_see(void **state)
{
	struct buf text = {0};
	struct play p;

	(void)state;
	play_scene(&p, "sites", NULL);
	facts_of(&p, 1, &text);
	assert_true(says(&text, "ISOLATED  15/15 lost  since 20:12:08, 4m12"));
	assert_true(says(&text, "dub-edge-01 dead (2 of 2 neighbours lost), hides 14"));
	assert_true(says(&text, "alert 4810 critical"));
	assert_true(says(&text, "last good 20:12:07, first bad 20:12:08"));
	assert_true(says(&text, "probes and SNMP unanswered"));
	assert_true(says(&text, "2 of 2 that answer lost the link"));
	assert_true(says(&text, "fra-core-01 xe-0/1/3 down 20:12:08"));
	assert_true(says(&text, "2 silent"));
	play_close(&p);
	buf_fini(&text);
}

static void without_an_alert_the_probes_tell_when(void **state)
{
	struct buf text = {0};
	struct play p;

	(void)state;
	play_open(&p, NULL);
	stage_clear_alert(&p.st, 4690);
	play_draw(&p);
	facts_of(&p, 1, &text);
	assert_false(says(&text, "alert 4690"));
	assert_true(says(&text, "last good 19:54:39, first bad 19:54:40"));
	play_close(&p);
	buf_fini(&text);
}

static void a_neighbour_that_sees_the_link_up_is_told(void **state)
{
	struct buf text = {0};
	struct play p;
	if_id i;

	(void)state;
	play_scene(&p, "sites", NULL);
	i = network_if_find(&p.st.net, network_dev_find(&p.st.net, "ams-core-01"),
			    "xe-1/0/4");
	p.st.net.ifs.oper[i] = IF_UP;
	facts_of(&p, 1, &text);
	assert_true(says(&text, "1 of 2 that answer lost the link"));
	assert_true(says(&text, "ams-core-01 xe-1/0/4 up"));
	play_close(&p);
	buf_fini(&text);
}

static void what_is_not_configured_is_not_drawn(void **state)
{
	struct buf text = {0};
	struct play p;

	(void)state;
	play_scene(&p, "sites", NULL);
	facts_of(&p, 2, &text); /* AMS: no street, no access */
	assert_true(says(&text, "contact    Hall crew  phone +31 20 5550177  OOB"));
	assert_false(says(&text, "street"));
	assert_false(says(&text, "access"));
	facts_of(&p, 5, &text); /* SVX: nothing at all */
	assert_true(
		says(&text, "UNKNOWN  nothing is known of most of its devices now"));
	assert_false(says(&text, "contact"));
	play_close(&p);
	buf_fini(&text);
}

static void healthy_looks_alive(void **state)
{
	struct buf text = {0};
	struct play p;

	(void)state;
	play_scene(&p, "sites", NULL);
	facts_of(&p, 3, &text);
	assert_true(says(&text, "OK  0/10 lost"));
	assert_true(says(&text, "ALL 10 ANSWERED < 22s  RTT 24.0 to 24.6 ms  loss 0%"));
	assert_true(says(&text, "CPU max 30% mad-edge-01  memory max 45% mad-edge-01"));
	stage_line(&p.st, "device mad-acc-99 site=MAD state=never");
	play_draw(&p);
	facts_of(&p, 3, &text);
	assert_true(says(&text, "10 of 11 answered < 22s"));
	play_close(&p);
	buf_fini(&text);
}

static void the_site_has_its_own_clock(void **state)
{
	struct play p;

	(void)state;
	play_scene(&p, "sites", "size 80x24\nview topology");
	play_type(&p, "/site:FRA<Enter><Enter>");
	assert_true(play_shows(&p, "Frankfurt  ACME Ltd  21:16:20 CET"));
	assert_true(play_shows(&p, "20:16:20Z"));
	play_close(&p);
}

/* --- flow ----------------------------------------------------------------------------
 */

static void pieces_go_on_in_the_next_row_below_the_first(void **state)
{
	struct canvas c = {.rows = 0};
	struct pen pen = {NULL, NULL, &c, 0, 0, 60, STYLE_NORMAL};
	struct buf text = {0};
	struct facts f;

	(void)state;
	canvas_init(&c);
	canvas_resize(&c, 5, 60);
	facts_open(&f, &pen, 3);
	facts_line(&f, "empty");
	facts_line(&f, "first");
	facts_add(&f, STYLE_NORMAL, "%s", "a piece of twenty-four c");
	facts_pair(&f, "of", "another one, too");
	facts_pair(&f, "nothing", "");
	facts_add(&f, STYLE_NORMAL, "last");
	facts_line(&f, "second");
	facts_add(&f, STYLE_NORMAL, "x");
	facts_line(&f, "third");
	facts_add(&f, STYLE_NORMAL, "no room for it");
	assert_int_equal(f.rows, 4);
	canvas_dump(&c, &text);
	assert_string_equal(text.data,
			    "first      a piece of twenty-four c  of another one, too\n"
			    "           last\n"
			    "second     x\n\n\n");
	canvas_fini(&c);
	buf_fini(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_of_sites_that_begin_alike_can_be_told_apart),
		cmocka_unit_test(
			on_80_columns_4_and_enter_open_a_site_and_esc_returns_to_its_row),
		cmocka_unit_test(where_four_panels_are_enter_on_a_site_opens_it),
		cmocka_unit_test(an_alert_about_a_site_leads_to_the_site),
		cmocka_unit_test(
			from_a_site_its_devices_open_and_the_way_back_is_the_same),
		cmocka_unit_test(its_own_row_opens_it_no_second_time),
		cmocka_unit_test(its_lists_are_its_own),
		cmocka_unit_test(the_end_that_answers_shows_a_way),
		cmocka_unit_test(another_site_in_the_same_second_has_its_own_lists),
		cmocka_unit_test(a_list_alone_stays_narrowed),
		cmocka_unit_test(another_panel_is_of_all_sites_again),
		cmocka_unit_test(a_acknowledges_its_alerts),
		cmocka_unit_test(a_site_without_alerts_has_the_keys_on_its_devices),
		cmocka_unit_test(a_site_that_is_gone_says_so_and_has_no_rows),
		cmocka_unit_test(evidence_names_the_alert_and_what_neighbours_see),
		cmocka_unit_test(without_an_alert_the_probes_tell_when),
		cmocka_unit_test(a_neighbour_that_sees_the_link_up_is_told),
		cmocka_unit_test(what_is_not_configured_is_not_drawn),
		cmocka_unit_test(healthy_looks_alive),
		cmocka_unit_test(the_site_has_its_own_clock),
		cmocka_unit_test(pieces_go_on_in_the_next_row_below_the_first),
	};

	return cmocka_run_group_tests_name("site", tests, NULL, NULL);
}

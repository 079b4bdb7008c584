/* One operator's keys and screens: what must hold on every screen. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/views/play.h"

/* --- acknowledging -------------------------------------------------------------------
 */

static void a_and_enter_acknowledge_the_selected_alert(void **state)
{
	struct play p;
	struct act act;

	(void)state;
	play_open(&p, "size 80x24");
	act = play_type(&p, "ja<Enter>");
	assert_int_equal(act.kind, ACT_ACK);
	assert_int_equal(act.n, 1);
	assert_int_equal(act.alerts[0], 4712);
	assert_int_equal(act.intent, ACK_WORSE);
	assert_int_equal(act.until_ms, 0);
	assert_string_equal(act.note, "");
	play_close(&p);
}

static void a_blind_a_enter_does_not_hit_the_neighbour_of_what_cleared(void **state)
{
	struct play p;
	struct act act;

	(void)state;
	play_open(&p, "size 80x24");
	play_type(&p, "j");
	stage_clear_alert(&p.st, 4712);
	act = play_type(&p, "a<Enter>");
	assert_int_equal(act.kind, ACT_NONE);
	assert_true(play_shows(&p, "> cleared 20:16:20  lon-edge-02 CPU 99%"));
	act = play_type(&p, "ja<Enter>");
	assert_int_equal(act.alerts[0], 4705);
	play_close(&p);
}

static void a_panel_that_was_left_keeps_no_ghost(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	play_type(&p, "j2");
	stage_clear_alert(&p.st, 4712);
	play_draw(&p);
	play_type(&p, "1");
	assert_false(play_shows(&p, "cleared 20:16:20"));
	assert_int_equal(play_type(&p, "a<Enter>").alerts[0], 4711);
	play_close(&p);
}

static void what_clears_under_the_dialog_is_skipped(void **state)
{
	struct play p;
	struct act act;

	(void)state;
	play_open(&p, "size 80x24");
	play_type(&p, " <Space>a");
	assert_true(play_shows(&p, "Acknowledge 2 alerts"));
	stage_clear_alert(&p.st, 4712);
	play_draw(&p);
	assert_true(play_shows(&p, "(cleared 20:16:20)  lon-edge-02"));
	act = play_type(&p, "<Enter>");
	assert_int_equal(act.kind, ACT_ACK);
	assert_int_equal(act.n, 1);
	assert_int_equal(act.alerts[0], 4711);
	play_close(&p);
}

static void what_all_cleared_under_the_dialog_does_nothing_and_says_so(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	play_type(&p, "a");
	stage_clear_alert(&p.st, 4711);
	assert_int_equal(play_type(&p, "<Enter>").kind, ACT_NONE);
	assert_true(play_shows(&p, "cleared meanwhile: nothing done"));
	play_close(&p);
}

static void what_got_worse_under_the_dialog_needs_enter_twice(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	play_type(&p, "jja");
	alert_find(&p.st.alerts, 4705)->severity = SEV_CRITICAL;
	assert_int_equal(play_type(&p, "<Enter>").kind, ACT_NONE);
	assert_true(play_shows(&p, "got worse meanwhile"));
	assert_int_equal(play_type(&p, "<Enter>").kind, ACT_ACK);
	play_close(&p);
}

static void five_criticals_need_their_number(void **state)
{
	struct play p;
	char line[96];

	(void)state;
	play_open(&p, "size 80x24");
	for (int i = 0; i < 3; i++) {
		snprintf(line, sizeof line,
			 "alert %d device=fra-core-02 if=xe-%d check=util sev=critical "
			 "text=x",
			 5000 + i, i);
		stage_line(&p.st, line);
	}
	assert_int_equal(play_type(&p, "*a<Enter>").kind, ACT_NONE);
	assert_true(play_shows(&p, "type the number of alerts, 8"));
	play_type(&p, "<Tab><Tab>7");
	assert_int_equal(play_type(&p, "<Enter>").kind, ACT_NONE);
	assert_int_equal(play_type(&p, "<Backspace>8<Enter>").n, 8);
	play_close(&p);
}

static void of_all_that_is_marked_what_a_cause_hides_is_left_out(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	play_type(&p, "h*");
	assert_true(play_shows(&p, "8 marked, 1 hidden left out"));
	play_type(&p, "*");
	assert_true(play_shows(&p, "no marks"));
	play_type(&p, "h*");
	assert_true(play_shows(&p, "8 marked"));
	assert_false(play_shows(&p, "left out"));
	play_close(&p);
}

static void a_second_acknowledgement_needs_a_note_or_is_a_release(void **state)
{
	struct play p;
	struct act act;

	(void)state;
	play_open(&p, "size 80x24\nview alerts");
	play_type(&p, "Ga");
	assert_true(play_shows(&p, "Extend or release 1 alert "));
	assert_int_equal(play_type(&p, "<Enter>").kind, ACT_NONE);
	assert_true(play_shows(&p, "needs a note"));
	act = play_type(&p, "fibre <C-u>splicing <Tab><Tab><Right><Enter>");
	assert_int_equal(act.kind, ACT_ACK);
	assert_string_equal(act.note, "splicing");
	assert_int_equal(act.until_ms, p.st.scene.now_ms + 3600000);
	act = play_type(&p, "a<Tab><Right><Enter>");
	assert_int_equal(act.kind, ACT_RELEASE);
	assert_int_equal(act.alerts[0], 4690);
	play_close(&p);
}

static void on_a_site_a_means_its_alerts(void **state)
{
	struct play p;
	struct act act;

	(void)state;
	play_open(&p, "size 120x40");
	act = play_type(&p, "4ja<Enter>"); /* FRA */
	assert_int_equal(act.kind, ACT_ACK);
	assert_int_equal(act.n, 2);
	play_close(&p);
}

static void on_a_marked_interface_a_means_its_alert(void **state)
{
	struct play p;
	struct act act;

	(void)state;
	play_open(&p, "size 120x40");
	act = play_type(&p, "3 <Space>ka<Enter>");
	assert_int_equal(act.kind, ACT_ACK);
	assert_int_equal(act.n, 2); /* both ports of fra-core-01 */
	play_close(&p);
}

static void a_comment_needs_words(void **state)
{
	struct play p;
	struct act act;

	(void)state;
	play_open(&p, "size 80x24");
	assert_int_equal(play_type(&p, "c<Enter>").kind, ACT_NONE);
	act = play_type(&p, "customer called<Enter>");
	assert_int_equal(act.kind, ACT_COMMENT);
	assert_string_equal(act.note, "customer called");
	play_close(&p);
}

static void a_paste_is_text_in_a_field_and_never_keys(void **state)
{
	const char bytes[] = "a\nq\x1b[31mxx";
	struct play p;
	struct act act;

	(void)state;
	play_open(&p, "size 80x24");
	act = session_paste(p.v, &p.st.scene, bytes, sizeof bytes - 1);
	assert_int_equal(act.kind, ACT_NONE);
	play_draw(&p);
	assert_false(play_shows(&p, "Acknowledge"));
	play_type(&p, "a");
	session_paste(p.v, &p.st.scene, bytes, sizeof bytes - 1);
	act = play_type(&p, "<Enter>");
	assert_string_equal(act.note, "a q\xef\xbf\xbd[31mxx");
	play_close(&p);
}

/* --- going in and out ----------------------------------------------------------------
 */

static void esc_never_quits_and_q_only_from_the_first_screen(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	assert_int_equal(play_type(&p, "<Esc><Esc>4<Esc><Enter><Esc><Esc><Esc>").kind,
			 ACT_NONE);
	play_type(&p, "<Enter><Enter>");
	assert_int_equal(play_type(&p, "qq").kind, ACT_NONE);
	assert_int_equal(play_type(&p, "q").kind, ACT_QUIT);
	play_close(&p);
}

static void the_last_operator_is_told_what_stops(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	p.st.scene.stops = "polling of 412 devices";
	p.st.scene.operators = 2;
	assert_int_equal(play_type(&p, "q").kind, ACT_QUIT);
	p.st.scene.operators = 1;
	assert_int_equal(play_type(&p, "q").kind, ACT_NONE);
	assert_true(play_shows(&p, "polling of 412 devices"));
	play_type(&p, "<Esc>");
	assert_false(play_shows(&p, "polling of 412 devices"));
	assert_int_equal(play_type(&p, "q<Enter>").kind, ACT_QUIT);
	play_close(&p);
}

static void enter_narrows_and_esc_returns_to_the_same_row(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 120x40");
	play_type(&p, "4jj<Enter>22"); /* LON, its devices alone */
	assert_true(play_shows(&p, "2 DEVICES  EU-NOC > LON"));
	assert_false(play_shows(&p, "ams-core-01"));
	play_type(&p, "j<Enter>");
	assert_true(play_shows(&p, "EU-NOC > LON > lon-core-01"));
	play_type(&p, "<Esc>");
	assert_memory_equal(play_cursor_row(&p), "> lon-core-01", 13);
	play_type(&p, "<Esc><Esc>");
	assert_memory_equal(play_cursor_row(&p), "> + LON", 7);
	play_close(&p);
}

static void a_selection_follows_its_device_when_the_order_changes(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24\nview devices");
	play_type(&p, "jjj");
	assert_memory_equal(play_cursor_row(&p), "> lon-edge-02", 13);
	stage_line(&p.st,
		   "alert 6000 device=mad-edge-01 check=cpu sev=critical text=x");
	stage_line(&p.st,
		   "alert 6001 device=fra-core-02 check=cpu sev=critical text=x");
	stage_wait(&p.st, 3000);
	play_draw(&p);
	assert_memory_equal(play_cursor_row(&p), "> lon-edge-02", 13);
	play_close(&p);
}

static void a_filter_is_live_shown_and_cleared_by_esc(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24\nview devices");
	play_type(&p, "/lon-core");
	assert_true(play_shows(&p, "filter: lon-core"));
	assert_false(play_shows(&p, "fra-core-01"));
	play_type(&p, "<Enter>");
	assert_true(play_shows(&p, "filter: lon-core"));
	play_type(&p, "<Esc>");
	assert_false(play_shows(&p, "filter:"));
	assert_true(play_shows(&p, "fra-core-01"));
	play_close(&p);
}

static void a_filter_of_ages_goes_with_the_time(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24\nview alerts");
	play_type(&p, "/age<lt>4m age>3m<Enter>");
	assert_true(play_shows(&p, "lon-edge-02"));
	assert_false(play_shows(&p, "xe-0/0/3"));
	stage_wait(&p.st, 10000);
	play_type(&p, "g");
	assert_true(play_shows(&p, "open  lon-edge-02")); /* its ghost */
	play_type(&p, "g");
	stage_wait(&p.st, 60000);
	play_draw(&p);
	assert_true(play_shows(&p, "xe-0/1/0 in 93%"));
	play_close(&p);
}

static void a_wrong_filter_keeps_the_rows_and_says_why(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24\nview devices");
	play_type(&p, "/lon-core cpu>80");
	assert_true(play_shows(&p, "> lon-core-01"));
	play_type(&p, "x");
	assert_true(play_shows(&p, "'80x' is no number"));
	assert_true(play_shows(&p, "> lon-core-01"));
	assert_false(play_shows(&p, "fra-core-01"));
	play_type(&p, "<Enter>"); /* it would stand for cpu>80 */
	assert_true(play_shows(&p, "'80x' is no number"));
	play_type(&p, "<Backspace><Backspace><Backspace>99");
	assert_true(play_shows(&p, "no device matches"));
	play_close(&p);
}

static void ports_nobody_uses_are_shown_when_asked_for(void **state)
{
	struct play p;
	dev_id dev;
	if_id i;

	(void)state;
	play_open(&p, "size 120x160\nview interfaces\nif fra-core-02 lo0 speed=0");
	dev = network_dev_find(&p.st.net, "fra-core-02");
	i = network_if_find(&p.st.net, dev, "lo0");
	if_kinds_set(&p.st.net.ifs.kinds, &p.st.net.ifs.kind[i],
		     &(struct if_kind){.type = 24});
	stage_wait(&p.st, 2000);
	play_draw(&p);
	assert_false(play_shows(&p, "ge-0/0/10")); /* switched off */
	assert_false(play_shows(&p, "ge-0/0/11")); /* lower layer down */
	assert_false(play_shows(&p, "lo0"));
	play_type(&p, ".");
	assert_true(play_shows(&p, "3 LINKS  all"));
	assert_true(play_shows(&p, "ge-0/0/10"));
	assert_true(play_shows(&p, "lowerLayer"));
	assert_true(play_shows(&p, "lo0"));
	play_close(&p);
}

static void r_asks_for_a_poll_of_the_device_of_the_row(void **state)
{
	struct play p;
	struct act act;

	(void)state;
	play_open(&p, "size 80x24");
	act = play_type(&p, "r");
	assert_int_equal(act.kind, ACT_POLL_NOW);
	assert_int_equal(act.device, network_dev_find(&p.st.net, "fra-core-01"));
	play_close(&p);
}

/* --- every screen --------------------------------------------------------------------
 */

static void a_new_critical_thaws_a_frozen_screen(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 120x40");
	play_type(&p, "z");
	assert_true(play_shows(&p, "FROZEN 1:00"));
	stage_line(&p.st,
		   "alert 6000 device=mad-edge-01 check=cpu sev=warning text=later");
	stage_wait(&p.st, 18000);
	play_draw(&p);
	assert_true(play_shows(&p, "FROZEN 0:42"));
	assert_false(play_shows(&p, "later"));
	stage_line(&p.st,
		   "alert 6001 device=mad-edge-01 check=memory sev=critical text=now");
	play_draw(&p);
	assert_false(play_shows(&p, "FROZEN"));
	assert_true(play_shows(&p, "now"));
	play_type(&p, "z");
	stage_wait(&p.st, 61000);
	play_draw(&p);
	assert_false(play_shows(&p, "FROZEN"));
	play_close(&p);
}

static void a_toast_goes_after_four_seconds_and_an_error_with_a_key(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	session_say(p.v, &p.st.scene, false, "acked 2");
	stage_wait(&p.st, 3900);
	play_draw(&p);
	assert_true(play_shows(&p, "acked 2"));
	stage_wait(&p.st, 200);
	play_draw(&p);
	assert_false(play_shows(&p, "acked 2"));
	session_say(p.v, &p.st.scene, true, "not done");
	stage_wait(&p.st, 60000);
	play_draw(&p);
	assert_true(play_shows(&p, "not done"));
	play_type(&p, "j");
	assert_false(play_shows(&p, "not done"));
	play_close(&p);
}

static void late_data_replace_the_clock(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	p.st.scene.now_ms += 91000; /* and no poll came */
	play_draw(&p);
	assert_true(play_shows(&p, "OLD"));
	assert_false(play_shows(&p, "20:17:51Z"));
	play_close(&p);
}

static unsigned changed;
static void count_run(void *ctx, int row, int col, int n, const struct cell *cell)
{
	(void)ctx, (void)row, (void)col, (void)cell;
	changed += (unsigned)n;
}

static void
a_second_in_which_nothing_happens_changes_only_clock_and_young_ages(void **state)
{
	static const char *const sizes[] = {"size 80x24", "size 120x40", "size 240x67"};
	struct play p;
	struct canvas before;

	(void)state;
	for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		play_open(&p, sizes[i]);
		canvas_init(&before);
		canvas_copy(&before, &p.c);
		stage_wait(&p.st, 1000);
		play_draw(&p);
		changed = 0;
		canvas_diff(&before, &p.c, count_run, NULL);
		/* four alerts, two sites, a device and a link are younger than 10
		 * minutes */
		assert_true(changed <= 40);
		canvas_fini(&before);
		play_close(&p);
	}
}

static void check_canvas(const struct canvas *c)
{
	assert_true(c->cursor_row < c->rows && c->cursor_col < c->cols);
	for (size_t i = 0; i < (size_t)c->rows * c->cols; i++) {
		uint32_t ch = c->cell[i].ch[0];

		assert_true(ch == 0 || (ch >= 0x20 && ch != 0x7f));
		assert_true((c->cell[i].style & 0x1f) < STYLE_N);
		if (ch == 0)
			assert_int_equal(text_char_width(c->cell[i - 1].ch[0]), 2);
		if (c->ascii)
			assert_true(ch < 0x80);
	}
}

static void every_size_is_drawn_and_takes_every_key(void **state)
{
	static const char keys[] = "jkgG1234\t\n\x1bq/!.snNaucrwz0 *h?+-x9>:\"";
	struct play p;

	(void)state;
	srand(7);
	play_open(&p, NULL);
	for (int i = 0; i < 1500; i++) {
		bool small = i < 700;
		uint32_t key = (uint32_t)keys[rand() % (int)(sizeof keys - 1)];

		p.st.rows = (uint16_t)(small ? 1 + i / 28 : 1 + rand() % 100);
		p.st.cols = (uint16_t)(small ? 1 + i % 28 * 4 : 1 + rand() % 300);
		if (rand() % 4 == 0)
			key = K_UP + (uint32_t)rand() % (K_NONE - K_UP);
		session_key(p.v, &p.st.scene, key);
		if (rand() % 8 == 0)
			stage_wait(&p.st, rand() % 5000);
		play_draw(&p);
		check_canvas(&p.c);
	}
	play_close(&p);
}

static void counts_and_the_demo_are_on_every_screen(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "network X demo=yes");
	for (uint16_t cols = 12; cols < 200; cols++) {
		p.st.cols = cols;
		p.st.rows = (uint16_t)(6 + cols % 40);
		play_draw(&p);
		assert_true(play_shows(&p, "DEMO"));
		if (cols < 40)
			continue;
		assert_true(play_shows(&p, "C2"));
		assert_true(play_shows(&p, "hand 3"));
		assert_true(play_shows(&p, "hid 1") || play_shows(&p, "hidden 1"));
		assert_true(play_shows(&p, "paging OFF") || play_shows(&p, "pg OFF"));
	}
	play_close(&p);
}

/* The screen of a network with one more device and interface, called name (9 cells
 * wide); in it the name is struck out. */
static void draw_named(const char *name, struct buf *out)
{
	struct play p;
	char line[300];
	const char *shown, *at, *from;

	play_open(&p, "size 120x40");
	snprintf(line, sizeof line, "device \"%s\" site=FRA cpu=99 mem=99 state=down",
		 name);
	stage_line(&p.st, line);
	snprintf(line, sizeof line, "if \"%s\" \"%s\" in=99 out=98 alias=\"%s\"", name,
		 name, name);
	stage_line(&p.st, line);
	stage_wait(&p.st, 5000);
	play_type(&p, "3");
	shown = network_str(&p.st.net, p.st.net.dev[p.st.net.dev_n - 1].name);
	assert_int_equal(text_width(shown), 9);
	for (from = p.text.data; (at = strstr(from, shown));
	     from = at + strlen(shown)) {
		buf_add(out, from, (size_t)(at - from));
		buf_str(out, "#########");
	}
	buf_str(out, from);
	assert_non_null(strchr(out->data, '#'));
	play_close(&p);
}

static void a_hostile_name_changes_its_own_cells_only(void **state)
{
	static const char *const hostile[] = {"\x1b[2J\x1b[Hxy",
					      "a\xe2\x80\xae"
					      "bcdefgh",
					      "12345678x\xcc\x81",
					      "\xff\xfe\x80qqqqqq",
					      "a%s%n%dbb",
					      "\xe6\x9d\xb1\xe4\xba\xac\xe5\xb1\x80"
					      "abc"};
	struct buf plain = {0}, other = {0};

	(void)state;
	draw_named("123456789", &plain);
	for (unsigned i = 0; i < sizeof hostile / sizeof *hostile; i++) {
		buf_reset(&other);
		draw_named(hostile[i], &other);
		assert_string_equal(plain.data, other.data);
	}
	buf_fini(&plain);
	buf_fini(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_and_enter_acknowledge_the_selected_alert),
		cmocka_unit_test(
			a_blind_a_enter_does_not_hit_the_neighbour_of_what_cleared),
		cmocka_unit_test(a_panel_that_was_left_keeps_no_ghost),
		cmocka_unit_test(what_clears_under_the_dialog_is_skipped),
		cmocka_unit_test(
			what_all_cleared_under_the_dialog_does_nothing_and_says_so),
		cmocka_unit_test(what_got_worse_under_the_dialog_needs_enter_twice),
		cmocka_unit_test(five_criticals_need_their_number),
		cmocka_unit_test(of_all_that_is_marked_what_a_cause_hides_is_left_out),
		cmocka_unit_test(a_second_acknowledgement_needs_a_note_or_is_a_release),
		cmocka_unit_test(on_a_site_a_means_its_alerts),
		cmocka_unit_test(on_a_marked_interface_a_means_its_alert),
		cmocka_unit_test(a_comment_needs_words),
		cmocka_unit_test(a_paste_is_text_in_a_field_and_never_keys),
		cmocka_unit_test(esc_never_quits_and_q_only_from_the_first_screen),
		cmocka_unit_test(the_last_operator_is_told_what_stops),
		cmocka_unit_test(enter_narrows_and_esc_returns_to_the_same_row),
		cmocka_unit_test(a_selection_follows_its_device_when_the_order_changes),
		cmocka_unit_test(a_filter_is_live_shown_and_cleared_by_esc),
		cmocka_unit_test(a_filter_of_ages_goes_with_the_time),
		cmocka_unit_test(a_wrong_filter_keeps_the_rows_and_says_why),
		cmocka_unit_test(ports_nobody_uses_are_shown_when_asked_for),
		cmocka_unit_test(r_asks_for_a_poll_of_the_device_of_the_row),
		cmocka_unit_test(a_new_critical_thaws_a_frozen_screen),
		cmocka_unit_test(
			a_toast_goes_after_four_seconds_and_an_error_with_a_key),
		cmocka_unit_test(late_data_replace_the_clock),
		cmocka_unit_test(
			a_second_in_which_nothing_happens_changes_only_clock_and_young_ages),
		cmocka_unit_test(every_size_is_drawn_and_takes_every_key),
		cmocka_unit_test(counts_and_the_demo_are_on_every_screen),
		cmocka_unit_test(a_hostile_name_changes_its_own_cells_only),
	};

	return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}

/* The line behind ':': what words do, what completes, what pasted text cannot do. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "tests/views/play.h"
#include "views/saved.h"
#include "views/view.h"

static const struct field *play_field(const struct play *p)
{
	return &p->v->field;
}

/* Type keys on the scene noc; the screen must show these words afterwards. */
static void shows(const char *keys, const char *words)
{
	struct play p;

	play_open(&p, "size 120x40");
	play_type(&p, keys);
	if (!play_shows(&p, words))
		fail_msg("'%s' does not show '%s':\n%s", keys, words, p.text.data);
	play_close(&p);
}

static void words_are_views_things_and_commands(void **state)
{
	(void)state;
	shows(":devices<Enter>", "2 DEVICES");
	shows(":site fra<Enter>", "EU-NOC > FRA");
	shows(":site FRA<Enter>", "EU-NOC > FRA");
	shows(":device fra-core-01<Enter>", "FRA > fra-core-01");
	shows(":interface fra-core-01 xe-0/1/0<Enter>", "fra-core-01 > xe-0/1/0");
	shows(":hel<Enter>", "HELP");
	shows(":filter site:lon<Enter>", "site:lon");
	shows(":devices<Enter>:sort name<Enter>", "by DEVICE");
	shows(":set tz Asia/Tokyo<Enter>", "05:16:20 JST");
}

/* As their keys do, or of what is named. */
static void explain_and_path_are_of_something(void **state)
{
	(void)state;
	shows(":explain<Enter>", "EXPLAIN  EU-NOC > FRA > fra-core-01 > xe-0/0/3  alert");
	shows(":explain lon-core-01<Enter>", "EXPLAIN  EU-NOC > LON > lon-core-01 ─");
	shows(":explain AMS<Enter>", "EXPLAIN  EU-NOC > AMS ─");
	shows(":explain lon-core-0<Tab>", ":explain lon-core-0");
	shows(":explain nowhere<Enter>", "there is no 'nowhere' here");
	shows(":path<Enter>", "PATH  the watch → fra-core-01");
	shows(":path fra-acc-07<Enter>", "PATH  the watch → fra-acc-07");
	shows(":handover x<Enter>", ":handover takes no more words");
}

static void what_is_wrong_is_said_and_may_be_mended(void **state)
{
	(void)state;
	shows(":frobnicate<Enter>", "no command is called 'frobnicate'");
	shows(":device nowhere<Enter>", "there is no 'nowhere' here");
	shows(":site<Enter>", "EU-NOC >"); /* the view is called so, too */
	shows(":filter<Enter>", "word !not");
	shows(":set tz Mars<Enter>", "there is no time zone 'Mars'");
	shows(":help<Enter>:ack<Enter>", "ack does not apply here");
	shows(":help<Enter>L", "log does not apply here"); /* nor its key */
	shows(":interface fra-core-01<Enter>", "which interface of 'fra-core-01'? a blank offers");
	shows(":interface fra-core-99<Enter>", "there is no 'fra-core-99' here");
	shows(":set tz utc<Enter>", "times are of utc");
	shows(":set tz local<Enter>", "times are local");
	shows(":s<Enter>", "which? ");
	shows(":device nowhere<Enter><C-u>devices<Enter>", "2 DEVICES");
	shows(":w ../x<Enter>", "a name without folders");
}

static void tab_completes_as_far_as_all_agree_then_steps(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 120x40");
	play_type(&p, ":dev<Tab>");
	assert_string_equal(play_field(&p)->text, "device");
	play_type(&p, "<Tab>");
	assert_string_equal(play_field(&p)->text, "devices");
	play_type(&p, "<Tab>");
	assert_string_equal(play_field(&p)->text, "device");
	play_type(&p, " fra-co<Tab>");
	assert_string_equal(play_field(&p)->text, "device fra-core-0");
	play_type(&p, "<Tab><Tab><Tab>");
	assert_string_equal(play_field(&p)->text, "device fra-core-01");
	play_type(&p, "<Esc>");
	assert_false(play_shows(&p, ":device"));
	play_close(&p);
}

static void up_and_down_go_through_what_was_typed(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 120x40");
	play_type(&p, ":devices<Enter>:alerts<Enter>:wh<Up>");
	assert_string_equal(play_field(&p)->text, "alerts");
	play_type(&p, "<Up><Up><Up>");
	assert_string_equal(play_field(&p)->text, "devices");
	play_type(&p, "<Down><Down>");
	assert_string_equal(play_field(&p)->text, "wh");
	for (int i = 0; i < 40; i++)
		play_type(&p, i % 2 ? "<C-u>devices<Enter>:" : "<C-u>alerts<Enter>:");
	play_close(&p);
}

static void words_behind_a_command_go_into_its_dialog(void **state)
{
	struct play p;
	struct act act;

	(void)state;
	play_open(&p, "size 120x40");
	act = play_type(&p, ":ack carrier fault<Enter><Enter>");
	assert_int_equal(act.kind, ACT_ACK);
	assert_string_equal(act.note, "carrier fault");
	play_close(&p);
}

static void pasted_text_is_text_and_no_command(void **state)
{
	struct play p;
	struct act act;

	(void)state;
	play_open(&p, "size 120x40");
	play_type(&p, ":");
	act = session_paste(p.v, &p.st.scene, "quit\na\n", 7);
	assert_int_equal(act.kind, ACT_NONE);
	assert_string_equal(play_field(&p)->text, "quit a ");
	play_close(&p);
}

static void a_file_is_written_by_the_name_that_was_typed(void **state)
{
	struct play p;
	struct act act;

	(void)state;
	play_open(&p, "size 120x40");
	act = play_type(&p, ":w night.html<Enter>");
	assert_int_equal(act.kind, ACT_WRITE);
	assert_string_equal(act.name, "night.html");
	play_close(&p);
}

static void a_view_that_was_saved_opens_in_the_next_session(void **state)
{
	struct play p;
	struct act act;

	(void)state;
	play_open(&p, "size 120x40");
	play_type(&p, "5");
	assert_true(play_shows(&p, "nothing is saved there: :save 5"));
	act = play_type(&p, ":site FRA<Enter>2scsc/acc<Enter>:save 7<Enter>");
	assert_int_equal(act.kind, ACT_KEEP);
	assert_string_equal(act.note, "7 view=site show=usual hidden=no panel=devices "
				      "sort=-cpu site=FRA filter=acc\n");
	act = play_type(&p, ":set tz Asia/Tokyo<Enter>");
	assert_int_equal(act.kind, ACT_KEEP);
	play_again(&p, act.note);
	play_draw(&p);
	assert_true(play_shows(&p, "05:16:20 JST"));
	play_type(&p, "7");
	assert_true(play_shows(&p, "EU-NOC > FRA"));
	assert_true(play_shows(&p, "by CPU reversed"));
	play_type(&p, ":help<Enter>:save 5<Enter>");
	assert_true(play_shows(&p, "this view cannot be saved"));
	play_type(&p, "<Esc>:save 3<Enter>");
	assert_true(play_shows(&p, "views are saved under 5 to 9"));
	play_close(&p);
}

static void a_place_that_is_saved_keeps_the_blanks_of_its_name(void **state)
{
	struct saved kept = {.zone = ""}, again;
	struct saved_view *view = &kept.view[2];
	struct buf text = {0};

	(void)state;
	snprintf(view->view, sizeof view->view, "site");
	view->of = (struct thing){.kind = THING_SITE, .name = "New York"};
	snprintf(view->filter, sizeof view->filter, "acc sw");
	saved_write(&kept, &text);
	saved_read(&again, text.data, text.len);
	assert_string_equal(again.view[2].of.name, "New York");
	assert_string_equal(again.view[2].filter, "acc sw");
	buf_fini(&text);
}

static void traffic_is_in_bits_or_bytes_and_that_is_kept(void **state)
{
	struct play p;
	struct act act;

	(void)state;
	play_open(&p, "size 120x40");
	play_type(&p, ":interfaces<Enter>/xe-0/1/0<Enter>");
	assert_true(play_shows(&p, "9.3G/1.2G"));
	act = play_type(&p, ":set units bytes<Enter>");
	assert_int_equal(act.kind, ACT_KEEP);
	assert_string_equal(act.note, "units bytes\n");
	assert_true(play_shows(&p, "1.1G/150MB"));
	play_again(&p, act.note);
	play_type(&p, ":interface fra-core-01 xe-0/1/0<Enter>");
	assert_true(play_shows(&p, "1.1GB"));
	play_type(&p, ":set units baud<Enter>");
	assert_true(play_shows(&p, "traffic is in bits or bytes, not 'baud'"));
	play_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_views_things_and_commands),
		cmocka_unit_test(explain_and_path_are_of_something),
		cmocka_unit_test(what_is_wrong_is_said_and_may_be_mended),
		cmocka_unit_test(tab_completes_as_far_as_all_agree_then_steps),
		cmocka_unit_test(up_and_down_go_through_what_was_typed),
		cmocka_unit_test(words_behind_a_command_go_into_its_dialog),
		cmocka_unit_test(pasted_text_is_text_and_no_command),
		cmocka_unit_test(a_view_that_was_saved_opens_in_the_next_session),
		cmocka_unit_test(a_place_that_is_saved_keeps_the_blanks_of_its_name),
		cmocka_unit_test(traffic_is_in_bits_or_bytes_and_that_is_kept),
		cmocka_unit_test(a_file_is_written_by_the_name_that_was_typed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

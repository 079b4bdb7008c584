/* The help: of the view it was opened on, whole, and a word in it is found. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "tests/views/play.h"
#include "views/bind.h"
#include "views/help.h"
#include "views/panels.h"

static void every_column_has_a_meaning(void **state)
{
	struct page page = {.view = &overview_view};

	(void)state;
	for (unsigned i = 0; i < 2 * PANELS; i++) {
		const struct panel *panel;

		page.scope.kind = i < PANELS ? THING_NONE : THING_SITE;
		panel = page_panel(&page, (enum panel_id)(i % PANELS));
		for (uint32_t k = 0; k < panel->column_n; k++)
			if (!help_column(panel->columns[k].title))
				fail_msg("help.c says nothing of the column %s",
					 panel->columns[k].title);
	}
}

/* Words stand in the help, before others. */
static void stands_before(struct play *p, const char *first, const char *then)
{
	const char *one = strstr(p->text.data, first),
		   *two = strstr(p->text.data, then);

	if (!one || !two || one > two)
		fail_msg("'%s' not before '%s':\n%s", first, then, p->text.data);
}

static void what_applies_to_the_view_stands_first(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 60x200\nview topology");
	play_type(&p, "?");
	stands_before(&p, "Here: sites, and what hangs behind what", "unfold");
	stands_before(&p, "unfold", "Columns of TOPOLOGY");
	stands_before(&p, "Columns of TOPOLOGY", "ways to other sites");
	stands_before(&p, "ways to other sites", "Letters");
	stands_before(&p, "Letters", "alerts hidden by a cause");
	play_type(&p, "?1?");
	stands_before(&p, "Here: open alerts", "alerts hidden by a cause");
	stands_before(&p, "alerts hidden by a cause", "Columns of ALERTS");
	stands_before(&p, "Letters", "unfold");
	play_close(&p);
}

static void text_has_its_help_too(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 120x60");
	play_type(&p, "H?");
	stands_before(&p, "HELP", "Here: what the next shift must know");
	assert_false(play_shows(&p, "Columns"));
	play_type(&p, "<Esc>");
	assert_true(play_shows(&p, "NEEDS SOMEBODY"));
	play_close(&p);
}

static unsigned times(const char *text, const char *words)
{
	unsigned n = 0;

	while ((text = strstr(text, words))) {
		n++;
		text++;
	}
	return n;
}

static void every_key_stands_there_once(void **state)
{
	struct buf text = {0};
	struct play p;

	(void)state;
	play_open(&p, "size 250x80\nview devices");
	play_type(&p, "?");
	assert_true(session_text(p.v, &p.st.scene, &text));
	buf_char(&text, '\0');
	for (const struct command *k = command_table; k->help; k++) {
		char words[200], label[16];

		if (!k->run)
			continue;
		snprintf(words, sizeof words, "\n  %s ", key_label(k->key[0], label));
		if (times(text.data, words) < 1)
			fail_msg("no line of %s", k->name);
		snprintf(words, sizeof words, " %.30s", k->help);
		if (strlen(k->help) > 12 && times(text.data, words) != 1)
			fail_msg("%u lines of %s", times(text.data, words), k->name);
	}
	buf_fini(&text);
	play_close(&p);
}

static void a_word_is_found_and_the_next(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	play_type(&p, "?/MAINT");
	assert_true(play_shows(&p, "/MAINT  1 of "));
	assert_int_equal(p.c.cursor_row, p.st.rows - 2); /* in the field */
	play_type(&p, "<Enter>");
	assert_true(play_shows(&p, "maintenance of it"));
	assert_in_range(p.c.cursor_row, 2, p.st.rows - 3);
	play_type(&p, "nn");
	assert_true(play_shows(&p, "/MAINT  3 of "));
	play_type(&p, "N");
	assert_true(play_shows(&p, "/MAINT  2 of "));
	play_type(&p, "<Esc>");
	assert_false(play_shows(&p, "/MAINT"));
	assert_true(play_shows(&p, "HELP"));
	play_type(&p, "<Esc>");
	assert_true(play_shows(&p, "1 ALERTS"));
	play_close(&p);
}

static void keys_are_found_by_what_they_are_called(void **state)
{
	static const char *const words[] = {
		"burst",  "trace", "explain", "connect",   "copy",	 "freeze",
		"filter", "sort",  "undo",    "hand-over", "maintenance"};
	char keys[64];
	struct play p;

	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		play_open(&p, "size 80x24\nview devices");
		snprintf(keys, sizeof keys, "?/%s<Enter>", words[i]);
		play_type(&p, keys);
		snprintf(keys, sizeof keys, "/%s  1 of ", words[i]);
		if (!play_shows(&p, keys))
			fail_msg("%s is not found:\n%s", words[i], p.text.data);
		play_close(&p);
	}
}

static void a_word_that_is_nowhere_is_told_of(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	play_type(&p, "?/quux");
	assert_true(play_shows(&p, "nowhere in this text"));
	play_type(&p, "<Enter>");
	assert_false(play_shows(&p, "quux"));
	assert_true(play_shows(&p, "Here: alerts, devices"));
	play_close(&p);
}

static void other_text_is_looked_through_alike(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	play_type(&p, "H/hidden by<Enter>");
	assert_true(play_shows(&p, "HIDDEN BY A CAUSE"));
	assert_true(play_shows(&p, "/hidden by  1 of 1"));
	play_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_column_has_a_meaning),
		cmocka_unit_test(what_applies_to_the_view_stands_first),
		cmocka_unit_test(text_has_its_help_too),
		cmocka_unit_test(every_key_stands_there_once),
		cmocka_unit_test(a_word_is_found_and_the_next),
		cmocka_unit_test(keys_are_found_by_what_they_are_called),
		cmocka_unit_test(a_word_that_is_nowhere_is_told_of),
		cmocka_unit_test(other_text_is_looked_through_alike),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

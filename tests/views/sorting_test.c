/* Lists sorted by any column, either way, under a selection that stays. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tests/views/play.h"
#include "views/panels.h"

static const struct panel *const panels[] = {&alerts_panel,	&devices_panel,
					     &interfaces_panel, &wan_panel,
					     &topology_panel,	&events_panel};
enum { PANEL_N = sizeof panels / sizeof *panels };

static void every_column_has_a_word_and_no_two_a_letter(void **state)
{
	(void)state;
	for (int p = 0; p < PANEL_N; p++) {
		bool taken[128] = {['u'] = true};

		assert_true(panels[p]->column_n <= COLUMNS_MAX);
		for (uint32_t i = 0; i < panels[p]->column_n; i++) {
			const struct column *k = &panels[p]->columns[i];

			if (!k->word || !k->value || (k->letter && !islower(k->letter)))
				fail_msg("%s: %s", panels[p]->name, k->title);
			if (taken[(int)k->letter] && k->letter)
				fail_msg("%s: %c", k->title, k->letter);
			if (!k->extra && !k->letter)
				fail_msg("%s is shown and has no letter", k->title);
			taken[(int)k->letter] = true;
			assert_ptr_equal(column_find(panels[p]->columns,
						     panels[p]->column_n, k->word,
						     strlen(k->word)),
					 k);
		}
	}
}

static bool is_known(const struct datum *d)
{
	return d->number == d->number || (d->text && *d->text);
}

static void assert_rows_sorted(struct play *p, const struct column *k, bool reverse)
{
	struct rows rows = session_rows(p->v, &p->st.scene);
	struct datum d = {.number = 0}, before = {.number = 0};
	char room[2][DATUM_ROOM];
	uint32_t known = 0;

	for (uint32_t i = 0; i < rows.n; i++) {
		int c;

		if (ref_kind(rows.ref[i]) == THING_RULE) {
			known = 0; /* a group of its own */
			continue;
		}
		d.room = room[i % 2];
		column_value(k, &p->st.scene, rows.ref[i], &d);
		if (ref_kind(rows.ref[i]) == THING_DEVICE && k->value &&
		    session_page(p->v)->focus == PANEL_TOPOLOGY)
			continue;
		if (ref_kind(rows.ref[i]) == THING_GROUP)
			continue;
		if (!is_known(&d)) {
			known = NONE; /* none behind these */
			continue;
		}
		if (known == NONE)
			fail_msg("%s: an unknown one before a known", k->title);
		if (k->logarithmic &&
		    fabs(before.number - d.number) < 1e-4 * fabs(d.number))
			continue; /* as good as equal */
		c = d.number == d.number
			    ? (before.number < d.number) - (before.number > d.number)
			    : text_compare(before.text ? before.text : "", d.text);
		if (known && (reverse ? c < 0 : c > 0))
			fail_msg("%s%s: row %u", reverse ? "-" : "", k->word, i);
		before = d;
		known++;
	}
}

static void each_list_is_sorted_by_each_column_either_way(void **state)
{
	static const char *const view[PANEL_N] = {"alerts", "devices",	"interfaces",
						  NULL,	    "topology", "events"};

	(void)state;
	for (int p = 0; p < PANEL_N; p++) {
		struct play play;
		char keys[64];

		if (!view[p])
			continue;
		play_open(&play, "size 240x67");
		snprintf(keys, sizeof keys, ":%s<Enter>", view[p]);
		play_type(&play, keys);
		for (uint32_t i = 0; i < panels[p]->column_n; i++) {
			const struct column *k = &panels[p]->columns[i];

			snprintf(keys, sizeof keys, ":sort %s<Enter>", k->word);
			play_type(&play, keys);
			assert_rows_sorted(&play, k, false);
			snprintf(keys, sizeof keys, ":sort -%s<Enter>", k->word);
			play_type(&play, keys);
			assert_rows_sorted(&play, k, true);
		}
		play_close(&play);
	}
}

static void the_same_letter_again_turns_it_round_and_the_selection_stays(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	play_type(&p, ":devices<Enter>scjj");
	assert_string_equal(session_list(p.v)->selected.name, "fra-core-02");
	play_type(&p, "sc");
	assert_true(play_shows(&p, "by CPU reversed"));
	assert_true(play_shows(&p, "↑CPU"));
	assert_string_equal(session_list(p.v)->selected.name, "fra-core-02");
	assert_non_null(strstr(play_cursor_row(&p), "fra-core-02"));
	play_type(&p, "sc");
	assert_true(play_shows(&p, "↓CPU"));
	play_type(&p, "sm");
	assert_true(play_shows(&p, "by MEM, biggest first"));
	play_type(&p, "su");
	assert_false(play_shows(&p, "by MEM"));
	play_close(&p);
}

static void a_letter_that_sorts_nothing_does_nothing_else(void **state)
{
	struct play p;
	struct act act;

	(void)state;
	play_open(&p, "size 80x24");
	play_type(&p, ":devices<Enter>s");
	assert_true(play_shows(&p, "sort by u state  d DEVICE"));
	act = play_type(&p, "b"); /* not a burst */
	assert_int_equal(act.kind, ACT_NONE);
	assert_true(play_shows(&p, "no column has that letter"));
	play_type(&p, "s<Right><Right><Enter>");
	assert_true(play_shows(&p, "by SITE"));
	play_type(&p, "s<Left><Esc>");
	assert_true(play_shows(&p, "by DEVICE"));
	play_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_column_has_a_word_and_no_two_a_letter),
		cmocka_unit_test(each_list_is_sorted_by_each_column_either_way),
		cmocka_unit_test(
			the_same_letter_again_turns_it_round_and_the_selection_stays),
		cmocka_unit_test(a_letter_that_sorts_nothing_does_nothing_else),
	};

	return cmocka_run_group_tests_name("sorting", tests, NULL, NULL);
}

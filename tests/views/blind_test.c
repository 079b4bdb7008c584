/* What is typed for a dialog that did not open is no command. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "tests/views/play.h"

/* On the ghost of the second alert. */
static void open_on_ghost(struct play *p)
{
	play_open(p, "size 80x24");
	play_type(p, "j");
	stage_clear_alert(&p->st, 4712);
	play_draw(p);
}

static void a_note_typed_blindly_on_a_ghost_is_no_command(void **state)
{
	struct play p;

	(void)state;
	open_on_ghost(&p);
	assert_int_equal(play_type(&p, "a").kind, ACT_NONE);
	assert_true(play_shows(&p, "cleared meanwhile; what you type is ignored"));
	/* any of these would be a key: q quits, r polls, h unhides, j moves */
	assert_int_equal(play_type(&p, "q rhj2<Tab>0<BS>").kind, ACT_NONE);
	assert_true(play_shows(&p, "> cleared 20:16:20  lon-edge-02"));
	assert_true(play_shows(&p, "── 1 ALERTS ───"));
	play_close(&p);
}

static void enter_ends_it_and_the_next_key_is_one_again(void **state)
{
	struct play p;

	(void)state;
	open_on_ghost(&p);
	assert_int_equal(play_type(&p, "acarrier<Enter>").kind, ACT_NONE);
	assert_true(play_shows(&p, "> cleared 20:16:20  lon-edge-02"));
	assert_int_equal(play_type(&p, "ja<Enter>").alerts[0], 4705);
	play_close(&p);
}

static void so_does_esc_and_it_goes_nowhere(void **state)
{
	struct play p;

	(void)state;
	open_on_ghost(&p);
	play_type(&p, "1j"); /* a view that Esc would leave */
	stage_clear_alert(&p.st, 4705);
	play_type(&p, "a<Esc>");
	assert_true(play_shows(&p, "> cleared 20:16:20  par-dist-01"));
	play_type(&p, "<Esc>");
	assert_true(play_shows(&p, "2 DEVICES"));
	play_close(&p);
}

static void a_pause_ends_it_and_typing_on_does_not(void **state)
{
	struct play p;

	(void)state;
	open_on_ghost(&p);
	play_type(&p, "a");
	for (int i = 0; i < 5; i++) {
		stage_wait(&p.st, 1400);
		assert_int_equal(play_type(&p, "r").kind, ACT_NONE);
	}
	assert_true(play_shows(&p, "what you type is ignored"));
	stage_wait(&p.st, 1600);
	play_type(&p, "j");
	assert_int_equal(play_type(&p, "r").kind, ACT_POLL_NOW);
	play_close(&p);
}

static void cursor_keys_are_meant(void **state)
{
	struct play p;

	(void)state;
	open_on_ghost(&p);
	play_type(&p, "a<Down>");
	assert_int_equal(play_type(&p, "r").kind, ACT_POLL_NOW);
	play_close(&p);
}

static void where_nothing_is_open_it_says_so(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24\nview devices");
	play_type(&p, "Ga");
	assert_true(play_shows(&p, "no open alert here; what you type is ignored"));
	assert_int_equal(play_type(&p, "r").kind, ACT_NONE);
	play_type(&p, "<Esc>/fra-acc-07<Enter>a");
	assert_true(play_shows(&p, "hidden by a cause: a works there; what you type is "
				   "ignored up to Enter or Esc"));
	play_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_note_typed_blindly_on_a_ghost_is_no_command),
		cmocka_unit_test(enter_ends_it_and_the_next_key_is_one_again),
		cmocka_unit_test(so_does_esc_and_it_goes_nowhere),
		cmocka_unit_test(a_pause_ends_it_and_typing_on_does_not),
		cmocka_unit_test(cursor_keys_are_meant),
		cmocka_unit_test(where_nothing_is_open_it_says_so),
	};

	return cmocka_run_group_tests_name("blind", tests, NULL, NULL);
}

/* The wall: it turns by itself, stays for a critical, takes no keys, rings again. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "tests/views/play.h"
#include "views/view.h"

static void later(struct play *p, int64_t ms)
{
	stage_wait(&p->st, ms);
	play_draw(p);
}

static void it_turns_by_itself_and_comes_round(void **state)
{
	struct play p;

	(void)state;
	play_scene(&p, "quiet",
		   "size 240x67\nwall devices,nonsense,topology rotate=20s");
	assert_true(play_shows(&p, "── SITES"));
	later(&p, 19000);
	assert_true(play_shows(&p, "── SITES"));
	later(&p, 1000);
	assert_true(play_shows(&p, "2 DEVICES"));
	assert_true(play_shows(&p, "nothing needs you"));
	later(&p, 20000);
	assert_true(play_shows(&p, "4 TOPOLOGY"));
	later(&p, 20000);
	assert_true(play_shows(&p, "── SITES"));
	play_close(&p);
}

/* And not that more are no worse than none. */
static void a_small_one_names_the_worst_site(void **state)
{
	struct play p;

	(void)state;
	play_scene(&p, "quiet", "size 40x6\nwall devices rotate=20s");
	assert_true(play_shows(&p, "── SITES"));
	assert_false(play_shows(&p, "none of them worse"));
	assert_true(play_shows(&p, "OK, and "));
	play_close(&p);
}

static void it_says_when_it_turns_after_a_key(void **state)
{
	struct play p;

	(void)state;
	play_scene(&p, "quiet", "size 240x67\nwall devices,topology rotate=20s");
	assert_true(play_shows(&p, "read-only  0:20"));
	play_type(&p, "<Right>");
	later(&p, 25000);
	assert_true(play_shows(&p, "2 DEVICES"));
	assert_true(play_shows(&p, "read-only  0:35"));
	later(&p, 35000);
	assert_true(play_shows(&p, "4 TOPOLOGY"));
	play_close(&p);
}

static void a_critical_that_needs_somebody_holds_it(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 240x67\nwall devices rotate=20s");
	later(&p, 120000);
	assert_true(play_shows(&p, "── SITES"));
	assert_true(play_shows(&p, "stays: a critical needs somebody"));
	play_type(&p, "<Right>"); /* a person looks elsewhere for a minute */
	assert_true(play_shows(&p, "2 DEVICES"));
	later(&p, 59000);
	assert_true(play_shows(&p, "2 DEVICES"));
	later(&p, 2000);
	assert_true(play_shows(&p, "── SITES"));
	play_close(&p);
}

static void nobody_acts_on_a_wall_that_may_not(void **state)
{
	struct play p;
	struct act act;

	(void)state;
	play_open(&p, "size 240x67\nwall devices rotate=20s");
	assert_int_equal(play_type(&p, "a<Enter>q:quit<Enter>xmAE").kind, ACT_NONE);
	assert_int_equal(p.v->dialog.kind, DIALOG_NONE);
	assert_int_equal(play_type(&p, "<C-l>").kind, ACT_REPAINT);
	assert_int_equal(p.c.cursor_row, -1);
	play_close(&p);
	play_open(&p, "size 240x67\nwall devices rotate=20s act=yes");
	assert_int_equal(play_type(&p, "a<Enter>").kind, ACT_NONE);
	assert_true(play_shows(&p, "whose initials?"));
	play_type(&p, "j");
	assert_false(play_shows(&p, "whose initials?"));
	act = play_type(&p, "k<Enter>");
	assert_int_equal(act.kind, ACT_ACK);
	assert_string_equal(act.initials, "jk");
	play_close(&p);
}

static void who_may_acknowledge_may_not_leave_it(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 240x67\nwall devices rotate=20s act=yes stops=\"polling\"");
	assert_int_equal(play_type(&p, "<Right>jqxwym0:").kind, ACT_NONE);
	assert_int_equal(p.v->dialog.kind, DIALOG_NONE);
	assert_int_equal(p.v->edit, EDIT_NONE);
	assert_true(play_shows(&p, "2 DEVICES"));
	play_close(&p);
}

static void it_takes_clock_units_and_scope_of_who_starts_it(void **state)
{
	static const char kept[] = "tz Asia/Tokyo\nunits bytes\nscope site=FRA\n"
				   "columns devices dev,state\n5 view=alerts\n";
	struct play p;
	struct act act;

	(void)state;
	play_open(&p, "size 240x67\nwall devices rotate=20s act=yes");
	play_type(&p, "<Right>");
	assert_true(play_shows(&p, "UPTIME"));
	play_again(&p, kept);
	play_type(&p, "<Right>");
	assert_true(play_shows(&p, "05:16:20")); /* the next morning in Tokyo */
	assert_true(play_shows(&p, "ONLY FRA"));
	assert_true(p.v->own.bytes);
	assert_true(play_shows(&p, "UPTIME"));
	act = session_keep(p.v);
	assert_int_equal(act.kind, ACT_NONE); /* nothing of that is lost */
	p.st.options.wall.on = false;
	play_again(&p, kept);
	play_type(&p, "22");
	assert_false(play_shows(&p, "UPTIME"));
	assert_int_equal(session_keep(p.v).kind, ACT_KEEP);
	play_close(&p);
}

static void it_rings_again_at_half_the_time_to_the_second_tier(void **state)
{
	struct play p;
	struct alert *a;

	(void)state;
	play_open(&p, "size 240x67\nwall devices");
	a = p.st.alerts.row[0];
	for (uint32_t i = 0; a->id != 4711; i++)
		a = p.st.alerts.row[i];
	a->severity = SEV_CRITICAL;
	a->opened_ms = p.st.scene.now_ms - 1000;
	a->ladder.tier = 2;
	a->ladder.next_at_ms = a->opened_ms + 300000;
	session_rings(p.v, &p.st.scene);
	p.st.scene.now_ms += 148000;
	assert_false(session_rings(p.v, &p.st.scene));
	p.st.scene.now_ms += 2000;
	assert_true(session_rings(p.v, &p.st.scene));
	p.st.scene.now_ms += 1000;
	assert_false(session_rings(p.v, &p.st.scene));
	play_close(&p);
}

static void a_screen_that_is_no_wall_does_not_ring(void **state)
{
	struct play p;

	(void)state;
	play_open(&p, "size 80x24");
	session_rings(p.v, &p.st.scene);
	p.st.scene.now_ms += 1000000;
	assert_false(session_rings(p.v, &p.st.scene));
	play_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_turns_by_itself_and_comes_round),
		cmocka_unit_test(a_small_one_names_the_worst_site),
		cmocka_unit_test(it_says_when_it_turns_after_a_key),
		cmocka_unit_test(a_critical_that_needs_somebody_holds_it),
		cmocka_unit_test(nobody_acts_on_a_wall_that_may_not),
		cmocka_unit_test(it_rings_again_at_half_the_time_to_the_second_tier),
		cmocka_unit_test(a_screen_that_is_no_wall_does_not_ring),
		cmocka_unit_test(who_may_acknowledge_may_not_leave_it),
		cmocka_unit_test(it_takes_clock_units_and_scope_of_who_starts_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

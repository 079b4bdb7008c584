/* Ladders: who is called when, whatever becomes of the alert. See night.h. */
#include "tests/alert/night.h"

static const struct {
	const char *what, *script, *calls;
} cases[] = {
	{"a critical climbs to the duty manager", "0 open",
	 "30 desk1, 300 kim2, 720 lee2, 1200 boss2"},
	{"a major has two rungs", "0 major", "120 desk1, 1800 kim2"},
	{"over before anybody was told: nobody is", "0 open, 29 clear", ""},
	{"over after the desk was told: it is told that, too", "0 open, 31 clear",
	 "30 desk1, 91 -desk"},
	{"everybody who was told is told that it is over", "0 open, 310 clear",
	 "30 desk1, 300 kim2, 370 -desk, 370 -kim"},
	{"about to clear: nobody is called, and told of what is over",
	 "0 open, 29 calm, 59 clear", ""},
	{"about to clear, and bad again: at once", "0 open, 20 calm, 60 bad",
	 "61 desk1, 331 kim2, 751 lee2, 1231 boss2"},
	{"for ever about to clear: not for ever", "0 open, 20 calm",
	 "620 desk1, 890 kim2, 1310 lee2, 1790 boss2"},
	{"acknowledged: held", "0 open, 40 ack", "30 desk1"},
	{"before the first notice, too", "0 open, 10 ack", ""},
	{"acknowledged and over: the desk is told", "0 open, 40 ack, 100 clear",
	 "30 desk1, 160 -desk"},
	{"expired: goes on with what was left", "0 open, 40 ack, 1840 expire",
	 "30 desk1, 2140 kim2, 2560 lee2, 3040 boss2"},
	{"260 s were left: 300 are given; more stay more",
	 "0 open, 310 ack, 1000 expire", "30 desk1, 300 kim2, 1410 lee2, 1890 boss2"},
	{"expired at the end of the ladder: the last is called again",
	 "0 open, 1300 ack, 3100 expire",
	 "30 desk1, 300 kim2, 720 lee2, 1200 boss2, 3400 boss2"},
	{"undone: as if it had not been", "0 open, 40 ack, 60 undo",
	 "30 desk1, 320 kim2, 740 lee2, 1220 boss2"},
	{"hidden: stands still", "0 open, 100 hide", "30 desk1"},
	{"released: what was left, no more and no less",
	 "0 open, 290 hide, 1000 resume", "30 desk1, 1010 kim2, 1430 lee2, 1910 boss2"},
	{"hidden from birth: all of its time from then on", "0 born, 1000 resume",
	 "1030 desk1, 1300 kim2, 1720 lee2, 2200 boss2"},
	{"hidden, never told, over: silence", "0 born, 500 clear", ""},
	{"told, hidden, over: told", "0 open, 40 hide, 50 clear",
	 "30 desk1, 110 -desk"},
	{"planned: silence", "0 open, 10 plan", ""},
	{"no more planned: goes on", "0 open, 10 plan, 600 unplan",
	 "620 desk1, 890 kim2, 1310 lee2, 1790 boss2"},
	{"hidden while acknowledged: the rest stays owed",
	 "0 open, 290 ack, 300 hide, 400 expire, 500 resume",
	 "30 desk1, 800 kim2, 1220 lee2, 1700 boss2"},
	{"worse: from the beginning, by the policy of that", "0 major, 200 worse",
	 "120 desk1, 230 desk1, 500 kim2, 920 lee2, 1400 boss2"},
	{"worse than when it was acknowledged", "0 major, 130 ack, 600 worse",
	 "120 desk1, 630 desk1, 900 kim2, 1320 lee2, 1800 boss2"},
	{"less bad: the ladder stays", "0 open, 100 ease",
	 "30 desk1, 300 kim2, 720 lee2, 1200 boss2"},
	{"a short recovery in hand is told to nobody",
	 "0 open, 40 ack, 100 clear, 130 reopen", "30 desk1"},
	{"and expires as it would have",
	 "0 open, 40 ack, 100 clear, 130 reopen, 1840 expire, 1850 clear",
	 "30 desk1, 1910 -desk"},
	{"flapping: one notice, then one an hour", "0 open, 40 flap",
	 "30 desk1, 300 kim2, 3900 lee2, 7500 boss2"},
	{"E: the next rung now, the others after it", "0 open, 10 E",
	 "10 desk1, 280 kim2, 700 lee2, 1180 boss2"},
	{"E twice", "0 open, 10 E, 12 E", "10 desk1, 12 kim2, 432 lee2, 912 boss2"},
	{"E on what is in hand calls, and it stays in hand", "0 open, 40 ack, 50 E",
	 "30 desk1, 50 kim2"},
	{"the vendor is called by key alone, with the case", "0 open, 1300 case",
	 "30 desk1, 300 kim2, 720 lee2, 1200 boss2, 1300 tac3(case 77)"},
	{"with a case number the vendor is called at any time, and the ladder stays",
	 "0 open, 40 case, 50 ack", "30 desk1, 40 tac3(case 77)"},
	{"E on what is hidden calls nobody", "0 open, 10 hide, 20 E", ""},
	{"we are blind: one page, after a minute", "0 blind", "60 kim2"},
	{"and one alone, whatever is done", "0 blind, 70 ack, 200 expire", "60 kim2"},
	{"blind for less than a minute: none", "0 blind, 59 clear", ""},
	{"core: 30 s", "0 down0, 40 ack", "30 desk1"},
	{"access: 2 min, switches reboot", "0 down1, 130 ack", "120 desk1"},
	{"other: 10 min", "0 down2, 610 ack", "600 desk1"},
	{"our clock is set forward: nobody is called for that",
	 "0 open, 40 ahead3600", "30 desk1, 3900 kim2, 4320 lee2, 4800 boss2"},
	{"our clock is set back: nobody is called late",
	 "0 open, 40 aback7200", "30 desk1, -6900 kim2, -6480 lee2, -6000 boss2"},
	{"the gaps behind a late first notice stay", "0 down1, 400 ack",
	 "120 desk1, 390 kim2"},
};

static void nights(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		void *fresh;
		struct night *n;
		const char *got;

		setup(&fresh);
		n = fresh;
		play(n, cases[i].script);
		got = n->said.len ? n->said.data : "";
		if (strcmp(got, cases[i].calls) != 0)
			fail_msg("%s: %s\n  calls %s\n  not   %s", cases[i].what,
				 cases[i].script, got, cases[i].calls);
		teardown(&fresh);
	}
}

/* --- who is there --- */

static struct calendar when(const char *words)
{
	struct calendar c;
	char error[CALENDAR_ERROR];

	assert_true(calendar_parse(words, &c, error));
	return c;
}

static void nobody_of_a_rung_is_there_the_next_is_called_at_once(void **state)
{
	struct night *n = *state;

	n->contact[DESK].hours = when("Fri 12:00-13:00");
	play(n, "0 open, 400 ack");
	SAYS(n, "30 kim2");
}

static void that_we_are_blind_is_told_to_the_desk_where_nobody_else_is(void **state)
{
	struct night *n = *state;

	for (int i = 0; i < PEOPLE; i++)
		if (i != DESK)
			n->contact[i].hours = when("Fri 12:00-13:00");
	play(n, "0 blind, 4000 ack");
	SAYS(n, "60 desk1");
}

static void asked_for_where_nobody_is_calls_the_one_behind(void **state)
{
	struct night *n = *state;

	n->contact[DESK].hours = when("Fri 12:00-13:00");
	play(n, "0 open, 10 E, 20 ack");
	SAYS(n, "10 kim2");
}

static void who_would_not_be_heard_can_be_told_so(void **state)
{
	struct night *n = *state;
	struct alert *a = NULL;

	act(n, &a, "open");
	assert_null(escalation_unheard(&n->e, a, false));
	assert_null(escalation_unheard(&n->e, a, true));
	a->planned = true;
	assert_string_equal(escalation_unheard(&n->e, a, false), "it is planned");
	a->planned = false;
	n->policy[0].vendor = NONE;
	assert_string_equal(escalation_unheard(&n->e, a, true),
			    "its policy has no vendor");
	a->ladder.step = 4;
	assert_string_equal(escalation_unheard(&n->e, a, false),
			    "its ladder is at its end");
	a->ladder.policy[0] = '\0';
	assert_string_equal(escalation_unheard(&n->e, a, false), "no policy is for it");
}

static void nobody_at_all_is_there_the_first_who_comes_is_called(void **state)
{
	struct night *n = *state;

	for (int i = 0; i < PEOPLE; i++)
		n->contact[i].hours = when("Fri 12:00-13:00");
	n->contact[BOSS].hours = when("Fri 08:10-13:00");
	play(n, "0 open");
	SAYS(n, "600 boss2");
}

static void outside_of_its_hours_a_policy_waits(void **state)
{
	struct night *n = *state;

	n->policy[0].hours = when("Fri 09:00-13:00");
	n->policy[0].zone = zone_find("UTC");
	play(n, "0 open, 3700 ack");
	SAYS(n, "3600 desk1");
}

static void the_last_rung_repeats_where_that_is_asked_for(void **state)
{
	struct night *n = *state;

	n->policy[1].repeat_ms = 3600000;
	play(n, "0 major");
	SAYS(n, "120 desk1, 1800 kim2, 5400 kim2, 9000 kim2");
}

/* --- restart --- */

/* Killed between deciding it and a hook's beginning: the next watch carries it. */
static void a_notice_that_no_hook_had_yet_outlives_the_watch(void **state)
{
	struct night *n = *state;
	struct alert *a = NULL;

	n->stuck = true;
	act(n, &a, "open");
	pass_until(n, T0 + 40000);
	SAYS(n, "30 desk1");
	assert_string_equal(a->ladder.spool, "N1;;desk");
	a = restart(n, a, 10000);
	n->stuck = false;
	pass_until(n, n->now + 200000);
	SAYS(n, "30 desk1, 80 desk1");
	assert_null(a->ladder.spool);
	restart(n, a, 10000);
	pass_until(n, n->now + 40000);
	SAYS(n, "30 desk1, 80 desk1, 300 kim2");
}

static void nor_is_it_carried_when_somebody_has_it_by_then(void **state)
{
	struct night *n = *state;
	struct alert *a = NULL;

	n->stuck = true;
	act(n, &a, "open");
	pass_until(n, T0 + 40000);
	a = restart(n, a, 10000);
	act(n, &a, "ack");
	pass_until(n, n->now + 200000);
	SAYS(n, "30 desk1");
	assert_null(a->ladder.spool);
}

static void a_word_that_it_is_over_outlives_the_watch(void **state)
{
	struct night *n = *state;
	struct alert *a = NULL;

	act(n, &a, "open");
	pass_until(n, T0 + 40000);
	act(n, &a, "clear");
	n->stuck = true;
	pass_until(n, T0 + 110000);
	SAYS(n, "30 desk1, 100 -desk");
	n->stuck = false;
	restart(n, a, 10000);
	pass_until(n, n->now + 60000);
	SAYS(n, "30 desk1, 100 -desk, 150 -desk");
}

static void a_deadline_outlives_the_watch_and_pages_once(void **state)
{
	struct night *n = *state;
	struct alert *a = NULL;

	act(n, &a, "open");
	pass_until(n, T0 + 100000);
	restart(n, a, 50000);
	pass_until(n, T0 + 400000);
	SAYS(n, "30 desk1, 300 kim2");
}

static void what_is_overdue_waits_for_an_answer_and_is_met_once(void **state)
{
	static const struct rule rule;
	struct night *n = *state;
	struct alert *a = NULL;

	act(n, &a, "down0");
	pass_until(n, T0 + 100000);
	a = restart(n, a, 1000000); /* two rungs passed meanwhile */
	n->alerts.ask_n = 0;
	pass_until(n, T0 + 1140000);
	SAYS(n, "30 desk1");
	assert_true(n->alerts.ask_n > 0); /* it was asked */
	a->rule = &rule;		  /* and is still down */
	pass_until(n, T0 + 1150000);
	SAYS(n, "30 desk1, 1141 kim2");
	pass_until(n, T0 + 1560000);
	SAYS(n, "30 desk1, 1141 kim2");
	pass_until(n, T0 + 1561000);
	SAYS(n, "30 desk1, 1141 kim2, 1561 lee2");
}

static void what_came_back_meanwhile_is_told_as_over(void **state)
{
	struct night *n = *state;
	struct alert *a = NULL;

	act(n, &a, "down0");
	pass_until(n, T0 + 100000);
	a = restart(n, a, 1000000);
	pass_until(n, T0 + 1110000);
	act(n, &a, "clear");
	pass_until(n, T0 + 1200000);
	SAYS(n, "30 desk1, 1170 -desk");
}

static void a_resolve_that_is_owed_outlives_the_watch(void **state)
{
	struct night *n = *state;
	struct alert *a = NULL;

	act(n, &a, "open");
	pass_until(n, T0 + 100000);
	act(n, &a, "clear");
	restart(n, a, 300000);
	pass_until(n, T0 + 500000);
	SAYS(n, "30 desk1, 400 -desk");
	restart(n, n->alerts.row[0], 1000);
	pass_until(n, T0 + 900000);
	SAYS(n, "30 desk1, 400 -desk");
}

static void while_the_network_is_only_just_looked_at_nobody_is_told(void **state)
{
	struct night *n = *state;

	n->alerts.cold_until_ms = T0 + 60000;
	play(n, "0 open, 70 ack");
	SAYS(n, "60 desk1");
}

/* --- many --- */

static void a_storm_is_five_notices_and_a_digest_a_minute(void **state)
{
	struct night *n = *state;

	many(n, 100);
	pass_until(n, T0 + 29000);
	SAYS(n, "");
	pass_until(n, T0 + 31000);
	SAYS(n, "30 desk1, 30 desk1, 30 desk1, 30 desk1, 30 desk1, 30 desk+95-0");
	many(n, 3); /* due at 61: that minute has had its digest, this waits */
	pass_until(n, T0 + 89000);
	assert_null(strstr(n->said.data, "61 desk"));
	pass_until(n, T0 + 91000);
	assert_non_null(strstr(n->said.data, "90 desk+3-0"));
}

static void the_end_of_a_storm_is_told_the_same_way(void **state)
{
	struct night *n = *state;

	many(n, 100);
	pass_until(n, T0 + 200000);
	buf_reset(&n->said);
	for (uint32_t i = 0; i < n->alerts.n; i++) {
		struct alert *a = n->alerts.row[i];

		act(n, &a, "clear");
	}
	pass_until(n, T0 + 261000);
	SAYS(n, "260 -desk, 260 -desk, 260 -desk, 260 -desk, 260 -desk, "
		"260 desk+0-95");
	pass_until(n, T0 + 3600000);
	for (uint32_t i = 0; i < n->alerts.n; i++)
		assert_null(n->alerts.row[i]->ladder.told);
}

/* Those of which it is told alone, and the others. */
static uint32_t in_spools(const struct night *n)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < n->alerts.n; i++)
		count += n->alerts.row[i]->ladder.spool != NULL;
	return count;
}

static void a_digest_that_no_hook_had_yet_outlives_the_watch(void **state)
{
	struct night *n = *state;
	struct alert *a;

	many(n, 9);
	n->stuck = true;
	pass_until(n, T0 + 40000);
	assert_int_equal(in_spools(n), 9);
	a = n->alerts.row[8];
	assert_string_equal(a->ladder.spool, "N1;;desk");
	n->stuck = false;
	buf_reset(&n->said);
	restart(n, a, 10000); /* that one of them */
	pass_until(n, n->now + 60000);
	SAYS(n, "80 desk1");
	assert_int_equal(in_spools(n), 0);
}

static void what_becomes_of_a_digest_becomes_of_all_in_it(void **state)
{
	struct night *n = *state;

	many(n, 9);
	n->stuck = true;
	pass_until(n, T0 + 40000);
	n->stuck = false;
	becomes(n, 1, DIGEST_BEGUN, 0);
	assert_int_equal(in_spools(n), 5); /* it is the hook's */
	becomes(n, 1, DIGEST_WAITS, 0);
	assert_int_equal(in_spools(n), 9);
	becomes(n, 1, DIGEST_BEGUN, 0);
	becomes(n, 1, DIGEST_TAKEN, 0);
	assert_int_equal(in_spools(n), 5);
	assert_int_equal(n->e.digest_n, 0);
}

static void a_digest_that_nobody_took_calls_the_next_rung_of_all_in_it(void **state)
{
	struct night *n = *state;

	many(n, 9);
	pass_until(n, T0 + 40000);
	buf_reset(&n->said);
	becomes(n, 1, DIGEST_FAILED, LADDER_AGAIN_MS);
	assert_int_equal(n->e.digest_n, 0);
	pass_until(n, T0 + 50000);
	SAYS(n, "40 kim2, 40 kim2, 40 kim2, 40 kim2");
}

static void a_digest_that_came_to_no_hook_is_due_again(void **state)
{
	struct night *n = *state;

	many(n, 9);
	pass_until(n, T0 + 40000);
	buf_reset(&n->said);
	becomes(n, 1, DIGEST_UNSENT, LADDER_MINUTE_MS);
	pass_until(n, T0 + 120000);
	SAYS(n, "100 desk+4-0");
}

static void that_a_storm_is_over_is_said_again_where_nobody_took_that(void **state)
{
	struct night *n = *state;

	many(n, 9);
	pass_until(n, T0 + 200000);
	for (uint32_t i = 0; i < n->alerts.n; i++) {
		struct alert *a = n->alerts.row[i];

		act(n, &a, "clear");
	}
	pass_until(n, T0 + 261000);
	buf_reset(&n->said);
	becomes(n, 2, DIGEST_FAILED, LADDER_AGAIN_MS);
	pass_until(n, T0 + 1000000);
	SAYS(n, "861 -desk, 861 -desk, 861 -desk, 861 -desk");
}

static void ten_thousand_deadlines_are_met_in_slices(void **state)
{
	struct night *n = *state;
	unsigned slices = 1;

	many(n, 10000);
	n->now = T0 + 30000;
	n->out.n = 0;
	while (escalation_step(&n->e, &n->alerts, &n->net, n->now, 500, &n->out)) {
		assert_true(n->out.n <= 500);
		event_list_reset(&n->out);
		slices++;
	}
	assert_true(slices >= 20);
	take_intents(n);
	SAYS(n, "30 desk1, 30 desk1, 30 desk1, 30 desk1, 30 desk1, "
		"30 desk+9995-0");
	/* A second without deadlines is free: nothing is looked at. */
	n->now += 1000;
	assert_false(escalation_step(&n->e, &n->alerts, &n->net, n->now, 1, &n->out));
}

/* --- the rest --- */

static void a_notice_that_nobody_took_calls_the_next_rung(void **state)
{
	struct night *n = *state;
	struct alert *a = NULL;

	act(n, &a, "open");
	pass_until(n, T0 + 31000);
	escalation_failed(&n->e, &n->alerts, a->id, n->now);
	pass_until(n, T0 + 32000);
	SAYS(n, "30 desk1, 31 kim2");
}

/* The phone is dead all night: whoever was last is called until it is not. */
static void what_nobody_of_the_last_rung_took_is_called_again(void **state)
{
	struct night *n = *state;
	struct alert *a = NULL;

	act(n, &a, "open");
	pass_until(n, T0 + 1201000);
	for (int i = 0; i < 3; i++) /* of rungs before, too */
		escalation_failed(&n->e, &n->alerts, a->id, n->now);
	pass_until(n, T0 + 1502000);
	escalation_failed(&n->e, &n->alerts, a->id, n->now);
	pass_until(n, T0 + 3600000);
	SAYS(n, "30 desk1, 300 kim2, 720 lee2, 1200 boss2, 1501 boss2, 1802 boss2");
}

/* "T2 told" would be a call of tier 2 to whoever counts them. */
static void the_word_that_it_is_over_is_no_call(void **state)
{
	struct night *n = *state;
	struct alert *a = NULL;
	const struct event *last = NULL;

	act(n, &a, "open");
	pass_until(n, T0 + 31000);
	act(n, &a, "clear");
	pass_until(n, T0 + 100000);
	for (uint32_t i = 0; i < n->out.n; i++)
		if (n->out.event[i].kind == EVENT_ESCALATED)
			last = &n->out.event[i];
	assert_non_null(last);
	assert_string_equal(last->text, "told that it is over");
}

static void what_was_never_sent_is_due_again(void **state)
{
	struct night *n = *state;
	struct alert *a = NULL;

	act(n, &a, "open");
	pass_until(n, T0 + 31000);
	escalation_unsent(&n->e, &n->alerts, a->id, DESK, false,
			  LADDER_MINUTE_MS, n->now);
	restart(n, a, 1000);
	pass_until(n, T0 + 100000);
	SAYS(n, "30 desk1, 91 desk1");
	a = n->alerts.row[0];
	act(n, &a, "clear");
	pass_until(n, T0 + 161000);
	escalation_unsent(&n->e, &n->alerts, a->id, DESK, true,
			  LADDER_MINUTE_MS, n->now);
	pass_until(n, T0 + 300000);
	SAYS(n, "30 desk1, 91 desk1, 160 -desk, 221 -desk");
	assert_null(a->ladder.told);
}

static void each_call_is_an_event_with_its_tier_and_name(void **state)
{
	struct night *n = *state;
	struct alert *a = NULL;
	const struct event *last;

	act(n, &a, "open");
	pass_until(n, T0 + 31000);
	last = &n->out.event[n->out.n - 1];
	assert_int_equal(last->kind, EVENT_ESCALATED);
	assert_string_equal(last->text, "T1 desk");
	assert_int_equal(last->alert, a->id);
}

static void a_call_that_was_a_second_late_makes_the_next_no_later(void **state)
{
	struct night *n = *state;
	struct alert *a = NULL;

	act(n, &a, "open");
	n->now = T0 + 31000; /* due at 30 */
	escalation_step(&n->e, &n->alerts, &n->net, n->now, 100, &n->out);
	take_intents(n);
	assert_int_equal(a->ladder.next_at_ms, T0 + 300000);
}

static void the_row_names_who_is_next_and_when(void **state)
{
	struct night *n = *state;
	struct alert *a = NULL;
	char words[80];

	act(n, &a, "open");
	ladder_words(&a->ladder, words, sizeof words);
	assert_string_equal(words, "T1 desk");
	assert_int_equal(a->ladder.next_at_ms, T0 + 30000);
	pass_until(n, T0 + 31000);
	ladder_words(&a->ladder, words, sizeof words);
	assert_string_equal(words, "T2 kim");
	pass_until(n, T0 + 1300000);
	ladder_words(&a->ladder, words, sizeof words);
	assert_string_equal(words, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nights),
		TEST(nobody_of_a_rung_is_there_the_next_is_called_at_once),
		TEST(that_we_are_blind_is_told_to_the_desk_where_nobody_else_is),
		TEST(asked_for_where_nobody_is_calls_the_one_behind),
		TEST(who_would_not_be_heard_can_be_told_so),
		TEST(nobody_at_all_is_there_the_first_who_comes_is_called),
		TEST(outside_of_its_hours_a_policy_waits),
		TEST(the_last_rung_repeats_where_that_is_asked_for),
		TEST(a_notice_that_no_hook_had_yet_outlives_the_watch),
		TEST(nor_is_it_carried_when_somebody_has_it_by_then),
		TEST(a_word_that_it_is_over_outlives_the_watch),
		TEST(a_deadline_outlives_the_watch_and_pages_once),
		TEST(what_is_overdue_waits_for_an_answer_and_is_met_once),
		TEST(what_came_back_meanwhile_is_told_as_over),
		TEST(a_resolve_that_is_owed_outlives_the_watch),
		TEST(while_the_network_is_only_just_looked_at_nobody_is_told),
		TEST(a_storm_is_five_notices_and_a_digest_a_minute),
		TEST(the_end_of_a_storm_is_told_the_same_way),
		TEST(a_digest_that_no_hook_had_yet_outlives_the_watch),
		TEST(what_becomes_of_a_digest_becomes_of_all_in_it),
		TEST(a_digest_that_nobody_took_calls_the_next_rung_of_all_in_it),
		TEST(a_digest_that_came_to_no_hook_is_due_again),
		TEST(that_a_storm_is_over_is_said_again_where_nobody_took_that),
		TEST(ten_thousand_deadlines_are_met_in_slices),
		TEST(a_notice_that_nobody_took_calls_the_next_rung),
		TEST(what_nobody_of_the_last_rung_took_is_called_again),
		TEST(the_word_that_it_is_over_is_no_call),
		TEST(what_was_never_sent_is_due_again),
		TEST(each_call_is_an_event_with_its_tier_and_name),
		TEST(a_call_that_was_a_second_late_makes_the_next_no_later),
		TEST(the_row_names_who_is_next_and_when),
	};

	return cmocka_run_group_tests_name("escalation", tests, NULL, NULL);
}

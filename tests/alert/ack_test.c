/* What operators do, and what becomes of it. */
#include "probes/base/clock.h"
#include "tests/alert/fixture.h"

static const struct who mk = {.uid = 1000, .name = "mk", .from = "pts/4"};
static const struct who jk = {.uid = 1001, .name = "jk", .from = "pts/5"};

static void cpu_rule(struct world *w, enum severity severity, double enter)
{
	world_rule(w, (struct rule){.check = CHECK_CPU,
				    .severity = severity,
				    .enter = enter,
				    .clear = enter - 5,
				    .text = "CPU %v (>%l)"});
}

static void cpu(struct world *w, dev_id d, float pct)
{
	w->now += 30 * SECOND;
	w->net.dev[d].cpu_pct = pct;
	world_poll(w, d);
}

/* One device at 90 %, a warning; 95 % would be major. */
static struct alert *open_one(struct world *w)
{
	world_dev(w, "d0", NONE, NONE);
	cpu_rule(w, SEV_WARNING, 80);
	cpu_rule(w, SEV_MAJOR, 95);
	world_up(w, 0);
	cpu(w, 0, 90);
	return world_alert(w, "d0", "", CHECK_CPU);
}

static int ack(struct world *w, const struct alert *a, const struct who *who,
	       const char *note)
{
	struct ack_request request = {.by = *who, .intent = ACK_WORSE, .note = note};

	return alert_acknowledge(&w->alerts, a->id, &request, w->now, &w->events);
}

static void a_first_acknowledgement_needs_no_note_and_an_extension_does(void **state)
{
	struct world *w = *state;
	const struct alert *a = open_one(w);
	const struct event *e;

	assert_int_equal(ack(w, a, &mk, ""), ALERT_OK);
	assert_int_equal(a->state, ALERT_ACKNOWLEDGED);
	assert_int_equal(ack(w, a, &mk, NULL), ALERT_NOTE_NEEDED);
	assert_int_equal(ack(w, a, &jk, ""), ALERT_NOTE_NEEDED);
	assert_int_equal(ack(w, a, &mk, "part ordered"), ALERT_OK);
	assert_string_equal(a->ack.note, "part ordered");
	e = world_last(w, EVENT_ACKNOWLEDGED);
	assert_string_equal(e->who.name, "mk");
	assert_string_equal(e->who.from, "pts/4");
	assert_string_equal(e->note, "part ordered");
	assert_int_equal(e->alert, a->id);
	assert_int_equal(e->until_ms, a->ack.until_ms);
}

static void an_act_tells_what_it_changed(void **state)
{
	struct world *w = *state;
	const struct alert *a = open_one(w);
	char until[CLOCK_RFC3339_SIZE], stood[200];

	ack(w, a, &mk, "");
	assert_string_equal(world_last(w, EVENT_ACKNOWLEDGED)->before, "open");
	clock_rfc3339(until, a->ack.until_ms);
	snprintf(stood, sizeof stood, "acknowledged by mk until %s (worse)", until);
	w->now += MINUTE;
	ack(w, a, &jk, "part ordered");
	assert_string_equal(world_last(w, EVENT_ACKNOWLEDGED)->before, stood);
	clock_rfc3339(until, a->ack.until_ms);
	snprintf(stood, sizeof stood,
		 "acknowledged by jk until %s (worse): part ordered", until);
	w->now += SECOND;
	alert_release(&w->alerts, a->id, &jk, w->now, &w->events);
	assert_string_equal(world_last(w, EVENT_RELEASED)->before, stood);
	alert_undo(&w->alerts, &jk, w->now, &w->events);
	assert_string_equal(world_last(w, EVENT_UNDONE)->before, "open");
	alert_comment(&w->alerts, a->id, &mk, "hm", w->now, &w->events);
	assert_string_equal(world_last(w, EVENT_COMMENTED)->before, "");
	alert_own(&w->alerts, a->id, &mk, "ann", "", w->now, &w->events);
	assert_string_equal(world_last(w, EVENT_OWNED)->before, "-");
	alert_own(&w->alerts, a->id, &mk, "bob", "", w->now, &w->events);
	assert_string_equal(world_last(w, EVENT_OWNED)->before, "ann");
	alert_set_ticket(&w->alerts, a->id, &mk, "INC-1", w->now, &w->events);
	assert_string_equal(world_last(w, EVENT_TICKET)->before, "");
	alert_set_ticket(&w->alerts, a->id, &mk, "INC-2", w->now, &w->events);
	assert_string_equal(world_last(w, EVENT_TICKET)->before, "INC-1");
}

static void what_is_not_there_or_over_cannot_be_acknowledged(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);
	struct alert none = {.id = 77};

	assert_int_equal(ack(w, &none, &mk, ""), ALERT_NO_SUCH);
	assert_int_equal(alert_release(&w->alerts, a->id, &mk, w->now, &w->events),
			 ALERT_NOT_ACKED);
	cpu(w, 0, 10);
	assert_int_equal(ack(w, a, &mk, ""), ALERT_IS_CLEARED);
	assert_int_equal(alert_release(&w->alerts, a->id, &mk, w->now, &w->events),
			 ALERT_IS_CLEARED);
	for (int e = ALERT_NOTE_NEEDED; e <= ALERT_OK; e++)
		assert_non_null(alert_error(e));
}

static void an_acknowledgement_expires_by_severity(void **state)
{
	static const struct {
		enum severity severity;
		int64_t ms;
	} rows[] = {{SEV_CRITICAL, 30 * MINUTE},
		    {SEV_MAJOR, 2 * HOUR},
		    {SEV_WARNING, 12 * HOUR}};

	for (size_t i = 0; i < 3; i++) {
		struct world *w = *state;
		struct alert *a;

		world_dev(w, "d0", NONE, NONE);
		cpu_rule(w, rows[i].severity, 80);
		world_up(w, 0);
		cpu(w, 0, 90);
		a = world_alert(w, "d0", "", CHECK_CPU);
		ack(w, a, &mk, "");
		w->now += rows[i].ms - 1;
		world_tick(w);
		assert_int_equal(a->state, ALERT_ACKNOWLEDGED);
		w->now += 1;
		world_tick(w);
		assert_int_equal(a->state, ALERT_OPEN);
		assert_int_equal(a->needs_reack, REACK_EXPIRED);
		assert_int_equal(world_count(w, EVENT_EXPIRED), 1);
		world_tick(w);
		assert_int_equal(world_count(w, EVENT_EXPIRED), 1);
		world_teardown(state);
		world_setup(state);
	}
}

static void twelve_hours_are_the_longest(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);
	struct ack_request request = {.by = mk, .until_ms = w->now + 100 * HOUR};

	alert_acknowledge(&w->alerts, a->id, &request, w->now, &w->events);
	assert_int_equal(a->ack.until_ms, w->now + 12 * HOUR);
}

static void worse_than_when_acknowledged_needs_somebody_again(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);

	ack(w, a, &mk, "");
	cpu(w, 0, 96);
	assert_int_equal(a->severity, SEV_MAJOR);
	assert_int_equal(a->state, ALERT_OPEN);
	assert_int_equal(a->needs_reack, REACK_WORSE);
	assert_int_equal(world_count(w, EVENT_WORSENED), 1);
	ack(w, a, &mk, "");
	assert_false(a->needs_reack);
	cpu(w, 0, 85);
	cpu(w, 0, 96); /* not worse than when it was acknowledged */
	assert_int_equal(a->state, ALERT_ACKNOWLEDGED);
}

static void an_acknowledgement_for_a_time_holds_when_worse(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);
	struct ack_request request = {.by = mk, .intent = ACK_TIME};

	alert_acknowledge(&w->alerts, a->id, &request, w->now, &w->events);
	cpu(w, 0, 96);
	assert_int_equal(a->state, ALERT_ACKNOWLEDGED);
}

static void hiding_half_as_many_more_is_worse(void **state)
{
	static const struct {
		uint32_t then, now;
		bool breaks;
	} rows[] = {
		{0, 4, false}, {0, 5, true},	{8, 12, false},
		{8, 13, true}, {40, 50, false}, {40, 60, true},
	};
	struct world *w = *state;
	struct alert *a = open_one(w);

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		a->hides = rows[i].then;
		assert_int_equal(ack(w, a, &mk, "still at it"), ALERT_OK);
		a->hides = rows[i].now;
		world_tick(w);
		assert_int_equal(a->state,
				 rows[i].breaks ? ALERT_OPEN : ALERT_ACKNOWLEDGED);
	}
}

static void it_survives_a_short_recovery_and_counts_it(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);
	uint64_t id = a->id;

	ack(w, a, &mk, "");
	cpu(w, 0, 10);
	assert_int_equal(a->state, ALERT_CLEARED);
	w->now += 9 * MINUTE;
	cpu(w, 0, 91);
	assert_int_equal(a->state, ALERT_ACKNOWLEDGED);
	assert_int_equal(a->id, id);
	assert_int_equal(a->flaps, 2);
	assert_string_equal(a->text, "CPU 91% (>80%)");
	assert_int_equal(a->cleared_ms, 0);
	assert_string_equal(a->ack.by.name, "mk");
	assert_int_equal(world_count(w, EVENT_REOPENED), 1);
	assert_int_equal(world_count(w, EVENT_OPENED), 1);
	assert_int_equal(world_live(w), 1);
}

static void a_short_recovery_to_something_worse_needs_somebody(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);

	ack(w, a, &mk, "");
	cpu(w, 0, 10);
	cpu(w, 0, 96);
	assert_int_equal(a->state, ALERT_OPEN);
	assert_true(a->needs_reack);
}

static void after_ten_minutes_it_is_another_occurrence(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w), *b;

	ack(w, a, &mk, "");
	cpu(w, 0, 10);
	w->now += 10 * MINUTE;
	cpu(w, 0, 90);
	b = world_alert(w, "d0", "", CHECK_CPU);
	assert_int_equal(b->id, a->id + 1);
	assert_int_equal(b->state, ALERT_OPEN);
	assert_int_equal(b->flaps, 2);
	assert_int_equal(a->state, ALERT_CLEARED);
}

static void until_recovery_means_for_good_and_however_bad(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);
	struct ack_request request = {.by = mk, .intent = ACK_RECOVERY};

	alert_acknowledge(&w->alerts, a->id, &request, w->now, &w->events);
	assert_int_equal(a->ack.until_ms, w->now + 12 * HOUR);
	cpu(w, 0, 96);
	assert_int_equal(a->state, ALERT_ACKNOWLEDGED);
	cpu(w, 0, 10);
	cpu(w, 0, 90);
	assert_int_equal(a->state, ALERT_ACKNOWLEDGED);
	cpu(w, 0, 10);
	w->now += 10 * MINUTE;
	cpu(w, 0, 90);
	assert_int_equal(world_alert(w, "d0", "", CHECK_CPU)->state, ALERT_OPEN);
}

static void until_it_changes_means_any_change(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);
	struct ack_request request = {.by = mk, .intent = ACK_STABLE};

	alert_acknowledge(&w->alerts, a->id, &request, w->now, &w->events);
	cpu(w, 0, 96);
	assert_int_equal(a->state, ALERT_OPEN);
	alert_acknowledge(&w->alerts, a->id, &request, w->now, &w->events);
	cpu(w, 0, 85); /* easier */
	assert_int_equal(a->state, ALERT_OPEN);
	assert_int_equal(a->needs_reack, REACK_CHANGED);
	alert_acknowledge(&w->alerts, a->id, &request, w->now, &w->events);
	cpu(w, 0, 10);
	cpu(w, 0, 90); /* and back */
	assert_int_equal(world_alert(w, "d0", "", CHECK_CPU)->state, ALERT_OPEN);
}

static void its_owner_is_told_once_before_it_ends(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);
	struct ack_request request = {
		.by = mk, .intent = ACK_TIME, .until_ms = w->now + HOUR};

	alert_acknowledge(&w->alerts, a->id, &request, w->now, &w->events);
	w->now += 55 * MINUTE - 1;
	world_tick(w);
	assert_int_equal(world_count(w, EVENT_EXPIRING), 0);
	assert_false(ack_ends_soon(a, w->now));
	w->now += 1;
	world_tick(w);
	world_tick(w);
	assert_int_equal(world_count(w, EVENT_EXPIRING), 1);
	assert_int_equal(world_last(w, EVENT_EXPIRING)->until_ms, a->ack.until_ms);
	assert_true(ack_ends_soon(a, w->now));
}

static void one_made_for_minutes_is_not_told_of(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);
	struct ack_request request = {
		.by = mk, .intent = ACK_TIME, .until_ms = w->now + 5 * MINUTE};

	alert_acknowledge(&w->alerts, a->id, &request, w->now, &w->events);
	w->now += 4 * MINUTE;
	world_tick(w);
	assert_int_equal(world_count(w, EVENT_EXPIRING), 0);
}

static void administrators_have_three_days(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);
	struct ack_request request = {.by = mk,
				      .until_ms = w->now + 100 * HOUR,
				      .administrator = true};

	alert_acknowledge(&w->alerts, a->id, &request, w->now, &w->events);
	assert_int_equal(a->ack.until_ms, w->now + 72 * HOUR);
}

static void one_that_expired_while_clear_is_not_in_hand_again(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);
	struct ack_request request = {.by = mk, .until_ms = w->now + 2 * MINUTE};

	request.intent = ACK_WORSE;
	alert_acknowledge(&w->alerts, a->id, &request, w->now, &w->events);
	cpu(w, 0, 10);
	w->now += 3 * MINUTE;
	cpu(w, 0, 90);
	assert_int_equal(world_alert(w, "d0", "", CHECK_CPU)->state, ALERT_OPEN);
}

static void flaps_are_forgotten_after_an_hour(void **state)
{
	struct world *w = *state;

	open_one(w);
	for (int i = 0; i < 4; i++) {
		cpu(w, 0, 10);
		w->now += 5 * MINUTE;
		cpu(w, 0, 90);
	}
	assert_int_equal(world_alert(w, "d0", "", CHECK_CPU)->flaps, 5);
	w->now += 50 * MINUTE;
	world_tick(w);
	assert_in_range(world_alert(w, "d0", "", CHECK_CPU)->flaps, 1, 4);
	w->now += 20 * MINUTE;
	world_tick(w);
	assert_int_equal(world_alert(w, "d0", "", CHECK_CPU)->flaps, 0);
}

static void a_release_gives_it_back(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);

	ack(w, a, &mk, "");
	assert_int_equal(alert_release(&w->alerts, a->id, &jk, w->now, &w->events),
			 ALERT_OK);
	assert_int_equal(a->state, ALERT_OPEN);
	assert_int_equal(a->ack.at_ms, 0);
	assert_string_equal(world_last(w, EVENT_RELEASED)->who.name, "jk");
}

static void a_comment_changes_nothing_and_is_told(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);

	assert_int_equal(alert_comment(&w->alerts, a->id, &mk, "customer calls", w->now,
				       &w->events),
			 ALERT_OK);
	assert_string_equal(world_last(w, EVENT_COMMENTED)->note, "customer calls");
	assert_int_equal(a->state, ALERT_OPEN);
	assert_int_equal(alert_comment(&w->alerts, a->id, &mk, "", w->now, &w->events),
			 ALERT_NOTE_NEEDED);
	assert_int_equal(alert_comment(&w->alerts, 99, &mk, "x", w->now, &w->events),
			 ALERT_NO_SUCH);
}

/* --- undo --- */

static void undo_restores_what_stood_before(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);
	int64_t until;

	ack(w, a, &mk, "first");
	until = a->ack.until_ms;
	w->now += 40 * SECOND;
	ack(w, a, &jk, "mine now");
	w->now += 29 * SECOND;
	assert_int_equal(alert_undo(&w->alerts, &jk, w->now, &w->events), 1);
	assert_int_equal(a->state, ALERT_ACKNOWLEDGED);
	assert_string_equal(a->ack.by.name, "mk");
	assert_string_equal(a->ack.note, "first");
	assert_int_equal(a->ack.until_ms, until);
	assert_int_equal(world_count(w, EVENT_UNDONE), 1);
	assert_string_equal(world_last(w, EVENT_UNDONE)->who.name, "jk");
}

static void undo_of_a_first_acknowledgement_leaves_it_open(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);

	ack(w, a, &mk, "");
	assert_int_equal(alert_undo(&w->alerts, &mk, w->now, &w->events), 1);
	assert_int_equal(a->state, ALERT_OPEN);
	assert_int_equal(a->ack.at_ms, 0);
	assert_int_equal(alert_undo(&w->alerts, &mk, w->now, &w->events),
			 ALERT_TOO_LATE);
}

static void undo_of_a_release_gives_the_acknowledgement_back(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);
	int64_t until;

	ack(w, a, &mk, "on it");
	until = a->ack.until_ms;
	w->now += MINUTE;
	alert_release(&w->alerts, a->id, &mk, w->now, &w->events);
	w->now += 10 * SECOND;
	assert_int_equal(alert_undo(&w->alerts, &mk, w->now, &w->events), 1);
	assert_int_equal(a->state, ALERT_ACKNOWLEDGED);
	assert_string_equal(a->ack.note, "on it");
	assert_int_equal(a->ack.until_ms, until);
}

static void undo_is_for_thirty_seconds_and_ones_own(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);

	ack(w, a, &mk, "");
	assert_int_equal(alert_undo(&w->alerts, &jk, w->now, &w->events),
			 ALERT_TOO_LATE);
	w->now += 30 * SECOND + 1;
	assert_int_equal(alert_undo(&w->alerts, &mk, w->now, &w->events),
			 ALERT_TOO_LATE);
	assert_int_equal(a->state, ALERT_ACKNOWLEDGED);
}

static void undo_takes_back_one_act_and_all_of_it(void **state)
{
	struct world *w = *state;
	uint64_t id[3];

	cpu_rule(w, SEV_WARNING, 80);
	for (dev_id d = 0; d < 3; d++) {
		world_dev(w, d == 0 ? "d0" : d == 1 ? "d1" : "d2", NONE, NONE);
		world_up(w, d);
		cpu(w, d, 90);
		id[d] = w->alerts.row[d]->id;
	}
	ack(w, alert_find(&w->alerts, id[0]), &mk, "");
	w->now += 3; /* typed fast */
	ack(w, alert_find(&w->alerts, id[1]), &mk, ""); /* two that were marked */
	ack(w, alert_find(&w->alerts, id[2]), &mk, "");
	assert_int_equal(alert_undo(&w->alerts, &mk, w->now, &w->events), 2);
	assert_int_equal(alert_find(&w->alerts, id[0])->state, ALERT_ACKNOWLEDGED);
	assert_int_equal(alert_undo(&w->alerts, &mk, w->now, &w->events), 1);
	assert_int_equal(alert_find(&w->alerts, id[0])->state, ALERT_OPEN);
}

static void each_persons_acts_are_kept_apart(void **state)
{
	struct world *w = *state;
	uint64_t id[3];

	cpu_rule(w, SEV_WARNING, 80);
	for (dev_id d = 0; d < 3; d++) {
		world_dev(w, d == 0 ? "d0" : d == 1 ? "d1" : "d2", NONE, NONE);
		world_up(w, d);
		cpu(w, d, 90);
		id[d] = w->alerts.row[d]->id;
	}
	ack(w, alert_find(&w->alerts, id[0]), &mk, "");
	ack(w, alert_find(&w->alerts, id[1]), &jk, "one");
	w->now += SECOND;
	ack(w, alert_find(&w->alerts, id[2]), &jk, "two");
	assert_int_equal(alert_undo(&w->alerts, &mk, w->now, &w->events), 1);
	assert_int_equal(alert_find(&w->alerts, id[0])->state, ALERT_OPEN);
	assert_int_equal(alert_undo(&w->alerts, &jk, w->now, &w->events), 1);
	assert_int_equal(alert_find(&w->alerts, id[2])->state, ALERT_OPEN);
	assert_int_equal(alert_undo(&w->alerts, &jk, w->now, &w->events), 1);
	assert_int_equal(alert_find(&w->alerts, id[1])->state, ALERT_OPEN);
}

static void what_happened_since_is_not_undone(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);

	ack(w, a, &mk, "");
	w->now += 5 * SECOND;
	ack(w, a, &jk, "mine");
	assert_int_equal(alert_undo(&w->alerts, &mk, w->now, &w->events),
			 ALERT_TOO_LATE);
	assert_string_equal(a->ack.by.name, "jk");
	cpu(w, 0, 96); /* worse, so nobody's */
	assert_int_equal(a->state, ALERT_OPEN);
	assert_int_equal(alert_undo(&w->alerts, &jk, w->now - SECOND, &w->events),
			 ALERT_TOO_LATE);
}

/* --- durable --- */

static void it_is_shown_as_saved_when_the_journal_has_it(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);
	struct event *e;

	ack(w, a, &mk, "");
	e = &w->events.event[w->events.n - 1];
	e->seq = 41;
	alerts_journaled(&w->alerts, e);
	alerts_durable(&w->alerts, 40);
	assert_false(a->ack.durable);
	alerts_durable(&w->alerts, 41);
	assert_true(a->ack.durable);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_first_acknowledgement_needs_no_note_and_an_extension_does),
		WORLD_TEST(an_act_tells_what_it_changed),
		WORLD_TEST(what_is_not_there_or_over_cannot_be_acknowledged),
		WORLD_TEST(an_acknowledgement_expires_by_severity),
		WORLD_TEST(twelve_hours_are_the_longest),
		WORLD_TEST(worse_than_when_acknowledged_needs_somebody_again),
		WORLD_TEST(an_acknowledgement_for_a_time_holds_when_worse),
		WORLD_TEST(hiding_half_as_many_more_is_worse),
		WORLD_TEST(it_survives_a_short_recovery_and_counts_it),
		WORLD_TEST(a_short_recovery_to_something_worse_needs_somebody),
		WORLD_TEST(after_ten_minutes_it_is_another_occurrence),
		WORLD_TEST(until_recovery_means_for_good_and_however_bad),
		WORLD_TEST(until_it_changes_means_any_change),
		WORLD_TEST(its_owner_is_told_once_before_it_ends),
		WORLD_TEST(one_made_for_minutes_is_not_told_of),
		WORLD_TEST(administrators_have_three_days),
		WORLD_TEST(one_that_expired_while_clear_is_not_in_hand_again),
		WORLD_TEST(flaps_are_forgotten_after_an_hour),
		WORLD_TEST(a_release_gives_it_back),
		WORLD_TEST(a_comment_changes_nothing_and_is_told),
		WORLD_TEST(undo_restores_what_stood_before),
		WORLD_TEST(undo_of_a_first_acknowledgement_leaves_it_open),
		WORLD_TEST(undo_of_a_release_gives_the_acknowledgement_back),
		WORLD_TEST(undo_is_for_thirty_seconds_and_ones_own),
		WORLD_TEST(undo_takes_back_one_act_and_all_of_it),
		WORLD_TEST(each_persons_acts_are_kept_apart),
		WORLD_TEST(what_happened_since_is_not_undone),
		WORLD_TEST(it_is_shown_as_saved_when_the_journal_has_it),
	};

	return cmocka_run_group_tests_name("ack", tests, NULL, NULL);
}

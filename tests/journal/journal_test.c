/* The journal's promises: durable means on disk, and it is all there again. */
#include "tests/journal/fixture.h"

#include "probes/journal/verify.h"

#include <math.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void an_event_is_numbered_at_once_and_then_durable(void **state)
{
	struct fixture *x = *state;
	open_journal(x);
	assert_int_equal(x->next_alert, 1);
	assert_int_equal(put(x, "one"), 1);
	assert_int_equal(put(x, "two"), 2);
	assert_int_equal(journal_backlog(x->j), 2);
	UNTIL(x, x->durable == 2);
	assert_int_equal(journal_backlog(x->j), 0);
	assert_int_equal(x->trouble_n, 0);
	assert_int_equal(x->notice_n, 0);
}

static void every_field_of_an_event_is_kept(void **state)
{
	struct fixture *x = *state;
	struct alert a = acknowledged(7);
	open_journal(x);
	uint64_t seq = put_alert(x, EVENT_ACKNOWLEDGED, &a);
	UNTIL(x, x->durable == seq);
	struct read r = read_all(x);
	assert_int_equal(r.n, 1);
	assert_int_equal(r.event.seq, seq);
	assert_int_equal(r.event.at_ms, 1000);
	assert_int_equal(r.event.kind, EVENT_ACKNOWLEDGED);
	assert_int_equal(r.event.severity, SEV_MAJOR);
	assert_int_equal(r.event.alert, 7);
	assert_string_equal(r.text, "xe-0/0/3 down");
	assert_float_equal(r.event.value, 93.5, 1e-9);
	assert_true(isnan(r.event.limit));
	assert_int_equal(r.event.last_good_ms, 11);
	assert_int_equal(r.event.first_bad_ms, 12);
	assert_int_equal(r.event.occurred_ms, 13);
	assert_int_equal(r.event.who.uid, 1000);
	assert_string_equal(r.event.who.name, "mk");
	assert_string_equal(r.event.who.from, "pts/4");
	assert_int_equal(r.event.intent, ACK_STABLE);
	assert_int_equal(r.event.until_ms, 16);
}

static void an_acknowledgement_is_restored_with_who_note_and_end(void **state)
{
	struct fixture *x = *state;
	struct alert a = acknowledged(7), open = acknowledged(9);
	open.state = ALERT_OPEN;
	open.ack = (struct alert_ack){0};
	open_journal(x);
	put_alert(x, EVENT_OPENED, &a);
	uint64_t seq = put_alert(x, EVENT_ACKNOWLEDGED, &a);
	put_alert(x, EVENT_OPENED, &open);
	close_journal(x);
	open_journal(x);
	assert_int_equal(x->restored_n, 2);
	const struct alert *r = &x->restored[0];
	assert_int_equal(r->id, 7);
	assert_int_equal(r->state, ALERT_ACKNOWLEDGED);
	assert_int_equal(r->check, CHECK_IF_DOWN);
	assert_int_equal(r->thing, NONE);
	assert_null(r->rule);
	assert_true(isnan(r->value));
	assert_float_equal(r->limit, 80, 1e-9);
	assert_true(r->flap_bits == UINT64_MAX);
	assert_int_equal(r->ack.by.uid, 1000);
	assert_string_equal(r->ack.by.name, "mk");
	assert_int_equal(r->ack.at_ms, 15);
	assert_int_equal(r->ack.until_ms, 16);
	assert_int_equal(r->ack.intent, ACK_STABLE);
	assert_int_equal(r->ack.seq, seq);
	assert_true(r->ack.durable);
	assert_int_equal(x->restored[1].id, 9);
	assert_string_equal(x->note, "none");
	assert_string_equal(x->restored_text, "fra-core-01/xe-0/0/3/xe-0/0/3 down");
	assert_int_equal(x->next_alert, 10);
	assert_int_equal(put(x, "next"), 4);
}

static void how_full_its_disk_is_is_told(void **state)
{
	struct fixture *x = *state;
	open_journal(x);
	UNTIL(x, !isnan(journal_free_pct(x->j)));
	assert_true(journal_free_pct(x->j) >= 0 && journal_free_pct(x->j) <= 100);
}

static void what_was_cleared_lately_is_restored_and_older_is_not(void **state)
{
	struct fixture *x = *state;
	struct alert a = acknowledged(1), b = acknowledged(2);
	a.state = b.state = ALERT_CLEARED;
	a.cleared_ms = clock_wall_ms() - 1000;
	b.cleared_ms = clock_wall_ms() - JOURNAL_GHOST_MS - 1000;
	open_journal(x);
	put_alert(x, EVENT_CLEARED, &a);
	put_alert(x, EVENT_CLEARED, &b);
	close_journal(x);
	open_journal(x);
	assert_int_equal(x->restored_n, 1);
	assert_int_equal(x->restored[0].id, 1);
	assert_int_equal(x->next_alert, 3); /* never again, although it is forgotten */
}

/* The row goes with the event that follows it, and is written over by the next one. */
static void windows_are_restored_until_they_are_long_over(void **state)
{
	struct fixture *x = *state;
	int64_t now_ms = clock_wall_ms();
	struct window_row row = {.id = 5,
				 .made = 1,
				 .window = "CHG1",
				 .text = "new line card",
				 .subject = SUBJECT_SITE,
				 .name = "FRA",
				 .by = {.uid = 1000, .name = "mk"},
				 .from_ms = 3,
				 .to_ms = now_ms + 1000};
	open_journal(x);
	journal_put_window(x->j, &row);
	put(x, "set");
	row.to_ms = now_ms - 1000;
	journal_put_window(x->j, &row);
	row.id = 6;
	row.to_ms = now_ms - JOURNAL_GHOST_MS - 1000;
	journal_put_window(x->j, &row);
	put(x, "ended");
	close_journal(x);
	open_journal(x);
	assert_int_equal(x->window_n, 1);
	assert_int_equal(x->window.id, 5);
	assert_int_equal(x->window.to_ms, now_ms - 1000);
	assert_int_equal(x->window.subject, SUBJECT_SITE);
	assert_string_equal(x->window.window, "CHG1");
	assert_string_equal(x->window.text, "new line card");
	assert_string_equal(x->window.by.name, "mk");
	assert_string_equal(x->window_name, "FRA");
}

/* A row is written over by its next; all of them are restored, by id. */
static void a_baseline_is_restored_row_by_row(void **state)
{
	struct fixture *x = *state;
	struct baseline_row row = {.id = 1,
				   .kind = BASELINE_SERIAL,
				   .name = "fra-core-01",
				   .entity = "",
				   .was = "FOC1",
				   .now = ""};
	open_journal(x);
	journal_put_baseline(x->j, &row);
	put(x, "accepted");
	row.id = 2;
	row.was = "FOC2";
	journal_put_baseline(x->j, &row);
	row.now = "FOC9";
	row.differs = true;
	row.since_ms = 77;
	journal_put_baseline(x->j, &row);
	put(x, "differs");
	close_journal(x);
	open_journal(x);
	assert_int_equal(x->baseline_n, 2);
	assert_int_equal(x->baseline.id, 2);
	assert_int_equal(x->baseline.kind, BASELINE_SERIAL);
	assert_string_equal(x->baseline_was, "FOC2");
	assert_true(x->baseline.differs);
	assert_int_equal(x->baseline.since_ms, 77);
}

static void ids_are_not_given_again_when_alerts_are_forgotten(void **state)
{
	struct fixture *x = *state;
	struct alert a = acknowledged(5);
	a.state = ALERT_CLEARED;
	a.cleared_ms = 1; /* days ago */
	open_journal(x);
	put_alert(x, EVENT_CLEARED, &a);
	close_journal(x);
	open_journal(x); /* trims */
	close_journal(x);
	open_journal(x);
	assert_int_equal(x->restored_n, 0);
	assert_int_equal(x->next_alert, 6);
}

static void events_that_are_too_old_are_forgotten_in_slices_with_an_anchor(void **state)
{
	struct fixture *x = *state;
	struct verdict v;
	char why[256];
	open_journal(x);
	for (int i = 0; i < 2500; i++)
		put(x, "of 1970");
	close_journal(x);
	x->keep_ms = INT64_C(24) * 3600 * 1000;
	open_journal(x);
	UNTIL(x, x->notice_n > 0);
	assert_non_null(strstr(x->notice, "forgot 2500 events older than journal_keep; "
					  "anchor 2500:"));
	assert_int_equal(put(x, "next"), 2501); /* no number again */
	close_journal(x);
	assert_true(journal_verify(x->path, NULL, &v, why, sizeof why));
	assert_int_equal(v.fault, CHAIN_WHOLE);
	assert_int_equal(v.events, 1);
	assert_int_equal(v.forgotten, 2500);
	assert_int_equal(v.anchors, 4);
}

static void a_journal_knows_until_when_it_was_kept(void **state)
{
	struct fixture *x = *state;
	open_journal(x);
	assert_int_equal(journal_alive_ms(x->j), 0);
	int64_t before_ms = clock_wall_ms();
	close_journal(x);
	int64_t after_ms = clock_wall_ms();
	open_journal(x);
	assert_in_range(journal_alive_ms(x->j), before_ms, after_ms);
}

/* Run body in a process of its own that is killed afterwards; it says one byte when it
 * is where it should be killed, and the keeper's process id. */
struct victim {
	pid_t pid, keeper;
};

static struct victim start_victim(struct fixture *x, void (*body)(struct fixture *))
{
	int ends[2];
	struct victim v;
	assert_int_equal(pipe(ends), 0);
	v.pid = fork();
	assert_true(v.pid >= 0);
	if (v.pid == 0) {
		open_journal(x);
		body(x);
		int keeper = journal_pid(x->j);
		if (write(ends[1], &keeper, sizeof keeper) != sizeof keeper)
			_exit(1);
		for (;;)
			pause();
	}
	close(ends[1]);
	assert_int_equal(read(ends[0], &v.keeper, sizeof v.keeper), sizeof v.keeper);
	close(ends[0]);
	return v;
}

static void kill_hard(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void put_and_wait(struct fixture *x)
{
	struct alert a = acknowledged(3);
	uint64_t seq = put_alert(x, EVENT_ACKNOWLEDGED, &a);
	UNTIL(x, x->durable == seq);
}

static void what_is_durable_survives_the_death_of_both(void **state)
{
	struct fixture *x = *state;
	struct victim v = start_victim(x, put_and_wait);
	kill(v.keeper, SIGKILL);
	kill_hard(v.pid);
	open_journal(x);
	assert_int_equal(x->restored_n, 1);
	assert_int_equal(x->restored[0].id, 3);
	assert_string_equal(x->note, "carrier called");
	assert_int_equal(read_all(x).n, 1);
}

/* Put 50 events into the socket of a keeper that does not read. */
static void send_to_a_stopped_keeper(struct fixture *x)
{
	kill(journal_pid(x->j), SIGSTOP);
	for (int i = 0; i < 50; i++)
		put(x, "sent");
	journal_readable(x->j);
}

static void what_reached_the_keeper_survives_the_death_of_the_watch(void **state)
{
	struct fixture *x = *state;
	struct victim v = start_victim(x, send_to_a_stopped_keeper);
	kill_hard(v.pid);
	kill(v.keeper, SIGCONT);
	open_journal(x); /* waits for the lock */
	assert_int_equal(x->refused, 0);
	assert_int_equal(read_all(x).n, 50);
	assert_int_equal(put(x, "next"), 51);
}

static void a_second_watch_is_told_that_the_journal_is_taken(void **state)
{
	struct fixture *x = *state, second = *x;
	open_journal(x);
	open_journal(&second);
	assert_false(second.ready);
	assert_int_equal(second.refused, JOURNAL_TAKEN);
	assert_string_equal(second.why, "another watch has it");
	assert_true(journal_close(second.j, PATIENCE_MS));
	assert_int_equal(put(x, "still ours"), 1);
	UNTIL(x, x->durable == 1);
}

/* It is held for longer than it is waited for of one that goes on. */
static void one_that_will_be_closed_is_waited_for(void **state)
{
	struct fixture *x = *state, second = *x;
	pid_t slow;

	open_journal(x);
	put(x, "the last");
	UNTIL(x, x->durable == 1);
	journal_ends(x->j);
	slow = fork();
	if (slow == 0) {
		usleep(2500000);
		kill(journal_pid(x->j), SIGKILL);
		_exit(0);
	}
	open_journal(&second);
	waitpid(slow, NULL, 0);
	assert_true(second.ready);
	assert_int_equal(read_all(&second).n, 1);
	second.durable = 0;
	assert_int_equal(put(&second, "next"), 2);
	UNTIL(&second, second.durable == 2);
	assert_true(journal_close(second.j, PATIENCE_MS));
}

static void a_closed_journal_is_free_at_once(void **state)
{
	struct fixture *x = *state;
	for (int i = 0; i < 5; i++) {
		open_journal(x);
		assert_true(x->ready);
		put(x, "again");
		close_journal(x);
	}
	assert_int_equal(read_all(x).n, 5);
}

static void closing_writes_what_was_put(void **state)
{
	struct fixture *x = *state;
	open_journal(x);
	for (int i = 0; i < 2000; i++)
		put(x, "late");
	close_journal(x);
	assert_int_equal(x->durable, 2000);
	assert_int_equal(read_all(x).n, 2000);
}

static void only_the_owner_can_read_it(void **state)
{
	struct fixture *x = *state;
	struct stat st;
	char folder[64];
	open_journal(x);
	put(x, "x");
	UNTIL(x, x->durable == 1);
	assert_int_equal(stat(x->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	snprintf(folder, sizeof folder, "%s/state", x->folder);
	assert_int_equal(stat(folder, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
}

/* --- questions --- */

static void the_newest_events_are_answered_oldest_first(void **state)
{
	struct fixture *x = *state;
	struct read r = {0}, none = {0};
	open_journal(x);
	for (int i = 0; i < 100; i++)
		put(x, "e");
	UNTIL(x, x->durable == 100);
	journal_ask_events(x->j, &(struct journal_query){.since_ms = 0, .max = 10},
			   read_event, &r);
	journal_ask_events(x->j, &(struct journal_query){.since_ms = 2000, .max = 10},
			   read_event, &none);
	UNTIL(x, r.ended && none.ended);
	assert_int_equal(r.n, 10);
	assert_int_equal(r.first, 91);
	assert_int_equal(r.last, 100);
	assert_int_equal(none.n, 0);
}

static void who_hung_up_is_not_answered(void **state)
{
	struct fixture *x = *state;
	struct read gone = {0}, r = {0};
	open_journal(x);
	put(x, "e");
	journal_ask_events(x->j, &(struct journal_query){.since_ms = 0, .max = 10},
			   read_event, &gone);
	journal_forget(x->j, &gone);
	UNTIL(x, x->durable == 1);
	journal_ask_events(x->j, &(struct journal_query){.since_ms = 0, .max = 10},
			   read_event, &r);
	UNTIL(x, r.ended);
	assert_int_equal(r.n, 1);
	assert_int_equal(gone.n, 0);
	assert_false(gone.ended);
}

static void questions_to_a_dead_keeper_end(void **state)
{
	struct fixture *x = *state;
	struct read r = {0}, later = {0};
	open_journal(x);
	kill(journal_pid(x->j), SIGSTOP);
	journal_ask_events(x->j, &(struct journal_query){.since_ms = 0, .max = 10},
			   read_event, &r);
	journal_readable(x->j);
	kill(journal_pid(x->j), SIGKILL);
	UNTIL(x, r.ended);
	journal_ask_events(x->j, &(struct journal_query){.since_ms = 0, .max = 10},
			   read_event, &later);
	assert_true(later.ended);
}

static void a_reader_sees_what_is_durable_while_a_watch_runs(void **state)
{
	struct fixture *x = *state;
	struct alert a = acknowledged(1), b = acknowledged(2);
	char why[256];
	b.state = ALERT_CLEARED;
	b.cleared_ms = clock_wall_ms();
	open_journal(x);
	put_alert(x, EVENT_ACKNOWLEDGED, &a);
	put_alert(x, EVENT_CLEARED, &b);
	UNTIL(x, x->durable == 2);
	assert_int_equal(read_all(x).n, 2);
	x->ready = false; /* on_restored is used for reading, too */
	assert_true(journal_read_alerts(x->path, on_restored, x, why, sizeof why));
	assert_int_equal(x->restored_n, 1);
	assert_int_equal(x->restored[0].id, 1);
	x->ready = true;
	put(x, "not in the way");
	UNTIL(x, x->durable == 3);
}

static void reading_what_is_not_there_fails_with_a_reason(void **state)
{
	struct fixture *x = *state;
	struct read r = {0};
	char why[256] = "";
	assert_false(journal_read_events(x->path, &(struct journal_query){.max = 1},
					 read_event, &r, why, sizeof why));
	assert_string_equal(why,
			    "unable to open database file: No such file or directory");
	assert_int_not_equal(access(x->path, F_OK), 0); /* and makes nothing */
}

static void a_journal_in_memory_leaves_no_file(void **state)
{
	struct fixture *x = *state;
	struct read r = {0};
	x->j = journal_open(NULL, 0, &calls, x);
	UNTIL(x, x->ready);
	put(x, "demo");
	UNTIL(x, x->durable == 1);
	journal_ask_events(x->j, &(struct journal_query){.since_ms = 0, .max = 10},
			   read_event, &r);
	UNTIL(x, r.ended);
	assert_int_equal(r.n, 1);
	assert_int_not_equal(access(x->path, F_OK), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(an_event_is_numbered_at_once_and_then_durable),
		TEST(every_field_of_an_event_is_kept),
		TEST(an_acknowledgement_is_restored_with_who_note_and_end),
		TEST(how_full_its_disk_is_is_told),
		TEST(what_was_cleared_lately_is_restored_and_older_is_not),
		TEST(windows_are_restored_until_they_are_long_over),
		TEST(a_baseline_is_restored_row_by_row),
		TEST(ids_are_not_given_again_when_alerts_are_forgotten),
		TEST(events_that_are_too_old_are_forgotten_in_slices_with_an_anchor),
		TEST(a_journal_knows_until_when_it_was_kept),
		TEST(what_is_durable_survives_the_death_of_both),
		TEST(what_reached_the_keeper_survives_the_death_of_the_watch),
		TEST(a_second_watch_is_told_that_the_journal_is_taken),
		TEST(one_that_will_be_closed_is_waited_for),
		TEST(a_closed_journal_is_free_at_once),
		TEST(closing_writes_what_was_put),
		TEST(only_the_owner_can_read_it),
		TEST(the_newest_events_are_answered_oldest_first),
		TEST(who_hung_up_is_not_answered),
		TEST(questions_to_a_dead_keeper_end),
		TEST(a_reader_sees_what_is_durable_while_a_watch_runs),
		TEST(reading_what_is_not_there_fails_with_a_reason),
		TEST(a_journal_in_memory_leaves_no_file),
	};
	return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}

/* The database by itself: what the processes around it make hard to see. */
#include "probes/journal/store.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>

static int setup(void **state)
{
	struct store_news news;
	*state = store_open(NULL, 0, &news);
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	store_close(*state);
	return 0;
}

static void count_event(void *ctx, const struct event *e)
{
	*(uint32_t *)ctx += e != NULL;
}

static uint32_t count(struct store *s)
{
	uint32_t n = 0;
	assert_true(store_events(s, &(struct journal_query){.max = UINT32_MAX},
				 count_event, &n));
	return n;
}

static struct event an_event(uint64_t seq, int64_t at_ms)
{
	return (struct event){.seq = seq,
			      .at_ms = at_ms,
			      .kind = EVENT_REBOOTED,
			      .name = "d",
			      .value = NAN,
			      .limit = NAN};
}

static void an_event_that_is_sent_again_is_kept_once(void **state)
{
	struct event e = an_event(5, 1);
	assert_true(store_put(*state, &e, NULL));
	assert_true(store_put(*state, &e, NULL));
	assert_int_equal(count(*state), 1);
}

static void what_is_rolled_back_is_not_there(void **state)
{
	struct event e = an_event(5, 1);
	assert_true(store_begin(*state));
	assert_true(store_put(*state, &e, NULL));
	store_rollback(*state);
	assert_int_equal(count(*state), 0);
	assert_true(store_begin(*state)); /* and the next can begin */
	assert_true(store_put(*state, &e, NULL));
	assert_true(store_commit(*state));
	assert_int_equal(count(*state), 1);
}

static void an_empty_store_begins_at_one(void **state)
{
	struct store_numbers n;
	assert_true(store_numbers(*state, &n));
	assert_int_equal(n.last_seq, 0);
	assert_int_equal(n.next_seq, 1);
	assert_int_equal(n.next_alert, 1);
}

static void numbers_follow_the_highest_that_was_given(void **state)
{
	struct store_numbers n;
	struct event e = an_event(8, 1);
	struct alert a = {.id = 4};
	e.alert = 6;
	assert_true(store_put(*state, &e, &a));
	assert_true(store_numbers(*state, &n));
	assert_int_equal(n.last_seq, 8);
	assert_int_equal(n.next_seq, 9);
	assert_int_equal(n.next_alert, 7);
}

static void count_alert(void *ctx, const struct alert *a)
{
	*(uint32_t *)ctx += a->state == ALERT_PENDING;
}

static void what_is_pending_is_kept_without_an_event(void **state)
{
	struct event none = {.seq = 1, .kind = EVENT_NONE};
	struct alert a = {.id = 4, .state = ALERT_PENDING};
	struct store_numbers n;
	uint32_t pending = 0;
	assert_true(store_put(*state, &none, &a));
	assert_int_equal(count(*state), 0);
	assert_true(store_alerts(*state, INT64_MAX, count_alert, &pending));
	assert_int_equal(pending, 1);
	assert_true(store_numbers(*state, &n));
	assert_int_equal(n.next_alert, 5); /* nobody else is called so */
	a.state = ALERT_CLEARED;
	assert_true(store_put(*state, &none, &a));
	pending = 0;
	assert_true(store_alerts(*state, 1, count_alert, &pending));
	assert_int_equal(pending, 0);
}

static void events_are_found_by_their_time(void **state)
{
	uint32_t n = 0;
	for (int i = 1; i <= 9; i++) {
		struct event e = an_event((uint64_t)i, i * 10);
		assert_true(store_put(*state, &e, NULL));
	}
	assert_true(store_events(*state,
				 &(struct journal_query){.since_ms = 70, .max = 100},
				 count_event, &n));
	assert_int_equal(n, 3);
}

static void note_seq(void *ctx, const struct event *e)
{
	if (e)
		snprintf((char *)ctx + strlen(ctx), 8, "%d ", (int)e->seq);
}

static void events_are_found_by_what_is_asked_for(void **state)
{
	static const struct {
		struct journal_query q;
		const char *seqs;
	} rows[] = {
		{{.max = 9}, "1 2 3 4 5 6 "},
		{{.max = UINT32_MAX}, "1 2 3 4 5 6 "},
		{{.max = 2}, "5 6 "},
		{{.max = 2, .before = 5}, "3 4 "},
		{{.max = 9, .since_ms = 20, .until_ms = 40}, "2 3 "},
		{{.max = 9, .name = "a"}, "1 3 5 "},
		{{.max = 9, .name = "a", .entity = "x"}, "3 "},
		{{.max = 9, .kind = EVENT_REACHABLE}, "4 5 6 "},
		{{.max = 1, .kind = EVENT_REACHABLE, .name = "b", .before = 6}, "4 "},
		{{.max = UINT32_MAX, .name = "c"}, ""},
	};
	for (int i = 1; i <= 6; i++) {
		struct event e = an_event((uint64_t)i, i * 10);
		e.name = i % 2 ? "a" : "b";
		e.entity = i == 3 ? "x" : "";
		e.kind = i > 3 ? EVENT_REACHABLE : EVENT_REBOOTED;
		assert_true(store_put(*state, &e, NULL));
	}
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char seqs[64] = "";
		assert_true(store_events(*state, &rows[i].q, note_seq, seqs));
		assert_string_equal(seqs, rows[i].seqs);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(an_event_that_is_sent_again_is_kept_once),
		TEST(what_is_rolled_back_is_not_there),
		TEST(an_empty_store_begins_at_one),
		TEST(numbers_follow_the_highest_that_was_given),
		TEST(what_is_pending_is_kept_without_an_event),
		TEST(events_are_found_by_their_time),
		TEST(events_are_found_by_what_is_asked_for),
	};
	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}

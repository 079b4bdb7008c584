/* What somebody changes in a journal is named; what journal_keep takes is not a fault.
 */
#include "probes/journal/store.h"
#include "probes/journal/verify.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <unistd.h>

#define EVENTS 100

struct fixture {
	char folder[40], path[64];
	struct verdict v;
};

static struct store *open_it(const struct fixture *x)
{
	struct store_news news;
	struct store *s = store_open(x->path, 0, &news);
	if (!s)
		fail_msg("%s", news.why);
	return s;
}

/* One a second, in commits of ten. */
static void put_events(const struct fixture *x, uint64_t first, uint64_t last)
{
	struct store *s = open_it(x);
	for (uint64_t seq = first; seq <= last;) {
		assert_true(store_begin(s));
		for (int i = 0; i < 10 && seq <= last; i++, seq++)
			assert_true(
				store_put(s,
					  &(struct event){.seq = seq,
							  .at_ms = (int64_t)seq * 1000,
							  .kind = EVENT_ACKNOWLEDGED,
							  .name = "fra-core-01",
							  .text = "cpu 99%",
							  .value = 99.5,
							  .limit = (double)NAN,
							  .who = {1000, "mk", "pts/4"},
							  .note = "mine"},
					  NULL));
		assert_true(store_commit(s));
	}
	store_close(s);
}

static void unlink_it(const struct fixture *x)
{
	static const char *const part[] = {"", "-wal", "-shm"};
	char name[80];
	for (int i = 0; i < 3; i++) {
		snprintf(name, sizeof name, "%s%s", x->path, part[i]);
		unlink(name);
	}
}

static int setup(void **state)
{
	struct fixture *x = calloc(1, sizeof *x);
	snprintf(x->folder, sizeof x->folder, "/tmp/noctop-chain.XXXXXX");
	assert_non_null(mkdtemp(x->folder));
	snprintf(x->path, sizeof x->path, "%s/j.db", x->folder);
	put_events(x, 1, EVENTS);
	*state = x;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *x = *state;
	unlink_it(x);
	assert_int_equal(rmdir(x->folder), 0);
	free(x);
	return 0;
}

static void change(const struct fixture *x, const char *sql)
{
	sqlite3 *db;
	char *why = NULL;
	assert_int_equal(sqlite3_open(x->path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s", why);
	sqlite3_close(db);
}

static const struct verdict *verify(struct fixture *x, const struct chain_link *noted)
{
	char why[256];
	if (!journal_verify(x->path, noted, &x->v, why, sizeof why))
		fail_msg("%s", why);
	return &x->v;
}

static void what_nobody_touched_is_whole(void **state)
{
	const struct verdict *v = verify(*state, NULL);
	assert_int_equal(v->fault, CHAIN_WHOLE);
	assert_int_equal(v->broken, 0);
	assert_int_equal(v->events, EVENTS);
	assert_int_equal(v->since_ms, 1000);
	assert_int_equal(v->until_ms, EVENTS * 1000);
	assert_int_equal(v->head.seq, EVENTS);
	assert_int_equal(v->anchors, 1);
	assert_int_equal(v->before, 0);
}

static void each_tampering_is_named(void **state)
{
	static const struct {
		const char *what, *sql;
		enum fault_of_chain fault;
		uint64_t seq, n;
	} rows[] = {
		{"a letter", "UPDATE event SET note = 'mime' WHERE seq = 40",
		 CHAIN_CHANGED, 40, 1},
		{"who it was", "UPDATE event SET who = 'jk' WHERE seq = 1",
		 CHAIN_CHANGED, 1, 1},
		{"a value made none", "UPDATE event SET value = NULL WHERE seq = 100",
		 CHAIN_CHANGED, 100, 1},
		{"a bit of a number",
		 "UPDATE event SET at_ms = at_ms + 1 WHERE seq = 2", CHAIN_CHANGED, 2,
		 1},
		{"two rows swapped",
		 "UPDATE event SET seq = -1 WHERE seq = 50;"
		 "UPDATE event SET seq = 50 WHERE seq = 51;"
		 "UPDATE event SET seq = 51 WHERE seq = -1",
		 CHAIN_CHANGED, 50, 2},
		{"a row gone", "DELETE FROM event WHERE seq = 50", CHAIN_MISSING, 50,
		 1},
		{"a row gone with its link",
		 "DELETE FROM event WHERE seq = 50; DELETE FROM chain WHERE seq = 50",
		 CHAIN_GAP, 51, 1},
		{"a row put in", "INSERT INTO event (seq, at_ms) VALUES (700, 9)",
		 CHAIN_UNLINKED, 700, 1},
		{"a link gone", "DELETE FROM chain WHERE seq = 30", CHAIN_GAP, 31, 2},
		{"the end gone", "DELETE FROM event WHERE seq > 90", CHAIN_MISSING, 91,
		 10},
		{"the end gone with its links",
		 "DELETE FROM event WHERE seq > 90; DELETE FROM chain WHERE seq > 90",
		 CHAIN_SHORT, 90, 1},
		{"all gone", "DELETE FROM event; DELETE FROM chain", CHAIN_SHORT, 0, 1},
		{"the head changed", "UPDATE head SET hash = zeroblob(32)", CHAIN_HEAD,
		 100, 1},
		{"the head gone", "DELETE FROM head", CHAIN_HEAD, 100, 1},
		{"the anchor gone", "DELETE FROM anchor", CHAIN_ANCHOR, 0, 1},
		{"the anchor changed", "UPDATE anchor SET uid = 77", CHAIN_ANCHOR, 0,
		 1},
	};
	struct fixture *x = *state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		change(x, rows[i].sql);
		const struct verdict *v = verify(x, NULL);
		if (v->fault != rows[i].fault || v->first_seq != rows[i].seq ||
		    v->broken != rows[i].n)
			fail_msg("%s: seq %llu %s, %llu places", rows[i].what,
				 (unsigned long long)v->first_seq,
				 fault_of_chain_words(v->fault),
				 (unsigned long long)v->broken);
		unlink_it(x);
		put_events(x, 1, EVENTS);
	}
}

static void what_is_forgotten_leaves_an_anchor_and_no_fault(void **state)
{
	struct fixture *x = *state;
	struct chain_link anchor, old;
	verify(x, NULL);
	old = x->v.head;
	struct store *s = open_it(x);
	assert_int_equal(store_forget(s, 41000, 30, "journal_keep", &anchor), 30);
	assert_int_equal(anchor.seq, 30);
	assert_int_equal(store_forget(s, 41000, 30, "journal_keep", &anchor), 10);
	assert_int_equal(anchor.seq, 40);
	assert_int_equal(store_forget(s, 41000, 30, "journal_keep", &anchor), 0);
	store_close(s);
	put_events(x, EVENTS + 1, EVENTS + 5);
	const struct verdict *v = verify(x, &old);
	assert_int_equal(v->fault, CHAIN_WHOLE);
	assert_int_equal(v->events, EVENTS - 40 + 5);
	assert_int_equal(v->since_ms, 41000);
	assert_int_equal(v->anchors, 3);
	assert_int_equal(v->forgotten, 40);
	assert_int_equal(v->noted, NOTED_HOLDS); /* what was noted before the cut */
	change(x, "DELETE FROM event WHERE seq = 41");
	assert_int_equal(verify(x, NULL)->first_seq, 41);
	change(x, "UPDATE anchor SET events = 39 WHERE id = 2");
	assert_int_equal(verify(x, NULL)->fault, CHAIN_ANCHOR);
	assert_int_equal(x->v.first_seq, 30);
}

/* Who can write the file can make the chain anew, but not to what was noted elsewhere.
 */
static void a_head_that_was_kept_elsewhere_tells_of_a_chain_made_anew(void **state)
{
	struct fixture *x = *state;
	struct chain_link noted = verify(x, NULL)->head;
	assert_int_equal(verify(x, &noted)->noted, NOTED_HOLDS);
	unlink_it(x);
	put_events(x, 2, EVENTS);
	assert_int_equal(verify(x, &noted)->fault, CHAIN_WHOLE);
	assert_int_equal(x->v.noted, NOTED_BROKEN);
}

static void a_commit_that_failed_leaves_no_link(void **state)
{
	struct fixture *x = *state;
	struct store *s = open_it(x);
	struct event e = {.seq = EVENTS + 1, .kind = EVENT_REBOOTED, .name = "d"};
	assert_true(store_begin(s));
	assert_true(store_put(s, &e, NULL));
	store_rollback(s);
	assert_true(store_begin(s));
	e.name = "again";
	assert_true(store_put(s, &e, NULL));
	assert_true(store_put(s, &e, NULL)); /* sent twice */
	assert_true(store_commit(s));
	store_close(s);
	assert_int_equal(verify(x, NULL)->fault, CHAIN_WHOLE);
	assert_int_equal(x->v.events, EVENTS + 1);
}

static void events_of_a_time_without_a_chain_are_counted_apart(void **state)
{
	struct fixture *x = *state;
	change(x, "DROP TABLE chain; DROP TABLE head; DROP TABLE anchor;"
		  "PRAGMA user_version = 2");
	struct verdict v;
	char why[256];
	assert_false(journal_verify(x->path, NULL, &v, why, sizeof why));
	assert_string_equal(why, "an older noctop wrote it, without a chain; the next "
				 "watch begins one");
	put_events(x, EVENTS + 1, EVENTS + 3);
	assert_int_equal(verify(x, NULL)->fault, CHAIN_WHOLE);
	assert_int_equal(x->v.before, EVENTS);
	assert_int_equal(x->v.events, 3);
}

/* A column that an update brings changes no link. */
static void a_new_column_breaks_nothing(void **state)
{
	struct fixture *x = *state;
	change(x, "ALTER TABLE event ADD COLUMN of_the_future TEXT");
	put_events(x, EVENTS + 1, EVENTS + 3);
	assert_int_equal(verify(x, NULL)->fault, CHAIN_WHOLE);
	assert_int_equal(x->v.events, EVENTS + 3);
}

static void a_head_is_read_as_it_is_printed(void **state)
{
	struct chain_link a = {.seq = 500}, b;
	char text[128], hex[CHAIN_HEX];
	(void)state;
	for (int i = 0; i < CHAIN_BYTES; i++)
		a.hash[i] = (unsigned char)(i * 7);
	snprintf(text, sizeof text, "500:%s", chain_hex(hex, a.hash));
	assert_true(chain_link_parse(text, &b));
	assert_int_equal(b.seq, 500);
	assert_memory_equal(a.hash, b.hash, CHAIN_BYTES);
	text[10] = 'x';
	assert_false(chain_link_parse(text, &b));
	assert_false(chain_link_parse("500", &b));
	assert_false(chain_link_parse(":", &b));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(what_nobody_touched_is_whole),
		TEST(each_tampering_is_named),
		TEST(what_is_forgotten_leaves_an_anchor_and_no_fault),
		TEST(a_head_that_was_kept_elsewhere_tells_of_a_chain_made_anew),
		TEST(a_commit_that_failed_leaves_no_link),
		TEST(events_of_a_time_without_a_chain_are_counted_apart),
		TEST(a_new_column_breaks_nothing),
		TEST(a_head_is_read_as_it_is_printed),
	};
	return cmocka_run_group_tests_name("chain", tests, NULL, NULL);
}

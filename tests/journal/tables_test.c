/* Databases of older programs: opened, brought up to date, nothing of theirs lost. */
#include "probes/journal/tables.h"
#include "probes/journal/store.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <unistd.h>

/* The tables as schema 1 made them, and a little in them. */
static const char schema_1[] =
	"CREATE TABLE event (seq INTEGER PRIMARY KEY, at_ms INTEGER, kind TEXT, "
	"severity TEXT, alert INTEGER, subject TEXT, name TEXT, entity TEXT, rule "
	"TEXT, "
	"text TEXT, value REAL, level REAL, last_good_ms INTEGER, first_bad_ms "
	"INTEGER, "
	"occurred_ms INTEGER, uid INTEGER, who TEXT, whence TEXT, note TEXT, "
	"intent TEXT, until_ms INTEGER);"
	"CREATE TABLE alert (id INTEGER PRIMARY KEY, subject TEXT, name TEXT, "
	"entity TEXT, what TEXT, severity TEXT, state TEXT, category TEXT, "
	"suppressed INTEGER, needs_reack INTEGER, text TEXT, suppressed_by TEXT, "
	"hides INTEGER, value REAL, level REAL, last_good_ms INTEGER, "
	"first_bad_ms INTEGER, occurred_ms INTEGER, opened_ms INTEGER, "
	"changed_ms INTEGER, cleared_ms INTEGER, released_ms INTEGER, flaps INTEGER, "
	"flap_bits INTEGER, flap_min INTEGER, ack_uid INTEGER, ack_who TEXT, "
	"ack_whence TEXT, ack_at_ms INTEGER, ack_intent TEXT, ack_until_ms INTEGER, "
	"ack_severity TEXT, ack_hides INTEGER, ack_seq INTEGER, ack_note TEXT);"
	"CREATE INDEX event_at ON event (at_ms);"
	"CREATE INDEX event_alert ON event (alert);"
	"CREATE TABLE floor (number INTEGER);"
	"INSERT INTO floor VALUES (1);"
	"INSERT INTO event (seq, at_ms, kind, severity, alert, subject, name, text) "
	"VALUES (7, 1000, 'opened', 'major', 3, 'device', 'fra-core-01', 'cpu 99%');"
	"INSERT INTO alert (id, subject, name, entity, what, severity, state, "
	"category, "
	"text, opened_ms) VALUES (3, 'device', 'fra-core-01', '', 'cpu', 'major', "
	"'open', 'performance', 'cpu 99%', 1000);"
	"PRAGMA application_id = 0x6e6f6374; PRAGMA user_version = 1;";

struct fixture {
	char folder[40], path[64];
	uint32_t n;
	struct event event; /* the last; its texts are gone */
	struct alert alert;
	char text[64];
};

static int setup(void **state)
{
	struct fixture *x = calloc(1, sizeof *x);
	snprintf(x->folder, sizeof x->folder, "/tmp/noctop-tables.XXXXXX");
	assert_non_null(mkdtemp(x->folder));
	snprintf(x->path, sizeof x->path, "%s/j.db", x->folder);
	*state = x;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *x = *state;
	static const char *const part[] = {"", "-wal", "-shm"};
	char name[80];
	for (int i = 0; i < 3; i++) {
		snprintf(name, sizeof name, "%s%s", x->path, part[i]);
		unlink(name);
	}
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

static int64_t number(const struct fixture *x, const char *query)
{
	struct sql s = {0};
	int64_t v;
	assert_int_equal(sqlite3_open(x->path, &s.db), SQLITE_OK);
	assert_true(sql_number(&s, query, &v));
	sqlite3_close(s.db);
	return v;
}

static void keep_event(void *ctx, const struct event *e)
{
	struct fixture *x = ctx;
	if (!e)
		return;
	x->n++;
	x->event = *e;
	snprintf(x->text, sizeof x->text, "%s|%s|%s", e->name, e->text, e->note);
}

static void keep_alert(void *ctx, const struct alert *a)
{
	struct fixture *x = ctx;
	x->n++;
	x->alert = *a;
	snprintf(x->text, sizeof x->text, "%s", a->text);
}

static struct store *open_it(struct fixture *x)
{
	struct store_news news;
	struct store *s = store_open(x->path, 0, &news);
	if (!s)
		fail_msg("%s", news.why);
	assert_string_equal(news.notice, "");
	return s;
}

static void the_first_schema_is_brought_up_to_date(void **state)
{
	struct fixture *x = *state;
	struct store_numbers n;
	change(x, schema_1);
	struct store *s = open_it(x);
	assert_true(store_numbers(s, &n));
	assert_int_equal(n.next_seq, 8);
	assert_int_equal(n.next_alert, 4);
	assert_true(store_events(s, &(struct journal_query){.max = 10}, keep_event, x));
	assert_int_equal(x->n, 1);
	assert_int_equal(x->event.seq, 7);
	assert_int_equal(x->event.kind, EVENT_OPENED);
	assert_string_equal(x->text, "fra-core-01|cpu 99%|");
	assert_true(store_alerts(s, 0, keep_alert, x));
	assert_int_equal(x->n, 2);
	assert_int_equal(x->alert.id, 3);
	assert_string_equal(x->text, "cpu 99%");
	store_close(s);
	assert_int_equal(number(x, "PRAGMA user_version"), STORE_SCHEMA);
	assert_int_equal(number(x, "SELECT count(*) FROM maintenance"), 0);
	assert_int_equal(number(x, "SELECT count(*) FROM sqlite_schema "
				   "WHERE name = 'event_name'"),
			 1);
}

/* As after an update that brought a field; values of columns nobody knows stay. */
static void a_column_that_is_missing_is_added_and_reads_as_zero(void **state)
{
	struct fixture *x = *state;
	change(x, schema_1);
	store_close(open_it(x));
	change(x, "ALTER TABLE alert DROP COLUMN hides;"
		  "ALTER TABLE alert DROP COLUMN category;"
		  "ALTER TABLE alert DROP COLUMN ack_note;"
		  "ALTER TABLE alert DROP COLUMN level;"
		  "ALTER TABLE alert ADD COLUMN of_the_future TEXT;"
		  "UPDATE alert SET of_the_future = 'x';"
		  "ALTER TABLE event DROP COLUMN note");
	struct store *s = open_it(x);
	assert_true(store_alerts(s, 0, keep_alert, x));
	assert_int_equal(x->n, 1);
	assert_int_equal(x->alert.hides, 0);
	assert_int_equal(x->alert.category, 0);
	assert_null(x->alert.ack.note);
	assert_true(isnan(x->alert.limit));
	struct event e = {.seq = 8,
			  .kind = EVENT_COMMENTED,
			  .name = "d",
			  .text = "t",
			  .note = "kept"};
	assert_true(store_put(s, &e, NULL));
	assert_true(store_events(s, &(struct journal_query){.max = 10}, keep_event, x));
	assert_string_equal(x->text, "d|t|kept");
	store_close(s);
	assert_int_equal(number(x, "SELECT of_the_future = 'x' FROM alert"), 1);
}

static void an_older_one_is_read_as_it_is(void **state)
{
	struct fixture *x = *state;
	struct store_news news;
	change(x, schema_1);
	change(x, "ALTER TABLE event DROP COLUMN note");
	struct store *s = store_open_read(x->path, &news);
	assert_non_null(s);
	assert_true(store_events(s, &(struct journal_query){.max = 10}, keep_event, x));
	assert_int_equal(x->n, 1);
	assert_string_equal(x->text, "fra-core-01|cpu 99%|");
	store_close(s);
	assert_int_equal(number(x, "PRAGMA user_version"), 1);
}

static void a_step_that_fails_leaves_all_as_it_was(void **state)
{
	struct fixture *x = *state;
	struct store_news news;
	change(x, schema_1);
	change(x, "ALTER TABLE alert DROP COLUMN hides;"
		  "CREATE INDEX event_name ON event (name)");
	assert_null(store_open(x->path, 0, &news));
	assert_int_equal(news.refusal, JOURNAL_FAILED);
	assert_string_equal(news.why, "index event_name already exists");
	assert_int_equal(number(x, "PRAGMA user_version"), 1);
	assert_int_equal(number(x, "SELECT count(*) FROM pragma_table_info('alert') "
				   "WHERE name = 'hides'"),
			 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(the_first_schema_is_brought_up_to_date),
		TEST(a_column_that_is_missing_is_added_and_reads_as_zero),
		TEST(an_older_one_is_read_as_it_is),
		TEST(a_step_that_fails_leaves_all_as_it_was),
	};
	return cmocka_run_group_tests_name("tables", tests, NULL, NULL);
}

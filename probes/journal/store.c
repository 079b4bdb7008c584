/*
 * store: SQL made from the tables of fields.
 *
 * WAL with synchronous=FULL costs one sync for each commit and survives a power cut. On
 * network file systems WAL's shared memory does not work, so there the rollback journal
 * is used, which costs four.
 */
#include "probes/journal/store.h"

#include <errno.h>
#include <math.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "probes/base/buf.h"
#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/journal/field.h"

#define APPLICATION_ID 0x6e6f6374 /* "noct" */
#define BUSY_MS 2000		  /* a reader may hold a rollback journal */
#define ROW_BYTES_MIN 32	  /* no event takes less of a file */

struct store {
	sqlite3 *db;
	sqlite3_stmt *put_event, *put_alert;
	int error; /* of the last call that failed, SQLite's extended code */
	char why[512];
};

/* --- plumbing --- */

/* Errors of these have one of the system behind them. */
static bool has_cause(int code)
{
	code &= 0xff;
	return code == SQLITE_IOERR || code == SQLITE_CANTOPEN;
}

static bool note(struct store *s, int code)
{
	if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW)
		return true;
	int cause = has_cause(code) ? sqlite3_system_errno(s->db) : 0;
	s->error = code;
	snprintf(s->why, sizeof s->why, "%s%s%s", sqlite3_errmsg(s->db),
		 cause ? ": " : "", cause ? strerror(cause) : "");
	return false;
}

static bool run(struct store *s, const char *sql)
{
	return note(s, sqlite3_exec(s->db, sql, NULL, NULL, NULL));
}

static sqlite3_stmt *prepare(struct store *s, const char *sql)
{
	sqlite3_stmt *st = NULL;
	note(s, sqlite3_prepare_v2(s->db, sql, -1, &st, NULL));
	return st;
}

/* The one number a query gives; 0 when there is none. */
static bool number(struct store *s, const char *sql, int64_t *out)
{
	sqlite3_stmt *st = prepare(s, sql);
	bool ok = st && note(s, sqlite3_step(st));
	*out = ok ? sqlite3_column_int64(st, 0) : 0;
	sqlite3_finalize(st);
	return ok;
}

const char *store_why(const struct store *s)
{
	return s->why;
}

bool store_damaged(const struct store *s)
{
	int code = s->error & 0xff;
	return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

/* --- rows --- */

static void column_names(struct buf *out, const struct field *f, const char *each)
{
	for (const char *comma = ""; f->column; f++, comma = ", ")
		buf_printf(out, "%s%s", comma, each ? each : f->column);
}

static const char *column_type(enum field_type type)
{
	switch (type) {
	case FIELD_INT:
		return "INTEGER";
	case FIELD_REAL:
		return "REAL";
	default:
		return "TEXT";
	}
}

static void create_table(struct buf *out, const char *name, const struct field *f)
{
	buf_printf(out, "CREATE TABLE %s (%s INTEGER PRIMARY KEY", name, f->column);
	for (f++; f->column; f++)
		buf_printf(out, ", %s %s", f->column, column_type(f->type));
	buf_str(out, ");");
}

static sqlite3_stmt *prepare_insert(struct store *s, const char *verb,
				    const char *table, const struct field *f)
{
	struct buf sql = {0};
	buf_printf(&sql, "%s INTO %s (", verb, table);
	column_names(&sql, f, NULL);
	buf_str(&sql, ") VALUES (");
	column_names(&sql, f, "?");
	buf_str(&sql, ")");
	sqlite3_stmt *st = prepare(s, sql.data);
	buf_fini(&sql);
	return st;
}

/* Texts are borrowed until the statement is reset. */
static int bind(sqlite3_stmt *st, int i, const struct field *f, const void *row)
{
	const char *text;
	switch (f->type) {
	case FIELD_INT:
		return sqlite3_bind_int64(st, i, field_int(f, row));
	case FIELD_REAL:
		return sqlite3_bind_double(st, i, field_real(f, row)); /* NAN is NULL */
	case FIELD_WORD:
		text = f->word((int)field_int(f, row));
		break;
	default:
		text = field_text(f, row);
		break;
	}
	return text ? sqlite3_bind_text(st, i, text, -1, SQLITE_STATIC)
		    : sqlite3_bind_null(st, i);
}

static bool insert(struct store *s, sqlite3_stmt *st, const struct field *f,
		   const void *row)
{
	int code = SQLITE_OK;
	for (int i = 1; f->column && code == SQLITE_OK; f++, i++)
		code = bind(st, i, f, row);
	if (code == SQLITE_OK)
		code = sqlite3_step(st);
	bool ok = note(s, code);
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
	return ok;
}

/* The row as it stands; its texts are SQLite's until the next step. False for a word
 * that is none of ours. */
static bool fetch(sqlite3_stmt *st, const struct field *f, void *row)
{
	for (int i = 0; f->column; f++, i++) {
		const char *text = (const char *)sqlite3_column_text(st, i);
		int word;
		switch (f->type) {
		case FIELD_INT:
			field_set_int(f, row, sqlite3_column_int64(st, i));
			break;
		case FIELD_REAL:
			field_set_real(f, row,
				       text ? sqlite3_column_double(st, i) : NAN);
			break;
		case FIELD_WORD:
			word = text ? field_word(f, text) : -1;
			if (word < 0)
				return false;
			field_set_int(f, row, word);
			break;
		case FIELD_TEXT:
		case FIELD_MAYBE:
		case FIELD_CHARS:
			field_set_text(f, row, text);
			break;
		}
	}
	return true;
}

/* --- opening --- */

bool store_make_folder(const char *path)
{
	char folder[4096];
	if (snprintf(folder, sizeof folder, "%s", path) >= (int)sizeof folder) {
		errno = ENAMETOOLONG;
		return false;
	}
	for (char *p = folder + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		if (mkdir(folder, 0700) < 0 && errno != EEXIST && errno != EROFS &&
		    errno != EACCES)
			return false;
		*p = '/';
	}
	return true;
}

/* A file system that cannot share memory between processes on it. */
static bool is_remote(const char *path)
{
	static const uint32_t remote[] = {
		0x6969,	    0x517b,
		0xff534d42, 0xfe534d42, /* NFS, SMB, CIFS, SMB2 */
		0x65735546, 0x01021997,
		0x5346414f, 0x00c36400, /* FUSE, 9P, AFS, Ceph */
	};
	struct statfs fs;
	if (statfs(path, &fs) < 0)
		return false;
	for (size_t i = 0; i < sizeof remote / sizeof *remote; i++)
		if ((uint32_t)fs.f_type == remote[i])
			return true;
	return false;
}

static struct store *open_file(const char *path, int flags)
{
	struct store *s = calloc(1, sizeof *s);
	if (!s)
		die("out of memory");
	int code = sqlite3_open_v2(path ? path : ":memory:", &s->db,
				   flags | SQLITE_OPEN_NOMUTEX, NULL);
	sqlite3_extended_result_codes(s->db, 1);
	note(s, code);
	sqlite3_busy_timeout(s->db, BUSY_MS);
	return s;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	sqlite3_finalize(s->put_event);
	sqlite3_finalize(s->put_alert);
	sqlite3_close(s->db);
	free(s);
}

static bool create_schema(struct store *s, int64_t floor)
{
	struct buf sql = {0};
	buf_str(&sql, "BEGIN IMMEDIATE;");
	create_table(&sql, "event", event_fields);
	create_table(&sql, "alert", alert_fields);
	buf_printf(&sql,
		   "CREATE INDEX event_at ON event (at_ms);"
		   "CREATE INDEX event_alert ON event (alert);"
		   "CREATE TABLE floor (number INTEGER);"
		   "INSERT INTO floor VALUES (%lld);"
		   "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
		   (long long)floor, APPLICATION_ID, STORE_SCHEMA);
	bool ok = run(s, sql.data);
	buf_fini(&sql);
	return ok;
}

/* Is the schema ours and known? An empty database is version 0 and of nobody. */
static bool check_schema(struct store *s, struct store_news *news, int64_t *version)
{
	int64_t of, tables;
	news->refusal = JOURNAL_FAILED;
	if (!number(s, "PRAGMA user_version", version) ||
	    !number(s, "PRAGMA application_id", &of) ||
	    !number(s, "SELECT count(*) FROM sqlite_schema", &tables)) {
		snprintf(news->why, sizeof news->why, "%s", s->why);
		return false;
	}
	if (tables > 0 && of != APPLICATION_ID) {
		snprintf(news->why, sizeof news->why,
			 "it is a database of another program");
		return false;
	}
	if (*version > STORE_SCHEMA) {
		news->refusal = JOURNAL_NEWER;
		snprintf(
			news->why, sizeof news->why,
			"it was written by a newer noctop (schema %lld, this one knows "
			"%d)",
			(long long)*version, STORE_SCHEMA);
		return false;
	}
	return true;
}

static bool prepare_puts(struct store *s)
{
	s->put_event = prepare_insert(s, "INSERT OR IGNORE", "event", event_fields);
	s->put_alert = prepare_insert(s, "INSERT OR REPLACE", "alert", alert_fields);
	return s->put_event && s->put_alert;
}

static void skip_alert(void *ctx, const struct alert *a)
{
	(void)ctx, (void)a;
}

/* Damage in what is restored is found before anybody relies on it. */
static bool can_restore(struct store *s)
{
	struct store_numbers n;
	return store_alerts(s, 0, skip_alert, NULL) && store_numbers(s, &n);
}

/* Everything a store needs before its first event; false with why. */
static bool make_ready(struct store *s, const char *path, int64_t floor,
		       struct store_news *news)
{
	int64_t version;
	bool remote = path && is_remote(path);
	news->refusal = JOURNAL_FAILED;
	if (remote)
		snprintf(news->notice, sizeof news->notice,
			 "'%.300s' is on a network file system: slower, and only this "
			 "host "
			 "may use it",
			 path);
	if (check_schema(s, news, &version) &&
	    run(s, remote ? "PRAGMA journal_mode = DELETE"
			  : "PRAGMA journal_mode = WAL") &&
	    run(s, "PRAGMA synchronous = FULL") &&
	    (version > 0 || create_schema(s, floor)) && prepare_puts(s) &&
	    can_restore(s))
		return true;
	if (!news->why[0])
		snprintf(news->why, sizeof news->why, "%s", s->why);
	return false;
}

/* Move the database and what belongs to it aside. Returns a number that it cannot have
 * reached: it has not that many rows. */
static int64_t move_aside(const char *path, int64_t now_ms, struct store_news *news)
{
	static const char *const parts[] = {"", "-wal", "-shm", "-journal"};
	char stamp[CLOCK_RFC3339_SIZE], from[4200], to[4200];
	int64_t bytes = 0;
	clock_rfc3339(stamp, now_ms);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		struct stat st;
		snprintf(from, sizeof from, "%s%s", path, parts[i]);
		snprintf(to, sizeof to, "%s.damaged-%s%s", path, stamp, parts[i]);
		if (stat(from, &st) == 0)
			bytes += st.st_size;
		rename(from, to);
	}
	snprintf(news->notice, sizeof news->notice,
		 "'%.300s' was damaged (%.100s): moved aside as '%.300s.damaged-%s', a "
		 "new one begins",
		 path, news->why, path, stamp);
	return bytes / ROW_BYTES_MIN + 1;
}

static struct store *open_once(const char *path, int64_t floor, struct store_news *news,
			       bool *damaged)
{
	struct store *s = open_file(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	news->why[0] = '\0';
	if (s->error == 0 && make_ready(s, path, floor, news))
		return s;
	*damaged = store_damaged(s);
	if (!news->why[0])
		snprintf(news->why, sizeof news->why, "%s", s->why);
	news->refusal = news->refusal ? news->refusal : JOURNAL_FAILED;
	store_close(s);
	return NULL;
}

struct store *store_open(const char *path, int64_t now_ms, struct store_news *news)
{
	bool damaged = false;
	*news = (struct store_news){0};
	struct store *s = open_once(path, 1, news, &damaged);
	if (s || !path || !damaged)
		return s;
	int64_t floor = move_aside(path, now_ms, news);
	return open_once(path, floor, news, &damaged);
}

struct store *store_open_read(const char *path, struct store_news *news)
{
	int64_t version = 0;
	*news = (struct store_news){0};
	struct store *s = open_file(path, SQLITE_OPEN_READONLY);
	if (s->error == 0 && check_schema(s, news, &version) && version > 0)
		return s;
	if (!news->why[0])
		snprintf(news->why, sizeof news->why, "%s",
			 s->error ? s->why : "it is empty");
	news->refusal = news->refusal ? news->refusal : JOURNAL_FAILED;
	store_close(s);
	return NULL;
}

/* --- writing --- */

bool store_begin(struct store *s)
{
	return run(s, "BEGIN IMMEDIATE");
}

bool store_put(struct store *s, const struct event *e, const struct alert *after)
{
	return insert(s, s->put_event, event_fields, e) &&
	       (!after || insert(s, s->put_alert, alert_fields, after));
}

bool store_commit(struct store *s)
{
	return run(s, "COMMIT");
}

void store_rollback(struct store *s)
{
	/* A full disk may have rolled back already. */
	sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
}

bool store_trim(struct store *s, int64_t cleared_before_ms)
{
	char sql[128];
	snprintf(sql, sizeof sql,
		 "DELETE FROM alert WHERE state = 'cleared' AND cleared_ms < %lld",
		 (long long)cleared_before_ms);
	return run(s, sql);
}

/* --- reading --- */

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

bool store_numbers(struct store *s, struct store_numbers *n)
{
	int64_t floor, last, event_alert, alert;
	if (!number(s, "SELECT number FROM floor", &floor) ||
	    !number(s, "SELECT max(seq) FROM event", &last) ||
	    !number(s, "SELECT max(alert) FROM event", &event_alert) ||
	    !number(s, "SELECT max(id) FROM alert", &alert))
		return false;
	n->last_seq = (uint64_t)last;
	n->next_seq = (uint64_t)larger(floor, last + 1);
	n->next_alert = (uint64_t)larger(floor, larger(event_alert, alert) + 1);
	return true;
}

bool store_alerts(struct store *s, int64_t ghost_ms,
		  void (*each)(void *, const struct alert *), void *ctx)
{
	struct buf sql = {0};
	buf_str(&sql, "SELECT ");
	column_names(&sql, alert_fields, NULL);
	buf_str(&sql,
		" FROM alert WHERE state != 'cleared' OR cleared_ms >= ? ORDER BY id");
	sqlite3_stmt *st = prepare(s, sql.data);
	buf_fini(&sql);
	int code = st ? sqlite3_bind_int64(st, 1, ghost_ms) : s->error;
	while (st && (code = sqlite3_step(st)) == SQLITE_ROW) {
		struct alert a = KEPT_ALERT;
		if (fetch(st, alert_fields, &a))
			each(ctx, &a);
	}
	bool ok = note(s, code);
	sqlite3_finalize(st);
	return ok;
}

bool store_events(struct store *s, int64_t since_ms, uint32_t max, journal_event *each,
		  void *ctx)
{
	struct buf sql = {0};
	buf_str(&sql, "SELECT * FROM (SELECT ");
	column_names(&sql, event_fields, NULL);
	buf_str(&sql,
		" FROM event WHERE at_ms >= ? ORDER BY seq DESC LIMIT ?) ORDER BY seq");
	sqlite3_stmt *st = prepare(s, sql.data);
	buf_fini(&sql);
	int code = st ? sqlite3_bind_int64(st, 1, since_ms) : s->error;
	if (st)
		sqlite3_bind_int64(st, 2, max);
	while (st && (code = sqlite3_step(st)) == SQLITE_ROW) {
		struct event e = {0};
		if (fetch(st, event_fields, &e))
			each(ctx, &e);
	}
	bool ok = note(s, code);
	sqlite3_finalize(st);
	return ok;
}

/*
 * store: the database's life: made, checked, opened, moved aside, filled and read.
 *
 * WAL with synchronous=FULL costs one sync for each commit and survives a power cut. On
 * network file systems WAL's shared memory does not work, so there the rollback journal
 * is used, which costs five (EXTRA: a rollback journal whose deletion did not reach the
 * disk would take back what was called durable).
 */
#include "probes/journal/store.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/journal/chain.h"
#include "probes/journal/tables.h"

#define BUSY_MS 2000	 /* a reader may hold a rollback journal */
#define ROW_BYTES_MIN 32 /* no event takes less of a file */

struct store {
	struct sql sql;
	sqlite3_stmt *put_event, *put_alert, *put_window, *put_baseline;
	struct chain *chain;
};

const char *store_why(const struct store *s)
{
	return s->sql.why;
}

bool store_damaged(const struct store *s)
{
	int code = s->sql.error & 0xff;
	return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
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

bool store_is_remote(const char *path)
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
	int code = sqlite3_open_v2(path ? path : ":memory:", &s->sql.db,
				   flags | SQLITE_OPEN_NOMUTEX, NULL);
	sqlite3_extended_result_codes(s->sql.db, 1);
	sql_note(&s->sql, code);
	sqlite3_busy_timeout(s->sql.db, BUSY_MS);
	return s;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	sqlite3_finalize(s->put_event);
	sqlite3_finalize(s->put_alert);
	sqlite3_finalize(s->put_window);
	sqlite3_finalize(s->put_baseline);
	chain_close(s->chain);
	sqlite3_close(s->sql.db);
	free(s);
}

/* Is the schema ours and known? */
static bool check_schema(struct store *s, struct store_news *news, int64_t *version)
{
	news->refusal = JOURNAL_FAILED;
	switch (tables_check(&s->sql, version)) {
	case TABLES_NONE:
	case TABLES_OURS:
		return true;
	case TABLES_OTHER:
		snprintf(news->why, sizeof news->why,
			 "it is a database of another program");
		break;
	case TABLES_NEWER:
		news->refusal = JOURNAL_NEWER;
		snprintf(
			news->why, sizeof news->why,
			"it was written by a newer noctop (schema %lld, this one knows "
			"%d)",
			(long long)*version, STORE_SCHEMA);
		break;
	case TABLES_ERROR:
		snprintf(news->why, sizeof news->why, "%s", s->sql.why);
		break;
	}
	return false;
}

static bool prepare_puts(struct store *s)
{
	s->put_event =
		sql_prepare_insert(&s->sql, "INSERT OR IGNORE", "event", event_fields);
	s->put_alert =
		sql_prepare_insert(&s->sql, "INSERT OR REPLACE", "alert", alert_fields);
	s->put_window = sql_prepare_insert(&s->sql, "INSERT OR REPLACE", "maintenance",
					   window_fields);
	s->chain = chain_open(&s->sql);
	s->put_baseline = sql_prepare_insert(&s->sql, "INSERT OR REPLACE", "baseline",
					     baseline_fields);
	return s->put_event && s->put_alert && s->put_window && s->put_baseline &&
	       s->chain;
}

static void skip_alert(void *ctx, const struct alert *a)
{
	(void)ctx, (void)a;
}

static void skip_baseline(void *ctx, const struct baseline_row *r)
{
	(void)ctx, (void)r;
}

/* Damage in what is restored is found before anybody relies on it. */
static bool can_restore(struct store *s)
{
	struct store_numbers n;
	return store_alerts(s, 0, skip_alert, NULL) &&
	       store_baseline(s, skip_baseline, NULL) && store_numbers(s, &n);
}

/* Everything a store needs before its first event; false with why. */
static bool make_ready(struct store *s, const char *path, int64_t floor,
		       struct store_news *news)
{
	int64_t version;
	bool remote = path && store_is_remote(path);
	news->refusal = JOURNAL_FAILED;
	if (remote)
		snprintf(news->notice, sizeof news->notice,
			 "'%.300s' is on a network file system: slower, and only this "
			 "host "
			 "may use it",
			 path);
	if (check_schema(s, news, &version) &&
	    sql_run(&s->sql,
		    remote ? "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA"
			   : "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL") &&
	    (version > 0 ? tables_update(&s->sql, version)
			 : tables_make(&s->sql, floor)) &&
	    prepare_puts(s) && chain_begin(s->chain, clock_wall_ms()) && can_restore(s))
		return true;
	if (!news->why[0])
		snprintf(news->why, sizeof news->why, "%s", s->sql.why);
	return false;
}

int64_t store_move_aside(const char *path, int64_t now_ms, const char *why,
			 char *notice, size_t cap)
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
	snprintf(notice, cap,
		 "'%.300s' was damaged (%.100s): moved aside as '%.300s.damaged-%s', a "
		 "new one begins",
		 path, why, path, stamp);
	return bytes / ROW_BYTES_MIN + 1;
}

static struct store *open_once(const char *path, int64_t floor, struct store_news *news,
			       bool *damaged)
{
	struct store *s = open_file(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	news->why[0] = '\0';
	if (s->sql.error == 0 && make_ready(s, path, floor, news))
		return s;
	*damaged = store_damaged(s);
	if (!news->why[0])
		snprintf(news->why, sizeof news->why, "%s", s->sql.why);
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
	int64_t floor = store_move_aside(path, now_ms, news->why, news->notice,
					 sizeof news->notice);
	text_add(news->notice, sizeof news->notice,
		 " without its acknowledgements and accepted baseline");
	return open_once(path, floor, news, &damaged);
}

struct store *store_open_read(const char *path, struct store_news *news)
{
	int64_t version = 0;
	*news = (struct store_news){0};
	struct store *s = open_file(path, SQLITE_OPEN_READONLY);
	if (s->sql.error == 0 && check_schema(s, news, &version) && version > 0)
		return s;
	if (!news->why[0])
		snprintf(news->why, sizeof news->why, "%s",
			 s->sql.error ? s->sql.why : "it is empty");
	news->refusal = news->refusal ? news->refusal : JOURNAL_FAILED;
	store_close(s);
	return NULL;
}

/* --- writing --- */

bool store_begin(struct store *s)
{
	return sql_run(&s->sql, "BEGIN IMMEDIATE") && chain_resume(s->chain);
}

bool store_put(struct store *s, const struct event *e, const struct alert *after)
{
	if (e->kind == EVENT_NONE) /* only what is remembered of the alert */
		return !after || sql_insert(&s->sql, s->put_alert, alert_fields, after);
	if (!sql_insert(&s->sql, s->put_event, event_fields, e))
		return false;
	if (sqlite3_changes(s->sql.db) > 0 && !chain_add(s->chain, e->seq))
		return false;
	return !after || sql_insert(&s->sql, s->put_alert, alert_fields, after);
}

bool store_put_window(struct store *s, const struct window_row *row)
{
	return sql_insert(&s->sql, s->put_window, window_fields, row);
}

bool store_put_baseline(struct store *s, const struct baseline_row *row)
{
	return sql_insert(&s->sql, s->put_baseline, baseline_fields, row);
}

bool store_commit(struct store *s)
{
	return chain_head(s->chain, clock_wall_ms()) && sql_run(&s->sql, "COMMIT");
}

void store_rollback(struct store *s)
{
	/* A full disk may have rolled back already. */
	sqlite3_exec(s->sql.db, "ROLLBACK", NULL, NULL, NULL);
}

bool store_trim(struct store *s, int64_t cleared_before_ms)
{
	char sql[128];
	snprintf(sql, sizeof sql,
		 "DELETE FROM alert WHERE state = 'cleared' AND cleared_ms < %lld",
		 (long long)cleared_before_ms);
	return sql_run(&s->sql, sql);
}

bool store_alive(struct store *s)
{
	if (store_begin(s) && store_commit(s))
		return true;
	store_rollback(s);
	return false;
}

/* --- forgetting --- */

/* The oldest events that are old, without a gap: *last is the seq of their last. */
static int64_t find_old(struct store *s, int64_t before_ms, uint32_t max,
			uint64_t *last)
{
	sqlite3_stmt *st = sql_prepare(
		&s->sql, "SELECT seq, at_ms FROM event ORDER BY seq LIMIT ?");
	int code = st ? sqlite3_bind_int64(st, 1, max) : s->sql.error;
	int64_t n = 0;
	while (st && (code = sqlite3_step(st)) == SQLITE_ROW &&
	       sqlite3_column_int64(st, 1) < before_ms) {
		*last = (uint64_t)sqlite3_column_int64(st, 0);
		n++;
	}
	bool ok = sql_note(&s->sql, code);
	sqlite3_finalize(st);
	return ok ? n : -1;
}

int64_t store_forget(struct store *s, int64_t before_ms, uint32_t max, const char *why,
		     struct chain_link *anchor)
{
	uint64_t last = 0;
	char sql[80];
	int64_t n = find_old(s, before_ms, max, &last);
	if (n <= 0)
		return n;
	snprintf(sql, sizeof sql, "DELETE FROM event WHERE seq <= %llu",
		 (unsigned long long)last);
	if (sql_run(&s->sql, "BEGIN IMMEDIATE") &&
	    chain_cut(s->chain, last, (uint64_t)n, clock_wall_ms(), why, anchor) &&
	    sql_run(&s->sql, sql) && sql_run(&s->sql, "COMMIT"))
		return n;
	store_rollback(s);
	return -1;
}

/* --- reading --- */

struct sql *store_sql(struct store *s)
{
	return &s->sql;
}

int64_t store_alive_ms(struct store *s)
{
	int64_t at_ms;
	return sql_number(&s->sql, "SELECT alive_ms FROM head", &at_ms) ? at_ms : 0;
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

bool store_numbers(struct store *s, struct store_numbers *n)
{
	int64_t floor, last, event_alert, alert;
	if (!sql_number(&s->sql, "SELECT number FROM floor", &floor) ||
	    !sql_number(&s->sql, "SELECT max(seq) FROM event", &last) ||
	    !sql_number(&s->sql, "SELECT max(alert) FROM event", &event_alert) ||
	    !sql_number(&s->sql, "SELECT max(id) FROM alert", &alert))
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
	sql_select(&s->sql, &sql, "alert", alert_fields);
	buf_str(&sql, " WHERE state != 'cleared' OR cleared_ms >= ? ORDER BY id");
	sqlite3_stmt *st = sql_prepare(&s->sql, sql.data);
	buf_fini(&sql);
	int code = st ? sqlite3_bind_int64(st, 1, ghost_ms) : s->sql.error;
	while (st && (code = sqlite3_step(st)) == SQLITE_ROW) {
		struct alert a = KEPT_ALERT;
		if (sql_fetch(st, alert_fields, &a))
			each(ctx, &a);
	}
	bool ok = sql_note(&s->sql, code);
	sqlite3_finalize(st);
	return ok;
}

bool store_windows(struct store *s, int64_t since_ms,
		   void (*each)(void *, const struct window_row *), void *ctx)
{
	struct buf sql = {0};
	sql_select(&s->sql, &sql, "maintenance", window_fields);
	buf_str(&sql, " WHERE to_ms >= ? ORDER BY id");
	sqlite3_stmt *st = sql_prepare(&s->sql, sql.data);
	buf_fini(&sql);
	int code = st ? sqlite3_bind_int64(st, 1, since_ms) : s->sql.error;
	while (st && (code = sqlite3_step(st)) == SQLITE_ROW) {
		struct window_row row = {0};
		if (sql_fetch(st, window_fields, &row))
			each(ctx, &row);
	}
	bool ok = sql_note(&s->sql, code);
	sqlite3_finalize(st);
	return ok;
}

bool store_baseline(struct store *s,
		    void (*each)(void *, const struct baseline_row *), void *ctx)
{
	struct buf sql = {0};
	sql_select(&s->sql, &sql, "baseline", baseline_fields);
	buf_str(&sql, " ORDER BY id");
	sqlite3_stmt *st = sql_prepare(&s->sql, sql.data);
	buf_fini(&sql);
	int code = st ? SQLITE_OK : s->sql.error;
	while (st && (code = sqlite3_step(st)) == SQLITE_ROW) {
		struct baseline_row row = {0};
		if (sql_fetch(st, baseline_fields, &row))
			each(ctx, &row);
	}
	bool ok = sql_note(&s->sql, code);
	sqlite3_finalize(st);
	return ok;
}

/* Each part that is asked for, in the order in which bind_query binds. */
static sqlite3_stmt *prepare_query(struct store *s, const struct journal_query *q)
{
	struct buf sql = {0};
	bool all = q->max == UINT32_MAX;
	buf_str(&sql, all ? "" : "SELECT * FROM (");
	sql_select(&s->sql, &sql, "event", event_fields);
	buf_str(&sql, " WHERE at_ms >= ?1");
	if (q->until_ms)
		buf_str(&sql, " AND at_ms < ?2");
	if (q->before)
		buf_str(&sql, " AND seq < ?3");
	if (q->kind != EVENT_NONE)
		buf_str(&sql, " AND kind = ?4");
	if (q->name && *q->name)
		buf_str(&sql, " AND name = ?5");
	if (q->entity && *q->entity)
		buf_str(&sql, " AND entity = ?6");
	buf_str(&sql,
		all ? " ORDER BY seq" : " ORDER BY seq DESC LIMIT ?7) ORDER BY seq");
	sqlite3_stmt *st = sql_prepare(&s->sql, sql.data);
	buf_fini(&sql);
	return st;
}

static void bind_query(sqlite3_stmt *st, const struct journal_query *q)
{
	sqlite3_bind_int64(st, 1, q->since_ms);
	sqlite3_bind_int64(st, 2, q->until_ms);
	sqlite3_bind_int64(st, 3, (int64_t)q->before);
	sqlite3_bind_text(st, 4, event_name(q->kind), -1, SQLITE_STATIC);
	sqlite3_bind_text(st, 5, q->name, -1, SQLITE_STATIC);
	sqlite3_bind_text(st, 6, q->entity, -1, SQLITE_STATIC);
	sqlite3_bind_int64(st, 7, q->max);
}

bool store_events(struct store *s, const struct journal_query *query,
		  journal_event *each, void *ctx)
{
	sqlite3_stmt *st = prepare_query(s, query);
	int code = st ? SQLITE_OK : s->sql.error;
	if (st)
		bind_query(st, query);
	while (st && (code = sqlite3_step(st)) == SQLITE_ROW) {
		struct event e = {0};
		if (sql_fetch(st, event_fields, &e))
			each(ctx, &e);
	}
	bool ok = sql_note(&s->sql, code);
	sqlite3_finalize(st);
	return ok;
}

/*
 * tables: one list of steps, each from one number to the next; a new database is made
 * by taking all of them.
 */
#include "probes/journal/tables.h"

#include "probes/journal/chain.h"

#define APPLICATION_ID 0x6e6f6374 /* "noct" */

/* What each number has that the one before it had not, besides the columns. */
static const char *const step[STORE_SCHEMA] = {
	/* 1 */ "CREATE INDEX event_at ON event (at_ms);"
		"CREATE INDEX event_alert ON event (alert);"
		"CREATE TABLE floor (number INTEGER);",
	/* 2 */ "CREATE INDEX event_name ON event (name);",
	/* 3 */ CHAIN_TABLES,
};

static const struct {
	const char *name;
	const struct field *fields;
} table[] = {
	{"event", event_fields},
	{"alert", alert_fields},
	{"maintenance", window_fields},
	{"baseline", baseline_fields},
};

enum tables_is tables_check(struct sql *s, int64_t *version)
{
	int64_t of, n;
	if (!sql_number(s, "PRAGMA user_version", version) ||
	    !sql_number(s, "PRAGMA application_id", &of) ||
	    !sql_number(s, "SELECT count(*) FROM sqlite_schema", &n))
		return TABLES_ERROR;
	if (n > 0 && of != APPLICATION_ID)
		return TABLES_OTHER;
	if (*version > STORE_SCHEMA)
		return TABLES_NEWER;
	return *version > 0 ? TABLES_OURS : TABLES_NONE;
}

static void add_steps(struct buf *sql, int64_t version)
{
	for (int64_t i = version; i < STORE_SCHEMA; i++)
		buf_str(sql, step[i]);
	buf_printf(sql, "PRAGMA user_version = %d;", STORE_SCHEMA);
}

static bool commit(struct sql *s, struct buf *sql)
{
	buf_str(sql, "COMMIT");
	bool ok = sql_run(s, sql->data);
	if (!ok)
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	buf_fini(sql);
	return ok;
}

bool tables_make(struct sql *s, int64_t floor)
{
	struct buf sql = {0};
	buf_str(&sql, "BEGIN IMMEDIATE;");
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		sql_create(&sql, table[i].name, table[i].fields);
	buf_printf(&sql, "PRAGMA application_id = %d;", APPLICATION_ID);
	add_steps(&sql, 0);
	buf_printf(&sql, "INSERT INTO floor VALUES (%lld);", (long long)floor);
	return commit(s, &sql);
}

bool tables_update(struct sql *s, int64_t version)
{
	struct buf sql = {0};
	size_t begun;
	buf_str(&sql, "BEGIN IMMEDIATE;");
	begun = sql.len;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		sql_add_columns(s, &sql, table[i].name, table[i].fields);
	if (sql.len == begun && version == STORE_SCHEMA) {
		buf_fini(&sql);
		return true;
	}
	add_steps(&sql, version);
	return commit(s, &sql);
}

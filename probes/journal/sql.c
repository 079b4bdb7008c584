/*
 * sql: statements made from the tables of fields.
 */
#include "probes/journal/sql.h"

#include <math.h>
#include <string.h>

/* Errors of these have one of the system behind them. */
static bool has_cause(int code)
{
	code &= 0xff;
	return code == SQLITE_IOERR || code == SQLITE_CANTOPEN;
}

bool sql_note(struct sql *s, int code)
{
	if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW)
		return true;
	int cause = has_cause(code) ? sqlite3_system_errno(s->db) : 0;
	s->error = code;
	snprintf(s->why, sizeof s->why, "%s%s%s", sqlite3_errmsg(s->db),
		 cause ? ": " : "", cause ? strerror(cause) : "");
	return false;
}

bool sql_run(struct sql *s, const char *sql)
{
	return sql_note(s, sqlite3_exec(s->db, sql, NULL, NULL, NULL));
}

sqlite3_stmt *sql_prepare(struct sql *s, const char *sql)
{
	sqlite3_stmt *st = NULL;
	sql_note(s, sqlite3_prepare_v2(s->db, sql, -1, &st, NULL));
	return st;
}

bool sql_number(struct sql *s, const char *sql, int64_t *out)
{
	sqlite3_stmt *st = sql_prepare(s, sql);
	bool ok = st && sql_note(s, sqlite3_step(st));
	*out = ok ? sqlite3_column_int64(st, 0) : 0;
	sqlite3_finalize(st);
	return ok;
}

static bool has_column(struct sql *s, const char *table, const char *column)
{
	return sqlite3_table_column_metadata(s->db, NULL, table, column, NULL, NULL,
					     NULL, NULL, NULL) == SQLITE_OK;
}

void sql_select(struct sql *s, struct buf *out, const char *table,
		const struct field *f)
{
	const char *before = "SELECT ";
	for (; f->column; f++, before = ", ")
		buf_printf(out, "%s%s", before,
			   has_column(s, table, f->column) ? f->column : "NULL");
	buf_printf(out, " FROM %s", table);
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

void sql_create(struct buf *out, const char *name, const struct field *f)
{
	buf_printf(out, "CREATE TABLE %s (%s INTEGER PRIMARY KEY", name, f->column);
	for (f++; f->column; f++)
		buf_printf(out, ", %s %s", f->column, column_type(f->type));
	buf_str(out, ");");
}

void sql_add_columns(struct sql *s, struct buf *out, const char *table,
		     const struct field *f)
{
	if (!has_column(s, table, f->column)) { /* its key: there is no such table */
		sql_create(out, table, f);
		return;
	}
	for (; f->column; f++)
		if (!has_column(s, table, f->column))
			buf_printf(out, "ALTER TABLE %s ADD COLUMN %s %s;", table,
				   f->column, column_type(f->type));
}

sqlite3_stmt *sql_prepare_insert(struct sql *s, const char *verb, const char *table,
				 const struct field *f)
{
	struct buf sql = {0}, values = {0};
	const char *before = "(";
	buf_printf(&sql, "%s INTO %s ", verb, table);
	for (; f->column; f++, before = ", ") {
		buf_printf(&sql, "%s%s", before, f->column);
		buf_printf(&values, "%s?", before);
	}
	buf_printf(&sql, ") VALUES %s)", values.data);
	buf_fini(&values);
	sqlite3_stmt *st = sql_prepare(s, sql.data);
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

bool sql_insert(struct sql *s, sqlite3_stmt *st, const struct field *f, const void *row)
{
	int code = SQLITE_OK;
	for (int i = 1; f->column && code == SQLITE_OK; f++, i++)
		code = bind(st, i, f, row);
	if (code == SQLITE_OK)
		code = sqlite3_step(st);
	bool ok = sql_note(s, code);
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
	return ok;
}

bool sql_fetch(sqlite3_stmt *st, const struct field *f, void *row)
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
			word = text ? field_word(f, text) : 0;
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

/*
 * sql: SQLite with one place for what went wrong, and rows of fields in and out of it.
 */
#ifndef NOCTOP_JOURNAL_SQL_H
#define NOCTOP_JOURNAL_SQL_H

#include <sqlite3.h>

#include "probes/base/buf.h"
#include "probes/journal/field.h"

struct sql {
	sqlite3 *db;
	int error;     /* of the last call that failed: SQLite's extended code */
	char why[512]; /* and its words, with those of the system */
};

/* True when code is no error; otherwise it is kept. */
bool sql_note(struct sql *, int code);
bool sql_run(struct sql *, const char *statements);
sqlite3_stmt *sql_prepare(struct sql *, const char *statement); /* NULL */
/* The one number a query gives; 0 when there is none. */
bool sql_number(struct sql *, const char *query, int64_t *);

/* CREATE TABLE of these fields; the first is the primary key. */
void sql_create(struct buf *, const char *table, const struct field *);
/* ALTER TABLE for each field that the table has no column for; CREATE TABLE where there
 * is none. */
void sql_add_columns(struct sql *, struct buf *, const char *table,
		     const struct field *);
/* "SELECT a, b FROM table": NULL stands for a column that is not there, as in a file of
 * an older program that is only read. */
void sql_select(struct sql *, struct buf *, const char *table, const struct field *);
/* verb: "INSERT OR IGNORE" … */
sqlite3_stmt *sql_prepare_insert(struct sql *, const char *verb, const char *table,
				 const struct field *);
bool sql_insert(struct sql *, sqlite3_stmt *, const struct field *, const void *row);
/* The row a statement stands on; its texts are SQLite's until the next step. What is
 * NULL is the field's zero. False for a word that is none of ours. */
bool sql_fetch(sqlite3_stmt *, const struct field *, void *row);

#endif

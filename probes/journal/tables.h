/*
 * tables: the tables of the journal's database: made, known again, brought up to date.
 *
 * Their number is SQLite's user_version and counts up with every step of tables.c. What
 * an event or an alert has more fields than its table has columns is added at opening
 * without a number of its own: a column nobody filled is NULL and is read as the
 * field's zero (0, none, "", the first word), by older and newer programs alike.
 */
#ifndef NOCTOP_JOURNAL_TABLES_H
#define NOCTOP_JOURNAL_TABLES_H

#include "probes/journal/sql.h"

#define STORE_SCHEMA 3

enum tables_is {
	TABLES_NONE,  /* an empty database: to be made */
	TABLES_OURS,  /* perhaps of an older program: to be brought up to date */
	TABLES_OTHER, /* of another program */
	TABLES_NEWER, /* of a newer noctop: left alone */
	TABLES_ERROR, /* cannot be read: see sql->why */
};
/* Sets *version. */
enum tables_is tables_check(struct sql *, int64_t *version);

/* Make the tables; numbers (seq, alert id) begin at floor. */
bool tables_make(struct sql *, int64_t floor);
/* From version to STORE_SCHEMA, and all columns; all of it or nothing. */
bool tables_update(struct sql *, int64_t version);

#endif

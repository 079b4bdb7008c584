/*
 * field: what of an event, an alert, a window of maintenance and a baseline is kept, as
 * one table each. Messages between watch and keeper, columns of the database and the
 * statements for them are made of it.
 */
#ifndef NOCTOP_JOURNAL_FIELD_H
#define NOCTOP_JOURNAL_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FIELD_TEXT_MAX 1023 /* bytes of a text that is kept; longer ones are cut */

enum field_type {
	FIELD_INT,   /* of 2, 4 (unsigned) or 8 bytes; of 1: bool */
	FIELD_REAL,  /* double, NAN none */
	FIELD_WORD,  /* enum; its word in the database, so that numbers may change */
	FIELD_TEXT,  /* const char *; NULL is read as "" */
	FIELD_MAYBE, /* const char *, may be NULL */
	FIELD_CHARS, /* char[size] */
};

struct field {
	const char *column; /* NULL ends the table */
	enum field_type type;
	size_t at, size;	 /* in its struct */
	const char *(*word)(int); /* FIELD_WORD: of 0 to words - 1 */
	int words;
};

/* What a kept alert is besides its fields: of no generation, and on disk. */
#define KEPT_ALERT {.thing = NONE, .ack.durable = true}

/* The first field is the key: seq, id. */
extern const struct field event_fields[], alert_fields[], window_fields[];
extern const struct field baseline_fields[];

int64_t field_int(const struct field *, const void *row); /* FIELD_INT, FIELD_WORD */
void field_set_int(const struct field *, void *row, int64_t);
double field_real(const struct field *, const void *row);
void field_set_real(const struct field *, void *row, double);
/* The others are texts. FIELD_CHARS hold a copy, cut; the others borrow. */
const char *field_text(const struct field *, const void *row);
void field_set_text(const struct field *, void *row, const char *);
/* The number of a word, -1 when there is none. */
int field_word(const struct field *, const char *);
/* Bytes of s to keep: at most max, not ending within a character (UTF-8). */
size_t field_cut(const char *s, size_t max);

#endif

/*
 * sheet: a list as a table for other programs: all rows that its filter leaves, in its
 * order, with every column that a script can use, whatever fits on the screen. Which
 * rows these are is settled when it is opened; their values are of the moment at which
 * each is asked for. A row that is gone by then is left out.
 */
#ifndef NOCTOP_VIEWS_SHEET_H
#define NOCTOP_VIEWS_SHEET_H

#include "views/column.h"

struct sheet {
	char list[16];			 /* what the rows are: "devices" */
	char filter[128];		 /* as it was typed */
	char scope[TEXT_BYTES_MAX + 16]; /* "customer=acme"; "" of all */
	const struct column *column[COLUMNS_MAX];
	unsigned column_n;
	ref_id *ref;
	uint32_t n, at; /* at: the next */
	uint32_t printed; /* rows, by who prints them */
};

/* Of the list that has the keys. False, and why in words: there is none, or not yet. */
bool sheet_open(struct sheet *, struct session *, const struct scene *,
		const char **why);
void sheet_close(struct sheet *);
/* The next row; 0 behind the last. */
ref_id sheet_next(struct sheet *, const struct scene *);

#endif

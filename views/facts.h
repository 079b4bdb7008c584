/*
 * facts: what is known of a thing, as lines of labelled pieces that flow: a piece that
 * has no room in its line goes on in the next, below the first. Without a canvas rows
 * are only counted.
 */
#ifndef NOCTOP_VIEWS_FACTS_H
#define NOCTOP_VIEWS_FACTS_H

#include "views/column.h"

struct facts {
	struct pen pen;	   /* the first row */
	int most;	   /* rows there are; what needs more is left out */
	int rows;	   /* begun */
	int col;	   /* in the present row, behind the last piece */
	const char *label; /* of a line that has no piece yet */
	bool brief;	   /* not all has room: the least of each */
};

void facts_open(struct facts *, const struct pen *, int most);
/* A new line; it takes no row before it has a piece. */
void facts_line(struct facts *, const char *label);
void facts_add(struct facts *, uint8_t style, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* "phone +49 69 5550100", the word dimmed; nothing when the value is empty. */
void facts_pair(struct facts *, const char *word, const char *value);

/* "+3" at the end of the last row when lines had no room. */
void facts_close(struct facts *);

#endif

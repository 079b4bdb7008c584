/*
 * saved: what an operator keeps from one session to the next: views under the keys 5 to
 * 9, the columns of lists, zone, units and scope. The terminal process stores it as
 * text; what comes back is foreign, is taken apart here and is fuzzed.
 *
 *   tz Europe/Berlin
 *   units bytes
 *   scope customer=acme
 *   columns devices dev,site,state,cpu
 *   5 view=devices sort=-cpu show=problems site=FRA filter=!acc cpu>80
 */
#ifndef NOCTOP_VIEWS_SAVED_H
#define NOCTOP_VIEWS_SAVED_H

#include <stdbool.h>

#include "probes/base/buf.h"
#include "views/filter.h"
#include "views/list.h"
#include "views/sorting.h"

#define SAVED_VIEWS 5
#define SAVED_FIRST 5 /* the key of the first */
#define SAVED_BYTES 8192
#define SAVED_LISTS 8 /* that have columns of one's own */
#define SAVED_WORDS 256

struct saved_view {
	char view[24]; /* "" none is saved */
	char panel[16]; /* which of its lists; "" the first */
	char sort[SORTING_WORD]; /* a column's word, "-" reversed; "" usual */
	enum show show;
	bool hidden;
	struct thing of; /* what it is narrowed to */
	char filter[FILTER_SIZE];
};
struct saved_columns {
	char list[16]; /* the name of a panel; "" none */
	char words[SAVED_WORDS]; /* with commas */
};
struct saved {
	struct saved_view view[SAVED_VIEWS];
	struct saved_columns columns[SAVED_LISTS];
	char zone[64]; /* "" as the terminal has it */
	bool bytes;    /* traffic in bytes a second */
	struct thing scope; /* site or customer, all that is shown; kind THING_NONE */
};

/* Take text apart; what makes no sense is left out, and n is at most SAVED_BYTES. */
void saved_read(struct saved *, const char *text, size_t n);
void saved_write(const struct saved *, struct buf *out);
/* Two sessions of one operator keep their things in one place: what this one changed
 * since `was` goes into what stands there, and the rest of that stays. */
void saved_merge(struct saved *to, const struct saved *was, const struct saved *now);
/* What a wall takes of whoever starts it: clock, units and scope. Its columns are those
 * that everybody in the room knows. */
void saved_for_wall(struct saved *);
/* The columns of a list as they are chosen; "" the usual ones. */
const char *saved_columns(const struct saved *, const char *list);
/* Choose others, "" the usual ones; false: too many words, or lists. */
bool saved_choose(struct saved *, const char *list, const char *words);

#endif

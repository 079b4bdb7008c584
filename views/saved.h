/*
 * saved: what an operator keeps from one session to the next: views under the keys 5 to
 * 9, the zone of times. The terminal process stores it as text; what comes back is
 * foreign, is taken apart here and is fuzzed.
 *
 *   tz Europe/Berlin
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
#define SAVED_BYTES 4096

struct saved_view {
	char view[24]; /* "" none is saved */
	char panel[16]; /* which of its lists; "" the first */
	char sort[SORTING_WORD]; /* a column's word, "-" reversed; "" usual */
	enum show show;
	bool hidden;
	struct thing of; /* what it is narrowed to */
	char filter[FILTER_SIZE];
};
struct saved {
	struct saved_view view[SAVED_VIEWS];
	char zone[64]; /* "" as the terminal has it */
};

/* Take text apart; what makes no sense is left out, and n is at most SAVED_BYTES. */
void saved_read(struct saved *, const char *text, size_t n);
void saved_write(const struct saved *, struct buf *out);

#endif

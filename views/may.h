/*
 * may: which of the rows that there are a list may have, a bit each, 64 of them a word:
 * what a filter let through once is all that is looked at again.
 */
#ifndef NOCTOP_VIEWS_MAY_H
#define NOCTOP_VIEWS_MAY_H

#include <stdbool.h>
#include <stdint.h>

#define MAY_WORD 64 /* rows */

/* Ready when zeroed. */
struct may {
	uint64_t *word; /* NULL: all rows, for good */
	uint32_t n, total; /* bits that are set, bits there are */
};

void may_fini(struct may *);
/* All of so many rows; kept: some may be taken out. */
void may_all(struct may *, uint32_t total, bool kept);
/* The same as another, which is kept. */
void may_copy(struct may *, const struct may *);
/* The word of row i, those before i left out. */
uint64_t may_from(const struct may *, uint32_t i);
/* Row i is none of them. */
void may_not(struct may *, uint32_t i);

#endif

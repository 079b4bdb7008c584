/*
 * outlook: what the past says of a thing, in words: when it is full, what is usual at
 * this hour of the week, and the percentile that is billed. Where the past is too short
 * that is said, once, with how much there is.
 */
#ifndef NOCTOP_VIEWS_OUTLOOK_H
#define NOCTOP_VIEWS_OUTLOOK_H

#include "views/drill.h"

/* Of what is too young to tell of: the days and weeks that are known; -1 nothing is. */
struct young {
	int days, weeks;
};
#define YOUNG_NOTHING {-1, -1}

/* "full in 24 days"; what is named before it ("/var", "in"), "" nothing. NULL for r:
 * it is not remembered, and nothing is said. */
void outlook_full(struct flow *, const char *what, const struct rollup *, double limit,
		  struct young *);
/* "usual 1.2ms": RTT at this hour of the week. */
void outlook_usual(struct flow *, const struct rollup *, struct young *);
/* "history 5 of 14 days": once for all that it is too short for. */
void outlook_young(struct flow *, const struct young *);
/* "95th 24 h in 43% 4.3G out 12% 1.2G", and of this month. */
void outlook_percentiles(struct flow *, const struct scene *, enum recall_range,
			 const struct curve *in, const struct curve *out);

#endif

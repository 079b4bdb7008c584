/*
 * outlook: what the past says of a thing, in words: when it is full, what is usual at
 * this hour of the week, and the percentile that is billed. Where the past is too short
 * that is said, with how much there is.
 */
#ifndef NOCTOP_VIEWS_OUTLOOK_H
#define NOCTOP_VIEWS_OUTLOOK_H

#include "views/drill.h"

/* "full in 24 days"; what is named before it ("/var", "in"), "" nothing. NULL for r:
 * it is not remembered, and nothing is said. */
void outlook_full(struct flow *, const char *what, const struct rollup *, double limit);
/* "usual 1.2ms": RTT at this hour of the week. */
void outlook_usual(struct flow *, const struct rollup *);
/* "95th 24 h in 43% 4.3G out 12% 1.2G", and of this month. */
void outlook_percentiles(struct flow *, const struct scene *, enum recall_range,
			 const struct curve *in, const struct curve *out);

#endif

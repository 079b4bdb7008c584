/*
 * coverage: is somebody there whenever a rung or a whole policy may call? Walked from
 * one change of the roster to the next over a year, so that both changes of the clocks,
 * every turn and all who stand in are in it. Pure.
 */
#ifndef NOCTOP_ALERT_COVERAGE_H
#define NOCTOP_ALERT_COVERAGE_H

#include "probes/alert/roster.h"

#define COVERAGE_MS (INT64_C(366) * 86400000)

/* When nobody is there though the policy's hours hold. */
struct gaps {
	uint32_t n;
	int64_t first_ms, first_end_ms; /* the first of them */
	int64_t sum_ms;
};

/* Of one rung. */
void coverage_rung(const struct roster *, const struct policy *, uint32_t rung,
		   int64_t from_ms, struct gaps *);
/* Of all rungs of the policy together: then an alert is told to nobody. */
void coverage_policy(const struct roster *, const struct policy *, int64_t from_ms,
		     struct gaps *);

#endif

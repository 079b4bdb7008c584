/*
 * hold: which rules hold of which thing. A rule holds where its scope does, within its
 * hours, when it is enabled and no other stands in its place there:
 *
 * - a rule with `instead` takes the place of the rules it names, wherever its own scope
 *   and hours hold; enabled = no makes that place empty;
 * - of several that take the place of one rule, the one with the more specific scope
 *   (scope_rank; with hours before without) does; equals hold side by side.
 *
 * What holds is found when a thing is met first, and again when its hours end or when
 * its interfaces become others: not with each reading. Distinct sets of rules are kept
 * once, things refer to them.
 */
#ifndef NOCTOP_ALERT_HOLD_H
#define NOCTOP_ALERT_HOLD_H

#include "probes/alert/alert.h"
#include "probes/alert/scope.h"

enum hold_why {
	HOLD_YES,
	HOLD_OTHER,   /* its check is not of such things */
	HOLD_SCOPE,   /* see part */
	HOLD_HOURS,   /* see next_ms */
	HOLD_INSTEAD, /* see by */
	HOLD_OFF,     /* enabled = no */
	HOLD_WHY_N
};

struct hold {
	enum hold_why why;
	enum scope_part part;	 /* that does not hold */
	const struct rule *by;	 /* that stands in its place */
	int64_t next_ms;	 /* when its hours begin or end; INT64_MAX never */
};

/* Of each rule of alerts->rules, in their order, whether it holds of the thing. Of a
 * device those of its sensors, too. Slow: for people who ask. */
void alerts_explain(const struct alerts *, const struct network *, struct scope_thing,
		    int64_t now_ms, struct hold *out);

#endif

/*
 * persist: has a condition lasted long enough? Pure, 16 bytes a condition.
 *
 * "k of n polls" keeps the last n verdicts as bits. "10 of 15 min" cuts the span into
 * PERSIST_SLOTS slots and counts those in which the condition was true; "30 s" is all
 * of a span and keeps only its beginning. A verdict stands for the time since the one
 * before it, unless that is longer than gap_ms: what nobody measured counts for
 * nothing. A clock that was set back takes nothing away.
 */
#ifndef NOCTOP_ALERT_PERSIST_H
#define NOCTOP_ALERT_PERSIST_H

#include "probes/alert/rule.h"

#define PERSIST_SLOTS 60

struct lasting {
	uint64_t hit; /* bit 0 the newest verdict or slot; 0: idle, nothing is
			 running */
	int64_t mark; /* newest slot, or since when it is true (ms) */
};

/* One new verdict at now_ms; before_ms is the time of the one before it, 0 unknown.
 * True when the condition has lasted. */
bool persist_step(const struct persist *, struct lasting *, bool on, int64_t before_ms,
		  int64_t now_ms, int64_t gap_ms);

#endif

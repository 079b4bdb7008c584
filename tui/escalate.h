/*
 * escalate: `noctop escalation`: whether the ladders hold, and whom they would call.
 */
#ifndef NOCTOP_TUI_ESCALATE_H
#define NOCTOP_TUI_ESCALATE_H

#include "probes/conf/inventory.h"
#include "tui/options.h"

#define PROVEN_OLD_MS (INT64_C(30) * 86400000)

/* escalation check: every fault of the ladders as file:line: message; 0 none, 1 some
 * are only uncovered here and there, 2 somebody would not be called. escalation
 * rehearse: prints whom each ladder would call now; --send asks the watch to call
 * them. */
int escalate_run(const struct options *, int argc, char **argv);

/* The faults of a roster, for escalation check and its test. Returns the exit code. */
int escalate_check(const struct roster *, const struct network *, int64_t now_ms,
		   struct buf *out);
/* Whom the policy calls, step by step. */
void escalate_print(const struct roster *, const struct policy *, int64_t now_ms,
		    struct buf *out);

/* The policy for a severity and a site or device by name; NULL: error says why. *about
 * becomes an alert of that kind, its strings borrowed. */
struct alert;
const struct policy *escalate_policy(const struct roster *, const struct network *,
				     const char *severity, const char *thing,
				     struct alert *about, char *error, size_t cap);

/* When test notices were last taken by all; 0 never, or the journal cannot be read. */
int64_t escalate_proven(const char *journal);

#endif

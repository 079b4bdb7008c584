/*
 * steer: what a test may tell the agents while they run, one command a line:
 *
 *   [NUMBER] NAME [ARGUMENT]      NUMBER: that agent alone (from 1), else all
 *
 *   silent on|off     no answer at all         refuse on|off    the port is closed
 *   loss PERCENT      of replies               delay MS
 *   duplicate on|off  each reply twice         wrongid on|off   another request-id
 *   foreign on|off    from another port        truncate on|off  half a reply
 *   garbage on|off    noise of that length     hostile on|off   texts that attack
 *   pace MS           counters move in steps   community NAME
 *   ifdown IFINDEX    ifup IFINDEX             reboot           uptimes and counters
 * fall reset             counters fall            set OID|TAG|VALUE unset OID all at or
 * below it       count            requests answered so far
 */
#ifndef NOCTOP_TEST_STEER_H
#define NOCTOP_TEST_STEER_H

#include "probes/demo/tree.h"
#include "tests/agent/endpoint.h"
#include "tests/agent/snmprec.h"

#define FARM_MAX 64

struct farm {
	struct endpoint endpoint[FARM_MAX];
	struct snmprec recorded[FARM_MAX]; /* empty where the source is another */
	uint32_t n;
	struct plan *plan; /* of the demo network, where a source is from there */
	struct tree *story;
};

/* Obey one line (which has no newline). The answer, "ok", "count N" or "cannot …", is
 * written to out. False for "cannot". */
bool steer(struct farm *, const char *line, char *out, size_t cap);
void steer_count(const struct farm *, char *out, size_t cap);

#endif

/*
 * steer: what a test may tell the agents while they run, one command a line:
 *
 *   [NUMBER|SHARE%] NAME [ARGUMENT]     that agent alone (from 1), that share of them
 *                                       (always the same ones), else all
 *
 * To as many of the datagrams as SOME says: on, off or a percentage:
 *   silent SOME     requests are not heard     loss SOME       replies are lost
 *   duplicate SOME  replies come twice         wrongid SOME    another request-id
 *   foreign SOME    from another port          truncate SOME   half a reply
 *   garbage SOME    noise of that length       delay MS        all replies come later
 *
 * To the device:
 *   hostile on|off  texts that attack          pace MS         counters move in steps
 *   ifdown IFINDEX  ifup IFINDEX               reboot          uptime, counters fall
 *   errs IFINDEX:N  that many in a second      reset           counters fall
 *
 * To an agent with a socket of its own:
 *   refuse on|off   the port is closed         community NAME
 *   longest OCTETS  longer replies are lost
 *   set OID|TAG|VALUE                          unset OID       all at or below it
 *
 *   count           requests answered so far
 */
#ifndef NOCTOP_TEST_STEER_H
#define NOCTOP_TEST_STEER_H

#include "probes/demo/tree.h"
#include "tests/agent/endpoint.h"
#include "tests/agent/field.h"
#include "tests/agent/snmprec.h"

#define AGENTS_MAX 64

/* Endpoints, or a farm. */
struct agents {
	struct endpoint endpoint[AGENTS_MAX];
	struct snmprec recorded[AGENTS_MAX]; /* empty where the source is another */
	uint32_t n;
	struct plan *plan; /* of the demo network, where a source is from there */
	struct tree *story;
	struct guard *guard; /* of version 3; NULL: it is not spoken */
	struct field field; /* no devices: there is none */
};

/* Obey one line (which has no newline). The answer, "ok", "count N" or "cannot …", is
 * written to out. False for "cannot". */
bool steer(struct agents *, const char *line, char *out, size_t cap);
void steer_count(const struct agents *, char *out, size_t cap);

#endif

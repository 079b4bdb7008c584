/*
 * guard: version 3 in front of the agent core (RFC 3412, RFC 3414): users with their
 * keys, discovery, time windows, and Reports for what cannot be answered. One serves
 * any number of agents; each is an engine of its own, whose id and clock are what its
 * source says in SNMP-FRAMEWORK-MIB (without those it does not speak version 3).
 *
 * A user who asks with less security than was agreed has no access
 * (authorizationError), as with Debian's snmpd.
 */
#ifndef NOCTOP_TEST_GUARD_H
#define NOCTOP_TEST_GUARD_H

#include "probes/demo/agent.h"

#define GUARD_USERS_MAX 8

struct guard;

/* For so many agents. */
struct guard *guard_new(uint32_t agents);
void guard_free(struct guard *);
/* "NAME", "NAME:SHA-256:SECRET" or "NAME:SHA-256:SECRET:AES-128:SECRET"; protocols as
 * in noctop.ini. False, with the reason on stderr, when it is none. */
bool guard_user(struct guard *, const char *spec);

/* Answer a request of any version to an agent (number among the agents); its bytes may
 * be changed. The length of the reply in out, 0 for silence. Without a guard (NULL)
 * version 3 meets silence. */
size_t guard_answer(struct guard *, uint32_t number, const struct agent *,
		    struct agent_scratch *, uint8_t *request, size_t n, int64_t now_ms,
		    uint8_t *out, size_t cap);

#endif

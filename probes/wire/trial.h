/*
 * trial: is there an agent at an address, which of some credentials does it take, and
 * what does it show? For `noctop add`, before a device is written down.
 *
 * Credentials are tried in their order, the next one when the last was turned down, or
 * 300 ms later: who answers at once never hears of the others, and who is silent costs
 * one time-out and not one for each. Beside that the address is pinged: an address
 * where nobody is at home and an agent that is silent to us want different remedies.
 */
#ifndef NOCTOP_WIRE_TRIAL_H
#define NOCTOP_WIRE_TRIAL_H

#include "probes/base/text.h"
#include "probes/wire/ask.h"

#define TRIAL_MAX 16 /* credentials in one trial */

enum trial_ping {
	TRIAL_PING_NONE, /* not permitted, or it says nothing (loopback) */
	TRIAL_PING_LOST,
	TRIAL_PING_ANSWERED,
};

struct trial {
	char unresolved[64]; /* why the name led nowhere; empty: it led somewhere */
	struct sockaddr_storage addr;
	uint32_t taken;			   /* the credential it takes; NONE */
	enum ask_result result[TRIAL_MAX]; /* of each; ASK_CANCELLED: not needed */
	int error;			   /* errno, when it was refused, unreachable */
	bool speaks; /* none is taken, but an agent answered an SNMPv3 discovery */
	bool loopback; /* an address of this machine: its kernel answers all pings */
	enum trial_ping ping;
	char ping_problem[256]; /* why there is no ICMP; empty: there is */
	/* of the one that was taken: */
	double rtt_ms;
	char descr[TEXT_BYTES_MAX + 1], name[TEXT_BYTES_MAX + 1]; /* system group */
	struct oid object_id;
	uint32_t shown;	      /* bits: the subtrees (subtree.h) it shows anything of */
	uint32_t if_n, if_up; /* interfaces; of them up */
};

/* Try up to TRIAL_MAX credentials. For commands: turns a loop of its own until all is
 * known, about four seconds when nobody answers, ten for a name without an answer. */
void trial_run(const char *address, uint16_t port, const struct credential *const *,
	       uint32_t n, struct trial *);

#endif

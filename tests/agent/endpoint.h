/*
 * endpoint: one agent behind one UDP socket, with the faults of fault.h on the way.
 */
#ifndef NOCTOP_TEST_ENDPOINT_H
#define NOCTOP_TEST_ENDPOINT_H

#include <ev.h>

#include "tests/agent/device.h"
#include "tests/agent/guard.h"
#include "tests/agent/post.h"

struct endpoint {
	struct agent agent;
	struct guard *guard; /* borrowed; NULL: no version 3 */
	uint32_t number;     /* for the guard */
	struct device device;
	struct post post; /* fd -1: closed, so that the kernel refuses */
	ev_io io;
	uint32_t host; /* address in host order; 0: 127.0.0.1 */
	uint16_t port;
	int64_t started_ms; /* of the monotonic clock: time 0 of the source */
	uint64_t received, answered;
	uint64_t too_long; /* replies that were lost for it */
	struct fault fault;
	uint32_t dice;
};

/* Open the socket on its address (port 0: any) and answer on the loop. False, with the
 * reason on stderr, when it cannot. The device, the host and the agent's community
 * and reply_max are set already. */
bool endpoint_open(struct endpoint *, struct ev_loop *, uint16_t port);
void endpoint_close(struct endpoint *);
/* Close the socket, or open it again on its port. */
bool endpoint_refuse(struct endpoint *, bool refuse);
int64_t endpoint_now(const struct endpoint *); /* time of the source */

#endif

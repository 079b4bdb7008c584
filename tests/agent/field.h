/*
 * field: the devices of a farm behind one UDP socket: device n (from 0) is the address
 * FIELD_FIRST + n of the loopback network, and answers from there. Quick: datagrams go
 * in batches, and healthy devices answer by the farm's short cut.
 */
#ifndef NOCTOP_TEST_FIELD_H
#define NOCTOP_TEST_FIELD_H

#include "tests/agent/device.h"
#include "tests/agent/farm.h"
#include "tests/agent/guard.h"
#include "tests/agent/post.h"

#define FIELD_FIRST UINT32_C(0x7f010001) /* 127.1.0.1, host byte order */

struct field_device {
	struct fault fault;
	struct device *changed; /* NULL: it is as the farm says */
};

struct field {
	struct farm farm;
	const char *community;
	struct guard *guard; /* borrowed; NULL: no version 3 */
	size_t reply_max;
	uint32_t dice;
	struct field_device *device;
	struct post post;
	ev_io io;
	uint16_t port;
	int64_t started_ms; /* of the monotonic clock: time 0 of the farm */
	uint64_t received, answered;
	struct batch *in, *out;
	struct agent_scratch *scratch;
};

/* Open the socket (port 0: any) and answer on the loop. The farm, community, reply_max
 * and dice are set already. False, with the reason on stderr, when it cannot. */
bool field_open(struct field *, struct ev_loop *, uint16_t port);
void field_close(struct field *);
/* A device that is to be other than the farm says. */
struct device *field_change(struct field *, uint32_t device);
int64_t field_now(const struct field *); /* time of the farm */

#endif

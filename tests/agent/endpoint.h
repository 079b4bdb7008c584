/*
 * endpoint: one agent behind one UDP socket, and what may go wrong on the way: silence,
 * loss, delay, duplicates, replies with another id, from another port, cut short or
 * made of noise.
 */
#ifndef NOCTOP_TEST_ENDPOINT_H
#define NOCTOP_TEST_ENDPOINT_H

#include <ev.h>

#include "tests/agent/device.h"

struct endpoint {
	struct agent agent;
	struct device device;
	struct ev_loop *loop;
	ev_io io;
	int fd;	      /* -1: closed, so that the kernel refuses */
	int stranger; /* a second socket, whose port nobody asked */
	uint16_t port;
	int64_t started_ms; /* of the monotonic clock: time 0 of the source */
	uint64_t received, answered;
	/* faults */
	bool silent, duplicate, wrong_id, foreign, truncate, garbage;
	unsigned loss_percent;
	unsigned delay_ms;
	uint32_t dice; /* state of the generator */
};

/* Open the socket on 127.0.0.1 (port 0: any) and answer on the loop. False, with the
 * reason on stderr, when it cannot. The device and the agent's community and reply_max
 * are set already. */
bool endpoint_open(struct endpoint *, struct ev_loop *, uint16_t port);
void endpoint_close(struct endpoint *);
/* Close the socket, or open it again on its port. */
bool endpoint_refuse(struct endpoint *, bool refuse);
int64_t endpoint_now(const struct endpoint *); /* time of the source */

#endif

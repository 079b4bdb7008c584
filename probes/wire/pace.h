/*
 * pace: how many requests go to the devices of one subnet (IPv4 /24, IPv6 /64) at once.
 * A site hangs on a line that also carries what we watch: its devices are not to be
 * asked all together. Where answers come within PACE_NEAR_US the way is no such line,
 * and requests are not counted. Pure: now is the caller's monotonic milliseconds.
 */
#ifndef NOCTOP_WIRE_PACE_H
#define NOCTOP_WIRE_PACE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#define PACE_SUBNETS 1024 /* by a hash: of a thousand some share what one may have */
#define PACE_MS 10
#define PACE_MOST 64 /* in so many ms: 6,400 a second */
#define PACE_NEAR_US 10000
#define PACE_MEMORY_MS 60000

struct pace {
	struct {
		int64_t tick; /* in which they were counted */
		uint16_t n;
		/* the shortest round trips of this minute and the one before; 0 none */
		uint32_t minute, least_us, before_us;
	} subnet[PACE_SUBNETS];
};

uint16_t pace_subnet(const struct sockaddr *);
/* May one more go now? Then it is counted. */
bool pace_take(struct pace *, uint16_t subnet, int64_t now_ms);
/* Milliseconds until some more may go. */
int64_t pace_wait(int64_t now_ms);
/* An answer came after so long. */
void pace_rtt(struct pace *, uint16_t subnet, int64_t rtt_us, int64_t now_ms);

#endif

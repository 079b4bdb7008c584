/*
 * Ticks are the same for all subnets: what waits is let go by one timer. The shortest
 * round trip of a minute or two tells how far it is: others wait for busy agents, and
 * where we ask too fast.
 */
#include "probes/wire/pace.h"

#include <string.h>

uint16_t pace_subnet(const struct sockaddr *addr)
{
	uint64_t net;

	if (addr->sa_family == AF_INET6) {
		const struct sockaddr_in6 *v6 = (const void *)addr;

		memcpy(&net, &v6->sin6_addr, sizeof net);
		net *= UINT64_C(0x9e3779b97f4a7c15);
		return (uint16_t)(net >> 48) % PACE_SUBNETS;
	}
	const struct sockaddr_in *v4 = (const void *)addr;
	/* Neighbours have different places. */
	net = ntohl(v4->sin_addr.s_addr) >> 8;
	return (uint16_t)((net ^ net >> 10) % PACE_SUBNETS);
}

static bool is_near(uint32_t rtt_us)
{
	return rtt_us && rtt_us < PACE_NEAR_US;
}

bool pace_take(struct pace *p, uint16_t subnet, int64_t now_ms)
{
	int64_t tick = now_ms / PACE_MS;

	if (is_near(p->subnet[subnet].least_us) || is_near(p->subnet[subnet].before_us))
		return true;
	if (p->subnet[subnet].tick != tick) {
		p->subnet[subnet].tick = tick;
		p->subnet[subnet].n = 0;
	}
	if (p->subnet[subnet].n == PACE_MOST)
		return false;
	p->subnet[subnet].n++;
	return true;
}

int64_t pace_wait(int64_t now_ms)
{
	return PACE_MS - now_ms % PACE_MS;
}

void pace_rtt(struct pace *p, uint16_t subnet, int64_t rtt_us, int64_t now_ms)
{
	uint32_t minute = (uint32_t)(now_ms / PACE_MEMORY_MS);
	uint32_t rtt = rtt_us < UINT32_MAX ? (uint32_t)rtt_us : UINT32_MAX;
	uint32_t *least = &p->subnet[subnet].least_us;

	if (minute != p->subnet[subnet].minute) {
		p->subnet[subnet].minute = minute;
		p->subnet[subnet].before_us = *least;
		*least = 0;
	}
	if (!*least || rtt < *least)
		*least = rtt;
}

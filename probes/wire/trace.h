/*
 * trace: finds the way to a device by probes that die on it: UDP datagrams of small hop
 * limits to ports that nobody serves; who drops one says so (ICMP time exceeded, RFC
 * 792 and 4443), and the device itself that nobody is at that port. Read from the error
 * queue of a socket (ip(7), IP_RECVERR): it takes no rights.
 *
 * Only to devices of the configuration, one after the other: a probe each 50 ms, at
 * most two for each of TRAIL_HOPS distances; and a device again after five minutes, or,
 * where something happened to it since, after ten seconds.
 */
#ifndef NOCTOP_WIRE_TRACE_H
#define NOCTOP_WIRE_TRACE_H

#include <sys/socket.h>

#include "probes/model/trail.h"

#define TRACE_AGAIN_MS 300000
#define TRACE_NEWS_MS 10000
#define TRACE_QUEUE 16 /* devices that wait; of more nobody is told */

struct ev_loop;
struct trace;

/* The address of a device, NULL while it is not known. */
typedef const struct sockaddr_storage *trace_address(void *ctx, uint32_t dev);

struct trace *trace_open(struct ev_loop *, struct network *, trace_address *,
			 void *ctx);
void trace_close(struct trace *);
/* Find the way to a device, when its turn comes; into network_take_trail. news_ms: when
 * something happened to it, 0 nothing did. False: it is known, or on this host, or
 * too many wait. */
bool trace_want(struct trace *, dev_id, int64_t news_ms, int64_t now_ms);

#endif

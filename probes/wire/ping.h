/*
 * ping: ICMP echo to many targets (v4, v6), asynchronous, under libev: an unprivileged
 * datagram socket where the system allows it, else a raw socket held by the helper
 * noctop-ping (the only part with CAP_NET_RAW), else a reason and what to do about it.
 * Round trips come from the kernel's time stamps. A reply counts when it carries the
 * secret number of its request, once.
 */
#ifndef NOCTOP_WIRE_PING_H
#define NOCTOP_WIRE_PING_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

struct ev_loop;
struct ping;

#define PING_LOST (-1)	 /* no answer came in time, or there is no way there */
#define PING_UNSENT (-2) /* we could not send it: says nothing of the target */

/* target and cookie are the caller's. rtt_us is the round trip, PING_LOST or
 * PING_UNSENT. */
typedef void ping_done(void *ctx, uint32_t target, uint64_t cookie, int64_t rtt_us);

/* Waits at most a second for the helper, where one is needed. Open it before giving up
 * the right to gain privileges (PR_SET_NO_NEW_PRIVS), which the helper's file has. */
struct ping *ping_open(struct ev_loop *, ping_done *, void *ctx);
/* The same, by the helper at that path and nothing else. */
struct ping *ping_open_helper(struct ev_loop *, const char *path, ping_done *,
			      void *ctx);
void ping_close(struct ping *); /* done is not called any more */
/* NULL when ICMP works for that family, else one line saying why not and how to allow
 * it ("not permitted: setcap cap_net_raw+ep …"). Borrowed. */
const char *ping_problem(const struct ping *, int family);
/* Send one echo request and await its reply for timeout_us; done is called once, never
 * from inside this call. */
void ping_send(struct ping *, const struct sockaddr_storage *, uint32_t target,
	       uint64_t cookie, int64_t timeout_us);

#endif

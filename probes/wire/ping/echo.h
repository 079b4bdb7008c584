/*
 * echo: a socket for ICMP echo, datagram or raw, the same for noctop and its helper.
 * Does not block. Keeps nothing of what it sends: the request carries its own time.
 */
#ifndef NOCTOP_WIRE_PING_ECHO_H
#define NOCTOP_WIRE_PING_ECHO_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#define ECHO_BATCH 64

struct echo {
	int fd; /* -1: closed */
	int family;
	bool raw;
	uint16_t id; /* of raw sockets; the kernel chooses that of datagram sockets */
};
struct echo_reply {
	uint64_t nonce;
	int64_t rtt_us; /* by wall clocks: nonsense when one was set meanwhile */
	uint16_t seq;
};

/* Open one. 0, or errno (EACCES, EPERM: not permitted; EAFNOSUPPORT …). A raw socket
 * gets a filter that lets pass nothing but replies to its id. */
int echo_open(struct echo *, int family, bool raw);
void echo_close(struct echo *);
/* Send one request. 0, or errno. */
int echo_send(const struct echo *, const struct sockaddr_storage *, uint16_t seq,
	      uint64_t nonce);
/* What errno of echo_send says of us, not of the way there: no room, not now. */
bool echo_unsent(int error);
/* Receive at most ECHO_BATCH packets; *n is set to how many of them were our replies.
 * True when there may be more. */
bool echo_receive(const struct echo *, struct echo_reply out[ECHO_BATCH], unsigned *n);

#endif

/*
 * post: datagrams of agents on their way: at once or later, once or twice, from the
 * socket that was asked or from another, whose port nobody asked.
 */
#ifndef NOCTOP_TEST_POST_H
#define NOCTOP_TEST_POST_H

#include <ev.h>
#include <netinet/in.h>

#include "tests/agent/fault.h"

struct post {
	struct ev_loop *loop;
	int fd;	      /* -1: closed; what is due then is lost */
	int stranger; /* a second socket */
};

/* Send as the bits say (loss, delay, duplicate, foreign). from: the address to leave
 * from, host byte order; 0: the socket's. */
void post_send(struct post *, unsigned bits, uint32_t delay_ms, const uint8_t *bytes,
	       size_t len, const struct sockaddr_in *to, uint32_t from);

#endif

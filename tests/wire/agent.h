/*
 * Agents for tests: sockets on loopback under the test's own loop, which answer as the
 * test says. Real agents are tested too (snmpd.h); these can be wrong on purpose.
 */
#ifndef NOCTOP_TESTS_WIRE_AGENT_H
#define NOCTOP_TESTS_WIRE_AGENT_H

#include <ev.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "probes/ber/ber.h"

struct agent;
/* m: the request, taken apart. */
typedef void agent_asked(struct agent *, const struct ber_message *m);

struct agent {
	struct ev_loop *loop;
	ev_io readable;
	int fd;
	struct sockaddr_storage addr;
	struct sockaddr_storage asker; /* of the last request */
	agent_asked *asked;	       /* NULL: silent */
	unsigned requests;
	int32_t ids[8]; /* of the last requests, newest first */
	void *ctx;
};

/* Bound to a free port of host, a literal address. */
void agent_open(struct agent *, struct ev_loop *, const char *host, agent_asked *);
void agent_close(struct agent *);

/* Answers every name asked for with the number 42. */
void agent_answer(struct agent *, const struct ber_message *m);
/* The same with the message changed before; sent from fd. */
void agent_answer_from(int fd, const struct sockaddr_storage *to,
		       const struct ber_message *m);
/* Send bytes to the last asker. */
void agent_send(struct agent *, const void *, size_t n);

/* Turn the loop until *flag is at least n; fails the test when that takes 10 s. */
void run_until(struct ev_loop *, const unsigned *flag, unsigned n);

#endif

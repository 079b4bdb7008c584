/*
 * Puppets, agents for tests: sockets on loopback under the test's own loop, which
 * answer as the test says. Real agents are tested too (snmpd.h); these can be wrong on
 * purpose.
 */
#ifndef NOCTOP_TESTS_WIRE_PUPPET_H
#define NOCTOP_TESTS_WIRE_PUPPET_H

#include <ev.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "probes/ber/ber.h"

struct puppet;
/* m: the request, taken apart. */
typedef void puppet_asked(struct puppet *, const struct ber_message *m);
/* The request as bytes. */
typedef void puppet_heard(struct puppet *, const uint8_t *, size_t n);

struct puppet {
	struct ev_loop *loop;
	ev_io readable;
	int fd;
	struct sockaddr_storage addr;
	struct sockaddr_storage asker; /* of the last request */
	puppet_asked *asked;	       /* NULL: silent */
	puppet_heard *heard;	       /* when set, instead of asked */
	unsigned requests;
	int32_t ids[8]; /* of the last requests, newest first */
	void *ctx;
};

/* Bound to a free port of host, a literal address. */
void puppet_open(struct puppet *, struct ev_loop *, const char *host, puppet_asked *);
void puppet_close(struct puppet *);

/* Answers every name asked for with the number 42. */
void puppet_answer(struct puppet *, const struct ber_message *m);
/* The same with the message changed before; sent from fd. */
void puppet_answer_from(int fd, const struct sockaddr_storage *to,
			const struct ber_message *m);
/* Send bytes to the last asker. */
void puppet_send(struct puppet *, const void *, size_t n);

/* Turn the loop until *flag is at least n; fails the test when that takes 10 s. */
void run_until(struct ev_loop *, const unsigned *flag, unsigned n);

#endif

/*
 * What every test of the poller begins with: agents on loopback that serve recordings
 * made here, a network that is configured to ask them, and a loop.
 */
#ifndef NOCTOP_TESTS_WIRE_POLLED_H
#define NOCTOP_TESTS_WIRE_POLLED_H

#include "probes/wire/poll_private.h"
#include "tests/agent/endpoint.h"
#include "tests/agent/snmprec.h"

#define POLLED_DEVICES 10

struct polled {
	struct ev_loop *loop;
	struct buf conf;
	struct network net;
	struct inventory inv;
	struct poll *poll;
	struct snmprec rec[POLLED_DEVICES];
	struct endpoint agent[POLLED_DEVICES];
	unsigned n;
	unsigned news[POLLED_DEVICES];
	bool done; /* of a sweep */
};

/* A configuration that polls every second, with credentials v1, v2, wrong, and v3,
 * badkey and nobody for POLLED_USER of snmpd. */
#define POLLED_USER                                                                    \
	"createUser noc SHA-256 \"first secret\" AES \"second secret\"\nrouser noc"
int polled_set_up(void **state);
int polled_tear_down(void **state);

/* One more agent with so many interfaces, d0, d1 …, asked as auth says; more is put
 * into its section. */
struct endpoint *polled_agent(struct polled *, unsigned interfaces, const char *auth,
			      const char *more);
/* One more device without an agent of ours. */
/* This row of an agent's is that from now on: a line of a recording. */
void polled_set(struct polled *, unsigned agent, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void polled_device(struct polled *, const char *address, unsigned port,
		   const char *auth, const char *more);
/* Read the configuration and open the poller. */
void polled_open(struct polled *);
void polled_begin(struct polled *); /* and start polling */
/* All interfaces of a device of ours have the rates that their counters advance by. */
void polled_assert_rates(const struct polled *, const struct dev *);
/* Run until it holds; the test fails when it does not within half a minute. */
#define polled_until(p, condition)                                                     \
	do {                                                                           \
		int64_t until_ = clock_mono_ms() + 30000;                              \
		while (!(condition) && clock_mono_ms() < until_)                       \
			polled_turn(p);                                                \
		assert_true(condition);                                                \
	} while (0)
void polled_turn(struct polled *); /* the loop once, for at most 10 ms */

#endif

/* A flight is kept while its request is; times go into buckets of a 32nd each. */
#include "tests/bench/flights.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/wire/ask.h"

enum { FINE = 5, BUCKETS = 40 << FINE };

struct flight {
	struct flight *next; /* of those that are free */
	ask_take *take;
	ask_done *done;
	void *ctx;
	int64_t began_us;
};

static bool counting;
static struct flight *spare;
static uint64_t bucket[BUCKETS], flown, lost;

/* Powers of two, each in 32 parts. */
static unsigned bucket_of(uint64_t us)
{
	unsigned power = us < 32 ? 0 : 63 - (unsigned)__builtin_clzll(us) - FINE;
	unsigned i = (power << FINE) + (unsigned)(us >> power);
	return i < BUCKETS ? i : BUCKETS - 1;
}

static double bucket_ms(unsigned i)
{
	unsigned power = i < 64 ? 0 : (i >> FINE) - 1;
	return (double)((uint64_t)(i - (power << FINE)) << power) / 1e3;
}

static double percentile_ms(unsigned percent)
{
	uint64_t wanted = (flown * percent + 99) / 100, n = 0;
	for (unsigned i = 0; i < BUCKETS; i++)
		if ((n += bucket[i]) >= wanted)
			return bucket_ms(i);
	return 0;
}

void flights_count(void)
{
	counting = true;
}

void flights_begin(void)
{
	memset(bucket, 0, sizeof bucket);
	flown = lost = 0;
}

void flights_say(void)
{
	if (!counting)
		return;
	printf("\"pdu_p50_ms\":%.2f,\"pdu_p99_ms\":%.2f,\"pdus_lost\":%llu,",
	       percentile_ms(50), percentile_ms(99), (unsigned long long)lost);
}

static void on_done(void *ctx, const struct ask_reply *reply)
{
	struct flight *f = ctx;
	bucket[bucket_of((uint64_t)(clock_mono_us() - f->began_us))]++;
	flown++;
	lost += reply->result != ASK_OK;
	f->next = spare;
	spare = f;
	f->done(f->ctx, reply);
}

static bool on_take(void *ctx, const uint8_t *list, size_t n, uint32_t bytes)
{
	struct flight *f = ctx;
	return f->take(f->ctx, list, n, bytes);
}

static struct flight *flight_new(void)
{
	struct flight *f = spare;
	if (f)
		spare = f->next;
	else if (!(f = malloc(sizeof *f)))
		die("out of memory");
	return f;
}

uint64_t __real_ask_send(struct ask *, const struct ask_request *);
uint64_t __wrap_ask_send(struct ask *, const struct ask_request *);

uint64_t __wrap_ask_send(struct ask *a, const struct ask_request *wanted)
{
	struct ask_request request = *wanted;
	if (!counting)
		return __real_ask_send(a, wanted);
	struct flight *f = flight_new();
	*f = (struct flight){.take = wanted->take,
			     .done = wanted->done,
			     .ctx = wanted->ctx,
			     .began_us = clock_mono_us()};
	request.take = wanted->take ? on_take : NULL;
	request.done = on_done;
	request.ctx = f;
	uint64_t id = __real_ask_send(a, &request);
	if (id == 0) { /* it is not sent, and done is not called */
		f->next = spare;
		spare = f;
	}
	return id;
}

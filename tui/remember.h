/*
 * remember: the watch's side of the history: hands roll-ups to the journal, asks it for
 * what screens want to see, and every hour for what the past says of the present.
 * Nothing here waits.
 */
#ifndef NOCTOP_TUI_REMEMBER_H
#define NOCTOP_TUI_REMEMBER_H

#include "probes/journal/journal.h"

/* Places of roll-ups looked at in one turn of the loop, at least and at most; in
 * between as many as bring it round in a minute. */
#define REMEMBER_LEAST 1024
#define REMEMBER_MOST 65536

struct remember {
	struct network *net;
	struct journal *journal;
	struct recall *recall;
	struct rollup_walk walk;
	int64_t lesson_ms; /* when to learn next */
	unsigned lessons;
	uint64_t lost_told;
	int64_t told_ms;
	void (*came)(void *ctx); /* something a screen waits for */
	void *ctx;
};

void remember_open(struct remember *, struct network *, struct journal *,
		   void (*came)(void *ctx), void *ctx);
void remember_close(struct remember *);
/* Once a second. */
void remember_tick(struct remember *, int64_t now_ms);
/* Ask for what views want; after they were drawn. */
void remember_ask(struct remember *);
/* The last: what is gathered goes, as far as it is, within so many ms. */
void remember_finish(struct remember *, int timeout_ms);
/* The work of one turn, in places; for tests of its bound. */
uint32_t remember_places(const struct network *);

#endif

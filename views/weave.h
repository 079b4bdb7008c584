/*
 * weave: numbers put in order by a comparison, in steps. What came in order already
 * is a run, whatever its length; a round merges two runs after the other, until there
 * is one. Those of which neither stands before the other keep their places.
 */
#ifndef NOCTOP_VIEWS_WEAVE_H
#define NOCTOP_VIEWS_WEAVE_H

#include <stdbool.h>
#include <stdint.h>

/* Does b stand before a? */
typedef bool weave_before(const void *ctx, uint32_t b, uint32_t a);

/* Ready when zeroed. */
struct weave {
	uint32_t *id, *spare; /* once it is done: in order */
	uint32_t n, cap, spare_cap;
	uint32_t *run; /* where each run begins */
	uint32_t run_n, run_cap;
	/* in a round: the pair of runs, how far each is, and where the next goes */
	uint32_t pair, left, right, to;
};

/* None yet; the room stays. */
void weave_begin(struct weave *);
void weave_fini(struct weave *);
/* All, with the same comparison, before the first step. */
void weave_add(struct weave *, uint32_t id, weave_before *, const void *ctx);
/* Move at most budget of them; returns what is left of it. */
uint32_t weave_step(struct weave *, weave_before *, const void *ctx, uint32_t budget);
static inline bool weave_done(const struct weave *w)
{
	return w->run_n <= 1;
}

#endif

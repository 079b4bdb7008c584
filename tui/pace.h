/*
 * pace: when to draw what a key changed. Pure.
 *
 * The first key after quiet is answered at once: nobody waits for a burst that may not
 * come. What follows within PACE_US of the frame that it made is gathered, so that a
 * burst, a pasted line or a held key, costs a frame each PACE_US and not one each key.
 *
 * While somebody waits for a list, frames that nobody awaits (the clock went on,
 * others' rows changed) give way to the slices that make it, for PACE_YIELD_US at most.
 */
#ifndef NOCTOP_TUI_PACE_H
#define NOCTOP_TUI_PACE_H

#include <stdbool.h>
#include <stdint.h>

#define PACE_US 16000
#define PACE_YIELD_US 50000

struct pace {
	bool keyed;	  /* a key waits for its frame */
	int64_t quiet_us; /* monotonic: from then on a key is answered at once */
};

/* A key came. */
static inline void pace_key(struct pace *p)
{
	p->keyed = true;
}

/* How long a frame should wait; 0: none. What no key changed does not wait. */
static inline int64_t pace_wait_us(const struct pace *p, int64_t now_us)
{
	return p->keyed && p->quiet_us > now_us ? p->quiet_us - now_us : 0;
}

/* It is drawn. */
static inline void pace_drawn(struct pace *p, int64_t now_us)
{
	if (p->keyed)
		p->quiet_us = now_us + PACE_US;
	p->keyed = false;
}

/* How long they give way yet; since when is kept in *since_us, 0 at first. */
static inline int64_t pace_yield_us(int64_t *since_us, bool waits, int64_t now_us)
{
	int64_t left_us;

	if (!waits)
		*since_us = 0;
	else if (!*since_us)
		*since_us = now_us;
	left_us = waits ? *since_us + PACE_YIELD_US - now_us : 0;
	return left_us > 0 ? left_us : 0;
}

#endif

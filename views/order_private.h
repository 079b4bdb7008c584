/*
 * One order and how it is made, for order.c; who has which is in orders.c.
 */
#ifndef NOCTOP_VIEWS_ORDER_PRIVATE_H
#define NOCTOP_VIEWS_ORDER_PRIVATE_H

#include "views/digits.h"
#include "views/order.h"

struct order {
	struct order_spec spec;
	struct filter filter;
	int64_t made_ms, used_ms, begun_ms;
	uint64_t asked; /* a higher number was asked for later */
	uint32_t devs; /* there were when it began */
	bool ready;
	uint64_t generation; /* it is of; of what is noted */
	bool late;	     /* somebody was given it who needs a newer one */
	ref_id *ref;	     /* as published */
	uint32_t n, ref_cap;
	uint64_t edition; /* of these */

	uint32_t more; /* not ready: rows behind the first ones, which are published */
	bool uncounted; /* it is not known how many those are */
	uint8_t searched; /* percent; not ready: these are but the first found so far */
	uint32_t silent;  /* work of the scan since it showed something */
	struct may may; /* of a large one that is filtered: rows it may have */

	/* in the making; arrays have room for cap rows, or are not there */
	enum { ORDER_IDLE, ORDER_SCAN, ORDER_MERGE, ORDER_SORT, ORDER_PUBLISH } phase;
	struct merge merge; /* of what is noted, instead of: */
	struct digits digits;
	ref_id *next;
	uint32_t next_cap;
	uint32_t scanned, published, total;
	uint16_t given; /* terms of its filter that hold of all rows it may have */
	float *placed;			  /* key with which the i-th row was placed */
	uint32_t placed_n, placed_cap;
};

static inline bool order_is_large(const struct order *o)
{
	return o->total > ORDER_INLINE;
}

static inline bool order_is_noted(const struct order *o)
{
	return o->spec.source->note != NULL;
}

void order_free(struct order *);
/* Begin anew, from rows of another (NULL: all), and as old as that. */
void order_begin(struct order *, const struct scene *, const struct order *wide);
/* Show the first rows meanwhile, as they stand in another order of the same that has
 * all of them; none where so much work does not find enough. Returns what is left of
 * it. */
uint32_t order_preview(struct order *, const struct scene *, const struct order *like,
		       uint32_t budget);
/* Work until done or the budget is spent; returns what is left of it. */
uint32_t order_work(struct order *, const struct scene *, uint32_t budget);
/* Names have no rank yet. */
bool order_waits(const struct order *, const struct scene *);
/* Terms of its filter that hold of all rows of another; which those are is known once
 * it was looked through. */
uint16_t order_given(const struct order *, const struct order *wide);

#endif

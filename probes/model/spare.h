/*
 * spare: over how many neighbours there is a way from the watch to each device, by the
 * links that there are, and over how many now that some of them are down. A device that
 * had two and has one left has lost its redundancy: the next fault takes it. Pure;
 * worked out in slices beside the graph of ways.h, whose neighbours these are.
 *
 * A link is dead when an end of it is down or vanished, or the device there is silent.
 * Parallel links to one neighbour are one way: what a bundle loses is told of by
 * itself.
 */
#ifndef NOCTOP_MODEL_SPARE_H
#define NOCTOP_MODEL_SPARE_H

#include "probes/model/ways.h"

struct spare {
	uint32_t had, left; /* neighbours over which there is a way; 0 not known */
	uint32_t edge;	    /* a way of its own that is dead, see ways_link; NONE: what
			       failed is farther away, or nothing did */
	dev_id from;	    /* the device there; NONE: a stranger */
	bool silent;	    /* that one is */
};
void ways_spare(const struct network *, dev_id, struct spare *);
/* It had two ways and has one left. */
static inline bool spare_lost(const struct spare *s)
{
	return s->had > 1 && s->left == 1;
}
/* Where that is to be told: at the device whose own link failed, at one end of it (of
 * two that lost it thereby the one farther from the watch), and not where a silent
 * device says all. */
bool spare_tells(const struct network *, dev_id, const struct spare *);
/* Devices next to this one that lost it because this one is silent. */
uint32_t spare_around(const struct network *, dev_id);

/* Inside of the model, for ways.c: work on, about budget items; true: more is left. */
struct spares;
bool spare_step(const struct network *, struct spares **, uint32_t budget);
void spare_free(struct spares *);

#endif

/*
 * explain: where the numbers of a thing come from: which objects were asked, what they
 * said at the last two answers, how that became what is shown, how old it is, and which
 * rules judge it.
 *
 * The raw readings of the last answer are in the model; those before it are kept here
 * from when the view is opened on.
 */
#ifndef NOCTOP_VIEWS_EXPLAIN_H
#define NOCTOP_VIEWS_EXPLAIN_H

#include "probes/model/network.h"
#include "views/prose.h"
#include "views/thing.h"

/* Raw readings of an interface as one answer brought them. */
struct explain_reading {
	int64_t at_ms; /* 0: none yet */
	struct agent_clock clock;
	struct if_kept raw;
};
struct explain {
	struct thing of;
	struct explain_reading old, now;
};

/* "20:16:16"; of another day "6 Nov 20:16:16"; "-" for 0. */
#define EXPLAIN_MOMENT 48
char *explain_moment(char out[EXPLAIN_MOMENT], const struct scene *,
		     const struct zone *, int64_t at_ms);

/* explain_if.c, explain_dev.c: what is said of each. */
void explain_if(struct prose *, const struct scene *, const struct zone *,
		const struct explain *, dev_id, if_id);
void explain_dev(struct prose *, const struct scene *, const struct zone *, dev_id);
/* explain_next.c: what a device is, and by which profile it is read; its redundancy,
 * peers and neighbours; its parts. */
void explain_make(struct prose *, const struct scene *, dev_id);
void explain_next(struct prose *, const struct scene *, const struct zone *, dev_id);
void explain_parts(struct prose *, const struct scene *, dev_id);

#endif

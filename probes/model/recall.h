/*
 * recall: ranges of the history that somebody looks at. A view wants one and draws what
 * is there; the watch asks the journal for what is wished for and puts it here when it
 * comes. Bounded: a range nobody looked at lately makes room for one that is.
 */
#ifndef NOCTOP_MODEL_RECALL_H
#define NOCTOP_MODEL_RECALL_H

#include "probes/model/rollup.h"

enum recall_range {
	RECALL_DAY,  /* 24 h by slots of five minutes */
	RECALL_MONTH /* 30 days by hour */
};
#define RECALL_DAY_SLOTS 288
#define RECALL_MONTH_SLOTS 720
#define RECALL_MAX RECALL_MONTH_SLOTS

/* One value of one thing over a range, oldest slot first. */
struct recalled {
	uint32_t first; /* number of the first slot, counted from 1970 */
	uint32_t n;
	float mean[RECALL_MAX], extreme[RECALL_MAX]; /* NAN: nothing measured */
	uint8_t cover[RECALL_MAX];		     /* of ROLLUP_WHOLE */
	/* In and out alone: the 95th percentile of five-minute means, NAN none, of how
	 * many: over the range, and from the first of this month (UTC) on. */
	float p95, month_p95;
	uint32_t p95_of, month_of;
};
uint32_t recall_slot_s(enum recall_range);
uint32_t recall_slots(enum recall_range);

enum recall_state {
	RECALL_ASKING, /* comes */
	RECALL_HERE,
	RECALL_FAILED /* the journal cannot be asked just now */
};

struct recall_wish {
	uint32_t id; /* to name it by when it comes */
	const char *name, *entity;
	enum rollup_kind kind;
	enum recall_range range;
};

struct recall;
struct recall *recall_open(void);
void recall_close(struct recall *);
/* What is there of it, NULL nothing yet; asked for when there is nothing or it is older
 * than a minute. NULL for a book gives RECALL_FAILED. */
const struct recalled *recall_want(struct recall *, const char *name,
				   const char *entity, enum rollup_kind,
				   enum recall_range, int64_t now_ms,
				   enum recall_state *);
/* The next that is to be asked for; false none. */
bool recall_next(struct recall *, struct recall_wish *);
/* It came; NULL: it will not. */
void recall_take(struct recall *, uint32_t id, const struct recalled *);

#endif

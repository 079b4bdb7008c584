/*
 * order: long lists of devices and interfaces, filtered and sorted in slices, each
 * shared by all who look at it the same way. Until a new one is ready there is none
 * ("sorting"), or the last one; its first rows are there as soon as all were looked at,
 * before they are sorted, or at once if they are near the top of a list that stands as
 * it will; what a filter that takes long has found is seen meanwhile ("searching"). Who
 * waits for a new one comes before what is only to be renewed; large ones are renewed
 * the seldomer the more of them there are.
 *
 * Where rows are noted, not keyed, they are merged (see merge.h): alerts, which are in
 * groups with a line before each but the first. Their list is of now while they are
 * few, and else as soon as may be behind what changed.
 *
 * A row changes its place only when its key moved by more than ORDER_STICKY points
 * since it was last placed: rows that are as good as equal do not dance. For the same
 * reason those of a large list whose keys differ by less than 1/2048 stand by ref, but
 * for columns that are exact.
 */
#ifndef NOCTOP_VIEWS_ORDER_H
#define NOCTOP_VIEWS_ORDER_H

#include "views/column.h"
#include "views/list.h"
#include "views/may.h"
#include "views/merge.h"

#define ORDER_STICKY 2.0
#define ORDER_SMALL 1024 /* so many rows are always of now */
#define ORDER_INLINE                                                                   \
	16384 /* rows of work done at once when first drawn: enough for these          \
	       */

/* So much work of a filter is a blink, some 30 ms: more than words take in half a
 * million rows, less than patterns may. */
#define ORDER_BLINK 524288

#define ORDERS_MAKING 4 /* large ones at a time: each holds room to be sorted in */

struct order_spec;

/* Where rows come from. Keys are in points of a hundred; the biggest is first, equal
 * ones stand by ref. */
struct order_source {
	uint32_t work; /* to look at a row is as much as at so many interfaces; 0: 1 */
	/* rows to look at, and the i-th (0: nothing there) */
	uint32_t (*total)(const struct scene *, const struct order_spec *);
	ref_id (*at)(const struct scene *, const struct order_spec *, uint32_t i);
	bool (*member)(const struct scene *, ref_id, const struct order_spec *);
	/* Instead of these two, of very many: which of the rows from `from` on, those
	 * of bits, are members, and the ref of each of them. */
	uint64_t (*members)(const struct scene *, const struct order_spec *,
			    uint32_t from, uint64_t bits, ref_id ref[MAY_WORD]);
	/* of a row, into those of the row before, see filter_facts.of */
	void (*facts)(const struct scene *, ref_id, struct filter_facts *);
	double (*key)(const struct scene *, ref_id); /* of the usual order */
	/* Instead of a key: by what it stands where it does, and in which group. */
	struct merge_row (*note)(const struct scene *, ref_id);
	ref_id (*line)(uint32_t group, uint32_t members); /* before it; 0 none */
	/* the list is of this one */
	uint64_t (*generation)(const struct scene *, const struct order_spec *);
};

struct order_spec {
	const struct order_source *source;
	const struct column *by; /* NULL: the usual order */
	bool reverse;
	struct limited limit;
	enum show show;
	bool hidden; /* alerts that a cause hides, too */
	struct thing scope; /* kind THING_NONE: all */
	int64_t span_ms; /* of events: no older ones; 0 any */
	char filter[FILTER_SIZE];
};

struct orders {
	struct order **row;
	uint32_t n, cap, turn;
	uint64_t asked; /* orders so far */
	uint64_t answered; /* as often one of them had something new to show */
};

void orders_fini(struct orders *);
/* The rows for spec as they stand; small ones are brought up to date first, new ones
 * begun. */
struct rows orders_get(struct orders *, const struct scene *,
		       const struct order_spec *);
/* Somebody waits for one, or for all of it. */
bool orders_awaited(const struct orders *, const struct scene *);
/* Large ones in the making. */
uint32_t orders_making(const struct orders *);
/* Work on what is waited for, at most budget rows; what is left of the budget. */
uint32_t orders_hurry(struct orders *, const struct scene *, uint32_t budget);
/* Then on what is looked at. */
uint32_t orders_step(struct orders *, const struct scene *, uint32_t budget);

#endif

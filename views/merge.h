/*
 * merge: rows of a list whose order takes more than one number, sorted in steps. Of
 * each is noted what it is sorted by, so that nothing is looked up to compare two, and
 * what changes meanwhile does no harm. Rows that come in order already are merged in
 * one go, others by as many rounds as the runs among them take to become one.
 */
#ifndef NOCTOP_VIEWS_MERGE_H
#define NOCTOP_VIEWS_MERGE_H

#include "probes/base/buf.h"
#include "views/column.h"

#define MERGE_GROUPS 4

struct merge_row {
	ref_id ref;	 /* of equal ones the higher stands first */
	uint8_t group;	 /* the lowest first, whatever else */
	double number;	 /* then by a column, as column_sort() has it; NAN unknown */
	uint32_t text;	 /* where it stands in texts; 0 none */
	uint64_t first;	 /* then these, the lowest first */
	int64_t then;
};

/* Ready when zeroed. */
struct merge {
	bool by, reverse; /* of the column */
	struct merge_row *row, *spare;
	uint32_t n, cap, spare_cap;
	uint32_t group[MERGE_GROUPS]; /* rows of each */
	struct buf texts;
	uint32_t *run; /* where each run begins */
	uint32_t run_n, run_cap;
	/* in a round: the pair of runs, how far each is, and where the next row goes */
	uint32_t pair, left, right, to;
};

void merge_begin(struct merge *);
void merge_fini(struct merge *);
/* Note a row with what the column (NULL: none) has of it; ref, group, first and then
 * are filled in. */
void merge_add(struct merge *, const struct scene *, const struct column *,
	       struct merge_row);
/* At most budget rows of work; returns what is left of it. Done when there is one
 * run. */
uint32_t merge_step(struct merge *, uint32_t budget);
static inline bool merge_done(const struct merge *m)
{
	return m->run_n <= 1;
}

#endif

/*
 * merge: rows of a list whose order takes more than one number, sorted in steps. Of
 * each is noted what it is sorted by, so that nothing is looked up to compare two, and
 * what changes meanwhile does no harm. Texts are put in order first, each once, and
 * are numbers from then on.
 */
#ifndef NOCTOP_VIEWS_MERGE_H
#define NOCTOP_VIEWS_MERGE_H

#include "probes/base/arena.h"
#include "views/column.h"
#include "views/weave.h"

#define MERGE_GROUPS 4

struct merge_row {
	ref_id ref;	 /* of equal ones the higher stands first */
	uint8_t group;	 /* the lowest first, whatever else */
	double number;	 /* then by a column, as column_sort() has it; NAN unknown */
	uint32_t text;	 /* instead: from 1 on, of texts; 0 none */
	uint64_t first;	 /* then these, the lowest first */
	int64_t then;
};

/* Ready when zeroed. */
struct merge {
	bool by, reverse; /* of the column */
	struct merge_row *row;
	uint32_t n, cap;
	uint32_t group[MERGE_GROUPS]; /* rows of each */
	struct merge_texts {
		const char **text;
		uint32_t *place; /* in their order, from 1 on */
		uint32_t n, cap, placed, place_cap;
		struct weave order;
		struct strmap number;
		struct arena arena;
	} texts;
	struct weave order; /* of rows, those that are on their way into it */
};

void merge_begin(struct merge *);
void merge_fini(struct merge *);
/* Note a row with what the column (NULL: none) has of it; ref, group, first and then
 * are filled in. */
void merge_add(struct merge *, const struct scene *, const struct column *,
	       struct merge_row);
/* At most budget rows of work; returns what is left of it. */
uint32_t merge_step(struct merge *, uint32_t budget);
static inline bool merge_done(const struct merge *m)
{
	return m->order.n == m->n && weave_done(&m->order);
}
/* Once it is done: the i-th. */
static inline const struct merge_row *merge_at(const struct merge *m, uint32_t i)
{
	return &m->row[m->order.id[i]];
}

#endif

/*
 * Room is not cleared: nobody touches it before its turn, and clearing megabytes at
 * once would be a long slice.
 */
#include "views/digits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"

static struct digit_row *room(struct digit_row *rows, uint32_t n)
{
	rows = realloc(rows, (n ? n : 1) * sizeof *rows);
	if (!rows)
		die("out of memory");
	return rows;
}

void digits_begin(struct digits *d, uint32_t most)
{
	if (!d->places)
		d->places = malloc(PASSES * sizeof *d->places);
	if (!d->places)
		die("out of memory");
	memset(d->places, 0, PASSES * sizeof *d->places);
	if (most > d->cap) {
		d->cap = most;
		d->row = room(d->row, most);
		d->spare = room(d->spare, most);
	}
	d->n = d->moved = d->first_n = 0;
	d->by_ref = true;
	d->counted = false;
}

void digits_fini(struct digits *d)
{
	free(d->row);
	free(d->spare);
	free(d->places);
	*d = (struct digits){0};
}

/* The bits of a float grow with it, but for negative ones. What is no number is
 * last. */
static uint32_t rank_of(float key)
{
	uint32_t bits;

	key += 0.0F; /* there is one zero */
	memcpy(&bits, &key, sizeof bits);
	if (isnan(key))
		return UINT32_MAX;
	return bits & 0x80000000 ? bits : ~bits & 0x7fffffff;
}

static unsigned digit_of(const struct digit_row *row, unsigned pass)
{
	uint64_t number = pass < REF_PASSES ? row->ref : row->rank;

	pass -= pass < REF_PASSES ? 0 : REF_PASSES;
	return (unsigned)(number >> pass * DIGIT_BITS) & (DIGITS - 1);
}

/* --- the first ----------------------------------------------------------------------
 */

/* As they will stand. */
static bool stands_before(const struct digits *d, const struct digit_row *a,
			  const struct digit_row *b)
{
	unsigned unseen = d->coarse ? DIGIT_BITS : 0;

	if (a->rank >> unseen != b->rank >> unseen)
		return a->rank < b->rank;
	return a->ref < b->ref;
}

/* Into the heap of n rows, at or below place i, which is free. */
static void sink(const struct digits *d, struct digit_row *heap, uint32_t n, uint32_t i,
		 struct digit_row row)
{
	uint32_t below;

	while ((below = 2 * i + 1) < n) {
		below += below + 1 < n &&
			 stands_before(d, &heap[below], &heap[below + 1]);
		if (!stands_before(d, &row, &heap[below]))
			break;
		heap[i] = heap[below];
		i = below;
	}
	heap[i] = row;
}

static void rise(const struct digits *d, struct digit_row *heap, uint32_t i,
		 struct digit_row row)
{
	for (; i > 0 && stands_before(d, &heap[(i - 1) / 2], &row); i = (i - 1) / 2)
		heap[i] = heap[(i - 1) / 2];
	heap[i] = row;
}

static void see_first(struct digits *d, const struct digit_row *row)
{
	if (d->first_n < DIGITS_FIRST)
		rise(d, d->first, d->first_n++, *row);
	else if (stands_before(d, row, &d->first[0]))
		sink(d, d->first, DIGITS_FIRST, 0, *row);
}

uint32_t digits_first(const struct digits *d, ref_id out[DIGITS_FIRST])
{
	struct digit_row heap[DIGITS_FIRST];

	memcpy(heap, d->first, sizeof heap);
	for (uint32_t n = d->first_n; n > 0; n--) {
		out[n - 1] = heap[0].ref;
		sink(d, heap, n - 1, 0, heap[n - 1]);
	}
	return d->first_n;
}

/* --- digits --------------------------------------------------------------------------
 */

void digits_add(struct digits *d, float key, ref_id ref)
{
	struct digit_row *row = &d->row[d->n++];

	if (d->n > 1 && row[-1].ref > ref)
		d->by_ref = false;
	*row = (struct digit_row){rank_of(key), ref};
	for (unsigned pass = REF_PASSES + d->coarse; pass < PASSES; pass++)
		d->places[pass][digit_of(row, pass)]++;
	see_first(d, row);
}

/* A digit that all rows have alike moves none. The last digit of a key are the lower
 * bits of a float: a third of the work, for what nobody sees in a large list. */
static bool is_idle(const struct digits *d, unsigned pass)
{
	return (pass == REF_PASSES && d->coarse) ||
	       d->places[pass][digit_of(&d->row[0], pass)] == d->n;
}

static void begin_pass(struct digits *d, unsigned pass)
{
	uint32_t at = 0;

	while (pass < PASSES && d->n > 0 && is_idle(d, pass))
		pass++;
	d->pass = d->n > 0 ? pass : PASSES;
	d->moved = 0;
	for (unsigned i = 0; d->pass < PASSES && i < DIGITS; i++) {
		uint32_t n = d->places[pass][i];

		d->places[pass][i] = at;
		at += n;
	}
}

/* Where rows did not come in the order of their refs, those have digits, too. */
void digits_sort(struct digits *d)
{
	d->moved = 0;
	d->counted = d->by_ref || d->n == 0;
	if (d->counted)
		begin_pass(d, REF_PASSES);
}

bool digits_done(const struct digits *d)
{
	return d->counted && d->pass == PASSES;
}

/* The next n rows that are left of this pass, at most. */
static uint32_t take(struct digits *d, uint32_t n, const struct digit_row **row)
{
	*row = &d->row[d->moved];
	if (n > d->n - d->moved)
		n = d->n - d->moved;
	d->moved += n;
	return n;
}

static uint32_t count_some(struct digits *d, uint32_t budget)
{
	const struct digit_row *row;
	uint32_t n = take(d, budget, &row);

	for (unsigned pass = 0; pass < REF_PASSES; pass++)
		for (uint32_t i = 0; i < n; i++)
			d->places[pass][digit_of(&row[i], pass)]++;
	if (d->moved == d->n) {
		d->counted = true;
		begin_pass(d, 0);
	}
	return budget - n;
}

/* The next rows go to their places in this pass. */
static uint32_t move_some(struct digits *d, uint32_t budget)
{
	uint32_t *place = d->places[d->pass];
	unsigned pass = d->pass;
	struct digit_row *to = d->spare;
	const struct digit_row *row;
	uint32_t n = take(d, budget, &row);

	for (uint32_t i = 0; i < n; i++)
		to[place[digit_of(&row[i], pass)]++] = row[i];
	if (d->moved == d->n) {
		d->spare = d->row;
		d->row = to;
		begin_pass(d, pass + 1);
	}
	return budget - n;
}

uint32_t digits_step(struct digits *d, uint32_t budget)
{
	while (budget > 0 && !digits_done(d))
		budget = d->counted ? move_some(d, budget) : count_some(d, budget);
	return budget;
}

/*
 * An order is made in phases that can stop after any row: a scan, which filters and
 * notes a key for each row, a sort, and a copy, which then replaces the last order
 * whole. Numbers are sorted by their digits, from the last one on, each pass keeping the
 * order of the one before: half a million rows are moved three times or so, and not
 * compared at all. Texts have their rank for a number. Orders nobody has drawn for a
 * while are forgotten, those that an operator typed past at once.
 *
 * Half a million rows are megabytes: the copy is made into the array that the last pass
 * read from, and of a large list there is between two orders but the one that is shown.
 * Small ones keep their memory.
 */
#include "views/order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "views/view.h"

#define FORGET_MS 30000
#define FORGET_LARGE_MS 3000 /* of a large one that was only typed past */
#define REFRESH_MS 1000	      /* of a small list */
#define REFRESH_LARGE_MS 5000 /* of large ones: sorting them is work */
#define AGAIN_MS 200	      /* of large ones that changed: not sooner */
#define NOTE_ROWS 4	      /* to note a row is as much work as so many */
#define REFRESH_ROWS 3000000  /* of all of them in that time */

#define DIGIT_BITS 11
#define DIGITS (1u << DIGIT_BITS)
#define REF_PASSES 6 /* of 64 bits; these first, for equal keys stand by ref */
#define PASSES (REF_PASSES + 3)

struct sort_row {
	uint32_t rank; /* of its key: the biggest has the lowest */
	ref_id ref;
} __attribute__((packed, aligned(4)));

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

	/* in the making; arrays have room for cap rows, or are not there */
	enum { IDLE, SCAN, COUNT, SORT, MERGE, PUBLISH } phase;
	struct merge merge; /* of what is noted, instead of all of this: */
	struct sort_row *row, *spare;
	ref_id *next; /* in the room of spare */
	uint32_t row_n, cap;
	uint32_t scanned, published, total;
	bool by_ref; /* they come so */
	uint32_t (*places)[DIGITS];	  /* rows with a digit, then where the next goes */
	unsigned pass;
	uint32_t moved; /* in it */
	float *placed;			  /* key with which the i-th row was placed */
	uint32_t placed_n, placed_cap;
};

static void order_free(struct order *o)
{
	free(o->ref);
	free(o->row);
	free(o->spare);
	free(o->placed);
	free(o->places);
	merge_fini(&o->merge);
	free(o);
}

void orders_fini(struct orders *all)
{
	for (uint32_t i = 0; i < all->n; i++)
		order_free(all->row[i]);
	free(all->row);
	*all = (struct orders){0};
}

/* --- scan ----------------------------------------------------------------------------
 */

/* Room for n elements that nobody touches before their turn: clearing megabytes at once
 * would be a long slice. */
static void *room(void *array, uint32_t n, size_t size)
{
	array = realloc(array, (n ? n : 1) * size);
	if (!array)
		die("out of memory");
	return array;
}

/* Filtered anew, a large one has no memory of where its rows were. */
static bool remembers(const struct order *o)
{
	return o->filter.n == 0 || o->total <= ORDER_INLINE;
}

static void make_room(struct order *o, uint32_t n)
{
	if (n > o->placed_cap && remembers(o)) {
		o->placed_cap = n + n / 4;
		o->placed = room(o->placed, o->placed_cap, sizeof *o->placed);
	}
	if (n > o->cap) {
		o->cap = n > ORDER_INLINE ? n : n + n / 4;
		o->row = room(o->row, o->cap, sizeof *o->row);
		o->spare = room(o->spare, o->cap, sizeof *o->spare);
	} else if (!o->spare) {
		o->spare = room(NULL, o->cap, sizeof *o->spare);
	}
}

static bool is_noted(const struct order *o)
{
	return o->spec.source->note != NULL;
}

static void begin_merge(struct order *o, const struct scene *s)
{
	merge_begin(&o->merge);
	o->merge.reverse = o->spec.reverse;
	o->generation = o->spec.source->generation(s);
}

static void begin(struct order *o, const struct scene *s)
{
	o->begun_ms = s->now_ms;
	o->devs = s->net->dev_n;
	o->phase = SCAN;
	o->scanned = o->row_n = o->published = 0;
	o->by_ref = true;
	o->total = o->spec.source->total(s, &o->spec);
	if (is_noted(o)) {
		begin_merge(o, s);
		return;
	}
	memset(o->places, 0, PASSES * sizeof *o->places);
	make_room(o, o->total);
}

static bool wanted(const struct order *o, const struct scene *s, ref_id ref,
		   struct filter_facts *facts)
{
	if (!o->spec.source->member(s, ref, &o->spec))
		return false;
	if (o->filter.n == 0)
		return true;
	o->spec.source->facts(s, ref, facts);
	return filter_match(&o->filter, facts);
}

/* The bits of a float grow with it, but for negative ones. What is no number is last. */
static uint32_t rank_of(float key)
{
	uint32_t bits;

	key += 0.0F; /* there is one zero */
	memcpy(&bits, &key, sizeof bits);
	if (isnan(key))
		return UINT32_MAX;
	return bits & 0x80000000 ? bits : ~bits & 0x7fffffff;
}

static unsigned digit_of(const struct sort_row *row, unsigned pass)
{
	uint64_t number = pass < REF_PASSES ? row->ref : row->rank;

	pass -= pass < REF_PASSES ? 0 : REF_PASSES;
	return (unsigned)(number >> pass * DIGIT_BITS) & (DIGITS - 1);
}

static void add_row(struct order *o, float key, ref_id ref)
{
	struct sort_row *row = &o->row[o->row_n++];

	if (o->row_n > 1 && row[-1].ref > ref)
		o->by_ref = false;
	*row = (struct sort_row){rank_of(o->spec.reverse ? -key : key), ref};
	for (unsigned pass = REF_PASSES; pass < PASSES; pass++)
		o->places[pass][digit_of(row, pass)]++;
}

static double key_of(const struct order *o, const struct scene *s, ref_id ref)
{
	return o->spec.by ? column_key(o->spec.by, s, ref)
			  : o->spec.source->key(s, ref);
}

static bool is_exact(const struct order *o)
{
	return o->spec.by && o->spec.by->exact;
}

/* What tells a key apart from that with which its row was placed. */
static bool moved(const struct order *o, float key, float placed)
{
	double sticky = is_exact(o) ? 0 : ORDER_STICKY;

	return !(fabsf(key - placed) <= (float)sticky);
}

static void scan_one(struct order *o, const struct scene *s, struct filter_facts *facts)
{
	uint32_t i = o->scanned++;
	ref_id ref = o->spec.source->at(s, &o->spec, i);
	float key;

	if (i == o->placed_n && remembers(o) && !is_noted(o))
		o->placed[o->placed_n++] = NAN;
	if (ref == 0 || !wanted(o, s, ref, facts))
		return;
	if (is_noted(o)) {
		merge_add(&o->merge, s, o->spec.by, o->spec.source->note(s, ref));
		return;
	}
	key = (float)key_of(o, s, ref);
	if (remembers(o)) {
		if (moved(o, key, o->placed[i]))
			o->placed[i] = key;
		key = o->placed[i];
	}
	add_row(o, key, ref);
}

static void swap_rows(struct order *o)
{
	struct sort_row *swap = o->row;

	o->row = o->spare;
	o->spare = swap;
}

/* --- sort by digits ------------------------------------------------------------------
 */

/* A digit that all rows have alike moves none. The last digit of a key are the lower bits
 * of a float: a third of the work, for what nobody sees in a large list. */
static bool is_idle(const struct order *o, unsigned pass)
{
	return (pass == REF_PASSES && o->total > ORDER_INLINE && !is_exact(o)) ||
	       o->places[pass][digit_of(&o->row[0], pass)] == o->row_n;
}

static void begin_pass(struct order *o, unsigned pass)
{
	uint32_t at = 0;

	while (pass < PASSES && o->row_n > 0 && is_idle(o, pass))
		pass++;
	o->pass = o->row_n > 0 ? pass : PASSES;
	o->moved = 0;
	for (unsigned i = 0; o->pass < PASSES && i < DIGITS; i++) {
		uint32_t n = o->places[pass][i];

		o->places[pass][i] = at;
		at += n;
	}
}

/* Where rows did not come in the order of their refs, those have digits, too. */
static void begin_sort(struct order *o)
{
	if (is_noted(o)) {
		o->phase = MERGE;
		return;
	}
	o->phase = o->by_ref || o->row_n == 0 ? SORT : COUNT;
	o->moved = 0;
	if (o->phase == SORT)
		begin_pass(o, o->by_ref ? REF_PASSES : 0);
}

/* The next n rows that are left of this pass, at most. */
static uint32_t take(struct order *o, uint32_t n, const struct sort_row **row)
{
	*row = &o->row[o->moved];
	if (n > o->row_n - o->moved)
		n = o->row_n - o->moved;
	o->moved += n;
	return n;
}

static uint32_t count_some(struct order *o, uint32_t budget)
{
	const struct sort_row *row;
	uint32_t n = take(o, budget, &row);

	for (unsigned pass = 0; pass < REF_PASSES; pass++)
		for (uint32_t i = 0; i < n; i++)
			o->places[pass][digit_of(&row[i], pass)]++;
	if (o->moved == o->row_n) {
		o->phase = SORT;
		begin_pass(o, 0);
	}
	return budget - n;
}

/* The next rows go to their places in this pass. */
static uint32_t move_some(struct order *o, uint32_t budget)
{
	uint32_t *place = o->places[o->pass];
	unsigned pass = o->pass;
	struct sort_row *to = o->spare;
	const struct sort_row *row;
	uint32_t n = take(o, budget, &row);

	for (uint32_t i = 0; i < n; i++)
		to[place[digit_of(&row[i], pass)]++] = row[i];
	if (o->moved == o->row_n) {
		swap_rows(o);
		begin_pass(o, pass + 1);
	}
	return budget - n;
}

/* The rows that were shown go, or become room for the next ones. */
static void show_next(struct order *o)
{
	ref_id *was = o->ref;
	bool large = o->cap > ORDER_INLINE;

	o->ref = o->next;
	o->spare = NULL;
	if (!large && o->ref_cap == o->cap)
		o->spare = (struct sort_row *)(void *)was;
	else
		free(was);
	o->ref_cap = o->cap;
	if (!large)
		return;
	o->ref = room(o->ref, o->row_n, sizeof *o->ref);
	free(o->row);
	o->row = NULL;
	o->cap = 0;
}

/* The next rows into the list that will be shown, then that list instead of the last. */
static uint32_t publish_some(struct order *o, uint32_t budget)
{
	uint32_t left = o->row_n - o->published, n = left < budget ? left : budget;
	const struct sort_row *row = o->row + o->published;
	ref_id *to;

	o->next = (ref_id *)(void *)o->spare;
	to = o->next + o->published;
	for (uint32_t i = 0; i < n; i++)
		to[i] = row[i].ref;
	o->published += n;
	if (n == left) {
		show_next(o);
		o->n = o->row_n;
		o->ready = true;
		o->phase = IDLE;
	}
	return budget - n;
}

/* The rows between the lines of their groups; they are few enough to be copied at once. */
static void publish_merged(struct order *o)
{
	const struct merge *m = &o->merge;
	uint8_t group = MERGE_GROUPS;

	TABLE_GROW(o->ref, o->ref_cap, m->n + MERGE_GROUPS);
	o->n = 0;
	for (uint32_t i = 0; i < m->n; i++) {
		if (m->row[i].group != group) {
			group = m->row[i].group;
			o->ref[o->n] = o->spec.source->line(group, m->group[group]);
			o->n += o->ref[o->n] != 0;
		}
		o->ref[o->n++] = m->row[i].ref;
	}
	o->ready = true;
	o->late = false;
	o->phase = IDLE;
	if (m->n > ORDER_SMALL)
		merge_fini(&o->merge);
}

static uint32_t merge_some(struct order *o, uint32_t budget)
{
	budget = merge_step(&o->merge, budget);
	if (merge_done(&o->merge))
		publish_merged(o);
	return budget;
}

static uint32_t scan_some(struct order *o, const struct scene *s, uint32_t budget,
			  struct filter_facts *facts)
{
	uint32_t each = is_noted(o) ? NOTE_ROWS : 1;

	for (; budget > 0 && o->scanned < o->total; budget -= budget < each ? budget : each)
		scan_one(o, s, facts);
	if (o->scanned == o->total)
		begin_sort(o);
	return budget;
}

/* Names have no rank yet. */
static bool waits(const struct order *o, const struct scene *s)
{
	return o->phase == SCAN && o->scanned == 0 && o->spec.by &&
	       o->spec.by->ranked && !s->views->ranks.ready;
}

/* Work until done or the budget is spent; returns what is left of it. */
static uint32_t work(struct order *o, const struct scene *s, uint32_t budget)
{
	struct filter_facts facts;

	filter_facts_init(&facts);
	facts.numbers = o->filter.numbers;
	while (budget > 0 && o->phase != IDLE && !waits(o, s)) {
		if (o->phase == SCAN)
			budget = scan_some(o, s, budget, &facts);
		else if (o->phase == COUNT)
			budget = count_some(o, budget);
		else if (o->phase == MERGE)
			budget = merge_some(o, budget);
		else if (o->phase == SORT && o->pass < PASSES)
			budget = move_some(o, budget);
		else if (o->phase == SORT)
			o->phase = PUBLISH;
		else
			budget = publish_some(o, budget);
	}
	return budget;
}

/* --- many orders ---------------------------------------------------------------------
 */

/* Rows of all large lists that are looked at. */
static uint64_t load_of(const struct orders *all)
{
	uint64_t rows = 0;

	for (uint32_t i = 0; i < all->n; i++)
		rows += all->row[i]->total > ORDER_INLINE ? all->row[i]->total : 0;
	return rows;
}

/* Of what is noted: what it is of has changed, or time has gone by that it tells. */
static bool is_stale(const struct order *o, const struct scene *s)
{
	int64_t age_ms = s->now_ms - o->begun_ms;
	bool changed = o->generation != o->spec.source->generation(s);

	if (o->total <= ORDER_SMALL)
		return changed || age_ms < 0 || age_ms >= REFRESH_MS;
	return (changed && (age_ms < 0 || age_ms >= AGAIN_MS)) ||
	       (o->filter.numbers && age_ms >= REFRESH_LARGE_MS);
}

static bool is_due(const struct orders *all, const struct order *o,
		   const struct scene *s)
{
	int64_t every = REFRESH_MS;

	if (o->phase != IDLE)
		return false;
	if (is_noted(o))
		return !o->ready || is_stale(o, s);
	if (o->ready && o->total > ORDER_INLINE)
		every = REFRESH_LARGE_MS *
			(int64_t)(1 + load_of(all) / REFRESH_ROWS);
	return !o->ready || s->now_ms < o->begun_ms || s->now_ms - o->begun_ms >= every;
}

static bool same_spec(const struct order_spec *a, const struct order_spec *b)
{
	return a->source == b->source && a->by == b->by &&
	       a->reverse == b->reverse && a->show == b->show &&
	       a->hidden == b->hidden &&
	       a->limit.kind == b->limit.kind && a->limit.id == b->limit.id &&
	       thing_same(&a->scope, &b->scope) && strcmp(a->filter, b->filter) == 0;
}

/* Refs of another configuration may point at nothing. */
static void check_refs(struct order *o, const struct scene *s)
{
	if (o->devs == s->net->dev_n)
		return;
	o->ready = false;
	o->phase = IDLE;
	o->n = 0;
}

static struct order *find(struct orders *all, const struct order_spec *spec)
{
	for (uint32_t i = 0; i < all->n; i++)
		if (same_spec(&all->row[i]->spec, spec))
			return all->row[i];
	return NULL;
}

static struct order *add_order(struct orders *all, const struct order_spec *spec)
{
	struct order *o = calloc(1, sizeof *o);
	char error[FILTER_SIZE];

	if (!o)
		die("out of memory");
	o->places = spec->source->note ? NULL : calloc(PASSES, sizeof *o->places);
	if (!o->places && !spec->source->note)
		die("out of memory");
	o->spec = *spec;
	o->asked = ++all->asked;
	filter_parse(&o->filter, spec->filter, error);
	TABLE_GROW(all->row, all->cap, all->n + 1);
	all->row[all->n++] = o;
	return o;
}

struct rows orders_get(struct orders *all, const struct scene *s,
		       const struct order_spec *spec)
{
	struct order *o = find(all, spec);
	bool fresh = !o;

	ranks_refresh(&s->views->ranks, s->net, s->now_ms);
	if (fresh) {
		o = add_order(all, spec);
		o->made_ms = s->now_ms;
	}
	check_refs(o, s);
	o->used_ms = s->now_ms;
	if (is_due(all, o, s) &&
	    (!o->ready || spec->source->total(s, spec) <= ORDER_SMALL)) {
		begin(o, s);
		work(o, s, ORDER_INLINE);
	}
	o->late = o->ready && is_noted(o) && o->generation != spec->source->generation(s);
	return (struct rows){o->ref, o->n, o->ready, o->late};
}

static bool is_forgotten(const struct order *o, int64_t now_ms)
{
	bool brief = o->total > ORDER_INLINE && o->used_ms - o->made_ms < FORGET_LARGE_MS;

	return now_ms - o->used_ms >= (brief ? FORGET_LARGE_MS : FORGET_MS);
}

static void forget_unused(struct orders *all, int64_t now_ms)
{
	uint32_t keep = 0;

	for (uint32_t i = 0; i < all->n; i++) {
		if (!is_forgotten(all->row[i], now_ms))
			all->row[keep++] = all->row[i];
		else
			order_free(all->row[i]);
	}
	all->n = keep;
}

/* That somebody waits for, what was asked for last first: who types has typed past the
 * others. NULL: nobody waits. */
static struct order *awaited(const struct orders *all)
{
	struct order *last = NULL;

	for (uint32_t i = 0; i < all->n; i++)
		if (!all->row[i]->ready && (!last || all->row[i]->asked > last->asked))
			last = all->row[i];
	return last;
}

bool orders_awaited(const struct orders *all)
{
	return awaited(all) != NULL;
}

static uint32_t step_one(struct orders *all, struct order *o, const struct scene *s,
			 uint32_t budget)
{
	bool waits_for_it;

	check_refs(o, s);
	if (o->ready && o->phase == IDLE &&
	    o->spec.source->total(s, &o->spec) <= ORDER_SMALL)
		return budget;
	if (is_due(all, o, s))
		begin(o, s);
	waits_for_it = !o->ready || o->late;
	budget = work(o, s, budget);
	all->answered += waits_for_it && o->ready && !o->late;
	return budget;
}

uint32_t orders_step(struct orders *all, const struct scene *s, uint32_t budget)
{
	struct order *o;

	forget_unused(all, s->now_ms);
	while (budget > 0 && (o = awaited(all))) {
		uint32_t left = step_one(all, o, s, budget);

		if (left == budget)
			break; /* it waits, too: for names */
		budget = left;
	}
	for (uint32_t i = 0; i < all->n && budget > 0; i++)
		budget = step_one(all, all->row[all->turn++ % all->n], s, budget);
	if (all->n > 0)
		budget = ranks_step(&s->views->ranks, s->net, s->now_ms, budget);
	return budget;
}

/*
 * An order is made in phases that can stop after any row: a scan, which filters and
 * notes a key for each row, a sort, and a copy, which then replaces the last order
 * whole. Texts have their rank for a number. Orders nobody has drawn for a while are
 * forgotten, those that an operator typed past at once.
 *
 * Which rows a filter let through is remembered, a bit each. Who types on, or sorts
 * what is filtered, has only those looked through again; what has changed since is
 * found when the order is renewed, and that is due as soon as it was of the one before.
 *
 * Half a million rows are megabytes: of those that are renewed there is one in the
 * making, and of a large one there is between two orders but the one that is shown.
 * Small ones keep their memory.
 */
#include "views/order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "views/digits.h"
#include "views/view.h"

#define FORGET_MS 30000
#define FORGET_LARGE_MS 3000 /* of a large one that was only typed past */
#define WATCHED_MS 3000 /* who looks at one draws it once a second, or nearly */
#define REFRESH_MS 1000	      /* of a small list */
#define REFRESH_LARGE_MS 5000 /* of large ones: sorting them is work */
#define AGAIN_MS 200	      /* of large ones that changed: not sooner */
#define NOTE_ROWS 4	      /* to note a row is as much work as so many */
#define REFRESH_ROWS 3000000  /* of all of them in that time */
#define WORD 64

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

	/* of a large one that is filtered: rows it may have, a bit each, NULL all */
	uint64_t *may;
	uint32_t may_n, may_total; /* bits that are set, bits there are */

	/* in the making; arrays have room for cap rows, or are not there */
	enum { IDLE, SCAN, MERGE, SORT, PUBLISH } phase;
	struct merge merge; /* of what is noted, instead of: */
	struct digits digits;
	ref_id *next;
	uint32_t next_cap;
	uint32_t scanned, published, total;
	bool passed; /* what may be in it passes its filter */
	float *placed;			  /* key with which the i-th row was placed */
	uint32_t placed_n, placed_cap;
};

static void order_free(struct order *o)
{
	free(o->ref);
	free(o->next);
	free(o->may);
	free(o->placed);
	digits_fini(&o->digits);
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

/* --- rows that may be in it ----------------------------------------------------------
 */

static uint32_t words_of(uint32_t rows)
{
	return (rows + WORD - 1) / WORD;
}

static bool is_noted(const struct order *o)
{
	return o->spec.source->note != NULL;
}

/* Filtered anew, a large one has no memory of where its rows were, but of which. */
static bool remembers(const struct order *o)
{
	return o->filter.n == 0 || o->total <= ORDER_INLINE;
}

/* All of them. */
static void may_all(struct order *o)
{
	uint32_t words = words_of(o->total);

	free(o->may);
	o->may = NULL;
	o->may_n = o->may_total = o->total;
	o->passed = false;
	if (is_noted(o) || remembers(o))
		return;
	o->may = malloc(words * sizeof *o->may);
	if (!o->may)
		die("out of memory");
	memset(o->may, 0xff, words * sizeof *o->may);
}

static void may_not(struct order *o, uint32_t i)
{
	o->may[i / WORD] &= ~(UINT64_C(1) << i % WORD);
	o->may_n--;
}

/* Those of another, whose filter lets through whatever this one does. */
static void may_as(struct order *o, const struct order *wide)
{
	may_all(o);
	memcpy(o->may, wide->may, words_of(o->total) * sizeof *o->may);
	o->may_n = wide->may_n;
	o->begun_ms = wide->begun_ms;
	o->passed = wide->ready && wide->phase == IDLE &&
		    filter_narrows(&wide->filter, &o->filter);
}

/* The next row that may be in it, from i on; total if there is none. */
static uint32_t may_next(const struct order *o, uint32_t i)
{
	uint64_t word;

	if (!o->may || i >= o->total)
		return i;
	word = o->may[i / WORD] >> i % WORD;
	if (word)
		i += (uint32_t)__builtin_ctzll(word);
	else
		i = (i / WORD + 1) * WORD;
	return i < o->total ? i : o->total;
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

static bool is_large(const struct order *o)
{
	return o->total > ORDER_INLINE;
}

static bool is_exact(const struct order *o)
{
	return o->spec.by && o->spec.by->exact;
}

static void make_room(struct order *o)
{
	uint32_t more = is_large(o) ? 0 : o->total / 4;

	if (o->total > o->placed_cap && remembers(o)) {
		o->placed_cap = o->total + o->total / 4;
		o->placed = room(o->placed, o->placed_cap, sizeof *o->placed);
	}
	digits_begin(&o->digits, o->may_n + more);
	o->digits.coarse = is_large(o) && !is_exact(o);
}

static void begin_merge(struct order *o, const struct scene *s)
{
	merge_begin(&o->merge);
	o->merge.reverse = o->spec.reverse;
	o->generation = o->spec.source->generation(s);
}

/* What is like another is as old. */
static void begin(struct order *o, const struct scene *s, const struct order *wide)
{
	o->begun_ms = s->now_ms;
	o->devs = s->net->dev_n;
	o->phase = SCAN;
	o->scanned = o->published = 0;
	o->total = o->spec.source->total(s, &o->spec);
	if (wide)
		may_as(o, wide);
	else
		may_all(o);
	if (is_noted(o))
		begin_merge(o, s);
	else
		make_room(o);
}

static bool wanted(const struct order *o, const struct scene *s, ref_id ref,
		   struct filter_facts *facts)
{
	if (!o->spec.source->member(s, ref, &o->spec))
		return false;
	if (o->filter.n == 0 || o->passed)
		return true;
	o->spec.source->facts(s, ref, facts);
	return filter_match(&o->filter, facts);
}

static double key_of(const struct order *o, const struct scene *s, ref_id ref)
{
	return o->spec.by ? column_key(o->spec.by, s, ref)
			  : o->spec.source->key(s, ref);
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
	if (ref == 0 || !wanted(o, s, ref, facts)) {
		if (o->may)
			may_not(o, i);
		return;
	}
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
	digits_add(&o->digits, o->spec.reverse ? -key : key, ref);
}

/* --- the rest ------------------------------------------------------------------------
 */

/* Instead of the rows that were shown. */
static void show_next(struct order *o)
{
	ref_id *was = o->ref;
	uint32_t was_cap = o->ref_cap;

	o->ref = o->next;
	o->ref_cap = o->next_cap;
	o->next = was;
	o->next_cap = was_cap;
	o->n = o->digits.n;
	o->ready = true;
	o->phase = IDLE;
	if (!is_large(o))
		return;
	free(o->next);
	o->next = NULL;
	o->next_cap = 0;
	digits_fini(&o->digits);
}

/* The next rows into the list that will be shown, then that list instead of the
 * last. */
static uint32_t publish_some(struct order *o, uint32_t budget)
{
	uint32_t left = o->digits.n - o->published, n = left < budget ? left : budget;
	const struct digit_row *row = o->digits.row + o->published;

	if (o->next_cap < o->digits.n) {
		o->next_cap = o->digits.n;
		o->next = room(o->next, o->next_cap, sizeof *o->next);
	}
	for (uint32_t i = 0; i < n; i++)
		o->next[o->published + i] = row[i].ref;
	o->published += n;
	if (n == left)
		show_next(o);
	return budget - n;
}

/* The rows between the lines of their groups; they are few enough to be copied at
 * once. */
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

static void begin_sort(struct order *o)
{
	o->phase = is_noted(o) ? MERGE : SORT;
	if (o->phase == SORT)
		digits_sort(&o->digits);
}

/* So many words without a row are as much work as a row. */
#define WORDS_ROW 16
#define STEPS_ROW 64 /* and so many of patterns */

static uint32_t scan_some(struct order *o, const struct scene *s, uint32_t budget,
			  struct filter_facts *facts)
{
	uint32_t each = is_noted(o) ? NOTE_ROWS : 1, passed_by = 0, cost;

	while (budget > 0 && o->scanned < o->total) {
		uint32_t next = may_next(o, o->scanned);

		if (next == o->scanned)
			scan_one(o, s, facts);
		else if (++passed_by % WORDS_ROW != 0) {
			o->scanned = next;
			continue;
		}
		cost = each + facts->steps / STEPS_ROW;
		facts->steps %= STEPS_ROW;
		budget -= budget < cost ? budget : cost;
	}
	if (o->scanned == o->total)
		begin_sort(o);
	return budget;
}

static uint32_t sort_some(struct order *o, uint32_t budget)
{
	budget = digits_step(&o->digits, budget);
	if (digits_done(&o->digits))
		o->phase = PUBLISH;
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
		else if (o->phase == MERGE)
			budget = merge_some(o, budget);
		else if (o->phase == SORT)
			budget = sort_some(o, budget);
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

/* But for the filter and how they stand. */
static bool same_rows(const struct order_spec *a, const struct order_spec *b)
{
	return a->source == b->source && a->show == b->show && a->hidden == b->hidden &&
	       a->limit.kind == b->limit.kind && a->limit.id == b->limit.id &&
	       thing_same(&a->scope, &b->scope);
}

static bool same_spec(const struct order_spec *a, const struct order_spec *b)
{
	return a->by == b->by && a->reverse == b->reverse &&
	       strcmp(a->filter, b->filter) == 0 && same_rows(a, b);
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

/* That of which o has but some rows, the fewest of such; NULL: all are to be looked at.
 * To leave out less than half of them is not worth to be of a moment ago. */
static const struct order *wider(const struct orders *all, const struct order *o,
				 const struct scene *s)
{
	const struct order *best = NULL;
	uint32_t total = o->spec.source->total(s, &o->spec), least = total / 2;

	for (uint32_t i = 0; i < all->n; i++) {
		const struct order *w = all->row[i];

		if (w != o && w->may && w->devs == s->net->dev_n &&
		    w->may_total == total && w->may_n <= least &&
		    same_rows(&w->spec, &o->spec) &&
		    filter_narrows(&o->filter, &w->filter)) {
			best = w;
			least = w->may_n;
		}
	}
	return best;
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
	o->spec = *spec;
	o->asked = ++all->asked;
	filter_parse(&o->filter, spec->filter, error);
	TABLE_GROW(all->row, all->cap, all->n + 1);
	all->row[all->n++] = o;
	return o;
}

static bool is_in_the_making(const struct order *o)
{
	return o->phase != IDLE && is_large(o) && !is_noted(o);
}

uint32_t orders_making(const struct orders *all)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < all->n; i++)
		n += is_in_the_making(all->row[i]);
	return n;
}

/* That was asked for before all others: it begins anew some time. */
static void abandon_first(struct orders *all)
{
	struct order *first = NULL;

	for (uint32_t i = 0; i < all->n; i++) {
		struct order *o = all->row[i];

		if (is_in_the_making(o) && !o->ready &&
		    (!first || o->asked < first->asked))
			first = o;
	}
	if (!first)
		return;
	first->phase = IDLE;
	digits_fini(&first->digits);
}

static void begin_next(struct orders *all, struct order *o, const struct scene *s)
{
	const struct order *wide = o->ready ? NULL : wider(all, o, s);

	if (orders_making(all) >= ORDERS_MAKING)
		abandon_first(all);
	begin(o, s, wide);
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
		begin_next(all, o, s);
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

static bool is_watched(const struct order *o, const struct scene *s)
{
	return s->now_ms - o->used_ms < WATCHED_MS;
}

/* That somebody waits for, what was asked for last first: who types has typed past the
 * others. NULL: nobody waits. */
static struct order *awaited(const struct orders *all, const struct scene *s)
{
	struct order *last = NULL;

	for (uint32_t i = 0; i < all->n; i++) {
		struct order *o = all->row[i];

		if (!o->ready && is_watched(o, s) && (!last || o->asked > last->asked))
			last = o;
	}
	return last;
}

bool orders_awaited(const struct orders *all, const struct scene *s)
{
	return awaited(all, s) != NULL;
}

/* The one that is being renewed, else the next whose turn it is. */
static struct order *renewed(struct orders *all, const struct scene *s)
{
	for (uint32_t i = 0; i < all->n; i++)
		if (all->row[i]->ready && all->row[i]->phase != IDLE &&
		    !waits(all->row[i], s))
			return all->row[i];
	for (uint32_t i = 0; i < all->n; i++) {
		struct order *o = all->row[all->turn++ % all->n];

		check_refs(o, s);
		if (o->ready && is_watched(o, s) && is_due(all, o, s) &&
		    o->spec.source->total(s, &o->spec) > ORDER_SMALL)
			return o;
	}
	return NULL;
}

static uint32_t step_one(struct orders *all, struct order *o, const struct scene *s,
			 uint32_t budget)
{
	bool waits_for_it;

	check_refs(o, s);
	if (is_due(all, o, s))
		begin_next(all, o, s);
	waits_for_it = !o->ready || o->late;
	budget = work(o, s, budget);
	all->answered += waits_for_it && o->ready && !o->late;
	return budget;
}

uint32_t orders_hurry(struct orders *all, const struct scene *s, uint32_t budget)
{
	struct order *o;

	while (budget > 0 && (o = awaited(all, s))) {
		uint32_t left;

		if (waits(o, s))
			budget = ranks_step(&s->views->ranks, s->net, s->now_ms, budget);
		left = step_one(all, o, s, budget);
		if (left == budget)
			break;
		budget = left;
	}
	return budget;
}

uint32_t orders_step(struct orders *all, const struct scene *s, uint32_t budget)
{
	struct order *o;

	forget_unused(all, s->now_ms);
	budget = orders_hurry(all, s, budget);
	for (uint32_t i = 0; i < all->n && budget > 0 && (o = renewed(all, s)); i++)
		budget = step_one(all, o, s, budget);
	if (all->n > 0)
		budget = ranks_step(&s->views->ranks, s->net, s->now_ms, budget);
	return budget;
}

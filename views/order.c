/*
 * An order is made in phases that can stop after any row: a scan, which filters and
 * notes a key for each row, a sort, and a copy, which then replaces the last order
 * whole. Texts have their rank for a number. Who waits for an order sees its first rows
 * when the scan is done; that is half of the work, and they stay where they are.
 *
 * Rows are looked at 64 at a time, as many as a word has bits: those that may be in it
 * are a bit each, and what is asked of a row is asked in a loop of its source.
 */
#include "views/order_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "views/digits.h"
#include "views/view.h"

void order_free(struct order *o)
{
	free(o->ref);
	free(o->next);
	may_fini(&o->may);
	free(o->placed);
	digits_fini(&o->digits);
	merge_fini(&o->merge);
	free(o);
}

/* --- scan ----------------------------------------------------------------------------
 */

/* Filtered anew, a large one has no memory of where its rows were, but of which. */
static bool remembers(const struct order *o)
{
	return o->filter.n == 0 || !order_is_large(o);
}

/* Room for n elements that nobody touches before their turn: clearing megabytes at once
 * would be a long slice. */
static void *room(void *array, uint32_t n, size_t size)
{
	array = realloc(array, (n ? n : 1) * size);
	if (!array)
		die("out of memory");
	return array;
}

static bool is_exact(const struct order *o)
{
	return o->spec.by && o->spec.by->exact;
}

static void make_room(struct order *o)
{
	uint32_t more = order_is_large(o) ? 0 : o->total / 4;

	if (o->total > o->placed_cap && remembers(o)) {
		o->placed_cap = o->total + o->total / 4;
		o->placed = room(o->placed, o->placed_cap, sizeof *o->placed);
	}
	digits_begin(&o->digits, o->may.n + more);
	o->digits.coarse = order_is_large(o) && !is_exact(o);
}

uint16_t order_given(const struct order *o, const struct order *wide)
{
	return wide->ready && wide->phase == ORDER_IDLE
		       ? filter_given(&o->filter, &wide->filter)
		       : 0;
}

static void begin_merge(struct order *o, const struct scene *s)
{
	merge_begin(&o->merge);
	o->merge.reverse = o->spec.reverse;
	o->generation = o->spec.source->generation(s, &o->spec);
}

/* Nothing else is known of its rows. */
static void may_have_all(struct order *o)
{
	may_all(&o->may, o->total, !order_is_noted(o) && !remembers(o));
	o->given = 0;
}

/* It has but rows that another has, and is as old. */
static void may_have_those_of(struct order *o, const struct order *wide)
{
	may_copy(&o->may, &wide->may);
	o->given = order_given(o, wide);
	o->begun_ms = wide->begun_ms;
}

void order_begin(struct order *o, const struct scene *s, const struct order *wide)
{
	o->begun_ms = s->now_ms;
	o->devs = s->net->dev_n;
	o->phase = ORDER_SCAN;
	o->scanned = o->published = o->silent = 0;
	if (o->searched)
		o->n = o->searched = 0;
	o->total = o->spec.source->total(s, &o->spec);
	if (wide)
		may_have_those_of(o, wide);
	else
		may_have_all(o);
	if (order_is_noted(o))
		begin_merge(o, s);
	else
		make_room(o);
}

static bool passes(const struct order *o, const struct scene *s, ref_id ref,
		   struct filter_facts *facts)
{
	if (facts->given == filter_all(&o->filter))
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

/* Where the row was placed; where it is now if that is far enough from it. */
static float sticky_key(struct order *o, uint32_t i, float key)
{
	for (; o->placed_n <= i; o->placed_n++)
		o->placed[o->placed_n] = NAN;
	if (moved(o, key, o->placed[i]))
		o->placed[i] = key;
	return o->placed[i];
}

static void take_row(struct order *o, const struct scene *s, uint32_t i, ref_id ref)
{
	float key;

	if (order_is_noted(o)) {
		merge_add(&o->merge, s, o->spec.by, o->spec.source->note(s, ref));
		return;
	}
	key = (float)key_of(o, s, ref);
	if (remembers(o))
		key = sticky_key(o, i, key);
	digits_add(&o->digits, o->spec.reverse ? -key : key, ref);
}

static uint64_t members_of(const struct order *o, const struct scene *s, uint32_t from,
			   uint64_t bits, ref_id ref[MAY_WORD])
{
	const struct order_source *source = o->spec.source;
	uint64_t members = 0;

	if (source->members)
		return source->members(s, &o->spec, from, bits, ref);
	for (; bits; bits &= bits - 1) {
		unsigned i = (unsigned)__builtin_ctzll(bits);

		ref[i] = source->at(s, &o->spec, from + i);
		if (ref[i] && source->member(s, ref[i], &o->spec))
			members |= UINT64_C(1) << i;
	}
	return members;
}

/* --- the rest ------------------------------------------------------------------------
 */

static uint64_t published; /* so many lists */

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
	o->edition = ++published;
	o->more = 0;
	o->uncounted = false;
	o->ready = true;
	o->phase = ORDER_IDLE;
	if (!order_is_large(o))
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

#define PUBLISHED_BESIDE 8192 /* more rows have a turn of their own for it */

/* The rows between the lines of their groups; they are few enough to be copied at
 * once. One that moved while they were looked at was seen twice. */
static void publish_merged(struct order *o)
{
	const struct merge *m = &o->merge;
	uint8_t group = MERGE_GROUPS;

	TABLE_GROW(o->ref, o->ref_cap, m->n + MERGE_GROUPS);
	o->n = 0;
	o->edition = ++published;
	for (uint32_t i = 0; i < m->n; i++) {
		const struct merge_row *row = merge_at(m, i);

		if (o->n > 0 && o->ref[o->n - 1] == row->ref)
			continue;
		if (row->group != group) {
			group = row->group;
			o->ref[o->n] = o->spec.source->line(group, m->group[group]);
			o->n += o->ref[o->n] != 0;
		}
		o->ref[o->n++] = row->ref;
	}
	o->ready = true;
	o->late = false;
	o->phase = ORDER_IDLE;
	if (m->n > ORDER_SMALL)
		merge_fini(&o->merge);
}

static uint32_t merge_some(struct order *o, uint32_t budget)
{
	if (!merge_done(&o->merge))
		return merge_step(&o->merge, budget);
	if (o->merge.n > PUBLISHED_BESIDE && o->published++ == 0)
		return 0;
	publish_merged(o);
	return budget;
}

static void show_rows(struct order *o, const ref_id ref[DIGITS_FIRST], uint32_t n)
{
	TABLE_GROW(o->ref, o->ref_cap, DIGITS_FIRST);
	memcpy(o->ref, ref, n * sizeof *ref);
	o->n = n;
	o->edition = ++published;
}

/* While the rest is put in order. */
static void show_first(struct order *o)
{
	ref_id first[DIGITS_FIRST];

	show_rows(o, first, digits_first(&o->digits, first));
	o->more = o->digits.n - o->n;
	o->uncounted = false;
	o->searched = 0;
}

/* Whom a filter keeps waiting sees what it found so far, a blink after the key and as
 * often again. */
static void show_found(struct order *o, uint32_t work)
{
	ref_id first[DIGITS_FIRST];

	o->silent += work;
	if (o->silent < ORDER_BLINK || o->ready || o->more || o->filter.n == 0 ||
	    order_is_noted(o))
		return;
	o->silent = 0;
	o->searched = (uint8_t)(1 + UINT64_C(99) * o->scanned / o->total);
	show_rows(o, first, digits_first(&o->digits, first));
}

static void begin_sort(struct order *o)
{
	o->phase = order_is_noted(o) ? ORDER_MERGE : ORDER_SORT;
	if (o->phase == ORDER_MERGE)
		return;
	digits_sort(&o->digits);
	if (!o->ready)
		show_first(o);
}

/* So many words without a row are as much work as a row. */
#define WORDS_ROW 16
#define STEPS_ROW 32 /* and so many of patterns */
/* To come to one of few in a word is as much work as to so many beside each other: what
 * is asked of it is in memory that nobody touched lately. */
#define FEW 16
#define FEW_ROWS 6
/* Nor is what stands beside each other in order. */
#define PREVIEW_ROWS 3

/* The lowest n of them. */
static uint64_t lowest(uint64_t bits, uint32_t n)
{
	uint64_t rest = bits;

	while (rest && n-- > 0)
		rest &= rest - 1;
	return bits & ~rest;
}

/* Rows of a word, those that the budget has room for; returns what is left of it. */
static uint32_t scan_word(struct order *o, const struct scene *s, uint64_t bits,
			  uint32_t budget, struct filter_facts *facts)
{
	uint32_t from = o->scanned / MAY_WORD * MAY_WORD;
	uint32_t each = o->spec.source->work ? o->spec.source->work : 1, i, cost;
	ref_id ref[MAY_WORD];
	uint64_t seen, members;

	if (__builtin_popcountll(bits) <= FEW)
		budget -= budget > FEW_ROWS ? FEW_ROWS : budget - 1;
	seen = lowest(bits, (budget + each - 1) / each);
	members = members_of(o, s, from, seen, ref);
	for (; seen && budget > 0; seen &= seen - 1) {
		i = (uint32_t)__builtin_ctzll(seen);
		if (members >> i & 1 && passes(o, s, ref[i], facts))
			take_row(o, s, from + i, ref[i]);
		else
			may_not(&o->may, from + i);
		bits &= bits - 1;
		cost = each + facts->steps / STEPS_ROW;
		facts->steps %= STEPS_ROW;
		budget -= budget < cost ? budget : cost;
	}
	o->scanned = from + (bits ? (uint32_t)__builtin_ctzll(bits) : MAY_WORD);
	return budget;
}

static uint32_t scan_some(struct order *o, const struct scene *s, uint32_t budget,
			  struct filter_facts *facts)
{
	uint32_t passed_by = 0, had = budget;

	while (budget > 0 && o->scanned < o->total) {
		uint64_t bits = may_from(&o->may, o->scanned);

		if (bits) {
			budget = scan_word(o, s, bits, budget, facts);
			continue;
		}
		o->scanned = (o->scanned / MAY_WORD + 1) * MAY_WORD;
		budget -= ++passed_by % WORDS_ROW == 0;
	}
	if (o->scanned >= o->total)
		begin_sort(o);
	else
		show_found(o, had - budget);
	return budget;
}

static uint32_t sort_some(struct order *o, uint32_t budget)
{
	budget = digits_step(&o->digits, budget);
	if (digits_done(&o->digits))
		o->phase = ORDER_PUBLISH;
	return budget;
}

bool order_waits(const struct order *o, const struct scene *s)
{
	return o->phase == ORDER_SCAN && o->scanned == 0 && o->spec.by &&
	       o->spec.by->ranked && !s->views->ranks.ready;
}

/* Of rows of which these terms hold. */
static void init_facts(struct filter_facts *facts, const struct order *o, uint16_t given)
{
	filter_facts_init(facts);
	facts->numbers = o->filter.numbers;
	facts->given = given;
}

uint32_t order_preview(struct order *o, const struct scene *s, const struct order *like,
		       uint32_t budget)
{
	ref_id first[DIGITS_FIRST];
	struct filter_facts facts;
	uint32_t n = 0;

	init_facts(&facts, o, order_given(o, like));
	for (uint32_t i = 0; i < like->n && n < DIGITS_FIRST && budget > 0; i++) {
		uint32_t cost = PREVIEW_ROWS + facts.steps / STEPS_ROW;

		facts.steps %= STEPS_ROW;
		budget -= budget < cost ? budget : cost;
		if (passes(o, s, like->ref[i], &facts))
			first[n++] = like->ref[i];
	}
	if (n < DIGITS_FIRST)
		return budget;
	show_rows(o, first, n);
	o->more = 1;
	o->uncounted = true;
	return budget;
}

uint32_t order_work(struct order *o, const struct scene *s, uint32_t budget)
{
	struct filter_facts facts;

	init_facts(&facts, o, o->given);
	while (budget > 0 && o->phase != ORDER_IDLE && !order_waits(o, s)) {
		if (o->phase == ORDER_SCAN)
			budget = scan_some(o, s, budget, &facts);
		else if (o->phase == ORDER_MERGE)
			budget = merge_some(o, budget);
		else if (o->phase == ORDER_SORT)
			budget = sort_some(o, budget);
		else
			budget = publish_some(o, budget);
	}
	return budget;
}


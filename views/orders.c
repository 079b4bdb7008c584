/*
 * Who has which order, and whose turn it is. Orders nobody has drawn for a while are
 * forgotten, those that an operator typed past at once.
 *
 * Which rows a filter let through is remembered. Who types on, or sorts what is
 * filtered, has only those looked at again, and only the terms asked that are new; what
 * has changed since is found when the order is renewed, and that is due as soon as it
 * was of the one before.
 *
 * Half a million rows are megabytes: of those that are renewed there is one in the
 * making, and of a large one there is between two orders but the one that is shown.
 * Small ones keep their memory.
 */
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "views/order_private.h"
#include "views/view.h"

#define FORGET_MS 30000
#define FORGET_LARGE_MS 3000 /* of a large one that was only typed past */
#define WATCHED_MS 3000	     /* who looks at one draws it once a second, or nearly */
#define REFRESH_MS 1000	      /* of a small list */
#define REFRESH_LARGE_MS 5000 /* of large ones: sorting them is work … */
#define REFRESH_LONGER 250000 /* … so for so many rows more they wait as long again */
#define AGAIN_MS 200	      /* of large ones that changed: not sooner */
#define REFRESH_ROWS 3000000  /* of all of them in that time */
#define ROW_WORK 64	      /* more than a row of few takes */

void orders_fini(struct orders *all)
{
	for (uint32_t i = 0; i < all->n; i++)
		order_free(all->row[i]);
	free(all->row);
	*all = (struct orders){0};
}

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
	int64_t again_ms = AGAIN_MS * (1 + o->total / ORDER_INLINE);
	bool changed = o->generation != o->spec.source->generation(s, &o->spec);

	if (o->total <= ORDER_SMALL)
		return changed || age_ms < 0 || age_ms >= REFRESH_MS;
	return (changed && (age_ms < 0 || age_ms >= again_ms)) ||
	       ((o->filter.numbers || o->spec.span_ms) && age_ms >= REFRESH_LARGE_MS);
}

static bool is_due(const struct orders *all, const struct order *o,
		   const struct scene *s)
{
	int64_t every = REFRESH_MS;

	if (o->phase != ORDER_IDLE)
		return false;
	if (order_is_noted(o))
		return !o->ready || is_stale(o, s);
	if (o->ready && o->total > ORDER_INLINE)
		every = REFRESH_LARGE_MS * (int64_t)(1 + o->total / REFRESH_LONGER +
						     load_of(all) / REFRESH_ROWS);
	return !o->ready || s->now_ms < o->begun_ms || s->now_ms - o->begun_ms >= every;
}

/* But for the filter and how they stand. */
static bool same_rows(const struct order_spec *a, const struct order_spec *b)
{
	return a->source == b->source && a->show == b->show && a->hidden == b->hidden &&
	       a->span_ms == b->span_ms &&
	       a->limit.kind == b->limit.kind && a->limit.id == b->limit.id &&
	       thing_same(&a->scope, &b->scope);
}

static bool same_stand(const struct order_spec *a, const struct order_spec *b)
{
	return a->by == b->by && a->reverse == b->reverse;
}

static bool same_spec(const struct order_spec *a, const struct order_spec *b)
{
	return same_stand(a, b) && strcmp(a->filter, b->filter) == 0 && same_rows(a, b);
}

/* Refs of another configuration may point at nothing. */
static void check_refs(struct order *o, const struct scene *s)
{
	if (o->devs == s->net->dev_n)
		return;
	o->ready = false;
	o->phase = ORDER_IDLE;
	o->n = o->more = 0;
	o->uncounted = false;
	o->searched = 0;
	o->edition = 0;
}

/* Does it help to know of the rows of o that w has all of them? To be spared less than
 * half of them, but no term of the filter, is not worth to be of a moment ago. */
static bool is_wider(const struct order *w, const struct order *o,
		     const struct scene *s, uint32_t total)
{
	return w != o && w->may.word && w->devs == s->net->dev_n &&
	       w->may.total == total && same_rows(&w->spec, &o->spec) &&
	       filter_narrows(&o->filter, &w->filter) &&
	       (w->may.n <= total / 2 || order_given(o, w));
}

/* That of which o has but some rows, the fewest of such, and of those that which spares
 * the most terms; NULL: all are to be looked at. */
static const struct order *wider(const struct orders *all, const struct order *o,
				 const struct scene *s)
{
	const struct order *best = NULL;
	uint32_t total = o->spec.source->total(s, &o->spec);

	for (uint32_t i = 0; i < all->n; i++) {
		const struct order *w = all->row[i];

		if (is_wider(w, o, s, total) &&
		    (!best || w->may.n < best->may.n ||
		     (w->may.n == best->may.n &&
		      __builtin_popcount(order_given(o, w)) >
			      __builtin_popcount(order_given(o, best)))))
			best = w;
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
	return o->phase != ORDER_IDLE && order_is_large(o) && !order_is_noted(o);
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
	first->phase = ORDER_IDLE;
	digits_fini(&first->digits);
}

static void begin_next(struct orders *all, struct order *o, const struct scene *s)
{
	const struct order *wide = o->ready ? NULL : wider(all, o, s);

	if (orders_making(all) >= ORDERS_MAKING)
		abandon_first(all);
	order_begin(o, s, wide);
}

/* That shows all rows of o, and more, as o will: the fewest of such; NULL. */
static const struct order *alike(const struct orders *all, const struct order *o,
				 const struct scene *s)
{
	const struct order *best = NULL;

	for (uint32_t i = 0; i < all->n; i++) {
		const struct order *w = all->row[i];

		if (w->ready && w->devs == s->net->dev_n &&
		    same_stand(&w->spec, &o->spec) && same_rows(&w->spec, &o->spec) &&
		    filter_narrows(&o->filter, &w->filter) && (!best || w->n < best->n))
			best = w;
	}
	return best;
}

/* Who types sees at once what is found at the top of the list that is shown. */
static uint32_t preview(const struct orders *all, struct order *o,
			const struct scene *s, uint32_t budget)
{
	const struct order *like;

	if (order_is_noted(o) || !order_is_large(o) || o->ready || o->more)
		return budget;
	like = alike(all, o, s);
	return like ? order_preview(o, s, like, budget) : budget;
}

/* What a drawing does of it: of few all. */
static uint32_t drawings_share(const struct order *o)
{
	if (o->total <= ORDER_SMALL)
		return ORDER_SMALL * ROW_WORK;
	return order_is_large(o) ? ORDER_INLINE / 2 : ORDER_INLINE;
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
		order_work(o, s, preview(all, o, s, drawings_share(o)));
	}
	o->late = o->ready && order_is_noted(o) &&
		  o->generation != spec->source->generation(s, spec);
	return (struct rows){.ref = o->ref,
			     .n = o->searched ? 0 : o->n,
			     .ready = o->ready,
			     .late = o->late,
			     .more = o->more,
			     .edition = o->edition,
			     .uncounted = o->uncounted,
			     .found = o->searched ? o->n : 0,
			     .searched = o->searched};
}

static bool is_forgotten(const struct order *o, int64_t now_ms)
{
	bool brief =
		o->total > ORDER_INLINE && o->used_ms - o->made_ms < FORGET_LARGE_MS;

	return now_ms - o->used_ms >= (brief ? FORGET_LARGE_MS : FORGET_MS);
}

/* True: that is enough for a turn, megabytes went back to the system. */
static bool forget_unused(struct orders *all, int64_t now_ms)
{
	uint32_t keep = 0;
	bool enough = false;

	for (uint32_t i = 0; i < all->n; i++) {
		struct order *o = all->row[i];

		if (enough || !is_forgotten(o, now_ms)) {
			all->row[keep++] = o;
			continue;
		}
		enough = order_is_large(o);
		order_free(o);
	}
	all->n = keep;
	return enough;
}

static bool is_watched(const struct order *o, const struct scene *s)
{
	return s->now_ms - o->used_ms < WATCHED_MS;
}

/* How urgent is it to who waits? What has nothing to show comes before the rest of what
 * has its first rows; but where as many are in the making as may be, one of them comes
 * to its end before another begins. */
static int urgency(const struct order *o, bool full)
{
	if (full && o->phase == ORDER_IDLE)
		return 0;
	return o->more ? 1 : 2;
}

/* That somebody waits for, of equal ones what was asked for last: who types has typed
 * past the others. NULL: nobody waits. */
static struct order *awaited(const struct orders *all, const struct scene *s)
{
	bool full = orders_making(all) >= ORDERS_MAKING;
	struct order *first = NULL;

	for (uint32_t i = 0; i < all->n; i++) {
		struct order *o = all->row[i];
		int apart = first ? urgency(o, full) - urgency(first, full) : 1;

		if (!o->ready && is_watched(o, s) &&
		    (apart > 0 || (apart == 0 && o->asked > first->asked)))
			first = o;
	}
	return first;
}

bool orders_awaited(const struct orders *all, const struct scene *s)
{
	return awaited(all, s) != NULL;
}

/* The one that is being renewed, else the next whose turn it is. */
static struct order *renewed(struct orders *all, const struct scene *s)
{
	for (uint32_t i = 0; i < all->n; i++)
		if (all->row[i]->ready && all->row[i]->phase != ORDER_IDLE &&
		    !order_waits(all->row[i], s))
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
	bool waits_for_it, had_first;
	uint8_t searched;

	check_refs(o, s);
	if (is_due(all, o, s))
		begin_next(all, o, s);
	waits_for_it = !o->ready || o->late;
	had_first = o->more > 0;
	searched = o->searched;
	budget = order_work(o, s, budget);
	all->answered += waits_for_it &&
			 ((o->ready && !o->late) || (o->more > 0 && !had_first) ||
			  o->searched > searched);
	return budget;
}

uint32_t orders_hurry(struct orders *all, const struct scene *s, uint32_t budget)
{
	struct order *o;

	while (budget > 0 && (o = awaited(all, s))) {
		uint32_t left;

		if (order_waits(o, s))
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

	if (forget_unused(all, s->now_ms))
		return 0;
	budget = orders_hurry(all, s, budget);
	for (uint32_t i = 0; i < all->n && budget > 0 && (o = renewed(all, s)); i++)
		budget = step_one(all, o, s, budget);
	if (all->n > 0)
		budget = ranks_step(&s->views->ranks, s->net, s->now_ms, budget);
	return budget;
}

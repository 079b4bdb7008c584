/*
 * hold: sets of rules. Rules stand in the order of alerts->order, bit k is the k-th. A
 * set of a device knows its interfaces' rules by what they say of the device; only
 * where some say more (a name, a speed, or which takes whose place) each row has its
 * own.
 */
#include "probes/alert/hold.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "probes/alert/book.h"
#include "probes/base/log.h"
#include "probes/model/circuit.h"

#define FLAGS (IFF_MATTERS | IFF_SEEN_UP) /* a rule may ask for */

static bool has(const uint64_t *bits, uint32_t k)
{
	return bits[k / 64] >> (k % 64) & 1;
}

static void put(uint64_t *bits, uint32_t k)
{
	bits[k / 64] |= UINT64_C(1) << (k % 64);
}

static void drop(uint64_t *bits, uint32_t k)
{
	bits[k / 64] &= ~(UINT64_C(1) << (k % 64));
}

/* --- one thing --- */

/* What is known of a thing while its rules are found. */
struct weigh {
	const struct rule_order *order;
	const struct network *net;
	struct scope_thing thing;
	const struct zone *zone;
	int64_t now_ms, until_ms;
};

static const struct zone *zone_of(const struct network *net, struct scope_thing t)
{
	site_id site = t.site;

	if (!net)
		return NULL; /* the watch, whose name is all it has */
	if (t.dev != NONE)
		site = net->dev[t.dev].site;
	else if (t.circuit != NONE)
		site = circuit_site(net, &net->circuit[t.circuit]);
	return site < net->site_n && net->site[site].zone ? net->site[site].zone
							  : net->zone;
}

/* Asks for an interface where none is meant: nobody knows yet. */
static bool is_open(const struct weigh *w, const struct rule *r)
{
	return w->thing.dev != NONE && w->thing.ifs == NONE &&
	       check_thing(r->check) != OF_CIRCUIT && scope_of_interface(&r->scope);
}

static enum scope_part misses(const struct weigh *w, const struct rule *r)
{
	struct scope s = is_open(w, r) ? scope_of_device(&r->scope) : r->scope;

	return scope_misses(&s, w->net, w->thing);
}

/* Within its hours; and when that ends. */
static bool timely(struct weigh *w, const struct rule *r)
{
	int64_t next;

	if (!r->hours)
		return true;
	next = calendar_next(r->hours, w->zone, w->now_ms);
	if (next < w->until_ms)
		w->until_ms = next;
	return calendar_in(r->hours, w->zone, w->now_ms);
}

static uint64_t rank(const struct rule *r)
{
	return (uint64_t)scope_rank(&r->scope) << 1 | (r->hours != NULL);
}

static bool share_target(const struct rule *a, const struct rule *b)
{
	for (uint32_t i = 0; i < a->instead_n; i++)
		for (uint32_t j = 0; j < b->instead_n; j++)
			if (a->instead[i] == b->instead[j])
				return true;
	return false;
}

/* Does q, which holds, stand in the place of r? */
static bool replaces(const struct rule_order *order, const struct rule *q,
		     const struct rule *r)
{
	for (uint32_t i = 0; i < q->instead_n; i++)
		if (order->rule[order->place[q->instead[i]]] == r)
			return true;
	return q != r && share_target(q, r) && rank(q) > rank(r);
}

/* The rules whose scope and hours hold: may, and sure of what needs no interface. Of
 * base only, if there is one. */
static void gather(struct weigh *w, const struct rule_set *base, uint64_t *may,
		   uint64_t *sure)
{
	memset(may, 0, w->order->words * sizeof *may);
	memset(sure, 0, w->order->words * sizeof *sure);
	for (uint32_t k = 0; k < w->order->n; k++) {
		const struct rule *r = w->order->rule[k];

		if ((base && !has(base->may, k)) || misses(w, r) || !timely(w, r))
			continue;
		put(may, k);
		if (!is_open(w, r))
			put(sure, k);
	}
}

static bool may_be_judged(const struct weigh *w, const struct rule *r)
{
	return !r->off && (!is_open(w, r) || check_thing(r->check) == OF_INTERFACE);
}

/* What is left of may when those that are off and those in whose place others stand are
 * taken away. */
static void settle_places(const struct weigh *w, const uint64_t *may,
			  const uint64_t *sure, uint64_t *held)
{
	const struct rule_order *order = w->order;

	memcpy(held, may, order->words * sizeof *held);
	for (uint32_t k = 0; k < order->n; k++) {
		const struct rule *q = order->rule[k];

		if (has(may, k) && !may_be_judged(w, q))
			drop(held, k);
		if (!q->instead_n || !has(sure, k))
			continue;
		for (uint32_t i = 0; i < order->n; i++)
			if (has(may, i) && replaces(order, q, order->rule[i]))
				drop(held, i);
	}
}

/* --- sets --- */

static uint64_t *bits_of(const struct rule_order *order, unsigned n)
{
	return order->scratch + n * order->words;
}

/* Do its interfaces differ in which of its rules hold? What flags alone decide is seen
 * with each reading. */
static bool is_by_row(const struct weigh *w, const uint64_t *may)
{
	bool by_flags = false, places = false;

	if (w->thing.dev == NONE || w->thing.ifs != NONE)
		return false;
	for (uint32_t k = 0; k < w->order->n; k++) {
		const struct rule *r = w->order->rule[k];

		if (!has(may, k) || !scope_of_interface(&r->scope))
			continue;
		if (r->scope.ifname || r->scope.alias || r->scope.speed_min ||
		    r->scope.speed_max || r->scope.circuit || r->scope.provider ||
		    r->scope.classes)
			return true;
		by_flags = true;
		places |= r->instead_n > 0;
	}
	return by_flags && places;
}

/* What the rules of a check that are held have in common, so that most rows need no
 * look at any. */
static void note_reach(const struct rule_order *order, struct rule_set *set,
		       enum check check)
{
	struct reach_of *reach = &set->reach[check - CHECK_IF_DOWN];
	bool all = false;

	reach->least = reach->floor = INFINITY;
	for (uint32_t k = order->first[check]; k < order->first[check + 1]; k++) {
		const struct rule *r = order->rule[k];

		if (r->event || !has(set->held, k))
			continue;
		if (!(r->enter >= reach->least))
			reach->least = r->enter;
		if (r->floor < reach->floor)
			reach->floor = r->floor;
		reach->flags |= r->scope.if_flags;
		all |= !r->scope.if_flags;
	}
	if (all)
		reach->flags = 0;
}

static bool is_same(const struct rule_order *order, const struct rule_set *set,
		    const uint64_t *may, const uint64_t *held, bool by_row)
{
	size_t n = order->words * sizeof *may;

	return set->by_row == by_row && memcmp(set->held, held, n) == 0 &&
	       memcmp(set->may, may, n) == 0;
}

static uint32_t set_add(struct rule_order *order, const uint64_t *may,
			const uint64_t *held, bool by_row)
{
	size_t n = order->words * sizeof *may;
	struct rule_set *set = calloc(1, sizeof *set + 2 * n);

	if (!set)
		die("out of memory");
	set->by_row = by_row;
	set->held = set->bits;
	set->may = set->bits + order->words;
	memcpy(set->held, held, n);
	memcpy(set->may, may, n);
	for (enum check c = CHECK_IF_DOWN; c < check_first(OF_SENSOR); c++)
		note_reach(order, set, c);
	TABLE_GROW(order->set, order->set_cap, order->set_n + 1);
	order->set[order->set_n] = set;
	return ++order->set_n;
}

/* The number of the set (from 1) of these rules. */
static uint32_t find_set(struct weigh *w, struct rule_order *order,
			 const struct rule_set *base)
{
	uint64_t *may = bits_of(order, 0), *sure = bits_of(order, 1),
		 *held = bits_of(order, 2);
	bool by_row;

	gather(w, base, may, sure);
	settle_places(w, may, sure, held);
	by_row = is_by_row(w, may);
	for (uint32_t i = 0; i < order->set_n; i++)
		if (is_same(order, order->set[i], may, held, by_row))
			return i + 1;
	return set_add(order, may, held, by_row);
}

const struct rule_set *hold_thing(struct alerts *alerts, const struct network *net,
				  struct book *book, struct scope_thing thing,
				  int64_t now_ms)
{
	struct rule_order *order = alerts->order;
	struct weigh w = {order, net, thing, NULL, now_ms, INT64_MAX};

	if (!book->set || now_ms >= book->set_until_ms) {
		w.zone = zone_of(net, thing);
		book->set = find_set(&w, order, NULL);
		book->set_until_ms = w.until_ms;
	}
	return order->set[book->set - 1];
}

static void forget_rows(struct book *book, const struct dev *dev)
{
	TABLE_GROW(book->row, book->row_cap, dev->if_n);
	if (dev->if_n)
		memset(book->row, 0, dev->if_n * sizeof *book->row);
	book->row_shape = dev->shape;
	book->row_set = book->set;
	book->row_n = dev->if_n;
}

const struct rule_set *hold_row(struct alerts *alerts, const struct network *net,
				struct book *book, if_id i, int64_t now_ms)
{
	struct rule_order *order = alerts->order;
	const struct rule_set *set = order->set[book->set - 1];
	const struct if_table *ifs = &net->ifs;
	const struct dev *dev = &net->dev[ifs->dev[i]];
	uint8_t flags = ifs->flags[i] & FLAGS;
	struct row_hold *row;

	if (!set->by_row)
		return set;
	if (book->row_shape != dev->shape || book->row_set != book->set ||
	    book->row_n != dev->if_n)
		forget_rows(book, dev);
	row = &book->row[i - dev->if_first];
	if (!row->set || row->flags != flags ||
	    row->speed_bps != if_speed_bps(ifs, i)) {
		struct weigh w = {order, net, scope_if(net, i), NULL, now_ms, 0};

		w.zone = zone_of(net, w.thing);
		*row = (struct row_hold){.flags = flags,
					 .speed_bps = if_speed_bps(ifs, i),
					 .set = find_set(&w, order, set)};
	}
	return order->set[row->set - 1];
}

void hold_forget(struct rule_order *order)
{
	for (uint32_t i = 0; i < order->set_n; i++)
		free(order->set[i]);
	free(order->set);
	free(order->scratch);
	order->set = NULL;
	order->scratch = NULL;
	order->set_n = order->set_cap = 0;
}

/* --- for people who ask --- */

static bool is_of(enum check_thing of, struct scope_thing t)
{
	switch (of) {
	case OF_DEVICE:
	case OF_SENSOR:
	case OF_PEER:
	case OF_GROUP:
		return t.dev != NONE && t.ifs == NONE;
	case OF_INTERFACE:
		return t.ifs != NONE;
	case OF_SITE:
		return t.dev == NONE && t.site != NONE;
	case OF_CUSTOMER:
		return t.dev == NONE && t.site == NONE && t.customer != NONE;
	case OF_CIRCUIT:
		return t.circuit != NONE;
	default:
		return t.dev == NONE && t.site == NONE && t.customer == NONE &&
		       t.circuit == NONE;
	}
}

/* Of those that stand in its place the most specific. */
static const struct rule *replacer(const struct weigh *w, const uint64_t *sure,
				   const struct rule *r)
{
	const struct rule *by = NULL;

	for (uint32_t k = 0; k < w->order->n; k++) {
		const struct rule *q = w->order->rule[k];

		if (has(sure, k) && q->instead_n && replaces(w->order, q, r) &&
		    (!by || rank(q) > rank(by)))
			by = q;
	}
	return by;
}

static void explain(struct weigh *w, const uint64_t *sure, const struct rule *r,
		    struct hold *out)
{
	*out = (struct hold){.next_ms = INT64_MAX};
	if (r->hours)
		out->next_ms = calendar_next(r->hours, w->zone, w->now_ms);
	out->part = scope_misses(&r->scope, w->net, w->thing);
	out->by = replacer(w, sure, r);
	if (!is_of(check_thing(r->check), w->thing))
		out->why = HOLD_OTHER;
	else if (out->part)
		out->why = HOLD_SCOPE;
	else if (!timely(w, r))
		out->why = HOLD_HOURS;
	else if (out->by)
		out->why = HOLD_INSTEAD;
	else if (r->off)
		out->why = HOLD_OFF;
}

void alerts_explain(const struct alerts *alerts, const struct network *net,
		    struct scope_thing thing, int64_t now_ms, struct hold *out)
{
	struct rule_order *order = alerts->order;
	struct weigh w = {order, net, thing, zone_of(net, thing), now_ms, INT64_MAX};
	uint64_t *may = bits_of(order, 0), *sure = bits_of(order, 1);

	gather(&w, NULL, may, sure);
	for (uint32_t k = 0; k < order->n; k++)
		explain(&w, sure, order->rule[k],
			&out[order->rule[k] - alerts->rules->rule]);
}

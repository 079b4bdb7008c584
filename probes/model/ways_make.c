/*
 * Making a graph of the network: rows of links and configured parents become edges, the
 * surest first; what nothing joins to the watch gets an entrance. Parts that hang
 * together are found by union and find on the way. Every phase is a walk over one flat
 * table that can stop anywhere.
 */
#include <stdlib.h>
#include <string.h>

#include "probes/model/segment.h"
#include "probes/model/topology.h"
#include "probes/model/ways_private.h"

/* Rows of links, parents, and then for each level: which of its edges join parts, and
 * their joining; segments, when what is sure has been joined; entrances; the edges; the
 * graph. */
enum phase {
	ROWS,
	PARENTS,
	ADMIT_0,
	UNITE_0,
	SEGMENTS,
	ADMIT_1,
	UNITE_1,
	ADMIT_2,
	UNITE_2,
	ATTACH,
	RANK,
	ENTER,
	LAY,
	WALK
};

#define VANISHED_MS 600000 /* a neighbour's entry outlives the neighbour by minutes */
#define MOVING_MS 60000	   /* its ends are asked one after the other */

static struct ways_made *draft(struct ways *w)
{
	return &w->made[1 - w->use];
}

/* --- parts ---------------------------------------------------------------------------
 */

static uint32_t part_of(struct ways *w, uint32_t v)
{
	while (w->joined[v] != v) {
		w->joined[v] = w->joined[w->joined[v]];
		v = w->joined[v];
	}
	return v;
}

static void unite(struct ways *w, uint32_t a, uint32_t b)
{
	a = part_of(w, a);
	b = part_of(w, b);
	if (a < b)
		w->joined[b] = a;
	else
		w->joined[a] = b;
}

static void add_vertex(struct ways *w, uint32_t v)
{
	TABLE_GROW(w->joined, w->joined_cap, v + 1);
	w->joined[v] = v;
}

/* --- edges ---------------------------------------------------------------------------
 */

static void add_edge(struct ways *w, uint32_t a, uint32_t b, link_id link,
		     uint8_t level)
{
	TABLE_GROW(w->edge, w->edge_cap, w->edge_n + 1);
	w->edge[w->edge_n++] = (struct ways_edge){a, b, link, level, false};
}

static uint8_t level_of(const struct link *l)
{
	if (l->sources &
	    ~(LINK_BIT(LINK_OSPF) | LINK_BIT(LINK_ARP) | LINK_BIT(LINK_BGP)))
		return 0;
	return l->sources & ~LINK_BIT(LINK_BGP) ? 1 : 2;
}

/* Was the device heard over the link until it fell silent? */
static bool was_there(const struct network *net, const struct link *l, unsigned side)
{
	dev_id dev = l->end[side].dev;
	int64_t since = dev != NONE ? topology_silent_since(net, dev) : 0;

	return since && link_seen_ms(net, l) > since - VANISHED_MS;
}

/* Its port is down since about when it was told of last. */
static bool was_cut(const struct network *net, const struct link *l, unsigned side)
{
	if_id i = link_if(net, l, side);
	int64_t since = i != NONE && net->ifs.oper[i] == IF_DOWN
				? topology_down_since(net, i)
				: 0;

	return since && since < link_seen_ms(net, l) + VANISHED_MS;
}

/* Another came between the same two, or at a port of its: it moved. */
static bool is_replaced(const struct network *net, const struct link *l)
{
	for (unsigned side = 0; side < 2; side++) {
		dev_id dev = l->end[side].dev;

		for (link_id i = dev != NONE ? links_of(net, dev) : NONE; i != NONE;
		     i = links_next(net, i, dev)) {
			const struct link *is = link_at(net, i);
			unsigned at = link_side(is, dev);
			bool here = is->end[at].port == l->end[side].port,
			     there = is->end[1 - at].dev == l->end[1 - side].dev &&
				     is->end[1 - at].name == l->end[1 - side].name;

			if (!is->vanished && (here || there) &&
			    is->first_seen_ms > link_seen_ms(net, l) - MOVING_MS)
				return true;
		}
	}
	return false;
}

bool ways_stands(const struct network *net, const struct link *l)
{
	if (!l->vanished || was_there(net, l, 0) || was_there(net, l, 1))
		return true;
	return (was_cut(net, l, 0) || was_cut(net, l, 1)) && !is_replaced(net, l);
}

/* Where one has configured parents, nothing else leads to it. */
static bool may_lead(const struct network *net, dev_id a, dev_id b)
{
	return net->dev[a].parent_n == 0 || net->dev[b].parent_n == 0 ||
	       topology_is_parent(&net->dev[a], b) ||
	       topology_is_parent(&net->dev[b], a);
}

/* The vertex of a neighbour that nobody manages. */
static uint32_t stranger(const struct network *net, struct ways *w, link_id id,
			 const struct link *l)
{
	struct ways_made *m = draft(w);
	const char *name = network_str(net, l->end[1].name);
	uint64_t hash = table_hash(name, strlen(name));
	uint32_t v = idmap_find(&w->strangers, hash);

	if (v != NONE)
		return v;
	v = m->dev_n + 1 + m->stranger_n;
	TABLE_GROW(m->stranger, m->stranger_cap, m->stranger_n + 1);
	m->stranger[m->stranger_n++] = id;
	idmap_put(&w->strangers, hash, v);
	add_vertex(w, v);
	return v;
}

static void take_row(const struct network *net, struct ways *w, link_id id)
{
	const struct link *l = link_at(net, id);
	dev_id a, b;

	if (!links_is(net, id))
		return;
	a = l->end[0].dev;
	b = l->end[1].dev;
	if (!ways_stands(net, l))
		return;
	w->kept = w->kept || l->vanished;
	if (b == NONE && l->end[1].name)
		add_edge(w, a, stranger(net, w, id, l), id, level_of(l));
	else if (b != NONE && may_lead(net, a, b))
		add_edge(w, a, b, id, level_of(l));
}

/* --- segments ------------------------------------------------------------------------
 */

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* May others lead to it, and is it not what the watch is thought to be next to on that
 * very segment? */
static bool may_join(const struct network *net, const struct ways *w, dev_id dev)
{
	if (dev >= w->made[1 - w->use].dev_n || net->dev[dev].parent_n)
		return false;
	for (uint32_t i = 0; w->how == ATTACHED_SEGMENT && i < w->attached_n; i++)
		if (w->attached[i] == dev)
			return false;
	return true;
}

/* The parts that its members are of; each of another: else it would be a second way
 * between devices that are joined as we know. */
static uint32_t joins(const struct network *net, struct ways *w,
		      const struct segment *s)
{
	uint32_t n = 0;

	TABLE_GROW(w->part, w->part_cap, s->n + 1);
	for (uint32_t i = 0; i < s->n; i++)
		if (may_join(net, w, s->member[i].dev))
			w->part[n++] = part_of(w, s->member[i].dev);
	if (n > 1)
		qsort(w->part, n, sizeof *w->part, by_number);
	for (uint32_t i = 1; i < n; i++)
		if (w->part[i] == w->part[i - 1])
			return 0;
	return n;
}

static void take_segment(const struct network *net, struct ways *w, segment_id id)
{
	const struct segment *s = segment_at(net, id);
	struct ways_made *m = draft(w);
	uint32_t v;

	/* while nobody knows where the watch is, it may be on this one itself */
	if (w->how == ATTACHED_UNKNOWN || s->n < 2 || joins(net, w, s) < 2)
		return;
	v = m->dev_n + 1 + m->stranger_n;
	TABLE_GROW(m->stranger, m->stranger_cap, m->stranger_n + 1);
	m->stranger[m->stranger_n++] = id | OF_SEGMENT;
	add_vertex(w, v);
	for (uint32_t i = 0; i < s->n; i++) {
		if (!may_join(net, w, s->member[i].dev))
			continue;
		add_edge(w, s->member[i].dev, v, NONE, 0);
		w->edge[w->edge_n - 1].admitted = true;
		unite(w, s->member[i].dev, v);
	}
}

static bool has_link(const struct network *net, dev_id a, dev_id b)
{
	for (link_id l = links_of(net, a); l != NONE; l = links_next(net, l, a)) {
		const struct link *link = link_at(net, l);

		if (link->end[1 - link_side(link, a)].dev == b && !link->vanished)
			return true;
	}
	return false;
}

static void take_parents(const struct network *net, struct ways *w, dev_id id)
{
	const struct dev *dev = &net->dev[id];

	for (uint8_t i = 0; i < dev->parent_n; i++) {
		w->is_parent[dev->parent[i]] = true;
		if (!has_link(net, id, dev->parent[i]))
			add_edge(w, id, dev->parent[i], NONE, 0);
	}
}

/* --- entrances -----------------------------------------------------------------------
 */

enum { NO_ENTRANCE, BY_CORE, BY_EDGE, BY_PARENTS };

static uint8_t entrance_class(const struct network *net, const struct ways *w,
			      dev_id id)
{
	const struct dev *dev = &net->dev[id];

	if (w->is_parent[id] && dev->parent_n == 0)
		return BY_PARENTS;
	if (dev->role == ROLE_EDGE || dev->role == ROLE_FIREWALL)
		return BY_EDGE;
	return dev->role == ROLE_CORE ? BY_CORE : NO_ENTRANCE;
}

static void attach(struct ways *w)
{
	uint32_t watch = ways_watch(draft(w));

	for (uint32_t i = 0; i < w->attached_n; i++)
		if (w->attached[i] < watch) {
			add_edge(w, watch, w->attached[i], NONE, 0);
			w->edge[w->edge_n - 1].admitted = true;
			unite(w, watch, w->attached[i]);
		}
	TABLE_GROW(w->class, w->class_cap, w->joined_cap);
	memset(w->class, NO_ENTRANCE, w->class_cap);
}

static void rank(const struct network *net, struct ways *w, dev_id id)
{
	uint32_t part = part_of(w, id);
	uint8_t class = entrance_class(net, w, id);

	if (class > w->class[part])
		w->class[part] = class;
}

static void enter(const struct network *net, struct ways *w, dev_id id)
{
	uint32_t watch = ways_watch(draft(w)), part = part_of(w, id);
	uint8_t class = w->class[part];

	if (class == NO_ENTRANCE || part == part_of(w, watch) ||
	    entrance_class(net, w, id) != class)
		return;
	add_edge(w, watch, id, NONE, 0);
	w->edge[w->edge_n - 1].admitted = true;
}

/* --- phases --------------------------------------------------------------------------
 */

static void lay(struct ways *w, const struct ways_edge *e)
{
	struct ways_made *m = draft(w);
	uint32_t edge = e->admitted ? graph_join(&m->graph, e->a, e->b) : NONE;

	if (edge == NONE)
		return;
	TABLE_GROW(m->link, m->link_cap, edge + 1);
	m->link[edge] = e->link;
}

static uint32_t items(const struct network *net, const struct ways *w)
{
	switch (w->phase) {
	case ROWS:
		return links_n(net);
	case PARENTS:
	case RANK:
	case ENTER:
		return w->made[1 - w->use].dev_n;
	case SEGMENTS:
		return segments_n(net);
	case ATTACH:
		return 1;
	default:
		return w->edge_n;
	}
}

static uint8_t level_now(const struct ways *w)
{
	return w->phase < SEGMENTS ? 0 : w->phase < ADMIT_2 ? 1 : 2;
}

static void settle(struct ways *w, struct ways_edge *e)
{
	bool admits = w->phase == ADMIT_0 || w->phase == ADMIT_1 || w->phase == ADMIT_2;

	if (admits)
		e->admitted = e->admitted || !e->level ||
			      part_of(w, e->a) != part_of(w, e->b);
	else if (e->admitted)
		unite(w, e->a, e->b);
}

static void do_item(const struct network *net, struct ways *w)
{
	struct ways_edge *e = w->at < w->edge_n ? &w->edge[w->at] : NULL;

	if (w->phase == ROWS)
		take_row(net, w, w->at);
	else if (w->phase == PARENTS)
		take_parents(net, w, w->at);
	else if (w->phase == ATTACH)
		attach(w);
	else if (w->phase == RANK)
		rank(net, w, w->at);
	else if (w->phase == ENTER)
		enter(net, w, w->at);
	else if (w->phase == LAY)
		lay(w, e);
	else if (w->phase == SEGMENTS)
		take_segment(net, w, w->at);
	else if (e->level == level_now(w))
		settle(w, e);
}

static void next_phase(struct ways *w)
{
	struct ways_made *m = draft(w);

	w->phase++;
	w->at = 0;
	if (w->phase == LAY)
		graph_reset(&m->graph, m->dev_n + 1 + m->stranger_n, ways_watch(m),
			    m->dev_n);
}

void ways_make_begin(struct network *net)
{
	struct ways *w = net->ways;
	struct ways_made *m = draft(w);

	m->dev_n = net->dev_n;
	m->stranger_n = 0;
	idmap_fini(&w->strangers);
	memset(&w->strangers, 0, sizeof w->strangers);
	w->edge_n = 0;
	for (uint32_t v = 0; v <= m->dev_n; v++)
		add_vertex(w, v);
	TABLE_GROW(w->is_parent, w->is_parent_cap, m->dev_n + 1);
	memset(w->is_parent, 0, w->is_parent_cap);
	w->kept = false;
	w->making = true;
	w->phase = ROWS;
	w->at = 0;
}

bool ways_make(struct network *net, uint32_t budget)
{
	struct ways *w = net->ways;
	uint32_t cost = 0;

	while (w->phase < WALK && cost++ < budget)
		if (w->at < items(net, w)) {
			do_item(net, w);
			w->at++;
		} else {
			next_phase(w);
		}
	if (w->phase < WALK)
		return true;
	return cost >= budget || graph_step(&draft(w)->graph, budget - cost);
}

/*
 * Who is silent, what that makes of a site, and which links are drawn.
 */
#include "probes/model/topology.h"
#include "probes/model/ways.h"

#define UPS 16 /* links to so many others are drawn */

#define SILENT_POLLS 2 /* one lost poll is no outage where SNMP is all we have */

bool topology_is_parent(const struct dev *dev, dev_id id)
{
	for (uint8_t i = 0; i < dev->parent_n; i++)
		if (dev->parent[i] == id)
			return true;
	return false;
}

/* Refusals and wrong keys are answers, too: somebody is there. Where SNMP is what we
 * probe by, a port that is closed is none: nothing else was asked. */
static bool last_poll_answered(const struct dev *dev)
{
	if (dev->ping_by == PING_SNMP && dev->reason == REASON_REFUSED)
		return false;
	return dev->reason != REASON_NEVER && dev->reason != REASON_TIMEOUT &&
	       dev->reason != REASON_UNRESOLVED;
}

static int64_t silent_to_polls_since(const struct dev *dev)
{
	bool cold = dev->ping_by == PING_NO && !dev->snmp_good_ms;

	if (last_poll_answered(dev) || dev->polls_bad < (cold ? 1 : SILENT_POLLS))
		return 0;
	return dev->snmp_bad_ms;
}

int64_t topology_silent_since(const struct network *net, dev_id id)
{
	const struct dev *dev = &net->dev[id];

	if (dev->ping_by == PING_NO || !dev->reach.known)
		return silent_to_polls_since(dev);
	if (dev->reach.answering ||
	    (last_poll_answered(dev) && dev->poll_at_ms > dev->reach.first_bad_ms))
		return 0;
	return dev->reach.first_bad_ms;
}

bool topology_dev_silent(const struct network *net, dev_id id)
{
	return topology_silent_since(net, id) != 0;
}

static void tally_add(struct site_tally *t, dev_id cause)
{
	uint32_t i = 0;

	while (i < t->n && t->cause[i] != cause)
		i++;
	if (i == SITE_CAUSES)
		return;
	if (i == t->n)
		t->cause[t->n++] = cause;
	t->hides[i]++;
}

static void tally_best(const struct site_tally *t, struct site_count *count)
{
	for (uint32_t i = 0; i < t->n; i++)
		if (t->hides[i] > count->cause_hides) {
			count->cause = t->cause[i];
			count->cause_hides = t->hides[i];
		}
}

static void add_lost(const struct network *net, dev_id id, int64_t since,
		     struct site_look *l)
{
	dev_id cause = topology_cause(net, id);

	l->count.lost++;
	if (cause != NONE) {
		tally_add(&l->tally, cause);
		l->count.hidden++;
	}
	if (!l->count.since_ms || since < l->count.since_ms) {
		l->count.since_ms = since;
		l->count.cause = cause != NONE ? cause : id;
	}
}

static void add_dev(const struct network *net, dev_id id, struct site_look *l)
{
	int64_t since, heard = dev_heard_ms(&net->dev[id]);

	if (dev_is_planned(&net->dev[id])) {
		l->count.planned++;
		return;
	}
	l->count.devices++;
	topology_add_ways(net, id, &l->count.ways);
	if (heard > l->count.heard_ms)
		l->count.heard_ms = heard;
	since = topology_silent_since(net, id);
	if (since)
		add_lost(net, id, since, l);
}

void topology_look(const struct network *net, site_id site, struct site_look *l)
{
	*l = (struct site_look){.at = net->site[site].first_dev,
				.count = {.cause = NONE, .ways = site_no_ways}};
}

void topology_look_on(const struct network *net, struct site_look *l)
{
	add_dev(net, l->at, l);
	l->at = net->dev[l->at].site_next;
	if (l->at == NONE)
		tally_best(&l->tally, &l->count);
}

void topology_site(const struct network *net, site_id site, struct site_count *count)
{
	struct site_look l;

	for (topology_look(net, site, &l); l.at != NONE;)
		topology_look_on(net, &l);
	*count = l.count;
}

/* Of the devices of a site that are lost. */
struct losses {
	uint32_t n;	/* by a time … */
	int64_t good_ms; /* … and the last answer of one that was at that very time */
	int64_t first_ms, last_ms; /* of all of them */
};

static struct losses lost_by(const struct network *net, site_id site, int64_t by_ms)
{
	struct losses l = {.n = 0};

	for (dev_id id = net->site[site].first_dev; id != NONE;
	     id = net->dev[id].site_next) {
		int64_t since = topology_silent_since(net, id);

		if (!since || dev_is_planned(&net->dev[id]))
			continue;
		if (!l.first_ms || since < l.first_ms)
			l.first_ms = since;
		if (since > l.last_ms)
			l.last_ms = since;
		l.n += since <= by_ms;
		if (since == by_ms && dev_heard_ms(&net->dev[id]) > l.good_ms)
			l.good_ms = dev_heard_ms(&net->dev[id]);
	}
	return l;
}

int64_t topology_lost_at(const struct network *net, site_id site, uint32_t k,
			 int64_t *good_ms)
{
	struct losses all = lost_by(net, site, INT64_MAX);
	int64_t low = all.first_ms, high = all.last_ms;

	*good_ms = 0;
	if (k == 0 || all.n < k)
		return 0;
	while (low < high) { /* by halves: it needs no room, and is asked for seldom */
		int64_t middle = low + (high - low) / 2;

		if (lost_by(net, site, middle).n >= k)
			high = middle;
		else
			low = middle + 1;
	}
	*good_ms = lost_by(net, site, low).good_ms;
	return low;
}

/* A list of links being filled. */
struct links {
	struct topology_link *link;
	uint32_t n, cap;
};

static void add_link(struct links *l, dev_id a, dev_id b, if_id ifs)
{
	if (l->n < l->cap)
		l->link[l->n++] = (struct topology_link){a, b, ifs};
}

static uint32_t count_towards(const struct network *net, dev_id id, dev_id peer)
{
	const struct dev *dev = &net->dev[id];
	uint32_t n = 0;

	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++)
		n += if_peer(&net->ifs, i) == peer;
	return n;
}

bool topology_mute(const struct network *net, dev_id id, dev_id peer)
{
	return topology_dev_silent(net, id) && !topology_dev_silent(net, peer) &&
	       count_towards(net, peer, id);
}

static void link_parent(const struct network *net, dev_id id, dev_id parent,
			struct links *l)
{
	const struct dev *from = &net->dev[parent];

	if (count_towards(net, id, parent) && !topology_mute(net, id, parent))
		return; /* its own interfaces tell */
	if (!count_towards(net, parent, id)) {
		add_link(l, id, parent, NONE);
		return;
	}
	for (if_id i = from->if_first; i < from->if_first + from->if_n; i++)
		if (if_peer(&net->ifs, i) == id)
			add_link(l, id, parent, i);
}

/* Is the link over dev's interface towards peer dev's to tell? */
static bool tells(const struct network *net, dev_id id, dev_id peer)
{
	const struct dev *dev = &net->dev[id], *other = &net->dev[peer];

	if (topology_is_parent(dev, peer))
		return !topology_mute(net, id, peer);
	if (topology_is_parent(other, id) || other->site == dev->site)
		return false;
	if (!count_towards(net, peer, id))
		return true;
	return id < peer ? !topology_mute(net, id, peer) : topology_mute(net, peer, id);
}

/* --- where nobody configured parents -------------------------------------------------
 */

static bool is_above(const struct network *net, dev_id dev, dev_id from)
{
	const struct graph *g = ways_graph_of(net, dev);

	if (g->depth[from] != g->depth[dev])
		return g->depth[from] < g->depth[dev];
	return from < dev;
}

uint32_t topology_ups(const struct network *net, dev_id id, dev_id *out, uint32_t cap)
{
	const struct dev *dev = &net->dev[id];
	struct ways_iter i;
	struct way way;
	uint32_t n = 0;

	for (ways_begin(&i, net, id); n < cap && ways_next(&i, &way);) {
		bool fit = way.from != NONE &&
			   (dev->parent_n || is_above(net, id, way.from));

		for (uint32_t k = 0; k < n && fit; k++)
			fit = out[k] != way.from;
		if (fit)
			out[n++] = way.from;
	}
	return n;
}

dev_id topology_up_at_site(const struct network *net, dev_id id)
{
	const struct dev *dev = &net->dev[id];
	struct ways_iter i;
	struct way way;

	for (uint8_t p = 0; p < dev->parent_n; p++)
		if (dev->parent[p] != id && net->dev[dev->parent[p]].site == dev->site)
			return dev->parent[p];
	if (dev->parent_n)
		return NONE;
	for (ways_begin(&i, net, id); ways_next(&i, &way);)
		if (way.from != NONE && net->dev[way.from].site == dev->site &&
		    is_above(net, id, way.from))
			return way.from;
	return NONE;
}

static void link_found(const struct network *net, dev_id id, dev_id up, struct links *l)
{
	uint32_t before = l->n;

	for (link_id i = links_of(net, id); i != NONE; i = links_next(net, i, id)) {
		const struct link *link = link_at(net, i);
		unsigned side = link_side(link, id);

		if (link->end[1 - side].dev == up && ways_stands(net, link))
			add_link(l, id, up,
				 link_if(net, link,
					 topology_dev_silent(net, id) ? 1 - side
								      : side));
	}
	if (l->n == before) /* through somebody whom nobody manages */
		add_link(l, id, up, NONE);
}

uint32_t topology_links(const struct network *net, dev_id id,
			struct topology_link *link, uint32_t cap)
{
	const struct dev *dev = &net->dev[id];
	struct links l = {.link = link, .cap = cap};
	if_id first = dev->if_first + dev->peered.first;
	dev_id up[UPS];
	uint32_t n;

	for (if_id i = first; i < first + dev->peered.n; i++)
		if (if_peer(&net->ifs, i) != NONE &&
		    tells(net, id, if_peer(&net->ifs, i)))
			add_link(&l, id, if_peer(&net->ifs, i), i);
	for (uint8_t i = 0; i < dev->parent_n; i++)
		link_parent(net, id, dev->parent[i], &l);
	n = dev->parent_n ? 0 : topology_ups(net, id, up, UPS);
	for (uint32_t i = 0; i < n; i++)
		if (net->dev[up[i]].site == dev->site)
			link_found(net, id, up[i], &l);
	return l.n;
}

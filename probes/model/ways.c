/*
 * Asking the graph of the network, and when it is to be made anew.
 */
#include "probes/model/ways.h"

#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "probes/model/segment.h"
#include "probes/model/spare.h"
#include "probes/model/topology.h"
#include "probes/model/ways_private.h"

#define AGAIN_MS 60000 /* until links that vanished are looked at once more */
/* A device's links, and to read an ifAlias, in edges: */
#define LINKS_COST 20
#define CLASSIFY_COST 20

const char *attached_words(enum attached how)
{
	static const char *const words[ATTACHED_N] = {
		[ATTACHED_UNKNOWN] = "not known",
		[ATTACHED_CONFIGURED] = "as configured",
		[ATTACHED_GATEWAY] = "our gateway",
		[ATTACHED_SEGMENT] = "on our segment",
		[ATTACHED_TRAIL] = "the first that our probes meet",
	};

	return words[how];
}

/* --- life ----------------------------------------------------------------------------
 */

static struct ways *ways_of(struct network *net)
{
	if (net->ways)
		return net->ways;
	net->ways = calloc(1, sizeof *net->ways);
	if (!net->ways)
		die("out of memory");
	graph_init(&net->ways->made[0].graph);
	graph_init(&net->ways->made[1].graph);
	net->ways->stale = true;
	net->ways->sorted = NONE;
	return net->ways;
}

void ways_free(struct network *net)
{
	struct ways *w = net->ways;

	if (!w)
		return;
	for (int i = 0; i < 2; i++) {
		graph_fini(&w->made[i].graph);
		free(w->made[i].link);
		free(w->made[i].stranger);
	}
	free(w->attached);
	free(w->edge);
	free(w->joined);
	free(w->class);
	free(w->is_parent);
	free(w->found);
	free(w->hint);
	free(w->part);
	idmap_fini(&w->strangers);
	spare_free(w->spares);
	free(w);
	net->ways = NULL;
}

void ways_attach(struct network *net, enum attached how, const dev_id *dev, uint32_t n)
{
	struct ways *w = ways_of(net);

	if (w->how == how && w->attached_n == n &&
	    (n == 0 || memcmp(w->attached, dev, n * sizeof *dev) == 0))
		return;
	w->how = how;
	TABLE_GROW(w->attached, w->attached_cap, n + 1);
	if (n)
		memcpy(w->attached, dev, n * sizeof *dev);
	w->attached_n = n;
	w->stale = true;
}

enum attached ways_attached(const struct network *net)
{
	return net->ways ? net->ways->how : ATTACHED_UNKNOWN;
}

static void take(struct ways *w, int64_t now_ms)
{
	w->use = 1 - w->use;
	w->generation++;
	w->again_ms = w->kept ? now_ms + AGAIN_MS : 0;
	w->sorted = 0;
}

/* What the interfaces of devices are follows from the ways to them. */
static bool sort_out(struct network *net, uint32_t budget)
{
	struct ways *w = net->ways;
	uint32_t cost = 0;

	TABLE_GROW(w->found, w->found_cap, net->dev_n);
	for (; w->sorted < net->dev_n; w->sorted++) {
		uint64_t found;

		if (cost >= budget)
			return true;
		found = topology_found(net, w->sorted);
		cost += LINKS_COST;
		if (found == w->found[w->sorted])
			continue;
		w->found[w->sorted] = found;
		topology_classify(net, w->sorted);
		cost += CLASSIFY_COST * (net->dev[w->sorted].if_n + 1);
	}
	w->sorted = NONE;
	return false;
}

void ways_shut(struct network *net)
{
	if (net->ways && net->ways->generation)
		net->ways->shut = true;
}

bool ways_urgent(const struct network *net)
{
	return net->ways && net->ways->shut;
}

static bool is_made_of(const struct network *net, const struct ways *w, int64_t now_ms)
{
	return !w->stale && w->links_seen == links_generation(net) &&
	       w->segments_seen == segments_generation(net) &&
	       w->devs_seen == net->dev_n && (!w->again_ms || now_ms < w->again_ms);
}

bool ways_step(struct network *net, uint32_t budget, int64_t now_ms)
{
	struct ways *w = ways_of(net);

	if (!w->making && w->shut) {
		w->making = true;
		w->sorted = 0;
		w->shut = false;
	}
	if (!w->making) {
		if (is_made_of(net, w, now_ms))
			return w->generation && spare_step(net, &w->spares, budget);
		w->stale = false;
		w->links_seen = links_generation(net);
		w->segments_seen = segments_generation(net);
		w->devs_seen = net->dev_n;
		ways_make_begin(net);
	}
	if (w->sorted == NONE && ways_make(net, budget))
		return true;
	if (w->sorted == NONE)
		take(w, now_ms);
	w->making = sort_out(net, budget);
	return true; /* what is spare follows */
}

void ways_all(struct network *net, int64_t now_ms)
{
	links_settle(net, now_ms);
	while (ways_step(net, UINT32_MAX, now_ms))
		continue;
}

uint64_t ways_generation(const struct network *net)
{
	return net->ways ? net->ways->generation : 0;
}

/* --- the graph -----------------------------------------------------------------------
 */

static const struct ways_made *made(const struct network *net)
{
	return net->ways && net->ways->generation ? &net->ways->made[net->ways->use]
						  : NULL;
}

const struct graph *ways_graph(const struct network *net)
{
	const struct ways_made *m = made(net);

	return m ? &m->graph : NULL;
}

const struct graph *ways_graph_of(const struct network *net, dev_id dev)
{
	const struct ways_made *m = made(net);

	return m && dev < m->dev_n ? &m->graph : NULL;
}

/* Rows are used again: is it still between the same two? */
static bool is_between(const struct link *l, const struct ways_made *m,
		       const struct graph_edge *e)
{
	dev_id far = e->b < m->dev_n ? e->b : NONE;

	return (l->end[0].dev == e->a && l->end[1].dev == far) ||
	       (l->end[1].dev == e->a && l->end[0].dev == far);
}

const struct link *ways_link(const struct network *net, uint32_t edge)
{
	const struct ways_made *m = made(net);
	link_id l = m && edge < m->graph.edge_n ? m->link[edge] : NONE;

	if (l == NONE || !links_is(net, l) ||
	    !is_between(link_at(net, l), m, &m->graph.edge[edge]))
		return NULL;
	return link_at(net, l);
}

str_id ways_stranger(const struct network *net, uint32_t vertex)
{
	const struct ways_made *m = made(net);
	link_id l;

	if (!m || vertex <= m->dev_n || vertex >= m->graph.n)
		return 0;
	l = m->stranger[vertex - m->dev_n - 1];
	if (l & OF_SEGMENT)
		return segment_at(net, l & ~OF_SEGMENT)->name;
	return links_is(net, l) ? link_at(net, l)->end[1].name : 0;
}

/* --- ways ----------------------------------------------------------------------------
 */

void ways_begin(struct ways_iter *i, const struct network *net, dev_id dev)
{
	const struct graph *g = ways_graph_of(net, dev);

	*i = (struct ways_iter){.net = net, .dev = dev, .through = NONE};
	if (!g || net->dev[dev].parent_n)
		return;
	i->at = g->first[dev];
	i->end = i->at + g->way_n[dev];
}

/* On through the stranger it stands at. */
static bool next_through(struct ways_iter *i, struct way *way)
{
	const struct ways_made *m = made(i->net);
	uint32_t v = i->through, end = m->graph.first[v] + m->graph.way_n[v];

	while (i->inner < end) {
		uint32_t to = m->graph.half[i->inner++].to;

		if (to == i->dev || to >= m->dev_n)
			continue;
		*way = (struct way){to, NULL};
		return true;
	}
	i->through = NONE;
	return false;
}

static bool next_found(struct ways_iter *i, struct way *way)
{
	const struct ways_made *m = made(i->net);

	for (;;) {
		struct graph_half h;

		if (i->through != NONE && next_through(i, way))
			return true;
		if (i->at == i->end)
			return false;
		h = m->graph.half[i->at++];
		if (h.to <= m->dev_n) {
			*way = (struct way){h.to == ways_watch(m) ? NONE : h.to,
					    ways_link(i->net, h.edge)};
			return true;
		}
		i->through = h.to;
		i->inner = m->graph.first[h.to];
	}
}

bool ways_next(struct ways_iter *i, struct way *way)
{
	const struct dev *dev = &i->net->dev[i->dev];

	if (!dev->parent_n)
		return i->end && next_found(i, way);
	if (i->parent == dev->parent_n)
		return false;
	*way = (struct way){dev->parent[i->parent++], NULL};
	return true;
}

bool ways_hang(const struct network *net, dev_id dev, dev_id on)
{
	const struct graph *g = ways_graph_of(net, dev);

	return g && ways_graph_of(net, on) && dev != on && graph_dominates(g, on, dev);
}

dev_id ways_hangs_on(const struct network *net, dev_id dev)
{
	const struct graph *g = ways_graph_of(net, dev);
	uint32_t on = g ? g->idom[dev] : NONE;

	while (on != NONE && on > g->root) /* a stranger */
		on = g->idom[on];
	return on == NONE || on == g->root ? NONE : on;
}

dev_id ways_hint(const struct network *net, dev_id dev)
{
	const struct ways *w = net->ways;

	return w && dev < w->hint_cap && w->hint[dev] ? w->hint[dev] - 1 : NONE;
}

void ways_note(const struct network *net, dev_id dev, dev_id hint)
{
	struct ways *w = net->ways; /* no part of what the network is */

	if (w && ways_graph_of(net, dev)) {
		TABLE_GROW(w->hint, w->hint_cap, net->dev_n);
		w->hint[dev] = hint + 1;
	}
}

uint32_t ways_behind(const struct network *net, dev_id dev)
{
	const struct graph *g = ways_graph_of(net, dev);

	return g ? g->behind[dev] : 0;
}

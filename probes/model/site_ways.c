/*
 * The ways of a site. A link that leads to another site is a way, and so is a WAN
 * interface of which no such link is known: a provider's line whose other end nobody
 * sees. What is silent tells nothing, but the far end of its link may.
 */
#include <string.h>

#include "probes/model/circuit.h"
#include "probes/model/link.h"
#include "probes/model/topology.h"
#include "probes/model/ways.h"

const struct site_ways site_no_ways = {.lost = NONE, .cut = NONE, .mute = NONE};

static enum line_state end_state(const struct network *net, if_id row)
{
	const struct dev *dev = row == NONE ? NULL : &net->dev[net->ifs.dev[row]];

	if (!dev || dev->polls_bad || !dev->snmp_good_ms ||
	    topology_dev_silent(net, net->ifs.dev[row]))
		return LINE_UNKNOWN;
	return line_state_of(net, row);
}

static bool is_shut(const struct network *net, if_id row)
{
	return row != NONE && net->ifs.admin[row] == IF_DOWN;
}

static void add_end(struct site_ways *w, const struct network *net, if_id row,
		    enum line_state *state)
{
	enum line_state end = end_state(net, row);

	if (end == LINE_DOWN && topology_down_since(net, row) > w->since_ms)
		w->since_ms = topology_down_since(net, row);
	if (end != LINE_UNKNOWN && *state != LINE_DOWN)
		*state = end;
}

static bool parents_at(const struct network *net, const struct dev *dev, site_id site)
{
	for (uint8_t i = 0; i < dev->parent_n; i++)
		if (net->dev[dev->parent[i]].site != site)
			return false;
	return dev->parent_n > 0;
}

/* Every way to it leads over this site: it is behind us, and nobody comes from
 * there. */
static bool is_behind(const struct network *net, dev_id dev, site_id site)
{
	for (dev_id d = dev; d != NONE; d = ways_hangs_on(net, d))
		if (net->dev[d].site == site || parents_at(net, &net->dev[d], site))
			return true;
	return false;
}

/* A way of dev, by which somebody may come to its site. Where a link is not told of any
 * more its port still knows what it led to. */
static void add_entry(struct site_ways *w, const struct network *net, dev_id dev,
		      dev_id to, if_id own, bool down)
{
	dev_id far = to == NONE && own != NONE ? if_peer(&net->ifs, own) : to, mute;

	if (far != NONE && is_behind(net, far, net->dev[dev].site))
		return;
	mute = topology_dev_silent(net, dev)		      ? dev
	       : far != NONE && topology_dev_silent(net, far) ? far
							      : NONE;
	w->in++;
	if (!down && mute == NONE) {
		w->left++;
		return;
	}
	w->cut = own;
	w->mute = mute;
}

/* A way of dev to that device, between these ends; NONE unknown. */
static void add_way(struct site_ways *w, const struct network *net, dev_id dev,
		    dev_id to, if_id own, if_id far)
{
	enum line_state state = LINE_UNKNOWN;

	if (is_shut(net, own) || is_shut(net, far))
		return;
	add_end(w, net, own, &state);
	add_end(w, net, far, &state);
	w->n++;
	add_entry(w, net, dev, to, own, state == LINE_DOWN);
	if (state != LINE_DOWN)
		return;
	w->down++;
	if (to != NONE && w->lost == NONE && topology_dev_silent(net, to))
		w->lost = to;
	w->to_lost += to != NONE && to == w->lost;
}

static bool leads_out(const struct network *net, const struct link *l, dev_id dev)
{
	dev_id far = l->end[1 - link_side(l, dev)].dev;

	return !l->vanished && far != NONE && net->dev[far].site != net->dev[dev].site;
}

/* Links of the device to other sites. A parent elsewhere, towards which no port is
 * known, is a way that nobody sees: one that may be up, unless a port is. */
static void add_links(struct site_ways *w, const struct network *net, dev_id dev)
{
	uint32_t before = w->n, blind = 0;

	for (link_id i = links_of(net, dev); i != NONE; i = links_next(net, i, dev)) {
		const struct link *l = link_at(net, i);
		unsigned own = link_side(l, dev);
		if_id here = link_if(net, l, own), there = link_if(net, l, 1 - own);

		if (!leads_out(net, l, dev))
			continue;
		if (here == NONE && there == NONE)
			blind++;
		else
			add_way(w, net, dev, l->end[1 - own].dev, here, there);
	}
	if (w->n != before || !blind)
		return;
	w->n++;
	add_entry(w, net, dev, NONE, NONE, false);
}

static bool is_told(const struct network *net, dev_id dev, if_id row)
{
	for (link_id i = links_of(net, dev); i != NONE; i = links_next(net, i, dev)) {
		const struct link *l = link_at(net, i);

		if (leads_out(net, l, dev) && link_if(net, l, link_side(l, dev)) == row)
			return true;
	}
	return false;
}

/* Of most devices no interface leads anywhere else: eight are looked at in one go. */
static bool any_wan(const uint8_t *flags, uint32_t n)
{
	const uint64_t all = UINT64_MAX / UINT8_MAX * IFF_WAN;
	uint64_t seen = 0;
	uint32_t i = 0;

	for (; i + sizeof seen <= n; i += sizeof seen) {
		uint64_t some;

		memcpy(&some, flags + i, sizeof some);
		seen |= some & all;
	}
	for (; i < n; i++)
		seen |= flags[i] & IFF_WAN;
	return seen != 0;
}

void topology_add_ways(const struct network *net, dev_id d, struct site_ways *w)
{
	const struct dev *dev = &net->dev[d];

	add_links(w, net, d);
	if (!any_wan(net->ifs.flags + dev->if_first, dev->if_n))
		return;
	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++)
		if (net->ifs.flags[i] & IFF_WAN && !is_told(net, d, i))
			add_way(w, net, d, NONE, i, NONE);
}

void topology_ways(const struct network *net, site_id site, struct site_ways *w)
{
	*w = site_no_ways;
	for (dev_id d = net->site[site].first_dev; d != NONE;
	     d = net->dev[d].site_next)
		if (!dev_is_planned(&net->dev[d]))
			topology_add_ways(net, d, w);
}

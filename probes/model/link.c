/*
 * The table of links: what devices say is kept as they said it, and rows are read. When
 * what one says changes, its links are worked out anew (link_turn.c) with what its
 * neighbours say of it. Nothing else is touched, so a change costs what the device has
 * neighbours, however large the network is.
 */
#include "probes/model/link.h"

#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "probes/model/circuit.h"
#include "probes/model/link_private.h"
#include "probes/model/topology.h"

const char *link_source_name(enum link_source source)
{
	static const char *const name[LINK_SOURCES] = {
		[LINK_LLDP] = "lldp",	      [LINK_CDP] = "cdp",
		[LINK_OSPF] = "ospf",	      [LINK_BGP] = "bgp",
		[LINK_FDB] = "fdb",	      [LINK_ARP] = "arp",
		[LINK_ALIAS] = "alias",	      [LINK_PARENT] = "parent",
		[LINK_DECLARED] = "declared",
	};

	return name[source];
}

/* --- the rows --------------------------------------------------------------------- */

struct link_table *links_table(struct network *net)
{
	if (net->links)
		return net->links;
	net->links = calloc(1, sizeof *net->links);
	if (!net->links)
		die("out of memory");
	net->links->free = net->links->turn.dev = NONE;
	return net->links;
}

void links_free(struct network *net)
{
	struct link_table *t = net->links;

	if (!t)
		return;
	for (uint32_t i = 0; i < t->dev_cap; i++) {
		free(t->by_dev[i].row);
		free(t->by_dev[i].self.address);
		free(t->by_dev[i].self.port);
	}
	links_forget(&t->known);
	links_forget(&t->anew);
	free(t->by_dev);
	free(t->row);
	free(t->first);
	free(t->queue);
	free(t->said);
	free(t->routed);
	free(t->joint);
	free(t->turn.peer);
	free(t->mine);
	free(t->told_news);
	free(t);
	net->links = NULL;
}

static void visit_said(struct claims *said, void (*visit)(void *, str_id *), void *ctx)
{
	struct link_self *self = &said->self;

	for (uint32_t k = 0; k < said->n; k++) {
		struct claim *c = &said->row[k];
		str_id *ids[] = {&c->port,    &c->far,	     &c->name,	    &c->chassis,
				 &c->address, &c->told_port, &c->told_descr};
		for (size_t n = 0; n < sizeof ids / sizeof *ids; n++)
			visit(ctx, ids[n]);
	}
	visit(ctx, &self->chassis);
	for (uint32_t k = 0; k < self->address_n; k++)
		visit(ctx, &self->address[k]);
	for (uint32_t k = 0; k < self->port_n; k++) {
		visit(ctx, &self->port[k].told);
		visit(ctx, &self->port[k].port);
	}
}

void links_visit(struct network *net, void (*visit)(void *, str_id *), void *ctx)
{
	struct link_table *t = net->links;

	for (link_id l = 0; t && l < t->n; l++)
		for (unsigned side = 0; side < 2; side++) {
			visit(ctx, &t->row[l].end[side].name);
			visit(ctx, &t->row[l].end[side].port);
		}
	if (t)
		links_news_visit(t, visit, ctx);
	for (uint32_t i = 0; t && i < t->dev_cap; i++)
		visit_said(&t->by_dev[i], visit, ctx);
}

uint32_t links_n(const struct network *net)
{
	return net->links ? net->links->n : 0;
}

bool links_is(const struct network *net, link_id l)
{
	return l < links_n(net) && net->links->row[l].end[0].dev != NONE;
}

const struct link *link_at(const struct network *net, link_id l)
{
	return &net->links->row[l];
}

link_id link_number(const struct network *net, const struct link *link)
{
	return (link_id)(link - net->links->row);
}

link_id links_of(const struct network *net, dev_id dev)
{
	return net->links && dev < net->links->first_cap ? net->links->first[dev]
							 : NONE;
}

link_id links_next(const struct network *net, link_id l, dev_id dev)
{
	const struct link *link = link_at(net, l);

	return link->next[link_side(link, dev)];
}

if_id link_far_if(const struct network *net, if_id port)
{
	dev_id dev = net->ifs.dev[port];
	if_id was = NONE;

	for (link_id l = links_of(net, dev); l != NONE; l = links_next(net, l, dev)) {
		const struct link *link = link_at(net, l);
		unsigned side = link_side(link, dev);

		if (link_if(net, link, side) != port)
			continue;
		if (!link->vanished)
			return link_if(net, link, 1 - side);
		was = link_if(net, link, 1 - side);
	}
	return was;
}

uint64_t links_generation(const struct network *net)
{
	return net->links ? net->links->generation : 0;
}

static if_id if_named(const struct network *net, dev_id id, str_id name)
{
	const struct dev *dev = &net->dev[id];

	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++)
		if (net->ifs.name[i] == name)
			return i;
	return NONE;
}

if_id link_if(const struct network *net, const struct link *link, unsigned side)
{
	const struct link_end *e = &link->end[side];
	const struct dev *dev;

	if (e->dev == NONE || !e->port)
		return NONE;
	dev = &net->dev[e->dev];
	if (e->at < dev->if_n && net->ifs.name[dev->if_first + e->at] == e->port)
		return dev->if_first + e->at;
	return if_named(net, e->dev, e->port);
}

enum if_status link_status(const struct network *net, const struct link *link)
{
	enum if_status status = IF_UNREAD;

	for (unsigned side = 0; side < 2; side++) {
		if_id i = link_if(net, link, side);

		if (i == NONE || net->ifs.oper[i] == IF_UNREAD)
			continue;
		if (net->ifs.oper[i] == IF_DOWN ||
		    net->ifs.oper[i] == IF_LOWER_LAYER_DOWN ||
		    net->ifs.oper[i] == IF_NOT_PRESENT)
			return IF_DOWN;
		if (net->ifs.oper[i] == IF_UP)
			status = IF_UP;
	}
	return status;
}

int64_t link_seen_ms(const struct network *net, const struct link *link)
{
	int64_t at = link->last_seen_ms;

	for (unsigned side = 0; side < 2 && !link->vanished; side++) {
		dev_id dev = link->end[side].dev;

		if (dev != NONE && link->end[side].told & LINK_FOUND &&
		    net->links->by_dev[dev].told_ms > at)
			at = net->links->by_dev[dev].told_ms;
	}
	return at;
}

/* --- what is said ----------------------------------------------------------------- */

const struct claim *links_claims(const struct network *net, dev_id dev, uint32_t *n)
{
	bool any = net->links && dev < net->links->dev_cap;

	*n = any ? net->links->by_dev[dev].n : 0;
	return any ? net->links->by_dev[dev].row : NULL;
}

int64_t links_heard_ms(const struct network *net, dev_id dev)
{
	return net->links && dev < net->links->dev_cap ? net->links->by_dev[dev].told_ms
						       : 0;
}

void links_queue(struct link_table *t, dev_id dev)
{
	TABLE_GROW(t->by_dev, t->dev_cap, dev + 1);
	if (t->by_dev[dev].queued)
		return;
	t->by_dev[dev].queued = true;
	if (t->turn.dev == dev) /* it says something else by now */
		t->turn.dev = NONE;
	TABLE_GROW(t->queue, t->queue_cap, t->queue_n + 1);
	t->queue[t->queue_n++] = dev;
}

static bool same_claim(const struct claim *a, const struct claim *b)
{
	bool given = a->peer == b->peer && a->far == b->far;

	return a->source == b->source && a->port == b->port && a->name == b->name &&
	       a->chassis == b->chassis && a->address == b->address &&
	       a->told_port == b->told_port && a->told_descr == b->told_descr &&
	       a->port_kind == b->port_kind && a->declared == b->declared &&
	       a->circuit == b->circuit && (given || claim_is_matched(a));
}

/* Keep what other sources say. Returns how many that are. */
static uint32_t drop_sources(struct claims *c, unsigned sources)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < c->n; i++)
		if (!(LINK_BIT(c->row[i].source) & sources))
			c->row[kept++] = c->row[i];
	return kept;
}

/* What other sources say leaves room for so many. */
static uint32_t room_for(const struct claims *c, unsigned sources)
{
	uint32_t others = 0;

	for (uint32_t i = 0; i < c->n; i++)
		others += !(LINK_BIT(c->row[i].source) & sources);
	return CLAIMS_MAX - others;
}

static enum left_out left_of(unsigned sources)
{
	return sources & LINK_BIT(LINK_FDB) ? LEFT_STATIONS
	       : sources & LINK_ROUTED	    ? LEFT_ROUTED
	       : sources & LINK_HEARD	    ? LEFT_HEARD
					    : LEFT_BY_HAND;
}

/* Does it say what it said, in its order? room: for so many of them there is. */
static bool says_the_same(const struct claims *c, dev_id dev, unsigned sources,
			  const struct claim *said, uint32_t n, uint32_t room)
{
	uint32_t at = 0, had = 0;

	for (uint32_t i = 0; i < c->n; i++)
		had += (LINK_BIT(c->row[i].source) & sources) != 0;
	for (uint32_t i = 0; i < c->n; i++) {
		if (!(LINK_BIT(c->row[i].source) & sources))
			continue;
		while (at < n && said[at].peer == dev)
			at++;
		if (at == n || !same_claim(&c->row[i], &said[at++]))
			return false;
	}
	while (at < n && said[at].peer == dev)
		at++;
	return at == n || had == room;
}

/* Most devices say little, and say it for long: no room to spare. */
static void claims_make_room(struct claims *c, uint32_t n)
{
	if (n <= c->cap)
		return;
	c->row = realloc(c->row, n * sizeof *c->row);
	if (!c->row)
		die("out of memory");
	c->cap = n;
}

void links_said(struct network *net, dev_id dev, unsigned sources,
		const struct claim *said, uint32_t n, int64_t now_ms)
{
	struct link_table *t = links_table(net);
	struct claims *c;
	uint32_t kept, left = 0;
	bool first;

	TABLE_GROW(t->by_dev, t->dev_cap, dev + 1);
	c = &t->by_dev[dev];
	first = sources & LINK_HEARD && !c->told_ms;
	if (sources & LINK_HEARD)
		c->told_ms = now_ms;
	if (says_the_same(c, dev, sources, said, n, room_for(c, sources)) && !first)
		return;
	kept = drop_sources(c, sources);
	claims_make_room(c, kept + (n < CLAIMS_MAX - kept ? n : CLAIMS_MAX - kept));
	c->n = kept;
	for (uint32_t i = 0; i < n; i++) {
		if (said[i].peer == dev || c->n == CLAIMS_MAX) {
			left++;
			continue;
		}
		t->matching |= claim_is_matched(&said[i]);
		c->row[c->n++] = said[i];
	}
	links_leave(t, dev, left_of(sources), left);
	links_queue(t, dev);
	for (uint32_t i = 0; sources & LINK_BIT(LINK_FDB) && i < n; i++)
		if (said[i].peer != NONE) /* what it sees stands between others */
			links_queue(t, said[i].peer);
}

/* Of a [link] or a [circuit], at this end of it. */
static struct claim declared(const struct network *net, uint32_t end)
{
	const struct line_end *here = line_end_at(net, end),
			      *there = line_other_end(net, end);
	struct claim c = claim_by(LINK_DECLARED, there->dev);

	c.port = here->ifname;
	c.far = there->ifname;
	if (end & LINE_OF_LINK)
		c.declared = (end & ~LINE_OF_LINK) / LINE_ENDS;
	else
		c.circuit = end / LINE_ENDS;
	return c;
}

#define BY_HAND (LINK_BIT(LINK_PARENT) | LINK_BIT(LINK_ALIAS) | LINK_BIT(LINK_DECLARED))

void links_by_hand(struct network *net, dev_id id)
{
	const struct dev *dev = &net->dev[id];
	struct claim *said = NULL;
	uint32_t n = 0, cap = 0;

	for (uint8_t i = 0; i < dev->parent_n; i++) {
		TABLE_GROW(said, cap, n + 1);
		said[n++] = claim_by(LINK_PARENT, dev->parent[i]);
	}
	for (uint32_t end = dev->line_first; end != NONE;
	     end = line_end_at(net, end)->next)
		if (line_other_end(net, end)->dev != NONE) {
			TABLE_GROW(said, cap, n + 1);
			said[n++] = declared(net, end);
		}
	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++) {
		dev_id peer = if_peer(&net->ifs, i);
		if (peer == NONE || line_peer(net, i) == peer)
			continue;
		TABLE_GROW(said, cap, n + 1);
		said[n] = claim_by(LINK_ALIAS, peer);
		said[n++].port = net->ifs.name[i];
	}
	if (n || net->links)
		links_said(net, id, BY_HAND, said, n, 0);
	free(said);
}

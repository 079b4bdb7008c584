/*
 * A forwarding table tells which of our devices are somewhere behind a port. Two of
 * them are next to each other when nobody of ours is between them (Breitbart and
 * others, Topology Discovery in Heterogeneous IP Networks, 2000): what one sees behind
 * its port and what the other sees behind its own have nothing in common. One that
 * forwards nothing is next to a port when no other device behind that port sees it
 * elsewhere than on its way back.
 */
#include "probes/model/link_private.h"

#define CROWD_MAX 32 /* behind one port: among more it is not worked out */

static const struct claims *said_by(const struct network *net, dev_id dev)
{
	return dev < net->links->dev_cap ? &net->links->by_dev[dev] : NULL;
}

/* The port behind which dev sees peer; 0: it does not, or has no forwarding table. */
static str_id port_towards(const struct network *net, dev_id dev, dev_id peer)
{
	const struct claims *c = said_by(net, dev);

	for (uint32_t i = 0; c && i < c->n; i++)
		if (c->row[i].source == LINK_FDB && c->row[i].peer == peer)
			return c->row[i].port;
	return 0;
}

static bool forwards(const struct network *net, dev_id dev)
{
	const struct claims *c = said_by(net, dev);

	for (uint32_t i = 0; c && i < c->n; i++)
		if (c->row[i].source == LINK_FDB)
			return true;
	return false;
}

/* Does `other`, which is behind the same port, stand between dev and peer? */
static bool is_between(const struct network *net, dev_id dev, dev_id peer, dev_id other)
{
	str_id back = port_towards(net, other, dev),
	       on = port_towards(net, other, peer);

	if (forwards(net, peer)) {
		str_id there = port_towards(net, peer, dev);
		/* behind both ports: between the two */
		return !there || port_towards(net, peer, other) == there;
	}
	return on && on != back;
}

/* How many of ours are behind that port? */
static uint32_t crowd(const struct claims *c, str_id port)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < c->n; i++)
		n += c->row[i].source == LINK_FDB && c->row[i].port == port;
	return n;
}

bool claim_is_next(const struct network *net, dev_id dev, const struct claim *claim)
{
	const struct claims *c = said_by(net, dev);

	if (LINK_BIT(claim->source) & LINK_ROUTED)
		return claim->peer != NONE;
	if (claim->source != LINK_FDB)
		return true;
	if (crowd(c, claim->port) > CROWD_MAX)
		return false;
	for (uint32_t i = 0; i < c->n; i++) {
		const struct claim *other = &c->row[i];

		if (other->source == LINK_FDB && other->port == claim->port &&
		    other->peer != claim->peer &&
		    is_between(net, dev, claim->peer, other->peer))
			return false;
	}
	return true;
}

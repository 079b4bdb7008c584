/*
 * Routers that speak OSPF or BGP with each other are joined somehow. Where no neighbour
 * protocol and no forwarding table tells over which cable, that is a link, too: between
 * devices that we manage, found by any of their addresses.
 */
#include "probes/base/table.h"
#include "probes/model/link_private.h"
#include "probes/model/peer.h"

static bool is_routed(const struct peer *p)
{
	return (p->kind == PEER_OSPF || p->kind == PEER_BGP) && p->here && p->was_up &&
	       p->state != PEER_OFF;
}

static struct claim claim_of(const struct network *net, const struct peer *p)
{
	struct claim c = claim_by(p->kind == PEER_OSPF ? LINK_OSPF : LINK_BGP, NONE);
	if_id port = network_peer_local(net, p);

	c.address = p->name;
	c.port = port == NONE ? 0 : net->ifs.name[port];
	return c;
}

void links_routed(struct network *net, dev_id id, int64_t now_ms)
{
	uint32_t n, claims = 0;
	const struct peer *p = network_peers(net, id, &n);
	struct link_table *t = n ? links_table(net) : net->links;

	if (n)
		t->matching = true; /* of any kind: who it is is asked for */
	for (uint32_t i = 0; i < n; i++) {
		if (!is_routed(&p[i]))
			continue;
		TABLE_GROW(t->routed, t->routed_cap, claims + 1);
		t->routed[claims++] = claim_of(net, &p[i]);
	}
	if (t)
		links_said(net, id, LINK_ROUTED, t->routed, claims, now_ms);
}

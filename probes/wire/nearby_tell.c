/*
 * From the tables of an agent to what it says: names of ports instead of numbers,
 * chassis and port ids as the texts by which devices are known.
 */
#include "probes/model/segment.h"
#include "probes/model/vlan.h"
#include "probes/wire/nearby.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "probes/base/table.h"
#include "probes/wire/nearby_private.h"

/* Subtypes of ids, IEEE 802.1AB 8.5.2.2 and 8.5.3.2. */
enum {
	CHASSIS_MAC = 4,
	CHASSIS_ADDRESS = 5,
	PORT_ALIAS = 1,
	PORT_MAC = 3,
	PORT_ADDRESS = 4,
	PORT_NAME = 5,
};

struct telling {
	const struct nearby *n;
	struct network *net;
	dev_id id;
	struct claim *claim;
	struct port_word *port;
	uint32_t claim_n, claim_cap, port_n, port_cap;
	struct idmap base, told; /* ports of the bridge; who is told of where */
};

/* --- texts ------------------------------------------------------------------------ */

static str_id intern_mac(struct network *net, const uint8_t *m)
{
	char text[18];
	int n = snprintf(text, sizeof text, "%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1],
			 m[2], m[3], m[4], m[5]);

	return text_intern(&net->text, text, (size_t)n);
}

static str_id intern_address(struct network *net, const uint8_t *at, size_t n)
{
	char text[INET6_ADDRSTRLEN] = "";

	if (n == 4 || n == 16)
		inet_ntop(n == 4 ? AF_INET : AF_INET6, at, text, sizeof text);
	return text_intern_str(&net->text, text);
}

static bool printable(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isprint((unsigned char)s[i]))
			return false;
	return true;
}

/* An id of any kind. Six octets that are no text are a MAC, whatever the agent calls
 * them; an address has its family in front (IANA's numbers). */
static str_id intern_id(const struct telling *t, struct span span, bool mac,
			bool address)
{
	size_t n = span.len;
	const char *s;

	if (!n)
		return 0; /* and maybe no text at all */
	s = t->n->text.data + span.at;
	if (n == 6 && (mac || !printable(s, n)))
		return intern_mac(t->net, (const uint8_t *)s);
	if (address && (n == 5 || n == 17) && (s[0] == 1 || s[0] == 2))
		return intern_address(t->net, (const uint8_t *)s + 1, n - 1);
	while (n && (s[n - 1] == 0 || s[n - 1] == ' '))
		n--;
	return text_intern(&t->net->text, s, n);
}

static str_id intern_chassis(const struct telling *t, uint8_t kind, struct span span)
{
	return intern_id(t, span, kind == CHASSIS_MAC, kind == CHASSIS_ADDRESS);
}

static str_id intern_port(const struct telling *t, const struct nearby_row *row)
{
	return intern_id(t, row->port, row->port_kind == PORT_MAC,
			 row->port_kind == PORT_ADDRESS);
}

static str_id intern_text(const struct telling *t, struct span span)
{
	return intern_id(t, span, false, false);
}

/* --- ports of its own ------------------------------------------------------------- */

static if_id by_index(const struct telling *t, uint32_t index)
{
	return network_if_by_index(t->net, t->id, index);
}

/* The interface behind a port of the bridge; NONE. */
static if_id by_base(const struct telling *t, uint32_t port)
{
	uint32_t at = idmap_find(&t->base, port);

	return at == NONE ? NONE : by_index(t, t->n->base[at].index);
}

static const struct nearby_row *port_row(const struct telling *t, uint8_t table,
					 uint32_t local)
{
	for (uint32_t i = 0; i < t->n->n; i++)
		if (t->n->row[i].table == table && t->n->row[i].local == local)
			return &t->n->row[i];
	return NULL;
}

/* Does what the agent says of a port describe this interface? */
static bool describes(const struct telling *t, if_id i, str_id descr)
{
	const struct if_table *f = &t->net->ifs;

	return i != NONE && (!descr || f->name[i] == descr || f->descr[i] == descr ||
			     f->alias[i] == descr);
}

/* The interface that LLDP numbers so. */
static if_id by_local(const struct telling *t, uint32_t local)
{
	const struct nearby_row *row = port_row(t, NEARBY_PORTS, local);
	if_id i = NONE, at = by_index(t, local), base = by_base(t, local);
	str_id told = 0, descr = 0;

	if (row) {
		told = intern_port(t, row);
		descr = intern_text(t, row->descr);
		/* Numbers that are said to be local are mostly the same as ours. */
		if (told && row->port_kind > PORT_NAME && descr &&
		    describes(t, at, descr))
			return at;
		i = links_port_told(t->net, t->id, row->port_kind, told, descr);
	}
	if (i == NONE && base != NONE)
		i = base;
	return i != NONE ? i : at;
}

/* Its name; of a port that is no interface of ours what the agent calls it. */
static str_id local_name(const struct telling *t, uint32_t local)
{
	const struct nearby_row *row = port_row(t, NEARBY_PORTS, local);
	if_id i = by_local(t, local);
	char text[24];
	int n;

	if (i != NONE)
		return t->net->ifs.name[i];
	if (row && (row->descr.len || row->port.len))
		return row->descr.len ? intern_text(t, row->descr)
				      : intern_port(t, row);
	n = snprintf(text, sizeof text, "port %u", local);
	return text_intern(&t->net->text, text, (size_t)n);
}

static str_id index_name(const struct telling *t, uint32_t index)
{
	if_id i = by_index(t, index);

	return i != NONE ? t->net->ifs.name[i] : 0;
}

/* What it calls its ports, where that is not their name. */
static void tell_port(struct telling *t, const struct nearby_row *row)
{
	str_id told = intern_port(t, row);
	if_id i = row->table == NEARBY_PORTS ? by_local(t, row->local)
					     : by_index(t, row->local);

	if (i == NONE || !told || t->net->ifs.name[i] == told)
		return;
	TABLE_GROW(t->port, t->port_cap, t->port_n + 1);
	t->port[t->port_n++] = (struct port_word){told, t->net->ifs.name[i]};
}

/* --- the part of neighbours ------------------------------------------------------- */

static void tell_neighbour(struct telling *t, const struct nearby_row *row)
{
	bool cdp = row->table == NEARBY_CDP;
	struct claim c = claim_by(cdp ? LINK_CDP : LINK_LLDP, NONE);

	c.port = row->table == NEARBY_LLDP ? local_name(t, row->local)
					   : index_name(t, row->local);
	c.port_kind = cdp ? PORT_NAME : row->port_kind;
	c.chassis = intern_chassis(t, row->chassis_kind, row->chassis);
	c.name = intern_text(t, row->name);
	c.address = intern_address(t->net, row->address, row->address_n);
	c.told_port = intern_port(t, row);
	c.told_descr = intern_text(t, row->descr);
	if (!c.name && !c.chassis && !(cdp && c.address))
		return; /* it went while it was read */
	TABLE_GROW(t->claim, t->claim_cap, t->claim_n + 1);
	t->claim[t->claim_n++] = c;
}

static void tell_subnets(struct telling *t)
{
	struct subnet subnet[SUBNETS_MAX];
	uint32_t n = 0;

	for (uint32_t i = 0; i < t->n->address_n && n < SUBNETS_MAX; i++) {
		const struct nearby_address *a = &t->n->address[i];
		if (!a->bits)
			continue;
		subnet[n] =
			(struct subnet){.index = a->index, .n = a->n, .bits = a->bits};
		memcpy(subnet[n++].at, a->at, sizeof a->at);
	}
	network_set_subnets(t->net, t->id, subnet, n);
}

static void tell_self(struct telling *t)
{
	struct link_self self = {
		.chassis = intern_chassis(t, t->n->chassis_kind, t->n->chassis),
		.port = t->port,
		.port_n = t->port_n,
		.address = calloc(t->n->address_n + 1, sizeof *self.address)};

	if (!self.address)
		die("out of memory");
	for (uint32_t i = 0; i < t->n->address_n; i++)
		self.address[self.address_n++] =
			intern_address(t->net, t->n->address[i].at, t->n->address[i].n);
	links_self(t->net, t->id, &self);
	free(self.address);
	tell_subnets(t);
}

static bool has_table(const struct telling *t, uint8_t table)
{
	for (uint32_t i = 0; i < t->n->n; i++)
		if (t->n->row[i].table == table)
			return true;
	return false;
}

/* What has both versions of the MIB says the same in both. */
static void tell_neighbours(struct telling *t, int64_t now_ms)
{
	bool twice = has_table(t, NEARBY_LLDP);

	for (uint32_t i = 0; i < t->n->n; i++) {
		const struct nearby_row *row = &t->n->row[i];

		if (row->table == NEARBY_PORTS || row->table == NEARBY_PORTS2)
			tell_port(t, row);
		else if (!twice || row->table != NEARBY_LLDP2)
			tell_neighbour(t, row);
	}
	tell_self(t);
	links_said(t->net, t->id, LINK_BIT(LINK_LLDP) | LINK_BIT(LINK_CDP), t->claim,
		   t->claim_n, now_ms);
}

/* --- the part of stations --------------------------------------------------------- */

static void tell_station(struct telling *t, const struct nearby_station *s)
{
	dev_id peer = links_with_mac(t->net, s->mac);
	if_id i = peer != NONE && peer != t->id ? by_base(t, s->where) : NONE;
	struct claim c = claim_by(LINK_FDB, peer);

	if (i == NONE || t->claim_n == CLAIMS_MAX)
		return;
	c.port = t->net->ifs.name[i];
	if (idmap_find(&t->told, (uint64_t)peer << 32 | i) != NONE)
		return; /* by another MAC, or in another VLAN */
	idmap_put(&t->told, (uint64_t)peer << 32 | i, 1);
	TABLE_GROW(t->claim, t->claim_cap, t->claim_n + 1);
	t->claim[t->claim_n++] = c;
}

/* ARP tells whose a MAC is, the forwarding table where it is. */
static void tell_stations(struct telling *t, int64_t now_ms)
{
	for (uint32_t i = 0; i < t->n->station_n; i++) {
		const struct nearby_station *s = &t->n->station[i];
		char text[INET6_ADDRSTRLEN] = "";

		if (!s->arp)
			continue;
		inet_ntop(s->address.n == 4 ? AF_INET : AF_INET6, s->address.at, text,
			  sizeof text);
		links_arp(t->net, text, s->mac);
	}
	for (uint32_t i = 0; i < t->n->station_n; i++)
		if (!t->n->station[i].arp)
			tell_station(t, &t->n->station[i]);
	links_said(t->net, t->id, LINK_BIT(LINK_FDB), t->claim, t->claim_n, now_ms);
}

/* --- the part of VLANs ------------------------------------------------------------ */

#define PORT_BYTES TEXT_BYTES_MAX /* of a VLAN's ports, a bit each */

/* VLANs in order, port by port: where a port's begin and end. */
struct vlan_ports {
	uint8_t known[PORT_BYTES]; /* the bridge has it: what is behind these is none */
	uint8_t on[PORT_BYTES];	   /* in the VLAN before */
	uint16_t since[8 * PORT_BYTES];
	struct vlan_span *span;
	uint32_t n, cap;
};

static void find_ports(const struct telling *t, struct vlan_ports *p)
{
	for (uint32_t i = 0; i < t->n->base_n; i++) {
		uint32_t port = t->n->base[i].port - 1;

		if (port < 8 * PORT_BYTES)
			p->known[port / 8] |= (uint8_t)(0x80 >> port % 8);
	}
}

static void port_ends(const struct telling *t, struct vlan_ports *p, uint32_t port,
		      uint16_t last)
{
	uint32_t at = idmap_find(&t->base, port + 1);

	if (at == NONE || p->n > VLAN_SPANS_MAX)
		return;
	TABLE_GROW(p->span, p->cap, p->n + 1);
	p->span[p->n++] =
		(struct vlan_span){t->n->base[at].index, p->since[port], last};
}

/* The ports of the next VLAN, NULL those of none; returns how many they are. */
static uint16_t next_vlan(const struct telling *t, struct vlan_ports *p, uint16_t id,
			  const struct nearby_vlan *v)
{
	uint16_t n = 0;

	for (uint32_t i = 0; i < PORT_BYTES; i++) {
		uint8_t on = v && v->there && i < v->ports.len
				     ? (uint8_t)t->n->text.data[v->ports.at + i]
				     : 0;
		uint8_t is = on & p->known[i], was = p->on[i];

		n = (uint16_t)(n + __builtin_popcount(is));
		p->on[i] = is;
		for (unsigned k = 0; k < 8 && is != was; k++) {
			uint32_t port = 8 * i + k;
			bool now = is & 0x80 >> k, before = was & 0x80 >> k;

			if (now && !before)
				p->since[port] = id;
			else if (before && !now)
				port_ends(t, p, port, (uint16_t)(id - 1));
		}
	}
	return n;
}

/* Half a table would say that the others are gone. */
static void tell_vlans(struct telling *t)
{
	struct vlan_ports p = {.n = 0};
	struct vlan *vlan;
	uint32_t n = 0;

	if (t->n->dropped || !t->n->vlan_cap)
		return;
	vlan = malloc(VLAN_MAX * sizeof *vlan);
	if (!vlan)
		die("out of memory");
	find_ports(t, &p);
	for (uint16_t id = 1; id <= VLAN_MAX; id++) {
		const struct nearby_vlan *v = &t->n->vlan[id];
		uint16_t ports = next_vlan(t, &p, id, v);

		if (v->there)
			vlan[n++] = (struct vlan){id, ports, intern_text(t, v->name)};
	}
	next_vlan(t, &p, VLAN_MAX + 1, NULL);
	network_set_vlans(t->net, t->id, vlan, n);
	network_set_vlan_spans(t->net, t->id, p.span, p.n);
	free(vlan);
	free(p.span);
}

void nearby_tell(const struct nearby *n, enum nearby_part part, struct network *net,
		 dev_id id, int64_t now_ms)
{
	struct telling t = {.n = n, .net = net, .id = id};

	for (uint32_t i = n->base_n; i-- > 0;)
		idmap_put(&t.base, n->base[i].port, i);
	if (part == NEARBY_NEIGHBOURS)
		tell_neighbours(&t, now_ms);
	else if (part == NEARBY_STATIONS)
		tell_stations(&t, now_ms);
	else
		tell_vlans(&t);
	if (part != NEARBY_VLANS)
		links_unread(net, id, part == NEARBY_STATIONS, n->dropped);
	if (n->dropped)
		log_notice("%s: %u values of neighbours too many, not read",
			   network_str(net, net->dev[id].name), n->dropped);
	idmap_fini(&t.base);
	idmap_fini(&t.told);
	free(t.claim);
	free(t.port);
}

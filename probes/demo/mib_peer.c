/*
 * With whom a device of the demo network speaks, and who stands in for it: routers of a
 * site by OSPF, sites and the Internet by BGP, the cores of a site as one virtual
 * router, the first firewall with its twin.
 */
#include "probes/demo/life.h"
#include "probes/demo/mib.h"

enum { PROVIDER_AS = 64500, FIRST_AS = 64512, VRID = 10 };
#define PROVIDER 0xc6336401u /* 198.51.100.1, for documentation (RFC 5737) */

static const struct plan_port *port_at(const struct mib_look *l, uint32_t i)
{
	return &l->plan->port[l->device->port + i];
}

static void put_address(uint32_t address, uint32_t *arc)
{
	for (int i = 0; i < 4; i++)
		arc[i] = address >> (24 - 8 * i) & 0xff;
}

static bool address_cell(struct mib_look *l, struct varbind *v, uint32_t address)
{
	for (int i = 0; i < 4; i++)
		l->text[i] = (char)(address >> (24 - 8 * i));
	mib_bytes(v, l->text, 4);
	v->type = BER_IPADDRESS;
	return true;
}

/* --- BGP4-MIB (RFC 4273) ------------------------------------------------------------
 */

/* The port of the nth session, or how many there are. Sites in the order of their
 * addresses, as their ports are; the Internet behind them. */
static uint32_t session(const struct mib_look *l, uint32_t nth)
{
	static const uint8_t uses[] = {USE_WAN, USE_TRANSIT};
	uint32_t n = 0;

	for (int k = 0; k < 2; k++)
		for (uint32_t i = 0; i < l->device->port_n; i++)
			if (port_at(l, i)->use == uses[k] && n++ == nth)
				return l->device->port + i;
	return n;
}

static uint32_t sessions(const struct mib_look *l)
{
	return session(l, NONE);
}

/* The device at its other end; NONE: the provider's. */
static uint32_t other_end(const struct mib_look *l, uint32_t port)
{
	uint32_t peer = l->plan->port[port].peer;

	return peer == NONE ? NONE : l->plan->port[peer].device;
}

static uint32_t session_index(const struct mib_look *l, uint32_t row, uint32_t *arc)
{
	uint32_t device = other_end(l, session(l, row));

	put_address(device == NONE ? PROVIDER : plan_address(l->plan, device), arc);
	return 4;
}

static bool session_cell(struct mib_look *l, uint32_t column, uint32_t row,
			 struct varbind *v)
{
	enum { IDLE = 1, ESTABLISHED = 6, START = 2 };
	uint32_t port = session(l, row), device = other_end(l, port);
	switch (column) {
	case 2:
		return mib_number(v, BER_INTEGER,
				  life_speaks(l->plan, port, l->now_ms) ? ESTABLISHED
									: IDLE);
	case 3:
		return mib_number(v, BER_INTEGER, START);
	case 9:
		return mib_number(v, BER_INTEGER,
				  device == NONE
					  ? PROVIDER_AS
					  : FIRST_AS + l->plan->device[device].site);
	case 15:
		return mib_number(v, BER_COUNTER32,
				  life_spoke(l->plan, port, l->now_ms));
	default: /* 16 bgpPeerFsmEstablishedTime, s */
		return mib_number(
			v, BER_GAUGE32,
			(uint64_t)(l->now_ms -
				   life_speaks_since(l->plan, port, l->now_ms)) /
				1000);
	}
}

/* --- OSPF-MIB (RFC 4750) ------------------------------------------------------------
 */

static bool routes(const struct plan_device *d)
{
	return d->role == PLAN_CORE || d->role == PLAN_DIST || d->role == PLAN_EDGE;
}

static bool is_adjacent(const struct mib_look *l, uint32_t i)
{
	const struct plan_port *port = port_at(l, i);

	return port->use == USE_TRUNK &&
	       routes(&l->plan->device[l->plan->port[port->peer].device]);
}

static uint32_t neighbours(const struct mib_look *l)
{
	uint32_t n = 0;

	for (uint32_t i = 0; routes(l->device) && i < l->device->port_n; i++)
		n += is_adjacent(l, i);
	return n;
}

/* The own port towards the nth neighbour, by address. */
static uint32_t neighbour(const struct mib_look *l, uint32_t nth)
{
	uint32_t found = NONE, least = 0;

	for (uint32_t n = 0; n <= nth; n++) {
		uint32_t best = NONE;
		for (uint32_t i = 0; i < l->device->port_n; i++) {
			uint32_t port = l->device->port + i, device;
			if (!is_adjacent(l, i))
				continue;
			device = other_end(l, port);
			if (device < least || device >= best)
				continue;
			best = device;
			found = port;
		}
		least = best + 1;
	}
	return found;
}

static uint32_t neighbour_address(const struct mib_look *l, uint32_t row)
{
	return plan_address(l->plan, other_end(l, neighbour(l, row)));
}

/* Behind its address: none of its interfaces without one. */
static uint32_t neighbour_index(const struct mib_look *l, uint32_t row, uint32_t *arc)
{
	put_address(neighbour_address(l, row), arc);
	arc[4] = 0;
	return 5;
}

/* A neighbour that is not heard leaves no row. */
static bool neighbour_cell(struct mib_look *l, uint32_t column, uint32_t row,
			   struct varbind *v)
{
	enum { FULL = 8 };
	if (!life_speaks(l->plan, neighbour(l, row), l->now_ms))
		return false;
	if (column == 6)
		return mib_number(v, BER_INTEGER, FULL);
	return address_cell(l, v, neighbour_address(l, row));
}

/* --- VRRP-MIB (RFC 2787) ------------------------------------------------------------
 */

/* The port towards the other core of a site that has two; NONE. */
static uint32_t twin_port(const struct mib_look *l)
{
	for (uint32_t i = 0; l->device->role == PLAN_CORE && i < l->device->port_n;
	     i++) {
		uint32_t port = l->device->port + i, device = other_end(l, port);
		if (device != NONE && l->plan->device[device].role == PLAN_CORE &&
		    port_at(l, i)->use == USE_TRUNK)
			return i;
	}
	return NONE;
}

static uint32_t virtual_routers(const struct mib_look *l)
{
	return twin_port(l) != NONE;
}

static uint32_t virtual_index(const struct mib_look *l, uint32_t row, uint32_t *arc)
{
	(void)row;
	arc[0] = twin_port(l) + 1;
	arc[1] = VRID;
	return 2;
}

static bool virtual_cell(struct mib_look *l, uint32_t column, uint32_t row,
			 struct varbind *v)
{
	enum { BACKUP = 2, MASTER = 3, UP = 1 };
	uint32_t other = other_end(l, l->device->port + twin_port(l));
	(void)row;
	return mib_number(v, BER_INTEGER,
			  column == 4	  ? UP
			  : l->id < other ? MASTER
					  : BACKUP);
}

/* --- FORTINET-FORTIGATE-MIB fgHaStatsTable ------------------------------------------
 */

static uint32_t units(const struct mib_look *l)
{
	return l->id == l->plan->cast.pair ? 2 : 0;
}

static bool unit_cell(struct mib_look *l, uint32_t column, uint32_t row,
		      struct varbind *v)
{
	if (row == 1 && life_is_alone(l->plan, l->id, l->now_ms))
		return false;
	if (column == 11)
		return mib_textf(l, v, "%s%c", l->device->name, row == 0 ? 'a' : 'b');
	return mib_number(v, BER_INTEGER, 1); /* synchronized */
}

const struct mib_table mib_peer_tables[] = {
	{.prefix = "1.3.6.1.2.1.15.3.1",
	 .columns = {2, 3, 9, 15, 16},
	 .index.arcs = session_index,
	 .rows = sessions,
	 .cell = session_cell},
	{.prefix = "1.3.6.1.2.1.14.10.1",
	 .columns = {1, 3, 6},
	 .index.arcs = neighbour_index,
	 .rows = neighbours,
	 .cell = neighbour_cell},
	{.prefix = "1.3.6.1.2.1.68.1.3.1",
	 .columns = {3, 4},
	 .index.arcs = virtual_index,
	 .rows = virtual_routers,
	 .cell = virtual_cell},
	{.prefix = "1.3.6.1.4.1.12356.101.13.2.1.1",
	 .columns = {11, 12},
	 .index.base = 1,
	 .rows = units,
	 .cell = unit_cell},
};
const uint32_t mib_peer_tables_n = sizeof mib_peer_tables / sizeof *mib_peer_tables;

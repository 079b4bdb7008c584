/*
 * The ports of a device of the demo network: IF-MIB, EtherLike-MIB, and whom LLDP found
 * behind them.
 */
#include <string.h>

#include "probes/demo/life.h"
#include "probes/demo/mib.h"

static uint32_t ports(const struct mib_look *l)
{
	return l->device->port_n;
}

static uint32_t port_of(const struct mib_look *l, uint32_t row)
{
	return l->device->port + row;
}

static const struct plan_port *port_row(const struct mib_look *l, uint32_t row)
{
	return &l->plan->port[l->device->port + row];
}

static bool has_air(const struct mib_look *l, uint32_t row)
{
	return l->device->role == PLAN_AP && row > 0;
}

/* ifDescr: as ifName, but Cisco spells it out. */
static bool port_descr(struct mib_look *l, uint32_t row, struct varbind *v)
{
	char name[PLAN_NAME_SIZE];
	plan_port_name(l->plan, port_of(l, row), name);
	if (strncmp(name, "Gi", 2) == 0)
		return mib_textf(l, v, "GigabitEthernet%s", name + 2);
	if (strncmp(name, "Te", 2) == 0)
		return mib_textf(l, v, "TenGigabitEthernet%s", name + 2);
	return mib_textf(l, v, "%s", name);
}

static bool port_alias(struct mib_look *l, uint32_t row, struct varbind *v)
{
	const struct plan_port *port = port_row(l, row);
	char name[PLAN_NAME_SIZE];
	if (port->use == USE_TRANSIT)
		return mib_textf(l, v, "transit, circuit NET-%04u", port_of(l, row));
	if (port->peer == NONE)
		return mib_text(v, "");
	const char *peer = l->plan->device[l->plan->port[port->peer].device].name;
	plan_port_name(l->plan, port->peer, name);
	if (port->use != USE_WAN)
		return mib_textf(l, v, "to %s %s", peer, name);
	uint32_t circuit = port->peer < port_of(l, row) ? port->peer : port_of(l, row);
	return mib_textf(l, v, "WAN to %s %s, circuit EU-%04u", peer, name, circuit);
}

static bool port_state(const struct mib_look *l, uint32_t row, struct varbind *v)
{
	return mib_number(v, BER_INTEGER,
			  life_up(l->plan, port_of(l, row), l->now_ms) ? 1 : 2);
}

static uint32_t port_type(const struct mib_look *l, uint32_t row)
{
	if (port_row(l, row)->use == USE_LOOPBACK)
		return 24; /* softwareLoopback */
	return has_air(l, row) ? 71 /* ieee80211 */ : 6 /* ethernetCsmacd */;
}

static uint32_t port_mbps(const struct mib_look *l, uint32_t row)
{
	return port_row(l, row)->use == USE_LOOPBACK ? 0 : port_row(l, row)->mbps;
}

static bool counter32(struct varbind *v, uint64_t n)
{
	return mib_number(v, BER_COUNTER32, n);
}

static uint64_t octets(const struct mib_look *l, uint32_t row, bool out)
{
	return life_octets(l->plan, port_of(l, row), out, l->now_ms);
}

static uint64_t packets(const struct mib_look *l, uint32_t row, bool out)
{
	return life_packets(l->plan, port_of(l, row), out, l->now_ms);
}

/* IF-MIB ifTable (RFC 2863) */
static bool if_cell(struct mib_look *l, uint32_t column, uint32_t row,
		    struct varbind *v)
{
	uint64_t mbps = port_mbps(l, row);
	switch (column) {
	case 1:
		return mib_number(v, BER_INTEGER, row + 1);
	case 2:
		return port_descr(l, row, v);
	case 3:
		return mib_number(v, BER_INTEGER, port_type(l, row));
	case 4:
		return mib_number(v, BER_INTEGER, mib_makes[l->device->role].mtu);
	case 5:
		return mib_number(v, BER_GAUGE32,
				  mbps > 4294 ? UINT32_MAX : mbps * 1000000);
	case 6:
		return mbps > 0 ? mib_mac(l, v, l->id, row + 1) : mib_text(v, "");
	case 7:
		return mib_number(v, BER_INTEGER,
				  port_row(l, row)->use == USE_NONE ? 2 : 1);
	case 8:
		return port_state(l, row, v);
	case 9:
		return mib_number(v, BER_TIMETICKS,
				  mib_ticks(l, life_changed(l->plan, port_of(l, row),
							    l->now_ms)));
	case 10:
		return counter32(v, octets(l, row, false));
	case 11:
		return counter32(v, packets(l, row, false));
	case 14:
		return counter32(v, life_errors(l->plan, port_of(l, row), l->now_ms));
	case 16:
		return counter32(v, octets(l, row, true));
	case 17:
		return counter32(v, packets(l, row, true));
	case 19:
		return counter32(v, life_discards(l->plan, port_of(l, row), l->now_ms));
	default: /* 13 ifInDiscards, 20 ifOutErrors */
		return counter32(v, 0);
	}
}

/* IF-MIB ifXTable */
static bool ifx_cell(struct mib_look *l, uint32_t column, uint32_t row,
		     struct varbind *v)
{
	switch (column) {
	case 1:
		plan_port_name(l->plan, port_of(l, row), l->text);
		return mib_text(v, l->text);
	case 6:
		return mib_number(v, BER_COUNTER64, octets(l, row, false));
	case 7:
		return mib_number(v, BER_COUNTER64, packets(l, row, false));
	case 10:
		return mib_number(v, BER_COUNTER64, octets(l, row, true));
	case 11:
		return mib_number(v, BER_COUNTER64, packets(l, row, true));
	case 15:
		return mib_number(v, BER_GAUGE32, port_mbps(l, row));
	case 17:
		return mib_number(v, BER_INTEGER, port_type(l, row) == 6 ? 1 : 2);
	case 18:
		return port_alias(l, row, v);
	default: /* 19 ifCounterDiscontinuityTime: none since the device booted */
		return mib_number(v, BER_TIMETICKS, 0);
	}
}

static bool if_number_cell(struct mib_look *l, uint32_t column, uint32_t row,
			   struct varbind *v)
{
	(void)column;
	(void)row;
	return mib_number(v, BER_INTEGER, l->device->port_n);
}

/* ifTableLastChange: the table is as it was when the device booted. */
static bool if_last_change_cell(struct mib_look *l, uint32_t column, uint32_t row,
				struct varbind *v)
{
	(void)l;
	(void)column;
	(void)row;
	return mib_number(v, BER_TIMETICKS, 0);
}

/* EtherLike-MIB dot3StatsDuplexStatus */
static bool duplex_cell(struct mib_look *l, uint32_t column, uint32_t row,
			struct varbind *v)
{
	(void)column;
	return port_type(l, row) == 6 && mib_number(v, BER_INTEGER, 3);
}

/* --- LLDP-MIB (IEEE 802.1AB) ----------------------------------------------- */

static bool lldp_local_cell(struct mib_look *l, uint32_t column, uint32_t row,
			    struct varbind *v)
{
	(void)row;
	switch (column) {
	case 1:
		return mib_number(v, BER_INTEGER, 4); /* macAddress */
	case 2:
		return mib_mac(l, v, l->id, 0);
	case 3:
		return mib_text(v, l->device->name);
	default:
		return mib_text(v, mib_makes[l->device->role].descr);
	}
}

static bool speaks_lldp(const struct mib_look *l, uint32_t device)
{
	return l->plan->device[device].role != PLAN_FIREWALL;
}

static uint32_t lldp_ports(const struct mib_look *l)
{
	return speaks_lldp(l, l->id) ? l->device->port_n : 0;
}

static bool lldp_port_cell(struct mib_look *l, uint32_t column, uint32_t row,
			   struct varbind *v)
{
	if (port_type(l, row) != 6)
		return false;
	if (column == 2)
		return mib_number(v, BER_INTEGER, 5); /* interfaceName */
	plan_port_name(l->plan, port_of(l, row), l->text);
	return mib_text(v, l->text);
}

static bool lldp_remote_cell(struct mib_look *l, uint32_t column, uint32_t row,
			     struct varbind *v)
{
	uint32_t peer = port_row(l, row)->peer;
	if (peer == NONE || !life_up(l->plan, port_of(l, row), l->now_ms) ||
	    !speaks_lldp(l, l->plan->port[peer].device))
		return false;
	uint32_t device = l->plan->port[peer].device;
	switch (column) {
	case 4:
		return mib_number(v, BER_INTEGER, 4); /* macAddress */
	case 5:
		return mib_mac(l, v, device, 0);
	case 6:
		return mib_number(v, BER_INTEGER, 5); /* interfaceName */
	case 7:
	case 8:
		plan_port_name(l->plan, peer, l->text);
		return mib_text(v, l->text);
	case 9:
		return mib_text(v, l->plan->device[device].name);
	default:
		return mib_text(v, mib_makes[l->plan->device[device].role].descr);
	}
}

const struct mib_table mib_port_tables[] = {
	{.prefix = "1.3.6.1.2.1.2",
	 .columns = {1},
	 .rows = mib_one_row,
	 .cell = if_number_cell},
	{.prefix = "1.3.6.1.2.1.2.2.1",
	 .columns = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 16, 17, 19, 20},
	 .index.base = 1,
	 .rows = ports,
	 .cell = if_cell},
	{.prefix = "1.3.6.1.2.1.10.7.2.1",
	 .columns = {19},
	 .index.base = 1,
	 .rows = ports,
	 .cell = duplex_cell},
	{.prefix = "1.3.6.1.2.1.31.1.1.1",
	 .columns = {1, 6, 7, 10, 11, 15, 17, 18, 19},
	 .index.base = 1,
	 .rows = ports,
	 .cell = ifx_cell},
	{.prefix = "1.3.6.1.2.1.31.1",
	 .columns = {5},
	 .rows = mib_one_row,
	 .cell = if_last_change_cell},
	{.prefix = "1.0.8802.1.1.2.1.3",
	 .columns = {1, 2, 3, 4},
	 .rows = mib_one_row,
	 .cell = lldp_local_cell},
	{.prefix = "1.0.8802.1.1.2.1.3.7.1",
	 .columns = {2, 3, 4},
	 .index.base = 1,
	 .rows = lldp_ports,
	 .cell = lldp_port_cell},
	{.prefix = "1.0.8802.1.1.2.1.4.1.1",
	 .columns = {4, 5, 6, 7, 8, 9, 10},
	 .index = {.before_n = 1, .base = 1, .after = {1}, .after_n = 1},
	 .rows = lldp_ports,
	 .cell = lldp_remote_cell},
};
const uint32_t mib_port_tables_n = sizeof mib_port_tables / sizeof *mib_port_tables;

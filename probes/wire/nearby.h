/*
 * nearby: what an agent tells of its neighbours, from its tables. Pure.
 *
 * LLDP-MIB (IEEE 802.1AB-2005), LLDP-V2-MIB (802.1AB-2009), CISCO-CDP-MIB: what it is
 * called itself, what it calls its ports, and a row for each neighbour. BRIDGE-MIB (RFC
 * 4188), Q-BRIDGE-MIB (RFC 4363) and IP-MIB (RFC 4293): which MAC stands behind which
 * port, which address has which MAC, its own addresses, and which VLANs it has.
 *
 * A walk brings values in any order of columns; rows are found by their index. The
 * number of a port in LLDP is no ifIndex: nearby_tell finds the interface by what the
 * agent calls that port, by the bridge's ports, and by the number last.
 */
#ifndef NOCTOP_WIRE_NEARBY_H
#define NOCTOP_WIRE_NEARBY_H

#include "probes/base/buf.h"
#include "probes/ber/ber.h"
#include "probes/model/link.h"
#include "probes/wire/column.h"

#define NEARBY_ROWS 1200  /* neighbours, ports and addresses of one device, each */
#define NEARBY_CELLS 20000u /* values; the rest is not read */

/* Which columns are asked together. */
enum nearby_part {
	NEARBY_NEIGHBOURS, /* LLDP, CDP, addresses, ports of the bridge */
	NEARBY_STATIONS,   /* forwarding and ARP tables */
	NEARBY_VLANS,
	NEARBY_PARTS
};
uint32_t nearby_columns(enum nearby_part);
void nearby_column(enum nearby_part, uint32_t i, struct oid *);

/* A port as LLDP calls it (local 0), or a neighbour. */
struct nearby_row {
	uint32_t key[4]; /* its index */
	uint8_t table, chassis_kind, port_kind, address_n;
	uint8_t address[16];
	uint32_t local; /* number of the port; an ifIndex of CDP and LLDP-V2 */
	struct span chassis, port, descr, name;
};
struct nearby_address {
	uint32_t index; /* ifIndex */
	uint8_t n, at[16];
	uint8_t bits; /* of its mask; 0 unknown */
};
struct nearby_station { /* a MAC behind a port, or of an address */
	uint32_t where;	/* port of the bridge; ifIndex in ARP */
	uint8_t mac[6];
	bool arp;
	struct nearby_address address;
};
struct nearby_base {
	uint32_t port, index; /* of the bridge; ifIndex */
};
struct nearby_vlan {
	bool there;
	struct span name, ports; /* a bit for each port of the bridge */
};
struct nearby {
	struct nearby_row *row; /* of all tables */
	struct nearby_address *address;
	struct nearby_station *station;
	struct nearby_base *base;
	struct nearby_vlan *vlan; /* by number */
	uint32_t n, cap, address_n, address_cap, station_n, station_cap, base_n,
		base_cap, vlan_cap;
	uint32_t vlan_mark; /* another one when VLANs came or went; 0: it tells none */
	uint32_t hint[36]; /* by column: the row after the last */
	uint8_t chassis_kind;
	struct span chassis;
	struct buf text;
	uint32_t cells, dropped; /* values taken; not taken, there were too many */
};
/* Ready when zeroed. */
void nearby_begin(struct nearby *); /* forgets, keeps its memory */
void nearby_fini(struct nearby *);
/* One value. What is not of the MIB's form is left out. */
void nearby_take(struct nearby *, enum nearby_part, uint32_t column,
		 const uint32_t *index, uint32_t index_n, const struct varbind *);
/* Did it tell of anything? */
bool nearby_any(const struct nearby *);
/* A part is there: what the device says, into the table of links. */
void nearby_tell(const struct nearby *, enum nearby_part, struct network *, dev_id,
		 int64_t now_ms);

#endif

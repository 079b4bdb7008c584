/*
 * Values into rows. Columns of one table come in the same order, so the row of a value
 * is mostly the one behind the last; any other is searched for, among at most
 * NEARBY_ROWS.
 */
#include "probes/wire/nearby.h"

#include <stdlib.h>
#include <string.h>

#include "probes/base/table.h"
#include "probes/model/vlan.h"
#include "probes/wire/nearby_private.h"

#define LLDP "1.0.8802.1.1.2.1."
#define LLDP2 "1.3.111.2.802.1.1.13.1."
#define CDP "1.3.6.1.4.1.9.9.23.1.2.1.1."
#define IP "1.3.6.1.2.1.4."
#define BRIDGE "1.3.6.1.2.1.17."

enum field {
	OWN_CHASSIS_KIND,
	OWN_CHASSIS,
	CHASSIS_KIND,
	CHASSIS,
	PORT_KIND,
	PORT,
	DESCR,
	NAME,
	ADDRESS,	 /* IPv4 in a value */
	ADDRESS_INDEX,	 /* … or any in the index: type, length, octets */
	OWN_ADDRESS,	 /* in the index, four arcs; ifIndex */
	OWN_ADDRESS_ANY, /* … or type, length, octets */
	OWN_MASK,	 /* of such an address */
	OWN_PREFIX,	 /* … as a name that ends with its length */
	BASE_PORT,
	STATION,      /* MAC in the index; port */
	STATION_VLAN, /* … behind a filtering database's number */
	ARP,	      /* ifIndex and IPv4 in the index; MAC */
	ARP_ANY,
	VLAN_COUNT,
	VLAN_GONE,	/* how many went, ever */
	VLAN_NAME,      /* its number in the index */
	VLAN_PORTS,     /* … and a bit for each port */
	VLAN_PORTS_NOW, /* … behind a TimeMark */
};

static const struct nearby_object {
	const char *oid;
	uint8_t table, field;
} neighbours[] =
	{
		{LLDP "3.1", NEARBY_SELF, OWN_CHASSIS_KIND},
		{LLDP "3.2", NEARBY_SELF, OWN_CHASSIS},
		{LLDP "3.7.1.2", NEARBY_PORTS, PORT_KIND},
		{LLDP "3.7.1.3", NEARBY_PORTS, PORT},
		{LLDP "3.7.1.4", NEARBY_PORTS, DESCR},
		{LLDP "4.1.1.4", NEARBY_LLDP, CHASSIS_KIND},
		{LLDP "4.1.1.5", NEARBY_LLDP, CHASSIS},
		{LLDP "4.1.1.6", NEARBY_LLDP, PORT_KIND},
		{LLDP "4.1.1.7", NEARBY_LLDP, PORT},
		{LLDP "4.1.1.8", NEARBY_LLDP, DESCR},
		{LLDP "4.1.1.9", NEARBY_LLDP, NAME},
		{LLDP "4.2.1.3", NEARBY_LLDP, ADDRESS_INDEX},
		{LLDP2 "3.1", NEARBY_SELF, OWN_CHASSIS_KIND},
		{LLDP2 "3.2", NEARBY_SELF, OWN_CHASSIS},
		{LLDP2 "3.7.1.2", NEARBY_PORTS2, PORT_KIND},
		{LLDP2 "3.7.1.3", NEARBY_PORTS2, PORT},
		{LLDP2 "3.7.1.4", NEARBY_PORTS2, DESCR},
		{LLDP2 "4.1.1.5", NEARBY_LLDP2, CHASSIS_KIND},
		{LLDP2 "4.1.1.6", NEARBY_LLDP2, CHASSIS},
		{LLDP2 "4.1.1.7", NEARBY_LLDP2, PORT_KIND},
		{LLDP2 "4.1.1.8", NEARBY_LLDP2, PORT},
		{LLDP2 "4.1.1.9", NEARBY_LLDP2, DESCR},
		{LLDP2 "4.1.1.10", NEARBY_LLDP2, NAME},
		{LLDP2 "4.2.1.3", NEARBY_LLDP2, ADDRESS_INDEX},
		{CDP "4", NEARBY_CDP, ADDRESS},
		{CDP "6", NEARBY_CDP, NAME},
		{CDP "7", NEARBY_CDP, PORT},
		{IP "20.1.2", NEARBY_SELF, OWN_ADDRESS},
		{IP "34.1.3", NEARBY_SELF, OWN_ADDRESS_ANY},
		{IP "20.1.3", NEARBY_SELF, OWN_MASK},
		{IP "34.1.5", NEARBY_SELF, OWN_PREFIX},
		{BRIDGE "1.4.1.2", NEARBY_SELF, BASE_PORT},
		{BRIDGE "7.1.1.4", NEARBY_SELF, VLAN_COUNT},
		{BRIDGE "7.1.4.1", NEARBY_SELF, VLAN_GONE},
},
  stations[] = {
	  {BRIDGE "4.3.1.2", NEARBY_SELF, STATION},
	  {BRIDGE "7.1.2.2.1.2", NEARBY_SELF, STATION_VLAN},
	  {BRIDGE "1.4.1.2", NEARBY_SELF, BASE_PORT},
	  {IP "22.1.2", NEARBY_SELF, ARP},
	  {IP "35.1.4", NEARBY_SELF, ARP_ANY},
},
  vlans[] = {
	  {BRIDGE "1.4.1.2", NEARBY_SELF, BASE_PORT},
	  {BRIDGE "7.1.4.3.1.1", NEARBY_SELF, VLAN_NAME},
	  {BRIDGE "7.1.4.3.1.2", NEARBY_SELF, VLAN_PORTS},
	  {BRIDGE "7.1.4.2.1.4", NEARBY_SELF, VLAN_PORTS_NOW},
};
_Static_assert(sizeof neighbours / sizeof *neighbours <=
		       sizeof((struct nearby *)0)->hint / sizeof(uint32_t),
	       "a hint for each column");

/* Arcs of the index of a row: what a walk found, and which of them name it (a TimeMark
 * does not). */
static const struct {
	uint8_t arcs, skip;
} shape[NEARBY_TABLES] = {
	[NEARBY_PORTS] = {1, 0}, [NEARBY_LLDP] = {3, 1}, [NEARBY_PORTS2] = {1, 0},
	[NEARBY_LLDP2] = {4, 1}, [NEARBY_CDP] = {2, 0},
};

static const struct {
	const struct nearby_object *object;
	uint32_t n;
} parts[NEARBY_PARTS] = {
	[NEARBY_NEIGHBOURS] = {neighbours, sizeof neighbours / sizeof *neighbours},
	[NEARBY_STATIONS] = {stations, sizeof stations / sizeof *stations},
	[NEARBY_VLANS] = {vlans, sizeof vlans / sizeof *vlans},
};

uint32_t nearby_columns(enum nearby_part part)
{
	return parts[part].n;
}

static const struct nearby_object *object_of(enum nearby_part part, uint32_t i)
{
	return &parts[part].object[i];
}

void nearby_column(enum nearby_part part, uint32_t i, struct oid *out)
{
	oid_parse(object_of(part, i)->oid, out);
}

void nearby_begin(struct nearby *n)
{
	n->n = n->address_n = n->station_n = n->base_n = 0;
	n->cells = n->dropped = n->vlan_mark = 0;
	if (n->vlan_cap)
		memset(n->vlan, 0, n->vlan_cap * sizeof *n->vlan);
	n->chassis_kind = 0;
	n->chassis = (struct span){0, 0};
	memset(n->hint, 0, sizeof n->hint);
	buf_reset(&n->text);
}

void nearby_fini(struct nearby *n)
{
	free(n->row);
	free(n->address);
	free(n->station);
	free(n->base);
	free(n->vlan);
	buf_fini(&n->text);
	memset(n, 0, sizeof *n);
}

/* --- rows ------------------------------------------------------------------------- */

static bool is_row(const struct nearby_row *row, uint8_t table, const uint32_t *key,
		   uint32_t n)
{
	return row->table == table && memcmp(row->key, key, n * sizeof *key) == 0;
}

static struct nearby_row *row_new(struct nearby *n, uint8_t table, const uint32_t *key,
				  uint32_t arcs)
{
	struct nearby_row *row;

	if (n->n == NEARBY_ROWS) {
		n->dropped++;
		return NULL;
	}
	TABLE_GROW(n->row, n->cap, n->n + 1);
	row = &n->row[n->n++];
	*row = (struct nearby_row){.table = table, .local = key[0]};
	memcpy(row->key, key, arcs * sizeof *key);
	return row;
}

/* The row of a table with this index, made when it is absent; NULL: too many. */
static struct nearby_row *row_of(struct nearby *n, uint32_t column, uint8_t table,
				 const uint32_t *key, uint32_t arcs)
{
	uint32_t *hint = &n->hint[column];
	struct nearby_row *row = NULL;

	if (*hint < n->n && is_row(&n->row[*hint], table, key, arcs))
		return &n->row[(*hint)++];
	for (uint32_t i = 0; i < n->n && !row; i++)
		if (is_row(&n->row[i], table, key, arcs))
			row = &n->row[i];
	if (!row)
		row = row_new(n, table, key, arcs);
	if (row)
		*hint = (uint32_t)(row - n->row) + 1;
	return row;
}

static void take_span(struct nearby *n, struct span *out, const struct varbind *vb)
{
	if (vb->type != BER_OCTETS || vb->len == 0)
		return;
	*out = (struct span){(uint32_t)n->text.len,
			     vb->len < TEXT_BYTES_MAX ? vb->len : TEXT_BYTES_MAX};
	buf_add(&n->text, vb->bytes, out->len);
}

static void take_kind(uint8_t *out, const struct varbind *vb)
{
	if (vb->type == BER_INTEGER && vb->num <= 7)
		*out = (uint8_t)vb->num;
}

/* Type, length and octets of an address, as an index; 0: none that we know. LLDP's
 * types are those of IANA's address families, IP-MIB's of RFC 4001: 1 and 2 both. */
static uint8_t address_in(const uint32_t *arc, uint32_t n, uint8_t out[16])
{
	uint32_t len = n > 2 ? arc[1] : 0;

	if (n < 2 || n != len + 2 ||
	    !((arc[0] == 1 && len == 4) || (arc[0] == 2 && len == 16)))
		return 0;
	for (uint32_t i = 0; i < len; i++)
		out[i] = (uint8_t)arc[i + 2];
	return (uint8_t)len;
}

static void take_row(struct nearby *n, const struct nearby_object *o, uint32_t column,
		     const uint32_t *index, uint32_t index_n, const struct varbind *vb)
{
	uint32_t arcs = shape[o->table].arcs, skip = shape[o->table].skip;
	struct nearby_row *row;

	if (index_n < arcs || (index_n > arcs && o->field != ADDRESS_INDEX))
		return;
	row = row_of(n, column, o->table, index + skip, arcs - skip);
	if (!row)
		return;
	if (o->field == CHASSIS_KIND)
		take_kind(&row->chassis_kind, vb);
	else if (o->field == PORT_KIND)
		take_kind(&row->port_kind, vb);
	else if (o->field == CHASSIS)
		take_span(n, &row->chassis, vb);
	else if (o->field == PORT)
		take_span(n, &row->port, vb);
	else if (o->field == DESCR)
		take_span(n, &row->descr, vb);
	else if (o->field == NAME)
		take_span(n, &row->name, vb);
	else if (o->field == ADDRESS && vb->type == BER_OCTETS && vb->len == 4)
		memcpy(row->address, vb->bytes, row->address_n = 4);
	else if (o->field == ADDRESS_INDEX && !row->address_n)
		row->address_n = address_in(index + arcs, index_n - arcs, row->address);
}

/* --- what are no rows of neighbours ----------------------------------------------- */

static bool mac_in(const uint32_t *arc, uint8_t mac[6])
{
	for (unsigned i = 0; i < 6; i++) {
		if (arc[i] > UINT8_MAX)
			return false;
		mac[i] = (uint8_t)arc[i];
	}
	return true;
}

static void add_station(struct nearby *n, const struct nearby_station *s)
{
	TABLE_GROW(n->station, n->station_cap, n->station_n + 1);
	n->station[n->station_n++] = *s;
}

static void take_station(struct nearby *n, const uint32_t *mac,
			 const struct varbind *vb)
{
	struct nearby_station s = {.where = (uint32_t)vb->num};

	if (vb->type == BER_INTEGER && vb->num && mac_in(mac, s.mac))
		add_station(n, &s);
}

static void take_arp(struct nearby *n, const uint32_t *index, uint32_t index_n,
		     bool typed, const struct varbind *vb)
{
	struct nearby_station s = {.where = index[0], .arp = true};
	uint32_t plain[6] = {1, 4};

	if (vb->type != BER_OCTETS || vb->len != 6)
		return;
	memcpy(s.mac, vb->bytes, 6);
	if (!typed && index_n == 5)
		memcpy(plain + 2, index + 1, 4 * sizeof *index);
	s.address.n = typed ? address_in(index + 1, index_n - 1, s.address.at)
			    : address_in(plain, index_n + 1, s.address.at);
	if (s.address.n)
		add_station(n, &s);
}

/* The row of an own address, made when it is absent; NULL: it is none, or there are too
 * many. */
static struct nearby_address *own_address(struct nearby *n, const uint32_t *index,
					  uint32_t index_n, bool typed)
{
	struct nearby_address a = {.index = 0};
	uint32_t plain[6] = {1, 4};

	if (!typed && index_n == 4)
		memcpy(plain + 2, index, 4 * sizeof *index);
	a.n = typed ? address_in(index, index_n, a.at)
		    : address_in(plain, index_n + 2, a.at);
	if (!a.n)
		return NULL;
	for (uint32_t i = 0; i < n->address_n; i++)
		if (n->address[i].n == a.n && !memcmp(n->address[i].at, a.at, a.n))
			return &n->address[i];
	if (n->address_n == NEARBY_ROWS) {
		n->dropped++;
		return NULL;
	}
	TABLE_GROW(n->address, n->address_cap, n->address_n + 1);
	n->address[n->address_n] = a;
	return &n->address[n->address_n++];
}

/* Ones from the left; 0: something else is in between. */
static uint8_t mask_bits(const uint8_t *mask)
{
	uint32_t all = (uint32_t)mask[0] << 24 | (uint32_t)mask[1] << 16 |
		       (uint32_t)mask[2] << 8 | mask[3];
	uint8_t bits = 0;

	while (bits < 32 && all & UINT32_C(1) << (31 - bits))
		bits++;
	return bits < 32 && all << bits ? 0 : bits;
}

/* ipAddressPrefix points to a row whose index ends with the length. */
static uint8_t prefix_bits(const struct varbind *vb)
{
	struct oid row;

	if (vb->type != BER_OID || !oid_decode(vb->bytes, vb->len, &row) ||
	    row.n < 12 || row.arc[row.n - 1] > 128)
		return 0;
	return (uint8_t)row.arc[row.n - 1];
}

static void take_address(struct nearby *n, uint8_t field, const uint32_t *index,
			 uint32_t index_n, const struct varbind *vb)
{
	bool typed = field == OWN_ADDRESS_ANY || field == OWN_PREFIX;
	struct nearby_address *a;

	if ((field == OWN_ADDRESS || field == OWN_ADDRESS_ANY) &&
	    vb->type != BER_INTEGER)
		return;
	a = own_address(n, index, index_n, typed);
	if (!a)
		return;
	if (field == OWN_MASK && vb->type == BER_IPADDRESS && vb->len == 4)
		a->bits = mask_bits(vb->bytes);
	else if (field == OWN_PREFIX && !a->bits)
		a->bits = prefix_bits(vb);
	else if (vb->type == BER_INTEGER && !a->index)
		a->index = (uint32_t)vb->num;
}

static void take_base(struct nearby *n, uint32_t port, const struct varbind *vb)
{
	if (vb->type != BER_INTEGER || n->base_n == NEARBY_ROWS)
		return;
	TABLE_GROW(n->base, n->base_cap, n->base_n + 1);
	n->base[n->base_n++] = (struct nearby_base){port, (uint32_t)vb->num};
}

/* Numbers of no VLAN are left out. */
static void take_vlan(struct nearby *n, uint8_t field, uint32_t id,
		      const struct varbind *vb)
{
	struct nearby_vlan *v;

	if (vb->type != BER_OCTETS || !id || id > VLAN_MAX)
		return;
	TABLE_GROW(n->vlan, n->vlan_cap, VLAN_MAX + 1);
	v = &n->vlan[id];
	v->there = true;
	if (field == VLAN_NAME)
		take_span(n, &v->name, vb);
	else if (field == VLAN_PORTS_NOW || !v->ports.len)
		take_span(n, &v->ports, vb);
}

static void take_self(struct nearby *n, const struct nearby_object *o,
		      const uint32_t *index, uint32_t index_n, const struct varbind *vb)
{
	if (o->field == OWN_CHASSIS_KIND)
		take_kind(&n->chassis_kind, vb);
	else if (o->field == OWN_CHASSIS)
		take_span(n, &n->chassis, vb);
	else if (o->field >= OWN_ADDRESS && o->field <= OWN_PREFIX)
		take_address(n, o->field, index, index_n, vb);
	else if (o->field == BASE_PORT && index_n == 1)
		take_base(n, index[0], vb);
	else if (o->field == STATION && index_n == 6)
		take_station(n, index, vb);
	else if (o->field == STATION_VLAN && index_n == 7)
		take_station(n, index + 1, vb);
	else if ((o->field == ARP || o->field == ARP_ANY) && index_n > 1)
		take_arp(n, index, index_n, o->field == ARP_ANY, vb);
	else if (o->field == VLAN_COUNT || o->field == VLAN_GONE)
		n->vlan_mark += ((uint32_t)vb->num + 1) *
				(o->field == VLAN_COUNT ? 65599 : 1);
	else if (o->field >= VLAN_NAME &&
		 index_n == (o->field == VLAN_PORTS_NOW ? 2 : 1))
		take_vlan(n, o->field, index[index_n - 1], vb);
}

void nearby_take(struct nearby *n, enum nearby_part part, uint32_t column,
		 const uint32_t *index, uint32_t index_n, const struct varbind *vb)
{
	const struct nearby_object *o = object_of(part, column);

	if (n->cells == NEARBY_CELLS) {
		n->dropped++;
		return;
	}
	n->cells++;
	if (o->table == NEARBY_SELF)
		take_self(n, o, index, index_n, vb);
	else
		take_row(n, o, column, index, index_n, vb);
}

bool nearby_any(const struct nearby *n)
{
	return n->cells > 0;
}

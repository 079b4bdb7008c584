/*
 * What the devices of a farm answer. Objects stand in MIB order; the rows of each are
 * numbered from 1 (a scalar has the one row 0), so that the place behind a place is the
 * next row or the next object. The short cut is made of the same places and values; it
 * only finds them by encoded names and builds the next name from the last.
 */
#include "tests/agent/farm.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MIB2 "\x2b\x06\x01\x02\x01"
#define SYSTEM MIB2 "\x01"
#define IF MIB2 "\x02\x02\x01"
#define IFX MIB2 "\x1f\x01\x01\x01"
#define HOST MIB2 "\x19"
#define UCD "\x2b\x06\x01\x04\x01\x8f\x65"
#define ENGINE "\x2b\x06\x01\x06\x03\x0a\x02\x01"

enum rows { SCALAR, PORTS, PROCESSORS, STORAGE };
enum { PROCESSOR_ROWS = 2, STORAGE_ROWS = 2, UNIT = 4096 };

struct look {
	const struct farm *farm;
	uint32_t device, row;
	uint64_t now_ms;
	uint64_t odd; /* what makes this row of this device unlike others */
};

struct object {
	const char *arcs; /* encoded, without the index */
	uint8_t len;
	uint8_t type, rows;
	/* Number or bytes of the value; NULL: number. */
	void (*value)(const struct object *, const struct look *, struct varbind *);
	uint64_t number;
};

static uint64_t mix(uint64_t x)
{
	x = (x ^ x >> 31) * UINT64_C(0x9e3779b97f4a7c15);
	return x ^ x >> 29;
}

/* --- values ----------------------------------------------------------------------- */

/* Octets: up to 60 % of the port's 1 Gbit/s. number tells apart what is counted, and
 * how large that is in octets. */
static void octets(const struct object *o, const struct look *l, struct varbind *v)
{
	uint64_t odd = l->odd * (2 * o->number + 1);
	uint64_t per_s = 10000 + (odd >> 8) % 75000000;
	v->num = (odd >> 34) + per_s * l->now_ms / 1000;
}

static void packets(const struct object *o, const struct look *l, struct varbind *v)
{
	octets(o, l, v);
	v->num /= 600;
}

/* Errors and discards: one in one to five minutes, which is no trouble. */
static void mishaps(const struct object *o, const struct look *l, struct varbind *v)
{
	uint64_t odd = l->odd * (2 * o->number + 1);
	v->num = (odd >> 56) + l->now_ms / (60000 + (odd >> 8) % 240000);
}

__attribute__((format(printf, 2, 3))) static void text(struct varbind *v,
						       const char *fmt, ...)
{
	static char room[64];
	va_list args;
	va_start(args, fmt);
	v->bytes = (const uint8_t *)room;
	v->len = (uint32_t)vsnprintf(room, sizeof room, fmt, args);
	va_end(args);
}

static void descr(const struct object *o, const struct look *l, struct varbind *v)
{
	(void)o;
	text(v, "Farm switch, %u ports", l->farm->ports);
}

static void object_id(const struct object *o, const struct look *l, struct varbind *v)
{
	static const uint8_t net_snmp_linux[] = {0x2b, 6,    1, 4, 1,
						 0xbf, 0x08, 3, 2, 10};
	(void)o, (void)l;
	v->bytes = net_snmp_linux;
	v->len = sizeof net_snmp_linux;
}

static uint64_t uptime_ms(const struct look *l)
{
	return 86400000 + mix(l->device + 1) % 8640000000 + l->now_ms;
}

static void uptime(const struct object *o, const struct look *l, struct varbind *v)
{
	(void)o;
	v->num = uptime_ms(l) / 10;
}

static void engine_time(const struct object *o, const struct look *l, struct varbind *v)
{
	(void)o;
	v->num = uptime_ms(l) / 1000;
}

static void contact(const struct object *o, const struct look *l, struct varbind *v)
{
	(void)o, (void)l;
	text(v, "noc@example.net");
}

static void name(const struct object *o, const struct look *l, struct varbind *v)
{
	(void)o;
	text(v, "farm-%06u", l->device + 1);
}

static void location(const struct object *o, const struct look *l, struct varbind *v)
{
	(void)o;
	text(v, "row %u", l->device / 40 + 1);
}

static void port_count(const struct object *o, const struct look *l, struct varbind *v)
{
	(void)o;
	v->num = l->farm->ports;
}

static void row_number(const struct object *o, const struct look *l, struct varbind *v)
{
	(void)o;
	v->num = l->row;
}

static void port_descr(const struct object *o, const struct look *l, struct varbind *v)
{
	(void)o;
	text(v, "GigabitEthernet0/%u", l->row);
}

static void port_name(const struct object *o, const struct look *l, struct varbind *v)
{
	(void)o;
	text(v, "Gi0/%u", l->row);
}

static void port_alias(const struct object *o, const struct look *l, struct varbind *v)
{
	(void)o;
	text(v, "room %u", (uint32_t)(l->odd >> 8) % 900 + 100);
}

static void port_mac(const struct object *o, const struct look *l, struct varbind *v)
{
	static uint8_t mac[6];
	(void)o;
	mac[0] = 2;
	mac[1] = (uint8_t)(l->device >> 16);
	mac[2] = (uint8_t)(l->device >> 8);
	mac[3] = (uint8_t)l->device;
	mac[4] = (uint8_t)(l->row >> 8);
	mac[5] = (uint8_t)l->row;
	v->bytes = mac;
	v->len = sizeof mac;
}

static void load(const struct object *o, const struct look *l, struct varbind *v)
{
	(void)o;
	v->num = 5 + (l->odd >> 8) % 40 + l->now_ms / 20000 % 7;
}

/* RAM, then a disk. */
static void storage_type(const struct object *o, const struct look *l,
			 struct varbind *v)
{
	static uint8_t type[] = {0x2b, 6, 1, 2, 1, 25, 2, 1, 2};
	(void)o;
	type[8] = l->row == 1 ? 2 : 4;
	v->bytes = type;
	v->len = sizeof type;
}

static void storage_descr(const struct object *o, const struct look *l,
			  struct varbind *v)
{
	(void)o;
	text(v, "%s", l->row == 1 ? "Physical memory" : "/flash");
}

static void storage_size(const struct object *o, const struct look *l,
			 struct varbind *v)
{
	(void)o;
	v->num = l->row == 1 ? (UINT64_C(4) << 30) / UNIT : (UINT64_C(16) << 30) / UNIT;
}

static void storage_used(const struct object *o, const struct look *l,
			 struct varbind *v)
{
	storage_size(o, l, v);
	v->num = v->num * (30 + (l->odd >> 8) % 30) / 100;
}

/* Of 4 GB; number: percent. */
static void memory(const struct object *o, const struct look *l, struct varbind *v)
{
	(void)l;
	v->num = (UINT64_C(4) << 20) * o->number / 100;
}

/* Hundredths of a second of two processors; number: percent. */
static void ticks(const struct object *o, const struct look *l, struct varbind *v)
{
	v->num = uptime_ms(l) / 10 * PROCESSOR_ROWS * o->number / 100;
}

static void engine_id(const struct object *o, const struct look *l, struct varbind *v)
{
	static uint8_t id[FARM_ENGINE_SIZE];
	(void)o;
	v->len = (uint32_t)farm_engine(l->device, id);
	v->bytes = id;
}

/* An enterprise number with the top bit set, then "text follows". */
size_t farm_engine(uint32_t device, uint8_t id[FARM_ENGINE_SIZE])
{
	static const uint8_t maker[] = {0x80, 0x00, 0x1f, 0x88, 0x04};
	memcpy(id, maker, sizeof maker);
	snprintf((char *)id + sizeof maker, FARM_ENGINE_SIZE - sizeof maker, "farm%06u",
		 (device + 1) % 1000000);
	return sizeof maker + strlen("farm000000");
}

/* --- objects, in MIB order -------------------------------------------------------- */

#define OBJECT(prefix, rest, type, rows, value, number)                                \
	{                                                                              \
		prefix rest, sizeof(prefix rest) - 1, type, rows, value, number        \
	}

static const struct object objects[] = {
	OBJECT(SYSTEM, "\x01", BER_OCTETS, SCALAR, descr, 0),
	OBJECT(SYSTEM, "\x02", BER_OID, SCALAR, object_id, 0),
	OBJECT(SYSTEM, "\x03", BER_TIMETICKS, SCALAR, uptime, 0),
	OBJECT(SYSTEM, "\x04", BER_OCTETS, SCALAR, contact, 0),
	OBJECT(SYSTEM, "\x05", BER_OCTETS, SCALAR, name, 0),
	OBJECT(SYSTEM, "\x06", BER_OCTETS, SCALAR, location, 0),
	OBJECT(SYSTEM, "\x07", BER_INTEGER, SCALAR, NULL, 2),
	OBJECT(MIB2, "\x02\x01", BER_INTEGER, SCALAR, port_count, 0),
	OBJECT(IF, "\x01", BER_INTEGER, PORTS, row_number, 0),
	OBJECT(IF, "\x02", BER_OCTETS, PORTS, port_descr, 0),
	OBJECT(IF, "\x03", BER_INTEGER, PORTS, NULL, 6),
	OBJECT(IF, "\x04", BER_INTEGER, PORTS, NULL, 1500),
	OBJECT(IF, "\x05", BER_GAUGE32, PORTS, NULL, 1000000000),
	OBJECT(IF, "\x06", BER_OCTETS, PORTS, port_mac, 0),
	OBJECT(IF, "\x07", BER_INTEGER, PORTS, NULL, 1),
	OBJECT(IF, "\x08", BER_INTEGER, PORTS, NULL, 1),
	OBJECT(IF, "\x09", BER_TIMETICKS, PORTS, NULL, 500),
	OBJECT(IF, "\x0a", BER_COUNTER32, PORTS, octets, 1),
	OBJECT(IF, "\x0b", BER_COUNTER32, PORTS, packets, 1),
	OBJECT(IF, "\x0d", BER_COUNTER32, PORTS, mishaps, 1),
	OBJECT(IF, "\x0e", BER_COUNTER32, PORTS, mishaps, 2),
	OBJECT(IF, "\x10", BER_COUNTER32, PORTS, octets, 2),
	OBJECT(IF, "\x11", BER_COUNTER32, PORTS, packets, 2),
	OBJECT(IF, "\x13", BER_COUNTER32, PORTS, mishaps, 3),
	OBJECT(IF, "\x14", BER_COUNTER32, PORTS, mishaps, 4),
	OBJECT(HOST, "\x01\x01", BER_TIMETICKS, SCALAR, uptime, 0),
	OBJECT(HOST, "\x02\x03\x01\x01", BER_INTEGER, STORAGE, row_number, 0),
	OBJECT(HOST, "\x02\x03\x01\x02", BER_OID, STORAGE, storage_type, 0),
	OBJECT(HOST, "\x02\x03\x01\x03", BER_OCTETS, STORAGE, storage_descr, 0),
	OBJECT(HOST, "\x02\x03\x01\x04", BER_INTEGER, STORAGE, NULL, UNIT),
	OBJECT(HOST, "\x02\x03\x01\x05", BER_INTEGER, STORAGE, storage_size, 0),
	OBJECT(HOST, "\x02\x03\x01\x06", BER_INTEGER, STORAGE, storage_used, 0),
	OBJECT(HOST, "\x03\x03\x01\x02", BER_INTEGER, PROCESSORS, load, 0),
	OBJECT(IFX, "\x01", BER_OCTETS, PORTS, port_name, 0),
	OBJECT(IFX, "\x06", BER_COUNTER64, PORTS, octets, 1),
	OBJECT(IFX, "\x07", BER_COUNTER64, PORTS, packets, 1),
	OBJECT(IFX, "\x0a", BER_COUNTER64, PORTS, octets, 2),
	OBJECT(IFX, "\x0b", BER_COUNTER64, PORTS, packets, 2),
	OBJECT(IFX, "\x0f", BER_GAUGE32, PORTS, NULL, 1000),
	OBJECT(IFX, "\x11", BER_INTEGER, PORTS, NULL, 1),
	OBJECT(IFX, "\x12", BER_OCTETS, PORTS, port_alias, 0),
	OBJECT(IFX, "\x13", BER_TIMETICKS, PORTS, NULL, 0),
	OBJECT(MIB2, "\x1f\x01\x05", BER_TIMETICKS, SCALAR, NULL, 0),
	OBJECT(UCD, "\x04\x05", BER_INTEGER, SCALAR, memory, 100),
	OBJECT(UCD, "\x04\x06", BER_INTEGER, SCALAR, memory, 35),
	OBJECT(UCD, "\x04\x0e", BER_INTEGER, SCALAR, memory, 5),
	OBJECT(UCD, "\x04\x0f", BER_INTEGER, SCALAR, memory, 20),
	OBJECT(UCD, "\x0b\x32", BER_COUNTER32, SCALAR, ticks, 12),
	OBJECT(UCD, "\x0b\x33", BER_COUNTER32, SCALAR, ticks, 1),
	OBJECT(UCD, "\x0b\x34", BER_COUNTER32, SCALAR, ticks, 7),
	OBJECT(UCD, "\x0b\x35", BER_COUNTER32, SCALAR, ticks, 80),
	OBJECT(ENGINE, "\x01", BER_OCTETS, SCALAR, engine_id, 0),
	OBJECT(ENGINE, "\x02", BER_INTEGER, SCALAR, NULL, 1),
	OBJECT(ENGINE, "\x03", BER_INTEGER, SCALAR, engine_time, 0),
	OBJECT(ENGINE, "\x04", BER_INTEGER, SCALAR, NULL, AGENT_REPLY_MAX),
};
enum { OBJECTS = sizeof objects / sizeof *objects };

/* --- places ----------------------------------------------------------------------- */

struct place {
	uint32_t object, row;
};

static uint32_t first_row(const struct object *o)
{
	return o->rows == SCALAR ? 0 : 1;
}

static uint32_t last_row(const struct farm *f, const struct object *o)
{
	switch (o->rows) {
	case PORTS:
		return f->ports;
	case PROCESSORS:
		return PROCESSOR_ROWS;
	case STORAGE:
		return STORAGE_ROWS;
	default:
		return 0;
	}
}

static void begin_look(struct look *l, const struct farm *f, uint32_t device,
		       int64_t now_ms)
{
	*l = (struct look){.farm = f, .device = device, .now_ms = (uint64_t)now_ms};
}

static inline void read_place(struct look *l, struct place at, struct varbind *v)
{
	const struct object *o = &objects[at.object];
	l->row = at.row;
	l->odd = mix(((uint64_t)l->farm->seed << 44 | (uint64_t)l->device << 16) +
		     at.row + 1);
	v->type = o->type;
	v->num = o->number;
	if (o->value)
		o->value(o, l, v);
}

/* To the first row from this one on that there is; false at the end. */
static bool settle(const struct farm *f, struct place *at)
{
	while (at->object < OBJECTS && at->row > last_row(f, &objects[at->object])) {
		at->object++;
		at->row = at->object < OBJECTS ? first_row(&objects[at->object]) : 0;
	}
	return at->object < OBJECTS;
}

/* --- by name ---------------------------------------------------------------------- */

static const struct oid *prefixes(void)
{
	static struct oid prefix[OBJECTS];
	for (uint32_t i = 0; prefix[OBJECTS - 1].n == 0 && i < OBJECTS; i++)
		oid_decode((const uint8_t *)objects[i].arcs, objects[i].len,
			   &prefix[i]);
	return prefix;
}

/* The last object whose name is not behind this one; OBJECTS when there is none. */
static uint32_t object_before(const struct oid *name)
{
	const struct oid *prefix = prefixes();
	uint32_t low = 0, high = OBJECTS;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (oid_compare(&prefix[middle], name) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 ? low - 1 : OBJECTS;
}

/* The first place behind a name. */
static struct place place_behind(const struct oid *name)
{
	uint32_t i = object_before(name);
	if (i == OBJECTS)
		return (struct place){0, 0};
	const struct oid *prefix = &prefixes()[i];
	if (!oid_has_prefix(name, prefix))
		return (struct place){i, UINT32_MAX};
	if (name->n == prefix->n)
		return (struct place){i, first_row(&objects[i])};
	uint32_t row = name->arc[prefix->n], first = first_row(&objects[i]);
	if (row < first)
		return (struct place){i, first};
	return (struct place){i, row < UINT32_MAX ? row + 1 : row};
}

static bool farm_get(void *ctx, uint32_t device, const struct oid *name, int64_t now_ms,
		     struct varbind *value)
{
	const struct farm *f = ctx;
	struct look l;
	uint32_t i = object_before(name);
	if (i == OBJECTS || !oid_has_prefix(name, &prefixes()[i]))
		return false;
	const struct object *o = &objects[i];
	uint32_t row = name->arc[prefixes()[i].n];
	value->type = BER_NO_SUCH_INSTANCE;
	if (name->n != prefixes()[i].n + 1 || row < first_row(o) ||
	    row > last_row(f, o))
		return false;
	begin_look(&l, f, device, now_ms);
	read_place(&l, (struct place){i, row}, value);
	return true;
}

static bool farm_next(void *ctx, uint32_t device, struct oid *name, int64_t now_ms,
		      struct varbind *value)
{
	const struct farm *f = ctx;
	struct look l;
	struct place at = place_behind(name);
	if (!settle(f, &at))
		return false;
	begin_look(&l, f, device, now_ms);
	*name = oid_join(&prefixes()[at.object], &at.row, 1);
	read_place(&l, at, value);
	return true;
}

/* --- by encoded name -------------------------------------------------------------- */

enum { BARE = UINT32_MAX }; /* a name without an index */

struct stepper {
	struct place at;
	uint8_t name[24]; /* encoded, of the place */
	uint32_t prefix_n, name_n;
};

/* Row of an index of one or two octets. */
static bool row_decode(const uint8_t *p, uint32_t n, uint32_t *row)
{
	*row = n == 0 ? BARE : n == 1 ? p[0] : (uint32_t)(p[0] & 0x7f) << 7 | p[1];
	return n <= 2 && (n == 0 || !(p[n - 1] & 0x80)) &&
	       (n < 2 || (p[0] & 0x80 && p[0] != 0x80));
}

static bool is_below(const struct varbind *vb, const struct object *o)
{
	return vb->name_len >= o->len && memcmp(vb->name, o->arcs, o->len) == 0;
}

/* The object of a name; those of a request stand at the same place in the next one. */
static bool find(const struct varbind *vb, uint32_t i, struct place *at)
{
	static uint32_t last[AGENT_VARBINDS];
	uint32_t n = last[i];
	if (!is_below(vb, &objects[n]))
		for (n = 0; n < OBJECTS && !is_below(vb, &objects[n]); n++)
			;
	if (n == OBJECTS)
		return false;
	last[i] = at->object = n;
	return row_decode(vb->name + objects[n].len, vb->name_len - objects[n].len,
			  &at->row);
}

/* The name of the place: only its index when its object has not changed. */
static void spell(struct stepper *s, bool another)
{
	const struct object *o = &objects[s->at.object];
	if (another) {
		memcpy(s->name, o->arcs, o->len);
		s->prefix_n = o->len;
	}
	uint8_t *p = s->name + s->prefix_n;
	s->name_n = s->prefix_n + 1;
	if (s->at.row >= 0x80) {
		*p++ = (uint8_t)(0x80 | s->at.row >> 7);
		s->name_n++;
	}
	*p = s->at.row & 0x7f;
}

/* Put the place and step behind it. False when it does not fit, or there is none. */
static inline bool put_place(struct stepper *s, struct look *l, struct ber_writer *w)
{
	struct ber_writer before = *w;
	struct varbind v = {.name = s->name, .name_len = s->name_n};
	read_place(l, s->at, &v);
	ber_put(w, &v);
	if (!w->full)
		return true;
	*w = before;
	return false;
}

static bool step(struct stepper *s, const struct farm *f)
{
	uint32_t object = s->at.object;
	s->at.row = s->at.row == BARE ? first_row(&objects[object]) : s->at.row + 1;
	if (!settle(f, &s->at))
		return false;
	spell(s, s->at.object != object || s->prefix_n == 0);
	return true;
}

static bool quick_get(const struct ber_message *m, struct look *l, struct ber_writer *w)
{
	for (uint32_t i = 0; i < m->n; i++) {
		struct place at;
		struct varbind v = {.name = m->vb[i].name,
				    .name_len = m->vb[i].name_len};
		if (!find(&m->vb[i], i, &at) ||
		    at.row < first_row(&objects[at.object]) ||
		    at.row > last_row(l->farm, &objects[at.object]))
			return false;
		read_place(l, at, &v);
		ber_put(w, &v);
	}
	return true;
}

/* Each name once, from one to another. False: ask the others; *full: it is over. */
static bool put_round(struct stepper *s, uint32_t n, struct look *l,
		      struct ber_writer *w, bool *full)
{
	for (uint32_t i = 0; i < n; i++) {
		if (!step(&s[i], l->farm))
			return false;
		*full = !put_place(&s[i], l, w);
		if (*full)
			break;
	}
	return true;
}

static bool quick_bulk(const struct ber_message *m, struct look *l,
		       struct ber_writer *w)
{
	static struct stepper s[AGENT_VARBINDS];
	bool full = false;
	uint32_t once = m->error_status < 0 ? 0 : (uint32_t)m->error_status;
	once = once < m->n ? once : m->n;
	for (uint32_t i = 0; i < m->n; i++) {
		s[i].prefix_n = 0;
		if (!find(&m->vb[i], i, &s[i].at))
			return false;
	}
	if (!put_round(s, once, l, w, &full))
		return false;
	for (int32_t left = once < m->n ? m->error_index : 0; left > 0 && !full; left--)
		if (!put_round(s + once, m->n - once, l, w, &full))
			return false;
	return true;
}

/* What ends, or has a name of another form, is left to the long way. */
static bool farm_quick(void *ctx, uint32_t device, const struct ber_message *m,
		       int64_t now_ms, struct ber_writer *w)
{
	struct look l;
	begin_look(&l, ctx, device, now_ms);
	return m->pdu == PDU_GET    ? quick_get(m, &l, w)
	       : m->pdu == PDU_BULK ? quick_bulk(m, &l, w)
				    : false;
}

const struct agent_source farm_source = {
	.get = farm_get, .next = farm_next, .quick = farm_quick};
const struct agent_source farm_slow_source = {.get = farm_get, .next = farm_next};

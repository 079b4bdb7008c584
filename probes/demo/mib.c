/*
 * What all tables of the demo network share: who made a device, values by type, and the
 * system and engine groups, which every agent has.
 */
#include "probes/demo/mib.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "probes/demo/life.h"

const struct mib_make mib_makes[PLAN_ROLES] = {
	[PLAN_CORE] = {"Juniper Networks, Inc. mx480 internet router, kernel JUNOS "
		       "21.4R3-S5.4",
		       "1.3.6.1.4.1.2636.1.1.1.2.25", "MX480", "21.4R3-S5.4", 1, 32768,
		       9192},
	[PLAN_DIST] = {"Arista Networks EOS version 4.29.3M running on an Arista "
		       "Networks DCS-7050SX3-48YC8",
		       "1.3.6.1.4.1.30065.1.3011.7050.3741.48", "DCS-7050SX3-48YC8",
		       "4.29.3M", 4, 8192, 9214},
	[PLAN_EDGE] = {"Juniper Networks, Inc. mx240 internet router, kernel JUNOS "
		       "21.4R3-S5.4",
		       "1.3.6.1.4.1.2636.1.1.1.2.29", "MX240", "21.4R3-S5.4", 1, 16384,
		       9192},
	[PLAN_FIREWALL] = {"FortiGate-600E", "1.3.6.1.4.1.12356.101.1.6004", "FGT-600E",
			   "v7.2.8,build1639,240313 (GA.M)", 8, 16384, 1500},
	[PLAN_ACCESS] = {"Cisco IOS Software, C2960X Software "
			 "(C2960X-UNIVERSALK9-M), Version 15.2(7)E8, RELEASE SOFTWARE",
			 "1.3.6.1.4.1.9.1.1208", "WS-C2960X-48TD-L", "15.2(7)E8", 1,
			 512, 1500},
	[PLAN_SERVER] = {"Linux server 6.1.0-18-amd64 #1 SMP Debian 6.1.76-1 x86_64",
			 "1.3.6.1.4.1.8072.3.2.10", "PowerEdge R650", "6.1.0-18-amd64",
			 8, 65536, 1500},
	[PLAN_AP] = {"ArubaOS (MODEL: 515), Version 8.10.0.6",
		     "1.3.6.1.4.1.14823.1.2.140", "515", "8.10.0.6", 1, 1024, 1500},
};

bool mib_number(struct varbind *v, enum ber_type type, uint64_t num)
{
	v->type = (uint8_t)type;
	v->num = num;
	return true;
}

bool mib_bytes(struct varbind *v, const void *p, size_t n)
{
	v->type = BER_OCTETS;
	v->bytes = p;
	v->len = (uint32_t)n;
	return true;
}

bool mib_text(struct varbind *v, const char *s)
{
	return mib_bytes(v, s, strlen(s));
}

bool mib_textf(struct mib_look *l, struct varbind *v, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	vsnprintf(l->text, sizeof l->text, fmt, args);
	va_end(args);
	return mib_text(v, l->text);
}

bool mib_oid(struct mib_look *l, struct varbind *v, const char *dotted)
{
	struct oid o;
	if (!oid_parse(dotted, &o))
		return false;
	v->type = BER_OID;
	v->bytes = (const uint8_t *)l->text;
	v->len = (uint32_t)oid_encode(&o, (uint8_t *)l->text, sizeof l->text);
	return true;
}

uint64_t mib_ticks(const struct mib_look *l, int64_t at_ms)
{
	return (uint64_t)(at_ms - life_booted(l->plan, l->id, l->now_ms)) / 10;
}

uint64_t mib_percent(const struct mib_look *l, uint32_t level)
{
	return (uint64_t)(100 * life_level(l->plan, l->id, level, l->now_ms));
}

uint64_t mib_cpu(const struct mib_look *l, uint32_t processor)
{
	return (uint64_t)(100 *
			  life_cpu(l->plan, l->id, LEVEL_CPU + processor, l->now_ms));
}

uint64_t mib_memory(const struct mib_look *l)
{
	return (uint64_t)(100 * life_memory(l->plan, l->id, LEVEL_MEMORY, l->now_ms));
}

uint32_t mib_one_row(const struct mib_look *l)
{
	(void)l;
	return 1;
}

bool mib_mac(struct mib_look *l, struct varbind *v, uint32_t device, uint32_t port)
{
	const uint8_t address[6] = {0x02,
				    0x6e,
				    (uint8_t)(device >> 16),
				    (uint8_t)(device >> 8),
				    (uint8_t)device,
				    (uint8_t)port};
	memcpy(l->text, address, sizeof address);
	return mib_bytes(v, l->text, sizeof address);
}

/* --- system, SNMP engine --------------------------------------------------- */

static bool system_cell(struct mib_look *l, uint32_t column, uint32_t row,
			struct varbind *v)
{
	(void)row;
	switch (column) {
	case 1:
		return mib_text(v, mib_makes[l->device->role].descr);
	case 2:
		return mib_oid(l, v, mib_makes[l->device->role].object_id);
	case 3:
		return mib_number(v, BER_TIMETICKS, mib_ticks(l, l->now_ms));
	case 4:
		return mib_text(v, "noc@example.net");
	case 5:
		return mib_text(v, l->device->name);
	case 6:
		return mib_textf(l, v, "%s, rack %u",
				 l->plan->site[l->device->site].title, l->id % 7 + 1);
	default:
		return mib_number(v, BER_INTEGER,
				  l->device->role == PLAN_SERVER ? 72 : 6);
	}
}

/* RFC 3411 5: an enterprise number with the top bit set, then "text follows". */
static bool engine_id(struct mib_look *l, struct varbind *v)
{
	static const uint8_t maker[] = {0x80, 0x00, 0x1f, 0x88, 0x04};
	size_t n = strlen(l->device->name);
	memcpy(l->text, maker, sizeof maker);
	memcpy(l->text + sizeof maker, l->device->name, n);
	return mib_bytes(v, l->text, sizeof maker + n);
}

static bool engine_cell(struct mib_look *l, uint32_t column, uint32_t row,
			struct varbind *v)
{
	(void)row;
	switch (column) {
	case 1:
		return engine_id(l, v);
	case 2:
		return mib_number(v, BER_INTEGER,
				  life_boots(l->plan, l->id, l->now_ms));
	case 3:
		return mib_number(v, BER_INTEGER, mib_ticks(l, l->now_ms) / 100);
	default:
		return mib_number(v, BER_INTEGER, AGENT_REPLY_MAX);
	}
}

const struct mib_table mib_system_tables[] = {
	{.prefix = "1.3.6.1.2.1.1",
	 .columns = {1, 2, 3, 4, 5, 6, 7},
	 .rows = mib_one_row,
	 .cell = system_cell},
	{.prefix = "1.3.6.1.6.3.10.2.1",
	 .columns = {1, 2, 3, 4},
	 .rows = mib_one_row,
	 .cell = engine_cell},
};
const uint32_t mib_system_tables_n =
	sizeof mib_system_tables / sizeof *mib_system_tables;

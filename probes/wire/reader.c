/*
 * Numeric, because no MIB file is read at run time. sysUpTime stands in every request
 * for counters: a rate divides by the agent's own time between two readings.
 */
#include "probes/wire/reader.h"

#define SYSTEM ARCS_MIB2 "\x01"
#define INTERFACES ARCS_MIB2 "\x02"
#define IF ARCS_MIB2 "\x02\x02\x01"
#define IFX ARCS_MIB2 "\x1f\x01\x01\x01"
#define DOT3 ARCS_MIB2 "\x0a\x07\x02\x01" /* dot3StatsTable (RFC 3635) */
#define IFMIB ARCS_MIB2 "\x1f\x01"
#define HOST ARCS_MIB2 "\x19"
#define ENGINE "\x2b\x06\x01\x06\x03\x0a\x02\x01"

#define ONCE(prefix, rest, kind, field, has)                                           \
	COLUMN(prefix, rest, COLUMN_ONCE, kind, scalars, field, has)
#define UPTIME                                                                         \
	COLUMN(SYSTEM, "\x03", COLUMN_ALWAYS, VALUE_U32, scalars, uptime_cs, GOT_UPTIME)

/* What tells whether the agent, or the list of its interfaces, is another than before.
 */
#define CLOCKS                                                                         \
	UPTIME, ONCE(ENGINE, "\x02", VALUE_U32, engine_boots, GOT_ENGINE_BOOTS),       \
		ONCE(ENGINE, "\x03", VALUE_U32, engine_time_s, GOT_ENGINE_TIME),       \
		ONCE(IFMIB, "\x05", VALUE_U32, if_table_change_cs,                     \
		     GOT_IF_TABLE_CHANGE),                                             \
		ONCE(INTERFACES, "\x01", VALUE_U32, if_number, GOT_IF_NUMBER)

#define READER(columns, size)                                                          \
	{                                                                              \
		.column = columns, .n = sizeof columns / sizeof *columns,              \
		.row_size = size                                                       \
	}

static const struct column hello[] = {
	ONCE(SYSTEM, "\x03", VALUE_U32, uptime_cs, GOT_UPTIME),
};
const struct reader reader_hello = READER(hello, 0);

static const struct column system_group[] = {
	CLOCKS,
	ONCE(SYSTEM, "\x01", VALUE_TEXT, descr, GOT_SYSTEM),
	ONCE(SYSTEM, "\x02", VALUE_OID, object_id, GOT_SYSTEM),
	ONCE(SYSTEM, "\x04", VALUE_TEXT, contact, GOT_SYSTEM),
	ONCE(SYSTEM, "\x05", VALUE_TEXT, name, GOT_SYSTEM),
	ONCE(SYSTEM, "\x06", VALUE_TEXT, location, GOT_SYSTEM),
};
const struct reader reader_system = READER(system_group, 0);

#define NAME(prefix, rest, kind, field, has)                                           \
	COLUMN(prefix, rest, COLUMN_ROWS, kind, name_row, field, has)
static const struct column names[] = {
	NAME(IF, "\x02", VALUE_TEXT, descr, GOT_DESCR),
	NAME(IF, "\x03", VALUE_U32, type, GOT_TYPE),
	NAME(IF, "\x04", VALUE_U32, mtu, GOT_MTU),
	NAME(IF, "\x05", VALUE_U32, speed_bps, GOT_SPEED),
	NAME(IF, "\x06", VALUE_MAC, mac, GOT_MAC),
	NAME(IFX, "\x01", VALUE_TEXT, name, GOT_NAME),
	NAME(IFX, "\x0f", VALUE_U32, speed_mbps, GOT_HIGH_SPEED),
	NAME(IFX, "\x12", VALUE_TEXT, alias, GOT_ALIAS),
	NAME(DOT3, "\x13", VALUE_U8, duplex, GOT_DUPLEX),
};
const struct reader reader_names = READER(names, sizeof(struct name_row));

#define TRAFFIC(prefix, rest, kind, field, has)                                        \
	COLUMN(prefix, rest, COLUMN_ROWS, kind, traffic_row, field, has)
static const struct column traffic[] = {
	CLOCKS,
	TRAFFIC(IFX, "\x06", VALUE_U64, c.in_octets, GOT_IN_OCTETS),
	TRAFFIC(IFX, "\x0a", VALUE_U64, c.out_octets, GOT_OUT_OCTETS),
	TRAFFIC(IFX, "\x07", VALUE_U64, c.in_pkts, GOT_IN_PKTS),
	TRAFFIC(IFX, "\x0b", VALUE_U64, c.out_pkts, GOT_OUT_PKTS),
	TRAFFIC(IF, "\x0a", VALUE_U32, in_octets32, GOT_IN_OCTETS32),
	TRAFFIC(IF, "\x10", VALUE_U32, out_octets32, GOT_OUT_OCTETS32),
	TRAFFIC(IF, "\x0b", VALUE_U32, in_pkts32, GOT_IN_PKTS32),
	TRAFFIC(IF, "\x11", VALUE_U32, out_pkts32, GOT_OUT_PKTS32),
	TRAFFIC(IF, "\x0e", VALUE_U32, c.in_errors, GOT_IN_ERRORS),
	TRAFFIC(IF, "\x14", VALUE_U32, c.out_errors, GOT_OUT_ERRORS),
	TRAFFIC(IF, "\x0d", VALUE_U32, c.in_discards, GOT_IN_DISCARDS),
	TRAFFIC(IF, "\x13", VALUE_U32, c.out_discards, GOT_OUT_DISCARDS),
	TRAFFIC(IF, "\x07", VALUE_U8, admin, GOT_ADMIN),
	TRAFFIC(IF, "\x08", VALUE_U8, oper, GOT_OPER),
	TRAFFIC(IF, "\x09", VALUE_U32, last_change, GOT_LAST_CHANGE),
	TRAFFIC(IFX, "\x13", VALUE_U32, c.discontinuity, GOT_DISCONTINUITY),
};
const struct reader reader_traffic = READER(traffic, sizeof(struct traffic_row));
_Static_assert(sizeof traffic / sizeof *traffic <= READER_COLUMNS, "too many columns");

#define STORAGE(rest, kind, field, has)                                                \
	COLUMN(HOST "\x02\x03\x01", rest, COLUMN_ROWS, kind, health_row, field, has)
#define UCD(rest, field, has) ONCE(ARCS_UCD, rest, VALUE_U32, field, has)
static const struct column health[] = {
	UCD("\x04\x05", mem_total, GOT_MEM_TOTAL),
	UCD("\x04\x06", mem_avail, GOT_MEM_AVAIL),
	UCD("\x04\x0e", mem_buffer, GOT_MEM_BUFFER),
	UCD("\x04\x0f", mem_cached, GOT_MEM_CACHED),
	ONCE(ARCS_UCD, "\x04\x1b", VALUE_U64, mem_sys_avail, GOT_MEM_SYS_AVAIL),
	UCD("\x0b\x32", cpu_user, GOT_CPU),
	UCD("\x0b\x33", cpu_nice, GOT_CPU),
	UCD("\x0b\x34", cpu_system, GOT_CPU),
	UCD("\x0b\x35", cpu_idle, GOT_CPU_IDLE),
	UCD("\x0b\x36", cpu_wait, GOT_CPU),
	UCD("\x0b\x38", cpu_interrupt, GOT_CPU),
	UCD("\x0b\x3d", cpu_soft_irq, GOT_CPU),
	UCD("\x0b\x40", cpu_steal, GOT_CPU),
	COLUMN(HOST, "\x03\x03\x01\x02", COLUMN_ROWS, VALUE_U32, health_row, load_pct,
	       GOT_LOAD),
	STORAGE("\x02", VALUE_LAST_ARC, type, GOT_STORAGE_TYPE),
	STORAGE("\x03", VALUE_TEXT, descr, GOT_STORAGE_DESCR),
	STORAGE("\x04", VALUE_U32, unit_bytes, GOT_STORAGE_UNIT),
	STORAGE("\x05", VALUE_U32, size, GOT_STORAGE_SIZE),
	STORAGE("\x06", VALUE_U32, used, GOT_STORAGE_USED),
};
const struct reader reader_health = READER(health, sizeof(struct health_row));
_Static_assert(sizeof health / sizeof *health <= READER_COLUMNS, "too many columns");

/*
 * reader: which columns make up what, as tables (RFC 1213, RFC 2863, RFC 2790, RFC
 * 3411, UCD-SNMP-MIB). One more kind of reading is one more table.
 */
#ifndef NOCTOP_WIRE_READER_H
#define NOCTOP_WIRE_READER_H

#include "probes/model/network.h"
#include "probes/wire/column.h"

/* Scalars of all readers. Bits of has: enum scalar_has. */
struct scalars {
	struct row row;
	struct span descr, object_id, contact, name, location;
	uint32_t uptime_cs, engine_boots, engine_time_s, if_table_change_cs, if_number;
	/* UCD-SNMP: memory in kB, processor time in ticks */
	uint64_t mem_sys_avail;
	uint32_t mem_total, mem_avail, mem_buffer, mem_cached;
	uint32_t cpu_user, cpu_nice, cpu_system, cpu_idle, cpu_wait, cpu_interrupt,
		cpu_soft_irq, cpu_steal;
};
enum scalar_has {
	GOT_UPTIME = 1 << 0,
	GOT_ENGINE_BOOTS = 1 << 1,
	GOT_ENGINE_TIME = 1 << 2,
	GOT_IF_TABLE_CHANGE = 1 << 3,
	GOT_IF_NUMBER = 1 << 4,
	GOT_SYSTEM = 1 << 5, /* anything of the system group */
	GOT_MEM_TOTAL = 1 << 6,
	GOT_MEM_AVAIL = 1 << 7,
	GOT_MEM_BUFFER = 1 << 8,
	GOT_MEM_CACHED = 1 << 9,
	GOT_MEM_SYS_AVAIL = 1 << 10,
	GOT_CPU_IDLE = 1 << 11,
	GOT_CPU = 1 << 12, /* any other of them */
};

/* An interface as it is described. */
struct name_row {
	struct row row;
	struct span name, descr, alias;
	uint32_t type, mtu, speed_bps, speed_mbps;
	uint8_t mac[6];
	uint8_t duplex;
};
enum name_has {
	GOT_NAME = 1 << 0,
	GOT_DESCR = 1 << 1,
	GOT_ALIAS = 1 << 2,
	GOT_TYPE = 1 << 3,
	GOT_MTU = 1 << 4,
	GOT_SPEED = 1 << 5,
	GOT_HIGH_SPEED = 1 << 6,
	GOT_MAC = 1 << 7,
	GOT_DUPLEX = 1 << 8,
};

/* An interface as it does: its counters as the model wants them, but for their has. */
struct traffic_row {
	struct row row;
	struct if_counters c;
	uint32_t in_octets32, out_octets32, in_pkts32, out_pkts32;
	uint32_t last_change;
	uint8_t oper, admin;
};
enum traffic_has {
	GOT_IN_OCTETS = 1 << 0,
	GOT_OUT_OCTETS = 1 << 1,
	GOT_IN_PKTS = 1 << 2,
	GOT_OUT_PKTS = 1 << 3,
	GOT_IN_ERRORS = 1 << 4,
	GOT_OUT_ERRORS = 1 << 5,
	GOT_IN_DISCARDS = 1 << 6,
	GOT_OUT_DISCARDS = 1 << 7,
	GOT_DISCONTINUITY = 1 << 8,
	GOT_OPER = 1 << 9,
	GOT_ADMIN = 1 << 10,
	GOT_LAST_CHANGE = 1 << 11,
	GOT_IN_OCTETS32 = 1 << 12,
	GOT_OUT_OCTETS32 = 1 << 13,
	GOT_IN_PKTS32 = 1 << 14,
	GOT_OUT_PKTS32 = 1 << 15,
};
/* Those of struct if_counters: the same bits as enum if_has. */
#define GOT_COUNTERS 0x1ff
_Static_assert(GOT_IN_OCTETS == (int)HAS_IN_OCTETS &&
		       GOT_OUT_OCTETS == (int)HAS_OUT_OCTETS &&
		       GOT_IN_PKTS == (int)HAS_IN_PKTS &&
		       GOT_OUT_PKTS == (int)HAS_OUT_PKTS &&
		       GOT_IN_ERRORS == (int)HAS_IN_ERRORS &&
		       GOT_OUT_ERRORS == (int)HAS_OUT_ERRORS &&
		       GOT_IN_DISCARDS == (int)HAS_IN_DISCARDS &&
		       GOT_OUT_DISCARDS == (int)HAS_OUT_DISCARDS &&
		       GOT_DISCONTINUITY == (int)HAS_DISCONTINUITY,
	       "the same bits for the wire and for the model");
/* What brings no news of most interfaces for days: it is asked in turns while that is
 * so. Of the mishaps a few a minute are none. */
#define GOT_STEADY                                                                     \
	(GOT_IN_ERRORS | GOT_OUT_ERRORS | GOT_IN_DISCARDS | GOT_OUT_DISCARDS |         \
	 GOT_DISCONTINUITY | GOT_ADMIN | GOT_LAST_CHANGE)
#define GOT_WIDE (GOT_IN_OCTETS | GOT_OUT_OCTETS | GOT_IN_PKTS | GOT_OUT_PKTS)
#define GOT_NARROW (GOT_IN_OCTETS32 | GOT_OUT_OCTETS32 | GOT_IN_PKTS32 | GOT_OUT_PKTS32)

/* A processor, a storage, or one of each with the same index. */
struct health_row {
	struct row row;
	struct span descr;
	uint32_t type; /* last arc of hrStorageType */
	uint32_t unit_bytes, size, used;
	uint32_t load_pct;
};
enum health_has {
	GOT_STORAGE_TYPE = 1 << 0,
	GOT_STORAGE_DESCR = 1 << 1,
	GOT_STORAGE_UNIT = 1 << 2,
	GOT_STORAGE_SIZE = 1 << 3,
	GOT_STORAGE_USED = 1 << 4,
	GOT_LOAD = 1 << 5,
};

enum { READER_COLUMNS = 24 }; /* at most, of one reader */

/* The columns of one reading; those that are scalars go into struct scalars, the others
 * into rows of row_size. */
struct reader {
	const struct column *column;
	uint8_t n;
	uint16_t row_size; /* 0: no table */
};

extern const struct reader reader_hello;      /* sysUpTime: does it answer? */
extern const struct reader reader_system;     /* who it is, and its clocks */
extern const struct reader reader_names;      /* struct name_row */
extern const struct reader reader_traffic;    /* struct traffic_row, and its clocks */
/* struct health_row, and memory and processor time of UNIX. One reader, so that all of
 * it comes with one answer. */
extern const struct reader reader_health;

#endif

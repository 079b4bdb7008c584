/*
 * The health of a device of the demo network: processors, memory and disks in the MIBs
 * that all share and in those of its maker. Its hardware is in mib_sensor.c.
 */
#include "probes/demo/life.h"
#include "probes/demo/mib.h"

static bool hr_system_cell(struct mib_look *l, uint32_t column, uint32_t row,
			   struct varbind *v)
{
	(void)column;
	(void)row;
	return mib_number(v, BER_TIMETICKS, mib_ticks(l, l->now_ms));
}

static uint32_t cpus(const struct mib_look *l)
{
	return mib_makes[l->device->role].cpus;
}

static bool cpu_cell(struct mib_look *l, uint32_t column, uint32_t row,
		     struct varbind *v)
{
	(void)column;
	return mib_number(v, BER_INTEGER, mib_cpu(l, row));
}

/* Rows of hrStorageTable: memory, and a server's file systems. */
static const struct {
	const char *name, *type;
	uint32_t level;
	uint64_t kb; /* 0: the device's memory */
} storage[] = {
	{"Physical memory", "1.3.6.1.2.1.25.2.1.2", LEVEL_MEMORY, 0},
	{"/", "1.3.6.1.2.1.25.2.1.4", LEVEL_ROOT, 64 << 20},
	{"/var", "1.3.6.1.2.1.25.2.1.4", LEVEL_VAR, 512 << 20},
};
enum { STORAGE_UNIT_KB = 4 };

static uint32_t storages(const struct mib_look *l)
{
	return l->device->role == PLAN_SERVER ? sizeof storage / sizeof *storage : 1;
}

static uint64_t memory_kb(const struct mib_look *l)
{
	return (uint64_t)mib_makes[l->device->role].ram_mb << 10;
}

static uint64_t used(const struct mib_look *l, uint32_t row, uint64_t total)
{
	double level = life_level(l->plan, l->id, storage[row].level, l->now_ms);
	if (storage[row].level == LEVEL_MEMORY)
		level = life_memory(l->plan, l->id, LEVEL_MEMORY, l->now_ms);
	else if (l->id == l->plan->cast.full && storage[row].level == LEVEL_VAR)
		level = 0.92 + level / 100;
	return (uint64_t)(level * (double)total);
}

static bool storage_cell(struct mib_look *l, uint32_t column, uint32_t row,
			 struct varbind *v)
{
	uint64_t kb = storage[row].kb ? storage[row].kb : memory_kb(l);
	switch (column) {
	case 1:
		return mib_number(v, BER_INTEGER, row + 1);
	case 2:
		return mib_oid(l, v, storage[row].type);
	case 3:
		return mib_text(v, storage[row].name);
	case 4:
		return mib_number(v, BER_INTEGER, STORAGE_UNIT_KB << 10);
	case 5:
		return mib_number(v, BER_INTEGER, kb / STORAGE_UNIT_KB);
	default:
		return mib_number(v, BER_INTEGER, used(l, row, kb / STORAGE_UNIT_KB));
	}
}

/* --- what makers add ------------------------------------------------------- */

static uint32_t if_role(const struct mib_look *l, unsigned roles, uint32_t n)
{
	return roles >> l->device->role & 1 ? n : 0;
}

static uint32_t on_cisco(const struct mib_look *l)
{
	return if_role(l, 1u << PLAN_ACCESS, 1);
}

static uint32_t on_fortinet(const struct mib_look *l)
{
	return if_role(l, 1u << PLAN_FIREWALL, 1);
}

static uint32_t on_server(const struct mib_look *l)
{
	return if_role(l, 1u << PLAN_SERVER, 1);
}

static uint32_t loads_on_server(const struct mib_look *l)
{
	return if_role(l, 1u << PLAN_SERVER, 3);
}

/* CISCO-PROCESS-MIB cpmCPUTotalTable */
static bool cisco_cpu_cell(struct mib_look *l, uint32_t column, uint32_t row,
			   struct varbind *v)
{
	(void)row;
	(void)column;
	return mib_number(v, BER_GAUGE32, mib_cpu(l, 0));
}

/* CISCO-MEMORY-POOL-MIB */
static bool cisco_memory_cell(struct mib_look *l, uint32_t column, uint32_t row,
			      struct varbind *v)
{
	(void)row;
	uint64_t total = memory_kb(l) << 10, taken = used(l, 0, total);
	switch (column) {
	case 2:
		return mib_text(v, "Processor");
	case 5:
		return mib_number(v, BER_GAUGE32, taken);
	default:
		return mib_number(v, BER_GAUGE32, total - taken);
	}
}

/* FORTINET-FORTIGATE-MIB fgSystemInfo */
static bool fortinet_cell(struct mib_look *l, uint32_t column, uint32_t row,
			  struct varbind *v)
{
	(void)row;
	switch (column) {
	case 1:
		return mib_text(v, mib_makes[PLAN_FIREWALL].version);
	case 3:
		return mib_number(v, BER_GAUGE32, mib_cpu(l, 0));
	case 4:
		return mib_number(v, BER_GAUGE32, mib_memory(l));
	case 5:
		return mib_number(v, BER_GAUGE32, memory_kb(l));
	default:
		return mib_number(v, BER_GAUGE32, 20000 + 1000 * mib_cpu(l, 0));
	}
}

/* UCD-SNMP-MIB memory, kB */
static bool ucd_memory_cell(struct mib_look *l, uint32_t column, uint32_t row,
			    struct varbind *v)
{
	(void)row;
	uint64_t kb = memory_kb(l), taken = used(l, 0, kb);
	switch (column) {
	case 5: /* memTotalReal */
		return mib_number(v, BER_INTEGER, kb);
	case 14: /* memBuffer */
		return mib_number(v, BER_INTEGER, (kb - taken) / 16);
	case 15: /* memCached */
		return mib_number(v, BER_INTEGER, (kb - taken) / 2);
	case 27: /* memSysAvail */
		return mib_number(v, BER_INTEGER, kb - taken);
	default: /* 6 memAvailReal, 11 memTotalFree */
		return mib_number(v, BER_INTEGER, (kb - taken) / 4);
	}
}

/* UCD-SNMP-MIB laTable */
static bool ucd_load_cell(struct mib_look *l, uint32_t column, uint32_t row,
			  struct varbind *v)
{
	uint64_t load = 8 * mib_cpu(l, 0); /* hundredths, of eight processors */
	switch (column) {
	case 1:
		return mib_number(v, BER_INTEGER, row + 1);
	case 2:
		return mib_textf(l, v, "Load-%u", row == 0 ? 1 : 5 * row * row);
	case 3:
		return mib_textf(l, v, "%u.%02u", (unsigned)load / 100,
				 (unsigned)load % 100);
	default:
		return mib_number(v, BER_INTEGER, load);
	}
}

const struct mib_table mib_host_tables[] = {
	{.prefix = "1.3.6.1.2.1.25.1",
	 .columns = {1},
	 .rows = mib_one_row,
	 .cell = hr_system_cell},
	{.prefix = "1.3.6.1.2.1.25.2.3.1",
	 .columns = {1, 2, 3, 4, 5, 6},
	 .index.base = 1,
	 .rows = storages,
	 .cell = storage_cell},
	{.prefix = "1.3.6.1.2.1.25.3.3.1",
	 .columns = {2},
	 .index.base = 196608,
	 .rows = cpus,
	 .cell = cpu_cell},
	{.prefix = "1.3.6.1.4.1.9.9.48.1.1.1",
	 .columns = {2, 5, 6},
	 .index.base = 1,
	 .rows = on_cisco,
	 .cell = cisco_memory_cell},
	{.prefix = "1.3.6.1.4.1.9.9.109.1.1.1.1",
	 .columns = {6, 7, 8},
	 .index.base = 1,
	 .rows = on_cisco,
	 .cell = cisco_cpu_cell},
	{.prefix = "1.3.6.1.4.1.2021.4",
	 .columns = {5, 6, 11, 14, 15, 27},
	 .rows = on_server,
	 .cell = ucd_memory_cell},
	{.prefix = "1.3.6.1.4.1.2021.10.1",
	 .columns = {1, 2, 3, 5},
	 .index.base = 1,
	 .rows = loads_on_server,
	 .cell = ucd_load_cell},
	{.prefix = "1.3.6.1.4.1.12356.101.4.1",
	 .columns = {1, 3, 4, 5, 8},
	 .rows = on_fortinet,
	 .cell = fortinet_cell},
};
const uint32_t mib_host_tables_n = sizeof mib_host_tables / sizeof *mib_host_tables;

/*
 * What a device of the demo network is made of and how that does: fans, power supplies
 * and temperatures, each maker's in its own way.
 */
#include "probes/demo/life.h"
#include "probes/demo/mib.h"

/* The air that goes in hardly changes; other sensors do. */
static uint32_t celsius(const struct mib_look *l, uint32_t cool, uint32_t sensor)
{
	uint32_t moves = (uint32_t)mib_percent(l, LEVEL_TEMPERATURE);
	return cool + life_heat(l->plan, l->id, l->now_ms) +
	       moves / (sensor == 0 ? 32 : 5);
}

/* The last fan of a device is the one that fails; the others do what they can. */
static uint64_t rpm(const struct mib_look *l, uint32_t fan, uint32_t fans)
{
	bool fails = life_fan_fails(l->plan, l->id, l->now_ms);
	if (fails && fan == fans - 1)
		return 0;
	return (fails ? 11800 : 7600) + 8 * mib_percent(l, LEVEL_TEMPERATURE) +
	       40 * fan;
}

/* --- ENTITY-MIB (RFC 6933), and Arista's sensors by ENTITY-SENSOR-MIB (RFC 3433) ----
 */

/* ENTITY-STATE-MIB (RFC 4268) has what its parts do. */
enum entity_class { CHASSIS = 3, POWER_SUPPLY = 6, FAN = 7, SENSOR = 8 };
enum sensor_type { WATTS = 6, DEGREES = 8, RPM = 10 };

static const struct {
	const char *name;
	uint8_t class, type, of; /* type: enum sensor_type; of: which of its kind */
} entity[] = {
	{"Chassis", CHASSIS, 0, 0},
	{"PowerSupply1", POWER_SUPPLY, 0, 0},
	{"PowerSupply2", POWER_SUPPLY, 0, 1},
	{"Fan Tray 1", FAN, 0, 0},
	{"Fan Tray 2", FAN, 0, 1},
	{"Fan Tray 3", FAN, 0, 2},
	{"Fan Tray 4", FAN, 0, 3},
	{"Fan Tray 1 speed", SENSOR, RPM, 0},
	{"Fan Tray 2 speed", SENSOR, RPM, 1},
	{"Fan Tray 3 speed", SENSOR, RPM, 2},
	{"Fan Tray 4 speed", SENSOR, RPM, 3},
	{"Inlet temperature", SENSOR, DEGREES, 0},
	{"Switch chip temperature", SENSOR, DEGREES, 1},
	{"PowerSupply1 output", SENSOR, WATTS, 0},
	{"PowerSupply2 output", SENSOR, WATTS, 1},
};
enum { ENTITIES = sizeof entity / sizeof *entity, FIRST_SENSOR = 7, ARISTA_FANS = 4 };
enum { FIRST_PART = 1, FIRST_FAN = 3 }; /* rows of entity */

static bool is_arista(const struct mib_look *l)
{
	return l->device->role == PLAN_DIST;
}

static uint32_t entities(const struct mib_look *l)
{
	return is_arista(l) ? ENTITIES : 1;
}

/* The index of what it is in: of what is in it a part of the chassis tells. */
static uint32_t contained_in(uint32_t row)
{
	if (entity[row].type == RPM)
		return 1 + FIRST_FAN + entity[row].of;
	if (entity[row].type == WATTS)
		return 1 + FIRST_PART + entity[row].of;
	return 1;
}

/* Of what can be taken out alone. A power supply that failed makes room for another. */
static bool serial(struct mib_look *l, uint32_t row, enum entity_class class,
		   struct varbind *v)
{
	uint32_t drawn = 3 + row;
	if (class != CHASSIS && class != POWER_SUPPLY)
		return mib_text(v, "");
	if (row == FIRST_FAN - 1)
		drawn += ENTITIES * life_supplies(l->plan, l->id, l->now_ms);
	return mib_textf(l, v, "%s%08X", class == CHASSIS ? "DM" : "PS",
			 (unsigned)(plan_random(l->plan, drawn, l->id) & UINT32_MAX));
}

static bool entity_cell(struct mib_look *l, uint32_t column, uint32_t row,
			struct varbind *v)
{
	const struct mib_make *make = &mib_makes[l->device->role];
	bool chassis = entity[row].class == CHASSIS;
	switch (column) {
	case 2:
		return chassis ? mib_textf(l, v, "%s chassis", make->model)
			       : mib_text(v, entity[row].name);
	case 4:
		return mib_number(v, BER_INTEGER, chassis ? 0 : contained_in(row));
	case 5:
		return mib_number(v, BER_INTEGER, entity[row].class);
	case 7:
		return mib_text(v, entity[row].name);
	case 10:
		return mib_text(v, chassis ? make->version : "");
	case 11:
		return serial(l, row, entity[row].class, v);
	default:
		return mib_text(v, chassis			       ? make->model
				   : entity[row].class == POWER_SUPPLY ? "PWR-500AC-F"
								       : "");
	}
}

/* entLastChangeTime: when a power supply was put in the place of another. */
static uint32_t changes(const struct mib_look *l)
{
	return is_arista(l);
}

static bool change_cell(struct mib_look *l, uint32_t column, uint32_t row,
			struct varbind *v)
{
	(void)column, (void)row;
	return mib_number(v, BER_TIMETICKS,
			  mib_ticks(l, life_supplied(l->plan, l->id, l->now_ms)));
}

static uint32_t parts(const struct mib_look *l)
{
	return is_arista(l) ? FIRST_SENSOR - FIRST_PART : 0;
}

/* The last of its fans, the second of its power supplies. */
static bool part_fails(const struct mib_look *l, uint32_t part)
{
	if (part == FIRST_FAN + ARISTA_FANS - 1)
		return life_fan_fails(l->plan, l->id, l->now_ms);
	return part == FIRST_FAN - 1 && life_supply_fails(l->plan, l->id, l->now_ms);
}

/* entStateOper: disabled (2), enabled (3); entStateAlarm: major is bit 3. */
static bool part_cell(struct mib_look *l, uint32_t column, uint32_t row,
		      struct varbind *v)
{
	bool fails = part_fails(l, FIRST_PART + row);
	if (column == 3)
		return mib_number(v, BER_INTEGER, fails ? 2 : 3);
	return mib_bytes(v, fails ? "\x10" : "\x00", 1);
}

static uint32_t sensors(const struct mib_look *l)
{
	return is_arista(l) ? ENTITIES - FIRST_SENSOR : 0;
}

static uint64_t reading(const struct mib_look *l, uint32_t type, uint32_t of)
{
	switch (type) {
	case RPM:
		return rpm(l, of, ARISTA_FANS);
	case DEGREES:
		return celsius(l, of == 0 ? 22 : 44, of);
	default:
		if (part_fails(l, FIRST_PART + of))
			return 0;
		return 140 + mib_percent(l, LEVEL_TEMPERATURE) - 3 * of;
	}
}

static bool sensor_cell(struct mib_look *l, uint32_t column, uint32_t row,
			struct varbind *v)
{
	uint32_t type = entity[FIRST_SENSOR + row].type;
	switch (column) {
	case 1:
		return mib_number(v, BER_INTEGER, type);
	case 2:
		return mib_number(v, BER_INTEGER, 9); /* units */
	case 3:
		return mib_number(v, BER_INTEGER, 0); /* precision */
	case 4:
		return mib_number(v, BER_INTEGER,
				  reading(l, type, entity[FIRST_SENSOR + row].of));
	default:
		return mib_number(v, BER_INTEGER, 1); /* the sensor itself is ok */
	}
}

/* --- JUNIPER-MIB jnxOperatingTable -------------------------------------------------
 */

/* Contents: power supplies (2), fan trays (4), the routing engine (9). */
static const uint32_t juniper_index[][2] = {{2, 1}, {2, 2}, {4, 1}, {4, 2}, {9, 1}};
static const char *const juniper_name[] = {"PEM 0", "PEM 1", "Fan Tray 0", "Fan Tray 1",
					   "Routing Engine 0"};
enum { JUNIPER_ROWS = sizeof juniper_index / sizeof *juniper_index, JUNIPER_FAN = 3 };

static uint32_t on_juniper(const struct mib_look *l)
{
	return l->device->role == PLAN_CORE || l->device->role == PLAN_EDGE
		       ? JUNIPER_ROWS
		       : 0;
}

static bool juniper_cell(struct mib_look *l, uint32_t column, uint32_t row,
			 struct varbind *v)
{
	bool engine = row == JUNIPER_ROWS - 1;
	bool fails = row == JUNIPER_FAN && life_fan_fails(l->plan, l->id, l->now_ms);
	switch (column) {
	case 5:
		return mib_text(v, juniper_name[row]);
	case 6: /* running, down */
		return mib_number(v, BER_INTEGER, fails ? 6 : 2);
	case 7:
		return mib_number(v, BER_GAUGE32, celsius(l, engine ? 34 : 28, 0));
	case 8:
		return mib_number(v, BER_GAUGE32, engine ? mib_cpu(l, 0) : 0);
	case 11:
		return mib_number(v, BER_GAUGE32, engine ? mib_memory(l) : 0);
	default: /* 15 jnxOperatingMemory, MB */
		return mib_number(v, BER_INTEGER,
				  engine ? mib_makes[l->device->role].ram_mb : 0);
	}
}

/* jnxContentsTable: chassis (1), power supplies (2), line cards (7), the routing engine
 * (9). */
static const uint32_t contents_index[][2] = {{1, 1}, {2, 1}, {2, 2}, {7, 1}, {9, 1}};
static const struct {
	const char *name, *serial, *model;
} contents[] = {
	{"Chassis", "JN", ""},
	{"PEM 0", "QCS", "PWR-MX480-2520-AC-S"},
	{"PEM 1", "QCS", "PWR-MX480-2520-AC-S"},
	{"FPC 0", "CAJM", "MPC7E-MRATE"},
	{"Routing Engine 0", "CAAT", "RE-S-1800X4-32G-S"},
};

static uint32_t on_juniper_parts(const struct mib_look *l)
{
	return on_juniper(l) ? sizeof contents / sizeof *contents : 0;
}

static bool contents_cell(struct mib_look *l, uint32_t column, uint32_t row,
			  struct varbind *v)
{
	switch (column) {
	case 6:
		return mib_text(v, contents[row].name);
	case 7:
		return mib_textf(l, v, "%s%05u", contents[row].serial,
				 (unsigned)(plan_random(l->plan, 3 + row, l->id) %
					    100000));
	default:
		return mib_text(v, contents[row].model);
	}
}

/* JUNIPER-ALARM-MIB: the lamps at the front; off (2), on (3). */
static uint32_t on_juniper_lamp(const struct mib_look *l)
{
	return on_juniper(l) ? 1 : 0;
}

static bool lamp(const struct mib_look *l, unsigned which, struct varbind *v)
{
	unsigned lit = life_lamps(l->plan, l->id, l->now_ms);
	return mib_number(v, BER_INTEGER, lit >= which ? 3 : 2);
}

static bool yellow_cell(struct mib_look *l, uint32_t column, uint32_t row,
			struct varbind *v)
{
	(void)column, (void)row;
	return lamp(l, 1, v);
}

static bool red_cell(struct mib_look *l, uint32_t column, uint32_t row,
		     struct varbind *v)
{
	(void)column, (void)row;
	return lamp(l, 2, v);
}

/* --- CISCO-ENVMON-MIB ---------------------------------------------------------------
 */

enum { ENVMON_NORMAL = 1, ENVMON_CRITICAL = 3, CISCO_FANS = 2 };

static uint32_t cisco_one(const struct mib_look *l)
{
	return l->device->role == PLAN_ACCESS;
}

static uint32_t cisco_fans(const struct mib_look *l)
{
	return l->device->role == PLAN_ACCESS ? CISCO_FANS : 0;
}

static bool cisco_temperature_cell(struct mib_look *l, uint32_t column, uint32_t row,
				   struct varbind *v)
{
	switch (column) {
	case 2:
		return mib_text(v, "SW#1, Sensor#1, GREEN");
	case 3:
		return mib_number(v, BER_GAUGE32, celsius(l, 31, row));
	case 4:
		return mib_number(v, BER_INTEGER, 68); /* threshold */
	default:
		return mib_number(v, BER_INTEGER, ENVMON_NORMAL);
	}
}

static bool cisco_fan_cell(struct mib_look *l, uint32_t column, uint32_t row,
			   struct varbind *v)
{
	if (column == 2)
		return mib_textf(l, v, "Switch#1, Fan#%u", row + 1);
	return mib_number(v, BER_INTEGER,
			  rpm(l, row, CISCO_FANS) > 0 ? ENVMON_NORMAL
						      : ENVMON_CRITICAL);
}

static bool cisco_supply_cell(struct mib_look *l, uint32_t column, uint32_t row,
			      struct varbind *v)
{
	(void)l;
	(void)row;
	return column == 2 ? mib_text(v, "Sw1, PS1 Normal, RPS NotExist")
			   : mib_number(v, BER_INTEGER, ENVMON_NORMAL);
}

const struct mib_table mib_sensor_tables[] = {
	{.prefix = "1.3.6.1.2.1.47.1.1.1.1",
	 .columns = {2, 4, 5, 7, 10, 11, 13},
	 .index.base = 1,
	 .rows = entities,
	 .cell = entity_cell},
	{.prefix = "1.3.6.1.2.1.99.1.1.1",
	 .columns = {1, 2, 3, 4, 5},
	 .index.base = 1 + FIRST_SENSOR,
	 .rows = sensors,
	 .cell = sensor_cell},
	{.prefix = "1.3.6.1.2.1.131.1.1.1",
	 .columns = {3, 5},
	 .index.base = 1 + FIRST_PART,
	 .rows = parts,
	 .cell = part_cell},
	{.prefix = "1.3.6.1.4.1.9.9.13.1.3.1",
	 .columns = {2, 3, 4, 6},
	 .index.base = 1006,
	 .rows = cisco_one,
	 .cell = cisco_temperature_cell},
	{.prefix = "1.3.6.1.4.1.9.9.13.1.4.1",
	 .columns = {2, 3},
	 .index.base = 1004,
	 .rows = cisco_fans,
	 .cell = cisco_fan_cell},
	{.prefix = "1.3.6.1.4.1.9.9.13.1.5.1",
	 .columns = {2, 3},
	 .index.base = 1003,
	 .rows = cisco_one,
	 .cell = cisco_supply_cell},
	{.prefix = "1.3.6.1.2.1.47.1.4",
	 .columns = {1},
	 .rows = changes,
	 .cell = change_cell},
	{.prefix = "1.3.6.1.4.1.2636.3.1.8.1",
	 .columns = {6, 7, 14},
	 .index = {.pair = contents_index, .after_n = 2},
	 .rows = on_juniper_parts,
	 .cell = contents_cell},
	{.prefix = "1.3.6.1.4.1.2636.3.1.13.1",
	 .columns = {5, 6, 7, 8, 11, 15},
	 .index = {.pair = juniper_index, .after_n = 2},
	 .rows = on_juniper,
	 .cell = juniper_cell},
	{.prefix = "1.3.6.1.4.1.2636.3.4.2.2",
	 .columns = {1},
	 .rows = on_juniper_lamp,
	 .cell = yellow_cell},
	{.prefix = "1.3.6.1.4.1.2636.3.4.2.3",
	 .columns = {1},
	 .rows = on_juniper_lamp,
	 .cell = red_cell},
};
const uint32_t mib_sensor_tables_n =
	sizeof mib_sensor_tables / sizeof *mib_sensor_tables;

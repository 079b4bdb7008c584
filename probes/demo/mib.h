/*
 * mib: the tables that a device of the demo network answers, one cell at a time.
 * Between tree.c, which finds names, and mib*.c, which know values.
 */
#ifndef NOCTOP_DEMO_MIB_H
#define NOCTOP_DEMO_MIB_H

#include "probes/demo/agent.h"
#include "probes/demo/plan.h"

/* Who is asked, when, and where the bytes of the answer may be written. */
struct mib_look {
	const struct plan *plan;
	const struct plan_device *device;
	uint32_t id; /* of the device */
	int64_t now_ms;
	char text[256];
};

#define MIB_ARCS 6 /* of an index */

/* The index of row r: before, base + r, after; or pair[r], after; or what arcs says.
 * All zero is that of scalars. */
struct mib_index {
	const uint32_t (*pair)[2]; /* in ascending order */
	/* Writes the arcs of a row, and returns how many; the same */
	uint32_t (*arcs)(const struct mib_look *, uint32_t row, uint32_t *out);
	uint32_t before[1], before_n;
	uint32_t base;
	uint32_t after[2], after_n;
};

struct mib_table {
	const char *prefix;  /* dotted; columns follow */
	uint8_t columns[20]; /* their arcs, up to a 0 */
	struct mib_index index;
	uint32_t (*rows)(const struct mib_look *);
	/* The value of a cell; false, and *v as it was, when that row has none now. */
	bool (*cell)(struct mib_look *, uint32_t column, uint32_t row,
		     struct varbind *v);
};

extern const struct mib_table mib_system_tables[], mib_port_tables[], mib_host_tables[],
	mib_sensor_tables[], mib_peer_tables[];
extern const uint32_t mib_system_tables_n, mib_port_tables_n, mib_host_tables_n,
	mib_sensor_tables_n, mib_peer_tables_n;

/* Levels of a device (life_level). */
enum { LEVEL_MEMORY = 1, LEVEL_ROOT, LEVEL_VAR, LEVEL_TEMPERATURE, LEVEL_CPU };

/* What devices of a role are, by their maker. */
struct mib_make {
	const char *descr, *object_id, *model, *version;
	uint32_t cpus, ram_mb, mtu;
};
extern const struct mib_make mib_makes[PLAN_ROLES];

/* Set a value; true, so that a cell can end with it. Bytes and text are borrowed. */
bool mib_number(struct varbind *, enum ber_type, uint64_t);
bool mib_bytes(struct varbind *, const void *, size_t);
bool mib_text(struct varbind *, const char *);
bool mib_textf(struct mib_look *, struct varbind *, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
bool mib_oid(struct mib_look *, struct varbind *, const char *dotted);
/* The address of a port of a device (from 1), or of its chassis (0). */
bool mib_mac(struct mib_look *, struct varbind *, uint32_t device, uint32_t port);

/* sysUpTime at an instant; in percent a level of the device, the load of one of its
 * processors, its memory; the rows of scalars. */
uint64_t mib_ticks(const struct mib_look *, int64_t at_ms);
uint64_t mib_percent(const struct mib_look *, uint32_t level);
uint64_t mib_cpu(const struct mib_look *, uint32_t processor);
uint64_t mib_memory(const struct mib_look *);
uint32_t mib_one_row(const struct mib_look *);

#endif

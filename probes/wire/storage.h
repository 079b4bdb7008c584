/*
 * storage: what stays of hrStorageTable (RFC 2790): type, unit and name of each row are
 * read once, then sizes alone. A FreeBSD has hundreds of rows, of which a screen shows
 * ten.
 */
#ifndef NOCTOP_WIRE_STORAGE_H
#define NOCTOP_WIRE_STORAGE_H

#include "probes/base/buf.h"
#include "probes/wire/reader.h"

#define STORAGE_FIXED (GOT_STORAGE_TYPE | GOT_STORAGE_DESCR | GOT_STORAGE_UNIT)

struct storages {
	struct health_row *row; /* those that are shown */
	struct buf text;	/* of their names */
	uint32_t n, cap;
	uint32_t all; /* rows of the table */
};
void storages_fini(struct storages *);
/* A reading of all columns of struct health_row: keep what stays. */
void storages_keep(struct storages *, const struct rows *, const struct buf *text);
/* A reading of sizes alone: put in what is kept. False: these are other rows by now,
 * all is to be read again. */
bool storages_put(const struct storages *, struct rows *, struct buf *text);
/* The pools of FreeBSD's allocators: hundreds, of type RAM. What is no disk, but looks
 * like a full one: devices, processes, images that are mounted as they are. */
bool storage_is_noise(const char *name);

#endif

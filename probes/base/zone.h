/*
 * zone: time zones from TZif files (RFC 8536), as many at once as there are sites,
 * operators and windows. libc has one zone per process, so this reads the files itself.
 */
#ifndef NOCTOP_BASE_ZONE_H
#define NOCTOP_BASE_ZONE_H

#include <stdint.h>
#include <stddef.h>
#include <stdbool.h>

struct zone; /* immutable */

struct civil {
	int year, month, day; /* month and day from 1 */
	int hour, minute, second;
	int weekday; /* 0 Sunday */
	int utc_offset_s;
	char abbrev[8]; /* "CET", "UTC" */
};

/* Load a zone of the system ("Europe/Berlin", "UTC"; "local" is TZ or /etc/localtime).
 * NULL when there is none of that name, the name leaves the zone folder or the file is
 * damaged; "UTC" never fails. Zones are kept for the life of the program and shared. */
const struct zone *zone_find(const char *name);
/* The same from the bytes of a TZif file; pure, fuzzed. Freed with zone_free. */
struct zone *zone_parse(const void *bytes, size_t n);
void zone_free(struct zone *);
const char *zone_name(const struct zone *);

void zone_civil(const struct zone *, int64_t wall_ms, struct civil *);
/* The instant of a local time. A time that a clock change skips is moved forward by the
 * change; one that happens twice is the first. */
int64_t zone_instant(const struct zone *, int year, int month, int day, int hour,
		     int minute, int second);

#endif

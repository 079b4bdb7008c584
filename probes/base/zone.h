/*
 * zone: time zones from TZif files (RFC 8536), as many at once as there are sites,
 * operators and windows. libc has one zone per process, so this reads the files itself.
 * They come from $TZDIR, else /usr/share/zoneinfo, and know nothing of leap seconds
 * (files of "right/" are refused).
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

/* Load a zone of the system ("Europe/Berlin", "UTC"). "local" is what TZ says (a name,
 * a path or a rule like "CET-1CEST,M3.5.0,M10.5.0/3"), else /etc/localtime, under its
 * own name where that can be told. NULL when there is none of that name, the name
 * leaves the zone folder or the file is damaged; "UTC" never fails. Zones are kept for
 * the life of the program and shared. */
const struct zone *zone_find(const char *name);
/* The same from the bytes of a TZif file, nameless; NULL when they are damaged. Pure,
 * fuzzed. Freed with zone_free. */
struct zone *zone_parse(const void *bytes, size_t n);
void zone_free(struct zone *);
const char *zone_name(const struct zone *);

void zone_civil(const struct zone *, int64_t wall_ms, struct civil *);
/* The instant of a local time. A time that a clock change skips is moved forward by the
 * change; one that happens twice is the first. Fields out of their range carry over
 * (day + 1 is the same time tomorrow); the year is within a million of ours. */
int64_t zone_instant(const struct zone *, int year, int month, int day, int hour,
		     int minute, int second);
/* The instant from which on the clock shows this time or a later one: like
 * zone_instant, but a time that a clock change skips is the moment of the change
 * itself. */
int64_t zone_reached(const struct zone *, int year, int month, int day, int hour,
		     int minute);

#endif

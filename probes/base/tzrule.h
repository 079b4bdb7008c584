/*
 * tzrule: the yearly rule of a time zone, as the TZ string at the end of a TZif file
 * writes it: "CET-1CEST,M3.5.0,M10.5.0/3" (POSIX 8.3 with the extensions of RFC 8536
 * 3.3.1: quoted names, times of -167 to 167 hours).
 */
#ifndef NOCTOP_BASE_TZRULE_H
#define NOCTOP_BASE_TZRULE_H

#include <stdint.h>
#include <stdbool.h>

#define TZ_ABBREV_SIZE 8 /* longer abbreviations are cut */

struct tz_type {
	int32_t utc_offset_s; /* east is positive */
	char abbrev[TZ_ABBREV_SIZE];
};

struct tzrule_date {
	enum { TZ_JULIAN, TZ_DAY_OF_YEAR, TZ_WEEKDAY } kind;
	int day;	 /* JULIAN 1-365 without 29 February, DAY_OF_YEAR 0-365,
			    WEEKDAY 0-6 from Sunday */
	int month, week; /* WEEKDAY: 1-12; 1-5, 5 is the last */
	int32_t time_s;	 /* local time before the change, since midnight */
};

struct tzrule {
	struct tz_type standard, summer;
	bool has_summer;
	struct tzrule_date start, end; /* of summer time */
};

/* False when s is not a complete rule; summer time without dates is none. Pure. */
bool tzrule_parse(const char *s, struct tzrule *);
/* What is in force at an instant (seconds since 1970 UTC). */
const struct tz_type *tzrule_at(const struct tzrule *, int64_t utc_s);

#endif

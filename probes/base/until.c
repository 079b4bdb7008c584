/*
 * until: today's date in the zone with that time of the day; when it is over, the next
 * day's. A time that the clocks skip is the moment at which they skip it.
 */
#include "probes/base/until.h"

#include <stdio.h>

#include "probes/base/clock.h"
#include "probes/base/zone.h"

#define DAY_MS INT64_C(86400000)

static int64_t that_day(const struct zone *zone, int64_t day_ms, unsigned hour,
			unsigned minute)
{
	struct civil day;

	zone_civil(zone, day_ms, &day);
	return zone_reached(zone, day.year, day.month, day.day, (int)hour, (int)minute);
}

bool until_parse(const char *s, const struct zone *zone, int64_t now_ms,
		 int64_t *until_ms)
{
	unsigned hour, minute;
	char extra;

	if (sscanf(s, "%2u:%2u%c", &hour, &minute, &extra) == 2) {
		if (hour > 23 || minute > 59)
			return false;
		*until_ms = that_day(zone, now_ms, hour, minute);
		if (*until_ms <= now_ms)
			*until_ms = that_day(zone, now_ms + DAY_MS, hour, minute);
		return true;
	}
	if (!duration_parse(s, until_ms) || *until_ms <= 0)
		return false;
	*until_ms += now_ms;
	return true;
}

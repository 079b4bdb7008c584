/*
 * calendar: occurrences of spans are found from the days on which they may begin. A day
 * is tested by masks alone; only the few that pass cost a look at the zone.
 */
#include "probes/alert/calendar.h"

#include "probes/base/clock.h"

#define DAY_MIN 1440
#define FAR_DAYS                                                                       \
	(40 * 366) /* 29 February on a given weekday comes every 28 years, and         \
		      2100 has none */
#define LONG_MS (366 * DAY_S * 1000)

static const struct zone *zone_of(const struct calendar *c, const struct zone *zone)
{
	if (c->zone)
		return c->zone;
	return zone ? zone : zone_find("UTC");
}

static int days_in_month(int64_t year, int month)
{
	return (int)(clock_days(year, month + 1, 1) - clock_days(year, month, 1));
}

static bool day_matches(const struct calendar_span *s, int64_t days)
{
	int64_t year;
	int month, day;

	if (s->weekdays && !(s->weekdays & 1U << clock_weekday(days)))
		return false;
	if (!s->weeks && !s->months && !s->days)
		return true;
	clock_date(days, &year, &month, &day);
	if (s->months && !(s->months & 1U << month))
		return false;
	if (s->days && !(s->days & UINT32_C(1) << day) &&
	    !((s->days & 1) && day == days_in_month(year, month)))
		return false;
	return !s->weeks || (s->weeks & 1U << ((day - 1) / 7 + 1)) ||
	       ((s->weeks & 1) && day + 7 > days_in_month(year, month));
}

static int64_t reached(const struct zone *z, int64_t days, int minute)
{
	int64_t year;
	int month, day;

	clock_date(days + minute / DAY_MIN, &year, &month, &day);
	minute %= DAY_MIN;
	return zone_reached(z, (int)year, month, day, minute / 60, minute % 60);
}

/* The occurrence that begins on this day; false when there is none. */
static bool occurs(const struct calendar_span *s, const struct zone *z, int64_t days,
		   struct calendar_time *t)
{
	int to = s->to > s->from ? s->to : s->to + DAY_MIN;

	if (!day_matches(s, days))
		return false;
	t->from_ms = reached(z, days, s->from);
	t->to_ms = reached(z, days, to);
	return t->from_ms < t->to_ms;
}

static int64_t local_day(const struct zone *z, int64_t ms)
{
	struct civil c;

	zone_civil(z, ms, &c);
	return clock_days(c.year, c.month, c.day);
}

/* Among the occurrences that hold ms or touch it: the earliest beginning and the latest
 * end. A clock set back over midnight shows the day before once more, hence + 1. */
static bool around(const struct calendar *c, const struct zone *z, int64_t ms,
		   struct calendar_time *all)
{
	int64_t today = local_day(z, ms);
	bool in = false;

	*all = (struct calendar_time){ms, ms};
	for (unsigned i = 0; i < c->n; i++)
		for (int64_t day = today - 2; day <= today + 1; day++) {
			struct calendar_time t;

			if (!occurs(&c->span[i], z, day, &t) || t.from_ms > ms ||
			    t.to_ms < ms)
				continue;
			in = in || t.to_ms > ms;
			if (t.from_ms < all->from_ms)
				all->from_ms = t.from_ms;
			if (t.to_ms > all->to_ms)
				all->to_ms = t.to_ms;
		}
	return in;
}

bool calendar_in(const struct calendar *c, const struct zone *zone, int64_t now_ms)
{
	struct calendar_time t;

	return c->always || around(c, zone_of(c, zone), now_ms, &t);
}

static int64_t end_of(const struct calendar *c, const struct zone *z, int64_t now_ms)
{
	struct calendar_time t = {now_ms, now_ms};

	for (int64_t ms = now_ms; around(c, z, ms, &t); ms = t.to_ms)
		if (t.to_ms - now_ms > LONG_MS)
			return INT64_MAX;
	return t.to_ms;
}

static int64_t beginning_of(const struct calendar *c, const struct zone *z,
			    int64_t now_ms)
{
	struct calendar_time t;
	int64_t ms = now_ms;

	for (around(c, z, ms, &t); t.from_ms < ms; around(c, z, ms, &t)) {
		ms = t.from_ms;
		if (now_ms - ms > LONG_MS)
			return INT64_MIN;
	}
	return ms;
}

/* The next beginning after now_ms, at which nothing holds. */
static int64_t next_beginning(const struct calendar *c, const struct zone *z,
			      int64_t now_ms)
{
	int64_t today = local_day(z, now_ms), found = INT64_MAX;

	for (int64_t day = today - 1; day <= today + FAR_DAYS; day++) {
		struct calendar_time t;

		for (unsigned i = 0; i < c->n; i++)
			if (occurs(&c->span[i], z, day, &t) && t.from_ms > now_ms &&
			    t.from_ms < found)
				found = t.from_ms;
		if (found != INT64_MAX && day > local_day(z, found))
			break;
	}
	return found;
}

int64_t calendar_next(const struct calendar *c, const struct zone *zone, int64_t now_ms)
{
	const struct zone *z = zone_of(c, zone);

	if (c->always)
		return INT64_MAX;
	return calendar_in(c, z, now_ms) ? end_of(c, z, now_ms)
					 : next_beginning(c, z, now_ms);
}

bool calendar_time(const struct calendar *c, const struct zone *zone, int64_t now_ms,
		   struct calendar_time *t)
{
	const struct zone *z = zone_of(c, zone);

	*t = (struct calendar_time){INT64_MIN, INT64_MAX};
	if (c->always)
		return true;
	if (calendar_in(c, z, now_ms)) {
		t->from_ms = beginning_of(c, z, now_ms);
	} else {
		now_ms = t->from_ms = next_beginning(c, z, now_ms);
		if (now_ms == INT64_MAX)
			return false;
	}
	t->to_ms = end_of(c, z, now_ms);
	return true;
}

/*
 * A parser that only moves forward, and a rule evaluated for the years around the asked
 * instant: its changes may lie days outside of their year, and summer time that lasts
 * all year is written as two changes at one instant.
 */
#include "probes/base/tzrule.h"

#include <ctype.h>
#include <string.h>

#include "probes/base/clock.h"

#define DEFAULT_TIME_S (2 * 3600)
#define OFFSET_HOURS_MAX 24
#define TIME_HOURS_MAX 167

/* --- parsing: each takes what it knows at *s and moves behind it ---------------------
 */

static bool take(const char **s, char c)
{
	if (**s != c)
		return false;
	++*s;
	return true;
}

static bool take_number(const char **s, int min, int max, int *n)
{
	const char *p = *s;

	if (!isdigit((unsigned char)*p))
		return false;
	for (*n = 0; isdigit((unsigned char)*p) && *n <= max; p++)
		*n = *n * 10 + (*p - '0');
	*s = p;
	return *n >= min && *n <= max;
}

static bool is_name_char(char c, bool quoted)
{
	return isalpha((unsigned char)c) ||
	       (quoted && (isdigit((unsigned char)c) || c == '+' || c == '-'));
}

static bool take_name(const char **s, char name[TZ_ABBREV_SIZE])
{
	bool quoted = take(s, '<');
	const char *start = *s;
	size_t len, cut;

	while (is_name_char(**s, quoted))
		++*s;
	len = (size_t)(*s - start);
	cut = len < TZ_ABBREV_SIZE ? len : TZ_ABBREV_SIZE - 1;
	memcpy(name, start, cut);
	name[cut] = '\0';
	return len >= 3 && (!quoted || take(s, '>'));
}

/* [+|-]hh[:mm[:ss]] */
static bool take_time(const char **s, int hours_max, int32_t *seconds)
{
	int sign = take(s, '-') ? -1 : 1;
	int part[3] = {0};

	if (sign > 0)
		take(s, '+');
	if (!take_number(s, 0, hours_max, &part[0]))
		return false;
	for (int i = 1; i < 3 && take(s, ':'); i++)
		if (!take_number(s, 0, 59, &part[i]))
			return false;
	*seconds = sign * (part[0] * 3600 + part[1] * 60 + part[2]);
	return true;
}

static bool take_day(const char **s, struct tzrule_date *date)
{
	if (take(s, 'J')) {
		date->kind = TZ_JULIAN;
		return take_number(s, 1, 365, &date->day);
	}
	if (take(s, 'M')) {
		date->kind = TZ_WEEKDAY;
		return take_number(s, 1, 12, &date->month) && take(s, '.') &&
		       take_number(s, 1, 5, &date->week) && take(s, '.') &&
		       take_number(s, 0, 6, &date->day);
	}
	date->kind = TZ_DAY_OF_YEAR;
	return take_number(s, 0, 365, &date->day);
}

static bool take_date(const char **s, struct tzrule_date *date)
{
	date->time_s = DEFAULT_TIME_S;
	return take(s, ',') && take_day(s, date) &&
	       (!take(s, '/') || take_time(s, TIME_HOURS_MAX, &date->time_s));
}

/* POSIX counts west of Greenwich as positive. */
static bool take_offset(const char **s, int32_t *utc_offset_s)
{
	if (!take_time(s, OFFSET_HOURS_MAX, utc_offset_s))
		return false;
	*utc_offset_s = -*utc_offset_s;
	return true;
}

bool tzrule_parse(const char *s, struct tzrule *r)
{
	*r = (struct tzrule){0};
	if (!take_name(&s, r->standard.abbrev) ||
	    !take_offset(&s, &r->standard.utc_offset_s))
		return false;
	if (*s == '\0')
		return true;
	r->has_summer = true;
	r->summer.utc_offset_s = r->standard.utc_offset_s + 3600;
	if (!take_name(&s, r->summer.abbrev) ||
	    (*s != ',' && !take_offset(&s, &r->summer.utc_offset_s)))
		return false;
	return take_date(&s, &r->start) && take_date(&s, &r->end) && *s == '\0';
}

/* --- evaluation ----------------------------------------------------------------------
 */

static bool is_leap(int64_t year)
{
	return clock_days(year, 3, 1) - clock_days(year, 2, 1) == 29;
}

static int64_t date_days(const struct tzrule_date *date, int64_t year)
{
	int64_t first, days;

	switch (date->kind) {
	case TZ_JULIAN:
		return clock_days(year, 1, date->day) +
		       (date->day >= 60 && is_leap(year));
	case TZ_DAY_OF_YEAR:
		return clock_days(year, 1, 1) + date->day;
	default:
		first = clock_days(year, date->month, 1);
		days = first + (date->day - clock_weekday(first) + 7) % 7 +
		       7 * (date->week - 1);
		return days < clock_days(year, date->month + 1, 1) ? days : days - 7;
	}
}

/* The instant of a change in a year; before is in force until then. */
static int64_t change_s(const struct tzrule_date *date, int64_t year,
			const struct tz_type *before)
{
	return date_days(date, year) * DAY_S + date->time_s - before->utc_offset_s;
}

const struct tz_type *tzrule_at(const struct tzrule *r, int64_t utc_s)
{
	int64_t last = INT64_MIN, year, at;
	bool summer = false;
	int month, day;

	if (!r->has_summer)
		return &r->standard;
	clock_date(floor_div(utc_s, DAY_S), &year, &month, &day);
	for (int64_t y = year - 1; y <= year + 1; y++) {
		at = change_s(&r->end, y, &r->summer);
		if (at <= utc_s && at > last) {
			last = at;
			summer = false;
		}
		at = change_s(&r->start, y, &r->standard);
		if (at <= utc_s && at >= last) {
			last = at;
			summer = true;
		}
	}
	return summer ? &r->summer : &r->standard;
}

/*
 * Clocks as plain integers, dates by arithmetic: libc's calendar functions depend on
 * the process's zone and share a buffer.
 */
#include "probes/base/clock.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "probes/base/log.h"

#define YEAR_0_DAYS (-719528)	/* 0000-01-01 */
#define YEAR_10000_DAYS 2932897 /* 10000-01-01 */

static int64_t clock_us(clockid_t id)
{
	struct timespec ts;

	if (clock_gettime(id, &ts) != 0)
		die("cannot read clock %d: %s", (int)id, strerror(errno));
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

int64_t clock_wall_ms(void)
{
	return clock_us(CLOCK_REALTIME) / 1000;
}

int64_t clock_wall_us(void)
{
	return clock_us(CLOCK_REALTIME);
}

int64_t clock_mono_ms(void)
{
	return clock_us(CLOCK_MONOTONIC) / 1000;
}

int64_t clock_mono_us(void)
{
	return clock_us(CLOCK_MONOTONIC);
}

int64_t clock_boot_ms(void)
{
	return clock_us(CLOCK_BOOTTIME) / 1000;
}

int64_t clock_cpu_us(void)
{
	return clock_us(CLOCK_THREAD_CPUTIME_ID);
}

int64_t clock_process_cpu_us(void)
{
	return clock_us(CLOCK_PROCESS_CPUTIME_ID);
}

int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Years begin in March here, so that the leap day is the last of its year: the days
 * before a month are then a linear function of the month. */
int64_t clock_days(int64_t year, int month, int day)
{
	int64_t m = month - 3 + year * 12; /* months since March of year 0 */
	int64_t y = floor_div(m, 12);

	m -= y * 12;
	return y * 365 + floor_div(y, 4) - floor_div(y, 100) + floor_div(y, 400) +
	       (m * 153 + 2) / 5 + day - 719469;
}

void clock_date(int64_t days, int64_t *year, int *month, int *day)
{
	int64_t n = days + 719468; /* since 0000-03-01 */
	int64_t era = floor_div(n, 146097);
	int64_t d = n - era * 146097; /* of 400 years */
	int64_t y = (d - d / 1460 + d / 36524 - d / 146096) / 365;
	int64_t m;

	d -= y * 365 + y / 4 - y / 100;
	m = (d * 5 + 2) / 153;
	*day = (int)(d - (m * 153 + 2) / 5 + 1);
	*month = (int)(m < 10 ? m + 3 : m - 9);
	*year = era * 400 + y + (m >= 10);
}

int clock_weekday(int64_t days)
{
	return (int)(days + 4 - floor_div(days + 4, 7) * 7);
}

char *clock_rfc3339(char out[CLOCK_RFC3339_SIZE], int64_t wall_ms)
{
	int64_t s = floor_div(wall_ms, 1000), year;
	int month, day, rest;

	if (s < YEAR_0_DAYS * DAY_S)
		s = YEAR_0_DAYS * DAY_S;
	if (s >= YEAR_10000_DAYS * DAY_S)
		s = YEAR_10000_DAYS * DAY_S - 1;
	clock_date(floor_div(s, DAY_S), &year, &month, &day);
	rest = (int)(s - floor_div(s, DAY_S) * DAY_S);
	snprintf(out, CLOCK_RFC3339_SIZE, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)year,
		 month, day, rest / 3600, rest / 60 % 60, rest % 60);
	return out;
}

/* Match s against a pattern in which letters stand for digits of that field (Y M D h m
 * s) and the rest for itself. */
static bool match_fields(const char *s, const char *pattern, int field[128])
{
	memset(field, 0, 128 * sizeof *field);
	for (; *pattern; pattern++, s++) {
		if (!strchr("YMDhms", *pattern)) {
			if (*s != *pattern)
				return false;
			continue;
		}
		if (!isdigit((unsigned char)*s))
			return false;
		field[(int)*pattern] = field[(int)*pattern] * 10 + (*s - '0');
	}
	return *s == '\0';
}

static bool date_exists(int year, int month, int day)
{
	return month >= 1 && month <= 12 && day >= 1 &&
	       day <= clock_days(year, month + 1, 1) - clock_days(year, month, 1);
}

bool clock_parse(const char *s, int64_t *wall_ms)
{
	static const char *const patterns[] = {"YYYY-MM-DDThh:mm:ssZ",
					       "YYYY-MM-DD hh:mm:ss",
					       "YYYY-MM-DD hh:mm", "YYYY-MM-DD"};
	int f[128];

	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		if (!match_fields(s, patterns[i], f))
			continue;
		if (!date_exists(f['Y'], f['M'], f['D']) || f['h'] > 23 ||
		    f['m'] > 59 || f['s'] > 59)
			return false;
		*wall_ms = (clock_days(f['Y'], f['M'], f['D']) * DAY_S + f['h'] * 3600 +
			    f['m'] * 60 + f['s']) *
			   1000;
		return true;
	}
	return false;
}

static int64_t unit_ms(const char *unit)
{
	static const struct {
		const char *name;
		int64_t ms;
	} units[] = {{"", 1000},     {"ms", 1},	     {"s", 1000},    {"m", 60000},
		     {"min", 60000}, {"h", 3600000}, {"d", 86400000}};

	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (strcmp(unit, units[i].name) == 0)
			return units[i].ms;
	return 0;
}

bool duration_parse(const char *s, int64_t *ms)
{
	int64_t n = 0, unit;

	if (!isdigit((unsigned char)*s))
		return false;
	for (; isdigit((unsigned char)*s); s++)
		if (__builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, *s - '0', &n))
			return false;
	unit = unit_ms(s);
	return unit > 0 && !__builtin_mul_overflow(n, unit, ms);
}

void random_bytes(void *out, size_t n)
{
	char *p = out;

	while (n > 0) {
		ssize_t got = getrandom(p, n, 0);

		if (got < 0 && errno != EINTR)
			die("cannot get random bytes: %s", strerror(errno));
		if (got > 0) {
			p += got;
			n -= (size_t)got;
		}
	}
}

uint32_t random_u32(void)
{
	uint32_t n;

	random_bytes(&n, sizeof n);
	return n;
}

/*
 * A zone that was accepted shows a possible date at any instant, and what it shows
 * leads back to that instant or to an earlier one that shows the same. The last bytes
 * choose the instant.
 */
#include <string.h>

#include "probes/base/tzrule.h"
#include "probes/base/zone.h"
#include "tests/fuzz/fuzz.h"

#define WALL_MS_MAX (INT64_C(1) << 54) /* half a million years */

static int64_t instant_of(const uint8_t *bytes, size_t n)
{
	int64_t t = 0;

	memcpy(&t, bytes + n - (n < sizeof t ? n : sizeof t),
	       n < sizeof t ? n : sizeof t);
	return t % WALL_MS_MAX / 1000 * 1000;
}

static void check_at(const struct zone *z, int64_t wall_ms)
{
	struct civil c, again;
	int64_t back;

	zone_civil(z, wall_ms, &c);
	CHECK(c.month >= 1 && c.month <= 12 && c.day >= 1 && c.day <= 31);
	CHECK(c.hour >= 0 && c.hour <= 23 && c.minute >= 0 && c.minute <= 59);
	CHECK(c.second >= 0 && c.second <= 59 && c.weekday >= 0 && c.weekday <= 6);
	for (const char *p = c.abbrev; *p; p++)
		CHECK(*p > ' ' && *p <= '~');
	back = zone_instant(z, c.year, c.month, c.day, c.hour, c.minute, c.second);
	CHECK(back <= wall_ms);
	zone_civil(z, back, &again);
	CHECK(again.day == c.day && again.hour == c.hour && again.minute == c.minute &&
	      again.second == c.second);
}

static void check_rule(const uint8_t *bytes, size_t n)
{
	char *s = malloc(n + 1);
	struct tzrule rule;

	if (n > 0)
		memcpy(s, bytes, n);
	s[n] = '\0';
	if (tzrule_parse(s, &rule))
		CHECK(tzrule_at(&rule, instant_of(bytes, n) / 1000)->abbrev[0]);
	free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct zone *z = zone_parse(bytes, n);

	check_rule(bytes, n);
	if (!z)
		return 0;
	check_at(z, instant_of(bytes, n));
	for (int64_t ms = -WALL_MS_MAX; ms < WALL_MS_MAX; ms += WALL_MS_MAX / 7)
		check_at(z, ms / 1000 * 1000);
	for (int64_t year = 0; year < 80; year++)
		check_at(z, (year * 365 * 86400 + year * 1234567) * 1000);
	zone_free(z);
	return 0;
}

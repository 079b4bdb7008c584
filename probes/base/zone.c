/*
 * A zone is a sorted list of changes, the types they change to, and a yearly rule for
 * the time after the last one. Version 2 files hold the data twice, first in 32 bits:
 * that part is skipped. Files are foreign bytes and every count in them is checked.
 */
#include "probes/base/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probes/base/arena.h"
#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/base/tzrule.h"

#define ZONE_FOLDER "/usr/share/zoneinfo"
#define LOCAL_FILE "/etc/localtime"
#define FILE_MAX 65536
#define NAME_SIZE 128
#define HEADER_SIZE 44
#define RULE_SIZE 128
#define OFFSET_MAX_S                                                                   \
	(26 * 3600) /* RFC 8536 3.2: more than 25 hours are not expected               \
		     */

struct zone {
	struct arena memory;
	char name[NAME_SIZE];
	struct zone *next; /* of the zones found so far */
	int64_t *change_s; /* ascending */
	uint8_t *type_of;  /* what each change changes to */
	size_t changes;
	struct tz_type *types; /* the first is in force before all changes */
	size_t n_types;
	struct tzrule rule;
	bool has_rule;
};

/* --- TZif ----------------------------------------------------------------------------
 */

struct bytes {
	const uint8_t *p;
	size_t left;
};

/* n bytes, NULL when there are not as many. */
static const uint8_t *take(struct bytes *b, size_t n)
{
	const uint8_t *p = b->p;

	if (n > b->left)
		return NULL;
	b->p += n;
	b->left -= n;
	return p;
}

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

struct header {
	char version;
	uint32_t ut_flags, std_flags, leaps, changes, types, chars;
};

static bool take_header(struct bytes *b, struct header *h)
{
	const uint8_t *p = take(b, HEADER_SIZE);

	if (!p || memcmp(p, "TZif", 4) != 0)
		return false;
	*h = (struct header){
		.version = (char)p[4],
		.ut_flags = be32(p + 20),
		.std_flags = be32(p + 24),
		.leaps = be32(p + 28),
		.changes = be32(p + 32),
		.types = be32(p + 36),
		.chars = be32(p + 40),
	};
	return h->types >= 1 && h->types <= 256 && h->chars >= 1 &&
	       h->changes <= FILE_MAX && h->chars <= FILE_MAX && h->leaps <= FILE_MAX &&
	       h->ut_flags <= h->types && h->std_flags <= h->types;
}

static bool skip_32_bit_data(struct bytes *b, const struct header *h)
{
	return take(b, h->changes * 5 + h->types * 6 + h->chars + h->leaps * 8 +
			       h->std_flags + h->ut_flags);
}

static int64_t change_time(const uint8_t *p, size_t time_size)
{
	if (time_size == 4)
		return (int32_t)be32(p);
	return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

static bool take_changes(struct bytes *b, struct zone *z, const struct header *h,
			 size_t time_size)
{
	const uint8_t *times = take(b, h->changes * time_size);
	const uint8_t *types = take(b, h->changes);

	if (!times || !types)
		return false;
	z->changes = h->changes;
	z->change_s = arena_alloc(&z->memory, h->changes * sizeof *z->change_s);
	z->type_of = arena_alloc(&z->memory, h->changes);
	for (size_t i = 0; i < h->changes; i++) {
		z->change_s[i] = change_time(times + i * time_size, time_size);
		z->type_of[i] = types[i];
		if (types[i] >= h->types ||
		    (i > 0 && z->change_s[i] <= z->change_s[i - 1]))
			return false;
	}
	return true;
}

/* It will be shown: letters, digits and signs only. */
static bool copy_abbrev(char to[TZ_ABBREV_SIZE], const char *from)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789+-";

	snprintf(to, TZ_ABBREV_SIZE, "%s", from);
	return from[strspn(from, allowed)] == '\0';
}

static bool take_types(struct bytes *b, struct zone *z, const struct header *h)
{
	const uint8_t *types = take(b, h->types * 6);
	const char *chars = (const char *)take(b, h->chars);

	if (!types || !chars || chars[h->chars - 1] != '\0')
		return false;
	z->n_types = h->types;
	z->types = arena_alloc(&z->memory, h->types * sizeof *z->types);
	for (size_t i = 0; i < h->types; i++, types += 6) {
		struct tz_type *type = &z->types[i];

		type->utc_offset_s = (int32_t)be32(types);
		if (type->utc_offset_s < -OFFSET_MAX_S ||
		    type->utc_offset_s > OFFSET_MAX_S || types[5] >= h->chars ||
		    !copy_abbrev(type->abbrev, chars + types[5]))
			return false;
	}
	return true;
}

/* The rule between two newlines at the end; an empty one is none. */
static bool take_rule(struct bytes *b, struct zone *z)
{
	char rule[RULE_SIZE];
	const uint8_t *p = take(b, 1), *end = memchr(b->p, '\n', b->left);
	size_t len = end ? (size_t)(end - b->p) : RULE_SIZE;

	if (!p || *p != '\n' || len >= RULE_SIZE)
		return false;
	memcpy(rule, b->p, len);
	rule[len] = '\0';
	z->has_rule = len > 0;
	return !z->has_rule || tzrule_parse(rule, &z->rule);
}

static bool parse(struct bytes *b, struct zone *z)
{
	struct header h;
	bool wide;

	if (!take_header(b, &h))
		return false;
	wide = h.version >= '2';
	if (wide && (!skip_32_bit_data(b, &h) || !take_header(b, &h)))
		return false;
	return h.leaps == 0 && take_changes(b, z, &h, wide ? 8 : 4) &&
	       take_types(b, z, &h) && take(b, h.std_flags + h.ut_flags) &&
	       (!wide || take_rule(b, z));
}

static struct zone *zone_new(void)
{
	struct zone *z = calloc(1, sizeof *z);

	if (!z)
		die("out of memory");
	return z;
}

struct zone *zone_parse(const void *bytes, size_t n)
{
	struct zone *z = zone_new();

	if (parse(&(struct bytes){.p = bytes, .left = n}, z))
		return z;
	zone_free(z);
	return NULL;
}

void zone_free(struct zone *z)
{
	if (!z)
		return;
	arena_fini(&z->memory);
	free(z);
}

const char *zone_name(const struct zone *z)
{
	return z->name;
}

/* --- finding -------------------------------------------------------------------------
 */

static struct zone *from_rule(const char *rule)
{
	struct zone *z = zone_new();

	z->has_rule = tzrule_parse(rule, &z->rule);
	if (z->has_rule)
		return z;
	zone_free(z);
	return NULL;
}

static struct zone *from_file(const char *path)
{
	uint8_t bytes[FILE_MAX];
	FILE *f = fopen(path, "re");
	size_t n;

	if (!f)
		return NULL;
	n = fread(bytes, 1, sizeof bytes, f);
	fclose(f);
	return zone_parse(bytes, n);
}

static bool stays_in_folder(const char *name)
{
	return *name && *name != '/' && *name != '.' && !strstr(name, "/.") &&
	       !strstr(name, "//");
}

static struct zone *from_folder(const char *name)
{
	const char *folder = getenv("TZDIR");
	char path[4096];
	int n;

	if (!stays_in_folder(name))
		return NULL;
	n = snprintf(path, sizeof path, "%s/%s", folder ? folder : ZONE_FOLDER, name);
	return n < (int)sizeof path ? from_file(path) : NULL;
}

static struct zone *from_folder_or_utc(const char *name)
{
	struct zone *z = from_folder(name);

	return z || strcmp(name, "UTC") != 0 ? z : from_rule("UTC0");
}

/* Zones are immutable and few, and whoever has found one keeps it. */
static const struct zone *find_or_load(const char *name,
				       struct zone *load(const char *name))
{
	static struct zone *found;
	struct zone *z;

	for (z = found; z; z = z->next)
		if (strcmp(z->name, name) == 0)
			return z;
	z = strlen(name) < NAME_SIZE ? load(name) : NULL;
	if (!z)
		return NULL;
	snprintf(z->name, sizeof z->name, "%s", name);
	z->next = found;
	found = z;
	return z;
}

/* A file that is in a zone folder, or links there, goes by the name it has there. */
static const struct zone *find_path(const char *path)
{
	static const char folder[] = "zoneinfo/";
	char target[4096];
	ssize_t n = readlink(path, target, sizeof target - 1);
	const struct zone *z = NULL;
	const char *name;

	target[n > 0 ? n : 0] = '\0';
	name = strstr(n > 0 ? target : path, folder);
	if (name)
		z = find_or_load(name + strlen(folder), from_folder);
	return z ? z : find_or_load(path, from_file);
}

static const struct zone *find_local(void)
{
	const char *tz = getenv("TZ");
	const struct zone *z;

	if (!tz)
		z = find_path(LOCAL_FILE);
	else if (*(tz += *tz == ':') == '/')
		z = find_path(tz);
	else
		z = find_or_load(tz, from_folder);
	if (!z && tz)
		z = find_or_load(tz, from_rule);
	return z ? z : zone_find("UTC");
}

const struct zone *zone_find(const char *name)
{
	return strcmp(name, "local") == 0 ? find_local()
					  : find_or_load(name, from_folder_or_utc);
}

/* --- using ---------------------------------------------------------------------------
 */

static const struct tz_type *type_at(const struct zone *z, int64_t utc_s)
{
	size_t low = 0, high = z->changes; /* the first change after utc_s is within */

	if (z->has_rule && (high == 0 || utc_s >= z->change_s[high - 1]))
		return tzrule_at(&z->rule, utc_s);
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (z->change_s[middle] <= utc_s)
			low = middle + 1;
		else
			high = middle;
	}
	return &z->types[low > 0 ? z->type_of[low - 1] : 0];
}

static int32_t offset_at(const struct zone *z, int64_t utc_s)
{
	return type_at(z, utc_s)->utc_offset_s;
}

void zone_civil(const struct zone *z, int64_t wall_ms, struct civil *c)
{
	int64_t utc_s = floor_div(wall_ms, 1000);
	const struct tz_type *type = type_at(z, utc_s);
	int64_t local_s = utc_s + type->utc_offset_s, year;
	int64_t days = floor_div(local_s, DAY_S);
	int rest = (int)(local_s - days * DAY_S);

	clock_date(days, &year, &c->month, &c->day);
	c->year = (int)year;
	c->hour = rest / 3600;
	c->minute = rest / 60 % 60;
	c->second = rest % 60;
	c->weekday = clock_weekday(days);
	c->utc_offset_s = type->utc_offset_s;
	snprintf(c->abbrev, sizeof c->abbrev, "%s", type->abbrev);
}

struct search {
	const struct zone *zone;
	int64_t local_s;
	int64_t first, skipped; /* instants, INT64_MAX until found */
	int32_t before;		/* the offset that the change which skips it ends … */
	int32_t by;		/* … and by how much it moves the clock */
};

/* Is local_s a time of this offset? Then the clock shows it at that instant. Or is it
 * skipped by the change from this offset to a larger one: then each of the two leads to
 * where the other is in force. */
static void try_offset(struct search *s, int32_t offset)
{
	int64_t utc_s = s->local_s - offset;
	int32_t there = offset_at(s->zone, utc_s);

	if (there == offset && utc_s < s->first)
		s->first = utc_s;
	if (there > offset && offset_at(s->zone, s->local_s - there) == offset) {
		s->skipped = utc_s;
		s->before = offset;
		s->by = there - offset;
	}
}

static struct search look_for(const struct zone *z, int64_t local_s)
{
	struct search s = {z, local_s, INT64_MAX, INT64_MAX, 0, 0};

	for (size_t i = 0; i < z->n_types; i++)
		try_offset(&s, z->types[i].utc_offset_s);
	if (z->has_rule)
		try_offset(&s, z->rule.standard.utc_offset_s);
	if (z->has_rule && z->rule.has_summer)
		try_offset(&s, z->rule.summer.utc_offset_s);
	if (s.first == INT64_MAX && s.skipped == INT64_MAX)
		s.first = local_s - offset_at(z, local_s);
	return s;
}

static int64_t local_second(int year, int month, int day, int hour, int minute,
			    int second)
{
	return clock_days(year, month, day) * DAY_S + hour * INT64_C(3600) +
	       minute * INT64_C(60) + second;
}

int64_t zone_instant(const struct zone *z, int year, int month, int day, int hour,
		     int minute, int second)
{
	struct search s =
		look_for(z, local_second(year, month, day, hour, minute, second));

	return 1000 * (s.first != INT64_MAX ? s.first : s.skipped);
}

int64_t zone_reached(const struct zone *z, int year, int month, int day, int hour,
		     int minute)
{
	struct search s = look_for(z, local_second(year, month, day, hour, minute, 0));
	int64_t low = s.skipped - s.by, high = s.skipped; /* the change is within */

	if (s.first != INT64_MAX)
		return s.first * 1000;
	while (high - low > 1) {
		int64_t middle = low + (high - low) / 2;

		if (offset_at(z, middle) == s.before)
			low = middle;
		else
			high = middle;
	}
	return high * 1000;
}

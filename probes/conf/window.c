/*
 * window: a window is checked as far as it can be without a clock: that it names what
 * there is, begins, ends, and is not too long.
 */
#include "probes/conf/window.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "probes/base/clock.h"
#include "probes/conf/scope.h"

#define LONGEST_MS (WINDOW_LONGEST_DAYS * DAY_S * 1000)
#define ANY_TIME_MS                                                                    \
	INT64_C(1767225600000) /* 2026-01-01: recurring ones are tried here */

const struct key_def window_keys[] = {
	SCOPE_KEYS,
	{"when", KEY_CALENDAR, NULL, "each time: first Sun 02:00-04:00", false},
	{"start", KEY_OTHER, NULL, "once, from: 2026-11-28 22:00", false},
	{"end", KEY_OTHER, NULL, "once, to: 2026-11-29 02:00", false},
	{"timezone", KEY_ZONE, NULL,
	 "of these times; default that of the one site named, else the network's",
	 false},
	{"change", KEY_TEXT, NULL, "number of the change", false},
	{"category", KEY_WORD, "standard|expedited|emergency",
	 "kind of change (standard)", false},
	{"approver", KEY_TEXT, NULL, "who allowed it", false},
	{"owner", KEY_TEXT, NULL, "who is told what came of it; a [contact] is called",
	 false},
	{"text", KEY_TEXT, NULL, "what is done", false},
	{0},
};

struct take {
	struct build *b;
	const struct ini_section *s;
	struct window *w;
	const struct strmap *map; /* of names being looked up */
	const char *key, *kind;
	const struct zone *zone; /* of the sites named */
	bool zones_differ;
};

static void fault_at(const struct take *t, const char *key, const char *what)
{
	fault_add(t->b->f, t->s->file, ini_line(t->s, key), "%s: %s", key, what);
}

/* --- what it is for --- */

static bool look_up(void *ctx, const char *name)
{
	struct take *t = ctx;

	if (!strpbrk(name, "*?"))
		build_refer(t->b, t->s, t->key, name, t->map, t->kind);
	return true;
}

/* Names of a key must be there. */
static void check_names(struct take *t, const char *key, const struct strmap *map)
{
	const char *value = ini_get(t->s, key);

	t->key = t->kind = key;
	t->map = map;
	if (value)
		ini_list(value, look_up, t);
}

static void take_scope(struct take *t)
{
	scope_take(&t->w->scope, t->s, &t->b->inv->arena, t->b->f);
	check_names(t, "customer", &t->b->customer);
	check_names(t, "site", &t->b->site);
	check_names(t, "device", &t->b->device);
	check_names(t, "circuit", &t->b->circuit);
	if (scope_is_all(&t->w->scope))
		fault_add(t->b->f, t->s->file, t->s->line,
			  "[window %s] is for nothing: site = NAME, device = NAME, … "
			  "(site = * is all)",
			  t->s->name);
}

/* --- whose clock --- */

static bool see_site(void *ctx, const char *name)
{
	struct take *t = ctx;
	const struct network *net = t->b->net;
	const struct zone *zone = NULL;

	for (uint32_t i = 0; i < t->b->site_n; i++) {
		const struct site *site = &t->b->sites[i];

		if (!text_like(name, network_str(net, site->name)) || !site->timezone)
			continue;
		zone = zone_find(network_str(net, site->timezone));
		t->zones_differ = t->zones_differ || (t->zone && t->zone != zone);
		t->zone = zone;
	}
	return true;
}

static void take_zone(struct take *t)
{
	const char *own = ini_get(t->s, "timezone");
	const char *network = t->b->inv->settings.timezone;

	if (own) {
		t->w->zone = zone_find(own);
		return;
	}
	if (t->w->scope.site)
		ini_list(t->w->scope.site, see_site, t);
	if (t->zones_differ)
		fault_add(t->b->f, t->s->file, ini_line(t->s, "site"),
			  "these sites have several time zones: say timezone = …");
	t->w->zone = t->zone ? t->zone : network ? zone_find(network) : NULL;
}

/* --- when --- */

static bool wall_time(const struct take *t, const char *key, int64_t *ms)
{
	const char *value = ini_get(t->s, key);
	const struct zone *zone = t->w->zone ? t->w->zone : zone_find("local");
	int64_t wall_ms, year;
	int month, day, minute;

	if (!value || !clock_parse(value, &wall_ms) || strpbrk(value, "TZ")) {
		if (value)
			fault_at(t, key, "not a time (2026-11-28 22:00)");
		return false;
	}
	clock_date(floor_div(wall_ms / 1000, DAY_S), &year, &month, &day);
	minute = (int)(wall_ms / 60000 % 1440);
	*ms = zone_reached(zone, (int)year, month, day, minute / 60, minute % 60);
	return true;
}

static void check_length(const struct take *t, const char *key, int64_t ms)
{
	char words[64];

	snprintf(words, sizeof words, "longer than %d days", WINDOW_LONGEST_DAYS);
	if (ms > LONGEST_MS)
		fault_at(t, key, words);
}

static void take_once(struct take *t)
{
	struct window *w = t->w;
	bool begins, ends;

	if (!ini_key(t->s, "end")) {
		fault_at(t, "start", "there is no end");
		return;
	}
	begins = wall_time(t, "start", &w->from_ms);
	ends = wall_time(t, "end", &w->to_ms);
	if (!begins || !ends)
		return;
	if (w->to_ms <= w->from_ms)
		fault_at(t, "end", "not after the start");
	else
		check_length(t, "end", w->to_ms - w->from_ms);
}

static void take_when(struct take *t)
{
	const char *when = ini_get(t->s, "when");
	char error[CALENDAR_ERROR];
	struct calendar_time time;
	struct window *w = t->w;

	w->recurring = true;
	if (!when || !calendar_parse(when, &w->when, error))
		return; /* said already */
	if (!calendar_time(&w->when, w->zone, ANY_TIME_MS, &time))
		fault_at(t, "when", "it never comes");
	else if (time.to_ms == INT64_MAX)
		fault_at(t, "when", "it never ends");
	else
		check_length(t, "when", time.to_ms - time.from_ms);
}

static void take_times(struct take *t)
{
	bool when = ini_key(t->s, "when"), start = ini_key(t->s, "start");

	if (when && (start || ini_key(t->s, "end")))
		fault_at(t, "when", "either this, or start and end");
	else if (when)
		take_when(t);
	else if (start)
		take_once(t);
	else
		fault_add(t->b->f, t->s->file, t->s->line,
			  "[window %s] has no time: when = Sun 02:00-04:00, or start "
			  "and end",
			  t->s->name);
}

/* --- the rest --- */

static void take_text(const struct take *t, const char *key, char *out, size_t cap)
{
	const char *value = ini_get(t->s, key);
	char clean[TEXT_BYTES_MAX + 1];
	uint16_t width;

	text_clean(value ? value : "", value ? strlen(value) : 0, clean, &width);
	if (snprintf(out, cap, "%s", clean) >= (int)cap)
		fault_add(t->b->f, t->s->file, ini_line(t->s, key),
			  "%s is longer than %zu bytes", key, cap - 1);
}

static void take_window(struct build *b, const struct ini_section *s)
{
	struct inventory *inv = b->inv;
	const char *category = ini_get(s, "category");

	TABLE_GROW(inv->window, inv->window_cap, inv->window_n + 1);
	struct take t = {.b = b, .s = s, .w = &inv->window[inv->window_n++]};
	snprintf(t.w->name, sizeof t.w->name, "%s", s->name);
	take_scope(&t);
	take_zone(&t);
	take_times(&t);
	take_text(&t, "change", t.w->change, sizeof t.w->change);
	take_text(&t, "approver", t.w->approver, sizeof t.w->approver);
	take_text(&t, "owner", t.w->owner, sizeof t.w->owner);
	take_text(&t, "text", t.w->text, sizeof t.w->text);
	if (category)
		t.w->category = (enum window_category)word_find(
			"standard|expedited|emergency", category);
}

void build_windows(struct build *b)
{
	build_each(b, "window", take_window);
}

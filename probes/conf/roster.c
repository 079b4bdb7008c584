/*
 * roster: contacts, groups and hooks. Each is given its row first, since groups name
 * contacts and contacts name hooks wherever they stand.
 */
#include "probes/conf/roster.h"

#include <stdio.h>
#include <string.h>

#include "probes/base/clock.h"
#include "probes/conf/credential.h"

#define WORDS_MAX 64
#define HOOK_MS 10000
#define HOOK_RETRIES 3
#define TURN_MS INT64_C(86400000)

const struct key_def hook_keys[] = {
	{"command", KEY_OTHER, NULL,
	 "program and its arguments, split at blanks but within '…', no shell; {name} "
	 "stands for a value, see HOOKS",
	 true},
	{"limit", KEY_DURATION, NULL, "it is ended after this time (10s)", false},
	{"retry", KEY_NUMBER, NULL,
	 "rounds of trying again, when all means of a contact failed (3)", false},
	{"secret", KEY_SECRET, NULL, "what it may read from file descriptor 3", false},
	{"secret_file", KEY_OTHER, NULL, "file whose first line is the secret", false},
	{"secret_cmd", KEY_OTHER, NULL, "command that prints it: words, no shell, 5 s",
	 false},
	{0},
};

const struct key_def contact_keys[] = {
	{"name", KEY_TEXT, NULL, "name in full", false},
	{"email", KEY_TEXT, NULL, "address for hooks: {contact.email}", false},
	{"phone", KEY_TEXT, NULL, "number for hooks: {contact.phone}", false},
	{"address", KEY_TEXT, NULL, "of any other kind: {contact.address}", false},
	{"means", KEY_NAMES, NULL,
	 "[hook] names, at most 4: the next is tried at once when one fails", false},
	{"hours", KEY_CALENDAR, NULL, "when it may be called (always)", false},
	{"timezone", KEY_ZONE, NULL, "of its hours; default the network's", false},
	{"override", KEY_OTHER, NULL,
	 "who stands in: 2026-12-24 09:00 to 2026-12-27 09:00 NAME, ...", false},
	{0},
};

const struct key_def group_keys[] = {
	{"name", KEY_TEXT, NULL, "name in full", false},
	{"members", KEY_NAMES, NULL,
	 "[contact] names: the first of them who is there is called", true},
	{"all", KEY_YESNO, NULL, "yes: all of them who are there", false},
	{"turns", KEY_DURATION, NULL, "they take turns of so many days: 7d", false},
	{"start", KEY_OTHER, NULL,
	 "when the first turn began: 2026-01-05 09:00, local time", false},
	{"hours", KEY_CALENDAR, NULL, "when it may be called (always)", false},
	{"timezone", KEY_ZONE, NULL, "of its hours and turns; default the network's",
	 false},
	{"override", KEY_OTHER, NULL,
	 "who is called instead: 2026-12-24 09:00 to 2026-12-27 09:00 NAME, ...",
	 false},
	{0},
};

struct take {
	struct build *b;
	const struct ini_section *s;
	struct contact *c;
};

static struct roster *roster_of(const struct build *b)
{
	return &b->inv->roster;
}

static void fault_at(const struct take *t, const char *key, const char *wants)
{
	fault_add(t->b->f, t->s->file, ini_line(t->s, key), "%s: %s", key, wants);
}

/* --- hooks --- */

/* Split at blanks; what stands between single quotes is one word. NULL: too many, or a
 * quote is not closed. */
static const char *const *split(struct arena *a, const char *command)
{
	const char **word = arena_alloc(a, (WORDS_MAX + 1) * sizeof *word);
	size_t n = 0;

	for (const char *s = command;; n++) {
		char *to;
		bool quoted = false;

		s += strspn(s, " \t");
		if (!*s)
			break;
		if (n == WORDS_MAX)
			return NULL;
		word[n] = to = arena_alloc(a, strlen(s) + 1);
		for (; *s && (quoted || (*s != ' ' && *s != '\t')); s++)
			if (*s == '\'')
				quoted = !quoted;
			else
				*to++ = *s;
		if (quoted)
			return NULL;
	}
	return n ? word : NULL;
}

static void take_hook(struct build *b, const struct ini_section *s)
{
	struct roster *r = roster_of(b);
	struct take t = {b, s, NULL};
	const char *command = ini_get(s, "command"), *retry = ini_get(s, "retry");
	double rounds = HOOK_RETRIES;

	build_enlist(b, &b->hook, s->name, r->hook_n);
	TABLE_GROW(r->hook, r->hook_cap, r->hook_n + 1);
	struct hook *h = &r->hook[r->hook_n++];
	*h = (struct hook){
		.name = build_keep(b, s->name),
		.limit_ms = build_span(b, s, "limit", HOOK_MS, 100, 300000),
		.file = build_keep(b, s->file),
		.line = s->line,
	};
	if (command)
		h->argv = split(&b->inv->arena, command);
	if (command && !h->argv)
		fault_at(&t, "command", "no words, too many, or a ' is not closed");
	else if (h->argv && h->argv[0][0] != '/')
		fault_at(&t, "command", "the program needs its whole path (/…)");
	if (retry && number_parse(retry, &rounds) && (rounds < 0 || rounds > 100))
		fault_at(&t, "retry", "not between 0 and 100");
	h->retries = rounds >= 0 && rounds <= 100 ? (uint32_t)rounds : 0;
	h->secret = credential_secret(b->inv, b->ini, s, b->f);
}

/* --- contacts and groups --- */

static const struct zone *zone_of(const struct build *b, const struct ini_section *s)
{
	const char *name = ini_get(s, "timezone");
	const struct zone *zone;

	if (!name)
		name = b->inv->settings.timezone;
	zone = zone_find(name ? name : "local");
	return zone ? zone : zone_find("UTC");
}

static void take_hours(struct take *t)
{
	const char *hours = ini_get(t->s, "hours");
	char error[CALENDAR_ERROR];

	t->c->zone = zone_of(t->b, t->s);
	if (!hours || !calendar_parse(hours, &t->c->hours, error))
		t->c->hours = (struct calendar){.always = true};
	t->c->hours.zone = t->c->zone;
}

static bool take_mean(void *ctx, const char *name)
{
	struct take *t = ctx;
	uint32_t hook = build_refer(t->b, t->s, "means", name, &t->b->hook, "hook");

	if (hook == NONE)
		return true;
	if (t->c->means_n == ROSTER_MEANS) {
		fault_at(t, "means", "more than 4");
		return false;
	}
	t->c->means[t->c->means_n++] = hook;
	return true;
}

static struct contact *add_contact(struct build *b, const struct ini_section *s)
{
	struct roster *r = roster_of(b);
	const char *title = ini_get(s, "name");

	if (roster_contact(r, s->name) != NONE)
		fault_add(b->f, s->file, s->line,
			  "there is a [contact %s] and a [group %s]", s->name, s->name);
	build_enlist(b, &b->contact, s->name, r->contact_n);
	TABLE_GROW(r->contact, r->contact_cap, r->contact_n + 1);
	struct contact *c = &r->contact[r->contact_n++];
	*c = (struct contact){
		.name = build_keep(b, s->name),
		.title = build_keep(b, title && *title ? title : s->name),
		.file = build_keep(b, s->file),
		.line = s->line,
	};
	return c;
}

static void take_contact(struct build *b, const struct ini_section *s)
{
	const char *means = ini_get(s, "means");
	struct take t = {b, s, add_contact(b, s)};

	t.c->email = build_keep(b, ini_get(s, "email"));
	t.c->phone = build_keep(b, ini_get(s, "phone"));
	t.c->address = build_keep(b, ini_get(s, "address"));
	take_hours(&t);
	if (means)
		ini_list(means, take_mean, &t);
}

/* Local wall time "2026-01-05 09:00" of a zone. */
static bool parse_local_time(const char *s, const struct zone *zone, int64_t *ms)
{
	int64_t utc_ms, year;
	int month, day;

	if (!clock_parse(s, &utc_ms))
		return false;
	clock_date(floor_div(utc_ms / 1000, DAY_S), &year, &month, &day);
	*ms = zone_instant(zone, (int)year, month, day, 0, 0,
			   (int)(utc_ms / 1000 % DAY_S));
	return true;
}

/* Turns are whole days, so that they change at the same time of day. */
static void take_turns(struct take *t)
{
	const char *turns = ini_get(t->s, "turns"), *start = ini_get(t->s, "start");
	int64_t turn_ms = 0, start_ms = 0;

	if (!turns && !start)
		return;
	if (!turns || !start) {
		fault_at(t, turns ? "turns" : "start",
			 "turns and start are given both, or none");
		return;
	}
	if (!duration_parse(turns, &turn_ms) || turn_ms < TURN_MS || turn_ms % TURN_MS)
		fault_at(t, "turns", "not a number of days (1d, 7d)");
	if (!clock_parse(start, &start_ms))
		fault_at(t, "start", "not a time (2026-01-05 09:00)");
	t->c->turn_days = (int)(turn_ms / TURN_MS);
	t->c->turn_day = floor_div(start_ms, TURN_MS);
	t->c->turn_minute = (int)(start_ms % TURN_MS / 60000);
}

static bool take_member(void *ctx, const char *name)
{
	struct take *t = ctx;
	uint32_t who =
		build_refer(t->b, t->s, "members", name, &t->b->contact, "contact");

	if (who == NONE)
		return true;
	if (roster_of(t->b)->contact[who].group) {
		fault_at(t, "members", "a group cannot hold a group");
		return true;
	}
	if (t->c->member_n == ROSTER_MEMBERS) {
		fault_at(t, "members", "more than 32");
		return false;
	}
	t->c->member[t->c->member_n++] = who;
	return true;
}

static void take_group(struct build *b, const struct ini_section *s)
{
	const char *members = ini_get(s, "members");
	struct take t = {b, s, add_contact(b, s)};

	t.c->group = true;
	t.c->all = schema_yes(s, "all");
	take_hours(&t);
	take_turns(&t);
	if (members)
		ini_list(members, take_member, &t);
}

/* "2026-12-24 09:00 to 2026-12-27 09:00 m.bauer" */
static bool take_override(void *ctx, const char *item)
{
	struct take *t = ctx;
	struct stand_in in;
	const char *to = strstr(item, " to "), *name = strrchr(item, ' ');
	char from_text[32], to_text[32];

	if (!to || name <= to + 3) {
		fault_at(t, "override",
			 "not like '2026-12-24 09:00 to 2026-12-27 09:00 NAME'");
		return true;
	}
	snprintf(from_text, sizeof from_text, "%.*s", (int)(to - item), item);
	snprintf(to_text, sizeof to_text, "%.*s", (int)(name - to - 4), to + 4);
	if (!parse_local_time(from_text, t->c->zone, &in.from_ms) ||
	    !parse_local_time(to_text, t->c->zone, &in.to_ms) ||
	    in.to_ms <= in.from_ms) {
		fault_at(t, "override", "not from one time to a later one");
		return true;
	}
	in.contact = build_refer(t->b, t->s, "override", name + 1, &t->b->contact,
				 "contact");
	if (in.contact != NONE)
		t->c->stand_in[t->c->stand_in_n++] = in;
	return true;
}

static bool count_item(void *ctx, const char *item)
{
	(void)ctx, (void)item;
	return true;
}

static void take_overrides(struct build *b, const struct ini_section *s)
{
	struct roster *r = roster_of(b);
	const char *list = ini_get(s, "override");
	struct take t = {b, s, NULL};
	uint32_t n = list ? ini_list(list, count_item, NULL) : 0;

	if (!n)
		return;
	t.c = &r->contact[roster_contact(r, s->name)];
	t.c->stand_in = arena_alloc(&b->inv->arena, n * sizeof *t.c->stand_in);
	ini_list(list, take_override, &t);
}

static void take_heartbeat(struct build *b)
{
	struct roster *r = roster_of(b);
	const struct ini_section *s = build_setting(b, "heartbeat");

	r->heartbeat = build_refer_key(b, s, "heartbeat", &b->hook, "hook");
	r->heartbeat_ms = build_span(b, build_setting(b, "heartbeat_every"),
				     "heartbeat_every", 60000, 5000, 3600000);
}

void build_roster(struct build *b)
{
	build_each(b, "hook", take_hook);
	build_each(b, "contact", take_contact);
	build_each(b, "group", take_group);
	build_each(b, "contact", take_overrides);
	build_each(b, "group", take_overrides);
	take_heartbeat(b);
	build_policies(b);
}

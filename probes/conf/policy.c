/*
 * policy: who is told of which alerts, step by step. The ladders that are shipped are
 * written as an operator would write them, and read by the same code.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "probes/alert/rule.h"
#include "probes/base/clock.h"
#include "probes/conf/roster.h"
#include "probes/conf/scope.h"

#define AFTER_MAX_MS INT64_C(604800000)

const struct key_def policy_keys[] = {
	{"severity", KEY_WORDS, "warning|major|critical",
	 "of these alerts; default all", false},
	SCOPE_KEYS,
	{"t1", KEY_OTHER, NULL,
	 "who is called first: desk after 30s, NAME after TIME via HOOK", false},
	{"t2", KEY_OTHER, NULL, "who is called then: oncall after 5m, second after 12m",
	 false},
	{"vendor", KEY_NAME, NULL, "tier 3: a [contact], by key and never by a timer",
	 false},
	{"remedy", KEY_NAME, NULL,
	 "a [hook] that tries to mend it before anybody is called; never for what a "
	 "client owns or we only monitor",
	 false},
	{"repeat", KEY_DURATION, NULL, "the last step again, until somebody has it",
	 false},
	{"hours", KEY_CALENDAR, NULL, "notices go out then, else they wait (always)",
	 false},
	{"timezone", KEY_ZONE, NULL, "of its hours; default the network's", false},
	{"notice.*", KEY_DURATION, NULL,
	 "no notice of an unreachable device of this role before: notice.access = 2m",
	 false},
	{0},
};

/* operator.md, section 6. */
static const char shipped[] = "[policy critical]\n"
			      "severity = critical\n"
			      "t1 = desk after 30s\n"
			      "t2 = oncall after 5m, second after 12m, "
			      "manager after 20m\n"
			      "[policy major]\n"
			      "severity = major\n"
			      "t1 = desk after 2m\n"
			      "t2 = oncall after 30m\n"
			      "[policy warning]\n"
			      "severity = warning\n"
			      "t1 = desk\n"
			      "hours = Mon-Fri 08:00-18:00\n";

/* Devices reboot, and networks find another way: so long nobody is told. */
static const struct {
	enum role role;
	int64_t ms;
} notices[] = {
	{ROLE_CORE, 30000},	{ROLE_DIST, 30000},    {ROLE_EDGE, 30000},
	{ROLE_FIREWALL, 30000}, {ROLE_ACCESS, 120000}, {ROLE_AP, 120000},
	{ROLE_SERVER, 600000},	{ROLE_UPS, 600000},    {ROLE_OTHER, 600000},
};

struct take {
	struct build *b;
	const struct ini_section *s;
	struct policy *p;
	const char *key;
	bool shipped;
};

static void fault_at(const struct take *t, const char *key, const char *wants)
{
	fault_add(t->b->f, t->s->file, ini_line(t->s, key), "%s: %s", key, wants);
}

/* --- steps --- */

/* The next word of *s, NULL behind the last. */
static const char *word(struct take *t, const char **s)
{
	const char *begin = *s + strspn(*s, " \t");
	size_t n = strcspn(begin, " \t");

	*s = begin + n;
	return n ? arena_strndup(&t->b->scratch, begin, n) : NULL;
}

static uint32_t contact_of(struct take *t, const char *name)
{
	if (t->shipped) /* for those there are */
		return roster_contact(&t->b->inv->roster, name);
	return build_refer(t->b, t->s, t->key, name, &t->b->contact, "contact");
}

static bool take_option(struct take *t, struct rung *rung, const char *option,
			const char *value)
{
	if (value && !strcmp(option, "after"))
		return duration_parse(value, &rung->after_ms) &&
		       rung->after_ms <= AFTER_MAX_MS;
	if (!value || strcmp(option, "via"))
		return false;
	rung->hook = build_refer(t->b, t->s, t->key, value, &t->b->hook, "hook");
	return true;
}

/* "oncall after 5m via pager" */
static bool take_step(void *ctx, const char *item)
{
	struct take *t = ctx;
	struct rung rung = {.hook = NONE, .tier = t->key[1] == '1' ? 1 : 2};
	const char *name = word(t, &item), *option;

	while ((option = word(t, &item)))
		if (!take_option(t, &rung, option, word(t, &item))) {
			fault_at(t, t->key, "not like 'NAME after 5m via HOOK'");
			return true;
		}
	rung.contact = contact_of(t, name);
	if (rung.contact == NONE)
		return true;
	if (t->p->rung_n == ROSTER_RUNGS) {
		fault_at(t, t->key, "more than 12 steps in one policy");
		return false;
	}
	if (t->p->rung_n && t->p->rung[t->p->rung_n - 1].after_ms > rung.after_ms)
		fault_at(t, t->key, "a step comes before the one in front of it");
	t->p->rung[t->p->rung_n++] = rung;
	return true;
}

static void take_steps(struct take *t, const char *key)
{
	const char *list = ini_get(t->s, key);

	t->key = key;
	if (list)
		ini_list(list, take_step, t);
}

/* --- the rest --- */

static bool take_severity(void *ctx, const char *name)
{
	struct take *t = ctx;
	int i = word_find("warning|major|critical", name);

	if (i >= 0)
		t->p->severities |= 1u << (SEV_WARNING + (enum severity)i);
	return true;
}

static void take_scope(struct take *t)
{
	const char *severity = ini_get(t->s, "severity");

	scope_take(&t->p->scope, t->s, &t->b->inv->arena, t->b->f);
	if (severity)
		ini_list(severity, take_severity, t);
}

static void take_hours(struct take *t)
{
	const char *hours = ini_get(t->s, "hours"), *name = ini_get(t->s, "timezone");
	char error[CALENDAR_ERROR];

	if (!name)
		name = t->b->inv->settings.timezone;
	t->p->zone = zone_find(name ? name : "local");
	if (!t->p->zone)
		t->p->zone = zone_find("UTC");
	if (!hours || !calendar_parse(hours, &t->p->hours, error))
		t->p->hours = (struct calendar){.always = true};
	t->p->hours.zone = t->p->zone;
}

static void take_notices(struct take *t)
{
	const size_t prefix = sizeof "notice." - 1;

	for (size_t i = 0; i < sizeof notices / sizeof *notices; i++)
		t->p->notice_ms[notices[i].role] = notices[i].ms;
	for (uint32_t i = 0; i < t->s->key_n; i++) {
		const struct ini_key *k = &t->s->key[i];
		enum role role;

		if (k->bad || strncasecmp(k->name, "notice.", prefix))
			continue;
		role = role_find(k->name + prefix);
		if (role == ROLE_N)
			fault_at(t, k->name, "no such role");
		else
			duration_parse(k->value, &t->p->notice_ms[role]);
	}
}

static void take_policy(struct build *b, const struct ini_section *s, bool is_shipped)
{
	struct roster *r = &b->inv->roster;
	struct take t = {b, s, NULL, NULL, is_shipped};

	TABLE_GROW(r->policy, r->policy_cap, r->policy_n + 1);
	t.p = &r->policy[r->policy_n++];
	*t.p = (struct policy){
		.name = build_keep(b, s->name),
		.vendor = build_refer_key(b, s, "vendor", &b->contact, "contact"),
		.remedy = build_refer_key(b, s, "remedy", &b->hook, "hook"),
		.repeat_ms = build_span(b, s, "repeat", 0, 60000, AFTER_MAX_MS),
		.file = build_keep(b, s->file),
		.line = s->line,
	};
	take_scope(&t);
	take_hours(&t);
	take_notices(&t);
	take_steps(&t, "t1");
	take_steps(&t, "t2");
}

static void take_own(struct build *b, const struct ini_section *s)
{
	take_policy(b, s, false);
}

static void take_shipped(struct build *b)
{
	struct ini ini = {0};

	b->inv->roster.shipped = true;
	ini_parse(&ini, "shipped", shipped, sizeof shipped - 1, b->f);
	for (uint32_t i = 0; i < ini.section_n; i++)
		take_policy(b, &ini.section[i], true);
	ini_fini(&ini);
}

void build_policies(struct build *b)
{
	build_each(b, "policy", take_own);
	if (!b->inv->roster.policy_n)
		take_shipped(b);
}

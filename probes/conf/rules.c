/*
 * rules: rules.ini to struct rules. Spans are written as people say them ("8 of 10
 * min", "2 of 3 polls", "at once").
 */
#include "probes/conf/rules.h"

#include <math.h>
#include <strings.h>

#include "probes/alert/check.h"
#include "probes/base/clock.h"

#define POLLS_MAX 32 /* polls that are remembered */

static const struct key_def rule_keys[] = {
	{"check", KEY_OTHER, NULL, "what is looked at", true},
	{"severity", KEY_WORD, "info|warning|major|critical", "how bad it is", true},
	{"category", KEY_WORD,
	 "availability|performance|hardware|security|configuration",
	 "kind of fault; default by the check", false},
	{"role", KEY_WORDS, "core|dist|edge|firewall|access|ap|server|ups|other",
	 "only devices of these roles", false},
	{"interface", KEY_WORDS, "uplink|wan|declared|seen", "only these interfaces",
	 false},
	{"enter", KEY_NUMBER, NULL, "level at which it opens, in the check's unit",
	 false},
	{"clear", KEY_NUMBER, NULL, "level below which it is over; default enter",
	 false},
	{"floor", KEY_NUMBER, NULL, "and at least this much: per second, ms or devices",
	 false},
	{"window", KEY_NUMBER, NULL, "probes that loss is counted over", false},
	{"within", KEY_OTHER, NULL,
	 "lost within this time, and nothing known explains it", false},
	{"last_path", KEY_YESNO, NULL, "yes: only when no uplink is left", false},
	{"opens", KEY_OTHER, NULL, "3 polls, 2 of 3 polls, 30 s, 8 of 10 min, at once",
	 false},
	{"clears", KEY_OTHER, NULL, "the same, for being over", false},
	{"event", KEY_YESNO, NULL, "yes: an event, never an open alert", false},
	{"text", KEY_TEXT, NULL, "what the operator reads", true},
	{"runbook", KEY_TEXT, NULL, "where to read what to do", false},
	{0},
};

const struct kind_def rule_kinds[] = {
	{"rule", KIND_NAMED, rule_keys, "what is worth an alert"},
	{0},
};

struct take {
	const struct ini_section *s;
	struct faults *f;
	struct rule *rule;
};

static void fault_at(struct take *t, const char *key, const char *wants)
{
	fault_add(t->f, t->s->file, ini_line(t->s, key), "%s: '%s' is not %s", key,
		  ini_get(t->s, key), wants);
}

/* Blanks taken out, small letters: "10 of 15 min" and "10of15min" are one. False when
 * it does not fit. */
static bool squeeze(const char *s, char *out, size_t cap)
{
	size_t n = 0;
	for (; *s; s++) {
		if (*s == ' ' || *s == '\t')
			continue;
		if (n == cap - 1)
			return false;
		out[n++] = *s >= 'A' && *s <= 'Z' ? (char)(*s + 32) : *s;
	}
	out[n] = '\0';
	return true;
}

/* "3polls" or "10min" behind an optional "k of": k is 0 without one. */
static bool persist_span(const char *s, long k, struct persist *p)
{
	char *unit;
	int64_t ms;
	long n = strtol(s, &unit, 10);
	if (*s < '0' || *s > '9' || n < 1 || n > UINT16_MAX || k > n)
		return false;
	if (!strcmp(unit, "poll") || !strcmp(unit, "polls")) {
		*p = (struct persist){.by = PERSIST_POLLS,
				      .k = (uint16_t)(k ? k : n),
				      .n = (uint16_t)n};
		return n <= POLLS_MAX;
	}
	if (!*unit || !duration_parse(s, &ms) || ms < 1)
		return false;
	long share = k ? (100 * k + n - 1) / n : 100;
	*p = (struct persist){
		.by = PERSIST_TIME, .ms = ms, .share_pct = (uint8_t)share};
	return true;
}

static bool persist_parse(const char *text, struct persist *p)
{
	char s[64], *behind;
	if (!squeeze(text, s, sizeof s))
		return false;
	if (!strcmp(s, "atonce")) {
		*p = (struct persist){.by = PERSIST_POLLS, .k = 1, .n = 1};
		return true;
	}
	long k = strtol(s, &behind, 10);
	if (strncmp(behind, "of", 2) != 0)
		return persist_span(s, 0, p);
	return *s >= '0' && *s <= '9' && k >= 1 && persist_span(behind + 2, k, p);
}

static void take_persist(struct take *t, const char *key, struct persist *p)
{
	const char *value = ini_get(t->s, key);
	if (!persist_parse(value ? value : "at once", p))
		fault_at(t, key,
			 "a span (3 polls, 2 of 3 polls, 30 s, 8 of 10 min, at once)");
}

static double number_of(const struct ini_section *s, const char *key, double otherwise)
{
	const char *value = ini_get(s, key);
	double v;
	return value && number_parse(value, &v) ? v : otherwise;
}

static bool add_role(void *ctx, const char *word)
{
	struct take *t = ctx;
	char folded[16];
	squeeze(word, folded, sizeof folded);
	t->rule->scope.roles |= UINT32_C(1) << role_find(folded);
	return true;
}

static bool add_interface(void *ctx, const char *word)
{
	static const uint8_t flags[] = {IFF_UPLINK, IFF_WAN, IFF_DECLARED, IFF_SEEN_UP};
	struct take *t = ctx;
	t->rule->scope.if_flags |= flags[word_find("uplink|wan|declared|seen", word)];
	return true;
}

static void take_scope(struct take *t)
{
	const char *role = ini_get(t->s, "role"),
		   *interface = ini_get(t->s, "interface");
	if (role)
		ini_list(role, add_role, t);
	if (interface)
		ini_list(interface, add_interface, t);
}

static void take_what(struct take *t)
{
	struct rule *r = t->rule;
	char folded[24];
	const char *check = ini_get(t->s, "check"),
		   *severity = ini_get(t->s, "severity"),
		   *category = ini_get(t->s, "category");
	if (check &&
	    (!squeeze(check, folded, sizeof folded) || !check_find(folded, &r->check) ||
	     check_thing(r->check) == OF_NOTHING))
		fault_at(t, "check", "a check");
	if (severity && squeeze(severity, folded, sizeof folded))
		r->severity = severity_find(folded);
	r->category = check_category(r->check);
	if (category && squeeze(category, folded, sizeof folded))
		category_find(folded, &r->category);
	r->event = schema_yes(t->s, "event");
	r->last_path = schema_yes(t->s, "last_path");
	if (severity && (r->severity == SEV_INFO) != r->event)
		fault_add(t->f, t->s->file, ini_line(t->s, "severity"),
			  "severity info and event = yes go together: info is never an "
			  "open alert");
}

static void take_levels(struct take *t)
{
	struct rule *r = t->rule;
	const char *within = ini_get(t->s, "within"), *window = ini_get(t->s, "window");
	char span[32];
	r->enter = number_of(t->s, "enter", NAN);
	r->clear = number_of(t->s, "clear", r->enter);
	r->floor = number_of(t->s, "floor", 0);
	if (check_falls(r->check) ? r->clear < r->enter : r->clear > r->enter)
		fault_add(t->f, t->s->file, ini_line(t->s, "clear"),
			  "clear is %s enter: it would open and clear at once",
			  check_falls(r->check) ? "below" : "above");
	double probes = number_of(t->s, "window", 0);
	if (window && (probes < 1 || probes > 3600))
		fault_at(t, "window", "between 1 and 3600 probes");
	else
		r->window = (uint16_t)probes;
	if (within && (!squeeze(within, span, sizeof span) ||
		       !duration_parse(span, &r->within_ms)))
		fault_at(t, "within", "a duration");
}

static void take_text(struct take *t, const char *key, char *out, size_t cap)
{
	const char *value = ini_get(t->s, key);
	int n = snprintf(out, cap, "%s", value ? value : "");
	if (n >= (int)cap)
		fault_add(t->f, t->s->file, ini_line(t->s, key),
			  "%s is longer than %zu bytes", key, cap - 1);
}

static void take_rule(struct rules *rules, const struct ini_section *s,
		      struct faults *f)
{
	TABLE_GROW(rules->rule, rules->cap, rules->n + 1);
	struct take t = {s, f, &rules->rule[rules->n++]};
	int n = snprintf(t.rule->name, sizeof t.rule->name, "%s", s->name);
	if (n >= (int)sizeof t.rule->name)
		fault_add(f, s->file, s->line, "the name is longer than %zu bytes",
			  sizeof t.rule->name - 1);
	take_what(&t);
	take_scope(&t);
	take_levels(&t);
	take_persist(&t, "opens", &t.rule->opens);
	take_persist(&t, "clears", &t.rule->clears);
	take_text(&t, "text", t.rule->text, sizeof t.rule->text);
	take_text(&t, "runbook", t.rule->runbook, sizeof t.rule->runbook);
}

static void take_all(struct rules *rules, struct ini *ini, struct faults *f)
{
	schema_check(rule_kinds, ini, f);
	for (uint32_t i = 0; i < ini->section_n; i++)
		if (!strcmp(ini->section[i].kind, "rule") && *ini->section[i].name)
			take_rule(rules, &ini->section[i], f);
	faults_sort(f);
}

bool rules_parse(struct rules *rules, const char *file, const char *bytes, size_t n,
		 struct faults *f)
{
	struct ini ini = {0};
	uint32_t before = f->n;
	ini_parse(&ini, file, bytes, n, f);
	take_all(rules, &ini, f);
	ini_fini(&ini);
	return f->n == before;
}

bool rules_load(struct rules *rules, const char *path, struct faults *f)
{
	struct ini ini = {0};
	uint32_t before = f->n;
	if (ini_load(&ini, path, f))
		take_all(rules, &ini, f);
	ini_fini(&ini);
	return f->n == before;
}

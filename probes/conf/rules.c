/*
 * rules: rules.ini to struct rules. Spans are written as people say them ("8 of 10
 * min", "2 of 3 polls", "at once"). A rule is taken on top of another, if it is of a
 * name that an earlier file has or stands in another's place: only what differs is
 * said.
 */
#include "probes/conf/rules.h"

#include <math.h>
#include <strings.h>

#include "probes/alert/check.h"
#include "probes/alert/wording.h"
#include "probes/base/clock.h"
#include "probes/conf/scope.h"
#include "probes/conf/suggest.h"

#define POLLS_MAX 32 /* polls that are remembered */
#define INSTEAD_MAX 16

static const struct key_def rule_keys[] = {
	{"check", KEY_OTHER, NULL, "what is looked at; one of those below", false},
	{"severity", KEY_WORD, "info|warning|major|critical", "how bad it is", false},
	{"category", KEY_WORD,
	 "availability|performance|hardware|security|configuration",
	 "kind of fault; default by the check", false},
	SCOPE_KEYS,
	{"enter", KEY_NUMBER, NULL, "level at which it opens, in the check's unit",
	 false},
	{"clear", KEY_NUMBER, NULL, "level below which it is over; default enter",
	 false},
	{"floor", KEY_NUMBER, NULL,
	 "and at least this much: per second, ms, devices or sites", false},
	{"window", KEY_NUMBER, NULL, "probes that loss is counted over", false},
	{"within", KEY_OTHER, NULL,
	 "lost within this time, and nothing known explains it", false},
	{"last_path", KEY_YESNO, NULL,
	 "yes: only when no uplink of the device, no way of the site is left", false},
	{"opens", KEY_OTHER, NULL, "3 polls, 2 of 3 polls, 30 s, 8 of 10 min, at once",
	 false},
	{"clears", KEY_OTHER, NULL, "the same, for being over", false},
	{"hours", KEY_CALENDAR, NULL, "it holds only then (always)", false},
	{"timezone", KEY_ZONE, NULL, "of its hours; default the site's", false},
	{"instead", KEY_NAMES, NULL,
	 "the rules in whose place it stands, wherever it holds", false},
	{"enabled", KEY_YESNO, NULL,
	 "no: nothing is judged by it, nor by those in whose place it stands (yes)",
	 false},
	{"event", KEY_YESNO, NULL, "yes: an event, never an open alert", false},
	{"steady", KEY_DURATION, NULL,
	 "what flapped is over when it stood still for so long (30m)", false},
	{"text", KEY_TEXT, NULL, "what the operator reads", false},
	{"runbook", KEY_TEXT, NULL,
	 "what to do, or where that stands; shown beside the alert", false},
	{0},
};

const struct kind_def rule_kinds[] = {
	{"rule", KIND_NAMED, rule_keys, "what is worth an alert"},
	{0},
};

struct take {
	const struct ini_section *s;
	struct faults *f;
	struct rules *rules;
	struct rule *rule; /* not in the table yet */
	bool fresh;	   /* not on top of another */
	bool unsure;	   /* what it checks is not known */
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
	if (!value && !t->fresh)
		return;
	if (!persist_parse(value ? value : "at once", p))
		fault_at(t, key,
			 "a span (3 polls, 2 of 3 polls, 30 s, 8 of 10 min, at once)");
}

#define NO_PORT "interface ifname alias speed circuit provider class"

/* A part of a scope that the thing of its check does not have would hold nowhere. */
static void check_scope(struct take *t)
{
	static const struct {
		const char *parts;
		const char *what;
	} lacks[OF_N] = {
		[OF_DEVICE] = {NO_PORT, "a device"},
		[OF_INTERFACE] = {"", ""},
		[OF_SENSOR] = {NO_PORT, "a sensor"},
		[OF_PEER] = {NO_PORT, "a peer"},
		[OF_GROUP] = {NO_PORT, "what stands in for each other"},
		[OF_SITE] = {"role tag device " NO_PORT, "a site"},
		[OF_CIRCUIT] = {"role tag device interface ifname alias speed",
				"a circuit"},
		[OF_CUSTOMER] = {"site role tag device " NO_PORT, "a customer"},
		[OF_WATCH] = {"customer site role tag device " NO_PORT, "the watch"},
		[OF_NOTHING] = {"", ""},
	};
	enum check_thing of = check_thing(t->rule->check);
	for (const char *p = lacks[of].parts; *p; p += strspn(p, " ")) {
		char part[16];
		size_t n = strcspn(p, " ");
		snprintf(part, sizeof part, "%.*s", (int)n, p);
		p += n;
		if (ini_key(t->s, part) && !t->rule->instead_n && !t->unsure)
			fault_add(t->f, t->s->file, ini_line(t->s, part),
				  "%s has no %s: %s would hold nowhere", lacks[of].what,
				  part, t->rule->name);
	}
}

static void take_hours(struct take *t)
{
	const char *hours = ini_get(t->s, "hours"), *zone = ini_get(t->s, "timezone");
	char error[CALENDAR_ERROR];
	struct calendar c = {0};
	if (!hours && !(zone && t->rule->hours))
		return;
	if (t->rule->hours)
		c = *t->rule->hours;
	if (hours && !calendar_parse(hours, &c, error))
		return; /* the schema said so */
	if (zone)
		c.zone = zone_find(zone);
	t->rule->hours = memcpy(arena_alloc(&t->rules->arena, sizeof c), &c, sizeof c);
}

static void need(struct take *t, const char *key)
{
	if (t->fresh && !ini_key(t->s, key))
		fault_add(t->f, t->s->file, t->s->line, "[rule %s] has no %s",
			  t->s->name, key);
}

static void take_yes(struct take *t, const char *key, bool *out)
{
	if (ini_get(t->s, key))
		*out = schema_yes(t->s, key);
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
	     check_thing(r->check) == OF_NOTHING)) {
		fault_at(t, "check", "a check");
		t->unsure = true;
	}
	if (severity && squeeze(severity, folded, sizeof folded))
		r->severity = severity_find(folded);
	if (t->fresh || check)
		r->category = check_category(r->check);
	if (category && squeeze(category, folded, sizeof folded))
		category_find(folded, &r->category);
	take_yes(t, "event", &r->event);
	take_yes(t, "last_path", &r->last_path);
	if (ini_get(t->s, "enabled"))
		r->off = !schema_yes(t->s, "enabled");
	if (severity && (r->severity == SEV_INFO) != r->event)
		fault_add(t->f, t->s->file, ini_line(t->s, "severity"),
			  "severity info and event = yes go together: info is never an "
			  "open alert");
}

static void take_number(struct take *t, const char *key, double *out)
{
	double v;
	const char *value = ini_get(t->s, key);
	if (value && number_parse(value, &v))
		*out = v;
}

static void take_levels(struct take *t)
{
	struct rule *r = t->rule;
	const char *within = ini_get(t->s, "within"),
		   *steady = ini_get(t->s, "steady");
	double probes = r->window;
	char span[32];
	take_number(t, "enter", &r->enter);
	if (t->fresh)
		r->clear = r->enter;
	take_number(t, "clear", &r->clear);
	take_number(t, "floor", &r->floor);
	if (check_falls(r->check) ? r->clear < r->enter : r->clear > r->enter)
		fault_add(t->f, t->s->file,
			  ini_line(t->s, ini_key(t->s, "clear") ? "clear" : "enter"),
			  "clear is %s enter: it would open and clear at once",
			  check_falls(r->check) ? "below" : "above");
	take_number(t, "window", &probes);
	if (ini_get(t->s, "window") && (probes < 1 || probes > 3600))
		fault_at(t, "window", "between 1 and 3600 probes");
	else
		r->window = (uint16_t)probes;
	if (within && (!squeeze(within, span, sizeof span) ||
		       !duration_parse(span, &r->within_ms)))
		fault_at(t, "within", "a duration");
	if (steady)
		duration_parse(steady, &r->steady_ms);
}

static void take_text(struct take *t, const char *key, char *out, size_t cap)
{
	const char *value = ini_get(t->s, key);
	if (value && snprintf(out, cap, "%s", value) >= (int)cap)
		fault_add(t->f, t->s->file, ini_line(t->s, key),
			  "%s is longer than %zu bytes", key, cap - 1);
}

/* "CPU %q": a code that stands for nothing would be read as it is, at night. */
static void check_codes(struct take *t)
{
	for (const char *at = strchr(t->rule->text, '%'); at && at[1];
	     at = strchr(at + 2, '%'))
		if (!wording_knows(at[1]))
			fault_add(t->f, t->s->file, ini_line(t->s, "text"),
				  "text: '%%%c' stands for nothing", at[1]);
}

/* --- on top of what --- */

static uint32_t rule_named(const struct rules *rules, const char *name)
{
	for (uint32_t i = 0; i < rules->n; i++)
		if (!strcasecmp(rules->rule[i].name, name))
			return i;
	return NONE;
}

/* The rules it names; the first is what it is taken on top of. */
struct places {
	struct take *t;
	uint32_t rule[INSTEAD_MAX], n;
};

static void no_such(struct places *p, const char *name)
{
	struct suggest s = suggest_begin(p->t->f, name);
	char near[SUGGEST_SIZE];
	for (uint32_t i = 0; i < p->t->rules->n; i++)
		suggest_offer(&s, p->t->rules->rule[i].name);
	fault_add(p->t->f, p->t->s->file, ini_line(p->t->s, "instead"),
		  "instead: there is no [rule %s]%s", name, suggest_words(&s, near));
}

/* Places do not hang on places: so they have an order, and no circle. */
static bool add_place(void *ctx, const char *name)
{
	struct places *p = ctx;
	const struct ini_section *s = p->t->s;
	uint32_t i = rule_named(p->t->rules, name);
	if (!strcasecmp(name, s->name))
		fault_add(p->t->f, s->file, ini_line(s, "instead"),
			  "instead: '%s' is the rule itself", name);
	else if (i == NONE)
		no_such(p, name);
	else if (p->t->rules->rule[i].instead_n)
		fault_add(p->t->f, s->file, ini_line(s, "instead"),
			  "instead: '%s' stands in the place of '%s': name that", name,
			  p->t->rules->rule[p->t->rules->rule[i].instead[0]].name);
	else if (p->n == INSTEAD_MAX)
		fault_add(p->t->f, s->file, ini_line(s, "instead"),
			  "instead: more than %d rules", INSTEAD_MAX);
	else
		p->rule[p->n++] = i;
	return true;
}

static void take_places(struct take *t, struct places *p)
{
	const char *instead = ini_get(t->s, "instead");
	*p = (struct places){.t = t};
	if (instead)
		ini_list(instead, add_place, p);
}

/* What it begins as: nothing, the rule of its name in an earlier file, or the first of
 * those in whose place it stands. */
static struct rule begin_as(const struct take *t, uint32_t same, const struct places *p)
{
	uint32_t base = same != NONE ? same : p->n ? p->rule[0] : NONE;
	if (base != NONE)
		return t->rules->rule[base];
	return (struct rule){.enter = NAN, .clear = NAN};
}

static void take_keys(struct take *t)
{
	need(t, "check");
	need(t, "severity");
	need(t, "text");
	take_what(t);
	scope_take(&t->rule->scope, t->s, &t->rules->arena, t->f);
	check_scope(t);
	take_hours(t);
	take_levels(t);
	take_persist(t, "opens", &t->rule->opens);
	take_persist(t, "clears", &t->rule->clears);
	take_text(t, "text", t->rule->text, sizeof t->rule->text);
	check_codes(t);
	take_text(t, "runbook", t->rule->runbook, sizeof t->rule->runbook);
}

/* earlier: so many rules are of earlier files. */
static void take_rule(struct rules *rules, const struct ini_section *s,
		      const char *file, uint32_t earlier, struct faults *f)
{
	struct rule rule;
	struct take t = {.s = s, .f = f, .rules = rules, .rule = &rule};
	uint32_t same = rule_named(rules, s->name);
	struct places p;
	if (same >= earlier)
		same = NONE;
	take_places(&t, &p);
	t.fresh = same == NONE && !p.n && !ini_key(s, "instead");
	rule = begin_as(&t, same, &p);
	rule.off = same != NONE && rule.off;
	rule.file = file;
	rule.line = s->line;
	if (snprintf(rule.name, sizeof rule.name, "%s", s->name) >=
	    (int)sizeof rule.name)
		fault_add(f, s->file, s->line, "the name is longer than %zu bytes",
			  sizeof rule.name - 1);
	if (p.n) {
		rule.instead = memcpy(arena_alloc(&rules->arena, sizeof p.rule), p.rule,
				      sizeof p.rule);
		rule.instead_n = p.n;
	}
	take_keys(&t);
	if (same == NONE) {
		TABLE_GROW(rules->rule, rules->cap, rules->n + 1);
		same = rules->n++;
	}
	rules->rule[same] = rule;
}

/* First those that stand for themselves: others may be taken on top of them. */
static void take_all(struct rules *rules, struct ini *ini, struct faults *f)
{
	uint32_t earlier = rules->n;
	schema_check(rule_kinds, ini, f);
	for (int places = 0; places < 2; places++)
		for (uint32_t i = 0; i < ini->section_n; i++) {
			const struct ini_section *s = &ini->section[i];
			if (!strcmp(s->kind, "rule") && *s->name &&
			    (ini_key(s, "instead") != NULL) == places)
				take_rule(rules, s,
					  arena_strdup(&rules->arena, s->file), earlier,
					  f);
		}
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

/*
 * The small grammar of a profile's values: REF, which object and which row of it, MAP,
 * what values stand for, and a condition, REF: VALUE|VALUE.
 */
#include "probes/conf/profile_parse.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "probes/conf/suggest.h"

void profile_fault(struct parse *t, const char *key, const char *what, const char *item)
{
	fault_add(t->f, t->s->file, ini_line(t->s, key), "%s: '%s' %s", key, item,
		  what);
}

static char *trimmed(char *s)
{
	size_t n;

	s += strspn(s, " \t");
	for (n = strlen(s); n && (s[n - 1] == ' ' || s[n - 1] == '\t'); n--)
		;
	s[n] = '\0';
	return s;
}

/* --- REF -------------------------------------------------------------------------- */

const struct profile_ref profile_no_ref = {.column = PROFILE_NONE,
						  .via = PROFILE_NONE};

static uint16_t column_of(struct parse *t, const struct profile_column *c)
{
	struct profiles *p = t->p;

	for (uint16_t i = 0; i < p->column_n; i++)
		if (p->column[i].n == c->n && p->column[i].own == c->own &&
		    p->column[i].scalar == c->scalar &&
		    !memcmp(p->column[i].arc, c->arc, c->n * sizeof c->arc[0]))
			return i;
	if (p->column_n == PROFILE_COLUMNS)
		return PROFILE_NONE;
	TABLE_GROW(p->column, p->column_cap, p->column_n + 1);
	p->column[p->column_n] = *c;
	p->column[p->column_n].name = arena_strdup(&p->arena, c->name);
	return (uint16_t)p->column_n++;
}

static void unknown_object(struct parse *t, const char *key, const char *name)
{
	struct suggest s = suggest_begin(t->f, name);
	char words[SUGGEST_SIZE];

	for (uint32_t i = 0; i < t->oid_n; i++)
		suggest_offer(&s, t->oid[i]->name);
	fault_add(t->f, t->s->file, ini_line(t->s, key),
		  "%s: '%s' is neither a number nor named in [oids]%s", key, name,
		  suggest_words(&s, words));
}

/* A name or a number. */
static uint16_t object(struct parse *t, const char *key, const char *name)
{
	const char *dotted = isdigit((unsigned char)*name) || *name == '{'
				     ? name
				     : profile_oid_named(t, name);
	struct profile_column c;
	uint16_t at;

	if (!dotted) {
		unknown_object(t, key, name);
		return PROFILE_NONE;
	}
	if (!profile_oid(dotted, &c)) {
		if (dotted == name)
			profile_fault(t, key, "is no object identifier", name);
		return PROFILE_NONE;
	}
	c.name = name;
	at = column_of(t, &c);
	if (at == PROFILE_NONE)
		profile_fault(t, key, "is one object too many", name);
	return at;
}

/* "+1.1": what stands behind the index. */
static void take_more(struct parse *t, const char *key, const char *more,
		      struct profile_ref *ref)
{
	unsigned arc[PROFILE_MORE];
	char behind;
	int n = sscanf(more, "%5u.%5u%c", &arc[0], &arc[1], &behind);

	if (n < 1 || n > PROFILE_MORE || more[strspn(more, "0123456789.")])
		profile_fault(t, key, "should be one number or two behind the +", more);
	for (int i = 0; i < n && i < PROFILE_MORE; i++)
		ref->more[ref->more_n++] = (uint16_t)arc[i];
}

struct profile_ref profile_parse_ref(struct parse *t, const char *key, const char *text)
{
	char copy[INI_LINE_MAX + 1];
	struct profile_ref ref = profile_no_ref;
	char *at, *end;
	long arcs;

	snprintf(copy, sizeof copy, "%s", text);
	at = strchr(copy, '+');
	if (at) {
		*at++ = '\0';
		take_more(t, key, trimmed(at), &ref);
	}
	at = strchr(*copy == '{' ? copy + strcspn(copy, "}") : copy, '@');
	if (at)
		*at++ = '\0';
	ref.column = object(t, key, trimmed(copy));
	if (!at)
		return ref;
	at = trimmed(at);
	arcs = strtol(at, &end, 10);
	if (*at && !*end && arcs && arcs >= -PROFILE_ARCS && arcs <= PROFILE_ARCS)
		ref.arcs = (int8_t)arcs;
	else if (!strcmp(at, "nearest"))
		ref.nearest = true;
	else
		ref.via = object(t, key, at);
	return ref;
}

struct profile_ref profile_take_ref(struct parse *t, const char *key)
{
	const char *value = ini_get(t->s, key);

	return value ? profile_parse_ref(t, key, value) : profile_no_ref;
}

/* What is asked at every reading has its index as it stands. */
struct profile_ref profile_take_raw(struct parse *t, const char *key)
{
	struct profile_ref ref = profile_take_ref(t, key);

	if (ref.via != PROFILE_NONE || ref.nearest)
		profile_fault(t, key,
			      "takes its index from elsewhere, which only what is "
			      "learnt once can do",
			      ini_get(t->s, key));
	return ref;
}

/* REF or number. */
double profile_take_limit(struct parse *t, const char *key, struct profile_ref *ref,
			  double otherwise)
{
	const char *value = ini_get(t->s, key);
	double number;

	*ref = profile_no_ref;
	if (!value)
		return otherwise;
	if (number_parse(value, &number))
		return number;
	*ref = profile_parse_ref(t, key, value);
	return otherwise;
}

/* --- MAP -------------------------------------------------------------------------- */

struct map {
	struct parse *t;
	const char *key;
	enum to to;
	struct profile_map map;
	struct profile_case last; /* what the present item stands for */
};

static void add_case(struct map *m, const char *value)
{
	struct profiles *p = m->t->p;
	struct profile_case c = m->last;
	char *end;
	long long number = strtoll(value, &end, 10);

	c.any = !strcmp(value, "*");
	if (!c.any && (*end || end == value))
		c.like = arena_strdup(&p->arena, value);
	else
		c.number = number;
	if (!*value)
		profile_fault(m->t, m->key, "has an empty value",
			      ini_get(m->t->s, m->key));
	TABLE_GROW(p->cases, p->cases_cap, p->cases_n + 1);
	p->cases[p->cases_n++] = c;
	m->map.n++;
}

static void add_cases(struct map *m, char *values)
{
	for (char *bar; values; values = bar) {
		bar = strchr(values, '|');
		if (bar)
			*bar++ = '\0';
		add_case(m, trimmed(values));
	}
}

/* A state, and words for it: "critical on battery". */
static bool to_state(struct map *m, char *to)
{
	size_t n = strcspn(to, " \t");
	const char *words = trimmed(to + n);
	int state;

	to[n] = '\0';
	state = word_find(m->to == TO_PEER ? PEER_WORDS : STATE_WORDS, to);
	m->last.to = (uint8_t)state;
	if (*words)
		m->last.words = arena_strdup(&m->t->p->arena, words);
	return state >= 0;
}

/* 0.1 or 1e-3. */
static bool to_factor(struct map *m, const char *to)
{
	char *end;

	if (!*to || to[strspn(to, "0123456789.-e")])
		return false;
	m->last.factor = strtod(to, &end);
	return !*end && isfinite(m->last.factor);
}

static bool take_to(struct map *m, char *to)
{
	int kind;

	m->last = (struct profile_case){.factor = 1};
	switch (m->to) {
	case TO_STATE:
	case TO_PEER:
		return to_state(m, to);
	case TO_KIND:
		kind = word_find(KIND_WORDS, to);
		m->last.to = (uint8_t)kind;
		return kind >= 0;
	case TO_FACTOR:
		return to_factor(m, to);
	case TO_WORD:
		m->last.words = arena_strdup(&m->t->p->arena, to);
		return ini_name_valid(to);
	case TO_NOTHING:
		break;
	}
	return true;
}

static bool add_item(void *ctx, const char *item)
{
	static const char *const wants[] = {
		[TO_STATE] =
			"should be VALUE: absent|unknown|ok|warning|critical WORDS",
		[TO_PEER] = "should be VALUE: off|unknown|up|impaired|down WORDS",
		[TO_KIND] = "should be VALUE: KIND",
		[TO_FACTOR] = "should be VALUE: FACTOR",
		[TO_WORD] = "should be VALUE: COMPONENT",
	};
	struct map *m = ctx;
	char copy[INI_LINE_MAX + 1];
	char *colon;

	snprintf(copy, sizeof copy, "%s", item);
	colon = strrchr(copy, ':');
	if (colon)
		*colon++ = '\0';
	if (!colon || !take_to(m, trimmed(colon)))
		profile_fault(m->t, m->key, wants[m->to], item);
	else
		add_cases(m, copy);
	return true;
}

struct profile_map profile_take_map(struct parse *t, const char *key, enum to to)
{
	const char *value = ini_get(t->s, key);
	struct map m = {.t = t, .key = key, .to = to, .map = {t->p->cases_n, 0}};

	if (value)
		ini_list(value, add_item, &m);
	return m.map;
}

/* Which rows there are may depend on a number of the index that no column repeats. */
static bool take_index(const char *key, const char *text, struct profile_ref *ref)
{
	long arc;
	char *end;

	if (strncmp(text, "index@", 6) != 0 ||
	    (strcmp(key, "only") != 0 && strcmp(key, "except") != 0))
		return false;
	arc = strtol(text + 6, &end, 10);
	if (!text[6] || *end || !arc || arc < -PROFILE_ARCS || arc > PROFILE_ARCS)
		return false;
	ref->arcs = (int8_t)arc;
	return true;
}

/* "REF: VALUE|VALUE". */
struct profile_condition profile_take_condition(struct parse *t, const char *key,
						const char *item)
{
	struct profile_condition c = {.ref = profile_no_ref,
				      .is = {t->p->cases_n, 0}};
	struct map m = {.t = t, .key = key, .map = c.is, .last.factor = 1};
	char copy[INI_LINE_MAX + 1];
	char *colon;

	snprintf(copy, sizeof copy, "%s", item);
	colon = strchr(copy, ':');
	if (!colon) {
		profile_fault(t, key, "should be REF: VALUE|VALUE", item);
		return c;
	}
	*colon++ = '\0';
	if (!take_index(key, trimmed(copy), &c.ref))
		c.ref = profile_parse_ref(t, key, trimmed(copy));
	add_cases(&m, colon);
	c.is = m.map;
	return c;
}

/*
 * One [reading] taken apart. Every key has one small grammar of three (REF, MAP,
 * number), so that a newcomer learns them once, and each is checked where it stands: a
 * number mistyped in a profile would otherwise be a sensor that is silently not there.
 */
#include "probes/conf/profile_parse.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "probes/conf/suggest.h"

#define LIKE_MAX 8 /* readings that are like each other */
#define KIND_WORDS                                                                     \
	"temperature|fan|power|voltage|current|optical|humidity|charge|load|runtime|"  \
	"state|cpu|memory|swap|storage|vendor|model|serial|version"
#define STATE_WORDS "absent|unknown|ok|warning|critical"

const struct key_def profile_reading_keys[] = {
	{"like", KEY_NAME, NULL,
	 "the reading whose keys it has, too, where it says nothing else", false},
	{"kind", KEY_WORD, KIND_WORDS, "what it is; its unit is the kind's", false},
	{"kind.by", KEY_OTHER, NULL, "REF: the column that tells its kind", false},
	{"kind.map", KEY_OTHER, NULL, "MAP of kind.by to kinds; others are left out",
	 false},
	{"value", KEY_OTHER, NULL, "REF: the reading; of memory, what is used", false},
	{"free", KEY_OTHER, NULL, "REF, of memory: what is not used", false},
	{"total", KEY_OTHER, NULL, "REF: what value or free are a part of", false},
	{"unit", KEY_OTHER, NULL, "REF or number: bytes that memory is counted in",
	 false},
	{"after", KEY_TEXT, NULL, "of a text only what stands behind this", false},
	{"before", KEY_TEXT, NULL, "and before the first of these: A|B", false},
	{"unsigned", KEY_YESNO, NULL, "yes: a negative number is one above 2^31",
	 false},
	{"scale", KEY_NUMBER, NULL, "the reading is multiplied by this", false},
	{"scale.by", KEY_OTHER, NULL, "REF: the column that tells the scale", false},
	{"scale.map", KEY_OTHER, NULL, "MAP of scale.by to factors", false},
	{"precision", KEY_OTHER, NULL, "REF: how many decimals it has", false},
	{"invert", KEY_YESNO, NULL, "yes: 100 minus the reading", false},
	{"watts", KEY_YESNO, NULL, "yes: light in watts, which is shown in dBm", false},
	{"absent", KEY_OTHER, NULL, "numbers that mean nothing is there, unscaled",
	 false},
	{"min", KEY_NUMBER, NULL, "less is no reading; default by the kind", false},
	{"max", KEY_NUMBER, NULL, "more is no reading; default by the kind", false},
	{"valid", KEY_OTHER, NULL, "REF: VALUE|VALUE …: only then is it a reading",
	 false},
	{"only", KEY_OTHER, NULL, "REF: VALUE|VALUE …, more: only these rows", false},
	{"except", KEY_OTHER, NULL, "REF: VALUE|VALUE …, more: not these rows", false},
	{"arcs", KEY_NUMBER, NULL, "only rows whose index has so many numbers", false},
	{"unless", KEY_NAMES, NULL, "not when one of these readings gave something",
	 false},
	{"component", KEY_NAME, NULL,
	 "what it is of: fan, psu, inlet, optic, battery …", false},
	{"component.by", KEY_OTHER, NULL, "REF: the column that tells what it is of",
	 false},
	{"component.up", KEY_OTHER, NULL,
	 "REF: the column with the row this one is in, where component.map is asked "
	 "next",
	 false},
	{"component.map", KEY_OTHER, NULL, "MAP of component.by to components", false},
	{"component.names", KEY_OTHER, NULL,
	 "MAP of labels (globs) to components, where it has none yet", false},
	{"label", KEY_OTHER, NULL, "REFs: its name, the first that is not empty",
	 false},
	{"drop", KEY_TEXT, NULL,
	 "words a label is rid of, for they are its state: GREEN|RED", false},
	{"title", KEY_TEXT, NULL, "its name without a label; rows are numbered", false},
	{"state", KEY_OTHER, NULL, "REF: the column that tells its state", false},
	{"state.map", KEY_OTHER, NULL,
	 "MAP of state to absent|unknown|ok|warning|critical, and words", false},
	{"alarm", KEY_OTHER, NULL, "REF: BITS that make the state worse", false},
	{"alarm.bits", KEY_OTHER, NULL, "MAP of bits that are set to states", false},
	{"low.critical", KEY_OTHER, NULL, "REF or number: critical at or below", false},
	{"low.warning", KEY_OTHER, NULL, "REF or number: warning at or below", false},
	{"high.warning", KEY_OTHER, NULL, "REF or number: warning at or above", false},
	{"high.critical", KEY_OTHER, NULL, "REF or number: critical at or above",
	 false},
	{"fold", KEY_WORD, "each|mean|max", "all rows as one: their mean, the largest",
	 false},
	{0},
};

/* What is possible; anything else is a sentinel that nobody wrote down. */
static const struct {
	double min, max;
} possible[READ_KINDS] = {
	[SENSOR_TEMPERATURE] = {-60, 250},
	[SENSOR_FAN] = {0, 100000},
	[SENSOR_POWER] = {0, 1e6},
	[SENSOR_VOLTAGE] = {-1e4, 1e6},
	[SENSOR_CURRENT] = {-1e4, 1e5},
	[SENSOR_OPTICAL] = {-60, 40},
	[SENSOR_HUMIDITY] = {0, 100},
	[SENSOR_CHARGE] = {0, 100},
	[SENSOR_LOAD] = {0, 200},
	[SENSOR_RUNTIME] = {0, 1e6},
	[SENSOR_STATE] = {-INFINITY, INFINITY},
	[READ_CPU] = {0, 100},
	[READ_MEMORY] = {0, 1e18},
	[READ_SWAP] = {0, 1e18},
	[READ_STORAGE] = {0, 1e18},
	[READ_VENDOR] = {-INFINITY, INFINITY},
	[READ_MODEL] = {-INFINITY, INFINITY},
	[READ_SERIAL] = {-INFINITY, INFINITY},
	[READ_VERSION] = {-INFINITY, INFINITY},
};

double reading_min(uint8_t kind)
{
	return possible[kind].min;
}

double reading_max(uint8_t kind)
{
	return possible[kind].max;
}

static void fault(struct parse *t, const char *key, const char *what, const char *item)
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

static const struct profile_ref no_ref = {PROFILE_NONE, PROFILE_NONE, 0};

static uint16_t column_of(struct parse *t, const struct profile_column *c)
{
	struct profiles *p = t->p;

	for (uint16_t i = 0; i < p->column_n; i++)
		if (p->column[i].n == c->n && p->column[i].scalar == c->scalar &&
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
	const char *dotted =
		isdigit((unsigned char)*name) ? name : profile_oid_named(t, name);
	struct profile_column c;
	uint16_t at;

	if (!dotted) {
		unknown_object(t, key, name);
		return PROFILE_NONE;
	}
	if (!profile_oid(dotted, &c)) {
		if (dotted == name)
			fault(t, key, "is no object identifier", name);
		return PROFILE_NONE;
	}
	c.name = name;
	at = column_of(t, &c);
	if (at == PROFILE_NONE)
		fault(t, key, "is one object too many", name);
	return at;
}

static struct profile_ref parse_ref(struct parse *t, const char *key, const char *text)
{
	char copy[INI_LINE_MAX + 1];
	struct profile_ref ref = no_ref;
	char *at, *end;
	long arcs;

	snprintf(copy, sizeof copy, "%s", text);
	at = strchr(copy, '@');
	if (at)
		*at++ = '\0';
	ref.column = object(t, key, trimmed(copy));
	if (!at)
		return ref;
	at = trimmed(at);
	arcs = strtol(at, &end, 10);
	if (*at && !*end && arcs && arcs >= -PROFILE_ARCS && arcs <= PROFILE_ARCS)
		ref.arcs = (int8_t)arcs;
	else
		ref.via = object(t, key, at);
	return ref;
}

static struct profile_ref take_ref(struct parse *t, const char *key)
{
	const char *value = ini_get(t->s, key);

	return value ? parse_ref(t, key, value) : no_ref;
}

/* What is asked at every reading has its index as it stands. */
static struct profile_ref take_raw(struct parse *t, const char *key)
{
	struct profile_ref ref = take_ref(t, key);

	if (ref.via != PROFILE_NONE)
		fault(t, key,
		      "takes its index from elsewhere, which only what is "
		      "learnt once can do",
		      ini_get(t->s, key));
	return ref;
}

/* REF or number. */
static double take_number_or_ref(struct parse *t, const char *key,
				 struct profile_ref *ref, double otherwise)
{
	const char *value = ini_get(t->s, key);
	double number;

	*ref = no_ref;
	if (!value)
		return otherwise;
	if (number_parse(value, &number))
		return number;
	*ref = parse_ref(t, key, value);
	return otherwise;
}

/* --- MAP -------------------------------------------------------------------------- */

enum to { TO_NOTHING, TO_STATE, TO_KIND, TO_FACTOR, TO_WORD };

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
		fault(m->t, m->key, "has an empty value", ini_get(m->t->s, m->key));
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
	state = word_find(STATE_WORDS, to);
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
		fault(m->t, m->key, wants[m->to], item);
	else
		add_cases(m, copy);
	return true;
}

static struct profile_map take_map(struct parse *t, const char *key, enum to to)
{
	const char *value = ini_get(t->s, key);
	struct map m = {.t = t, .key = key, .to = to, .map = {t->p->cases_n, 0}};

	if (value)
		ini_list(value, add_item, &m);
	return m.map;
}

/* "REF: VALUE|VALUE". */
static struct profile_condition take_condition(struct parse *t, const char *key,
					       const char *item)
{
	struct profile_condition c = {no_ref, {t->p->cases_n, 0}, false};
	struct map m = {.t = t, .key = key, .map = c.is, .last.factor = 1};
	char copy[INI_LINE_MAX + 1];
	char *colon;

	snprintf(copy, sizeof copy, "%s", item);
	colon = strchr(copy, ':');
	if (!colon) {
		fault(t, key, "should be REF: VALUE|VALUE", item);
		return c;
	}
	*colon++ = '\0';
	c.ref = parse_ref(t, key, trimmed(copy));
	add_cases(&m, colon);
	c.is = m.map;
	return c;
}

/* --- the keys --------------------------------------------------------------------- */

static bool add_only(void *ctx, const char *item)
{
	struct parse *t = ctx;
	struct profile_reading *r = &t->p->reading[t->p->reading_n - 1];

	if (r->only_n == PROFILE_ONLY) {
		fault(t, "only", "is one condition too many", item);
		return false;
	}
	r->only[r->only_n++] = take_condition(t, "only", item);
	return true;
}

static bool add_except(void *ctx, const char *item)
{
	struct parse *t = ctx;
	const struct profile_reading *r = &t->p->reading[t->p->reading_n - 1];
	uint8_t at = r->only_n;

	if (!add_only(ctx, item))
		return false;
	t->p->reading[t->p->reading_n - 1].only[at].unwanted = true;
	return true;
}

static bool add_label(void *ctx, const char *item)
{
	struct parse *t = ctx;
	struct profile_reading *r = &t->p->reading[t->p->reading_n - 1];

	if (r->label_n == PROFILE_LABELS) {
		fault(t, "label", "is one too many", item);
		return false;
	}
	r->label[r->label_n++] = parse_ref(t, "label", item);
	return true;
}

static bool add_absent(void *ctx, const char *item)
{
	struct parse *t = ctx;
	struct profile_reading *r = &t->p->reading[t->p->reading_n - 1];

	if (r->absent_n == PROFILE_ABSENT ||
	    !number_parse(item, &r->absent[r->absent_n])) {
		fault(t, "absent", "is no number, or one too many", item);
		return false;
	}
	r->absent_n++;
	return true;
}

static void take_lists(struct parse *t)
{
	const char *only = ini_get(t->s, "only"), *except = ini_get(t->s, "except"),
		   *label = ini_get(t->s, "label"), *absent = ini_get(t->s, "absent");

	if (only)
		ini_list(only, add_only, t);
	if (except)
		ini_list(except, add_except, t);
	if (label)
		ini_list(label, add_label, t);
	if (absent)
		ini_list(absent, add_absent, t);
}

static double number_of(const struct ini_section *s, const char *key, double otherwise)
{
	const char *value = ini_get(s, key);
	double v;

	return value && number_parse(value, &v) ? v : otherwise;
}

static void take_kind(struct parse *t, struct profile_reading *r)
{
	const char *kind = ini_get(t->s, "kind");

	r->kind = kind ? (uint8_t)word_find(KIND_WORDS, kind) : READ_KINDS;
	r->kind_by = take_ref(t, "kind.by");
	r->kind_map = take_map(t, "kind.map", TO_KIND);
	if (ini_key(t->s, "kind") ? ini_key(t->s, "kind.by") != NULL : !r->kind_map.n)
		fault_add(t->f, t->s->file, t->s->line,
			  "[reading %s] needs kind, or kind.by with kind.map",
			  t->s->name);
}

static void take_value(struct parse *t, struct profile_reading *r)
{
	const char *valid = ini_get(t->s, "valid");
	struct profile_condition c = {no_ref, {0, 0}, false};

	r->raw[RAW_VALUE] = take_raw(t, "value");
	r->raw[RAW_FREE] = take_raw(t, "free");
	r->raw[RAW_TOTAL] = take_raw(t, "total");
	r->raw[RAW_STATE] = take_raw(t, "state");
	r->raw[RAW_ALARM] = take_raw(t, "alarm");
	if (valid)
		c = take_condition(t, "valid", valid);
	r->raw[RAW_VALID] = c.ref;
	r->valid_is = c.is;
	r->is_unsigned = schema_yes(t->s, "unsigned");
	r->invert = schema_yes(t->s, "invert");
	r->watts = schema_yes(t->s, "watts");
	r->scale = number_of(t->s, "scale", 1);
	r->scale_by = take_ref(t, "scale.by");
	r->scale_map = take_map(t, "scale.map", TO_FACTOR);
	r->precision = take_ref(t, "precision");
	r->unit = take_number_or_ref(t, "unit", &r->unit_by, 1);
	r->min = number_of(t->s, "min", NAN);
	r->max = number_of(t->s, "max", NAN);
	if (r->min > r->max)
		fault(t, "min", "is above max", ini_get(t->s, "min"));
}

static void take_meaning(struct parse *t, struct profile_reading *r)
{
	static const char *const limits[LIMIT_N] = {"low.critical", "low.warning",
						    "high.warning", "high.critical"};
	static const char *const folds = "each|mean|max";
	const char *fold = ini_get(t->s, "fold");

	r->state_map = take_map(t, "state.map", TO_STATE);
	r->alarm_bits = take_map(t, "alarm.bits", TO_STATE);
	for (int i = 0; i < LIMIT_N; i++)
		r->limit[i] = take_number_or_ref(t, limits[i], &r->limit_by[i], NAN);
	r->arcs = (uint8_t)number_of(t->s, "arcs", 0);
	r->fold = fold ? (uint8_t)word_find(folds, fold) : FOLD_EACH;
}

static void take_name(struct parse *t, struct profile_reading *r)
{
	const char *component = ini_get(t->s, "component"),
		   *title = ini_get(t->s, "title"), *after = ini_get(t->s, "after"),
		   *before = ini_get(t->s, "before"),
		   *drop = ini_get(t->s, "drop");

	r->after = arena_strdup(&t->p->arena, after ? after : "");
	r->before = arena_strdup(&t->p->arena, before ? before : "");
	r->drop = arena_strdup(&t->p->arena, drop ? drop : "");
	r->component = arena_strdup(&t->p->arena, component ? component : "");
	r->title = arena_strdup(&t->p->arena, title ? title : "");
	r->component_by = take_ref(t, "component.by");
	r->component_up = take_ref(t, "component.up");
	r->component_map = take_map(t, "component.map", TO_WORD);
	r->component_names = take_map(t, "component.names", TO_WORD);
}

/* Keys that are of no use without another. */
static void check_pairs(struct parse *t)
{
	static const char *const pairs[][2] = {
		{"kind.by", "kind.map"},   {"scale.by", "scale.map"},
		{"scale.map", "scale.by"}, {"component.by", "component.map"},
		{"state", "state.map"},	   {"component.up", "component.by"},
		{"state.map", "state"},	   {"alarm", "alarm.bits"},
		{"alarm.bits", "alarm"},   {"component.map", "component.by"},
	};

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (ini_key(t->s, pairs[i][0]) && !ini_key(t->s, pairs[i][1]))
			fault_add(t->f, t->s->file, ini_line(t->s, pairs[i][0]),
				  "%s without %s", pairs[i][0], pairs[i][1]);
}

static void check_whole(struct parse *t, const struct profile_reading *r)
{
	bool state = r->kind == SENSOR_STATE;

	check_pairs(t);
	if (t->profile == PROFILE_NONE)
		fault_add(t->f, t->s->file, t->s->line,
			  "[reading %s] stands before any [profile] of its file",
			  t->s->name);
	if (!ini_key(t->s, state ? "state" : "value") &&
	    (state || !ini_key(t->s, "free")))
		fault_add(t->f, t->s->file, t->s->line, "[reading %s] has no %s",
			  t->s->name, state ? "state" : "value");
	if (ini_key(t->s, "free") && !ini_key(t->s, "total") && !ini_key(t->s, "value"))
		fault_add(t->f, t->s->file, ini_line(t->s, "free"),
			  "free without total or value");
}

void profile_take_reading(struct parse *t)
{
	struct profiles *p = t->p;
	struct profile_reading *r;

	TABLE_GROW(p->reading, p->reading_cap, p->reading_n + 1);
	r = &p->reading[p->reading_n++];
	*r = (struct profile_reading){.name = arena_strdup(&p->arena, t->s->name),
				      .file = arena_strdup(&p->arena, t->s->file),
				      .line = t->s->line,
				      .profile = t->profile};
	take_kind(t, r);
	take_value(t, r);
	take_meaning(t, r);
	take_name(t, r);
	take_lists(t);
	check_whole(t, r);
}

/* --- readings like others --------------------------------------------------------- */

static struct ini_section *section_of(struct ini *ini, const char *reading)
{
	for (uint32_t i = 0; i < ini->section_n; i++)
		if (!strcmp(ini->section[i].kind, "reading") &&
		    !strcasecmp(ini->section[i].name, reading))
			return &ini->section[i];
	return NULL;
}

static void copy_keys(struct ini_section *to, const struct ini_section *from)
{
	for (uint32_t i = 0; i < from->key_n; i++) {
		if (ini_key(to, from->key[i].name))
			continue;
		TABLE_GROW(to->key, to->key_cap, to->key_n + 1);
		to->key[to->key_n] = from->key[i];
		/* What is wrong with it is told where it stands. */
		to->key[to->key_n++].line = ini_line(to, "like");
	}
}

void profile_complete_reading(struct parse *t)
{
	const char *like = ini_get(t->s, "like"), *next = like;
	struct ini_section *to = section_of(t->ini, t->s->name);

	for (int depth = 0; next && depth < LIKE_MAX; depth++) {
		const struct ini_section *from = section_of(t->ini, next);
		if (!from) {
			fault(t, "like", "is no reading", next);
			return;
		}
		next = ini_get(from, "like");
		copy_keys(to, from);
	}
	if (next)
		fault(t, "like", "leads back to itself", like);
}

/* --- when all readings are there -------------------------------------------------- */

static uint16_t reading_named(const struct profiles *p, const char *name)
{
	for (uint16_t i = 0; i < p->reading_n; i++)
		if (!strcasecmp(p->reading[i].name, name))
			return i;
	return PROFILE_NONE;
}

struct links {
	struct parse *t;
	uint16_t *to;
	uint8_t n;
};

static bool add_link(void *ctx, const char *item)
{
	struct links *l = ctx;
	uint16_t at = reading_named(l->t->p, item);

	if (at == PROFILE_NONE)
		fault(l->t, "unless", "is no reading", item);
	else if (l->n < UINT8_MAX)
		l->to[l->n++] = at;
	return true;
}

void profile_link_reading(struct parse *t)
{
	const char *unless = ini_get(t->s, "unless");
	struct links l = {.t = t};
	uint16_t at = reading_named(t->p, t->s->name);

	if (!unless || at == PROFILE_NONE)
		return;
	l.to = arena_alloc(&t->p->arena, (strlen(unless) / 2 + 1) * sizeof *l.to);
	ini_list(unless, add_link, &l);
	t->p->reading[at].unless = l.to;
	t->p->reading[at].unless_n = l.n;
}

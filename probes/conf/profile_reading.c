/*
 * One [reading] taken apart. Every key has one small grammar of three (REF, MAP,
 * number), so that a newcomer learns them once, and each is checked where it stands: a
 * number mistyped in a profile would otherwise be a sensor that is silently not there.
 */
#include "probes/conf/profile_parse.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#define LIKE_MAX 8 /* readings that are like each other */

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
	{"word", KEY_NUMBER, NULL,
	 "and of that this word alone: 1 the first, -1 the last", false},
	{"unsigned", KEY_YESNO, NULL, "yes: a negative number is one above 2^31",
	 false},
	{"scale", KEY_NUMBER, NULL, "the reading is multiplied by this", false},
	{"scale.by", KEY_OTHER, NULL, "REF: the column that tells the scale", false},
	{"scale.map", KEY_OTHER, NULL, "MAP of scale.by to factors", false},
	{"precision", KEY_OTHER, NULL, "REF: how many decimals it has", false},
	{"invert", KEY_YESNO, NULL, "yes: 100 minus the reading", false},
	{"watts", KEY_YESNO, NULL, "yes: light in watts, which is shown in dBm", false},
	{"fahrenheit", KEY_YESNO, NULL, "yes: of a temperature, behind its scale",
	 false},
	{"absent", KEY_OTHER, NULL, "numbers that mean nothing is there, unscaled",
	 false},
	{"min", KEY_NUMBER, NULL, "less is no reading; default by the kind", false},
	{"max", KEY_NUMBER, NULL, "more is no reading; default by the kind", false},
	{"valid", KEY_OTHER, NULL, "REF: VALUE|VALUE …: only then is it a reading",
	 false},
	{"only", KEY_OTHER, NULL,
	 "REF: VALUE|VALUE …, more: only these rows; index@2 is the second number of "
	 "their index, index@-1 the last",
	 false},
	{"except", KEY_OTHER, NULL, "the like: not these rows", false},
	{"if.type", KEY_NUMBER, NULL,
	 "only asked of devices with an interface of this type (IANAifType)", false},
	{"arcs", KEY_NUMBER, NULL, "only rows whose index has so many numbers", false},
	{"unless", KEY_NAMES, NULL,
	 "not when one of these readings gave the like: the same kind, of states also "
	 "of the same component",
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
	{"label", KEY_OTHER, NULL,
	 "REFs: its name, the first that is not empty; of a text what stands before it",
	 false},
	{"part.model", KEY_OTHER, NULL, "REF, of a module: its model", false},
	{"part.version", KEY_OTHER, NULL, "REF, of a module: its firmware", false},
	{"port", KEY_OTHER, NULL,
	 "REF: the name of the interface it is of, or of which component.up is", false},
	{"drop", KEY_TEXT, NULL,
	 "words a label is rid of, for they are its state: GREEN|RED", false},
	{"title", KEY_TEXT, NULL,
	 "its name without a label; rows are numbered, or named by a text in their "
	 "index; of a text: what is told where there is one",
	 false},
	{"state", KEY_OTHER, NULL, "REF: the column that tells its state", false},
	{"state.map", KEY_OTHER, NULL,
	 "MAP of state to absent|unknown|ok|warning|critical, of peers to "
	 "off|unknown|up|impaired|down, and words",
	 false},
	{"alarm", KEY_OTHER, NULL, "REF: BITS that make the state worse", false},
	{"alarm.bits", KEY_OTHER, NULL, "MAP of bits that are set to states", false},
	{"low.critical", KEY_OTHER, NULL, "REF or number: critical at or below", false},
	{"low.warning", KEY_OTHER, NULL, "REF or number: warning at or below", false},
	{"high.warning", KEY_OTHER, NULL, "REF or number: warning at or above", false},
	{"high.critical", KEY_OTHER, NULL, "REF or number: critical at or above",
	 false},
	{"limits", KEY_OTHER, NULL,
	 "REF: limits from a table, the rows whose index begins with this one's",
	 false},
	{"limits.low", KEY_OTHER, NULL, "REF: VALUE|VALUE …: those are low ones",
	 false},
	{"limits.high", KEY_OTHER, NULL, "REF: VALUE|VALUE …: those are high ones",
	 false},
	{"limits.warning", KEY_OTHER, NULL,
	 "REF: VALUE|VALUE …: from there it is a warning, from the innermost", false},
	{"limits.critical", KEY_OTHER, NULL,
	 "REF: VALUE|VALUE …: from there it is critical, from the outermost", false},
	{"also", KEY_OTHER, NULL, "REF, of peers: a column that may make it worse",
	 false},
	{"also.map", KEY_OTHER, NULL,
	 "MAP of also to off|unknown|up|impaired|down, and words", false},
	{"enabled", KEY_OTHER, NULL,
	 "REF: VALUE|VALUE …, of peers: else it is off, on purpose", false},
	{"since", KEY_OTHER, NULL,
	 "REF, of peers: seconds it is up, or since it was; scale applies", false},
	{"ups", KEY_OTHER, NULL, "REF, of peers: how many times it came up", false},
	{"prefixes", KEY_OTHER, NULL, "REF, of peers: routes accepted of it", false},
	{"as", KEY_OTHER, NULL, "REF, of peers: its autonomous system", false},
	{"id", KEY_OTHER, NULL,
	 "REF, or which number of the index, of peers: its router or system id", false},
	{"local", KEY_OTHER, NULL,
	 "REF, or which number of the index: the ifIndex of our end", false},
	{"group", KEY_OTHER, NULL,
	 "REF, or which number of the index: the bundle or pair it is one of", false},
	{"number", KEY_NUMBER, NULL,
	 "which number of the index it is known by, behind its title", false},
	{"address", KEY_NUMBER, NULL,
	 "from which number of the index on its address stands: type, length, octets",
	 false},
	{"dies", KEY_WORD, DIES_WORDS,
	 "yes: its row goes away with it, which is not its being taken out; moves: and "
	 "may have come again elsewhere",
	 false},
	{"fold", KEY_WORD, "each|mean|max", "all rows as one: their mean, the largest",
	 false},
	{0},
};

/* What is possible; anything else is a sentinel that nobody wrote down. */
static const struct {
	double min, max;
} possible[READ_KINDS] = {
	[SENSOR_TEMPERATURE] = {-60, 150},
	[SENSOR_FAN] = {0, 100000},
	[SENSOR_POWER] = {0, 1e6},
	[SENSOR_VOLTAGE] = {-1e4, 1e6},
	[SENSOR_CURRENT] = {-1e4, 1e5},
	[SENSOR_OPTICAL] = {-60, 40},
	[SENSOR_HUMIDITY] = {0, 100},
	[SENSOR_CHARGE] = {0, 100},
	[SENSOR_LOAD] = {0, 150}, /* an overloaded inverter */
	[SENSOR_RUNTIME] = {0, 1e6},
	[SENSOR_COUNT] = {0, 1e9},
	[SENSOR_STATE] = {-INFINITY, INFINITY},
	[READ_CPU] = {0, 100},
	[READ_MEMORY] = {0, 1e18},
	[READ_SWAP] = {0, 1e18},
	[READ_STORAGE] = {0, 1e18},
	[READ_MODULE] = {-INFINITY, INFINITY},
	[READ_CONFIG] = {-INFINITY, INFINITY},
	[READ_SHAPE] = {-INFINITY, INFINITY},
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

/* --- the keys --------------------------------------------------------------------- */

static bool add_only(void *ctx, const char *item)
{
	struct parse *t = ctx;
	struct profile_reading *r = &t->p->reading[t->p->reading_n - 1];

	if (r->only_n == PROFILE_ONLY) {
		profile_fault(t, "only", "is one condition too many", item);
		return false;
	}
	r->only[r->only_n++] = profile_take_condition(t, "only", item);
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
		profile_fault(t, "label", "is one too many", item);
		return false;
	}
	r->label[r->label_n++] = profile_parse_ref(t, "label", item);
	return true;
}

static bool add_absent(void *ctx, const char *item)
{
	struct parse *t = ctx;
	struct profile_reading *r = &t->p->reading[t->p->reading_n - 1];

	if (r->absent_n == PROFILE_ABSENT ||
	    !number_parse(item, &r->absent[r->absent_n])) {
		profile_fault(t, "absent", "is no number, or one too many", item);
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
	r->kind_by = profile_take_ref(t, "kind.by");
	r->kind_map = profile_take_map(t, "kind.map", TO_KIND);
	if (ini_key(t->s, "kind") ? ini_key(t->s, "kind.by") != NULL : !r->kind_map.n)
		fault_add(t->f, t->s->file, t->s->line,
			  "[reading %s] needs kind, or kind.by with kind.map",
			  t->s->name);
}

static void take_value(struct parse *t, struct profile_reading *r)
{
	const char *valid = ini_get(t->s, "valid");
	struct profile_condition c = {.ref = profile_no_ref};

	r->raw[RAW_VALUE] = profile_take_raw(t, "value");
	r->raw[RAW_FREE] = profile_take_raw(t, "free");
	r->raw[RAW_TOTAL] = profile_take_raw(t, "total");
	r->raw[RAW_STATE] = profile_take_raw(t, "state");
	r->raw[RAW_ALARM] = profile_take_raw(t, "alarm");
	if (valid)
		c = profile_take_condition(t, "valid", valid);
	r->raw[RAW_VALID] = c.ref;
	r->valid_is = c.is;
	r->is_unsigned = schema_yes(t->s, "unsigned");
	r->invert = schema_yes(t->s, "invert");
	r->watts = schema_yes(t->s, "watts");
	r->fahrenheit = schema_yes(t->s, "fahrenheit");
	r->scale = number_of(t->s, "scale", 1);
	r->scale_by = profile_take_ref(t, "scale.by");
	r->scale_map = profile_take_map(t, "scale.map", TO_FACTOR);
	r->precision = profile_take_ref(t, "precision");
	r->unit = profile_take_limit(t, "unit", &r->unit_by, 1);
	r->min = number_of(t->s, "min", NAN);
	r->max = number_of(t->s, "max", NAN);
	if (r->min > r->max)
		profile_fault(t, "min", "is above max", ini_get(t->s, "min"));
}

static void take_limits(struct parse *t, struct profile_reading *r)
{
	static const char *const keys[LIMITS_N] = {"limits.low", "limits.high",
						   "limits.warning", "limits.critical"};

	r->limits = profile_take_raw(t, "limits");
	for (int i = 0; i < LIMITS_N; i++) {
		const char *value = ini_get(t->s, keys[i]);
		r->limits_is[i] =
			value ? profile_take_condition(t, keys[i], value)
			      : (struct profile_condition){.ref = profile_no_ref};
	}
}

static void take_meaning(struct parse *t, struct profile_reading *r)
{
	static const char *const limits[LIMIT_N] = {"low.critical", "low.warning",
						    "high.warning", "high.critical"};
	static const char *const folds = "each|mean|max";
	const char *fold = ini_get(t->s, "fold");

	r->state_map = profile_take_map(t, "state.map",
					reading_is_peer(r->kind) ? TO_PEER : TO_STATE);
	r->alarm_bits = profile_take_map(t, "alarm.bits", TO_STATE);
	for (int i = 0; i < LIMIT_N; i++)
		r->limit[i] = profile_take_limit(t, limits[i], &r->limit_by[i], NAN);
	take_limits(t, r);
	r->if_type = (uint16_t)number_of(t->s, "if.type", 0);
	r->arcs = (uint8_t)number_of(t->s, "arcs", 0);
	r->fold = fold ? (uint8_t)word_find(folds, fold) : FOLD_EACH;
}

static void take_name(struct parse *t, struct profile_reading *r)
{
	const char *component = ini_get(t->s, "component"),
		   *title = ini_get(t->s, "title"), *after = ini_get(t->s, "after"),
		   *before = ini_get(t->s, "before"), *drop = ini_get(t->s, "drop");

	r->after = arena_strdup(&t->p->arena, after ? after : "");
	r->before = arena_strdup(&t->p->arena, before ? before : "");
	r->word = (int8_t)number_of(t->s, "word", 0);
	r->drop = arena_strdup(&t->p->arena, drop ? drop : "");
	r->component = arena_strdup(&t->p->arena, component ? component : "");
	r->title = arena_strdup(&t->p->arena, title ? title : "");
	r->component_by = profile_take_ref(t, "component.by");
	r->component_up = profile_take_ref(t, "component.up");
	r->port = profile_take_ref(t, "port");
	r->part_model = profile_take_ref(t, "part.model");
	r->part_version = profile_take_ref(t, "part.version");
	r->component_map = profile_take_map(t, "component.map", TO_WORD);
	r->component_names = profile_take_map(t, "component.names", TO_WORD);
}

/* Keys that are of no use without another. */
static void check_pairs(struct parse *t)
{
	static const char *const pairs[][2] = {
		{"kind.by", "kind.map"},
		{"scale.by", "scale.map"},
		{"scale.map", "scale.by"},
		{"component.by", "component.map"},
		{"state", "state.map"},
		{"state.map", "state"},
		{"alarm", "alarm.bits"},
		{"alarm.bits", "alarm"},
		{"component.map", "component.by"},
		{"also", "also.map"},
		{"also.map", "also"},
		{"limits", "limits.high"},
		{"limits.high", "limits"},
		{"limits.low", "limits"},
		{"limits.warning", "limits"},
		{"limits", "limits.critical"},
		{"limits.critical", "limits"},
	};

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (ini_key(t->s, pairs[i][0]) && !ini_key(t->s, pairs[i][1]))
			fault_add(t->f, t->s->file, ini_line(t->s, pairs[i][0]),
				  "%s without %s", pairs[i][0], pairs[i][1]);
}

static void check_whole(struct parse *t, const struct profile_reading *r)
{
	bool state = r->kind == SENSOR_STATE || reading_is_peer(r->kind);

	check_pairs(t);
	if (ini_key(t->s, "component.up") && !ini_key(t->s, "component.by") &&
	    !ini_key(t->s, "port"))
		fault_add(t->f, t->s->file, ini_line(t->s, "component.up"),
			  "component.up without component.by or port");
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
	profile_take_peer(t, r);
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
	struct ini_section *to = like ? section_of(t->ini, t->s->name) : NULL;

	for (int depth = 0; next && depth < LIKE_MAX; depth++) {
		const struct ini_section *from = section_of(t->ini, next);
		if (!from) {
			profile_fault(t, "like", "is no reading", next);
			return;
		}
		next = ini_get(from, "like");
		copy_keys(to, from);
	}
	if (next)
		profile_fault(t, "like", "leads back to itself", like);
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
		profile_fault(l->t, "unless", "is no reading", item);
	else if (l->n < UINT8_MAX)
		l->to[l->n++] = at;
	return true;
}

void profile_link_reading(struct parse *t)
{
	const char *unless = ini_get(t->s, "unless");
	struct links l = {.t = t};
	uint16_t at = unless ? reading_named(t->p, t->s->name) : PROFILE_NONE;

	if (at == PROFILE_NONE)
		return;
	l.to = arena_alloc(&t->p->arena, (strlen(unless) / 2 + 1) * sizeof *l.to);
	ini_list(unless, add_link, &l);
	t->p->reading[at].unless = l.to;
	t->p->reading[at].unless_n = l.n;
}

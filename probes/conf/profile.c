/*
 * The files of a folder read as one, and which profile a device has. What a [reading]
 * says is taken apart in profile_reading.c.
 */
#include "probes/conf/profile_parse.h"

#include <ctype.h>
#include <glob.h>
#include <math.h>
#include <string.h>

static const char *const extra_kinds[READ_KINDS] = {
	[READ_CPU] = "cpu",	    [READ_MEMORY] = "memory", [READ_SWAP] = "swap",
	[READ_STORAGE] = "storage", [READ_MODULE] = "module", [READ_CONFIG] = "config",
	[READ_SHAPE] = "shape",	    [READ_VENDOR] = "vendor", [READ_MODEL] = "model",
	[READ_SERIAL] = "serial",   [READ_VERSION] = "version",
};

const char *reading_kind_name(uint8_t kind)
{
	if (reading_is_peer(kind))
		return peer_kind_name((enum peer_kind)(kind - READ_PEER));
	if (kind < SENSOR_KINDS)
		return sensor_kind_name((enum sensor_kind)kind);
	return kind < READ_KINDS ? extra_kinds[kind] : "sensor";
}

const struct profile_column *profile_first_column(const struct profiles *all,
						  const struct profile_reading *r)
{
	static const enum raw first[] = {RAW_VALUE, RAW_FREE, RAW_STATE};

	for (int i = 0; i < 3; i++)
		if (r->raw[first[i]].column != PROFILE_NONE)
			return &all->column[r->raw[first[i]].column];
	return NULL;
}

static const struct key_def profile_keys[] = {
	{"doc", KEY_TEXT, NULL, "what these devices are", false},
	{"match", KEY_OTHER, NULL,
	 "sysObjectID begins with one of these; the longest of all profiles wins",
	 false},
	{"descr", KEY_TEXT, NULL, "and sysDescr is like this glob", false},
	{"vendor", KEY_TEXT, NULL, "who makes them", false},
	{"inherit", KEY_NAME, NULL, "the profile whose readings it has, too", false},
	{"without", KEY_NAMES, NULL,
	 "inherited readings that it, and what inherits it, does not want", false},
	{0},
};
static const struct key_def oid_keys[] = {
	{"*", KEY_OTHER, NULL, "a name for a number, for all files", false},
	{0},
};
const struct kind_def profile_kinds[] = {
	{"oids", KIND_PLAIN, oid_keys, "names for object identifiers"},
	{"profile", KIND_NAMED, profile_keys, "a kind of device"},
	{"reading", KIND_NAMED, profile_reading_keys, "something it tells of itself"},
	{0},
};

/* --- object identifiers ----------------------------------------------------------- */

/* "{sysObjectID}." or "{sysObjectID@10}." at the beginning: what stands behind it. */
static const char *take_own(const char *s, uint8_t *own)
{
	static const char word[] = "{sysObjectID";
	char *end = NULL;
	long arcs;

	if (strncasecmp(s, word, sizeof word - 1) != 0)
		return s;
	s += sizeof word - 1;
	arcs = *s == '@' ? strtol(s + 1, &end, 10) : PROFILE_OWN;
	s = end ? end : s;
	if (arcs < 7 || (arcs > PROFILE_ARCS && arcs != PROFILE_OWN) || *s != '}' ||
	    s[1] != '.')
		return "";
	*own = (uint8_t)arcs;
	return s + 2;
}

bool profile_oid(const char *dotted, struct profile_column *c)
{
	const char *s = dotted;

	*c = (struct profile_column){.name = dotted};
	s = take_own(s, &c->own);
	for (;;) {
		uint64_t arc = 0;
		if (!isdigit((unsigned char)*s) || c->n == PROFILE_ARCS)
			return false;
		for (; isdigit((unsigned char)*s); s++)
			if ((arc = arc * 10 + (uint64_t)(*s - '0')) > UINT32_MAX)
				return false;
		c->arc[c->n++] = (uint32_t)arc;
		if (!*s)
			break;
		if (*s++ != '.')
			return false;
	}
	c->scalar = (c->own || c->n > 2) && c->n && c->arc[c->n - 1] == 0;
	c->n = (uint8_t)(c->n - c->scalar);
	return c->own || (c->n >= 3 && c->arc[0] <= 2);
}

uint32_t profile_object(const struct profile_column *c, const char *object_id,
			uint32_t *arc)
{
	static const uint32_t nobody[] = {1, 3, 6, 1, 4, 1, 0};
	struct profile_column id = {0};
	uint32_t n = 0;

	if (c->own && object_id && profile_oid(object_id, &id)) {
		n = id.n + (id.scalar ? 1u : 0u);
		n = n < c->own ? n : c->own;
		memcpy(arc, id.arc, n * sizeof *arc);
	} else if (c->own) {
		n = sizeof nobody / sizeof *nobody;
		memcpy(arc, nobody, sizeof nobody);
	}
	memcpy(arc + n, c->arc, c->n * sizeof *arc);
	return n + c->n;
}

static char *small(struct arena *a, const char *s)
{
	char *copy = arena_strdup(a, s);

	for (char *c = copy; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return copy;
}

static void take_oids(struct parse *t)
{
	for (uint32_t i = 0; i < t->s->key_n; i++) {
		const struct ini_key *k = &t->s->key[i];
		const char *name = small(&t->scratch, k->name);
		struct profile_column c;
		if (k->bad)
			continue;
		if (!profile_oid(k->value, &c))
			fault_add(t->f, t->s->file, k->line,
				  "%s: '%s' is no object identifier of at most %d "
				  "numbers",
				  k->name, k->value, PROFILE_ARCS);
		else if (strmap_find(&t->oids, name) != NONE)
			fault_add(t->f, t->s->file, k->line, "%s again", k->name);
		TABLE_GROW(t->oid, t->oid_cap, t->oid_n + 1);
		t->oid[t->oid_n] = k;
		strmap_put(&t->oids, name, t->oid_n++);
	}
}

const char *profile_oid_named(struct parse *t, const char *name)
{
	uint32_t i = strmap_find(&t->oids, small(&t->scratch, name));

	return i == NONE ? NULL : t->oid[i]->value;
}

/* --- profiles --------------------------------------------------------------------- */

static bool add_match(void *ctx, const char *item)
{
	struct parse *t = ctx;
	struct profile *p = &t->p->profile[t->p->profile_n - 1];
	struct profile_column *old = p->match;

	p->match = arena_alloc(&t->p->arena, (p->match_n + 1) * sizeof *p->match);
	if (p->match_n)
		memcpy(p->match, old, p->match_n * sizeof *p->match);
	if (!profile_oid(item, &p->match[p->match_n]) || p->match[p->match_n].own)
		fault_add(t->f, t->s->file, ini_line(t->s, "match"),
			  "match: '%s' is no object identifier", item);
	p->match[p->match_n++].name = NULL;
	return true;
}

static void take_profile(struct parse *t)
{
	struct profiles *p = t->p;
	const char *match = ini_get(t->s, "match"), *descr = ini_get(t->s, "descr"),
		   *vendor = ini_get(t->s, "vendor"),
		   *without = ini_get(t->s, "without");

	TABLE_GROW(p->profile, p->profile_cap, p->profile_n + 1);
	p->profile[p->profile_n++] = (struct profile){
		.name = small(&p->arena, t->s->name),
		.file = arena_strdup(&p->arena, t->s->file),
		.line = t->s->line,
		.descr = descr ? arena_strdup(&p->arena, descr) : NULL,
		.vendor = arena_strdup(&p->arena, vendor ? vendor : ""),
		.without = without ? arena_strdup(&p->arena, without) : NULL,
		.inherit = PROFILE_NONE};
	if (match)
		ini_list(match, add_match, t);
	if (descr && !match)
		fault_add(t->f, t->s->file, ini_line(t->s, "descr"),
			  "descr without match: it is asked among those that match");
}

static uint16_t profile_named(const struct profiles *p, const char *name)
{
	for (uint16_t i = 0; i < p->profile_n; i++)
		if (!strcasecmp(p->profile[i].name, name))
			return i;
	return PROFILE_NONE;
}

/* --- what a profile has, with all that it inherits -------------------------------- */

struct flatten {
	struct parse *t;
	struct profile *p;
	uint8_t *mark; /* of readings: 1 being placed, 2 placed */
};

struct wanted {
	const char *name;
	bool found;
};

static bool is_it(void *ctx, const char *item)
{
	struct wanted *w = ctx;

	w->found = !strcasecmp(item, w->name);
	return !w->found;
}

static bool listed(const char *list, const char *name)
{
	struct wanted w = {name, false};

	if (list)
		ini_list(list, is_it, &w);
	return w.found;
}

/* One that the profile, or one that it inherits, does not want of those above it. */
static bool unwanted(const struct flatten *f, const struct profile_reading *r)
{
	const struct profile *all = f->t->p->profile;

	for (const struct profile *it = f->p; it != &all[r->profile];
	     it = &all[it->inherit])
		if (listed(it->without, r->name))
			return true;
	return false;
}

/* A reading stands behind those that it is an alternative to. */
static void place(struct flatten *f, uint16_t reading)
{
	const struct profile_reading *r = &f->t->p->reading[reading];

	if (f->mark[reading] == 2 || unwanted(f, r))
		return;
	if (f->mark[reading] == 1) {
		fault_add(f->t->f, r->file, r->line,
			  "[reading %s]: unless leads back to itself", r->name);
		return;
	}
	f->mark[reading] = 1;
	for (uint8_t i = 0; i < r->unless_n; i++)
		if (f->mark[r->unless[i]] != 3)
			place(f, r->unless[i]);
	f->mark[reading] = 2;
	f->p->reading[f->p->reading_n++] = reading;
}

static bool has_reading(const struct profiles *p, uint16_t profile, uint16_t reading)
{
	for (int depth = 0; profile != PROFILE_NONE && depth < 16; depth++) {
		if (p->reading[reading].profile == profile)
			return true;
		profile = p->profile[profile].inherit;
	}
	return false;
}

static void place_all(struct flatten *f, uint16_t profile)
{
	struct profiles *p = f->t->p;

	for (uint16_t r = 0; r < p->reading_n; r++)
		if (!has_reading(p, profile, r))
			f->mark[r] = 3; /* not of this profile */
	for (uint16_t at = profile; at != PROFILE_NONE; at = p->profile[at].inherit)
		for (uint16_t r = 0; r < p->reading_n; r++)
			if (p->reading[r].profile == at)
				place(f, r);
}

static void need_ref(struct profile *p, struct profile_ref ref)
{
	const uint16_t want[] = {ref.column, ref.via};

	for (int i = 0; i < 2; i++) {
		uint32_t at = 0;
		if (want[i] == PROFILE_NONE) /* as nearly all are */
			continue;
		while (at < p->column_n && p->column[at] != want[i])
			at++;
		if (at == p->column_n)
			p->column[p->column_n++] = want[i];
	}
}

static void need_columns(struct profile *p, const struct profile_reading *r)
{
	const struct profile_ref rest[] = {
		r->kind_by,	 r->scale_by,	  r->precision, r->unit_by,
		r->component_by, r->component_up, r->port,	r->limits,
		r->part_model,	 r->part_version, r->id,	r->as,
		r->ups,		 r->local_by,	  r->group_by};

	for (int i = 0; i < RAW_N; i++)
		need_ref(p, r->raw[i]);
	for (size_t i = 0; i < sizeof rest / sizeof *rest; i++)
		need_ref(p, rest[i]);
	for (int i = 0; i < LIMIT_N; i++)
		need_ref(p, r->limit_by[i]);
	for (int i = 0; i < LIMITS_N; i++)
		need_ref(p, r->limits_is[i].ref);
	for (int i = 0; i < r->label_n; i++)
		need_ref(p, r->label[i]);
	for (int i = 0; i < r->only_n; i++)
		need_ref(p, r->only[i].ref);
}

/* Who inherits whom, and that nobody inherits itself. */
static void link_profile(struct parse *t, uint16_t i)
{
	struct profiles *p = t->p;
	const char *name = ini_get(t->s, "inherit");
	unsigned line = ini_line(t->s, "inherit");
	uint16_t parent;

	if (!name)
		return;
	parent = profile_named(p, name);
	if (parent == PROFILE_NONE) {
		fault_add(t->f, t->s->file, line, "inherit: there is no profile '%s'",
			  name);
		return;
	}
	for (uint16_t at = parent; at != PROFILE_NONE; at = p->profile[at].inherit)
		if (at == i) {
			fault_add(t->f, t->s->file, line,
				  "inherit: %s would inherit itself", name);
			return;
		}
	p->profile[i].inherit = parent;
}

static void flatten_profile(struct parse *t, uint16_t i)
{
	struct profiles *p = t->p;
	struct profile *it = &p->profile[i];
	struct flatten f = {t, it,
			    arena_alloc(&t->scratch, p->reading_n + 1)};

	for (uint16_t at = it->inherit; at != PROFILE_NONE && !*it->vendor;
	     at = p->profile[at].inherit)
		it->vendor = p->profile[at].vendor;
	it->reading = arena_alloc(&p->arena, (p->reading_n + 1) * sizeof(uint16_t));
	it->column = arena_alloc(&p->arena, (p->column_n + 2) * sizeof(uint16_t));
	place_all(&f, i);
	for (uint32_t r = 0; r < it->reading_n; r++)
		if (!p->reading[it->reading[r]].if_type)
			need_columns(it, &p->reading[it->reading[r]]);
	it->plain_n = it->column_n;
	for (uint32_t r = 0; r < it->reading_n; r++)
		need_columns(it, &p->reading[it->reading[r]]);
}

static void each_profile(struct parse *t, void (*take)(struct parse *, uint16_t))
{
	uint16_t n = 0;

	for (uint32_t i = 0; i < t->ini->section_n; i++) {
		t->s = &t->ini->section[i];
		if (!strcmp(t->s->kind, "profile") && *t->s->name)
			take(t, n++);
	}
}

/* --- reading files ---------------------------------------------------------------- */

static void each_section(struct parse *t, const char *kind,
			 void (*take)(struct parse *))
{
	for (uint32_t i = 0; i < t->ini->section_n; i++) {
		t->s = &t->ini->section[i];
		if (!strcmp(t->s->kind, kind))
			take(t);
	}
}

/* A reading belongs to the profile above it, in its own file. */
static void take_either(struct parse *t)
{
	if (!*t->s->name)
		return;
	if (t->source != t->s->source)
		t->profile = PROFILE_NONE;
	t->source = t->s->source;
	if (!strcmp(t->s->kind, "profile")) {
		take_profile(t);
		t->profile = (uint16_t)(t->p->profile_n - 1);
	} else if (!strcmp(t->s->kind, "reading")) {
		profile_take_reading(t);
	}
}

static void take_all(struct profiles *p, struct ini *ini, struct faults *f)
{
	struct parse t = {.p = p, .ini = ini, .f = f, .profile = PROFILE_NONE};

	schema_check(profile_kinds, ini, f);
	each_section(&t, "oids", take_oids);
	each_section(&t, "reading", profile_complete_reading);
	for (uint32_t i = 0; i < ini->section_n; i++) {
		t.s = &ini->section[i];
		take_either(&t);
	}
	each_section(&t, "reading", profile_link_reading);
	each_profile(&t, link_profile);
	each_profile(&t, flatten_profile);
	p->fallback = profile_named(p, "standard");
	strmap_fini(&t.oids);
	free(t.oid);
	arena_fini(&t.scratch);
	faults_sort(f);
}

bool profiles_parse(struct profiles *p, const char *file, const char *bytes, size_t n,
		    struct faults *f)
{
	struct ini ini = {0};
	uint32_t before = f->n;

	ini_parse(&ini, file, bytes, n, f);
	take_all(p, &ini, f);
	ini_fini(&ini);
	return f->n == before;
}

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool is_among(const glob_t *g, const char *name)
{
	for (size_t i = 0; i < g->gl_pathc; i++)
		if (!strcmp(name_of(g->gl_pathv[i]), name))
			return true;
	return false;
}

static void find_files(glob_t *g, const char *folder)
{
	struct buf pattern = {0};

	*g = (glob_t){0};
	if (!folder)
		return;
	buf_printf(&pattern, "%s/*.ini", folder);
	glob(pattern.data, 0, NULL, g);
	buf_fini(&pattern);
}

bool profiles_load(struct profiles *p, const char *folder, const char *own,
		   struct faults *f)
{
	struct ini ini = {0};
	uint32_t before = f->n;
	glob_t shipped, first;

	find_files(&shipped, folder);
	find_files(&first, own);
	if (!shipped.gl_pathc)
		fault_add(f, folder, 0, "no profiles: '%s/*.ini' matches no file",
			  folder);
	for (size_t i = 0; i < first.gl_pathc; i++)
		ini_load(&ini, first.gl_pathv[i], f);
	for (size_t i = 0; i < shipped.gl_pathc; i++)
		if (!is_among(&first, name_of(shipped.gl_pathv[i])))
			ini_load(&ini, shipped.gl_pathv[i], f);
	globfree(&first);
	globfree(&shipped);
	take_all(p, &ini, f);
	ini_fini(&ini);
	return f->n == before;
}

void profiles_fini(struct profiles *p)
{
	free(p->profile);
	free(p->reading);
	free(p->column);
	free(p->cases);
	arena_fini(&p->arena);
	*p = (struct profiles){.fallback = PROFILE_NONE};
}

/* --- in use ----------------------------------------------------------------------- */

/* Is the text this number, and nothing else? "CN0V3" is not 0. */
static bool is_number(const char *text, double number)
{
	char *end;
	double v = strtod(text, &end);

	return end != text && !end[strspn(end, " \t\r\n")] && v == number;
}

const struct profile_case *profile_find(const struct profiles *p,
					struct profile_map map, double number,
					const char *text)
{
	for (uint32_t i = map.first; i < map.first + map.n; i++) {
		const struct profile_case *c = &p->cases[i];
		if (c->any || (c->like && text && text_like(c->like, text)) ||
		    (!c->like && (text ? is_number(text, (double)c->number)
				       : (double)c->number == number)))
			return c;
	}
	return NULL;
}

/* Arcs that this prefix and the object have in common, when it is all of the prefix. */
static uint32_t matching(const struct profile_column *prefix,
			 const struct profile_column *id)
{
	uint32_t n = 0;

	while (n < prefix->n && n < id->n && prefix->arc[n] == id->arc[n])
		n++;
	return n == prefix->n ? n : 0;
}

const struct profile *profiles_match(const struct profiles *p, const char *object_id,
				     const char *descr)
{
	struct profile_column id;
	uint32_t best = 0;
	const struct profile *found =
		p->fallback == PROFILE_NONE ? NULL : &p->profile[p->fallback];

	if (!profile_oid(object_id, &id))
		return found;
	for (uint32_t i = 0; i < p->profile_n; i++) {
		const struct profile *it = &p->profile[i];
		if (it->descr && !text_like(it->descr, descr))
			continue;
		for (uint32_t m = 0; m < it->match_n; m++) {
			/* Of equal prefixes one that asks for more comes first. */
			uint32_t n = 2 * matching(&it->match[m], &id);
			n += n && it->descr;
			if (n > best) {
				best = n;
				found = it;
			}
		}
	}
	return found;
}

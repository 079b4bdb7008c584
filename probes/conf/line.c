/*
 * line: an end is DEVICE/INTERFACE, cut at the first slash, since devices have none in
 * their names and interfaces many. The device must be configured; whether it has the
 * interface is known when it is polled. One interface is the end of one thing.
 */
#include "probes/conf/line.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#define CLASS_WORDS "data|voice|video" /* enum circuit_class */

const struct key_def circuit_keys[] = {
	{"provider", KEY_TEXT, NULL, "who rents it out", false},
	{"phone", KEY_TEXT, NULL, "and whom to call there", false},
	{"contract", KEY_TEXT, NULL, "its number", false},
	{"a", KEY_OTHER, NULL, "our end: DEVICE/INTERFACE", true},
	{"b", KEY_OTHER, NULL,
	 "the other: DEVICE/INTERFACE, DEVICE, or nothing where that is not ours",
	 false},
	{"id_a", KEY_TEXT, NULL, "what the provider calls end a", false},
	{"id_b", KEY_TEXT, NULL, "and end b", false},
	{"rate", KEY_SPEED, NULL, "committed rate: 100M", false},
	{"rate_in", KEY_SPEED, NULL, "of what a receives, where that differs", false},
	{"rate_out", KEY_SPEED, NULL, "of what a sends", false},
	{"class", KEY_WORD, CLASS_WORDS, "what it carries: sets its limits (data)",
	 false},
	{"loss", KEY_NUMBER, NULL, "promised: at most so many percent", false},
	{"latency", KEY_DURATION, NULL, "promised: round trip, of the circuit alone",
	 false},
	{"jitter", KEY_DURATION, NULL, "promised: the same", false},
	{"probe", KEY_NAME, NULL,
	 "a device whose probes cross it; default the end behind the other", false},
	{"planned", KEY_YESNO, NULL, "yes: not in service yet, no alerts", false},
	{"notes", KEY_TEXT, NULL, "what else one should know", false},
	{0},
};

const struct key_def link_keys[] = {
	{"a", KEY_OTHER, NULL, "one end: DEVICE/INTERFACE", true},
	{"b", KEY_OTHER, NULL, "the other: DEVICE/INTERFACE", true},
	{"speed", KEY_SPEED, NULL, "what it bears", false},
	{"wan", KEY_YESNO, NULL,
	 "yes: towards another site; default where its ends are at two", false},
	{"notes", KEY_TEXT, NULL, "what else one should know", false},
	{0},
};

struct take {
	struct build *b;
	const struct ini_section *s;
	struct line_end *end;
};

static void fault_at(const struct take *t, const char *key, const char *what)
{
	fault_add(t->b->f, t->s->file, ini_line(t->s, key), "%s: %s", key, what);
}

/* --- ends --- */

/* Where an interface is an end already. */
static void enlist_end(struct take *t, const char *key, const char *value)
{
	struct build *b = t->b;
	char *folded = arena_strdup(&b->scratch, value);
	uint32_t other;

	for (char *p = folded; *p && *p != '/'; p++)
		*p = (char)tolower((unsigned char)*p);
	other = strmap_find(&b->line_end, folded);
	if (other != NONE)
		fault_add(b->f, t->s->file, ini_line(t->s, key),
			  "%s: '%s' is an end of [%s %s] already", key, value,
			  b->ini->section[other].kind, b->ini->section[other].name);
	else
		strmap_put(&b->line_end, folded, (uint32_t)(t->s - b->ini->section));
}

static void take_end(struct take *t, const char *key, struct line_end *end, bool whole)
{
	const char *value = ini_get(t->s, key), *slash;
	char *device;

	*end = (struct line_end){.dev = NONE};
	if (!value || !*value)
		return;
	slash = strchr(value, '/');
	if (slash ? slash == value || !slash[1] : !whole) {
		fault_add(t->b->f, t->s->file, ini_line(t->s, key),
			  "%s: '%s' is not DEVICE/INTERFACE", key, value);
		return;
	}
	device = arena_strdup(&t->b->scratch, value);
	if (slash)
		device[slash - value] = '\0';
	end->dev = build_refer(t->b, t->s, key, device, &t->b->device, "device");
	if (!slash)
		return;
	if (strlen(slash + 1) > TEXT_BYTES_MAX)
		fault_at(t, key, "the interface's name is too long");
	end->ifname = text_intern_str(&t->b->net->text, slash + 1);
	enlist_end(t, key, value);
}

/* --- circuits --- */

static uint64_t speed_of(const struct take *t, const char *key, uint64_t otherwise)
{
	const char *value = ini_get(t->s, key);
	uint64_t bps = otherwise;

	if (value)
		speed_parse(value, &bps);
	return bps;
}

static float span_of(const struct take *t, const char *key)
{
	return ini_get(t->s, key) ? (float)build_span(t->b, t->s, key, 0, 1, 60000)
				  : NAN;
}

static float loss_of(const struct take *t)
{
	const char *value = ini_get(t->s, "loss");
	double pct = NAN;

	if (value && number_parse(value, &pct) && !(pct > 0 && pct < 100))
		fault_at(t, "loss", "is not between 0 and 100 percent");
	return (float)pct;
}

static uint8_t class_of(const struct take *t)
{
	const char *value = ini_get(t->s, "class");
	int class = value ? word_find(CLASS_WORDS, value) : -1;

	return class < 0 ? CIRCUIT_DATA : (uint8_t)class;
}

static void take_circuit(struct build *b, const struct ini_section *s)
{
	struct circuit *c = &b->circuits[b->circuit_n];
	struct take t = {.b = b, .s = s};
	uint64_t rate = speed_of(&t, "rate", 0);

	build_enlist(b, &b->circuit, s->name, b->circuit_n++);
	*c = (struct circuit){
		.name = text_intern_str(&b->net->text, s->name),
		.provider = build_text(b, s, "provider"),
		.phone = build_text(b, s, "phone"),
		.contract = build_text(b, s, "contract"),
		.notes = build_text(b, s, "notes"),
		.probe = build_refer_key(b, s, "probe", &b->device, "device"),
		.class = class_of(&t),
		.planned = schema_yes(s, "planned"),
		.in_bps = speed_of(&t, "rate_in", rate),
		.out_bps = speed_of(&t, "rate_out", rate),
		.limit = {loss_of(&t), span_of(&t, "latency"), span_of(&t, "jitter")},
	};
	take_end(&t, "a", &c->end[END_A], false);
	take_end(&t, "b", &c->end[END_B], true);
	c->end[END_A].id = build_text(b, s, "id_a");
	c->end[END_B].id = build_text(b, s, "id_b");
}

/* --- links --- */

static void take_link(struct build *b, const struct ini_section *s)
{
	struct declared_link *link = &b->links[b->link_n++];
	struct take t = {.b = b, .s = s};

	*link = (struct declared_link){
		.name = text_intern_str(&b->net->text, s->name),
		.notes = build_text(b, s, "notes"),
		.speed_bps = speed_of(&t, "speed", 0),
		.wan = schema_yes(s, "wan"),
	};
	take_end(&t, "a", &link->end[END_A], false);
	take_end(&t, "b", &link->end[END_B], false);
}

/* --- all --- */

void build_lines(struct build *b)
{
	size_t n = b->ini->section_n + 1;

	b->circuits = arena_alloc(&b->scratch, n * sizeof *b->circuits);
	b->links = arena_alloc(&b->scratch, n * sizeof *b->links);
	build_each(b, "circuit", take_circuit);
	build_each(b, "link", take_link);
	strmap_fini(&b->line_end);
}

void fill_lines(struct build *b)
{
	for (uint32_t i = 0; i < b->circuit_n; i++)
		network_circuit_add(b->net, &b->circuits[i]);
	for (uint32_t i = 0; i < b->link_n; i++)
		network_link_add(b->net, &b->links[i]);
}

/*
 * schema: files against their tables of keys. A value that passes here is parsed again
 * by whoever needs it, with the same function: there is one grammar for each type.
 */
#include "probes/conf/schema.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "probes/alert/calendar.h"
#include "probes/base/clock.h"
#include "probes/base/zone.h"
#include "probes/conf/suggest.h"

/* --- values --- */

int word_find(const char *words, const char *word)
{
	size_t n = strlen(word);
	for (int i = 0;; i++) {
		size_t len = strcspn(words, "|");
		if (n == len && !strncasecmp(words, word, len))
			return i;
		if (!words[len])
			return -1;
		words += len + 1;
	}
}

bool number_parse(const char *s, double *out)
{
	char *end;
	if (!*s || s[strspn(s, "0123456789.-")])
		return false;
	*out = strtod(s, &end);
	return !*end && isfinite(*out);
}

bool port_parse(const char *s, uint16_t *port)
{
	size_t n = strspn(s, "0123456789");
	if (n == 0 || n > 5 || s[n])
		return false;
	unsigned long v = strtoul(s, NULL, 10);
	*port = (uint16_t)v;
	return v >= 1 && v <= UINT16_MAX;
}

bool speed_parse(const char *s, uint64_t *bps)
{
	static const struct {
		char unit;
		double times;
	} units[] = {{'\0', 1}, {'k', 1e3}, {'M', 1e6}, {'G', 1e9}, {'T', 1e12}};
	char digits[32];
	double v;
	size_t n = strspn(s, "0123456789.");
	if (n == 0 || n >= sizeof digits || (s[n] && s[n + 1]))
		return false;
	snprintf(digits, sizeof digits, "%.*s", (int)n, s);
	if (!number_parse(digits, &v))
		return false;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (s[n] == units[i].unit || (s[n] == 'K' && units[i].unit == 'k')) {
			v *= units[i].times;
			*bps = v >= 1 && v <= 1e15 ? (uint64_t)v : 0;
			return *bps > 0;
		}
	return false;
}

static bool duration_ok(const char *s)
{
	int64_t ms;
	return duration_parse(s, &ms) && ms > 0;
}

static bool number_ok(const char *s)
{
	double v;
	return number_parse(s, &v);
}

static bool port_ok(const char *s)
{
	uint16_t v;
	return port_parse(s, &v);
}

static bool speed_ok(const char *s)
{
	uint64_t v;
	return speed_parse(s, &v);
}

static bool yesno_ok(const char *s)
{
	return word_find("yes|no", s) >= 0;
}

/* A machine without a zone folder cannot tell a good name from a bad one. */
static bool zone_ok(const char *s)
{
	return zone_find(s) || !zone_find("Etc/UTC");
}

/* How values of a type are checked, and what to say. NULL: elsewhere. */
static const struct {
	bool (*ok)(const char *);
	bool list;
	const char *wants;
} types[] = {
	[KEY_NAME] = {ini_name_valid, false, "a name (a-z 0-9 . _ -)"},
	[KEY_NAMES] = {ini_name_valid, true, "a name (a-z 0-9 . _ -)"},
	[KEY_ADDRESS] = {address_valid, false,
			 "an IPv4 or IPv6 address or a host name"},
	[KEY_ADDRESSES] = {address_valid, true,
			   "an IPv4 or IPv6 address or a host name"},
	[KEY_PORT] = {port_ok, false, "a port (1 to 65535)"},
	[KEY_DURATION] = {duration_ok, false, "a duration (500ms, 30s, 5m, 1h)"},
	[KEY_YESNO] = {yesno_ok, false, "yes or no"},
	[KEY_NUMBER] = {number_ok, false, "a number"},
	[KEY_SPEED] = {speed_ok, false, "a speed (64k, 10M, 2.5G)"},
	[KEY_ZONE] = {zone_ok, false, "a time zone (Europe/Berlin)"},
	[KEY_OTHER] = {NULL, false, NULL},
};

struct check {
	struct faults *faults;
	const struct ini_section *section;
	struct ini_key *key;
	const struct key_def *def;
};

static void bad(struct check *c, const char *item, const char *wants)
{
	fault_add(c->faults, c->section->file, c->key->line, "%s: '%s' is not %s",
		  c->key->name, item, wants);
	c->key->bad = true;
}

static bool check_item(void *ctx, const char *item)
{
	struct check *c = ctx;
	if (!types[c->def->type].ok(item))
		bad(c, item, types[c->def->type].wants);
	return true;
}

static bool check_word(void *ctx, const char *item)
{
	struct check *c = ctx;
	char word[64], near[SUGGEST_SIZE];
	if (word_find(c->def->words, item) >= 0)
		return true;
	struct suggest s = suggest_begin(c->faults, item);
	for (const char *w = c->def->words; *w;) {
		size_t n = strcspn(w, "|");
		snprintf(word, sizeof word, "%.*s", (int)n, w);
		suggest_offer(&s, word);
		w += n + (w[n] != '\0');
	}
	fault_add(c->faults, c->section->file, c->key->line, "%s: '%s' is none of %s%s",
		  c->key->name, item, c->def->words, suggest_words(&s, near));
	c->key->bad = true;
	return true;
}

static void check_calendar(struct check *c)
{
	struct calendar calendar;
	char error[CALENDAR_ERROR];
	if (calendar_parse(c->key->value, &calendar, error))
		return;
	fault_add(c->faults, c->section->file, c->key->line, "%s: %s", c->key->name,
		  error);
	c->key->bad = true;
}

static void check_value(struct check *c)
{
	const char *value = c->key->value;
	enum key_type type = c->def->type;
	if (!*value && type != KEY_TEXT && type != KEY_OTHER) {
		fault_add(c->faults, c->section->file, c->key->line, "%s has no value",
			  c->key->name);
		c->key->bad = true;
	} else if (type == KEY_WORD) {
		check_word(c, value);
	} else if (type == KEY_WORDS) {
		ini_list(value, check_word, c);
	} else if (type == KEY_CALENDAR) {
		check_calendar(c);
	} else if (type < sizeof types / sizeof *types && types[type].ok) {
		if (types[type].list)
			ini_list(value, check_item, c);
		else
			check_item(c, value);
	}
}

bool schema_yes(const struct ini_section *s, const char *key)
{
	const char *value = ini_get(s, key);
	return value && word_find("yes", value) == 0;
}

/* --- keys and sections --- */

static bool names(const struct key_def *def, const char *key)
{
	size_t n = strlen(def->name);
	return def->name[n - 1] == '*'
		       ? !strncasecmp(def->name, key, n - 1) && key[n - 1]
		       : !strcasecmp(def->name, key);
}

static bool holds_secrets(const struct key_def *keys)
{
	for (; keys->name; keys++)
		if (keys->type == KEY_SECRET)
			return true;
	return false;
}

/* A wrapped passphrase can look like a key: where secrets may stand, an unknown key is
 * shown only when it is nearly a known one. A mistyped key counts as given. */
static void unknown_key(struct check *c, const struct key_def *keys)
{
	struct suggest s = suggest_begin(c->faults, c->key->name);
	const struct key_def *near = NULL;
	char words[SUGGEST_SIZE];
	for (const struct key_def *def = keys; def->name; def++)
		if (suggest_offer(&s, def->name))
			near = def;
	if (!near && holds_secrets(keys))
		fault_add(c->faults, c->section->file, c->key->line,
			  "unknown key (not shown: [%s] holds secrets)",
			  c->section->kind);
	else
		fault_add(c->faults, c->section->file, c->key->line,
			  "unknown key '%s' in [%s]%s", c->key->name, c->section->kind,
			  suggest_words(&s, words));
	c->key->bad = true;
	if (near && !ini_key(c->section, near->name))
		c->key->name = near->name;
}

static void check_keys(const struct kind_def *kind, struct ini_section *section,
		       struct faults *f)
{
	struct check c = {f, section, NULL, NULL};
	for (uint32_t i = 0; i < section->key_n; i++) {
		c.key = &section->key[i];
		for (c.def = kind->keys; c.def->name; c.def++)
			if (names(c.def, c.key->name))
				break;
		if (!c.def->name)
			unknown_key(&c, kind->keys);
		else if (!c.key->bad)
			check_value(&c);
	}
	for (const struct key_def *def = kind->keys; def->name; def++)
		if (def->needed && !ini_key(section, def->name))
			fault_add(f, section->file, section->line, "[%s%s%s] has no %s",
				  section->kind, *section->name ? " " : "",
				  section->name, def->name);
}

static void unknown_kind(const struct kind_def *kinds,
			 const struct ini_section *section, struct faults *f)
{
	struct suggest s = suggest_begin(f, section->kind);
	char near[SUGGEST_SIZE];
	for (; kinds->kind; kinds++)
		suggest_offer(&s, kinds->kind);
	fault_add(f, section->file, section->line, "unknown section [%s]%s",
		  section->kind, suggest_words(&s, near));
}

static void check_section(const struct kind_def *kinds, struct ini_section *section,
			  struct faults *f)
{
	const struct kind_def *kind = kinds;
	while (kind->kind && strcmp(kind->kind, section->kind))
		kind++;
	if (!kind->kind)
		unknown_kind(kinds, section, f);
	else if (kind->form == KIND_LATER)
		fault_add(f, section->file, section->line, "[%s] is not supported yet",
			  section->kind);
	else if (kind->form == KIND_NAMED && !*section->name)
		fault_add(f, section->file, section->line,
			  "[%s] needs a name: [%s NAME]", section->kind, section->kind);
	else if (kind->form == KIND_PLAIN && *section->name)
		fault_add(f, section->file, section->line, "[%s] takes no name",
			  section->kind);
	else
		check_keys(kind, section, f);
}

void schema_check(const struct kind_def *kinds, struct ini *ini, struct faults *f)
{
	for (uint32_t i = 0; i < ini->section_n; i++)
		check_section(kinds, &ini->section[i], f);
}

/*
 * look: words of theme.ini to colours and attributes.
 */
#include "tui/look.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "probes/conf/inventory.h"

#define MONO "mono"

static const char *const names[STYLE_N] = {
	[STYLE_NORMAL] = "normal",
	[STYLE_DIM] = "dim",
	[STYLE_TITLE] = "title",
	[STYLE_HEADER] = "header",
	[STYLE_KEY] = "key",
	[STYLE_CRITICAL] = "critical",
	[STYLE_MAJOR] = "major",
	[STYLE_WARNING] = "warning",
	[STYLE_INFO] = "info",
	[STYLE_STALE] = "stale",
	[STYLE_BAR] = "bar",
	[STYLE_BAR_WARNING] = "bar-warning",
	[STYLE_BAR_MAJOR] = "bar-major",
	[STYLE_BAR_CRITICAL] = "bar-critical",
	[STYLE_ALARM] = "alarm",
	[STYLE_DIALOG] = "dialog",
	[STYLE_FIELD] = "field",
	[STYLE_DEMO] = "demo",
};

/* Bold black is invisible on many terminals, blue on black unreadable: a theme may
 * name blue for light backgrounds, and black not at all. */
static const char *const colours[] = {"",     "red",	 "green", "yellow",
				      "blue", "magenta", "cyan",  "white"};

static const struct {
	const char *word;
	uint8_t attr;
} attrs[] = {
	{"plain", 0},		  {"bold", LOOK_BOLD}, {"reverse", LOOK_REVERSE},
	{"underline", LOOK_UNDERLINE}, {"dim", LOOK_DIM},
};

uint8_t look_flagged(uint8_t attr, uint8_t style)
{
	if (style & STYLE_CURSOR)
		attr = (attr & (LOOK_BOLD | LOOK_UNDERLINE)) | LOOK_REVERSE;
	return style & STYLE_MARK ? attr | LOOK_UNDERLINE : attr;
}

const char *look_name(unsigned i)
{
	return i < STYLE_N ? names[i] : NULL;
}

void looks_plain(struct looks *looks)
{
	static const uint8_t mono[STYLE_N] = {
		[STYLE_DIM] = LOOK_DIM,
		[STYLE_HEADER] = LOOK_BOLD,
		[STYLE_KEY] = LOOK_BOLD,
		[STYLE_CRITICAL] = LOOK_REVERSE | LOOK_BOLD,
		[STYLE_MAJOR] = LOOK_BOLD,
		[STYLE_STALE] = LOOK_DIM | LOOK_UNDERLINE,
		[STYLE_BAR_MAJOR] = LOOK_BOLD,
		[STYLE_BAR_CRITICAL] = LOOK_BOLD,
		[STYLE_ALARM] = LOOK_REVERSE,
		[STYLE_FIELD] = LOOK_UNDERLINE,
		[STYLE_DEMO] = LOOK_REVERSE,
	};

	looks->wide = looks->braille = false;
	for (int i = 0; i < STYLE_N; i++)
		looks->style[i] = (struct look){-1, -1, mono[i], mono[i]};
}

/* One word of a look; false when it is none. */
static bool take_word(struct look *look, const char *word, size_t n)
{
	char *end;
	long number = strtol(word, &end, 10);

	if (end == word + n && end != word && number >= 0 && number < 256) {
		look->full = (int16_t)number;
		return true;
	}
	for (int16_t i = 1; i < 8; i++) {
		if (strlen(colours[i]) == n && strncasecmp(colours[i], word, n) == 0) {
			look->basic = i;
			return true;
		}
	}
	for (size_t i = 0; i < sizeof attrs / sizeof *attrs; i++) {
		if (strlen(attrs[i].word) == n &&
		    strncasecmp(attrs[i].word, word, n) == 0) {
			look->attr |= attrs[i].attr;
			return true;
		}
	}
	return false;
}

static void take_look(struct look *look, const struct ini_section *section,
		      const struct ini_key *key, struct faults *faults)
{
	const char *s = key->value;

	*look = (struct look){-1, -1, 0, 0};
	while (*(s += strspn(s, " \t"))) {
		size_t n = strcspn(s, " \t");

		if (!take_word(look, s, n))
			fault_add(
				faults, section->file, key->line,
				"'%.*s' is no colour and no attribute: a number to "
				"255, red green yellow blue magenta cyan white, plain "
				"bold reverse underline dim",
				(int)n, s);
		s += n;
	}
}

static int style_of(const char *name)
{
	for (int i = 0; i < STYLE_N; i++)
		if (strcasecmp(names[i], name) == 0)
			return i;
	return -1;
}

static void take_theme(struct looks *looks, const struct ini_section *section,
		       struct faults *faults)
{
	for (uint32_t i = 0; i < section->key_n; i++) {
		int style = style_of(section->key[i].name);

		if (style < 0)
			fault_add(faults, section->file, section->key[i].line,
				  "there is no style '%s'", section->key[i].name);
		else
			take_look(&looks->style[style], section, &section->key[i],
				  faults);
	}
}

static void take_terminal(struct looks *looks, const struct ini_section *section,
			  struct faults *faults)
{
	const struct {
		const char *name, *usual, *other;
		bool *flag;
	} keys[] = {{"ambiguous", "narrow", "wide", &looks->wide},
		    {"graphs", "blocks", "braille", &looks->braille}};

	for (uint32_t i = 0; i < section->key_n; i++) {
		const struct ini_key *key = &section->key[i];
		size_t k = 0;

		while (k < 2 && strcasecmp(keys[k].name, key->name) != 0)
			k++;
		if (k == 2)
			fault_add(faults, section->file, key->line,
				  "there is no '%s' of a terminal: ambiguous, graphs",
				  key->name);
		else if (strcasecmp(key->value, keys[k].other) == 0)
			*keys[k].flag = true;
		else if (strcasecmp(key->value, keys[k].usual) != 0)
			fault_add(faults, section->file, key->line,
				  "%s: '%s' is neither %s nor %s", key->name,
				  key->value, keys[k].usual, keys[k].other);
	}
}

/* Every theme is looked over, so that all that is wrong is told at once. */
static bool take_file(struct looks *looks, const struct ini *ini, const char *theme,
		      struct looks *mono, struct faults *faults)
{
	bool found = false;

	for (uint32_t i = 0; i < ini->section_n; i++) {
		const struct ini_section *section = &ini->section[i];
		struct looks other;

		if (strcasecmp(section->kind, "terminal") == 0) {
			take_terminal(looks, section, faults);
			continue;
		}
		if (strcasecmp(section->kind, "theme") != 0) {
			fault_add(faults, section->file, section->line,
				  "[%s] is no section of a theme: [theme NAME], "
				  "[terminal]",
				  section->kind);
			continue;
		}
		other = *looks;
		take_theme(&other, section, faults);
		if (strcasecmp(section->name, MONO) == 0)
			*mono = other;
		if (strcasecmp(section->name, theme) != 0)
			continue;
		*looks = other;
		found = true;
	}
	return found;
}

bool looks_load(struct looks *looks, const char *path, const char *theme,
		struct faults *faults)
{
	uint32_t before = faults->n;
	struct ini ini = {0};
	struct looks mono;

	looks_plain(looks);
	looks_plain(&mono);
	if (ini_load(&ini, path, faults) &&
	    !take_file(looks, &ini, theme, &mono, faults))
		fault_add(faults, path, 0, "there is no theme '%s'", theme);
	for (int i = 0; i < STYLE_N; i++)
		looks->style[i].mono = mono.style[i].attr;
	ini_fini(&ini);
	if (faults->n == before)
		return true;
	looks_plain(looks);
	return false;
}

void looks_find(struct looks *looks, const char *config, const char *theme)
{
	struct faults faults = {0};
	char path[PATH_MAX];

	looks_plain(looks);
	if (conf_data_path(config, "theme.ini", path, sizeof path))
		looks_load(looks, path, theme ? theme : LOOK_USUAL, &faults);
	if (faults.n)
		fputs(faults.text.data, stderr);
	faults_fini(&faults);
}

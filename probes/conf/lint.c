/*
 * lint: says what iniparser would keep quiet about. It cuts an unquoted value at # and
 * at ;, knows no escapes, merges sections and keys of one name, joins lines at a
 * backslash and gives the whole file up at one odd line. So each line is read here
 * first, and only lines that both of us read alike go on.
 *
 * No message repeats text that may be a secret: a line that could not be read is named
 * by its number, and of a faulty value only the key.
 */
#include "probes/conf/lint.h"

#include <ctype.h>

struct lint {
	struct ini *ini;
	struct faults *faults;
	const char *file;
	uint32_t source;
	unsigned line;
	uint32_t section; /* of the keys that follow; NONE: before the first */
	bool skip;	  /* the section's head was faulty: its keys are not wanted */
};

#define FAULT(l, ...) fault_add((l)->faults, (l)->file, (l)->line, __VA_ARGS__)

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_comment(char c)
{
	return c == '#' || c == ';';
}

static char *skip_blanks(char *s)
{
	while (is_blank(*s))
		s++;
	return s;
}

/* Cut the blanks before end. */
static void trim(const char *s, char *end)
{
	while (end > s && is_blank(end[-1]))
		end--;
	*end = '\0';
}

static bool name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

bool ini_name_valid(const char *s)
{
	size_t n = 0;
	while (name_char(s[n]))
		n++;
	return n > 0 && s[n] == '\0' && n <= INI_NAME_MAX;
}

/* A key may hold the name of an interface: speed.xe-0/0/3:1. */
static bool key_valid(const char *s)
{
	size_t n = 0;
	while (name_char(s[n]) || s[n] == '/' || s[n] == ':')
		n++;
	return n > 0 && s[n] == '\0' && n <= INI_KEY_MAX;
}

static const char *small_letters(struct arena *a, const char *kind, const char *name,
				 uint32_t source)
{
	/* An included file may have a [noctop] of its own, one file not two. */
	char *s = *name ? arena_printf(a, "%s %s", kind, name)
			: arena_printf(a, "%s  %u", kind, source);
	for (char *p = s; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return s;
}

static void add_section(struct lint *l, const char *kind, const char *name)
{
	struct ini *ini = l->ini;
	const char *key = small_letters(&ini->arena, kind, name, l->source);
	uint32_t first = strmap_find(&ini->seen, key);
	l->skip = first != NONE;
	if (l->skip) {
		const struct ini_section *f = &ini->section[first];
		FAULT(l, "[%s%s%s] again: the first is at %s:%u", kind,
		      *name ? " " : "", name, f->file, f->line);
		return;
	}
	TABLE_GROW(ini->section, ini->section_cap, ini->section_n + 1);
	l->section = ini->section_n++;
	strmap_put(&ini->seen, key, l->section);
	ini->section[l->section] = (struct ini_section){
		.kind = arena_strdup(&ini->arena, kind),
		.name = arena_strdup(&ini->arena, name),
		.file = l->file,
		.source = l->source,
		.line = l->line,
	};
}

/* "[kind]" or "[kind name]"; s is behind the bracket. */
static void lint_head(struct lint *l, char *s)
{
	l->section = NONE;
	l->skip = true;
	char *end = strchr(s, ']');
	if (!end) {
		FAULT(l, "unfinished section: ']' is missing");
		return;
	}
	char *rest = skip_blanks(end + 1);
	if (*rest && !is_comment(*rest)) {
		FAULT(l, "text behind the section's ']'");
		return;
	}
	char *kind = skip_blanks(s), *name = kind;
	trim(kind, end);
	while (*name && !is_blank(*name))
		name++;
	if (*name) {
		*name++ = '\0';
		name = skip_blanks(name);
	}
	for (char *p = kind; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	if (!ini_name_valid(kind) || (*name && !ini_name_valid(name)))
		FAULT(l,
		      "bad section name: [kind name], of a-z 0-9 . _ -, at most %d "
		      "bytes each",
		      INI_NAME_MAX);
	else
		add_section(l, kind, name);
}

/* The value in quotes at s, kept with them. False when there is a fault. */
static bool lint_quoted(struct lint *l, const char *key, char *s)
{
	char *end = strchr(s + 1, *s);
	if (!end) {
		FAULT(l, "%s: unfinished quote", key);
		return false;
	}
	if (end[-1] == '\\') {
		FAULT(l, "%s: a quote cannot be escaped: use the other kind of quotes",
		      key);
		return false;
	}
	char *rest = skip_blanks(end + 1);
	if (*rest && !is_comment(*rest)) {
		FAULT(l, "%s: text behind the closing quote", key);
		return false;
	}
	end[1] = '\0';
	return true;
}

/* The value without quotes at s, cut at its comment. False when there is a fault. */
static bool lint_bare(struct lint *l, const char *key, char *s)
{
	char *end = s;
	while (*end && !is_comment(*end))
		end++;
	if (*end && end > s && !is_blank(end[-1])) {
		FAULT(l, "%s: '%c' would cut the value: quote it", key, *end);
		return false;
	}
	trim(s, end);
	size_t n = strlen(s);
	if (n && s[n - 1] == '\\') {
		FAULT(l, "%s: a backslash at the end would join lines: quote the value",
		      key);
		return false;
	}
	return true;
}

static struct ini_key *add_key(struct lint *l, struct ini_section *s, char *name)
{
	const struct ini_key *first = ini_key(s, name);
	if (first) {
		FAULT(l, "%s again: the first is in line %u", name, first->line);
		return NULL;
	}
	if (s->key_n == INI_KEYS_MAX) {
		FAULT(l, "more than %d keys in one section", INI_KEYS_MAX);
		l->skip = true;
		return NULL;
	}
	TABLE_GROW(s->key, s->key_cap, s->key_n + 1);
	struct ini_key *k = &s->key[s->key_n++];
	*k = (struct ini_key){arena_strdup(&l->ini->arena, name), "", l->line, true};
	return k;
}

static void lint_key(struct lint *l, char *s)
{
	if (l->skip)
		return;
	if (l->section == NONE) {
		FAULT(l, "a key outside of a section");
		l->skip = true; /* once is enough */
		return;
	}
	char *equals = strchr(s, '=');
	if (!equals) {
		FAULT(l, "neither [section] nor key = value");
		return;
	}
	trim(s, equals);
	if (!key_valid(s)) {
		FAULT(l, "bad key: of a-z 0-9 . _ -, at most %d bytes", INI_KEY_MAX);
		return;
	}
	struct ini_key *k = add_key(l, &l->ini->section[l->section], s);
	char *value = skip_blanks(equals + 1);
	bool quoted = *value == '"' || *value == '\'';
	if (k && (quoted ? lint_quoted(l, s, value) : lint_bare(l, s, value))) {
		k->value = value;
		k->bad = false;
	}
}

/* One line without its end; s[n] is 0. */
static void lint_line(struct lint *l, char *s, size_t n)
{
	if (n && s[n - 1] == '\r')
		s[--n] = '\0';
	if (n > INI_LINE_MAX) {
		FAULT(l, "line longer than %d bytes", INI_LINE_MAX);
		return;
	}
	for (size_t i = 0; i < n; i++)
		if (((unsigned char)s[i] < ' ' && s[i] != '\t') || s[i] == 0x7f) {
			FAULT(l, "control character (byte %u) in column %zu", s[i],
			      i + 1);
			return;
		}
	s = skip_blanks(s);
	if (*s == '[')
		lint_head(l, s + 1);
	else if (*s && !is_comment(*s))
		lint_key(l, s);
}

void lint_text(struct ini *ini, uint32_t source, char *text, size_t n, struct faults *f)
{
	struct lint l = {ini, f, ini->source[source].name, source, 1, NONE, false};
	char *end = text + n;
	if (n >= 3 && !memcmp(text, "\xef\xbb\xbf", 3)) {
		FAULT(&l, "a byte order mark: remove it");
		text += 3;
	}
	if (memchr(text, '\0', (size_t)(end - text))) {
		for (char *p = text; *p; p++)
			l.line += *p == '\n';
		FAULT(&l, "a NUL byte: this is no text file");
		return;
	}
	while (text < end) {
		char *eol = memchr(text, '\n', (size_t)(end - text));
		char *stop = eol ? eol : end;
		*stop = '\0';
		lint_line(&l, text, (size_t)(stop - text));
		text = stop + 1;
		l.line++;
	}
}

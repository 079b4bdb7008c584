/*
 * build: values of keys to what a network holds, and names to the rows they mean.
 */
#include "probes/conf/build.h"

#include <ctype.h>

#include "probes/base/clock.h"
#include "probes/conf/suggest.h"

void build_each(struct build *b, const char *kind,
		void (*one)(struct build *, const struct ini_section *))
{
	for (uint32_t i = 0; i < b->ini->section_n; i++) {
		const struct ini_section *s = &b->ini->section[i];
		if (!strcmp(s->kind, kind) && *s->name)
			one(b, s);
	}
}

static const struct ini_section nowhere = {.kind = "noctop", .name = "", .file = ""};

/* The section that has a setting: each included file may have a [noctop] of its own,
 * but one setting has one value. */
const struct ini_section *build_setting(struct build *b, const char *key)
{
	const struct ini_section *first = &nowhere;
	for (uint32_t i = 0; i < b->ini->section_n; i++) {
		const struct ini_section *s = &b->ini->section[i];
		if (strcmp(s->kind, "noctop") || *s->name || !ini_key(s, key))
			continue;
		if (first != &nowhere)
			fault_add(b->f, s->file, ini_line(s, key),
				  "%s again: the first is at %s:%u", key, first->file,
				  ini_line(first, key));
		else
			first = s;
	}
	return first;
}

char *build_keep(struct build *b, const char *s)
{
	return s ? arena_strdup(&b->inv->arena, s) : NULL;
}

static const char *fold(struct arena *a, const char *name)
{
	char *s = arena_strdup(a, name);
	for (char *p = s; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return s;
}

void build_enlist(struct build *b, struct strmap *map, const char *name, uint32_t row)
{
	strmap_put(map, fold(&b->scratch, name), row);
}

str_id build_text(struct build *b, const struct ini_section *s, const char *key)
{
	const char *value = ini_get(s, key);
	if (!value)
		return 0;
	if (strlen(value) > TEXT_BYTES_MAX)
		fault_add(b->f, s->file, ini_line(s, key), "%s is longer than %d bytes",
			  key, TEXT_BYTES_MAX);
	return text_intern_str(&b->net->text, value);
}

int64_t build_span(struct build *b, const struct ini_section *s, const char *key,
		   int64_t otherwise_ms, int64_t min_ms, int64_t max_ms)
{
	const char *value = ini_get(s, key);
	int64_t ms = otherwise_ms;
	if (value && duration_parse(value, &ms) && (ms < min_ms || ms > max_ms))
		fault_add(b->f, s->file, ini_line(s, key),
			  "%s: '%s' is not between %lld ms and %lld s", key, value,
			  (long long)min_ms, (long long)max_ms / 1000);
	return ms;
}

uint32_t build_refer(struct build *b, const struct ini_section *s, const char *key,
		     const char *name, const struct strmap *map, const char *kind)
{
	char near[SUGGEST_SIZE], folded[INI_NAME_MAX + 1];
	size_t n = 0;
	for (; name[n] && n < INI_NAME_MAX; n++)
		folded[n] = (char)tolower((unsigned char)name[n]);
	folded[n] = '\0';
	uint32_t row = strmap_find(map, folded);
	if (row != NONE)
		return row;
	struct suggest near_names = suggest_begin(b->f, name);
	for (uint32_t i = 0; i < b->ini->section_n; i++)
		if (!strcmp(b->ini->section[i].kind, kind))
			suggest_offer(&near_names, b->ini->section[i].name);
	fault_add(b->f, s->file, ini_line(s, key), "%s: there is no [%s %s]%s", key,
		  kind, name, suggest_words(&near_names, near));
	return NONE;
}

uint32_t build_refer_key(struct build *b, const struct ini_section *s, const char *key,
			 const struct strmap *map, const char *kind)
{
	const char *name = ini_get(s, key);
	return name ? build_refer(b, s, key, name, map, kind) : NONE;
}

/*
 * What a reading of a survey is called, and what it is of: labels as people write them
 * are no names yet, and many rows have none.
 */
#include "probes/wire/sense_private.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define CLIMB_MAX 8 /* parts that hold each other */
#define NAME_ARCS 3 /* numbers of an index that a name has */

/* Is the word of n bytes one of "GREEN|RED"? */
static bool is_one_of(const char *words, const char *word, size_t n)
{
	while (*words) {
		size_t len = strcspn(words, "|");
		if (len == n && !strncasecmp(words, word, n))
			return true;
		words += len + (words[len] == '|');
	}
	return false;
}

/* A label without the words that are no name, and what they leave: "SW#1, Sensor#1,
 * GREEN" is "SW#1, Sensor#1". out has room for n bytes. */
static size_t drop_words(const char *words, const char *s, size_t n, char *out)
{
	static const char blank[] = " \t\r\n,;";
	size_t len = 0, kept = 0; /* kept: with the last word */

	for (size_t at = 0; at < n;) {
		size_t word = strcspn(s + at, blank), gap;
		if (word > n - at)
			word = n - at;
		gap = strspn(s + at + word, blank);
		if (gap > n - at - word)
			gap = n - at - word;
		if (!is_one_of(words, s + at, word)) {
			memcpy(out + len, s + at, word + gap);
			kept = len + word;
			len += word + gap;
		} else if (kept && memchr(s + at + word, ',', gap)) {
			len = kept;
			out[len++] = ',';
			out[len++] = ' ';
		}
		at += word + gap;
	}
	return kept;
}

/* Some pad their columns with blanks. */
static size_t one_blank(char *s, size_t n)
{
	size_t to = 0;

	for (size_t i = 0; i < n; i++)
		if (s[i] != ' ' || to == 0 || s[to - 1] != ' ')
			s[to++] = s[i];
	return to;
}

static str_id intern_label(const struct look_up *l, const char *s, size_t n)
{
	char kept[TEXT_BYTES_MAX + 3];

	if (n > TEXT_BYTES_MAX)
		return text_intern(l->pool, s, n);
	n = one_blank(kept, drop_words(l->r->drop, s, n, kept));
	return n ? text_intern(l->pool, kept, n) : 0;
}

static str_id intern_trimmed(const struct look_up *l, const char *s)
{
	size_t n;

	s += strspn(s, " \t\r\n");
	for (n = strlen(s); n && strchr(" \t\r\n", s[n - 1]); n--)
		;
	return n ? intern_label(l, s, n) : 0;
}

str_id look_label(const struct look_up *l)
{
	str_id label = 0;

	for (uint8_t i = 0; i < l->r->label_n && !label; i++) {
		const struct raw_cell *raw = look_find(l, l->r->label[i]);
		const char *s = raw ? sense_text_of(raw, &l->s->text) : NULL;
		if (s)
			label = intern_trimmed(l, s);
	}
	return label;
}

/* A text in an index, its length before it; no address, of type 1 or 2. */
static bool text_in(const uint32_t *index, uint32_t n, uint32_t *at, char *text)
{
	for (*at = 1; *at < n; ++*at) {
		uint32_t len = index[*at - 1], i = 0;

		if (len < 3 || len > 32 || len > n - *at ||
		    (*at > 1 && len == 4 * index[*at - 2] * index[*at - 2]))
			continue;
		for (; i < len && index[*at + i] < 128 && isprint((int)index[*at + i]);
		     i++)
			text[i] = (char)index[*at + i];
		text[i] = '\0';
		if (i == len && isalpha((unsigned char)*text))
			return true;
	}
	return false;
}

/* A row that has no label: its title, or what it is, and its index; or the text
 * there. */
str_id look_plain_name(const struct look_up *l, uint8_t kind, const char *component)
{
	char name[96], text[33];
	const char *what = *l->r->title ? l->r->title
			   : *component ? component
					: reading_kind_name(kind);
	uint32_t n = l->index_n - (l->index_n > 1 && l->zeros);
	uint32_t first = n > NAME_ARCS ? n - NAME_ARCS : 0;
	uint32_t at;

	if (l->scalar || l->r->fold != FOLD_EACH)
		return text_intern_str(l->pool, what);
	if (text_in(l->index, l->index_n, &at, text)) {
		what = text;
		at += l->index[at - 1];
		first = first > at ? first : at;
	}
	snprintf(name, sizeof name, "%.40s", what);
	for (uint32_t i = first; i < n; i++)
		text_add(name, sizeof name, "%c%u", i == first ? ' ' : '/',
			 l->index[i]);
	return text_intern_str(l->pool, name);
}

/* What is unique: the name among rows of one kind and component. */
static uint64_t key_of(const struct finding *it, str_id name)
{
	return (uint64_t)name << 32 | (uint64_t)it->kind << 24 |
	       (it->sensor.component & 0xffffff);
}

/* A second "fan" is "fan #2". */
str_id look_unique(struct look_up *l, const struct finding *it, str_id label)
{
	char text[TEXT_BYTES_MAX + 16];
	uint32_t n = idmap_find(&l->names, key_of(it, label));
	str_id name = label;

	n = n == NONE ? 0 : n;
	while (idmap_find(&l->names, key_of(it, name)) != NONE) {
		snprintf(text, sizeof text, "%s #%u", text_at(l->pool, label)->s, ++n);
		name = text_intern_str(l->pool, text);
	}
	idmap_put(&l->names, key_of(it, label), n > 1 ? n : 1);
	idmap_put(&l->names, key_of(it, name), 1);
	return name;
}

/* The row that the one with this index is in; NULL none. up is its index. */
static const uint32_t *row_above(const struct look_up *l, const uint32_t *index,
				 uint32_t n, uint32_t *up)
{
	const struct raw_cell *raw = look_find_at(l, l->r->component_up, index, n);

	if (!raw || !(raw->number > 0 && raw->number <= UINT32_MAX))
		return NULL;
	*up = (uint32_t)raw->number;
	return up;
}

/* The interface that it is of: the first one on its way up. */
str_id look_port(const struct look_up *l)
{
	const uint32_t *index = l->index;
	uint32_t n = l->index_n, up;

	for (int i = 0; i < CLIMB_MAX && index && l->r->port.column != PROFILE_NONE;
	     i++) {
		const struct raw_cell *raw = look_find_at(l, l->r->port, index, n);
		const char *s = raw ? sense_text_of(raw, &l->s->text) : NULL;
		if (s && *s)
			return text_intern_str(l->pool, s);
		index = row_above(l, index, n, &up);
		n = 1;
	}
	return 0;
}

/* What it belongs to: by its own row, by the rows it is in, by its name. */
const char *look_component(const struct look_up *l, const char *label)
{
	const struct profile_reading *r = l->r;
	const uint32_t *index = l->index;
	uint32_t n = l->index_n, up;

	for (int i = 0;
	     i < CLIMB_MAX && index && r->component_by.column != PROFILE_NONE; i++) {
		const struct raw_cell *raw = look_find_at(l, r->component_by, index, n);
		const struct profile_case *c =
			raw ? sense_case_of(l->p, r->component_map, raw, &l->s->text)
			    : NULL;
		if (c)
			return c->words;
		index = row_above(l, index, n, &up);
		n = 1;
	}
	if (r->component_names.n) {
		const struct profile_case *c =
			profile_find(l->p, r->component_names, NAN, label);
		if (c)
			return c->words;
	}
	return r->component;
}

str_id look_words(const struct look_up *l, struct profile_ref ref)
{
	const struct raw_cell *raw = look_find(l, ref);
	const char *s = raw ? sense_text_of(raw, &l->s->text) : NULL;

	return s && !is_one_of("n/a|none|unknown|null|-", s, strlen(s))
		       ? intern_trimmed(l, s)
		       : 0;
}

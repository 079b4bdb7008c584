/*
 * saved: lines of words, the filter last because it has blanks.
 */
#include "views/saved.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/text.h"

static const char *const shows[] = {"usual", "problems", "all"};
static const struct {
	const char *key;
	enum thing_kind kind;
} scopes[] = {{"site", THING_SITE},
	      {"device", THING_DEVICE},
	      {"customer", THING_CUSTOMER}};

/* --- reading -------------------------------------------------------------------------
 */

/* A safe copy of n bytes, cut to what there is room for. */
static void copy(char *out, size_t size, const char *s, size_t n)
{
	char safe[TEXT_BYTES_MAX + 1];
	uint16_t width;

	text_clean(s, n, safe, &width);
	n = strlen(safe);
	while (n >= size || (n && ((unsigned char)safe[n] & 0xc0) == 0x80))
		n--; /* no half of a character */
	memcpy(out, safe, n);
	out[n] = '\0';
}

/* Of a word: what is made safe may have blanks where there were none. */
static void copy_word(char *out, size_t size, const char *s, size_t n)
{
	copy(out, size, s, n);
	out[strcspn(out, " ")] = '\0';
}

static void take_scope(struct thing *of, const char *key, size_t key_n,
		       const char *value, size_t n)
{
	for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++) {
		if (strlen(scopes[i].key) != key_n ||
		    strncmp(scopes[i].key, key, key_n))
			continue;
		of->kind = scopes[i].kind;
		copy(of->name, sizeof of->name, value, n);
	}
}

static void take_word(struct saved_view *v, const char *key, size_t key_n,
		      const char *value, size_t n)
{
	if (key_n == 4 && !strncmp(key, "view", 4))
		copy_word(v->view, sizeof v->view, value, n);
	else if (key_n == 5 && !strncmp(key, "panel", 5))
		copy_word(v->panel, sizeof v->panel, value, n);
	else if (key_n == 4 && !strncmp(key, "sort", 4))
		copy_word(v->sort, sizeof v->sort, value, n);
	else if (key_n == 6 && !strncmp(key, "hidden", 6))
		v->hidden = n == 3 && !strncmp(value, "yes", 3);
	else if (key_n == 4 && !strncmp(key, "show", 4))
		for (int i = 0; i < 3; i++)
			v->show = strlen(shows[i]) == n && !strncmp(shows[i], value, n)
					  ? (enum show)i
					  : v->show;
	else
		take_scope(&v->of, key, key_n, value, n);
}

static void take_view(struct saved_view *v, const char *s, const char *end)
{
	*v = (struct saved_view){.view = ""};
	while (s < end) {
		const char *equals = memchr(s, '=', (size_t)(end - s)), *stop;
		size_t key_n;

		if (!equals)
			return;
		key_n = (size_t)(equals - s);
		if (key_n == 6 && !strncmp(s, "filter", 6)) {
			copy(v->filter, sizeof v->filter, equals + 1,
			     (size_t)(end - equals - 1));
			return;
		}
		stop = memchr(equals, ' ', (size_t)(end - equals));
		if (!stop)
			stop = end;
		take_word(v, s, key_n, equals + 1, (size_t)(stop - equals - 1));
		for (s = stop; s < end && *s == ' '; s++)
			;
	}
}

/* Words of small letters, parted by commas. */
static void take_columns(struct saved *saved, const char *s, const char *end)
{
	const char *blank = memchr(s, ' ', (size_t)(end - s));
	char list[sizeof saved->columns[0].list], words[SAVED_WORDS];
	size_t n = 0;

	if (!blank)
		return;
	copy_word(list, sizeof list, s, (size_t)(blank - s));
	for (s = blank + 1; s < end && n + 1 < sizeof words; s++)
		if ((*s >= 'a' && *s <= 'z') || *s == '_' || *s == ',')
			words[n++] = *s;
	words[n] = '\0';
	saved_choose(saved, list, words);
}

static bool begins(const char *s, const char *end, const char *with)
{
	size_t n = strlen(with);

	return (size_t)(end - s) > n && !strncmp(s, with, n);
}

/* "customer=acme"; a device is no scope of everything. */
static void take_limit(struct thing *scope, const char *s, const char *end)
{
	const char *equals = memchr(s, '=', (size_t)(end - s));

	*scope = (struct thing){.kind = THING_NONE};
	if (equals)
		take_scope(scope, s, (size_t)(equals - s), equals + 1,
			   (size_t)(end - equals - 1));
	if (scope->kind == THING_DEVICE || !scope->name[0])
		*scope = (struct thing){.kind = THING_NONE};
}

static void take_line(struct saved *saved, const char *s, const char *end)
{
	if (end - s > 3 && !strncmp(s, "tz ", 3))
		copy(saved->zone, sizeof saved->zone, s + 3, (size_t)(end - s - 3));
	else if (begins(s, end, "columns "))
		take_columns(saved, s + 8, end);
	else if (begins(s, end, "units "))
		saved->bytes = end - s == 11 && !strncmp(s + 6, "bytes", 5);
	else if (begins(s, end, "scope "))
		take_limit(&saved->scope, s + 6, end);
	else if (end - s > 2 && s[1] == ' ' && *s >= '0' + SAVED_FIRST &&
		 *s < '0' + SAVED_FIRST + SAVED_VIEWS)
		take_view(&saved->view[*s - '0' - SAVED_FIRST], s + 2, end);
}

void saved_read(struct saved *saved, const char *text, size_t n)
{
	const char *s = text, *last = text + (n < SAVED_BYTES ? n : SAVED_BYTES);

	*saved = (struct saved){.zone = ""};
	while (s < last) {
		const char *end = memchr(s, '\n', (size_t)(last - s));

		if (!end)
			end = last;
		take_line(saved, s, end);
		s = end + 1;
	}
}

void saved_for_wall(struct saved *saved)
{
	memset(saved->view, 0, sizeof saved->view);
	memset(saved->columns, 0, sizeof saved->columns);
}

/* --- columns -------------------------------------------------------------------------
 */

const char *saved_columns(const struct saved *saved, const char *list)
{
	for (int i = 0; i < SAVED_LISTS; i++)
		if (saved->columns[i].list[0] && !strcmp(saved->columns[i].list, list))
			return saved->columns[i].words;
	return "";
}

/* The place of a list, or one that is free; NULL. */
static struct saved_columns *place_of(struct saved *saved, const char *list)
{
	for (int i = 0; i < SAVED_LISTS; i++)
		if (!strcmp(saved->columns[i].list, list))
			return &saved->columns[i];
	return *list ? place_of(saved, "") : NULL;
}

bool saved_choose(struct saved *saved, const char *list, const char *words)
{
	struct saved_columns *to = *list ? place_of(saved, list) : NULL;

	if (!to || strlen(words) >= sizeof to->words || strlen(list) >= sizeof to->list)
		return false;
	*to = (struct saved_columns){.list = ""};
	if (!*words)
		return true;
	snprintf(to->list, sizeof to->list, "%s", list);
	snprintf(to->words, sizeof to->words, "%s", words);
	return true;
}

/* --- writing -------------------------------------------------------------------------
 */

/* "site=fra"; a blank in the name is written as that. */
static void write_scope(struct buf *out, const struct thing *of, char blank)
{
	for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++) {
		if (of->kind != scopes[i].kind)
			continue;
		buf_printf(out, "%s=", scopes[i].key);
		for (const char *c = of->name; *c; c++)
			buf_char(out, *c == ' ' ? blank : *c);
	}
}

static void write_view(struct buf *out, int key, const struct saved_view *v)
{
	buf_printf(out, "%d view=%s show=%s hidden=%s", key, v->view, shows[v->show],
		   v->hidden ? "yes" : "no");
	if (v->panel[0])
		buf_printf(out, " panel=%s", v->panel);
	if (v->sort[0])
		buf_printf(out, " sort=%s", v->sort);
	if (v->of.kind != THING_NONE) {
		buf_char(out, ' ');
		write_scope(out, &v->of, '\t'); /* made safe, a blank again */
	}
	if (v->filter[0])
		buf_printf(out, " filter=%s", v->filter);
	buf_char(out, '\n');
}

void saved_write(const struct saved *saved, struct buf *out)
{
	if (saved->zone[0])
		buf_printf(out, "tz %s\n", saved->zone);
	if (saved->bytes)
		buf_str(out, "units bytes\n");
	if (saved->scope.kind != THING_NONE) {
		buf_str(out, "scope ");
		write_scope(out, &saved->scope, ' ');
		buf_char(out, '\n');
	}
	for (int i = 0; i < SAVED_LISTS; i++)
		if (saved->columns[i].list[0])
			buf_printf(out, "columns %s %s\n", saved->columns[i].list,
				   saved->columns[i].words);
	for (int i = 0; i < SAVED_VIEWS; i++)
		if (saved->view[i].view[0])
			write_view(out, SAVED_FIRST + i, &saved->view[i]);
}

/* --- several sessions ----------------------------------------------------------------
 */

static bool same_view(const struct saved_view *a, const struct saved_view *b)
{
	struct buf x = {0}, y = {0};
	bool same;

	write_view(&x, 0, a);
	write_view(&y, 0, b);
	same = x.len == y.len && memcmp(x.data, y.data, x.len) == 0;
	buf_fini(&x);
	buf_fini(&y);
	return same;
}

/* The columns of the lists that either names. */
static void merge_columns(struct saved *to, const struct saved *was,
			  const struct saved *now, const struct saved *either)
{
	for (int i = 0; i < SAVED_LISTS; i++) {
		const char *list = either->columns[i].list;
		const char *words = saved_columns(now, list);

		if (*list && strcmp(words, saved_columns(was, list)) != 0)
			saved_choose(to, list, words);
	}
}

void saved_merge(struct saved *to, const struct saved *was, const struct saved *now)
{
	if (strcmp(now->zone, was->zone) != 0)
		memcpy(to->zone, now->zone, sizeof to->zone);
	if (now->bytes != was->bytes)
		to->bytes = now->bytes;
	if (!thing_same(&now->scope, &was->scope))
		to->scope = now->scope;
	for (int i = 0; i < SAVED_VIEWS; i++)
		if (!same_view(&now->view[i], &was->view[i]))
			to->view[i] = now->view[i];
	merge_columns(to, was, now, was);
	merge_columns(to, was, now, now);
}

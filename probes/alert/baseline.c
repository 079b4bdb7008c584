/*
 * baseline: its rows, by device. A row that is of nothing any more is written as free
 * and used again, so that the journal needs to know nothing but rows.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/alert/baseline_private.h"
#include "probes/base/log.h"

const char *baseline_kind_name(enum baseline_kind kind)
{
	static const char *const names[BASELINE_KINDS] = {
		[BASELINE_FREE] = "free",	[BASELINE_HEAD] = "accepted",
		[BASELINE_DEVICE] = "device",	[BASELINE_VENDOR] = "vendor",
		[BASELINE_MODEL] = "model",	[BASELINE_SERIAL] = "serial",
		[BASELINE_VERSION] = "version", [BASELINE_MODULE] = "module",
		[BASELINE_LINK] = "link",	[BASELINE_VLANS] = "vlans",
	};

	return names[kind];
}

/* --- life ----------------------------------------------------------------------------
 */

static char *copy(const char *s)
{
	char *new = strdup(s);

	if (!new)
		die("out of memory");
	return new;
}

static void set(const char **field, const char *s)
{
	char *old = (char *)(uintptr_t)*field;

	if (old && strcmp(old, s) == 0)
		return;
	*field = copy(s);
	free(old);
}

struct baseline *baseline_open(void)
{
	struct baseline *b = calloc(1, sizeof *b);

	if (!b)
		die("out of memory");
	b->spare = b->head = NONE;
	return b;
}

static void texts_free(struct drift *d)
{
	free((char *)(uintptr_t)d->row.entity);
	free((char *)(uintptr_t)d->row.was);
	free((char *)(uintptr_t)d->row.now);
	free(d->next);
}

void baseline_close(struct baseline *b)
{
	if (!b)
		return;
	for (uint32_t i = 0; i < b->row_n; i++)
		texts_free(&b->row[i]);
	for (uint32_t i = 0; i < b->owner_n; i++)
		free(b->owner[i].name);
	strmap_fini(&b->by_name);
	arena_fini(&b->text);
	free(b->row);
	free(b->owner);
	free(b->dirty);
	free(b->network);
	free(b->before);
	free(b->fact);
	free(b->mine);
	free(b);
}

/* --- rows ----------------------------------------------------------------------------
 */

uint32_t baseline_owner_find(const struct baseline *b, const char *name)
{
	return strmap_find(&b->by_name, name);
}

uint32_t baseline_owner(struct baseline *b, const char *name)
{
	uint32_t o = baseline_owner_find(b, name);

	if (o != NONE)
		return o;
	TABLE_GROW(b->owner, b->owner_cap, b->owner_n + 1);
	b->owner[b->owner_n] = (struct baseline_dev){.name = copy(name), .first = NONE};
	strmap_put(&b->by_name, b->owner[b->owner_n].name, b->owner_n);
	return b->owner_n++;
}

struct drift *baseline_device_row(const struct baseline *b, uint32_t owner)
{
	for (uint32_t i = owner == NONE ? NONE : b->owner[owner].first; i != NONE;
	     i = b->row[i].sibling)
		if (b->row[i].row.kind == BASELINE_DEVICE)
			return b->row[i].row.was[0] ? &b->row[i] : NULL;
	return NULL;
}

void baseline_dirty(struct baseline *b, uint32_t row)
{
	if (b->row[row].dirty)
		return;
	b->row[row].dirty = true;
	TABLE_GROW(b->dirty, b->dirty_cap, b->dirty_n + 1);
	b->dirty[b->dirty_n++] = row;
}

/* Of the counts: by 1 or -1 what the row says. */
static void count(struct baseline *b, const struct baseline_row *r, int by)
{
	uint32_t *of = r->kind == BASELINE_DEVICE ? &b->devices
		       : r->kind == BASELINE_LINK ? &b->links
						  : NULL;

	if (of && r->was[0])
		*of = (uint32_t)((int)*of + by);
	if (r->differs)
		b->differs = (uint32_t)((int)b->differs + by);
}

static uint32_t row_at_end(struct baseline *b)
{
	TABLE_GROW(b->row, b->row_cap, b->row_n + 1);
	b->row[b->row_n] = (struct drift){.row = {.id = b->row_n + 1,
						  .entity = copy(""),
						  .was = copy(""),
						  .now = copy("")}};
	return b->row_n++;
}

static void chain(struct baseline *b, uint32_t row, uint32_t owner)
{
	struct drift *d = &b->row[row];

	d->dev = owner;
	d->row.name = b->owner[owner].name;
	d->sibling = b->owner[owner].first;
	b->owner[owner].first = row;
}

uint32_t baseline_row_new(struct baseline *b, uint32_t owner, enum baseline_kind kind,
			  const char *entity)
{
	uint32_t row = b->spare;

	if (row == NONE)
		row = row_at_end(b);
	else
		b->spare = b->row[row].sibling;
	chain(b, row, owner);
	b->row[row].row.kind = kind;
	set(&b->row[row].row.entity, entity);
	return row;
}

void baseline_row_at(struct baseline *b, uint32_t row, const char *entity)
{
	set(&b->row[row].row.entity, entity);
}

void baseline_row_set(struct baseline *b, uint32_t row, const char *was,
		      const char *now, bool differs, int64_t since_ms)
{
	struct baseline_row *r = &b->row[row].row;

	count(b, r, -1);
	set(&r->was, was);
	set(&r->now, now);
	r->differs = differs;
	r->since_ms = since_ms;
	count(b, r, 1);
	baseline_next(&b->row[row], NULL, 0);
	baseline_dirty(b, row);
}

/* It is no longer among those of its owner. */
static void unchain(struct baseline *b, uint32_t row)
{
	uint32_t *at = &b->owner[b->row[row].dev].first;

	while (*at != row)
		at = &b->row[*at].sibling;
	*at = b->row[row].sibling;
}

void baseline_row_free(struct baseline *b, uint32_t row)
{
	struct drift *d = &b->row[row];

	unchain(b, row);
	baseline_row_set(b, row, "", "", false, 0);
	set(&d->row.entity, "");
	d->row.kind = BASELINE_FREE;
	d->row.modules = d->row.links = false;
	d->sibling = b->spare;
	b->spare = row;
}

void baseline_next(struct drift *d, const char *next, int64_t now_ms)
{
	if (next && d->next && strcmp(d->next, next) == 0)
		return;
	free(d->next);
	d->next = next ? copy(next) : NULL;
	d->next_ms = now_ms;
}

/* --- the journal ---------------------------------------------------------------------
 */

/* Numbers are given in order: a damaged journal may have lost one, or have one too
 * large to be ours. */
#define ROWS_MAX 50000000

void baseline_restore(struct baseline *b, const struct baseline_row *r)
{
	struct drift *d;
	uint32_t row = (uint32_t)r->id - 1;

	if (r->id == 0 || r->id > ROWS_MAX)
		return;
	while (b->row_n <= row) {
		uint32_t hole = row_at_end(b);

		b->row[hole].sibling = b->spare;
		b->spare = hole;
	}
	if (r->kind == BASELINE_FREE)
		return;
	for (uint32_t *at = &b->spare; *at != NONE; at = &b->row[*at].sibling)
		if (*at == row) {
			*at = b->row[row].sibling;
			break;
		}
	chain(b, row, baseline_owner(b, r->name));
	d = &b->row[row];
	d->row.kind = r->kind;
	d->row.modules = r->modules;
	d->row.links = r->links;
	set(&d->row.entity, r->entity);
	baseline_row_set(b, row, r->was, r->now, r->differs, r->since_ms);
	b->dirty_n--;
	d->dirty = false;
	if (r->kind == BASELINE_HEAD)
		b->head = row;
}

void baseline_rows(struct baseline *b,
		   void (*put)(void *ctx, const struct baseline_row *), void *ctx)
{
	for (uint32_t i = 0; i < b->dirty_n; i++) {
		struct drift *d = &b->row[b->dirty[i]];

		d->dirty = false;
		put(ctx, &d->row);
	}
	b->dirty_n = 0;
}

/* --- questions -----------------------------------------------------------------------
 */

bool baseline_accepted(const struct baseline *b, const char **who, const char **from,
		       int64_t *at_ms)
{
	if (!b || b->head == NONE)
		return false;
	*who = b->row[b->head].row.was;
	*from = b->row[b->head].row.now;
	*at_ms = b->row[b->head].row.since_ms;
	return true;
}

bool baseline_accepting(const struct baseline *b)
{
	return b->accepting;
}

uint32_t baseline_differs(const struct baseline *b)
{
	return b->differs;
}

uint32_t baseline_devices(const struct baseline *b)
{
	return b->devices;
}

uint32_t baseline_links(const struct baseline *b)
{
	return b->links;
}

int baseline_order(const struct baseline_row *a, const struct baseline_row *b)
{
	int order = strcmp(a->name, b->name);

	if (!order)
		order = a->kind < b->kind ? -1 : a->kind > b->kind;
	return order ? order : strverscmp(a->entity, b->entity);
}

static int by_place(const void *a, const void *b)
{
	const struct baseline_row *const *x = a, *const *y = b;

	return baseline_order(*x, *y);
}

uint32_t baseline_list(const struct baseline *b, const struct baseline_row **out,
		       uint32_t cap)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < b->row_n && n < cap; i++)
		if (b->row[i].row.differs)
			out[n++] = &b->row[i].row;
	if (n)
		qsort(out, n, sizeof *out, by_place);
	return n;
}

/* --- words ---------------------------------------------------------------------------
 */

static const char *noun(enum baseline_kind kind)
{
	switch (kind) {
	case BASELINE_DEVICE:
		return "address";
	case BASELINE_SERIAL:
		return "serial number";
	default:
		return baseline_kind_name(kind);
	}
}

/* The next number of "1,10,20-29"; 0: that was the last, or there is no knowing. */
static unsigned next_vlan(const char **at, unsigned last)
{
	char *end;
	unsigned id;

	if (**at == '-') {
		id = (unsigned)strtoul(*at + 1, &end, 10);
		if (last >= id)
			return 0;
		if (last + 1 == id)
			*at = end;
		return last + 1;
	}
	*at += **at == ',';
	id = (unsigned)strtoul(*at, &end, 10);
	if (end == *at)
		return 0;
	*at = end;
	return id;
}

/* Numbers of `some` that are not among those of `others`, as far as that list goes;
 * returns how many. */
static unsigned not_among(const char *some, const char *others, char *out, size_t size)
{
	unsigned n = 0, a, b = 0;

	out[0] = '\0';
	for (a = next_vlan(&some, 0); a; a = next_vlan(&some, a)) {
		while (b < a) {
			unsigned next = next_vlan(&others, b);

			if (!next && *others)
				return n;
			b = next ? next : UINT_MAX;
		}
		if (a == b)
			continue;
		if (strlen(out) + 16 < size)
			text_add(out, size, "%s%u", n ? " " : "", a);
		n++;
	}
	return n;
}

/* "VLAN 30 is new; VLANs 20 21 are gone": by numbers, which say it in less. */
static void vlans_words(const struct baseline_row *r, char *out)
{
	char came[200], went[200];
	unsigned came_n = not_among(r->now, r->was, came, sizeof came);
	unsigned went_n = not_among(r->was, r->now, went, sizeof went);

	out[0] = '\0';
	if (!came_n && !went_n)
		text_add(out, BASELINE_WORDS, "other VLANs");
	if (came_n)
		text_add(out, BASELINE_WORDS, "VLAN%s %s %s new", came_n > 1 ? "s" : "",
			 came, came_n > 1 ? "are" : "is");
	if (went_n)
		text_add(out, BASELINE_WORDS, "%sVLAN%s %s %s gone", came_n ? "; " : "",
			 went_n > 1 ? "s" : "", went, went_n > 1 ? "are" : "is");
}

static void link_words(const struct baseline_row *r, char *out)
{
	if (!r->was[0])
		snprintf(out, BASELINE_WORDS, "new link to %s", r->now);
	else if (!r->now[0])
		snprintf(out, BASELINE_WORDS, "no longer leads to %s", r->was);
	else if (strncmp(r->now, BASELINE_MOVED, strlen(BASELINE_MOVED)) == 0)
		snprintf(out, BASELINE_WORDS, "link to %s %s", r->was, r->now);
	else
		snprintf(out, BASELINE_WORDS, "leads to %s, was to %s", r->now, r->was);
}

char *baseline_words(const struct baseline_row *r, char out[BASELINE_WORDS])
{
	const char *what = noun(r->kind);

	if (r->kind == BASELINE_LINK)
		link_words(r, out);
	else if (r->kind == BASELINE_VLANS)
		vlans_words(r, out);
	else if (r->kind == BASELINE_DEVICE && !r->was[0])
		snprintf(out, BASELINE_WORDS, "new device");
	else if (r->kind == BASELINE_DEVICE && !r->now[0])
		snprintf(out, BASELINE_WORDS, "device is no longer configured");
	else if (!r->was[0])
		snprintf(out, BASELINE_WORDS, "new %s %s", what, r->now);
	else if (!r->now[0])
		snprintf(out, BASELINE_WORDS, "%s %s is gone", what, r->was);
	else
		snprintf(out, BASELINE_WORDS, "%s %s, was %s", what, r->now, r->was);
	return out;
}

/*
 * The selection is looked for where it was, then everywhere. Rows are 64-bit numbers,
 * so that even 500,000 of them are compared within a fraction of a millisecond.
 */
#include "views/list.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of one that was never chosen by a key: as long as one may be on its way. */
#define GHOST_MS 5000
#define LOOK_AHEAD 1000 /* rows, with every frame */

void list_fini(struct list *l)
{
	idmap_fini(&l->marks);
	free(l->seen);
	*l = (struct list){0};
}

static bool selectable(ref_id ref)
{
	return ref_kind(ref) != THING_RULE;
}

static uint32_t first_selectable(const struct rows *rows)
{
	uint32_t i = 0;

	while (i < rows->n && !selectable(rows->ref[i]))
		i++;
	return i;
}

static void select_first(struct list *l, const struct scene *s, const struct rows *rows)
{
	l->at = first_selectable(rows);
	l->ghost = l->anchored = l->left = false;
	l->selected.kind = THING_NONE;
	if (l->at < rows->n)
		thing_of(s, rows->ref[l->at], &l->selected);
	else
		l->at = 0;
}

/* A ghost nobody looks at does not stay for ever. */
static bool haunts(const struct list *l, const struct scene *s)
{
	return !l->anchored && l->ghost && s->now_ms - l->ghost_ms > GHOST_MS;
}

/* The row of ref, near the hint first; NONE. */
static uint32_t find(const struct rows *rows, ref_id ref, uint32_t hint)
{
	if (hint < rows->n && rows->ref[hint] == ref)
		return hint;
	for (uint32_t i = 0; i < rows->n; i++)
		if (rows->ref[i] == ref)
			return i;
	return NONE;
}

void list_take(const struct list *l, const struct scene *s, struct rows *rows)
{
	uint32_t row = 0;

	if (rows->more == 0)
		return;
	if (l->anchored && l->selected.kind != THING_NONE)
		row = l->left ? NONE : find(rows, thing_ref(s, &l->selected), l->at);
	rows->ready = row != NONE && row + l->height <= rows->n &&
		      (!l->anchored || l->top + l->height <= rows->n);
	if (!rows->ready)
		*rows = (struct rows){.late = rows->late};
}

/* Half a million rows are not gone through for each key that the footer offers. */
static bool is_missed(const struct list *l, const struct rows *rows)
{
	return l->ghost && rows->edition && l->missed == rows->edition;
}

void list_settle(struct list *l, const struct scene *s, const struct rows *rows)
{
	ref_id ref;
	uint32_t row;

	if (l->selected.kind == THING_NONE || haunts(l, s)) {
		select_first(l, s, rows);
		return;
	}
	ref = l->left ? 0 : thing_ref(s, &l->selected);
	row = ref && !is_missed(l, rows) ? find(rows, ref, l->at) : NONE;
	if (row != NONE) {
		l->at = row;
		l->ghost = false;
	} else if (rows->more || (l->refind && rows->ready)) {
		select_first(l, s, rows);
	} else {
		if (!l->ghost)
			l->ghost_ms = s->now_ms;
		l->ghost = true;
		l->missed = ref ? rows->edition : 0;
		l->at = l->at < rows->n ? l->at : rows->n;
	}
	if (rows->ready)
		l->refind = false;
}

uint32_t list_n(const struct list *l, const struct rows *rows)
{
	return rows->n + l->ghost;
}

ref_id list_ref(const struct list *l, const struct rows *rows, uint32_t i)
{
	if (l->ghost && i == l->at)
		return 0;
	if (l->ghost && i > l->at)
		i--;
	return i < rows->n ? rows->ref[i] : 0;
}

void list_scroll(struct list *l, const struct scene *s, const struct rows *rows,
		 uint32_t height)
{
	uint32_t n = list_n(l, rows) + rows->more;

	l->height = height;
	if (height == 0)
		return;
	if (!l->anchored) {
		l->top = 0;
		if (l->at >= height)
			select_first(l, s, rows);
		n = list_n(l, rows) + rows->more;
	}
	if (l->at < l->top)
		l->top = l->at;
	if (l->at >= l->top + height)
		l->top = l->at - height + 1;
	if (l->top + height > n)
		l->top = n > height ? n - height : 0;
}

void list_see(struct list *l, const struct rows *rows)
{
	uint32_t top = l->top < rows->n ? l->top : rows->n;

	l->seen_n = rows->n - top < l->height ? rows->n - top : l->height;
	TABLE_GROW(l->seen, l->seen_cap, l->seen_n);
	if (l->seen_n)
		memcpy(l->seen, rows->ref + top, l->seen_n * sizeof *l->seen);
}

void list_select(struct list *l, const struct scene *s, ref_id ref)
{
	thing_of(s, ref, &l->selected);
	l->ghost = l->left = false;
	l->anchored = true;
}

void list_leave(struct list *l)
{
	l->left = l->selected.kind != THING_NONE;
	l->anchored = true;
}

/* Towards by, the next row that may be selected at or behind i; i itself if none. */
static uint32_t pass_rules(const struct rows *rows, uint32_t i, int by)
{
	int64_t k = i;
	int step = by < 0 ? -1 : 1;

	while (k >= 0 && k < rows->n && !selectable(rows->ref[k]))
		k += step;
	if (k >= 0 && k < rows->n)
		return (uint32_t)k;
	for (k = i; k >= 0 && k < rows->n && !selectable(rows->ref[k]);)
		k -= step;
	return k >= 0 && k < rows->n ? (uint32_t)k : i;
}

void list_move(struct list *l, const struct scene *s, const struct rows *rows, int by)
{
	int64_t to = (int64_t)l->at + by;

	if (rows->n == 0)
		return;
	if (l->ghost && by > 0)
		to--; /* what stands behind the ghost moves up into its place */
	if (to < 0 || by == INT_MIN)
		to = 0;
	if (to >= rows->n && rows->more)
		return;
	if (to >= rows->n)
		to = rows->n - 1;
	l->at = pass_rules(rows, (uint32_t)to, by);
	list_select(l, s, rows->ref[l->at]);
	if (by == INT_MIN)
		l->anchored = false;
}

/* A ghost stands before the row of its number. */
struct seek list_begin_seek(const struct list *l, const struct rows *rows, int step)
{
	bool before = l->ghost && step > 0;

	return (struct seek){step, (int64_t)l->at + (before ? 0 : step), rows->edition};
}

bool list_seek(struct list *l, const struct scene *s, const struct rows *rows,
	       struct seek *seek, uint32_t most,
	       bool (*wanted)(const struct scene *, ref_id))
{
	int step = seek->step;

	if (seek->edition != rows->edition)
		*seek = list_begin_seek(l, rows, step);
	for (; seek->at >= 0 && seek->at < rows->n; seek->at += step, most--) {
		ref_id ref = rows->ref[seek->at];

		if (most == 0)
			return false;
		if (!selectable(ref) || !wanted(s, ref))
			continue;
		seek->step = 0;
		l->at = (uint32_t)seek->at;
		list_select(l, s, ref);
		return true;
	}
	seek->step = 0;
	return false;
}

bool list_leads(const struct list *l, const struct scene *s, const struct rows *rows,
		bool (*wanted)(const struct scene *, ref_id))
{
	int64_t i = list_begin_seek(l, rows, 1).at, end = i + LOOK_AHEAD;

	for (; i < rows->n && i < end; i++)
		if (selectable(rows->ref[i]) && wanted(s, rows->ref[i]))
			return true;
	return false;
}

static uint64_t hash_of(const struct scene *s, ref_id ref)
{
	struct thing t;

	thing_of(s, ref, &t);
	return thing_hash(&t);
}

bool list_marked(const struct list *l, const struct scene *s, ref_id ref)
{
	return l->marks.n > 0 && idmap_find(&l->marks, hash_of(s, ref)) != NONE;
}

void list_mark(struct list *l, const struct scene *s, ref_id ref, bool on)
{
	if (on)
		idmap_put(&l->marks, hash_of(s, ref), 1);
	else
		idmap_remove(&l->marks, hash_of(s, ref));
}

void list_unmark_all(struct list *l)
{
	idmap_fini(&l->marks);
}

bool list_set_filter(struct list *l, const char *text, char error[FILTER_SIZE])
{
	if (!filter_parse(&l->filter, text, error))
		return false;
	snprintf(l->filter_text, sizeof l->filter_text, "%s", text);
	l->refind = true;
	return true;
}

bool list_narrowed(const struct list *l)
{
	return l->filter_text[0] || l->show != SHOW_USUAL || l->hidden;
}

void list_widen(struct list *l)
{
	char error[FILTER_SIZE];

	list_set_filter(l, "", error);
	l->show = SHOW_USUAL;
	l->hidden = false;
}

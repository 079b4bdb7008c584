/* Rows and texts are woven by numbers; what a column tells is asked once, when a row is
 * noted. */
#include "views/merge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- texts ---------------------------------------------------------------------------
 */

static void texts_begin(struct merge_texts *t)
{
	t->n = t->placed = 0;
	weave_begin(&t->order);
	strmap_fini(&t->number);
	arena_reset(&t->arena);
}

static void texts_fini(struct merge_texts *t)
{
	free(t->text);
	free(t->place);
	weave_fini(&t->order);
	strmap_fini(&t->number);
	arena_fini(&t->arena);
}

static bool text_before(const void *ctx, uint32_t b, uint32_t a)
{
	const struct merge_texts *t = ctx;

	return text_compare(t->text[b], t->text[a]) < 0;
}

/* Its number, from 1 on. */
static uint32_t number_of(struct merge_texts *t, const char *text)
{
	uint32_t i = strmap_find(&t->number, text);

	if (i != NONE)
		return i + 1;
	TABLE_GROW(t->text, t->cap, t->n + 1);
	t->text[t->n] = arena_strdup(&t->arena, text);
	strmap_put(&t->number, t->text[t->n], t->n);
	weave_add(&t->order, t->n, text_before, t);
	return ++t->n;
}

static uint32_t texts_step(struct merge_texts *t, uint32_t budget)
{
	budget = weave_step(&t->order, text_before, t, budget);
	TABLE_GROW(t->place, t->place_cap, t->n);
	for (; budget > 0 && t->placed < t->n; budget--) {
		uint32_t i = t->order.id[t->placed++];

		t->place[i] = t->placed;
	}
	return budget;
}

/* --- rows ----------------------------------------------------------------------------
 */

void merge_begin(struct merge *m)
{
	m->n = 0;
	memset(m->group, 0, sizeof m->group);
	texts_begin(&m->texts);
	weave_begin(&m->order);
}

void merge_fini(struct merge *m)
{
	free(m->row);
	texts_fini(&m->texts);
	weave_fini(&m->order);
	*m = (struct merge){.n = 0};
}

static int compare_column(const struct merge *m, const struct merge_row *a,
			  const struct merge_row *b)
{
	bool none = isnan(a->number), other = isnan(b->number);
	int c;

	if (none || other)
		return none - other;
	c = a->number > b->number ? -1 : a->number < b->number;
	return m->reverse ? -c : c;
}

static bool row_before(const void *ctx, uint32_t at_b, uint32_t at_a)
{
	const struct merge *m = ctx;
	const struct merge_row *a = &m->row[at_a], *b = &m->row[at_b];
	int c = m->by && a->group == b->group ? compare_column(m, a, b) : 0;

	if (a->group != b->group)
		return b->group < a->group;
	if (c)
		return c > 0;
	if (a->first != b->first)
		return b->first < a->first;
	if (a->then != b->then)
		return b->then < a->then;
	return b->ref > a->ref;
}

void merge_add(struct merge *m, const struct scene *s, const struct column *by,
	       struct merge_row row)
{
	char room[DATUM_ROOM];
	struct datum d = {.room = room};

	m->by = by != NULL;
	row.number = (double)NAN;
	row.text = 0;
	if (by) {
		column_value(by, s, row.ref, &d);
		row.number = d.number;
	}
	if (by && isnan(row.number) && d.text && *d.text)
		row.text = number_of(&m->texts, d.text);
	TABLE_GROW(m->row, m->cap, m->n + 1);
	m->row[m->n++] = row;
	m->group[row.group]++;
}

uint32_t merge_step(struct merge *m, uint32_t budget)
{
	budget = texts_step(&m->texts, budget);
	for (; budget > 0 && m->order.n < m->n; budget--) {
		struct merge_row *row = &m->row[m->order.n];

		if (row->text)
			row->number = -(double)m->texts.place[row->text - 1];
		weave_add(&m->order, m->order.n, row_before, m);
	}
	if (m->order.n == m->n)
		budget = weave_step(&m->order, row_before, m, budget);
	return budget;
}

/* Bottom-up, from the runs that there are: what was added in order is one from the
 * beginning. A round merges two runs after the other into the spare rows. */
#include "views/merge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void merge_begin(struct merge *m)
{
	m->n = m->run_n = 0;
	memset(m->group, 0, sizeof m->group);
	buf_reset(&m->texts);
	buf_char(&m->texts, '\0'); /* 0 is no text */
	m->pair = m->left = m->right = m->to = 0;
}

void merge_fini(struct merge *m)
{
	free(m->row);
	free(m->spare);
	free(m->run);
	buf_fini(&m->texts);
	*m = (struct merge){.n = 0};
}

static int compare_column(const struct merge *m, const struct merge_row *a,
			  const struct merge_row *b)
{
	bool none = isnan(a->number) && !a->text, other = isnan(b->number) && !b->text;
	int c = 0;

	if (none || other)
		return none - other;
	if (!isnan(a->number) || !isnan(b->number))
		c = a->number > b->number ? -1 : a->number < b->number;
	else
		c = text_compare(m->texts.data + a->text, m->texts.data + b->text);
	return m->reverse ? -c : c;
}

/* Does b stand before a? */
static bool stands_before(const struct merge *m, const struct merge_row *b,
			  const struct merge_row *a)
{
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
	if (by && d.text && *d.text) {
		row.text = (uint32_t)m->texts.len;
		buf_add(&m->texts, d.text, strlen(d.text) + 1);
	}
	TABLE_GROW(m->row, m->cap, m->n + 1);
	m->row[m->n] = row;
	if (m->n == 0 || stands_before(m, &m->row[m->n], &m->row[m->n - 1])) {
		TABLE_GROW(m->run, m->run_cap, m->run_n + 1);
		m->run[m->run_n++] = m->n;
	}
	m->n++;
	m->group[row.group]++;
}

static uint32_t end_of(const struct merge *m, uint32_t run)
{
	return run + 1 < m->run_n ? m->run[run + 1] : m->n;
}

static void begin_pair(struct merge *m, uint32_t pair)
{
	m->pair = pair;
	m->left = m->to = m->run[2 * pair];
	m->right = end_of(m, 2 * pair);
}

static void end_round(struct merge *m)
{
	struct merge_row *rows = m->row;
	uint32_t cap = m->cap;

	m->row = m->spare;
	m->cap = m->spare_cap;
	m->spare = rows;
	m->spare_cap = cap;
	m->run_n = (m->run_n + 1) / 2;
	for (uint32_t i = 0; i < m->run_n; i++)
		m->run[i] = m->run[2 * i];
	m->pair = m->left = m->right = m->to = 0;
}

/* The next row of the two runs goes to its place. */
static void merge_one(struct merge *m)
{
	uint32_t middle = end_of(m, 2 * m->pair), end = middle;
	bool right;

	if (2 * m->pair + 1 < m->run_n)
		end = end_of(m, 2 * m->pair + 1);
	right = m->left == middle ||
		(m->right < end &&
		 stands_before(m, &m->row[m->right], &m->row[m->left]));
	m->spare[m->to++] = m->row[right ? m->right++ : m->left++];
	if (m->to < end)
		return;
	if (end < m->n)
		begin_pair(m, m->pair + 1);
	else
		end_round(m);
}

uint32_t merge_step(struct merge *m, uint32_t budget)
{
	TABLE_GROW(m->spare, m->spare_cap, m->n);
	if (!merge_done(m) && m->to == 0)
		begin_pair(m, 0);
	for (; budget > 0 && !merge_done(m); budget--) {
		merge_one(m);
		if (m->to == 0 && !merge_done(m))
			begin_pair(m, 0);
	}
	return budget;
}

/*
 * Names to cells and back. Columns of all tables stand sorted in one array: a name is
 * found by bisection there, its row by bisection among the indexes of its table.
 */
#include "probes/demo/tree.h"

#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "probes/demo/mib.h"

struct column {
	struct oid prefix;
	const struct mib_table *table;
	uint32_t arc;
};

struct tree {
	const struct plan *plan;
	struct column *column;
	uint32_t n, cap;
	struct mib_look look;
};

static int compare_columns(const void *a, const void *b)
{
	return oid_compare(&((const struct column *)a)->prefix,
			   &((const struct column *)b)->prefix);
}

static void add_columns(struct tree *s, const struct mib_table *t)
{
	struct oid prefix;
	if (!oid_parse(t->prefix, &prefix))
		die("'%s' is no OID", t->prefix);
	for (const uint8_t *c = t->columns; *c; c++) {
		uint32_t arc = *c;
		TABLE_GROW(s->column, s->cap, s->n + 1);
		s->column[s->n++] = (struct column){
			.prefix = oid_join(&prefix, &arc, 1), .table = t, .arc = arc};
	}
}

static void add_tables(struct tree *s, const struct mib_table *table, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		add_columns(s, &table[i]);
}

struct tree *tree_new(const struct plan *plan)
{
	struct tree *s = calloc(1, sizeof *s);
	if (!s)
		die("out of memory");
	s->plan = plan;
	add_tables(s, mib_system_tables, mib_system_tables_n);
	add_tables(s, mib_port_tables, mib_port_tables_n);
	add_tables(s, mib_host_tables, mib_host_tables_n);
	add_tables(s, mib_sensor_tables, mib_sensor_tables_n);
	add_tables(s, mib_peer_tables, mib_peer_tables_n);
	qsort(s->column, s->n, sizeof *s->column, compare_columns);
	return s;
}

void tree_free(struct tree *s)
{
	if (!s)
		return;
	free(s->column);
	free(s);
}

static void look(struct tree *s, uint32_t device, int64_t now_ms)
{
	s->look.plan = s->plan;
	s->look.device = &s->plan->device[device];
	s->look.id = device;
	s->look.now_ms = now_ms;
}

/* The first column whose name is behind this one. */
static uint32_t column_behind(const struct tree *s, const struct oid *name)
{
	uint32_t low = 0, high = s->n;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (oid_compare(&s->column[middle].prefix, name) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static uint32_t row_index(const struct mib_look *l, const struct mib_index *x,
			  uint32_t row, uint32_t arc[MIB_ARCS])
{
	uint32_t n = 0;
	if (x->arcs)
		return x->arcs(l, row, arc);
	for (uint32_t i = 0; i < x->before_n; i++)
		arc[n++] = x->before[i];
	if (x->pair) {
		arc[n++] = x->pair[row][0];
		arc[n++] = x->pair[row][1];
	} else {
		arc[n++] = x->base + row;
	}
	for (uint32_t i = 0; i < x->after_n; i++)
		arc[n++] = x->after[i];
	return n;
}

static int compare_index(const struct mib_look *l, const struct mib_index *x,
			 uint32_t row, const uint32_t *arc, uint32_t n)
{
	uint32_t own[MIB_ARCS], own_n = row_index(l, x, row, own);
	for (uint32_t i = 0; i < own_n && i < n; i++)
		if (own[i] != arc[i])
			return own[i] < arc[i] ? -1 : 1;
	return own_n == n ? 0 : own_n < n ? -1 : 1;
}

/* The first of n rows whose index is not before these arcs. */
static uint32_t row_at(const struct mib_look *l, const struct mib_index *x,
		       uint32_t rows, const uint32_t *arc, uint32_t n)
{
	uint32_t low = 0, high = rows;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (compare_index(l, x, middle, arc, n) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The column a name lies in, NULL if in none; *behind is the first behind the name. */
static const struct column *column_of(const struct tree *s, const struct oid *name,
				      uint32_t *behind)
{
	*behind = column_behind(s, name);
	const struct column *c = *behind > 0 ? &s->column[*behind - 1] : NULL;
	return c && oid_has_prefix(name, &c->prefix) ? c : NULL;
}

static bool tree_get(void *ctx, uint32_t device, const struct oid *name, int64_t now_ms,
		     struct varbind *value)
{
	struct tree *s = ctx;
	uint32_t behind;
	const struct column *c = column_of(s, name, &behind);
	look(s, device, now_ms);
	uint32_t rows = c ? c->table->rows(&s->look) : 0;
	value->type = rows > 0 ? BER_NO_SUCH_INSTANCE : BER_NO_SUCH_OBJECT;
	if (rows == 0)
		return false;
	const uint32_t *arc = name->arc + c->prefix.n;
	uint32_t n = name->n - c->prefix.n;
	uint32_t row = row_at(&s->look, &c->table->index, rows, arc, n);
	return row < rows &&
	       compare_index(&s->look, &c->table->index, row, arc, n) == 0 &&
	       c->table->cell(&s->look, c->arc, row, value);
}

/* The first cell of a column from a row on. */
static bool first_cell(struct tree *s, const struct column *c, uint32_t row,
		       struct oid *name, struct varbind *value)
{
	uint32_t rows = c->table->rows(&s->look);
	for (; row < rows; row++) {
		if (!c->table->cell(&s->look, c->arc, row, value))
			continue;
		memcpy(name->arc, c->prefix.arc, c->prefix.n * sizeof *name->arc);
		name->n = c->prefix.n +
			  row_index(&s->look, &c->table->index, row,
				    name->arc + c->prefix.n);
		return true;
	}
	return false;
}

static bool tree_next(void *ctx, uint32_t device, struct oid *name, int64_t now_ms,
		      struct varbind *value)
{
	struct tree *s = ctx;
	uint32_t i;
	const struct column *c = column_of(s, name, &i);
	look(s, device, now_ms);
	if (c) {
		const uint32_t *arc = name->arc + c->prefix.n;
		uint32_t n = name->n - c->prefix.n, rows = c->table->rows(&s->look);
		uint32_t row = row_at(&s->look, &c->table->index, rows, arc, n);
		if (row < rows &&
		    compare_index(&s->look, &c->table->index, row, arc, n) == 0)
			row++;
		if (first_cell(s, c, row, name, value))
			return true;
	}
	for (; i < s->n; i++)
		if (first_cell(s, &s->column[i], 0, name, value))
			return true;
	return false;
}

const struct agent_source tree_source = {.get = tree_get, .next = tree_next};

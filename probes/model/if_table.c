/*
 * A device's interfaces are one run of rows. When their names change the run is laid
 * out anew at the end of the table and the old rows become holes. Holes are closed from
 * the front, a bounded number of rows each time, in proportion to the rows laid out: so
 * the table stays within a fraction of what it holds, and no single poll pays for all.
 */
#include "probes/model/if_table.h"

#include <math.h>
#include <string.h>

#include "probes/base/log.h"
#include "probes/model/series.h"

#define CLOSE_FACTOR 4 /* rows moved for each row laid out */
#define CLOSE_AT_LEAST 64
#define FIRST_ROWS 1024

void if_table_fini(struct if_table *t)
{
#define UNMAP(column)                                                                  \
	table_pages(t->column, t->cap * sizeof *t->column, 0);
	IF_COLUMNS(UNMAP)
#undef UNMAP
	if_kinds_fini(&t->kinds);
	if_rares_fini(&t->rares);
	mishap_pool_fini(&t->mishaps);
}

static void grow(struct if_table *t, uint32_t need)
{
	uint32_t cap = t->cap ? t->cap : FIRST_ROWS;

	if (need > UINT32_MAX / 2)
		die("out of memory");
	while (cap < need)
		cap *= 2;
	if (cap == t->cap)
		return;
#define GROW(column)                                                                   \
	t->column = table_pages(t->column, t->cap * sizeof *t->column,                 \
				cap * sizeof *t->column);
	IF_COLUMNS(GROW)
#undef GROW
	t->cap = cap;
}

static void move_rows(struct if_table *t, if_id to, if_id from, uint32_t n)
{
#define MOVE(column) memmove(&t->column[to], &t->column[from], n * sizeof *t->column);
	IF_COLUMNS(MOVE)
#undef MOVE
}

struct if_rare *if_rare_make(struct if_table *t, if_id i)
{
	uint32_t mishap = if_mishap_place(t, i);

	if (t->rare[i] & RARE_MISHAP) {
		t->rare[i] = if_rares_take(&t->rares);
		t->rares.row[t->rare[i]].mishap = mishap;
	}
	return &t->rares.row[t->rare[i]];
}

static struct mishaps *mishaps_of(struct if_table *t, if_id i)
{
	uint32_t place = if_mishap_place(t, i);

	if (place == NONE) {
		place = mishap_take(&t->mishaps, t->raw[i].zero);
		if (t->rare[i] == NONE)
			t->rare[i] = place | RARE_MISHAP;
		else
			t->rares.row[t->rare[i]].mishap = place;
	}
	return &t->mishaps.row[place];
}

void if_table_keep_mishaps(struct if_table *t, if_id i, const struct if_counters *raw)
{
	struct mishaps *m = mishaps_of(t, i);

	m->count[MISHAP_IN_ERRORS] = raw->in_errors;
	m->count[MISHAP_OUT_ERRORS] = raw->out_errors;
	m->count[MISHAP_IN_DISCARDS] = raw->in_discards;
	m->count[MISHAP_OUT_DISCARDS] = raw->out_discards;
}

/* A place is taken for what is known and not 0. */
void if_table_mishap(struct if_table *t, if_id i, enum mishap which, struct coarse rate)
{
	unsigned bit = 1u << which;

	if (if_mishap_place(t, i) != NONE || coarse_value(rate) > 0)
		mishaps_of(t, i)->rate[which] = rate;
	else if (coarse_value(rate) == 0)
		t->raw[i].zero = (t->raw[i].zero | bit) & MISHAPS_ALL;
	else
		t->raw[i].zero = t->raw[i].zero & ~bit & MISHAPS_ALL;
}

void if_table_no_rate(struct if_table *t, if_id i, enum no_rate why)
{
	uint32_t mishap = if_mishap_place(t, i);

	t->in_bps[i] = t->out_bps[i] = NAN;
	t->raw[i].zero = 0;
	for (unsigned k = 0; mishap != NONE && k < MISHAPS; k++)
		t->mishaps.row[mishap].rate[k] = coarse(NAN);
	t->in_pps[i] = t->out_pps[i] = coarse(NAN);
	t->no_rate[i] = (uint8_t)why;
}

/* A row of dev about which nothing is known yet; of NONE: a hole. */
static void blank_row(struct if_table *t, if_id i, dev_id dev)
{
#define ZERO(column) memset(&t->column[i], 0, sizeof *t->column);
	IF_COLUMNS(ZERO)
#undef ZERO
	t->rare[i] = NONE;
	if_table_no_rate(t, i, RATE_FIRST);
	t->dev[i] = dev;
	series_clear(&t->trend[i]);
}

/* Move the run behind the hole to the front of the hole. */
static void slide(struct if_table *t, struct dev *dev)
{
	if_id end = t->hole_to + dev->if_n;

	if (t->hole_to == t->hole_end)
		return;
	move_rows(t, t->hole_to, t->hole_end, dev->if_n);
	dev->if_first = t->hole_to;
	for (if_id i = end > t->hole_end ? end : t->hole_end;
	     i < t->hole_end + dev->if_n; i++)
		blank_row(t, i, NONE);
}

/* One sweep closes all holes that were there when it began; it goes on where the last
 * call stopped and ends at the table's end, which then is nearer. */
static void close_holes(struct network *net, uint32_t budget)
{
	struct if_table *t = &net->ifs;

	for (uint32_t moved = 0; t->holes > 0 && moved < budget;) {
		while (t->hole_end < t->n && t->dev[t->hole_end] == NONE)
			t->hole_end++;
		if (t->hole_end == t->n) {
			t->holes -= t->n - t->hole_to;
			t->n = t->hole_to;
			t->hole_to = t->hole_end = 0;
		} else {
			struct dev *dev = &net->dev[t->dev[t->hole_end]];

			slide(t, dev);
			t->hole_to += dev->if_n;
			t->hole_end += dev->if_n;
			moved += dev->if_n;
		}
	}
}

void if_table_lay_out(struct network *net, dev_id id, const str_id *names, uint32_t n)
{
	struct if_table *t = &net->ifs;
	struct dev *dev = &net->dev[id];
	struct idmap old = {0};
	if_id first = t->n;

	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++)
		idmap_put(&old, t->name[i], i);
	grow(t, first + n);
	for (uint32_t i = 0; i < n; i++) {
		if_id from = idmap_find(&old, names[i]);

		if (from != NONE) {
			move_rows(t, first + i, from, 1);
			/* These went along. */
			t->rare[from] = NONE;
			t->kind[from] = KIND_UNKNOWN;
		} else {
			blank_row(t, first + i, id);
		}
		t->name[first + i] = names[i];
	}
	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++) {
		series_drop(t, i);
		mishap_give_back(&t->mishaps, if_mishap_place(t, i));
		if_rares_give_back(&t->rares, t->rare[i]);
		if_kinds_set(&t->kinds, &t->kind[i], &(struct if_kind){0});
		blank_row(t, i, NONE);
	}
	idmap_fini(&old);
	t->n += n;
	t->holes += dev->if_n;
	dev->if_first = first;
	dev->if_n = n;
	dev->peered = (struct run){0, n}; /* until they are classified */
	close_holes(net, CLOSE_FACTOR * n + CLOSE_AT_LEAST);
}

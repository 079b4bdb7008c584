/*
 * Widths are worked out for each drawing: a dozen additions, against remembering them
 * for every size, view and operator.
 */
#include "views/column.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "probes/base/log.h"
#include "views/view.h"

void pen_str(const struct pen *p, const char *s)
{
	canvas_str(p->canvas, p->row, p->col, p->width, p->style, s, false);
}

void pen_holder(const struct pen *p, const char *name, const char *since)
{
	int room = p->width - (int)text_width(since) - 1;
	int width = (int)text_width(name);
	struct pen pen = *p;

	pen.width = width < room ? width : room;
	if (pen.width > 0)
		pen_str(&pen, name);
	pen = pen_skip(p, pen.width > 0 ? pen.width + 1 : 0);
	pen_str(&pen, since);
}

void pen_right(const struct pen *p, const char *s)
{
	canvas_right(p->canvas, p->row, p->col, p->width, p->style, s);
}

void pen_text(const struct pen *p, str_id text)
{
	canvas_text(p->canvas, p->row, p->col, p->width, p->style,
		    network_text(p->scene->net, text), false);
}

#define PORT_LEAST 6 /* cells, from which on there is room for both its ends */

void pen_port(const struct pen *p, str_id text)
{
	const struct text *t = network_text(p->scene->net, text);
	size_t number = t->len - strcspn(t->s, "0123456789");
	size_t width = p->width > 0 ? (size_t)p->width : 0;
	char cut[TEXT_BYTES_MAX + 8];

	if (t->len != t->width || width >= t->width || width < PORT_LEAST || !number ||
	    memchr(t->s + t->len - number, ' ', number)) {
		pen_text(p, text);
		return;
	}
	if (number > width - 2)
		number = width - 2;
	snprintf(cut, sizeof cut, "%.*s…%s", (int)(width - 1 - number), t->s,
		 t->s + t->len - number);
	pen_str(p, cut);
}

struct pen pen_skip(const struct pen *p, int cells)
{
	struct pen next = *p;

	next.col += cells;
	next.width -= cells;
	return next;
}

static int needed(const struct slot *slot, unsigned n)
{
	int width = n > 0 ? (int)n - 1 : 0;

	for (unsigned i = 0; i < n; i++)
		width += slot[i].width;
	return width;
}

/* Take away the column that matters least; the rightmost of equals. */
static unsigned drop_one(struct slot *slot, unsigned n)
{
	unsigned least = 0;

	for (unsigned i = 1; i < n; i++)
		if (slot[i].column->keep <= slot[least].column->keep)
			least = i;
	for (unsigned i = least; i + 1 < n; i++)
		slot[i] = slot[i + 1];
	return n - 1;
}

/* The cells a column of names can use, at most so many. */
static int whole(const struct scene *s, const struct column *column, int most)
{
	int need = s->views->board.width[column->names] + column->before;
	int title = (int)strlen(column->title);

	if (s->views->board.width[column->names] == 0)
		need = column->min; /* nobody knows yet */
	need = need < title ? title : need;
	return need < most ? need : most;
}

static bool is_used(const struct scene *s, const struct column *column, int width)
{
	const struct board *b = &s->views->board;
	bool of_site = column->names == NAME_SITE || column->names == NAME_TITLE;

	return column->from <= width &&
	       !(of_site && b->ready && b->width[NAME_SITE] == 0);
}

/* Up to most cells for a column, as far as what is spare goes. */
static void grow(struct slot *slot, int most, int *spare)
{
	int more = most - slot->width;

	more = more < *spare ? more : *spare;
	if (more <= 0)
		return;
	slot->width += more;
	*spare -= more;
}

/* Names until they are whole, then the rest; what matters most first. The last cells
 * go to the last column that takes all. */
static void widen(const struct scene *s, struct slot *slot, unsigned n, int spare)
{
	struct slot *rest = NULL;

	for (int keep = UINT8_MAX; keep > 0; keep--)
		for (unsigned i = 0; i < n; i++)
			if (slot[i].column->keep == keep && slot[i].column->names)
				grow(&slot[i],
				     whole(s, slot[i].column, slot[i].column->max),
				     &spare);
	for (unsigned i = 0; i < n; i++)
		grow(&slot[i], slot[i].column->good, &spare);
	for (int keep = UINT8_MAX; keep > 0; keep--)
		for (unsigned i = 0; i < n; i++)
			if (slot[i].column->keep == keep && !slot[i].column->names &&
			    slot[i].column->max != COLUMN_REST)
				grow(&slot[i], slot[i].column->max, &spare);
	for (unsigned i = 0; i < n; i++)
		if (slot[i].column->max == COLUMN_REST)
			rest = &slot[i];
	if (rest)
		rest->width += spare;
}

unsigned column_fit(const struct scene *s, const struct column *column, unsigned n,
		    int width, struct slot *out)
{
	unsigned all = n;
	int col = 0;

	n = 0;
	for (unsigned i = 0; i < all; i++) {
		const struct column *k = &column[i];

		if (is_used(s, k, width))
			out[n++] = (struct slot){
				k, 0, k->names ? whole(s, k, k->min) : k->min};
	}
	while (n > 1 && needed(out, n) > width)
		n = drop_one(out, n);
	if (needed(out, n) < width)
		widen(s, out, n, width - needed(out, n));
	else if (n == 1)
		out[0].width = width;
	for (unsigned i = 0; i < n; i++) {
		out[i].col = col;
		col += out[i].width + 1;
	}
	return n;
}

static struct pen into(const struct pen *row, const struct slot *slot)
{
	struct pen p = pen_skip(row, slot->col);

	p.width = slot->width < p.width ? slot->width : p.width;
	return p;
}

/* Beside the title: on the left of one that stands right, else behind it; in the cell
 * between two columns where there is no other. */
static void draw_arrow(const struct pen *row, const struct slot *slot, bool reverse)
{
	int title = (int)text_width(slot->column->title);
	int room = title < slot->width ? title : slot->width;
	int col = slot->column->right ? slot->col + slot->width - room - 1
				      : slot->col + room;

	canvas_char(row->canvas, row->row, row->col + col, STYLE_KEY,
		    reverse ? 0x2191 : 0x2193);
}

void column_titles(const struct pen *row, const struct slot *slot, unsigned n,
		   const struct column *by, bool reverse)
{
	for (unsigned i = 0; i < n; i++) {
		struct pen p = into(row, &slot[i]);

		if (slot[i].column->right)
			pen_right(&p, slot[i].column->title);
		else
			pen_str(&p, slot[i].column->title);
		if (by && strcmp(by->word, slot[i].column->word) == 0)
			draw_arrow(row, &slot[i], reverse);
	}
}

/* As a number that needs no words. */
static void put_value(const struct column *k, const struct pen *p, ref_id ref)
{
	char text[FORMAT_SIZE] = "-", room[DATUM_ROOM];
	struct datum d = {.room = room};

	column_value(k, p->scene, ref, &d);
	if (k->kind == COLUMN_TEXT || k->kind == COLUMN_LIST) {
		pen_str(p, d.text ? d.text : "");
		return;
	}
	if (!isnan(d.number) && k->kind == COLUMN_TIME)
		format_age(text, p->scene->now_ms - (int64_t)d.number);
	else if (!isnan(d.number))
		snprintf(text, sizeof text, "%.*f", k->decimals, d.number);
	pen_right(p, text);
}

void column_draw(const struct pen *row, const struct slot *slot, unsigned n, ref_id ref)
{
	for (unsigned i = 0; i < n; i++) {
		struct pen p = into(row, &slot[i]);

		if (slot[i].column->draw)
			slot[i].column->draw(&p, ref);
		else
			put_value(slot[i].column, &p, ref);
	}
}

/* --- values --------------------------------------------------------------------------
 */

void column_value(const struct column *k, const struct scene *s, ref_id ref,
		  struct datum *d)
{
	*d = (struct datum){.number = NAN, .room = d->room};
	k->value(s, ref, d);
	if (d->id && !d->text)
		d->text = network_str(s->net, d->id);
}

double column_key(const struct column *k, const struct scene *s, ref_id ref)
{
	struct datum d = {.number = NAN};

	k->value(s, ref, &d);
	if (k->ranked)
		return ranks_key(&s->views->ranks, d.id);
	if (k->logarithmic)
		return 10 * log2(1 + d.number);
	return d.number;
}

/* A row of a short list: numbers are compared, then texts, then where they stood. */
struct sorted {
	struct datum d;
	ref_id ref;
	uint32_t at;
	bool reverse;
};

static int compare_data(const struct datum *a, const struct datum *b)
{
	if (!isnan(a->number) || !isnan(b->number))
		return a->number > b->number ? -1 : a->number < b->number;
	return text_compare(a->text ? a->text : "", b->text ? b->text : "");
}

static bool is_unknown(const struct datum *d)
{
	return isnan(d->number) && (!d->text || !*d->text);
}

static int compare_sorted(const void *x, const void *y)
{
	const struct sorted *a = x, *b = y;
	bool none = is_unknown(&a->d), other_none = is_unknown(&b->d);
	int c = 0;

	if (none != other_none)
		return none ? 1 : -1;
	if (!none)
		c = compare_data(&a->d, &b->d);
	if (c)
		return a->reverse ? -c : c;
	return a->at < b->at ? -1 : a->at > b->at;
}

void column_sort(const struct column *k, const struct scene *s, ref_id *ref, uint32_t n,
		 bool reverse)
{
	struct sorted *row = calloc(n ? n : 1, sizeof *row);

	if (!row)
		die("out of memory");
	for (uint32_t i = 0; i < n; i++) {
		row[i] = (struct sorted){.ref = ref[i], .at = i, .reverse = reverse};
		column_value(k, s, ref[i], &row[i].d);
	}
	if (n > 0)
		qsort(row, n, sizeof *row, compare_sorted);
	for (uint32_t i = 0; i < n; i++)
		ref[i] = row[i].ref;
	free(row);
}

static bool is_called(const char *name, const char *word, size_t len)
{
	return name && strncasecmp(name, word, len) == 0 && strlen(name) == len;
}

const struct column *column_find(const struct column *column, unsigned n,
				 const char *word, size_t len)
{
	const struct column *found = NULL;
	unsigned same = 0;

	for (unsigned i = 0; i < n; i++) {
		if (is_called(column[i].word, word, len) ||
		    is_called(column[i].key, word, len) ||
		    is_called(column[i].title, word, len))
			return &column[i];
		if (len && strncasecmp(column[i].word, word, len) == 0) {
			found = &column[i];
			same++;
		}
	}
	return same == 1 ? found : NULL;
}

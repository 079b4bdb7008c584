/*
 * Widths are worked out for each drawing: a dozen additions, against remembering them
 * for every size, view and operator.
 */
#include "views/column.h"

#include <string.h>

#include "views/view.h"

void pen_str(const struct pen *p, const char *s)
{
	canvas_str(p->canvas, p->row, p->col, p->width, p->style, s, false);
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

void column_titles(const struct pen *row, const struct slot *slot, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		struct pen p = into(row, &slot[i]);

		if (slot[i].column->right)
			pen_right(&p, slot[i].column->title);
		else
			pen_str(&p, slot[i].column->title);
	}
}

void column_draw(const struct pen *row, const struct slot *slot, unsigned n, ref_id ref)
{
	for (unsigned i = 0; i < n; i++) {
		struct pen p = into(row, &slot[i]);

		slot[i].column->draw(&p, ref);
	}
}

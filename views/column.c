/*
 * Widths are worked out for each drawing: a dozen additions, against remembering them
 * for every size, view and operator.
 */
#include "views/column.h"

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

/* Half of what is spare to columns that can use a little, the rest to the one that
 * takes all. */
static void widen(struct slot *slot, unsigned n, int spare)
{
	int little = spare / 2;

	for (unsigned i = 0; i < n; i++) {
		int more = slot[i].column->max - slot[i].column->min;

		if (slot[i].column->max == COLUMN_REST || more <= 0)
			continue;
		more = more < little ? more : little;
		slot[i].width += more;
		little -= more;
		spare -= more;
	}
	for (unsigned i = 0; i < n; i++) {
		if (slot[i].column->max == COLUMN_REST) {
			slot[i].width += spare;
			return;
		}
	}
}

unsigned column_fit(const struct column *column, unsigned n, int width,
		    struct slot *out)
{
	unsigned all = n;
	int col = 0;

	n = 0;
	for (unsigned i = 0; i < all; i++)
		if (column[i].from <= width)
			out[n++] = (struct slot){&column[i], 0, column[i].min};
	while (n > 1 && needed(out, n) > width)
		n = drop_one(out, n);
	if (needed(out, n) < width)
		widen(out, n, width - needed(out, n));
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

/*
 * Pieces are set two cells apart, so that a comma inside one is no end of it.
 */
#include "views/facts.h"

#include <stdarg.h>
#include <stdio.h>

#include "probes/base/text.h"

#define LABEL 11 /* cells in front of the first piece */
#define NARROW 50
#define LABEL_NARROW 2
#define APART 2

void facts_open(struct facts *f, const struct pen *p, int most)
{
	*f = (struct facts){.pen = *p, .most = most};
}

void facts_line(struct facts *f, const char *label)
{
	f->label = label;
}

static int indent(const struct facts *f)
{
	return f->pen.width < NARROW ? LABEL_NARROW : LABEL;
}

static void begin_row(struct facts *f)
{
	struct pen p = f->pen;

	f->col = indent(f);
	f->rows++;
	if (!p.canvas || f->rows > f->most || !f->label || p.width < NARROW)
		return;
	p.row += f->rows - 1;
	p.style = STYLE_DIM;
	p.width = indent(f) - 1;
	pen_str(&p, f->label);
}

/* The place of a piece of so many cells. */
static struct pen place(struct facts *f, int width)
{
	struct pen p;

	if (f->label || f->rows == 0 ||
	    (f->col > indent(f) && f->col + APART + width > f->pen.width)) {
		begin_row(f);
		f->label = NULL;
	} else {
		f->col += APART;
	}
	p = pen_skip(&f->pen, f->col);
	p.row += f->rows - 1;
	f->col += width;
	return p;
}

static bool is_drawn(const struct facts *f)
{
	return f->pen.canvas && f->rows <= f->most;
}

void facts_add(struct facts *f, uint8_t style, const char *fmt, ...)
{
	char text[512];
	va_list args;
	struct pen p;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	p = place(f, (int)text_width(text));
	p.style = style;
	if (is_drawn(f))
		pen_str(&p, text);
}

void facts_pair(struct facts *f, const char *word, const char *value)
{
	int width = (int)text_width(word) + 1;
	struct pen p;

	if (!value[0])
		return;
	p = place(f, width + (int)text_width(value));
	if (!is_drawn(f))
		return;
	p.style = STYLE_DIM;
	pen_str(&p, word);
	p = pen_skip(&p, width);
	p.style = STYLE_NORMAL;
	pen_str(&p, value);
}

void facts_close(struct facts *f)
{
	struct pen p = f->pen;
	char text[16];

	if (f->rows <= f->most || f->most < 1)
		return;
	snprintf(text, sizeof text, "… +%d", f->rows - f->most);
	p.row += f->most - 1;
	p = pen_skip(&p, p.width - (int)text_width(text));
	p.style = STYLE_DIM;
	pen_str(&p, text);
}

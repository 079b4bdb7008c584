/*
 * Two passes over the same text: how wide, then where.
 */
#include "tui/columns.h"

#include <stdio.h>
#include <string.h>

#include "probes/base/text.h"

#define COLUMNS 24
#define CELL 512

/* Copy the cell at s to cell; returns what ends it: a tab, a newline or the end. */
static const char *take_cell(const char *s, char cell[CELL])
{
	size_t n = strcspn(s, "\t\n");

	snprintf(cell, CELL, "%.*s", (int)n, s);
	return s + n;
}

static void measure(const char *s, unsigned width[COLUMNS])
{
	char cell[CELL];

	for (unsigned column = 0; *s; s++) {
		unsigned w;

		s = take_cell(s, cell);
		w = text_width(cell);
		if (*s == '\t' && w > width[column])
			width[column] = w;
		column = *s == '\t' && column + 1 < COLUMNS ? column + 1 : 0;
		if (!*s)
			return;
	}
}

static void end_line(struct buf *out)
{
	while (out->len > 0 && out->data[out->len - 1] == ' ')
		out->len--;
	buf_char(out, '\n');
}

void columns_print(struct buf *out, const char *cells)
{
	unsigned width[COLUMNS] = {0}, column = 0;
	char cell[CELL];

	measure(cells, width);
	for (const char *s = cells; *s; s++) {
		s = take_cell(s, cell);
		buf_str(out, cell);
		if (!*s)
			return;
		if (*s == '\n') {
			end_line(out);
			column = 0;
			continue;
		}
		for (unsigned w = text_width(cell); w < width[column] + 2; w++)
			buf_char(out, ' ');
		column += column + 1 < COLUMNS;
	}
}

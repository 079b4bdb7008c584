/*
 * prose: lines and where to begin with them. What fits whole into columns stands there
 * section by section; what does not flows through them.
 */
#include "views/prose.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "probes/base/log.h"
#include "views/find.h"
#include "views/view.h"

void prose_add(struct prose *p, enum prose_line kind, const char *fmt, ...)
{
	char line[PROSE_LINE_SIZE];
	va_list args;

	va_start(args, fmt);
	vsnprintf(line, sizeof line, fmt, args);
	va_end(args);
	line[strcspn(line, "\n")] = '\0';
	TABLE_GROW(p->at, p->cap, p->n + 1);
	p->at[p->n++] = (uint32_t)p->text.len;
	buf_char(&p->text, (char)('0' + kind));
	buf_str(&p->text, line);
	buf_char(&p->text, '\n');
}

void prose_fini(struct prose *p)
{
	buf_fini(&p->text);
	free(p->at);
	*p = (struct prose){.n = 0};
}

static enum prose_line kind_of(const struct prose *p, uint32_t i)
{
	return (enum prose_line)(p->text.data[p->at[i]] - '0');
}

enum prose_line prose_line(const struct prose *p, uint32_t i, char out[PROSE_LINE_SIZE])
{
	const char *line = p->text.data + p->at[i] + 1;

	snprintf(out, PROSE_LINE_SIZE, "%.*s", (int)strcspn(line, "\n"), line);
	return kind_of(p, i);
}

/* --- where lines stand ---------------------------------------------------------------
 */

int prose_columns(int cols, int wanted, int *width)
{
	int columns = wanted > 0 && cols >= wanted ? cols / wanted : 1;

	*width = cols / columns;
	return columns;
}

/* Lines of the section that begins at i. */
static uint32_t section(const struct prose *p, uint32_t i)
{
	uint32_t n = 1;

	while (i + n < p->n && kind_of(p, i + n) != PROSE_TITLE)
		n++;
	return n;
}

/* Columns of so many rows in which all sections are whole; 0: one is longer. */
static uint32_t columns_of(const struct prose *p, uint32_t rows)
{
	uint32_t columns = 1, used = 0, n;

	for (uint32_t i = 0; i < p->n; i += n, used += n) {
		n = section(p, i);
		if (n > rows)
			return 0;
		if (used > 0 && used + n > rows) {
			columns++;
			used = 0;
		}
	}
	return columns;
}

/* The fewest rows, at most height, in which so many columns hold all sections whole; 0:
 * they do not. */
static uint32_t rows_whole(const struct prose *p, uint32_t columns, uint32_t height)
{
	for (uint32_t rows = 1; rows <= height; rows++) {
		uint32_t n = columns_of(p, rows);

		if (n > 0 && n <= columns)
			return rows;
	}
	return 0;
}

/* --- lines that are too long ---------------------------------------------------------
 */

#define INDENT 3 /* cells before a line that is no title */
#define HANGING 13 /* of what goes on, below the second column of most */
#define HANGING_LEAST 5 /* where that would leave too little */

/* How much stands in the first line: up to a gap between columns, if what is behind it
 * has room in the next, lest a cell of a table is torn; else up to a blank. */
static size_t first_line(const char *text, int cells, int hanging)
{
	size_t n = format_fitting(text, cells);

	if (!text[n])
		return n;
	for (size_t i = n; i-- > n / 2;) {
		size_t end = i;

		if (text[i] != ' ' || text[i + 1] != ' ')
			continue;
		while (end > 0 && text[end - 1] == ' ')
			end--;
		return (int)text_width(text + i + 2) <= cells - hanging ? end : n;
	}
	return n;
}

static void add_wrapped(struct prose *to, enum prose_line kind, const char *text,
			int cells)
{
	int hanging = kind == PROSE_KEYS      ? PROSE_KEYS_COLS
		      : cells < 3 * HANGING ? HANGING_LEAST
					    : HANGING;
	size_t n = first_line(text, cells, hanging);

	prose_add(to, kind, "%.*s", (int)n, text);
	for (text += n; *text; text += n) {
		text += strspn(text, " ");
		n = format_fitting(text, cells - hanging);
		if (!n)
			break;
		prose_add(to, kind == PROSE_KEYS ? PROSE_LINE : kind, "%*s%.*s",
			  hanging, "", (int)n, text);
	}
}

/* Titles are as long as they are: what they are of stands first. */
void prose_wrap(struct prose *p, int cells)
{
	struct prose to = {.n = 0};
	char text[PROSE_LINE_SIZE];

	if (cells < 2 * HANGING)
		return;
	for (uint32_t i = 0; i < p->n; i++) {
		enum prose_line kind = prose_line(p, i, text);

		if (kind == PROSE_TITLE)
			prose_add(&to, kind, "%s", text);
		else
			add_wrapped(&to, kind, text, cells);
	}
	prose_fini(p);
	*p = to;
}

void prose_compose(struct session *v, const struct scene *s, struct prose *p)
{
	const struct view *view = session_page(v)->view;
	int width;

	view->compose(v, s, p);
	if (prose_columns(v->cols, view->column, &width) > 1)
		width--;
	prose_wrap(p, width - INDENT);
}

/* --- drawing -------------------------------------------------------------------------
 */

static void draw_line(const struct prose *p, const struct page *page, struct canvas *c,
		      const struct area *a, uint32_t i)
{
	static const uint8_t style[] = {[PROSE_TITLE] = STYLE_TITLE,
					[PROSE_LINE] = STYLE_NORMAL,
					[PROSE_QUIET] = STYLE_DIM,
					[PROSE_WRONG] = STYLE_WARNING,
					[PROSE_KEYS] = STYLE_NORMAL};
	char text[PROSE_LINE_SIZE];
	enum prose_line kind = prose_line(p, i, text);
	int in = kind == PROSE_TITLE ? 1 : INDENT;
	struct area line = {a->row, a->col + in, 1, a->cols - in};

	canvas_str(c, line.row, line.col, line.cols, style[kind], text, false);
	if (kind == PROSE_KEYS) {
		text[PROSE_KEYS_COLS - 1] = '\0';
		canvas_str(c, line.row, line.col, line.cols, STYLE_KEY, text, false);
	}
	if (page->find[0])
		find_draw(p, page, c, &line, i);
}

static void draw_lines(const struct prose *p, const struct page *page, struct canvas *c,
		       struct area a, int wanted)
{
	uint32_t height = (uint32_t)a.rows, used = 0, rows;
	int width, columns = prose_columns(a.cols, wanted, &width), col = 0;
	bool whole;

	rows = columns > 1 ? rows_whole(p, (uint32_t)columns, height) : 0;
	whole = rows > 0;
	if (!whole)
		rows = height;
	for (uint32_t i = whole ? 0 : page->help_top; i < p->n; i++) {
		struct area line;

		if (used == rows ||
		    (whole && used > 0 && kind_of(p, i) == PROSE_TITLE &&
		     used + section(p, i) > rows)) {
			used = 0;
			if (++col == columns)
				break;
		}
		line = (struct area){a.row + (int)used++, a.col + col * width, 1,
				     col + 1 < columns ? width - 1 : width};
		draw_line(p, page, c, &line, i);
	}
}

/* Scrolled no further than to its end; and to what was found just now. */
static void settle(struct page *page, const struct prose *p, uint32_t room)
{
	uint32_t most = p->n > room ? p->n - room : 0, above = room / 3;

	if (page->seek &&
	    (page->found < page->help_top || page->found >= page->help_top + room))
		page->help_top = page->found > above ? page->found - above : 0;
	page->seek = false;
	page->help_end = most + 1;
	if (page->help_top > most)
		page->help_top = most;
}

void prose_view(struct session *v, const struct scene *s, struct canvas *c,
		struct area a, const char *title)
{
	struct page *page = session_page(v);
	struct area below = {a.row + 1, a.col, a.rows - 1, a.cols};
	uint32_t height = below.rows > 0 ? (uint32_t)below.rows : 0, room;
	int width, columns = prose_columns(a.cols, page->view->column, &width);
	struct prose p = {.n = 0};
	char right[96] = "";

	prose_compose(v, s, &p);
	room = height * (uint32_t)columns;
	if (columns > 1 && rows_whole(&p, (uint32_t)columns, height))
		room = p.n;
	settle(page, &p, room);
	if (page->find[0])
		find_title(page, &p, right, sizeof right);
	else if (p.n > room)
		panel_range(right, sizeof right, page->help_top, room, p.n);
	panel_rule(c, a.row, a.col, a.cols, STYLE_TITLE, title, right);
	if (p.n && height)
		draw_lines(&p, page, c, below, page->view->column);
	prose_fini(&p);
}

void prose_text(const struct prose *p, struct buf *out)
{
	char line[PROSE_LINE_SIZE];

	for (uint32_t i = 0; i < p->n; i++) {
		if (prose_line(p, i, line) != PROSE_TITLE)
			buf_str(out, "  ");
		buf_str(out, line);
		buf_char(out, '\n');
	}
}

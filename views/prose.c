/*
 * prose: lines and where to begin with them.
 */
#include "views/prose.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "views/view.h"

void prose_add(struct prose *p, enum prose_line kind, const char *fmt, ...)
{
	char line[512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(line, sizeof line, fmt, args);
	va_end(args);
	line[strcspn(line, "\n")] = '\0';
	buf_char(&p->text, (char)('0' + kind));
	buf_str(&p->text, line);
	buf_char(&p->text, '\n');
	p->n++;
}

void prose_fini(struct prose *p)
{
	buf_fini(&p->text);
}

static void draw_lines(const struct prose *p, struct canvas *c, struct area a,
		       uint32_t from)
{
	static const uint8_t style[] = {[PROSE_TITLE] = STYLE_TITLE,
					[PROSE_LINE] = STYLE_NORMAL,
					[PROSE_QUIET] = STYLE_DIM,
					[PROSE_WRONG] = STYLE_WARNING};
	const char *line = p->text.data;
	char text[512];

	for (uint32_t i = 0; i < p->n && (int)(i - from) < a.rows; i++) {
		size_t n = strcspn(line, "\n");
		enum prose_line kind = (enum prose_line)(line[0] - '0');

		if (i >= from) {
			int in = kind == PROSE_TITLE ? 1 : 3;

			snprintf(text, sizeof text, "%.*s", (int)n - 1, line + 1);
			canvas_str(c, a.row + (int)(i - from), a.col + in, a.cols - in,
				   style[kind], text, false);
		}
		line += n + 1;
	}
}

void prose_view(struct session *v, const struct scene *s, struct canvas *c,
		struct area a, const char *title)
{
	struct page *page = session_page(v);
	struct area below = {a.row + 1, a.col, a.rows - 1, a.cols};
	uint32_t height = below.rows > 0 ? (uint32_t)below.rows : 0, most;
	struct prose p = {.n = 0};
	char range[48] = "";

	page->view->compose(v, s, &p);
	most = p.n > height ? p.n - height : 0;
	if (page->help_top > most)
		page->help_top = most;
	if (most)
		snprintf(range, sizeof range, "%u-%u of %u", page->help_top + 1,
			 page->help_top + height, p.n);
	panel_rule(c, a.row, a.col, a.cols, STYLE_TITLE, title, range);
	if (p.n)
		draw_lines(&p, c, below, page->help_top);
	prose_fini(&p);
}

void prose_text(const struct prose *p, struct buf *out)
{
	const char *line = p->text.data;

	for (uint32_t i = 0; i < p->n; i++) {
		size_t n = strcspn(line, "\n") + 1;

		if (line[0] != '0' + PROSE_TITLE)
			buf_str(out, "  ");
		buf_add(out, line + 1, n - 1);
		line += n;
	}
}

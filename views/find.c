/*
 * find: letters of either case are the same. The line that was found is the place where
 * the terminal's cursor stands, for those who read by ear or finger.
 */
#include "views/find.h"

#include <stdio.h>
#include <string.h>

#define DRAWN_ROWS 256 /* of a view that is drawn, more are not looked through */

static const struct act nothing = {.kind = ACT_NONE};

/* Where the words stand in a line; NULL. */
static const char *match(const char *line, const char *words)
{
	return *words ? strcasestr(line, words) : NULL;
}

/* What is drawn when nothing is scrolled and there is room for all. */
static void compose_drawn(struct session *v, const struct scene *s, struct prose *p)
{
	struct page *page = session_page(v), was = *page;
	struct buf text = {0};
	struct canvas c;

	canvas_init(&c);
	canvas_resize(&c, DRAWN_ROWS, v->cols);
	c.ascii = v->options.ascii;
	page->help_top = 0;
	page->view->draw(v, s, &c, (struct area){0, 0, DRAWN_ROWS, v->cols});
	page->help_top = was.help_top;
	page->help_end = was.help_end;
	page->seek = was.seek;
	canvas_dump(&c, &text);
	for (char *line = text.data, *next; line && (next = strchr(line, '\n'));
	     line = next + 1)
		prose_add(p, PROSE_LINE, "%.*s", (int)(next - line), line);
	canvas_fini(&c);
	buf_fini(&text);
}

static void compose(struct session *v, const struct scene *s, struct prose *p)
{
	const struct view *view = session_page(v)->view;

	if (view->compose)
		prose_compose(v, s, p);
	else
		compose_drawn(v, s, p);
}

/* Scrolled so that the line that was found is on the screen; no further than to the
 * end, as the view itself sees to. */
static void scroll_drawn(const struct session *v, struct page *page)
{
	uint32_t height = v->rows > 2 * FIND_HEAD + 2 ? v->rows - 2 * FIND_HEAD : 2;
	uint32_t row = page->found > FIND_HEAD ? page->found - FIND_HEAD : 0;

	if (row < page->help_top || row >= page->help_top + height)
		page->help_top = row > height / 3 ? row - height / 3 : 0;
}

uint32_t find_row(const struct page *page, uint32_t n)
{
	return page->find[0] && page->seek && page->found >= FIND_HEAD &&
			       page->found - FIND_HEAD < n
		       ? page->found - FIND_HEAD
		       : NONE;
}

void find_show(struct page *page, uint32_t at, bool wanted, uint32_t n, uint32_t height)
{
	uint32_t most = n > height ? n - height : 0;

	if (wanted && at != NONE && at < page->help_top)
		page->help_top = at;
	if (wanted && at != NONE && at >= page->help_top + height)
		page->help_top = at - height + 1;
	page->seek = false;
	if (page->help_top > most)
		page->help_top = most;
}

/* From line `from` on, around the end; false when no line has them. */
static bool seek(struct session *v, const struct scene *s, uint32_t from, int step)
{
	struct page *page = session_page(v);
	struct prose p = {.n = 0};
	char line[PROSE_LINE_SIZE];
	bool found = false;

	compose(v, s, &p);
	for (uint32_t i = 0; i < p.n && !found; i++) {
		uint32_t at = step > 0 ? (from + i) % p.n : (from + p.n - i) % p.n;

		prose_line(&p, at, line);
		found = match(line, page->find);
		if (found)
			page->found = at;
	}
	page->seek = found;
	if (found && !page->view->compose)
		scroll_drawn(v, page);
	prose_fini(&p);
	return found;
}

void find_open(struct session *v)
{
	struct page *page = session_page(v);

	field_set(&v->field, page->find);
	v->field_error[0] = '\0';
	page->find_from = page->help_top;
	v->edit = EDIT_FIND;
}

void find_end(struct session *v)
{
	session_page(v)->find[0] = '\0';
}

void find_typed(struct session *v, const struct scene *s)
{
	struct page *page = session_page(v);

	snprintf(page->find, sizeof page->find, "%s", v->field.text);
	v->field_error[0] = '\0';
	if (!page->find[0] || seek(v, s, page->find_from, 1))
		return;
	page->help_top = page->find_from;
	snprintf(v->field_error, sizeof v->field_error, "nowhere in this text");
}

struct act find_key(struct session *v, const struct scene *s, uint32_t key)
{
	if (key == K_ENTER || key == K_ESC) {
		v->edit = EDIT_NONE;
		if (key == K_ESC || v->field_error[0])
			find_end(v);
	} else if (field_key(&v->field, key)) {
		find_typed(v, s);
	}
	return nothing;
}

void find_next(struct session *v, const struct scene *s, int step)
{
	struct page *page = session_page(v);

	if (!seek(v, s, page->found + (step > 0 ? 1 : UINT32_MAX), step))
		session_tell(v, s, MESSAGE_TOAST, "nowhere in this text");
}

void find_draw(const struct prose *p, const struct page *page, struct canvas *c,
	       const struct area *a, uint32_t i)
{
	char line[PROSE_LINE_SIZE];
	const char *at;
	int col;

	prose_line(p, i, line);
	at = match(line, page->find);
	if (!at)
		return;
	line[at - line] = '\0';
	col = (int)text_width(line);
	canvas_flag(c, a->row, a->col + col, (int)text_width(page->find), STYLE_MARK);
	if (i != page->found)
		return;
	canvas_flag(c, a->row, a->col, a->cols, STYLE_CURSOR);
	c->cursor_row = a->row;
	c->cursor_col = a->col + col;
}

void find_mark(struct session *v, const struct scene *s, struct canvas *c,
	       struct area body)
{
	const struct page *page = session_page(v);
	struct prose p = {.n = 0};
	struct area line = {body.row + 1, body.col, 1, body.cols};
	char right[96];

	compose(v, s, &p);
	for (int i = 1; i < body.rows; i++, line.row++) {
		uint32_t at = (uint32_t)i + (i < FIND_HEAD ? 0 : page->help_top);

		if (at < p.n)
			find_draw(&p, page, c, &line, at);
	}
	find_title(page, &p, right, sizeof right);
	canvas_printf(c, body.row, body.cols - (int)text_width(right) - 4,
		      (int)text_width(right) + 2, STYLE_TITLE, " %s ", right);
	prose_fini(&p);
}

void find_title(const struct page *page, const struct prose *p, char *out, size_t size)
{
	char line[PROSE_LINE_SIZE];
	unsigned n = 0, which = 0;

	for (uint32_t i = 0; i < p->n; i++) {
		prose_line(p, i, line);
		n += match(line, page->find) != NULL;
		if (i == page->found)
			which = n;
	}
	snprintf(out, size, "/%.40s  %u of %u", page->find, n ? which : 0, n);
}

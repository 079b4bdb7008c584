/*
 * One way to draw a list: a rule with its title, a row of column titles, rows. Only the
 * list that has the keys shows a cursor, and only it keeps a ghost.
 */
#include "views/view.h"

#include <stdio.h>
#include <string.h>

#define GUTTER 2      /* cursor and mark */
#define TITLES_FROM 4 /* rows of a panel that has room for column titles */
#define TERSE_FROM 5  /* of one that can do without */

#define RULE_ROOM 10 /* cells of a rule that words on both sides leave */

void panel_rule(struct canvas *c, int row, int col, int width, uint8_t style,
		const char *title, const char *right)
{
	int room = width - (int)text_width(right) - 3;

	canvas_fill(c, row, col, 1, width, STYLE_TITLE, 0x2500);
	if (right[0] && room > (int)text_width(title) + 6) {
		canvas_printf(c, row, col + room, width - room, STYLE_TITLE, " %s ",
			      right);
	}
	canvas_printf(c, row, col + 2, width - 3, style, " %s ", title);
}

void panel_divide(struct canvas *c, struct area a, int left)
{
	canvas_fill(c, a.row + 1, a.col + left - 1, a.rows - 1, 1, STYLE_TITLE, 0x2502);
	canvas_char(c, a.row, a.col + left - 1, STYLE_TITLE, 0x252c);
}

static void title_of(const struct page *page, const struct scene *s, enum panel_id id,
		     int width, char *out, size_t size)
{
	const struct panel *panel = page_panel(page, id);
	bool scoped = page->scope.kind != THING_NONE && !page->view->many;
	char path[3 * TEXT_BYTES_MAX];
	const struct list *l = &page->list[id];
	static const char *const show[] = {"", "  problems only", "  all"};
	int n = id < PANELS_NUMBERED
			? snprintf(out, size, "%d %s", id + 1, panel->title)
			: snprintf(out, size, "%s", panel->title);

	if (s->demo && !scoped)
		n += snprintf(out + n, size - (size_t)n, " (demo)");
	if (scoped) {
		thing_path(s, &page->scope, width - n - RULE_ROOM, path, sizeof path);
		n += snprintf(out + n, size - (size_t)n, "  %.120s", path);
	}
	if (l->by)
		n += snprintf(out + n, size - (size_t)n, "  by %s%s", l->by->title,
			      l->reverse ? " reversed" : "");
	n += snprintf(out + n, size - (size_t)n, "%s%s", show[l->show],
		      l->hidden ? "  hidden too" : "");
	if (l->filter_text[0])
		snprintf(out + n, size - (size_t)n, "  filter: %s", l->filter_text);
}

void panel_range(char *out, size_t size, uint32_t top, uint32_t height, uint32_t n)
{
	uint32_t last = top + height < n ? top + height : n;

	snprintf(out, size, "%u-%u of %u", top + 1, last, n);
}

static void range_of(const struct panel *panel, const struct list *l,
		     const struct rows *rows, char *out, size_t size)
{
	uint32_t n = list_n(l, rows) + rows->more;

	out[0] = '\0';
	if (rows->searched)
		snprintf(out, size, "searching… %u%%", rows->searched);
	else if (!rows->ready && !panel->reads)
		snprintf(out, size, "sorting…");
	else if (rows->uncounted || n > l->height)
		panel_range(out, size, l->top, l->height,
			    rows->uncounted ? rows->n : n);
	text_add(out, size, "%s", rows->uncounted ? "+" : "");
}

static void draw_title(struct session *v, const struct scene *s, struct canvas *c,
		       struct area a, enum panel_id id, const struct rows *rows)
{
	const struct page *page = session_page(v);
	bool focused = page->focus == id && page->view->many;
	char title[256], summary[96] = "", range[48], right[160];

	title_of(page, s, id, a.cols, title, sizeof title);
	if (page_panel(page, id)->summary)
		page_panel(page, id)->summary(v, s, summary, sizeof summary);
	range_of(page_panel(page, id), &page->list[id], rows, range, sizeof range);
	snprintf(right, sizeof right, "%s%s%s", summary,
		 summary[0] && range[0] ? "  " : "", range);
	if ((int)(text_width(title) + text_width(right)) > a.cols - RULE_ROOM)
		snprintf(right, sizeof right, "%s", range);
	panel_rule(c, a.row, a.col, a.cols,
		   (uint8_t)(focused ? STYLE_TITLE | STYLE_CURSOR : STYLE_TITLE), title,
		   right);
}

static void draw_ghost(const struct pen *p, const struct panel *panel)
{
	char label[TEXT_BYTES_MAX * 2], text[TEXT_BYTES_MAX * 2 + 32];

	if (panel->ghost) {
		panel->ghost(p);
		return;
	}
	thing_label(&session_list(p->session)->selected, label, sizeof label);
	snprintf(text, sizeof text, "%s  not in this list any more", label);
	pen_str(p, text);
}

void panel_cursor(struct session *v, struct canvas *c, int row, int col, int width)
{
	if (!wall_selects(v))
		return;
	canvas_char(c, row, col, STYLE_KEY, '>');
	canvas_flag(c, row, col, width, STYLE_CURSOR);
	c->cursor_row = row;
	c->cursor_col = col;
}

static void draw_row(const struct pen *row, const struct panel *panel,
		     const struct slot *slot, unsigned n, ref_id ref, bool selected)
{
	struct pen p = *row;
	const struct list *l = session_list(p.session);

	if (selected && ref == 0) {
		p = pen_skip(row, GUTTER);
		p.style = STYLE_DIM;
		draw_ghost(&p, panel);
	} else {
		p.style = panel->style(p.scene, ref);
		if (!panel->line || !panel->line(&p, ref)) {
			p = pen_skip(&p, GUTTER);
			column_draw(&p, slot, n, ref);
		}
		if (list_marked(l, p.scene, ref)) {
			canvas_char(p.canvas, p.row, row->col + 1, STYLE_KEY, '*');
			canvas_flag(p.canvas, p.row, row->col, row->width, STYLE_MARK);
		}
	}
	if (selected)
		panel_cursor(p.session, p.canvas, row->row, row->col, row->width);
}

static void draw_empty(const struct pen *row, const struct panel *panel,
		       const struct rows *rows, bool focused)
{
	struct pen p = pen_skip(row, GUTTER);
	char words[120];

	if (rows->ready || (panel->reads && !p.session->waits))
		panel->empty(p.session, p.scene, words, sizeof words);
	else
		snprintf(words, sizeof words, "%s",
			 rows->searched ? "none so far" : "sorting…");
	p.style = STYLE_DIM;
	pen_str(&p, words);
	if (focused && wall_selects(p.session)) {
		p.canvas->cursor_row = p.row;
		p.canvas->cursor_col = p.col;
	}
}

/* Of what was found so far nothing is selected, and it is seen from its top. */
static const struct list *list_of(const struct page *page, enum panel_id id,
				  const struct rows *rows)
{
	static const struct list found = {.at = NONE, .height = UINT32_MAX};

	return rows->searched ? &found : &page->list[id];
}

static void draw_rows(const struct pen *first, int height, enum panel_id id,
		      const struct rows *rows, const struct slot *slot, unsigned slots)
{
	struct page *page = session_page(first->session);
	struct pen p = *first;
	const struct list *l = list_of(page, id, rows);
	uint32_t n = list_n(l, rows);

	if (n == 0 && height > 0)
		draw_empty(&p, page_panel(page, id), rows, page->focus == id);
	for (int i = 0; i < height && l->top + (uint32_t)i < n; i++, p.row++) {
		uint32_t at = l->top + (uint32_t)i;

		draw_row(&p, page_panel(page, id), slot, slots, list_ref(l, rows, at),
			 page->focus == id && at == l->at);
	}
}

struct order_spec panel_spec(const struct session *v, const struct scene *s,
			     const struct list *l, const struct order_source *source)
{
	struct order_spec spec = {.source = source,
				  .by = l->by,
				  .reverse = l->reverse,
				  .limit = s->limit,
				  .show = l->show,
				  .hidden = l->hidden,
				  .scope = v->page[v->depth].scope};

	snprintf(spec.filter, sizeof spec.filter, "%s", l->filter_text);
	filter_trim(spec.filter);
	return spec;
}

struct rows panel_order(const struct session *v, const struct scene *s,
			const struct list *l, const struct order_source *source)
{
	struct order_spec spec = panel_spec(v, s, l, source);

	return orders_get(&s->views->orders, s, &spec);
}

/* The rows, and where the list stands in them. */
static struct rows place(struct session *v, const struct scene *s, enum panel_id id,
			 int height)
{
	struct page *page = session_page(v);
	struct list *l = &page->list[id];
	struct rows rows;

	l->height = height > 0 ? (uint32_t)height : 0;
	rows = page_panel(page, id)->rows(v, s, l);
	list_take(l, s, &rows);
	v->waits |= (!rows.ready || (rows.late && v->acted)) &&
		    !page_panel(page, id)->reads;
	v->counts |= rows.uncounted;
	if (rows.searched)
		return (struct rows){.ref = rows.ref,
				     .n = rows.found,
				     .searched = rows.searched};
	if (!rows.ready && rows.n == 0)
		rows = (struct rows){.ref = l->seen, .n = l->seen_n};
	if (page->focus != id) {
		l->refind = true;
		l->ghost = false;
	} else {
		list_settle(l, s, &rows);
	}
	list_scroll(l, s, &rows, l->height);
	if (rows.ready)
		list_see(l, &rows);
	return rows;
}

/* A list narrowed to a site, a device or an interface needs no columns for what all of
 * its rows are of. */
static bool says_nothing(const struct page *page, enum panel_id id, enum name_of names)
{
	bool of_device =
		page->scope.kind == THING_DEVICE || page->scope.kind == THING_IF;

	if (names == NAME_SITE && page->scope.kind != THING_NONE)
		return of_device || id == PANEL_ALERTS || id == PANEL_DEVICES;
	return names == NAME_DEV && of_device;
}

static unsigned chosen_columns(const struct session *v, const struct page *page,
			       enum panel_id id, struct column out[COLUMNS_MAX])
{
	const struct panel *panel = page_panel(page, id);
	unsigned n = 0;

	for (const char *word = saved_columns(&v->own, panel->name); *word;) {
		size_t len = strcspn(word, ",");
		const struct column *k = column_find(panel->columns, panel->column_n,
						     word, len);

		if (k && n < COLUMNS_MAX && !says_nothing(page, id, k->names)) {
			out[n] = *k;
			out[n++].from = 0;
		}
		word += len + (word[len] == ',');
	}
	return n;
}

unsigned panel_columns(const struct session *v, const struct page *page,
		       enum panel_id id, struct column out[COLUMNS_MAX])
{
	const struct panel *panel = page_panel(page, id);
	unsigned n = chosen_columns(v, page, id, out);

	if (n)
		return n;
	for (unsigned i = 0; i < panel->column_n; i++)
		if (!panel->columns[i].extra &&
		    !says_nothing(page, id, panel->columns[i].names))
			out[n++] = panel->columns[i];
	return n;
}

/* Those that say something of the rows in sight: of the others there is but the title.
 */
static unsigned telling_columns(const struct panel *panel, const struct scene *s,
				const struct list *l, const struct rows *rows,
				struct column column[COLUMNS_MAX], unsigned n)
{
	uint32_t top = l->top < rows->n ? l->top : rows->n, seen = rows->n - top;
	unsigned keep = 0;

	seen = seen < l->height ? seen : l->height;
	for (unsigned i = 0; i < n; i++)
		if (panel->says(s, &column[i], rows->ref + top, seen))
			column[keep++] = column[i];
	return keep;
}

void panel_draw(struct session *v, const struct scene *s, struct canvas *c,
		struct area a, enum panel_id id)
{
	struct column column[COLUMNS_MAX];
	struct slot slot[COLUMNS_MAX];
	const struct panel *panel = page_panel(session_page(v), id);
	const struct list *l = &session_page(v)->list[id];
	unsigned slots = panel_columns(v, session_page(v), id, column);
	int head = 1 + (a.rows >= (panel->terse ? TERSE_FROM : TITLES_FROM));
	struct rows rows;
	struct pen p = {.session = v,
			.scene = s,
			.canvas = c,
			.row = a.row + 1,
			.col = a.col,
			.width = a.cols,
			.style = STYLE_TITLE};

	if (a.rows < 1 || a.cols < 1)
		return;
	rows = place(v, s, id, a.rows - head);
	if (panel->says && !saved_columns(&v->own, panel->name)[0])
		slots = telling_columns(panel, s,
					list_of(session_page(v), id, &rows), &rows,
					column, slots);
	slots = column_fit(s, column, slots, a.cols - GUTTER, slot);
	draw_title(v, s, c, a, id, &rows);
	if (head > 1) {
		struct pen titles = pen_skip(&p, GUTTER);

		column_titles(&titles, slot, slots, l->by, l->reverse);
		p.row++;
	}
	draw_rows(&p, a.rows - head, id, &rows, slot, slots);
}

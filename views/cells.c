/*
 * Every device as a cell of two columns: its letter, and 'a' when it is in hand. Sites
 * are worst first; inside a site devices keep their places, so that people learn them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "views/devices.h"
#include "views/panels.h"

#define CELL 2
#define LABEL_MAX 8 /* of a site's name; of one on a wider screen */
#define LABEL_WIDE 12
#define WIDE_FROM 60
#define WORD 64 /* bits */

/* A bit for each device that the list has. */
static void note_devices(struct cell_rows *r, const struct network *net,
			 const struct rows *rows)
{
	uint32_t words = net->dev_n / WORD + 1;

	TABLE_GROW(r->has, r->has_cap, words);
	memset(r->has, 0, words * sizeof *r->has);
	for (uint32_t i = 0; i < rows->n; i++) {
		dev_id dev = ref_dev_id(net, rows->ref[i]);

		if (dev != NONE)
			r->has[dev / WORD] |= UINT64_C(1) << dev % WORD;
	}
}

static void add(struct cell_rows *r, dev_id dev)
{
	if (r->has[dev / WORD] >> dev % WORD & 1)
		r->ref[r->n++] = ref_dev(dev);
}

static void work_out(struct cell_rows *r, const struct scene *s,
		     const struct rows *rows)
{
	const struct network *net = s->net;
	const struct board *b = &s->views->board;

	r->n = 0;
	TABLE_GROW(r->ref, r->cap, net->dev_n);
	note_devices(r, net, rows);
	for (site_id i = 0; i < net->site_n; i++) {
		site_id site = b->ready ? b->site_order[i] : i;

		for (dev_id d = net->site[site].first_dev; d != NONE;
		     d = net->dev[d].site_next)
			add(r, d);
	}
	for (dev_id d = 0; d < net->dev_n; d++)
		if (net->dev[d].site >= net->site_n)
			add(r, d);
}

/* Which they are a list in no other order knows; worked out again when that has others,
 * or sites stand in another order. */
struct rows devices_cell_rows(struct session *v, const struct scene *s, struct list *l)
{
	struct order_spec spec = panel_spec(v, s, l, &devices_source);
	const struct board *b = &s->views->board;
	struct cell_rows *r = &v->cells;
	struct rows rows;

	spec.by = NULL;
	spec.reverse = false;
	rows = orders_get(&s->views->orders, s, &spec);
	if (rows.ready && (r->edition != rows.edition || r->passes != b->passes)) {
		work_out(r, s, &rows);
		r->edition = rows.edition;
		r->passes = b->passes;
	}
	if (!rows.ready && r->devs != s->net->dev_n)
		r->n = 0;
	r->devs = s->net->dev_n;
	return (struct rows){.ref = r->ref, .n = r->n, .ready = rows.ready};
}

/* Walks through the places of cells. */
struct place {
	int row, col; /* of the next cell, from the area's corner */
	site_id site;
	bool fresh; /* a label stands before it */
	int label;  /* its width */
};

static int label_width(const struct scene *s, site_id site, int cols)
{
	int width = 1, most = cols < WIDE_FROM ? LABEL_MAX : LABEL_WIDE;

	if (site < s->net->site_n)
		width = network_text(s->net, s->net->site[site].name)->width;
	return (width < most ? width : most) + 1;
}

/* To the place of dev's cell: behind the last, with a label at a new site. */
static void advance(struct place *p, const struct scene *s, dev_id dev, int cols)
{
	site_id site = s->net->dev[dev].site;

	p->fresh = p->row < 0 || site != p->site;
	if (p->fresh) {
		p->label = label_width(s, site, cols);
		p->site = site;
		if (p->row < 0 || p->col + 1 + p->label + 4 * CELL > cols) {
			p->row++;
			p->col = 1;
		} else {
			p->col++;
		}
		p->col += p->label;
	} else if (p->col + CELL > cols) {
		p->row++;
		p->col = 1 + p->label;
	}
}

static void draw_cell(const struct pen *area, const struct place *p, dev_id dev,
		      int row, bool selected)
{
	const struct scene *s = area->scene;
	struct canvas *c = area->canvas;
	int col = area->col + p->col;

	if (p->fresh && p->site < s->net->site_n)
		canvas_text(c, row, col - p->label, p->label - 1, STYLE_TITLE,
			    network_text(s->net, s->net->site[p->site].name), false);
	canvas_char(c, row, col, device_style(s, dev),
		    (uint32_t)board_letter(&s->views->board, s, dev));
	if (device_acked(s, dev))
		canvas_char(c, row, col + 1, STYLE_DIM, 'a');
	if (!selected)
		return;
	canvas_flag(c, row, col, CELL, STYLE_CURSOR);
	c->cursor_row = row;
	c->cursor_col = col;
}

/* The row in which the selected cell is. */
static int find_row(const struct scene *s, const struct rows *rows, uint32_t wanted,
		    int cols, int *last)
{
	struct place p = {.row = -1};
	int found = 0;

	for (uint32_t i = 0; i < rows->n; i++) {
		advance(&p, s, ref_dev_id(s->net, rows->ref[i]), cols);
		if (i == wanted)
			found = p.row;
		p.col += CELL;
	}
	*last = p.row;
	return found;
}

static void draw_title(const struct scene *s, struct canvas *c, struct area a,
		       const struct thing *scope, const struct list *l, bool focused)
{
	char title[200], right[200] = "", why[120];
	const struct board *b = &s->views->board;
	ref_id ref = thing_ref(s, &l->selected);
	dev_id dev = ref_dev_id(s->net, ref);

	snprintf(title, sizeof title, "2 DEVICES%s%s%s%s", s->demo ? " (demo)" : "",
		 l->show == SHOW_PROBLEMS ? "  problems only" : "",
		 l->filter_text[0] ? "  filter: " : "", l->filter_text);
	if (focused && ref && dev != NONE) {
		dev_why(s->net, s->alerts, dev, s->now_ms, why, sizeof why);
		const char *state = dev_state_name(board_state(b, s, dev));
		bool more = why[0] && strcmp(why, state) != 0;

		snprintf(right, sizeof right, "%.30s %s%s%.60s", l->selected.name,
			 state, more ? ": " : "", more ? why : "");
	} else if (b->ready) {
		devices_count(s, scope, right, sizeof right);
	}
	panel_rule(c, a.row, a.col, a.cols,
		   (uint8_t)(focused ? STYLE_TITLE | STYLE_CURSOR : STYLE_TITLE), title,
		   right);
}

void devices_cells(struct session *v, const struct scene *s, struct canvas *c,
		   struct area a)
{
	struct page *page = session_page(v);
	struct list *l = &page->list[PANEL_DEVICES];
	struct rows rows;
	struct place p = {.row = -1};
	struct pen pen = {v, s, c, a.row + 1, a.col, a.cols, STYLE_NORMAL};
	bool focused = page->focus == PANEL_DEVICES;
	int top, last, height = a.rows - 1;

	page->cells = true;
	rows = devices_cell_rows(v, s, l);
	v->waits |= !rows.ready;
	if (focused) {
		list_settle(l, s, &rows);
	} else {
		l->refind = true;
		l->ghost = false;
	}
	l->height = (uint32_t)(a.cols / CELL);
	top = find_row(s, &rows, focused ? l->at : 0, a.cols, &last);
	top = top < height ? 0 : top - height + 1;
	draw_title(s, c, a, &page->scope, l, focused);
	for (uint32_t i = 0; i < rows.n; i++) {
		dev_id dev = ref_dev_id(s->net, rows.ref[i]);

		advance(&p, s, dev, a.cols);
		if (p.row >= top && p.row < top + height)
			draw_cell(&pen, &p, dev, a.row + 1 + p.row - top,
				  focused && i == l->at && !l->ghost);
		p.col += CELL;
	}
	if (last >= top + height && height > 0)
		canvas_char(c, a.row + height, a.col + a.cols - 1, STYLE_DIM, 0x2026);
}

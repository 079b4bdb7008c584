/*
 * Planned work: every window of maintenance, what runs first, then what comes, the next
 * soonest. Where there is room the next day is drawn beside it, so that windows which
 * overlap are seen.
 */
#include "views/works.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/alert/maintenance.h"
#include "views/find.h"
#include "views/limit.h"
#include "views/panels.h"

#define HOURS 24	/* shown as a picture … */
#define HOUR_MS INT64_C(3600000)
#define DAY_COLS 24	/* … where it has so many cells at least */
#define TICK_HOURS 6
#define BRIEF_BELOW 60 /* cells of a row, in which times are ages */

struct work {
	const struct window *window;
	struct calendar_time next;
};

struct works {
	struct work *work;
	uint32_t n;
};

static int by_time(const void *va, const void *vb)
{
	const struct work *a = va, *b = vb;

	if (a->next.from_ms != b->next.from_ms)
		return a->next.from_ms < b->next.from_ms ? -1 : 1;
	return strcmp(a->window->name, b->window->name);
}

/* What is over is nobody's; of a recurring one its present or next time counts. */
static void gather(struct works *all, const struct scene *s)
{
	const struct maintenance *m = s->maintenance;

	*all = (struct works){.work = calloc(m ? m->n + 1 : 1, sizeof *all->work)};
	for (uint32_t i = 0; m && all->work && i < m->n; i++) {
		struct work *w = &all->work[all->n];

		w->window = m->window[i];
		w->next = (struct calendar_time){w->window->from_ms, w->window->to_ms};
		all->n += w->window->phase != WINDOW_OVER &&
			  limit_has_window(s, w->window);
	}
	if (all->n)
		qsort(all->work, all->n, sizeof *all->work, by_time);
}

/* --- the selected one ----------------------------------------------------------------
 */

/* Its row; NONE: it is over. */
static uint32_t row_selected(const struct page *page, const struct works *all)
{
	for (uint32_t i = 0; page->window[0] && i < all->n; i++)
		if (strcmp(all->work[i].window->name, page->window) == 0)
			return i;
	return page->window[0] || !all->n ? NONE : 0;
}

static void select_row(struct page *page, const struct works *all, uint32_t i)
{
	page->window_at = i;
	snprintf(page->window, sizeof page->window, "%s", all->work[i].window->name);
}

static void move(struct session *v, const struct scene *s, int by)
{
	struct page *page = session_page(v);
	struct works all;
	uint32_t at;
	int64_t to;

	gather(&all, s);
	if (all.n) {
		at = row_selected(page, &all);
		to = (int64_t)(at != NONE ? at : page->window_at) + by;
		to = to < 0 ? 0 : to >= all.n ? all.n - 1 : to;
		select_row(page, &all, (uint32_t)to);
		page->seek = true;
	}
	free(all.work);
}

const struct window *works_selected(struct session *v, const struct scene *s)
{
	const struct page *page = session_page(v);
	const struct window *w;

	if (page->view != &works_view || !s->maintenance || !page->window[0])
		return NULL;
	w = maintenance_find(s->maintenance, page->window);
	return w && w->phase != WINDOW_OVER && limit_has_window(s, w) ? w : NULL;
}

bool works_subject(struct session *v, const struct scene *s, struct thing *t)
{
	const struct window *w = works_selected(v, s);

	if (!w || !w->thing_n)
		return false;
	thing_told(s, w->thing[0].subject, w->thing[0].name, w->thing[0].entity, t);
	return thing_ref(s, t) != 0;
}

/* Which is selected, and scrolled to: the one that a word was found in, too. */
static uint32_t settle(struct page *page, const struct works *all, uint32_t height)
{
	uint32_t found = find_row(page, all->n), at;

	if (found != NONE)
		select_row(page, all, found);
	at = row_selected(page, all);
	if (at != NONE)
		select_row(page, all, at);
	find_show(page, at, page->seek, all->n, height);
	return at;
}

/* --- rows ----------------------------------------------------------------------------
 */

/* The cells of a row, from the left. */
enum { NAME, WHEN, OF, TEXT, OWNER, CELLS };
static const char *const titles[CELLS] = {"WINDOW", "WHEN", "OF", "TEXT", "OWNER"};
#define CELL 256

struct widths {
	int cell[CELLS];
	int n; /* of them there is room for */
};

/* "until 21:00:00, 44m left", "21 Nov 02:00, in 5h43"; brief: "44m left", "in 5h43" */
static void say_time(const struct pen *p, const struct work *w, bool brief,
		     char out[CELL])
{
	const struct zone *zone = p->session->options.zone;
	int64_t now_ms = p->scene->now_ms;
	char time[FORMAT_SIZE], day[FORMAT_SIZE], age[FORMAT_SIZE];
	const char *from;

	switch (w->window->phase) {
	case WINDOW_WAITS:
		snprintf(out, CELL, "%s %.5s, in %s",
			 format_day(day, zone, w->next.from_ms),
			 format_time(time, zone, w->next.from_ms),
			 format_age(age, w->next.from_ms - now_ms));
		break;
	case WINDOW_RUNS:
		snprintf(out, CELL, "until %s, %s left",
			 format_time(time, zone, w->next.to_ms),
			 format_age(age, w->next.to_ms - now_ms));
		break;
	default:
		snprintf(out, CELL, "ended %s, %s",
			 format_time(time, zone, w->next.to_ms),
			 window_phase_name(w->window->phase));
	}
	from = brief ? strstr(out, ", ") : NULL;
	if (from)
		memmove(out, from + 2, strlen(from + 2) + 1);
}

static void say_cell(const struct pen *p, const struct work *w, int cell,
		     char out[CELL])
{
	const struct window *window = w->window;

	if (cell == NAME)
		snprintf(out, CELL, "%s", window->name);
	else if (cell == WHEN)
		say_time(p, w, p->width < BRIEF_BELOW, out);
	else if (cell == OF)
		window_subject(window, out, CELL);
	else if (cell == TEXT)
		snprintf(out, CELL, "%.250s", window->text);
	else
		snprintf(out, CELL, "%.100s%s%.100s", window->owner,
			 window->approver[0] ? ", approved by " : "", window->approver);
}

#define CELL_LEAST 12 /* what is long leaves others room, down to so many */
#define CELLS_LEAST 3	/* of the row there are always */

static int least(const struct widths *w, int cell)
{
	return cell == WHEN || w->cell[cell] < CELL_LEAST ? w->cell[cell] : CELL_LEAST;
}

/* What is too wide for the row is taken from the longest of what people wrote; cells
 * that find no room even so are left out from the right. */
static void squeeze(struct widths *w, int room)
{
	static const int from[] = {TEXT, NAME, OWNER, OF};
	int need = 0, over = 0;

	for (w->n = 0; w->n < CELLS; w->n++) {
		int gap = w->n ? 2 : 0;

		if (w->n >= CELLS_LEAST && need + gap + least(w, w->n) > room)
			break;
		need += gap + least(w, w->n);
		over += gap + w->cell[w->n];
	}
	over -= room;
	for (size_t i = 0; i < sizeof from / sizeof *from; i++) {
		int spare = w->cell[from[i]] - least(w, from[i]);

		if (from[i] >= w->n)
			continue;
		spare = spare > over ? over : spare;
		w->cell[from[i]] -= spare > 0 ? spare : 0;
		over -= spare > 0 ? spare : 0;
	}
}

/* As wide as the widest of each, so that all that has room has it. */
static void measure(const struct pen *p, const struct works *all, struct widths *widths)
{
	char text[CELL];

	for (int cell = 0; cell < CELLS; cell++) {
		widths->cell[cell] = (int)strlen(titles[cell]);
		for (uint32_t i = 0; i < all->n; i++) {
			int width;

			say_cell(p, &all->work[i], cell, text);
			width = (int)text_width(text);
			if (width > widths->cell[cell])
				widths->cell[cell] = width;
		}
	}
	squeeze(widths, p->width);
}

/* One cell after the other, as long as there is room. */
static void draw_cells(const struct pen *row, const struct widths *widths,
		       const struct work *w)
{
	struct pen p = *row;
	char text[CELL];

	for (int cell = 0; cell < widths->n && p.width > 1; cell++) {
		if (w)
			say_cell(row, w, cell, text);
		else
			snprintf(text, sizeof text, "%s", titles[cell]);
		if (w || (int)text_width(text) <= p.width) {
			struct pen own = p;

			if (widths->cell[cell] < own.width)
				own.width = widths->cell[cell];
			pen_str(&own, text);
		}
		p = pen_skip(&p, widths->cell[cell] + 2);
	}
}

/* --- the next day, beside ------------------------------------------------------------
 */

/* Behind the cells of a row, to the right edge: a cell is so many ms. */
struct day {
	int col, cols;
	int64_t from_ms, cell_ms;
};

static struct day day_beside(const struct pen *row, const struct widths *widths)
{
	struct day day = {.col = row->col, .from_ms = row->scene->now_ms};

	for (int cell = 0; cell < widths->n; cell++)
		day.col += widths->cell[cell] + 2;
	day.cols = row->col + row->width - day.col - 1;
	day.cols -= day.cols > 0 ? day.cols % HOURS : 0;
	if (day.cols >= DAY_COLS)
		day.cell_ms = HOURS * HOUR_MS / day.cols;
	return day;
}

/* The hours of the clock on the wall, each above the cell that begins with it. */
static void draw_hours(const struct pen *row, const struct day *day)
{
	const struct zone *zone = row->session->options.zone;
	struct civil c;
	char time[FORMAT_SIZE];
	int64_t at;

	if (!day->cell_ms)
		return;
	zone_civil(zone, day->from_ms, &c);
	at = day->from_ms - (c.minute * 60 + c.second) * 1000 + HOUR_MS;
	for (int hour = c.hour + 1; at < day->from_ms + HOURS * HOUR_MS;
	     hour++, at += HOUR_MS)
		if (hour % TICK_HOURS == 0 &&
		    (at - day->from_ms) / day->cell_ms + 5 <= day->cols)
			canvas_printf(
				row->canvas, row->row,
				day->col + (int)((at - day->from_ms) / day->cell_ms), 5,
				STYLE_DIM, "%.5s", format_time(time, zone, at));
}

/* When it is: what is over, and what is later than that day, has no cell. */
static void draw_bar(const struct pen *row, const struct day *day, const struct work *w)
{
	int64_t from = w->next.from_ms - day->from_ms,
		to = w->next.to_ms - day->from_ms;
	bool runs = w->window->phase == WINDOW_RUNS;
	uint32_t full = canvas_plain(row->canvas) ? '#' : 0x2588;
	uint32_t half = canvas_plain(row->canvas) ? '=' : 0x2592;
	int first, behind;

	if (!day->cell_ms || to <= 0 || from >= HOURS * HOUR_MS)
		return;
	first = from > 0 ? (int)(from / day->cell_ms) : 0;
	behind = to < HOURS * HOUR_MS ? (int)((to - 1) / day->cell_ms) + 1 : day->cols;
	canvas_fill(row->canvas, row->row, day->col, 1, day->cols, STYLE_DIM, 0xb7);
	canvas_fill(row->canvas, row->row, day->col + first, 1, behind - first,
		    runs ? STYLE_NORMAL : STYLE_DIM, runs ? full : half);
}

static void draw_work(const struct pen *row, const struct widths *widths,
		      const struct day *day, const struct work *w)
{
	struct pen p = *row;

	p.style = w->window->phase == WINDOW_WAITS ? STYLE_DIM : STYLE_NORMAL;
	draw_cells(&p, widths, w);
	draw_bar(&p, day, w);
}

static void draw(struct session *v, const struct scene *s, struct canvas *c,
		 struct area a)
{
	struct page *page = session_page(v);
	struct pen p = {v, s, c, a.row + 2, a.col + 2, a.cols - 2, STYLE_TITLE};
	uint32_t height = a.rows > 2 ? (uint32_t)a.rows - 2 : 0, at;
	struct widths widths;
	struct works all;
	struct day day;
	char range[48] = "";

	gather(&all, s);
	at = settle(page, &all, height);
	if (all.n > height)
		panel_range(range, sizeof range, page->help_top, height, all.n);
	panel_rule(c, a.row, a.col, a.cols, STYLE_TITLE, "PLANNED WORK", range);
	measure(&p, &all, &widths);
	p.row--;
	draw_cells(&p, &widths, NULL);
	day = day_beside(&p, &widths);
	if (all.n)
		draw_hours(&p, &day);
	p.row++;
	if (!all.n && height)
		canvas_str(c, p.row, p.col, p.width, STYLE_DIM,
			   "nothing is planned; m plans it for a device or a site",
			   false);
	for (uint32_t i = page->help_top; i - page->help_top < height && i < all.n;
	     i++, p.row++) {
		draw_work(&p, &widths, &day, &all.work[i]);
		if (i == at)
			panel_cursor(v, c, p.row, a.col, a.cols);
	}
	free(all.work);
}

const struct view works_view = {
	.name = "works",
	.line = "planned work: windows of maintenance that run or come",
	.listless = true,
	.finds = true,
	.draw = draw,
	.move = move,
};

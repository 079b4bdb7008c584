/*
 * Planned work: every window of maintenance, what runs first, then what comes, the next
 * soonest. Text to scroll, as few are ever there at once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/alert/maintenance.h"
#include "views/panels.h"

#define NAME_CELLS 18
#define TIME_CELLS 26

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
		all->n += w->window->phase != WINDOW_OVER;
	}
	if (all->n)
		qsort(all->work, all->n, sizeof *all->work, by_time);
}

/* "until 21:00:00, 44m left", "21 Nov 02:00, in 5h43" */
static void say_time(const struct pen *p, const struct work *w, char *out, size_t cap)
{
	const struct zone *zone = p->session->options.zone;
	int64_t now_ms = p->scene->now_ms;
	char time[FORMAT_SIZE], day[FORMAT_SIZE], age[FORMAT_SIZE];

	switch (w->window->phase) {
	case WINDOW_WAITS:
		snprintf(out, cap, "%s %.5s, in %s",
			 format_day(day, zone, w->next.from_ms),
			 format_time(time, zone, w->next.from_ms),
			 format_age(age, w->next.from_ms - now_ms));
		break;
	case WINDOW_RUNS:
		snprintf(out, cap, "until %s, %s left",
			 format_time(time, zone, w->next.to_ms),
			 format_age(age, w->next.to_ms - now_ms));
		break;
	default:
		snprintf(out, cap, "ended %s, %s",
			 format_time(time, zone, w->next.to_ms),
			 window_phase_name(w->window->phase));
	}
}

static void say_what(const struct window *w, char *out, size_t cap)
{
	char subject[256];

	window_subject(w, subject, sizeof subject);
	snprintf(out, cap, "%s%s%s%s%s%s%s", subject, w->text[0] ? "  " : "", w->text,
		 w->owner[0] ? "  owner " : "", w->owner,
		 w->approver[0] ? "  approved by " : "", w->approver);
}

static void draw_work(const struct pen *row, const struct work *w)
{
	bool waits = w->window->phase == WINDOW_WAITS;
	struct pen p = *row;
	char text[768];

	p.style = waits ? STYLE_DIM : STYLE_NORMAL;
	canvas_str(p.canvas, p.row, p.col, NAME_CELLS - 1, p.style, w->window->name,
		   false);
	p = pen_skip(&p, NAME_CELLS);
	say_time(&p, w, text, sizeof text);
	canvas_str(p.canvas, p.row, p.col, TIME_CELLS - 1, p.style, text, false);
	p = pen_skip(&p, TIME_CELLS);
	say_what(w->window, text, sizeof text);
	pen_str(&p, text);
}

static void draw(struct session *v, const struct scene *s, struct canvas *c,
		 struct area a)
{
	struct page *page = session_page(v);
	struct pen p = {v, s, c, a.row + 2, a.col + 2, a.cols - 2, STYLE_TITLE};
	uint32_t height = a.rows > 2 ? (uint32_t)a.rows - 2 : 0, most;
	struct works all;
	char range[48] = "";

	gather(&all, s);
	most = all.n > height ? all.n - height : 0;
	if (page->help_top > most)
		page->help_top = most;
	if (most > 0)
		snprintf(range, sizeof range, "%u-%u of %u", page->help_top + 1,
			 page->help_top + height, all.n);
	panel_rule(c, a.row, a.col, a.cols, STYLE_TITLE, "PLANNED WORK", range);
	canvas_printf(c, a.row + 1, p.col, p.width, STYLE_TITLE, "%-*s%-*s%s",
		      NAME_CELLS, "WINDOW", TIME_CELLS, "WHEN", "OF");
	if (!all.n && height)
		canvas_str(c, p.row, p.col, p.width, STYLE_DIM,
			   "nothing is planned; m plans it for a device or a site",
			   false);
	for (uint32_t i = 0; i < height && page->help_top + i < all.n; i++, p.row++)
		draw_work(&p, &all.work[page->help_top + i]);
	free(all.work);
}

const struct view works_view = {
	.name = "works",
	.line = "planned work: windows of maintenance that run or come",
	.listless = true,
	.draw = draw,
};

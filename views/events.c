/*
 * What happened, newest first: when, what, of which severity, to whom, by whom.
 */
#include <stdio.h>
#include <string.h>

#include "views/panels.h"

void event_draw(const struct session *v, struct canvas *c, struct area a,
		const struct event *e)
{
	char time[FORMAT_SIZE];
	int col = a.col, end = a.col + a.cols;

	if (!e)
		return;
	format_time(time, v->options.zone, e->at_ms);
	if (e->subject == SUBJECT_WATCH) {
		canvas_printf(c, a.row, col, a.cols, STYLE_DIM, "%s %s", time, e->text);
		return;
	}
	col += canvas_printf(c, a.row, col, a.cols, STYLE_DIM, "%s %s ", time,
			     event_name(e->kind));
	if (e->severity > SEV_NONE) {
		canvas_char(c, a.row, col, (uint8_t)severity_style(e->severity),
			    (uint32_t)severity_letter(e->severity));
		col += 2;
	}
	canvas_printf(c, a.row, col, end - col, STYLE_DIM, "%s %s%s%s", e->name,
		      e->text, e->who.name[0] ? "  by " : "", e->who.name);
}

/* The same in columns. */
static void draw_row(const struct pen *row, const struct event *e)
{
	char time[FORMAT_SIZE];
	bool of_watch = e->subject == SUBJECT_WATCH;
	struct pen p = *row;

	pen_str(&p, format_time(time, p.session->options.zone, e->at_ms));
	p = pen_skip(&p, 9);
	pen_str(&p, of_watch ? "watch" : event_name(e->kind));
	p = pen_skip(&p, 13);
	if (e->severity > SEV_NONE)
		canvas_char(p.canvas, p.row, p.col,
			    (uint8_t)severity_style(e->severity),
			    (uint32_t)severity_letter(e->severity));
	p = pen_skip(&p, 2);
	canvas_printf(p.canvas, p.row, p.col, p.width, STYLE_NORMAL, "%s%s%s%s%s",
		      of_watch ? "" : e->name, of_watch ? "" : "  ", e->text,
		      e->who.name[0] ? "  by " : "", e->who.name);
}

void events_draw(struct session *v, const struct scene *s, struct canvas *c,
		 struct area a, const char *name)
{
	struct pen p = {v, s, c, a.row, a.col + 1, a.cols - 1, STYLE_DIM};
	const struct event *e;

	if (a.rows < 1)
		return;
	panel_rule(c, p.row++, a.col, a.cols, STYLE_TITLE, "EVENTS", "");
	for (uint32_t i = 0; p.row < a.row + a.rows && (e = recent_at(s->recent, i));
	     i++) {
		if (name && strcmp(e->name, name) != 0)
			continue;
		draw_row(&p, e);
		p.row++;
	}
	if (p.row == a.row + 1 && a.rows > 1)
		pen_str(&p, "none yet");
}

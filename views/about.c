/*
 * What an event was about, as it is now: its thing in three lines, its alert while that
 * is remembered, and what else happened to it. On wide screens beside the events.
 */
#include <stdio.h>
#include <string.h>

#include "probes/alert/alert.h"
#include "probes/alert/logbook.h"
#include "views/panels.h"

#define ABOUT_COLS 200 /* of a screen that has room for it */
#define BRIEF_ROWS 3
#define ALERT_ROWS 14

/* Returns the area below. */
static struct area draw_brief(const struct pen *first, struct area a, ref_id ref)
{
	char text[BRIEF_SIZE], *line = text, *end;
	struct pen p = *first;

	if (!brief_of(p.scene, p.session->options.zone, ref, text))
		return a;
	for (int i = 0; i < BRIEF_ROWS && *line && i < a.rows; i++, p.row++) {
		end = line + strcspn(line, "\n");
		if (*end)
			*end++ = '\0';
		pen_str(&p, line);
		line = end;
	}
	a.rows -= p.row - a.row;
	a.row = p.row;
	return a;
}

static void draw_about(struct session *v, const struct scene *s, struct canvas *c,
		       struct area a, const struct event *e)
{
	struct pen p = {v, s, c, a.row + 1, a.col + 1, a.cols - 1, STYLE_NORMAL};
	struct thing t = {.kind = THING_NONE}, alert = t;
	char path[3 * TEXT_BYTES_MAX] = "";
	bool known;

	if (e)
		thing_told(s, e->subject, e->name, e->entity, &t);
	known = thing_ref(s, &t) != 0;
	if (known)
		thing_path(s, &t, a.cols - 4, path, sizeof path);
	panel_rule(c, a.row, a.col, a.cols, STYLE_TITLE, known ? path : "ABOUT", "");
	a = (struct area){a.row + 1, a.col, a.rows - 1, a.cols};
	if (known)
		a = draw_brief(&p, a, thing_ref(s, &t));
	if (e && e->alert && alert_find(s->alerts, e->alert))
		thing_of(s, ref_alert(e->alert), &alert);
	if (alert.kind != THING_NONE && a.rows > ALERT_ROWS) {
		alert_detail(v, s, c,
			     (struct area){a.row, a.col, ALERT_ROWS, a.cols}, &alert);
		a.row += ALERT_ROWS;
		a.rows -= ALERT_ROWS;
	}
	if (!known || a.rows < 2)
		return;
	if (t.kind == THING_IF)
		t.kind = THING_DEVICE;
	timeline_draw(v, s, c, a, &t);
}

void about_events(struct session *v, const struct scene *s, struct canvas *c,
		  struct area a)
{
	const struct thing *selected = &session_list(v)->selected;
	int left = a.cols >= ABOUT_COLS ? a.cols * 5 / 8 : a.cols;
	const struct event *e = NULL;

	panel_draw(v, s, c,
		   (struct area){a.row, a.col, a.rows, left - (left < a.cols)},
		   PANEL_EVENTS);
	if (left == a.cols)
		return;
	if (selected->kind == THING_EVENT)
		e = logbook_event(s->logbook, selected->id);
	draw_about(v, s, c,
		   (struct area){a.row, a.col + left, a.rows, a.cols - left}, e);
	panel_divide(c, a, left);
}

/*
 * Alerts: what is wrong, for how long, who has it.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "probes/alert/alert.h"
#include "views/alert_rows.h"
#include "views/calls.h"
#include "views/panels.h"

#define DETAIL_ROWS 9
#define DETAIL_FROM 17	/* rows of a view that has room for it */
#define EVENTS_FROM 32	/* for events, too */
#define BESIDE_FROM 160 /* columns */

/* --- columns -------------------------------------------------------------------------
 */

static void put_severity(const struct pen *p, ref_id ref)
{
	const struct alert *a = row_alert(p->scene, ref);
	struct pen pen = *p;
	char text[3] = "?";

	if (a) {
		text[0] = severity_letter(a->severity);
		text[1] = row_in_hand(a) ? 'a' : '\0';
		if (row_needs(a))
			pen.style = (uint8_t)severity_style(a->severity);
	}
	pen_str(&pen, text);
}

static void put_age(const struct pen *p, ref_id ref)
{
	const struct alert *a = row_alert(p->scene, ref);
	char age[FORMAT_SIZE];

	if (a)
		pen_right(p, format_age(age, p->scene->now_ms - a->opened_ms));
}

static void put_site(const struct pen *p, ref_id ref)
{
	site_id site = row_site(p->scene, ref);

	if (site < p->scene->net->site_n)
		pen_text(p, p->scene->net->site[site].name);
}

static void put_device(const struct pen *p, ref_id ref)
{
	const struct alert *a = row_alert(p->scene, ref);

	if (a)
		pen_str(p, a->name);
}

static void put_what(const struct pen *p, ref_id ref)
{
	const struct alert *a = row_alert(p->scene, ref);
	char text[256], cover[96];

	if (!a)
		return;
	alert_cover(a, cover, sizeof cover);
	if (a->suppressed)
		snprintf(text, sizeof text, "%s: %s", cover, a->text);
	else if (a->planned)
		snprintf(text, sizeof text, "%s  in %s", a->text, row_window(a));
	else
		snprintf(text, sizeof text, "%s", a->text);
	pen_str(p, text);
}

static void put_hides(const struct pen *p, ref_id ref)
{
	const struct alert *a = row_alert(p->scene, ref);
	char text[16];

	if (!a || a->hides == 0)
		return;
	snprintf(text, sizeof text, "+%u", a->hides);
	pen_right(p, text);
}

/* Who has it and since when, or how soon that ends; of what nobody has who is called
 * next. */
static void put_ack(const struct pen *p, ref_id ref)
{
	const struct alert *a = row_alert(p->scene, ref);
	char age[FORMAT_SIZE + 8], since[FORMAT_SIZE], text[64] = "-";
	struct pen pen = *p;
	bool soon = a && ack_ends_soon(a, p->scene->now_ms);
	int room;

	if (!a)
		return;
	if (soon)
		snprintf(age, sizeof age, "ends %s",
			 format_age(since, a->ack.until_ms - p->scene->now_ms));
	else
		format_age(age, p->scene->now_ms - alert_held_since(a));
	room = p->width - (int)strlen(age) - 1;
	if (a->state == ALERT_ACKNOWLEDGED && !a->ack.durable)
		snprintf(text, sizeof text, "saving %s", a->ack.by.name);
	else if (alert_holder(a)[0] && !a->needs_reack)
		snprintf(text, sizeof text, "%.*s%s%s", room > 0 ? room : 0,
			 alert_holder(a), room > 0 ? " " : "", age);
	else if (!calls_next(a, p->scene->now_ms, p->width, text, sizeof text) &&
		 a->needs_reack)
		snprintf(text, sizeof text, "again");
	if (soon)
		pen.style = STYLE_ALARM;
	pen_str(&pen, text);
}

static void put_until(const struct pen *p, ref_id ref)
{
	const struct alert *a = row_alert(p->scene, ref);
	char time[FORMAT_SIZE];

	if (a && a->state == ALERT_ACKNOWLEDGED)
		pen_right(p,
			  format_time(time, p->session->options.zone, a->ack.until_ms));
}

static void put_note(const struct pen *p, ref_id ref)
{
	const struct alert *a = row_alert(p->scene, ref);

	if (a && a->state == ALERT_ACKNOWLEDGED && a->ack.note)
		pen_str(p, a->ack.note);
}

static const struct column columns[] = {
	{"S", 2, 2, 10, 0, false, put_severity, 0, 0, 0},
	{"AGE", 5, 5, 8, 0, true, put_age, 0, 0, 0},
	{"SITE", 5, 16, 4, 76, false, put_site, NAME_SITE, 0, 0},
	{"DEVICE", 12, 24, 9, 0, false, put_device, NAME_DEV, 0, 0},
	{"WHAT", 20, 64, 11, 0, false, put_what, 0, 0, 0},
	{"HIDE", 4, 5, 5, 0, true, put_hides, 0, 0, 0},
	{"ACK", 9, 16, 6, 0, false, put_ack, 0, 0, 0},
	{"UNTIL", 8, 8, 3, 110, true, put_until, 0, 0, 0},
	{"NOTE", 16, COLUMN_REST, 2, 110, false, put_note, 0, 0, 0},
};

/* --- panel ---------------------------------------------------------------------------
 */

static bool is_problem(const struct scene *s, ref_id ref)
{
	const struct alert *a = row_alert(s, ref);

	return a && row_needs(a);
}

static uint8_t style_of(const struct scene *s, ref_id ref)
{
	return is_problem(s, ref) ? STYLE_NORMAL : STYLE_DIM;
}

static void draw_ghost(const struct pen *p)
{
	const struct thing *gone = &session_list(p->session)->selected;
	const struct alert *a = alert_find(p->scene->alerts, gone->id);
	char time[FORMAT_SIZE], text[256], cover[96];

	if (!a)
		snprintf(text, sizeof text, "cleared");
	else if (a->state == ALERT_CLEARED)
		snprintf(text, sizeof text, "cleared %s  %s %s",
			 format_time(time, p->session->options.zone, a->cleared_ms),
			 a->name, a->text);
	else if (a->suppressed)
		snprintf(text, sizeof text, "hidden, %s  %s %s",
			 (alert_cover(a, cover, sizeof cover), cover), a->name,
			 a->text);
	else if (a->planned)
		snprintf(text, sizeof text, "planned, %s  %s %s", row_window(a),
			 a->name, a->text);
	else if (a->state == ALERT_ACKNOWLEDGED)
		snprintf(text, sizeof text, "in hand  %s %s", a->name, a->text);
	else
		snprintf(text, sizeof text, "open  %s %s", a->name, a->text);
	pen_str(p, text);
}

/* What an alert is about: its interface if it has one, else its device or site. */
static void thing_of_alert(const struct scene *s, const struct alert *a,
			   struct thing *t)
{
	*t = (struct thing){.kind = THING_IF};
	snprintf(t->name, sizeof t->name, "%s", a->name);
	snprintf(t->entity, sizeof t->entity, "%s", a->entity);
	if (a->subject == SUBJECT_DEVICE && thing_ref(s, t))
		return;
	t->kind = a->subject == SUBJECT_SITE ? THING_SITE : THING_DEVICE;
	t->entity[0] = '\0';
	if (a->subject == SUBJECT_CIRCUIT && a->thing < s->net->circuit_n)
		thing_of(s, ref_site(row_site(s, ref_alert(a->id))), t);
}

/* First alone on the screen with all that is known, then what it is about. */
static void open_row(struct session *v, const struct scene *s, ref_id ref)
{
	const struct alert *a = row_alert(s, ref);
	struct thing t;

	if (!a)
		return;
	if (session_page(v)->view->many) {
		struct thing scope = session_page(v)->scope;

		thing_of(s, ref, &t);
		session_open_at(v, PANEL_ALERTS, &scope, &t);
		return;
	}
	thing_of_alert(s, a, &t);
	if (thing_ref(s, &t))
		session_open_thing(v, s, &t);
}

/* The header counts those of all; here of what the page is narrowed to. */
static void summarize(struct session *v, const struct scene *s, char *out, size_t size)
{
	const struct page *page = session_page(v);
	uint32_t hidden = 0;

	if (page->scope.kind != THING_NONE && !page->list[PANEL_ALERTS].hidden)
		hidden = alert_rows_hidden(s, &page->scope);
	if (hidden)
		snprintf(out, size, "h: %u hidden by a cause", hidden);
}

static void say_empty(struct session *v, const struct scene *s, char *out, size_t size)
{
	const struct board *b = &s->views->board;
	char age[FORMAT_SIZE];

	if (session_page(v)->list[PANEL_ALERTS].filter.n > 0)
		snprintf(out, size, "no alert matches the filter");
	else if (s->net->dev_n == 0)
		snprintf(out, size, "no devices are configured");
	else if (!b->ready || b->answered == 0)
		snprintf(out, size, "waiting for first answers");
	else if (session_page(v)->scope.kind != THING_NONE)
		snprintf(out, size, "no open alerts");
	else if (b->late_ms > 0)
		snprintf(out, size, "no open alerts, but data are late");
	else
		snprintf(out, size, "no open alerts; %u of %u devices answered < %s",
			 b->count[DEV_UP] + b->count[DEV_DEGRADED], s->net->dev_n,
			 format_age(age, b->oldest_ms + 1000));
}

const struct panel alerts_panel = {
	.title = "ALERTS",
	.terse = true,
	.columns = columns,
	.column_n = sizeof columns / sizeof *columns,
	.sorts = alert_sorts,
	.rows = alert_rows,
	.problem = is_problem,
	.style = style_of,
	.open = open_row,
	.line = alert_rows_line,
	.ghost = draw_ghost,
	.summary = summarize,
	.empty = say_empty,
};

/* --- view ----------------------------------------------------------------------------
 */

/* What happened lately, to what the list is narrowed to. */
static void draw_events(struct session *v, const struct scene *s, struct canvas *c,
			struct area area)
{
	const struct thing *scope = &session_page(v)->scope;

	if (scope->kind == THING_NONE)
		timeline_draw(v, s, c, area, NULL);
	else
		timeline_draw(v, s, c, area, scope);
}

/* The list; from DETAIL_FROM rows on what is known about the selected one below it,
 * and from EVENTS_FROM on what happened lately: beside it, else under it. */
static void draw(struct session *v, const struct scene *s, struct canvas *c,
		 struct area area)
{
	struct area list = area, below;

	if (area.rows >= EVENTS_FROM)
		list.rows -= area.rows / 2;
	else if (area.rows >= DETAIL_FROM)
		list.rows -= DETAIL_ROWS;
	panel_draw(v, s, c, list, PANEL_ALERTS);
	below = (struct area){area.row + list.rows, area.col, area.rows - list.rows,
			      area.cols};
	if (area.rows < EVENTS_FROM) {
		alert_detail(v, s, c, below);
	} else if (area.cols >= BESIDE_FROM) {
		int left = area.cols / 2;

		alert_detail(v, s, c,
			     (struct area){below.row, 0, below.rows, left - 1});
		canvas_fill(c, below.row + 1, left - 1, below.rows - 1, 1, STYLE_TITLE,
			    0x2502);
		canvas_char(c, below.row, left - 1, STYLE_TITLE, 0x252c);
		draw_events(
			v, s, c,
			(struct area){below.row, left, below.rows, area.cols - left});
	} else {
		below.rows = DETAIL_ROWS;
		alert_detail(v, s, c, below);
		below.row += DETAIL_ROWS;
		below.rows = area.rows - list.rows - DETAIL_ROWS;
		draw_events(v, s, c, below);
	}
}

const struct view alerts_view = {
	.name = "alerts",
	.line = "open alerts, what is known about each, who has it",
	.focus = PANEL_ALERTS,
	.draw = draw,
};

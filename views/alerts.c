/*
 * Alerts: what is wrong, for how long, who has it. The view shows below the list all
 * that is known about the selected one.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "probes/alert/wording.h"
#include "views/alert_rows.h"
#include "views/panels.h"

#define DETAIL_ROWS 9
#define DETAIL_FROM 17 /* rows of a view that has room for it */

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
	char text[256];

	if (!a)
		return;
	snprintf(text, sizeof text, "%s%s%s", a->text, a->suppressed ? "  behind " : "",
		 a->suppressed ? row_hider(a) : "");
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

static void put_ack(const struct pen *p, ref_id ref)
{
	const struct alert *a = row_alert(p->scene, ref);
	char age[FORMAT_SIZE], text[64] = "-";
	int room;

	if (!a)
		return;
	format_age(age, p->scene->now_ms - a->ack.at_ms);
	room = p->width - (int)strlen(age) - 1;
	if (a->state == ALERT_ACKNOWLEDGED && !a->ack.durable)
		snprintf(text, sizeof text, "saving %s", a->ack.by.name);
	else if (a->state == ALERT_ACKNOWLEDGED)
		snprintf(text, sizeof text, "%.*s %s", room > 0 ? room : 0,
			 a->ack.by.name, age);
	else if (a->needs_reack)
		snprintf(text, sizeof text, "again");
	pen_str(p, text);
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
	{"S", 2, 2, 10, 0, false, put_severity, 0, 0},
	{"AGE", 5, 5, 8, 0, true, put_age, 0, 0},
	{"SITE", 5, 16, 4, 76, false, put_site, NAME_SITE, 0},
	{"DEVICE", 12, 24, 9, 0, false, put_device, NAME_DEV, 0},
	{"WHAT", 20, 64, 11, 0, false, put_what, 0, 0},
	{"HIDE", 4, 5, 5, 0, true, put_hides, 0, 0},
	{"ACK", 9, 16, 6, 0, false, put_ack, 0, 0},
	{"UNTIL", 8, 8, 3, 110, true, put_until, 0, 0},
	{"NOTE", 16, COLUMN_REST, 2, 110, false, put_note, 0, 0},
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
	char time[FORMAT_SIZE], text[256];

	if (!a)
		snprintf(text, sizeof text, "cleared");
	else if (a->state == ALERT_CLEARED)
		snprintf(text, sizeof text, "cleared %s  %s %s",
			 format_time(time, p->session->options.zone, a->cleared_ms),
			 a->name, a->text);
	else if (a->suppressed)
		snprintf(text, sizeof text, "hidden by %s  %s %s", row_hider(a),
			 a->name, a->text);
	else if (a->state == ALERT_ACKNOWLEDGED)
		snprintf(text, sizeof text, "in hand  %s %s", a->name, a->text);
	else
		snprintf(text, sizeof text, "open  %s %s", a->name, a->text);
	pen_str(p, text);
}

static void open_row(struct session *v, const struct scene *s, ref_id ref)
{
	const struct alert *a = row_alert(s, ref);
	struct thing scope = {.kind = THING_DEVICE}, at = {.kind = THING_IF};
	struct thing same;

	if (!a)
		return;
	thing_of(s, ref, &same);
	snprintf(scope.name, sizeof scope.name, "%s", a->name);
	snprintf(at.name, sizeof at.name, "%s", a->name);
	snprintf(at.entity, sizeof at.entity, "%s", a->entity);
	if (session_page(v)->view->many) {
		session_open_at(v, PANEL_ALERTS, NULL, &same);
	} else if (a->subject == SUBJECT_SITE) {
		scope.kind = THING_SITE;
		session_open_at(v, PANEL_DEVICES, &scope, NULL);
	} else if (a->subject == SUBJECT_DEVICE) {
		session_open_at(v, PANEL_LINKS, &scope, a->entity[0] ? &at : NULL);
	}
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
	else if (b->late_ms > 0)
		snprintf(out, size, "no open alerts, but data are late");
	else
		snprintf(out, size, "no open alerts; %u of %u devices answered < %s",
			 b->count[DEV_UP] + b->count[DEV_DEGRADED], s->net->dev_n,
			 format_age(age, b->oldest_ms + 1000));
}

const struct panel alerts_panel = {
	.title = "ALERTS",
	.columns = columns,
	.column_n = sizeof columns / sizeof *columns,
	.sorts = alert_sorts,
	.rows = alert_rows,
	.problem = is_problem,
	.style = style_of,
	.open = open_row,
	.line = alert_rows_line,
	.ghost = draw_ghost,
	.empty = say_empty,
};

/* --- detail --------------------------------------------------------------------------
 */

__attribute__((format(printf, 3, 4))) static void line(struct pen *p, const char *label,
						       const char *fmt, ...)
{
	char text[512];
	va_list args;
	struct pen value;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	p->style = STYLE_DIM;
	pen_str(p, label);
	value = pen_skip(p, 9);
	value.style = STYLE_NORMAL;
	pen_str(&value, text);
	p->row++;
}

static void say_when(struct pen *p, const struct alert *a)
{
	const struct zone *zone = p->session->options.zone;
	char time[FORMAT_SIZE], other[FORMAT_SIZE];

	line(p, "opened", "%s, %s ago; %u in the last hour",
	     format_time(time, zone, a->opened_ms),
	     format_age(other, p->scene->now_ms - a->opened_ms), a->flaps);
	if (a->occurred_ms)
		line(p, "happened", "%s", format_time(time, zone, a->occurred_ms));
	else
		line(p, "happened", "after %s, before %s",
		     format_time(time, zone, a->last_good_ms),
		     format_time(other, zone, a->first_bad_ms));
}

static void say_place(struct pen *p, ref_id ref)
{
	const struct network *net = p->scene->net;
	dev_id dev = row_dev(p->scene, ref);
	site_id site = row_site(p->scene, ref);

	if (site >= net->site_n)
		line(p, "site", "-");
	else if (dev == NONE)
		line(p, "site", "%s %s", network_str(net, net->site[site].name),
		     network_str(net, net->site[site].title));
	else
		line(p, "site", "%s %s   %s %s", network_str(net, net->site[site].name),
		     network_str(net, net->site[site].title),
		     role_name(net->dev[dev].role),
		     network_str(net, net->dev[dev].address));
}

static void say_value(struct pen *p, const struct alert *a)
{
	char value[96];

	wording_limit(value, sizeof value, a->check, a->value, a->limit, a->clear);
	line(p, "value", "%s   rule %s, %s", value,
	     a->rule ? a->rule->name : check_name(a->check),
	     category_name(a->category));
}

static void say_cause(struct pen *p, const struct alert *a)
{
	if (a->suppressed)
		line(p, "cause", "hidden by %s", row_hider(a));
	else if (a->hides)
		line(p, "cause", "explains %u more", a->hides);
	else
		line(p, "cause", "not known");
}

static void say_ack(struct pen *p, const struct alert *a)
{
	char since[FORMAT_SIZE], until[FORMAT_SIZE];

	if (a->state != ALERT_ACKNOWLEDGED) {
		line(p, "ack", "%s",
		     a->needs_reack ? "none any more: it got worse, or its time was up"
				    : "none");
		return;
	}
	line(p, "ack", "%s%s%s, %s ago, %s until %s%s%s", a->ack.by.name,
	     a->ack.by.from[0] ? " from " : "", a->ack.by.from,
	     format_age(since, p->scene->now_ms - a->ack.at_ms),
	     ack_intent_name(a->ack.intent),
	     format_time(until, p->session->options.zone, a->ack.until_ms),
	     a->ack.note && a->ack.note[0] ? ": " : "", a->ack.note ? a->ack.note : "");
}

static void draw_detail(struct session *v, const struct scene *s, struct canvas *c,
			struct area area, const struct alert *a)
{
	struct pen p = {v, s, c, area.row, 1, area.cols - 1, STYLE_NORMAL};
	char title[96];

	snprintf(title, sizeof title, "ALERT %llu  %s  %s", (unsigned long long)a->id,
		 severity_name(a->severity), alert_state_name(a->state));
	panel_rule(c, p.row++, 0, area.cols, STYLE_TITLE, title, "");
	line(&p, "what", "%s %s  %s", a->name, a->entity, a->text);
	say_place(&p, ref_alert(a->id));
	say_when(&p, a);
	say_value(&p, a);
	say_cause(&p, a);
	say_ack(&p, a);
	if (a->rule && a->rule->runbook[0])
		line(&p, "runbook", "%s", a->rule->runbook);
}

static void draw(struct session *v, const struct scene *s, struct canvas *c,
		 struct area area)
{
	struct area list = area;
	const struct alert *a;

	if (area.rows >= DETAIL_FROM)
		list.rows -= DETAIL_ROWS;
	panel_draw(v, s, c, list, PANEL_ALERTS);
	if (list.rows == area.rows)
		return;
	area.row += list.rows;
	area.rows = DETAIL_ROWS;
	a = alert_find(s->alerts, session_list(v)->selected.id);
	if (a && session_list(v)->selected.kind == THING_ALERT)
		draw_detail(v, s, c, area, a);
}

const struct view alerts_view = {
	.name = "alerts",
	.line = "open alerts, what is known about each, who has it",
	.focus = PANEL_ALERTS,
	.draw = draw,
};

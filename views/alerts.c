/*
 * Alerts: what is wrong, for how long, who has it.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "probes/alert/alert.h"
#include "probes/alert/state.h"
#include "views/alert_rows.h"
#include "views/calls.h"
#include "views/limit.h"
#include "views/panels.h"

#define LIST_HEAD 3 /* rows: title, columns, one of a ghost */
#define DETAIL_ROWS 9
#define DETAIL_MORE 5	/* where the list leaves them */
#define DETAIL_FROM 17	/* rows of a view that has room for it */
#define EVENTS_FROM 32	/* for events, too */
#define BESIDE_FROM 160 /* columns */
#define WORDS_FROM 60	/* that have room for whole sentences */
#define WIDE 200	/* that have room for all that scripts see */

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

/* "expired: ", "worse: ": why it needs somebody again, where its last column says who
 * is called next. */
static const char *again(const struct alert *a, int64_t now_ms, char *out, size_t cap)
{
	char next[64];

	out[0] = '\0';
	if (a->needs_reack &&
	    calls_next(a, now_ms, (int)sizeof next, next, sizeof next))
		snprintf(out, cap, "%s: ", reack_name(a->needs_reack));
	return out;
}

static void put_what(const struct pen *p, ref_id ref)
{
	const struct alert *a = row_alert(p->scene, ref);
	char text[304], brief[304], cover[96], words[200], news[16];

	if (!a)
		return;
	alert_cover(a, cover, sizeof cover);
	alert_words(a, p->scene->now_ms, words, sizeof words);
	if (a->suppressed)
		snprintf(text, sizeof text, "%s: %s", cover, words);
	else if (a->planned)
		snprintf(text, sizeof text, "%s  in %s", words, row_window(a));
	else
		snprintf(text, sizeof text, "%s%s",
			 again(a, p->scene->now_ms, news, sizeof news), words);
	pen_str(p, format_brief(brief, sizeof brief, text, p->width));
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

	if (!a)
		return;
	format_age(age, p->scene->now_ms - alert_held_since(a));
	if (soon) {
		pen.style = STYLE_ALARM;
		snprintf(age, sizeof age, "ends %s",
			 format_age(since, a->ack.until_ms - p->scene->now_ms));
	}
	if (a->state == ALERT_ACKNOWLEDGED && !a->ack.durable) {
		snprintf(text, sizeof text, "saving %s", a->ack.by.name);
	} else if (alert_holder(a)[0] && !a->needs_reack) {
		pen_holder(&pen, alert_holder(a), age);
		return;
	} else if (!calls_next(a, p->scene->now_ms, p->width, text, sizeof text) &&
		   a->needs_reack) {
		snprintf(text, sizeof text, "%s", reack_name(a->needs_reack));
	}
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

static void put_ticket(const struct pen *p, ref_id ref)
{
	const struct alert *a = row_alert(p->scene, ref);

	if (a && a->ticket)
		pen_str(p, a->ticket);
}

/* --- values --------------------------------------------------------------------------
 */

#define VALUE_OF(name, is)                                                             \
	static void name(const struct scene *s, ref_id ref, struct datum *d)           \
	{                                                                              \
		const struct alert *a = row_alert(s, ref);                             \
                                                                                       \
		if (a)                                                                 \
			is;                                                            \
	}
VALUE_OF(id_value, d->number = (double)a->id)
VALUE_OF(opened_value, d->number = (double)a->opened_ms)
VALUE_OF(name_value, d->text = a->name)
VALUE_OF(subject_value, d->text = subject_name(a->subject))
VALUE_OF(entity_value, d->text = a->entity)
VALUE_OF(check_value, d->text = check_name(a->check))
VALUE_OF(category_value, d->text = category_name(a->category))
VALUE_OF(state_value, d->text = alert_state_name(a->state))
VALUE_OF(text_value, d->text = a->text)
VALUE_OF(value_value, d->number = a->value)
VALUE_OF(limit_value, d->number = a->limit)
VALUE_OF(hides_value, d->number = a->hides)
VALUE_OF(holder_value, d->text = alert_holder(a))
VALUE_OF(ticket_value, d->text = a->ticket)

static void severity_value(const struct scene *s, ref_id ref, struct datum *d)
{
	const struct alert *a = row_alert(s, ref);

	if (!a)
		return;
	d->number = a->severity;
	d->text = severity_name(a->severity);
}

static void site_value(const struct scene *s, ref_id ref, struct datum *d)
{
	site_id site = row_site(s, ref);

	if (site < s->net->site_n)
		d->id = s->net->site[site].name;
	if (d->id)
		d->text = network_str(s->net, d->id);
}

static bool is_acked(const struct alert *a)
{
	return a && a->state == ALERT_ACKNOWLEDGED;
}

static void until_value(const struct scene *s, ref_id ref, struct datum *d)
{
	const struct alert *a = row_alert(s, ref);

	if (is_acked(a) && a->ack.until_ms)
		d->number = (double)a->ack.until_ms;
}

static void acked_value(const struct scene *s, ref_id ref, struct datum *d)
{
	const struct alert *a = row_alert(s, ref);

	if (is_acked(a))
		d->number = (double)a->ack.at_ms;
}

static void note_value(const struct scene *s, ref_id ref, struct datum *d)
{
	const struct alert *a = row_alert(s, ref);

	if (is_acked(a))
		d->text = a->ack.note;
}

/* clang-format off */
static const struct column columns[] = {
	{.title = "S", .min = 2, .max = 2, .keep = 10, .draw = put_severity,
	 .word = "sev", .key = "severity", .letter = 's', .kind = COLUMN_TEXT,
	 .value = severity_value},
	{.title = "AGE", .min = 5, .max = 5, .keep = 8, .right = true, .draw = put_age,
	 .word = "age", .key = "opened", .letter = 'a', .kind = COLUMN_TIME,
	 .value = opened_value},
	{.title = "SITE", .min = 5, .max = 16, .keep = 4, .from = 76, .draw = put_site,
	 .names = NAME_SITE, .word = "site", .key = "site", .letter = 'i',
	 .kind = COLUMN_TEXT, .value = site_value},
	{.title = "DEVICE", .min = 12, .max = 24, .keep = 9, .draw = put_device,
	 .names = NAME_DEV, .word = "dev", .key = "name", .letter = 'd',
	 .kind = COLUMN_TEXT, .value = name_value},
	{.title = "WHAT", .min = 20, .good = 36, .max = 110, .keep = 11,
	 .draw = put_what, .word = "what", .key = "text", .letter = 'w',
	 .kind = COLUMN_TEXT, .value = text_value},
	{.title = "HIDE", .min = 4, .max = 5, .keep = 5, .right = true,
	 .draw = put_hides, .word = "hides", .key = "hides", .letter = 'h',
	 .value = hides_value},
	{.title = "ACK", .min = 9, .good = 12, .max = 14, .keep = 6, .draw = put_ack,
	 .names = NAME_HOLDER, .word = "ack", .key = "owner", .letter = 'k',
	 .kind = COLUMN_TEXT, .value = holder_value},
	{.title = "UNTIL", .min = 8, .max = 8, .keep = 3, .from = 110, .right = true,
	 .draw = put_until, .word = "until", .key = "ack_until", .letter = 't',
	 .kind = COLUMN_TIME, .value = until_value},
	{.title = "NOTE", .min = 16, .max = COLUMN_REST, .keep = 2, .from = 110,
	 .draw = put_note, .word = "note", .key = "ack_note", .letter = 'n',
	 .kind = COLUMN_TEXT, .value = note_value},
	{.title = "ID", .min = 5, .max = 8, .keep = 1, .from = WIDE, .right = true,
	 .word = "id", .key = "id", .letter = 'm', .value = id_value},
	{.title = "SUBJECT", .min = 8, .max = 8, .keep = 5, .word = "subject",
	 .key = "subject", .kind = COLUMN_TEXT, .value = subject_value, .extra = true},
	{.title = "IF", .min = 10, .max = 28, .keep = 5, .word = "if", .key = "entity",
	 .letter = 'f', .kind = COLUMN_TEXT, .value = entity_value, .extra = true},
	{.title = "CHECK", .min = 10, .max = 16, .keep = 5, .word = "check",
	 .key = "check", .letter = 'c', .kind = COLUMN_TEXT, .value = check_value,
	 .extra = true},
	{.title = "CATEGORY", .min = 8, .max = 14, .keep = 1, .from = WIDE,
	 .word = "category", .key = "category", .letter = 'g', .kind = COLUMN_TEXT,
	 .value = category_value},
	{.title = "STATE", .min = 8, .max = 12, .keep = 5, .word = "state",
	 .key = "state", .kind = COLUMN_TEXT, .value = state_value, .extra = true},
	{.title = "VALUE", .min = 7, .max = 9, .keep = 5, .right = true,
	 .word = "value", .key = "value", .letter = 'v', .decimals = 2,
	 .value = value_value, .extra = true},
	{.title = "LIMIT", .min = 7, .max = 9, .keep = 5, .right = true,
	 .word = "limit", .key = "limit", .letter = 'l', .decimals = 2,
	 .value = limit_value, .extra = true},
	{.title = "ACKED", .min = 6, .max = 6, .keep = 5, .right = true,
	 .word = "acked", .key = "ack_at", .kind = COLUMN_TIME, .value = acked_value,
	 .extra = true},
	{.title = "TICKET", .min = 8, .max = 16, .keep = 1, .from = WIDE,
	 .draw = put_ticket, .word = "ticket", .key = "ticket", .letter = 'r',
	 .kind = COLUMN_TEXT, .value = ticket_value},
};
/* clang-format on */

/* --- panel ---------------------------------------------------------------------------
 */

/* Until when, and why, only of what somebody has. */
static bool says(const struct scene *s, const struct column *column, const ref_id *ref,
		 uint32_t n)
{
	bool of_ack = column->draw == put_until || column->draw == put_note;
	const struct alert *a;

	for (uint32_t i = 0; i < n; i++) {
		if (!(a = row_alert(s, ref[i])))
			continue;
		if (of_ack ? is_acked(a) : a->ticket && a->ticket[0])
			return true;
	}
	return !of_ack && column->draw != put_ticket;
}

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
	row_about(s, a, &t);
	session_open_told(v, s, &t);
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

/* None that needs somebody here is not none at all. */
static void say_none(struct session *v, const struct scene *s, char *out, size_t size)
{
	const struct page *page = session_page(v);
	uint32_t hidden = page->list[PANEL_ALERTS].hidden
				  ? 0
				  : alert_rows_hidden(s, &page->scope);

	if (hidden)
		snprintf(out, size, "none open, %u hidden by a cause", hidden);
	else
		snprintf(out, size, "no open alerts");
}

static void say_empty(struct session *v, const struct scene *s, char *out, size_t size)
{
	const struct board *b = &s->views->board;
	uint32_t count[DEV_STATE_N], all = limit_states(s, count);
	char age[FORMAT_SIZE];

	if (session_page(v)->list[PANEL_ALERTS].filter.n > 0)
		snprintf(out, size, "no alert matches the filter");
	else if (s->net->dev_n == 0)
		snprintf(out, size, "no devices are configured");
	else if (!b->ready || b->answered == 0)
		snprintf(out, size, "waiting for first answers");
	else if (session_page(v)->scope.kind != THING_NONE)
		say_none(v, s, out, size);
	else if (b->late_ms > 0)
		snprintf(out, size, "no open alerts, but data are late");
	else
		snprintf(out, size, "no open alerts; %u of %u %sanswered < %s",
			 count[DEV_UP] + count[DEV_DEGRADED], all,
			 v->cols < WORDS_FROM ? "" : "devices ",
			 format_age(age, b->oldest_ms + 1000));
}

const struct panel alerts_panel = {
	.title = "ALERTS",
	.terse = true,
	.columns = columns,
	.column_n = sizeof columns / sizeof *columns,
	.name = "alerts",
	.of = "alerts",
	.usual = "need",
	.rows = alert_rows,
	.problem = is_problem,
	.style = style_of,
	.open = open_row,
	.says = says,
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

/* Beside the details, from the top of an area on. */
static void draw_beside(struct session *v, const struct scene *s, struct canvas *c,
			struct area below, const struct thing *selected)
{
	int left = below.cols / 2;

	alert_detail(v, s, c, (struct area){below.row, below.col, below.rows, left - 1},
		     selected);
	panel_divide(c, below, left);
	draw_events(v, s, c,
		    (struct area){below.row, below.col + left, below.rows,
				  below.cols - left});
}

/* So many rows that the list leaves empty the details may have that lack them. */
static int rows_more(struct session *v, const struct scene *s, struct area list,
		     const struct thing *selected)
{
	int left = list.rows - LIST_HEAD - (int)session_rows(v, s).n;
	int more = alert_detail_rows(v, s, list.cols, selected) - DETAIL_ROWS;

	left = left < DETAIL_MORE ? left : DETAIL_MORE;
	more = more < left ? more : left;
	return more > 0 ? more : 0;
}

/* The list; from DETAIL_FROM rows on what is known about the selected one below it,
 * and from EVENTS_FROM on what happened lately: beside it, else under it; in the place
 * of both where there is none. */
static void draw(struct session *v, const struct scene *s, struct canvas *c,
		 struct area area)
{
	const struct thing *selected = &session_list(v)->selected;
	struct area list = area, below;
	bool any;

	if (area.rows >= EVENTS_FROM)
		list.rows -= area.rows / 2;
	else if (area.rows >= DETAIL_FROM)
		list.rows -= DETAIL_ROWS;
	panel_draw(v, s, c, list, PANEL_ALERTS);
	below = (struct area){area.row + list.rows, area.col, area.rows - list.rows,
			      area.cols};
	any = selected->kind == THING_ALERT && alert_find(s->alerts, selected->id);
	if (!any && below.rows > 0) {
		draw_events(v, s, c, below);
	} else if (area.rows < EVENTS_FROM) {
		int more = area.rows < DETAIL_FROM ? 0 : rows_more(v, s, list, selected);

		below.row -= more;
		below.rows += more;
		alert_detail(v, s, c, below, selected);
	} else if (area.cols >= BESIDE_FROM) {
		draw_beside(v, s, c, below, selected);
	} else {
		below.rows = DETAIL_ROWS;
		alert_detail(v, s, c, below, selected);
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

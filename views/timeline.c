/*
 * The last minutes of a site, newest first: what its alerts and the things themselves
 * did; of a device, an interface and of the whole network as far back as is known. What
 * happens to many devices at about the same time is one line.
 */
#include <stdio.h>
#include <string.h>

#include "probes/alert/maintenance.h"
#include "views/limit.h"
#include "views/panels.h"

#define SPAN_MS INT64_C(900000)
#define TOGETHER_MS 60000
#define LINES 64
#define NAME_MAX_CELLS 32

struct line {
	const struct event *e;	/* the newest of them */
	enum severity severity; /* the worst */
	uint32_t more;		/* devices it happened to besides */
};

struct lines {
	struct line line[LINES];
	uint32_t n;
	bool whole; /* nothing of the time is forgotten */
};

/* --- which ---------------------------------------------------------------------------
 */

/* Somebody set, moved or ended a window that holds of it. */
static bool is_of_window(const struct scene *s, const struct thing *scope,
			 const char *name)
{
	const struct window *w =
		s->maintenance ? maintenance_find(s->maintenance, name) : NULL;
	enum subject subject = thing_subject(scope);
	uint32_t id = alert_thing(s->net, subject, scope->name);
	dev_id d;

	if (!w || id == NONE)
		return false;
	if (window_concerns(w, s->net, scope_of(subject, id)))
		return true;
	for (d = subject == SUBJECT_SITE ? s->net->site[id].first_dev : NONE; d != NONE;
	     d = s->net->dev[d].site_next)
		if (window_concerns(w, s->net, scope_dev(d)))
			return true;
	return false;
}

static bool touches(const struct network *net, uint32_t circuit, const char *site)
{
	return circuit != NONE &&
	       circuit_touches(net, &net->circuit[circuit],
			       alert_thing(net, SUBJECT_SITE, site));
}

/* What was before it, or while we were blind, nobody saw; whom it calls is another
 * matter. */
static bool is_of_all(const struct event *e)
{
	return e->kind == EVENT_WATCH_STARTED || e->kind == EVENT_WATCH_STOPPED ||
	       strcmp(e->check, check_name(CHECK_US)) == 0;
}

static bool is_of(const struct scene *s, const struct thing *scope,
		  const struct event *e)
{
	const struct network *net = s->net;
	dev_id dev;

	if (!scope)
		return true;
	if (e->subject == SUBJECT_WATCH)
		return is_of_all(e);
	if (e->subject == SUBJECT_WINDOW)
		return is_of_window(s, scope, e->name);
	if (scope->kind == THING_DEVICE || scope->kind == THING_IF)
		return e->subject == SUBJECT_DEVICE &&
		       strcmp(e->name, scope->name) == 0 &&
		       (!scope->entity[0] || strcmp(e->entity, scope->entity) == 0);
	if (scope->kind != THING_SITE || e->subject == SUBJECT_SITE)
		return e->subject == thing_subject(scope) &&
		       strcmp(e->name, scope->name) == 0;
	if (e->subject == SUBJECT_CIRCUIT)
		return touches(net, network_circuit_find(net, e->name), scope->name);
	dev = network_dev_find(net, e->name);
	return dev != NONE && net->dev[dev].site < net->site_n &&
	       strcmp(network_str(net, net->site[net->dev[dev].site].name),
		      scope->name) == 0;
}

static bool is_alike(const struct event *a, const struct event *b)
{
	return a->subject == SUBJECT_DEVICE && b->subject == SUBJECT_DEVICE &&
	       a->kind == b->kind && a->at_ms - b->at_ms <= TOGETHER_MS &&
	       strcmp(a->text, b->text) == 0 && strcmp(a->name, b->name) != 0 &&
	       strcmp(a->who.name, b->who.name) == 0;
}

static void add(struct lines *l, const struct event *e)
{
	for (uint32_t i = 0; i < l->n; i++) {
		if (is_alike(l->line[i].e, e)) {
			l->line[i].more++;
			if (e->severity > l->line[i].severity)
				l->line[i].severity = e->severity;
			return;
		}
	}
	if (l->n < LINES)
		l->line[l->n++] = (struct line){e, e->severity, 0};
	else
		l->whole = false;
}

/* Much happens at a site; of a device its last word counts, however old. */
static bool is_brief(const struct thing *scope)
{
	return scope && scope->kind == THING_SITE;
}

static void collect(struct lines *l, const struct scene *s, const struct thing *scope)
{
	const struct event *e;
	uint32_t i = 0;

	l->n = 0;
	l->whole = true;
	while ((e = recent_at(s->recent, i)) &&
	       (!is_brief(scope) || s->now_ms - e->at_ms <= SPAN_MS)) {
		if (limit_has_event(s, e) && is_of(s, scope, e))
			add(l, e);
		i++;
	}
	l->whole = l->whole && i < RECENT_MAX;
}

uint32_t timeline_rows(const struct scene *s, const struct thing *scope)
{
	struct lines l;

	collect(&l, s, scope);
	return l.n;
}

/* --- drawing -------------------------------------------------------------------------
 */

const char *timeline_verb(const struct event *e)
{
	static const char *const verbs[EVENT_N] = {
		[EVENT_OPENED] = "opened",	 [EVENT_REOPENED] = "again",
		[EVENT_WORSENED] = "worse",	 [EVENT_EASED] = "eased",
		[EVENT_ACKNOWLEDGED] = "acked",	 [EVENT_RELEASED] = "released",
		[EVENT_UNDONE] = "undone",	 [EVENT_EXPIRED] = "ack over",
		[EVENT_COMMENTED] = "comment",	 [EVENT_SUPPRESSED] = "hidden",
		[EVENT_RESUMED] = "unhidden",	 [EVENT_CLEARED] = "cleared",
		[EVENT_EXPIRING] = "ack ends",	 [EVENT_OWNED] = "owned",
		[EVENT_TICKET] = "ticket",	 [EVENT_ESCALATE_ASKED] = "escalate",
		[EVENT_MAINTENANCE] = "planned", [EVENT_ESCALATED] = "calls",
		[EVENT_NOTIFIED] = "told",	 [EVENT_NOTICE_FAILED] = "not told",
		[EVENT_REMEDY] = "remedy",	 [EVENT_REHEARSED] = "rehearsal",
		[EVENT_FLAPPING] = "flaps",	 [EVENT_STEADY] = "steady",
		[EVENT_PLANNED] = "planned",	 [EVENT_DIGEST] = "work over",
	};

	if (e->kind == EVENT_SUPPRESSED && e->note && !strncmp(e->note, "planned", 7))
		return verbs[EVENT_PLANNED];
	return verbs[e->kind] ? verbs[e->kind] : "";
}

uint8_t timeline_style(enum event_kind kind, enum severity severity)
{
	switch (kind) {
	case EVENT_OPENED:
	case EVENT_REOPENED:
	case EVENT_WORSENED:
	case EVENT_RESUMED:
	case EVENT_EXPIRED:
		return (uint8_t)severity_style(severity);
	default:
		return STYLE_DIM;
	}
}

/* "fra-acc-07 +13" */
static void name_of(const struct line *line, char *out, size_t size)
{
	const char *name = line->e->subject == SUBJECT_WATCH ? "noctop" : line->e->name;

	if (line->more)
		snprintf(out, size, "%s +%u", name, line->more);
	else
		snprintf(out, size, "%s", name);
}

static int names_width(const struct lines *l, uint32_t shown)
{
	char name[TEXT_BYTES_MAX + 16];
	int width = 0;

	for (uint32_t i = 0; i < l->n && i < shown; i++) {
		name_of(&l->line[i], name, sizeof name);
		if ((int)text_width(name) > width)
			width = (int)text_width(name);
	}
	return width < NAME_MAX_CELLS ? width : NAME_MAX_CELLS;
}

void timeline_words(const struct pen *p, const struct event *e)
{
	const char *note = event_note(e);
	struct pen text = *p, who;
	char words[640], brief[640];
	int width;

	if (!e->who.name[0]) {
		snprintf(words, sizeof words, "%s%s%s", e->text, note[0] ? ": " : "",
			 note);
		pen_str(p, format_brief(brief, sizeof brief, words, p->width));
		return;
	}
	snprintf(words, sizeof words, "  by %s%s%s", e->who.name, note[0] ? ": " : "",
		 note);
	width = (int)text_width(words);
	text.width -= width < p->width / 2 ? width : p->width / 2;
	pen_str(&text, format_brief(brief, sizeof brief, e->text, text.width));
	width = (int)text_width(brief);
	who = pen_skip(p, width < text.width ? width : text.width);
	pen_str(&who, words);
}

/* "20:14:10  2m10 W opened   fra-core-01  xe-0/1/0 in 93% (>80%)" */
static void draw_line(const struct pen *row, const struct line *line, int names)
{
	const struct event *e = line->e;
	char time[FORMAT_SIZE], name[TEXT_BYTES_MAX + 16];
	struct pen p = *row;

	p.style = STYLE_DIM;
	pen_str(&p, format_time(time, p.session->options.zone, e->at_ms));
	p = pen_skip(&p, 9);
	if (row->width >= 60) {
		canvas_right(p.canvas, p.row, p.col, 5, STYLE_DIM,
			     format_age(time, p.scene->now_ms - e->at_ms));
		p = pen_skip(&p, 6);
	}
	p.style = timeline_style(line->e->kind, line->severity);
	if (line->severity > SEV_INFO)
		canvas_char(p.canvas, p.row, p.col, p.style,
			    (uint32_t)severity_letter(line->severity));
	p = pen_skip(&p, 2);
	p.style = STYLE_DIM;
	pen_str(&p, timeline_verb(e));
	p = pen_skip(&p, 9);
	p.style = STYLE_NORMAL;
	name_of(line, name, sizeof name);
	canvas_str(p.canvas, p.row, p.col, names < p.width ? names : p.width, p.style,
		   name, false);
	p = pen_skip(&p, names + 2);
	timeline_words(&p, e);
}

void timeline_draw(struct session *v, const struct scene *s, struct canvas *c,
		   struct area a, const struct thing *scope)
{
	struct pen p = {v, s, c, a.row, a.col + 2, a.cols - 2, STYLE_DIM};
	struct lines l;
	uint32_t shown = a.rows > 1 ? (uint32_t)a.rows - 1 : 0;
	char right[64] = "";

	collect(&l, s, scope);
	if (l.n > shown)
		snprintf(right, sizeof right, "newest %u of %u", shown, l.n);
	else if (!l.whole)
		snprintf(right, sizeof right, "before that: noctop events");
	panel_rule(c, a.row, a.col, a.cols, STYLE_TITLE,
		   is_brief(scope) ? "LAST 15 MIN" : "EVENTS", right);
	p.row++;
	if (l.n == 0 && shown > 0)
		pen_str(&p, "nothing happened");
	for (uint32_t i = 0; i < l.n && i < shown; i++, p.row++)
		draw_line(&p, &l.line[i], names_width(&l, shown));
}

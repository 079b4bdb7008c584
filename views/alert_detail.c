/*
 * All that is known about one alert, as lines; what is too long for one goes on in the
 * rows that nothing needs, and so all is said before anything is drawn.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/alert/check.h"
#include "probes/alert/evidence.h"
#include "probes/alert/scope.h"
#include "probes/alert/wording.h"
#include "views/calls.h"
#include "views/circuit.h"
#include "views/panels.h"

#define HIDERS 8 /* told apart */
#define LABEL 9

/* Lines, each a label and words. */
struct detail {
	const struct session *session;
	const struct scene *scene;
	struct buf text;
	struct said {
		size_t label, words; /* in text */
	} * line;
	uint32_t n, cap, most;
};

/* No row is left for another. */
static bool is_full(const struct detail *d)
{
	return d->n >= d->most;
}

__attribute__((format(printf, 3, 4))) static void
line(struct detail *d, const char *label, const char *fmt, ...)
{
	struct said *said;
	char text[512];
	va_list args;

	if (is_full(d))
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	TABLE_GROW(d->line, d->cap, d->n + 1);
	said = &d->line[d->n++];
	said->label = d->text.len;
	buf_add(&d->text, label, strlen(label) + 1);
	said->words = d->text.len;
	buf_add(&d->text, text, strlen(text) + 1);
}

/* --- drawn ---------------------------------------------------------------------------
 */

/* As many words as fit into the width; returns those behind them. */
static const char *draw_words(const struct pen *p, const char *words)
{
	size_t n = format_fitting(words, p->width);
	char part[512];

	snprintf(part, sizeof part, "%.*s", (int)n, words);
	pen_str(p, part);
	return words + n + strspn(words + n, " ");
}

/* Returns how many rows it took: one, and of those to spare what it needs. */
static int draw_line(const struct pen *p, const char *label, const char *words,
		     int spare)
{
	struct pen at = *p, value = pen_skip(p, LABEL);

	at.style = STYLE_DIM;
	pen_str(&at, label);
	value.style = STYLE_NORMAL;
	for (; spare > 0 && *words && (int)text_width(words) > value.width; spare--) {
		words = draw_words(&value, words);
		value.row += *words != '\0';
	}
	if (*words)
		pen_str(&value, words);
	return value.row - p->row + 1;
}

/* fixed: lines of which each has a row in any case. */
static void draw_lines(const struct detail *d, struct pen p, int fixed)
{
	int last = p.row + (int)d->most - 1, spare = (int)d->most - fixed;

	for (uint32_t i = 0; i < d->n && p.row <= last; i++) {
		int rows = draw_line(&p, d->text.data + d->line[i].label,
				     d->text.data + d->line[i].words, spare);

		spare -= rows - 1;
		p.row += rows;
	}
}

/* --- said ----------------------------------------------------------------------------
 */

static void say_when(struct detail *d, const struct alert *a)
{
	const struct zone *zone = d->session->options.zone;
	char time[FORMAT_SIZE], other[FORMAT_SIZE];
	char often[48] = "";
	int64_t good_ms = a->last_good_ms, bad_ms = a->first_bad_ms;

	if (a->flaps > 1)
		snprintf(often, sizeof often, "; %u times in the last hour", a->flaps);
	line(d, "opened", "%s, %s ago%s", format_time(time, zone, a->opened_ms),
	     format_age(other, d->scene->now_ms - a->opened_ms), often);
	if (a->occurred_ms || good_ms / 1000 == bad_ms / 1000)
		line(d, "happened", "%s",
		     format_time(time, zone, a->occurred_ms ? a->occurred_ms : bad_ms));
	else if (good_ms > bad_ms) /* to one after the other */
		line(d, "happened", "from %s to %s", format_time(time, zone, bad_ms),
		     format_time(other, zone, good_ms));
	else if (good_ms)
		line(d, "happened", "after %s, before %s",
		     format_time(time, zone, good_ms),
		     format_time(other, zone, bad_ms));
	else
		line(d, "happened", "before %s",
		     format_time(time, zone, bad_ms));
}

static void say_place(struct detail *d, ref_id ref)
{
	const struct network *net = d->scene->net;
	dev_id dev = row_dev(d->scene, ref);
	site_id site = row_site(d->scene, ref);
	const char *name, *title = "";

	if (site >= net->site_n)
		return;
	name = network_str(net, net->site[site].name);
	if (net->site[site].title != net->site[site].name)
		title = network_str(net, net->site[site].title);
	if (dev == NONE)
		line(d, "site", "%s %s", name, title);
	else
		line(d, "site", "%s %s   %s %s", name, title,
		     role_name(net->dev[dev].role),
		     network_str(net, net->dev[dev].address));
}

static void say_value(struct detail *d, const struct alert *a)
{
	const char *rule = a->rule ? a->rule->name : check_name(a->check);
	char value[96];

	if (a->check == CHECK_RAISED) {
		line(d, "raised", "by %s; cleared by hand", a->raised_by);
		return;
	}
	if (isnan(a->value)) {
		line(d, "rule", "%s, %s", rule, category_name(a->category));
		return;
	}
	wording_limit(value, sizeof value, a->check, a->value, a->limit, a->clear);
	line(d, "value", "%s   rule %s, %s", value, rule, category_name(a->category));
}

static if_id interface_of(const struct network *net, const struct alert *a)
{
	if (a->subject != SUBJECT_DEVICE || a->thing >= net->dev_n || !a->entity[0])
		return NONE;
	return network_if_find(net, a->thing, a->entity);
}

/* "in 412M": what nineteen of twenty five-minute means do not exceed. */
static int say_share(const struct detail *d, if_id i, enum rollup_kind kind, char *out,
		     size_t cap)
{
	const struct network *net = d->scene->net;
	enum recall_state state;
	const struct recalled *r = recall_want(
		d->scene->recall, network_str(net, net->dev[net->ifs.dev[i]].name),
		network_str(net, net->ifs.name[i]), kind, RECALL_DAY, d->scene->now_ms,
		&state);
	const char *way = kind == ROLLUP_IN ? "in" : "out";
	char rate[FORMAT_SIZE];

	if (!r)
		return snprintf(out, cap, "%s", "");
	if (!r->p95_of)
		return snprintf(out, cap, "%s insufficient history  ", way);
	format_traffic(rate, (double)r->p95, d->session->own.bytes);
	return snprintf(out, cap, "%s %s  ", way, rate);
}

/* What the past says where the check or its port has one. */
static void say_past(struct detail *d, const struct alert *a)
{
	const struct network *net = d->scene->net;
	if_id i = interface_of(net, a);
	str_id sensor = i == NONE ? text_find(&net->text, a->entity) : NONE;
	struct scope_thing t = i != NONE ? scope_if(net, i) : scope_dev(a->thing);
	char words[PAST_WORDS], in[64], out[64];

	if (a->subject != SUBJECT_DEVICE || a->thing >= net->dev_n)
		return;
	if (check_past(a->check, net, t, sensor, words))
		line(d, "history", "%s", words);
	if (i == NONE || !rollup_of_if(net, i, ROLLUP_IN) ||
	    say_share(d, i, ROLLUP_IN, in, sizeof in) +
			    say_share(d, i, ROLLUP_OUT, out, sizeof out) ==
		    0)
		return;
	line(d, "95th", "of 24 h: %s%s", in, out);
}

/* What explains it; else what it explains, and how that is known. */
static void say_cause(struct detail *d, const struct alert *a)
{
	bool known = a->evidence && a->evidence[0];
	char words[96] = "", how[EVIDENCE_MAX] = "";

	if (a->suppressed) {
		alert_cover(a, words, sizeof words);
		line(d, "cause", "hidden, %s", words);
		return;
	}
	if (a->hides)
		snprintf(words, sizeof words, "explains %u more%s", a->hides,
			 known ? "; " : "");
	else if (!known)
		snprintf(words, sizeof words, "not known");
	if (known)
		format_told(how, sizeof how, d->session->options.zone, a->opened_ms,
			    a->evidence);
	line(d, "cause", "%s%s", words, how);
}

/* Whom to call, and what they will ask for. */
static void say_circuits(struct detail *d, const struct alert *a)
{
	char words[256];

	for (uint32_t i = circuit_of_alert(d->scene, a, 0);
	     i != NONE && !is_full(d);
	     i = circuit_of_alert(d->scene, a, i + 1)) {
		circuit_words(d->scene->net, i, words, sizeof words);
		line(d, "circuit", "%s", words);
	}
}

static void say_ack(struct detail *d, const struct alert *a)
{
	static const char *const why[REACK_N] = {
		"none",
		"none any more: its time was up",
		"none any more: it got worse",
		"none any more: it did not stay as it was",
	};
	static const struct {
		const char *before, *behind;
	} until_words[] = {[ACK_RECOVERY] = {"recovery or ", ""},
			   [ACK_WORSE] = {"", " or worse"},
			   [ACK_STABLE] = {"", " or a change"},
			   [ACK_TIME] = {"", ""},
			   [ACK_WINDOW] = {"its window ends or ", ""}};
	char since[FORMAT_SIZE], until[FORMAT_SIZE];

	if (a->state != ALERT_ACKNOWLEDGED) {
		line(d, "ack", "%s", why[a->needs_reack % REACK_N]);
		return;
	}
	line(d, "ack", "%s%s%s, %s ago, until %s%s%s%s%s", a->ack.by.name,
	     a->ack.by.from[0] ? " from " : "", a->ack.by.from,
	     format_age(since, d->scene->now_ms - a->ack.at_ms),
	     until_words[a->ack.intent].before,
	     format_time(until, d->session->options.zone, a->ack.until_ms),
	     until_words[a->ack.intent].behind,
	     a->ack.note && a->ack.note[0] ? ": " : "", a->ack.note ? a->ack.note : "");
}

/* Who is called. */
static void say_calls(struct detail *d, const struct alert *a)
{
	char words[512];

	if (calls_words(a, d->session->options.zone, d->scene->now_ms, words,
			sizeof words))
		line(d, "calls", "%s", words);
}

/* What came of the calls, the newest first, as many as fit. */
static void say_called(struct detail *d, const struct alert *a)
{
	const struct event *e;
	const char *verb;
	char time[FORMAT_SIZE];

	for (uint32_t i = 0; (e = recent_at(d->scene->recent, i)) && !is_full(d);
	     i++)
		if ((verb = calls_verb(e, a->id)))
			line(d, format_time(time, d->session->options.zone, e->at_ms),
			     "%s %s%s%s%s", verb, e->text, *e->note ? " (" : "",
			     e->note, *e->note ? ")" : "");
}

/* What people say of it, where they said something. */
static void say_hand(struct detail *d, const struct alert *a)
{
	char since[FORMAT_SIZE], owner[64] = "";
	bool ticket = a->ticket && a->ticket[0];

	if (a->owner[0])
		snprintf(owner, sizeof owner, "%s, %s ago   ", a->owner,
			 format_age(since, d->scene->now_ms - a->owned_ms));
	if (a->owner[0] || ticket)
		line(d, a->owner[0] ? "owner" : "ticket", "%s%s%s", owner,
		     a->owner[0] && ticket ? "ticket " : "", ticket ? a->ticket : "");
}

/* Those that it hides, and those that they hide, as many as fit. */
static void say_hidden(struct detail *d, const struct alert *a)
{
	const struct alerts *alerts = d->scene->alerts;
	const char *hider[HIDERS] = {a->name};
	unsigned n = a->hides ? 1 : 0; /* else another alert of the same hides them */

	for (unsigned at = 0; at < n; at++)
		for (uint32_t i = 0; i < alerts->n && !is_full(d); i++) {
			const struct alert *b = alerts->row[i];

			if (b == a || !b->suppressed || b->state == ALERT_CLEARED ||
			    strcmp(b->suppressed_by, hider[at]) != 0)
				continue;
			line(d, "hides", "%s  %s", b->name, b->text);
			if (b->hides && n < HIDERS)
				hider[n++] = b->name;
		}
}

static void say_all(struct detail *d, const struct alert *a)
{
	/* does the text begin with what it is about? */
	bool named = !a->entity[0] ||
		     strncmp(a->text, a->entity, strlen(a->entity)) == 0;

	line(d, "what", "%s%s%s  %s", a->name, named ? "" : " ",
	     named ? "" : a->entity, a->text);
	say_place(d, ref_alert(a->id));
	say_when(d, a);
	say_value(d, a);
	say_past(d, a);
	say_cause(d, a);
	say_circuits(d, a);
	if (a->planned)
		line(d, "planned", "%s: nobody is told until it is over",
		     row_window(a));
	say_ack(d, a);
	say_hand(d, a);
	say_calls(d, a);
	if (a->rule && a->rule->runbook[0])
		line(d, "runbook", "%s", a->rule->runbook);
}

static const struct alert *alert_of(const struct scene *s, const struct thing *selected)
{
	return selected->kind == THING_ALERT ? alert_find(s->alerts, selected->id)
					     : NULL;
}

/* As many as draw_line() needs for these words. */
static int rows_of(const char *words, int width)
{
	int rows = 1;

	while (width > 1 && (int)text_width(words) > width) {
		words += format_fitting(words, width);
		words += strspn(words, " ");
		rows += *words != '\0';
	}
	return rows;
}

int alert_detail_rows(struct session *v, const struct scene *s, int cols,
		      const struct thing *selected)
{
	struct detail d = {.session = v, .scene = s, .most = UINT32_MAX};
	const struct alert *a = alert_of(s, selected);
	int rows = 1; /* of the title */

	if (a)
		say_all(&d, a);
	for (uint32_t i = 0; i < d.n; i++)
		rows += rows_of(d.text.data + d.line[i].words, cols - 1 - LABEL);
	buf_fini(&d.text);
	free(d.line);
	return rows;
}

void alert_detail(struct session *v, const struct scene *s, struct canvas *c,
		  struct area area, const struct thing *selected)
{
	struct pen p = {v,	     s, c, area.row + 1, area.col + 1, area.cols - 1,
			STYLE_NORMAL};
	struct detail d = {.session = v, .scene = s};
	const struct alert *a = alert_of(s, selected);
	char title[96] = "ALERT";
	uint32_t fixed;

	if (area.rows < 1)
		return;
	if (a)
		snprintf(title, sizeof title, "ALERT %llu  %s  %s",
			 (unsigned long long)a->id, severity_name(a->severity),
			 alert_state_name(a->state));
	panel_rule(c, area.row, area.col, area.cols, STYLE_TITLE, title, "");
	if (!a)
		return;
	d.most = (uint32_t)area.rows - 1;
	say_all(&d, a);
	fixed = d.n;
	say_called(&d, a);
	say_hidden(&d, a);
	draw_lines(&d, p, (int)fixed);
	buf_fini(&d.text);
	free(d.line);
}

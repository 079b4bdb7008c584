/*
 * All that is known about one alert, as lines.
 */
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "probes/alert/check.h"
#include "probes/alert/scope.h"
#include "probes/alert/wording.h"
#include "views/calls.h"
#include "views/circuit.h"
#include "views/panels.h"

#define HIDERS 8 /* told apart */
#define LABEL 9

/* Lines from the pen on down to the last row. */
struct detail {
	struct pen pen;
	int last;
	int spare; /* rows that nothing needs: what is long goes on in them */
};

/* As many words as fit into the width; cells behind them, blanks passed over. */
static const char *draw_words(const struct pen *p, const char *words)
{
	char part[512];
	const char *cut = NULL;

	for (const char *at = words; (at = strchr(at, ' ')); at++) {
		snprintf(part, sizeof part, "%.*s", (int)(at - words), words);
		if ((int)text_width(part) > p->width)
			break;
		cut = at;
	}
	if (!cut || (int)text_width(words) <= p->width) {
		pen_str(p, words);
		return "";
	}
	snprintf(part, sizeof part, "%.*s", (int)(cut - words), words);
	pen_str(p, part);
	return cut + strspn(cut, " ");
}

__attribute__((format(printf, 3, 4))) static void
line(struct detail *d, const char *label, const char *fmt, ...)
{
	char text[512];
	const char *rest = text;
	struct pen value;
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	if (d->pen.row > d->last)
		return;
	d->pen.style = STYLE_DIM;
	pen_str(&d->pen, label);
	value = pen_skip(&d->pen, LABEL);
	value.style = STYLE_NORMAL;
	while (d->spare > 0 && (int)text_width(rest) > value.width) {
		rest = draw_words(&value, rest);
		value.row++;
		d->spare -= *rest != '\0';
	}
	if (*rest || value.row == d->pen.row)
		pen_str(&value, rest);
	d->pen.row = value.row + (*rest || value.row == d->pen.row);
}

static void say_when(struct detail *d, const struct alert *a)
{
	const struct zone *zone = d->pen.session->options.zone;
	char time[FORMAT_SIZE], other[FORMAT_SIZE];
	char often[48] = "";
	int64_t good_ms = a->last_good_ms, bad_ms = a->first_bad_ms;

	if (a->flaps > 1)
		snprintf(often, sizeof often, "; %u times in the last hour", a->flaps);
	line(d, "opened", "%s, %s ago%s", format_time(time, zone, a->opened_ms),
	     format_age(other, d->pen.scene->now_ms - a->opened_ms), often);
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
	const struct network *net = d->pen.scene->net;
	dev_id dev = row_dev(d->pen.scene, ref);
	site_id site = row_site(d->pen.scene, ref);

	if (site >= net->site_n)
		return;
	if (dev == NONE)
		line(d, "site", "%s %s", network_str(net, net->site[site].name),
		     network_str(net, net->site[site].title));
	else
		line(d, "site", "%s %s   %s %s", network_str(net, net->site[site].name),
		     network_str(net, net->site[site].title),
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
	const struct network *net = d->pen.scene->net;
	enum recall_state state;
	const struct recalled *r = recall_want(
		d->pen.scene->recall, network_str(net, net->dev[net->ifs.dev[i]].name),
		network_str(net, net->ifs.name[i]), kind, RECALL_DAY, d->pen.scene->now_ms,
		&state);
	const char *way = kind == ROLLUP_IN ? "in" : "out";
	char rate[FORMAT_SIZE];

	if (!r)
		return snprintf(out, cap, "%s", "");
	if (!r->p95_of)
		return snprintf(out, cap, "%s insufficient history  ", way);
	format_traffic(rate, (double)r->p95, d->pen.session->own.bytes);
	return snprintf(out, cap, "%s %s  ", way, rate);
}

/* What the past says where the check or its port has one. */
static void say_past(struct detail *d, const struct alert *a)
{
	const struct network *net = d->pen.scene->net;
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
	char words[96] = "";

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
	line(d, "cause", "%s%s", words, known ? a->evidence : "");
}

/* Whom to call, and what they will ask for. */
static void say_circuits(struct detail *d, const struct alert *a)
{
	char words[256];

	for (uint32_t i = circuit_of_alert(d->pen.scene, a, 0);
	     i != NONE && d->pen.row <= d->last;
	     i = circuit_of_alert(d->pen.scene, a, i + 1)) {
		circuit_words(d->pen.scene->net, i, words, sizeof words);
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
	char since[FORMAT_SIZE], until[FORMAT_SIZE];

	if (a->state != ALERT_ACKNOWLEDGED) {
		line(d, "ack", "%s", why[a->needs_reack % REACK_N]);
		return;
	}
	line(d, "ack", "%s%s%s, %s ago, %s until %s%s%s", a->ack.by.name,
	     a->ack.by.from[0] ? " from " : "", a->ack.by.from,
	     format_age(since, d->pen.scene->now_ms - a->ack.at_ms),
	     ack_intent_name(a->ack.intent),
	     format_time(until, d->pen.session->options.zone, a->ack.until_ms),
	     a->ack.note && a->ack.note[0] ? ": " : "", a->ack.note ? a->ack.note : "");
}

/* Who is called. */
static void say_calls(struct detail *d, const struct alert *a)
{
	char words[512];

	if (calls_words(a, d->pen.session->options.zone, d->pen.scene->now_ms, words,
			sizeof words))
		line(d, "calls", "%s", words);
}

/* What came of the calls, the newest first, as many as fit. */
static void say_called(struct detail *d, const struct alert *a)
{
	const struct event *e;
	const char *verb;
	char time[FORMAT_SIZE];

	for (uint32_t i = 0; (e = recent_at(d->pen.scene->recent, i)) && d->pen.row <= d->last;
	     i++)
		if ((verb = calls_verb(e, a->id)))
			line(d, format_time(time, d->pen.session->options.zone, e->at_ms),
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
			 format_age(since, d->pen.scene->now_ms - a->owned_ms));
	if (a->owner[0] || ticket)
		line(d, a->owner[0] ? "owner" : "ticket", "%s%s%s", owner,
		     a->owner[0] && ticket ? "ticket " : "", ticket ? a->ticket : "");
}

/* Those that it hides, and those that they hide, as many as fit. */
static void say_hidden(struct detail *d, const struct alert *a)
{
	const struct alerts *alerts = d->pen.scene->alerts;
	const char *hider[HIDERS] = {a->name};
	unsigned n = a->hides ? 1 : 0; /* else another alert of the same hides them */

	for (unsigned at = 0; at < n; at++)
		for (uint32_t i = 0; i < alerts->n && d->pen.row <= d->last; i++) {
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

/* Rows of what is said in any case, each line in one. */
static int rows_of(const struct detail *d, const struct alert *a)
{
	struct canvas none = {.rows = 0};
	struct detail dry = {.pen = d->pen, .last = INT_MAX - 1};

	dry.pen.canvas = &none;
	say_all(&dry, a);
	return dry.pen.row - d->pen.row;
}

void alert_detail(struct session *v, const struct scene *s, struct canvas *c,
		  struct area area, const struct thing *selected)
{
	struct detail d = {.pen = {v, s, c, area.row + 1, area.col + 1, area.cols - 1,
				   STYLE_NORMAL},
			   .last = area.row + area.rows - 1};
	const struct alert *a = selected->kind == THING_ALERT
					? alert_find(s->alerts, selected->id)
					: NULL;
	char title[96] = "ALERT";

	if (area.rows < 1)
		return;
	if (a)
		snprintf(title, sizeof title, "ALERT %llu  %s  %s",
			 (unsigned long long)a->id, severity_name(a->severity),
			 alert_state_name(a->state));
	panel_rule(c, area.row, area.col, area.cols, STYLE_TITLE, title, "");
	if (!a)
		return;
	d.spare = area.rows - 1 - rows_of(&d, a);
	say_all(&d, a);
	say_called(&d, a);
	say_hidden(&d, a);
}

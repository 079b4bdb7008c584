/*
 * All that is known about one alert, as lines.
 */
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
	char often[48] = "";

	if (a->flaps > 1)
		snprintf(often, sizeof often, "; %u times in the last hour", a->flaps);
	line(p, "opened", "%s, %s ago%s", format_time(time, zone, a->opened_ms),
	     format_age(other, p->scene->now_ms - a->opened_ms), often);
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
		return;
	if (dev == NONE)
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
	const char *rule = a->rule ? a->rule->name : check_name(a->check);
	char value[96];

	if (a->check == CHECK_RAISED) {
		line(p, "raised", "by %s; cleared by hand", a->raised_by);
		return;
	}
	if (isnan(a->value)) {
		line(p, "rule", "%s, %s", rule, category_name(a->category));
		return;
	}
	wording_limit(value, sizeof value, a->check, a->value, a->limit, a->clear);
	line(p, "value", "%s   rule %s, %s", value, rule, category_name(a->category));
}

static if_id interface_of(const struct network *net, const struct alert *a)
{
	if (a->subject != SUBJECT_DEVICE || a->thing >= net->dev_n || !a->entity[0])
		return NONE;
	return network_if_find(net, a->thing, a->entity);
}

/* "in 412M": what nineteen of twenty five-minute means do not exceed. */
static int say_share(const struct pen *p, if_id i, enum rollup_kind kind, char *out,
		     size_t cap)
{
	const struct network *net = p->scene->net;
	enum recall_state state;
	const struct recalled *r = recall_want(
		p->scene->recall, network_str(net, net->dev[net->ifs.dev[i]].name),
		network_str(net, net->ifs.name[i]), kind, RECALL_DAY, p->scene->now_ms,
		&state);
	const char *way = kind == ROLLUP_IN ? "in" : "out";
	char rate[FORMAT_SIZE];

	if (!r)
		return snprintf(out, cap, "%s", "");
	if (!r->p95_of)
		return snprintf(out, cap, "%s insufficient history  ", way);
	format_traffic(rate, (double)r->p95, p->session->own.bytes);
	return snprintf(out, cap, "%s %s  ", way, rate);
}

/* What the past says where the check or its port has one. */
static void say_past(struct pen *p, const struct alert *a)
{
	const struct network *net = p->scene->net;
	if_id i = interface_of(net, a);
	str_id sensor = i == NONE ? text_find(&net->text, a->entity) : NONE;
	struct scope_thing t = i != NONE ? scope_if(net, i) : scope_dev(a->thing);
	char words[PAST_WORDS], in[64], out[64];

	if (a->subject != SUBJECT_DEVICE || a->thing >= net->dev_n)
		return;
	if (check_past(a->check, net, t, sensor, words))
		line(p, "history", "%s", words);
	if (i == NONE || !rollup_of_if(net, i, ROLLUP_IN) ||
	    say_share(p, i, ROLLUP_IN, in, sizeof in) +
			    say_share(p, i, ROLLUP_OUT, out, sizeof out) ==
		    0)
		return;
	line(p, "95th", "of 24 h: %s%s", in, out);
}

/* What explains it; else what it explains, and how that is known. */
static void say_cause(struct pen *p, const struct alert *a)
{
	bool known = a->evidence && a->evidence[0];
	char words[96] = "";

	if (a->suppressed) {
		alert_cover(a, words, sizeof words);
		line(p, "cause", "hidden, %s", words);
		return;
	}
	if (a->hides)
		snprintf(words, sizeof words, "explains %u more%s", a->hides,
			 known ? "; " : "");
	else if (!known)
		snprintf(words, sizeof words, "not known");
	line(p, "cause", "%s%s", words, known ? a->evidence : "");
}

/* Whom to call, and what they will ask for. */
static void say_circuits(struct pen *p, const struct alert *a, int last)
{
	char words[256];

	for (uint32_t i = circuit_of_alert(p->scene, a, 0); i != NONE && p->row <= last;
	     i = circuit_of_alert(p->scene, a, i + 1)) {
		circuit_words(p->scene->net, i, words, sizeof words);
		line(p, "circuit", "%s", words);
	}
}

static void say_ack(struct pen *p, const struct alert *a)
{
	static const char *const why[REACK_N] = {
		"none",
		"none any more: its time was up",
		"none any more: it got worse",
		"none any more: it did not stay as it was",
	};
	char since[FORMAT_SIZE], until[FORMAT_SIZE];

	if (a->state != ALERT_ACKNOWLEDGED) {
		line(p, "ack", "%s", why[a->needs_reack % REACK_N]);
		return;
	}
	line(p, "ack", "%s%s%s, %s ago, %s until %s%s%s", a->ack.by.name,
	     a->ack.by.from[0] ? " from " : "", a->ack.by.from,
	     format_age(since, p->scene->now_ms - a->ack.at_ms),
	     ack_intent_name(a->ack.intent),
	     format_time(until, p->session->options.zone, a->ack.until_ms),
	     a->ack.note && a->ack.note[0] ? ": " : "", a->ack.note ? a->ack.note : "");
}

/* Who is called. */
static void say_calls(struct pen *p, const struct alert *a)
{
	char words[512];

	if (calls_words(a, p->session->options.zone, p->scene->now_ms, words,
			sizeof words))
		line(p, "calls", "%s", words);
}

/* What came of the calls, the newest first, as many as fit. */
static void say_called(struct pen *p, const struct alert *a, int last)
{
	const struct event *e;
	const char *verb;
	char time[FORMAT_SIZE];

	for (uint32_t i = 0; (e = recent_at(p->scene->recent, i)) && p->row <= last;
	     i++)
		if ((verb = calls_verb(e, a->id)))
			line(p, format_time(time, p->session->options.zone, e->at_ms),
			     "%s %s%s%s%s", verb, e->text, *e->note ? " (" : "",
			     e->note, *e->note ? ")" : "");
}

/* What people say of it, where they said something. */
static void say_hand(struct pen *p, const struct alert *a)
{
	char since[FORMAT_SIZE], owner[64] = "";
	bool ticket = a->ticket && a->ticket[0];

	if (a->owner[0])
		snprintf(owner, sizeof owner, "%s, %s ago   ", a->owner,
			 format_age(since, p->scene->now_ms - a->owned_ms));
	if (a->owner[0] || ticket)
		line(p, a->owner[0] ? "owner" : "ticket", "%s%s%s", owner,
		     a->owner[0] && ticket ? "ticket " : "", ticket ? a->ticket : "");
}

/* Those that it hides, and those that they hide, as many as fit. */
static void say_hidden(struct pen *p, const struct alert *a, int last)
{
	const struct alerts *alerts = p->scene->alerts;
	const char *hider[HIDERS] = {a->name};
	unsigned n = a->hides ? 1 : 0; /* else another alert of the same hides them */

	for (unsigned at = 0; at < n; at++)
		for (uint32_t i = 0; i < alerts->n && p->row <= last; i++) {
			const struct alert *b = alerts->row[i];

			if (b == a || !b->suppressed || b->state == ALERT_CLEARED ||
			    strcmp(b->suppressed_by, hider[at]) != 0)
				continue;
			line(p, "hides", "%s  %s", b->name, b->text);
			if (b->hides && n < HIDERS)
				hider[n++] = b->name;
		}
}

void alert_detail(struct session *v, const struct scene *s, struct canvas *c,
		  struct area area, const struct thing *selected)
{
	struct pen p = {v, s, c, area.row, area.col + 1, area.cols - 1, STYLE_NORMAL};
	const struct alert *a = alert_find(s->alerts, selected->id);
	int last = area.row + area.rows - 1;
	char title[96] = "ALERT";
	bool named; /* the text begins with what it is about */

	if (area.rows < 1)
		return;
	if (selected->kind != THING_ALERT)
		a = NULL;
	if (a)
		snprintf(title, sizeof title, "ALERT %llu  %s  %s",
			 (unsigned long long)a->id, severity_name(a->severity),
			 alert_state_name(a->state));
	panel_rule(c, p.row++, area.col, area.cols, STYLE_TITLE, title, "");
	if (!a)
		return;
	named = !a->entity[0] || strncmp(a->text, a->entity, strlen(a->entity)) == 0;
	line(&p, "what", "%s%s%s  %s", a->name, named ? "" : " ",
	     named ? "" : a->entity, a->text);
	say_place(&p, ref_alert(a->id));
	say_when(&p, a);
	say_value(&p, a);
	if (p.row <= last)
		say_past(&p, a);
	say_cause(&p, a);
	say_circuits(&p, a, last);
	if (a->planned)
		line(&p, "planned", "%s: nobody is told until it is over",
		     row_window(a));
	say_ack(&p, a);
	if (p.row <= last)
		say_hand(&p, a);
	if (p.row <= last)
		say_calls(&p, a);
	if (a->rule && a->rule->runbook[0] && p.row <= last)
		line(&p, "runbook", "%s", a->rule->runbook);
	say_called(&p, a, last);
	say_hidden(&p, a, last);
}

/*
 * The view: sections one below the other, longer than most screens, so it scrolls.
 */
#include "views/explain.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "probes/alert/evidence.h"
#include "probes/alert/state.h"
#include "views/circuit.h"
#include "views/interfaces.h"
#include "views/panels.h"
#include "views/site.h"

#define DAY_MS INT64_C(86400000)

char *explain_moment(char out[EXPLAIN_MOMENT], const struct scene *s,
		     const struct zone *zone, int64_t at_ms)
{
	char day[FORMAT_SIZE], time[FORMAT_SIZE];
	bool old = at_ms && s->now_ms - at_ms > DAY_MS / 2;

	snprintf(out, EXPLAIN_MOMENT, "%s%s%s", old ? format_day(day, zone, at_ms) : "",
		 old ? " " : "", format_time(time, zone, at_ms));
	return out;
}

/* --- what came last ----------------------------------------------------------------
 */

/* Keeps what came since the last call, if it is another answer. */
static void take(struct explain *x, const struct scene *s, const struct thing *t)
{
	ref_id ref = thing_ref(s, t);
	if_id i = ref_if_id(s->net, ref);
	struct explain_reading now;

	if (!thing_same(&x->of, t))
		*x = (struct explain){.of = *t};
	if (i == NONE)
		return;
	now = (struct explain_reading){
		.clock = s->net->dev[ref_dev_id(s->net, ref)].base,
		.raw = s->net->ifs.raw[i]};
	now.at_ms = now.clock.at_ms;
	if (!now.at_ms || now.at_ms == x->now.at_ms)
		return;
	x->old = x->now;
	x->now = now;
}

/* --- composing -----------------------------------------------------------------------
 */

static void explain_alert(struct prose *e, const struct scene *s,
			  const struct zone *zone, const struct alert *a)
{
	char opened[EXPLAIN_MOMENT], bad[EXPLAIN_MOMENT], good[EXPLAIN_MOMENT];
	const struct rule *r = a->rule;
	char how[EVIDENCE_MAX];

	prose_add(e, PROSE_TITLE, "ALERT %llu  %s %s %s", (unsigned long long)a->id,
		    severity_name(a->severity), a->name, a->text);
	if (r)
		prose_add(e, PROSE_LINE, "opened by rule %s  %s:%u", r->name,
			    r->file, r->line);
	else
		prose_add(e, PROSE_LINE, "%s", a->raised_by[0]
						       ? "raised by hand"
						       : "its rule is not known yet");
	if (!isnan(a->value))
		prose_add(e, PROSE_LINE, "its value is %g", a->value);
	if (!isnan(a->limit) && !isnan(a->clear))
		prose_add(e, PROSE_LINE, "it opens at %g and clears at %g", a->limit,
			    a->clear);
	prose_add(e, PROSE_LINE, "last good %s, first bad %s, opened %s",
		    explain_moment(good, s, zone, a->last_good_ms),
		    explain_moment(bad, s, zone, a->first_bad_ms),
		    explain_moment(opened, s, zone, a->opened_ms));
	if (a->evidence)
		prose_add(e, PROSE_LINE, "%s",
			  format_told(how, sizeof how, zone, a->opened_ms,
				      a->evidence));
}

static void explain_site(struct prose *e, const struct scene *s, site_id id)
{
	struct site_verdict v;

	site_verdict(s->net, s->alerts, id, s->now_ms, &v);
	prose_add(e, PROSE_TITLE, "STATE  %s", site_state_name(v.state));
	prose_add(e, PROSE_LINE, "%u of %u devices are lost; planned ones do not count",
		    v.lost, v.devices);
	if (v.cause[0])
		prose_add(e, PROSE_LINE, "cause: %s", v.cause);
}

static void explain_end(struct prose *e, const struct scene *s,
			const struct line_end *end)
{
	const struct network *net = s->net;
	if_id i = line_end_row(net, end);

	if (end->dev == NONE)
		return;
	prose_add(e, PROSE_LINE, "end  %s %s%s%s", network_str(net, net->dev[end->dev].name),
		  network_str(net, end->ifname), i != NONE ? "  " : "",
		  i != NONE ? interface_status(&net->ifs, i) : "");
}

/* Whose it is, and how it is at which of its ends. */
static void explain_circuit(struct prose *e, const struct scene *s,
			    const struct zone *zone, uint32_t id)
{
	const struct network *net = s->net;
	struct circuit_verdict v;
	char words[4 * TEXT_BYTES_MAX], in[FORMAT_SIZE], out[FORMAT_SIZE],
		at[EXPLAIN_MOMENT];

	circuit_verdict(net, s->alerts, id, s->now_ms, &v);
	prose_add(e, PROSE_TITLE, "STATE  %s", circuit_state_name(v.state));
	if (v.why[0])
		prose_add(e, PROSE_LINE, "%s", v.why);
	circuit_words(net, id, words, sizeof words);
	prose_add(e, PROSE_LINE, "%s", words);
	for (int i = 0; i < LINE_ENDS; i++)
		explain_end(e, s, &net->circuit[id].end[i]);
	if (v.now.row == NONE || v.now.state != LINE_UP)
		return;
	prose_add(e, PROSE_LINE, "in %s out %s as %s %s tells at %s, of %s",
		  format_pct(in, v.now.in_pct), format_pct(out, v.now.out_pct),
		  network_str(net, net->dev[net->ifs.dev[v.now.row]].name),
		  network_str(net, net->ifs.name[v.now.row]),
		  explain_moment(at, s, zone, v.now.sampled_ms),
		  net->circuit[id].in_bps || net->circuit[id].out_bps
			  ? "its rate"
			  : "that port's speed");
}

static void explain_customer(struct prose *e, const struct scene *s, customer_id id)
{
	const struct network *net = s->net;

	prose_add(e, PROSE_TITLE, "SITES  of %s",
		  network_str(net, net->customer[id].name));
	for (site_id site = net->customer[id].first_site; site != NONE;
	     site = net->site[site].customer_next) {
		struct site_verdict v;

		site_verdict(net, s->alerts, site, s->now_ms, &v);
		prose_add(e, PROSE_LINE, "%-12s %-9s %u of %u devices lost%s%s",
			  network_str(net, net->site[site].name),
			  site_state_name(v.state), v.lost, v.devices,
			  v.cause[0] ? ": " : "", v.cause);
	}
}

/* What tui knows besides: rules, objects of the profile. */
static void explain_more(struct prose *e, const struct scene *s,
			 const struct thing *t)
{
	struct buf text = {0};
	const char *line, *end;

	if (!s->explainer)
		return;
	s->explainer->say(s->explainer->ctx, t, &text);
	buf_char(&text, '\0');
	for (line = text.data; *line; line = end + (*end == '\n')) {
		end = line + strcspn(line, "\n");
		prose_add(e, *line == ' ' || line == end ? PROSE_LINE : PROSE_TITLE,
			    "%.*s", (int)(end - line), *line == ' ' ? line + 1 : line);
	}
	buf_fini(&text);
}

/* A ref means what its kind says: the number of a circuit is none of a device. */
static bool explain_of(struct session *v, const struct scene *s, ref_id ref,
		       struct prose *e)
{
	const struct zone *zone = v->options.zone;
	dev_id dev = row_dev(s, ref);

	if (ref_kind(ref) == THING_SITE)
		explain_site(e, s, ref_site_id(ref));
	else if (ref_kind(ref) == THING_CIRCUIT && ref_which(ref) < s->net->circuit_n)
		explain_circuit(e, s, zone, ref_which(ref));
	else if (ref_kind(ref) == THING_CUSTOMER &&
		 ref_which(ref) < s->net->customer_n)
		explain_customer(e, s, ref_which(ref));
	else if (ref_if_id(s->net, ref) != NONE)
		explain_if(e, s, zone, &v->explain, dev, ref_if_id(s->net, ref));
	else if (dev != NONE)
		explain_dev(e, s, zone, dev);
	else
		return false;
	return true;
}

static void compose(struct session *v, const struct scene *s, struct prose *e)
{
	const struct zone *zone = v->options.zone;
	const struct thing *t = &session_page(v)->scope;
	ref_id ref = thing_ref(s, t);
	const struct alert *a = row_alert(s, ref);
	struct thing of = *t;

	if (a) {
		explain_alert(e, s, zone, a);
		row_about(s, a, &of);
		ref = thing_ref(s, &of);
	}
	take(&v->explain, s, &of);
	if (!explain_of(v, s, ref, e) && !a)
		prose_add(e, PROSE_QUIET, "%s",
			    t->kind ? "it is gone" : "e on a row explains its numbers");
	if (ref)
		explain_more(e, s, &of);
}

/* --- view ----------------------------------------------------------------------------
 */

#define TITLE_ROOM 36 /* of the rule, for the other words, but for an alert's */

static void draw(struct session *v, const struct scene *s, struct canvas *c,
		 struct area a)
{
	const struct thing *scope = &session_page(v)->scope;
	const struct alert *alert = scope->kind == THING_ALERT
					    ? alert_find(s->alerts, scope->id)
					    : NULL;
	struct thing about = *scope;
	char title[4 * TEXT_BYTES_MAX], path[3 * TEXT_BYTES_MAX], which[40] = "";

	if (alert)
		row_about(s, alert, &about);
	if (scope->kind == THING_ALERT)
		snprintf(which, sizeof which, "  alert %llu",
			 (unsigned long long)scope->id);
	thing_path(s, &about, a.cols - TITLE_ROOM - (int)strlen(which), path, sizeof path);
	snprintf(title, sizeof title, "EXPLAIN  %s%s", path, which);
	prose_view(v, s, c, a, title);
}

const struct view explain_view = {
	.name = "explain",
	.line = "where the numbers of a thing come from, and which rules judge it",
	.listless = true,
	.column = 100,
	.compose = compose,
	.draw = draw,
};

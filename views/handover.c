/*
 * The hand-over sheet: what the next shift must know, to be read out or written (w):
 * what needs somebody, what is in hand of whom and until when, what is planned, what
 * the last shift did.
 */
#include <stdio.h>
#include <string.h>

#include "probes/alert/maintenance.h"
#include "views/calls.h"
#include "views/explain.h"
#include "views/limit.h"
#include "views/panels.h"

#define SHIFT_MS INT64_C(43200000) /* twelve hours */
#define OPEN 200		   /* alerts that are listed */
#define RULE_ENDS 5		   /* of a rule, beside its title */

static void say_alert(struct prose *p, const struct scene *s, const struct zone *zone,
		      const struct alert *a)
{
	char age[FORMAT_SIZE], hides[32] = "", until[EXPLAIN_MOMENT], next[96];

	if (a->hides)
		snprintf(hides, sizeof hides, " +%u", a->hides);
	prose_add(p, PROSE_LINE, "%c%c%5s  %s %s%s", severity_letter(a->severity),
		  row_in_hand(a) ? 'a' : ' ',
		  format_age(age, s->now_ms - a->opened_ms), a->name, a->text, hides);
	if (a->state == ALERT_ACKNOWLEDGED)
		prose_add(p, PROSE_QUIET, "         in hand of %s until %s%s%s",
			  alert_holder(a),
			  explain_moment(until, s, zone, a->ack.until_ms),
			  a->ack.note && *a->ack.note ? ": " : "",
			  a->ack.note ? a->ack.note : "");
	else if (calls_next(a, s->now_ms, 60, next, sizeof next))
		prose_add(p, PROSE_QUIET, "         calls %s", next);
	if (a->ticket && *a->ticket)
		prose_add(p, PROSE_QUIET, "         ticket %s", a->ticket);
}

static void say_alerts(struct prose *p, const struct scene *s, const struct zone *zone,
		       const char *title, bool (*wanted)(const struct alert *))
{
	uint32_t n = 0, of = 0;

	for (uint32_t i = 0; i < s->alerts->n; i++)
		of += limit_has_alert(s, s->alerts->row[i]) &&
		      wanted(s->alerts->row[i]);
	prose_add(p, PROSE_TITLE, "%s  %u", title, of);
	for (enum severity sev = SEV_CRITICAL; sev >= SEV_WARNING; sev--)
		for (uint32_t i = 0; i < s->alerts->n && n < OPEN; i++) {
			const struct alert *a = s->alerts->row[i];

			if (a->severity != sev || !wanted(a) || !limit_has_alert(s, a))
				continue;
			say_alert(p, s, zone, a);
			n++;
		}
	if (!of)
		prose_add(p, PROSE_QUIET, "nothing");
	else if (of > n)
		prose_add(p, PROSE_QUIET, "and %u more: noctop alerts", of - n);
}

/* Did its alert clear while something else explained it, or in maintenance? */
static bool was_hidden(const struct recent *recent, uint32_t i)
{
	const struct event *e = recent_at(recent, i), *before;

	for (uint32_t k = i + 1; (before = recent_at(recent, k)); k++)
		if (before->alert == e->alert &&
		    (before->kind == EVENT_SUPPRESSED || before->kind == EVENT_RESUMED ||
		     before->kind == EVENT_OPENED || before->kind == EVENT_REOPENED))
			return before->kind == EVENT_SUPPRESSED;
	return false;
}

static void say_event(struct prose *p, const struct scene *s, const struct zone *zone,
		      const struct event *e)
{
	char time[EXPLAIN_MOMENT];

	prose_add(p, PROSE_LINE, "%s %s %s %s%s%s%s%s",
		  explain_moment(time, s, zone, e->at_ms), event_name(e->kind), e->name,
		  e->text, e->who.name[0] ? " by " : "", e->who.name,
		  e->note && *e->note ? ": " : "", e->note ? e->note : "");
}

/* What people did, and what cleared, the newest first; of what a cause had hidden only
 * how much. */
static void say_shift(struct prose *p, const struct scene *s, const struct zone *zone)
{
	const struct event *e;
	char time[EXPLAIN_MOMENT];
	uint32_t i, n = 0, hidden = 0;

	prose_add(p, PROSE_TITLE, "LAST 12 HOURS");
	for (i = 0; (e = recent_at(s->recent, i)); i++) {
		if (s->now_ms - e->at_ms > SHIFT_MS)
			break;
		if (!limit_has_event(s, e))
			continue;
		if (!e->who.name[0]) {
			if (e->kind != EVENT_CLEARED || e->severity < SEV_MAJOR)
				continue;
			if (e->alert && was_hidden(s->recent, i)) {
				hidden++;
				continue;
			}
		}
		say_event(p, s, zone, e);
		n++;
	}
	if (!n)
		prose_add(p, PROSE_QUIET, "nobody did anything");
	if (hidden)
		prose_add(p, PROSE_QUIET, "and %u cleared that %s hidden", hidden,
			  hidden == 1 ? "was" : "were");
	if (!e && i == RECENT_MAX)
		prose_add(p, PROSE_QUIET, "what was before %s: noctop events",
			  explain_moment(time, s, zone,
					 recent_at(s->recent, i - 1)->at_ms));
}

static void say_planned(struct prose *p, const struct scene *s, const struct zone *zone)
{
	const struct maintenance *m = s->maintenance;
	char from[EXPLAIN_MOMENT], to[EXPLAIN_MOMENT], of[256];
	uint32_t n = 0;

	prose_add(p, PROSE_TITLE, "PLANNED");
	for (uint32_t i = 0; m && i < m->n; i++) {
		const struct window *w = m->window[i];

		if (w->phase == WINDOW_OVER || !limit_has_window(s, w))
			continue;
		window_subject(w, of, sizeof of);
		prose_add(p, PROSE_LINE, "%s  %s  %s from %s to %s%s%s%s%s", w->name, of,
			  window_phase_name(w->phase),
			  explain_moment(from, s, zone, w->from_ms),
			  explain_moment(to, s, zone, w->to_ms), *w->owner ? " by " : "",
			  w->owner, *w->text ? ": " : "", w->text);
		n++;
	}
	if (!n)
		prose_add(p, PROSE_QUIET, "nothing");
}

static bool is_in_hand(const struct alert *a)
{
	return a->state == ALERT_ACKNOWLEDGED && !row_needs(a);
}

static bool is_hidden(const struct alert *a)
{
	return a->state == ALERT_OPEN && a->suppressed;
}

static void say_sites(struct prose *p, const struct scene *s)
{
	const struct board *b = &s->views->board;
	const char *name;
	char lost[24];
	uint32_t well = 0, n;
	const site_id *site = limit_sites(s, &n);

	prose_add(p, PROSE_TITLE, "SITES");
	for (uint32_t i = 0; b->ready && i < n; i++) {
		site_id id = site[i];
		const struct site_verdict *v = &b->site[id].verdict;

		if (v->state == SITE_OK) {
			well++;
			continue;
		}
		snprintf(lost, sizeof lost, "%u/%u", v->lost, v->devices);
		name = network_str(s->net, s->net->site[id].name);
		prose_add(p, PROSE_LINE, "%s%*s %-8s %7s lost  %s", name,
			  (int)(b->width[NAME_SITE] - text_width(name)), "",
			  site_state_name(v->state), lost, v->cause);
	}
	if (well)
		prose_add(p, PROSE_QUIET, "%u %s well", well, well == 1 ? "is" : "are");
}

static void compose(struct session *v, const struct scene *s, struct prose *p)
{
	const struct zone *zone = v->options.zone;

	say_alerts(p, s, zone, "NEEDS SOMEBODY", row_needs);
	say_alerts(p, s, zone, "IN HAND", is_in_hand);
	say_sites(p, s);
	say_planned(p, s, zone);
	say_shift(p, s, zone);
	say_alerts(p, s, zone, "HIDDEN BY A CAUSE", is_hidden);
}

static void draw(struct session *v, const struct scene *s, struct canvas *c,
		 struct area a)
{
	const struct zone *zone = v->options.zone;
	char title[160], when[2 * FORMAT_SIZE + 1], clock[FORMAT_SIZE], day[FORMAT_SIZE];

	snprintf(when, sizeof when, "%s %s", format_day(day, zone, s->now_ms),
		 format_clock(clock, zone, s->now_ms));
	snprintf(title, sizeof title, "HAND-OVER  %.60s  %s", s->name, when);
	if ((int)text_width(title) > a.cols - RULE_ENDS)
		snprintf(title, sizeof title, "HAND-OVER  %s", when);
	prose_view(v, s, c, a, title);
}

const struct view handover_view = {
	.name = "handover",
	.line = "what the next shift must know",
	.listless = true,
	.column = 100,
	.compose = compose,
	.draw = draw,
};

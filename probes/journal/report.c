/*
 * report: each thing stands at the time up to which it was accounted for; an event
 * brings it there first. Things are made when they are first heard of, as a copy of
 * thing 0, which was up whenever a watch was: what is well has no event.
 */
#include "probes/journal/report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SOON_MS 60000 /* a cause is found within it */

const char *report_state_name(enum report_state state)
{
	static const char *const names[] = {"unknown", "up", "down"};
	return names[state];
}

void report_init(struct report *r, int64_t from_ms, int64_t to_ms)
{
	*r = (struct report){.from_ms = from_ms, .to_ms = to_ms};
	TABLE_GROW(r->thing, r->thing_cap, 1);
	r->thing_n = 1;
	r->thing[0] = (struct report_thing){
		.subject = SUBJECT_WATCH, .name = "", .entity = "", .state = REPORT_UP};
}

void report_fini(struct report *r)
{
	free(r->thing);
	free(r->span);
	free(r->alert);
	strmap_fini(&r->things);
	idmap_fini(&r->alerts);
	arena_fini(&r->text);
	*r = (struct report){0};
}

/* --- time --- */

static int64_t at_least(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t at_most(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static enum report_state state_of(const struct report *r, const struct report_thing *t)
{
	if (!r->on || t->blind || (t->hidden && t->state == REPORT_DOWN))
		return REPORT_UNKNOWN;
	return t->state;
}

/* It goes on from the one before, or is a new one. */
static void add_span(struct report *r, uint32_t thing, enum report_state state,
		     bool planned, int64_t from_ms, int64_t to_ms)
{
	struct report_thing *t = &r->thing[thing];
	struct report_span *last = r->span_n ? &r->span[r->span_n - 1] : NULL;
	if (state == REPORT_UP || ((!r->on || t->blind) && thing)) /* said once */
		return;
	if (!last || last->thing != thing || last->state != state ||
	    last->planned != planned || last->to_ms != from_ms) {
		TABLE_GROW(r->span, r->span_cap, r->span_n + 1);
		last = &r->span[r->span_n++];
		*last = (struct report_span){thing, state, planned, from_ms, to_ms, ""};
	}
	last->to_ms = to_ms;
	memcpy(last->owner, t->owner, sizeof last->owner);
}

/* From where it stands to to_ms it was so. */
static void account(struct report *r, uint32_t thing, enum report_state state,
		    bool planned, int64_t to_ms)
{
	struct report_thing *t = &r->thing[thing];
	int64_t from_ms = at_least(t->at_ms, r->from_ms),
		end_ms = at_most(to_ms, r->to_ms);
	if (end_ms > from_ms) {
		t->ms[planned][state] += end_ms - from_ms;
		add_span(r, thing, state, planned, from_ms, end_ms);
	}
	t->at_ms = at_least(t->at_ms, to_ms);
}

static void advance(struct report *r, uint32_t thing, int64_t to_ms)
{
	struct report_thing *t = &r->thing[thing];
	enum report_state state = state_of(r, t);
	if (t->planned && t->planned_ms && t->planned_ms < to_ms) {
		account(r, thing, state, true, at_least(t->planned_ms, t->at_ms));
		t->planned = false; /* it ended while nobody was there to say so */
	}
	account(r, thing, state, t->planned, to_ms);
}

static void advance_all(struct report *r, int64_t to_ms)
{
	for (uint32_t i = 0; i < r->thing_n; i++)
		advance(r, i, to_ms);
}

/* --- things --- */

#define KEY_MAX 1024
static uint32_t find_thing(const struct report *r, char key[KEY_MAX],
			   enum subject subject, const char *name, const char *entity)
{
	snprintf(key, KEY_MAX, "%d|%s|%s", (int)subject, name, entity);
	return strmap_find(&r->things, key);
}

uint32_t report_thing(struct report *r, enum subject subject, const char *name,
		      const char *entity)
{
	char key[KEY_MAX];
	uint32_t i = find_thing(r, key, subject, name, entity);
	if (i != NONE)
		return i;
	TABLE_GROW(r->thing, r->thing_cap, r->thing_n + 1);
	i = r->thing_n++;
	r->thing[i] = r->thing[0];
	r->thing[i].subject = subject;
	r->thing[i].name = arena_strdup(&r->text, name);
	r->thing[i].entity = arena_strdup(&r->text, entity);
	strmap_put(&r->things, arena_strdup(&r->text, key), i);
	return i;
}

/* When it stopped: by the device's own clock if that is believable, else the first
 * probe that failed. */
static int64_t down_since(const struct event *e)
{
	if (e->occurred_ms > e->last_good_ms && e->occurred_ms <= e->at_ms)
		return e->occurred_ms;
	if (e->first_bad_ms > 0 && e->first_bad_ms <= e->at_ms)
		return e->first_bad_ms;
	return e->at_ms;
}

static void goes_down(struct report *r, uint32_t thing, const struct event *e)
{
	struct report_thing *t = &r->thing[thing];
	int64_t since_ms = at_least(down_since(e), t->at_ms);
	bool unheard = t->at_ms == r->on_ms && e->last_good_ms < r->on_ms;
	bool same = unheard && t->goes_on;
	if (unheard)
		account(r, thing, REPORT_UNKNOWN, t->planned,
			since_ms); /* no answer yet */
	else
		advance(r, thing, since_ms);
	t->state = REPORT_DOWN;
	t->down_ms = since_ms;
	t->lag_ms = 0;
	t->owner[0] = '\0';
	t->goes_on = false;
	t->counted = same;
	if (same || since_ms < r->from_ms || since_ms >= r->to_ms || t->planned ||
	    t->blind || t->hidden)
		return;
	t->outages++;
	t->counted = true;
	if (e->last_good_ms >= r->on_ms && e->last_good_ms < since_ms &&
	    e->occurred_ms != since_ms)
		t->lag_ms = since_ms - e->last_good_ms;
	t->slack_ms += t->lag_ms;
}

/* For how long it was down. What is hidden was down until it was, if at all. */
static void measure(const struct report *r, struct report_thing *t, int64_t at_ms)
{
	if (!t->hidden && !t->planned && at_ms >= r->from_ms && t->down_ms < r->to_ms)
		t->longest_ms = at_least(t->longest_ms, at_ms - t->down_ms);
}

/* It is nobody's outage after all. */
static void forget_outage(struct report_thing *t)
{
	t->outages -= t->counted;
	t->slack_ms -= t->counted ? t->lag_ms : 0;
	t->lag_ms = 0;
	t->counted = false;
}

/* It is down, and since now that is known. */
static void count_outage(const struct report *r, struct report_thing *t, int64_t at_ms)
{
	t->down_ms = at_ms;
	if (t->counted)
		return;
	t->counted = !t->planned && at_ms >= r->from_ms && at_ms < r->to_ms;
	t->outages += t->counted;
}

static void comes_up(struct report *r, uint32_t thing, const struct event *e)
{
	struct report_thing *t = &r->thing[thing];
	bool own = e->occurred_ms > t->at_ms && e->occurred_ms <= e->at_ms;
	int64_t at_ms = own ? e->occurred_ms : e->at_ms;
	bool was_down = t->state == REPORT_DOWN;
	advance(r, thing, at_ms);
	t->state = isnan(e->value) ? REPORT_UNKNOWN : REPORT_UP;
	t->counted = t->goes_on = false;
	if (t->blind) { /* it answers: what it was is nobody's outage */
		t->blind = false;
		return;
	}
	if (was_down)
		measure(r, t, at_ms);
}

static void on_thing(struct report *r, const struct event *e)
{
	uint32_t thing = report_thing(r, e->subject, e->name, e->entity);
	enum report_state was = r->thing[thing].state;
	if (e->value == 0 && was != REPORT_DOWN)
		goes_down(r, thing, e);
	else if (e->value != 0 || isnan(e->value))
		comes_up(r, thing, e);
}

static void on_planned(struct report *r, const struct event *e)
{
	uint32_t thing = report_thing(r, e->subject, e->name, e->entity);
	struct report_thing *t = &r->thing[thing];
	bool known = t->state == REPORT_DOWN && !t->blind && !t->hidden;
	bool over = t->planned && !(e->value > 0);
	advance(r, thing, e->at_ms);
	if (known && e->value > 0)
		measure(r, t, e->at_ms);
	t->planned = e->value > 0;
	t->planned_ms = e->until_ms;
	if (known && over)
		count_outage(r, t, e->at_ms);
}

static void measure_longest(struct report *r, int64_t at_ms)
{
	for (uint32_t i = 0; i < r->thing_n; i++) {
		struct report_thing *t = &r->thing[i];
		if (t->state == REPORT_DOWN && !t->blind)
			measure(r, t, at_ms);
	}
}

/* --- the watch --- */

static void goes_off(struct report *r, int64_t at_ms)
{
	if (!r->on)
		return;
	advance_all(r, at_ms);
	measure_longest(r, at_ms);
	r->on = false;
}

static void comes_on(struct report *r, const struct event *e)
{
	int64_t until_ms = e->last_good_ms > 0 && e->last_good_ms < e->at_ms
				   ? e->last_good_ms
				   : r->last_ms;
	goes_off(r, at_most(until_ms, e->at_ms));
	advance_all(r, e->at_ms);
	r->on = true;
	r->on_ms = e->at_ms;
	for (uint32_t i = 0; i < r->thing_n; i++) {
		struct report_thing *t = &r->thing[i];
		t->goes_on = t->goes_on || (t->counted && t->state == REPORT_DOWN);
		t->counted = false;
		t->state = REPORT_UP; /* what is not is told of anew */
		t->hidden = false;
	}
}

/* --- is it us? --- */

/* Since the first sign of it nothing is known, whatever was told of things before it
 * was sure. */
static void goes_blind(struct report *r, const struct event *e)
{
	int64_t since_ms = e->first_bad_ms > 0 && e->first_bad_ms < e->at_ms
				   ? e->first_bad_ms
				   : e->at_ms;

	r->us = e->alert;
	for (uint32_t i = 0; i < r->thing_n; i++) {
		struct report_thing *t = &r->thing[i];

		if (t->down_ms >= since_ms)
			forget_outage(t);
		advance(r, i, since_ms);
		t->blind = true;
		advance(r, i, e->at_ms);
	}
}

/* What is down still is down since now, for all that we know. */
static void sees_again(struct report *r, const struct event *e)
{
	r->us = 0;
	for (uint32_t i = 0; i < r->thing_n; i++) {
		struct report_thing *t = &r->thing[i];

		if (!t->blind)
			continue;
		advance(r, i, e->at_ms);
		t->blind = false;
		if (t->state == REPORT_DOWN && !t->counted && !t->hidden)
			count_outage(r, t, e->at_ms);
	}
}

static void on_us(struct report *r, const struct event *e)
{
	if (e->subject != SUBJECT_WATCH || strcmp(e->check, "us"))
		return;
	if (e->kind == EVENT_CLEARED)
		sees_again(r, e);
	else if (e->kind == EVENT_OPENED || e->kind == EVENT_REOPENED)
		goes_blind(r, e);
}

/* --- alerts --- */

static struct report_alert *alert_of(struct report *r, const struct event *e)
{
	uint32_t i = idmap_find(&r->alerts, e->alert);
	if (i == NONE) {
		TABLE_GROW(r->alert, r->alert_cap, r->alert_n + 1);
		i = r->alert_n++;
		r->alert[i] = (struct report_alert){
			.id = e->alert,
			.subject = e->subject,
			.name = arena_strdup(&r->text, e->name),
			.entity = arena_strdup(&r->text, e->entity),
			.check = arena_strdup(&r->text, e->check),
			.text = arena_strdup(&r->text, e->text),
			.last_good_ms = e->last_good_ms,
			.first_bad_ms = e->first_bad_ms,
			.occurred_ms = e->occurred_ms,
		};
		idmap_put(&r->alerts, e->alert, i);
	}
	return &r->alert[i];
}

static void first(int64_t *time, int64_t at_ms)
{
	if (!*time)
		*time = at_ms;
}

static void set_owner(struct report *r, struct report_alert *a, const struct event *e)
{
	char owner[sizeof a->owner], key[KEY_MAX];
	uint32_t thing = find_thing(r, key, e->subject, e->name, e->entity);
	snprintf(owner, sizeof owner, "%.*s",
		 e->kind == EVENT_OWNED ? (int)strcspn(e->note, ":") : 31,
		 e->kind == EVENT_OWNED ? e->note : e->who.name);
	if (!strcmp(owner, "-"))
		owner[0] = '\0';
	memcpy(a->owner, owner, sizeof a->owner);
	if (thing != NONE)
		memcpy(r->thing[thing].owner, owner, sizeof owner);
}

/* Behind a cause nobody knows whether it is up; what is a part of what is lost, or
 * planned, is down. */
static bool is_behind(const struct event *e)
{
	return e->kind == EVENT_SUPPRESSED && strncmp(e->note, "part of ", 8) != 0 &&
	       strncmp(e->note, "planned", 7) != 0;
}

/* What is found out soon was so from the beginning. */
static void hide(struct report *r, const struct event *e, bool born)
{
	struct report_thing *t;
	uint32_t thing;
	bool soon, late;
	if (e->subject != SUBJECT_DEVICE || strcmp(e->check, "unreachable"))
		return;
	thing = report_thing(r, e->subject, e->name, e->entity);
	t = &r->thing[thing];
	soon = t->state == REPORT_DOWN && t->at_ms <= t->down_ms &&
	       e->at_ms - t->down_ms < SOON_MS;
	late = e->kind != EVENT_SUPPRESSED || !(born || soon);
	if (late)
		advance(r, thing, e->at_ms);
	if (t->state == REPORT_DOWN && is_behind(e) && !t->hidden && late)
		measure(r, t, e->at_ms);
	else if (t->state == REPORT_DOWN && is_behind(e) && !t->hidden)
		forget_outage(t);
	else if (t->state == REPORT_DOWN && !is_behind(e) && t->hidden)
		count_outage(r, t, e->at_ms);
	t->hidden = is_behind(e);
}

/* Explained before anybody was told of it: the cause is the incident. */
static void explained(struct report_alert *a, const struct event *e)
{
	if (!a->notified_ms && !a->acked_ms && e->at_ms - a->opened_ms < SOON_MS)
		a->opened_ms = 0;
}

/* "T2 oncall": other words of a ladder are no calls. */
static void call(struct report_alert *a, const struct event *e)
{
	unsigned tier = e->text[0] == 'T' && e->text[1] > '0' && e->text[1] <= '9' &&
					e->text[2] == ' '
				? (unsigned)(e->text[1] - '0')
				: 0;

	if (!tier || tier > REPORT_TIERS)
		return;
	first(&a->tier_ms[tier - 1], e->at_ms);
	if (tier > a->tiers)
		a->tiers = tier;
}

static void on_alert(struct report *r, const struct event *e)
{
	uint32_t before = r->alert_n;
	struct report_alert *a = alert_of(r, e);
	if (e->severity > a->severity)
		a->severity = e->severity;
	switch (e->kind) {
	case EVENT_OPENED:
		first(&a->opened_ms, e->at_ms);
		break;
	case EVENT_RESUMED:
		first(&a->opened_ms, e->at_ms);
		hide(r, e, false);
		break;
	case EVENT_REOPENED:
		a->restored_ms = 0;
		break;
	case EVENT_SUPPRESSED:
		hide(r, e, before != r->alert_n);
		explained(a, e);
		break;
	case EVENT_CLEARED:
		a->restored_ms = e->at_ms;
		a->text = arena_strdup(&r->text, e->text); /* its last word */
		hide(r, e, false);
		break;
	case EVENT_NOTIFIED:
		first(&a->notified_ms, e->at_ms);
		break;
	case EVENT_ESCALATED:
		call(a, e);
		break;
	case EVENT_ACKNOWLEDGED:
		first(&a->acked_ms, e->at_ms);
		a->acks++;
		set_owner(r, a, e);
		break;
	case EVENT_UNDONE: /* and not by itself, what was released is in hand again */
		if (!strncmp(e->before, "acknowledged", 12) && a->acks && !--a->acks)
			a->acked_ms = 0;
		break;
	case EVENT_OWNED:
		set_owner(r, a, e);
		break;
	default:
		break;
	}
}

void report_event(struct report *r, const struct event *e)
{
	if (!r->begin_ms) {
		r->begin_ms = e->at_ms;
		advance_all(r, e->at_ms);
		r->on = true; /* unless it begins with a start: then nothing was before
			       */
		r->on_ms = e->at_ms;
	}
	switch (e->kind) {
	case EVENT_WATCH_STARTED:
		comes_on(r, e);
		break;
	case EVENT_WATCH_STOPPED:
		goes_off(r, e->at_ms);
		break;
	case EVENT_INTERFACE:
		if (*e->check)
			break; /* a port that nobody declared */
		on_thing(r, e);
		break;
	case EVENT_REACHABLE:
	case EVENT_SITE:
	case EVENT_CIRCUIT:
	case EVENT_CUSTOMER:
		on_thing(r, e);
		break;
	case EVENT_PLANNED:
		on_planned(r, e);
		break;
	default:
		if (e->alert) {
			on_us(r, e);
			on_alert(r, e);
		}
		break;
	}
	r->last_ms = at_least(r->last_ms, e->at_ms);
}

void report_end(struct report *r)
{
	advance_all(r, r->to_ms);
	if (r->on)
		measure_longest(r, r->to_ms);
}

/* --- figures --- */

double report_availability(const struct report_thing *t, bool planned)
{
	int64_t up = t->ms[0][REPORT_UP] + (planned ? t->ms[1][REPORT_UP] : 0);
	int64_t down = t->ms[0][REPORT_DOWN] + (planned ? t->ms[1][REPORT_DOWN] : 0);
	return up + down > 0 ? (double)up / (double)(up + down) : (double)NAN;
}

double report_known(const struct report_thing *t)
{
	int64_t unknown = t->ms[0][REPORT_UNKNOWN] + t->ms[1][REPORT_UNKNOWN], all = 0;
	for (int i = 0; i < 2; i++)
		for (int s = 0; s < REPORT_STATE_N; s++)
			all += t->ms[i][s];
	return all > 0 ? (double)(all - unknown) / (double)all : 0;
}

double report_error(const struct report_thing *t)
{
	int64_t known = t->ms[0][REPORT_UP] + t->ms[0][REPORT_DOWN];
	return known > 0 ? (double)t->slack_ms / (double)known : (double)NAN;
}

static int64_t began_ms(const struct report_alert *a)
{
	if (a->occurred_ms > 0 && a->occurred_ms <= a->opened_ms)
		return a->occurred_ms;
	if (a->first_bad_ms > 0 && a->first_bad_ms <= a->opened_ms)
		return a->first_bad_ms;
	return 0;
}

static void add_people(struct report_people *p, const struct report_alert *a)
{
	int64_t began = began_ms(a);
	p->n++;
	if (began) {
		p->begun++;
		p->detect_ms += a->opened_ms - began;
	}
	if (a->acked_ms) {
		p->acked++;
		p->ack_ms += a->acked_ms - a->opened_ms;
	}
	if (a->restored_ms) {
		p->restored++;
		p->restore_ms += a->restored_ms - (began ? began : a->opened_ms);
	}
}

void report_people(const struct report *r, enum severity severity,
		   bool (*wants)(void *, enum subject, const char *), void *ctx,
		   struct report_people *p)
{
	*p = (struct report_people){0};
	for (uint32_t i = 0; i < r->alert_n; i++) {
		const struct report_alert *a = &r->alert[i];
		if (a->severity == severity && a->opened_ms >= r->from_ms &&
		    a->opened_ms < r->to_ms &&
		    (!wants || wants(ctx, a->subject, a->name)))
			add_people(p, a);
	}
	p->detect_ms /= p->begun ? p->begun : 1;
	p->ack_ms /= p->acked ? p->acked : 1;
	p->restore_ms /= p->restored ? p->restored : 1;
}

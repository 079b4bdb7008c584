/*
 * escalation: deadlines of all ladders, met in their order. What an alert's events mean
 * for its ladder is read from the alert as it stands after them, not from the events:
 * so none can be missed, and none counted twice.
 */
#include "probes/alert/escalation.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/alert/book.h"
#include "probes/alert/ladder.h"
#include "probes/base/log.h"

#define MOMENT_MS 3000	 /* between two looks at what is due */
#define NOBODY_MS 60000 /* looked for somebody again, at the latest */
#define STORY_MS 15000	 /* the same: is what explains it over */
#define STORY_LONGEST 16 /* causes of causes */

void escalation_init(struct escalation *e, const struct roster *roster)
{
	*e = (struct escalation){.roster = roster};
	e->post = calloc(roster->contact_n + 1, sizeof *e->post);
	if (!e->post)
		die("out of memory");
	for (uint32_t i = 0; i < roster->contact_n; i++)
		e->post[i].since_ms = INT64_MIN / 2;
}

void escalation_fini(struct escalation *e)
{
	free(e->due);
	free(e->post);
	digest_fini(e);
	free(e->unsent);
	free(e->intent);
	*e = (struct escalation){0};
}

void escalation_intend(struct escalation *e, const struct intent *i)
{
	TABLE_GROW(e->intent, e->intent_cap, e->intent_n + 1);
	e->intent[e->intent_n++] = *i;
}

/* --- the heap --- */

static void push(struct escalation *e, int64_t at_ms, uint64_t alert)
{
	uint32_t i = e->due_n++;

	TABLE_GROW(e->due, e->due_cap, e->due_n);
	while (i && e->due[(i - 1) / 2].at_ms > at_ms) {
		e->due[i] = e->due[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	e->due[i] = (struct deadline){at_ms, alert};
}

/* There is one. */
static struct deadline pop(struct escalation *e)
{
	struct deadline top = e->due[0], last = e->due[--e->due_n];
	uint32_t i = 0;

	for (;;) {
		uint32_t child = 2 * i + 1;

		if (child >= e->due_n)
			break;
		if (child + 1 < e->due_n &&
		    e->due[child + 1].at_ms < e->due[child].at_ms)
			child++;
		if (e->due[child].at_ms >= last.at_ms)
			break;
		e->due[i] = e->due[child];
		i = child;
	}
	if (e->due_n)
		e->due[i] = last;
	return top;
}

int64_t escalation_next(const struct escalation *e)
{
	int64_t at_ms = e->due_n ? e->due[0].at_ms : INT64_MAX;

	return e->unsent_n && e->unsent_ms < at_ms ? e->unsent_ms : at_ms;
}

/* The deadline moved from before. */
static void schedule(struct escalation *e, const struct alert *a, int64_t before_ms)
{
	if (a->ladder.next_at_ms && a->ladder.next_at_ms != before_ms)
		push(e, a->ladder.next_at_ms, a->id);
}

static void put_off(struct escalation *e, struct alert *a, int64_t until_ms)
{
	a->ladder.next_at_ms = until_ms;
	push(e, until_ms, a->id);
}

/* --- what was done --- */

static void tell(struct alerts *alerts, const struct alert *a, int64_t now_ms,
		 struct event_list *out, uint16_t tier, const char *words)
{
	char text[160];
	struct event *ev;

	alert_tell(alerts, a, EVENT_ESCALATED, now_ms, out);
	ev = &out->event[out->n - 1];
	if (tier)
		snprintf(text, sizeof text, "T%u %s", tier, words);
	else
		snprintf(text, sizeof text, "%s", words);
	ev->text = arena_strdup(&out->text, text);
	ev->value = ev->limit = NAN;
}

/* The latest time until which one of them has to wait; 0: none does. */
static int64_t waits(struct escalation *e, const uint32_t *who, uint32_t n,
		     int64_t now_ms)
{
	int64_t until = 0;

	for (uint32_t i = 0; i < n; i++) {
		int64_t at = digest_waits(e, who[i], now_ms);

		until = at > until ? at : until;
	}
	return until;
}

/* Alone or with others: it stands in its alert's spool. */
static void post(struct escalation *e, struct alert *a, const struct intent *i,
		 int64_t now_ms)
{
	const struct roster *r = e->roster;

	digest_post(e, a, i, now_ms);
	ladder_spool(a, i->kind == INTENT_RESOLVE, i->tier,
		     i->hook == NONE ? "" : r->hook[i->hook].name,
		     r->contact[i->contact].name);
}

static void call(struct escalation *e, struct alert *a, uint32_t person,
		 const struct rung *rung, const char *note, int64_t now_ms)
{
	struct intent i = {.kind = INTENT_NOTICE,
			   .alert = a->id,
			   .contact = person,
			   .hook = rung->hook,
			   .tier = rung->tier,
			   .number = ++a->ladder.told_n};

	snprintf(i.note, sizeof i.note, "%s", note);
	ladder_told(a, e->roster->contact[person].name, now_ms);
	post(e, a, &i, now_ms);
}

/* Everybody of the rung who is there. False: they have to wait, or nobody is there. */
static bool call_rung(struct escalation *e, struct alerts *alerts, struct alert *a,
		      const struct rung *rung, const char *note, int64_t now_ms,
		      struct event_list *out)
{
	uint32_t who[ROSTER_CALLS];
	uint32_t n = roster_calls(e->roster, rung->contact, now_ms, who);
	int64_t until = waits(e, who, n, now_ms);

	if (until && !note[0]) {
		put_off(e, a, until);
		return false;
	}
	for (uint32_t i = 0; i < n; i++) {
		call(e, a, who[i], rung, note, now_ms);
		tell(alerts, a, now_ms, out, rung->tier,
		     e->roster->contact[who[i]].name);
	}
	return n > 0;
}

/* --- deadlines --- */

/* Before an alert of a former life is told again its thing is asked. */
static bool unasked(const struct alert *a)
{
	return !a->rule && a->check != CHECK_RAISED && a->subject != SUBJECT_WATCH;
}

static bool ask_first(struct escalation *e, struct alerts *alerts, struct alert *a,
		      int64_t now_ms)
{
	if (!unasked(a) || now_ms >= alerts->cold_until_ms + LADDER_ASK_MS)
		return false;
	if (a->subject == SUBJECT_DEVICE && a->thing != NONE)
		judge_ask(alerts, a->thing);
	put_off(e, a, now_ms + 1000);
	return true;
}

/* It answers again, and will be over if it goes on: nobody is to get up for that. */
static bool comes_back(struct escalation *e, struct alert *a, int64_t now_ms)
{
	if (!a->calm_ms || a->flapping || now_ms - a->calm_ms >= LADDER_CALM_MS)
		return false;
	put_off(e, a, now_ms + 1000);
	return true;
}

/* That it is us is for tier 2; where nobody of it is there, for the first who is. */
static bool call_anybody(struct escalation *e, struct alerts *alerts, struct alert *a,
			 const struct policy *p, int64_t now_ms, struct event_list *out)
{
	for (uint32_t i = 0; i < p->rung_n; i++) {
		if (call_rung(e, alerts, a, &p->rung[i], "", now_ms, out)) {
			ladder_climb(a, e->roster, p, now_ms);
			return true;
		}
		if (a->ladder.next_at_ms)
			return true;
	}
	return false;
}

/* Nobody of this rung is there now. */
static void skip_rung(struct escalation *e, struct alerts *alerts, struct alert *a,
		      const struct policy *p, int64_t now_ms, struct event_list *out)
{
	const struct contact *c = &e->roster->contact[p->rung[a->ladder.step].contact];
	char words[128];
	int64_t at;

	if (a->ladder.step + 1u < p->rung_n) {
		snprintf(words, sizeof words, "%s: nobody is there", c->name);
		tell(alerts, a, now_ms, out, p->rung[a->ladder.step].tier, words);
		a->ladder.step++;
		put_off(e, a, now_ms);
		return;
	}
	if (a->check == CHECK_US && call_anybody(e, alerts, a, p, now_ms, out))
		return;
	at = roster_changes(e->roster, p->rung[a->ladder.step].contact, now_ms);
	put_off(e, a, at < now_ms + NOBODY_MS ? at : now_ms + NOBODY_MS);
}

/* Outside of the policy's hours: until they begin. */
static bool out_of_hours(struct escalation *e, struct alert *a, const struct policy *p,
			 int64_t now_ms)
{
	struct calendar_time next;

	if (calendar_in(&p->hours, p->zone, now_ms))
		return false;
	if (calendar_time(&p->hours, p->zone, now_ms, &next))
		put_off(e, a, next.from_ms);
	else
		a->ladder.next_at_ms = 0;
	return true;
}

/* due_ms: when it was to be met. A moment late, the next is none the later. */
static void meet(struct escalation *e, struct alerts *alerts, struct alert *a,
		 int64_t due_ms, int64_t now_ms, struct event_list *out)
{
	const struct policy *p = roster_policy_named(e->roster, a->ladder.policy);
	const struct rung *rung;

	if (!p || !p->rung_n) {
		a->ladder.next_at_ms = 0;
		return;
	}
	if (a->ladder.step >= p->rung_n)
		a->ladder.step = (uint16_t)(p->rung_n - 1);
	if (now_ms < alerts->cold_until_ms) {
		put_off(e, a, alerts->cold_until_ms);
		return;
	}
	if (ask_first(e, alerts, a, now_ms) || comes_back(e, a, now_ms) ||
	    out_of_hours(e, a, p, now_ms))
		return;
	rung = &p->rung[a->ladder.step];
	a->ladder.next_at_ms = 0;
	if (call_rung(e, alerts, a, rung, "", now_ms, out)) {
		ladder_climb(a, e->roster, p,
			     now_ms - due_ms < MOMENT_MS ? due_ms : now_ms);
		schedule(e, a, 0);
	} else if (!a->ladder.next_at_ms) {
		skip_rung(e, alerts, a, p, now_ms, out);
	}
}

/* Who was called of it knows what explains it as that: while that goes on, nothing is
 * over; for half as long as such a word is kept. */
static bool goes_on(const struct alerts *alerts, const struct alert *a, int64_t now_ms)
{
	const struct alert *c = a;

	for (int i = 0; i < STORY_LONGEST && c && c->ladder.story; i++) {
		c = alert_find(alerts, c->ladder.story);
		if (alert_live(c))
			return now_ms - a->cleared_ms < LADDER_OWED_MS / 2;
	}
	return false;
}

/* It is over: to each of the names in told. One who left the roster cannot be told. */
static void resolve(struct escalation *e, struct alerts *alerts, struct alert *a,
		    int64_t now_ms, struct event_list *out)
{
	struct ladder *l = &a->ladder;
	char *told = l->told, *at = told;
	uint32_t who[ROSTER_MEMBERS], n = 0;
	int64_t until;

	for (char *name; told && (name = strsep(&at, ",")) && n < ROSTER_MEMBERS;) {
		uint32_t c = roster_contact(e->roster, name);

		if (c != NONE)
			who[n++] = c;
		if (at)
			at[-1] = ','; /* the list as it was */
	}
	until = goes_on(alerts, a, now_ms) ? now_ms + STORY_MS
					   : waits(e, who, n, now_ms);
	if (until) {
		put_off(e, a, until);
		return;
	}
	l->told = NULL;
	l->next_at_ms = 0;
	for (uint32_t i = 0; i < n; i++) {
		struct intent over = {.kind = INTENT_RESOLVE,
				      .alert = a->id,
				      .contact = who[i],
				      .hook = NONE,
				      .number = l->told_n};

		ladder_unspool(a, false, e->roster->contact[who[i]].name);
		post(e, a, &over, now_ms);
	}
	if (told)
		tell(alerts, a, now_ms, out, 0, "told that it is over");
	free(told);
}

/* --- what a watch before us was about to carry --- */

static uint32_t hook_named(const struct roster *r, const char *name)
{
	for (uint32_t i = 0; *name && i < r->hook_n; i++)
		if (!strcmp(r->hook[i].name, name))
			return i;
	return NONE;
}

static void take_spool(struct escalation *e, const struct alert *a)
{
	const char *at = a->ladder.spool;
	struct spooled it;

	e->unsent_ms = 0;
	while (ladder_spooled(&at, &it)) {
		TABLE_GROW(e->unsent, e->unsent_cap, e->unsent_n + 1);
		e->unsent[e->unsent_n++] =
			(struct unsent){.alert = a->id,
					.contact = roster_contact(e->roster, it.name),
					.hook = hook_named(e->roster, it.hook),
					.tier = it.tier,
					.over = it.over};
	}
}

/* Is that still to be said? Not of what somebody has in hand by now. */
static bool still_true(const struct alert *a, const struct unsent *u)
{
	return u->over ? a->state == ALERT_CLEARED : a->ladder.held == HELD_NOT;
}

/* False: it waits until its thing was asked. */
static bool carry_on(struct escalation *e, struct alerts *alerts,
		     const struct unsent *u, int64_t now_ms)
{
	struct alert *a = alert_find(alerts, u->alert);
	const char *name;
	struct intent i;

	if (!a || u->contact == NONE)
		return true;
	name = e->roster->contact[u->contact].name;
	if (digest_waits(e, u->contact, now_ms))
		return false;
	if (still_true(a, u) && !u->over && unasked(a) &&
	    now_ms < alerts->cold_until_ms + LADDER_ASK_MS)
		return false;
	if (!ladder_unspool(a, u->over, name) || !still_true(a, u))
		return true;
	if (!u->over)
		ladder_told(a, name, now_ms);
	i = (struct intent){.kind = u->over ? INTENT_RESOLVE : INTENT_NOTICE,
			    .alert = a->id,
			    .contact = u->contact,
			    .hook = u->hook,
			    .tier = u->tier,
			    .number = a->ladder.told_n};
	post(e, a, &i, now_ms);
	return true;
}

/* At most so many; true: there are more. */
static bool carry_unsent(struct escalation *e, struct alerts *alerts, int64_t now_ms,
			 uint32_t most)
{
	uint32_t kept = 0, i = 0;

	if (!e->unsent_n || now_ms < alerts->cold_until_ms) {
		e->unsent_ms = alerts->cold_until_ms;
		return false;
	}
	if (now_ms < e->unsent_ms)
		return false;
	for (; i < e->unsent_n && most; i++) {
		if (carry_on(e, alerts, &e->unsent[i], now_ms))
			most--;
		else
			e->unsent[kept++] = e->unsent[i];
	}
	memmove(&e->unsent[kept], &e->unsent[i],
		(e->unsent_n - i) * sizeof *e->unsent);
	e->unsent_n -= i - kept;
	if (!most)
		return true;
	e->unsent_ms = now_ms + 1000;
	return false;
}

struct alert *escalation_begun(struct escalation *e, struct alerts *alerts,
			       uint64_t alert, uint32_t contact, bool over)
{
	struct alert *a = alert_find(alerts, alert);

	if (!a || contact == NONE ||
	    !ladder_unspool(a, over, e->roster->contact[contact].name))
		return NULL;
	return a;
}

struct alert *escalation_failed_once(struct escalation *e, struct alerts *alerts,
				     uint64_t alert, uint32_t contact, unsigned tier,
				     bool over)
{
	struct alert *a = alert_find(alerts, alert);

	if (a && contact != NONE)
		ladder_spool(a, over, (uint16_t)tier, "",
			     e->roster->contact[contact].name);
	return contact != NONE ? a : NULL;
}

bool escalation_step(struct escalation *e, struct alerts *alerts,
		     const struct network *net, int64_t now_ms, uint32_t most,
		     struct event_list *out)
{
	(void)net;
	if (carry_unsent(e, alerts, now_ms, most))
		return true;
	while (e->due_n && e->due[0].at_ms <= now_ms) {
		struct deadline d;
		struct alert *a;

		if (!most--)
			return true;
		d = pop(e);
		a = alert_find(alerts, d.alert);
		if (!a || a->ladder.next_at_ms != d.at_ms)
			continue;
		if (a->state == ALERT_CLEARED)
			resolve(e, alerts, a, now_ms, out);
		else
			meet(e, alerts, a, d.at_ms, now_ms, out);
	}
	digest_flush(e, now_ms);
	return false;
}

/* --- events --- */

/* The next rung where somebody is, now. */
static void call_next(struct escalation *e, struct alerts *alerts, struct alert *a,
		      const struct policy *p, const char *note, int64_t now_ms,
		      struct event_list *out)
{
	const struct rung *rung;
	bool called = false;

	for (uint32_t i = 0; i < p->rung_n && !called && a->ladder.step < p->rung_n;
	     i++) {
		rung = &p->rung[a->ladder.step];
		a->ladder.next_at_ms = 0;
		called = call_rung(e, alerts, a, rung, note, now_ms, out);
		if (!called)
			tell(alerts, a, now_ms, out, rung->tier, "nobody is there");
		ladder_climb(a, e->roster, p, now_ms);
	}
}

/* By key, now: the next rung; behind the last, or with a case number, the vendor.
 * Acknowledged or not. */
static void asked(struct escalation *e, struct alerts *alerts, struct alert *a,
		  const struct event *ev, int64_t now_ms, struct event_list *out)
{
	const struct policy *p = roster_policy_named(e->roster, a->ladder.policy);
	const char *note = ev->note[0] ? ev->note : "asked for";
	bool vendor = (int)ev->value == 3;

	if (!p || a->state == ALERT_CLEARED || a->suppressed || a->planned)
		return;
	if (a->ladder.step < p->rung_n && !vendor)
		call_next(e, alerts, a, p, note, now_ms, out);
	else if (p->vendor != NONE)
		call_rung(e, alerts, a,
			  &(struct rung){.contact = p->vendor, .hook = NONE, .tier = 3},
			  note, now_ms, out);
}

const char *escalation_unheard(const struct escalation *e, const struct alert *a,
			       bool vendor)
{
	const struct policy *p = roster_policy_named(e->roster, a->ladder.policy);

	if (!p)
		return "no policy is for it";
	if (a->planned)
		return "it is planned";
	if (vendor && p->vendor == NONE)
		return "its policy has no vendor";
	if (!vendor && a->ladder.step >= p->rung_n && p->vendor == NONE)
		return "its ladder is at its end";
	return NULL;
}

static void begin(struct escalation *e, struct alerts *alerts, struct alert *a,
		  const struct network *net, int64_t from_ms, int64_t now_ms)
{
	const struct policy *p = roster_policy(e->roster, net, a);

	ladder_begin(a, e->roster, p, net, from_ms, now_ms);
	if (!unasked(a))
		remedy_try(e, alerts, net, a, p, now_ms);
}

/* They (names with commas) know of c as of a. */
static void all_heard(struct alerts *alerts, struct alert *c, const struct alert *a,
		      const char *names, int64_t now_ms, struct event_list *out)
{
	char name[64], words[160];

	for (const char *s = names; s && *s; s += *s == ',') {
		size_t len = strcspn(s, ",");

		snprintf(name, sizeof name, "%.*s", (int)len, s);
		snprintf(words, sizeof words, "%s: was called of %s", name, a->name);
		ladder_heard(c, name);
		tell(alerts, c, now_ms, out, 0, words);
		s += len;
	}
}

/* Who was called of a has been called of what turned out to be its cause, if that is
 * the same story. What is worse than a is told anew. */
static void hand_over(struct escalation *e, struct alerts *alerts,
		      const struct network *net, struct alert *a, int64_t now_ms,
		      struct event_list *out)
{
	struct alert *c = cover_cause(alerts, a);
	const struct policy *p;
	int64_t before_ms;

	if (!c || !(a->ladder.told || a->ladder.heard) || c->check == CHECK_US ||
	    c->severity > a->severity ||
	    c->opened_ms - a->opened_ms > LADDER_TOGETHER_MS ||
	    a->opened_ms - c->opened_ms > LADDER_TOGETHER_MS)
		return;
	before_ms = c->ladder.next_at_ms;
	ladder_hold(c, e->roster, EVENT_NONE, now_ms);
	if (!roster_policy_named(e->roster, c->ladder.policy))
		begin(e, alerts, c, net, c->opened_ms, now_ms);
	a->ladder.story = c->id;
	all_heard(alerts, c, a, a->ladder.told, now_ms, out);
	all_heard(alerts, c, a, a->ladder.heard, now_ms, out);
	p = roster_policy_named(e->roster, c->ladder.policy);
	if (p)
		ladder_inherit(c, a->ladder.told, a->ladder.heard, e->roster, p,
			       now_ms);
	schedule(e, c, before_ms);
}

void escalation_event(struct escalation *e, struct alerts *alerts,
		      const struct network *net, const struct event *ev, int64_t now_ms,
		      struct event_list *out)
{
	struct alert *a = ev->alert ? alert_find(alerts, ev->alert) : NULL;
	enum held was;
	int64_t before_ms;

	if (!a || a->state == ALERT_PENDING)
		return;
	was = a->ladder.held;
	if (ev->kind == EVENT_NONE) {
		remedy_remember(e, a);
		take_spool(e, a);
	}
	before_ms = ev->kind == EVENT_NONE ? 0 : a->ladder.next_at_ms;
	ladder_hold(a, e->roster, ev->kind, now_ms);
	if (a->state != ALERT_CLEARED) {
		if (!roster_policy_named(e->roster, a->ladder.policy))
			begin(e, alerts, a, net,
			      ev->kind == EVENT_OPENED ? a->opened_ms : now_ms, now_ms);
		else if (ev->kind == EVENT_WORSENED && !a->flapping)
			begin(e, alerts, a, net, now_ms, now_ms);
		else if (ev->kind == EVENT_ESCALATE_ASKED)
			asked(e, alerts, a, ev, now_ms, out);
	}
	schedule(e, a, before_ms);
	if (a->ladder.held == HELD_SUPPRESSED && was != HELD_SUPPRESSED)
		hand_over(e, alerts, net, a, now_ms, out);
}

void escalation_failed(struct escalation *e, struct alerts *alerts, uint64_t alert,
		       int64_t now_ms)
{
	struct alert *a = alert_find(alerts, alert);
	const struct policy *p =
		a ? roster_policy_named(e->roster, a->ladder.policy) : NULL;
	int64_t before_ms = a ? a->ladder.next_at_ms : 0;

	if (!p || !p->rung_n || a->ladder.held != HELD_NOT || a->check == CHECK_US)
		return;
	ladder_failed(a, e->roster, p, now_ms);
	schedule(e, a, before_ms);
}

void escalation_unsent(struct escalation *e, struct alerts *alerts, uint64_t alert,
		       uint32_t contact, bool over, int64_t after_ms, int64_t now_ms)
{
	struct alert *a = alert_find(alerts, alert);

	if (!a || contact == NONE)
		return;
	ladder_unspool(a, over, e->roster->contact[contact].name);
	if (over && a->state == ALERT_CLEARED) {
		if (now_ms - a->cleared_ms > LADDER_OWED_MS)
			return;
		ladder_told(a, e->roster->contact[contact].name, now_ms);
		put_off(e, a, now_ms + after_ms);
	} else if (!over && a->ladder.held == HELD_NOT) {
		if (a->ladder.step)
			a->ladder.step--;
		put_off(e, a, now_ms + after_ms);
	}
}

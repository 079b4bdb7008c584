/*
 * ladder: one alert's way up. Only the next deadline is kept: the gap between two rungs
 * is the difference of their delays, so that standing still moves all that is to come.
 */
#include "probes/alert/ladder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/alert/book.h"
#include "probes/base/log.h"

void ladder_words(const struct ladder *l, char *out, size_t cap)
{
	out[0] = '\0';
	if (l->to[0])
		snprintf(out, cap, "T%u %s", l->tier, l->to);
}

/* Its next rung is called then; shows whom that will be. */
static void call_at(struct ladder *l, const struct roster *r, const struct policy *p,
		    int64_t at_ms)
{
	const struct rung *rung =
		&p->rung[l->step < p->rung_n ? l->step : p->rung_n - 1];
	uint32_t who[ROSTER_CALLS];
	uint32_t n = roster_calls(r, rung->contact, at_ms, who);

	l->next_at_ms = at_ms;
	l->tier = rung->tier;
	snprintf(l->to, sizeof l->to, "%s",
		 r->contact[n == 1 ? who[0] : rung->contact].name);
}

/* Devices reboot and networks find another way: so long nobody is told. */
static int64_t first_delay(const struct alert *a, const struct policy *p,
			   const struct network *net)
{
	int64_t after_ms = p->rung[0].after_ms, notice_ms;

	if (after_ms < LADDER_LOOK_MS)
		after_ms = LADDER_LOOK_MS;
	if (a->check == CHECK_US)
		return LADDER_BLIND_MS;
	if (a->check != CHECK_UNREACHABLE || a->subject != SUBJECT_DEVICE ||
	    a->thing >= net->dev_n)
		return after_ms;
	notice_ms = p->notice_ms[net->dev[a->thing].role];
	return notice_ms > after_ms ? notice_ms : after_ms;
}

void ladder_begin(struct alert *a, const struct roster *r, const struct policy *p,
		  const struct network *net, int64_t from_ms, int64_t now_ms)
{
	struct ladder *l = &a->ladder;
	int64_t at_ms;

	l->policy[0] = l->to[0] = '\0';
	l->next_at_ms = l->left_ms = 0;
	l->step = 0;
	if (!p || !p->rung_n)
		return;
	snprintf(l->policy, sizeof l->policy, "%s", p->name);
	while (a->check == CHECK_US && l->step + 1u < p->rung_n &&
	       p->rung[l->step].tier < 2)
		l->step++;
	at_ms = from_ms + first_delay(a, p, net);
	if (at_ms < now_ms)
		at_ms = now_ms;
	call_at(l, r, p, at_ms);
	if (l->held != HELD_NOT) {
		l->left_ms = at_ms - now_ms;
		l->next_at_ms = 0;
	}
}

void ladder_climb(struct alert *a, const struct roster *r, const struct policy *p,
		  int64_t now_ms)
{
	struct ladder *l = &a->ladder;
	bool held = l->held != HELD_NOT;
	int64_t gap_ms = p->repeat_ms;

	l->next_at_ms = l->left_ms = 0;
	if (a->check == CHECK_US) {
		l->step = (uint16_t)p->rung_n;
		l->to[0] = '\0';
		return;
	}
	if (l->step + 1u < p->rung_n) {
		l->step++;
		gap_ms = p->rung[l->step].after_ms - p->rung[l->step - 1].after_ms;
	} else if (!gap_ms) {
		l->step = (uint16_t)p->rung_n;
		l->to[0] = '\0';
		return;
	}
	if (a->flapping && gap_ms < LADDER_FLAPPING_MS)
		gap_ms = LADDER_FLAPPING_MS;
	call_at(l, r, p, now_ms + gap_ms);
	if (held) {
		l->left_ms = gap_ms;
		l->next_at_ms = 0;
	}
}

/* --- standing still --- */

static enum held held_by(const struct alert *a)
{
	if (a->state == ALERT_CLEARED)
		return HELD_CLEARED;
	if (a->suppressed)
		return HELD_SUPPRESSED;
	if (a->planned)
		return HELD_PLANNED;
	return a->state == ALERT_ACKNOWLEDGED ? HELD_ACKNOWLEDGED : HELD_NOT;
}

static void stop(struct ladder *l, int64_t now_ms)
{
	if (l->next_at_ms)
		l->left_ms = l->next_at_ms > now_ms ? l->next_at_ms - now_ms : 1;
	l->next_at_ms = 0;
}

/* Nobody has it any more. Who had it knows by the screen; a rest is theirs. */
static void rest(struct ladder *l, const struct policy *p)
{
	if (l->step >= p->rung_n)
		l->step = (uint16_t)(p->rung_n - 1);
	if (l->left_ms < LADDER_REST_MS)
		l->left_ms = LADDER_REST_MS;
}

static void go_on(struct ladder *l, const struct roster *r, int64_t now_ms)
{
	const struct policy *p = roster_policy_named(r, l->policy);

	if (p && p->rung_n && l->left_ms)
		call_at(l, r, p, now_ms + l->left_ms);
	l->left_ms = 0;
}

/* It is not over, and who was to be told so is owed that again. */
static void unsay_over(struct alert *a, int64_t now_ms)
{
	const char *at = a->ladder.spool;
	struct spooled it;

	while (ladder_spooled(&at, &it)) {
		if (!it.over)
			continue;
		ladder_told(a, it.name, now_ms);
		ladder_unspool(a, true, it.name);
		at = a->ladder.spool;
	}
}

void ladder_hold(struct alert *a, const struct roster *r, enum event_kind kind,
		 int64_t now_ms)
{
	struct ladder *l = &a->ladder;
	enum held held = held_by(a), before = l->held;
	const struct policy *p = roster_policy_named(r, l->policy);

	if (held == before)
		return;
	if (before == HELD_NOT)
		stop(l, now_ms);
	if (before == HELD_ACKNOWLEDGED && kind != EVENT_UNDONE && p && p->rung_n &&
	    a->check != CHECK_US)
		rest(l, p);
	if (before == HELD_CLEARED)
		unsay_over(a, now_ms);
	if (before == HELD_SUPPRESSED && held != HELD_CLEARED)
		l->story = 0; /* a matter of its own again */
	l->held = held;
	l->next_at_ms = 0; /* of a resolve, where it was cleared */
	if (held == HELD_NOT)
		go_on(l, r, now_ms);
	else if (held == HELD_CLEARED && l->told && l->told[0])
		l->next_at_ms = now_ms + LADDER_RESOLVE_MS;
}

/* --- who was told --- */

static bool has(const char *list, const char *name)
{
	size_t n = strlen(name);

	for (const char *s = list; s && *s; s += *s == ',') {
		size_t len = strcspn(s, ",");

		if (len == n && !strncmp(s, name, n))
			return true;
		s += len;
	}
	return false;
}

static void add_name(char **names, const char *name)
{
	const char *old = *names ? *names : "";
	size_t size = strlen(old) + strlen(name) + 2;
	char *list;

	if (has(old, name))
		return;
	list = malloc(size);
	if (!list)
		die("out of memory");
	snprintf(list, size, "%s%s%s", old, *old ? "," : "", name);
	free(*names);
	*names = list;
}

void ladder_told(struct alert *a, const char *name, int64_t now_ms)
{
	a->ladder.told_ms = now_ms;
	add_name(&a->ladder.told, name);
}

void ladder_heard(struct alert *a, const char *name)
{
	add_name(&a->ladder.heard, name);
}

/* --- what is to be carried ---
 *
 * "N2;;j.kim,R0;sms;desk": kind and tier, hook, person. */

bool ladder_spooled(const char **at, struct spooled *out)
{
	const char *s = *at;
	size_t hook, name;

	if (!s || !*s)
		return false;
	*out = (struct spooled){.over = *s == 'R'};
	out->tier = (uint16_t)strtoul(s + 1, NULL, 10);
	s += strcspn(s, ";,") + 1;
	hook = strcspn(s, ";,");
	snprintf(out->hook, sizeof out->hook, "%.*s", (int)hook, s);
	s += hook + 1;
	name = strcspn(s, ",");
	snprintf(out->name, sizeof out->name, "%.*s", (int)name, s);
	s += name;
	*at = *s ? s + 1 : s;
	return true;
}

void ladder_spool(struct alert *a, bool over, uint16_t tier, const char *hook,
		  const char *name)
{
	const char *old;
	size_t size;
	char *list;

	ladder_unspool(a, over, name); /* once is enough */
	old = a->ladder.spool ? a->ladder.spool : "";
	size = strlen(old) + strlen(hook) + strlen(name) + 16;
	list = malloc(size);
	if (!list)
		die("out of memory");
	snprintf(list, size, "%s%s%c%u;%s;%s", old, *old ? "," : "", over ? 'R' : 'N',
		 tier, hook, name);
	free(a->ladder.spool);
	a->ladder.spool = list;
}

bool ladder_unspool(struct alert *a, bool over, const char *name)
{
	const char *at = a->ladder.spool, *from = at;
	struct spooled it;

	for (; ladder_spooled(&at, &it); from = at) {
		if (it.over != over || strcmp(it.name, name) != 0)
			continue;
		memmove((char *)(uintptr_t)from, at, strlen(at) + 1);
		size_t len = strlen(a->ladder.spool);
		if (len && a->ladder.spool[len - 1] == ',')
			a->ladder.spool[len - 1] = '\0';
		if (!a->ladder.spool[0]) {
			free(a->ladder.spool);
			a->ladder.spool = NULL;
		}
		return true;
	}
	return false;
}

/* --- from the symptom to its cause --- */

static bool was_called(const struct roster *r, const struct rung *rung,
		       const char *told, const char *heard, int64_t now_ms)
{
	uint32_t who[ROSTER_CALLS];
	uint32_t n = roster_calls(r, rung->contact, now_ms, who);

	for (uint32_t i = 0; i < n; i++)
		if (!has(told, r->contact[who[i]].name) &&
		    !has(heard, r->contact[who[i]].name))
			return false;
	return n > 0;
}

void ladder_failed(struct alert *a, const struct roster *r, const struct policy *p,
		   int64_t now_ms)
{
	struct ladder *l = &a->ladder;

	if (l->step + 1u < p->rung_n ||
	    !was_called(r, &p->rung[p->rung_n - 1], l->told, NULL, now_ms)) {
		if (l->next_at_ms > now_ms)
			l->next_at_ms = now_ms;
	} else if (!l->next_at_ms) {
		l->step = (uint16_t)(p->rung_n - 1);
		call_at(l, r, p, now_ms + LADDER_REST_MS);
	}
}

/* Behind the rung that is next, whose time moves on by the gap between them. */
static void pass_over(struct alert *a, const struct roster *r, const struct policy *p,
		      int64_t now_ms)
{
	struct ladder *l = &a->ladder;
	int64_t left_ms = l->left_ms;

	ladder_climb(a, r, p, l->next_at_ms ? l->next_at_ms : now_ms);
	if (l->left_ms)
		l->left_ms += left_ms;
}

void ladder_inherit(struct alert *a, const char *told, const char *heard,
		    const struct roster *r, const struct policy *p, int64_t now_ms)
{
	struct ladder *l = &a->ladder;
	uint16_t step;

	do {
		step = l->step;
		if (step < p->rung_n &&
		    was_called(r, &p->rung[step], told, heard, now_ms))
			pass_over(a, r, p, now_ms);
	} while (l->step != step);
}

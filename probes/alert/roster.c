/*
 * roster: who is called now. Turns are counted in days of the wall clock, so that a
 * hand-over at 09:00 stays one when clocks are changed.
 */
#include "probes/alert/roster.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "probes/alert/alert.h"
#include "probes/base/clock.h"

void roster_fini(struct roster *r)
{
	free(r->hook);
	free(r->contact);
	free(r->policy);
	*r = (struct roster){0};
}

uint32_t roster_contact(const struct roster *r, const char *name)
{
	for (uint32_t i = 0; i < r->contact_n; i++)
		if (!strcasecmp(r->contact[i].name, name))
			return i;
	return NONE;
}

const struct policy *roster_policy_named(const struct roster *r, const char *name)
{
	for (uint32_t i = 0; i < r->policy_n; i++)
		if (!strcasecmp(r->policy[i].name, name))
			return &r->policy[i];
	return NULL;
}

const struct policy *roster_policy(const struct roster *r, const struct network *net,
				   const struct alert *a)
{
	struct scope_thing thing;

	if (!scope_of_alert(net, a, &thing))
		return NULL;
	for (uint32_t i = 0; i < r->policy_n; i++) {
		const struct policy *p = &r->policy[i];

		if ((!p->severities || p->severities & 1u << a->severity) &&
		    scope_holds(&p->scope, net, thing))
			return p;
	}
	return NULL;
}

bool roster_empty(const struct roster *r)
{
	for (uint32_t i = 0; i < r->policy_n; i++)
		if (r->policy[i].rung_n)
			return false;
	return true;
}

/* --- who is called --- */

/* The number of the turn at now, and when the next one begins. */
static int64_t turn_at(const struct contact *c, int64_t now_ms, int64_t *next_ms)
{
	struct civil t;
	int64_t day, turn;
	int64_t year;
	int month, mday;

	zone_civil(c->zone, now_ms, &t);
	day = clock_days(t.year, t.month, t.day) - c->turn_day;
	if (t.hour * 60 + t.minute < c->turn_minute)
		day--;
	turn = floor_div(day, c->turn_days);
	clock_date(c->turn_day + (turn + 1) * c->turn_days, &year, &month, &mday);
	*next_ms = zone_instant(c->zone, (int)year, month, mday, c->turn_minute / 60,
				c->turn_minute % 60, 0);
	return turn;
}

/* Who stands in just now, NONE nobody. */
static uint32_t stand_in_at(const struct contact *c, int64_t now_ms)
{
	for (uint32_t i = 0; i < c->stand_in_n; i++)
		if (c->stand_in[i].from_ms <= now_ms && now_ms < c->stand_in[i].to_ms)
			return c->stand_in[i].contact;
	return NONE;
}

/* One person, or whoever stands in: for a day, not in turn for yet another. */
static void call_person(const struct roster *r, uint32_t person, int64_t now_ms,
			uint32_t *out, uint32_t *n)
{
	const struct contact *c = &r->contact[person];
	uint32_t other = stand_in_at(c, now_ms);

	if (other != NONE)
		c = &r->contact[person = other];
	if (c->group || *n == ROSTER_CALLS || !calendar_in(&c->hours, c->zone, now_ms))
		return;
	for (uint32_t i = 0; i < *n; i++)
		if (out[i] == person)
			return;
	out[(*n)++] = person;
}

uint32_t roster_calls(const struct roster *r, uint32_t contact, int64_t now_ms,
		      uint32_t out[ROSTER_CALLS])
{
	const struct contact *c = &r->contact[contact];
	uint32_t n = 0, other, first = 0;
	int64_t next_ms;

	if (!c->group) {
		call_person(r, contact, now_ms, out, &n);
		return n;
	}
	if (!calendar_in(&c->hours, c->zone, now_ms) || !c->member_n)
		return 0;
	other = stand_in_at(c, now_ms);
	if (other != NONE)
		call_person(r, other, now_ms, out, &n);
	if (n)
		return n;
	if (c->turn_days) {
		int64_t turn = turn_at(c, now_ms, &next_ms) % c->member_n;

		first = (uint32_t)(turn < 0 ? turn + c->member_n : turn);
	}
	for (uint32_t i = 0; i < c->member_n && (!n || c->all); i++)
		call_person(r, c->member[(first + i) % c->member_n], now_ms, out, &n);
	return n;
}

/* --- when that changes --- */

static int64_t sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t person_changes(const struct contact *c, int64_t now_ms)
{
	int64_t at = calendar_next(&c->hours, c->zone, now_ms);

	for (uint32_t i = 0; i < c->stand_in_n; i++) {
		const struct stand_in *s = &c->stand_in[i];

		if (s->from_ms > now_ms)
			at = sooner(at, s->from_ms);
		if (s->to_ms > now_ms)
			at = sooner(at, s->to_ms);
	}
	return at;
}

int64_t roster_changes(const struct roster *r, uint32_t contact, int64_t now_ms)
{
	const struct contact *c = &r->contact[contact];
	int64_t at = person_changes(c, now_ms), next_ms;

	for (uint32_t i = 0; c->group && i < c->member_n; i++)
		at = sooner(at, person_changes(&r->contact[c->member[i]], now_ms));
	for (uint32_t i = 0; i < c->stand_in_n; i++)
		at = sooner(at, person_changes(&r->contact[c->stand_in[i].contact],
					       now_ms));
	if (c->group && c->turn_days && c->member_n) {
		turn_at(c, now_ms, &next_ms);
		at = sooner(at, next_ms);
	}
	return at;
}

/*
 * Random nights, from fixed seeds: whatever becomes of alerts in whatever order,
 * restarts among it, these hold after each of 120,000 steps.
 */
#include "tests/alert/night.h"

#include <stdlib.h>

#define ALERTS 12
#define STEPS 10000
#define SEEDS 12

struct owed {
	uint64_t id;
	unsigned told;	  /* bit per contact: was told, and not yet that it is over */
	uint32_t notices; /* since its ladder began, of timers */
	int64_t cleared_ms;
};

struct random_night {
	struct night *n;
	struct owed owed[ALERTS];
	struct alert *alert[ALERTS];
	uint32_t seed;
	int64_t last_ms[PEOPLE]; /* the minute of a contact */
	unsigned sent[PEOPLE];
};

static uint32_t dice(struct random_night *r, uint32_t sides)
{
	r->seed = r->seed * 1664525u + 1013904223u;
	return (r->seed >> 8) % sides;
}

static struct owed *owed_of(struct random_night *r, uint64_t id)
{
	for (int i = 0; i < ALERTS; i++)
		if (r->owed[i].id == id)
			return &r->owed[i];
	fail_msg("a notice of alert %llu, which nobody has", (unsigned long long)id);
	return NULL;
}

/* In no minute more than the notices and one digest. */
static void count_post(struct random_night *r, const struct intent *in)
{
	if (in->note[0])
		return;
	if (r->n->now - r->last_ms[in->contact] >= LADDER_MINUTE_MS) {
		r->last_ms[in->contact] = r->n->now;
		r->sent[in->contact] = 0;
	}
	assert_true(++r->sent[in->contact] <= LADDER_NOTICES + 1);
}

static const struct digest *digest_of(const struct random_night *r, uint32_t number)
{
	const struct escalation *e = &r->n->e;

	for (uint32_t i = 0; i < e->digest_n; i++)
		if (e->digest[i].number == number)
			return &e->digest[i];
	fail_msg("digest %u is nowhere", number);
	return NULL;
}

/* A hook begins to carry it, unless the watch is killed before; what comes of that. */
static void take_digest(struct random_night *r, const struct intent *in)
{
	const struct digest *d = digest_of(r, in->digest);
	unsigned bit = 1u << in->contact;
	bool begun = dice(r, 8), good = dice(r, 4);

	assert_int_equal(d->n, in->n + in->over);
	for (uint32_t i = 0; i < d->n; i++) {
		struct owed *o = owed_of(r, d->of[i].alert);
		const struct alert *a = alert_find(&r->n->alerts, o->id);

		assert_non_null(a->ladder.spool); /* were the watch killed now */
		assert_int_equal(d->of[i].over, a->state == ALERT_CLEARED);
		if (!d->of[i].over)
			o->told |= bit;
		else
			assert_true(o->told & bit);
		if (d->of[i].over && begun && good)
			o->told &= ~bit;
	}
	if (begun)
		becomes(r->n, in->digest, DIGEST_BEGUN, 0);
	if (begun && good)
		becomes(r->n, in->digest, DIGEST_TAKEN, 0);
	else if (begun)
		becomes(r->n, in->digest, dice(r, 2) ? DIGEST_FAILED : DIGEST_UNSENT,
			LADDER_MINUTE_MS);
}

static void take(struct random_night *r)
{
	struct night *n = r->n;

	for (uint32_t i = 0; i < n->e.intent_n; i++) {
		const struct intent *in = &n->e.intent[i];
		const struct alert *a = alert_find(&n->alerts, in->alert);
		bool begun; /* by a hook, before the watch is killed */

		count_post(r, in);
		if (in->kind == INTENT_DIGEST) {
			take_digest(r, in);
			continue;
		}
		begun = dice(r, 8);
		if (begun && in->kind <= INTENT_RESOLVE)
			escalation_begun(&n->e, &n->alerts, in->alert, in->contact,
					 in->kind == INTENT_RESOLVE);
		assert_non_null(a);
		if (in->kind == INTENT_RESOLVE) {
			assert_int_equal(a->state, ALERT_CLEARED);
			assert_true(owed_of(r, a->id)->told & 1u << in->contact);
			if (begun) /* else the next watch carries it */
				owed_of(r, a->id)->told &= ~(1u << in->contact);
			continue;
		}
		assert_true(a->state != ALERT_CLEARED);
		assert_false(a->suppressed);
		assert_false(a->planned);
		assert_true(a->state == ALERT_OPEN || in->note[0]);
		owed_of(r, a->id)->told |= 1u << in->contact;
	}
	n->e.intent_n = 0;
}

/* What holds of every alert at any time. */
static void look(struct random_night *r)
{
	for (int i = 0; i < ALERTS; i++) {
		const struct alert *a = r->alert[i];
		const struct ladder *l = a ? &a->ladder : NULL;

		if (!a)
			continue;
		if (a->state != ALERT_CLEARED &&
		    (a->suppressed || a->planned || a->state == ALERT_ACKNOWLEDGED))
			assert_int_equal(l->next_at_ms, 0); /* no timer runs */
		if (a->state == ALERT_CLEARED && l->told && *l->told)
			assert_true(l->next_at_ms > 0); /* no resolve is lost */
		if (a->state != ALERT_CLEARED) {
			assert_true(l->policy[0]);
			if (l->to[0]) /* no call is lost */
				assert_true(l->next_at_ms > 0 || l->left_ms > 0);
		}
		assert_true(l->left_ms >= 0);
	}
}

static void tell_event(struct random_night *r, struct alert *a, enum event_kind kind)
{
	struct event ev = {
		.at_ms = r->n->now, .kind = kind, .alert = a->id, .note = ""};

	escalation_event(&r->n->e, &r->n->alerts, &r->n->net, &ev, r->n->now,
			 &r->n->out);
	take(r);
}

static void pass(struct random_night *r, int64_t ms)
{
	struct night *n = r->n;
	int64_t end = n->now + ms;

	while (escalation_next(&n->e) <= end) {
		if (escalation_next(&n->e) > n->now)
			n->now = escalation_next(&n->e);
		while (escalation_step(&n->e, &n->alerts, &n->net, n->now, 3, &n->out))
			take(r);
		take(r);
		event_list_reset(&n->out);
	}
	n->now = end;
}

/* A new alert in a place whose last is over and told. */
static void open_one(struct random_night *r, int i)
{
	struct night *n = r->n;
	char name[16];
	struct alert a = {.id = n->alerts.next_id,
			  .subject = SUBJECT_WATCH,
			  .name = name,
			  .check = CHECK_RAISED,
			  .severity = dice(r, 2) ? SEV_CRITICAL : SEV_MAJOR,
			  .state = ALERT_OPEN,
			  .suppressed = dice(r, 4) == 0,
			  .opened_ms = n->now};

	snprintf(name, sizeof name, "a%d", i);
	assert_int_equal(r->owed[i].told, 0);
	alerts_restore(&n->alerts, &n->net, &a);
	r->alert[i] = alert_find(&n->alerts, a.id);
	r->owed[i] = (struct owed){.id = a.id};
	tell_event(r, r->alert[i], a.suppressed ? EVENT_SUPPRESSED : EVENT_OPENED);
}

static void change_one(struct random_night *r, struct alert *a)
{
	switch (dice(r, 9)) {
	case 0:
		a->state = ALERT_ACKNOWLEDGED;
		tell_event(r, a, EVENT_ACKNOWLEDGED);
		break;
	case 1:
		a->state = ALERT_OPEN;
		tell_event(r, a, dice(r, 2) ? EVENT_EXPIRED : EVENT_UNDONE);
		break;
	case 2:
		a->suppressed = !a->suppressed;
		tell_event(r, a, a->suppressed ? EVENT_SUPPRESSED : EVENT_RESUMED);
		break;
	case 3:
		a->planned = !a->planned;
		tell_event(r, a, a->planned ? EVENT_SUPPRESSED : EVENT_RESUMED);
		break;
	case 4:
		a->severity = SEV_CRITICAL;
		a->state = ALERT_OPEN;
		tell_event(r, a, EVENT_WORSENED);
		break;
	case 5:
		a->flapping = !a->flapping;
		tell_event(r, a, a->flapping ? EVENT_FLAPPING : EVENT_STEADY);
		break;
	case 6:
		tell_event(r, a, EVENT_ESCALATE_ASKED);
		break;
	case 7:
		escalation_failed(&r->n->e, &r->n->alerts, a->id, r->n->now);
		break;
	default:
		a->state = ALERT_CLEARED;
		a->cleared_ms = r->n->now;
		tell_event(r, a, EVENT_CLEARED);
	}
}

/* After a short recovery; nobody was told of that yet. */
static void reopen_one(struct random_night *r, struct alert *a)
{
	a->state = ALERT_ACKNOWLEDGED;
	a->cleared_ms = 0;
	tell_event(r, a, EVENT_REOPENED);
}

/* The watch is gone for a while: what the journal has is what there is. */
static void begin_anew(struct random_night *r)
{
	struct night *n = r->n;

	escalation_fini(&n->e);
	escalation_init(&n->e, &n->roster);
	n->now += dice(r, 600) * 1000;
	n->alerts.cold_until_ms = n->now + 30000;
	for (int c = 0; c < PEOPLE; c++)
		r->last_ms[c] = 0;
	for (int i = 0; i < ALERTS; i++)
		if (r->alert[i])
			tell_event(r, r->alert[i], EVENT_NONE);
}

static void step(struct random_night *r)
{
	int i = (int)dice(r, ALERTS);
	struct alert *a = r->alert[i];

	if (dice(r, 500) == 0)
		begin_anew(r);
	else if (!a || (a->state == ALERT_CLEARED && !a->ladder.told &&
			!a->ladder.spool))
		open_one(r, i);
	else if (a->state != ALERT_CLEARED)
		change_one(r, a);
	else if (dice(r, 3) == 0)
		reopen_one(r, a);
	look(r);
	pass(r, dice(r, 4) ? dice(r, 20) * 1000 : dice(r, 900) * 1000);
	look(r);
}

/* Whatever no hook has begun with is carried by the next watch, or by the one behind
 * it; in a day all is said. */
static void all_is_said(struct random_night *r)
{
	for (int days = 0; days < 20; days++) {
		pass(r, 3600000);
		begin_anew(r);
	}
	pass(r, 3600000);
	for (int i = 0; i < ALERTS; i++) {
		if (!r->alert[i])
			continue;
		assert_null(r->alert[i]->ladder.told);
		assert_null(r->alert[i]->ladder.spool);
		assert_int_equal(r->owed[i].told, 0);
	}
}

static void whatever_happens_nobody_is_told_too_much_or_left_in_the_dark(void **state)
{
	for (uint32_t seed = 1; seed <= SEEDS; seed++) {
		struct random_night r = {.seed = seed};

		if (seed > 1)
			setup(state);
		r.n = *state;
		for (int i = 0; i < STEPS; i++)
			step(&r);
		for (int i = 0; i < ALERTS; i++) /* all of it is over */
			if (r.alert[i] && r.alert[i]->state != ALERT_CLEARED) {
				r.alert[i]->state = ALERT_CLEARED;
				r.alert[i]->cleared_ms = r.n->now;
				tell_event(&r, r.alert[i], EVENT_CLEARED);
			}
		all_is_said(&r);
		if (seed < SEEDS)
			teardown(state);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(whatever_happens_nobody_is_told_too_much_or_left_in_the_dark),
	};

	return cmocka_run_group_tests_name("ladder_property", tests, NULL, NULL);
}

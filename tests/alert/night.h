/*
 * A night in a second: what happens to an alert at which second, and whom that calls
 * when. "30 open" opens it 30 s into the night; "330 kim2" says that kim is called 330
 * s into it as tier 2, "390 -desk" that the desk is told it is over.
 */
#ifndef NOCTOP_TESTS_ALERT_NIGHT_H
#define NOCTOP_TESTS_ALERT_NIGHT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/alert/escalation.h"
#include "probes/base/buf.h"

#define T0 INT64_C(1800000000000) /* 08:00 UTC on a Friday */
#define DESK 0
#define KIM 1
#define LEE 2
#define BOSS 3
#define TAC 4
#define PEOPLE 5

struct night {
	struct network net;
	struct rules rules;
	struct alerts alerts;
	struct roster roster;
	struct escalation e;
	struct event_list out;
	struct contact contact[PEOPLE];
	struct policy policy[2];
	struct hook hook[1];
	int64_t now;
	struct buf said;
	bool stuck; /* no hook begins to carry anything */
};

static const struct policy critical = {
	.name = "critical",
	.severities = 1u << SEV_CRITICAL,
	.rung = {{DESK, NONE, 30000, 1},
		 {KIM, NONE, 300000, 2},
		 {LEE, NONE, 720000, 2},
		 {BOSS, NONE, 1200000, 2}},
	.rung_n = 4,
	.vendor = TAC,
	.remedy = NONE,
	.hours = {.always = true},
	.notice_ms =
		{[ROLE_CORE] = 30000, [ROLE_ACCESS] = 120000, [ROLE_OTHER] = 600000},
};
static const struct policy major = {
	.name = "major",
	.severities = 1u << SEV_MAJOR,
	.rung = {{DESK, NONE, 120000, 1}, {KIM, NONE, 1800000, 2}},
	.rung_n = 2,
	.vendor = NONE,
	.remedy = NONE,
	.hours = {.always = true},
	.notice_ms =
		{[ROLE_CORE] = 30000, [ROLE_ACCESS] = 120000, [ROLE_OTHER] = 600000},
};

static inline int setup(void **state)
{
	static struct night night;
	static const char *const names[] = {"desk", "kim", "lee", "boss", "tac"};
	struct night *n = &night;

	*n = (struct night){.now = T0, .policy = {critical, major}};
	for (uint32_t i = 0; i < PEOPLE; i++)
		n->contact[i] = (struct contact){.name = names[i],
						 .title = names[i],
						 .hours = {.always = true},
						 .zone = zone_find("UTC")};
	n->roster = (struct roster){.contact = n->contact,
				    .contact_n = PEOPLE,
				    .policy = n->policy,
				    .policy_n = 2,
				    .hook = n->hook,
				    .hook_n = 1,
				    .heartbeat = NONE};
	network_init(&n->net);
	for (uint32_t i = 0; i < 3; i++) {
		static const enum role roles[] = {ROLE_CORE, ROLE_ACCESS, ROLE_OTHER};
		char name[8];

		snprintf(name, sizeof name, "d%u", i);
		network_dev_add(&n->net, &(struct dev){.name = text_intern_str(
							       &n->net.text, name),
						       .site = NONE,
						       .role = (uint8_t)roles[i]});
	}
	alerts_init(&n->alerts, &n->rules);
	escalation_init(&n->e, &n->roster);
	*state = n;
	return 0;
}

static inline int teardown(void **state)
{
	struct night *n = *state;

	escalation_fini(&n->e);
	alerts_fini(&n->alerts);
	event_list_fini(&n->out);
	network_fini(&n->net);
	buf_fini(&n->said);
	return 0;
}

/* --- the night goes on --- */

/* Each alert of the digest hears of it. */
static inline void becomes(struct night *n, uint32_t digest, enum digest_fate fate,
			   int64_t after_ms)
{
	escalation_digest(&n->e, digest, fate, after_ms);
	while (escalation_digested(&n->e, &n->alerts, n->now))
		;
}

static inline void take_intents(struct night *n)
{
	for (uint32_t i = 0; i < n->e.intent_n; i++) {
		const struct intent *in = &n->e.intent[i];

		buf_printf(&n->said, "%s%lld ", n->said.len ? ", " : "",
			   (long long)(n->now - T0) / 1000);
		if (!n->stuck && in->kind <= INTENT_RESOLVE)
			escalation_begun(&n->e, &n->alerts, in->alert, in->contact,
					 in->kind == INTENT_RESOLVE);
		if (!n->stuck && in->kind == INTENT_DIGEST)
			becomes(n, in->digest, DIGEST_BEGUN, 0);
		if (in->kind == INTENT_REMEDY)
			buf_str(&n->said, "remedy");
		else if (in->kind == INTENT_DIGEST)
			buf_printf(&n->said, "%s+%u-%u", n->contact[in->contact].name,
				   in->n, in->over);
		else if (in->kind == INTENT_RESOLVE)
			buf_printf(&n->said, "-%s", n->contact[in->contact].name);
		else
			buf_printf(&n->said, "%s%u", n->contact[in->contact].name,
				   in->tier);
		if (in->note[0] && strcmp(in->note, "asked for"))
			buf_printf(&n->said, "(%s)", in->note);
	}
	n->e.intent_n = 0;
}

static inline void happens(struct night *n, struct alert *a, enum event_kind kind,
			   const char *note)
{
	struct event ev = {.at_ms = n->now,
			   .kind = kind,
			   .alert = a->id,
			   .note = note,
			   .value = !strncmp(note, "case", 4) ? 3 : 0};

	escalation_event(&n->e, &n->alerts, &n->net, &ev, n->now, &n->out);
	take_intents(n);
}

static inline void pass_until(struct night *n, int64_t at_ms)
{
	while (escalation_next(&n->e) <= at_ms) {
		if (escalation_next(&n->e) > n->now)
			n->now = escalation_next(&n->e);
		while (escalation_step(&n->e, &n->alerts, &n->net, n->now, 100,
				       &n->out))
			;
		take_intents(n);
	}
	n->now = at_ms;
}

static inline struct alert *raise(struct night *n, uint32_t dev, enum severity severity)
{
	struct raise_request r = {.by = {.name = "mk"},
				  .subject = SUBJECT_DEVICE,
				  .thing = dev,
				  .severity = severity,
				  .text = "slow"};
	uint64_t id;

	assert_int_equal(alert_raise(&n->alerts, &n->net, &r, n->now, &n->out, &id),
			 ALERT_OK);
	return alert_find(&n->alerts, id);
}

/* What is done to the one alert, by a word. */
static inline void act(struct night *n, struct alert **a, const char *word)
{
	static const struct rule rule;
	struct alert *x = *a;
	enum event_kind kind = EVENT_NONE;
	const char *note = "";

	if (!strncmp(word, "ahead", 5) || !strncmp(word, "aback", 5)) { /* ahead3600 */
		int64_t by_ms = strtoll(word + 5, NULL, 10) *
				(word[1] == 'h' ? 1000 : -1000);

		n->now += by_ms;
		alerts_clock_set(&n->alerts, by_ms);
		escalation_clock_set(&n->e, by_ms);
		return;
	}
	if (!strcmp(word, "calm") || !strcmp(word, "bad")) { /* what it reads */
		x->calm_ms = word[0] == 'c' ? n->now : 0;
		return;
	}
	if (!strcmp(word, "open") || !strcmp(word, "major")) {
		x = *a = raise(n, 0, word[0] == 'o' ? SEV_CRITICAL : SEV_MAJOR);
		kind = EVENT_OPENED;
	} else if (!strncmp(word, "down", 4)) { /* down0 core, down1 access, down2 */
		x = *a = raise(n, (uint32_t)(word[4] - '0'), SEV_CRITICAL);
		x->check = CHECK_UNREACHABLE;
		x->rule = &rule;
		kind = EVENT_OPENED;
	} else if (!strcmp(word, "blind")) {
		x = *a = raise(n, 0, SEV_CRITICAL);
		x->check = CHECK_US;
		x->subject = SUBJECT_WATCH;
		kind = EVENT_OPENED;
	} else if (!strcmp(word, "born")) { /* behind a cause */
		x = *a = raise(n, 0, SEV_CRITICAL);
		x->suppressed = true;
		kind = EVENT_SUPPRESSED;
	} else if (!strcmp(word, "ack")) {
		x->state = ALERT_ACKNOWLEDGED;
		kind = EVENT_ACKNOWLEDGED;
	} else if (!strcmp(word, "expire") || !strcmp(word, "undo")) {
		x->state = ALERT_OPEN;
		kind = word[0] == 'e' ? EVENT_EXPIRED : EVENT_UNDONE;
	} else if (!strcmp(word, "hide")) {
		x->suppressed = true;
		kind = EVENT_SUPPRESSED;
	} else if (!strcmp(word, "resume")) {
		x->suppressed = false;
		kind = EVENT_RESUMED;
	} else if (!strcmp(word, "plan")) {
		x->planned = true;
		kind = EVENT_SUPPRESSED;
	} else if (!strcmp(word, "unplan")) {
		x->planned = false;
		kind = EVENT_RESUMED;
	} else if (!strcmp(word, "worse")) {
		x->severity = SEV_CRITICAL;
		x->state = ALERT_OPEN;
		kind = EVENT_WORSENED;
	} else if (!strcmp(word, "ease")) {
		x->severity = SEV_MAJOR;
		kind = EVENT_EASED;
	} else if (!strcmp(word, "flap")) {
		x->flapping = true;
		kind = EVENT_FLAPPING;
	} else if (!strcmp(word, "clear")) {
		x->state = ALERT_CLEARED;
		x->cleared_ms = n->now;
		kind = EVENT_CLEARED;
	} else if (!strcmp(word, "reopen")) {
		x->state = ALERT_ACKNOWLEDGED;
		x->cleared_ms = 0;
		kind = EVENT_REOPENED;
	} else if (!strcmp(word, "E") || !strcmp(word, "case")) {
		kind = EVENT_ESCALATE_ASKED;
		note = word[0] == 'c' ? "case 77" : "";
	} else {
		fail_msg("what is '%s'?", word);
	}
	happens(n, x, kind, note);
}

/* "0 open, 100 ack": plays it, then lets an hour pass. */
static inline struct alert *play(struct night *n, const char *script)
{
	struct alert *a = NULL;
	char word[16];
	int at, used;

	while (sscanf(script, "%d %15[a-zA-Z0-9]%n", &at, word, &used) == 2) {
		pass_until(n, T0 + at * INT64_C(1000));
		act(n, &a, word);
		script += used;
		script += strspn(script, ", ");
	}
	pass_until(n, n->now + 3 * INT64_C(3600000));
	return a;
}

#define SAYS(n, what) assert_string_equal((n)->said.len ? (n)->said.data : "", what)

/* The watch is gone for so long; what the journal knows is all there is. */
static inline struct alert *restart(struct night *n, struct alert *a, int64_t gone_ms)
{
	struct alert saved = *a;
	struct alert *back;

	saved.thing = NONE;
	saved.rule = NULL;
	saved.name = strdup(a->name);
	saved.text = strdup(a->text);
	saved.entity = strdup(a->entity);
	saved.ladder.told = a->ladder.told ? strdup(a->ladder.told) : NULL;
	saved.ladder.spool = a->ladder.spool ? strdup(a->ladder.spool) : NULL;
	saved.ladder.heard = NULL;
	saved.suppressed_by = saved.planned_by = saved.ticket = saved.ack.note = NULL;
	escalation_fini(&n->e);
	alerts_fini(&n->alerts);
	alerts_init(&n->alerts, &n->rules);
	escalation_init(&n->e, &n->roster);
	n->now += gone_ms;
	n->alerts.cold_until_ms = n->now + 30000;
	alerts_restore(&n->alerts, &n->net, &saved);
	back = alert_find(&n->alerts, saved.id);
	free(saved.name);
	free(saved.text);
	free(saved.entity);
	free(saved.ladder.told);
	free(saved.ladder.spool);
	happens(n, back, EVENT_NONE, "");
	return back;
}

static inline void many(struct night *n, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct alert a = {.id = n->alerts.next_id,
				  .subject = SUBJECT_WATCH,
				  .name = (char[]){"x"},
				  .check = CHECK_RAISED,
				  .severity = SEV_CRITICAL,
				  .state = ALERT_OPEN,
				  .opened_ms = n->now};

		alerts_restore(&n->alerts, &n->net, &a);
		happens(n, alert_find(&n->alerts, a.id), EVENT_OPENED, "");
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

#endif

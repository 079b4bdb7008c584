/*
 * From the symptom to its cause: a device falls silent, and a little later its site is
 * found to be lost. Who was called of the one is not called of the other.
 */
#include "tests/alert/fixture.h"

#include "probes/alert/escalation.h"
#include "probes/base/buf.h"

#define DESK 0
#define KIM 1

struct story {
	struct world *w;
	struct roster roster;
	struct contact contact[2];
	struct policy policy;
	struct escalation e;
	struct event_list out;
	uint32_t seen; /* events of the world */
	struct buf said;
	site_id site;
};

static void story_begin(struct story *s, struct world *w, enum severity symptom)
{
	static const struct contact people[] = {
		{.name = "desk", .title = "desk", .hours = {.always = true}},
		{.name = "kim", .title = "kim", .hours = {.always = true}},
	};

	*s = (struct story){.w = w, .site = world_site(w, "hq")};
	memcpy(s->contact, people, sizeof people);
	s->policy = (struct policy){
		.name = "all",
		.severities = 1u << SEV_CRITICAL | 1u << SEV_MAJOR,
		.rung = {{DESK, NONE, 12 * SECOND, 1}, {KIM, NONE, 40 * SECOND, 2}},
		.rung_n = 2,
		.vendor = NONE,
		.remedy = NONE,
		.hours = {.always = true}};
	s->roster = (struct roster){.contact = s->contact,
				    .contact_n = 2,
				    .policy = &s->policy,
				    .policy_n = 1,
				    .heartbeat = NONE};
	for (int i = 0; i < 2; i++)
		s->contact[i].zone = zone_find("UTC");
	world_rule(w, (struct rule){.check = CHECK_UNREACHABLE,
				    .severity = symptom,
				    .clears = SPAN(30 * SECOND),
				    .text = "unreachable"});
	world_rule(w, (struct rule){.check = CHECK_SITE_ISOLATED,
				    .severity = SEV_CRITICAL,
				    .enter = 90,
				    .floor = 3,
				    .clear = 50,
				    .opens = SPAN(10 * SECOND),
				    .clears = SPAN(30 * SECOND),
				    .text = "isolated"});
	for (int i = 0; i < 4; i++) {
		char name[8];

		snprintf(name, sizeof name, "d%d", i);
		world_dev(w, name, s->site, NONE);
	}
	escalation_init(&s->e, &s->roster);
	for (dev_id d = 0; d < 4; d++)
		world_up(w, d);
}

static void story_end(struct story *s)
{
	escalation_fini(&s->e);
	event_list_fini(&s->out);
	buf_fini(&s->said);
}

static void take(struct story *s)
{
	for (uint32_t i = 0; i < s->e.intent_n; i++) {
		const struct intent *in = &s->e.intent[i];
		const struct alert *a = alert_find(&s->w->alerts, in->alert);

		buf_printf(&s->said, "%s%s%s of %s", s->said.len ? ", " : "",
			   in->kind == INTENT_RESOLVE ? "-" : "",
			   s->contact[in->contact].name, a->name);
	}
	s->e.intent_n = 0;
}

static void pass(struct story *s, int seconds)
{
	struct world *w = s->w;

	for (int i = 0; i < seconds; i++) {
		world_pass(w, SECOND);
		for (; s->seen < w->events.n; s->seen++)
			escalation_event(&s->e, &w->alerts, &w->net,
					 &w->events.event[s->seen], w->now, &s->out);
		escalation_step(&s->e, &w->alerts, &w->net, w->now, 100, &s->out);
		take(s);
	}
}

#define SAYS(s, what) assert_string_equal((s)->said.len ? (s)->said.data : "", what)

/* d0 falls silent first, and the others with it. */
static void lose(struct story *s, int later)
{
	world_down(s->w, 0);
	pass(s, later);
	for (dev_id d = 1; d < 4; d++)
		world_down(s->w, d);
}

static void who_was_called_of_the_symptom_is_not_called_of_its_cause(void **state)
{
	struct story s;
	const struct alert *site;

	story_begin(&s, *state, SEV_CRITICAL);
	lose(&s, 5);
	pass(&s, 8);
	SAYS(&s, "desk of d0");
	pass(&s, 22);
	site = world_alert(s.w, "hq", "", CHECK_SITE_ISOLATED);
	assert_non_null(site);
	SAYS(&s, "desk of d0");
	assert_string_equal(site->ladder.to, "kim"); /* and on the row */
	assert_string_equal(site->ladder.heard, "desk");
	assert_null(site->ladder.told);
	pass(&s, 60);
	SAYS(&s, "desk of d0, kim of hq");
	for (dev_id d = 0; d < 4; d++)
		world_up(s.w, d);
	pass(&s, 300);
	SAYS(&s, "desk of d0, kim of hq, -desk of d0, -kim of hq");
	story_end(&s);
}

static void nothing_is_over_for_them_while_the_cause_goes_on(void **state)
{
	struct story s;
	struct alert *d0, *site;

	story_begin(&s, *state, SEV_CRITICAL);
	lose(&s, 5);
	pass(&s, 60);
	SAYS(&s, "desk of d0, kim of hq");
	d0 = world_alert(s.w, "d0", "", CHECK_UNREACHABLE);
	site = world_alert(s.w, "hq", "", CHECK_SITE_ISOLATED);
	assert_int_equal(d0->ladder.story, site->id);
	world_up(s.w, 0); /* 3 of 4 are still lost */
	pass(&s, 300);
	assert_int_equal(d0->state, ALERT_CLEARED);
	assert_int_equal(site->state, ALERT_OPEN);
	SAYS(&s, "desk of d0, kim of hq");
	for (dev_id d = 1; d < 4; d++)
		world_up(s.w, d);
	pass(&s, 300);
	SAYS(&s, "desk of d0, kim of hq, -desk of d0, -kim of hq");
	story_end(&s);
}

static void kim_comes_when_the_ladder_of_the_site_says(void **state)
{
	struct story s;
	struct alert *site;

	story_begin(&s, *state, SEV_CRITICAL);
	lose(&s, 5);
	pass(&s, 30);
	site = world_alert(s.w, "hq", "", CHECK_SITE_ISOLATED);
	assert_int_equal(site->ladder.next_at_ms, site->opened_ms + 40 * SECOND);
	story_end(&s);
}

/* What the watch has just found out, and whoever is due. */
static void look(struct story *s)
{
	struct world *w = s->w;

	for (; s->seen < w->events.n; s->seen++)
		escalation_event(&s->e, &w->alerts, &w->net, &w->events.event[s->seen],
				 w->now, &s->out);
	escalation_step(&s->e, &w->alerts, &w->net, w->now, 100, &s->out);
	take(s);
}

/* In a storm a site is looked at a moment later than its devices. */
static void a_policy_that_calls_at_once_waits_for_the_row_of_the_site(void **state)
{
	struct story s;
	struct world *w = *state;

	story_begin(&s, w, SEV_CRITICAL);
	s.policy.rung[0].after_ms = 0;
	w->rules.rule[1].enter = 30;
	w->rules.rule[1].within_ms = 60 * SECOND;
	w->rules.rule[1].opens = (struct persist){.k = 1, .n = 1};
	for (dev_id d = 0; d < 4; d++)
		world_down(w, d);
	look(&s);
	assert_int_equal(world_live(w), 4);
	w->now += 200;
	alerts_judge_site(&w->alerts, &w->net, s.site, w->now, &w->events);
	look(&s);
	pass(&s, 10);
	SAYS(&s, "desk of hq");
	story_end(&s);
}

static void a_policy_that_calls_at_once_does_so_of_one_thing(void **state)
{
	struct story s;

	story_begin(&s, *state, SEV_CRITICAL);
	s.policy.rung[0].after_ms = 0;
	world_down(*state, 0);
	pass(&s, 2);
	SAYS(&s, "desk of d0");
	story_end(&s);
}

static void a_cause_that_is_worse_is_told_anew(void **state)
{
	struct story s;

	story_begin(&s, *state, SEV_MAJOR);
	lose(&s, 5);
	pass(&s, 30);
	SAYS(&s, "desk of d0, desk of hq");
	story_end(&s);
}

static void what_was_told_long_before_was_another_story(void **state)
{
	struct story s;

	story_begin(&s, *state, SEV_CRITICAL);
	lose(&s, 90);
	pass(&s, 30);
	SAYS(&s, "desk of d0, kim of d0, desk of hq");
	story_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(who_was_called_of_the_symptom_is_not_called_of_its_cause),
		WORLD_TEST(nothing_is_over_for_them_while_the_cause_goes_on),
		WORLD_TEST(kim_comes_when_the_ladder_of_the_site_says),
		WORLD_TEST(a_policy_that_calls_at_once_waits_for_the_row_of_the_site),
		WORLD_TEST(a_policy_that_calls_at_once_does_so_of_one_thing),
		WORLD_TEST(a_cause_that_is_worse_is_told_anew),
		WORLD_TEST(what_was_told_long_before_was_another_story),
	};

	return cmocka_run_group_tests_name("handover", tests, NULL, NULL);
}

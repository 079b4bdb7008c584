/* Each check of a device against what it is about. */
#include "probes/alert/check.h"
#include "probes/model/if_table.h"
#include "probes/model/rollup.h"
#include "probes/model/series.h"
#include "tests/alert/fixture.h"
#include "tests/model/load.h"

/* --- unreachable and SNMP --- */

static dev_id reach_world(struct world *w, enum ping_by by)
{
	dev_id d = world_dev(w, "fra-acc-07", NONE, NONE);

	w->net.dev[d].ping_by = (uint8_t)by;
	world_rule(w, (struct rule){.check = CHECK_UNREACHABLE,
				    .severity = SEV_MAJOR,
				    .clears = SPAN(30 * SECOND),
				    .text = "unreachable, %r"});
	world_rule(w, (struct rule){.check = CHECK_SNMP,
				    .severity = SEV_WARNING,
				    .opens = POLLS(3, 3),
				    .clears = POLLS(2, 2),
				    .text = "no SNMP answer, %r"});
	return d;
}

static struct alert *unreachable(struct world *w)
{
	return world_alert(w, "fra-acc-07", "", CHECK_UNREACHABLE);
}

static struct alert *snmp_silent(struct world *w)
{
	return world_alert(w, "fra-acc-07", "", CHECK_SNMP);
}

static void silence_to_ping_alone_is_not_unreachable(void **state)
{
	struct world *w = *state;
	dev_id d = reach_world(w, PING_ICMP);

	world_up(w, d);
	w->now += 5 * SECOND;
	world_probes(w, d, 40, false);
	world_judge(w, d);
	assert_null(unreachable(w));
	w->now += 30 * SECOND;
	world_poll(w, d); /* control-plane policing drops pings */
	assert_null(unreachable(w));
}

static void ping_and_one_get_unanswered_are_unreachable_at_once(void **state)
{
	struct world *w = *state;
	dev_id d = reach_world(w, PING_ICMP);
	const struct event *e;

	world_up(w, d);
	w->now += 5 * SECOND;
	world_probes(w, d, 12, false);
	assert_null(unreachable(w));
	assert_int_equal(w->alerts.ask_n, 1); /* ask it by SNMP, now */
	assert_int_equal(w->alerts.ask[0], d);
	world_fail(w, d, REASON_TIMEOUT);
	assert_non_null(unreachable(w));
	assert_string_equal(unreachable(w)->text,
			    "unreachable, no answer to ping and SNMP");
	e = world_last(w, EVENT_OPENED);
	assert_int_equal(e->last_good_ms, T0);
	assert_int_equal(e->first_bad_ms, T0 + 3800);
}

static void a_lost_get_alone_is_not_unreachable(void **state)
{
	struct world *w = *state;
	dev_id d = reach_world(w, PING_ICMP);

	world_up(w, d);
	for (int i = 0; i < 5; i++) {
		w->now += 30 * SECOND;
		world_probes(w, d, 10, true);
		world_fail(w, d, REASON_TIMEOUT);
	}
	assert_null(unreachable(w));
	assert_non_null(snmp_silent(w));
}

static void a_refusal_is_an_answer(void **state)
{
	struct world *w = *state;
	dev_id d = reach_world(w, PING_ICMP);

	world_up(w, d);
	for (int i = 0; i < 3; i++) {
		w->now += 30 * SECOND;
		world_probes(w, d, 12, false);
		world_fail(w, d, REASON_WRONG_KEY);
	}
	assert_null(unreachable(w));
	assert_non_null(snmp_silent(w));
}

static void by_snmp_probes_the_verdict_alone_counts(void **state)
{
	struct world *w = *state;
	dev_id d = reach_world(w, PING_SNMP);

	world_up(w, d);
	w->now += 5 * SECOND;
	world_probes(w, d, 12, false);
	assert_non_null(unreachable(w));
	assert_string_equal(unreachable(w)->text, "unreachable, no answer to SNMP");
}

static void without_probes_two_silent_polls_are_unreachable(void **state)
{
	struct world *w = *state;
	dev_id d = reach_world(w, PING_NO);

	world_poll(w, d);
	w->now += 30 * SECOND;
	world_fail(w, d, REASON_TIMEOUT);
	assert_null(unreachable(w));
	w->now += 30 * SECOND;
	world_fail(w, d, REASON_TIMEOUT);
	assert_non_null(unreachable(w));
	assert_null(snmp_silent(w));
	assert_int_equal(unreachable(w)->last_good_ms, T0);
	assert_int_equal(unreachable(w)->first_bad_ms, T0 + 30 * SECOND);
}

static void a_name_that_does_not_resolve_is_said(void **state)
{
	struct world *w = *state;
	dev_id d = reach_world(w, PING_NO);

	world_fail(w, d, REASON_UNRESOLVED);
	assert_non_null(unreachable(w)); /* it never answered */
	assert_non_null(strstr(unreachable(w)->text, reason_words(REASON_UNRESOLVED)));
}

static void where_nobody_may_ping_two_silent_polls_are_unreachable(void **state)
{
	struct world *w = *state;
	dev_id d = reach_world(w, PING_ICMP);

	world_poll(w, d); /* and no probe ever goes out */
	for (int i = 0; i < 2; i++) {
		assert_null(unreachable(w));
		w->now += 30 * SECOND;
		world_fail(w, d, REASON_TIMEOUT);
	}
	assert_non_null(unreachable(w));
	assert_string_equal(unreachable(w)->text, "unreachable, no answer to SNMP");
	assert_int_equal(unreachable(w)->first_bad_ms, T0 + 30 * SECOND);
}

static void what_never_answered_opens_without_waiting(void **state)
{
	struct world *w = *state;
	dev_id d = world_dev(w, "fra-acc-07", NONE, NONE);

	world_rule(w, (struct rule){.check = CHECK_UNREACHABLE,
				    .severity = SEV_MAJOR,
				    .opens = SPAN(10 * MINUTE)});
	w->now += 4 * SECOND;
	world_down(w, d);
	assert_non_null(unreachable(w));
}

static void what_answered_once_waits_as_the_rule_says(void **state)
{
	struct world *w = *state;
	dev_id d = world_dev(w, "fra-acc-07", NONE, NONE);

	world_rule(w, (struct rule){.check = CHECK_UNREACHABLE,
				    .severity = SEV_MAJOR,
				    .opens = SPAN(10 * SECOND)});
	world_up(w, d);
	w->now += 5 * SECOND;
	world_down(w, d);
	world_pass(w, 9 * SECOND);
	assert_null(unreachable(w));
	world_pass(w, 2 * SECOND);
	assert_non_null(unreachable(w));
}

static void it_clears_when_it_has_answered_for_a_while(void **state)
{
	struct world *w = *state;
	dev_id d = reach_world(w, PING_ICMP);

	world_up(w, d);
	w->now += 5 * SECOND;
	world_down(w, d);
	world_pass(w, 2 * MINUTE);
	assert_non_null(unreachable(w));
	world_up(w, d);
	world_pass(w, 29 * SECOND);
	assert_non_null(unreachable(w));
	world_pass(w, 2 * SECOND);
	assert_null(unreachable(w));
}

static void snmp_silence_needs_three_polls_and_clears_after_two(void **state)
{
	struct world *w = *state;
	dev_id d = reach_world(w, PING_ICMP);

	world_up(w, d);
	for (int i = 0; i < 3; i++) {
		assert_null(snmp_silent(w));
		w->now += 30 * SECOND;
		world_fail(w, d, REASON_COMMUNITY);
	}
	assert_non_null(snmp_silent(w));
	w->now += 30 * SECOND;
	world_poll(w, d);
	assert_non_null(snmp_silent(w));
	w->now += 30 * SECOND;
	world_poll(w, d);
	assert_null(snmp_silent(w));
}

static void a_core_that_stays_blind_is_major_after_ten_minutes(void **state)
{
	struct world *w = *state;
	dev_id d = reach_world(w, PING_ICMP);

	world_rule(w, (struct rule){.check = CHECK_SNMP,
				    .severity = SEV_MAJOR,
				    .scope.roles = 1U << ROLE_CORE,
				    .opens = SPAN(10 * MINUTE)});
	w->net.dev[d].role = ROLE_CORE;
	world_up(w, d);
	world_fail(w, d, REASON_TIMEOUT);
	world_pass(w, 9 * MINUTE);
	assert_int_equal(snmp_silent(w)->severity, SEV_WARNING);
	world_pass(w, 2 * MINUTE);
	assert_int_equal(snmp_silent(w)->severity, SEV_MAJOR);
}

static void unreachable_takes_over_from_snmp_silence(void **state)
{
	struct world *w = *state;
	dev_id d = reach_world(w, PING_ICMP);

	world_up(w, d);
	world_fail(w, d, REASON_TIMEOUT);
	world_pass(w, 2 * MINUTE);
	assert_non_null(snmp_silent(w));
	world_down(w, d);
	world_pass(w, 2 * MINUTE);
	assert_non_null(unreachable(w));
	assert_null(snmp_silent(w));
}

/* --- paths and devices --- */

static dev_id loss_world(struct world *w)
{
	dev_id d = world_dev(w, "par-edge-01", NONE, NONE);

	world_rule(w, (struct rule){.check = CHECK_LOSS,
				    .severity = SEV_WARNING,
				    .window = 300,
				    .enter = 2.33,
				    .clear = 0.3,
				    .text = "loss %v (>%l)"});
	world_up(w, d);
	return d;
}

/* n probes, each of the first `lost` followed by an answer. */
static void lose(struct world *w, dev_id d, unsigned n, unsigned lost)
{
	for (unsigned i = 0; i < n; i++) {
		w->now += SECOND;
		world_probes(w, d, 1, !(i < lost * 2 && i % 2 == 0));
	}
	world_judge(w, d);
}

static void seven_of_three_hundred_are_loss_and_six_are_not(void **state)
{
	struct world *w = *state;
	dev_id d = loss_world(w);

	lose(w, d, 300, 6);
	assert_int_equal(world_live(w), 0);
	lose(w, d, 300, 0);
	lose(w, d, 300, 7);
	assert_int_equal(world_live(w), 1);
}

static void loss_opens_early_and_clears_on_a_full_window_only(void **state)
{
	struct world *w = *state;
	dev_id d = loss_world(w);

	lose(w, d, 20, 7);
	assert_int_equal(world_live(w), 1);
	lose(w, d, 280, 0);
	assert_int_equal(world_live(w), 1);
	lose(w, d, 20, 0);
	assert_int_equal(world_live(w), 0);
}

static void an_outage_is_not_loss_afterwards(void **state)
{
	struct world *w = *state;
	dev_id d = loss_world(w);

	lose(w, d, 300, 0);
	world_down(w, d);
	world_probes(w, d, 60, false);
	world_judge(w, d);
	world_up(w, d);
	lose(w, d, 300, 0);
	assert_int_equal(world_count(w, EVENT_OPENED), 0);
}

static void what_is_about_to_be_an_outage_is_not_loss(void **state)
{
	struct world *w = *state;
	dev_id d = loss_world(w);

	lose(w, d, 20, 0);
	for (int i = 0; i < 8; i++) /* confirming: no verdict yet */
		reach_loss(&w->net.dev[d].reach, w->now + i * 1000);
	world_judge(w, d);
	assert_int_equal(world_count(w, EVENT_OPENED), 0);
}

static void latency_is_held_against_its_own_baseline(void **state)
{
	struct world *w = *state;
	dev_id d = world_dev(w, "tyo-edge-01", NONE, NONE);

	world_rule(w, (struct rule){.check = CHECK_LATENCY_RISE,
				    .severity = SEV_WARNING,
				    .enter = 3,
				    .floor = 20,
				    .clear = 2.4,
				    .opens = POLLS(2, 2),
				    .text = "RTT %v (>%l)"});
	world_up(w, d);
	for (int i = 0; i < 60; i++) {
		w->now += 30 * SECOND;
		w->net.dev[d].reach.rtt_ms = 200;
		world_poll(w, d);
	}
	for (int i = 0; i < 4; i++) {
		w->now += 30 * SECOND;
		w->net.dev[d].reach.rtt_ms = 500; /* Tokyo is not 50 ms */
		world_poll(w, d);
	}
	assert_int_equal(world_live(w), 0);
	for (int i = 0; i < 4; i++) {
		w->now += 30 * SECOND;
		w->net.dev[d].reach.rtt_ms = 900;
		world_poll(w, d);
	}
	assert_int_equal(world_live(w), 1);
	/* three times the usual, in whole milliseconds */
	assert_string_equal(world_alert(w, "tyo-edge-01", "", CHECK_LATENCY_RISE)->text,
			    "RTT 900 ms (>596 ms)");
}

static void a_small_baseline_has_a_floor(void **state)
{
	struct world *w = *state;
	dev_id d = world_dev(w, "fra-acc-01", NONE, NONE);

	world_rule(w, (struct rule){.check = CHECK_LATENCY_RISE,
				    .severity = SEV_WARNING,
				    .enter = 3,
				    .floor = 20,
				    .clear = 2.4});
	world_up(w, d);
	for (int i = 0; i < 60; i++) {
		w->now += 30 * SECOND;
		w->net.dev[d].reach.rtt_ms = i < 40 ? 1 : 15;
		world_poll(w, d);
	}
	assert_int_equal(world_live(w), 0);
	w->now += 30 * SECOND;
	w->net.dev[d].reach.rtt_ms = 40;
	world_poll(w, d);
	assert_int_equal(world_live(w), 1);
}

static void a_declared_latency_is_a_limit_in_milliseconds(void **state)
{
	struct world *w = *state;
	dev_id d = world_dev(w, "fra-acc-01", NONE, NONE);

	world_rule(w, (struct rule){.check = CHECK_LATENCY,
				    .severity = SEV_WARNING,
				    .enter = 10,
				    .clear = 8,
				    .opens = POLLS(2, 2),
				    .text = "RTT %v (>%l)"});
	world_up(w, d);
	w->now += 30 * SECOND;
	w->net.dev[d].reach.rtt_ms = 11.9F;
	world_poll(w, d);
	world_judge(w, d);
	w->now += SECOND;
	world_judge(w, d); /* no new reading */
	assert_int_equal(world_live(w), 0);
	w->now += 30 * SECOND;
	w->net.dev[d].reach.rtt_ms = 11.9F;
	world_poll(w, d);
	assert_string_equal(world_alert(w, "fra-acc-01", "", CHECK_LATENCY)->text,
			    "RTT 11 ms (>10 ms)");
}

static void memory_is_read_like_cpu(void **state)
{
	struct world *w = *state;
	dev_id d = world_dev(w, "fra-acc-01", NONE, NONE);

	world_rule(w, (struct rule){.check = CHECK_MEMORY,
				    .severity = SEV_WARNING,
				    .enter = 92,
				    .clear = 88,
				    .text = "memory %v (>%l)"});
	w->net.dev[d].mem_pct = 95;
	world_up(w, d);
	assert_string_equal(world_alert(w, "fra-acc-01", "", CHECK_MEMORY)->text,
			    "memory 95% (>92%)");
}

/* --- at a glance --- */

static float some(float most)
{
	unsigned dice = (unsigned)rand() % 8;

	return dice == 0 ? NAN : dice < 3 ? 0 : most * (float)(rand() % 1000) / 1000;
}

static void learn_some(struct world *w, if_id i, enum rollup_kind kind)
{
	struct learnt l = {NAN,
			   0,
			   42,
			   load(&w->net.ifs, i, some(100)),
			   load(&w->net.ifs, i, some(5) - 1),
			   some(20),
			   some(5)};

	rollup_learn(&w->net, "fra-acc-01", "xe-0/0/0", kind, &l);
}

/* A row of anything, and a rule of the check: is it seen, and is it calm? */
static void glance(struct world *w, enum check check, if_id i, unsigned *calm,
		   unsigned *seen)
{
	struct if_table *t = &w->net.ifs;
	struct rule rule = {.check = check,
			    .enter = rand() % 4 ? 1 + rand() % 90 : (double)NAN,
			    .clear = NAN,
			    .floor = rand() % 2 ? 2 : 0,
			    .scope.if_flags = rand() % 2 ? IFF_UPLINK : 0};
	struct subject_view v = {.net = &w->net, .dev = w->net.dev, .row = i};
	struct sample s = {0};

	struct if_kind kind = *if_kind(t, i);

	kind.duplex = (uint8_t)(rand() % 4);
	if_kinds_set(&t->kinds, &t->kind[i], &kind);
	t->oper[i] = (uint8_t)(rand() % 8);
	t->flags[i] = (uint8_t)(rand() % 16);
	t->in_bps[i] = load(t, i, some(100));
	t->out_bps[i] = load(t, i, some(100));
	if_table_mishap(t, i, MISHAP_IN_ERRORS, coarse(some(20)));
	if_table_mishap(t, i, MISHAP_OUT_DISCARDS, coarse(some(20)));
	t->in_pps[i] = coarse(some(100));
	t->out_pps[i] = coarse(some(100));
	learn_some(w, i, ROLLUP_IN);
	learn_some(w, i, ROLLUP_OUT);
	learn_some(w, i, ROLLUP_ERRORS);
	if (scope_holds(&rule.scope, v.net, scope_if(v.net, i)))
		check_read(check, &rule, &v, &s);
	bool on = s.known && s.on;
	struct reach_of reach = {rule.enter, rule.floor, rule.scope.if_flags};
	bool quiet = is_calm(t, i, check, &reach);
	assert_false(on && quiet);
	*calm += quiet;
	*seen += on;
}

static void errors_below_all_floors_are_calm(void **state)
{
	const struct reach_of most = {.least = 0.1, .floor = 1};
	const struct reach_of all = {.least = 0.1, .floor = 0};
	struct world *w = *state;
	dev_id d = world_dev(w, "fra-acc-01", NONE, NONE);
	if_id row = world_ports(w, d, 1, 0);
	struct if_table *t = &w->net.ifs;

	if_table_mishap(t, row, MISHAP_IN_ERRORS, coarse(0.5F));
	assert_true(is_calm(t, row, CHECK_IN_ERRORS, &most));
	assert_false(is_calm(t, row, CHECK_IN_ERRORS, &all));
	if_table_mishap(t, row, MISHAP_IN_ERRORS, coarse(1));
	assert_false(is_calm(t, row, CHECK_IN_ERRORS, &most));
}

static void what_is_calm_at_a_glance_would_be_no_alert(void **state)
{
	struct world *w = *state;
	dev_id d = world_dev(w, "fra-acc-01", NONE, NONE);
	if_id row = world_ports(w, d, 1, 0);

	world_poll(w, d);
	series_step(&w->net, d, w->now);
	for (enum check c = check_first(OF_INTERFACE); c < check_first(OF_SENSOR);
	     c++) {
		unsigned calm = 0, seen = 0;

		if (c == CHECK_NEIGHBOR)
			continue; /* nothing is declared here */
		for (int i = 0; i < 20000; i++)
			glance(w, c, row, &calm, &seen);
		assert_true(calm > 4000 && seen > 400);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(silence_to_ping_alone_is_not_unreachable),
		WORLD_TEST(ping_and_one_get_unanswered_are_unreachable_at_once),
		WORLD_TEST(a_lost_get_alone_is_not_unreachable),
		WORLD_TEST(a_refusal_is_an_answer),
		WORLD_TEST(by_snmp_probes_the_verdict_alone_counts),
		WORLD_TEST(without_probes_two_silent_polls_are_unreachable),
		WORLD_TEST(a_name_that_does_not_resolve_is_said),
		WORLD_TEST(where_nobody_may_ping_two_silent_polls_are_unreachable),
		WORLD_TEST(what_never_answered_opens_without_waiting),
		WORLD_TEST(what_answered_once_waits_as_the_rule_says),
		WORLD_TEST(it_clears_when_it_has_answered_for_a_while),
		WORLD_TEST(snmp_silence_needs_three_polls_and_clears_after_two),
		WORLD_TEST(a_core_that_stays_blind_is_major_after_ten_minutes),
		WORLD_TEST(unreachable_takes_over_from_snmp_silence),
		WORLD_TEST(seven_of_three_hundred_are_loss_and_six_are_not),
		WORLD_TEST(loss_opens_early_and_clears_on_a_full_window_only),
		WORLD_TEST(an_outage_is_not_loss_afterwards),
		WORLD_TEST(what_is_about_to_be_an_outage_is_not_loss),
		WORLD_TEST(latency_is_held_against_its_own_baseline),
		WORLD_TEST(a_small_baseline_has_a_floor),
		WORLD_TEST(a_declared_latency_is_a_limit_in_milliseconds),
		WORLD_TEST(memory_is_read_like_cpu),
		WORLD_TEST(errors_below_all_floors_are_calm),
		WORLD_TEST(what_is_calm_at_a_glance_would_be_no_alert),
	};

	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}

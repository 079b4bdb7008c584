/* Restarts, reloads, and what time does to what is over. */
#include "tests/alert/fixture.h"

#include "probes/alert/book.h"

static void rules(struct world *w)
{
	world_rule(w, (struct rule){.check = CHECK_CPU,
				    .severity = SEV_WARNING,
				    .enter = 80,
				    .clear = 75,
				    .opens = POLLS(3, 3),
				    .clears = POLLS(2, 2),
				    .text = "CPU %v (>%l)"});
	world_rule(w, (struct rule){.check = CHECK_CPU,
				    .severity = SEV_MAJOR,
				    .enter = 95,
				    .clear = 90,
				    .opens = POLLS(3, 3),
				    .clears = POLLS(2, 2),
				    .text = "CPU %v (>%l)"});
	world_rule(w, (struct rule){.check = CHECK_UNREACHABLE,
				    .severity = SEV_MAJOR,
				    .clears = SPAN(30 * SECOND),
				    .text = "unreachable"});
	world_rule(w, (struct rule){.check = CHECK_IF_DOWN,
				    .severity = SEV_MAJOR,
				    .scope.if_flags = IFF_WAN,
				    .text = "%i down"});
}

/* Strings that outlive the functions that make alerts of them. */
static char d0[] = "d0", none[] = "", as_it_was[] = "as it was",
	    ordered[] = "part ordered", port[] = "xe-0/0/1";

static struct alert saved(enum check check, enum severity severity)
{
	return (struct alert){
		.id = 40,
		.subject = SUBJECT_DEVICE,
		.name = d0,
		.entity = none,
		.check = check,
		.severity = severity,
		.state = ALERT_OPEN,
		.text = as_it_was,
		.opened_ms = T0 - HOUR,
		.last_good_ms = T0 - HOUR - MINUTE,
		.flaps = 1,
	};
}

static void count_kept(void *ctx, const struct alert *a)
{
	unsigned *n = ctx;

	*n += a->state != ALERT_PENDING;
}

/* What the journal is given that no event brings there, of what was opened. */
static unsigned kept(struct world *w)
{
	unsigned n = 0;

	alerts_memos(&w->alerts, count_kept, &n);
	return n;
}

static void cpu(struct world *w, float pct)
{
	w->now += 30 * SECOND;
	w->net.dev[0].cpu_pct = pct;
	world_poll(w, 0);
}

static struct alert *restored(struct world *w, struct alert a)
{
	rules(w);
	world_dev(w, "d0", NONE, NONE);
	world_begin(w);
	alerts_restore(&w->alerts, &w->net, &a);
	return alert_find(&w->alerts, a.id);
}

static void a_restored_alert_that_still_holds_is_not_told_anew(void **state)
{
	struct world *w = *state;
	struct alert *a = restored(w, saved(CHECK_CPU, SEV_WARNING));

	assert_null(a->rule);
	world_judge(w, 0); /* nothing is known yet */
	assert_int_equal(a->state, ALERT_OPEN);
	cpu(w, 90);
	assert_int_equal(a->state, ALERT_OPEN);
	assert_int_equal(w->events.n, 0);
	assert_string_equal(a->text, "CPU 90% (>80%)");
	assert_non_null(a->rule);
	assert_int_equal(a->opened_ms, T0 - HOUR);
	assert_int_equal(w->alerts.next_id, 41);
}

static void a_restored_alert_that_is_over_clears_as_its_rule_says(void **state)
{
	struct world *w = *state;
	struct alert *a = restored(w, saved(CHECK_CPU, SEV_WARNING));

	cpu(w, 10);
	assert_int_equal(a->state, ALERT_OPEN);
	cpu(w, 10);
	assert_int_equal(a->state, ALERT_CLEARED);
	assert_int_equal(world_count(w, EVENT_CLEARED), 1);
	assert_int_equal(w->events.n, 1);
}

static void a_restored_alert_keeps_its_severity_between_the_levels(void **state)
{
	struct world *w = *state;
	struct alert *a = restored(w, saved(CHECK_CPU, SEV_MAJOR));

	cpu(w, 92);
	cpu(w, 92);
	assert_int_equal(a->severity, SEV_MAJOR);
	cpu(w, 85);
	cpu(w, 85);
	assert_int_equal(a->severity, SEV_WARNING);
	assert_int_equal(world_count(w, EVENT_EASED), 1);
}

static void a_restored_acknowledgement_stands_with_its_time(void **state)
{
	struct world *w = *state;
	struct alert old = saved(CHECK_CPU, SEV_WARNING);
	struct alert *a;

	old.state = ALERT_ACKNOWLEDGED;
	old.ack = (struct alert_ack){.by = {.uid = 5, .name = "mk"},
				     .at_ms = T0 - MINUTE,
				     .intent = ACK_WORSE,
				     .until_ms = T0 + 5 * MINUTE,
				     .severity = SEV_WARNING,
				     .note = ordered};
	a = restored(w, old);
	cpu(w, 90);
	world_tick(w);
	assert_int_equal(a->state, ALERT_ACKNOWLEDGED);
	assert_true(a->ack.durable);
	assert_string_equal(a->ack.note, "part ordered");
	w->now = T0 + 5 * MINUTE;
	world_tick(w);
	assert_int_equal(world_count(w, EVENT_EXPIRED), 1);
}

static void a_restored_ladder_has_its_deadline_and_who_was_told(void **state)
{
	struct world *w = *state;
	struct alert old = saved(CHECK_CPU, SEV_WARNING);
	char told[] = "desk";
	struct alert *a;

	old.ladder = (struct ladder){
		.policy = "all", .step = 1, .next_at_ms = T0 + MINUTE, .told = told};
	a = restored(w, old);
	assert_int_equal(a->ladder.next_at_ms, T0 + MINUTE);
	assert_int_equal(a->ladder.step, 1);
	assert_string_equal(a->ladder.told, "desk");
	assert_ptr_not_equal(a->ladder.told, told);
}

static void what_was_down_and_answers_now_is_told_to_the_ledger(void **state)
{
	struct world *w = *state;

	restored(w, saved(CHECK_UNREACHABLE, SEV_MAJOR));
	world_up(w, 0);
	assert_int_equal(world_count(w, EVENT_REACHABLE), 1);
	assert_int_equal(world_last(w, EVENT_REACHABLE)->value, 1);
	world_pass(w, 31 * SECOND);
	assert_int_equal(world_live(w), 0);
}

static void what_is_down_before_and_after_a_restart_is_one_occurrence(void **state)
{
	struct world *w = *state;
	struct alert *a = restored(w, saved(CHECK_UNREACHABLE, SEV_MAJOR));

	w->now += 5 * SECOND;
	world_down(w, 0);
	world_pass(w, 5 * MINUTE);
	assert_int_equal(a->state, ALERT_OPEN);
	assert_int_equal(w->events.n, 1); /* for the ledger, which begins anew */
	assert_int_equal(world_last(w, EVENT_REACHABLE)->value, 0);
}

static void a_site_is_lost_since_before_the_restart(void **state)
{
	struct world *w = *state;
	struct alert old = saved(CHECK_UNREACHABLE, SEV_MAJOR);
	site_id site = world_site(w, "FRA");
	struct site_verdict v;

	rules(w);
	world_dev(w, "d0", site, NONE);
	world_begin(w);
	old.first_bad_ms = T0 - HOUR;
	alerts_restore(&w->alerts, &w->net, &old);
	w->now += 5 * SECOND;
	world_down(w, 0);
	site_verdict(&w->net, &w->alerts, site, w->now, &v);
	assert_int_equal(v.lost, 1);
	assert_int_equal(v.since_ms, T0 - HOUR);
}

static void a_restored_port_is_found_when_its_interfaces_are_known(void **state)
{
	struct world *w = *state;
	struct alert old = saved(CHECK_IF_DOWN, SEV_MAJOR), *a;

	port[7] = '1';
	old.entity = port;
	a = restored(w, old);
	world_ports(w, 0, 2, IFF_WAN);
	world_oper(w, w->net.dev[0].if_first + 1, IF_DOWN);
	w->now += 30 * SECOND;
	world_poll(w, 0);
	assert_int_equal(a->state, ALERT_OPEN);
	assert_int_equal(world_count(w, EVENT_OPENED), 0);
	world_oper(w, w->net.dev[0].if_first + 1, IF_UP);
	w->now += 30 * SECOND;
	world_poll(w, 0);
	assert_int_equal(a->state, ALERT_CLEARED);
}

static void several_alerts_of_one_device_are_restored_side_by_side(void **state)
{
	struct world *w = *state;
	struct alert old = saved(CHECK_CPU, SEV_WARNING);

	restored(w, old);
	for (int i = 0; i < 3; i++) {
		old.id = (uint64_t)i + 50;
		old.check = CHECK_IF_DOWN;
		old.severity = SEV_MAJOR;
		port[7] = (char)('0' + i);
		old.entity = port;
		alerts_restore(&w->alerts, &w->net, &old);
	}
	world_ports(w, 0, 3, IFF_WAN);
	world_oper(w, w->net.dev[0].if_first + 1, IF_DOWN);
	cpu(w, 90);
	assert_int_equal(world_live(w), 2);
	assert_int_equal(alert_find(&w->alerts, 40)->state, ALERT_OPEN);
	assert_int_equal(alert_find(&w->alerts, 51)->state, ALERT_OPEN);
	assert_int_equal(world_count(w, EVENT_OPENED), 0);
	assert_int_equal(world_count(w, EVENT_CLEARED), 2);
}

static void a_restored_site_is_found_by_its_name(void **state)
{
	struct world *w = *state;
	site_id ams;

	world_site(w, "FRA");
	ams = world_site(w, "AMS");
	world_begin(w);
	alerts_restore(&w->alerts, &w->net,
		       &(struct alert){.id = 3,
				       .subject = SUBJECT_SITE,
				       .name = (char *)(uintptr_t) "AMS",
				       .check = CHECK_SITE_ISOLATED,
				       .severity = SEV_CRITICAL,
				       .state = ALERT_OPEN});
	assert_int_equal(alert_find(&w->alerts, 3)->thing, ams);
}

static void what_is_restored_twice_is_there_once(void **state)
{
	struct world *w = *state;
	struct alert old = saved(CHECK_CPU, SEV_WARNING);

	restored(w, old);
	alerts_restore(&w->alerts, &w->net, &old);
	assert_int_equal(w->alerts.n, 1);
}

static void of_two_occurrences_the_newer_is_judged(void **state)
{
	struct world *w = *state;
	struct alert old = saved(CHECK_CPU, SEV_WARNING);

	old.state = ALERT_CLEARED;
	old.cleared_ms = T0 - MINUTE;
	restored(w, old);
	old.id = 41;
	old.state = ALERT_OPEN;
	old.cleared_ms = 0;
	alerts_restore(&w->alerts, &w->net, &old);
	cpu(w, 10);
	cpu(w, 10);
	assert_int_equal(alert_find(&w->alerts, 41)->state, ALERT_CLEARED);
	assert_int_equal(world_last(w, EVENT_CLEARED)->alert, 41);
	assert_int_equal(w->alerts.dev_book[0].n, 1);
}

static void rows_stay_sorted_by_id_whatever_the_journals_order(void **state)
{
	struct world *w = *state;
	struct alert old = saved(CHECK_CPU, SEV_WARNING);

	restored(w, old);
	old.id = 7;
	old.check = CHECK_UNREACHABLE;
	alerts_restore(&w->alerts, &w->net, &old);
	assert_int_equal(w->alerts.row[0]->id, 7);
	assert_int_equal(alert_find(&w->alerts, 40)->check, CHECK_CPU);
	assert_int_equal(w->alerts.next_id, 41);
}

/* A watch begins with the rules and the network of its configuration, and with what was
 * open by another one. */
static struct alert *restored_here(struct world *w)
{
	struct alert a = saved(CHECK_CPU, SEV_WARNING);

	world_begin(w);
	alerts_restore(&w->alerts, &w->net, &a);
	return alert_find(&w->alerts, a.id);
}

static void a_restored_alert_is_found_by_its_name_not_its_place(void **state)
{
	struct world *w = *state;
	struct alert *a;
	dev_id d;

	rules(w);
	world_dev(w, "new", NONE, NONE);
	d = world_dev(w, "d0", NONE, NONE);
	a = restored_here(w);
	assert_int_equal(a->thing, d);
	assert_int_equal(w->alerts.dev_worst[d], SEV_WARNING);
	assert_int_equal(w->alerts.dev_worst[0], SEV_NONE);
	w->net.dev[d].cpu_pct = 90;
	world_up(w, d);
	assert_int_equal(a->state, ALERT_OPEN);
	assert_int_equal(w->events.n, 0);
}

static void what_is_not_configured_any_more_is_cleared(void **state)
{
	struct world *w = *state;
	struct alert *a;

	rules(w);
	a = restored_here(w);
	assert_int_equal(a->thing, NONE);
	world_tick(w);
	assert_int_equal(a->state, ALERT_CLEARED);
	assert_int_equal(world_count(w, EVENT_CLEARED), 1);
}

static void a_rule_that_is_gone_takes_its_alerts_along(void **state)
{
	struct world *w = *state;
	struct alert *a;

	world_dev(w, "d0", NONE, NONE);
	a = restored_here(w);
	cpu(w, 90);
	assert_int_equal(a->state, ALERT_CLEARED);
}

static void a_rule_that_became_more_severe_worsens_what_is_open(void **state)
{
	struct world *w = *state;
	struct alert *a;

	world_rule(w, (struct rule){.check = CHECK_CPU,
				    .severity = SEV_MAJOR,
				    .enter = 80,
				    .clear = 75,
				    .clears = POLLS(2, 2),
				    .text = "CPU %v"});
	world_dev(w, "d0", NONE, NONE);
	world_begin(w);
	alerts_restore(&w->alerts, &w->net,
		       &(struct alert){.id = 40,
				       .name = d0,
				       .check = CHECK_CPU,
				       .severity = SEV_WARNING,
				       .state = ALERT_OPEN});
	a = alert_find(&w->alerts, 40);
	cpu(w, 77); /* between the levels: still the same occurrence */
	assert_int_equal(a->state, ALERT_OPEN);
	assert_int_equal(a->severity, SEV_MAJOR);
	assert_int_equal(world_count(w, EVENT_WORSENED), 1);
}

static void ghosts_stay_for_an_hour_and_then_nothing_is_left(void **state)
{
	struct world *w = *state;
	const struct alert *shown[4];

	restored(w, saved(CHECK_CPU, SEV_WARNING));
	cpu(w, 10);
	cpu(w, 10);
	assert_int_equal(alerts_list(&w->alerts, false, w->now, MINUTE, shown, 4), 1);
	assert_int_equal(shown[0]->cleared_ms, w->now);
	assert_int_equal(
		alerts_list(&w->alerts, false, w->now + MINUTE, MINUTE, shown, 4), 0);
	w->now += HOUR - 1;
	world_tick(w);
	assert_non_null(alert_find(&w->alerts, 40));
	w->now += 1;
	world_tick(w);
	assert_null(alert_find(&w->alerts, 40));
	assert_int_equal(w->alerts.n, 0);
	assert_int_equal(w->alerts.dev_book[0].n, 0);
}

/* An open alert says nothing of that; were the watch killed it would know of it. */
static void what_comes_and_goes_is_kept_without_an_event(void **state)
{
	struct world *w = *state;

	rules(w);
	world_dev(w, "d0", NONE, NONE);
	world_begin(w);
	for (int i = 0; i < 3; i++)
		cpu(w, 90);
	cpu(w, 50);
	assert_int_equal(kept(w), 0); /* once is no flapping */
	cpu(w, 90);
	assert_int_equal(world_count(w, EVENT_OPENED), 1);
	assert_int_equal(kept(w), 1);
	assert_int_equal(kept(w), 0);
	cpu(w, 50);
	assert_int_equal(kept(w), 1);
	assert_int_equal(w->events.n, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_restored_alert_that_still_holds_is_not_told_anew),
		WORLD_TEST(a_restored_alert_that_is_over_clears_as_its_rule_says),
		WORLD_TEST(a_restored_alert_keeps_its_severity_between_the_levels),
		WORLD_TEST(a_restored_acknowledgement_stands_with_its_time),
		WORLD_TEST(a_restored_ladder_has_its_deadline_and_who_was_told),
		WORLD_TEST(what_was_down_and_answers_now_is_told_to_the_ledger),
		WORLD_TEST(what_is_down_before_and_after_a_restart_is_one_occurrence),
		WORLD_TEST(a_site_is_lost_since_before_the_restart),
		WORLD_TEST(a_restored_port_is_found_when_its_interfaces_are_known),
		WORLD_TEST(several_alerts_of_one_device_are_restored_side_by_side),
		WORLD_TEST(a_restored_site_is_found_by_its_name),
		WORLD_TEST(what_is_restored_twice_is_there_once),
		WORLD_TEST(of_two_occurrences_the_newer_is_judged),
		WORLD_TEST(rows_stay_sorted_by_id_whatever_the_journals_order),
		WORLD_TEST(a_restored_alert_is_found_by_its_name_not_its_place),
		WORLD_TEST(what_is_not_configured_any_more_is_cleared),
		WORLD_TEST(a_rule_that_is_gone_takes_its_alerts_along),
		WORLD_TEST(a_rule_that_became_more_severe_worsens_what_is_open),
		WORLD_TEST(what_comes_and_goes_is_kept_without_an_event),
		WORLD_TEST(ghosts_stay_for_an_hour_and_then_nothing_is_left),
	};

	return cmocka_run_group_tests_name("keep", tests, NULL, NULL);
}

/* Who has an alert, its ticket, a call for help, and what people raise themselves. */
#include "tests/alert/fixture.h"

static const struct who mk = {.uid = 1000, .name = "mk", .from = "pts/4"};
static const struct who jk = {.uid = 1001, .name = "jk", .from = "pts/5"};

static struct alert *open_one(struct world *w)
{
	world_rule(w, (struct rule){.check = CHECK_CPU,
				    .severity = SEV_WARNING,
				    .enter = 80,
				    .clear = 70,
				    .text = "CPU %v (>%l)"});
	world_dev(w, "d0", world_site(w, "FRA"), NONE);
	world_up(w, 0);
	w->net.dev[0].cpu_pct = 90;
	w->now += 30 * SECOND;
	world_poll(w, 0);
	return world_alert(w, "d0", "", CHECK_CPU);
}

static int own(struct world *w, const struct alert *a, const char *name)
{
	return alert_own(&w->alerts, a->id, &mk, name, "", w->now, &w->events);
}

static int raise(struct world *w, enum subject subject, uint32_t thing,
		 const char *text, uint64_t *id)
{
	struct raise_request request = {.by = mk,
					.subject = subject,
					.thing = thing,
					.severity = SEV_MAJOR,
					.text = text};

	return alert_raise(&w->alerts, &w->net, &request, w->now, &w->events, id);
}

static void who_has_it_is_its_owner_else_who_acknowledged_it(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);
	struct ack_request request = {.by = jk, .intent = ACK_WORSE};

	assert_string_equal(alert_holder(a), "");
	alert_acknowledge(&w->alerts, a->id, &request, w->now, &w->events);
	assert_string_equal(alert_holder(a), "jk");
	assert_int_equal(own(w, a, ""), ALERT_OK);
	assert_string_equal(alert_holder(a), "mk");
	assert_string_equal(a->ack.by.name, "jk");
	assert_int_equal(a->state, ALERT_ACKNOWLEDGED);
	assert_int_equal(own(w, a, "-"), ALERT_OK);
	assert_string_equal(alert_holder(a), "jk");
	assert_int_equal(a->owned_ms, 0);
}

static void owning_does_not_acknowledge(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);

	own(w, a, NULL);
	assert_int_equal(a->state, ALERT_OPEN);
	assert_string_equal(a->owner, "mk");
	assert_int_equal(a->owned_ms, w->now);
}

static void a_hand_over_tells_to_whom_and_why(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);
	const struct event *e;

	alert_own(&w->alerts, a->id, &mk, "jk", "end of shift", w->now, &w->events);
	e = world_last(w, EVENT_OWNED);
	assert_string_equal(e->who.name, "mk");
	assert_string_equal(e->note, "jk: end of shift");
	assert_string_equal(a->owner, "jk");
}

static void a_ticket_is_set_by_hand_or_by_a_hook_and_told_once(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);
	struct who hook = {0};

	assert_int_equal(alert_set_ticket(&w->alerts, a->id, &hook, "INC0042", w->now,
					  &w->events),
			 ALERT_OK);
	assert_string_equal(a->ticket, "INC0042");
	assert_string_equal(world_last(w, EVENT_TICKET)->note, "INC0042");
	assert_string_equal(world_last(w, EVENT_TICKET)->who.name, "");
	alert_set_ticket(&w->alerts, a->id, &mk, "INC0042", w->now, &w->events);
	assert_int_equal(world_count(w, EVENT_TICKET), 1);
	alert_set_ticket(&w->alerts, a->id, &mk, "", w->now, &w->events);
	assert_string_equal(a->ticket, "");
	assert_int_equal(world_count(w, EVENT_TICKET), 2);
	assert_int_equal(alert_set_ticket(&w->alerts, 77, &mk, "X", w->now, &w->events),
			 ALERT_NO_SUCH);
}

static void a_late_ticket_reaches_an_alert_that_has_cleared(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);

	w->net.dev[0].cpu_pct = 5;
	w->now += 30 * SECOND;
	world_poll(w, 0);
	assert_int_equal(a->state, ALERT_CLEARED);
	assert_int_equal(
		alert_set_ticket(&w->alerts, a->id, &mk, "INC1", w->now, &w->events),
		ALERT_OK);
	assert_int_equal(own(w, a, "jk"), ALERT_IS_CLEARED);
	assert_int_equal(alert_escalate(&w->alerts, a->id, &mk, "", "", w->now,
					&w->events),
			 ALERT_IS_CLEARED);
}

static void escalation_is_asked_for_what_is_open_and_shown(void **state)
{
	struct world *w = *state;
	struct alert *a = open_one(w);

	assert_int_equal(
		alert_escalate(&w->alerts, a->id, &mk, "", "CEO calls", w->now,
			       &w->events),
		ALERT_OK);
	assert_string_equal(world_last(w, EVENT_ESCALATE_ASKED)->note, "CEO calls");
	assert_string_equal(world_last(w, EVENT_ESCALATE_ASKED)->who.name, "mk");
	alert_escalate(&w->alerts, a->id, &mk, "TAC-7", "card is dead", w->now,
		       &w->events);
	assert_string_equal(world_last(w, EVENT_ESCALATE_ASKED)->note,
			    "case TAC-7: card is dead");
	assert_int_equal((int)world_last(w, EVENT_ESCALATE_ASKED)->value, 3);
	a->suppressed = true;
	assert_int_equal(alert_escalate(&w->alerts, a->id, &mk, "", "", w->now,
					&w->events),
			 ALERT_IS_HIDDEN);
	assert_int_equal(world_count(w, EVENT_ESCALATE_ASKED), 2);
}

static void what_a_person_raises_is_cleared_by_a_person_only(void **state)
{
	struct world *w = *state;
	const struct alert *other = open_one(w);
	const struct alert *a;
	uint64_t id = 0;

	assert_int_equal(raise(w, SUBJECT_DEVICE, 0, "customer calls: slow", &id),
			 ALERT_OK);
	a = alert_find(&w->alerts, id);
	assert_int_equal(a->severity, SEV_MAJOR);
	assert_string_equal(a->text, "customer calls: slow");
	assert_string_equal(a->raised_by, "mk");
	assert_string_equal(world_last(w, EVENT_OPENED)->who.name, "mk");
	assert_int_equal(w->alerts.dev_worst[0], SEV_MAJOR);
	world_pass(w, 2 * HOUR);
	world_down(w, 0);
	world_pass(w, 5 * MINUTE);
	world_up(w, 0);
	world_pass(w, 5 * MINUTE);
	assert_int_equal(a->state, ALERT_OPEN);
	assert_int_equal(
		alert_clear(&w->alerts, other->id, &mk, "", w->now, &w->events),
		ALERT_NOT_RAISED);
	assert_int_equal(alert_clear(&w->alerts, id, &jk, "was their own proxy", w->now,
				     &w->events),
			 ALERT_OK);
	assert_int_equal(a->state, ALERT_CLEARED);
	assert_string_equal(world_last(w, EVENT_CLEARED)->who.name, "jk");
	assert_string_equal(world_last(w, EVENT_CLEARED)->note, "was their own proxy");
	assert_int_equal(w->alerts.dev_worst[0], SEV_WARNING);
}

static void one_is_raised_for_a_thing_at_a_time(void **state)
{
	struct world *w = *state;
	uint64_t first = 0, id = 0;

	open_one(w);
	assert_int_equal(raise(w, SUBJECT_SITE, 0, "slow", &first), ALERT_OK);
	assert_int_equal(raise(w, SUBJECT_SITE, 0, "slower", &id), ALERT_IS_RAISED);
	assert_int_equal(id, first);
	assert_int_equal(raise(w, SUBJECT_DEVICE, 0, "slow", &id), ALERT_OK);
	assert_int_equal(raise(w, SUBJECT_DEVICE, 9, "slow", &id), ALERT_NO_SUCH);
	alert_clear(&w->alerts, first, &mk, "", w->now, &w->events);
	assert_int_equal(raise(w, SUBJECT_SITE, 0, "", &id), ALERT_NOTE_NEEDED);
	assert_int_equal(raise(w, SUBJECT_SITE, 0, "again", &id), ALERT_OK);
	assert_true(id > first);
}

static void rows_beside_a_raised_alert_are_judged_as_ever(void **state)
{
	struct world *w = *state;
	uint64_t id;
	if_id row;

	world_rule(w, (struct rule){.check = CHECK_IF_DOWN,
				    .severity = SEV_MAJOR,
				    .scope.if_flags = IFF_UPLINK,
				    .text = "%i down"});
	open_one(w);
	row = world_ports(w, 0, 2, IFF_UPLINK);
	world_poll(w, 0);
	raise(w, SUBJECT_DEVICE, 0, "slow", &id);
	w->now += 30 * SECOND;
	world_oper(w, row + 1, IF_DOWN);
	world_poll(w, 0);
	assert_non_null(world_alert(w, "d0", "xe-0/0/1", CHECK_IF_DOWN));
	w->now += 30 * SECOND;
	world_oper(w, row + 1, IF_UP);
	world_poll(w, 0);
	assert_null(world_alert(w, "d0", "xe-0/0/1", CHECK_IF_DOWN));
	assert_non_null(world_alert(w, "d0", "", CHECK_RAISED));
}

static void what_is_raised_outlives_a_restart_and_a_planned_device(void **state)
{
	struct world *w = *state;
	struct alert copy;
	uint64_t id;

	open_one(w);
	raise(w, SUBJECT_DEVICE, 0, "slow", &id);
	own(w, alert_find(&w->alerts, id), "jk");
	alert_set_ticket(&w->alerts, id, &mk, "INC7", w->now, &w->events);
	copy = *alert_find(&w->alerts, id);
	copy.rule = NULL;
	struct alerts again;

	alerts_init(&again, &w->rules);
	alerts_restore(&again, &w->net, &copy);
	alerts_fini(&w->alerts);
	w->alerts = again;
	w->net.dev[0].planned = true;
	world_pass(w, MINUTE);
	w->net.dev[0].planned = false;
	world_pass(w, 5 * MINUTE);
	assert_non_null(world_alert(w, "d0", "", CHECK_RAISED));
	assert_string_equal(alert_find(&w->alerts, id)->ticket, "INC7");
	assert_string_equal(alert_holder(alert_find(&w->alerts, id)), "jk");
	assert_int_equal(raise(w, SUBJECT_DEVICE, 0, "slow", &id), ALERT_IS_RAISED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(who_has_it_is_its_owner_else_who_acknowledged_it),
		WORLD_TEST(owning_does_not_acknowledge),
		WORLD_TEST(a_hand_over_tells_to_whom_and_why),
		WORLD_TEST(a_ticket_is_set_by_hand_or_by_a_hook_and_told_once),
		WORLD_TEST(a_late_ticket_reaches_an_alert_that_has_cleared),
		WORLD_TEST(escalation_is_asked_for_what_is_open_and_shown),
		WORLD_TEST(what_a_person_raises_is_cleared_by_a_person_only),
		WORLD_TEST(one_is_raised_for_a_thing_at_a_time),
		WORLD_TEST(rows_beside_a_raised_alert_are_judged_as_ever),
		WORLD_TEST(what_is_raised_outlives_a_restart_and_a_planned_device),
	};

	return cmocka_run_group_tests_name("hand", tests, NULL, NULL);
}

/* The operator's order, the counts, and the worst of each device. */
#include "tests/alert/fixture.h"

/* Alerts put down as the journal would. */
static struct alert *put(struct world *w, uint64_t id, enum severity severity,
			 enum alert_state state, uint32_t hides, int64_t opened_ms)
{
	char name[16];
	struct alert a =
			     {
				     .id = id,
				     .name = name,
				     .check = CHECK_CPU,
				     .severity = severity,
				     .state = state,
				     .opened_ms = opened_ms,
			     },
		     *row;

	snprintf(name, sizeof name, "d%u", (unsigned)id);
	if (state == ALERT_ACKNOWLEDGED)
		a.ack.at_ms = opened_ms;
	world_begin(w);
	world_dev(w, name, NONE, NONE);
	alerts_restore(&w->alerts, &w->net, &a);
	row = alert_find(&w->alerts, id);
	row->hides = hides;
	return row;
}

static void assert_order(const struct world *w, bool hidden, const char *ids)
{
	const struct alert *shown[32];
	char got[64] = "";
	uint32_t n = alerts_list(&w->alerts, hidden, T0 + HOUR, 10 * MINUTE, shown, 32);

	for (uint32_t i = 0; i < n; i++)
		snprintf(got + strlen(got), sizeof got - strlen(got), "%s%u",
			 i ? " " : "", (unsigned)shown[i]->id);
	assert_string_equal(got, ids);
}

static void needs_you_comes_first_by_severity_hidden_and_newest(void **state)
{
	struct world *w = *state;

	put(w, 1, SEV_CRITICAL, ALERT_ACKNOWLEDGED, 50, T0 + 9)->ack.at_ms = T0 + 20;
	put(w, 2, SEV_WARNING, ALERT_OPEN, 0, T0 + 1);
	put(w, 3, SEV_CRITICAL, ALERT_OPEN, 0, T0 + 3);
	put(w, 4, SEV_CRITICAL, ALERT_OPEN, 0, T0 + 2);
	put(w, 5, SEV_CRITICAL, ALERT_OPEN, 7, T0 + 1);
	put(w, 6, SEV_MAJOR, ALERT_OPEN, 99, T0 + 1);
	put(w, 7, SEV_WARNING, ALERT_ACKNOWLEDGED, 0, T0 + 9)->ack.at_ms = T0 + 10;
	assert_order(w, false, "5 3 4 6 2 7 1"); /* the oldest in hand first */
	alert_find(&w->alerts, 4)->needs_reack = REACK_EXPIRED;
	alert_find(&w->alerts, 4)->changed_ms = T0 + 30;
	assert_order(w, false, "5 4 3 6 2 7 1"); /* one that expired is news */
}

static void the_same_instant_is_ordered_by_id(void **state)
{
	struct world *w = *state;

	for (uint64_t id = 1; id <= 5; id++)
		put(w, id, SEV_MAJOR, ALERT_OPEN, 0, T0);
	assert_order(w, false, "5 4 3 2 1");
}

static void suppressed_ones_are_listed_when_asked_for(void **state)
{
	struct world *w = *state;

	put(w, 1, SEV_MAJOR, ALERT_OPEN, 0, T0);
	put(w, 2, SEV_CRITICAL, ALERT_OPEN, 0, T0)->suppressed = true;
	assert_order(w, false, "1");
	assert_order(w, true, "2 1");
}

static void a_ghost_stays_where_its_alert_stood(void **state)
{
	struct world *w = *state;
	struct alert *a;

	put(w, 1, SEV_CRITICAL, ALERT_OPEN, 0, T0);
	a = put(w, 2, SEV_MAJOR, ALERT_OPEN, 0, T0);
	put(w, 3, SEV_WARNING, ALERT_OPEN, 0, T0);
	put(w, 4, SEV_CRITICAL, ALERT_ACKNOWLEDGED, 0, T0);
	a->state = ALERT_CLEARED;
	a->cleared_ms = T0 + HOUR - 9 * MINUTE;
	assert_order(w, false, "1 2 3 4");
	a = alert_find(&w->alerts, 4);
	a->state = ALERT_CLEARED;
	a->cleared_ms = T0 + HOUR - 9 * MINUTE;
	assert_order(w, false, "1 2 3 4");
	a->cleared_ms = T0 + HOUR - 10 * MINUTE;
	assert_order(w, false, "1 2 3");
}

static void all_are_counted_and_the_first_are_written(void **state)
{
	struct world *w = *state;
	const struct alert *shown[2];

	put(w, 1, SEV_WARNING, ALERT_OPEN, 0, T0);
	put(w, 2, SEV_CRITICAL, ALERT_OPEN, 0, T0);
	put(w, 3, SEV_MAJOR, ALERT_OPEN, 0, T0);
	assert_int_equal(alerts_list(&w->alerts, false, T0, 0, shown, 2), 3);
	assert_int_equal(shown[0]->id, 2);
	assert_int_equal(shown[1]->id, 3);
	assert_int_equal(alerts_list(&w->alerts, false, T0, 0, NULL, 0), 3);
}

static void the_header_counts_each_alert_once(void **state)
{
	struct world *w = *state;
	struct alert_counts counts;

	put(w, 1, SEV_CRITICAL, ALERT_OPEN, 0, T0);
	put(w, 2, SEV_MAJOR, ALERT_OPEN, 0, T0);
	put(w, 3, SEV_MAJOR, ALERT_OPEN, 0, T0);
	put(w, 4, SEV_CRITICAL, ALERT_ACKNOWLEDGED, 0, T0);
	put(w, 5, SEV_CRITICAL, ALERT_OPEN, 0, T0)->suppressed = true;
	put(w, 6, SEV_CRITICAL, ALERT_OPEN, 0, T0)->state = ALERT_CLEARED;
	alerts_count(&w->alerts, &counts);
	assert_int_equal(counts.unack[SEV_CRITICAL], 1);
	assert_int_equal(counts.unack[SEV_MAJOR], 2);
	assert_int_equal(counts.unack[SEV_WARNING], 0);
	assert_int_equal(counts.in_hand, 1);
	assert_int_equal(counts.hidden, 1);
}

static void the_worst_of_a_device_follows_its_alerts(void **state)
{
	struct world *w = *state;
	struct ack_request request = {.by = {.uid = 1, .name = "mk"}};

	put(w, 1, SEV_MAJOR, ALERT_OPEN, 0, T0);
	assert_int_equal(w->alerts.dev_worst[0], SEV_MAJOR);
	assert_false(w->alerts.dev_acked[0]);
	alert_acknowledge(&w->alerts, 1, &request, T0, &w->events);
	assert_true(w->alerts.dev_acked[0]);
	alert_undo(&w->alerts, &request.by, T0, &w->events);
	assert_false(w->alerts.dev_acked[0]);
}

static void states_have_names(void **state)
{
	(void)state;
	assert_string_equal(alert_state_name(ALERT_PENDING), "pending");
	assert_string_equal(alert_state_name(ALERT_OPEN), "open");
	assert_string_equal(alert_state_name(ALERT_ACKNOWLEDGED), "acknowledged");
	assert_string_equal(alert_state_name(ALERT_CLEARED), "cleared");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(needs_you_comes_first_by_severity_hidden_and_newest),
		WORLD_TEST(the_same_instant_is_ordered_by_id),
		WORLD_TEST(suppressed_ones_are_listed_when_asked_for),
		WORLD_TEST(a_ghost_stays_where_its_alert_stood),
		WORLD_TEST(all_are_counted_and_the_first_are_written),
		WORLD_TEST(the_header_counts_each_alert_once),
		WORLD_TEST(the_worst_of_a_device_follows_its_alerts),
		cmocka_unit_test(states_have_names),
	};

	return cmocka_run_group_tests_name("alert", tests, NULL, NULL);
}

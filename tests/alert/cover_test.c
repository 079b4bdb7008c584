/* What hides behind a cause, and how it comes back. */
#include "probes/alert/check.h"
#include "tests/alert/fixture.h"

static struct alert *down(struct world *w, const char *name)
{
	return world_alert(w, name, "", CHECK_UNREACHABLE);
}

static void a_dead_parent_is_one_row_that_counts_what_it_hides(void **state)
{
	struct world *w = *state;
	dev_id core = world_tree(w, 4);
	struct alert_counts counts;

	for (dev_id d = core; d < w->net.dev_n; d++)
		world_down(w, d);
	alerts_count(&w->alerts, &counts);
	assert_int_equal(counts.unack[SEV_CRITICAL], 1);
	assert_int_equal(counts.hidden, 4);
	assert_int_equal(down(w, "core")->hides, 4);
	assert_true(down(w, "d1")->suppressed);
	assert_string_equal(down(w, "d1")->suppressed_by, "core");
	assert_int_equal(world_count(w, EVENT_OPENED), 1);
	assert_int_equal(world_count(w, EVENT_SUPPRESSED), 4);
}

static void a_child_found_out_first_waits_for_word_of_its_parent(void **state)
{
	struct world *w = *state;
	dev_id core = world_tree(w, 1);

	world_down(w, 1);
	assert_null(down(w, "d0"));
	assert_int_equal(alerts_waiting(&w->alerts, 0), 1);
	assert_int_equal(w->alerts.ask[0], core); /* hear it at once */
	world_down(w, core);
	w->now += SECOND;
	world_judge(w, 1);
	assert_true(down(w, "d0")->suppressed);
	assert_int_equal(world_count(w, EVENT_OPENED), 1);
}

static void a_child_opens_as_soon_as_its_parent_was_heard(void **state)
{
	struct world *w = *state;
	dev_id core = world_tree(w, 1);

	world_down(w, 1);
	assert_null(down(w, "d0"));
	w->now += SECOND;
	world_probes(w, core, 1, true);
	world_judge(w, 1);
	assert_non_null(down(w, "d0"));
	assert_false(down(w, "d0")->suppressed);
}

static void only_its_own_parents_word_counts(void **state)
{
	struct world *w = *state;
	dev_id other = world_dev(w, "other", NONE, NONE);
	dev_id core = world_dev(w, "core", NONE, NONE);
	dev_id child = world_dev(w, "d0", NONE, core);

	world_reach_rules(w);
	for (dev_id d = 0; d < 3; d++)
		world_up(w, d);
	w->now += 5 * SECOND;
	world_down(w, child);
	w->now += SECOND;
	world_probes(w, other, 1, true);
	world_judge(w, child);
	assert_null(down(w, "d0"));
}

static void a_child_does_not_wait_for_ever(void **state)
{
	struct world *w = *state;

	world_tree(w, 1);
	world_down(w, 1);
	for (int i = 0; i < 9; i++) {
		w->now += SECOND;
		world_judge(w, 1);
	}
	assert_non_null(down(w, "d0"));
}

static void what_opened_before_its_cause_was_known_is_hidden_then(void **state)
{
	struct world *w = *state;
	dev_id core = world_tree(w, 1);

	world_probes(w, core, 1, true);
	world_down(w, 1);
	world_probes(w, core, 1, true);
	w->now += SECOND;
	world_probes(w, core, 1, true);
	world_judge(w, 1);
	assert_false(down(w, "d0")->suppressed);
	w->now += SECOND;
	world_down(w, core);
	world_judge(w, 1);
	assert_true(down(w, "d0")->suppressed);
	assert_int_equal(world_count(w, EVENT_SUPPRESSED), 1);
	assert_int_equal(down(w, "core")->hides, 1);
	assert_int_equal(w->alerts.dev_worst[1], SEV_NONE);
}

static void a_redundant_parent_hides_nothing(void **state)
{
	struct world *w = *state;
	site_id site = world_site(w, "AMS");
	dev_id a = world_dev(w, "core-a", site, NONE),
	       b = world_dev(w, "core-b", site, NONE);
	dev_id child = world_dev(w, "d0", site, a);

	world_reach_rules(w);
	w->net.dev[child].parent[1] = b;
	w->net.dev[child].parent_n = 2;
	for (dev_id d = 0; d < 3; d++)
		world_up(w, d);
	w->now += 5 * SECOND;
	world_down(w, a);
	world_down(w, child);
	w->now += SECOND;
	world_probes(w, b, 1, true);
	world_judge(w, child);
	assert_false(down(w, "d0")->suppressed);
}

static void resolution_is_never_suppressed(void **state)
{
	struct world *w = *state;
	dev_id core = world_tree(w, 2);

	for (dev_id d = core; d < w->net.dev_n; d++)
		world_down(w, d);
	world_up(w, 1); /* by another way */
	world_pass(w, 31 * SECOND);
	assert_null(down(w, "d0"));
	assert_int_equal(world_count(w, EVENT_CLEARED), 1);
	assert_int_equal(down(w, "core")->hides, 1);
}

static void a_released_dependant_is_asked_before_it_may_show(void **state)
{
	struct world *w = *state;
	dev_id core = world_tree(w, 1);

	world_down(w, core);
	world_down(w, 1);
	w->now += MINUTE;
	world_judge(w, 1); /* its neighbours are asked twice at most */
	w->alerts.ask_n = 0;
	world_up(w, core);
	world_judge(w, 1);
	assert_true(down(w, "d0")->suppressed); /* released, but its news is old */
	assert_int_equal(w->alerts.ask_n, 1);
	assert_int_equal(w->alerts.ask[0], 1);
	w->now += 5 * SECOND;
	world_judge(w, 1);
	assert_true(down(w, "d0")->suppressed);
	world_fail(w, 1, REASON_TIMEOUT);
	assert_false(down(w, "d0")->suppressed);
	assert_string_equal(down(w, "d0")->suppressed_by, "");
	assert_int_equal(w->alerts.dev_worst[1], SEV_CRITICAL);
	assert_int_equal(world_count(w, EVENT_RESUMED), 1);
	assert_int_equal(w->alerts.row[0]->hides, 0);
}

static void a_recovered_parent_raises_no_storm(void **state)
{
	struct world *w = *state;
	dev_id core = world_tree(w, 8);

	for (dev_id d = core; d < w->net.dev_n; d++)
		world_down(w, d);
	world_pass(w, 2 * MINUTE);
	world_up(w, core);
	world_pass(w, 3 * SECOND);
	for (dev_id d = core + 1; d < w->net.dev_n; d++)
		world_up(w, d);
	world_pass(w, 2 * MINUTE);
	assert_int_equal(world_live(w), 0);
	assert_int_equal(world_count(w, EVENT_RESUMED), 0);
	assert_int_equal(world_count(w, EVENT_OPENED), 2); /* the core and its site */
}

static void a_chain_hides_behind_its_root(void **state)
{
	struct world *w = *state;
	site_id site = world_site(w, "AMS");
	dev_id root = world_dev(w, "root", site, NONE);
	dev_id mid = world_dev(w, "mid", site, root),
	       leaf = world_dev(w, "leaf", site, mid);

	world_reach_rules(w);
	for (dev_id d = 0; d < 3; d++)
		world_up(w, d);
	w->now += 5 * SECOND;
	for (dev_id d = 0; d < 3; d++)
		world_down(w, d);
	assert_string_equal(down(w, "mid")->suppressed_by, "root");
	assert_string_equal(down(w, "leaf")->suppressed_by, "root");
	assert_int_equal(down(w, "root")->hides, 2);
	(void)leaf;
}

static void a_planned_parent_hides_nothing(void **state)
{
	struct world *w = *state;
	dev_id core = world_tree(w, 1);

	w->net.dev[core].planned = true;
	world_down(w, core);
	world_down(w, 1);
	assert_false(down(w, "d0")->suppressed);
}

static void a_hidden_alert_keeps_its_acknowledgement(void **state)
{
	struct world *w = *state;
	dev_id core = world_tree(w, 1);
	struct ack_request request = {.by = {.uid = 1, .name = "mk"},
				      .intent = ACK_WORSE};

	w->now += SECOND;
	world_down(w, 1);
	world_probes(w, core, 1, true);
	w->now += 10 * SECOND;
	world_judge(w, 1);
	alert_acknowledge(&w->alerts, down(w, "d0")->id, &request, w->now, &w->events);
	world_down(w, core);
	world_judge(w, 1);
	assert_true(down(w, "d0")->suppressed);
	assert_int_equal(down(w, "d0")->state, ALERT_ACKNOWLEDGED);
}

static void what_comes_back_behind_a_cause_comes_back_hidden(void **state)
{
	struct world *w = *state;
	dev_id core = world_tree(w, 1);
	struct ack_request request = {.by = {.uid = 1, .name = "mk"},
				      .intent = ACK_WORSE};
	uint64_t id;

	world_down(w, core);
	world_down(w, 1);
	id = down(w, "d0")->id;
	alert_acknowledge(&w->alerts, id, &request, w->now, &w->events);
	world_up(w, 1);
	world_pass(w, 31 * SECOND);
	assert_null(down(w, "d0"));
	assert_int_equal(down(w, "core")->hides, 0);
	world_down(w, 1);
	w->now += SECOND;
	world_judge(w, 1);
	assert_int_equal(down(w, "d0")->id, id);
	assert_true(down(w, "d0")->suppressed);
	assert_int_equal(down(w, "core")->hides, 1);
	assert_int_equal(world_count(w, EVENT_REOPENED), 1);
	assert_int_equal(world_count(w, EVENT_SUPPRESSED), 2);
}

/* --- sites --- */

static site_id flat_world(struct world *w, uint32_t n)
{
	site_id site = world_site(w, "FRA");

	world_reach_rules(w);
	for (uint32_t i = 0; i < n; i++) {
		char name[16];

		snprintf(name, sizeof name, "d%u", i);
		world_dev(w, name, site, NONE);
	}
	for (dev_id d = 0; d < n; d++)
		world_up(w, d);
	w->now += 5 * SECOND;
	return site;
}

static struct alert *isolated(struct world *w)
{
	return world_alert(w, "FRA", "", CHECK_SITE_ISOLATED);
}

static void a_storm_without_known_parents_is_one_row(void **state)
{
	struct world *w = *state;
	struct alert_counts counts;

	flat_world(w, 10);
	for (dev_id d = 0; d < 5; d++)
		world_down(w, d);
	w->now += SECOND;
	world_judge(w, 9);
	assert_non_null(isolated(w));
	assert_string_equal(isolated(w)->text,
			    "5 of 10 lost 08:00:03Z, cause not known");
	alerts_count(&w->alerts, &counts);
	assert_int_equal(counts.unack[SEV_CRITICAL], 1);
	assert_int_equal(counts.hidden, 5);
	assert_int_equal(isolated(w)->hides, 5);
	assert_int_equal(w->alerts.dev_worst[0], SEV_NONE);
}

/* The ledger asks: one is down, of the other nobody knows. */
static void what_is_hidden_says_by_what(void **state)
{
	struct world *w = *state;
	dev_id core = world_tree(w, 7);

	for (dev_id d = core + 1; d < 7; d++)
		world_down(w, d);
	w->now += SECOND;
	world_judge(w, 7);
	world_pass(w, 12 * SECOND); /* the core is asked, and answers */
	assert_non_null(world_alert(w, "AMS", "", CHECK_SITE_ISOLATED));
	assert_string_equal(world_last(w, EVENT_SUPPRESSED)->note, "part of AMS");
	for (dev_id d = core + 1; d < 7; d++)
		world_up(w, d);
	world_pass(w, 3 * MINUTE);
	for (dev_id d = core; d < 3; d++)
		world_down(w, d);
	world_pass(w, 12 * SECOND);
	assert_string_equal(world_last(w, EVENT_SUPPRESSED)->note, "behind core");
}

static void losses_spread_over_time_are_no_storm(void **state)
{
	struct world *w = *state;

	flat_world(w, 10);
	for (dev_id d = 0; d < 5; d++) {
		world_down(w, d);
		w->now += 30 * SECOND;
		world_judge(w, 9);
	}
	assert_null(isolated(w));
}

static void losses_that_a_parent_explains_are_no_storm(void **state)
{
	struct world *w = *state;
	dev_id core = world_tree(w, 7);

	for (dev_id d = core; d < 7; d++)
		world_down(w, d);
	w->now += SECOND;
	world_judge(w, 7);
	assert_null(world_alert(w, "AMS", "", CHECK_SITE_ISOLATED));
}

static void a_site_that_lost_ninety_percent_is_isolated_after_ten_seconds(void **state)
{
	struct world *w = *state;

	w->now = T0;
	flat_world(w, 4);
	for (dev_id d = 0; d < 4; d++)
		world_down(w, d);
	world_pass(w, 8 * SECOND);
	assert_null(isolated(w));
	world_pass(w, 4 * SECOND);
	assert_non_null(isolated(w));
	assert_string_equal(isolated(w)->text, "isolated, 4 of 4 lost");
	assert_int_equal(isolated(w)->hides, 4);
	assert_true(down(w, "d0")->suppressed);
}

/* Where SNMP is what we probe by, a closed port is a device that is not there: to its
 * rule, to the topology and to its site. */
static void a_closed_port_is_silence_where_snmp_is_the_probe(void **state)
{
	struct world *w = *state;

	w->now = T0;
	flat_world(w, 4);
	for (dev_id d = 0; d < 4; d++) {
		w->net.dev[d].ping_by = PING_SNMP;
		world_probes(w, d, 12, false);
		world_fail(w, d, REASON_REFUSED);
		assert_true(check_unreachable(&w->net.dev[d]));
		assert_true(topology_dev_silent(&w->net, d));
		assert_int_equal(dev_state(&w->net, &w->alerts, d, w->now), DEV_DOWN);
	}
	world_pass(w, 12 * SECOND);
	assert_string_equal(isolated(w)->text, "isolated, 4 of 4 lost");
	w->now += 30 * SECOND;
	for (dev_id d = 0; d < 4; d++) { /* a poll of the whole of it says otherwise */
		world_poll(w, d);
		assert_false(check_unreachable(&w->net.dev[d]));
		assert_false(topology_dev_silent(&w->net, d));
	}
}

static void an_isolated_site_leads_and_names_its_cause(void **state)
{
	struct world *w = *state;
	dev_id core = world_tree(w, 4);
	const struct alert *site;
	struct alert_counts counts;

	for (dev_id d = core; d < w->net.dev_n; d++)
		world_down(w, d);
	assert_int_equal(down(w, "core")->hides, 4);
	world_pass(w, 15 * SECOND);
	site = world_alert(w, "AMS", "", CHECK_SITE_ISOLATED);
	assert_non_null(site);
	assert_string_equal(site->text, "isolated, 5 of 5 lost: core down");
	assert_int_equal(site->hides, 5);
	assert_int_equal(down(w, "core")->cover, COVER_PART);
	assert_string_equal(down(w, "core")->suppressed_by, "AMS");
	assert_int_equal(down(w, "d0")->cover, COVER_BEHIND);
	assert_string_equal(down(w, "d0")->suppressed_by, "core");
	alerts_count(&w->alerts, &counts);
	assert_int_equal(counts.unack[SEV_CRITICAL], 1);
	assert_int_equal(counts.hidden, 5);
	assert_true(strstr(site->evidence, "core down; last answer ") != NULL);
}

static void who_was_behind_is_a_part_of_its_site_once_asked_anew(void **state)
{
	struct world *w = *state;
	dev_id core = world_tree(w, 4);

	for (dev_id d = core; d < w->net.dev_n; d++)
		world_down(w, d);
	world_pass(w, 15 * SECOND);
	world_begin(w);
	world_forget(w);
	world_up(w, core);
	for (dev_id d = core; d < w->net.dev_n; d++)
		world_judge(w, d);
	assert_int_equal(down(w, "d0")->cover, COVER_BEHIND);
	assert_int_equal(world_count(w, EVENT_SUPPRESSED), 0);
	world_pass(w, 40 * SECOND);
	assert_int_equal(down(w, "d0")->cover, COVER_PART);
	assert_string_equal(down(w, "d0")->suppressed_by, "AMS");
}

static void what_a_cause_takes_with_it_counts_to_the_top_and_back(void **state)
{
	struct world *w = *state;
	dev_id core = world_tree(w, 4);

	for (dev_id d = core; d < w->net.dev_n; d++)
		world_down(w, d);
	world_pass(w, 15 * SECOND);
	world_up(w, 4); /* by another way */
	world_pass(w, 35 * SECOND);
	assert_int_equal(down(w, "core")->hides, 3);
	assert_int_equal(world_alert(w, "AMS", "", CHECK_SITE_ISOLATED)->hides, 4);
	world_up(w, core);
	world_pass(w, 40 * SECOND);
	assert_null(down(w, "core"));
	for (dev_id d = 1; d < 4; d++)
		world_up(w, d);
	world_pass(w, 2 * MINUTE);
	assert_int_equal(world_live(w), 0);
	assert_int_equal(world_count(w, EVENT_RESUMED), 0);
}

static void a_site_clears_when_half_of_it_is_back_for_a_minute(void **state)
{
	struct world *w = *state;

	flat_world(w, 4);
	for (dev_id d = 0; d < 4; d++)
		world_down(w, d);
	world_pass(w, 15 * SECOND);
	assert_non_null(isolated(w));
	for (dev_id d = 0; d < 3; d++)
		world_up(w, d);
	world_pass(w, 55 * SECOND);
	assert_non_null(isolated(w));
	assert_true(down(w, "d3")->suppressed);
	world_pass(w, 2 * MINUTE);
	assert_null(isolated(w));
	assert_false(down(w, "d3")->suppressed); /* asked anew, and still silent */
}

static void a_site_in_an_outage_at_the_start_is_told_at_once(void **state)
{
	struct world *w = *state;
	site_id site = world_site(w, "FRA");

	world_reach_rules(w);
	for (int i = 0; i < 4; i++)
		world_dev(w,
			  i == 0   ? "a"
			  : i == 1 ? "b"
			  : i == 2 ? "c"
				   : "d",
			  site, NONE);
	w->now += 3 * SECOND;
	for (dev_id d = 0; d < 4; d++)
		world_down(w, d);
	w->now += SECOND;
	world_judge(w, 0);
	assert_non_null(isolated(w));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_dead_parent_is_one_row_that_counts_what_it_hides),
		WORLD_TEST(a_child_found_out_first_waits_for_word_of_its_parent),
		WORLD_TEST(a_child_opens_as_soon_as_its_parent_was_heard),
		WORLD_TEST(only_its_own_parents_word_counts),
		WORLD_TEST(a_child_does_not_wait_for_ever),
		WORLD_TEST(what_opened_before_its_cause_was_known_is_hidden_then),
		WORLD_TEST(a_redundant_parent_hides_nothing),
		WORLD_TEST(resolution_is_never_suppressed),
		WORLD_TEST(a_released_dependant_is_asked_before_it_may_show),
		WORLD_TEST(a_recovered_parent_raises_no_storm),
		WORLD_TEST(a_chain_hides_behind_its_root),
		WORLD_TEST(a_planned_parent_hides_nothing),
		WORLD_TEST(a_hidden_alert_keeps_its_acknowledgement),
		WORLD_TEST(what_comes_back_behind_a_cause_comes_back_hidden),
		WORLD_TEST(a_storm_without_known_parents_is_one_row),
		WORLD_TEST(what_is_hidden_says_by_what),
		WORLD_TEST(losses_spread_over_time_are_no_storm),
		WORLD_TEST(losses_that_a_parent_explains_are_no_storm),
		WORLD_TEST(
			a_site_that_lost_ninety_percent_is_isolated_after_ten_seconds),
		WORLD_TEST(a_closed_port_is_silence_where_snmp_is_the_probe),
		WORLD_TEST(an_isolated_site_leads_and_names_its_cause),
		WORLD_TEST(who_was_behind_is_a_part_of_its_site_once_asked_anew),
		WORLD_TEST(what_a_cause_takes_with_it_counts_to_the_top_and_back),
		WORLD_TEST(a_site_clears_when_half_of_it_is_back_for_a_minute),
		WORLD_TEST(a_site_in_an_outage_at_the_start_is_told_at_once),
	};

	return cmocka_run_group_tests_name("cover", tests, NULL, NULL);
}

/* What one thing's failure explains of others: far ends, sites, and which came
 * first. */
#include "tests/alert/fixture.h"

static struct alert *down(struct world *w, const char *name)
{
	return world_alert(w, name, "", CHECK_UNREACHABLE);
}

/* --- between sites --- */

/* Site AMS with a hub; site LON with n devices behind it. */
static dev_id two_sites(struct world *w, uint32_t n)
{
	site_id ams = world_site(w, "AMS"), lon = world_site(w, "LON");
	dev_id hub = world_dev(w, "hub", ams, NONE);

	world_reach_rules(w);
	world_dev(w, "ams-a", ams, NONE);
	world_dev(w, "ams-b", ams, NONE);
	for (uint32_t i = 0; i < n; i++) {
		char name[16];

		snprintf(name, sizeof name, "lon-%u", i);
		world_dev(w, name, lon, hub);
	}
	for (dev_id d = 0; d < w->net.dev_n; d++)
		world_up(w, d);
	w->now += 5 * SECOND;
	return hub;
}

static void a_site_behind_a_device_elsewhere_hides_behind_that(void **state)
{
	struct world *w = *state;
	dev_id hub = two_sites(w, 4);
	struct alert_counts counts;
	const struct alert *site;

	world_down(w, hub);
	for (dev_id d = 3; d < 7; d++)
		world_down(w, d);
	world_pass(w, 15 * SECOND);
	site = world_alert(w, "LON", "", CHECK_SITE_ISOLATED);
	assert_non_null(site);
	assert_true(site->suppressed);
	assert_string_equal(site->suppressed_by, "hub");
	assert_int_equal(down(w, "hub")->hides, 5);
	alerts_count(&w->alerts, &counts);
	assert_int_equal(counts.unack[SEV_CRITICAL], 1);
	assert_int_equal(world_count(w, EVENT_OPENED), 1);
}

static void a_site_is_asked_anew_when_the_device_elsewhere_is_back(void **state)
{
	struct world *w = *state;
	dev_id hub = two_sites(w, 4);
	const struct alert *site;

	world_down(w, hub);
	for (dev_id d = 3; d < 7; d++)
		world_down(w, d);
	world_pass(w, 15 * SECOND);
	site = world_alert(w, "LON", "", CHECK_SITE_ISOLATED);
	world_up(w, hub);
	for (int i = 0; i < 40; i++) { /* the hub's alert is over, nobody is asked */
		w->now += SECOND;
		world_probes(w, hub, 10, true);
		world_judge(w, hub);
		world_judge(w, 3);
	}
	assert_null(down(w, "hub"));
	assert_true(site->suppressed);
	assert_int_equal(world_count(w, EVENT_RESUMED), 0);
	for (dev_id d = 3; d < 7; d++)
		world_fail(w, d, REASON_TIMEOUT);
	w->now += 3 * SECOND;
	world_judge(w, 3);
	assert_false(site->suppressed);
}

static void two_sites_never_hide_each_other(void **state)
{
	struct world *w = *state;
	site_id a = world_site(w, "A"), b = world_site(w, "B");
	dev_id in_a = world_dev(w, "in-a", a, NONE),
	       in_b = world_dev(w, "in-b", b, NONE);
	struct alert_counts counts;

	world_reach_rules(w);
	for (int i = 0; i < 4; i++) {
		char name[16];

		snprintf(name, sizeof name, "a%d", i);
		world_dev(w, name, a, in_b);
		snprintf(name, sizeof name, "b%d", i);
		world_dev(w, name, b, in_a);
	}
	for (dev_id d = 0; d < w->net.dev_n; d++)
		world_up(w, d);
	w->now += 5 * SECOND;
	for (dev_id d = 0; d < w->net.dev_n; d++)
		world_down(w, d);
	world_pass(w, 20 * SECOND);
	alerts_count(&w->alerts, &counts);
	assert_true(counts.unack[SEV_CRITICAL] >= 1);
	assert_int_equal(counts.unack[SEV_CRITICAL] + counts.hidden, world_live(w));
}

/* --- far ends --- */

static void port_rules(struct world *w)
{
	world_reach_rules(w);
	world_rule(w, (struct rule){.check = CHECK_IF_DOWN,
				    .severity = SEV_MAJOR,
				    .scope.if_flags = IFF_DECLARED,
				    .clears = SPAN(60 * SECOND),
				    .text = "%i down"});
	world_rule(w, (struct rule){.check = CHECK_CPU,
				    .severity = SEV_WARNING,
				    .enter = 85,
				    .clear = 75,
				    .text = "CPU %v"});
}

/* "far" and two neighbours, each with a port to it. */
static dev_id far_world(struct world *w)
{
	dev_id far = world_dev(w, "far", NONE, NONE);

	port_rules(w);
	for (int i = 0; i < 2; i++) {
		dev_id d = world_dev(w, i ? "near-b" : "near-a", NONE, NONE);
		if_id row = world_ports(w, d, 1, IFF_DECLARED);

		if_rare_make(&w->net.ifs, row)->peer = far;
		topology_join(&w->net, d, far);
	}
	for (dev_id d = 0; d < 3; d++)
		world_up(w, d);
	w->now += 5 * SECOND;
	return far;
}

static struct alert *port(struct world *w, const char *name)
{
	return world_alert(w, name, "xe-0/0/0", CHECK_IF_DOWN);
}

static void lose_port(struct world *w, dev_id d)
{
	world_oper(w, w->net.dev[d].if_first, IF_DOWN);
	world_poll(w, d);
}

static void a_port_to_a_dead_device_is_explained_by_it(void **state)
{
	struct world *w = *state;
	dev_id far = far_world(w);

	world_down(w, far);
	w->now += SECOND;
	lose_port(w, 1);
	lose_port(w, 2);
	assert_true(port(w, "near-a")->suppressed);
	assert_int_equal(port(w, "near-a")->cover, COVER_EXPLAINED);
	assert_string_equal(port(w, "near-a")->suppressed_by, "far");
	assert_int_equal(down(w, "far")->hides, 2);
	assert_int_equal(world_count(w, EVENT_OPENED), 1);
	w->now += 3 * SECOND;
	world_judge(w, far);
	assert_true(strstr(down(w, "far")->evidence,
			   "dead (2 of 2 neighbours lost); last answer ") != NULL);
	assert_true(strstr(down(w, "far")->evidence, "near-a xe-0/0/0 down") != NULL);
}

static void who_stands_next_to_a_silence_is_asked_at_once(void **state)
{
	struct world *w = *state;
	dev_id far = far_world(w);
	uint32_t asked = 0;

	world_dev(w, "kid", NONE, far);
	w->alerts.ask_n = 0;
	world_down(w, far);
	for (uint32_t i = 0; i < w->alerts.ask_n; i++)
		asked |= 1U << w->alerts.ask[i];
	assert_int_equal(asked & 0xe, 6); /* both neighbours, not what hangs behind */
}

static void a_port_found_down_first_waits_for_word_of_the_far_end(void **state)
{
	struct world *w = *state;
	dev_id far = far_world(w);

	lose_port(w, 1);
	assert_null(port(w, "near-a"));
	assert_int_equal(w->alerts.ask[0], far);
	assert_int_equal(alerts_waiting(&w->alerts, 0), 1);
	w->now += 3 * SECOND;
	world_down(w, far);
	world_judge(w, 1);
	assert_true(port(w, "near-a")->suppressed);
	assert_int_equal(world_count(w, EVENT_OPENED), 1);
}

static void a_port_opens_as_soon_as_the_far_end_was_heard(void **state)
{
	struct world *w = *state;
	dev_id far = far_world(w);

	lose_port(w, 1);
	w->now += SECOND;
	world_probes(w, far, 1, true);
	world_judge(w, 1);
	assert_false(port(w, "near-a")->suppressed);
	assert_int_equal(alerts_waiting(&w->alerts, 0), NONE);
}

/* Judged again with the word itself, and by the reading that waited: a rule beside it
 * that had nothing to wait for did not use that up. */
static void the_reading_waits_with_the_port(void **state)
{
	struct world *w = *state;
	dev_id far;
	if_id row;

	world_rule(w, (struct rule){.check = CHECK_IF_DOWN,
				    .severity = SEV_CRITICAL,
				    .scope.if_flags = IFF_UPLINK,
				    .last_path = true,
				    .clears = SPAN(60 * SECOND),
				    .text = "%i down, the last uplink"});
	far = far_world(w);
	row = world_ports(w, 1, 2, IFF_DECLARED | IFF_UPLINK);
	if_rare_make(&w->net.ifs, row)->peer = far;
	for (int times = 0; times < 2; times++) {
		lose_port(w, 1);
		assert_null(port(w, "near-a"));
		w->now += SECOND;
		world_probes(w, far, 1, true);
		world_judge(w, far); /* as the answer that was asked for does */
		assert_non_null(port(w, "near-a"));
		world_oper(w, row, IF_UP);
		world_pass(w, 95 * SECOND);
		assert_null(port(w, "near-a"));
	}
}

static void a_port_that_was_down_before_is_another_story(void **state)
{
	struct world *w = *state;
	dev_id far = far_world(w);

	lose_port(w, 1);
	w->now += 10 * SECOND;
	world_judge(w, 1);
	w->now += 5 * MINUTE;
	world_probes(w, far, 2, true);
	world_down(w, far);
	assert_false(port(w, "near-a")->suppressed);
	assert_int_equal(down(w, "far")->hides, 0);
}

static void a_port_is_read_anew_when_the_far_end_is_back(void **state)
{
	struct world *w = *state;
	dev_id far = far_world(w);

	world_down(w, far);
	w->now += SECOND;
	lose_port(w, 1);
	world_up(w, far);
	for (int i = 0; i < 35; i++) {
		w->now += SECOND;
		world_probes(w, far, 10, true);
		world_judge(w, far);
	}
	assert_null(down(w, "far"));
	assert_true(port(w, "near-a")->suppressed); /* what it said is old */
	w->now += SECOND;
	world_poll(w, 1);
	assert_false(port(w, "near-a")->suppressed);
	assert_int_equal(world_count(w, EVENT_RESUMED), 1);
}

static void what_is_worse_is_not_hidden_behind_what_is_milder(void **state)
{
	struct world *w = *state;
	dev_id far = far_world(w);

	w->rule[0].severity = SEV_WARNING;
	world_down(w, far);
	w->now += SECOND;
	lose_port(w, 1);
	assert_false(port(w, "near-a")->suppressed);
}

static void of_a_silent_device_nothing_else_is_news(void **state)
{
	struct world *w = *state;
	dev_id far = far_world(w);

	w->net.dev[far].cpu_pct = 97;
	world_poll(w, far);
	assert_false(world_alert(w, "far", "", CHECK_CPU)->suppressed);
	w->now += 5 * SECOND;
	world_down(w, far);
	assert_true(world_alert(w, "far", "", CHECK_CPU)->suppressed);
	assert_int_equal(down(w, "far")->hides, 1);
	w->now += MINUTE;
	world_up(w, far);
	w->now += 31 * SECOND;
	world_judge(w, far);
	assert_null(down(w, "far"));
	assert_true(world_alert(w, "far", "", CHECK_CPU)->suppressed);
	w->now += SECOND;
	world_poll(w, far);
	assert_false(world_alert(w, "far", "", CHECK_CPU)->suppressed);
}

/* --- first, and most --- */

/* "kid" below "a" and "b". */
static dev_id two_parents(struct world *w)
{
	dev_id a = world_dev(w, "a", NONE, NONE), b = world_dev(w, "b", NONE, NONE);
	struct dev kid = {.name = text_intern_str(&w->net.text, "kid"),
			  .site = NONE,
			  .poll_ms = 30000,
			  .parent = {a, b},
			  .parent_n = 2};
	dev_id d = network_dev_add(&w->net, &kid);

	world_reach_rules(w);
	for (dev_id i = 0; i <= d; i++)
		world_up(w, i);
	w->now += 5 * SECOND;
	return d;
}

static void the_parent_that_took_the_last_way_is_the_cause(void **state)
{
	struct world *w = *state;
	dev_id kid = two_parents(w);

	world_down(w, 0);
	w->now += HOUR;
	world_probes(w, 1, 1, true);
	world_probes(w, kid, 1, true);
	w->now += 2 * SECOND;
	world_down(w, 1);
	world_down(w, kid);
	assert_string_equal(down(w, "kid")->suppressed_by, "b");
}

static void of_parents_that_stopped_together_the_heavier_is_the_cause(void **state)
{
	struct world *w = *state;
	dev_id kid = two_parents(w);

	world_dev(w, "other", NONE, 1);
	world_down(w, 0);
	world_down(w, 1);
	world_down(w, kid);
	assert_string_equal(down(w, "kid")->suppressed_by, "b");
}

static void what_stopped_while_there_was_a_way_is_its_own_cause(void **state)
{
	struct world *w = *state;
	dev_id core = world_tree(w, 1);

	world_down(w, 1);
	w->now += 20 * SECOND;
	world_probes(w, core, 1, true);
	world_judge(w, 1);
	assert_false(down(w, "d0")->suppressed);
	w->now += 10 * MINUTE;
	world_down(w, core);
	world_judge(w, 1);
	assert_false(down(w, "d0")->suppressed);
	assert_int_equal(down(w, "core")->hides, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_site_behind_a_device_elsewhere_hides_behind_that),
		WORLD_TEST(a_site_is_asked_anew_when_the_device_elsewhere_is_back),
		WORLD_TEST(two_sites_never_hide_each_other),
		WORLD_TEST(a_port_to_a_dead_device_is_explained_by_it),
		WORLD_TEST(who_stands_next_to_a_silence_is_asked_at_once),
		WORLD_TEST(a_port_found_down_first_waits_for_word_of_the_far_end),
		WORLD_TEST(a_port_opens_as_soon_as_the_far_end_was_heard),
		WORLD_TEST(the_reading_waits_with_the_port),
		WORLD_TEST(a_port_that_was_down_before_is_another_story),
		WORLD_TEST(a_port_is_read_anew_when_the_far_end_is_back),
		WORLD_TEST(what_is_worse_is_not_hidden_behind_what_is_milder),
		WORLD_TEST(of_a_silent_device_nothing_else_is_news),
		WORLD_TEST(the_parent_that_took_the_last_way_is_the_cause),
		WORLD_TEST(of_parents_that_stopped_together_the_heavier_is_the_cause),
		WORLD_TEST(what_stopped_while_there_was_a_way_is_its_own_cause),
	};

	return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}

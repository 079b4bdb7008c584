/* The words for devices and sites. */
#include "tests/alert/fixture.h"

static void rules(struct world *w)
{
	world_rule(w, (struct rule){.check = CHECK_UNREACHABLE,
				    .severity = SEV_CRITICAL,
				    .clears = SPAN(30 * SECOND),
				    .text = "unreachable, %r"});
	world_rule(w, (struct rule){.check = CHECK_CPU,
				    .severity = SEV_WARNING,
				    .enter = 80,
				    .clear = 75,
				    .text = "CPU %v (>%l)"});
}

static void assert_dev(const struct world *w, dev_id d, enum dev_state state,
		       char letter, const char *why)
{
	char got[256];

	assert_string_equal(dev_state_name(dev_state(&w->net, &w->alerts, d, w->now)),
			    dev_state_name(state));
	assert_int_equal(dev_state_letter(&w->net, &w->alerts, d, w->now), letter);
	dev_why(&w->net, &w->alerts, d, w->now, got, sizeof got);
	assert_string_equal(got, why);
}

static void each_device_is_in_one_state_and_says_why(void **state)
{
	struct world *w = *state;
	dev_id core = world_dev(w, "core", NONE, NONE);
	dev_id behind = world_dev(w, "d1", NONE, core),
	       busy = world_dev(w, "d2", NONE, NONE);
	dev_id key = world_dev(w, "d3", NONE, NONE),
	       fresh = world_dev(w, "d4", NONE, NONE);
	dev_id later = world_dev(w, "d5", NONE, NONE),
	       well = world_dev(w, "d6", NONE, NONE);

	rules(w);
	for (dev_id d = 0; d < w->net.dev_n; d++)
		if (d != fresh)
			world_up(w, d);
	w->now += 5 * SECOND;
	world_down(w, core);
	world_down(w, behind);
	w->net.dev[busy].cpu_pct = 91;
	world_poll(w, busy);
	w->net.dev[key].snmp_good_ms -= 2 * MINUTE;
	world_fail(w, key, REASON_WRONG_KEY);
	w->net.dev[later].planned = true;
	assert_dev(w, core, DEV_DOWN, 'X', "unreachable, no answer to ping and SNMP");
	assert_dev(w, behind, DEV_LOST, '?', "behind core");
	assert_dev(w, busy, DEV_DEGRADED, 'W', "CPU 91% (>80%)");
	assert_dev(w, key, DEV_STALE, '~', reason_words(REASON_WRONG_KEY));
	assert_dev(w, fresh, DEV_STALE, '~', reason_words(REASON_NEVER));
	assert_dev(w, later, DEV_PLANNED, 'P', "planned");
	assert_dev(w, well, DEV_UP, '.', "");
	w->now += 10 * MINUTE; /* late is stale, and stale is never ok */
	assert_dev(w, well, DEV_STALE, '~', "late");
}

static struct site_verdict verdict(const struct world *w, site_id site)
{
	struct site_verdict v;

	site_verdict(&w->net, &w->alerts, site, w->now, &v);
	return v;
}

static site_id site_world(struct world *w, uint32_t n)
{
	site_id site = world_site(w, "AMS");

	rules(w);
	world_begin(w);
	world_dev(w, "ams-core-02", site, NONE);
	for (uint32_t i = 1; i < n; i++) {
		char name[16];

		snprintf(name, sizeof name, "ams-acc-%02u", i);
		world_dev(w, name, site, 0);
	}
	return site;
}

static void all_up(struct world *w)
{
	for (dev_id d = 0; d < w->net.dev_n; d++)
		world_up(w, d);
	w->now += 5 * SECOND;
}

static void a_site_of_which_too_little_is_known_now_is_unknown(void **state)
{
	struct world *w = *state;
	site_id site = site_world(w, 3);

	assert_int_equal(verdict(w, site).state, SITE_UNKNOWN);
	world_up(w, 0);
	assert_int_equal(verdict(w, site).state, SITE_UNKNOWN);
	world_up(w, 1);
	assert_int_equal(verdict(w, site).state, SITE_OK);
	w->now += 600 * SECOND;
	assert_int_equal(verdict(w, site).state, SITE_UNKNOWN);
	all_up(w);
	assert_int_equal(verdict(w, site).state, SITE_OK);
	assert_false(verdict(w, site).nobody);
	assert_string_equal(verdict(w, site).cause, "");
}

static void an_alert_impairs_a_site(void **state)
{
	struct world *w = *state;
	site_id site = site_world(w, 3);
	struct site_verdict v;

	all_up(w);
	w->net.dev[1].cpu_pct = 90;
	world_poll(w, 1);
	v = verdict(w, site);
	assert_int_equal(v.state, SITE_IMPAIRED);
	assert_string_equal(v.cause, "ams-acc-01 CPU 90% (>80%)");
	assert_int_equal(v.warnings, 1);
	assert_int_equal(v.worst, SEV_WARNING);
	assert_true(v.nobody);
	assert_int_equal(v.since_ms, w->now);
}

static void of_two_as_bad_the_one_that_explains_more_is_the_cause(void **state)
{
	struct world *w = *state;
	site_id site = site_world(w, 3);

	all_up(w);
	for (dev_id d = 1; d < 3; d++) {
		w->net.dev[d].cpu_pct = 90;
		world_poll(w, d);
	}
	assert_string_equal(verdict(w, site).cause, "ams-acc-01 CPU 90% (>80%)");
	world_alert(w, "ams-acc-02", "", CHECK_CPU)->hides = 2;
	assert_string_equal(verdict(w, site).cause, "ams-acc-02 CPU 90% (>80%)");
}

/* A site whose two ways lead to two devices elsewhere. */
static site_id two_ways(struct world *w, dev_id *hub)
{
	site_id hq = world_site(w, "HQ"), par = world_site(w, "PAR");
	dev_id edge;
	if_id row;

	rules(w);
	world_rule(w, (struct rule){.check = CHECK_SITE_WAYS,
				    .severity = SEV_WARNING,
				    .text = "redundancy lost: %n ways left%c"});
	hub[0] = world_dev(w, "hub-1", hq, NONE);
	hub[1] = world_dev(w, "hub-2", hq, NONE);
	edge = world_dev(w, "par-1", par, NONE);
	row = world_ports(w, edge, 2, IFF_WAN);
	for (uint32_t i = 0; i < 2; i++)
		if_rare_make(&w->net.ifs, row + i)->peer = hub[i];
	all_up(w);
	return par;
}

static void a_site_with_a_way_less_is_impaired_though_it_is_told_elsewhere(void **state)
{
	struct world *w = *state;
	struct site_verdict v;
	dev_id hub[2];
	site_id par = two_ways(w, hub);

	assert_int_equal(verdict(w, par).state, SITE_OK);
	world_down(w, hub[0]);
	world_poll(w, 2);
	assert_true(world_alert(w, "PAR", "", CHECK_SITE_WAYS)->suppressed);
	v = verdict(w, par);
	assert_int_equal(v.state, SITE_IMPAIRED);
	assert_int_equal(v.worst, SEV_WARNING);
	assert_string_equal(v.cause,
			    "PAR redundancy lost: 1 of 2 ways left: hub-1 silent");
	assert_false(v.nobody); /* whoever has hub-1 has it */
}

static void a_lost_port_with_a_device_behind_is_the_device_or_its_link(void **state)
{
	struct world *w = *state;
	site_id site = site_world(w, 8);
	struct site_verdict v;

	all_up(w);
	world_down(w, 7);
	w->now += SECOND;
	world_probes(w, 0, 1, true);
	world_judge(w, 7);
	v = verdict(w, site);
	assert_int_equal(v.state, SITE_DEGRADED);
	assert_int_equal(v.lost, 1);
	assert_int_equal(v.devices, 8);
	assert_string_equal(v.cause, "ams-acc-07 or its link (1 neighbour)");
	assert_true(v.nobody);
}

static void a_cause_says_what_it_hides_and_who_has_it(void **state)
{
	struct world *w = *state;
	site_id site = site_world(w, 8);
	struct ack_request request = {.by = {.uid = 1, .name = "mk"},
				      .intent = ACK_WORSE};
	struct site_verdict v;

	all_up(w);
	for (dev_id d = 0; d < 8; d++)
		world_down(w, d);
	v = verdict(w, site);
	assert_int_equal(v.state, SITE_ISOLATED);
	assert_string_equal(v.cause, "ams-core-02 down, hides 7");
	assert_int_equal(v.device, 0);
	assert_int_equal(v.alert,
			 world_alert(w, "ams-core-02", "", CHECK_UNREACHABLE)->id);
	assert_string_equal(v.owner, "");
	alert_acknowledge(&w->alerts, w->alerts.row[0]->id, &request, w->now,
			  &w->events);
	w->now += 18 * MINUTE;
	v = verdict(w, site);
	assert_string_equal(v.owner, "mk 18m");
	assert_false(v.nobody);
}

/* One has a warning in hand: of another, as bad, nobody has that. */
static void what_nobody_has_is_not_hidden_behind_what_somebody_has(void **state)
{
	struct world *w = *state;
	site_id site = site_world(w, 3);
	struct ack_request request = {.by = {.uid = 1, .name = "mk"}};
	struct site_verdict v;

	all_up(w);
	w->net.dev[0].cpu_pct = w->net.dev[1].cpu_pct = 90;
	world_poll(w, 0);
	alert_acknowledge(&w->alerts, w->alerts.row[0]->id, &request, w->now,
			  &w->events);
	assert_string_equal(verdict(w, site).owner, "mk 0s");
	world_poll(w, 1);
	v = verdict(w, site);
	assert_true(v.nobody);
	assert_string_equal(v.owner, "");
	assert_string_equal(v.cause, "ams-acc-01 CPU 90% (>80%)");
	world_down(w, 2);
	alert_acknowledge(&w->alerts,
			  world_alert(w, "ams-acc-02", "", CHECK_UNREACHABLE)->id,
			  &request, w->now, &w->events);
	assert_string_equal(verdict(w, site).owner, "mk 0s"); /* of a worse one */
}

static void ages_are_short(void **state)
{
	static const struct {
		int64_t ms;
		const char *owner;
	} rows[] = {
		{12 * SECOND, "mk 12s"},
		{4 * MINUTE + 12 * SECOND, "mk 4m12"},
		{47 * MINUTE + 30 * SECOND, "mk 47m"},
		{72 * MINUTE, "mk 1h12"},
		{76 * HOUR + 3 * MINUTE, "mk 3d04"},
	};
	struct world *w = *state;
	site_id site = site_world(w, 2);
	struct ack_request request = {.by = {.uid = 1, .name = "mk"}};
	int64_t start;

	all_up(w);
	w->net.dev[1].cpu_pct = 90;
	world_poll(w, 1);
	alert_acknowledge(&w->alerts, w->alerts.row[0]->id, &request, w->now,
			  &w->events);
	start = w->now;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		w->now = start + rows[i].ms;
		assert_string_equal(verdict(w, site).owner, rows[i].owner);
	}
}

static void planned_devices_do_not_count(void **state)
{
	struct world *w = *state;
	site_id site = site_world(w, 2);

	all_up(w);
	w->net.dev[1].planned = true;
	assert_int_equal(verdict(w, site).devices, 1);
	assert_int_equal(verdict(w, site).state, SITE_OK);
	w->net.dev[0].planned = true;
	assert_int_equal(verdict(w, site).state, SITE_PLANNED);
}

static void several_lost_for_no_known_reason_are_counted(void **state)
{
	struct world *w = *state;
	site_id site = site_world(w, 8);

	for (dev_id d = 1; d < 8; d++)
		w->net.dev[d].parent_n = 0;
	all_up(w);
	world_down(w, 2);
	w->now += SECOND;
	world_down(w, 3);
	world_down(w, 4);
	assert_string_equal(verdict(w, site).cause, "ams-acc-02 down, 2 more");
}

static void every_state_has_its_word(void **state)
{
	(void)state;
	for (int s = 0; s < SITE_STATE_N; s++)
		assert_non_null(site_state_name((enum site_state)s));
	for (int s = 0; s < DEV_STATE_N; s++)
		assert_non_null(dev_state_name((enum dev_state)s));
}

static void who_answers_again_is_about_to_clear(void **state)
{
	struct world *w = *state;
	struct alert a = {.state = ALERT_OPEN,
			  .text = (char *)"no answer",
			  .calm_ms = w->now - 12 * SECOND};
	char words[64];

	alert_words(&a, w->now, words, sizeof words);
	assert_string_equal(words, "clearing 12s: no answer");
	a.flapping = true; /* says itself how it is */
	alert_words(&a, w->now, words, sizeof words);
	assert_string_equal(words, "no answer");
	a.flapping = false;
	a.state = ALERT_CLEARED;
	alert_words(&a, w->now, words, sizeof words);
	assert_string_equal(words, "no answer");
	world_rule(w, (struct rule){.check = CHECK_UNREACHABLE,
				    .severity = SEV_MAJOR,
				    .clears = {PERSIST_TIME, .ms = 30 * SECOND,
					       .share_pct = 100},
				    .text = "no answer"});
	world_dev(w, "d0", NONE, NONE);
	world_up(w, 0);
	world_down(w, 0);
	world_judge(w, 0);
	assert_int_equal(world_alert(w, "d0", "", CHECK_UNREACHABLE)->calm_ms, 0);
	w->now += MINUTE;
	world_up(w, 0);
	assert_int_equal(world_alert(w, "d0", "", CHECK_UNREACHABLE)->calm_ms, w->now);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(each_device_is_in_one_state_and_says_why),
		WORLD_TEST(a_site_of_which_too_little_is_known_now_is_unknown),
		WORLD_TEST(an_alert_impairs_a_site),
		WORLD_TEST(of_two_as_bad_the_one_that_explains_more_is_the_cause),
		WORLD_TEST(a_site_with_a_way_less_is_impaired_though_it_is_told_elsewhere),
		WORLD_TEST(a_lost_port_with_a_device_behind_is_the_device_or_its_link),
		WORLD_TEST(a_cause_says_what_it_hides_and_who_has_it),
		WORLD_TEST(what_nobody_has_is_not_hidden_behind_what_somebody_has),
		WORLD_TEST(ages_are_short),
		WORLD_TEST(planned_devices_do_not_count),
		WORLD_TEST(several_lost_for_no_known_reason_are_counted),
		WORLD_TEST(who_answers_again_is_about_to_clear),
		cmocka_unit_test(every_state_has_its_word),
	};

	return cmocka_run_group_tests_name("state", tests, NULL, NULL);
}

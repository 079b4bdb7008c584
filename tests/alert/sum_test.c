/* Alerts on customers and on the watch itself. */
#include "tests/alert/fixture.h"

#include "probes/alert/maintenance.h"

#include "probes/conf/rules.h"

/* So many sites of a customer, each of so many devices that answer. */
static void customer(struct world *w, const char *name, unsigned sites, unsigned each)
{
	struct text_pool *t = &w->net.text;

	for (unsigned i = 0; i < sites; i++) {
		char text[48];
		struct site site = {.customer = text_intern_str(t, name)};
		site_id id;

		snprintf(text, sizeof text, "%s-%u", name, i);
		site.name = text_intern_str(t, text);
		id = network_site_add(&w->net, &site);
		for (unsigned d = 0; d < each; d++) {
			snprintf(text, sizeof text, "%s-%u-%u", name, i, d);
			world_up(w, world_dev(w, text, id, NONE));
		}
	}
}

/* What the watch does once a second. */
static void second(struct world *w)
{
	w->now += SECOND;
	for (site_id s = 0; s < w->net.site_n; s++)
		alerts_judge_site(&w->alerts, &w->net, s, w->now, &w->events);
	for (customer_id c = alerts_customers_waiting(&w->alerts, 0); c != NONE;
	     c = alerts_customers_waiting(&w->alerts, c + 1))
		alerts_judge_customer(&w->alerts, &w->net, c, w->now, &w->events);
	alerts_judge_watch(&w->alerts, &w->net.health, "EU-NOC", w->now, &w->events);
	world_tick(w);
}

static void seconds(struct world *w, unsigned n)
{
	while (n-- > 0)
		second(w);
}

/* --- customers --- */

static void nothing(void *ctx, dev_id d, bool holds)
{
	(void)ctx, (void)d, (void)holds;
}

static void by_hand_work_for_a_customer_plans_all_of_theirs(void **state)
{
	struct world *w = *state;
	struct maintenance m;
	struct window_thing thing = {SUBJECT_CUSTOMER, (char[]){"acme"}, NULL, NONE};
	struct window_request r = {.by = {.name = "mk"},
				   .thing = &thing,
				   .n = 1,
				   .until_ms = w->now + HOUR};

	customer(w, "acme", 1, 1);
	customer(w, "other", 1, 1);
	maintenance_init(&m, zone_find("UTC"), 0);
	assert_int_equal(maintenance_add(&m, &w->net, &r, w->now, &w->events, NULL),
			 WINDOW_OK);
	while (maintenance_step(&m, &w->net, &w->alerts, w->now, UINT32_MAX, nothing,
				NULL, &w->events))
		;
	assert_non_null(maintenance_of(&m, &w->net, scope_dev(0)));
	assert_null(maintenance_of(&m, &w->net, scope_dev(1)));
	assert_non_null(maintenance_of(&m, &w->net, scope_site(0)));
	assert_non_null(maintenance_of(&m, &w->net, scope_customer(0)));
	assert_null(maintenance_of(&m, &w->net, scope_customer(1)));
	maintenance_fini(&m);
}

static void a_customer_is_the_sum_of_its_sites(void **state)
{
	struct world *w = *state;
	const struct alert *a;

	world_rule(w, (struct rule){.check = CHECK_CUSTOMER_LOST,
				    .severity = SEV_MAJOR,
				    .enter = 25,
				    .floor = 2,
				    .clear = 10,
				    .opens = SPAN(10 * SECOND),
				    .text = "%n lost"});
	customer(w, "acme", 2, 4);
	customer(w, "other", 2, 4);
	seconds(w, 1);
	assert_int_equal(alerts_customers_waiting(&w->alerts, 0), NONE);
	world_down(w, 0);
	seconds(w, 20);
	assert_int_equal(world_live(w), 0); /* one of eight */
	world_down(w, 4);
	seconds(w, 9);
	assert_null(world_alert(w, "acme", "", CHECK_CUSTOMER_LOST));
	seconds(w, 3);
	a = world_alert(w, "acme", "", CHECK_CUSTOMER_LOST);
	assert_non_null(a);
	assert_int_equal(a->subject, SUBJECT_CUSTOMER);
	assert_int_equal(a->thing, network_customer_find(&w->net, "acme"));
	assert_string_equal(a->text, "2 of 8 lost");
	assert_int_equal(world_live(w), 1);
	world_up(w, 0);
	seconds(w, 2);
	assert_int_equal(world_live(w), 1); /* 12 % are not below 10 */
	world_up(w, 4);
	seconds(w, 2);
	assert_int_equal(world_live(w), 0);
}

static void isolated_sites_of_a_customer_are_counted(void **state)
{
	struct world *w = *state;

	world_rule(w, (struct rule){.check = CHECK_CUSTOMER_SITES,
				    .severity = SEV_MAJOR,
				    .enter = 50,
				    .floor = 2,
				    .text = "%n sites isolated"});
	customer(w, "acme", 4, 1);
	world_down(w, 0);
	seconds(w, 2);
	assert_int_equal(world_live(w), 0);
	world_down(w, 1);
	seconds(w, 2);
	assert_string_equal(world_alert(w, "acme", "", CHECK_CUSTOMER_SITES)->text,
			    "2 of 4 sites isolated");
}

/* Who was dead for an hour before is not since when the site, or its customer, is. */
static void a_site_and_its_customer_are_down_since_most_of_it_is(void **state)
{
	struct world *w = *state;
	const struct alert *a;
	int64_t good, bad;

	world_rule(w, (struct rule){.check = CHECK_SITE_ISOLATED,
				    .severity = SEV_CRITICAL,
				    .enter = 90,
				    .clear = 50,
				    .text = "%n lost%c"});
	customer(w, "acme", 1, 4);
	seconds(w, 2);
	world_down(w, 0);
	w->now += HOUR;
	for (dev_id d = 1; d < 4; d++)
		world_probes(w, d, 1, true);
	good = w->now - 100;
	bad = good + SECOND;
	w->now = bad + 2 * SECOND;
	for (dev_id d = 1; d < 4; d++)
		world_down(w, d);
	seconds(w, 2);
	assert_int_equal(world_count(w, EVENT_SITE), 1);
	assert_in_range(world_last(w, EVENT_SITE)->first_bad_ms, bad, w->now);
	assert_in_range(world_last(w, EVENT_SITE)->last_good_ms, good, bad - 1);
	assert_int_equal(world_count(w, EVENT_CUSTOMER), 1);
	assert_in_range(world_last(w, EVENT_CUSTOMER)->first_bad_ms, bad, w->now);
	assert_in_range(world_last(w, EVENT_CUSTOMER)->last_good_ms, good, bad - 1);
	a = world_alert(w, "acme-0", "", CHECK_SITE_ISOLATED);
	assert_non_null(a);
	assert_in_range(a->first_bad_ms, bad, w->now);
	assert_in_range(a->last_good_ms, good, bad - 1);
}

static void a_customer_without_a_site_is_in_the_ledger(void **state)
{
	struct world *w = *state;

	customer(w, "acme", 2, 1);
	seconds(w, 1);
	assert_int_equal(world_count(w, EVENT_CUSTOMER), 0);
	world_down(w, 0);
	seconds(w, 2);
	assert_int_equal(world_count(w, EVENT_CUSTOMER), 0);
	world_down(w, 1);
	seconds(w, 2);
	assert_int_equal(world_count(w, EVENT_CUSTOMER), 1);
	assert_string_equal(world_last(w, EVENT_CUSTOMER)->name, "acme");
	assert_string_equal(world_last(w, EVENT_CUSTOMER)->text,
			    "2 of 2 sites isolated");
	assert_true(world_last(w, EVENT_CUSTOMER)->value == 0);
	world_up(w, 1);
	seconds(w, 2);
	assert_int_equal(world_count(w, EVENT_CUSTOMER), 2);
	assert_true(world_last(w, EVENT_CUSTOMER)->value == 1);
}

static void a_customers_alert_survives_a_restart(void **state)
{
	struct world *w = *state;
	struct alert saved;
	char name[] = "acme", empty[] = "", text[] = "2 of 8 lost";

	world_rule(w, (struct rule){.check = CHECK_CUSTOMER_LOST,
				    .severity = SEV_MAJOR,
				    .enter = 25,
				    .clear = 25});
	customer(w, "acme", 1, 4);
	saved = (struct alert){.id = 7,
			       .subject = SUBJECT_CUSTOMER,
			       .name = name,
			       .entity = empty,
			       .check = CHECK_CUSTOMER_LOST,
			       .severity = SEV_MAJOR,
			       .state = ALERT_OPEN,
			       .text = text};
	alerts_restore(&w->alerts, &w->net, &saved);
	assert_int_equal(alert_find(&w->alerts, 7)->thing, 0);
	seconds(w, 2);
	assert_int_equal(alert_find(&w->alerts, 7)->state, ALERT_CLEARED);
	saved.id = 8;
	saved.name = text; /* a customer that is not configured any more */
	alerts_restore(&w->alerts, &w->net, &saved);
	seconds(w, 1);
	assert_int_equal(alert_find(&w->alerts, 8)->state, ALERT_CLEARED);
}

/* --- the watch --- */

/* One trouble of the watch: how it begins, what the shipped rules say, how it ends. */
static const struct trouble {
	enum check check;
	enum severity severity;
	unsigned after_s; /* it is open then, and not a second before; 0 at once */
	struct watch_health health;
	const char *text;
} troubles[] = {
	{CHECK_LATE_POLLS,
	 SEV_WARNING,
	 120,
	 {.polls_due = 1000, .polls_late = 60},
	 "6% (>5%) of polls late, 60 of 1000 devices"},
	{CHECK_LATE_POLLS,
	 SEV_MAJOR,
	 120,
	 {.polls_due = 1000, .polls_late = 250},
	 "25% (>25%) of polls late, 250 of 1000 devices"},
	{CHECK_RX_DROPS,
	 SEV_WARNING,
	 30,
	 {.rx_drops_ps = 5},
	 "answers dropped by the kernel, 5/s (>1/s): net.core.rmem_max is too small"},
	{CHECK_JOURNAL, SEV_CRITICAL, 0, {.journal_ok = false}, "journal cannot write"},
	{CHECK_JOURNAL_BACKLOG,
	 SEV_WARNING,
	 30,
	 {.journal_backlog = 1500},
	 "1500 (>1000) events wait for the journal's disk"},
	{CHECK_JOURNAL_DISK,
	 SEV_WARNING,
	 0,
	 {.journal_free_pct = 9.5},
	 "9.5% (<10%) free on the journal's disk"},
	{CHECK_JOURNAL_DISK,
	 SEV_MAJOR,
	 0,
	 {.journal_free_pct = 2},
	 "2% (<3%) free on the journal's disk"},
	{CHECK_NOTIFIER,
	 SEV_CRITICAL,
	 0,
	 {.notifies = true, .notifier_failed = 2},
	 "notices fail, 2 in a minute"},
	{CHECK_CLOCK_STEP,
	 SEV_WARNING,
	 0,
	 {.clock_step_s = -7.5},
	 "clock was set by 7.5 s"},
};

static void ship(struct world *w)
{
	struct faults faults = {0};
	char path[4096];

	if (!getenv("NOCTOP_DATADIR"))
		skip(); /* make check sets it */
	snprintf(path, sizeof path, "%s/rules.ini", getenv("NOCTOP_DATADIR"));
	assert_true(rules_load(&w->rules, path, &faults));
	faults_fini(&faults);
	world_begin(w);
}

static void be_well(struct world *w)
{
	w->net.health = (struct watch_health){
		.polls_due = 1000, .journal_ok = true, .journal_free_pct = NAN};
}

static void suffer(struct world *w, const struct trouble *t)
{
	be_well(w);
	w->net.health = t->health;
	if (t->check != CHECK_JOURNAL)
		w->net.health.journal_ok = true;
	if (t->check != CHECK_JOURNAL_DISK)
		w->net.health.journal_free_pct = NAN;
}

static void the_watch_watches_itself(void **state)
{
	for (size_t i = 0; i < sizeof troubles / sizeof troubles[0]; i++) {
		const struct trouble *t = &troubles[i];
		struct world *w = *state;
		const struct alert *a;

		ship(w);
		be_well(w);
		seconds(w, 100);
		assert_int_equal(world_live(w), 0);
		suffer(w, t);
		seconds(w, t->after_s);
		assert_null(world_alert(w, "EU-NOC", "", t->check));
		seconds(w, 1);
		a = world_alert(w, "EU-NOC", "", t->check);
		assert_non_null(a);
		assert_int_equal(a->severity, t->severity);
		assert_int_equal(a->subject, SUBJECT_WATCH);
		assert_string_equal(a->text, t->text);
		be_well(w);
		w->net.health.journal_free_pct = 50;
		seconds(w, 11 * 60);
		assert_int_equal(world_live(w), 0);
		rules_fini(&w->rules);
		world_teardown(state);
		world_setup(state);
	}
}

/* Nothing configured, so there is nothing to fail. */
static void who_tells_nobody_cannot_fail_to(void **state)
{
	struct world *w = *state;

	ship(w);
	be_well(w);
	w->net.health.notifier_failed = 9;
	seconds(w, 3);
	assert_int_equal(world_live(w), 0);
	rules_fini(&w->rules);
}

static void the_watchs_alert_is_its_own_after_a_restart(void **state)
{
	struct world *w = *state;
	char name[] = "OLD-NAME", empty[] = "", text[] = "x";

	ship(w);
	be_well(w);
	w->net.health.journal_ok = false;
	alerts_restore(&w->alerts, &w->net,
		       &(struct alert){.id = 3,
				       .subject = SUBJECT_WATCH,
				       .name = name,
				       .entity = empty,
				       .check = CHECK_JOURNAL,
				       .severity = SEV_CRITICAL,
				       .state = ALERT_OPEN,
				       .text = text});
	seconds(w, 3);
	assert_int_equal(world_live(w), 1);
	assert_int_equal(alert_find(&w->alerts, 3)->state, ALERT_OPEN);
	assert_int_equal(world_count(w, EVENT_OPENED), 0);
	rules_fini(&w->rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(by_hand_work_for_a_customer_plans_all_of_theirs),
		WORLD_TEST(a_customer_is_the_sum_of_its_sites),
		WORLD_TEST(isolated_sites_of_a_customer_are_counted),
		WORLD_TEST(a_site_and_its_customer_are_down_since_most_of_it_is),
		WORLD_TEST(a_customer_without_a_site_is_in_the_ledger),
		WORLD_TEST(a_customers_alert_survives_a_restart),
		WORLD_TEST(the_watch_watches_itself),
		WORLD_TEST(who_tells_nobody_cannot_fail_to),
		WORLD_TEST(the_watchs_alert_is_its_own_after_a_restart),
	};

	return cmocka_run_group_tests_name("sum", tests, NULL, NULL);
}

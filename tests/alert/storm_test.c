/* A core device stops and takes thousands along; a customer loses everything. */
#include "tests/alert/fixture.h"

#define SITES 20
#define KIDS 2000

static void storm_rules(struct world *w)
{
	world_reach_rules(w);
	world_rule(w, (struct rule){.check = CHECK_CUSTOMER_LOST,
				    .severity = SEV_WARNING,
				    .enter = 30,
				    .floor = 5,
				    .clear = 15,
				    .opens = SPAN(10 * SECOND),
				    .clears = SPAN(60 * SECOND),
				    .text = "%n devices lost"});
	world_rule(w, (struct rule){.check = CHECK_CUSTOMER_LOST,
				    .severity = SEV_CRITICAL,
				    .enter = 90,
				    .floor = 10,
				    .clear = 50,
				    .opens = SPAN(10 * SECOND),
				    .clears = SPAN(60 * SECOND),
				    .text = "whole network lost, %n devices"});
}

static site_id customers_site(struct world *w, const char *name, const char *customer)
{
	return network_site_add(
		&w->net,
		&(struct site){.name = text_intern_str(&w->net.text, name),
			       .customer = text_intern_str(&w->net.text, customer)});
}

/* The core is device 0; its dependants, or as many that nothing is known of, are at
 * SITES sites. */
static dev_id big_world(struct world *w, uint32_t kids, bool known,
			const char *customer)
{
	dev_id core = world_dev(w, "core", NONE, NONE);

	storm_rules(w);
	for (int i = 0; i < SITES; i++) {
		char name[16];

		snprintf(name, sizeof name, "S%d", i);
		if (customer)
			customers_site(w, name, customer);
		else
			world_site(w, name);
	}
	for (uint32_t i = 0; i < kids; i++) {
		char name[16];

		snprintf(name, sizeof name, "d%u", i);
		world_dev(w, name, i % SITES, known ? core : NONE);
	}
	for (dev_id d = 0; d < w->net.dev_n; d++)
		world_up(w, d);
	w->now += 5 * SECOND;
	return core;
}

static void lose_all(struct world *w, dev_id from)
{
	for (dev_id d = from; d < w->net.dev_n; d++)
		world_down(w, d);
}

/* Seconds, each with its judgements, as the watch has them. */
static void pass(struct world *w, int seconds)
{
	for (int i = 0; i < seconds; i++) {
		world_pass(w, SECOND);
		for (customer_id c = 0; c < w->net.customer_n; c++)
			alerts_judge_customer(&w->alerts, &w->net, c, w->now,
					      &w->events);
		world_again(w);
	}
}

static uint32_t shown(const struct world *w)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < w->alerts.n; i++)
		n += w->alerts.row[i]->state != ALERT_CLEARED &&
		     !w->alerts.row[i]->suppressed;
	return n;
}

static void a_core_and_its_thousands_are_one_row_and_one_opening(void **state)
{
	struct world *w = *state;
	dev_id core = big_world(w, KIDS, true, NULL);
	const struct alert *a;

	lose_all(w, core);
	pass(w, 20);
	a = world_alert(w, "core", "", CHECK_UNREACHABLE);
	assert_int_equal(shown(w), 1);
	assert_false(a->suppressed);
	assert_int_equal(a->hides, KIDS + SITES); /* each site is isolated, too */
	assert_int_equal(world_count(w, EVENT_OPENED), 1);
	assert_int_equal(world_count(w, EVENT_SUPPRESSED), KIDS + SITES);
}

static void the_core_is_back_and_nobody_is_told_unasked(void **state)
{
	struct world *w = *state;
	dev_id core = big_world(w, KIDS, true, NULL);

	lose_all(w, core);
	pass(w, 20);
	w->alerts.ask_n = 0;
	world_up(w, core);
	for (int i = 0; i < 45; i++) { /* they are silent in what we know of them */
		w->now += SECOND;
		world_probes(w, core, 10, true);
		for (dev_id d = 0; d < w->net.dev_n; d++)
			world_judge(w, d);
	}
	assert_null(world_alert(w, "core", "", CHECK_UNREACHABLE));
	assert_true(w->alerts.ask_n >= KIDS);
	assert_int_equal(shown(w), 0);
	assert_int_equal(world_count(w, EVENT_RESUMED), 0);
	for (dev_id d = core + 1; d < w->net.dev_n - 3; d++)
		world_up(w, d);
	assert_int_equal(world_count(w, EVENT_RESUMED), 0);
	pass(w, 180); /* three that were asked did not come back with it */
	assert_int_equal(world_live(w), 3);
	assert_int_equal(shown(w), 3);
	assert_int_equal(world_count(w, EVENT_RESUMED), 3);
	assert_int_equal(world_count(w, EVENT_OPENED), 1);
}

static void without_parents_a_site_is_one_storm_row(void **state)
{
	struct world *w = *state;

	big_world(w, 400, false, NULL);
	for (dev_id d = 1; d < w->net.dev_n; d++)
		if (d % SITES < 2 && d > 5 * SITES) /* 15 of 20 of two sites */
			world_down(w, d);
	pass(w, 20);
	assert_int_equal(shown(w), 2);
	for (uint32_t i = 0; i < w->alerts.n; i++)
		if (!w->alerts.row[i]->suppressed)
			assert_non_null(strstr(w->alerts.row[i]->text,
					       "15 of 20 lost 08:00:03Z, cause not"));
}

static void a_customer_that_lost_everything_is_one_row(void **state)
{
	struct world *w = *state;
	const struct alert *a;

	big_world(w, 400, false, "acme");
	lose_all(w, 1);
	pass(w, 30);
	a = world_alert(w, "acme", "", CHECK_CUSTOMER_LOST);
	assert_non_null(a);
	assert_int_equal(a->severity, SEV_CRITICAL);
	assert_string_equal(a->text, "whole network lost, 400 of 400 devices");
	assert_int_equal(shown(w), 1);
	assert_int_equal(a->hides, 400 + SITES);
	assert_int_equal(world_alert(w, "S3", "", CHECK_SITE_ISOLATED)->cover,
			 COVER_PART);
}

static void a_customer_is_explained_by_the_site_that_it_sums_up(void **state)
{
	struct world *w = *state;
	const struct alert *a;

	big_world(w, 100, false, "acme");
	for (dev_id d = 1; d < w->net.dev_n; d++)
		if (w->net.dev[d].site < 7) /* 35 of 100 */
			world_down(w, d);
	pass(w, 30);
	a = world_alert(w, "acme", "", CHECK_CUSTOMER_LOST);
	assert_int_equal(a->severity, SEV_WARNING);
	assert_true(a->suppressed);
	assert_int_equal(a->cover, COVER_EXPLAINED);
	assert_int_equal(shown(w), 7);
}

static void a_core_behind_a_customers_loss_stays_the_one_row(void **state)
{
	struct world *w = *state;
	dev_id core = big_world(w, 400, true, "acme");
	const struct alert *a;

	lose_all(w, core);
	pass(w, 40);
	a = world_alert(w, "acme", "", CHECK_CUSTOMER_LOST);
	assert_int_equal(shown(w), 1);
	assert_false(world_alert(w, "core", "", CHECK_UNREACHABLE)->suppressed);
	assert_string_equal(a->suppressed_by, "core");
	assert_int_equal(world_alert(w, "core", "", CHECK_UNREACHABLE)->hides,
			 400 + SITES + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_core_and_its_thousands_are_one_row_and_one_opening),
		WORLD_TEST(the_core_is_back_and_nobody_is_told_unasked),
		WORLD_TEST(without_parents_a_site_is_one_storm_row),
		WORLD_TEST(a_customer_that_lost_everything_is_one_row),
		WORLD_TEST(a_customer_is_explained_by_the_site_that_it_sums_up),
		WORLD_TEST(a_core_behind_a_customers_loss_stays_the_one_row),
	};

	return cmocka_run_group_tests_name("storm", tests, NULL, NULL);
}

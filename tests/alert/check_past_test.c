/* What the past says becomes an alert; too short a past never does. */
#include "tests/alert/fixture.h"

#include "probes/alert/check.h"
#include "probes/model/rollup.h"
#include "probes/model/sensor.h"
#include "probes/model/series.h"
#include "tests/model/load.h"

#define GROWING 2e8F /* bit/s a day; the ports have 10 Gbit/s */

/* A device with two uplinks that are remembered, judged once. */
static dev_id remembered(struct world *w)
{
	dev_id d = world_dev(w, "fra-core-01", NONE, NONE);

	world_ports(w, d, 2, IFF_UPLINK);
	series_step(&w->net, d, w->now);
	world_up(w, d);
	return d;
}

static void teach(struct world *w, const char *entity, enum rollup_kind kind,
		  struct learnt l)
{
	assert_true(rollup_learn(&w->net, "fra-core-01", entity, kind, &l));
}

static struct learnt line(float level, float slope)
{
	struct learnt l = LEARNT_NOTHING;

	l.level = level;
	l.slope = slope;
	l.days = 42;
	return l;
}

static struct learnt errors(float today, float before)
{
	struct learnt l = LEARNT_NOTHING;

	l.today = today;
	l.before = before;
	return l;
}

static void poll_again(struct world *w, dev_id d)
{
	w->now += 30 * SECOND;
	world_poll(w, d);
}

static struct rule full_soon(enum check check)
{
	return (struct rule){.check = check,
			     .severity = SEV_WARNING,
			     .enter = 30,
			     .clear = 45,
			     .text = "%i%r %d full in %v (<%l)"};
}

static void a_link_that_fills_up_is_told_a_month_before(void **state)
{
	struct world *w = *state;
	dev_id d;

	world_rule(w, full_soon(CHECK_IF_FULL_IN));
	d = remembered(w);
	set_speed(&w->net.ifs, 0, 10000000000);
	set_speed(&w->net.ifs, 1, 10000000000);
	teach(w, "xe-0/0/0", ROLLUP_IN, line(5e9F, GROWING));
	teach(w, "xe-0/0/0", ROLLUP_OUT, line(5.2e9F, GROWING));
	teach(w, "xe-0/0/1", ROLLUP_IN, line(2e9F, GROWING)); /* 40 days */
	poll_again(w, d);
	assert_int_equal(world_live(w), 1);
	assert_string_equal(
		world_alert(w, "fra-core-01", "xe-0/0/0", CHECK_IF_FULL_IN)->text,
		"xe-0/0/0 out full in 24 days (<30 days)");
	teach(w, "xe-0/0/0", ROLLUP_OUT, line(5.2e9F, 0)); /* in: 25 */
	poll_again(w, d);
	assert_int_equal(world_live(w), 1);
	teach(w, "xe-0/0/0", ROLLUP_IN, line(5e9F, 0));
	poll_again(w, d);
	assert_int_equal(world_live(w), 0);
}

static void insufficient_history_is_asleep(void **state)
{
	struct world *w = *state;
	struct learnt young = LEARNT_NOTHING;
	dev_id d;

	world_rule(w, full_soon(CHECK_IF_FULL_IN));
	world_rule(w, full_soon(CHECK_FULL_IN));
	world_rule(w, (struct rule){.check = CHECK_ERRORS_RISE,
				    .severity = SEV_WARNING,
				    .enter = 3,
				    .floor = 0.1,
				    .clear = 2});
	d = remembered(w);
	young.days = 13;
	young.today = 50; /* and nothing to hold it against */
	teach(w, "xe-0/0/0", ROLLUP_IN, young);
	teach(w, "xe-0/0/0", ROLLUP_ERRORS, young);
	teach(w, "", ROLLUP_MEMORY, young);
	for (int i = 0; i < 10; i++)
		poll_again(w, d);
	assert_int_equal(w->alerts.n, 0);
}

static void how_much_there_is_is_told(void **state)
{
	struct world *w = *state;
	struct learnt some = LEARNT_NOTHING;
	dev_id d = remembered(w);
	struct scope_thing row = scope_if(&w->net, w->net.dev[d].if_first);
	char words[PAST_WORDS];

	some.days = 13;
	some.weeks = 2;
	teach(w, "xe-0/0/0", ROLLUP_IN, some);
	teach(w, "", ROLLUP_MEMORY, some);
	teach(w, "", ROLLUP_RTT, some);
	assert_true(check_past(CHECK_IF_FULL_IN, &w->net, row, NONE, words));
	assert_string_equal(words, "insufficient history, 13 of 14 days");
	assert_true(check_past(CHECK_ERRORS_RISE, &w->net, row, NONE, words));
	assert_string_equal(words, "insufficient history, not 3 days yet");
	assert_true(check_past(CHECK_FULL_IN, &w->net, scope_dev(d), NONE, words));
	assert_string_equal(words, "insufficient history, 13 of 14 days");
	assert_true(check_past(CHECK_LATENCY_RISE, &w->net, scope_dev(d), NONE, words));
	assert_string_equal(words, "insufficient history, 2 of 3 weeks");
	some.weeks = 5;
	teach(w, "", ROLLUP_RTT, some);
	assert_true(check_past(CHECK_LATENCY_RISE, &w->net, scope_dev(d), NONE, words));
	assert_string_equal(words, "5 weeks of history");
	assert_false(check_past(CHECK_CPU, &w->net, scope_dev(d), NONE, words));
	assert_false(check_past(CHECK_UTIL, &w->net, row, NONE, words));
}

static void the_disk_that_is_full_first_is_named(void **state)
{
	struct world *w = *state;
	struct memory disks[2];
	dev_id d;

	world_rule(w, full_soon(CHECK_FULL_IN));
	d = remembered(w);
	for (int i = 0; i < 2; i++)
		disks[i] = (struct memory){
			.name = text_intern_str(&w->net.text, i ? "/var" : "/"),
			.class = STORAGE_DISK,
			.pct = 60};
	network_set_memory(&w->net, d, disks, 2);
	w->net.dev[d].health_ms = w->now;
	series_step(&w->net, d, w->now);
	teach(w, "", ROLLUP_MEMORY, line(80, 1));
	teach(w, "/var", ROLLUP_DISK, line(90, 0.8F));
	teach(w, "/", ROLLUP_DISK, line(30, 0.1F));
	poll_again(w, d);
	assert_string_equal(world_alert(w, "fra-core-01", "", CHECK_FULL_IN)->text,
			    "/var  full in 12 days (<30 days)");
	teach(w, "/var", ROLLUP_DISK, line(90, 0));
	poll_again(w, d);
	assert_string_equal(world_alert(w, "fra-core-01", "", CHECK_FULL_IN)->text,
			    "memory  full in 20 days (<30 days)");
}

static void errors_that_rise_against_their_own_days_are_told(void **state)
{
	struct world *w = *state;
	dev_id d;

	world_rule(w, (struct rule){.check = CHECK_ERRORS_RISE,
				    .severity = SEV_WARNING,
				    .enter = 3,
				    .floor = 0.1,
				    .clear = 2,
				    .text = "%i errors rise: %v (>%l)"});
	d = remembered(w);
	teach(w, "xe-0/0/0", ROLLUP_ERRORS, errors(5, 2));
	teach(w, "xe-0/0/1", ROLLUP_ERRORS, errors(0.05F, 0)); /* below the floor */
	poll_again(w, d);
	assert_int_equal(world_live(w), 0);
	teach(w, "xe-0/0/0", ROLLUP_ERRORS, errors(7, 2));
	poll_again(w, d);
	assert_int_equal(world_live(w), 1);
	assert_string_equal(
		world_alert(w, "fra-core-01", "xe-0/0/0", CHECK_ERRORS_RISE)->text,
		"xe-0/0/0 errors rise: 7/s (>6/s)");
	teach(w, "xe-0/0/0", ROLLUP_ERRORS, errors(5, 2));
	poll_again(w, d);
	assert_int_equal(world_live(w), 1);
	teach(w, "xe-0/0/0", ROLLUP_ERRORS, errors(3.9F, 2));
	poll_again(w, d);
	assert_int_equal(world_live(w), 0);
}

/* 60 ms are much at night and nothing at the hour of the backups. */
static void round_trips_are_held_against_this_hour_of_the_week(void **state)
{
	struct world *w = *state;
	struct learnt usual = LEARNT_NOTHING;
	dev_id d;

	world_rule(w, (struct rule){.check = CHECK_LATENCY_RISE,
				    .severity = SEV_WARNING,
				    .enter = 3,
				    .floor = 20,
				    .clear = 2.4});
	d = remembered(w);
	usual.usual = 50;
	usual.weeks = 4;
	teach(w, "", ROLLUP_RTT, usual);
	for (int i = 0; i < 60; i++) { /* 10 ms since we began: not what is usual */
		w->net.dev[d].reach.rtt_ms = 10;
		poll_again(w, d);
	}
	w->net.dev[d].reach.rtt_ms = 60;
	poll_again(w, d);
	assert_int_equal(world_live(w), 0);
	usual.usual = 10; /* the hour is over */
	teach(w, "", ROLLUP_RTT, usual);
	poll_again(w, d);
	assert_int_equal(world_live(w), 1);
}

static void light(struct world *w, dev_id d, float rx)
{
	struct sensor sensor[2];

	for (int i = 0; i < 2; i++)
		sensor[i] = (struct sensor){
			.name = text_intern_str(&w->net.text,
						i ? "xe-0/0/0 Transmit Power"
						  : "xe-0/0/0 Receive Power"),
			.component = text_intern_str(&w->net.text, "optic"),
			.kind = SENSOR_OPTICAL,
			.value = i ? -20 : rx,
			.low_critical = NAN,
			.low_warning = NAN,
			.warning = NAN,
			.critical = NAN};
	w->now += 30 * SECOND;
	network_set_sensors(&w->net, d, sensor, 2, w->now);
	series_step(&w->net, d, w->now);
	world_poll(w, d);
}

/* Fibre being bent: 2 dB below what is usual there, whatever the module could bear. */
static void light_that_fades_is_told_where_it_is_received(void **state)
{
	struct world *w = *state;
	struct learnt usual = LEARNT_NOTHING;
	dev_id d;

	world_rule(w, (struct rule){.check = CHECK_OPTICAL_DROP,
				    .severity = SEV_WARNING,
				    .enter = 2,
				    .clear = 1.5,
				    .text = "%i %v below its usual (>%l)"});
	d = remembered(w);
	light(w, d, -9);
	assert_int_equal(w->alerts.n, 0); /* nothing is usual yet */
	usual.usual = -6;
	usual.weeks = 3;
	teach(w, "xe-0/0/0 Receive Power", ROLLUP_OPTICAL, usual);
	teach(w, "xe-0/0/0 Transmit Power", ROLLUP_OPTICAL, usual);
	light(w, d, -7.5F);
	assert_int_equal(world_live(w), 0);
	light(w, d, -8.5F);
	assert_int_equal(world_live(w), 1);
	assert_string_equal(world_alert(w, "fra-core-01", "xe-0/0/0 Receive Power",
					CHECK_OPTICAL_DROP)
				    ->text,
			    "xe-0/0/0 Receive Power 2.5 dB below its usual (>2 dB)");
	light(w, d, -7.8F); /* 1.8 */
	assert_int_equal(world_live(w), 1);
	light(w, d, -7.4F);
	assert_int_equal(world_live(w), 0);
}

static void a_port_that_is_down_has_no_fading_light(void **state)
{
	struct world *w = *state;
	struct learnt usual = LEARNT_NOTHING;
	dev_id d;

	world_rule(w, (struct rule){.check = CHECK_OPTICAL_DROP,
				    .severity = SEV_WARNING,
				    .enter = 2,
				    .clear = 1.5});
	d = remembered(w);
	light(w, d, -6);
	usual.usual = -6;
	teach(w, "xe-0/0/0 Receive Power", ROLLUP_OPTICAL, usual);
	world_oper(w, 0, IF_DOWN);
	light(w, d, -40);
	assert_int_equal(world_live(w), 0);
}

static void what_does_not_grow_is_not_looked_at(void **state)
{
	const struct reach_of full = {.least = 30}, rise = {.least = 3};
	struct world *w = *state;
	dev_id d = remembered(w);

	(void)d;
	assert_true(is_calm(&w->net.ifs, 0, CHECK_IF_FULL_IN, &full));
	assert_true(is_calm(&w->net.ifs, 0, CHECK_ERRORS_RISE, &rise));
	teach(w, "xe-0/0/0", ROLLUP_IN, line(5e9F, GROWING));
	teach(w, "xe-0/0/0", ROLLUP_ERRORS, errors(1, 0));
	assert_false(is_calm(&w->net.ifs, 0, CHECK_IF_FULL_IN, &full));
	assert_false(is_calm(&w->net.ifs, 0, CHECK_ERRORS_RISE, &rise));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WORLD_TEST(a_link_that_fills_up_is_told_a_month_before),
		WORLD_TEST(insufficient_history_is_asleep),
		WORLD_TEST(how_much_there_is_is_told),
		WORLD_TEST(the_disk_that_is_full_first_is_named),
		WORLD_TEST(errors_that_rise_against_their_own_days_are_told),
		WORLD_TEST(round_trips_are_held_against_this_hour_of_the_week),
		WORLD_TEST(light_that_fades_is_told_where_it_is_received),
		WORLD_TEST(a_port_that_is_down_has_no_fading_light),
		WORLD_TEST(what_does_not_grow_is_not_looked_at),
	};

	return cmocka_run_group_tests_name("check_past", tests, NULL, NULL);
}

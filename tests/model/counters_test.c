/* Rates of a device's interfaces, poll by poll. */
#include "tests/model/fixture.h"

#include "probes/model/series.h"
#include "tests/model/load.h"

#define ALL_COUNTERS                                                                   \
	(HAS_IN_OCTETS | HAS_OUT_OCTETS | HAS_IN_PKTS | HAS_OUT_PKTS | HAS_IN_ERRORS | \
	 HAS_OUT_ERRORS | HAS_IN_DISCARDS | HAS_OUT_DISCARDS | HAS_DISCONTINUITY |     \
	 HAS_HC_OCTETS | HAS_HC_PKTS)
#define UP 100000 /* seconds the agent had been up at T0 */

/* One device with two gigabit interfaces, rows 0 and 1. */
static int setup(void **state)
{
	model_setup(state);
	add_dev(*state, "a", NONE);
	add_interfaces(*state, 0, 2);
	return 0;
}

#define COUNTER_TEST(f) cmocka_unit_test_setup_teardown(f, setup, model_teardown)

static struct if_counters reading(uint64_t octets)
{
	return (struct if_counters){.in_octets = octets,
				    .out_octets = 2 * octets,
				    .in_pkts = octets / 100,
				    .out_pkts = octets / 50,
				    .has = ALL_COUNTERS};
}

/* A poll s seconds after T0 that reads these counters of both interfaces. */
static bool poll_raw(struct network *net, double s, const struct if_counters raw[2])
{
	struct agent_clock clock = clock_at(s, UP);

	return network_take_counters(net, 0, &clock, raw, 2, NULL);
}

/* The same, with one number of octets for both. */
static bool poll(struct network *net, double s, uint64_t octets)
{
	struct if_counters raw[2] = {reading(octets), reading(octets)};

	return poll_raw(net, s, raw);
}

static void assert_no_rate(const struct network *net, if_id i, enum no_rate why)
{
	assert_int_equal(net->ifs.no_rate[i], why);
	assert_true(isnan(net->ifs.in_bps[i]) && isnan(net->ifs.out_bps[i]));
	assert_true(isnan(if_in_pct(&net->ifs, i)) && isnan(if_out_pct(&net->ifs, i)));
	assert_true(isnan(if_mishap_ps(&net->ifs, i, MISHAP_IN_ERRORS)) &&
		    isnan(coarse_value(net->ifs.in_pps[i])));
}

static void assert_in_bps(const struct network *net, if_id i, double bps)
{
	assert_int_equal(net->ifs.no_rate[i], RATE_OK);
	assert_true(fabs(net->ifs.in_bps[i] - bps) <= bps / 1e5);
}

static void a_row_divides_by_the_clock_of_its_own_answer(void **state)
{
	struct network *net = *state;
	struct if_counters raw[2] = {reading(0), reading(0)};

	raw[0].uptime_cs = raw[1].uptime_cs = 100 * UP;
	poll_raw(net, 0, raw);
	raw[0] = raw[1] = reading(60000);
	raw[0].uptime_cs = 100 * (UP + 30);
	raw[1].uptime_cs = 100 * (UP + 60); /* its answer was long in coming */
	poll_raw(net, 30, raw);
	assert_in_bps(net, 0, 16000);
	assert_in_bps(net, 1, 8000);
}

static void clocks_that_move_alone_are_no_refresh(void **state)
{
	struct network *net = *state;
	struct if_counters raw[2] = {reading(5), reading(5)};

	raw[0].uptime_cs = raw[1].uptime_cs = 100 * UP;
	poll_raw(net, 0, raw);
	raw[0].uptime_cs = raw[1].uptime_cs = 100 * (UP + 2);
	poll_raw(net, 2, raw);
	assert_no_rate(net, 0, RATE_UNCHANGED);
}

static void the_first_poll_has_no_rate(void **state)
{
	struct network *net = *state;

	assert_int_equal(network_dev_uptime(net, 0), -1);
	poll(net, 0, 5000);
	assert_no_rate(net, 0, RATE_FIRST);
	assert_int_equal(network_if_sampled_ms(net, 0), 0);
}

static void the_second_poll_has_rates_and_percent(void **state)
{
	struct network *net = *state;
	struct if_counters a = reading(0), b = reading(3000000);

	b.in_errors = 60;
	b.out_errors = 90;
	b.in_discards = 30;
	b.out_discards = 120;
	poll_raw(net, 0, (struct if_counters[]){a, a});
	poll_raw(net, 30, (struct if_counters[]){b, a});
	assert_in_bps(net, 0, 800000);
	assert_true(net->ifs.out_bps[0] == 1600000);
	assert_true(fabsf(if_in_pct(&net->ifs, 0) - 0.08F) < 1e-6F);
	assert_true(fabsf(if_out_pct(&net->ifs, 0) - 0.16F) < 1e-6F);
	assert_true(coarse_value(net->ifs.in_pps[0]) == 1000 &&
		    coarse_value(net->ifs.out_pps[0]) == 2000);
	assert_true(if_mishap_ps(&net->ifs, 0, MISHAP_IN_ERRORS) == 2 &&
		    if_mishap_ps(&net->ifs, 0, MISHAP_OUT_ERRORS) == 3);
	assert_true(if_mishap_ps(&net->ifs, 0, MISHAP_IN_DISCARDS) == 1 &&
		    if_mishap_ps(&net->ifs, 0, MISHAP_OUT_DISCARDS) == 4);
	assert_int_equal(network_if_sampled_ms(net, 0), T0 + 30000);
	assert_in_bps(net, 1, 0); /* one busy neighbour makes its silence a true 0 */
	assert_true(net->ifs.flags[0] & IFF_HC);
}

static void a_late_poll_is_no_spike_because_time_is_the_agents(void **state)
{
	struct network *net = *state;
	struct agent_clock clock = clock_at(40, UP);
	struct if_counters raw[2] = {reading(4000000), reading(4000000)};

	poll(net, 0, 0);
	clock.at_ms = T0 + 30000; /* we think that 30 s passed */
	network_take_counters(net, 0, &clock, raw, 2, NULL);
	assert_in_bps(net, 0, 800000);
}

/* Errors that are read with every fourth poll: what they count is of all that time, and
 * between two readings the rate stands. */
static void a_counter_read_less_often_counts_since_it_was_read(void **state)
{
	struct network *net = *state;
	struct if_counters raw[2] = {reading(0), reading(0)};
	struct if_rested rested = {.held = HAS_IN_ERRORS};

	poll(net, 0, 0);
	for (int i = 1; i <= 4; i++) {
		struct agent_clock clock = clock_at(30 * i, UP);

		raw[0] = raw[1] = reading(3000000 * (uint64_t)i);
		if (i == 4) {
			raw[0].in_errors = 60;
			rested = (struct if_rested){.since_s = {120}};
		}
		network_take_counters(net, 0, &clock, raw, 2, &rested);
		assert_in_bps(net, 0, 800000);
	}
	assert_true(if_mishap_ps(&net->ifs, 0, MISHAP_IN_ERRORS) == 0.5f);
	assert_true(if_mishap_ps(&net->ifs, 1, MISHAP_IN_ERRORS) == 0);
	rested = (struct if_rested){.held = HAS_IN_ERRORS};
	raw[0].in_octets = raw[1].in_octets = 15000000;
	struct agent_clock clock = clock_at(150, UP);
	network_take_counters(net, 0, &clock, raw, 2, &rested);
	assert_true(if_mishap_ps(&net->ifs, 0, MISHAP_IN_ERRORS) == 0.5f);
	assert_int_equal(network_if_mishap_ms(net, 0, MISHAP_IN_ERRORS), T0 + 120000);
	assert_int_equal(network_if_mishap_ms(net, 0, MISHAP_OUT_ERRORS), T0 + 150000);
}

static void a_reboot_has_no_rate_and_is_remembered(void **state)
{
	struct network *net = *state;
	struct agent_clock clock = {.uptime_cs = 1000, .at_ms = T0 + 60000};
	struct if_counters raw[2] = {reading(9000000), reading(9000000)};

	poll(net, 0, 0);
	assert_int_equal(net->dev[0].boot_ms, T0 - UP * INT64_C(1000));
	assert_false(poll(net, 30, 3000000));
	assert_true(network_take_counters(net, 0, &clock, raw, 2, NULL));
	assert_no_rate(net, 0, RATE_REBOOT);
	assert_int_equal(net->dev[0].reboots, 1);
	assert_int_equal(net->dev[0].rebooted_ms, T0 + 60000);
	assert_int_equal(net->dev[0].boot_ms, T0 + 50000);
	assert_int_equal(network_dev_uptime(net, 0), 10000);

	clock = (struct agent_clock){.uptime_cs = 4000, .at_ms = T0 + 90000};
	raw[0] = raw[1] = reading(12000000);
	assert_false(network_take_counters(net, 0, &clock, raw, 2, NULL));
	assert_in_bps(net, 0, 800000);
}

static void the_497_day_wrap_keeps_the_rate(void **state)
{
	struct network *net = *state;
	struct agent_clock a = {.uptime_cs = UINT32_MAX - 999, .at_ms = T0};
	struct agent_clock b = {.uptime_cs = 2000, .at_ms = T0 + 30000};
	struct if_counters raw[2] = {reading(1000), reading(1000)};
	int64_t boot;

	network_take_counters(net, 0, &a, raw, 2, NULL);
	boot = net->dev[0].boot_ms;
	raw[0] = reading(3001000);
	assert_false(network_take_counters(net, 0, &b, raw, 2, NULL));
	assert_in_bps(net, 0, 800000);
	assert_int_equal(net->dev[0].boot_ms, boot);
	assert_int_equal(network_dev_uptime(net, 0), (INT64_C(10) << 32) + 20000);
}

static void a_discontinuity_has_no_rate_for_its_interface_alone(void **state)
{
	struct network *net = *state;
	struct if_counters raw[2] = {reading(3000000), reading(3000000)};

	poll(net, 0, 0);
	raw[0].discontinuity = 77;
	poll_raw(net, 30, raw);
	assert_no_rate(net, 0, RATE_DISCONTINUITY);
	assert_in_bps(net, 1, 800000);
	raw[0].in_octets += 3000000;
	poll_raw(net, 60, raw);
	assert_in_bps(net, 0, 800000);
}

static void a_renumbered_interface_skips_one_rate(void **state)
{
	struct network *net = *state;
	struct if_found list[2] = {found(net, 11, "if1"), found(net, 12, "if2")};

	poll(net, 0, 0);
	poll(net, 30, 3000000);
	list[0].index = 2;
	network_set_interfaces(net, 0, list, 2);
	assert_no_rate(net, net->dev[0].if_first, RATE_RENUMBERED);
	poll(net, 60, 6000000);
	assert_no_rate(net, net->dev[0].if_first, RATE_RENUMBERED);
	poll(net, 90, 9000000);
	assert_in_bps(net, net->dev[0].if_first, 800000);
}

static void a_reset_counter_takes_its_row_along(void **state)
{
	struct network *net = *state;
	struct if_counters raw[2] = {reading(3000000), reading(3000000)};

	poll(net, 0, 1000000);
	raw[0].in_octets = 5;
	poll_raw(net, 30, raw);
	assert_no_rate(net, 0, RATE_RESET);
	assert_in_bps(net, 1, 2000000 * 8 / 30.0);
}

static void a_counter32_wraps_and_errors_are_reset(void **state)
{
	struct network *net = *state;
	uint32_t narrow = HAS_IN_OCTETS | HAS_OUT_OCTETS | HAS_IN_ERRORS;
	struct if_counters a = {
		.in_octets = UINT32_MAX - 999999, .in_errors = 5000, .has = narrow};
	struct if_counters b = {.in_octets = 2000000, .in_errors = 5, .has = narrow};

	poll_raw(net, 0, (struct if_counters[]){a, a});
	poll_raw(net, 30, (struct if_counters[]){b, b});
	assert_in_bps(net, 0, 800000);
	assert_true(isnan(if_mishap_ps(&net->ifs, 0, MISHAP_IN_ERRORS)));
	assert_false(net->ifs.flags[0] & IFF_HC);
}

static void less_than_a_second_keeps_the_base(void **state)
{
	struct network *net = *state;

	poll(net, 0, 0);
	poll(net, 0.5, 100000);
	assert_no_rate(net, 0, RATE_TOO_SOON);
	poll(net, 30, 3000000);
	assert_in_bps(net, 0, 800000);
}

/* Polled every second, early and late by some. */
static void polls_of_every_second_have_rates(void **state)
{
	struct network *net = *state;
	double at[] = {0, 1, 1.85, 3.1, 3.8, 4.9};

	net->dev[0].poll_ms = 1000;
	for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
		poll(net, at[i], (uint64_t)(at[i] * 100000));
		if (i == 4) /* 0.7 s: the next one is over 1.8 s */
			assert_no_rate(net, 0, RATE_TOO_SOON);
		else if (i > 0)
			assert_in_bps(net, 0, 800000);
	}
}

static void more_than_four_intervals_is_too_late(void **state)
{
	struct network *net = *state;

	poll(net, 0, 0);
	poll(net, 120, 12000000);
	assert_in_bps(net, 0, 800000);
	poll(net, 241, 24000000);
	assert_no_rate(net, 0, RATE_TOO_LATE);
	poll(net, 271, 27000000);
	assert_in_bps(net, 0, 800000);
}

static void an_implausible_rate_is_not_shown(void **state)
{
	struct network *net = *state;

	poll(net, 0, 0);
	poll(net, 10, UINT64_C(700000000)); /* out is the double: 1.12 Gb/s */
	assert_no_rate(net, 0, RATE_IMPLAUSIBLE);
	poll(net, 20, UINT64_C(1380000000)); /* 1.09 Gb/s */
	assert_int_equal(net->ifs.no_rate[0], RATE_OK);
	assert_true(if_out_pct(&net->ifs, 0) > 108 && if_out_pct(&net->ifs, 0) < 109);
}

static void unknown_speed_has_bits_but_no_percent(void **state)
{
	struct network *net = *state;

	set_speed(&net->ifs, 0, 0);
	poll(net, 0, 0);
	poll(net, 30, 3000000);
	assert_in_bps(net, 0, 800000);
	assert_true(isnan(if_in_pct(&net->ifs, 0)) && isnan(if_out_pct(&net->ifs, 0)));
}

static void a_counter_the_agent_lacks_is_missing(void **state)
{
	struct network *net = *state;
	struct if_counters a = reading(0), b = reading(3000000), none = {0};

	a.has = b.has = HAS_OUT_OCTETS | HAS_HC_OCTETS;
	poll_raw(net, 0, (struct if_counters[]){a, none});
	poll_raw(net, 30, (struct if_counters[]){b, none});
	assert_int_equal(net->ifs.no_rate[0], RATE_MISSING);
	assert_true(isnan(net->ifs.in_bps[0]));
	assert_true(net->ifs.out_bps[0] == 1600000);
	assert_true(isnan(if_mishap_ps(&net->ifs, 0, MISHAP_IN_ERRORS)));
	assert_no_rate(net, 1, RATE_MISSING);
}

static void a_counter_of_another_width_begins_anew(void **state)
{
	struct network *net = *state;
	struct if_counters raw[2] = {reading(3000000), reading(3000000)};

	poll(net, 0, 0);
	raw[0].has &= ~(uint32_t)HAS_HC_OCTETS;
	poll_raw(net, 30, raw);
	assert_no_rate(net, 0, RATE_FIRST);
}

static void unchanged_counters_keep_the_last_rate(void **state)
{
	struct network *net = *state;

	poll(net, 0, 0);
	poll(net, 5, 500000);
	assert_in_bps(net, 0, 800000);
	poll(net, 7, 500000);
	assert_in_bps(net, 0, 800000);
	assert_int_equal(network_if_sampled_ms(net, 0), T0 + 5000);
	poll(net, 8, 800000); /* 300,000 octets since 5, not since 7 */
	assert_in_bps(net, 0, 800000);
	assert_int_equal(net->dev[0].pace.ms, 3000);
}

static void unchanged_since_the_first_poll_says_so(void **state)
{
	struct network *net = *state;

	poll(net, 0, 5000);
	poll(net, 2, 5000);
	assert_no_rate(net, 0, RATE_UNCHANGED);
}

static void an_agent_slower_than_the_polls_never_spikes(void **state)
{
	struct network *net = *state;

	/* 100,000 octets a second; refreshed every 15 s, polled every 5 */
	net->dev[0].poll_ms = 5000;
	for (int s = 0; s < 300; s += 5) {
		poll(net, s, (uint64_t)(s / 15 * 15) * 100000);
		if (net->ifs.no_rate[0] == RATE_OK && net->ifs.in_bps[0] > 0)
			assert_in_bps(net, 0, 800000);
		if (s > 30) /* the pace is known: no false 0 either */
			assert_in_bps(net, 0, 800000);
	}
	assert_int_equal(net->dev[0].pace.ms, 15000);
}

static void a_pace_between_the_polls_makes_no_waves(void **state)
{
	struct network *net = *state;

	/* Refreshed every 3 s, polled every 2: changes are seen 2 and 4 s apart. */
	net->dev[0].poll_ms = 2000;
	for (int s = 0; s < 120; s += 2) {
		poll(net, s, (uint64_t)(s / 3 * 3) * 100000);
		if (s > 20)
			assert_in_range((int)net->ifs.in_bps[0], 760000, 840000);
	}
}

static void a_burst_after_rare_packets_is_not_stretched(void **state)
{
	struct network *net = *state;
	int s = 0;

	/* A packet in 30 s looks like a slow agent, until each poll sees a change. */
	net->dev[0].poll_ms = 10000;
	for (; s < 600; s += 10)
		poll(net, s, (uint64_t)(s / 30));
	assert_in_range(net->dev[0].pace.ms, 25000, 35000);
	for (int i = 1; i <= 12; i++, s += 10)
		poll(net, s, (uint64_t)i * 1000000);
	assert_in_range((int)net->ifs.in_bps[0], 720000, 800000);
}

static void an_agent_slower_than_the_interval_is_learnt_too(void **state)
{
	struct network *net = *state;

	for (int s = 0; s < 1200; s += 30) /* refreshed every minute */
		poll(net, s, (uint64_t)(s / 60 * 60) * 100000);
	assert_in_bps(net, 0, 800000);
	assert_int_equal(net->dev[0].pace.ms, 60000);
}

static void slow_polls_leave_a_learnt_pace_alone(void **state)
{
	struct network *net = *state;

	for (int s = 0; s < 30; s++)
		poll(net, s, (uint64_t)(s / 3 * 3) * 100000);
	assert_int_equal(net->dev[0].pace.ms, 3000);
	for (int s = 60; s < 600; s += 30)
		poll(net, s, (uint64_t)s * 100000);
	assert_int_equal(net->dev[0].pace.ms, 3000);
}

/* A poll that came too soon saw the counters move: it is no sign of an agent that
 * refreshes slowly. */
static void a_poll_that_is_too_soon_teaches_no_pace(void **state)
{
	struct network *net = *state;

	poll(net, 0, 0);
	poll(net, 0.8, 80000); /* key r */
	assert_no_rate(net, 0, RATE_TOO_SOON);
	for (int i = 0; i < 5; i++) {
		poll(net, 1.85 + 1.05 * i, 185000 + 105000 * (uint64_t)i);
		assert_in_bps(net, 0, 800000);
	}
	assert_int_equal(net->dev[0].pace.ms, 0);
}

static void an_agent_as_slow_as_four_intervals_is_not_late(void **state)
{
	struct network *net = *state;

	for (int s = 0; s <= 93; s += 31)
		poll(net, s, 0);
	poll(net, 124, 12400000);
	assert_in_bps(net, 0, 800000);
}

static void an_idle_device_becomes_zero(void **state)
{
	struct network *net = *state;

	poll(net, 0, 0);
	poll(net, 5, 500000);
	poll(net, 14.9, 500000);
	assert_in_bps(net, 0, 800000); /* less than 45 s: may be its pace */
	poll(net, 51, 500000);
	assert_in_bps(net, 0, 0);
	assert_int_equal(network_if_sampled_ms(net, 0), T0 + 51000);
}

static void a_device_that_was_idle_long_is_rated_from_its_last_poll(void **state)
{
	struct network *net = *state;

	poll(net, 0, 0);
	for (int s = 30; s <= 600; s += 30)
		poll(net, s, 0);
	assert_in_bps(net, 0, 0);
	poll(net, 630, 3000000);
	assert_in_bps(net, 0, 800000);
}

static void rings_move_on_with_every_poll(void **state)
{
	struct network *net = *state;
	float out[3];

	poll(net, 0, 0);
	poll(net, 30, 300000000);
	assert_int_equal(series_get(net, SERIES_IF_IN, 0, out, 3), 3);
	assert_true(isnan(out[0]) && isnan(out[1]) && out[2] == 8);
	assert_int_equal(net->dev[0].series_n, 2);
}

static void a_poll_of_another_shape_changes_nothing(void **state)
{
	struct network *net = *state;
	struct agent_clock clock = clock_at(30, UP);
	struct if_counters raw[3] = {reading(1), reading(2), reading(3)};

	poll(net, 0, 0);
	assert_false(network_take_counters(net, 0, &clock, raw, 3, NULL));
	assert_int_equal(net->dev[0].clock.at_ms, T0);
	poll(net, 30, 3000000);
	assert_in_bps(net, 0, 800000);
}

static void engine_time_tells_the_boot_behind_a_wrap(void **state)
{
	struct network *net = *state;
	struct agent_clock clock = {.uptime_cs = 1000,
				    .engine_boots = 3,
				    .engine_time_s = 50000000,
				    .at_ms = T0};

	network_take_counters(net, 0, &clock,
			      (struct if_counters[]){reading(1), reading(1)}, 2, NULL);
	assert_int_equal(net->dev[0].boot_ms, T0 - INT64_C(50000000000));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		COUNTER_TEST(a_row_divides_by_the_clock_of_its_own_answer),
		COUNTER_TEST(clocks_that_move_alone_are_no_refresh),
		COUNTER_TEST(the_first_poll_has_no_rate),
		COUNTER_TEST(the_second_poll_has_rates_and_percent),
		COUNTER_TEST(a_late_poll_is_no_spike_because_time_is_the_agents),
		COUNTER_TEST(a_counter_read_less_often_counts_since_it_was_read),
		COUNTER_TEST(a_reboot_has_no_rate_and_is_remembered),
		COUNTER_TEST(the_497_day_wrap_keeps_the_rate),
		COUNTER_TEST(a_discontinuity_has_no_rate_for_its_interface_alone),
		COUNTER_TEST(a_renumbered_interface_skips_one_rate),
		COUNTER_TEST(a_reset_counter_takes_its_row_along),
		COUNTER_TEST(a_counter32_wraps_and_errors_are_reset),
		COUNTER_TEST(less_than_a_second_keeps_the_base),
		COUNTER_TEST(polls_of_every_second_have_rates),
		COUNTER_TEST(more_than_four_intervals_is_too_late),
		COUNTER_TEST(an_implausible_rate_is_not_shown),
		COUNTER_TEST(unknown_speed_has_bits_but_no_percent),
		COUNTER_TEST(a_counter_the_agent_lacks_is_missing),
		COUNTER_TEST(a_counter_of_another_width_begins_anew),
		COUNTER_TEST(unchanged_counters_keep_the_last_rate),
		COUNTER_TEST(unchanged_since_the_first_poll_says_so),
		COUNTER_TEST(an_agent_slower_than_the_polls_never_spikes),
		COUNTER_TEST(an_agent_slower_than_the_interval_is_learnt_too),
		COUNTER_TEST(a_pace_between_the_polls_makes_no_waves),
		COUNTER_TEST(a_burst_after_rare_packets_is_not_stretched),
		COUNTER_TEST(slow_polls_leave_a_learnt_pace_alone),
		COUNTER_TEST(a_poll_that_is_too_soon_teaches_no_pace),
		COUNTER_TEST(an_agent_as_slow_as_four_intervals_is_not_late),
		COUNTER_TEST(an_idle_device_becomes_zero),
		COUNTER_TEST(a_device_that_was_idle_long_is_rated_from_its_last_poll),
		COUNTER_TEST(rings_move_on_with_every_poll),
		COUNTER_TEST(a_poll_of_another_shape_changes_nothing),
		COUNTER_TEST(engine_time_tells_the_boot_behind_a_wrap),
	};

	return cmocka_run_group_tests_name("counters", tests, NULL, NULL);
}

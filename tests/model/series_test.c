/* Rings of samples: what is kept of the past, and for whom. */
#include "tests/model/fixture.h"
#include "probes/model/if_table.h"
#include "tests/model/load.h"

#include "probes/model/series.h"
#include "probes/model/series_private.h"

/* One device with two interfaces; the rows are 0 and 1. */
static int setup(void **state)
{
	model_setup(state);
	add_dev(*state, "a", NONE);
	add_interfaces(*state, 0, 2);
	return 0;
}

#define SERIES_TEST(f) cmocka_unit_test_setup_teardown(f, setup, model_teardown)

static void step(struct network *net, float in, float out)
{
	net->ifs.in_bps[0] = load(&net->ifs, 0, in);
	net->ifs.out_bps[0] = load(&net->ifs, 0, out);
	series_step(net, 0, T0);
}

/* The same, s seconds after T0, which is a whole six minutes. */
static void step_at(struct network *net, int s, float in)
{
	net->ifs.in_bps[0] = load(&net->ifs, 0, in);
	series_step(net, 0, T0 + s * 1000);
}

static void a_new_ring_is_all_gaps(void **state)
{
	const struct network *net = *state;
	float out[SERIES_LEN];

	assert_int_equal(series_get(net, SERIES_IF_IN, 0, out, SERIES_LEN), SERIES_LEN);
	for (int i = 0; i < SERIES_LEN; i++)
		assert_true(isnan(out[i]));
}

static void the_newest_sample_is_the_last(void **state)
{
	struct network *net = *state;
	float out[SERIES_LEN];

	for (int i = 0; i < 100; i++)
		step(net, (float)i / 2, (float)(100 - i));
	assert_int_equal(series_get(net, SERIES_IF_IN, 0, out, 3), 3);
	assert_true(out[0] == 48.5F && out[1] == 49 && out[2] == 49.5F);
	series_get(net, SERIES_IF_OUT, 0, out, 2);
	assert_true(out[0] == 2 && out[1] == 1);
	series_get(net, SERIES_IF_IN, 0, out, 1000);
	assert_true(out[0] == 20);
	assert_int_equal(net->dev[0].series_n, SERIES_LEN);
}

static void a_gap_stays_a_gap(void **state)
{
	struct network *net = *state;
	float out[3];

	step(net, 10, 10);
	step(net, NAN, 10);
	net->dev[0].cpu_pct = 50;
	series_gap(net, 0, T0);
	series_get(net, SERIES_IF_IN, 0, out, 3);
	assert_true(out[0] == 10 && isnan(out[1]) && isnan(out[2]));
	series_get(net, SERIES_CPU, 0, out, 1);
	assert_true(isnan(out[0]));
}

static void percentages_keep_halves_and_are_never_rounded_across_a_limit(void **state)
{
	struct network *net = *state;
	float in, out;

	step(net, 33.7F, 400);
	series_get(net, SERIES_IF_IN, 0, &in, 1);
	series_get(net, SERIES_IF_OUT, 0, &out, 1);
	assert_true(in == 33.5F && out == 110);
	step(net, 89.99F, 90);
	series_get(net, SERIES_IF_IN, 0, &in, 1);
	series_get(net, SERIES_IF_OUT, 0, &out, 1);
	assert_true(in == 89.5F && out == 90);
}

static void a_little_traffic_is_not_none(void **state)
{
	static const float values[] = {0.002F, 0.05F, 0.3F, 0.8F};
	struct network *net = *state;
	float out;

	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		step(net, values[i], 0);
		series_get(net, SERIES_IF_IN, 0, &out, 1);
		assert_true(fabsf(out - values[i]) < 0.19F * values[i]);
	}
	series_get(net, SERIES_IF_OUT, 0, &out, 1);
	assert_true(out == 0);
	step(net, 2, 7.75F);
	series_get(net, SERIES_IF_OUT, 0, &out, 1);
	assert_true(out == 7.75F);
}

static void without_a_speed_the_bit_rate_is_kept(void **state)
{
	static const float values[] = {120, 64000, 2.4e6F, 9e9F, 3e11F};
	struct network *net = *state;
	float out;

	set_speed(&net->ifs, 0, 0);
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		net->ifs.in_bps[0] = values[i];
		series_step(net, 0, T0);
		series_get(net, SERIES_IF_IN, 0, &out, 1);
		assert_true(fabsf(out - values[i]) < 0.1F * values[i]);
	}
}

static void a_speed_that_became_known_begins_a_new_history(void **state)
{
	struct network *net = *state;
	struct if_found f = found(net, 1, "if1");
	float out;

	f.speed_bps = 0;
	network_update_interface(net, 0, &f, T0);
	net->ifs.in_bps[0] = 5e6F;
	series_step(net, 0, T0);
	f.speed_bps = GIGABIT;
	network_update_interface(net, 0, &f, T0);
	series_get(net, SERIES_IF_IN, 0, &out, 1);
	assert_true(isnan(out));
}

static void rtt_keeps_its_magnitude(void **state)
{
	static const float values[] = {0.05F, 0.3F, 1, 17, 250, 3000};
	struct network *net = *state;
	float out;

	net->dev[0].reach.answering = true;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		net->dev[0].reach.rtt_ms = values[i];
		series_step(net, 0, T0);
		series_get(net, SERIES_RTT, 0, &out, 1);
		assert_true(fabsf(out - values[i]) < 0.03F * values[i] + 0.01F);
	}
}

static void rtt_of_a_silent_device_is_a_gap(void **state)
{
	struct network *net = *state;
	float out;

	net->dev[0].reach.rtt_ms = 5; /* the last one it had */
	series_step(net, 0, T0);
	series_get(net, SERIES_RTT, 0, &out, 1);
	assert_true(isnan(out));
}

static void cpu_and_memory_have_rings(void **state)
{
	struct network *net = *state;
	float out;

	net->dev[0].cpu_pct = 12;
	net->dev[0].mem_pct = 34;
	series_step(net, 0, T0);
	series_get(net, SERIES_CPU, 0, &out, 1);
	assert_true(out == 12);
	series_get(net, SERIES_MEM, 0, &out, 1);
	assert_true(out == 34);
}

/* --- an hour, six hours --------------------------------------------------------------
 */

static void read_hour(const struct network *net, int now_s, float max[SERIES_LEN],
		      float mean[SERIES_LEN])
{
	series_read(net, SERIES_IF_IN, 0, SERIES_HOUR, T0 + now_s * 1000, max, mean);
}

static void a_minute_keeps_its_peak_and_its_mean(void **state)
{
	struct network *net = *state;
	float max[SERIES_LEN], mean[SERIES_LEN];

	step_at(net, 10, 10);
	step_at(net, 40, 90);
	step_at(net, 70, 20);
	read_hour(net, 75, max, mean);
	assert_true(max[58] == 90 && mean[58] == 50);
	assert_true(max[59] == 20 && mean[59] == 20);
	assert_true(isnan(max[57]) && isnan(mean[57]));
	series_read(net, SERIES_IF_IN, 0, SERIES_6H, T0 + 75000, max, mean);
	assert_true(max[59] == 90 && mean[59] == 40 && isnan(max[58]));
}

static void columns_stand_for_whole_minutes_of_wall_time(void **state)
{
	struct network *net = *state;
	struct series_times t;

	step_at(net, 70, 20);
	series_times(net, 0, SERIES_HOUR, T0 + 75000, &t);
	assert_int_equal(t.step_ms, 60000);
	assert_int_equal(t.at_ms[59], T0 + 60000);
	assert_int_equal(t.at_ms[0], T0 + 60000 - 59 * 60000);
	assert_int_equal(t.first, (T0 / 60000) + 1 - 59);
	series_times(net, 0, SERIES_6H, T0 + 75000, &t);
	assert_int_equal(t.at_ms[59], T0);
	assert_int_equal(t.step_ms, 360000);
}

static void polls_keep_the_time_at_which_they_ended(void **state)
{
	struct network *net = *state;
	struct series_times t;

	step_at(net, 11, 1);
	series_gap(net, 0, T0 + 43000);
	series_times(net, 0, SERIES_POLLS, T0 + 50000, &t);
	assert_int_equal(t.at_ms[59], T0 + 43000);
	assert_int_equal(t.at_ms[58], T0 + 11000);
	assert_int_equal(t.at_ms[57], 0);
	assert_int_equal(t.step_ms, 30000);
}

static void slots_that_a_rare_poll_spans_have_its_value(void **state)
{
	struct network *net = *state;
	float max[SERIES_LEN], mean[SERIES_LEN];

	net->dev[0].poll_ms = 300000;
	step_at(net, 0, 10);
	step_at(net, 300, 30);
	read_hour(net, 300, max, mean);
	assert_true(max[54] == 10 && max[55] == 30 && max[58] == 30 && max[59] == 30);
	assert_true(mean[55] == 30);
}

static void two_polls_missed_are_a_gap(void **state)
{
	struct network *net = *state;
	float max[SERIES_LEN], mean[SERIES_LEN];

	step_at(net, 0, 10);
	step_at(net, 240, 30);
	read_hour(net, 240, max, mean);
	assert_true(max[55] == 10 && max[59] == 30);
	assert_true(isnan(max[56]) && isnan(max[58]) && isnan(mean[57]));
}

static void a_device_that_is_not_polled_any_more_has_a_growing_gap(void **state)
{
	struct network *net = *state;
	float max[SERIES_LEN];

	step_at(net, 0, 10);
	read_hour(net, 61, max, NULL); /* the next poll is not due for long */
	assert_true(max[59] == 10);
	read_hour(net, 300, max, NULL);
	assert_true(max[54] == 10 && isnan(max[55]) && isnan(max[59]));
	read_hour(net, 7200, max, NULL);
	for (int i = 0; i < SERIES_LEN; i++)
		assert_true(isnan(max[i]));
}

static void an_hour_goes_and_the_next_comes(void **state)
{
	struct network *net = *state;
	float max[SERIES_LEN];

	for (int s = 0; s < 7200; s += 30)
		step_at(net, s, (float)(s / 60));
	read_hour(net, 7199, max, NULL);
	for (int i = 10; i < SERIES_LEN; i++)
		assert_true(max[i] == fminf((float)(60 + i), 110));
}

static void a_clock_set_back_a_little_loses_nothing(void **state)
{
	struct network *net = *state;
	float max[SERIES_LEN];

	step_at(net, 600, 10);
	step_at(net, 300, 70);
	read_hour(net, 305, max, NULL);
	assert_true(max[59] == 70);
	step_at(net, 630, 20);
	read_hour(net, 635, max, NULL);
	assert_true(max[59] == 70 && isnan(max[58]));
}

static void errors_and_discards_keep_their_magnitude(void **state)
{
	struct network *net = *state;
	float out;

	if_table_mishap(&net->ifs, 0, MISHAP_IN_ERRORS, coarse(40));
	if_table_mishap(&net->ifs, 0, MISHAP_OUT_ERRORS, coarse(2));
	if_table_mishap(&net->ifs, 0, MISHAP_IN_DISCARDS, coarse(NAN));
	if_table_mishap(&net->ifs, 0, MISHAP_OUT_DISCARDS, coarse(90000));
	series_step(net, 0, T0);
	series_get(net, SERIES_IF_ERRORS, 0, &out, 1);
	assert_true(fabsf(out - 42) < 42 * 0.04F);
	series_get(net, SERIES_IF_DISCARDS, 0, &out, 1);
	assert_true(fabsf(out - 90000) < 90000 * 0.04F);
}

static void see_alike(const struct network *net, int64_t now_ms)
{
	float a[SERIES_LEN], b[SERIES_LEN];

	for (enum series_range r = SERIES_POLLS; r < SERIES_RANGES; r++) {
		series_read(net, SERIES_IF_ERRORS, 0, r, now_ms, a, NULL);
		series_read(net, SERIES_IF_ERRORS, 1, r, now_ms, b, NULL);
		for (unsigned i = 0; i < SERIES_LEN; i++)
			assert_true(a[i] == b[i] || (isnan(a[i]) && isnan(b[i])));
	}
}

/* Steps of chance, seen by two interfaces of which one has a ring from the beginning.
 */
static void errors_read_alike_with_a_ring_and_without(void **state)
{
	struct network *net = *state;
	unsigned taken = 0, chance = 1;

	for (int run = 0; run < 200; run++) {
		int64_t at_ms = T0 + run * INT64_C(86400000);

		for (if_id i = 0; i < 2; i++) {
			series_drop(&net->ifs, i);
			series_begin(&net->ifs, i, at_ms);
		}
		struct series *ringed = &series_block(&net->ifs, 1)->s;
		struct ring begun = series_ring(ringed, SERIES_IF_ERRORS);
		ringed->other[0] = malloc(sizeof *ringed->other[0]);
		*ringed->other[0] = begun;
		for (int n = 0; n < 80; n++) {
			chance = chance * 1103515245 + 12345;
			unsigned die = chance >> 16 & 63;
			float in = die < (unsigned)run % 4 ? NAN : 5;
			float errors = isnan(in) && die > 1    ? NAN
				       : run > 100 && die == 7 ? 3
				       : run % 7 == 6	       ? NAN
							       : 0;

			at_ms += die == 9 ? 200000 : 30000;
			for (if_id i = 0; i < 2; i++) {
				net->ifs.in_bps[i] = load(&net->ifs, i, in);
				if_table_mishap(&net->ifs, i, MISHAP_IN_ERRORS,
						coarse(errors));
			}
			if (die == 11)
				series_gap(net, 0, at_ms);
			else
				series_step(net, 0, at_ms);
			see_alike(net, at_ms);
		}
		taken += series_block(&net->ifs, 0)->s.other[0] != NULL;
	}
	assert_in_range(taken, 20, 150); /* both ways are walked */
}

/* Half a thousand bytes less for what never happens. */
static void what_stands_still_has_no_ring(void **state)
{
	struct network *net = *state;
	const struct series *s;
	float out;

	for (enum mishap k = 0; k < MISHAPS; k++)
		if_table_mishap(&net->ifs, 0, k, coarse(k < 2 ? 0 : NAN));
	for (int i = 0; i < 130; i++)
		step_at(net, 30 * i, 5);
	s = &series_block(&net->ifs, 0)->s;
	assert_null(s->other[0]);
	assert_null(s->other[1]);
	series_get(net, SERIES_IF_ERRORS, 0, &out, 1);
	assert_true(out == 0);
	series_get(net, SERIES_IF_DISCARDS, 0, &out, 1);
	assert_true(isnan(out)); /* no such counter: unknown is not 0 */
}

static void the_longest_answer_and_the_loss_of_a_step_are_its_samples(void **state)
{
	struct network *net = *state;
	struct reach *r = &net->dev[0].reach;
	float rtt, loss, max[SERIES_LEN], mean[SERIES_LEN];

	for (int i = 0; i < 8; i++)
		reach_answer(r, T0 + i * 1000, i == 3 ? 80000 : 10000);
	reach_loss(r, T0 + 8000);
	reach_loss(r, T0 + 9000);
	series_step(net, 0, T0 + 10000);
	series_get(net, SERIES_RTT, 0, &rtt, 1);
	series_get(net, SERIES_LOSS, 0, &loss, 1);
	assert_true(rtt > 77 && rtt < 83);
	assert_true(loss == 20);
	series_read(net, SERIES_RTT, 0, SERIES_HOUR, T0 + 10000, max, mean);
	assert_true(max[59] == rtt && mean[59] < 20);
	reach_answer(r, T0 + 10000, 10000);
	series_step(net, 0, T0 + 11000);
	series_get(net, SERIES_RTT, 0, &rtt, 1);
	series_get(net, SERIES_LOSS, 0, &loss, 1);
	assert_true(rtt > 9 && rtt < 11 && loss == 0);
}

/* --- for whom ------------------------------------------------------------------------
 */

/* Rows enough that not every one of them has a history. */
static void grow_beyond_all(struct network *net)
{
	struct if_found list[1000];

	for (dev_id d = 1; d <= SERIES_ALL / 1000; d++) {
		char name[16];

		snprintf(name, sizeof name, "d%u", d);
		add_dev(net, name, NONE);
		for (uint32_t i = 0; i < 1000; i++)
			list[i] = (struct if_found){.index = i + 1};
		network_set_interfaces(net, d, list, 1000);
	}
}

static bool has_history(const struct network *net, if_id i)
{
	struct series_health h;

	return series_health(net, i, &h);
}

static void a_small_network_has_a_history_of_all_that_was_up(void **state)
{
	struct network *net = *state;

	net->ifs.flags[1] = 0;
	step(net, 1, 1);
	assert_true(has_history(net, 0));
	assert_false(has_history(net, 1));
	grow_beyond_all(net);
	step(net, 1, 1);
	assert_false(has_history(net, 0));
	assert_int_equal(net->ifs.pool.n, 0);
}

static void in_a_large_one_those_that_matter_do_and_all_have_a_trend(void **state)
{
	struct network *net = *state;
	float out[SERIES_LEN];

	grow_beyond_all(net);
	net->ifs.flags[1] |= IFF_UPLINK;
	for (int i = 0; i < 60; i++)
		step(net, (float)i, 1);
	assert_false(has_history(net, 0));
	assert_true(has_history(net, 1));
	series_get(net, SERIES_IF_IN, 0, out, SERIES_LEN);
	assert_true(out[0] == 5 && out[5] == 5 && out[6] == 10 && out[59] == 50);
	step(net, 70, 1); /* the first of a new six: those six before are gone */
	series_get(net, SERIES_IF_IN, 0, out, SERIES_LEN);
	assert_true(isnan(out[4]) && out[5] == 10 && out[58] == 50 && out[59] == 70);
	series_get(net, SERIES_IF_ERRORS, 0, out, 1);
	assert_true(isnan(out[0]));
}

/* A level is the least that it stands for: nothing is rounded across a limit. */
static void levels_of_trends_are_cut(void **state)
{
	static const float pct[][2] = {{0, 0},	    {1.5F, 1}, {4.9F, 2},   {5, 5},
				       {19.5F, 15}, {20, 20},  {59.5F, 50}, {60, 60},
				       {79.5F, 70}, {80, 80},  {89.5F, 80}, {90, 90},
				       {109, 90}};
	struct network *net = *state;
	float out[1];

	grow_beyond_all(net);
	for (size_t i = 0; i < sizeof pct / sizeof *pct; i++) {
		for (int k = 0; k < 6; k++)
			step(net, pct[i][0], 1);
		series_get(net, SERIES_IF_IN, 0, out, 1);
		assert_true(out[0] == pct[i][1]);
	}
}

/* Without a speed it is bit rates, six times from level to level. */
static void a_trend_of_bit_rates_grows_with_them(void **state)
{
	struct network *net = *state;
	float out[1], last = -1;

	grow_beyond_all(net);
	set_speed(&net->ifs, 0, 0);
	for (float bps = 0; bps < 1e11F; bps = bps ? 10 * bps : 1000) {
		net->ifs.in_bps[0] = bps;
		for (int k = 0; k < 6; k++)
			series_step(net, 0, T0);
		series_get(net, SERIES_IF_IN, 0, out, 1);
		assert_true(out[0] > last && out[0] <= bps * 1.1F && out[0] >= bps / 7);
		last = out[0];
	}
}

static void what_is_looked_at_has_one_for_as_long_and_its_trend_before(void **state)
{
	struct network *net = *state;
	float out[3], max[SERIES_LEN];

	grow_beyond_all(net);
	step_at(net, 0, 50);
	step_at(net, 30, 40);
	net->dev[0].poll_at_ms = T0 + 40000;
	series_keep(net, 0, T0 + 600000);
	step_at(net, 60, 7);
	series_get(net, SERIES_IF_IN, 0, out, 3);
	assert_true(out[0] == 50 && out[1] == 50 && out[2] == 7);
	step_at(net, 599, 9);
	assert_true(has_history(net, 0));
	read_hour(net, 599, max, NULL);
	assert_true(max[59] == 9);
	step_at(net, 629, 9);
	assert_false(has_history(net, 0));
	assert_int_equal(net->ifs.pool.n, 0);
}

static void a_storm_of_alerts_does_not_take_all_memory(void **state)
{
	struct network *net = *state;

	grow_beyond_all(net);
	for (int d = 0; d < 20; d++) {
		dev_id dev = add_dev(net, "more", NONE);
		struct if_found list[1000] = {{.index = 1}};

		for (uint32_t i = 0; i < 1000; i++)
			list[i] = (struct if_found){.index = i + 1};
		network_set_interfaces(net, dev, list, 1000);
	}
	for (if_id i = 0; i < net->ifs.n; i++)
		if (net->ifs.dev[i] != NONE)
			series_keep(net, i, T0 + 1000000);
	assert_true(net->ifs.pool.n < net->ifs.n);
	assert_true(net->ifs.pool.n <= SERIES_ALL + net->ifs.n / 8 + 1);
}

static void a_history_goes_where_its_interface_goes(void **state)
{
	struct network *net = *state;
	struct if_found list[3];
	float out;
	if_id b;

	net->ifs.in_bps[1] = load(&net->ifs, 1, 77);
	series_step(net, 0, T0);
	for (int i = 0; i < 3; i++)
		list[i] = found(net, (uint32_t)i + 1,
				(const char *[]){"new", "if2", "x"}[i]);
	network_set_interfaces(net, 0, list, 3); /* if1 is gone */
	b = network_if_find(net, 0, "if2");
	series_get(net, SERIES_IF_IN, b, &out, 1);
	assert_true(out == 77);
	assert_true(has_history(net, b));
	assert_int_equal(net->ifs.pool.n, 1);
	series_get(net, SERIES_IF_IN, network_if_find(net, 0, "new"), &out, 1);
	assert_true(isnan(out));
}

static void resets_of_counters_are_counted(void **state)
{
	struct network *net = *state;
	struct series_health h;

	step_at(net, 0, 1);
	net->ifs.no_rate[0] = RATE_DISCONTINUITY;
	step_at(net, 30, NAN);
	net->ifs.no_rate[0] = RATE_OK;
	step_at(net, 60, 1);
	assert_true(series_health(net, 0, &h));
	assert_int_equal(h.resets, 1);
	assert_int_equal(h.reset_ms, T0 + 30000);
	assert_int_equal(h.since_ms, T0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		SERIES_TEST(a_new_ring_is_all_gaps),
		SERIES_TEST(the_newest_sample_is_the_last),
		SERIES_TEST(a_gap_stays_a_gap),
		SERIES_TEST(
			percentages_keep_halves_and_are_never_rounded_across_a_limit),
		SERIES_TEST(a_little_traffic_is_not_none),
		SERIES_TEST(without_a_speed_the_bit_rate_is_kept),
		SERIES_TEST(a_speed_that_became_known_begins_a_new_history),
		SERIES_TEST(rtt_keeps_its_magnitude),
		SERIES_TEST(rtt_of_a_silent_device_is_a_gap),
		SERIES_TEST(cpu_and_memory_have_rings),
		SERIES_TEST(a_minute_keeps_its_peak_and_its_mean),
		SERIES_TEST(columns_stand_for_whole_minutes_of_wall_time),
		SERIES_TEST(polls_keep_the_time_at_which_they_ended),
		SERIES_TEST(slots_that_a_rare_poll_spans_have_its_value),
		SERIES_TEST(two_polls_missed_are_a_gap),
		SERIES_TEST(a_device_that_is_not_polled_any_more_has_a_growing_gap),
		SERIES_TEST(an_hour_goes_and_the_next_comes),
		SERIES_TEST(a_clock_set_back_a_little_loses_nothing),
		SERIES_TEST(errors_and_discards_keep_their_magnitude),
		SERIES_TEST(errors_read_alike_with_a_ring_and_without),
		SERIES_TEST(what_stands_still_has_no_ring),
		SERIES_TEST(the_longest_answer_and_the_loss_of_a_step_are_its_samples),
		SERIES_TEST(a_small_network_has_a_history_of_all_that_was_up),
		SERIES_TEST(in_a_large_one_those_that_matter_do_and_all_have_a_trend),
		SERIES_TEST(levels_of_trends_are_cut),
		SERIES_TEST(a_trend_of_bit_rates_grows_with_them),
		SERIES_TEST(what_is_looked_at_has_one_for_as_long_and_its_trend_before),
		SERIES_TEST(a_storm_of_alerts_does_not_take_all_memory),
		SERIES_TEST(a_history_goes_where_its_interface_goes),
		SERIES_TEST(resets_of_counters_are_counted),
	};

	return cmocka_run_group_tests_name("series", tests, NULL, NULL);
}

/* Rings of samples. */
#include "tests/model/fixture.h"

#include "probes/model/series.h"

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
	net->ifs.in_pct[0] = in;
	net->ifs.out_pct[0] = out;
	series_step(net, 0);
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
	series_gap(net, 0);
	series_get(net, SERIES_IF_IN, 0, out, 3);
	assert_true(out[0] == 10 && isnan(out[1]) && isnan(out[2]));
	series_get(net, SERIES_CPU, 0, out, 1);
	assert_true(isnan(out[0]));
}

static void percentages_keep_half_steps_up_to_127(void **state)
{
	struct network *net = *state;
	float in, out;

	step(net, 33.3F, 400);
	series_get(net, SERIES_IF_IN, 0, &in, 1);
	series_get(net, SERIES_IF_OUT, 0, &out, 1);
	assert_true(in == 33.5F && out == 127);
}

static void rtt_keeps_its_magnitude(void **state)
{
	static const float values[] = {0.05F, 0.3F, 1, 17, 250, 3000};
	struct network *net = *state;
	float out;

	net->dev[0].reach.answering = true;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		net->dev[0].reach.rtt_ms = values[i];
		series_step(net, 0);
		series_get(net, SERIES_RTT, 0, &out, 1);
		assert_true(fabsf(out - values[i]) < 0.03F * values[i] + 0.01F);
	}
}

static void rtt_of_a_silent_device_is_a_gap(void **state)
{
	struct network *net = *state;
	float out;

	net->dev[0].reach.rtt_ms = 5; /* the last one it had */
	series_step(net, 0);
	series_get(net, SERIES_RTT, 0, &out, 1);
	assert_true(isnan(out));
}

static void cpu_and_memory_have_rings(void **state)
{
	struct network *net = *state;
	float out;

	net->dev[0].cpu_pct = 12;
	net->dev[0].mem_pct = 34;
	series_step(net, 0);
	series_get(net, SERIES_CPU, 0, &out, 1);
	assert_true(out == 12);
	series_get(net, SERIES_MEM, 0, &out, 1);
	assert_true(out == 34);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		SERIES_TEST(a_new_ring_is_all_gaps),
		SERIES_TEST(the_newest_sample_is_the_last),
		SERIES_TEST(a_gap_stays_a_gap),
		SERIES_TEST(percentages_keep_half_steps_up_to_127),
		SERIES_TEST(rtt_keeps_its_magnitude),
		SERIES_TEST(rtt_of_a_silent_device_is_a_gap),
		SERIES_TEST(cpu_and_memory_have_rings),
	};

	return cmocka_run_group_tests_name("series", tests, NULL, NULL);
}

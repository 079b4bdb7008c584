/* Whether a device answers, how old that is, and how it does. */
#include "tests/model/fixture.h"

#include "probes/model/series.h"

static struct dev *dev_a(struct network *net)
{
	dev_id id = add_dev(net, "a", NONE);

	return &net->dev[id];
}

static void a_good_poll_is_remembered(void **state)
{
	struct network *net = *state;
	const struct dev *dev = dev_a(net);

	assert_int_equal(network_dev_age(net, 0, T0), -1);
	network_take_result(net, 0, REASON_OK, T0, 12);
	network_take_result(net, 0, REASON_SLOW, T0 + 30000, 900);
	assert_int_equal(dev->reason, REASON_SLOW);
	assert_int_equal(dev->snmp_good_ms, T0 + 30000);
	assert_int_equal(dev->polls_good, 2);
	assert_true(dev->snmp_ms == 900);
	assert_int_equal(network_dev_age(net, 0, T0 + 31000), 1000);
}

static void failed_polls_keep_last_good_and_first_bad(void **state)
{
	struct network *net = *state;
	const struct dev *dev = dev_a(net);

	network_take_result(net, 0, REASON_OK, T0, 12);
	network_take_result(net, 0, REASON_TIMEOUT, T0 + 30000, 0);
	network_take_result(net, 0, REASON_WRONG_KEY, T0 + 60000, 0);
	assert_int_equal(dev->reason, REASON_WRONG_KEY);
	assert_int_equal(dev->snmp_good_ms, T0);
	assert_int_equal(dev->snmp_bad_ms, T0 + 30000);
	assert_int_equal(dev->poll_at_ms, T0 + 60000);
	assert_int_equal(dev->polls_bad, 2);
	assert_int_equal(dev->polls_good, 0);
	network_take_result(net, 0, REASON_OK, T0 + 90000, 12);
	assert_int_equal(dev->snmp_bad_ms, 0);
	assert_int_equal(dev->polls_bad, 0);
}

static void a_failed_poll_is_a_gap_in_the_rings(void **state)
{
	struct network *net = *state;
	struct dev *dev = dev_a(net);
	float out[2];

	dev->cpu_pct = 50;
	series_step(net, 0, T0);
	network_take_result(net, 0, REASON_TIMEOUT, T0, 0);
	series_get(net, SERIES_CPU, 0, out, 2);
	assert_true(out[0] == 50 && isnan(out[1]));
}

static void a_device_is_stale_until_it_answered(void **state)
{
	struct network *net = *state;

	dev_a(net);
	assert_true(network_dev_stale(net, 0, T0));
	network_take_result(net, 0, REASON_OK, T0, 12);
	assert_false(network_dev_stale(net, 0, T0));
}

static void late_is_three_intervals_at_first_and_two_later(void **state)
{
	struct network *net = *state;

	dev_a(net);
	network_take_result(net, 0, REASON_OK, T0, 12);
	assert_false(network_dev_stale(net, 0, T0 + 90000));
	assert_true(network_dev_stale(net, 0, T0 + 90001));
	network_take_result(net, 0, REASON_OK, T0, 12);
	network_take_result(net, 0, REASON_OK, T0, 12);
	assert_false(network_dev_stale(net, 0, T0 + 60000));
	assert_true(network_dev_stale(net, 0, T0 + 60001));
}

static void a_silent_device_is_stale_at_once(void **state)
{
	struct network *net = *state;
	struct dev *dev = dev_a(net);

	add_interfaces(net, 0, 1);
	network_take_result(net, 0, REASON_OK, T0, 12);
	reach_answer(&dev->reach, T0, 1000);
	assert_false(network_if_stale(net, 0, T0 + 5000));
	while (!reach_loss(&dev->reach, T0 + 1000))
		continue;
	assert_true(network_dev_stale(net, 0, T0 + 5000));
	assert_true(network_if_stale(net, 0, T0 + 5000));
}

static void set_cpus(struct network *net, dev_id id, uint32_t n, float pct)
{
	struct processor rows[8];

	for (uint32_t i = 0; i < n; i++)
		rows[i] = (struct processor){.name = 0, .pct = pct + (float)i};
	network_set_processors(net, id, rows, n);
}

static void assert_cpus(const struct network *net, dev_id id, uint32_t n, float pct)
{
	const struct dev *dev = &net->dev[id];

	assert_int_equal(dev->processors.n, n);
	for (uint32_t i = 0; i < n; i++) {
		const struct processor *p = &net->processor[dev->processors.first + i];

		assert_int_equal(p->dev, id);
		assert_true(p->pct == pct + (float)i);
	}
}

static void processors_are_replaced_whole(void **state)
{
	struct network *net = *state;

	for (int i = 0; i < 3; i++)
		add_dev(net, (const char *[]){"a", "b", "c"}[i], NONE);
	for (dev_id id = 0; id < 3; id++)
		set_cpus(net, id, 2 + id, (float)(10 * id));
	set_cpus(net, 1, 3, 70); /* as many: in place */
	assert_cpus(net, 0, 2, 0);
	assert_cpus(net, 1, 3, 70);
	assert_cpus(net, 2, 4, 20);
	set_cpus(net, 0, 5, 40); /* more: the others move */
	assert_cpus(net, 0, 5, 40);
	assert_cpus(net, 1, 3, 70);
	assert_cpus(net, 2, 4, 20);
	set_cpus(net, 1, 0, 0);
	assert_cpus(net, 0, 5, 40);
	assert_cpus(net, 1, 0, 0);
	assert_cpus(net, 2, 4, 20);
	assert_int_equal(net->processor_n, 9);
}

static void cpu_is_the_mean_of_the_known(void **state)
{
	struct network *net = *state;
	struct processor rows[] = {{.pct = 10}, {.pct = NAN}, {.pct = 40}};
	const struct dev *dev = dev_a(net);

	network_take_health(net, 0, T0);
	assert_true(isnan(dev->cpu_pct) && isnan(dev->mem_pct));
	network_set_processors(net, 0, rows, 3);
	network_take_health(net, 0, T0 + 1);
	assert_true(dev->cpu_pct == 25);
	assert_int_equal(dev->health_ms, T0 + 1);
}

static void memory_is_ram_and_nothing_else(void **state)
{
	struct network *net = *state;
	struct memory rows[] = {
		{.class = STORAGE_DISK,
		 .pct = 99,
		 .used_bytes = 99,
		 .total_bytes = 100},
		{.class = MEMORY_SWAP, .pct = 90, .used_bytes = 90, .total_bytes = 100},
		{.class = MEMORY_RAM, .pct = 50, .used_bytes = 50, .total_bytes = 100},
		{.class = MEMORY_RAM, .pct = 10, .used_bytes = 30, .total_bytes = 300},
	};
	const struct dev *dev = dev_a(net);

	network_set_memory(net, 0, rows, 4);
	network_take_health(net, 0, T0);
	assert_true(dev->mem_pct == 20); /* 80 of 400 */
	for (int i = 0; i < 4; i++)
		rows[i].used_bytes = rows[i].total_bytes = 0;
	network_set_memory(net, 0, rows, 4);
	network_take_health(net, 0, T0);
	assert_true(dev->mem_pct == 50); /* sizes unknown: the fullest */
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		MODEL_TEST(a_good_poll_is_remembered),
		MODEL_TEST(failed_polls_keep_last_good_and_first_bad),
		MODEL_TEST(a_failed_poll_is_a_gap_in_the_rings),
		MODEL_TEST(a_device_is_stale_until_it_answered),
		MODEL_TEST(late_is_three_intervals_at_first_and_two_later),
		MODEL_TEST(a_silent_device_is_stale_at_once),
		MODEL_TEST(processors_are_replaced_whole),
		MODEL_TEST(cpu_is_the_mean_of_the_known),
		MODEL_TEST(memory_is_ram_and_nothing_else),
	};

	return cmocka_run_group_tests_name("health", tests, NULL, NULL);
}

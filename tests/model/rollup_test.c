/* Roll-ups: gathering, coverage, what is remembered of whom, taking in slices. */
#include "tests/model/fixture.h"

#include "probes/model/rollup.h"
#include "probes/model/sensor.h"
#include "probes/model/series.h"

#define SLOT0 ((uint32_t)(T0 / 1000 / ROLLUP_SLOT_S))
#define ROWS 64

struct taken {
	struct rollup_row row[ROWS];
	uint32_t n, most;
};

static bool take(void *ctx, const struct rollup_row *row)
{
	struct taken *t = ctx;

	if (t->most && t->n >= t->most)
		return false;
	assert_true(t->n < ROWS);
	t->row[t->n++] = *row;
	return true;
}

static const struct rollup_row *find(const struct taken *t, const char *entity,
				     enum rollup_kind kind)
{
	for (uint32_t i = 0; i < t->n; i++)
		if (t->row[i].kind == kind && strcmp(t->row[i].entity, entity) == 0)
			return &t->row[i];
	return NULL;
}

static struct taken take_all(struct network *net)
{
	struct rollup_walk walk = {0};
	struct taken t = {.n = 0};

	assert_true(rollup_take(net, &walk, UINT32_MAX, take, &t));
	return t;
}

static struct rollup fresh(void)
{
	struct rollup r;

	rollup_init(&r);
	return r;
}

static void a_slot_has_mean_and_extreme_of_its_samples(void **state)
{
	struct rollup r = fresh();

	(void)state;
	for (int i = 0; i < 10; i++)
		assert_int_equal(
			rollup_add(&r, ROLLUP_RTT, (float)i, T0 + i * 30000, 30000), 0);
	assert_int_equal(r.ready_slot, 0);
	rollup_add(&r, ROLLUP_RTT, 100, T0 + 300000, 30000);
	assert_int_equal(r.ready_slot, SLOT0);
	assert_true(r.ready_mean == 4.5F && r.ready_extreme == 9);
	assert_int_equal(r.ready_cover, ROLLUP_WHOLE);
}

static void light_is_remembered_by_its_lowest(void **state)
{
	struct rollup r = fresh();

	(void)state;
	rollup_add(&r, ROLLUP_OPTICAL, -3, T0, 30000);
	rollup_add(&r, ROLLUP_OPTICAL, -9, T0 + 30000, 30000);
	rollup_add(&r, ROLLUP_OPTICAL, -5, T0 + 60000, 30000);
	rollup_add(&r, ROLLUP_OPTICAL, NAN, T0 + 300000, 30000);
	assert_true(r.ready_extreme == -9);
}

static void what_was_not_measured_is_not_covered(void **state)
{
	struct rollup r = fresh();

	(void)state;
	for (int i = 0; i < 10; i++)
		rollup_add(&r, ROLLUP_CPU, i < 5 ? 10 : NAN, T0 + i * 30000, 30000);
	rollup_add(&r, ROLLUP_CPU, 10, T0 + 300000, 30000);
	assert_int_equal(r.ready_cover, ROLLUP_WHOLE / 2);
	assert_true(r.ready_mean == 10);
}

static void a_slot_without_a_sample_is_none(void **state)
{
	struct rollup r = fresh();

	(void)state;
	rollup_add(&r, ROLLUP_CPU, NAN, T0, 30000);
	rollup_add(&r, ROLLUP_CPU, NAN, T0 + 300000, 30000);
	assert_int_equal(r.ready_slot, 0);
}

static void what_nobody_takes_for_a_slot_is_lost_and_counted(void **state)
{
	struct rollup r = fresh();

	(void)state;
	assert_int_equal(rollup_add(&r, ROLLUP_CPU, 1, T0, 30000), 0);
	assert_int_equal(rollup_add(&r, ROLLUP_CPU, 2, T0 + 300000, 30000), 0);
	assert_int_equal(rollup_add(&r, ROLLUP_CPU, 3, T0 + 600000, 30000), 1);
	assert_int_equal(r.ready_slot, SLOT0 + 1);
}

/* --- a network -----------------------------------------------------------------------
 */

static void step(struct network *net, int s)
{
	for (if_id i = 0; i < net->ifs.n; i++) {
		net->ifs.in_bps[i] = 1e6F * (float)(i + 1);
		net->ifs.out_bps[i] = 2e6F;
	}
	series_step(net, 0, T0 + s * 1000);
}

static void only_interfaces_that_matter_or_are_described_are_remembered(void **state)
{
	struct network *net = *state;
	struct taken t;

	add_dev(net, "a", NONE);
	add_interfaces(net, 0, 3);
	net->ifs.flags[0] |= IFF_UPLINK;
	net->ifs.flags[1] |= IFF_SEEN_UP;
	net->ifs.alias[1] = intern(net, "to the customer");
	net->ifs.flags[2] |= IFF_SEEN_UP;
	step(net, 0);
	step(net, 300);
	t = take_all(net);
	assert_non_null(find(&t, "if1", ROLLUP_IN));
	assert_true(find(&t, "if1", ROLLUP_IN)->mean == 1e6F);
	assert_string_equal(find(&t, "if1", ROLLUP_IN)->name, "a");
	assert_true(find(&t, "if1", ROLLUP_OUT)->extreme == 2e6F);
	assert_non_null(find(&t, "if2", ROLLUP_IN));
	assert_null(find(&t, "if3", ROLLUP_IN));
	t = take_all(net); /* each once */
	assert_int_equal(t.n, 0);
}

static void health_optics_and_disks_are_remembered_by_name(void **state)
{
	struct network *net = *state;
	struct sensor sensor[2] = {
		{.name = intern(net, "xe-0 rx"), .kind = SENSOR_OPTICAL, .value = -4},
		{.name = intern(net, "fan"), .kind = SENSOR_FAN, .value = 3000}};
	struct memory memory[2] = {
		{.name = intern(net, "/var"), .class = STORAGE_DISK, .pct = 70},
		{.name = intern(net, "RAM"), .class = MEMORY_RAM, .pct = 40}};
	struct taken t;

	add_dev(net, "a", NONE);
	net->dev[0].cpu_pct = 33;
	network_set_sensors(net, 0, sensor, 2, T0);
	network_set_memory(net, 0, memory, 2);
	network_take_health(net, 0, T0);
	net->dev[0].cpu_pct = 33;
	step(net, 0);
	step(net, 300);
	t = take_all(net);
	assert_true(find(&t, "", ROLLUP_CPU)->mean == 33);
	assert_true(find(&t, "", ROLLUP_MEMORY)->mean == 40);
	assert_true(find(&t, "xe-0 rx", ROLLUP_OPTICAL)->extreme == -4);
	assert_true(find(&t, "/var", ROLLUP_DISK)->mean == 70);
	assert_int_equal(t.n, 4);
}

static void a_device_that_does_not_answer_leaves_gaps(void **state)
{
	struct network *net = *state;
	struct taken t;

	add_dev(net, "a", NONE);
	net->dev[0].cpu_pct = 33;
	series_gap(net, 0, T0);
	series_gap(net, 0, T0 + 300000);
	t = take_all(net);
	assert_int_equal(t.n, 0);
}

static void the_longest_answer_is_remembered_beside_the_mean(void **state)
{
	struct network *net = *state;
	struct taken t;

	add_dev(net, "a", NONE);
	reach_answer(&net->dev[0].reach, T0, 2000);
	reach_answer(&net->dev[0].reach, T0 + 1000, 40000);
	series_step(net, 0, T0);
	series_step(net, 0, T0 + 300000);
	t = take_all(net);
	assert_true(find(&t, "", ROLLUP_RTT)->extreme == 40);
	assert_true(find(&t, "", ROLLUP_RTT)->mean < 20);
}

static void taking_goes_on_where_it_stopped_and_is_bounded(void **state)
{
	struct network *net = *state;
	struct rollup_walk walk = {0};
	struct taken t = {.most = 2};
	uint32_t calls = 0;

	for (int d = 0; d < 3; d++) {
		add_dev(net, (const char *[]){"a", "b", "c"}[d], NONE);
		net->dev[d].cpu_pct = 10;
		series_step(net, (dev_id)d, T0);
		series_step(net, (dev_id)d, T0 + 300000);
	}
	assert_false(rollup_take(net, &walk, UINT32_MAX, take, &t));
	assert_int_equal(t.n, 2); /* the third had to wait … */
	t.most = 0;
	assert_true(rollup_take(net, &walk, UINT32_MAX, take, &t));
	assert_int_equal(t.n, 3); /* … and is not lost */
	walk = (struct rollup_walk){0};
	while (!rollup_take(net, &walk, 1, take, &t))
		calls++;
	assert_int_equal(calls, 3); /* a device each: as few as can be */
}

static void a_chassis_is_walked_through_in_slices(void **state)
{
	struct network *net = *state;
	struct rollup_walk walk = {0};
	struct taken t = {.n = 0};
	uint32_t calls = 1;

	add_dev(net, "a", NONE);
	add_interfaces(net, 0, 60);
	while (!rollup_take(net, &walk, 16, take, &t))
		calls++;
	assert_true(calls >= 4);
}

static void what_is_gathered_can_be_completed_early(void **state)
{
	struct network *net = *state;
	struct taken t;

	add_dev(net, "a", NONE);
	net->dev[0].cpu_pct = 10;
	for (int s = 0; s < 120; s += 30)
		step(net, s);
	rollup_complete(net);
	t = take_all(net);
	assert_int_equal(t.n, 1);
	assert_int_equal(t.row[0].cover, ROLLUP_WHOLE * 2 / 5);
	assert_int_equal(rollup_lost(net), 0);
}

static void what_was_learnt_is_found_by_name(void **state)
{
	struct network *net = *state;
	struct learnt learnt = LEARNT_NOTHING;

	add_dev(net, "a", NONE);
	add_interfaces(net, 0, 2);
	net->ifs.flags[1] |= IFF_WAN;
	step(net, 0);
	learnt.slope = 5;
	assert_true(rollup_learn(net, "a", "if2", ROLLUP_IN, &learnt));
	assert_true(rollup_of_if(net, 1, ROLLUP_IN)->learnt.slope == 5);
	assert_true(isnan(rollup_of_if(net, 1, ROLLUP_OUT)->learnt.slope));
	learnt.usual = 12;
	assert_true(rollup_learn(net, "a", "", ROLLUP_RTT, &learnt));
	assert_true(rollup_of_dev(net, 0, ROLLUP_RTT)->learnt.usual == 12);
	assert_false(rollup_learn(net, "a", "if9", ROLLUP_IN, &learnt));
	assert_false(rollup_learn(net, "b", "", ROLLUP_RTT, &learnt));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slot_has_mean_and_extreme_of_its_samples),
		cmocka_unit_test(light_is_remembered_by_its_lowest),
		cmocka_unit_test(what_was_not_measured_is_not_covered),
		cmocka_unit_test(a_slot_without_a_sample_is_none),
		cmocka_unit_test(what_nobody_takes_for_a_slot_is_lost_and_counted),
		MODEL_TEST(only_interfaces_that_matter_or_are_described_are_remembered),
		MODEL_TEST(health_optics_and_disks_are_remembered_by_name),
		MODEL_TEST(a_device_that_does_not_answer_leaves_gaps),
		MODEL_TEST(the_longest_answer_is_remembered_beside_the_mean),
		MODEL_TEST(taking_goes_on_where_it_stopped_and_is_bounded),
		MODEL_TEST(a_chassis_is_walked_through_in_slices),
		MODEL_TEST(what_is_gathered_can_be_completed_early),
		MODEL_TEST(what_was_learnt_is_found_by_name),
	};

	return cmocka_run_group_tests_name("rollup", tests, NULL, NULL);
}

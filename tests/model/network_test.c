/* What the configuration brings, and texts that die. */
#include "tests/model/fixture.h"
#include "tests/model/compact.h"

static void a_device_is_found_by_name(void **state)
{
	struct network *net = *state;

	assert_int_equal(network_dev_find(net, "a"), NONE);
	add_dev(net, "a", NONE);
	add_dev(net, "b", NONE);
	assert_int_equal(network_dev_find(net, "b"), 1);
	assert_int_equal(network_dev_find(net, "c"), NONE);
}

static void a_new_device_knows_what_is_configured_and_nothing_else(void **state)
{
	struct network *net = *state;
	struct dev configured = {.name = intern(net, "b"),
				 .address = intern(net, "192.0.2.1"),
				 .role = ROLE_CORE,
				 .parent_n = 1,
				 .parent = {0},
				 .port = 161,
				 .polls_good = 9,
				 .snmp_good_ms = T0};
	const struct dev *dev;
	dev_id id;

	add_dev(net, "a", NONE);
	id = network_dev_add(net, &configured);
	dev = &net->dev[id];
	assert_string_equal(network_str(net, dev->address), "192.0.2.1");
	assert_int_equal(network_text(net, dev->name)->width, 1);
	assert_int_equal(dev->role, ROLE_CORE);
	assert_int_equal(dev->parent_n, 1);
	assert_int_equal(dev->polls_good, 0);
	assert_int_equal(dev->snmp_good_ms, 0);
	assert_int_equal(dev->reason, REASON_NEVER);
	assert_true(isnan(dev->cpu_pct) && isnan(dev->mem_pct) && isnan(dev->temp_c));
	assert_true(isnan(dev->snmp_ms) && isnan(dev->reach.rtt_ms));
	assert_true(dev->poll_ms > 0);
}

static void a_site_chains_its_devices_in_order(void **state)
{
	struct network *net = *state;
	site_id fra = add_site(net, "fra"), ams = add_site(net, "ams");
	dev_id a = add_dev(net, "a", fra), b = add_dev(net, "b", ams);
	dev_id c = add_dev(net, "c", fra);

	assert_int_equal(net->site[fra].first_dev, a);
	assert_int_equal(net->dev[a].site_next, c);
	assert_int_equal(net->dev[c].site_next, NONE);
	assert_int_equal(net->site[ams].first_dev, b);
	assert_int_equal(net->dev[b].site_next, NONE);
}

static void every_change_bumps_the_generation(void **state)
{
	struct network *net = *state;
	uint64_t before = net->generation;

	add_dev(net, "a", NONE);
	assert_true(net->generation > before);
	before = net->generation;
	network_take_result(net, 0, REASON_OK, T0, 1);
	assert_true(net->generation > before);
}

/* Names that nothing refers to. */
static void add_dead_texts(struct network *net, unsigned n)
{
	char name[80];

	for (unsigned i = 0; i < n; i++) {
		snprintf(name, sizeof name, "a name that was here once, number %u", i);
		text_intern_str(&net->text, name);
	}
}

static void dead_texts_are_freed_and_living_ones_stay(void **state)
{
	struct network *net = *state;
	site_id fra = add_site(net, "fra");
	size_t before;

	add_dead_texts(net, 2500);
	add_dev(net, "a", fra);
	add_interfaces(net, 0, 3);
	net->ifs.alias[1] = intern(net, "to b");
	net->dev[0].sys_descr = intern(net, "a router");
	network_set_processors(net, 0, &(struct processor){.name = intern(net, "cpu0")},
			       1);
	network_set_memory(net, 0, &(struct memory){.name = intern(net, "ram")}, 1);
	before = net->text.bytes;

	assert_true(compact(net));
	assert_true(net->text.bytes < before / 10);
	assert_int_equal(network_dev_find(net, "a"), 0);
	assert_string_equal(network_str(net, net->site[fra].name), "fra");
	assert_string_equal(network_str(net, net->dev[0].sys_descr), "a router");
	assert_string_equal(network_str(net, net->ifs.name[2]), "if3");
	assert_string_equal(network_str(net, net->ifs.alias[1]), "to b");
	assert_string_equal(network_str(net, net->ifs.alias[0]), "");
	assert_int_equal(network_if_find(net, 0, "if2"), 1);
	assert_string_equal(network_str(net, net->processor[0].name), "cpu0");
	assert_string_equal(network_str(net, net->memory[0].name), "ram");
	assert_false(compact(net));
}

/* Slice after slice, and in between an interface is renamed, rows move, texts die. */
static void texts_that_come_between_slices_stay(void **state)
{
	struct network *net = *state;
	enum compaction is = COMPACT_MORE;
	unsigned slices = 0;
	char name[80];

	add_dead_texts(net, 5000);
	for (dev_id d = 0; d < 40; d++) {
		snprintf(name, sizeof name, "device %u", d);
		add_dev(net, name, NONE);
		add_interfaces(net, d, 20);
	}
	while ((is = network_compact(net, 50)) == COMPACT_MORE) {
		dev_id d = slices % 40;

		snprintf(name, sizeof name, "a name that was here once, number %u",
			 slices++ % 500); /* dead until now */
		net->dev[d].sys_descr = intern(net, name);
		add_interfaces(net, (d * 7) % 40, 20 + slices % 5);
	}
	assert_int_equal(is, COMPACT_DONE);
	assert_in_range(slices, 10, 1000);
	for (dev_id d = 0; d < 40; d++) {
		snprintf(name, sizeof name, "device %u", d);
		assert_int_equal(network_dev_find(net, name), d);
		assert_string_equal(network_str(net, net->dev[d].name), name);
		assert_int_equal(network_if_find(net, d, "if7"),
				 net->dev[d].if_first + 6);
	}
	for (unsigned k = slices - 10; k < slices; k++) {
		snprintf(name, sizeof name, "a name that was here once, number %u",
			 k % 500);
		assert_string_equal(network_str(net, net->dev[k % 40].sys_descr), name);
	}
}

static void a_pool_that_lives_is_left_alone(void **state)
{
	struct network *net = *state;
	char name[80];

	for (unsigned i = 0; i < 3000; i++) {
		snprintf(name, sizeof name, "a device with a rather long name %u", i);
		add_dev(net, name, NONE);
	}
	assert_true(net->text.bytes > 65536);
	assert_false(compact(net));
	add_dead_texts(net, 100);
	assert_false(compact(net));
	assert_int_equal(network_dev_find(net, name), 2999);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		MODEL_TEST(a_device_is_found_by_name),
		MODEL_TEST(a_new_device_knows_what_is_configured_and_nothing_else),
		MODEL_TEST(a_site_chains_its_devices_in_order),
		MODEL_TEST(every_change_bumps_the_generation),
		MODEL_TEST(dead_texts_are_freed_and_living_ones_stay),
		MODEL_TEST(texts_that_come_between_slices_stay),
		MODEL_TEST(a_pool_that_lives_is_left_alone),
	};

	return cmocka_run_group_tests_name("network", tests, NULL, NULL);
}

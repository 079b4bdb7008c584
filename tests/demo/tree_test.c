/* The MIB of each device of the demo network. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "probes/demo/life.h"
#include "probes/demo/story.h"
#include "probes/demo/tree.h"

enum { DARK_MS = 10000 }; /* in ACT_DARK */

static struct plan *plan;
static struct tree *tree;

static uint32_t device(const char *name)
{
	for (uint32_t d = 0; d < plan->device_n; d++)
		if (strcmp(plan->device[d].name, name) == 0)
			return d;
	fail_msg("no device %s", name);
	return NONE;
}

static struct varbind get(uint32_t d, const char *dotted, int64_t now_ms)
{
	struct oid name;
	struct varbind value = {0};
	assert_true(oid_parse(dotted, &name));
	tree_source.get(tree, d, &name, now_ms, &value);
	return value;
}

/* The cell of a column at an index. */
static struct varbind cell(uint32_t d, const char *column, uint32_t index,
			   int64_t now_ms)
{
	char dotted[128];
	snprintf(dotted, sizeof dotted, "%s.%u", column, index);
	return get(d, dotted, now_ms);
}

static void assert_text(struct varbind value, const char *want)
{
	char text[256];
	assert_int_equal(value.type, BER_OCTETS);
	memcpy(text, value.bytes, value.len);
	text[value.len] = '\0';
	assert_string_equal(text, want);
}

/* Walk a device; returns the objects seen. */
static uint32_t walk(uint32_t d, int64_t now_ms)
{
	struct oid name = {.n = 2, .arc = {0, 0}};
	struct varbind value, again;
	uint32_t seen = 0;
	for (;; seen++) {
		struct oid before = name;
		value = again = (struct varbind){0};
		if (!tree_source.next(tree, d, &name, now_ms, &value)) {
			assert_int_equal(oid_compare(&before, &name), 0);
			return seen;
		}
		assert_true(oid_compare(&before, &name) < 0);
		assert_true(oid_size(&name) > 0);
		uint32_t len = value.len;
		assert_true(tree_source.get(tree, d, &name, now_ms, &again));
		assert_int_equal(again.type, value.type);
		assert_int_equal(again.num, value.num);
		assert_int_equal(again.len, len);
	}
}

static void every_device_is_walked_in_order(void **state)
{
	(void)state;
	for (uint32_t d = 0; d < plan->device_n; d++) {
		assert_in_range(walk(d, 0), 100, 2500);
		walk(d, DARK_MS);
	}
}

static void a_walk_begins_anywhere(void **state)
{
	(void)state;
	static const struct {
		const char *from, *want;
	} cases[] = {
		{"1.3.6.1.2.1.1", "1.3.6.1.2.1.1.1.0"},
		{"1.3.6.1.2.1.1.1", "1.3.6.1.2.1.1.1.0"},
		{"1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.2.0"},
		{"1.3.6.1.2.1.1.1.0.9", "1.3.6.1.2.1.1.2.0"},
		{"1.3.6.1.2.1.1.1.7", "1.3.6.1.2.1.1.2.0"},
		{"1.3.6.1.2.1.2.2.1.2.3", "1.3.6.1.2.1.2.2.1.2.4"},
		{"1.3.6.1.2.1.2.2.1.2.3.5", "1.3.6.1.2.1.2.2.1.2.4"},
		{"1.3.6.1.2.1.2.2.1.2.24", "1.3.6.1.2.1.2.2.1.3.1"},
		{"1.3.6.1.2.1.2.2.1.2.4294967295", "1.3.6.1.2.1.2.2.1.3.1"},
		{"1.3.6.1.4.1", "1.3.6.1.4.1.2636.3.1.8.1.6.1.1.0.0"},
		{"1.3.6.1.2.1.14.10.1.6",
		 "1.3.6.1.2.1.14.10.1.6.127.10.0.2.0"},
		{"1.3.6.1.2.1.14.10.1.6.127.10.0.2.0",
		 "1.3.6.1.2.1.14.10.1.6.127.10.0.3.0"},
		{"1.3.6.1.2.1.68.1.3.1.3", "1.3.6.1.2.1.68.1.3.1.3.2.10"},
		{"1.3.6.1.4.1.2636.3.1.8.1.14.9.1.0.0",
		 "1.3.6.1.4.1.2636.3.1.13.1.5.2.1.0.0"},
		{"1.3.6.1.4.1.2636.3.1.13.1.5.9.1",
		 "1.3.6.1.4.1.2636.3.1.13.1.5.9.1.0.0"},
		{"1.3.6.1.4.1.2636.3.1.13.1.5.9.1.0.0",
		 "1.3.6.1.4.1.2636.3.1.13.1.6.2.1.0.0"},
		{"1.3.6.1.4.1.2636.3.1.13.1.5.2.2.0.0",
		 "1.3.6.1.4.1.2636.3.1.13.1.5.4.1.0.0"},
		{"1.3.6.1.4.1.2636.3.1.13.1.5.3",
		 "1.3.6.1.4.1.2636.3.1.13.1.5.4.1.0.0"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct oid name;
		struct varbind value = {0};
		char text[256];
		assert_true(oid_parse(cases[i].from, &name));
		assert_true(tree_source.next(tree, 0, &name, 0, &value));
		oid_format(&name, text, sizeof text);
		assert_string_equal(text, cases[i].want);
	}
}

static void what_is_missing_is_told_apart(void **state)
{
	(void)state;
	assert_int_equal(get(0, "1.3.6.1.2.1.1.1.1", 0).type, BER_NO_SUCH_INSTANCE);
	assert_int_equal(get(0, "1.3.6.1.2.1.1.1", 0).type, BER_NO_SUCH_INSTANCE);
	assert_int_equal(get(0, "1.3.6.1.2.1.2.2.1.2.0", 0).type, BER_NO_SUCH_INSTANCE);
	assert_int_equal(get(0, "1.3.6.1.2.1.2.2.1.2.25", 0).type,
			 BER_NO_SUCH_INSTANCE);
	assert_int_equal(get(0, "1.3.6.1.2.1.99.1.1", 0).type, BER_NO_SUCH_OBJECT);
	assert_int_equal(get(0, "1.3.6.1.4.1.2021.4.5.0", 0).type, BER_NO_SUCH_OBJECT);
	assert_int_equal(get(0, "1.0", 0).type, BER_NO_SUCH_OBJECT);
}

static void a_device_says_who_it_is(void **state)
{
	(void)state;
	uint32_t d = device("fra-core-02");
	assert_text(get(d, "1.3.6.1.2.1.1.5.0", 0), "fra-core-02");
	struct varbind id = get(d, "1.3.6.1.2.1.1.2.0", 0);
	struct oid o;
	assert_true(oid_decode(id.bytes, id.len, &o));
	assert_int_equal(o.arc[6], 2636);
	assert_int_equal(get(d, "1.3.6.1.2.1.1.3.0", 0).type, BER_TIMETICKS);
	struct varbind engine = get(d, "1.3.6.1.6.3.10.2.1.1.0", 0);
	assert_int_equal(engine.len, 5 + strlen("fra-core-02"));
	assert_memory_equal(engine.bytes, "\x80\0\x1f\x88\4fra", 8);
}

static void uptime_and_engine_time_run_with_the_clock(void **state)
{
	(void)state;
	uint64_t before = get(0, "1.3.6.1.2.1.1.3.0", 1000).num;
	assert_int_equal(get(0, "1.3.6.1.2.1.1.3.0", 11000).num, before + 1000);
	before = get(0, "1.3.6.1.6.3.10.2.1.3.0", 0).num;
	assert_int_equal(get(0, "1.3.6.1.6.3.10.2.1.3.0", 60000).num, before + 60);
}

/* Every device's uptime must fit TimeTicks for as long as a demo may run. */
static void no_uptime_is_near_its_wrap(void **state)
{
	(void)state;
	for (uint32_t d = 0; d < plan->device_n; d++)
		assert_true(-life_booted(plan, d, 0) / 10 <
			    UINT32_MAX - 8640000ll * 30);
}

static void descriptions_tell_the_other_end(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < plan->port_n; i++) {
		const struct plan_port *port = &plan->port[i];
		if (port->peer == NONE)
			continue;
		const struct plan_device *d = &plan->device[port->device];
		struct varbind alias = cell(port->device, "1.3.6.1.2.1.31.1.1.1.18",
					    i - d->port + 1, 0);
		char text[256], want[64], name[PLAN_NAME_SIZE];
		memcpy(text, alias.bytes, alias.len);
		text[alias.len] = '\0';
		snprintf(want, sizeof want, "to %s %s",
			 plan->device[plan->port[port->peer].device].name,
			 plan_port_name(plan, port->peer, name));
		assert_non_null(strstr(text, want));
	}
}

static void short_counters_are_the_long_ones_cut(void **state)
{
	(void)state;
	for (uint32_t i = 1; i <= plan->device[0].port_n; i++) {
		uint64_t in = cell(0, "1.3.6.1.2.1.31.1.1.1.6", i, 5000).num;
		uint64_t out = cell(0, "1.3.6.1.2.1.31.1.1.1.10", i, 5000).num;
		assert_int_equal((uint32_t)cell(0, "1.3.6.1.2.1.2.2.1.10", i, 5000).num,
				 (uint32_t)in);
		assert_int_equal((uint32_t)cell(0, "1.3.6.1.2.1.2.2.1.16", i, 5000).num,
				 (uint32_t)out);
	}
}

static void speeds_fit_their_columns(void **state)
{
	(void)state;
	uint32_t d = device("fra-acc-01");
	assert_int_equal(cell(d, "1.3.6.1.2.1.2.2.1.5", 1, 0).num, 1000000000);
	assert_int_equal(cell(d, "1.3.6.1.2.1.31.1.1.1.15", 1, 0).num, 1000);
	assert_int_equal(cell(d, "1.3.6.1.2.1.2.2.1.5", 49, 0).num, UINT32_MAX);
	assert_int_equal(cell(d, "1.3.6.1.2.1.31.1.1.1.15", 49, 0).num, 10000);
	assert_text(cell(d, "1.3.6.1.2.1.31.1.1.1.1", 49, 0), "Te1/1/1");
	assert_text(cell(d, "1.3.6.1.2.1.2.2.1.2", 49, 0), "TenGigabitEthernet1/1/1");
}

/* The end of the cut link at which somebody can be asked. */
static uint32_t cut_index(uint32_t *d)
{
	*d = plan->port[plan->cast.cut].device;
	return plan->cast.cut - plan->device[*d].port + 1;
}

static void states_and_their_change_follow_life(void **state)
{
	(void)state;
	uint32_t d, index = cut_index(&d);
	int64_t down = story_began(ACT_DARK, DARK_MS) + 1000;
	assert_int_equal(cell(d, "1.3.6.1.2.1.2.2.1.8", index, 0).num, 1);
	assert_int_equal(cell(d, "1.3.6.1.2.1.2.2.1.8", index, down).num, 2);
	uint64_t uptime = get(d, "1.3.6.1.2.1.1.3.0", down).num;
	assert_int_equal(cell(d, "1.3.6.1.2.1.2.2.1.9", index, down).num, uptime - 100);
}

static void lldp_names_the_neighbour_while_the_link_is_up(void **state)
{
	(void)state;
	uint32_t d, index = cut_index(&d);
	char dotted[128];
	snprintf(dotted, sizeof dotted, "1.0.8802.1.1.2.1.4.1.1.9.0.%u.1", index);
	assert_text(
		get(d, dotted, 0),
		plan->device[plan->port[plan->port[plan->cast.cut].peer].device].name);
	assert_int_equal(get(d, dotted, DARK_MS).type, BER_NO_SUCH_INSTANCE);
}

static void storage_never_exceeds_its_size_and_one_disk_is_full(void **state)
{
	(void)state;
	uint32_t full = 0;
	for (uint32_t d = 0; d < plan->device_n; d++)
		for (uint32_t row = 1; row <= 3; row++) {
			struct varbind size = cell(d, "1.3.6.1.2.1.25.2.3.1.5", row, 0);
			struct varbind used = cell(d, "1.3.6.1.2.1.25.2.3.1.6", row, 0);
			if (size.type != BER_INTEGER)
				continue;
			assert_in_range(size.num, 1, INT32_MAX);
			assert_in_range(used.num, 1, size.num);
			full += used.num > size.num / 100 * 91;
		}
	assert_int_equal(full, 1);
}

static void makers_add_what_is_theirs(void **state)
{
	(void)state;
	assert_in_range(
		get(device("fra-edge-01"), "1.3.6.1.4.1.2636.3.1.13.1.8.9.1.0.0", 0)
			.num,
		1, 100);
	assert_in_range(
		get(device("fra-acc-01"), "1.3.6.1.4.1.9.9.109.1.1.1.1.8.1", 0).num, 1,
		100);
	assert_in_range(
		get(device("fra-fw-01"), "1.3.6.1.4.1.12356.101.4.1.3.0", 0).num, 1,
		100);
	assert_in_range(get(device("fra-srv-01"), "1.3.6.1.4.1.2021.4.5.0", 0).num, 1,
			INT32_MAX);
	assert_int_equal(
		get(device("fra-srv-01"), "1.3.6.1.2.1.25.3.3.1.2.196608", 0).type,
		BER_INTEGER);
}

/* Everything of the device with the fan, while it stands still and before. */
static void a_fan_stands_still_and_it_gets_warmer(void **state)
{
	(void)state;
	static const char speed[] = "1.3.6.1.2.1.99.1.1.1.4",
			  name[] = "1.3.6.1.2.1.47.1.1.1.1.7",
			  inside[] = "1.3.6.1.2.1.47.1.1.1.1.4",
			  oper[] = "1.3.6.1.2.1.131.1.1.1.3";
	uint32_t d = plan->cast.hot, still = 0;
	int64_t fails = story_began(ACT_FAN, STORY_MS) + 1000;
	for (uint32_t i = 8; i <= 11; i++) {
		char text[32];
		snprintf(text, sizeof text, "Fan Tray %u speed", i - 7);
		assert_text(cell(d, name, i, 0), text);
		assert_in_range(cell(d, speed, i, 0).num, 5000, 10000);
		still += cell(d, speed, i, fails).num == 0;
		assert_int_equal(cell(d, inside, i, 0).num, i - 4); /* its tray */
		assert_int_equal(cell(d, oper, i - 4, 0).num, 3);
		assert_int_equal(cell(d, oper, i - 4, fails).num,
				 cell(d, speed, i, fails).num ? 3 : 2);
	}
	assert_int_equal(still, 1);
	assert_true(cell(d, speed, 8, fails).num > cell(d, speed, 8, 0).num + 2000);
	assert_true(cell(d, speed, 12, fails).num > cell(d, speed, 12, 0).num + 5);
	assert_int_equal(cell(d, speed, 16, 0).type, BER_NO_SUCH_INSTANCE);
}

static void a_power_supply_fails(void **state)
{
	(void)state;
	static const char oper[] = "1.3.6.1.2.1.131.1.1.1.3",
			  watts[] = "1.3.6.1.2.1.99.1.1.1.4";
	int64_t fails = story_began(ACT_SUPPLY, STORY_MS) + 1000;
	uint32_t d = plan->cast.weak;
	assert_int_equal(cell(d, oper, 2, fails).num, 3);
	assert_int_equal(cell(d, oper, 3, fails).num, 2);
	assert_int_equal(cell(d, watts, 15, fails).num, 0);
	assert_int_equal(cell(d, oper, 3, 0).num, 3);
	assert_true(cell(d, watts, 15, 0).num > 100);
}

static void makers_show_fans_and_power_supplies(void **state)
{
	(void)state;
	uint32_t core = device("fra-core-01"), access = device("fra-acc-01");
	assert_text(get(core, "1.3.6.1.4.1.2636.3.1.13.1.5.2.2.0.0", 0), "PEM 1");
	assert_text(get(core, "1.3.6.1.4.1.2636.3.1.13.1.5.4.1.0.0", 0), "Fan Tray 0");
	assert_int_equal(get(core, "1.3.6.1.4.1.2636.3.1.13.1.6.4.1.0.0", 0).num, 2);
	assert_int_equal(get(access, "1.3.6.1.4.1.9.9.13.1.4.1.3.1005", 0).num, 1);
	assert_int_equal(get(access, "1.3.6.1.4.1.9.9.13.1.5.1.3.1003", 0).num, 1);
	assert_in_range(get(access, "1.3.6.1.4.1.9.9.13.1.3.1.3.1006", 0).num, 25, 60);
}

static int open_story(void **state)
{
	(void)state;
	plan = plan_new(1, 40);
	tree = tree_new(plan);
	return 0;
}

static int close_story(void **state)
{
	(void)state;
	tree_free(tree);
	plan_free(plan);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_device_is_walked_in_order),
		cmocka_unit_test(a_walk_begins_anywhere),
		cmocka_unit_test(what_is_missing_is_told_apart),
		cmocka_unit_test(a_device_says_who_it_is),
		cmocka_unit_test(uptime_and_engine_time_run_with_the_clock),
		cmocka_unit_test(no_uptime_is_near_its_wrap),
		cmocka_unit_test(descriptions_tell_the_other_end),
		cmocka_unit_test(short_counters_are_the_long_ones_cut),
		cmocka_unit_test(speeds_fit_their_columns),
		cmocka_unit_test(states_and_their_change_follow_life),
		cmocka_unit_test(lldp_names_the_neighbour_while_the_link_is_up),
		cmocka_unit_test(storage_never_exceeds_its_size_and_one_disk_is_full),
		cmocka_unit_test(makers_add_what_is_theirs),
		cmocka_unit_test(makers_show_fans_and_power_supplies),
		cmocka_unit_test(a_fan_stands_still_and_it_gets_warmer),
		cmocka_unit_test(a_power_supply_fails),
	};
	return cmocka_run_group_tests_name("tree", tests, open_story, close_story);
}

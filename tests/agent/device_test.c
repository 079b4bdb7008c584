/* What happens to a device, over a source whose counters grow by 100 a millisecond. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "tests/agent/device.h"

#define UPTIME "1.3.6.1.2.1.1.3.0"
#define NAME "1.3.6.1.2.1.1.5.0"
#define BOOTS "1.3.6.1.6.3.10.2.1.2.0"
#define ENGINE_TIME "1.3.6.1.6.3.10.2.1.3.0"
#define OPER "1.3.6.1.2.1.2.2.1.8.3"
#define CHANGED "1.3.6.1.2.1.2.2.1.9.3"
#define ERRORS "1.3.6.1.2.1.2.2.1.14.3"
#define OCTETS "1.3.6.1.2.1.31.1.1.1.6.3"
#define OTHER_OCTETS "1.3.6.1.2.1.31.1.1.1.6.4"

static bool inner_get(void *ctx, uint32_t agent, const struct oid *name, int64_t now_ms,
		      struct varbind *value)
{
	(void)ctx;
	assert_int_equal(agent, 9);
	char text[128];
	uint64_t ms = (uint64_t)now_ms;
	oid_format(name, text, sizeof text);
	*value = (struct varbind){.type = BER_INTEGER, .num = 1};
	if (strcmp(text, UPTIME) == 0)
		*value = (struct varbind){.type = BER_TIMETICKS, .num = 5000 + ms / 10};
	else if (strcmp(text, ENGINE_TIME) == 0)
		value->num = 50 + ms / 1000;
	else if (strcmp(text, CHANGED) == 0)
		*value = (struct varbind){.type = BER_TIMETICKS, .num = 77};
	else if (strcmp(text, OCTETS) == 0 || strcmp(text, OTHER_OCTETS) == 0)
		*value =
			(struct varbind){.type = BER_COUNTER64, .num = 1000 + 100 * ms};
	else if (strcmp(text, ERRORS) == 0)
		*value = (struct varbind){.type = BER_COUNTER32, .num = 7};
	else if (strcmp(text, NAME) == 0)
		*value = (struct varbind){
			.type = BER_OCTETS, .bytes = (const uint8_t *)"core", .len = 4};
	return true;
}

static bool inner_next(void *ctx, uint32_t agent, struct oid *name, int64_t now_ms,
		       struct varbind *value)
{
	oid_parse(OPER, name);
	return inner_get(ctx, agent, name, now_ms, value);
}

static const struct agent_source inner = {.get = inner_get, .next = inner_next};
static struct device device;

static struct varbind value_at(const char *dotted, int64_t now_ms)
{
	struct oid name;
	struct varbind value = {0};
	assert_true(oid_parse(dotted, &name));
	assert_true(device_source.get(&device, 0, &name, now_ms, &value));
	return value;
}

static void assert_number(const char *dotted, int64_t now_ms, uint64_t want)
{
	assert_int_equal(value_at(dotted, now_ms).num, want);
}

static int fresh(void **state)
{
	(void)state;
	device = device_over(&inner, NULL, 9);
	return 0;
}

static void a_healthy_device_answers_as_its_source(void **state)
{
	(void)state;
	assert_number(UPTIME, 1000, 5100);
	assert_number(OPER, 1000, 1);
	assert_number(CHANGED, 1000, 77);
	assert_number(OCTETS, 1000, 101000);
	assert_number(BOOTS, 1000, 1);
	assert_memory_equal(value_at(NAME, 0).bytes, "core", 4);
}

static void a_reboot_lets_clocks_and_counters_start_over(void **state)
{
	(void)state;
	device_reboot(&device, 10000);
	assert_number(UPTIME, 12000, 200);
	assert_number(ENGINE_TIME, 12000, 2);
	assert_number(BOOTS, 12000, 2);
	assert_number(OCTETS, 10000, 0);
	assert_number(OCTETS, 12000, 200000);
	assert_number(CHANGED, 12000, 0);
	device_reboot(&device, 20000);
	assert_number(BOOTS, 20000, 3);
	assert_number(OCTETS, 20010, 1000);
}

static void counters_reset_without_a_reboot(void **state)
{
	(void)state;
	device_reset_counters(&device, 10000);
	assert_number(UPTIME, 12000, 6200);
	assert_number(BOOTS, 12000, 1);
	assert_number(OCTETS, 12000, 200000);
	assert_number(CHANGED, 12000, 77);
}

static void an_interface_that_is_down_counts_nothing(void **state)
{
	(void)state;
	assert_true(device_interface_down(&device, 3, true, 10000));
	assert_number(OPER, 15000, 2);
	assert_number(CHANGED, 15000, 6000);
	assert_number(OCTETS, 15000, 1001000);
	assert_number(OTHER_OCTETS, 15000, 1501000);
	assert_true(device_interface_down(&device, 3, true, 16000));
	assert_number(CHANGED, 16000, 6000);
	assert_true(device_interface_down(&device, 3, false, 20000));
	assert_number(OPER, 20000, 1);
	assert_number(CHANGED, 21000, 7000);
	assert_number(OCTETS, 20000, 1001000);
	assert_number(OCTETS, 21000, 1101000);
}

static void an_interface_receives_errors_besides(void **state)
{
	(void)state;
	assert_number(ERRORS, 9000, 7);
	assert_true(device_interface_errs(&device, 3, 40, 10000));
	assert_number(ERRORS, 10000, 7);
	assert_number(ERRORS, 12500, 107);
	assert_number(OCTETS, 12500, 1251000);
	assert_true(device_interface_errs(&device, 3, 0, 13000));
	assert_number(ERRORS, 20000, 127);
}

static void a_reboot_while_an_interface_is_down_keeps_it_down(void **state)
{
	(void)state;
	assert_true(device_interface_down(&device, 3, true, 10000));
	device_reboot(&device, 15000);
	assert_number(OPER, 16000, 2);
	assert_number(OCTETS, 16000, 0);
	assert_number(CHANGED, 16000, 0);
	assert_true(device_interface_down(&device, 3, false, 17000));
	assert_number(CHANGED, 18000, 200);
	assert_number(OCTETS, 18000, 100000);
}

static void the_next_object_is_changed_as_the_one_asked_for(void **state)
{
	(void)state;
	struct oid name = {.n = 2, .arc = {1, 3}};
	struct varbind value;
	device_interface_down(&device, 3, true, 0);
	assert_true(device_source.next(&device, 0, &name, 1, &value));
	assert_int_equal(value.num, 2);
}

static void counters_move_in_steps(void **state)
{
	(void)state;
	device.pace_ms = 3000;
	assert_number(OCTETS, 5999, 301000);
	assert_number(OCTETS, 6000, 601000);
	assert_number(UPTIME, 5990, 5599);
	device_reset_counters(&device, 7000);
	assert_number(OCTETS, 8000, 0); /* not yet: the step is before the reset */
	assert_number(OCTETS, 9000, 200000);
}

static void hostile_texts_hold_what_attacks(void **state)
{
	(void)state;
	device.hostile = true;
	struct varbind name = value_at(NAME, 0);
	assert_non_null(memchr(name.bytes, '\33', name.len));
	assert_non_null(memchr(name.bytes, '\n', name.len));
	struct varbind descr = value_at("1.3.6.1.2.1.1.1.0", 0);
	assert_int_equal(descr.type, BER_INTEGER); /* no text, nothing to attack with */
}

static void steering_has_an_end(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < DEVICE_INTERFACES; i++)
		assert_true(device_interface_down(&device, i, true, 0));
	assert_false(device_interface_down(&device, DEVICE_INTERFACES, true, 0));
	assert_true(device_interface_down(&device, 5, false, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_healthy_device_answers_as_its_source, fresh),
		cmocka_unit_test_setup(a_reboot_lets_clocks_and_counters_start_over,
				       fresh),
		cmocka_unit_test_setup(counters_reset_without_a_reboot, fresh),
		cmocka_unit_test_setup(an_interface_receives_errors_besides, fresh),
		cmocka_unit_test_setup(an_interface_that_is_down_counts_nothing, fresh),
		cmocka_unit_test_setup(
			a_reboot_while_an_interface_is_down_keeps_it_down, fresh),
		cmocka_unit_test_setup(the_next_object_is_changed_as_the_one_asked_for,
				       fresh),
		cmocka_unit_test_setup(counters_move_in_steps, fresh),
		cmocka_unit_test_setup(hostile_texts_hold_what_attacks, fresh),
		cmocka_unit_test_setup(steering_has_an_end, fresh),
	};
	return cmocka_run_group_tests_name("device", tests, NULL, NULL);
}

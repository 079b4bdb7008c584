/* A farm: what it says by name, and that its short cut says the same. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "tests/agent/fault.h"
#include "tests/agent/farm.h"

enum { ROOM = 65507, VARBINDS = 4096, PORTS = 200 };

static struct farm farm = {.devices = 1000, .ports = PORTS, .seed = 3};
static struct agent_scratch scratch;
static uint32_t dice;

static uint32_t below(uint32_t n)
{
	return fault_roll(&dice) % n;
}

static size_t ask(const struct agent_source *source, uint32_t device,
		  const uint8_t *request, size_t n, size_t reply_max, int64_t now_ms,
		  uint8_t *out)
{
	struct agent agent = {.source = source,
			      .ctx = &farm,
			      .id = device,
			      .community = "public",
			      .reply_max = reply_max};
	return agent_answer(&agent, &scratch, request, n, now_ms, out, ROOM);
}

/* --- by name ---------------------------------------------------------------------- */

static uint64_t number(const char *dotted, uint32_t device, int64_t now_ms)
{
	struct oid name;
	struct varbind v = {0};
	assert_true(oid_parse(dotted, &name));
	assert_true(farm_source.get(&farm, device, &name, now_ms, &v));
	return v.num;
}

static void every_object_is_walked_in_order(void **state)
{
	(void)state;
	struct oid name = {0}, before = {0};
	struct varbind v;
	uint32_t n = 0, of_ports = 0;
	while (farm_source.next(&farm, 5, &name, 1000, &v)) {
		assert_true(oid_compare(&before, &name) < 0);
		struct varbind got = {0};
		assert_true(farm_source.get(&farm, 5, &name, 1000, &got));
		assert_int_equal(got.type, v.type);
		assert_int_equal(got.num, v.num);
		of_ports += name.arc[name.n - 1] == PORTS;
		before = name;
		n++;
	}
	assert_int_equal(of_ports, 26);
	assert_int_equal(n, 26 * PORTS + 6 * 2 + 2 + 22);
}

static void the_next_of_a_name_between_two_is_the_one_behind(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{"0.0", "1.3.6.1.2.1.1.1.0"},
		{"1.3.6.1.2.1.1.1", "1.3.6.1.2.1.1.1.0"},
		{"1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.2.0"},
		{"1.3.6.1.2.1.1.1.0.4", "1.3.6.1.2.1.1.2.0"},
		{"1.3.6.1.2.1.2.2.1.10.0", "1.3.6.1.2.1.2.2.1.10.1"},
		{"1.3.6.1.2.1.2.2.1.10.7.1", "1.3.6.1.2.1.2.2.1.10.8"},
		{"1.3.6.1.2.1.2.2.1.10.200", "1.3.6.1.2.1.2.2.1.11.1"},
		{"1.3.6.1.2.1.2.2.1.10.4294967295", "1.3.6.1.2.1.2.2.1.11.1"},
		{"1.3.6.1.2.1.2.2.1.12", "1.3.6.1.2.1.2.2.1.13.1"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct oid name;
		struct varbind v;
		char text[128];
		oid_parse(cases[i][0], &name);
		assert_true(farm_source.next(&farm, 0, &name, 0, &v));
		oid_format(&name, text, sizeof text);
		assert_string_equal(text, cases[i][1]);
	}
}

static void counters_rise_and_differ(void **state)
{
	(void)state;
	static const char *const counters[] = {
		"1.3.6.1.2.1.31.1.1.1.6.3",  "1.3.6.1.2.1.31.1.1.1.7.3",
		"1.3.6.1.2.1.31.1.1.1.10.3", "1.3.6.1.2.1.31.1.1.1.11.3",
		"1.3.6.1.2.1.2.2.1.13.3",    "1.3.6.1.2.1.2.2.1.14.3",
		"1.3.6.1.2.1.2.2.1.19.3",    "1.3.6.1.2.1.2.2.1.20.3",
	};
	for (size_t i = 0; i < sizeof counters / sizeof *counters; i++) {
		assert_true(number(counters[i], 7, 3600000) >
			    number(counters[i], 7, 3000000));
		assert_int_not_equal(number(counters[i], 7, 3600000),
				     number(counters[i], 8, 3600000));
	}
	/* The narrow ones are the low half of the wide ones. */
	assert_int_equal((uint32_t)number(counters[0], 7, 3600000),
			 (uint32_t)number("1.3.6.1.2.1.2.2.1.10.3", 7, 3600000));
	/* At most 60 % of a gigabit. */
	for (uint32_t device = 0; device < 1000; device++)
		assert_in_range(number(counters[0], device, 10000) -
					number(counters[0], device, 0),
				100000, 750200000);
	assert_int_equal(number("1.3.6.1.2.1.1.3.0", 7, 10000) -
				 number("1.3.6.1.2.1.1.3.0", 7, 0),
			 1000);
}

/* --- the short cut ---------------------------------------------------------------- */

/* Names as they are asked for, and some that nobody asks for. */
static struct oid any_name(void)
{
	static const char *const names[] = {
		"1.3.6.1.2.1.31.1.1.1.6",
		"1.3.6.1.2.1.31.1.1.1.10",
		"1.3.6.1.2.1.2.2.1.14",
		"1.3.6.1.2.1.2.2.1.2",
		"1.3.6.1.2.1.1.3",
		"1.3.6.1.2.1.2.1",
		"1.3.6.1.6.3.10.2.1.2",
		"1.3.6.1.6.3.10.2.1.4",
		"1.3.6.1.2.1.25.3.3.1.2",
		"1.3.6.1.4.1.2021.4.6",
		"1.3.6.1.2.1.25.2.3.1.2",
		"1.3.6.1.2.1.1.2",
		"1.3.6.1.2.1.31.1.5",
		"1.3.6.1.2.1.2.2.1.12",
		"1.3.6.1",
		"1.3.6.1.7",
	};
	static const uint32_t rows[] = {0,   1,	  2,	 47,	48,  127,
					128, 199, PORTS, 16384, 129, UINT32_MAX};
	struct oid name;
	oid_parse(names[below(sizeof names / sizeof *names)], &name);
	for (uint32_t n = below(8); n > 5; n--)
		name.arc[name.n++] = below(300);
	if (below(3) > 0)
		name.arc[name.n++] = rows[below(sizeof rows / sizeof *rows)];
	return name;
}

static size_t any_request(uint8_t *out)
{
	struct ber_writer w;
	bool bulk = below(4) > 0;
	uint32_t n = below(12);
	ber_begin(&w, out, 2048, below(8) > 0 ? SNMP_V2C : SNMP_V1, "public", 6,
		  bulk ? PDU_BULK : PDU_GET, (int32_t)below(1 << 24),
		  bulk ? (int32_t)below(5) - 1 : 0, bulk ? (int32_t)below(60) - 1 : 0);
	for (uint32_t i = 0; i < n; i++) {
		struct oid name = any_name();
		ber_put_null(&w, &name);
	}
	return ber_end(&w);
}

/* Does the source proper take requests like the pollers' at all? */
static bool is_quick(const uint8_t *request, size_t n)
{
	static struct varbind vb[AGENT_VARBINDS];
	static uint8_t out[ROOM];
	struct ber_message m = {.vb = vb, .cap = AGENT_VARBINDS};
	struct ber_writer w;
	assert_true(ber_decode(request, n, &m));
	ber_begin(&w, out, sizeof out, SNMP_V2C, "public", 6, PDU_RESPONSE, 1, 0, 0);
	return farm_source.quick(&farm, 0, &m, 0, &w);
}

static void the_short_cut_says_the_same(void **state)
{
	(void)state;
	static uint8_t request[2048], quick[ROOM], slow[ROOM];
	uint32_t taken = 0, rounds = 20000;
	dice = 1;
	for (uint32_t i = 0; i < rounds; i++) {
		size_t n = any_request(request);
		size_t max = below(3) == 0 ? below(3000) : AGENT_REPLY_MAX;
		uint32_t device = below(1000);
		int64_t now_ms = below(1 << 24);
		size_t a = ask(&farm_source, device, request, n, max, now_ms, quick);
		size_t b =
			ask(&farm_slow_source, device, request, n, max, now_ms, slow);
		assert_int_equal(a, b);
		assert_memory_equal(quick, slow, a);
		taken += is_quick(request, n);
	}
	assert_in_range(taken, rounds / 20, rounds * 19 / 20);
}

static void a_poll_is_quick(void **state)
{
	(void)state;
	uint8_t request[512];
	struct ber_writer w;
	struct oid uptime, column;
	oid_parse("1.3.6.1.2.1.1.3", &uptime);
	oid_parse("1.3.6.1.2.1.31.1.1.1.6", &column);
	ber_begin(&w, request, sizeof request, SNMP_V2C, "public", 6, PDU_BULK, 1, 1,
		  10);
	ber_put_null(&w, &uptime);
	ber_put_null(&w, &column);
	assert_true(is_quick(request, ber_end(&w)));
}

static void engines_differ(void **state)
{
	(void)state;
	uint8_t a[FARM_ENGINE_SIZE], b[FARM_ENGINE_SIZE];
	assert_int_equal(farm_engine(1, a), 15);
	assert_int_equal(farm_engine(99999, b), 15);
	assert_memory_not_equal(a, b, 15);
}

/* --- faults ----------------------------------------------------------------------- */

static void faults_befall_as_many_as_they_should(void **state)
{
	(void)state;
	struct fault f = {.loss = 5, .duplicate = 30, .garbage = 100};
	uint32_t seed = 1, again = 1, n[3] = {0};
	for (int i = 0; i < 10000; i++) {
		unsigned bits = fault_throw(&f, &seed);
		assert_int_equal(bits, fault_throw(&f, &again));
		n[0] += bits & FAULT_LOSS ? 1 : 0;
		n[1] += bits & FAULT_DUPLICATE ? 1 : 0;
		n[2] += bits & FAULT_GARBAGE ? 1 : 0;
		assert_false(bits & (FAULT_SILENT | FAULT_TRUNCATE | FAULT_DELAY));
	}
	assert_in_range(n[0], 400, 600);
	assert_in_range(n[1], 2800, 3200);
	assert_int_equal(n[2], 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_object_is_walked_in_order),
		cmocka_unit_test(the_next_of_a_name_between_two_is_the_one_behind),
		cmocka_unit_test(counters_rise_and_differ),
		cmocka_unit_test(the_short_cut_says_the_same),
		cmocka_unit_test(a_poll_is_quick),
		cmocka_unit_test(engines_differ),
		cmocka_unit_test(faults_befall_as_many_as_they_should),
	};
	return cmocka_run_group_tests_name("farm", tests, NULL, NULL);
}

/* Object identifiers as text, as octets and in order. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "probes/ber/ber.h"

static struct oid oid(const char *dotted)
{
	struct oid o;
	assert_true(oid_parse(dotted, &o));
	return o;
}

static void dotted_text_is_read_and_written(void **state)
{
	(void)state;
	static const char *good[] = {"1", "1.3.6.1", "0.0",
				     "2.4294967295.0.4294967295"};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		char text[64];
		struct oid o = oid(good[i]);
		assert_int_equal(oid_format(&o, text, sizeof text), strlen(good[i]));
		assert_string_equal(text, good[i]);
	}
	assert_int_equal(oid(".1.3").n, 2);
}

static void text_that_is_no_oid_is_refused(void **state)
{
	(void)state;
	static const char *bad[] = {
		"",	    ".",   "..1",	   "1.",
		"1..3",	    "1.x", "1.3 ",	   "-1",
		"1.-3",	    "+1",  "1.4294967296", "1.99999999999999999999",
		"sysUpTime"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct oid o;
		if (oid_parse(bad[i], &o))
			fail_msg("'%s' was accepted", bad[i]);
	}
}

/* Text of n arcs. */
static const char *arcs(int n)
{
	static char text[4 * OID_MAX];
	char *p = text;
	for (int i = 0; i < n; i++)
		p += snprintf(p, 3, "%s1", i ? "." : "");
	return text;
}

static void an_oid_has_at_most_128_arcs(void **state)
{
	(void)state;
	struct oid o;
	uint8_t bytes[OID_MAX + 1];

	assert_true(oid_parse(arcs(OID_MAX), &o));
	assert_int_equal(oid_encode(&o, bytes, sizeof bytes), OID_MAX - 1);
	assert_true(oid_decode(bytes, OID_MAX - 1, &o));
	assert_int_equal(o.n, OID_MAX);
	assert_false(oid_parse(arcs(OID_MAX + 1), &o));
	bytes[OID_MAX - 1] = 1;
	assert_false(oid_decode(bytes, OID_MAX, &o));
}

static void text_that_does_not_fit_is_cut_and_measured(void **state)
{
	(void)state;
	struct oid o = oid("1.3.6.1.4.1.4294967295");
	char whole[64], text[64];
	size_t n = oid_format(&o, whole, sizeof whole);

	for (size_t cap = 0; cap <= n; cap++) {
		memset(text, '#', sizeof text);
		assert_int_equal(oid_format(&o, text, cap), n);
		assert_int_equal(text[cap], '#');
		if (cap > 0) {
			assert_int_equal(strlen(text), cap - 1);
			assert_memory_equal(text, whole, cap - 1);
		}
	}
}

static void octets_are_those_of_x690(void **state)
{
	(void)state;
	static const struct {
		const char *text, *octets;
		size_t n;
	} cases[] = {
		{"0.0", "\0", 1},
		{"0.39", "\x27", 1},
		{"1.0", "\x28", 1},
		{"1.3.6.1.2.1", "\x2b\6\1\2\1", 5},
		{"1.39", "\x4f", 1},
		{"2.0", "\x50", 1},
		{"2.999.3", "\x88\x37\3", 3},
		{"2.4294967215", "\x8f\xff\xff\xff\x7f", 5},
		{"1.3.127.128.16383.16384", "\x2b\x7f\x81\0\xff\x7f\x81\x80\0", 9},
		{"1.3.2097151.2097152.268435455.268435456",
		 "\x2b\xff\xff\x7f\x81\x80\x80\0\xff\xff\xff\x7f\x81\x80\x80\x80\0",
		 17},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct oid o = oid(cases[i].text), back;
		uint8_t out[32];
		assert_int_equal(oid_encode(&o, out, sizeof out), cases[i].n);
		assert_memory_equal(out, cases[i].octets, cases[i].n);
		assert_int_equal(oid_encode(&o, out, cases[i].n), cases[i].n);
		assert_int_equal(oid_encode(&o, out, cases[i].n - 1), 0);
		assert_true(oid_decode(out, cases[i].n, &back));
		assert_int_equal(oid_compare(&o, &back), 0);
	}
}

static void what_x690_does_not_know_is_not_encoded(void **state)
{
	(void)state;
	static const char *bad[] = {"1", "0.40", "1.40", "3.0", "2.4294967216"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct oid o = oid(bad[i]);
		uint8_t out[16];
		assert_int_equal(oid_encode(&o, out, sizeof out), 0);
		assert_int_equal(oid_size(&o), 0);
	}
	assert_int_equal(oid_size(&(struct oid){.n = OID_MAX + 1, .arc = {1, 3}}), 0);
}

static void malformed_octets_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *octets;
		size_t n;
	} cases[] = {
		{"", 0},
		{"\x2b\x86", 2},			 /* ends inside an arc */
		{"\x2b\x80\1", 3},			 /* padded */
		{"\x2b\x90\x80\x80\x80\0", 6},		 /* 2^32 */
		{"\x2b\xff\xff\xff\xff\xff\xff\x7f", 8}, /* far more */
		{"\x90\x80\x80\x80\0", 5},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct oid o;
		if (oid_decode((const uint8_t *)cases[i].octets, cases[i].n, &o))
			fail_msg("case %zu was accepted", i);
	}
}

static void order_is_that_of_the_mib(void **state)
{
	(void)state;
	static const char *sorted[] = {
		"0.0",	      "1.3",	 "1.3.6",	   "1.3.6.1.2",
		"1.3.6.1.10", "1.3.6.2", "1.3.4294967295", "2.0"};
	for (int i = 0; i < 8; i++)
		for (int j = 0; j < 8; j++) {
			struct oid a = oid(sorted[i]), b = oid(sorted[j]);
			int order = oid_compare(&a, &b);
			assert_int_equal(order, (i > j) - (i < j));
		}
}

static void a_prefix_is_found_at_arc_edges(void **state)
{
	(void)state;
	struct oid name = oid("1.3.6.10"), same = oid("1.3.6.10"), up = oid("1.3.6"),
		   part = oid("1.3.6.1"), down = oid("1.3.6.10.1"), none = {.n = 0};

	assert_true(oid_has_prefix(&name, &same));
	assert_true(oid_has_prefix(&name, &up));
	assert_true(oid_has_prefix(&name, &none));
	assert_false(oid_has_prefix(&name, &part));
	assert_false(oid_has_prefix(&name, &down));
}

static void arcs_are_joined_up_to_128(void **state)
{
	(void)state;
	static const uint32_t many[OID_MAX] = {0};
	struct oid column = oid("1.3.6.1"), want = oid("1.3.6.1.7.0");
	struct oid got = oid_join(&column, (const uint32_t[]){7, 0}, 2);

	assert_int_equal(oid_compare(&got, &want), 0);
	assert_int_equal(oid_join(&column, NULL, 0).n, 4);
	assert_int_equal(oid_join(&column, many, OID_MAX - 4).n, OID_MAX);
	assert_int_equal(oid_join(&column, many, OID_MAX - 3).n, 0);
	assert_int_equal(oid_join(&column, many, UINT32_MAX).n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dotted_text_is_read_and_written),
		cmocka_unit_test(text_that_is_no_oid_is_refused),
		cmocka_unit_test(an_oid_has_at_most_128_arcs),
		cmocka_unit_test(text_that_does_not_fit_is_cut_and_measured),
		cmocka_unit_test(octets_are_those_of_x690),
		cmocka_unit_test(what_x690_does_not_know_is_not_encoded),
		cmocka_unit_test(malformed_octets_are_refused),
		cmocka_unit_test(order_is_that_of_the_mib),
		cmocka_unit_test(a_prefix_is_found_at_arc_edges),
		cmocka_unit_test(arcs_are_joined_up_to_128),
	};
	return cmocka_run_group_tests_name("oid", tests, NULL, NULL);
}

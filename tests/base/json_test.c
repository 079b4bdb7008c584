/* JSON as it is written. */
#include "probes/base/json.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#define ASSERT_WRITES(expected, ...)                                                   \
	do {                                                                           \
		struct buf out = {0};                                                  \
		struct json *j = &(struct json){.out = &out};                          \
		__VA_ARGS__;                                                           \
		assert_string_equal(out.data, expected);                               \
		buf_fini(&out);                                                        \
	} while (0)

static void objects_and_arrays_have_commas_between_items(void **state)
{
	(void)state;
	ASSERT_WRITES("{\"a\":1,\"b\":[true,null,{}],\"c\":[]}", json_open(j, '{');
		      json_key(j, "a"); json_int(j, 1); json_key(j, "b");
		      json_open(j, '['); json_bool(j, true); json_null(j);
		      json_open(j, '{'); json_close(j, '}'); json_close(j, ']');
		      json_key(j, "c"); json_open(j, '['); json_close(j, ']');
		      json_close(j, '}'));
}

static void strings_are_escaped(void **state)
{
	(void)state;
	ASSERT_WRITES("\"\\\"\\\\\\n\\t\\r\\b\\f\\u0001\\u007f\u00e9/\"",
		      json_str(j, "\"\\\n\t\r\b\f\001\x7f\u00e9/"));
	ASSERT_WRITES("{\"a\\\"\":null}", json_open(j, '{'); json_key(j, "a\"");
		      json_str(j, NULL); json_close(j, '}'));
}

static void bytes_that_are_not_utf_8_become_fffd(void **state)
{
	(void)state;
	ASSERT_WRITES("\"a\uFFFDb\uFFFD\"", json_str(j, "a\xff"
							"b\xe2\x82"));
}

static void integers_keep_every_digit(void **state)
{
	(void)state;
	ASSERT_WRITES("[-9223372036854775808,18446744073709551615]", json_open(j, '[');
		      json_int(j, INT64_MIN); json_uint(j, UINT64_MAX);
		      json_close(j, ']'));
}

static void numbers_are_rounded_and_lose_trailing_zeros(void **state)
{
	(void)state;
	static const struct {
		double x;
		int decimals;
		const char *s;
	} cases[] = {{0, 2, "0"},
		     {1.5, 2, "1.5"},
		     {1.25, 1, "1.3"},
		     {0.05, 2, "0.05"},
		     {0.1 + 0.2, 9, "0.3"},
		     {-2.5, 1, "-2.5"},
		     {-0.001, 2, "0"},
		     {-0.0, 2, "0"},
		     {100, 0, "100"},
		     {1e10, 3, "10000000000"},
		     {0.999, 2, "1"},
		     {1e20, 3, "100000000000000000000"},
		     {-1e20, 0, "-100000000000000000000"}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		ASSERT_WRITES(cases[i].s, json_num(j, cases[i].x, cases[i].decimals));
}

static void numbers_that_are_not_finite_are_null(void **state)
{
	(void)state;
	ASSERT_WRITES("[null,null,null]", json_open(j, '['); json_num(j, NAN, 1);
		      json_num(j, INFINITY, 1); json_num(j, -INFINITY, 1);
		      json_close(j, ']'));
}

static void times_are_rfc_3339_or_null(void **state)
{
	(void)state;
	ASSERT_WRITES("[\"2026-11-20T20:16:20Z\",null]", json_open(j, '[');
		      json_time(j, 1795205780000); json_time(j, 0); json_close(j, ']'));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects_and_arrays_have_commas_between_items),
		cmocka_unit_test(strings_are_escaped),
		cmocka_unit_test(bytes_that_are_not_utf_8_become_fffd),
		cmocka_unit_test(integers_keep_every_digit),
		cmocka_unit_test(numbers_are_rounded_and_lose_trailing_zeros),
		cmocka_unit_test(numbers_that_are_not_finite_are_null),
		cmocka_unit_test(times_are_rfc_3339_or_null),
	};

	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}

/* Bytes that grow, and their NUL. */
#include "probes/base/buf.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

static void what_was_added_is_there_and_terminated(void **state)
{
	(void)state;
	struct buf b = {0};

	buf_str(&b, "in");
	buf_char(&b, '=');
	buf_printf(&b, "%d", 42);
	buf_add(&b, "\0x", 2);
	assert_int_equal(b.len, 7);
	assert_memory_equal(b.data, "in=42\0x", 8);
	buf_fini(&b);
	assert_null(b.data);
}

static void adding_nothing_still_makes_a_string(void **state)
{
	(void)state;
	struct buf b = {0};

	buf_add(&b, NULL, 0);
	assert_string_equal(b.data, "");
	buf_fini(&b);
}

static void it_grows_past_every_capacity(void **state)
{
	(void)state;
	struct buf b = {0};

	for (int i = 0; i < 10000; i++)
		buf_char(&b, (char)('a' + i % 26));
	assert_int_equal(strlen(b.data), 10000);
	for (int i = 0; i < 10000; i++)
		assert_int_equal(b.data[i], 'a' + i % 26);
	buf_fini(&b);
}

static void room_holds_what_was_asked_and_a_nul(void **state)
{
	(void)state;
	struct buf b = {0};

	memset(buf_room(&b, 64), 'x', 65);
	assert_true(b.cap >= 65);
	assert_int_equal(b.len, 0);
	buf_fini(&b);
}

static void dropping_keeps_the_rest(void **state)
{
	(void)state;
	struct buf b = {0};

	buf_drop(&b, 3);
	buf_str(&b, "abcdef");
	buf_drop(&b, 2);
	assert_string_equal(b.data, "cdef");
	buf_drop(&b, 9);
	assert_int_equal(b.len, 0);
	assert_string_equal(b.data, "");
	buf_fini(&b);
}

static void a_reset_keeps_the_memory(void **state)
{
	(void)state;
	struct buf b = {0};
	char *data;

	buf_str(&b, "abc");
	data = b.data;
	buf_reset(&b);
	assert_string_equal(b.data, "");
	buf_str(&b, "d");
	assert_ptr_equal(b.data, data);
	assert_string_equal(b.data, "d");
	buf_fini(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_added_is_there_and_terminated),
		cmocka_unit_test(adding_nothing_still_makes_a_string),
		cmocka_unit_test(it_grows_past_every_capacity),
		cmocka_unit_test(room_holds_what_was_asked_and_a_nul),
		cmocka_unit_test(dropping_keeps_the_rest),
		cmocka_unit_test(a_reset_keeps_the_memory),
	};

	return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}

/* pack: what is written is read, and nothing is read that is not there. */
#include "probes/base/pack.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

static void integers_of_any_length_come_back(void **state)
{
	static const uint64_t values[] = {0, 1, 0x7f, 0x80, 0xff, 0x1234, UINT64_MAX};
	(void)state;

	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		for (size_t bytes = 1; bytes <= 8; bytes++) {
			uint64_t mask = bytes == 8 ? UINT64_MAX
						   : (UINT64_C(1) << (8 * bytes)) - 1;
			struct buf b = {0};
			struct unpack u;

			pack_uint(&b, values[i], bytes);
			assert_int_equal(b.len, bytes);
			u = (struct unpack){b.data, b.data + b.len, false};
			assert_true(unpack_uint(&u, bytes) == (values[i] & mask));
			assert_false(u.broken);
			assert_ptr_equal(u.at, u.end);
			buf_fini(&b);
		}
}

static void nothing_is_read_behind_the_end(void **state)
{
	const char bytes[] = {1, 2, 3};
	struct unpack u = {bytes, bytes + 3, false};
	(void)state;

	assert_int_equal(unpack_uint(&u, 4), 0);
	assert_true(u.broken);
	assert_ptr_equal(u.at, bytes);
}

static void a_message_is_whole_or_waited_for(void **state)
{
	struct buf b = {0};
	struct unpack u;
	size_t used = 0, begun;
	(void)state;

	begun = pack_begin(&b);
	pack_uint(&b, 0xabcd, 2);
	pack_end(&b, begun);
	pack_uint(&b, 9, 1); /* of the next one */
	for (size_t n = 0; n < 6; n++)
		assert_int_equal(unpack_message(b.data, n, 100, &u, &used),
				 UNPACK_MORE);
	assert_int_equal(unpack_message(b.data, b.len, 100, &u, &used), UNPACK_ONE);
	assert_int_equal(used, 6);
	assert_int_equal(unpack_uint(&u, 2), 0xabcd);
	assert_ptr_equal(u.at, u.end);
	assert_int_equal(unpack_message(b.data, b.len, 1, &u, &used), UNPACK_BROKEN);
	buf_fini(&b);
}

static void an_empty_message_is_none(void **state)
{
	struct unpack u;
	size_t used;
	(void)state;

	assert_int_equal(unpack_message("\0\0\0\0", 4, 100, &u, &used), UNPACK_BROKEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_of_any_length_come_back),
		cmocka_unit_test(nothing_is_read_behind_the_end),
		cmocka_unit_test(a_message_is_whole_or_waited_for),
		cmocka_unit_test(an_empty_message_is_none),
	};

	return cmocka_run_group_tests_name("pack", tests, NULL, NULL);
}

/* What an arena promises to whoever allocates from it. */
#include "probes/base/arena.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

static void memory_is_zeroed_aligned_and_counted(void **state)
{
	(void)state;
	struct arena a = {0};

	for (size_t n = 1; n < 100; n++) {
		char *p = arena_alloc(&a, n);

		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, n);
	}
	assert_true(a.bytes >= 99 * 100 / 2);
	arena_fini(&a);
	assert_null(a.head);
}

static void memory_is_zeroed_again_after_a_reset(void **state)
{
	(void)state;
	struct arena a = {0};

	memset(arena_alloc(&a, 1000), 0xff, 1000);
	arena_reset(&a);
	assert_int_equal(a.bytes, 0);
	assert_int_equal(((char *)arena_alloc(&a, 1000))[999], 0);
	arena_fini(&a);
}

static void blocks_stay_where_they_are_while_the_arena_grows(void **state)
{
	(void)state;
	struct arena a = {0};
	char *first = arena_strdup(&a, "first");

	for (int i = 0; i < 100; i++)
		memset(arena_alloc(&a, 5000), 'x', 5000);
	assert_string_equal(first, "first");
	arena_fini(&a);
}

static void a_reset_keeps_the_newest_block(void **state)
{
	(void)state;
	struct arena a = {0};
	struct arena_block *kept;

	arena_alloc(&a, 100000);
	kept = a.head;
	arena_reset(&a);
	assert_ptr_equal(a.head, kept);
	arena_alloc(&a, 100000);
	assert_ptr_equal(a.head, kept);
	arena_fini(&a);
	arena_reset(&a);
	assert_null(a.head);
}

static void strings_are_copied_and_formatted(void **state)
{
	(void)state;
	struct arena a = {0};

	assert_string_equal(arena_strndup(&a, "interface", 5), "inter");
	assert_string_equal(arena_strndup(&a, "if", 5), "if");
	assert_string_equal(arena_printf(&a, "%s/%d", "ge-0/0", 7), "ge-0/0/7");
	arena_fini(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_aligned_and_counted),
		cmocka_unit_test(memory_is_zeroed_again_after_a_reset),
		cmocka_unit_test(blocks_stay_where_they_are_while_the_arena_grows),
		cmocka_unit_test(a_reset_keeps_the_newest_block),
		cmocka_unit_test(strings_are_copied_and_formatted),
	};

	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}

/* The messages between the watch and the spawner. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "probes/notify/spawner.h"

static void only_whole_messages_are_believed(void **state)
{
	const char *const argv[] = {"/bin/x", "a b", NULL}, *const env[] = {"A=1",
									    NULL};
	const struct spawn_request r = {.id = 7,
					.limit_ms = 9,
					.argv = argv,
					.env = env,
					.input = "in\0put",
					.input_len = 6,
					.secret = "s"};
	const char *words[SPAWN_WORDS_MAX + 2];
	struct spawn_request got;
	struct buf bytes = {0};

	(void)state;
	assert_true(spawn_write_request(&bytes, &r));
	assert_true(spawn_read_request(bytes.data, bytes.len, &got, words));
	assert_int_equal(got.id, 7);
	assert_string_equal(got.argv[1], "a b");
	assert_null(got.argv[2]);
	assert_string_equal(got.env[0], "A=1");
	assert_null(got.env[1]);
	assert_int_equal(got.input_len, 6);
	assert_string_equal(got.secret, "s");
	for (size_t n = 0; n < bytes.len; n++)
		assert_false(spawn_read_request(bytes.data, n, &got, words));
	buf_char(&bytes, 'x');
	assert_false(spawn_read_request(bytes.data, bytes.len, &got, words));
	buf_fini(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_whole_messages_are_believed),
	};

	return cmocka_run_group_tests_name("spawn_message", tests, NULL, NULL);
}

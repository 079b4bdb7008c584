/* The words that scripts and files depend on. */
#include "tests/model/fixture.h"

static void a_role_is_found_by_its_name(void **state)
{
	(void)state;
	for (enum role role = 0; role < ROLE_N; role++)
		assert_int_equal(role_find(role_name(role)), role);
	assert_int_equal(role_find("router"), ROLE_N);
	assert_int_equal(role_find("core"), ROLE_CORE);
}

static void every_reason_has_a_name_and_words(void **state)
{
	(void)state;
	for (enum reason reason = 0; reason < REASON_N; reason++) {
		assert_non_null(reason_name(reason));
		assert_non_null(reason_words(reason));
	}
	assert_string_equal(reason_name(REASON_WRONG_KEY), "wrong_key");
	assert_string_equal(reason_words(REASON_WRONG_KEY), "wrong key");
}

static void status_is_spelt_as_in_the_mib(void **state)
{
	(void)state;
	assert_null(if_status_name(IF_UNREAD));
	assert_string_equal(if_status_name(IF_UP), "up");
	assert_string_equal(if_status_name(IF_NOT_PRESENT), "notPresent");
	assert_string_equal(if_status_name(IF_LOWER_LAYER_DOWN), "lowerLayerDown");
	assert_string_equal(if_status_name((enum if_status)99), "unknown");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_role_is_found_by_its_name),
		cmocka_unit_test(every_reason_has_a_name_and_words),
		cmocka_unit_test(status_is_spelt_as_in_the_mib),
	};

	return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}

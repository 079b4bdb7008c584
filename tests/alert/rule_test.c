/* Names of severities, categories and checks, both ways. */
#include "tests/alert/fixture.h"

static void severities_are_found_by_name(void **state)
{
	(void)state;
	for (int s = SEV_INFO; s <= SEV_CRITICAL; s++)
		assert_int_equal(severity_find(severity_name((enum severity)s)), s);
	assert_int_equal(severity_find("minor"), SEV_NONE);
	assert_int_equal(severity_find("none"), SEV_NONE);
	assert_int_equal(severity_find(""), SEV_NONE);
}

static void letters_are_capital(void **state)
{
	static const char letters[] = " IWMC";

	(void)state;
	for (int s = SEV_NONE; s <= SEV_CRITICAL; s++)
		assert_int_equal(severity_letter((enum severity)s), letters[s]);
}

static void categories_are_found_by_name(void **state)
{
	enum category c;

	(void)state;
	for (int i = 0; i <= CAT_CONFIGURATION; i++) {
		assert_true(category_find(category_name((enum category)i), &c));
		assert_int_equal(c, i);
	}
	assert_false(category_find("weather", &c));
}

static void checks_are_found_by_name(void **state)
{
	enum check c;

	(void)state;
	for (int i = 0; i < CHECK_N; i++) {
		assert_true(check_find(check_name((enum check)i), &c));
		assert_int_equal(c, i);
		assert_non_null(category_name(check_category((enum check)i)));
	}
	assert_false(check_find("weather", &c));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(severities_are_found_by_name),
		cmocka_unit_test(letters_are_capital),
		cmocka_unit_test(categories_are_found_by_name),
		cmocka_unit_test(checks_are_found_by_name),
	};

	return cmocka_run_group_tests_name("rule", tests, NULL, NULL);
}

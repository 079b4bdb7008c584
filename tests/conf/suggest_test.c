/* "Did you mean": what fingers do counts little, another word much. */
#include "probes/conf/suggest.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

static void each_slip_of_a_finger_is_one(void **state)
{
	(void)state;
	assert_int_equal(suggest_distance("address", "address", 3), 0);
	assert_int_equal(suggest_distance("adress", "address", 3), 1);
	assert_int_equal(suggest_distance("addresss", "address", 3), 1);
	assert_int_equal(suggest_distance("sddress", "address", 3), 1);
	assert_int_equal(suggest_distance("adderss", "address", 3), 1);
	assert_int_equal(suggest_distance("ADDRESS", "address", 3), 0);
	assert_int_equal(suggest_distance("", "abc", 3), 3);
}

static void another_word_is_beyond_the_limit(void **state)
{
	(void)state;
	assert_int_equal(suggest_distance("site", "parent", 3), 4);
	assert_int_equal(suggest_distance("a", "abcdefghijklmnop", 3), 4);
}

static void the_nearest_word_is_named(void **state)
{
	(void)state;
	struct faults f = {0};
	char words[SUGGEST_SIZE];
	struct suggest s = suggest_begin(&f, "parnet");
	assert_false(suggest_offer(&s, "port"));
	assert_true(suggest_offer(&s, "parents"));
	assert_true(suggest_offer(&s, "parent"));
	assert_false(suggest_offer(&s, "parents"));
	assert_string_equal(suggest_words(&s, words), ": did you mean 'parent'?");
}

static void nothing_near_is_nothing_said(void **state)
{
	(void)state;
	struct faults f = {0};
	char words[SUGGEST_SIZE];
	struct suggest s = suggest_begin(&f, "zzzz");
	suggest_offer(&s, "ab"); /* all of it would be replaced */
	suggest_offer(&s, "parent");
	assert_string_equal(suggest_words(&s, words), "");
}

static void searches_are_limited(void **state)
{
	(void)state;
	struct faults f = {0};
	uint32_t found = 0;
	for (int i = 0; i < 1000; i++) {
		struct suggest s = suggest_begin(&f, "parnet");
		found += suggest_offer(&s, "parent");
	}
	assert_int_equal(found, 50);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_slip_of_a_finger_is_one),
		cmocka_unit_test(another_word_is_beyond_the_limit),
		cmocka_unit_test(the_nearest_word_is_named),
		cmocka_unit_test(nothing_near_is_nothing_said),
		cmocka_unit_test(searches_are_limited),
	};
	return cmocka_run_group_tests_name("suggest", tests, NULL, NULL);
}

/* ids: random, each once, found while they live and remembered for a while after. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "probes/wire/ids.h"

#define MANY 20000

static struct ids ids;
static int32_t id[MANY];

static int setup(void **state)
{
	(void)state;
	ids_init(&ids);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	ids_fini(&ids);
	return 0;
}

static void every_id_is_found_however_many_there_are(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < MANY; i++)
		id[i] = ids_take(&ids, i);
	for (uint32_t i = 0; i < MANY; i++) {
		assert_true(id[i] > 0);
		assert_int_equal(ids_find(&ids, id[i]), i);
	}
}

static void what_was_given_back_is_not_found(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 100; i++)
		id[i] = ids_take(&ids, i);
	for (uint32_t i = 0; i < 100; i += 2)
		ids_give_back(&ids, id[i]);
	for (uint32_t i = 0; i < 100; i++)
		assert_int_equal(ids_find(&ids, id[i]), i % 2 ? i : NONE);
}

static void an_id_given_back_is_remembered(void **state)
{
	(void)state;
	int32_t one = ids_take(&ids, 7);
	assert_false(ids_was(&ids, one));
	ids_give_back(&ids, one);
	assert_true(ids_was(&ids, one));
	assert_false(ids_was(&ids, one ^ 1));
	assert_false(ids_was(&ids, 0));
}

/* A table that does not grow is a table whose places come free again. */
static void places_come_free_again(void **state)
{
	(void)state;
	uint32_t cap = ids.cap;
	for (uint32_t i = 0; i < MANY; i++)
		ids_give_back(&ids, ids_take(&ids, i));
	assert_int_equal(ids.cap, cap);
	assert_int_equal(ids.n, 0);
}

/* Two engines, or two runs, must not ask with the same numbers. */
static void ids_cannot_be_foretold(void **state)
{
	struct ids other;
	unsigned same = 0;

	(void)state;
	ids_init(&other);
	for (uint32_t i = 0; i < 1000; i++)
		same += ids_take(&ids, i) == ids_take(&other, i);
	assert_true(same < 5);
	ids_fini(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			every_id_is_found_however_many_there_are, setup, teardown),
		cmocka_unit_test_setup_teardown(what_was_given_back_is_not_found, setup,
						teardown),
		cmocka_unit_test_setup_teardown(an_id_given_back_is_remembered, setup,
						teardown),
		cmocka_unit_test_setup_teardown(places_come_free_again, setup,
						teardown),
		cmocka_unit_test_setup_teardown(ids_cannot_be_foretold, setup,
						teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

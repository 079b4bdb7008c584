/* agenda: what has news waits in its order, each once. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "probes/base/table.h"
#include "tui/agenda.h"

static void each_waits_once_and_in_its_order(void **state)
{
	struct agenda a = {0};

	(void)state;
	agenda_init(&a, 3);
	assert_true(agenda_add(&a, 2));
	assert_true(agenda_add(&a, 0));
	assert_false(agenda_add(&a, 2));
	assert_int_equal(agenda_take(&a), 2);
	assert_true(agenda_add(&a, 2)); /* it has news again, behind the other */
	assert_int_equal(agenda_take(&a), 0);
	assert_int_equal(agenda_take(&a), 2);
	assert_int_equal(a.n, 0);
	agenda_fini(&a);
}

static void who_is_next_can_be_seen_also_round_the_end(void **state)
{
	struct agenda a = {0};

	(void)state;
	agenda_init(&a, 3);
	assert_int_equal(agenda_at(&a, 0), NONE);
	for (uint32_t id = 0; id < 3; id++)
		agenda_add(&a, id);
	agenda_take(&a);
	agenda_add(&a, 0);
	assert_int_equal(agenda_at(&a, 0), 1);
	assert_int_equal(agenda_at(&a, 2), 0);
	assert_int_equal(agenda_at(&a, 3), NONE);
	assert_int_equal(agenda_take(&a), 1); /* to look takes nothing */
	agenda_fini(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_waits_once_and_in_its_order),
		cmocka_unit_test(who_is_next_can_be_seen_also_round_the_end),
	};

	return cmocka_run_group_tests_name("agenda", tests, NULL, NULL);
}

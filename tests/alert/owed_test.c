/* Words that are owed to people: kept, due again, and for a day at most. */
#include "tests/alert/fixture.h"

#include "probes/alert/owed.h"

#define DAY (24 * HOUR)

static struct owed *owe(struct owed_list *l, const char *window, int64_t at_ms)
{
	return owed_add(l, &(struct event){.at_ms = at_ms,
					   .kind = EVENT_DIGEST,
					   .name = window,
					   .text = "CHG1 ended: 2 devices back",
					   .note = "mk"});
}

static void what_is_owed_is_due_once(void **state)
{
	struct owed_list l = {0};
	uint32_t i = 0, number;
	struct owed *o;

	(void)state;
	number = owe(&l, "CHG1", T0)->number;
	o = owed_due(&l, &i, T0);
	assert_non_null(o);
	assert_string_equal(o->to, "mk");
	assert_string_equal(o->text, "CHG1 ended: 2 devices back");
	o->sent = true;
	i = 0;
	assert_null(owed_due(&l, &i, T0));
	owed_drop(&l, number);
	assert_null(owed_find(&l, number));
	owed_fini(&l);
}

static void what_no_hook_took_is_due_again_for_a_day(void **state)
{
	struct owed_list l = {0};
	struct owed *o = owe(&l, "CHG1", T0);
	uint32_t i = 0;

	(void)state;
	o->sent = true;
	assert_true(owed_again(o, MINUTE, T0 + SECOND));
	assert_null(owed_due(&l, &i, T0 + MINUTE));
	i = 0;
	assert_ptr_equal(owed_due(&l, &i, T0 + MINUTE + SECOND), o);
	assert_false(owed_again(o, MINUTE, T0 + DAY));
	owed_fini(&l);
}

static void a_clock_that_is_set_makes_nothing_due(void **state)
{
	struct owed_list l = {0};
	struct owed *o = owe(&l, "CHG1", T0);
	uint32_t i = 0;

	(void)state;
	o->sent = true;
	assert_true(owed_again(o, MINUTE, T0));
	owed_clock_set(&l, 2 * DAY);
	assert_null(owed_due(&l, &i, T0 + 2 * DAY + MINUTE - SECOND));
	i = 0;
	assert_ptr_equal(owed_due(&l, &i, T0 + 2 * DAY + MINUTE), o);
	assert_true(owed_again(o, MINUTE, T0 + 2 * DAY + MINUTE)); /* not a day old */
	owed_fini(&l);
}

/* As another watch finds it in the journal. */
static void a_row_brings_back_what_no_hook_had(void **state)
{
	struct owed_list l = {0}, next = {0};
	uint32_t first = owe(&l, "CHG1", T0)->number;
	struct window_row two = owed_row(owe(&l, "CHG2", T0), true);
	struct window_row one = owed_row(owed_find(&l, first), false), old = one;
	struct window_row again;
	uint32_t i = 0;

	(void)state;
	assert_int_not_equal(one.id, two.id);
	owed_restore(&next, &one, T0 + HOUR);
	owed_restore(&next, &two, T0 + HOUR);
	owed_restore(&next, &old, T0 + DAY);
	assert_int_equal(next.n, 1);
	again = owed_row(owed_due(&next, &i, T0 + HOUR), true);
	assert_int_equal(again.id, one.id);
	assert_string_equal(again.window, "CHG1");
	assert_string_equal(again.name, one.name);
	assert_string_equal(again.entity, "mk");
	assert_int_equal(again.from_ms, T0);
	owed_fini(&l);
	owed_fini(&next);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_owed_is_due_once),
		cmocka_unit_test(what_no_hook_took_is_due_again_for_a_day),
		cmocka_unit_test(a_clock_that_is_set_makes_nothing_due),
		cmocka_unit_test(a_row_brings_back_what_no_hook_had),
	};

	return cmocka_run_group_tests_name("owed", tests, NULL, NULL);
}

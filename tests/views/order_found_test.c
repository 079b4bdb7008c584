/* What is seen of a long list while a filter that takes long looks at the rest. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "tests/views/numbers.h"
#include "views/digits.h"

/* The usual rows, so much work each that all of them take four blinks. */
static struct order_source slow_source(void)
{
	struct order_source slow = source;

	slow.work = 4 * ORDER_BLINK / LARGE;
	fill(LARGE);
	return slow;
}

/* Until something is shown, of as many rows as take a few blinks. */
static struct rows next_shown(struct orders *all, const struct order_spec *spec)
{
	uint64_t answered = all->answered;

	for (uint32_t n = 0; all->answered == answered; n++) {
		orders_step(all, &scene, SLICE);
		assert_true(n < LARGE);
	}
	return orders_get(all, &scene, spec);
}

static void what_a_slow_filter_found_so_far_is_shown_meanwhile(void **state)
{
	struct order_source slow = slow_source();
	struct order_spec spec = {.source = &slow, .filter = "util<500"};
	uint32_t searched = 0, found = 0, times = 0;
	struct orders all = {0};
	struct rows rows;
	double last;

	(void)state;
	rows = orders_get(&all, &scene, &spec);
	assert_int_equal(rows.searched, 0);
	while ((rows = next_shown(&all, &spec)).searched) {
		assert_false(rows.ready);
		assert_int_equal(rows.n + rows.more, 0); /* nothing to act on */
		assert_true(rows.found > found || found == DIGITS_FIRST);
		assert_true(rows.searched > searched && rows.searched < 100);
		last = 500;
		for (uint32_t i = 0; i < rows.found; i++) {
			double v = value[row(rows.ref[i])];

			assert_true(v < last);
			last = v;
		}
		assert_true(orders_awaited(&all, &scene));
		searched = rows.searched;
		found = rows.found;
		times++;
	}
	assert_in_range(times, 3, 4);
	assert_int_equal(found, DIGITS_FIRST);
	assert_int_equal(rows.n + rows.more, 500);
	finish(&all);
	rows = orders_get(&all, &scene, &spec);
	assert_true(rows.ready);
	assert_int_equal(rows.n, 500);
	assert_int_equal(rows.found + rows.searched, 0);
	orders_fini(&all);
}

static void a_slow_filter_that_finds_nothing_says_how_far_it_is(void **state)
{
	struct order_source slow = slow_source();
	struct order_spec spec = {.source = &slow, .filter = "util<0"};
	struct orders all = {0};
	struct rows rows;

	(void)state;
	orders_get(&all, &scene, &spec);
	rows = next_shown(&all, &spec);
	assert_in_range(rows.searched, 20, 30);
	assert_int_equal(rows.found, 0);
	finish(&all);
	rows = orders_get(&all, &scene, &spec);
	assert_true(rows.ready);
	assert_int_equal(rows.n, 0);
	orders_fini(&all);
}

/* All are in it: its first rows are not known before all were looked at. */
static void a_list_without_a_filter_shows_nothing_half_done(void **state)
{
	struct order_source slow = slow_source();
	struct order_spec spec = {.source = &slow};
	struct orders all = {0};
	struct rows rows;

	(void)state;
	orders_get(&all, &scene, &spec);
	rows = next_shown(&all, &spec);
	assert_int_equal(rows.searched, 0);
	assert_int_equal(rows.n, DIGITS_FIRST);
	orders_fini(&all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_slow_filter_found_so_far_is_shown_meanwhile),
		cmocka_unit_test(a_slow_filter_that_finds_nothing_says_how_far_it_is),
		cmocka_unit_test(a_list_without_a_filter_shows_nothing_half_done),
	};

	return cmocka_run_group_tests_name("order found", tests, NULL, NULL);
}

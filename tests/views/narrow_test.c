/* A list of which one types on, sorted another way, and in time renewed. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "tests/views/numbers.h"
#include "views/digits.h"

static void who_types_on_has_only_what_was_left_looked_through(void **state)
{
	struct order_spec spec = {.source = &source};
	struct orders all = {0};
	struct rows rows;

	(void)state;
	fill(LARGE);
	snprintf(spec.filter, sizeof spec.filter, "util<30000");
	assert_int_equal(looked_at_for(&all, &spec), LARGE);
	snprintf(spec.filter, sizeof spec.filter, "util<30000 util>=29000");
	assert_int_equal(looked_at_for(&all, &spec), 30000);
	rows = orders_get(&all, &scene, &spec);
	assert_int_equal(rows.n, 1000);
	assert_sorted(&rows);
	snprintf(spec.filter, sizeof spec.filter, "util<30000 util>=29000 !util=29500");
	assert_int_equal(looked_at_for(&all, &spec), 1000);
	rows = orders_get(&all, &scene, &spec);
	assert_int_equal(rows.n, 999);
	assert_sorted(&rows);
	/* what it does not narrow is of no use */
	snprintf(spec.filter, sizeof spec.filter, "util<31000");
	assert_int_equal(looked_at_for(&all, &spec), LARGE);
	assert_int_equal(orders_get(&all, &scene, &spec).n, 31000);
	orders_fini(&all);
}

/* Even while the wider one is still being looked through. */
static void who_types_faster_than_it_goes_loses_nothing(void **state)
{
	struct order_spec spec = {.source = &source};
	struct orders all = {0};
	struct rows rows;

	(void)state;
	fill(LARGE);
	snprintf(spec.filter, sizeof spec.filter, "util<3000");
	orders_get(&all, &scene, &spec);
	for (uint32_t i = 0; i < LARGE * 7 / 8 / SLICE; i++)
		orders_step(&all, &scene, SLICE);
	assert_false(orders_get(&all, &scene, &spec).ready);
	snprintf(spec.filter, sizeof spec.filter, "util<3000 util>=10");
	assert_in_range(looked_at_for(&all, &spec), LARGE / 10, LARGE / 3);
	rows = orders_get(&all, &scene, &spec);
	assert_int_equal(rows.n, 2990);
	assert_sorted(&rows);
	orders_fini(&all);
}

static void what_is_filtered_is_sorted_another_way_without_the_rest(void **state)
{
	struct order_spec spec = {.source = &source};
	struct orders all = {0};
	struct rows rows;

	(void)state;
	fill(LARGE);
	snprintf(spec.filter, sizeof spec.filter, "util<20000");
	looked_at_for(&all, &spec);
	spec.by = &odd;
	assert_int_equal(looked_at_for(&all, &spec), 20000);
	rows = orders_get(&all, &scene, &spec);
	assert_int_equal(rows.n, 20000);
	assert_odd(&rows, false);
	orders_fini(&all);
}

/* What is known to hold is not asked again, however many rows that spares. */
static void a_filter_that_grew_asks_only_what_is_new(void **state)
{
	struct order_spec spec = {.source = &source};
	struct orders all = {0};

	(void)state;
	fill(LARGE);
	snprintf(spec.filter, sizeof spec.filter, "util>=1000");
	asked = 0;
	looked_at_for(&all, &spec);
	assert_int_equal(asked, LARGE);
	spec.by = &odd;
	asked = 0;
	assert_int_equal(looked_at_for(&all, &spec), LARGE - 1000);
	assert_int_equal(asked, 0);
	assert_int_equal(orders_get(&all, &scene, &spec).n, LARGE - 1000);
	snprintf(spec.filter, sizeof spec.filter, "util<99000 util>=1000");
	assert_int_equal(looked_at_for(&all, &spec), LARGE - 1000);
	assert_in_range(asked, LARGE - 1000, LARGE - 1000 + ORDER_INLINE);
	assert_int_equal(orders_get(&all, &scene, &spec).n, LARGE - 2000);
	orders_fini(&all);
}

/* What came to pass since the wider one was made is there when that is due. */
static void what_was_narrowed_is_renewed_from_all_rows(void **state)
{
	struct order_spec spec = {.source = &source};
	struct orders all = {0};

	(void)state;
	fill(LARGE);
	snprintf(spec.filter, sizeof spec.filter, "util<3000");
	looked_at_for(&all, &spec);
	scene.now_ms += 4000;
	for (uint32_t i = 0; i < LARGE; i++)
		value[i] = value[i] == 50000 ? 100.5 : value[i];
	snprintf(spec.filter, sizeof spec.filter, "util<3000 util>=100 util<=101");
	looked_at_for(&all, &spec);
	assert_int_equal(orders_get(&all, &scene, &spec).n, 2);
	scene.now_ms += 1001; /* five seconds after the wider one */
	orders_get(&all, &scene, &spec);
	finish(&all);
	assert_int_equal(orders_get(&all, &scene, &spec).n, 3);
	orders_fini(&all);
}

/* Megabytes of room are taken for one at a time: they are new one after another. */
static void large_lists_are_renewed_one_by_one(void **state)
{
	struct order_spec spec[10];
	struct orders all = {0};
	unsigned new = 0;

	(void)state;
	fill(LARGE);
	for (int i = 0; i < 10; i++) {
		spec[i] = (struct order_spec){.source = &source};
		snprintf(spec[i].filter, sizeof spec[i].filter, "util>%d",
			 LARGE / 2 + i);
		slices_for(&all, &spec[i]);
	}
	for (uint32_t i = 0; i < LARGE; i++)
		value[i] = value[i] == LARGE - 1 ? 0 : value[i];
	scene.now_ms += 10000;
	for (int i = 0; i < 10; i++)
		orders_get(&all, &scene, &spec[i]);
	for (int i = 0; i < 5 * LARGE / SLICE; i++)
		orders_step(&all, &scene, SLICE);
	for (uint32_t i = 0; i < 10; i++) /* one row less */
		new += orders_get(&all, &scene, &spec[i]).n == LARGE / 2 - 2 - i;
	assert_in_range(new, 1, 4);
	orders_fini(&all);
}

/* No two of them are alike: a pattern comes to ever new places in them, more than are
 * remembered. */
static void long_facts(const struct scene *s, ref_id ref, struct filter_facts *f)
{
	static char text[73];
	uint64_t bits = (row(ref) + 1) * UINT64_C(0x9e3779b97f4a7c15);

	facts(s, ref, f);
	for (size_t i = 0; i < sizeof text - 1; i++) {
		bits ^= bits >> 7;
		bits *= UINT64_C(0x2545f4914f6cdd1d);
		text[i] = bits >> 60 & 3 ? 'a' : 'c';
	}
	f->entity = text;
}

/* A slice is so much work, not so many rows. */
static void what_a_pattern_takes_shortens_the_slice(void **state)
{
	struct order_source texts = source;
	struct order_spec spec = {.source = &texts};
	struct orders all = {0};

	(void)state;
	texts.facts = long_facts;
	fill(LARGE);
	snprintf(spec.filter, sizeof spec.filter, "/a.{29}b/");
	orders_get(&all, &scene, &spec);
	while (orders_awaited(&all, &scene)) {
		asked = 0;
		orders_step(&all, &scene, SLICE);
		assert_in_range(asked, 0, SLICE / 20);
	}
	assert_int_equal(orders_get(&all, &scene, &spec).n, 0);
	orders_fini(&all);
}

static void a_drawing_begins_a_large_list_for_so_many_rows(void **state)
{
	struct order_spec spec = {.source = &source};
	struct orders all = {0};

	(void)state;
	fill(LARGE);
	looked_at = 0;
	orders_get(&all, &scene, &spec);
	assert_in_range(looked_at, 1, ORDER_INLINE / 2);
	orders_fini(&all);
}

/* They are far from each other in memory. */
static void rows_that_stand_alone_shorten_drawings_and_slices(void **state)
{
	struct order_spec spec = {.source = &source};
	struct orders all = {0};

	(void)state;
	fill(LARGE);
	snprintf(spec.filter, sizeof spec.filter, "util<1500");
	looked_at_for(&all, &spec);
	snprintf(spec.filter, sizeof spec.filter, "util<1500 util<1499.5");
	looked_at = 0;
	orders_get(&all, &scene, &spec);
	assert_in_range(looked_at, 1, ORDER_INLINE / 2 / 5);
	while (orders_awaited(&all, &scene)) {
		looked_at = 0;
		orders_step(&all, &scene, SLICE);
		assert_in_range(looked_at, 0, SLICE / 5);
	}
	assert_int_equal(orders_get(&all, &scene, &spec).n, 1500);
	orders_fini(&all);
}

static void what_nobody_looks_at_is_not_renewed(void **state)
{
	struct order_spec spec = {.source = &source};
	struct orders all = {0};

	(void)state;
	fill(LARGE);
	slices_for(&all, &spec);
	scene.now_ms += 10000;
	looked_at = 0;
	finish(&all);
	assert_int_equal(looked_at, 0);
	orders_get(&all, &scene, &spec);
	finish(&all);
	assert_int_equal(looked_at, LARGE);
	orders_fini(&all);
}

/* Of what is shown in the same order. Too few of them: nothing, for little work. */
static void who_filters_sees_the_first_rows_at_once(void **state)
{
	static const struct {
		const char *filter;
		const struct column *by;
		uint32_t n;
	} cases[] = {{"util>1000", NULL, DIGITS_FIRST},
		     {"util<1000", NULL, 0},
		     {"util>1000", &odd, 0}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct order_spec all_of = {.source = &source};
		struct order_spec spec = {.source = &source, .by = cases[i].by};
		ref_id first[DIGITS_FIRST];
		struct orders all = {0};
		struct rows rows;

		fill(LARGE);
		snprintf(spec.filter, sizeof spec.filter, "%s", cases[i].filter);
		orders_get(&all, &scene, &all_of);
		finish(&all);
		asked = 0;
		rows = orders_get(&all, &scene, &spec);
		assert_in_range(asked, 1, ORDER_INLINE / 2);
		assert_false(rows.ready);
		assert_int_equal(rows.n, cases[i].n);
		assert_true(rows.uncounted == (rows.n > 0));
		assert_true((rows.more > 0) == (rows.n > 0));
		if (rows.n > 0)
			memcpy(first, rows.ref, rows.n * sizeof *first);
		slices_for(&all, &spec);
		rows = orders_get(&all, &scene, &spec);
		assert_false(rows.uncounted);
		assert_int_equal(rows.more, 0);
		assert_memory_equal(rows.ref, first, cases[i].n * sizeof *first);
		orders_fini(&all);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_types_on_has_only_what_was_left_looked_through),
		cmocka_unit_test(who_types_faster_than_it_goes_loses_nothing),
		cmocka_unit_test(
			what_is_filtered_is_sorted_another_way_without_the_rest),
		cmocka_unit_test(a_filter_that_grew_asks_only_what_is_new),
		cmocka_unit_test(what_was_narrowed_is_renewed_from_all_rows),
		cmocka_unit_test(large_lists_are_renewed_one_by_one),
		cmocka_unit_test(what_a_pattern_takes_shortens_the_slice),
		cmocka_unit_test(a_drawing_begins_a_large_list_for_so_many_rows),
		cmocka_unit_test(rows_that_stand_alone_shorten_drawings_and_slices),
		cmocka_unit_test(what_nobody_looks_at_is_not_renewed),
		cmocka_unit_test(who_filters_sees_the_first_rows_at_once),
	};

	return cmocka_run_group_tests_name("narrow", tests, NULL, NULL);
}

/* Long lists in slices. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/views/numbers.h"
#include "views/digits.h"

/* One of ten names. */
static str_id names[10];
static void name_value(const struct scene *s, ref_id ref, struct datum *d)
{
	(void)s;
	d->id = names[row(ref) % 10];
}

static const struct column named = {
	.word = "name", .value = name_value, .ranked = true, .exact = true};

static void a_small_list_is_in_order_when_it_is_asked_for(void **state)
{
	struct order_spec spec = {.source = &source};
	struct orders all = {0};
	struct rows rows;

	(void)state;
	fill(1000);
	value[5] = -1;
	rows = orders_get(&all, &scene, &spec);
	assert_true(rows.ready);
	assert_int_equal(rows.n, 999);
	assert_sorted(&rows);
	orders_fini(&all);
}

static void a_few_of_many_are_found_when_they_are_asked_for(void **state)
{
	struct order_spec spec = {.source = &source};
	struct orders all = {0};
	struct rows rows;

	(void)state;
	fill(10000);
	snprintf(spec.filter, sizeof spec.filter, "util<5");
	rows = orders_get(&all, &scene, &spec);
	assert_true(rows.ready);
	assert_int_equal(rows.n, 5);
	assert_sorted(&rows);
	orders_fini(&all);
}

static void a_hundred_thousand_rows_are_put_in_order_in_bounded_slices(void **state)
{
	struct order_spec spec = {.source = &source};
	struct orders all = {0};
	struct rows rows;
	bool more;
	uint32_t slices = 0,
		 most = LARGE / SLICE * 8; /* a scan, passes of digits, a copy */

	(void)state;
	fill(LARGE);
	looked_at = 0;
	rows = orders_get(&all, &scene, &spec);
	assert_false(rows.ready);
	assert_int_equal(rows.n, 0);
	assert_true(looked_at <= ORDER_INLINE);
	do {
		looked_at = 0;
		assert_true(slices++ < most);
		more = orders_step(&all, &scene, SLICE) == 0;
		assert_true(looked_at <= SLICE);
	} while (more);
	rows = orders_get(&all, &scene, &spec);
	assert_true(rows.ready);
	assert_int_equal(rows.n, LARGE);
	assert_sorted(&rows);
	orders_fini(&all);
}

/* Slices until there is something to show. */
static uint32_t slices_for_the_first(struct orders *all, const struct order_spec *spec,
				     ref_id first[DIGITS_FIRST])
{
	struct rows rows;
	uint32_t n = 0;

	while ((rows = orders_get(all, &scene, spec)).n == 0) {
		orders_step(all, &scene, SLICE);
		assert_true(++n < LARGE);
	}
	assert_false(rows.ready);
	assert_int_equal(rows.n, DIGITS_FIRST);
	assert_int_equal(rows.n + rows.more, LARGE);
	memcpy(first, rows.ref, DIGITS_FIRST * sizeof *first);
	return n;
}

/* By a key, by few keys, by names, either way. */
static void the_first_rows_are_there_before_the_rest_is_sorted_and_stay(void **state)
{
	const struct column *const by[] = {NULL, &odd};

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct order_spec spec = {
			.source = &source, .by = by[i / 2], .reverse = i % 2};
		ref_id first[DIGITS_FIRST];
		struct orders all = {0};
		struct rows rows;
		uint64_t answered;

		fill(LARGE);
		assert_in_range(slices_for_the_first(&all, &spec, first),
				(LARGE - ORDER_INLINE) / SLICE, LARGE / SLICE);
		answered = all.answered;
		assert_true(orders_awaited(&all, &scene));
		finish(&all);
		assert_int_equal(all.answered, answered + 1);
		rows = orders_get(&all, &scene, &spec);
		assert_true(rows.ready);
		assert_int_equal(rows.more, 0);
		assert_int_equal(rows.n, LARGE);
		assert_memory_equal(rows.ref, first, sizeof first);
		orders_fini(&all);
	}
}

/* Who types comes before the rest of a list whose first rows are shown. */
static void the_rest_of_a_list_waits_for_who_has_nothing_to_see(void **state)
{
	struct order_spec one = {.source = &source}, two = {.source = &source};
	ref_id first[DIGITS_FIRST];
	struct orders all = {0};

	(void)state;
	fill(LARGE);
	one.by = &odd;
	orders_get(&all, &scene, &two);
	orders_get(&all, &scene, &one);
	slices_for_the_first(&all, &one, first);
	assert_in_range(slices_for_the_first(&all, &two, first), 1, LARGE / SLICE);
	assert_false(orders_get(&all, &scene, &one).ready);
	finish(&all);
	assert_true(orders_get(&all, &scene, &one).ready);
	assert_true(orders_get(&all, &scene, &two).ready);
	orders_fini(&all);
}

static void the_last_order_is_shown_until_the_next_is_ready(void **state)
{
	struct order_spec spec = {.source = &source};
	struct orders all = {0};
	struct rows rows;
	ref_id first;

	(void)state;
	fill(LARGE);
	orders_get(&all, &scene, &spec);
	finish(&all);
	rows = orders_get(&all, &scene, &spec);
	first = rows.ref[0];
	value[row(first)] = 0;
	scene.now_ms += 10000;
	orders_get(&all, &scene, &spec);
	orders_step(&all, &scene, SLICE);
	rows = orders_get(&all, &scene, &spec);
	assert_true(rows.ready);
	assert_int_equal(rows.ref[0], first);
	finish(&all);
	rows = orders_get(&all, &scene, &spec);
	assert_int_not_equal(rows.ref[0], first);
	orders_fini(&all);
}

static void a_list_that_grew_large_is_kept_in_order_in_slices(void **state)
{
	struct order_spec spec = {.source = &source};
	struct orders all = {0};
	struct rows rows;

	(void)state;
	fill(100);
	orders_get(&all, &scene, &spec);
	fill(LARGE);
	scene.now_ms += 10000;
	orders_get(&all, &scene, &spec);
	finish(&all);
	rows = orders_get(&all, &scene, &spec);
	assert_int_equal(rows.n, LARGE);
	assert_sorted(&rows);
	orders_fini(&all);
}

static void two_who_ask_the_same_share_one_order(void **state)
{
	struct order_spec spec = {.source = &source}, other = {.source = &source};
	struct orders all = {0};

	(void)state;
	fill(100);
	snprintf(other.filter, sizeof other.filter, "util>50");
	orders_get(&all, &scene, &spec);
	orders_get(&all, &scene, &spec);
	assert_int_equal(all.n, 1);
	assert_int_equal(orders_get(&all, &scene, &other).n, 49);
	assert_int_equal(all.n, 2);
	other.show = SHOW_PROBLEMS;
	assert_true(orders_get(&all, &scene, &other).n < 49);
	assert_int_equal(all.n, 3);
	scene.now_ms += 60000;
	orders_get(&all, &scene, &spec);
	orders_step(&all, &scene, SLICE);
	assert_int_equal(all.n, 1);
	orders_fini(&all);
}

static uint32_t place_of(const struct rows *rows, uint32_t i)
{
	for (uint32_t k = 0; k < rows->n; k++)
		if (row(rows->ref[k]) == i)
			return k;
	return NONE;
}

static void rows_within_two_points_do_not_change_places(void **state)
{
	struct order_spec spec = {.source = &source};
	struct orders all = {0};
	struct rows rows;

	(void)state;
	values = 2;
	value[0] = 80;
	value[1] = 79;
	orders_get(&all, &scene, &spec);
	value[1] = 80.9;
	scene.now_ms += 2000;
	rows = orders_get(&all, &scene, &spec);
	assert_int_equal(place_of(&rows, 1), 1);
	value[1] = 82;
	scene.now_ms += 2000;
	rows = orders_get(&all, &scene, &spec);
	assert_int_equal(place_of(&rows, 1), 0);
	orders_fini(&all);
}

static void a_clock_that_is_set_back_stops_no_list(void **state)
{
	struct order_spec spec = {.source = &source};
	struct orders all = {0};
	struct rows rows;

	(void)state;
	values = 2;
	value[0] = 10;
	value[1] = 50;
	orders_get(&all, &scene, &spec);
	value[0] = 90;
	scene.now_ms -= 3600000;
	rows = orders_get(&all, &scene, &spec);
	assert_int_equal(place_of(&rows, 0), 0);
	orders_fini(&all);
}

/* Interned in no order: port 9, port 8 … port 10 stands last by number. */
static void make_names(void)
{
	char name[16];

	for (unsigned i = 0; i < 10; i++) {
		snprintf(name, sizeof name, "Port %u", 10 - i);
		names[i] = text_intern_str(&net.text, name);
	}
	for (unsigned i = 0; i < 10; i++) /* what is ranked has something its name */
		network_dev_add(&net, &(struct dev){.name = names[i], .site = NONE});
}

static void a_sort_by_name_is_by_rank_and_turns_round(void **state)
{
	struct order_spec spec = {.source = &source, .by = &named};
	struct orders all = {0};
	struct rows rows;

	(void)state;
	network_init(&net);
	make_names();
	fill(100);
	rows = orders_get(&all, &scene, &spec);
	assert_int_equal(rows.n, 100);
	for (uint32_t i = 0; i < rows.n; i++) /* "Port 1" is names[9] */
		assert_int_equal(row(rows.ref[i]) % 10, 9 - i / 10);
	spec.reverse = true;
	rows = orders_get(&all, &scene, &spec);
	for (uint32_t i = 0; i < rows.n; i++)
		assert_int_equal(row(rows.ref[i]) % 10, i / 10);
	orders_fini(&all);
	ranks_fini(&views.ranks);
	network_fini(&net);
	memset(&net, 0, sizeof net);
}

static void equal_keys_stand_by_ref_and_none_is_last_either_way(void **state)
{
	struct order_spec spec = {.source = &source, .by = &odd};
	struct orders all = {0};
	struct rows rows;

	(void)state;
	fill(5000);
	for (int reverse = 0; reverse < 2; reverse++) {
		spec.reverse = reverse;
		orders_get(&all, &scene, &spec);
		finish(&all);
		rows = orders_get(&all, &scene, &spec);
		assert_int_equal(rows.n, 5000);
		assert_odd(&rows, reverse);
	}
	orders_fini(&all);
}

static void who_types_comes_before_fifty_others(void **state)
{
	struct order_spec spec = {.source = &source}, one = {.source = &source};
	struct orders all = {0};
	uint32_t alone;

	(void)state;
	fill(LARGE);
	snprintf(one.filter, sizeof one.filter, "util<5000");
	orders_get(&all, &scene, &one);
	alone = slices_for(&all, &one);
	orders_fini(&all);
	for (int i = 0; i < 50; i++) {
		snprintf(spec.filter, sizeof spec.filter, "util>%d", i);
		orders_get(&all, &scene, &spec);
		if (i % 2) /* some have theirs, and it is time to renew it */
			slices_for(&all, &spec);
	}
	scene.now_ms += 2000;
	orders_get(&all, &scene, &one);
	assert_int_equal(slices_for(&all, &one), alone);
	orders_fini(&all);
}

static void of_fifty_who_type_at_once_few_take_room_and_all_are_answered(void **state)
{
	struct order_spec spec[50];
	struct orders all = {0};
	uint32_t ready = 0;

	(void)state;
	fill(LARGE);
	looked_at = 0;
	for (int i = 0; i < 50; i++) {
		spec[i] = (struct order_spec){.source = &source};
		snprintf(spec[i].filter, sizeof spec[i].filter, "util>%d", i);
		orders_get(&all, &scene, &spec[i]);
		assert_in_range(orders_making(&all), 1, ORDERS_MAKING);
	}
	while (orders_awaited(&all, &scene)) {
		orders_step(&all, &scene, SLICE);
		assert_in_range(orders_making(&all), 0, ORDERS_MAKING);
	}
	assert_in_range(looked_at, 50 * LARGE, 50 * (LARGE + ORDER_INLINE));
	for (int i = 0; i < 50; i++)
		ready += orders_get(&all, &scene, &spec[i]).n ==
			 (uint32_t)(LARGE - 1 - i);
	assert_int_equal(ready, 50);
	orders_fini(&all);
}

static void many_large_lists_are_renewed_the_seldomer(void **state)
{
	struct order_spec spec = {.source = &source};
	struct orders all = {0};
	uint32_t looked = 0;

	(void)state;
	fill(LARGE);
	for (int i = 0; i < 50; i++) {
		snprintf(spec.filter, sizeof spec.filter, "util>%d", LARGE - i);
		orders_get(&all, &scene, &spec);
		slices_for(&all, &spec);
	}
	for (int second = 0; second < 60; second++) {
		scene.now_ms += 1000;
		for (int i = 0; i < 50; i++) {
			snprintf(spec.filter, sizeof spec.filter, "util>%d", LARGE - i);
			orders_get(&all, &scene, &spec);
		}
		looked_at = 0;
		finish(&all);
		looked += looked_at;
	}
	assert_in_range(looked, 50 * LARGE, 60 * 800000);
	orders_fini(&all);
}

static uint32_t looked_after(struct orders *all, const struct order_spec *spec,
			     int64_t ms)
{
	scene.now_ms += ms;
	orders_get(all, &scene, spec);
	looked_at = 0;
	finish(all);
	return looked_at;
}

static void the_larger_a_list_the_seldomer_it_is_renewed(void **state)
{
	struct order_spec spec = {.source = &source};
	struct orders all = {0};

	(void)state;
	fill(LARGE);
	orders_get(&all, &scene, &spec);
	slices_for(&all, &spec);
	assert_int_equal(looked_after(&all, &spec, 4900), 0);
	assert_true(looked_after(&all, &spec, 200) > 0);
	orders_fini(&all);
	fill(VERY_LARGE);
	orders_get(&all, &scene, &spec);
	slices_for(&all, &spec);
	assert_int_equal(looked_after(&all, &spec, 9900), 0);
	assert_true(looked_after(&all, &spec, 200) > 0);
	orders_fini(&all);
}

static void what_was_typed_past_is_forgotten_soon(void **state)
{
	struct order_spec spec = {.source = &source};
	struct orders all = {0};

	(void)state;
	fill(LARGE);
	for (int i = 0; i < 10; i++) {
		snprintf(spec.filter, sizeof spec.filter, "util>%d", i);
		orders_get(&all, &scene, &spec);
	}
	assert_int_equal(all.n, 10);
	for (int i = 0; i < 4; i++) {
		scene.now_ms += 1000;
		orders_get(&all, &scene, &spec);
		orders_step(&all, &scene, SLICE);
	}
	/* one in a turn: it is megabytes */
	for (uint32_t n = 8; n > 1; n--) {
		assert_int_equal(all.n, n);
		assert_int_equal(orders_step(&all, &scene, SLICE), 0);
	}
	assert_int_equal(all.n, 1);
	orders_fini(&all);
}

/* --- what is noted ------------------------------------------------------------------
 */

static uint64_t changes;

/* In three groups, the biggest first, of equal ones the later. */
static struct merge_row note(const struct scene *s, ref_id ref)
{
	(void)s;
	return (struct merge_row){.ref = ref,
				  .group = (uint8_t)(row(ref) % 3),
				  .first = (uint64_t)(1000000 - value[row(ref)]) / 10};
}

static ref_id line(uint32_t group, uint32_t members)
{
	return group == 0 ? 0 : ref_rule(group << 20 | members);
}

static uint64_t generation(const struct scene *s, const struct order_spec *spec)
{
	(void)s, (void)spec;
	return changes;
}

static const struct order_source noted = {.work = 6,
					  .total = total,
					  .at = at,
					  .member = is_member,
					  .facts = facts,
					  .note = note,
					  .line = line,
					  .generation = generation};

static void word_value(const struct scene *s, ref_id ref, struct datum *d)
{
	static const char *const word[] = {NULL, "port 10", "port 9", "Port 8"};

	(void)s;
	d->text = word[row(ref) % 4];
}
static const struct column worded = {
	.word = "word", .value = word_value, .kind = COLUMN_TEXT};

static void assert_stands(const struct rows *rows, uint32_t i, bool by, bool reverse)
{
	uint32_t a = row(rows->ref[i - 1]), b = row(rows->ref[i]);
	struct merge_row x = note(NULL, rows->ref[i - 1]), y = note(NULL, rows->ref[i]);
	/* none is last either way */
	int place_a = a % 4 == 0 ? 4 : reverse ? (int)(a % 4) : 4 - (int)(a % 4);
	int place_b = b % 4 == 0 ? 4 : reverse ? (int)(b % 4) : 4 - (int)(b % 4);

	assert_int_equal(a % 3, b % 3);
	if (by && place_a != place_b)
		assert_true(place_a < place_b);
	else if (x.first != y.first)
		assert_true(x.first < y.first);
	else
		assert_true(a > b);
}

static void assert_noted(const struct rows *rows, uint32_t n, bool by, bool reverse)
{
	uint32_t members = 0, group = 0;

	assert_int_equal(rows->n, n + 2);
	for (uint32_t i = 0; i < rows->n; i++) {
		if (ref_kind(rows->ref[i]) == THING_RULE) {
			assert_int_equal(ref_which(rows->ref[i]) >> 20, ++group);
			members += ref_which(rows->ref[i]) & 0xfffff;
		} else {
			assert_int_equal(row(rows->ref[i]) % 3, group);
			if (i > 0 && ref_kind(rows->ref[i - 1]) != THING_RULE)
				assert_stands(rows, i, by, reverse);
		}
	}
	assert_int_equal(members, n - (n + 2) / 3);
}

static void what_is_noted_is_merged_in_groups_by_a_column_or_none(void **state)
{
	struct orders all = {0};

	(void)state;
	fill(1000);
	for (int way = 0; way < 3; way++) {
		struct order_spec spec = {.source = &noted,
					  .by = way ? &worded : NULL,
					  .reverse = way == 2};
		struct rows rows = orders_get(&all, &scene, &spec);

		assert_true(rows.ready);
		assert_noted(&rows, 1000, way, way == 2);
	}
	orders_fini(&all);
}

/* Rows looked at in a slice, and in all. */
static uint32_t look_at_slices(struct orders *all, uint32_t *slices)
{
	uint32_t most = 0;
	bool more = true;

	for (*slices = 0; more; ++*slices) {
		looked_at = 0;
		more = orders_step(all, &scene, SLICE) == 0;
		most = looked_at > most ? looked_at : most;
	}
	return most;
}

static void ten_thousand_noted_rows_take_bounded_slices(void **state)
{
	struct order_spec spec = {.source = &noted};
	struct orders all = {0};
	struct rows rows;
	uint32_t slices, again;

	(void)state;
	fill(10000);
	looked_at = 0;
	rows = orders_get(&all, &scene, &spec);
	assert_false(rows.ready);
	assert_in_range(looked_at, 1, ORDER_INLINE / 4);
	assert_in_range(look_at_slices(&all, &slices), 1, SLICE / 4);
	rows = orders_get(&all, &scene, &spec);
	assert_true(rows.ready);
	assert_false(rows.late);
	assert_noted(&rows, 10000, false, false);
	/* what changed is asked for: late, and there with the next slices */
	changes++;
	scene.now_ms += 200;
	looked_at = 0;
	rows = orders_get(&all, &scene, &spec);
	assert_true(rows.ready);
	assert_true(rows.late);
	assert_int_equal(looked_at, 0);
	assert_int_equal(all.answered, 1);
	assert_in_range(look_at_slices(&all, &again), 1, SLICE / 4);
	assert_int_equal(all.answered, 2);
	rows = orders_get(&all, &scene, &spec);
	assert_false(rows.late);
	/* without news it is left alone */
	scene.now_ms += 1000;
	assert_int_equal(look_at_slices(&all, &again), 0);
	orders_fini(&all);
}

static void few_noted_rows_are_always_of_now(void **state)
{
	struct order_spec spec = {.source = &noted};
	struct orders all = {0};
	struct rows rows;

	(void)state;
	fill(900);
	orders_get(&all, &scene, &spec);
	values = 600;
	changes++;
	rows = orders_get(&all, &scene, &spec);
	assert_false(rows.late);
	assert_int_equal(rows.n, 602);
	orders_fini(&all);
}

static void another_configuration_voids_an_order(void **state)
{
	struct order_spec spec = {.source = &source};
	struct orders all = {0};
	struct rows rows;

	(void)state;
	fill(LARGE);
	orders_get(&all, &scene, &spec);
	finish(&all);
	net.dev_n = 7;
	rows = orders_get(&all, &scene, &spec);
	assert_false(rows.ready);
	assert_int_equal(rows.n, 0);
	net.dev_n = 0;
	orders_fini(&all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_small_list_is_in_order_when_it_is_asked_for),
		cmocka_unit_test(a_few_of_many_are_found_when_they_are_asked_for),
		cmocka_unit_test(
			a_hundred_thousand_rows_are_put_in_order_in_bounded_slices),
		cmocka_unit_test(
			the_first_rows_are_there_before_the_rest_is_sorted_and_stay),
		cmocka_unit_test(the_rest_of_a_list_waits_for_who_has_nothing_to_see),
		cmocka_unit_test(the_last_order_is_shown_until_the_next_is_ready),
		cmocka_unit_test(a_list_that_grew_large_is_kept_in_order_in_slices),
		cmocka_unit_test(two_who_ask_the_same_share_one_order),
		cmocka_unit_test(rows_within_two_points_do_not_change_places),
		cmocka_unit_test(a_clock_that_is_set_back_stops_no_list),
		cmocka_unit_test(a_sort_by_name_is_by_rank_and_turns_round),
		cmocka_unit_test(equal_keys_stand_by_ref_and_none_is_last_either_way),
		cmocka_unit_test(who_types_comes_before_fifty_others),
		cmocka_unit_test(
			of_fifty_who_type_at_once_few_take_room_and_all_are_answered),
		cmocka_unit_test(many_large_lists_are_renewed_the_seldomer),
		cmocka_unit_test(the_larger_a_list_the_seldomer_it_is_renewed),
		cmocka_unit_test(what_was_typed_past_is_forgotten_soon),
		cmocka_unit_test(
			what_is_noted_is_merged_in_groups_by_a_column_or_none),
		cmocka_unit_test(ten_thousand_noted_rows_take_bounded_slices),
		cmocka_unit_test(few_noted_rows_are_always_of_now),
		cmocka_unit_test(another_configuration_voids_an_order),
	};

	return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}

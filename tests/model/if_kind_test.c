/* if_kind: as many kinds as there are, and none that nobody is of. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "probes/model/if_kind.h"

enum { ROWS = 1000 };

static const struct if_kind gigabit = {1000000000, 1500, 6, 2, 0}, nothing;

static void rows_of_a_kind_share_it(void **state)
{
	struct if_kinds k;
	uint32_t a = KIND_UNKNOWN, b = KIND_UNKNOWN;

	(void)state;
	if_kinds_init(&k);
	if_kinds_set(&k, &a, &gigabit);
	if_kinds_set(&k, &b, &gigabit);
	assert_int_equal(a, b);
	assert_int_equal(if_kinds_at(&k, a)->speed_bps, 1000000000);
	assert_int_equal(if_kinds_at(&k, a)->mtu, 1500);
	assert_int_equal(if_kinds_at(&k, a)->type, 6);
	assert_int_equal(if_kinds_at(&k, a)->speed_source, 2);
	assert_int_equal(k.n, 2);
	if_kinds_fini(&k);
}

static void each_difference_makes_another(void **state)
{
	static const struct if_kind others[] = {{1000000001, 1500, 6, 2, 0},
						{1000000000, 1501, 6, 2, 0},
						{1000000000, 1500, 7, 2, 0},
						{1000000000, 1500, 6, 3, 0},
						{1000000000, 1500, 6, 2, 3}};
	struct if_kinds k;
	uint32_t id[6] = {0};

	(void)state;
	if_kinds_init(&k);
	if_kinds_set(&k, &id[5], &gigabit);
	for (int i = 0; i < 5; i++)
		if_kinds_set(&k, &id[i], &others[i]);
	for (int i = 0; i < 6; i++)
		for (int j = 0; j < i; j++)
			assert_int_not_equal(id[i], id[j]);
	if_kinds_fini(&k);
}

/* Speeds that never come again, of a radio: no more kinds than interfaces. */
static void what_nobody_is_of_makes_room(void **state)
{
	struct if_kinds k;
	uint32_t id[ROWS] = {0};

	(void)state;
	if_kinds_init(&k);
	for (uint64_t bps = 1; bps < 100 * ROWS; bps++) {
		struct if_kind kind = {.speed_bps = bps};

		if_kinds_set(&k, &id[bps % ROWS], &kind);
		assert_int_equal(if_kinds_at(&k, id[bps % ROWS])->speed_bps, bps);
	}
	assert_in_range(k.n, 1, ROWS + 2);
	for (uint32_t i = 0; i < ROWS; i++)
		if_kinds_set(&k, &id[i], &nothing);
	assert_int_equal(k.by_hash.n, 0);
	if_kinds_fini(&k);
}

/* The last of a kind leaves while another comes. */
static void a_kind_lives_while_one_is_of_it(void **state)
{
	struct if_kinds k;
	uint32_t a = KIND_UNKNOWN, b = KIND_UNKNOWN;

	(void)state;
	if_kinds_init(&k);
	if_kinds_set(&k, &a, &gigabit);
	if_kinds_set(&k, &b, &gigabit);
	if_kinds_set(&k, &a, &nothing);
	assert_int_equal(a, KIND_UNKNOWN);
	assert_int_equal(if_kinds_at(&k, b)->speed_bps, 1000000000);
	if_kinds_set(&k, &b, &nothing);
	if_kinds_set(&k, &a, &(struct if_kind){.mtu = 9000});
	assert_int_equal(k.n, 2); /* in the place of the other */
	if_kinds_fini(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_of_a_kind_share_it),
		cmocka_unit_test(each_difference_makes_another),
		cmocka_unit_test(what_nobody_is_of_makes_room),
		cmocka_unit_test(a_kind_lives_while_one_is_of_it),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

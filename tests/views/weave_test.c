/* Numbers put in order in steps. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "views/weave.h"

#define N 5000

static uint32_t key[N];
static uint32_t compared;

static bool before(const void *ctx, uint32_t b, uint32_t a)
{
	(void)ctx;
	compared++;
	return key[b] < key[a];
}

static void add_all(struct weave *w, uint32_t n)
{
	weave_begin(w);
	for (uint32_t i = 0; i < n; i++)
		weave_add(w, i, before, NULL);
}

static void assert_in_order(const struct weave *w, uint32_t n)
{
	assert_true(weave_done(w));
	assert_int_equal(w->n, n);
	for (uint32_t i = 1; i < n; i++) {
		uint32_t a = w->id[i - 1], b = w->id[i];

		assert_true(key[a] < key[b] || (key[a] == key[b] && a < b));
	}
}

/* Of few keys: equal ones keep their places. As many as a power of two, and not. */
static void any_number_is_put_in_order_in_steps_of_any_size(void **state)
{
	static const uint32_t many[] = {0, 1, 2, 3, 64, 65, 1000, N};
	struct weave w = {0};

	(void)state;
	for (uint32_t i = 0; i < N; i++)
		key[i] = i * 7919u % 611;
	for (size_t i = 0; i < sizeof many / sizeof *many; i++) {
		for (uint32_t budget = 1; budget <= 1000; budget *= 10) {
			uint32_t steps = 0, most = many[i] * 14 / budget + 1;

			add_all(&w, many[i]);
			while (weave_step(&w, before, NULL, budget) == 0)
				assert_true(steps++ < most);
			assert_in_order(&w, many[i]);
		}
	}
	weave_fini(&w);
}

static void what_came_in_order_is_moved_no_more(void **state)
{
	struct weave w = {0};

	(void)state;
	for (uint32_t i = 0; i < N; i++)
		key[i] = i / 2;
	add_all(&w, N);
	compared = 0;
	assert_int_equal(weave_step(&w, before, NULL, 10), 10);
	assert_int_equal(compared, 0);
	for (uint32_t i = 0; i < N; i++)
		key[i] = i < N / 2 ? N / 2 + i : i;
	add_all(&w, N);
	assert_int_equal(weave_step(&w, before, NULL, N + 10), 10);
	assert_in_order(&w, N);
	weave_fini(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_number_is_put_in_order_in_steps_of_any_size),
		cmocka_unit_test(what_came_in_order_is_moved_no_more),
	};

	return cmocka_run_group_tests_name("weave", tests, NULL, NULL);
}

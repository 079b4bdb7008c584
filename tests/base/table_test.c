/* Arrays that grow, maps that find. */
#include "probes/base/table.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static void an_array_grows_and_its_new_rows_are_zero(void **state)
{
	(void)state;
	uint32_t *rows = NULL, cap = 0;

	for (uint32_t n = 1; n <= 1000; n++) {
		TABLE_GROW(rows, cap, n);
		assert_true(cap >= n);
		assert_int_equal(rows[n - 1], 0);
		rows[n - 1] = n;
	}
	for (uint32_t i = 0; i < 1000; i++)
		assert_int_equal(rows[i], i + 1);
	free(rows);
}

static void an_array_that_is_large_enough_stays(void **state)
{
	(void)state;
	uint32_t *rows = NULL, *before, cap = 0;

	TABLE_GROW(rows, cap, 5);
	before = rows;
	TABLE_GROW(rows, cap, cap);
	assert_ptr_equal(rows, before);
	free(rows);
}

static void an_array_of_known_length_is_that_long(void **state)
{
	(void)state;
	uint32_t *rows = NULL, cap = 0;

	TABLE_GROW(rows, cap, 100000);
	assert_int_equal(cap, 100000);
	free(rows);
}

/* Pages of so many bytes that the machine has given memory for. */
static size_t touched(void *rows, size_t bytes)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), n = (bytes + page - 1) / page;
	unsigned char *in = malloc(n);
	size_t there = 0;

	assert_non_null(in);
	assert_int_equal(mincore(rows, bytes, in), 0);
	for (size_t i = 0; i < n; i++)
		there += in[i] & 1;
	free(in);
	return there;
}

static void pages_grow_and_nobody_touches_the_new(void **state)
{
	(void)state;
	uint32_t *rows = NULL, cap = 0;
	size_t before = 0;

	for (uint32_t n = 1; n <= 300000; n++) {
		if (n > cap && rows)
			before = touched(rows, cap * sizeof *rows);
		if (n > cap) {
			TABLE_GROW_PAGES(rows, cap, n);
			assert_true(cap >= n);
			assert_int_equal(touched(rows, cap * sizeof *rows), before);
		}
		assert_int_equal(rows[n - 1], 0);
		rows[n - 1] = n;
	}
	for (uint32_t i = 0; i < 300000; i++)
		assert_int_equal(rows[i], i + 1);
	assert_null(table_pages(rows, cap * sizeof *rows, 0));
	assert_null(table_pages(NULL, 0, 0));
}

/* Doubling half a million rows of half a kilobyte would touch twice what is needed. */
static void what_is_large_grows_by_a_quarter(void **state)
{
	(void)state;
	struct {
		char bytes[500];
	} *rows = NULL;
	uint32_t cap = 0;

	TABLE_GROW(rows, cap, 1);
	assert_int_equal(cap, 1);
	for (uint32_t n = 1; n <= 2000; n++) {
		TABLE_GROW(rows, cap, n);
		if (n > 256) /* 65536 bytes */
			assert_in_range(cap, n, n + n / 4 + 1);
	}
	free(rows);
}

static void names_are_found_and_strangers_are_not(void **state)
{
	(void)state;
	static char names[5000][12];
	struct strmap m = {0};

	assert_int_equal(strmap_find(&m, "if0"), NONE);
	for (uint32_t i = 0; i < 5000; i++) {
		snprintf(names[i], sizeof names[i], "if%u", i);
		strmap_put(&m, names[i], i);
	}
	assert_int_equal(m.n, 5000);
	for (uint32_t i = 0; i < 5000; i++)
		assert_int_equal(strmap_find(&m, names[i]), i);
	assert_int_equal(strmap_find(&m, "if5000"), NONE);
	assert_int_equal(strmap_find(&m, ""), NONE);
	strmap_fini(&m);
	assert_int_equal(strmap_find(&m, "if0"), NONE);
}

static void a_name_put_twice_has_its_last_value(void **state)
{
	(void)state;
	struct strmap m = {0};

	strmap_put(&m, "eth0", 1);
	strmap_put(&m, "eth0", 2);
	assert_int_equal(m.n, 1);
	assert_int_equal(strmap_find(&m, "eth0"), 2);
	strmap_fini(&m);
}

static void numbers_are_found_until_they_are_removed(void **state)
{
	(void)state;
	enum { N = 3000 };
	struct idmap m = {0};

	assert_int_equal(idmap_find(&m, 0), NONE);
	assert_false(idmap_remove(&m, 0));
	for (uint32_t i = 0; i < N; i++)
		idmap_put(&m, (uint64_t)i << 20, i);
	for (uint32_t i = 0; i < N; i += 2)
		assert_true(idmap_remove(&m, (uint64_t)i << 20));
	assert_int_equal(m.n, N / 2);
	for (uint32_t i = 0; i < N; i++)
		assert_int_equal(idmap_find(&m, (uint64_t)i << 20), i % 2 ? i : NONE);
	assert_false(idmap_remove(&m, 0));
	idmap_fini(&m);
}

/* Against a plain array, so that every way a hole can be closed comes up. */
static void a_number_map_agrees_with_an_array(void **state)
{
	(void)state;
	enum { KEYS = 24 };
	uint32_t model[KEYS], seed = 1, n = 0;
	struct idmap m = {0};

	for (int i = 0; i < KEYS; i++)
		model[i] = NONE;
	for (uint32_t step = 0; step < 20000; step++) {
		seed = seed * 1664525 + 1013904223;
		uint32_t key = (seed >> 16) % KEYS;

		if (seed >> 31) {
			n += model[key] == NONE;
			idmap_put(&m, key, step);
			model[key] = step;
		} else {
			n -= model[key] != NONE;
			assert_int_equal(idmap_remove(&m, key), model[key] != NONE);
			model[key] = NONE;
		}
		assert_int_equal(m.n, n);
		for (uint32_t k = 0; k < KEYS; k++)
			assert_int_equal(idmap_find(&m, k), model[k]);
	}
	idmap_fini(&m);
}

static void a_hash_depends_on_every_byte_and_the_length(void **state)
{
	(void)state;
	char bytes[32] = {0};
	uint64_t seen[sizeof bytes * 2];
	size_t n = 0;

	for (size_t len = 0; len < sizeof bytes; len++)
		seen[n++] = table_hash(bytes, len);
	for (size_t i = 0; i < sizeof bytes; i++) {
		bytes[i] = 1;
		seen[n++] = table_hash(bytes, sizeof bytes);
		bytes[i] = 0;
	}
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			assert_true(seen[i] != seen[k]);
	assert_true(table_hash("abc", 3) == table_hash("abc", 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_array_grows_and_its_new_rows_are_zero),
		cmocka_unit_test(an_array_of_known_length_is_that_long),
		cmocka_unit_test(what_is_large_grows_by_a_quarter),
		cmocka_unit_test(an_array_that_is_large_enough_stays),
		cmocka_unit_test(pages_grow_and_nobody_touches_the_new),
		cmocka_unit_test(names_are_found_and_strangers_are_not),
		cmocka_unit_test(a_name_put_twice_has_its_last_value),
		cmocka_unit_test(numbers_are_found_until_they_are_removed),
		cmocka_unit_test(a_number_map_agrees_with_an_array),
		cmocka_unit_test(a_hash_depends_on_every_byte_and_the_length),
	};

	return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}

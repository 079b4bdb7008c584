/* Ranges that views want: asked for once, kept, asked anew, bounded. */
#include "tests/model/fixture.h"

#include "probes/model/recall.h"

static int setup(void **state)
{
	*state = recall_open();
	return 0;
}

static int teardown(void **state)
{
	recall_close(*state);
	return 0;
}

#define RECALL_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct recalled *want(struct recall *r, const char *name, int64_t now_ms,
				   enum recall_state *state)
{
	return recall_want(r, name, "if1", ROLLUP_IN, RECALL_DAY, now_ms, state);
}

static void it_is_asked_for_once_and_then_there(void **state)
{
	struct recall *r = *state;
	struct recalled data = {.n = 288, .p95 = 7};
	struct recall_wish wish;
	enum recall_state how;

	assert_null(want(r, "a", T0, &how));
	assert_int_equal(how, RECALL_ASKING);
	assert_true(recall_next(r, &wish));
	assert_string_equal(wish.name, "a");
	assert_string_equal(wish.entity, "if1");
	assert_int_equal(wish.kind, ROLLUP_IN);
	assert_null(want(r, "a", T0 + 100, &how));
	assert_false(recall_next(r, &(struct recall_wish){0}));
	recall_take(r, wish.id, &data);
	assert_true(want(r, "a", T0 + 200, &how)->p95 == 7);
	assert_int_equal(how, RECALL_HERE);
	assert_false(recall_next(r, &wish));
}

static void the_old_stays_until_the_new_comes(void **state)
{
	struct recall *r = *state;
	struct recalled data = {.p95 = 7}, newer = {.p95 = 8};
	struct recall_wish wish;
	enum recall_state how;

	want(r, "a", T0, &how);
	recall_next(r, &wish);
	recall_take(r, wish.id, &data);
	assert_true(want(r, "a", T0 + 61000, &how)->p95 == 7);
	assert_true(recall_next(r, &wish));
	assert_true(want(r, "a", T0 + 62000, &how)->p95 == 7);
	recall_take(r, wish.id, NULL); /* this time it did not come */
	assert_true(want(r, "a", T0 + 63000, &how)->p95 == 7);
	assert_int_equal(how, RECALL_HERE);
	want(r, "a", T0 + 125000, &how);
	assert_true(recall_next(r, &wish));
	recall_take(r, wish.id, &newer);
	assert_true(want(r, "a", T0 + 126000, &how)->p95 == 8);
}

static void a_failure_is_said_and_tried_again(void **state)
{
	struct recall *r = *state;
	struct recall_wish wish;
	enum recall_state how;

	want(r, "a", T0, &how);
	recall_next(r, &wish);
	recall_take(r, wish.id, NULL);
	assert_null(want(r, "a", T0 + 1000, &how));
	assert_int_equal(how, RECALL_FAILED);
	want(r, "a", T0 + 6000, &how);
	assert_true(recall_next(r, &wish));
}

static void what_nobody_looks_at_makes_room(void **state)
{
	struct recall *r = *state;
	struct recalled data = {.p95 = 7};
	struct recall_wish wish, first;
	enum recall_state how;
	char name[16];

	want(r, "first", T0, &how);
	recall_next(r, &first);
	for (int i = 0; i < 64; i++) {
		snprintf(name, sizeof name, "d%d", i);
		want(r, name, T0 + 1 + i, &how);
		assert_true(recall_next(r, &wish));
	}
	recall_take(r, first.id, &data); /* too late: nobody waits for it */
	assert_null(want(r, "first", T0 + 100, &how));
	assert_int_equal(how, RECALL_ASKING);
}

static void without_a_book_there_is_nothing_to_come(void **state)
{
	enum recall_state how;

	(void)state;
	assert_null(want(NULL, "a", T0, &how));
	assert_int_equal(how, RECALL_FAILED);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		RECALL_TEST(it_is_asked_for_once_and_then_there),
		RECALL_TEST(the_old_stays_until_the_new_comes),
		RECALL_TEST(a_failure_is_said_and_tried_again),
		RECALL_TEST(what_nobody_looks_at_makes_room),
		RECALL_TEST(without_a_book_there_is_nothing_to_come),
	};

	return cmocka_run_group_tests_name("recall", tests, NULL, NULL);
}

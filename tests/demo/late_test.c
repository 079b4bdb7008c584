/* Replies that wait: their order, their time, and one too many. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "probes/demo/late.h"

enum { ROOM = 8 };

static bool put(struct late *l, int64_t due_ms, uint8_t mark)
{
	struct late_reply *r = late_slot(l);
	if (!r)
		return false;
	r->bytes[0] = mark;
	r->len = 1;
	late_put(l, r, due_ms);
	return true;
}

static int take(struct late *l, int64_t now_ms)
{
	const struct late_reply *r = late_take(l, now_ms);
	return r ? r->bytes[0] : -1;
}

static void replies_leave_by_their_time_then_as_they_came(void **state)
{
	struct late *l = *state;
	put(l, 30, 'c');
	put(l, 10, 'a');
	put(l, 30, 'd');
	put(l, 20, 'b');
	put(l, 40, 'e');
	for (int mark = 'a'; mark <= 'e'; mark++)
		assert_int_equal(take(l, 100), mark);
	assert_int_equal(take(l, 100), -1);
}

static void nothing_leaves_before_its_time(void **state)
{
	struct late *l = *state;
	assert_int_equal(late_wait(l, 0), -1);
	put(l, 20, 'b');
	put(l, 10, 'a');
	assert_int_equal(late_wait(l, 0), 10);
	assert_int_equal(take(l, 9), -1);
	assert_int_equal(take(l, 10), 'a');
	assert_int_equal(take(l, 10), -1);
	assert_int_equal(late_wait(l, 10), 10);
	assert_int_equal(late_wait(l, 50), 0);
	assert_int_equal(take(l, 50), 'b');
	assert_int_equal(late_wait(l, 50), -1);
}

static void one_too_many_is_lost_and_room_comes_back(void **state)
{
	struct late *l = *state;
	for (int round = 0; round < 3; round++) {
		for (uint8_t i = 0; i < ROOM; i++)
			assert_true(put(l, 100 - i, i));
		assert_false(put(l, 1, 99));
		for (int i = ROOM - 1; i >= 0; i--)
			assert_int_equal(take(l, 100), i);
	}
}

static int open_late(void **state)
{
	*state = late_new(ROOM);
	return 0;
}

static int close_late(void **state)
{
	late_free(*state);
	return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_late, close_late)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(replies_leave_by_their_time_then_as_they_came),
		TEST(nothing_leaves_before_its_time),
		TEST(one_too_many_is_lost_and_room_comes_back),
	};
	return cmocka_run_group_tests_name("late", tests, NULL, NULL);
}

/* poll: who is next, bursts, and what becomes of what was missed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>
#include <cmocka.h>

#include "probes/base/clock.h"
#include "tests/wire/polled.h"

static void devices(struct polled *p, unsigned n, const char *more)
{
	for (unsigned i = 0; i < n; i++)
		polled_device(p, "127.0.0.1", 9, "v2", more);
}

static dev_id next_of(struct polled *p)
{
	return target_id(queue_pop(p->poll));
}

static void what_others_hang_on_goes_first(void **state)
{
	struct polled *p = *state;

	devices(p, 2, "role = access\n");
	devices(p, 1, "role = core\n");
	devices(p, 1, "role = server\n");
	polled_open(p);
	p->poll->target[3].at_once = true; /* somebody wants it */
	for (dev_id id = 0; id < 4; id++)
		queue_push(p->poll, id, 1000);
	queue_push(p->poll, 2, 1000); /* is there already */
	assert_int_equal(p->poll->queue_n, 4);
	assert_int_equal(next_of(p), 2);
	assert_int_equal(next_of(p), 3);
	assert_int_equal(next_of(p), 0);
	assert_int_equal(next_of(p), 1);
	assert_int_equal(p->poll->queue_n, 0);
}

static void the_rest_has_its_turn_all_the_same(void **state)
{
	struct polled *p = *state;

	devices(p, 1, "role = access\n");
	devices(p, 4, "role = core\n");
	polled_open(p);
	queue_push(p->poll, 0, 1000);
	for (unsigned i = 0; i < 40; i++) {
		for (dev_id id = 1; id < 5; id++)
			queue_push(p->poll, id, 1000); /* there is no end of them */
		if (next_of(p) == 0)
			return;
	}
	fail_msg("it waits for ever");
}

static void what_waits_too_long_is_late(void **state)
{
	struct polled *p = *state;

	devices(p, 1, "role = access\n");
	devices(p, 1, "role = core\n");
	polled_open(p);
	queue_push(p->poll, 0, 1000);
	queue_push(p->poll, 1, 9000);
	assert_int_equal(queue_late(p->poll, 1500), 0);
	assert_int_equal(queue_late(p->poll, 9500), 1);
	assert_int_equal(queue_late(p->poll, 20000), 2);
}

/* Those that wait longest stand first, wherever in its ring the line begins. */
static void as_many_are_late_as_have_waited(void **state)
{
	struct polled *p = *state;

	devices(p, 5, "role = access\n");
	polled_open(p);
	for (dev_id id = 0; id < 3; id++)
		queue_push(p->poll, id, 0);
	for (dev_id id = 0; id < 3; id++)
		assert_int_equal(next_of(p), id);
	for (dev_id id = 0; id < 5; id++)
		queue_push(p->poll, id, 1000 * (id + 1));
	for (uint32_t late = 0; late <= 5; late++)
		assert_int_equal(queue_late(p->poll, 2000 + 1000 * late), late);
}

/* Only so many that answer are asked on at once; the next is, as soon as one is done. */
static void the_room_a_poll_leaves_is_used_in_the_same_turn(void **state)
{
	struct polled *p = *state;

	for (unsigned i = 0; i < 2; i++)
		polled_agent(p, 2, "v2", "poll = 300s\nping = no\n");
	polled_open(p);
	p->poll->busy = POLL_BUSY_MAX - 1;
	poll_start(p->poll);
	polled_until(p, p->poll->waiting);
	dev_id other = target_id(p->poll->waiting->target), one = 1 - other;
	polled_until(p, p->news[one] == 1);
	assert_null(p->poll->waiting);
	polled_until(p, p->news[other] == 1);
}

static void a_burst_polls_every_second(void **state)
{
	struct polled *p = *state;

	polled_agent(p, 2, "v2", "poll = 300s\n");
	polled_begin(p);
	polled_until(p, p->net.dev[0].polls_good >= 1);
	assert_true(poll_burst(p->poll, 0, true));
	assert_true(p->net.dev[0].burst_until_ms > clock_wall_ms());
	polled_until(p, p->net.dev[0].polls_good >= 4);
	polled_assert_rates(p, &p->net.dev[0]);
	assert_true(poll_burst(p->poll, 0, false));
	assert_int_equal(p->net.dev[0].burst_until_ms, 0);
	assert_int_equal(p->poll->target[0].plan.burst_ms, 0);
}

static void only_so_many_burst_at_once(void **state)
{
	struct polled *p = *state;

	devices(p, POLL_BURSTS + 1, "role = access\n");
	polled_open(p);
	for (dev_id d = 0; d < POLL_BURSTS; d++)
		assert_true(poll_burst(p->poll, d, true));
	assert_true(poll_burst(p->poll, 0, true)); /* it is one of them */
	assert_false(poll_burst(p->poll, POLL_BURSTS, true));
	assert_int_equal(p->net.dev[POLL_BURSTS].burst_until_ms, 0);
	poll_burst(p->poll, 3, false);
	assert_true(poll_burst(p->poll, POLL_BURSTS, true));
}

/* All of a second is due at once: that is no reason to ask all at once. */
static void after_a_stall_there_is_no_herd(void **state)
{
	struct polled *p = *state;
	unsigned begun = 0, n = POLLED_DEVICES;

	for (unsigned i = 0; i < n; i++)
		polled_agent(p, 2, "v2", "ping = no\n");
	polled_begin(p);
	for (unsigned i = 0; i < n; i++)
		polled_until(p, p->net.dev[i].polls_good >= 2);
	usleep(3500000); /* it is stopped */
	ev_run(p->loop, EVRUN_NOWAIT);
	for (unsigned i = 0; i < n; i++)
		begun += p->poll->target[i].job || p->poll->target[i].queued;
	assert_true(begun < n / 2);
	for (unsigned i = 0; i < n; i++) {
		uint16_t good = p->net.dev[i].polls_good;
		polled_until(p, p->net.dev[i].polls_good > good);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name)                                                                     \
	cmocka_unit_test_setup_teardown(name, polled_set_up, polled_tear_down)
		TEST(what_others_hang_on_goes_first),
		TEST(the_rest_has_its_turn_all_the_same),
		TEST(what_waits_too_long_is_late),
		TEST(as_many_are_late_as_have_waited),
		TEST(the_room_a_poll_leaves_is_used_in_the_same_turn),
		TEST(a_burst_polls_every_second),
		TEST(only_so_many_burst_at_once),
		TEST(after_a_stall_there_is_no_herd),
	};

	return cmocka_run_group_tests_name("poll_when", tests, NULL, NULL);
}

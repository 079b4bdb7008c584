#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "tests/allocations.h"
#include "tests/wire/scene.h"

/* --- what the kernel takes is counted, too ---------------------------------------- */

static unsigned buffer_full; /* calls that find no room */
static unsigned no_buffers;  /* calls that fail with ENOBUFS */
static int uncut;	     /* errno for what would have to be cut; 0: it is cut */
static bool narrow;	     /* a way holds no datagram that is not cut into fragments */
static unsigned messages, datagrams;

/* Packets to one subnet, as they went out. */
#define PACKETS 1000
static int64_t went_ms[PACKETS];
static unsigned went;

static void note(const struct mmsghdr *head, int n)
{
	for (int i = 0; i < n; i++) {
		const struct sockaddr_in *to = head[i].msg_hdr.msg_name;
		if (to->sin_family != AF_INET ||
		    ntohl(to->sin_addr.s_addr) >> 8 != 0x7f0909)
			continue;
		for (size_t k = 0; k < head[i].msg_hdr.msg_iovlen; k++)
			if (went < PACKETS)
				went_ms[went++] = clock_mono_ms();
	}
}

static void count(const struct mmsghdr *head, int n)
{
	for (int i = 0; i < n; i++, messages++)
		datagrams += (unsigned)head[i].msg_hdr.msg_iovlen;
}

int __real_sendmmsg(int, struct mmsghdr *, unsigned, int);
int __wrap_sendmmsg(int, struct mmsghdr *, unsigned, int);

static bool may_be_cut(int fd)
{
	int how;
	socklen_t len = sizeof how;

	assert_return_code(getsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &how, &len), 0);
	return how < IP_PMTUDISC_DO;
}

int __wrap_sendmmsg(int fd, struct mmsghdr *head, unsigned n, int flags)
{
	if (narrow && !may_be_cut(fd)) {
		errno = EMSGSIZE;
		return -1;
	}
	if (uncut && head[0].msg_hdr.msg_iovlen > 1) {
		errno = uncut;
		return -1;
	}
	if (buffer_full == 0 && no_buffers == 0) {
		int sent = __real_sendmmsg(fd, head, n, flags);
		note(head, sent);
		count(head, sent);
		return sent;
	}
	errno = buffer_full ? EAGAIN : ENOBUFS;
	*(buffer_full ? &buffer_full : &no_buffers) -= 1;
	return -1;
}

/* How long the loop lets answers gather. */
static double gathering_s;
void __real_ev_set_io_collect_interval(struct ev_loop *, ev_tstamp);
void __wrap_ev_set_io_collect_interval(struct ev_loop *, ev_tstamp);

void __wrap_ev_set_io_collect_interval(struct ev_loop *loop, ev_tstamp interval)
{
	gathering_s = interval;
	__real_ev_set_io_collect_interval(loop, interval);
}

/* --- bounds ----------------------------------------------------------------------- */

static void sent_batches_are_bounded(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get_once(s, s->peer);

	s->agent.asked = NULL;
	for (int i = 0; i < 150; i++)
		ask_send(s->ask, &r);
	for (unsigned turn = 1; turn <= 2; turn++) {
		ev_run(s->loop, EVRUN_NOWAIT);
		assert_true(ask_stats(s->ask)->sent <= turn * ASK_BATCH);
	}
	assert_true(ask_stats(s->ask)->sent > 0);
}

static void one_turn_of_the_loop_takes_one_batch(void **state)
{
	struct scene *s = *state;
	int fd = other_socket("127.0.0.1");
	struct sockaddr_storage self;
	socklen_t len = sizeof self;
	uint8_t junk[300] = {0};

	assert_int_equal(0, getsockname(s->ask->lane[LANE_V4].fd,
					(struct sockaddr *)&self, &len));
	((struct sockaddr_in *)&self)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (int i = 0; i < 150; i++)
		assert_int_equal(sizeof junk, sendto(fd, junk, sizeof junk, 0,
						     (struct sockaddr *)&self, len));
	for (unsigned turn = 1; ask_stats(s->ask)->received < 150; turn++) {
		ev_run(s->loop, EVRUN_NOWAIT);
		assert_true(ask_stats(s->ask)->received <= turn * ASK_BATCH);
		assert_true(turn < 1000);
	}
	assert_int_equal(150, ask_stats(s->ask)->malformed);
	close(fd);
}

/* As at work: a device after the other is asked, and not all at once. */
static void answers_are_read_together(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get_once(s, s->peer);

	for (unsigned i = 0; i < 200; i++) {
		ask_send(s->ask, &r);
		ev_run(s->loop, EVRUN_NOWAIT);
	}
	run_until(s->loop, &s->done, 200);
	assert_int_equal(s->results[ASK_OK], 200);
	assert_true(ask_stats(s->ask)->reads * 4 <= 200);
}

/* A turn of the loop costs as much as some answers; a key must not wait for them. */
static void in_a_hurry_answers_gather_before_a_turn(void **state)
{
	struct scene *s = *state;

	gathering_s = 0;
	ask_hurry(s->ask, true);
	assert_true(gathering_s > 0 && gathering_s < 0.001);
	ask_hurry(s->ask, false);
	assert_true(gathering_s <= 0);
}

/* One that is near, of an answer that came, would end the gathering for nothing. */
static void the_timer_is_set_to_what_is_first_by_now(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get_once(s, s->peer);
	int64_t began_ms;

	ask_and_wait(s, &r);
	began_ms = clock_mono_ms();
	while (clock_mono_ms() < began_ms + 3)
		ev_run(s->loop, EVRUN_NOWAIT);
	ask_send(s->ask, &r);
	for (uint64_t sent = ask_stats(s->ask)->sent; ask_stats(s->ask)->sent == sent;)
		ev_run(s->loop, EVRUN_NOWAIT);
	assert_int_equal(s->ask->deadlines.n, 1);
	assert_true(s->ask->armed_ms >= began_ms + 3);
	assert_true(s->ask->armed_ms >= wheel_at(&s->ask->deadlines, 0));
}

/* Who has but one question is not made to wait for the next tick, and is told how long
 * it took without. */
static void a_single_answer_is_read_as_it_comes(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get_once(s, s->peer);
	unsigned ticks = 0;

	for (unsigned i = 0; i < 50; i++) {
		ask_send(s->ask, &r);
		while (s->done == i) {
			ev_run(s->loop, EVRUN_ONCE);
			ticks += ev_is_active(&s->ask->lane[LANE_V4].tick) ? 1 : 0;
		}
	}
	assert_int_equal(ticks, 0);
}

static void what_the_kernel_drops_is_counted(void **state)
{
	struct scene *s = *state;
	int fd = other_socket("127.0.0.1"), lane = s->ask->lane[LANE_V4].fd,
	    small = 4096;
	struct sockaddr_storage self;
	socklen_t len = sizeof self;
	uint8_t junk[300] = {0};
	unsigned sent = 0;

	setsockopt(lane, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
	assert_int_equal(0, getsockname(lane, (struct sockaddr *)&self, &len));
	((struct sockaddr_in *)&self)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 500; i++, sent++)
			sendto(fd, junk, sizeof junk, 0, (struct sockaddr *)&self, len);
		for (int i = 0; i < 20; i++)
			ev_run(s->loop, EVRUN_NOWAIT);
	}
	assert_true(ask_stats(s->ask)->rx_drops >= 450);
	assert_true(ask_stats(s->ask)->rx_drops + ask_stats(s->ask)->received <= sent);
	close(fd);
}

static void never_more_on_its_way_than_the_window(void **state)
{
	struct scene *s = *state;
	struct lane *lane = &s->ask->lane[LANE_V4];
	struct ask_request r = get_once(s, s->peer);

	lane->window = 4;
	for (int i = 0; i < 100; i++)
		ask_send(s->ask, &r);
	while (s->done < 100) {
		run_until(s->loop, &s->done, s->done + 1);
		assert_true(lane->in_window <= 4);
		assert_true(ask_stats(s->ask)->sent <= s->done + 4);
	}
	assert_int_equal(0, lane->in_window);
}

static void silent_peers_do_not_hold_the_window(void **state)
{
	struct scene *s = *state;
	struct puppet silent;
	struct lane *lane = &s->ask->lane[LANE_V4];

	puppet_open(&silent, s->loop, "127.0.0.1", NULL);
	struct ask_request bad =
		get_once(s, ask_peer_add(s->ask, &silent.addr, &PUBLIC, NULL));
	struct ask_request good = get_once(s, s->peer);
	lane->window = 4;
	for (int i = 0; i < 8; i++)
		ask_send(s->ask, &bad);
	ask_send(s->ask, &good);
	run_until(s->loop, &s->results[ASK_OK], 1);

	/* Once it is known to be silent it does not even begin to. */
	s->ask->peer[bad.peer].silent = true;
	for (int i = 0; i < 8; i++)
		ask_send(s->ask, &bad);
	run_until(s->loop, &silent.requests, 16);
	assert_int_equal(0, lane->in_window);
	assert_int_equal(1, s->done);
	puppet_close(&silent);
}

static void asking_allocates_nothing_in_the_steady_state(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get(s, s->peer);
	unsigned before = 0;

	for (int round = 0; round < 20; round++) {
		if (round == 2)
			before = allocations;
		for (int i = 0; i < 100; i++)
			ask_send(s->ask, &r);
		run_until(s->loop, &s->done, s->done + 100);
	}
	assert_int_equal(2000, s->results[ASK_OK]);
	assert_int_equal(before, allocations);
}

static void a_full_send_buffer_delays_and_keeps_the_order(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get_once(s, s->peer);

	buffer_full = 3;
	for (int i = 0; i < 3; i++)
		ask_send(s->ask, &r);
	int32_t first = s->ask->request[0].id;
	run_until(s->loop, &s->done, 3);
	assert_int_equal(0, buffer_full);
	assert_int_equal(3, s->results[ASK_OK]);
	assert_int_equal(3, ask_stats(s->ask)->sent);
	assert_int_equal(first, s->agent.ids[2]);
	assert_int_equal(0, s->ask->lane[LANE_V4].in_window);
}

static void no_buffers_is_a_loss_like_any_other(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get(s, s->peer);

	no_buffers = 1;
	r.timeout_us = 5000;
	ask_and_wait(s, &r);
	assert_int_equal(ASK_OK, s->last.result);
	assert_int_equal(2, s->last.tries);
}

/* A site's line is not filled by us: so many in each tick of 10 ms, and whatever is
 * seen of two ticks and a late one. Others do not wait for it. */
static void a_far_subnet_gets_so_many_packets_in_a_window(void **state)
{
	struct scene *s = *state;
	struct puppet far[2];
	struct ask_request r;

	puppet_open(&far[0], s->loop, "127.9.9.1", NULL);
	puppet_open(&far[1], s->loop, "127.9.9.2", NULL);
	went = 0;
	for (int i = 0; i < PACKETS; i++) {
		r = get_once(s, ask_peer_add(s->ask, &far[i % 2].addr, &PUBLIC, NULL));
		r.timeout_us = 2000000;
		ask_send(s->ask, &r);
	}
	r = get_once(s, s->peer);
	ask_send(s->ask, &r);
	run_until(s->loop, &s->results[ASK_OK], 1);
	assert_true(went < PACKETS);
	run_until(s->loop, &went, PACKETS);
	for (unsigned i = 3 * PACE_MOST; i < PACKETS; i++)
		assert_true(went_ms[i] - went_ms[i - 3 * PACE_MOST] >= PACE_MS);
	puppet_close(&far[0]);
	puppet_close(&far[1]);
}

static void a_near_one_gets_what_there_is(void **state)
{
	struct scene *s = *state;
	struct puppet near;
	struct ask_request r;

	puppet_open(&near, s->loop, "127.9.9.1", puppet_answer);
	r = get_once(s, ask_peer_add(s->ask, &near.addr, &PUBLIC, NULL));
	ask_and_wait(s, &r);
	went = 0;
	for (int i = 0; i < 3 * PACE_MOST; i++)
		ask_send(s->ask, &r);
	for (int turn = 0; turn < 3; turn++)
		ev_run(s->loop, EVRUN_NOWAIT);
	assert_int_equal(went, 3 * PACE_MOST);
	run_until(s->loop, &s->results[ASK_OK], 3 * PACE_MOST + 1);
	puppet_close(&near);
}

/* Ids as long as they mostly are, or one that is shorter. */
static void ask_four(struct scene *s, const struct ask_request *r, uint32_t third)
{
	for (int i = 0; i < 4; i++)
		s->ask->ids.random[i] = 0x12345678 + (uint32_t)i;
	s->ask->ids.random[1] = third; /* the last is taken first */
	s->ask->ids.left = 4;
	messages = datagrams = 0;
	for (int i = 0; i < 4; i++)
		ask_send(s->ask, r);
	run_until(s->loop, &s->done, s->done + 4);
}

static void what_an_agent_is_asked_at_once_is_one_message(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get_once(s, s->peer);

	ask_four(s, &r, 0x22340001);
	assert_int_equal(messages, 1);
	assert_int_equal(datagrams, 4);
	assert_int_equal(s->agent.requests, 4);
	assert_int_equal(s->results[ASK_OK], 4);
}

static void a_shorter_one_ends_a_message(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get_once(s, s->peer);

	ask_four(s, &r, 0x120001);
	assert_int_equal(messages, 2);
	assert_int_equal(datagrams, 4);
	assert_int_equal(s->results[ASK_OK], 4);
}

static void where_nothing_is_cut_each_goes_alone(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get_once(s, s->peer);

	uncut = EIO;
	ask_four(s, &r, 0x22340001);
	uncut = 0;
	assert_int_equal(messages, 4);
	assert_int_equal(s->results[ASK_OK], 4);
	assert_int_equal(ask_stats(s->ask)->sent, 4);
	assert_int_equal(0, s->ask->lane[LANE_V4].in_window);
	ask_four(s, &r, 0x22340001);
	assert_int_equal(messages, 4);
}

/* Other errors are of the way, and of all that would have gone it. */
static void a_message_that_goes_nowhere_is_all_its_requests(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get_once(s, s->peer);

	uncut = ENETUNREACH;
	ask_four(s, &r, 0x22340001);
	uncut = 0;
	assert_int_equal(s->results[ASK_UNREACHABLE], 4);
	ask_four(s, &r, 0x22340001);
	assert_int_equal(messages, 1);
}

static void a_way_of_small_frames_gets_fragments(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get_once(s, s->peer);

	assert_false(may_be_cut(s->ask->lane[LANE_V4].fd));
	narrow = true;
	ask_four(s, &r, 0x22340001);
	narrow = false;
	assert_int_equal(s->results[ASK_OK], 4);
	assert_int_equal(ask_stats(s->ask)->sent, 4);
	assert_true(may_be_cut(s->ask->lane[LANE_V4].fd));
}

static void others_stand_in_no_message_of_an_agent(void **state)
{
	struct scene *s = *state;
	struct puppet other;
	struct ask_request r = get_once(s, s->peer);

	puppet_open(&other, s->loop, "127.0.0.1", puppet_answer);
	struct ask_request o =
		get_once(s, ask_peer_add(s->ask, &other.addr, &PUBLIC, NULL));
	messages = datagrams = 0;
	ask_send(s->ask, &r);
	ask_send(s->ask, &o);
	ask_send(s->ask, &r);
	run_until(s->loop, &s->results[ASK_OK], 3);
	assert_int_equal(messages, 3);
	assert_int_equal(datagrams, 3);
	puppet_close(&other);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, scene_set_up, scene_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(sent_batches_are_bounded),
		TEST(one_turn_of_the_loop_takes_one_batch),
		TEST(answers_are_read_together),
		TEST(in_a_hurry_answers_gather_before_a_turn),
		TEST(the_timer_is_set_to_what_is_first_by_now),
		TEST(a_single_answer_is_read_as_it_comes),
		TEST(what_the_kernel_drops_is_counted),
		TEST(never_more_on_its_way_than_the_window),
		TEST(silent_peers_do_not_hold_the_window),
		TEST(asking_allocates_nothing_in_the_steady_state),
		TEST(a_full_send_buffer_delays_and_keeps_the_order),
		TEST(no_buffers_is_a_loss_like_any_other),
		TEST(a_far_subnet_gets_so_many_packets_in_a_window),
		TEST(a_near_one_gets_what_there_is),
		TEST(what_an_agent_is_asked_at_once_is_one_message),
		TEST(a_shorter_one_ends_a_message),
		TEST(where_nothing_is_cut_each_goes_alone),
		TEST(a_message_that_goes_nowhere_is_all_its_requests),
		TEST(a_way_of_small_frames_gets_fragments),
		TEST(others_stand_in_no_message_of_an_agent),
	};
	return cmocka_run_group_tests_name("ask_bounds", tests, NULL, NULL);
}

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dirent.h>
#include <errno.h>

#include "tests/wire/scene.h"

/* --- asking ----------------------------------------------------------------------- */

static void a_get_is_answered(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get(s, s->peer);

	ask_and_wait(s, &r);
	assert_int_equal(ASK_OK, s->last.result);
	assert_int_equal(3, s->last.n);
	assert_int_equal(42, s->first.num);
	assert_int_equal(1, s->last.tries);
	assert_true(s->last.rtt_us > 0);
	assert_true(s->last.bytes > 40);
	assert_int_equal(1, ask_stats(s->ask)->sent);
	assert_int_equal(1, ask_stats(s->ask)->received);
}

static void an_agent_on_ipv6_is_asked_too(void **state)
{
	struct scene *s = *state;
	struct puppet v6;

	puppet_open(&v6, s->loop, "::1", puppet_answer);
	struct ask_request r = get(s, ask_peer_add(s->ask, &v6.addr, &PUBLIC, NULL));
	ask_and_wait(s, &r);
	assert_int_equal(ASK_OK, s->last.result);
	puppet_close(&v6);
}

static void done_is_never_called_from_inside_ask_send(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get(s, s->peer);

	for (int i = 0; i < 200; i++)
		ask_send(s->ask, &r);
	struct oid none = {0};
	r.oid = &none;
	r.n = 1;
	ask_send(s->ask, &r);
	assert_int_equal(0, s->done);
	run_until(s->loop, &s->done, 201);
	assert_int_equal(200, s->results[ASK_OK]);
	assert_int_equal(1, s->results[ASK_TOO_BIG]);
}

static void what_fits_no_datagram_is_too_big(void **state)
{
	struct scene *s = *state;
	static struct oid many[200];
	struct ask_request r = get(s, s->peer);

	for (int i = 0; i < 200; i++)
		many[i] = s->oid[0];
	r.oid = many;
	r.n = 200;
	ask_and_wait(s, &r);
	assert_int_equal(ASK_TOO_BIG, s->last.result);
	assert_int_equal(0, s->agent.requests);
}

static void version_1_is_asked_next_instead_of_bulk(void **state)
{
	struct scene *s = *state;
	struct ask_request r =
		get(s, ask_peer_add(s->ask, &s->agent.addr, &PUBLIC_V1, NULL));

	r.pdu = PDU_BULK;
	r.max_repetitions = 20;
	ask_and_wait(s, &r);
	assert_int_equal(ASK_OK, s->last.result);
	assert_int_equal(3, s->last.n);
}

static void ids_are_random(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get(s, s->peer);

	for (int i = 0; i < 8; i++)
		ask_and_wait(s, &r);
	unsigned near = 0;
	for (int i = 0; i < 7; i++) {
		assert_true(s->agent.ids[i] > 0);
		near += llabs((int64_t)s->agent.ids[i] - s->agent.ids[i + 1]) < 1000;
	}
	assert_true(near < 3);
}

/* --- silence ---------------------------------------------------------------------- */

static void silence_is_asked_again_with_the_same_id_and_times_out(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get(s, s->peer);

	s->agent.asked = NULL;
	r.tries = 3;
	r.timeout_us = 5000;
	ask_and_wait(s, &r);
	assert_int_equal(ASK_TIMEOUT, s->last.result);
	assert_int_equal(3, s->last.tries);
	assert_int_equal(3, s->agent.requests);
	assert_int_equal(s->agent.ids[0], s->agent.ids[1]);
	assert_int_equal(s->agent.ids[0], s->agent.ids[2]);
	assert_int_equal(2, ask_stats(s->ask)->retries);
	assert_int_equal(1, ask_stats(s->ask)->timeouts);
}

static void answer_the_second(struct puppet *agent, const struct ber_message *m)
{
	if (agent->requests == 2)
		puppet_answer(agent, m);
}

static void a_lost_request_is_answered_when_repeated(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get(s, s->peer);

	s->agent.asked = answer_the_second;
	r.timeout_us = 5000;
	ask_and_wait(s, &r);
	assert_int_equal(ASK_OK, s->last.result);
	assert_int_equal(2, s->last.tries);
	assert_false(s->ask->peer[s->peer].silent);
}

static void answer_twice(struct puppet *agent, const struct ber_message *m)
{
	puppet_answer(agent, m);
	puppet_answer(agent, m);
}

static void a_second_answer_is_late_and_does_no_harm(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get(s, s->peer);

	s->agent.asked = answer_twice;
	ask_and_wait(s, &r);
	ask_and_wait(s, &r);
	assert_int_equal(2, s->results[ASK_OK]);
	assert_true(ask_stats(s->ask)->late >= 1);
	assert_int_equal(0, ask_stats(s->ask)->spoofed);
}

static void the_time_out_follows_the_round_trip(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get(s, s->peer);

	assert_int_equal(1000000, ask_peer_rto_us(s->ask, s->peer));
	ask_and_wait(s, &r);
	assert_true(ask_peer_rto_us(s->ask, s->peer) < 1000000);
	assert_true(ask_peer_rto_us(s->ask, s->peer) >= 200000);
}

static void a_repeated_request_measures_nothing(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get(s, s->peer);

	s->agent.asked = answer_the_second;
	r.timeout_us = 5000;
	ask_and_wait(s, &r);
	assert_int_equal(1000000, ask_peer_rto_us(s->ask, s->peer));
}

/* --- refused, unreachable --------------------------------------------------------- */

static void a_closed_port_is_known_at_once(void **state)
{
	struct scene *s = *state;
	static const char *const hosts[] = {"127.0.0.1", "::1"};

	for (int i = 0; i < 2; i++) {
		struct sockaddr_storage addr = closed_port(s, hosts[i]);
		struct ask_request r =
			get_once(s, ask_peer_add(s->ask, &addr, &PUBLIC, NULL));
		ask_and_wait(s, &r);
		assert_int_equal(ASK_REFUSED, s->last.result);
		assert_int_equal(ECONNREFUSED, s->last.error);
	}
	assert_int_equal(2, ask_stats(s->ask)->refused);
}

static void closed_ports_do_not_fail_the_requests_of_others(void **state)
{
	struct scene *s = *state;
	struct sockaddr_storage addr = closed_port(s, "127.0.0.1");
	struct ask_request bad =
		get_once(s, ask_peer_add(s->ask, &addr, &PUBLIC, NULL));
	struct ask_request good = get_once(s, s->peer);

	for (int i = 0; i < 300; i++) {
		ask_send(s->ask, &bad);
		ask_send(s->ask, &good);
	}
	/* On a loopback the kernel may hold back some ICMP: those are never told. */
	run_until(s->loop, &s->results[ASK_OK], 300);
	run_until(s->loop, &s->results[ASK_REFUSED], 1);
	assert_int_equal(0, s->results[ASK_UNREACHABLE]);
}

static void an_old_error_of_the_socket_is_not_the_next_request_s(void **state)
{
	struct scene *s = *state;
	struct sockaddr_storage closed = closed_port(s, "127.0.0.1");
	struct ask_request good = get_once(s, s->peer);

	/* The error is there at once; sending comes before receiving. */
	sendto(s->ask->lane[LANE_V4].fd, "x", 1, 0, (struct sockaddr *)&closed,
	       sizeof(struct sockaddr_in));
	ask_and_wait(s, &good);
	assert_int_equal(ASK_OK, s->last.result);
}

static void an_address_that_cannot_be_sent_to_is_unreachable(void **state)
{
	struct scene *s = *state;
	struct sockaddr_storage addr = s->agent.addr;

	((struct sockaddr_in *)&addr)->sin_addr.s_addr = INADDR_BROADCAST;
	struct ask_request r = get_once(s, ask_peer_add(s->ask, &addr, &PUBLIC, NULL));
	ask_and_wait(s, &r);
	assert_int_equal(ASK_UNREACHABLE, s->last.result);
	assert_int_equal(EACCES, s->last.error);
}

/* --- ends ------------------------------------------------------------------------- */

static void a_cancelled_request_is_done_at_once_and_only_once(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get(s, s->peer);
	uint64_t id = ask_send(s->ask, &r);

	ask_cancel(s->ask, id);
	assert_int_equal(1, s->results[ASK_CANCELLED]);
	ask_cancel(s->ask, id);
	uint64_t next = ask_send(s->ask, &r);
	assert_true(next != id);
	ask_cancel(s->ask, id); /* the slot is another's now */
	run_until(s->loop, &s->done, 2);
	assert_int_equal(1, s->results[ASK_OK]);
	assert_int_equal(1, s->agent.requests);
}

static void removing_a_peer_cancels_what_it_was_asked(void **state)
{
	struct scene *s = *state;
	peer_id other = ask_peer_add(s->ask, &s->agent.addr, &PUBLIC, NULL);
	struct ask_request r = get(s, s->peer), rest = get(s, other);

	ask_send(s->ask, &r);
	ask_send(s->ask, &rest);
	ask_send(s->ask, &r);
	ask_peer_remove(s->ask, s->peer);
	assert_int_equal(2, s->results[ASK_CANCELLED]);
	run_until(s->loop, &s->done, 3);
	assert_int_equal(1, s->results[ASK_OK]);
	assert_int_equal(s->peer, ask_peer_add(s->ask, &s->agent.addr, &PUBLIC, NULL));
}

static void send_again(void *ctx, const struct ask_reply *reply)
{
	struct scene *s = ctx;
	struct ask_request r = get(s, s->peer);
	scene_done(s, reply);
	r.done = send_again;
	assert_int_equal(0, ask_send(s->ask, &r));
}

static void a_peer_that_is_removed_cannot_be_asked_again(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get(s, s->peer);

	r.done = send_again;
	ask_send(s->ask, &r);
	ask_send(s->ask, &r);
	ask_peer_remove(s->ask, s->peer);
	assert_int_equal(2, s->results[ASK_CANCELLED]);
}

static unsigned descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned n = 0;
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

static void closing_cancels_everything_and_leaks_no_descriptor(void **state)
{
	struct scene *s = *state;
	unsigned before = descriptors();

	struct ask *first = s->ask;
	s->ask = ask_open(s->loop);
	s->peer = ask_peer_add(s->ask, &s->agent.addr, &PUBLIC, NULL);
	struct ask_request r = get(s, s->peer);
	r.done = send_again;
	for (int i = 0; i < 100; i++)
		ask_send(s->ask, &r);
	ev_run(s->loop, EVRUN_NOWAIT);
	ask_close(s->ask);
	assert_int_equal(100, s->done);
	assert_int_equal(before, descriptors());
	s->ask = first;
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, scene_set_up, scene_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_get_is_answered),
		TEST(an_agent_on_ipv6_is_asked_too),
		TEST(done_is_never_called_from_inside_ask_send),
		TEST(what_fits_no_datagram_is_too_big),
		TEST(version_1_is_asked_next_instead_of_bulk),
		TEST(ids_are_random),
		TEST(silence_is_asked_again_with_the_same_id_and_times_out),
		TEST(a_lost_request_is_answered_when_repeated),
		TEST(a_second_answer_is_late_and_does_no_harm),
		TEST(the_time_out_follows_the_round_trip),
		TEST(a_repeated_request_measures_nothing),
		TEST(a_closed_port_is_known_at_once),
		TEST(closed_ports_do_not_fail_the_requests_of_others),
		TEST(an_old_error_of_the_socket_is_not_the_next_request_s),
		TEST(an_address_that_cannot_be_sent_to_is_unreachable),
		TEST(a_cancelled_request_is_done_at_once_and_only_once),
		TEST(removing_a_peer_cancels_what_it_was_asked),
		TEST(a_peer_that_is_removed_cannot_be_asked_again),
		TEST(closing_cancels_everything_and_leaks_no_descriptor),
	};
	return cmocka_run_group_tests_name("ask", tests, NULL, NULL);
}

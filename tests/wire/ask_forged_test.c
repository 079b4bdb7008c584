#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "tests/wire/scene.h"

static void forge(struct puppet *agent, const struct ber_message *m)
{
	struct ber_message f = *m;
	struct varbind vb[3];
	int port = other_socket("127.0.0.1"), host = other_socket("127.0.0.2");

	puppet_answer_from(port, &agent->asker, m);
	puppet_answer_from(host, &agent->asker, m);
	close(port);
	close(host);

	f.request_id = m->request_id ^ 0x1234567;
	puppet_answer(agent, &f);
	f = *m;
	f.version = SNMP_V1;
	puppet_answer(agent, &f);
	f = *m;
	f.community = (const uint8_t *)"publix";
	puppet_answer(agent, &f);
	f = *m;
	f.community_len = 5;
	puppet_answer(agent, &f);
	f = *m;
	memcpy(vb, m->vb, sizeof vb);
	vb[2] = vb[1]; /* another name */
	f.vb = vb;
	puppet_answer(agent, &f);
	f = *m;
	f.n = 2; /* one is missing */
	puppet_answer(agent, &f);
	puppet_send(agent, "\x30\x03\x02\x01\x01", 5);
	puppet_send(agent, "", 0);
	puppet_answer(agent, m);
}

static void forged_replies_are_rejected_and_counted(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get_once(s, s->peer);

	s->agent.asked = forge;
	ask_and_wait(s, &r);
	assert_int_equal(ASK_OK, s->last.result);
	assert_int_equal(3, s->last.n);
	assert_int_equal(8, ask_stats(s->ask)->spoofed);
	assert_int_equal(2, ask_stats(s->ask)->malformed);
	assert_int_equal(11, ask_stats(s->ask)->received);
}

static void answer_from_elsewhere(struct puppet *agent, const struct ber_message *m)
{
	puppet_answer_from(*(int *)agent->ctx, &agent->asker, m);
}

static void a_reply_from_the_address_to_accept_is_accepted(void **state)
{
	struct scene *s = *state;
	struct sockaddr_storage elsewhere = {0};
	int fd = other_socket("127.0.0.3");

	((struct sockaddr_in *)&elsewhere)->sin_family = AF_INET;
	inet_pton(AF_INET, "127.0.0.3", &((struct sockaddr_in *)&elsewhere)->sin_addr);
	s->agent.ctx = &fd;
	s->agent.asked = answer_from_elsewhere;
	struct ask_request r =
		get_once(s, ask_peer_add(s->ask, &s->agent.addr, &PUBLIC, &elsewhere));
	ask_and_wait(s, &r);
	assert_int_equal(ASK_OK, s->last.result);
	close(fd);
}

static void answer_too_much(struct puppet *agent, const struct ber_message *m)
{
	struct varbind vb[13];
	struct ber_message f = *m;

	for (int i = 0; i < 13; i++)
		vb[i] = m->vb[i % 3];
	f.vb = vb;
	f.n = 13; /* 1 + 6 * 2 */
	puppet_answer(agent, &f);
	if (agent->requests > 1) {
		f.n = 12;
		puppet_answer(agent, &f);
	}
}

static void answer_too_little(struct puppet *agent, const struct ber_message *m)
{
	struct ber_message f = *m;
	f.n = m->n - 1;
	puppet_answer(agent, &f);
	puppet_answer(agent, m);
}

static void less_than_was_asked_for_is_no_answer(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get_once(s, s->peer);

	s->agent.asked = answer_too_little;
	r.pdu = PDU_NEXT;
	ask_and_wait(s, &r);
	assert_int_equal(3, s->last.n);
	assert_int_equal(1, ask_stats(s->ask)->spoofed);
}

static void non_repeaters_may_be_more_than_there_are(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get_once(s, s->peer);

	s->agent.asked = puppet_answer;
	r.pdu = PDU_BULK;
	r.non_repeaters = 9;
	r.max_repetitions = 4;
	ask_and_wait(s, &r);
	assert_int_equal(3, s->last.n);
}

static void more_than_was_asked_for_is_no_answer(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get_once(s, s->peer);

	s->agent.asked = answer_too_much;
	r.pdu = PDU_BULK;
	r.non_repeaters = 1;
	r.max_repetitions = 6;
	ask_and_wait(s, &r);
	assert_int_equal(13, s->last.n);
	r.non_repeaters = 0;
	r.max_repetitions = 4;
	ask_and_wait(s, &r);
	assert_int_equal(12, s->last.n);
	assert_int_equal(1, ask_stats(s->ask)->spoofed);
}

static void a_forged_icmp_without_our_id_refuses_nothing(void **state)
{
	struct scene *s = *state;
	struct ask_request r = get_once(s, s->peer);
	uint8_t bytes[64];
	struct ber_writer w;

	s->agent.asked = NULL;
	ask_send(s->ask, &r);
	run_until(s->loop, &s->agent.requests, 1);
	ber_begin(&w, bytes, sizeof bytes, SNMP_V2C, "public", 6, PDU_GET,
		  s->agent.ids[0] ^ 1, 0, 0);
	union address to = {.v4 = *(struct sockaddr_in *)&s->agent.addr};
	size_t n = ber_end(&w);
	ask_bounced(s->ask, bytes, n, &to, ECONNREFUSED);
	ask_bounced(s->ask, bytes, 9, &to, ECONNREFUSED);
	ev_run(s->loop, EVRUN_NOWAIT);
	assert_int_equal(0, s->done);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, scene_set_up, scene_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(forged_replies_are_rejected_and_counted),
		TEST(a_reply_from_the_address_to_accept_is_accepted),
		TEST(less_than_was_asked_for_is_no_answer),
		TEST(non_repeaters_may_be_more_than_there_are),
		TEST(more_than_was_asked_for_is_no_answer),
		TEST(a_forged_icmp_without_our_id_refuses_nothing),
	};
	return cmocka_run_group_tests_name("ask_forged", tests, NULL, NULL);
}

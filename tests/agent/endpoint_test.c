/* What goes wrong between an agent and who asks it, seen from a plain socket. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/agent/endpoint.h"
#include "tests/agent/snmprec.h"

static struct snmprec rec;
static struct endpoint endpoint;
static struct ev_loop *loop;
static int client;

struct answers {
	uint32_t n;
	uint8_t bytes[2048];
	size_t len;
	uint16_t from;
	ev_io io;
	ev_timer patience;
	uint32_t wanted;
};

static void answered(struct ev_loop *l, ev_io *io, int events)
{
	(void)events;
	struct answers *a = io->data;
	struct sockaddr_in from;
	socklen_t len = sizeof from;
	ssize_t n = recvfrom(client, a->bytes, sizeof a->bytes, MSG_DONTWAIT,
			     (struct sockaddr *)&from, &len);
	if (n < 0)
		return;
	a->len = (size_t)n;
	a->from = ntohs(from.sin_port);
	if (++a->n == a->wanted)
		ev_break(l, EVBREAK_ALL);
}

static void out_of_patience(struct ev_loop *l, ev_timer *timer, int events)
{
	(void)timer;
	(void)events;
	ev_break(l, EVBREAK_ALL);
}

static void send_get(void)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
				 .sin_port = htons(endpoint.port),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	uint8_t request[256];
	struct ber_writer w;
	struct oid name;
	oid_parse("1.3.6.1.2.1.1.5.0", &name);
	ber_begin(&w, request, sizeof request, SNMP_V2C, "public", 6, PDU_GET, 4711, 0,
		  0);
	ber_put_null(&w, &name);
	sendto(client, request, ber_end(&w), 0, (struct sockaddr *)&to, sizeof to);
}

/* Ask once and take what comes until there are that many answers; none are wanted when
 * silence is: then as long as the agent needs to have received the request. */
static struct answers ask(uint32_t wanted)
{
	static struct answers a;
	uint64_t before = endpoint.received;
	a = (struct answers){.wanted = wanted};
	send_get();
	ev_io_init(&a.io, answered, client, EV_READ);
	a.io.data = &a;
	ev_io_start(loop, &a.io);
	ev_timer_init(&a.patience, out_of_patience, 10, 0);
	ev_timer_start(loop, &a.patience);
	while (wanted == 0 && endpoint.received == before)
		ev_run(loop, EVRUN_ONCE);
	ev_run(loop, wanted == 0 ? EVRUN_NOWAIT : 0);
	ev_io_stop(loop, &a.io);
	ev_timer_stop(loop, &a.patience);
	return a;
}

static bool decode(const struct answers *a, struct ber_message *m)
{
	static struct varbind vb[4];
	*m = (struct ber_message){.vb = vb, .cap = 4};
	return ber_decode(a->bytes, a->len, m);
}

static int start(void **state)
{
	(void)state;
	static const char text[] = "1.3.6.1.2.1.1.5.0|4|core";
	snmprec_fini(&rec);
	assert_true(snmprec_parse(&rec, "test", text, strlen(text)));
	loop = ev_loop_new(EVFLAG_AUTO);
	endpoint = (struct endpoint){
		.agent = {.community = "public", .reply_max = AGENT_REPLY_MAX},
		.device = device_over(&snmprec_source, &rec, 0),
		.dice = 1,
	};
	assert_true(endpoint_open(&endpoint, loop, 0));
	client = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	return client < 0;
}

static int stop(void **state)
{
	(void)state;
	endpoint_close(&endpoint);
	ev_loop_destroy(loop);
	close(client);
	snmprec_fini(&rec);
	return 0;
}

static void a_request_is_answered_from_the_port_asked(void **state)
{
	(void)state;
	struct ber_message m;
	struct answers a = ask(1);
	assert_int_equal(a.n, 1);
	assert_int_equal(a.from, endpoint.port);
	assert_true(decode(&a, &m));
	assert_int_equal(m.request_id, 4711);
	assert_memory_equal(m.vb[0].bytes, "core", 4);
	assert_int_equal(endpoint.received, 1);
	assert_int_equal(endpoint.answered, 1);
}

static void silence_is_silence(void **state)
{
	(void)state;
	endpoint.fault.silent = 100;
	assert_int_equal(ask(0).n, 0);
	assert_int_equal(endpoint.answered, 0);
	endpoint.fault.silent = 0;
	assert_int_equal(ask(1).n, 1);
}

static void all_replies_can_be_lost(void **state)
{
	(void)state;
	endpoint.fault.loss = 100;
	assert_int_equal(ask(0).n, 0);
	assert_int_equal(endpoint.answered, 1);
}

static void some_replies_are_lost(void **state)
{
	(void)state;
	endpoint.fault.loss = 30;
	uint32_t n = 0;
	for (int i = 0; i < 1000; i++)
		n += ask(0).n;
	n += ask(0).n;
	assert_in_range(n, 600, 800);
}

static void a_duplicate_comes_twice(void **state)
{
	(void)state;
	endpoint.fault.duplicate = 100;
	assert_int_equal(ask(2).n, 2);
}

static void a_wrong_id_is_another(void **state)
{
	(void)state;
	struct ber_message m;
	endpoint.fault.wrong_id = 100;
	struct answers a = ask(1);
	assert_true(decode(&a, &m));
	assert_int_not_equal(m.request_id, 4711);
	assert_int_equal(m.n, 1);
}

static void a_foreign_reply_comes_from_another_port(void **state)
{
	(void)state;
	endpoint.fault.foreign = 100;
	struct answers a = ask(1);
	assert_int_equal(a.n, 1);
	assert_int_not_equal(a.from, endpoint.port);
}

static void half_a_reply_and_noise_are_no_messages(void **state)
{
	(void)state;
	struct ber_message m;
	endpoint.fault.truncate = 100;
	struct answers a = ask(1);
	assert_int_equal(a.n, 1);
	assert_false(decode(&a, &m));
	endpoint.fault.truncate = 0;
	endpoint.fault.garbage = 100;
	a = ask(1);
	assert_int_equal(a.n, 1);
	assert_false(decode(&a, &m));
}

static void a_delayed_reply_is_late(void **state)
{
	(void)state;
	endpoint.fault.delay_ms = 30;
	int64_t asked = endpoint_now(&endpoint);
	assert_int_equal(ask(1).n, 1);
	assert_true(endpoint_now(&endpoint) - asked >= 29);
}

static void a_closed_port_refuses_and_opens_again(void **state)
{
	(void)state;
	struct sockaddr_in to = {.sin_family = AF_INET,
				 .sin_port = htons(endpoint.port),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
	assert_true(endpoint_refuse(&endpoint, true));
	assert_int_equal(send(fd, "x", 1, 0), 1);
	assert_int_equal(send(fd, "x", 1, 0), -1);
	assert_int_equal(errno, ECONNREFUSED);
	close(fd);
	assert_true(endpoint_refuse(&endpoint, false));
	assert_int_equal(ask(1).n, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
		TEST(a_request_is_answered_from_the_port_asked),
		TEST(silence_is_silence),
		TEST(all_replies_can_be_lost),
		TEST(some_replies_are_lost),
		TEST(a_duplicate_comes_twice),
		TEST(a_wrong_id_is_another),
		TEST(a_foreign_reply_comes_from_another_port),
		TEST(half_a_reply_and_noise_are_no_messages),
		TEST(a_delayed_reply_is_late),
		TEST(a_closed_port_refuses_and_opens_again),
	};
	return cmocka_run_group_tests_name("endpoint", tests, NULL, NULL);
}

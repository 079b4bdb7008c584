/* resolve: against a name server of the test's own on loopback. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <ev.h>
#include <sys/socket.h>
#include <unistd.h>

#include "probes/wire/resolve.h"

#define QUERIES 200
#define PATIENCE_S 30.

static struct ev_loop *loop;
static struct resolve *resolver;
static ev_io server;
static unsigned done_n, asked_n;
static struct sockaddr_storage found[QUERIES];
static char reason[QUERIES][64];

/* Whom an answer belongs to. */
static unsigned number[QUERIES];

static void done(void *ctx, const struct sockaddr_storage *addr, const char *why)
{
	unsigned i = *(unsigned *)ctx;

	assert_true((addr == NULL) == (why != NULL));
	if (addr)
		found[i] = *addr;
	else
		snprintf(reason[i], sizeof reason[i], "%s", why);
	done_n++;
}

static void give_up(struct ev_loop *l, ev_timer *t, int events)
{
	(void)t;
	(void)events;
	ev_break(l, EVBREAK_ALL);
}

static void run_until(unsigned n)
{
	ev_timer patience;

	ev_timer_init(&patience, give_up, PATIENCE_S, 0);
	ev_timer_start(loop, &patience);
	while (done_n < n && ev_is_active(&patience))
		ev_run(loop, EVRUN_ONCE);
	ev_timer_stop(loop, &patience);
	assert_int_equal(done_n, n);
}

static void ask(unsigned i, const char *name)
{
	number[i] = i;
	resolve_name(resolver, name, 161, done, &number[i]);
}

/* RFC 1035: "router.…" has an A record, 192.0.2.7; "silent.…" gets no answer; there is
 * nothing else. */
static void serve(struct ev_loop *l, ev_io *io, int events)
{
	static const uint8_t a[] = {0xc0, 12, 0, 1, 0,	 1, 0, 0,
				    0,	  60, 0, 4, 192, 0, 2, 7};
	uint8_t bytes[512];
	struct sockaddr_storage from;
	socklen_t len = sizeof from;
	(void)l;
	(void)events;

	ssize_t got = recvfrom(io->fd, bytes, sizeof bytes - sizeof a, 0,
			       (struct sockaddr *)&from, &len);
	assert_true(got > 12);
	asked_n++;
	if (memcmp(bytes + 13, "silent", 6) == 0)
		return;
	size_t n = 12 + strlen((char *)bytes + 12) + 5; /* without EDNS */
	bool router = memcmp(bytes + 13, "router", 6) == 0;
	bool has = router && bytes[n - 3] == 1;
	bytes[2] = 0x84;
	bytes[3] = router ? 0 : 3;
	bytes[6] = 0;
	bytes[7] = has;
	memset(bytes + 8, 0, 4);
	memcpy(bytes + n, a, sizeof a);
	n += has ? sizeof a : 0;
	assert_true(sendto(io->fd, bytes, n, 0, (struct sockaddr *)&from, len) > 0);
}

static int setup(void **state)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof at;
	char list[64];
	(void)state;

	loop = ev_loop_new(0);
	resolver = resolve_open(loop);
	done_n = asked_n = 0;
	memset(found, 0, sizeof found);
	memset(reason, 0, sizeof reason);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, len), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
	snprintf(list, sizeof list, "127.0.0.1:%u", ntohs(at.sin_port));
	assert_true(resolve_servers(resolver, list));
	ev_io_init(&server, serve, fd, EV_READ);
	ev_io_start(loop, &server);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	ev_io_stop(loop, &server);
	close(server.fd);
	resolve_close(resolver);
	ev_loop_destroy(loop);
	return 0;
}

static void literals_need_no_name_server(void **state)
{
	struct sockaddr_storage at;
	struct sockaddr_in *v4 = (struct sockaddr_in *)&at;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&at;
	(void)state;

	assert_true(resolve_literal("192.0.2.1", 161, &at));
	assert_int_equal(at.ss_family, AF_INET);
	assert_int_equal(ntohs(v4->sin_port), 161);
	assert_int_equal(ntohl(v4->sin_addr.s_addr), 0xc0000201);
	assert_true(resolve_literal("2001:db8::1", 10161, &at));
	assert_int_equal(at.ss_family, AF_INET6);
	assert_int_equal(ntohs(v6->sin6_port), 10161);
	assert_true(resolve_literal("fe80::1%lo", 161, &at));
	assert_int_equal(v6->sin6_scope_id, 1);
	assert_true(resolve_literal("fe80::1%7", 161, &at));
	assert_int_equal(v6->sin6_scope_id, 7);
}

static void what_is_no_address_is_no_literal(void **state)
{
	static const char *const bad[] = {
		"",
		"router.example",
		"192.0.2",
		"192.0.2.256",
		"192.0.2.1%lo",
		"fe80::1%",
		"fe80::1%nowhere0",
		"::1 ",
		"[::1]",
		"fe80::1%0",
		"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc:dddd"};
	struct sockaddr_storage at;
	(void)state;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(resolve_literal(bad[i], 161, &at));
}

static void a_literal_is_delivered_by_the_loop_not_by_the_call(void **state)
{
	(void)state;
	ask(0, "192.0.2.1");
	assert_int_equal(done_n, 0);
	run_until(1);
	assert_int_equal(asked_n, 0);
	assert_int_equal(found[0].ss_family, AF_INET);
}

static void a_name_becomes_its_address(void **state)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)&found[0];
	(void)state;

	ask(0, "router.example");
	assert_int_equal(done_n, 0);
	run_until(1);
	assert_int_equal(v4->sin_family, AF_INET);
	assert_int_equal(ntohl(v4->sin_addr.s_addr), 0xc0000207);
	assert_int_equal(ntohs(v4->sin_port), 161);
}

static void the_hosts_file_is_honoured(void **state)
{
	(void)state;
	if (access("/etc/hosts", R_OK) != 0)
		skip(); /* a bare container has none */
	ask(0, "localhost");
	assert_int_equal(done_n, 0);
	run_until(1);
	assert_int_equal(asked_n, 0);
	assert_true(found[0].ss_family == AF_INET || found[0].ss_family == AF_INET6);
}

static void a_name_that_does_not_exist_says_so(void **state)
{
	(void)state;
	ask(0, "nothing.example");
	run_until(1);
	assert_string_equal(reason[0], "no such name");
}

static void a_silent_server_delays_its_name_only(void **state)
{
	(void)state;
	ask(0, "silent.example");
	for (unsigned i = 1; i < QUERIES; i++)
		ask(i, "router.example");
	run_until(QUERIES - 1);
	assert_string_equal(reason[0], "");
	run_until(QUERIES);
	assert_string_equal(reason[0], "no answer from the name servers");
	/* and the next question finds its way again */
	done_n = 0;
	ask(1, "router.example");
	run_until(1);
	assert_int_equal(found[1].ss_family, AF_INET);
}

static void closing_with_questions_open_calls_nobody(void **state)
{
	(void)state;
	ask(0, "silent.example");
	ask(1, "192.0.2.1");
	ev_run(loop, EVRUN_NOWAIT);
	unsigned before = done_n;
	resolve_close(resolver);
	assert_int_equal(done_n, before);
	resolver = resolve_open(loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(literals_need_no_name_server),
		TEST(what_is_no_address_is_no_literal),
		TEST(a_literal_is_delivered_by_the_loop_not_by_the_call),
		TEST(a_name_becomes_its_address),
		TEST(the_hosts_file_is_honoured),
		TEST(a_name_that_does_not_exist_says_so),
		TEST(a_silent_server_delays_its_name_only),
		TEST(closing_with_questions_open_calls_nobody),
	};
	return cmocka_run_group_tests_name("resolve", tests, NULL, NULL);
}

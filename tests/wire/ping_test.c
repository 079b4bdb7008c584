/*
 * ping: on the loopback of a namespace of its own, by both ways. What the kernel is
 * told not to answer is the silent target.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <ev.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/wire/ping.h"
#include "tests/wire/netns.h"

#define TARGETS 3000
#define PATIENCE_S 20.

static bool own_net;
static struct ev_loop *loop;
static struct ping *ping;
static unsigned done_n, times[TARGETS];
static int64_t rtt[TARGETS];
static uint64_t cookies[TARGETS];

static void done(void *ctx, uint32_t target, uint64_t cookie, int64_t rtt_us)
{
	assert_ptr_equal(ctx, &ping);
	assert_in_range(target, 0, TARGETS - 1);
	times[target]++;
	rtt[target] = rtt_us;
	cookies[target] = cookie;
	done_n++;
}

static void send_to(const char *text, uint32_t target, int64_t timeout_us)
{
	struct sockaddr_storage to = {0};
	struct sockaddr_in *v4 = (struct sockaddr_in *)&to;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&to;

	if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
		to.ss_family = AF_INET;
	} else {
		assert_int_equal(inet_pton(AF_INET6, text, &v6->sin6_addr), 1);
		to.ss_family = AF_INET6;
		v6->sin6_port = htons(161);
	}
	ping_send(ping, &to, target, target + 1000000u, timeout_us);
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

static const char *helper_path(void)
{
	static char path[4096];
	const char *dir = getenv("top_builddir");

	snprintf(path, sizeof path, "%s/noctop-ping", dir ? dir : ".");
	return path;
}

static int setup(void **state)
{
	(void)state;
	loop = ev_loop_new(0);
	done_n = 0;
	memset(times, 0, sizeof times);
	if (own_net) {
		netns_set("ipv4/icmp_echo_ignore_all", "0");
		netns_set("ipv6/icmp/echo_ignore_all", "0");
	}
	return 0;
}

static void open_dgram(void)
{
	if (!own_net || !netns_set("ipv4/ping_group_range", "0 0"))
		skip();
	ping = ping_open(loop, done, &ping);
	assert_null(ping_problem(ping, AF_INET));
}

static void open_helper(void)
{
	if (!own_net || geteuid() != 0)
		skip();
	netns_set("ipv4/ping_group_range", "1 0");
	ping = ping_open_helper(loop, helper_path(), done, &ping);
	if (ping_problem(ping, AF_INET)) /* root of a user namespace only */
		skip();
}

static int teardown(void **state)
{
	(void)state;
	if (ping)
		ping_close(ping);
	ping = NULL;
	ev_loop_destroy(loop);
	return 0;
}

static void assert_answered(uint32_t target)
{
	assert_int_equal(times[target], 1);
	assert_in_range(rtt[target], 0, 5000000);
	assert_int_equal(cookies[target], target + 1000000u);
}

static void both_families_answer(void)
{
	send_to("127.0.0.1", 0, 5000000);
	assert_int_equal(done_n, 0);
	run_until(1);
	assert_answered(0);
	if (ping_problem(ping, AF_INET6))
		return;
	send_to("::1", 1, 5000000);
	run_until(2);
	assert_answered(1);
}

static void an_unprivileged_socket_reaches_both_families(void **state)
{
	(void)state;
	open_dgram();
	both_families_answer();
}

static void the_helper_reaches_both_families(void **state)
{
	(void)state;
	open_helper();
	both_families_answer();
}

static void thousands_are_answered_once_each(void)
{
	for (uint32_t i = 0; i < TARGETS; i++) {
		char text[32];
		snprintf(text, sizeof text, "127.1.%u.%u", i / 250, i % 250 + 1);
		send_to(text, i, 15000000);
	}
	assert_int_equal(done_n, 0);
	run_until(TARGETS);
	for (uint32_t i = 0; i < TARGETS; i++)
		assert_answered(i);
}

static void an_unprivileged_socket_serves_thousands(void **state)
{
	(void)state;
	open_dgram();
	thousands_are_answered_once_each();
}

static void the_helper_serves_thousands(void **state)
{
	(void)state;
	open_helper();
	thousands_are_answered_once_each();
}

static void the_silent_are_lost_and_the_others_are_not(void)
{
	netns_set("ipv4/icmp_echo_ignore_all", "1");
	send_to("127.0.0.1", 0, 50000);
	send_to("127.0.0.2", 1, 100000);
	run_until(2);
	assert_int_equal(rtt[0], PING_LOST);
	assert_int_equal(rtt[1], PING_LOST);
	netns_set("ipv4/icmp_echo_ignore_all", "0");
	send_to("127.0.0.1", 2, 5000000);
	run_until(3);
	assert_answered(2);
}

static void an_unprivileged_socket_tells_the_silent(void **state)
{
	(void)state;
	open_dgram();
	the_silent_are_lost_and_the_others_are_not();
}

static void the_helper_tells_the_silent(void **state)
{
	(void)state;
	open_helper();
	the_silent_are_lost_and_the_others_are_not();
}

static void no_way_there_is_a_loss_at_once(void)
{
	send_to("192.0.2.1", 0, 3600000000);
	assert_int_equal(done_n, 0);
	run_until(1);
	assert_int_equal(rtt[0], PING_LOST);
}

static void an_unprivileged_socket_knows_no_way_there(void **state)
{
	(void)state;
	open_dgram();
	no_way_there_is_a_loss_at_once();
}

static void the_helper_knows_no_way_there(void **state)
{
	(void)state;
	open_helper();
	no_way_there_is_a_loss_at_once();
}

static void without_permission_it_says_what_to_type(void **state)
{
	(void)state;
	ping = ping_open_helper(loop, "/nonexistent/noctop-ping", done, &ping);
	const char *why = ping_problem(ping, AF_INET);
	assert_non_null(why);
	assert_non_null(strstr(why, "/nonexistent/noctop-ping"));
	assert_non_null(
		strstr(why, "sysctl net.ipv4.ping_group_range=\"0 2147483647\""));
	send_to("127.0.0.1", 0, 5000000);
	assert_int_equal(done_n, 0);
	run_until(1);
	assert_int_equal(rtt[0], PING_UNSENT);
}

static bool says_setcap(void)
{
	char expected[5000];
	struct ping *p = ping_open_helper(loop, helper_path(), done, NULL);
	const char *why = ping_problem(p, AF_INET);

	snprintf(expected, sizeof expected, "setcap cap_net_raw+ep %s", helper_path());
	return why && strstr(why, expected);
}

static void a_helper_without_the_capability_says_what_to_type(void **state)
{
	int status;
	(void)state;
	pid_t pid = fork();
	if (pid == 0) {
		if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0)
			_exit(2);
		_exit(!says_setcap());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* The process whose parent we are; 0 when there is none. */
static int only_child(void)
{
	int pid = 0;
	char path[64];

	snprintf(path, sizeof path, "/proc/self/task/%d/children", getpid());
	FILE *f = fopen(path, "re");
	if (f && fscanf(f, "%d", &pid) != 1)
		pid = 0;
	if (f)
		fclose(f);
	return pid;
}

static void a_helper_that_ends_is_a_problem_until_it_is_back(void **state)
{
	(void)state;
	open_helper();
	int pid = only_child();
	if (pid == 0)
		skip();
	kill(pid, SIGKILL);
	int64_t until = clock_mono_ms() + 15000;
	while (!ping_problem(ping, AF_INET) && clock_mono_ms() < until)
		ev_run(loop, EVRUN_ONCE);
	assert_non_null(strstr(ping_problem(ping, AF_INET), "started again"));
	while (ping_problem(ping, AF_INET) && clock_mono_ms() < until)
		ev_run(loop, EVRUN_ONCE);
	assert_null(ping_problem(ping, AF_INET));
	send_to("127.0.0.1", 0, 5000000);
	run_until(1);
	assert_answered(0);
}

/* A line of /proc/PID/status without its label. */
static void status_line(int pid, const char *label, char out[256])
{
	char path[64], line[256];

	out[0] = '\0';
	snprintf(path, sizeof path, "/proc/%d/status", pid);
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	while (fgets(line, sizeof line, f))
		if (strncmp(line, label, strlen(label)) == 0)
			snprintf(out, 256, "%s", line + strlen(label));
	fclose(f);
}

static void the_helper_holds_no_privilege(void **state)
{
	char line[256];
	(void)state;

	open_helper();
	int pid = only_child();
	if (pid == 0)
		skip();
	status_line(pid, "CapPrm:", line);
	assert_string_equal(line, "\t0000000000000000\n");
	status_line(pid, "CapEff:", line);
	assert_string_equal(line, "\t0000000000000000\n");
	status_line(pid, "Uid:", line);
	assert_string_equal(line, "\t65534\t65534\t65534\t65534\n");
	status_line(pid, "NoNewPrivs:", line);
	assert_string_equal(line, "\t1\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(an_unprivileged_socket_reaches_both_families),
		TEST(the_helper_reaches_both_families),
		TEST(an_unprivileged_socket_serves_thousands),
		TEST(the_helper_serves_thousands),
		TEST(an_unprivileged_socket_tells_the_silent),
		TEST(the_helper_tells_the_silent),
		TEST(an_unprivileged_socket_knows_no_way_there),
		TEST(the_helper_knows_no_way_there),
		TEST(without_permission_it_says_what_to_type),
		TEST(a_helper_without_the_capability_says_what_to_type),
		TEST(a_helper_that_ends_is_a_problem_until_it_is_back),
		TEST(the_helper_holds_no_privilege),
	};

	own_net = netns_enter();
	return cmocka_run_group_tests_name("ping", tests, NULL, NULL);
}

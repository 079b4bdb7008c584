/* What is at an address: real agents, closed doors, silence, and no way there. */
#include "probes/wire/trial.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <ev.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probes/wire/subtree.h"
#include "tests/wire/netns.h"
#include "tests/wire/puppet.h"
#include "tests/wire/snmpd.h"

#define AGENT_CONF                                                                     \
	"rocommunity public 127.0.0.1\n"                                               \
	"rocommunity narrow 127.0.0.1 -V systemonly\n"                                 \
	"view systemonly included .1.3.6.1.2.1.1\n"                                    \
	"view systemonly included .1.3.6.1.2.1.25.1\n"                                 \
	"createUser noc SHA-256 maplesyrup AES pancakes!\n"                            \
	"rouser noc priv\n"                                                            \
	"sysName core-01.example.net\n"

static const struct credential PUBLIC = {.version = SNMP_V2C, .community = "public"},
			       OLD = {.version = SNMP_V1, .community = "public"},
			       NARROW = {.version = SNMP_V2C, .community = "narrow"},
			       WRONG = {.version = SNMP_V2C, .community = "wrong"},
			       USER = {.version = SNMP_V3,
				       .user = "noc",
				       .auth = AUTH_SHA256,
				       .priv = PRIV_AES128,
				       .auth_secret = "maplesyrup",
				       .priv_secret = "pancakes!",
				       .context = ""};

static struct snmpd snmpd;
static bool has_snmpd;

static int start(void **state)
{
	(void)state;
	has_snmpd = snmpd_start(&snmpd, AGENT_CONF);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	if (has_snmpd)
		snmpd_stop(&snmpd);
	return 0;
}

static void try(struct trial *t, const char *address, unsigned port,
		const struct credential *a, const struct credential *b)
{
	const struct credential *both[] = {a, b};

	trial_run(address, (uint16_t)port, both, b ? 2 : 1, t);
}

static void try_snmpd(struct trial *t, const struct credential *a,
		      const struct credential *b)
{
	if (!has_snmpd)
		skip();
	try(t, "127.0.0.1", snmpd_port(&snmpd), a, b);
}

static uint32_t all_usual(void)
{
	uint32_t bits = 0;

	for (unsigned i = 0; subtrees[i].oid; i++)
		if (subtrees[i].usual)
			bits |= UINT32_C(1) << i;
	return bits;
}

/* Interfaces of this machine, which are those of its agent. */
static unsigned interfaces(void)
{
	struct if_nameindex *list = if_nameindex();
	unsigned n = 0;

	assert_non_null(list);
	while (list[n].if_index)
		n++;
	if_freenameindex(list);
	return n;
}

static void a_whole_agent_is_told_of(void **state)
{
	const struct credential *all[] = {&PUBLIC, &OLD, &USER};
	struct trial t;

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		try_snmpd(&t, all[i], NULL);
		assert_int_equal(t.taken, 0);
		assert_int_equal(t.result[0], ASK_OK);
		assert_string_equal(t.name, "core-01.example.net");
		assert_non_null(strstr(t.descr, "Linux"));
		assert_int_equal(t.object_id.arc[6], 8072);
		assert_int_equal(t.shown & all_usual(), all_usual());
		assert_int_equal(t.if_n, interfaces());
		assert_in_range(t.if_up, 1, t.if_n);
		assert_int_equal(t.ping, TRIAL_PING_NONE);
	}
}

static void a_narrow_view_is_seen_for_what_it_is(void **state)
{
	struct trial t;

	(void)state;
	try_snmpd(&t, &NARROW, NULL);
	assert_int_equal(t.taken, 0);
	assert_string_equal(t.name, "core-01.example.net");
	assert_int_equal(t.shown, 1); /* system */
	assert_int_equal(t.if_n, 0);
}

static void the_next_is_tried_when_the_first_is_not_taken(void **state)
{
	struct trial t;

	(void)state;
	try_snmpd(&t, &WRONG, &USER);
	assert_int_equal(t.taken, 1);
	try_snmpd(&t, &PUBLIC, &WRONG);
	assert_int_equal(t.taken, 0);
	assert_int_equal(t.result[1], ASK_CANCELLED);
}

static void what_was_wrong_is_known(void **state)
{
	struct credential nobody = USER, wrong_key = USER;
	struct trial t;

	(void)state;
	nobody.user = "nobody";
	wrong_key.auth_secret = "maplesyrup2";
	try_snmpd(&t, &nobody, &wrong_key);
	assert_int_equal(t.taken, NONE);
	assert_int_equal(t.result[0], ASK_UNKNOWN_USER);
	assert_int_equal(t.result[1], ASK_WRONG_KEY);
	assert_true(t.speaks);
	try_snmpd(&t, &WRONG, NULL);
	assert_int_equal(t.taken, NONE);
	assert_int_equal(t.result[0], ASK_TIMEOUT);
	assert_true(t.speaks); /* to a discovery */
}

/* A bound socket that nobody reads. */
static int deaf(struct sockaddr_in *addr)
{
	socklen_t len = sizeof *addr;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	*addr = (struct sockaddr_in){.sin_family = AF_INET,
				     .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	assert_int_equal(0, bind(fd, (struct sockaddr *)addr, len));
	assert_int_equal(0, getsockname(fd, (struct sockaddr *)addr, &len));
	return fd;
}

static void silence_is_silence(void **state)
{
	struct sockaddr_in addr;
	struct trial t;
	int fd = deaf(&addr);

	(void)state;
	try(&t, "127.0.0.1", ntohs(addr.sin_port), &PUBLIC, &USER);
	close(fd);
	assert_int_equal(t.taken, NONE);
	assert_int_equal(t.result[0], ASK_TIMEOUT);
	assert_int_equal(t.result[1], ASK_TIMEOUT);
	assert_false(t.speaks);
}

static void a_closed_port_is_known_at_once(void **state)
{
	struct sockaddr_in addr;
	struct trial t;

	(void)state;
	close(deaf(&addr));
	try(&t, "127.0.0.1", ntohs(addr.sin_port), &PUBLIC, &WRONG);
	assert_int_equal(t.result[0], ASK_REFUSED);
	assert_int_equal(t.result[1], ASK_CANCELLED); /* it would be no other */
	assert_int_equal(t.error, ECONNREFUSED);
}

static void a_name_that_leads_nowhere(void **state)
{
	struct trial t;

	(void)state;
	try(&t, "no-such-host.invalid", 161, &PUBLIC, NULL);
	assert_string_not_equal(t.unresolved, "");
	assert_int_equal(t.taken, NONE);
}

/* Tells through the pipe of each question to this community. */
static void tell_of_others(struct puppet *agent, const struct ber_message *m)
{
	const int *pipe_end = agent->ctx;

	if (m->community_len == 5 && write(*pipe_end, "x", 1) != 1)
		_exit(1);
	puppet_answer(agent, m);
}

static void who_answers_never_hears_of_the_others(void **state)
{
	struct puppet agent;
	struct trial t;
	char heard[8];
	int ends[2];
	struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);
	pid_t pid;

	(void)state;
	assert_int_equal(0, pipe(ends));
	puppet_open(&agent, loop, "127.0.0.1", tell_of_others);
	agent.ctx = &ends[1];
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		ev_loop_fork(loop);
		ev_run(loop, 0);
	}
	close(ends[1]);
	try(&t, "127.0.0.1", ntohs(((struct sockaddr_in *)&agent.addr)->sin_port),
	    &PUBLIC, &WRONG);
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	puppet_close(&agent);
	ev_loop_destroy(loop);
	assert_int_equal(t.taken, 0);
	assert_int_equal(0, read(ends[0], heard, sizeof heard));
	close(ends[0]);
}

/* 192.0.2.1 on the loopback interface: an address that the kernel may not answer for.
 */
static bool own_address(void)
{
	struct ifreq lo = {.ifr_name = "lo:1"};
	struct sockaddr_in *addr = (struct sockaddr_in *)&lo.ifr_addr;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool ok;

	addr->sin_family = AF_INET;
	inet_pton(AF_INET, "192.0.2.1", &addr->sin_addr);
	ok = ioctl(fd, SIOCSIFADDR, &lo) == 0;
	close(fd);
	return ok;
}

/* The last of the tests: it leaves the network. */
static void pings_tell_an_empty_house_from_a_deaf_one(void **state)
{
	struct trial t;

	(void)state;
	if (!netns_enter() || !own_address() ||
	    !netns_set("ipv4/ping_group_range", "0 2147483647"))
		skip();
	try(&t, "192.0.2.1", 161, &PUBLIC, NULL);
	assert_string_equal(t.ping_problem, "");
	assert_int_equal(t.result[0], ASK_REFUSED);
	assert_int_equal(t.ping, TRIAL_PING_ANSWERED);
	assert_true(netns_set("ipv4/icmp_echo_ignore_all", "1"));
	try(&t, "192.0.2.1", 161, &PUBLIC, NULL);
	assert_int_equal(t.ping, TRIAL_PING_LOST);
	try(&t, "198.51.100.1", 161, &PUBLIC, NULL);
	assert_int_equal(t.result[0], ASK_UNREACHABLE);
	assert_int_equal(t.error, ENETUNREACH);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_agent_is_told_of),
		cmocka_unit_test(a_narrow_view_is_seen_for_what_it_is),
		cmocka_unit_test(the_next_is_tried_when_the_first_is_not_taken),
		cmocka_unit_test(what_was_wrong_is_known),
		cmocka_unit_test(silence_is_silence),
		cmocka_unit_test(a_closed_port_is_known_at_once),
		cmocka_unit_test(a_name_that_leads_nowhere),
		cmocka_unit_test(who_answers_never_hears_of_the_others),
		cmocka_unit_test(pings_tell_an_empty_house_from_a_deaf_one),
	};

	return cmocka_run_group_tests(tests, start, stop);
}

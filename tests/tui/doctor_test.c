/* Verdicts over made-up facts: each check says ok, warns or fails where it should. */
#include "tui/doctor.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>

#define MIB (UINT64_C(1) << 20)

/* A machine on which all is well. */
static struct facts well(void)
{
	return (struct facts){
		.uid = 1000,
		.config = "/home/op/.config/noctop/noctop.ini",
		.config_mode = 0600,
		.config_uid = 1000,
		.devices = 40,
		.sites = 2,
		.by_icmp = 40,
		.home = "/home/op",
		.sockets = "/run/user/1000/noctop",
		.journal = "/home/op/.local/state/noctop/x.db",
		.journal_folder = "/home/op/.local/state/noctop",
		.journal_free = 5000 * MIB,
		.ping_socket = true,
		.rmem_max = 4 * MIB,
		.rcvbuf = 4 * MIB,
		.files = 4096,
		.tty = true,
		.term = "tmux-256color",
		.colors = 256,
		.rows = 40,
		.cols = 120,
		.utf8 = true,
		.charset = "UTF-8",
		.zones = true,
		.zone = "Europe/Berlin",
		.synchronised = true,
		.memory = 1000 * MIB,
	};
}

static struct finding judge(const char *name, const struct facts *f)
{
	struct finding to = {0};

	for (const struct check_up *c = check_ups; c->name; c++)
		if (!strcmp(c->name, name)) {
			c->judge(f, &to);
			assert_string_not_equal(to.saw, "");
			/* what is not well has a remedy */
			assert_int_equal(to.verdict != VERDICT_OK, *to.todo != '\0');
			return to;
		}
	fail_msg("there is no check '%s'", name);
	return to;
}

static void on_a_good_machine_all_is_well(void **state)
{
	struct facts f = well();

	(void)state;
	for (const struct check_up *c = check_ups; c->name; c++) {
		struct finding to = judge(c->name, &f);

		if (to.verdict != VERDICT_OK)
			fail_msg("%s: %s: %s", c->name, to.saw, to.todo);
	}
}

#define ASSERT(check, verdict_, saw_, todo_)                                           \
	do {                                                                           \
		struct finding to_ = judge(check, &f);                                 \
		assert_int_equal(to_.verdict, VERDICT_##verdict_);                     \
		assert_string_equal(to_.saw, saw_);                                    \
		assert_string_equal(to_.todo, todo_);                                  \
	} while (0)

static void configuration(void **state)
{
	struct facts f = well();

	(void)state;
	ASSERT("configuration", OK,
	       "/home/op/.config/noctop/noctop.ini: 40 devices in 2 sites", "");
	f.devices = 0;
	ASSERT("configuration", WARN,
	       "/home/op/.config/noctop/noctop.ini has no devices yet",
	       "noctop add ADDRESS");
	f.fault_n = 2;
	snprintf(f.first_fault, sizeof f.first_fault, "f:3: a fault");
	ASSERT("configuration", FAIL, "2 faults, the first: f:3: a fault",
	       "noctop lint");
	f = well();
	f.config[0] = '\0';
	ASSERT("configuration", WARN, "there is none: noctop opens a demo network",
	       "noctop add ADDRESS");
	ASSERT("permissions", OK, "nothing to look at", "");
}

static void permissions(void **state)
{
	struct facts f = well();

	(void)state;
	f.config_mode = 0664;
	ASSERT("permissions", FAIL, "mode 0664, of user 1000",
	       "others can write to it: chmod go-w "
	       "'/home/op/.config/noctop/noctop.ini'");
	f = well();
	f.config_uid = 0;
	ASSERT("permissions", OK, "mode 0600, of user 0", "");
	f.config_uid = 7;
	ASSERT("permissions", WARN, "mode 0600, of user 7",
	       "it is neither yours nor root's: chown 1000 "
	       "'/home/op/.config/noctop/noctop.ini'");
}

static void sockets_and_watches(void **state)
{
	struct facts f = well();

	(void)state;
	ASSERT("watch", OK, "none runs: noctop starts one", "");
	f.journal_locked = true;
	ASSERT("watch", WARN,
	       "another watch has the journal, and is not reached from here",
	       "a copy of this configuration, or a watch of somebody else's: fuser -v "
	       "'/home/op/.local/state/noctop/x.db.lock'");
	f.watched = true;
	ASSERT("watch", OK, "runs: noctop attaches to it", "");
	f.sockets_error = EACCES;
	ASSERT("sockets", FAIL, "/run/user/1000/noctop: Permission denied",
	       "give it to you alone: rm -r '/run/user/1000/noctop', or export "
	       "XDG_RUNTIME_DIR");
}

static void a_home_on_a_network_takes_what_is_in_it_along(void **state)
{
	struct facts f = well();

	(void)state;
	ASSERT("home", OK, "/home/op, a local disk", "");
	f.home_remote = true;
	ASSERT("home", WARN,
	       "/home/op is on the file system of a network, with the configuration "
	       "and "
	       "the journal",
	       "when its server is away they are, too: a local -c FILE, and journal = "
	       "PATH in it");
	snprintf(f.journal, sizeof f.journal, "/var/lib/noctop/x.db");
	ASSERT("home", WARN,
	       "/home/op is on the file system of a network, with the configuration",
	       "when its server is away they are, too: a local -c FILE");
	snprintf(f.config, sizeof f.config, "/etc/noctop/noctop.ini");
	ASSERT("home", OK,
	       "/home/op is on the file system of a network, and nothing of noctop is "
	       "in "
	       "it",
	       "");
}

static void journal(void **state)
{
	struct facts f = well();

	(void)state;
	f.journal_remote = true;
	ASSERT("journal", WARN,
	       "/home/op/.local/state/noctop is on the file system of a network",
	       "a local disk is faster and safer: journal = PATH in the configuration");
	f.journal_free = 100 * MIB;
	ASSERT("journal", WARN, "100 MiB free in /home/op/.local/state/noctop",
	       "make room there: df -h '/home/op/.local/state/noctop'");
	f.journal_free = 3 * MIB;
	assert_int_equal(judge("journal", &f).verdict, VERDICT_FAIL);
	f.journal_error = EROFS;
	ASSERT("journal", FAIL,
	       "cannot write to /home/op/.local/state/noctop: Read-only file system",
	       "ls -ld '/home/op/.local/state/noctop', or journal = PATH in the "
	       "configuration");
	f.journal[0] = '\0';
	assert_int_equal(judge("journal", &f).verdict, VERDICT_OK);
}

static void rehearsals(void **state)
{
	struct facts f = well();

	(void)state;
	assert_int_equal(judge("escalation", &f).verdict, VERDICT_OK);
	f.policies = 3;
	ASSERT("escalation", WARN, "3 policies; no rehearsal is in the journal",
	       "noctop escalation check, then noctop escalation rehearse --send");
	f.proven_ms = INT64_C(30) * 86400000;
	assert_int_equal(judge("escalation", &f).verdict, VERDICT_OK);
	f.proven_ms += 86400000;
	ASSERT("escalation", WARN,
	       "3 policies; the last rehearsal that all took: 31 days ago",
	       "noctop escalation check, then noctop escalation rehearse --send");
}

static void ping(void **state)
{
	struct facts f = well();

	(void)state;
	ASSERT("ping", OK, "by a socket of our own", "");
	f.ping_socket = false;
	ASSERT("ping", OK, "by the helper noctop-ping", "");
	snprintf(f.ping_problem, sizeof f.ping_problem, "not permitted: setcap x");
	ASSERT("ping", WARN, "not permitted", "setcap x; or measure by ping = snmp");
	f.by_icmp = 0;
	ASSERT("ping", OK, "not permitted, and no device waits for it", "");
	f.devices = 0; /* the first is about to be added */
	assert_int_equal(judge("ping", &f).verdict, VERDICT_WARN);
}

static void traps_are_news_not_faults(void **state)
{
	struct facts f = well();

	(void)state;
	f.trap_error = EADDRINUSE;
	assert_int_equal(judge("traps", &f).verdict, VERDICT_OK);
	assert_non_null(strstr(judge("traps", &f).saw, "snmptrapd"));
	f.trap_error = EACCES;
	assert_non_null(strstr(judge("traps", &f).saw, "Permission denied"));
}

static void room_for_answers_depends_on_the_devices(void **state)
{
	struct facts f = well();

	(void)state;
	f.rcvbuf = f.rmem_max = 212992; /* Linux as it is delivered */
	assert_int_equal(judge("receive buffer", &f).verdict, VERDICT_OK);
	f.devices = 500;
	ASSERT("receive buffer", WARN,
	       "208 KiB for answers (net.core.rmem_max 208 KiB)",
	       "answers of 500 devices may get lost: sysctl -w "
	       "net.core.rmem_max=4194304");
	f.rcvbuf = 4 * MIB;
	f.devices = 100000;
	assert_int_equal(judge("receive buffer", &f).verdict, VERDICT_OK);
}

static void descriptors_and_memory(void **state)
{
	struct facts f = well();

	(void)state;
	f.files = 512;
	assert_int_equal(judge("descriptors", &f).verdict, VERDICT_WARN);
	f.files = 64;
	ASSERT("descriptors", FAIL, "64 at most",
	       "raise the hard limit: ulimit -Hn 1024 (LimitNOFILE= of a service)");
	f.memory = 100 * MIB;
	ASSERT("memory", WARN, "100 MiB can be had",
	       "130 MiB would do for 40 devices: ps -eo rss,comm --sort -rss");
	f.memory = 10 * MIB;
	assert_int_equal(judge("memory", &f).verdict, VERDICT_FAIL);
	f.memory = 0;
	ASSERT("memory", OK, "not known", "");
}

static void terminal(void **state)
{
	struct facts f = well();

	(void)state;
	ASSERT("terminal", OK, "tmux-256color, 256 colours", "");
	f.colors = 0;
	assert_int_equal(judge("terminal", &f).verdict, VERDICT_WARN);
	f.colors = -1;
	ASSERT("terminal", WARN, "nothing is known of TERM 'tmux-256color'",
	       "apt install ncurses-term, or export TERM=xterm-256color");
	f.cols = 79;
	assert_int_equal(judge("size", &f).verdict, VERDICT_WARN);
	f.cols = 39;
	ASSERT("size", FAIL, "39x40", "room for one line only: enlarge it");
	f.tty = false;
	assert_int_equal(judge("size", &f).verdict, VERDICT_OK);
	assert_int_equal(judge("terminal", &f).verdict, VERDICT_OK);
	f.utf8 = false;
	snprintf(f.charset, sizeof f.charset, "ANSI_X3.4-1968");
	ASSERT("characters", WARN, "ANSI_X3.4-1968: screens are drawn in ASCII",
	       "export LC_ALL=C.UTF-8");
}

static void time_and_its_zones(void **state)
{
	struct facts f = well();

	(void)state;
	f.synchronised = false;
	assert_int_equal(judge("clock", &f).verdict, VERDICT_WARN);
	f.stepped_ms = -2000;
	ASSERT("clock", WARN, "was set by -2000 ms while we looked",
	       "who sets it? timedatectl");
	f.zone[0] = '\0';
	ASSERT("time zone", WARN, "yours is not known: UTC",
	       "export TZ=Europe/Berlin, or another");
	f.zones = false;
	ASSERT("time zone", WARN, "yours is not known: UTC",
	       "no time zone can be found: apt install tzdata");
}

/* What is seen here is seen: whatever this machine is like. */
static void facts_are_gathered(void **state)
{
	struct options o = {.config = "/nonexistent/noctop.ini"};
	struct facts f;

	(void)state;
	facts_gather(&f, &o);
	assert_true(f.fault_n > 0);
	assert_non_null(strstr(f.first_fault, "/nonexistent/noctop.ini"));
	assert_true(f.rcvbuf > 0);
	assert_true(f.files > 0);
	assert_true(f.memory > 0);
	assert_string_not_equal(f.sockets, "");
	assert_in_range(f.stepped_ms + 1000, 0, 2000);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_home_on_a_network_takes_what_is_in_it_along),
		cmocka_unit_test(on_a_good_machine_all_is_well),
		cmocka_unit_test(configuration),
		cmocka_unit_test(permissions),
		cmocka_unit_test(sockets_and_watches),
		cmocka_unit_test(journal),
		cmocka_unit_test(rehearsals),
		cmocka_unit_test(ping),
		cmocka_unit_test(traps_are_news_not_faults),
		cmocka_unit_test(room_for_answers_depends_on_the_devices),
		cmocka_unit_test(descriptors_and_memory),
		cmocka_unit_test(terminal),
		cmocka_unit_test(time_and_its_zones),
		cmocka_unit_test(facts_are_gathered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

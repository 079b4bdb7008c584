/*
 * doctor_checks: from facts to verdicts. FAIL is what keeps noctop from working, warn
 * what makes it see or show less than it could.
 */
#include <errno.h>
#include <stdarg.h>

#include "tui/doctor.h"
#include "tui/escalate.h"

#define MIB (UINT64_C(1) << 20)
#define FREE_WARN (200 * MIB)
#define FREE_FAIL (20 * MIB)
#define MEMORY_WARN (128 * MIB)
#define MEMORY_FAIL (24 * MIB)
#define MEMORY_A_DEVICE (UINT64_C(64) << 10)
#define BUFFER_A_DEVICE 4096 /* an answer of each, should all come at once */
#define BUFFER_MOST (4 * MIB)
#define FILES_WARN 1024
#define FILES_FAIL 128
#define STEP_MS 50

__attribute__((format(printf, 2, 3))) static void saw(struct finding *f,
						      const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(f->saw, sizeof f->saw, fmt, args);
	va_end(args);
}

__attribute__((format(printf, 3, 4))) static void
advise(struct finding *f, enum verdict verdict, const char *fmt, ...)
{
	va_list args;

	f->verdict = verdict;
	va_start(args, fmt);
	vsnprintf(f->todo, sizeof f->todo, fmt, args);
	va_end(args);
}

/* --- configuration, watch, journal --- */

static void judge_config(const struct facts *f, struct finding *to)
{
	if (!*f->config) {
		saw(to, "there is none: noctop opens a demo network");
		advise(to, VERDICT_WARN, "noctop add ADDRESS");
	} else if (f->fault_n) {
		saw(to, "%u fault%s, the first: %s", f->fault_n,
		    f->fault_n == 1 ? "" : "s", f->first_fault);
		advise(to, VERDICT_FAIL, "noctop lint");
	} else if (!f->devices) {
		saw(to, "%s has no devices yet", f->config);
		advise(to, VERDICT_WARN, "noctop add ADDRESS");
	} else {
		saw(to, "%s: %u device%s in %u site%s", f->config, f->devices,
		    f->devices == 1 ? "" : "s", f->sites, f->sites == 1 ? "" : "s");
	}
}

/* Lint knows whether there are secrets in it that others can read. */
static void judge_permissions(const struct facts *f, struct finding *to)
{
	saw(to, "mode %04o, of user %u", f->config_mode, f->config_uid);
	if (!*f->config)
		saw(to, "nothing to look at");
	else if (f->config_mode & 022)
		advise(to, VERDICT_FAIL, "others can write to it: chmod go-w '%s'",
		       f->config);
	else if (f->config_uid != f->uid && f->config_uid != 0)
		advise(to, VERDICT_WARN,
		       "it is neither yours nor root's: chown %u '%s'", f->uid,
		       f->config);
}

static void judge_sockets(const struct facts *f, struct finding *to)
{
	saw(to, "%s", f->sockets);
	if (!f->sockets_error)
		return;
	saw(to, "%s: %s", f->sockets, strerror(f->sockets_error));
	advise(to, VERDICT_FAIL,
	       "give it to you alone: rm -r '%s', or export XDG_RUNTIME_DIR",
	       f->sockets);
}

static void judge_watch(const struct facts *f, struct finding *to)
{
	if (f->watched) {
		saw(to, "runs: noctop attaches to it");
	} else if (f->journal_locked) {
		saw(to, "another watch has the journal, and is not reached from here");
		advise(to, VERDICT_WARN,
		       "a copy of this configuration, or a watch of somebody else's: "
		       "fuser -v '%s.lock'",
		       f->journal);
	} else {
		saw(to, "none runs: noctop starts one");
	}
}

static bool is_below(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	return n > 1 && !strncmp(path, folder, n) && path[n] == '/';
}

/* A home whose server is in the outage hangs whoever starts noctop from there. */
static void judge_home(const struct facts *f, struct finding *to)
{
	bool config = is_below(f->config, f->home),
	     journal = is_below(f->journal, f->home);

	if (!*f->home) {
		saw(to, "HOME is not set");
	} else if (!f->home_remote) {
		saw(to, "%s, a local disk", f->home);
	} else if (!config && !journal) {
		saw(to,
		    "%s is on the file system of a network, and nothing of noctop is "
		    "in it",
		    f->home);
	} else {
		saw(to, "%s is on the file system of a network, with the %s", f->home,
		    !journal ? "configuration"
		    : config ? "configuration and the journal"
			     : "journal");
		advise(to, VERDICT_WARN,
		       "when its server is away they are, too: a local -c FILE%s",
		       journal ? ", and journal = PATH in it" : "");
	}
}

static void judge_journal(const struct facts *f, struct finding *to)
{
	uint64_t free_mib = f->journal_free / MIB;

	if (!*f->journal) {
		saw(to, "none without a configuration");
	} else if (f->journal_error) {
		saw(to, "cannot write to %s: %s", f->journal_folder,
		    strerror(f->journal_error));
		advise(to, VERDICT_FAIL,
		       "ls -ld '%s', or journal = PATH in the configuration",
		       f->journal_folder);
	} else if (f->journal_free < FREE_WARN) {
		saw(to, "%llu MiB free in %s", (unsigned long long)free_mib,
		    f->journal_folder);
		advise(to, f->journal_free < FREE_FAIL ? VERDICT_FAIL : VERDICT_WARN,
		       "make room there: df -h '%s'", f->journal_folder);
	} else if (f->journal_remote) {
		saw(to, "%s is on the file system of a network", f->journal_folder);
		advise(to, VERDICT_WARN,
		       "a local disk is faster and safer: journal = PATH in the "
		       "configuration");
	} else {
		saw(to, "%s, %llu MiB free", f->journal, (unsigned long long)free_mib);
	}
}

/* Paging that nobody tried is a guess. */
static void judge_escalation(const struct facts *f, struct finding *to)
{
	long long days = f->proven_ms / 86400000;

	if (!f->policies) {
		saw(to, "nobody is called: no [contact] of a policy is configured");
		return;
	}
	if (f->proven_ms)
		saw(to, "%u policies; the last rehearsal that all took: %lld days ago",
		    f->policies, days);
	else
		saw(to, "%u policies; no rehearsal is in the journal", f->policies);
	if (!f->proven_ms || f->proven_ms > PROVEN_OLD_MS)
		advise(to, VERDICT_WARN,
		       "noctop escalation check, then noctop escalation rehearse "
		       "--send");
}

/* --- network --- */

/* Its words are "what: what to do". */
static void judge_ping(const struct facts *f, struct finding *to)
{
	const char *colon = strstr(f->ping_problem, ": ");
	int len = colon ? (int)(colon - f->ping_problem) : (int)strlen(f->ping_problem);

	if (!*f->ping_problem) {
		saw(to, f->ping_socket ? "by a socket of our own"
				       : "by the helper noctop-ping");
		return;
	}
	saw(to, "%.*s%s", len, f->ping_problem,
	    f->devices && !f->by_icmp ? ", and no device waits for it" : "");
	if (!f->devices || f->by_icmp)
		advise(to, VERDICT_WARN, "%s; or measure by ping = snmp",
		       colon ? colon + 2 : "see the log");
}

/* This version polls only: who has the port matters to nothing here. */
static void judge_traps(const struct facts *f, struct finding *to)
{
	if (!f->trap_error)
		saw(to, "UDP port 162 is free and we may have it (traps are not "
			"received yet)");
	else if (f->trap_error == EADDRINUSE)
		saw(to, "UDP port 162 is somebody's, snmptrapd's perhaps (traps are "
			"not received yet)");
	else
		saw(to, "UDP port 162: %s (traps are not received yet)",
		    strerror(f->trap_error));
}

static uint64_t buffer_needed(const struct facts *f)
{
	uint64_t bytes = (uint64_t)f->devices * BUFFER_A_DEVICE;

	return bytes < BUFFER_MOST ? bytes : BUFFER_MOST;
}

static void judge_buffer(const struct facts *f, struct finding *to)
{
	saw(to, "%llu KiB for answers (net.core.rmem_max %llu KiB)",
	    (unsigned long long)f->rcvbuf / 1024,
	    (unsigned long long)f->rmem_max / 1024);
	if (f->rcvbuf < buffer_needed(f))
		advise(to, VERDICT_WARN,
		       "answers of %u devices may get lost: sysctl -w "
		       "net.core.rmem_max=%llu",
		       f->devices, (unsigned long long)BUFFER_MOST);
}

static void judge_files(const struct facts *f, struct finding *to)
{
	saw(to, "%llu at most", (unsigned long long)f->files);
	if (f->files < FILES_WARN)
		advise(to, f->files < FILES_FAIL ? VERDICT_FAIL : VERDICT_WARN,
		       "raise the hard limit: ulimit -Hn %d (LimitNOFILE= of a "
		       "service)",
		       FILES_WARN);
}

/* --- terminal --- */

static void judge_terminal(const struct facts *f, struct finding *to)
{
	if (!f->tty) {
		saw(to, "none here: noctop prints its screen as text");
	} else if (f->colors < 0) {
		saw(to, "nothing is known of TERM '%s'", f->term);
		advise(to, VERDICT_WARN,
		       "apt install ncurses-term, or export TERM=xterm-256color");
	} else {
		saw(to, "%s, %d colours", f->term, f->colors);
		if (f->colors < 8)
			advise(to, VERDICT_WARN,
			       "letters and weights say the same; for colours export "
			       "TERM=xterm-256color");
	}
}

static void judge_size(const struct facts *f, struct finding *to)
{
	saw(to, "%ux%u", f->cols, f->rows);
	if (!f->tty)
		saw(to, "none: text is 80x24");
	else if (f->cols < 40 || f->rows < 4)
		advise(to, VERDICT_FAIL, "room for one line only: enlarge it");
	else if (f->cols < 80 || f->rows < 20)
		advise(to, VERDICT_WARN,
		       "one panel at a time; the whole begins at 80x20, four panels "
		       "at 110x32");
}

static void judge_charset(const struct facts *f, struct finding *to)
{
	if (f->utf8) {
		saw(to, "UTF-8: these are lines and bars: \u2500\u2502 "
			"\u2581\u2583\u2585\u2587\u2588 (if not: another font, or "
			"--ascii)");
		return;
	}
	saw(to, "%s: screens are drawn in ASCII", f->charset);
	advise(to, VERDICT_WARN, "export LC_ALL=C.UTF-8");
}

/* --- time, machine --- */

static void judge_zones(const struct facts *f, struct finding *to)
{
	saw(to, "yours is %s", *f->zone ? f->zone : "not known: UTC");
	if (!f->zones)
		advise(to, VERDICT_WARN,
		       "no time zone can be found: apt install tzdata");
	else if (!*f->zone)
		advise(to, VERDICT_WARN, "export TZ=Europe/Berlin, or another");
}

static void judge_clock(const struct facts *f, struct finding *to)
{
	if (f->stepped_ms > STEP_MS || f->stepped_ms < -STEP_MS) {
		saw(to, "was set by %lld ms while we looked", (long long)f->stepped_ms);
		advise(to, VERDICT_WARN, "who sets it? timedatectl");
	} else if (!f->synchronised) {
		saw(to, "the kernel does not know it to be synchronised");
		advise(to, VERDICT_WARN,
		       "times of events may be wrong: apt install systemd-timesyncd, "
		       "or chrony");
	} else {
		saw(to, "synchronised");
	}
}

static void judge_memory(const struct facts *f, struct finding *to)
{
	uint64_t wanted = MEMORY_WARN + f->devices * MEMORY_A_DEVICE;

	saw(to, "%llu MiB can be had", (unsigned long long)(f->memory / MIB));
	if (!f->memory)
		saw(to, "not known");
	else if (f->memory < wanted)
		advise(to, f->memory < MEMORY_FAIL ? VERDICT_FAIL : VERDICT_WARN,
		       "%llu MiB would do for %u devices: ps -eo rss,comm --sort -rss",
		       (unsigned long long)(wanted / MIB), f->devices);
}

const struct check_up check_ups[] = {
	{"configuration", judge_config},
	{"permissions", judge_permissions},
	{"home", judge_home},
	{"sockets", judge_sockets},
	{"watch", judge_watch},
	{"journal", judge_journal},
	{"escalation", judge_escalation},
	{"ping", judge_ping},
	{"traps", judge_traps},
	{"receive buffer", judge_buffer},
	{"descriptors", judge_files},
	{"terminal", judge_terminal},
	{"size", judge_size},
	{"characters", judge_charset},
	{"time zone", judge_zones},
	{"clock", judge_clock},
	{"memory", judge_memory},
	{0},
};

/*
 * doctor_facts: a thin layer of system calls. Whatever cannot be found out stays zero.
 */
#include "tui/doctor_facts.h"

#include <errno.h>
#include <ev.h>
#include <fcntl.h>
#include <langinfo.h>
#include <netinet/in.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/base/zone.h"
#include "probes/journal/store.h"
#include "probes/wire/ping.h"
#include "probes/wire/ping/echo.h"
#include "tui/attach.h"
#include "tui/escalate.h"
#include "tui/terminal.h"

#define TRAP_PORT 162
#define BUFFER_WANTED (4 << 20) /* as the asking engine wants it */

/* --- configuration, watch, journal --- */

static void count_devices(struct facts *f, const struct network *net)
{
	f->devices = net->dev_n;
	f->sites = net->site_n;
	for (dev_id d = 0; d < net->dev_n; d++)
		f->by_icmp += net->dev[d].ping_by == PING_ICMP;
}

static void count_policies(struct facts *f, const struct roster *r)
{
	for (uint32_t i = 0; i < r->policy_n; i++)
		f->policies += r->policy[i].rung_n > 0;
}

static void gather_config(struct facts *f, const struct options *o)
{
	struct watch_setup setup = {0};
	struct faults faults = {0};
	struct stat st;

	if (attach_read(o, &setup, &faults)) {
		attach_config_path(o, f->config, sizeof f->config);
		count_devices(f, &setup.net);
		count_policies(f, &setup.inventory.roster);
		attach_journal_path(&setup.inventory.settings, f->config, f->journal,
				    sizeof f->journal);
	}
	f->fault_n = faults.n;
	if (faults.n)
		snprintf(f->first_fault, sizeof f->first_fault, "%.*s",
			 (int)strcspn(faults.text.data, "\n"), faults.text.data);
	if (*f->config && stat(f->config, &st) == 0) {
		f->config_mode = st.st_mode & 07777;
		f->config_uid = st.st_uid;
	}
	faults_fini(&faults);
	attach_setup_fini(&setup);
}

static void gather_home(struct facts *f)
{
	const char *home = getenv("HOME");

	if (!home || *home != '/')
		return;
	snprintf(f->home, sizeof f->home, "%s", home);
	f->home_remote = store_is_remote(home);
}

static void gather_watch(struct facts *f)
{
	struct options o = {.config = f->config};
	int fd = *f->config ? attach_running(&o) : -1;

	f->watched = fd >= 0;
	if (fd >= 0)
		close(fd);
	if (!place_folder(f->sockets, sizeof f->sockets))
		f->sockets_error = errno;
}

static void gather_rehearsal(struct facts *f)
{
	int64_t at_ms = f->policies && *f->journal ? escalate_proven(f->journal) : 0;

	f->proven_ms = at_ms ? clock_wall_ms() - at_ms : 0;
}

/* The lock that the keeper of a journal holds. */
static bool is_locked(const char *journal)
{
	char path[PATH_MAX + 8];
	bool locked;
	int fd;

	snprintf(path, sizeof path, "%s.lock", journal);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return false;
	locked = flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK;
	close(fd);
	return locked;
}

static void gather_journal(struct facts *f)
{
	struct statvfs fs;
	char *slash;

	if (!*f->journal)
		return;
	snprintf(f->journal_folder, sizeof f->journal_folder, "%s", f->journal);
	do { /* folders are made when they are needed */
		slash = strrchr(f->journal_folder, '/');
		if (!slash)
			snprintf(f->journal_folder, sizeof f->journal_folder, ".");
		else
			slash[slash == f->journal_folder] = '\0';
	} while (slash && slash != f->journal_folder &&
		 access(f->journal_folder, F_OK) != 0);
	if (access(f->journal_folder, W_OK | X_OK) ||
	    (access(f->journal, F_OK) == 0 && access(f->journal, R_OK | W_OK)))
		f->journal_error = errno;
	f->journal_remote = store_is_remote(f->journal_folder);
	if (statvfs(f->journal_folder, &fs) == 0)
		f->journal_free = (uint64_t)fs.f_bavail * fs.f_frsize;
	f->journal_locked = is_locked(f->journal);
}

/* --- network --- */

static void on_ping(void *ctx, uint32_t target, uint64_t cookie, int64_t rtt_us)
{
	(void)ctx, (void)target, (void)cookie, (void)rtt_us;
}

static void gather_ping(struct facts *f)
{
	struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);
	struct ping *ping = loop ? ping_open(loop, on_ping, NULL) : NULL;
	const char *problem = ping ? ping_problem(ping, AF_INET) : NULL;
	struct echo echo;

	if (problem)
		snprintf(f->ping_problem, sizeof f->ping_problem, "%.511s", problem);
	if (ping)
		ping_close(ping);
	if (loop)
		ev_loop_destroy(loop);
	f->ping_socket = echo_open(&echo, AF_INET, false) == 0;
	if (f->ping_socket)
		echo_close(&echo);
}

static uint64_t number_in(const char *path)
{
	FILE *f = fopen(path, "re");
	unsigned long long n = 0;

	if (!f)
		return 0;
	if (fscanf(f, "%llu", &n) != 1)
		n = 0;
	fclose(f);
	return n;
}

static void gather_sockets(struct facts *f)
{
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(TRAP_PORT)};
	int bytes = BUFFER_WANTED, fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	socklen_t len = sizeof bytes;

	f->rmem_max = number_in("/proc/sys/net/core/rmem_max");
	if (fd < 0)
		return;
	if (bind(fd, (struct sockaddr *)&any, sizeof any))
		f->trap_error = errno;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, len) < 0)
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, len);
	if (getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, &len) == 0 && bytes > 0)
		f->rcvbuf =
			(uint64_t)bytes / 2; /* the kernel counts its own share, too */
	close(fd);
}

/* --- terminal, time, machine --- */

static void gather_terminal(struct facts *f)
{
	const char *term = getenv("TERM");

	f->tty = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	snprintf(f->term, sizeof f->term, "%.63s", term ? term : "");
	f->colors = terminal_colors(term);
	terminal_size(&f->rows, &f->cols);
	f->utf8 = terminal_utf8();
	snprintf(f->charset, sizeof f->charset, "%.31s", nl_langinfo(CODESET));
}

static void gather_time(struct facts *f)
{
	const struct zone *local = zone_find("local");
	struct timex t = {0};

	f->zones = zone_find("Europe/Berlin") != NULL;
	if (local)
		snprintf(f->zone, sizeof f->zone, "%.63s", zone_name(local));
	f->synchronised = adjtimex(&t) != TIME_ERROR && !(t.status & STA_UNSYNC);
}

static uint64_t memory_available(void)
{
	FILE *f = fopen("/proc/meminfo", "re");
	char line[128];
	unsigned long long kb = 0;

	while (f && fgets(line, sizeof line, f))
		if (sscanf(line, "MemAvailable: %llu", &kb) == 1)
			break;
	if (f)
		fclose(f);
	return kb * 1024;
}

void facts_gather(struct facts *f, const struct options *o)
{
	int64_t apart_ms = clock_wall_ms() - clock_mono_ms();
	struct rlimit files;

	*f = (struct facts){.uid = geteuid()};
	gather_config(f, o);
	gather_home(f);
	gather_watch(f);
	gather_journal(f);
	gather_rehearsal(f);
	gather_ping(f);
	gather_sockets(f);
	gather_terminal(f);
	gather_time(f);
	f->memory = memory_available();
	if (getrlimit(RLIMIT_NOFILE, &files) == 0)
		f->files = files.rlim_max; /* which a watch makes use of */
	f->stepped_ms = clock_wall_ms() - clock_mono_ms() - apart_ms;
}

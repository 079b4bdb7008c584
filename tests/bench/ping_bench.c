/*
 * ping_bench: what ICMP to many targets costs, beside fping in the same run. Targets
 * are addresses of 127/8, which the kernel answers, in a network namespace of our own
 * where the sockets that need no privileges are allowed. Every target is asked once a
 * second, spread over the second in steps of 10 ms, as a watch does it; then all of
 * them at once. Costs are of all processes that take part; accuracy is what a round
 * trip within one kernel is told to have taken.
 *
 *   ping_bench [TARGETS [SECONDS]]      in the folder of noctop-ping
 */
#include <arpa/inet.h>
#include <ev.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/wire/ping.h"
#include "tests/wire/netns.h"

#define STEP_S .01
#define RTT_MAX_US 100000

static struct sockaddr_storage address(uint32_t target)
{
	union {
		struct sockaddr_in v4;
		struct sockaddr_storage any;
	} to = {.v4 = {.sin_family = AF_INET,
		       .sin_addr.s_addr = htonl(0x7f010000 + target)}};

	return to.any;
}

/* --- ours ------------------------------------------------------------------------- */

struct run {
	struct ev_loop *loop;
	struct ping *ping;
	uint32_t targets, sent, done, wanted, lost;
	uint32_t rtt_n[RTT_MAX_US + 1]; /* how many took so many microseconds */
	int64_t began_us;
	double pace; /* a second; 0: all at once */
};

static void on_done(void *ctx, uint32_t target, uint64_t cookie, int64_t rtt_us)
{
	struct run *r = ctx;

	(void)target;
	(void)cookie;
	if (rtt_us < 0)
		r->lost++;
	else
		r->rtt_n[rtt_us < RTT_MAX_US ? rtt_us : RTT_MAX_US]++;
	if (++r->done == r->wanted)
		ev_break(r->loop, EVBREAK_ALL);
}

static void send_due(struct run *r)
{
	double passed = (double)(clock_mono_us() - r->began_us) / 1e6;
	uint32_t due = r->pace > 0 ? (uint32_t)(passed * r->pace) : r->wanted;

	for (; r->sent < r->wanted && r->sent < due; r->sent++) {
		struct sockaddr_storage to = address(r->sent % r->targets);
		ping_send(r->ping, &to, r->sent, 0, 1000000);
	}
}

static void on_step(struct ev_loop *loop, ev_timer *t, int events)
{
	(void)loop;
	(void)events;
	send_due(t->data);
}

struct figures {
	double cpu_s, wall_s, lost_pct;
	double p50_us, p99_us; /* of the round trips */
};

static double used_s(int who)
{
	struct rusage u;

	getrusage(who, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static double quantile_us(const struct run *r, double q)
{
	uint32_t seen = 0, us = 0, all = r->done - r->lost;

	for (us = 0; us < RTT_MAX_US; us++) {
		seen += r->rtt_n[us];
		if (seen >= q * all)
			break;
	}
	return us;
}

static struct figures ours(uint32_t targets, uint32_t rounds, bool paced, bool helper)
{
	static struct run r;
	ev_timer step;
	double cpu = used_s(RUSAGE_SELF) + used_s(RUSAGE_CHILDREN);
	r = (struct run){.loop = ev_loop_new(EVFLAG_AUTO),
			 .targets = targets,
			 .wanted = targets * rounds,
			 .pace = paced ? targets : 0};
	r.ping = helper ? ping_open_helper(r.loop, "./noctop-ping", on_done, &r)
			: ping_open(r.loop, on_done, &r);
	if (ping_problem(r.ping, AF_INET))
		die("ping: %s", ping_problem(r.ping, AF_INET));
	r.began_us = clock_mono_us();
	ev_timer_init(&step, on_step, 0, STEP_S);
	step.data = &r;
	ev_timer_start(r.loop, &step);
	ev_run(r.loop, 0);
	ev_timer_stop(r.loop, &step);
	int64_t took_us = clock_mono_us() - r.began_us;
	ping_close(r.ping);
	ev_loop_destroy(r.loop);
	cpu = used_s(RUSAGE_SELF) + used_s(RUSAGE_CHILDREN) - cpu;
	return (struct figures){.cpu_s = cpu,
				.wall_s = (double)took_us / 1e6,
				.lost_pct = 100. * r.lost / r.done,
				.p50_us = quantile_us(&r, .5),
				.p99_us = quantile_us(&r, .99)};
}

/* --- fping ------------------------------------------------------------------------ */

/* The averages of its targets, sorted, from its summary lines ("… min/avg/max =
 * 0.004/0.005/0.007", milliseconds). */
static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void read_fping(FILE *in, struct figures *f, uint32_t targets)
{
	double *avg = calloc(targets, sizeof *avg);
	uint32_t n = 0, lines = 0;
	char line[256], *at;
	double value;

	while (avg && fgets(line, sizeof line, in)) {
		lines++;
		at = strstr(line, "min/avg/max = ");
		if (at && n < targets &&
		    sscanf(at, "min/avg/max = %*f/%lf", &value) == 1)
			avg[n++] = value * 1000;
	}
	if (n > 0) {
		qsort(avg, n, sizeof *avg, by_value);
		f->p50_us = avg[n / 2];
		f->p99_us = avg[n - 1 - n / 100];
	}
	f->lost_pct = lines ? 100. * (lines - n) / lines : 100;
	free(avg);
}

/* Start fping with its words in a pipe. */
static pid_t start_fping(const char *list, uint32_t rounds, double gap_ms, int *out)
{
	char gap[32], count[16];
	int pair[2];

	snprintf(gap, sizeof gap, "%.3f", gap_ms);
	snprintf(count, sizeof count, "%u", rounds);
	if (pipe(pair) != 0)
		die("no pipe");
	pid_t pid = fork();
	if (pid == 0) {
		dup2(pair[1], STDERR_FILENO);
		close(pair[0]);
		execlp("fping", "fping", "-q", "-r", "0", "-i", gap, "-p", "1000", "-c",
		       count, "-f", list, (char *)NULL);
		_exit(127);
	}
	close(pair[1]);
	*out = pair[0];
	return pid;
}

static bool fping(const char *list, uint32_t targets, uint32_t rounds, bool paced,
		  struct figures *f)
{
	double cpu = used_s(RUSAGE_CHILDREN);
	int64_t began_us = clock_mono_us();
	int out, status = -1;
	pid_t pid = start_fping(list, rounds, paced ? 1000. / targets : 0, &out);
	FILE *in = fdopen(out, "r");

	*f = (struct figures){0};
	read_fping(in, f, targets);
	fclose(in);
	waitpid(pid, &status, 0);
	f->cpu_s = used_s(RUSAGE_CHILDREN) - cpu;
	f->wall_s = (double)(clock_mono_us() - began_us) / 1e6;
	return WIFEXITED(status) && WEXITSTATUS(status) != 127;
}

/* --- the table -------------------------------------------------------------------- */

static void tell(const char *who, const char *how, struct figures f, uint32_t pings)
{
	printf("%-16s %-6s %8.2f us a ping  %7.3f s  lost %.2f%%  p50 %.0f us  p99 "
	       "%.0f us\n",
	       who, how, f.cpu_s / pings * 1e6, f.wall_s, f.lost_pct, f.p50_us,
	       f.p99_us);
	printf("{\"bench\":\"ping\",\"who\":\"%s\",\"how\":\"%s\",\"pings\":%u,"
	       "\"cpu_us_per_ping\":%.3f,\"wall_s\":%.3f,\"lost_pct\":%.3f,"
	       "\"rtt_p50_us\":%.1f,\"rtt_p99_us\":%.1f}\n",
	       who, how, pings, f.cpu_s / pings * 1e6, f.wall_s, f.lost_pct, f.p50_us,
	       f.p99_us);
	fflush(stdout);
}

static void compare(const char *list, uint32_t targets, uint32_t rounds, bool paced)
{
	const char *how = paced ? "paced" : "burst";
	uint32_t pings = targets * rounds;
	struct figures f;

	tell("noctop", how, ours(targets, rounds, paced, false), pings);
	if (paced) /* a watch never gives the helper all at once */
		tell("noctop by helper", how, ours(targets, rounds, paced, true),
		     pings);
	if (fping(list, targets, rounds, paced, &f))
		tell("fping", how, f, pings);
	else
		puts("fping is not installed");
}

int main(int argc, char **argv)
{
	uint32_t targets = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 10000;
	uint32_t seconds = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 5;
	char list[] = "/tmp/ping_bench.XXXXXX";
	int fd = mkstemp(list);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");

	if (!f || targets == 0 || seconds == 0)
		die("usage: ping_bench [TARGETS [SECONDS]]");
	for (uint32_t i = 0; i < targets; i++)
		fprintf(f, "127.%u.%u.%u\n", 1 + (i >> 16), i >> 8 & 255, i & 255);
	fclose(f);
	if (!netns_enter() || !netns_set("ipv4/ping_group_range", "0 2147483647"))
		die("no network namespace of our own: not permitted");
	compare(list, targets, seconds, true);
	compare(list, targets, 1, false);
	unlink(list);
	return 0;
}

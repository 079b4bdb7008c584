/*
 * What a terminal program's screen costs: seen from the other end of its terminal, so
 * that any program can stand beside noctop.
 *
 *   screen_bench NAME COLSxROWS SECONDS FIRST COMMAND...
 *
 * prints one JSON line: milliseconds to the first byte and to the first paint (60 ms of
 * silence end it), what that cost in bytes; then, of SECONDS of looking on, bytes and
 * frames a second (a frame ends with 40 ms of silence), the largest frame and the CPU
 * of the process; then, FIRST having been typed to come to a list, how long a key waits
 * for its first byte. Ends with "q".
 */
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"

#define PAINT_QUIET_MS 60
#define PAINT_LEAST 200 /* bytes: less is only the terminal being set up */
#define PAINT_WAIT_MS 5000
#define FRAME_QUIET_MS 40
#define SETTLE_MS 5000
#define KEYS 40
#define KEY_EVERY_MS 150
#define KEY_WAIT_MS 2000
#define QUIT_WAIT_MS 2000

struct screen {
	int fd;
	pid_t pid;
	int64_t begun_us;
	bool over;
};

struct seen {
	uint64_t bytes;
	unsigned frames;
	uint64_t frame, frame_max; /* bytes of the present one, of the largest */
	int64_t first_us, last_us; /* when bytes came; 0 none */
};

static void start(struct screen *s, int cols, int rows, char **command)
{
	struct winsize size = {.ws_row = (unsigned short)rows,
			       .ws_col = (unsigned short)cols};

	s->begun_us = clock_mono_us();
	s->pid = forkpty(&s->fd, NULL, NULL, &size);
	if (s->pid < 0)
		die("cannot make a terminal");
	if (s->pid == 0) {
		setenv("TERM", "xterm-256color", 1);
		setenv("LC_ALL", "C.UTF-8", 1);
		execvp(command[0], command);
		_exit(127);
	}
}

/* What comes until then; returns early after so long a silence behind bytes, 0: never.
 */
static void look(struct screen *s, struct seen *seen, int64_t until_us,
		 int64_t quiet_ms)
{
	char bytes[65536];

	while (!s->over && clock_mono_us() < until_us) {
		int64_t now_us, left_ms = (until_us - clock_mono_us()) / 1000 + 1;
		int64_t wait_ms = quiet_ms && seen->bytes ? quiet_ms : left_ms;
		struct pollfd p = {.fd = s->fd, .events = POLLIN};
		ssize_t n;

		if (poll(&p, 1, (int)(wait_ms < left_ms ? wait_ms : left_ms)) <= 0) {
			if (quiet_ms && seen->bytes >= PAINT_LEAST)
				return;
			continue;
		}
		n = read(s->fd, bytes, sizeof bytes);
		s->over = n <= 0;
		if (n <= 0)
			return;
		now_us = clock_mono_us();
		if (!seen->first_us)
			seen->first_us = now_us;
		if (now_us - seen->last_us > FRAME_QUIET_MS * 1000) {
			seen->frames++;
			seen->frame = 0;
		}
		seen->last_us = now_us;
		seen->bytes += (uint64_t)n;
		seen->frame += (uint64_t)n;
		if (seen->frame > seen->frame_max)
			seen->frame_max = seen->frame;
	}
}

static double cpu_s(pid_t pid)
{
	char path[64], line[1024];
	unsigned long user = 0, sys = 0;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	f = fopen(path, "r");
	if (f && fgets(line, sizeof line, f) && strrchr(line, ')'))
		sscanf(strrchr(line, ')') + 2,
		       "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
		       &sys);
	if (f)
		fclose(f);
	return (double)(user + sys) / (double)sysconf(_SC_CLK_TCK);
}

static int by_time(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* Down and up in turn, each after the screen has come to rest. */
static unsigned press(struct screen *s, double took_ms[KEYS])
{
	unsigned n = 0;

	for (unsigned i = 0; i < KEYS && !s->over; i++) {
		struct seen seen = {0};
		int64_t sent_us, until_us;

		look(s, &seen, clock_mono_us() + KEY_EVERY_MS * 1000, 0);
		seen = (struct seen){0};
		sent_us = clock_mono_us();
		until_us = sent_us + KEY_WAIT_MS * 1000;
		if (write(s->fd, i % 2 ? "\033[A" : "\033[B", 3) != 3)
			break;
		while (!seen.bytes && !s->over && clock_mono_us() < until_us)
			look(s, &seen, clock_mono_us() + 1000, 0);
		if (seen.bytes)
			took_ms[n++] = (double)(seen.first_us - sent_us) / 1e3;
	}
	qsort(took_ms, n, sizeof *took_ms, by_time);
	return n;
}

static void quit(struct screen *s)
{
	struct seen seen = {0};

	if (write(s->fd, "q", 1) == 1)
		look(s, &seen, clock_mono_us() + QUIT_WAIT_MS * 1000, 0);
	if (waitpid(s->pid, NULL, WNOHANG) == 0) {
		kill(s->pid, SIGKILL);
		waitpid(s->pid, NULL, 0);
	}
	close(s->fd);
}

int main(int argc, char **argv)
{
	struct screen s = {.fd = -1};
	struct seen paint = {0}, settle = {0}, steady = {0};
	double seconds, cpu, took_ms[KEYS];
	int cols, rows;
	unsigned keys;

	if (argc < 6 || sscanf(argv[2], "%dx%d", &cols, &rows) != 2)
		die("usage: screen_bench NAME COLSxROWS SECONDS FIRST COMMAND...");
	seconds = strtod(argv[3], NULL);
	start(&s, cols, rows, argv + 5);
	look(&s, &paint, s.begun_us + PAINT_WAIT_MS * 1000, PAINT_QUIET_MS);
	look(&s, &settle, s.begun_us + SETTLE_MS * 1000, 0);
	cpu = cpu_s(s.pid);
	look(&s, &steady, clock_mono_us() + (int64_t)(seconds * 1e6), 0);
	cpu = cpu_s(s.pid) - cpu;
	if (write(s.fd, argv[4], strlen(argv[4])) < 0)
		s.over = true;
	keys = press(&s, took_ms);
	quit(&s);
	printf("{\"bench\":\"screen\",\"who\":\"%s\",\"size\":\"%dx%d\","
	       "\"first_byte_ms\":%.1f,\"paint_ms\":%.1f,\"paint_bytes\":%llu,"
	       "\"bytes_s\":%.0f,\"frames_s\":%.2f,\"frame_max\":%llu,"
	       "\"cpu_pct\":%.2f,\"keys\":%u,\"key_p50_ms\":%.2f,\"key_max_ms\":%.2f}"
	       "\n",
	       argv[1], cols, rows, (double)(paint.first_us - s.begun_us) / 1e3,
	       (double)(paint.last_us - s.begun_us) / 1e3,
	       (unsigned long long)paint.bytes, (double)steady.bytes / seconds,
	       (double)steady.frames / seconds, (unsigned long long)steady.frame_max,
	       cpu / seconds * 100, keys, keys ? took_ms[keys / 2] : 0,
	       keys ? took_ms[keys - 1] : 0);
	return 0;
}

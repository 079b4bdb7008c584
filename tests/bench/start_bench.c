/*
 * start_bench: how long it takes from typing `noctop` to the first frame, with a
 * configuration of many devices that nobody watches yet.
 *
 *   start_bench NOCTOP DEVICES
 *
 * Prints a JSON line. In a terminal of its own; the watch that it starts ends with it.
 */
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"

#define WAIT_MS 30000
#define LEAVE_MS 5000
#define SHOWN "UNACK" /* stands in the header of each frame */

static void write_conf(const char *path, unsigned devices)
{
	FILE *f = fopen(path, "w");

	if (!f)
		die("cannot write '%s'", path);
	fputs("[noctop]\nname = start\npoll = 30s\n[auth a]\nversion = 2c\n"
	      "community = \"public\"\n[site s]\nname = S\n",
	      f);
	for (unsigned i = 0; i < devices; i++)
		fprintf(f,
			"[device d%06u]\naddress = 127.%u.%u.%u\nsite = s\nauth = a\n"
			"ping = no\n",
			i, 2 + i / 65536, i / 256 % 256, i % 256);
	fclose(f);
}

static pid_t start(const char *noctop, const char *conf, int *terminal)
{
	const struct winsize size = {.ws_row = 40, .ws_col = 120};
	pid_t pid = forkpty(terminal, NULL, NULL, &size);

	if (pid < 0)
		die("cannot make a terminal");
	if (pid == 0) {
		setenv("TERM", "xterm-256color", 1);
		execl(noctop, "noctop", "-c", conf, (char *)NULL);
		_exit(127);
	}
	return pid;
}

static bool readable(int fd, int64_t until_ms)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	int64_t wait_ms = until_ms - clock_mono_ms();

	return wait_ms > 0 && poll(&p, 1, (int)wait_ms) > 0;
}

/* Reads until the first frame; false: it did not come. */
static bool see(int terminal, int64_t until_ms)
{
	static char seen[1 << 20];
	size_t n = 0;

	while (readable(terminal, until_ms) && n + 1 < sizeof seen) {
		ssize_t got = read(terminal, seen + n, sizeof seen - n - 1);

		if (got <= 0)
			return false;
		n += (size_t)got;
		seen[n] = '\0';
		if (strstr(seen, SHOWN))
			return true;
	}
	return false;
}

static void leave(int terminal, pid_t pid)
{
	static const char keys[] = "q\r"; /* and yes, the watch ends, too */
	int64_t until_ms = clock_mono_ms() + LEAVE_MS;
	char rest[4096];

	if (write(terminal, keys, sizeof keys - 1) != sizeof keys - 1)
		kill(pid, SIGTERM);
	while (readable(terminal, until_ms) && read(terminal, rest, sizeof rest) > 0)
		continue;
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	close(terminal);
}

int main(int argc, char **argv)
{
	unsigned devices = argc == 3 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;
	char folder[] = "/tmp/noctop-start-XXXXXX", conf[64];
	int64_t began_us, took_us;
	int terminal;
	pid_t pid;
	bool shown;

	if (!devices || !mkdtemp(folder)) {
		fputs("usage: start_bench NOCTOP DEVICES\n", stderr);
		return 64;
	}
	umask(077); /* secrets stand in it */
	snprintf(conf, sizeof conf, "%s/noctop.ini", folder);
	setenv("XDG_STATE_HOME", folder, 1);
	write_conf(conf, devices);
	began_us = clock_mono_us();
	pid = start(argv[1], conf, &terminal);
	shown = see(terminal, clock_mono_ms() + WAIT_MS);
	took_us = clock_mono_us() - began_us;
	leave(terminal, pid);
	printf("{\"bench\":\"start\",\"devices\":%u,\"shown\":%s,"
	       "\"first_frame_ms\":%.1f}\n",
	       devices, shown ? "true" : "false", (double)took_us / 1e3);
	fflush(stdout);
	execlp("rm", "rm", "-rf", folder, (char *)NULL);
	return 1;
}

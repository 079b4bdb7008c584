/*
 * cost: runs a command to its end, without its output, and says what it and all that it
 * waited for have cost, and how it ended, as a JSON line.
 *
 *   cost NAME DEVICES COMMAND [ARGUMENT]…
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probes/base/clock.h"

static double seconds_of(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void run(char **command)
{
	int null = open("/dev/null", O_RDWR);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	execvp(command[0], command);
	_exit(127);
}

int main(int argc, char **argv)
{
	struct rusage used;
	int status = 0;
	if (argc < 4) {
		fputs("usage: cost NAME DEVICES COMMAND [ARGUMENT]…\n", stderr);
		return 64;
	}
	int64_t began_us = clock_mono_us();
	pid_t pid = fork();
	if (pid == 0)
		run(argv + 3);
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return 1;
	double seconds = (double)(clock_mono_us() - began_us) / 1e6;
	getrusage(RUSAGE_CHILDREN, &used);
	printf("{\"bench\":\"peer\",\"who\":\"%s\",\"devices\":%s,\"seconds\":%.4f,"
	       "\"cpu\":%.4f,\"rss_mb\":%.1f,\"exit\":%d}\n",
	       argv[1], argv[2], seconds,
	       seconds_of(used.ru_utime) + seconds_of(used.ru_stime),
	       (double)used.ru_maxrss / 1024,
	       WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	return 0;
}

/*
 * The helper inherits one end of a socket pair and nothing else: no descriptor, no
 * environment, no signal that is blocked or ignored.
 */
#include "probes/wire/ping/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NAME "noctop-ping"

/* A file that only root or we ourselves could have put there. */
static bool trusted(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       (st.st_uid == 0 || st.st_uid == geteuid()) &&
	       (st.st_mode & (S_IWGRP | S_IWOTH)) == 0 && access(path, X_OK) == 0;
}

void ping_helper_path(char *out, size_t cap)
{
	char exe[4096];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);

	if (n > 0) {
		exe[n] = '\0';
		char *slash = strrchr(exe, '/');
		int dir = slash ? (int)(slash - exe) : 0;
		int len = snprintf(out, cap, "%.*s/" NAME, dir, exe);
		if (len > 0 && (size_t)len < cap && trusted(out))
			return;
	}
	snprintf(out, cap, "%s/" NAME, NOCTOP_LIBEXECDIR);
}

static int spawn(const char *path, int fd, pid_t *pid)
{
	char *argv[] = {(char[]){NAME}, NULL}, *env[] = {NULL};
	posix_spawn_file_actions_t act;
	posix_spawnattr_t attr;
	sigset_t none, all;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	posix_spawn_file_actions_init(&act);
	posix_spawn_file_actions_adddup2(&act, fd, STDIN_FILENO);
	posix_spawn_file_actions_addopen(&act, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&act, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addclosefrom_np(&act, STDERR_FILENO + 1);
	int error = posix_spawn(pid, path, &act, &attr, argv, env);
	posix_spawn_file_actions_destroy(&act);
	posix_spawnattr_destroy(&attr);
	return error;
}

int ping_helper_start(const char *path, pid_t *pid)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return -1;
	int error = spawn(path, pair[1], pid);
	close(pair[1]);
	if (error == 0)
		return pair[0];
	close(pair[0]);
	errno = error;
	return -1;
}

void ping_helper_end(int fd, pid_t pid)
{
	close(fd);
	/* libev's default loop may have collected it already: ECHILD. */
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

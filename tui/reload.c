/*
 * The child's words are read until it closes its end of the pipe, and then it is waited
 * for: so nothing is lost, and the loop stands still for no longer than a process takes
 * to end.
 */
#include "tui/reload.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#define SELF "/proc/self/exe"
#define SAID_MAX 32768 /* faults beyond are left out */

extern char **environ;

static bool spawn_lint(const char *config, int out, pid_t *pid)
{
	char *argv[] = {(char[]){"noctop"}, (char[]){"lint"}, (char[]){"--"},
			(char *)(uintptr_t)config, NULL};
	posix_spawn_file_actions_t act;

	posix_spawn_file_actions_init(&act);
	posix_spawn_file_actions_addopen(&act, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&act, out, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&act, out, STDERR_FILENO);
	posix_spawn_file_actions_addclosefrom_np(&act, STDERR_FILENO + 1);
	int error = posix_spawn(pid, SELF, &act, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&act);
	return error == 0;
}

/* It ended, as far as its words go; so does it. */
static int reap(struct reload *r)
{
	int status = -1;

	ev_io_stop(r->loop, &r->readable);
	close(r->readable.fd);
	while (waitpid(r->pid, &status, 0) < 0 && errno == EINTR)
		;
	r->pid = 0;
	return status;
}

static void on_readable(struct ev_loop *loop, ev_io *io, int events)
{
	struct reload *r = io->data;
	char bytes[4096];
	ssize_t n = read(io->fd, bytes, sizeof bytes);
	int status;

	(void)loop, (void)events;
	if (n > 0 && r->said.len < SAID_MAX)
		buf_add(&r->said, bytes, (size_t)n);
	if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)))
		return;
	status = reap(r);
	buf_add(&r->said, "", 1);
	r->done(r->ctx, WIFEXITED(status) && WEXITSTATUS(status) == 0, r->said.data);
	buf_fini(&r->said);
}

bool reload_check(struct reload *r, struct ev_loop *loop, const char *config,
		  reload_checked *done, void *ctx)
{
	int fd[2];

	if (r->pid || pipe2(fd, O_CLOEXEC | O_NONBLOCK))
		return false;
	if (!spawn_lint(config, fd[1], &r->pid)) {
		r->pid = 0;
		close(fd[0]);
		close(fd[1]);
		return false;
	}
	close(fd[1]);
	r->loop = loop;
	r->done = done;
	r->ctx = ctx;
	ev_io_init(&r->readable, on_readable, fd[0], EV_READ);
	r->readable.data = r;
	ev_io_start(loop, &r->readable);
	return true;
}

void reload_stop(struct reload *r)
{
	if (!r->pid)
		return;
	kill(r->pid, SIGTERM);
	reap(r);
	buf_fini(&r->said);
}

/*
 * spawner: the process that runs programs. One loop over poll(2): the socket, a
 * signalfd that says that a child ended, and three pipes for each program.
 */
#include "probes/notify/spawner.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/base/part.h"

enum { IN, OUT, ERR, SECRET, PIPES };

/* What a program prints, the beginning of it. */
struct heard {
	char bytes[SPAWN_OUT_MAX];
	size_t n;
};

/* Free without a request; without a pid it ended badly, and the watch may not know. */
struct run {
	struct buf request;
	uint32_t id, retries;
	pid_t pid;
	int64_t end_ms, again_ms, wait_ms;
	bool late, killed;
	int fd[PIPES]; /* our ends; -1 closed */
	struct buf in;
	struct heard out, err;
};

struct spawner {
	int fd, sig;
	bool ended; /* the watch is gone */
	struct run run[SPAWN_MOST];
	char bytes[SPAWN_BYTES_MAX];
	const char *words[SPAWN_WORDS_MAX + 2];
};

/* --- starting --- */

static void close_one(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* ours[i] and theirs[i]; those of IN and SECRET are written by us. */
static bool open_pipes(int ours[PIPES], int theirs[PIPES], bool secret)
{
	for (int i = 0; i < PIPES; i++)
		ours[i] = theirs[i] = -1;
	for (int i = 0; i < PIPES - !secret; i++) {
		int ends[2];

		if (pipe2(ends, O_CLOEXEC) < 0)
			return false;
		ours[i] = ends[i == IN || i == SECRET];
		theirs[i] = ends[i == OUT || i == ERR];
		fcntl(ours[i], F_SETFL, O_NONBLOCK);
	}
	return true;
}

/* Descriptors 0 to 3 of the program. Its ends of the pipes are moved above them first,
 * lest one is written over before it is read. */
static int launch(const struct spawn_request *r, int theirs[PIPES], pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, all;
	int error;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attr);
	for (int i = 0; i < PIPES && theirs[i] >= 0; i++) {
		int high = fcntl(theirs[i], F_DUPFD_CLOEXEC, 64);

		close_one(&theirs[i]);
		theirs[i] = high;
		posix_spawn_file_actions_adddup2(&files, high, i);
	}
	posix_spawn_file_actions_addclosefrom_np(&files, r->secret ? 4 : 3);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	posix_spawnattr_setpgroup(&attr, 0);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
						POSIX_SPAWN_SETPGROUP);
	error = posix_spawn(pid, r->argv[0], &files, &attr,
			    (char *const *)(uintptr_t)r->argv,
			    (char *const *)(uintptr_t)r->env);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return error;
}

static void answer(struct spawner *s, const struct spawn_reply *r)
{
	struct buf out = {0};
	struct pollfd room = {s->fd, POLLOUT, 0};

	spawn_write_reply(&out, r);
	while (!s->ended && send(s->fd, out.data, out.len, MSG_NOSIGNAL) < 0)
		if (errno == EAGAIN)
			poll(&room, 1, 1000);
		else if (errno != EINTR)
			s->ended = true;
	buf_fini(&out);
}

static void write_secret(int *fd, const char *secret)
{
	if (*fd >= 0 && write(*fd, secret, strlen(secret)) < 0)
		errno = 0; /* it does not read it: its own affair */
	close_one(fd);
}

static void forget(struct run *run)
{
	if (run->request.len)
		explicit_bzero(run->request.data, run->request.len);
	buf_reset(&run->request);
}

/* It ended, and this is said of it; it is kept where that may have to be mended. */
static void end(struct spawner *s, struct run *run, const struct spawn_reply *r)
{
	run->pid = 0;
	answer(s, r);
	if ((r->end == SPAWN_EXIT && !r->code) || !run->retries) {
		forget(run);
		return;
	}
	run->retries--;
	run->again_ms = clock_mono_ms() + run->wait_ms;
	run->wait_ms *= 2;
}

static struct spawn_reply not_started(uint32_t id, int error)
{
	return (struct spawn_reply){
		.id = id, .end = SPAWN_FAILED, .code = error, .out = "", .err = ""};
}

static void start(struct spawner *s, struct run *run)
{
	struct spawn_request r;
	int theirs[PIPES], error = 0;

	if (!spawn_read_request(run->request.data, run->request.len, &r, s->words))
		return; /* it was read before */
	if (!open_pipes(run->fd, theirs, r.secret != NULL))
		error = errno;
	if (!error)
		error = launch(&r, theirs, &run->pid);
	for (int i = 0; i < PIPES; i++)
		close_one(&theirs[i]);
	if (error) {
		struct spawn_reply failed = not_started(r.id, error);

		for (int i = 0; i < PIPES; i++)
			close_one(&run->fd[i]);
		end(s, run, &failed);
		return;
	}
	run->end_ms = clock_mono_ms() + r.limit_ms;
	run->late = run->killed = false;
	run->out.n = run->err.n = 0;
	buf_reset(&run->in);
	buf_add(&run->in, r.input, r.input_len);
	if (r.secret)
		write_secret(&run->fd[SECRET], r.secret);
}

static struct run *run_of(struct spawner *s, uint32_t id)
{
	for (int i = 0; i < SPAWN_MOST; i++)
		if (s->run[i].request.len ? s->run[i].id == id : !id)
			return &s->run[i];
	return NULL;
}

static bool busy(const struct spawner *s)
{
	for (int i = 0; i < SPAWN_MOST; i++)
		if (s->run[i].request.len)
			return true;
	return false;
}

/* A request, n bytes. The watch asks for no more than there is room for. */
static void take(struct spawner *s, const struct spawn_request *r, size_t n)
{
	struct spawn_reply failed = not_started(r->id, EAGAIN);
	struct run *run = run_of(s, 0);

	if (!run) {
		answer(s, &failed);
		return;
	}
	run->id = r->id;
	run->retries = r->retries;
	run->wait_ms = SPAWN_AGAIN_MS;
	buf_add(&run->request, s->bytes, n);
	start(s, run);
}

static void known(struct spawner *s, uint32_t id)
{
	struct run *run = run_of(s, id);

	if (run && !run->pid)
		forget(run);
}

static void receive(struct spawner *s)
{
	struct spawn_request r;
	ssize_t n = recv(s->fd, s->bytes, sizeof s->bytes, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0 || !spawn_read_request(s->bytes, (size_t)n, &r, s->words)) {
		s->ended = true;
		return;
	}
	if (r.argv)
		take(s, &r, (size_t)n);
	else
		known(s, r.id);
	explicit_bzero(s->bytes, (size_t)n);
}

/* --- running --- */

static void feed(struct run *run)
{
	ssize_t n = write(run->fd[IN], run->in.data, run->in.len);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0)
		buf_drop(&run->in, (size_t)n);
	if (n < 0 || !run->in.len)
		close_one(&run->fd[IN]);
}

static void hear(int *fd, struct heard *h)
{
	char rest[4096];
	size_t room = sizeof h->bytes - 1 - h->n;
	ssize_t n =
		room ? read(*fd, h->bytes + h->n, room) : read(*fd, rest, sizeof rest);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0)
		close_one(fd);
	else if (room)
		h->n += (size_t)n;
}

/* What is still in its pipes; others may hold them open, and are not waited for. */
static void hear_rest(int *fd, struct heard *h)
{
	size_t before;

	do {
		before = h->n;
		if (*fd >= 0)
			hear(fd, h);
	} while (*fd >= 0 && h->n != before);
	close_one(fd);
}

static void finish(struct spawner *s, struct run *run, const siginfo_t *info)
{
	struct spawn_reply r = {.id = run->id, .code = info->si_status};

	r.end = run->late		      ? SPAWN_LATE
		: info->si_code == CLD_EXITED ? SPAWN_EXIT
					      : SPAWN_SIGNAL;
	kill(-run->pid, SIGKILL); /* while its leader's number is still its own */
	hear_rest(&run->fd[OUT], &run->out);
	hear_rest(&run->fd[ERR], &run->err);
	close_one(&run->fd[IN]);
	waitpid(run->pid, NULL, 0);
	run->out.bytes[run->out.n] = run->err.bytes[run->err.n] = '\0';
	r.out = run->out.bytes;
	r.out_len = run->out.n;
	r.err = run->err.bytes;
	r.err_len = run->err.n;
	end(s, run, &r);
}

static void reap(struct spawner *s)
{
	struct signalfd_siginfo news;

	while (read(s->sig, &news, sizeof news) > 0)
		;
	for (int i = 0; i < SPAWN_MOST; i++) {
		struct run *run = &s->run[i];
		siginfo_t info = {0};

		if (run->pid &&
		    waitid(P_PID, (id_t)run->pid, &info, WEXITED | WNOHANG | WNOWAIT) ==
			    0 &&
		    info.si_pid)
			finish(s, run, &info);
	}
}

/* When the watch is gone. The next of them. */
static int64_t try_again(struct spawner *s, int64_t now, int64_t next)
{
	for (int i = 0; i < SPAWN_MOST; i++) {
		struct run *run = &s->run[i];

		if (!run->request.len || run->pid)
			continue;
		if (now >= run->again_ms)
			start(s, run);
		if (run->request.len && !run->pid && run->again_ms < next)
			next = run->again_ms;
	}
	return next;
}

/* Time is up for some; until the next is, in milliseconds, -1 for ever. */
static int enforce(struct spawner *s)
{
	int64_t now = clock_mono_ms(), next = INT64_MAX;

	if (s->ended)
		next = try_again(s, now, next);

	for (int i = 0; i < SPAWN_MOST; i++) {
		struct run *run = &s->run[i];

		if (!run->pid || run->killed)
			continue;
		if (now >= run->end_ms) {
			kill(-run->pid, run->late ? SIGKILL : SIGTERM);
			run->killed = run->late;
			run->late = true;
			run->end_ms = now + SPAWN_MERCY_MS;
		}
		if (!run->killed && run->end_ms < next)
			next = run->end_ms;
	}
	return next == INT64_MAX ? -1 : (int)(next - now);
}

static void turn(struct spawner *s)
{
	struct pollfd p[2 + SPAWN_MOST * 3];
	int wait = enforce(s);

	p[0] = (struct pollfd){s->sig, POLLIN, 0};
	p[1] = (struct pollfd){s->ended ? -1 : s->fd, POLLIN, 0};
	for (int i = 0; i < SPAWN_MOST; i++) {
		const struct run *run = &s->run[i];
		struct pollfd *q = &p[2 + 3 * i];

		q[IN] = (struct pollfd){run->pid ? run->fd[IN] : -1, POLLOUT, 0};
		q[OUT] = (struct pollfd){run->pid ? run->fd[OUT] : -1, POLLIN, 0};
		q[ERR] = (struct pollfd){run->pid ? run->fd[ERR] : -1, POLLIN, 0};
	}
	if (poll(p, sizeof p / sizeof *p, wait) <= 0)
		return;
	for (int i = 0; i < SPAWN_MOST; i++) {
		struct run *run = &s->run[i];
		const struct pollfd *q = &p[2 + 3 * i];

		if (q[IN].revents)
			feed(run);
		if (q[OUT].revents)
			hear(&run->fd[OUT], &run->out);
		if (q[ERR].revents)
			hear(&run->fd[ERR], &run->err);
	}
	if (p[0].revents)
		reap(s);
	if (p[1].revents)
		receive(s);
}

/* --- the process --- */

static void begin(struct spawner *s, int fd)
{
	struct rlimit no_core = {0, 0};
	sigset_t child;

	s->fd = part_from_parent("noctop-spawner", fd);
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_SETMASK, &child, NULL);
	s->sig = signalfd(-1, &child, SFD_NONBLOCK | SFD_CLOEXEC);
	setrlimit(RLIMIT_CORE, &no_core);
	if (chdir("/"))
		_exit(1);
}

_Noreturn static void run_spawner(int fd)
{
	static struct spawner s;

	begin(&s, fd);
	for (int i = 0; i < SPAWN_MOST; i++)
		for (int k = 0; k < PIPES; k++)
			s.run[i].fd[k] = -1;
	while (!s.ended || busy(&s))
		turn(&s);
	_exit(0);
}

pid_t spawner_start(int *fd)
{
	int pair[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
		       pair) < 0)
		return -1;
	pid = fork();
	if (pid == 0)
		run_spawner(pair[1]);
	close(pair[1]);
	if (pid < 0)
		close(pair[0]);
	*fd = pid < 0 ? -1 : pair[0];
	return pid;
}

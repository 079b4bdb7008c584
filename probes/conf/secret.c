/*
 * secret: where passphrases live while they are needed. Pages of their own, so that
 * locking and wiping them touches nothing else.
 *
 * A command that prints a secret is started without a shell and read with a deadline: a
 * password manager that waits for a finger must not hold the watch.
 */
#include "probes/conf/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"

#define PAGE_BYTES 4096
#define WORDS_MAX 32

extern char **environ;

struct secret_page {
	struct secret_page *next;
	size_t used;
	char bytes[PAGE_BYTES - sizeof(void *) - sizeof(size_t)];
};

static struct secret_page *page_new(struct secret_page *next)
{
	struct secret_page *p = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE,
				     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		die("out of memory");
	/* Both may be refused (limits, old kernels), and nothing depends on them. */
	(void)mlock(p, PAGE_BYTES);
	(void)madvise(p, PAGE_BYTES, MADV_DONTDUMP);
	p->next = next;
	return p;
}

const char *secret_keep(struct secrets *s, const char *bytes, size_t n)
{
	if (n > SECRET_MAX - 1)
		n = SECRET_MAX - 1;
	if (!s->head || sizeof s->head->bytes - s->head->used < n + 1)
		s->head = page_new(s->head);
	char *copy = s->head->bytes + s->head->used;
	memcpy(copy, bytes, n);
	s->head->used += n + 1;
	return copy;
}

void secrets_fini(struct secrets *s)
{
	for (struct secret_page *p = s->head, *next; p; p = next) {
		next = p->next;
		explicit_bzero(p, PAGE_BYTES);
		munmap(p, PAGE_BYTES);
	}
	s->head = NULL;
}

/* The first line of the n bytes, which are wiped. */
static const char *keep_line(struct secrets *s, char *bytes, size_t n, char *why,
			     size_t cap)
{
	const char *kept = NULL, *eol = memchr(bytes, '\n', n);
	size_t len = eol ? (size_t)(eol - bytes) : n;
	if (len && bytes[len - 1] == '\r')
		len--;
	if (len == 0)
		snprintf(why, cap, "it has no first line");
	else if (len >= SECRET_MAX)
		snprintf(why, cap, "its first line is longer than %d bytes",
			 SECRET_MAX - 1);
	else if (memchr(bytes, '\0', len))
		snprintf(why, cap, "it holds NUL bytes");
	else
		kept = secret_keep(s, bytes, len);
	explicit_bzero(bytes, n);
	return kept;
}

bool secret_exposed(const char *path, const struct stat *st, bool read_too, char *why,
		    size_t cap)
{
	if (st->st_uid != geteuid() && st->st_uid != 0)
		snprintf(why, cap,
			 "it belongs to user %u, neither you nor root: chown %u '%s'",
			 st->st_uid, geteuid(), path);
	else if (read_too && st->st_mode & (S_IRWXG | S_IRWXO))
		snprintf(why, cap, "others can read the secrets in it: chmod 600 '%s'",
			 path);
	else if (st->st_mode & (S_IWGRP | S_IWOTH))
		snprintf(why, cap, "others can write to it: chmod go-w '%s'", path);
	else
		return false;
	return true;
}

const char *secret_from_file(struct secrets *s, const char *path, char *why, size_t cap)
{
	struct stat st;
	char bytes[SECRET_MAX + 1];
	const char *kept = NULL;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || fstat(fd, &st) < 0) {
		snprintf(why, cap, "%s", strerror(errno));
	} else if (!S_ISREG(st.st_mode)) {
		snprintf(why, cap, "it is no regular file");
	} else if (!secret_exposed(path, &st, true, why, cap)) {
		ssize_t n = read(fd, bytes, sizeof bytes);
		kept = keep_line(s, bytes, n > 0 ? (size_t)n : 0, why, cap);
	}
	if (fd >= 0)
		close(fd);
	return kept;
}

/* Start argv with its output in *out; 0 or an errno. */
static int start(char *const argv[], int *out, pid_t *pid)
{
	int ends[2];
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return errno;
	sigemptyset(&none);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, ends[1], 1);
	posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setpgroup(&attr, 0); /* its children end with it */
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
	int error = posix_spawnp(pid, argv[0], &files, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	close(ends[1]);
	if (error)
		close(ends[0]);
	*out = ends[0];
	return error;
}

/* Read what it prints until it closes its output; false when time is up. Bytes beyond
 * cap are dropped. */
static bool read_until(int fd, char *bytes, size_t cap, size_t *len,
		       int64_t deadline_ms)
{
	char rest[256];
	for (*len = 0;;) {
		int64_t left = deadline_ms - clock_mono_ms();
		struct pollfd p = {fd, POLLIN, 0};
		int ready = left > 0 ? poll(&p, 1, (int)left) : 0;
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0)
			return false;
		bool full = *len == cap;
		ssize_t n = full ? read(fd, rest, sizeof rest)
				 : read(fd, bytes + *len, cap - *len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return true;
		*len += full ? 0 : (size_t)n;
	}
}

/* Wait for its end until the deadline, then end it. False when it had to be ended. */
static bool reap(pid_t pid, int64_t deadline_ms, bool in_time, int *status)
{
	while (in_time && waitpid(pid, status, WNOHANG) == 0) {
		in_time = clock_mono_ms() < deadline_ms;
		poll(NULL, 0, 5);
	}
	if (!in_time) {
		kill(-pid, SIGKILL);
		while (waitpid(pid, status, 0) < 0 && errno == EINTR)
			;
	}
	return in_time;
}

static size_t split(char *s, char *argv[WORDS_MAX])
{
	size_t n = 0;
	while (n < WORDS_MAX - 1) {
		s += strspn(s, " \t");
		if (!*s)
			break;
		argv[n++] = s;
		s += strcspn(s, " \t");
		if (*s)
			*s++ = '\0';
	}
	argv[n] = NULL;
	return n;
}

const char *secret_from_command(struct secrets *s, const char *command, int timeout_ms,
				char *why, size_t cap)
{
	char words[SECRET_MAX], bytes[SECRET_MAX + 1], *argv[WORDS_MAX];
	int64_t deadline_ms = clock_mono_ms() + timeout_ms;
	size_t n = 0;
	int out = -1, status = 0;
	pid_t pid;
	snprintf(words, sizeof words, "%s", command);
	if (split(words, argv) == 0) {
		snprintf(why, cap, "no command");
		return NULL;
	}
	int error = start(argv, &out, &pid);
	if (error) {
		snprintf(why, cap, "cannot start '%s': %s", argv[0], strerror(error));
		return NULL;
	}
	bool in_time = read_until(out, bytes, sizeof bytes, &n, deadline_ms);
	close(out);
	in_time = reap(pid, deadline_ms, in_time, &status);
	if (in_time && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return keep_line(s, bytes, n, why, cap);
	explicit_bzero(bytes, sizeof bytes);
	if (!in_time)
		snprintf(why, cap, "'%s' did not end within %d ms", argv[0],
			 timeout_ms);
	else
		snprintf(why, cap, "'%s' failed (%s %d)", argv[0],
			 WIFEXITED(status) ? "status" : "signal",
			 WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
	return NULL;
}

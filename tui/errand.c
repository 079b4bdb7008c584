/*
 * errand: files, clipboard, sessions.
 */
#include "tui/errand.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probes/base/log.h"
#include "tui/picture.h"

#define TEMPLATE "ssh {address}"
#define ARGV_MAX 32
#define ARGV_BYTES 4096

/* --- files ---------------------------------------------------------------------------
 */

static bool write_all(int fd, const char *bytes, size_t n)
{
	while (n) {
		ssize_t done = write(fd, bytes, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		bytes += done;
		n -= (size_t)done;
	}
	return true;
}

/* A file of the operator's own, where the program was started. */
static int file_open(const char *name)
{
	if (strchr(name, '/')) {
		errno = EINVAL;
		return -1;
	}
	return open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
}

static bool write_screen(struct errands *e, const char *name,
			 const struct canvas *screen)
{
	enum picture as = picture_named(name);
	struct buf out = {0};
	bool good;

	picture_write(&out, as < PICTURES ? as : PICTURE_TEXT, screen, e->looks, name);
	good = write_all(e->fd, out.data, out.len);
	buf_fini(&out);
	return good;
}

bool errand_file(struct errands *e, const struct link_message *m,
		 const struct canvas *screen, bool *error, char words[ERRAND_WORDS])
{
	if (e->fd < 0 && !e->failed)
		e->fd = file_open(m->name);
	if (e->fd < 0 ||
	    !(m->len || m->more ? write_all(e->fd, m->bytes, m->len)
				: write_screen(e, m->name, screen)))
		e->failed = true;
	*error = e->failed;
	if (e->failed)
		snprintf(words, ERRAND_WORDS, "cannot write '%.100s': %s", m->name,
			 strerror(errno));
	else
		snprintf(words, ERRAND_WORDS, "wrote %.100s", m->name);
	if (m->more)
		return false;
	if (e->fd >= 0)
		close(e->fd);
	e->fd = -1;
	e->failed = false;
	return true;
}

/* --- what is kept --------------------------------------------------------------------
 */

/* The folder, made when it is missing; false: there is no home. */
static bool kept_path(char *out, size_t size, bool make)
{
	const char *xdg = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	char folder[PATH_MAX - 16];
	int n = -1;

	if (xdg && *xdg == '/')
		n = snprintf(folder, sizeof folder, "%s/noctop", xdg);
	else if (home && *home == '/')
		n = snprintf(folder, sizeof folder, "%s/.local/state/noctop", home);

	if (n < 0 || (size_t)n >= sizeof folder)
		return false;
	for (char *slash = folder; make && (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		mkdir(folder, 0700);
		*slash = '/';
	}
	if (make)
		mkdir(folder, 0700);
	return (size_t)snprintf(out, size, "%s/screen", folder) < size;
}

static void read_kept(struct buf *out)
{
	char path[PATH_MAX];
	ssize_t n = 0;
	int fd = kept_path(path, sizeof path, false)
			 ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
			 : -1;

	if (fd < 0)
		return;
	n = read(fd, buf_room(out, SAVED_BYTES), SAVED_BYTES);
	out->len += n > 0 ? (size_t)n : 0;
	close(fd);
}

void errand_kept(struct errands *e, struct buf *out)
{
	read_kept(out);
	saved_read(&e->kept, out->data, out->len);
}

static bool write_kept(const char *text, size_t n)
{
	char path[PATH_MAX - 8], next[PATH_MAX];
	bool good;
	int fd;

	if (!kept_path(path, sizeof path, true))
		return false;
	snprintf(next, sizeof next, "%s.new", path);
	fd = open(next, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return false;
	good = write_all(fd, text, n);
	good = close(fd) == 0 && good;
	return good && rename(next, path) == 0;
}

bool errand_keep(struct errands *e, const char *text, size_t n)
{
	struct saved now, all;
	struct buf kept = {0};
	bool good;

	read_kept(&kept);
	saved_read(&all, kept.data, kept.len);
	saved_read(&now, text, n);
	saved_merge(&all, &e->kept, &now);
	buf_reset(&kept);
	saved_write(&all, &kept);
	good = write_kept(kept.data, kept.len);
	buf_fini(&kept);
	if (good)
		e->kept = now;
	return good;
}

/* --- the clipboard -------------------------------------------------------------------
 */

/* RFC 4648, section 4. */
static void put_base64(struct buf *out, const unsigned char *s, size_t n)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwx"
		"yz0123456789+/";

	for (size_t i = 0; i < n; i += 3) {
		uint32_t three = (uint32_t)s[i] << 16 |
				 (i + 1 < n ? (uint32_t)s[i + 1] << 8 : 0) |
				 (i + 2 < n ? s[i + 2] : 0);

		buf_char(out, digits[three >> 18]);
		buf_char(out, digits[three >> 12 & 63]);
		buf_char(out, i + 1 < n ? digits[three >> 6 & 63] : '=');
		buf_char(out, i + 2 < n ? digits[three & 63] : '=');
	}
}

void errand_copy(struct buf *out, const char *text, size_t n)
{
	if (n > ERRAND_COPY_MAX)
		n = ERRAND_COPY_MAX;
	buf_str(out, "\033]52;c;");
	put_base64(out, (const unsigned char *)text, n);
	buf_char(out, '\a');
}

/* --- sessions ------------------------------------------------------------------------
 */

struct argv {
	char *arg[ARGV_MAX + 1];
	char bytes[ARGV_BYTES];
	size_t used;
};

/* One word of the template; false when there is no room. */
static bool put_word(struct argv *a, const char *word, size_t n, const char *name,
		     const char *address)
{
	static const char address_key[] = "{address}", name_key[] = "{name}";
	const char *end = word + n;

	while (word < end && a->used + 1 < sizeof a->bytes) {
		const char *value = NULL;
		size_t left = (size_t)(end - word), key = 0;

		if (left >= sizeof address_key - 1 &&
		    !memcmp(word, address_key, key = sizeof address_key - 1))
			value = address;
		else if (left >= sizeof name_key - 1 &&
			 !memcmp(word, name_key, key = sizeof name_key - 1))
			value = name;
		if (!value) {
			a->bytes[a->used++] = *word++;
			continue;
		}
		if (a->used + strlen(value) + 1 >= sizeof a->bytes)
			return false;
		memcpy(a->bytes + a->used, value, strlen(value));
		a->used += strlen(value);
		word += key;
	}
	a->bytes[a->used++] = '\0';
	return word == end;
}

char **errand_argv(const char *template, const char *name, const char *address)
{
	struct argv *a = calloc(1, sizeof *a);
	size_t n = 0;

	if (!a)
		die("out of memory");
	if (!template || !*template)
		template = TEMPLATE;
	while (*(template += strspn(template, " \t")) && n < ARGV_MAX) {
		size_t len = strcspn(template, " \t");

		a->arg[n++] = a->bytes + a->used;
		if (!put_word(a, template, len, name, address))
			break;
		template += len;
	}
	if (n && !*template && *name != '-' && *address && *address != '-')
		return a->arg;
	free(a);
	return NULL;
}

/* The keys that stop a program are for that program; what they mean to us is back
 * afterwards. */
static const int keyboard[] = {SIGINT, SIGQUIT, SIGTSTP};
enum { KEYBOARD = sizeof keyboard / sizeof *keyboard };

int errand_run(char *const argv[])
{
	struct sigaction ignore = {.sa_handler = SIG_IGN}, before[KEYBOARD];
	posix_spawnattr_t attr;
	sigset_t usual;
	int error, status = 0;
	pid_t pid;

	sigemptyset(&usual);
	for (int i = 0; i < KEYBOARD; i++) {
		sigaction(keyboard[i], &ignore, &before[i]);
		sigaddset(&usual, keyboard[i]);
	}
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigdefault(&attr, &usual);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF);
	error = posix_spawnp(&pid, argv[0], NULL, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	while (!error && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	for (int i = 0; i < KEYBOARD; i++)
		sigaction(keyboard[i], &before[i], NULL);
	errno = error;
	return error		   ? -1
	       : WIFEXITED(status) ? WEXITSTATUS(status)
				   : 128 + WTERMSIG(status);
}

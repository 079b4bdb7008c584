/*
 * append: how a file is added to without a moment in which it is half written.
 */
#include "probes/conf/append.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probes/conf/conf.h"

/* --- text --- */

/* Would lint or iniparser read it in another way without quotes? */
static bool needs_quotes(const char *value)
{
	size_t n = strlen(value);

	return n == 0 || strpbrk(value, "#;\"'\\") || *value == ' ' ||
	       value[n - 1] == ' ';
}

bool append_key(struct buf *out, const char *key, const char *value)
{
	size_t n = strlen(value);
	char quote = strchr(value, '"') ? '\'' : '"';

	for (size_t i = 0; i < n; i++)
		if ((unsigned char)value[i] < ' ' || value[i] == 0x7f)
			return false;
	if (strlen(key) + n + sizeof " = \"\"" > INI_LINE_MAX)
		return false;
	if (!needs_quotes(value)) {
		buf_printf(out, "%s = %s\n", key, value);
		return true;
	}
	if (strchr(value, quote) || (n && value[n - 1] == '\\'))
		return false;
	buf_printf(out, "%s = %c%s%c\n", key, quote, value, quote);
	return true;
}

static void add_lines(struct buf *out, const char *text, bool crlf)
{
	for (; *text; text++) {
		if (crlf && *text == '\n')
			buf_char(out, '\r');
		buf_char(out, *text);
	}
}

/* The n bytes of old, an empty line, and sections (whose lines end in "\n"), with line
 * ends as those of old. */
static void append(struct buf *out, const char *old, size_t n, const char *sections)
{
	const char *eol = n ? memchr(old, '\n', n) : NULL;
	bool crlf = eol && eol > old && eol[-1] == '\r';

	buf_room(out, n + 2 * strlen(sections) + 4); /* moving would leave secrets */
	if (n)
		buf_add(out, old, n);
	if (n && old[n - 1] != '\n')
		add_lines(out, "\n", crlf);
	if (n)
		add_lines(out, "\n", crlf);
	add_lines(out, sections, crlf);
}

/* --- files --- */

struct append {
	const char *path, *sections;
	append_check *check;
	void *ctx;
	char *why;
	size_t cap;
	char real[PATH_MAX]; /* what path leads to */
	char fresh[PATH_MAX];
	struct stat old;
	bool is_new;
};

__attribute__((format(printf, 2, 3))) static bool cannot(struct append *a,
							 const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(a->why, a->cap, fmt, args);
	va_end(args);
	return false;
}

static bool cannot_write(struct append *a, const char *what)
{
	return cannot(a, "cannot write '%s': %s", a->path, what);
}

/* The folders above path, as far as they are missing. */
static bool make_folders(struct append *a)
{
	char folder[PATH_MAX];

	snprintf(folder, sizeof folder, "%s", a->path);
	for (char *slash = folder; (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		if (mkdir(folder, 0700) && errno != EEXIST)
			return cannot(a, "cannot make the folder '%s': %s", folder,
				      strerror(errno));
		*slash = '/';
	}
	return true;
}

/* Does path still lead to the file that fd is, now that nobody else may replace it? */
static bool is_current(int fd, const char *path)
{
	struct stat ours, theirs;

	return fstat(fd, &ours) == 0 && stat(path, &theirs) == 0 &&
	       ours.st_ino == theirs.st_ino && ours.st_dev == theirs.st_dev;
}

/* The file as it is, locked; -1 when it cannot be opened (errno). */
static int open_locked(const char *path)
{
	for (;;) {
		int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

		if (fd < 0)
			return -1;
		flock(fd, LOCK_EX);
		if (is_current(fd, path))
			return fd;
		close(fd);
	}
}

static bool read_old(struct append *a, int fd, struct buf *old)
{
	if (fstat(fd, &a->old) || !realpath(a->path, a->real))
		return cannot(a, "cannot read '%s': %s", a->path, strerror(errno));
	if (!S_ISREG(a->old.st_mode))
		return cannot_write(a, "it is no regular file");
	if (a->old.st_size > INI_FILE_MAX)
		return cannot_write(a, "it is larger than 64 MiB");
	if (!(a->old.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)))
		return cannot_write(a, "it is read-only");
	if (access(a->real, W_OK))
		return cannot_write(a, strerror(errno));
	while (old->len < (size_t)a->old.st_size) {
		size_t room = (size_t)a->old.st_size - old->len;
		ssize_t n = read(fd, buf_room(old, room), room);

		if (n <= 0)
			return cannot(a, "cannot read '%s': %s", a->path,
				      n ? strerror(errno) : "it became shorter");
		old->len += (size_t)n;
	}
	return true;
}

/* A file beside the one to be, with its owner and mode. */
static int make_fresh(struct append *a)
{
	const char *slash = strrchr(a->real, '/');
	int folder = slash ? (int)(slash - a->real) + 1 : 0, fd;

	if (snprintf(a->fresh, sizeof a->fresh, "%.*s.%s.XXXXXX", folder, a->real,
		     a->real + folder) >= (int)sizeof a->fresh) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = mkostemp(a->fresh, O_CLOEXEC); /* 0600 */
	if (fd < 0 || a->is_new)
		return fd;
	if (((a->old.st_uid != geteuid() || a->old.st_gid != getegid()) &&
	     fchown(fd, a->old.st_uid, a->old.st_gid)) ||
	    fchmod(fd, a->old.st_mode & 07777)) {
		int error = errno;

		close(fd);
		unlink(a->fresh);
		errno = error;
		return -1;
	}
	return fd;
}

static bool write_all(int fd, const struct buf *text)
{
	for (size_t done = 0; done < text->len;) {
		ssize_t n = write(fd, text->data + done, text->len - done);

		if (n < 0)
			return false;
		done += (size_t)n;
	}
	return fsync(fd) == 0;
}

/* So that the name itself survives power loss. */
static void sync_folder(const char *path)
{
	char folder[PATH_MAX];
	char *slash;
	int fd;

	snprintf(folder, sizeof folder, "%s", path);
	slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder] = '\0';
	fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

/* A new file may not take the place of one that somebody else made meanwhile. */
static bool put_in_place(struct append *a)
{
	if (a->is_new ? link(a->fresh, a->real) : rename(a->fresh, a->real))
		return cannot_write(a, strerror(errno));
	if (a->is_new)
		unlink(a->fresh);
	sync_folder(a->real);
	return true;
}

static bool replace(struct append *a, const struct buf *text)
{
	int fd = make_fresh(a);
	bool good;

	if (fd < 0)
		return cannot_write(a, strerror(errno));
	good = write_all(fd, text) || cannot_write(a, strerror(errno));
	close(fd);
	good = good && a->check(a->ctx, a->fresh) && put_in_place(a);
	if (!good)
		unlink(a->fresh);
	return good;
}

static bool append_old(struct append *a, int fd)
{
	struct buf old = {0}, text = {0};
	bool good = read_old(a, fd, &old);

	if (good) {
		append(&text, old.data, old.len, a->sections);
		good = replace(a, &text);
	}
	/* There may be secrets in it. */
	if (old.data)
		explicit_bzero(old.data, old.cap);
	if (text.data)
		explicit_bzero(text.data, text.cap);
	buf_fini(&old);
	buf_fini(&text);
	return good;
}

static bool append_new(struct append *a, const char *first)
{
	struct buf text = {0};
	bool good;

	a->is_new = true;
	snprintf(a->real, sizeof a->real, "%s", a->path);
	buf_printf(&text, "%s\n%s", first, a->sections);
	good = make_folders(a) && replace(a, &text);
	explicit_bzero(text.data, text.cap);
	buf_fini(&text);
	return good;
}

bool append_file(const char *path, const char *first, const char *sections,
		 append_check *check, void *ctx, char *why, size_t cap)
{
	struct append a = {.path = path,
			   .sections = sections,
			   .check = check,
			   .ctx = ctx,
			   .why = why,
			   .cap = cap};
	int fd = open_locked(path);
	bool good;

	*why = '\0';
	if (fd < 0 && errno != ENOENT)
		return cannot(&a, "cannot open '%s': %s", path, strerror(errno));
	good = fd < 0 ? append_new(&a, first) : append_old(&a, fd);
	if (fd >= 0)
		close(fd);
	return good;
}

/*
 * ini: files to sections and values. The one place that calls iniparser.
 *
 * iniparser's dictionary is a list that is searched from the front, so that 10,000
 * devices in one piece cost half a second; it is fed with linted lines in chunks
 * through a memory file instead. Of its calls only iniparser_getstring is safe with any
 * name (CVE-2023-33461), and its error callback would print the operator's line,
 * secrets and all: ours says nothing.
 */
#include "probes/conf/conf.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <iniparser/iniparser.h>
#include <limits.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

#include "probes/base/log.h"
#include "probes/conf/lint.h"

#define CHUNK_SECTIONS 50
#define CHUNK_KEYS 100

static int say_nothing(const char *fmt, ...)
{
	(void)fmt;
	return 0;
}

/* --- iniparser --- */

/* Sections are numbered within a chunk: lint knows their names, and iniparser compares
 * them for each key. */
static void chunk_write(struct buf *out, const struct ini_section *s, uint32_t number)
{
	buf_printf(out, "[%u]\n", number);
	for (uint32_t i = 0; i < s->key_n; i++) {
		if (s->key[i].bad)
			continue;
		buf_str(out, s->key[i].name);
		buf_char(out, '=');
		buf_str(out, s->key[i].value);
		buf_char(out, '\n');
	}
}

/* Hand text to iniparser; NULL when that is not possible. */
static dictionary *chunk_load(int fd, const struct buf *text)
{
	char path[32];
	size_t done = 0;
	if (ftruncate(fd, 0) < 0)
		return NULL;
	while (done < text->len) {
		ssize_t n =
			pwrite(fd, text->data + done, text->len - done, (off_t)done);
		if (n < 0)
			return NULL;
		done += (size_t)n;
	}
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	return iniparser_load(path);
}

/* Whether value is what was written, without its quotes: another iniparser may have
 * other traps than the ones lint knows. */
static bool as_written(const char *value, const char *written)
{
	size_t n = strlen(written);
	bool quoted = *written == '"' || *written == '\'';
	return value && strlen(value) == n - 2 * quoted &&
	       !memcmp(value, written + quoted, n - 2 * quoted);
}

static void chunk_take(struct ini *ini, struct ini_section *s, uint32_t number,
		       const dictionary *d, struct faults *f)
{
	char name[INI_KEY_MAX + 16];
	int at = snprintf(name, sizeof name, "%u:", number);
	for (uint32_t i = 0; i < s->key_n; i++) {
		struct ini_key *k = &s->key[i];
		if (k->bad)
			continue;
		memcpy(name + at, k->name, strlen(k->name) + 1);
		const char *value = d ? iniparser_getstring(d, name, NULL) : NULL;
		k->bad = !as_written(value, k->value);
		k->value = arena_strdup(&ini->arena, k->bad ? "" : value);
		if (k->bad)
			fault_add(f, s->file, k->line,
				  "%s: iniparser reads this in another way", k->name);
	}
}

static void wipe_dictionary(dictionary *d)
{
	for (ssize_t i = 0; i < (ssize_t)d->size; i++)
		if (d->key[i] && d->val[i])
			explicit_bzero(d->val[i], strlen(d->val[i]));
	iniparser_freedict(d);
}

/* Read the values of the sections from first on. */
static void feed(struct ini *ini, uint32_t first, struct faults *f)
{
	struct buf text = {0};
	int fd = memfd_create("ini", MFD_CLOEXEC);
	iniparser_set_error_callback(say_nothing);
	while (first < ini->section_n) {
		uint32_t end = first, keys = 0;
		buf_reset(&text);
		while (end < ini->section_n && end - first < CHUNK_SECTIONS &&
		       keys < CHUNK_KEYS) {
			keys += ini->section[end].key_n;
			chunk_write(&text, &ini->section[end], end - first);
			end++;
		}
		dictionary *d = fd < 0 ? NULL : chunk_load(fd, &text);
		for (uint32_t i = first; i < end; i++)
			chunk_take(ini, &ini->section[i], i - first, d, f);
		first = end;
		if (d)
			wipe_dictionary(d);
	}
	if (fd >= 0)
		close(fd);
	if (text.data)
		explicit_bzero(text.data, text.cap);
	buf_fini(&text);
}

/* --- files --- */

static uint32_t add_source(struct ini *ini, const char *path, const char *name)
{
	TABLE_GROW(ini->source, ini->source_cap, ini->source_n + 1);
	ini->source[ini->source_n] = (struct ini_source){
		.path = arena_strdup(&ini->arena, path),
		.name = arena_strdup(&ini->arena, name),
	};
	return ini->source_n++;
}

/* text is written to and wiped. */
static void take_text(struct ini *ini, uint32_t source, char *text, size_t n,
		      struct faults *f)
{
	uint32_t first = ini->section_n;
	lint_text(ini, source, text, n, f);
	feed(ini, first, f);
	explicit_bzero(text, n);
}

bool ini_parse(struct ini *ini, const char *file, const char *bytes, size_t n,
	       struct faults *f)
{
	char *text = malloc(n + 1);
	if (!text)
		die("out of memory");
	if (n)
		memcpy(text, bytes, n);
	text[n] = '\0';
	take_text(ini, add_source(ini, "", file), text, n, f);
	free(text);
	return true;
}

/* Whole fd, with an allocation that is never moved: moving would leave secrets behind.
 */
static char *slurp(int fd, const struct stat *st, size_t *len)
{
	size_t cap = (size_t)st->st_size;
	char *text = malloc(cap + 1);
	if (!text)
		die("out of memory");
	*len = 0;
	while (*len < cap) {
		ssize_t n = read(fd, text + *len, cap - *len);
		if (n <= 0)
			break;
		*len += (size_t)n;
	}
	text[*len] = '\0';
	return text;
}

static int open_text(const char *path, struct stat *st, const char **why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	*why = NULL;
	if (fd < 0 || fstat(fd, st) < 0)
		*why = strerror(errno);
	else if (!S_ISREG(st->st_mode))
		*why = "it is no regular file";
	else if (st->st_size > INI_FILE_MAX)
		*why = "it is larger than 64 MiB";
	if (*why && fd >= 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

struct includer {
	struct ini *ini;
	struct faults *faults;
	const char *path; /* of the including file, canonical */
	const char *file; /* as messages name it */
	unsigned line;
	int depth;
};

static void load_includes(struct ini *, uint32_t source, uint32_t first, int depth,
			  struct faults *);

/* path: how to open it; name: how to speak of it. */
static bool load_file(struct ini *ini, const char *path, const char *name, int depth,
		      struct faults *f)
{
	struct stat st;
	const char *why;
	size_t n;
	char canonical[PATH_MAX];
	int fd = open_text(path, &st, &why);
	if (fd < 0) {
		fault_add(f, name, 0, "cannot open '%s': %s", name, why);
		return false;
	}
	uint32_t first = ini->section_n;
	uint32_t source =
		add_source(ini, realpath(path, canonical) ? canonical : path, name);
	ini->source[source].stat = st;
	char *text = slurp(fd, &st, &n);
	close(fd);
	take_text(ini, source, text, n, f);
	free(text);
	load_includes(ini, source, first, depth, f);
	return true;
}

static const struct ini_source *already(const struct ini *ini, const char *path)
{
	for (uint32_t i = 0; i < ini->source_n; i++)
		if (!strcmp(ini->source[i].path, path))
			return &ini->source[i];
	return NULL;
}

static void include_file(const struct includer *by, const char *match)
{
	char path[PATH_MAX];
	const char *slash = strrchr(by->path, '/');
	size_t folder = slash ? (size_t)(slash - by->path) + 1 : 0;
	if (!realpath(match, path))
		fault_add(by->faults, by->file, by->line, "cannot open '%s': %s", match,
			  strerror(errno));
	else if (strncmp(path, by->path, folder) != 0)
		fault_add(by->faults, by->file, by->line,
			  "include '%s' leaves the folder of this file", match);
	else if (already(by->ini, path))
		fault_add(by->faults, by->file, by->line,
			  "include '%s': this file is read already (a loop?)", match);
	else if (by->depth >= INI_DEPTH_MAX)
		fault_add(by->faults, by->file, by->line,
			  "include '%s': more than %d files deep", match,
			  INI_DEPTH_MAX);
	else
		load_file(by->ini, path, path, by->depth + 1, by->faults);
}

/* The folder's own name may hold what glob takes for a pattern. */
static void escape(struct buf *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strchr("*?[\\", s[i]))
			buf_char(out, '\\');
		buf_char(out, s[i]);
	}
}

static bool include_glob(void *ctx, const char *pattern)
{
	const struct includer *by = ctx;
	const char *slash = strrchr(by->path, '/');
	struct buf full = {0};
	glob_t g;
	if (*pattern == '/' || strstr(pattern, "..")) {
		fault_add(by->faults, by->file, by->line,
			  "include '%s' leaves the folder of this file", pattern);
		return true;
	}
	if (slash)
		escape(&full, by->path, (size_t)(slash - by->path) + 1);
	buf_str(&full, pattern);
	if (glob(full.data, 0, NULL, &g) != 0)
		fault_add(by->faults, by->file, by->line,
			  "include '%s' matches no file", pattern);
	else
		for (size_t i = 0; i < g.gl_pathc; i++)
			include_file(by, g.gl_pathv[i]);
	globfree(&g);
	buf_fini(&full);
	return true;
}

static void load_includes(struct ini *ini, uint32_t source, uint32_t first, int depth,
			  struct faults *f)
{
	uint32_t end = ini->section_n;
	for (uint32_t i = first; i < end; i++) {
		const struct ini_section *s = &ini->section[i];
		const char *list =
			strcmp(s->kind, "noctop") ? NULL : ini_get(s, "include");
		struct includer by = {ini,
				      f,
				      ini->source[source].path,
				      s->file,
				      ini_line(s, "include"),
				      depth};
		if (list)
			ini_list(list, include_glob, &by);
	}
}

bool ini_load(struct ini *ini, const char *path, struct faults *f)
{
	return load_file(ini, path, path, 1, f);
}

void ini_fini(struct ini *ini)
{
	for (uint32_t i = 0; i < ini->section_n; i++) {
		struct ini_section *s = &ini->section[i];
		for (uint32_t k = 0; k < s->key_n; k++)
			explicit_bzero((char *)(uintptr_t)s->key[k].value,
				       strlen(s->key[k].value));
		free(s->key);
	}
	free(ini->section);
	free(ini->source);
	strmap_fini(&ini->seen);
	arena_fini(&ini->arena);
	*ini = (struct ini){0};
}

/* --- looking things up --- */

struct ini_key *ini_key(const struct ini_section *s, const char *key)
{
	for (uint32_t i = 0; i < s->key_n; i++)
		if (!strcasecmp(s->key[i].name, key))
			return &s->key[i];
	return NULL;
}

const char *ini_get(const struct ini_section *s, const char *key)
{
	const struct ini_key *k = ini_key(s, key);
	return k && !k->bad ? k->value : NULL;
}

unsigned ini_line(const struct ini_section *s, const char *key)
{
	const struct ini_key *k = ini_key(s, key);
	return k ? k->line : s->line;
}

uint32_t ini_list(const char *list, bool (*one)(void *, const char *), void *ctx)
{
	char item[INI_LINE_MAX + 1];
	uint32_t seen = 0;
	while (*list) {
		list += strspn(list, ", \t");
		size_t n = strcspn(list, ","), used = n;
		while (n && (list[n - 1] == ' ' || list[n - 1] == '\t'))
			n--;
		if (n) {
			snprintf(item, sizeof item, "%.*s", (int)n, list);
			seen++;
			if (!one(ctx, item))
				break;
		}
		list += used;
	}
	return seen;
}

/*
 * conf: an operator's files, checked whole before anything is used. Every fault found
 * is kept as file:line: message, all of them at once; secrets never stand in a message.
 *
 * The form, narrower than iniparser's because iniparser is silent about the rest
 * (measured with 4.1: "pa#ss" loads as "pa", duplicates merge, one long line loses the
 * file): "[kind]" or "[kind name]", "key = value", names of [a-z0-9._-], in any case.
 * A ; or # behind white space begins a comment; one glued to a value must be quoted.
 * Quotes are "…" or '…', without escapes. Lines hold at most INI_LINE_MAX bytes.
 */
#ifndef NOCTOP_CONF_CONF_H
#define NOCTOP_CONF_CONF_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "probes/base/arena.h"
#include "probes/base/buf.h"
#include "probes/base/table.h"

#define INI_LINE_MAX 1022  /* what iniparser reads, without the newline */
#define INI_NAME_MAX 63    /* bytes of a section's kind and of its name */
#define INI_KEY_MAX 127    /* bytes of a key */
#define INI_KEYS_MAX 256   /* keys of one section */
#define INI_DEPTH_MAX 4    /* files including files */
#define INI_FILE_MAX (64u << 20) /* bytes of one file */

/* Faults: text is what the operator reads, lines "file:line: message\n". They are added
 * in any order; faults_sort puts them into the order of files (as first named) and
 * lines. Line 0 is of the file as a whole. Ready when zeroed. */
struct faults {
	struct buf text;
	uint32_t n;
	struct fault_row *row;
	uint32_t row_cap;
	char **file; /* in the order of their first fault */
	uint32_t file_n, file_cap;
	uint32_t suggested; /* "did you mean" searches made; they are limited */
};
void fault_add(struct faults *, const char *file, unsigned line, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void faults_sort(struct faults *);
void faults_fini(struct faults *);

/* A file (with what it includes) as sections and keys, in file order. Values are as the
 * operator meant them: quoted ones without quotes, # and ; inside quotes kept. */
struct ini_key {
	const char *name, *value; /* name as written; value "" when none was */
	unsigned line;
	bool bad; /* there is a fault about it already: given, but of no use */
};
struct ini_section {
	const char *kind, *name; /* "[device fra-core-01]": "device", "fra-core-01";
				    "" */
	const char *file;
	uint32_t source; /* row of ini.source */
	unsigned line;
	struct ini_key *key;
	uint32_t key_n, key_cap;
};
struct ini_source {
	const char *path; /* canonical; "" for bytes */
	const char *name; /* as messages name it */
	struct stat stat; /* when it was read */
};
struct ini {
	struct ini_section *section;
	uint32_t section_n, section_cap;
	struct ini_source *source;
	uint32_t source_n, source_cap;
	struct strmap seen; /* "kind name" in small letters to section */
	struct arena arena;
};
/* Read path and its includes ([noctop] include = sites/x.ini, … : globs below the
 * including file's folder, at most INI_DEPTH_MAX deep, each file once). Faults are
 * added; what is sound is kept. Text is linted by us first and then fed to iniparser in
 * chunks. True when the file could be read at all. The ini is ready when zeroed. */
bool ini_load(struct ini *, const char *path, struct faults *);
/* The same from bytes, for tests and fuzzing; file is for messages, no includes. */
bool ini_parse(struct ini *, const char *file, const char *bytes, size_t n,
	       struct faults *);
void ini_fini(struct ini *); /* wipes all values */

/* The value of a key (names match in any case), NULL when absent or bad. */
const char *ini_get(const struct ini_section *, const char *key);
/* The key's row, bad or not; NULL absent. */
struct ini_key *ini_key(const struct ini_section *, const char *key);
/* Its line, or the section's when absent. */
unsigned ini_line(const struct ini_section *, const char *key);
/* [a-z0-9._-]+ in any case, at most INI_NAME_MAX bytes. */
bool ini_name_valid(const char *);

/* Call one for each item of a comma separated list, blanks trimmed, empty items left
 * out. Stops when it returns false. Returns the items seen. */
uint32_t ini_list(const char *list, bool (*one)(void *ctx, const char *item),
		  void *ctx);

#endif

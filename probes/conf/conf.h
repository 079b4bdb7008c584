/*
 * conf: an operator's files, checked whole before anything is used. Every fault found is
 * kept as file:line: message, all of them at once; secrets never stand in a message.
 */
#ifndef NOCTOP_CONF_CONF_H
#define NOCTOP_CONF_CONF_H

#include <stdbool.h>
#include <stdint.h>

#include "probes/base/arena.h"
#include "probes/base/buf.h"

/* Faults, in the order of files and lines. */
struct faults {
	struct buf text; /* lines "file:line: message\n" */
	uint32_t n;
};
void fault_add(struct faults *, const char *file, unsigned line, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void faults_fini(struct faults *);

/* A file (with what it includes) as sections and keys, in file order. Values are as the
 * operator meant them: quoted ones without quotes, # and ; inside quotes kept. */
struct ini_key {
	const char *name, *value;
	unsigned line;
	bool used; /* someone asked for it: what is left over is an unknown key */
};
struct ini_section {
	const char *kind, *name; /* "[device fra-core-01]": "device", "fra-core-01"; "" */
	const char *file;
	unsigned line;
	struct ini_key *key;
	uint32_t key_n;
};
struct ini {
	struct ini_section *section;
	uint32_t section_n, section_cap;
	struct arena arena;
};
/* Read path and its includes. Faults are added; sections that are sound are kept. Text
 * is linted by us first (names, duplicates, quoting, length of lines, bytes) and then
 * fed to iniparser in chunks. Includes stay below the including file's folder, at most
 * four deep. True when the file could be read at all. */
bool ini_load(struct ini *, const char *path, struct faults *);
/* The same from bytes, for tests and fuzzing; file is for messages, no includes. */
bool ini_parse(struct ini *, const char *file, const char *bytes, size_t n,
	       struct faults *);
void ini_fini(struct ini *);
const char *ini_get(struct ini_section *, const char *key); /* NULL absent; marks used */
unsigned ini_line(const struct ini_section *, const char *key);

#endif

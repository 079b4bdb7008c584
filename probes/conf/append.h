/*
 * append: sections written behind what stands in an operator's file. The file is
 * theirs: no byte of it is changed or moved.
 *
 * The new file is written beside the old one, checked whole by the caller, made durable
 * and put in its place in one step, with the owner and the mode of the old one; where
 * the path is a symbolic link, in place of what that leads to. Two who append at once
 * do so one after the other.
 */
#ifndef NOCTOP_CONF_APPEND_H
#define NOCTOP_CONF_APPEND_H

#include <stdbool.h>
#include <stddef.h>

#include "probes/base/buf.h"

/* "key = value" as a line, the value in quotes where it needs them. False, and nothing
 * is added, when no line can hold it: both kinds of quotes in it, a backslash at its
 * end, control characters, too long. */
bool append_key(struct buf *, const char *key, const char *value);

/* Is the file at path sound? It stands in the folder of the one to be replaced. Called
 * once. */
typedef bool append_check(void *ctx, const char *path);

/* Append sections to the file at path. One that is not there is made, of first (a
 * comment) and sections, with mode 0600, and so are its folders, with 0700. False with
 * why filled ("cannot write '…': …"; empty: check said no), and nothing has changed. */
bool append_file(const char *path, const char *first, const char *sections,
		 append_check *, void *ctx, char *why, size_t cap);

#endif

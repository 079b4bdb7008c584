/*
 * secret: passphrases and communities, kept in memory that is locked, left out of core
 * dumps and wiped, and where they come from besides the configuration itself.
 */
#ifndef NOCTOP_CONF_SECRET_H
#define NOCTOP_CONF_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#define SECRET_MAX 1024 /* bytes of one secret, its NUL included */

struct secrets {
	struct secret_page *head;
};
/* Ready when zeroed. */
void secrets_fini(struct secrets *); /* wipes */
/* Keep a copy of at most SECRET_MAX - 1 bytes; valid until secrets_fini. */
const char *secret_keep(struct secrets *, const char *bytes, size_t n);

/* The first line of a file that only its owner (us, or root) can read. NULL with why
 * filled: it never holds the secret. */
const char *secret_from_file(struct secrets *, const char *path, char *why, size_t cap);
/* The first line a command prints: words split at blanks, no shell, no standard input,
 * its messages dropped, timeout_ms (5 s) to end with status 0. */
#define SECRET_CMD_MS 5000
const char *secret_from_command(struct secrets *, const char *command, int timeout_ms,
				char *why, size_t cap);

/* Why a file of this mode and owner may not hold a secret (or say which command prints
 * one), as words with the command to type; false when all is well. */
struct stat;
bool secret_exposed(const char *path, const struct stat *, bool read_too, char *why,
		    size_t cap);

#endif

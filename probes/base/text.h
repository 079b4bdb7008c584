/*
 * text: strings from the network, made safe and measured once, when they enter.
 *
 * Whatever a device, a colleague's note or a file says passes text_clean() before it is
 * stored; a raw char * from outside can therefore not reach a screen, a log, a hook or
 * JSON. Safe means: valid UTF-8 of printable characters whose width is known.
 *
 * - What could move a cursor, hide or reorder its neighbours becomes U+FFFD, one cell
 *   wide (Trojan Source, CVE-2021-42574): terminal escapes, C0, C1, DEL, bidi,
 *   zero-width, tags, private use, unassigned, blanks that pose as letters or symbols.
 * - A run of newlines, returns and tabs becomes one blank.
 * - Accents are composed with their letter (NFC), at most two combining marks stay on a
 *   base, a mark without a base becomes U+FFFD. Long texts are cut at grapheme edges.
 * - Making safe what is safe changes nothing.
 *
 * Widths are those of utf8proc (Unicode tables fixed with the library, the same on
 * every host) but for two corrections towards what terminals do: spacing marks take a
 * cell, conjoining Hangul vowels and finals none.
 */
#ifndef NOCTOP_BASE_TEXT_H
#define NOCTOP_BASE_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>

#include "probes/base/table.h"

#define TEXT_BYTES_MAX 255 /* of the result; longer input is cut and ends in U+2026 */

/* One safe string. Made by this module only; never written to afterwards. */
struct text {
	uint16_t len;	/* bytes without the NUL */
	uint16_t width; /* terminal cells */
	char s[];	/* UTF-8, NUL-terminated */
};

typedef uint32_t str_id; /* of one pool; 0 is the empty text */

/* Interned texts: equal strings share one id. Pointers returned by text_at() are valid
 * until the pool is finished; the pool never moves a text. */
#define TEXT_SHARDS 64
struct text_pool {
	uint32_t *place; /* by str_id: its chunk and where it stands there */
	uint32_t n, cap;
	char **chunk;
	uint32_t chunk_n, chunk_cap;
	size_t bytes; /* of all texts: tells when to compact */
	struct text_shard {
		str_id *slot; /* 0 free: the empty text needs none */
		uint32_t n, cap;
	} shard[TEXT_SHARDS];
};

void text_pool_init(struct text_pool *);
void text_pool_fini(struct text_pool *);
/* Intern foreign bytes. Any bytes are fine, NUL included. */
str_id text_intern(struct text_pool *, const void *bytes, size_t n);
str_id text_intern_str(struct text_pool *, const char *);
str_id text_find(const struct text_pool *, const char *safe); /* NONE if absent */
const struct text *text_at(const struct text_pool *, str_id);
/* Intern a text that is already safe (of another pool). */
str_id text_adopt(struct text_pool *, const struct text *);

/* A text of its own, freed with free(). */
struct text *text_new(const void *bytes, size_t n);
struct text *text_newf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Make bytes safe: writes at most TEXT_BYTES_MAX bytes and a NUL to out, sets *width.
 * Returns the bytes written. The pure function beneath everything above; fuzzed. */
size_t text_clean(const void *bytes, size_t n, char out[TEXT_BYTES_MAX + 1],
		  uint16_t *width);

/* The same for lines that may be longer (a log line, what a hook says): out holds size
 * bytes with the NUL, at least 4. */
size_t text_clean_line(const void *bytes, size_t n, char *out, size_t size);

/* Decode the next character of UTF-8 at s; *next is behind it. U+FFFD for what is not
 * UTF-8, once for each maximal subpart (Unicode 3.9); 0 at the end, *next stays there.
 */
uint32_t text_next(const char *s, const char **next);
/* Encode one character; returns the bytes written (1-4). */
size_t text_encode(uint32_t c, char out[4]);
/* Cells of one character: 0 (combining), 1 or 2. */
int text_char_width(uint32_t c);
/* Cells of a safe UTF-8 string. */
unsigned text_width(const char *s);
/* Case-insensitive search of an ASCII or UTF-8 needle (ASCII letters fold). */
bool text_has(const char *s, const char *needle);
/* Is all of s like the glob (* and ?, ASCII letters fold)? At most length times length
 * steps, no recursion. The glob is a string, or n bytes. */
bool text_like(const char *glob, const char *s);
bool text_like_n(const char *glob, size_t n, const char *s);
/* The same for one of a list of globs, separated by commas; blanks around each are left
 * out, those inside are of the name ("Ethernet 1/1"). */
bool text_like_any(const char *globs, const char *s);

#endif

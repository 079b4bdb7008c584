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
	uint8_t len;	/* bytes without the NUL */
	uint8_t width;	/* terminal cells */
	char s[];	/* UTF-8, NUL-terminated */
};

typedef uint32_t str_id; /* of one pool; 0 is the empty text */

/* Interned texts: equal strings share one id, which never changes. Pointers returned by
 * text_at() are valid until the pool is finished or the next text_sweep. */
#define TEXT_SHARDS 64
struct text_pool {
	uint32_t *place; /* by str_id: its chunk and where it stands there */
	uint64_t *letters; /* by str_id, cap of them, see text_letters_at(); 0 not yet */
	uint32_t n, cap;
	str_id free; /* the first id without a text, the next in its place; 0 none */
	char **chunk;
	uint32_t chunk_n, chunk_cap;
	uint32_t at, used; /* the chunk that is being filled, how far */
	size_t bytes;	   /* of all texts: tells when to compact */
	uint8_t *mark;	   /* by str_id, below mark_n; NULL: nothing is collected */
	uint32_t mark_n;
	size_t marked;		 /* bytes of those */
	uint32_t swept, sweep_n; /* chunks, of so many */
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
/* NONE if absent. To look for it, not to keep: that is what interning is for. */
str_id text_find(const struct text_pool *, const char *safe);
const struct text *text_at(const struct text_pool *, str_id);

/* What nobody refers to any more is collected in slices: begin, mark every id that is
 * referred to, then sweep, or give it up. What is interned meanwhile is marked by that.
 * A sweep works on a chunk and returns false when that was the last. It moves what is
 * marked and frees the rest, whose ids become those of other texts; moved (may be NULL)
 * is told of each text at its new place while it still stands at the old one, too. */
void text_mark_begin(struct text_pool *);
void text_mark(struct text_pool *, str_id);
void text_mark_end(struct text_pool *);
typedef void text_moved(void *ctx, const struct text *);
bool text_sweep(struct text_pool *, text_moved *, void *ctx);

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
/* Is it one cell wide in some terminals, and two in others (East-Asian ambiguous)? */
bool text_is_ambiguous(uint32_t c);
/* What stands for a character where only ASCII is to be had: its letter without marks,
 * else '?'. */
char text_base(uint32_t c);
/* Add to the string in out, which has room for size bytes with the NUL; what has no
 * room is cut off. */
void text_add(char *out, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Cells of a safe UTF-8 string. */
unsigned text_width(const char *s);
/* Case-insensitive search of an ASCII or UTF-8 needle (ASCII letters fold). */
bool text_has(const char *s, const char *needle);
/* Which characters are in it, a bit each; both cases of a letter are one, and what is
 * not ASCII shares its bits. What has not those of the needle has not the needle. */
uint64_t text_letters(const char *s);
/* The same of a text of the pool, kept when it was asked for: who filters nothing pays
 * nothing. */
uint64_t text_letters_learn(const struct text_pool *, str_id);
static inline uint64_t text_letters_at(const struct text_pool *pool, str_id id)
{
	uint64_t known = pool->letters[id];

	return known || !id ? known : text_letters_learn(pool, id);
}
/* The order people expect of names: numbers in them by value (xe-0/0/2 before
 * xe-0/0/10), ASCII letters of either case together. 0 only for equal strings. */
int text_compare(const char *a, const char *b);
/* Is all of s like the glob (* and ?, ASCII letters fold)? At most length times length
 * steps, no recursion. */
bool text_like(const char *glob, const char *s);
/* The same for one of a list of globs, separated by commas; blanks around each are left
 * out, those inside are of the name ("Ethernet 1/1"). */
bool text_like_any(const char *globs, const char *s);

#endif

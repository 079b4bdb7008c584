/*
 * arena: memory that is given out in order and returned all at once.
 *
 * There are four lifetimes in noctop (configuration generation, request slot, frame,
 * network text) and no free() in between: whoever owns an arena resets or frees it.
 * Out of memory ends the program (die()).
 */
#ifndef NOCTOP_BASE_ARENA_H
#define NOCTOP_BASE_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *head;
	size_t bytes; /* given out since the last reset */
};

/* An arena is ready when zeroed: struct arena a = {0}. */

/* n zeroed bytes, aligned for any type; valid until arena_reset or arena_fini. */
void *arena_alloc(struct arena *, size_t n);
char *arena_strdup(struct arena *, const char *);
char *arena_strndup(struct arena *, const char *, size_t n);
char *arena_printf(struct arena *, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Forget everything, keep one block for the next round. */
void arena_reset(struct arena *);
void arena_fini(struct arena *);

#endif

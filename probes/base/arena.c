/*
 * Blocks in a list, the newest first. Each block is at least twice its predecessor, so
 * that any amount takes few of them, and the newest is the one worth keeping when the
 * next round needs as much again.
 */
#include "probes/base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"

#define FIRST_BLOCK 4096
#define ALIGN _Alignof(max_align_t)

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	max_align_t data[];
};

static struct arena_block *add_block(struct arena *a, size_t need)
{
	struct arena_block *block;
	size_t size = a->head ? 2 * a->head->size : FIRST_BLOCK;

	if (size < need)
		size = need;
	block = malloc(sizeof *block + size);
	if (!block)
		die("out of memory");
	block->next = a->head;
	block->used = 0;
	block->size = size;
	a->head = block;
	return block;
}

void *arena_alloc(struct arena *a, size_t n)
{
	struct arena_block *block = a->head;
	void *p;

	if (n > SIZE_MAX / 4)
		die("out of memory");
	n = (n + ALIGN - 1) / ALIGN * ALIGN;
	if (!block || block->size - block->used < n)
		block = add_block(a, n);
	p = (char *)block->data + block->used;
	block->used += n;
	a->bytes += n;
	return memset(p, 0, n);
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	n = strnlen(s, n);
	return memcpy(arena_alloc(a, n + 1), s, n);
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list args, again;
	char *s;
	int n;

	va_start(args, fmt);
	va_copy(again, args);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		die("cannot format '%s'", fmt);
	s = arena_alloc(a, (size_t)n + 1);
	vsnprintf(s, (size_t)n + 1, fmt, args);
	va_end(args);
	return s;
}

static void free_blocks(struct arena_block *block)
{
	while (block) {
		struct arena_block *next = block->next;

		free(block);
		block = next;
	}
}

void arena_reset(struct arena *a)
{
	a->bytes = 0;
	if (!a->head)
		return;
	free_blocks(a->head->next);
	a->head->next = NULL;
	a->head->used = 0;
}

void arena_fini(struct arena *a)
{
	free_blocks(a->head);
	*a = (struct arena){0};
}

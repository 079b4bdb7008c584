/*
 * allocations: counts what a test allocates, where a path must not. The test is linked
 * with $(count_allocations), which wraps malloc, calloc and realloc; include this once.
 */
#ifndef NOCTOP_TESTS_ALLOCATIONS_H
#define NOCTOP_TESTS_ALLOCATIONS_H

#include <stddef.h>

void *__wrap_malloc(size_t);
void *__wrap_calloc(size_t, size_t);
void *__wrap_realloc(void *, size_t);
void *__real_malloc(size_t);
void *__real_calloc(size_t, size_t);
void *__real_realloc(void *, size_t);

static unsigned allocations;

void *__wrap_malloc(size_t n)
{
	allocations++;
	return __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
	allocations++;
	return __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t n)
{
	allocations++;
	return __real_realloc(p, n);
}

#endif

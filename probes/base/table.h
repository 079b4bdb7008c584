/*
 * table: arrays that grow, and hash indexes from names or numbers to rows.
 *
 * Tables are arrays, rows are uint32_t ids, and NONE is no row.
 */
#ifndef NOCTOP_BASE_TABLE_H
#define NOCTOP_BASE_TABLE_H

#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>

#define NONE UINT32_MAX

/* Grow *array (elements of size bytes) so that it holds need; *cap is updated, new
 * elements are zeroed. To need itself when that is much more: who knows how many there
 * will be asks for all of them at once. */
void table_grow(void *array, uint32_t *cap, uint32_t need, size_t size);
#define TABLE_GROW(array, cap, need)                                                   \
	table_grow(&(array), &(cap), (need), sizeof *(array))

/* Pages, not the heap, for what may be some ten megabytes: whoever doubles that must
 * neither copy nor clear it in one go. The kernel moves page tables, and clears a page
 * when it is touched first. old is NULL or from here; 0 bytes: it is given back. */
void *table_pages(void *old, size_t old_bytes, size_t bytes);
/* As table_grow, of such pages; twice as large each time. */
void table_grow_pages(void *array, uint32_t *cap, uint32_t need, size_t size);
#define TABLE_GROW_PAGES(array, cap, need)                                             \
	table_grow_pages(&(array), &(cap), (need), sizeof *(array))

/* Bring so many bytes into the caches; any address is fine. */
static inline void table_fetch(const void *p, size_t n)
{
	for (size_t at = 0; at < n; at += 64)
		__builtin_prefetch((const char *)p + at);
}

/* A map from strings to uint32_t. Keys are borrowed: they must outlive the map. */
struct strmap {
	struct strmap_slot *slots;
	uint32_t cap, n;
};
void strmap_fini(struct strmap *);
void strmap_put(struct strmap *, const char *key, uint32_t value);
void strmap_rekey(struct strmap *, const char *key); /* an equal one; if it is there */
uint32_t strmap_find(const struct strmap *, const char *key); /* NONE if absent */

/* A map from uint64_t to uint32_t. */
struct idmap {
	struct idmap_slot *slots;
	uint32_t cap, n;
};
void idmap_fini(struct idmap *);
void idmap_put(struct idmap *, uint64_t key, uint32_t value);
uint32_t idmap_find(const struct idmap *, uint64_t key); /* NONE if absent */
bool idmap_remove(struct idmap *, uint64_t key);

/* 64-bit hash of bytes, keyed once per process by getrandom: names come from devices,
 * and a fixed hash would let one of them make every look-up slow. */
uint64_t table_hash(const void *, size_t n);

#endif

/*
 * Texts one behind the other in chunks, found by their place; the index holds ids
 * alone. Names of half a million interfaces are most of what a network is in memory, so
 * a text costs its own bytes and about twelve more. The index is cut into shards that
 * grow each for itself: no single text pays for moving all of them.
 */
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "probes/base/text.h"

#define CHUNK_BITS 16
#define CHUNK (1u << CHUNK_BITS)
#define ALIGN _Alignof(struct text)
#define FIRST_SLOTS 8

/* --- store ---------------------------------------------------------------------------
 */

static void add_chunk(struct text_pool *pool)
{
	char *chunk = malloc(CHUNK);

	if (!chunk || pool->chunk_n == CHUNK)
		die("out of memory");
	TABLE_GROW(pool->chunk, pool->chunk_cap, pool->chunk_n + 1);
	pool->chunk[pool->chunk_n++] = chunk;
	pool->bytes = (size_t)(pool->chunk_n - 1) << CHUNK_BITS;
}

static str_id store(struct text_pool *pool, const char *s, size_t len, uint16_t width)
{
	size_t size = (sizeof(struct text) + len + 1 + ALIGN - 1) / ALIGN * ALIGN;
	struct text *t;
	str_id id = pool->n++;

	if (size > ((size_t)pool->chunk_n << CHUNK_BITS) - pool->bytes)
		add_chunk(pool);
	TABLE_GROW(pool->place, pool->cap, pool->n);
	pool->place[id] = (uint32_t)pool->bytes;
	t = (struct text *)(pool->chunk[pool->chunk_n - 1] + pool->bytes % CHUNK);
	pool->bytes += size;
	t->len = (uint16_t)len;
	t->width = width;
	memcpy(t->s, s, len);
	t->s[len] = '\0';
	return id;
}

static const struct text *stored(const struct text_pool *pool, str_id id)
{
	uint32_t place = pool->place[id];

	return (const struct text *)(pool->chunk[place >> CHUNK_BITS] + place % CHUNK);
}

const struct text *text_at(const struct text_pool *pool, str_id id)
{
	if (id >= pool->n)
		die("no text %u in a pool of %u", id, pool->n);
	return stored(pool, id);
}

/* --- index ---------------------------------------------------------------------------
 */

static unsigned shard_of(uint64_t hash)
{
	return hash >> 32 & (TEXT_SHARDS - 1);
}

/* The slot that holds it, or the free one where it belongs; the shard has room. */
static str_id *slot_of(const struct text_pool *pool, const struct text_shard *shard,
		       uint64_t hash, const char *s, size_t len)
{
	for (uint32_t i = (uint32_t)hash & (shard->cap - 1);;
	     i = (i + 1) & (shard->cap - 1)) {
		str_id *slot = &shard->slot[i];
		const struct text *t = *slot ? stored(pool, *slot) : NULL;

		if (!t || (t->len == len && !memcmp(t->s, s, len)))
			return slot;
	}
}

static void widen(const struct text_pool *pool, struct text_shard *shard)
{
	struct text_shard old = *shard;

	shard->cap = old.cap ? 2 * old.cap : FIRST_SLOTS;
	shard->slot = calloc(shard->cap, sizeof *shard->slot);
	if (!shard->slot)
		die("out of memory");
	for (uint32_t i = 0; i < old.cap; i++) {
		const struct text *t = old.slot[i] ? stored(pool, old.slot[i]) : NULL;

		if (t)
			*slot_of(pool, shard, table_hash(t->s, t->len), t->s, t->len) =
				old.slot[i];
	}
	free(old.slot);
}

/* --- pools ---------------------------------------------------------------------------
 */

static str_id intern(struct text_pool *pool, const char *s, size_t len, uint16_t width)
{
	uint64_t hash = table_hash(s, len);
	struct text_shard *shard = &pool->shard[shard_of(hash)];
	str_id *slot;

	if (len == 0)
		return 0;
	if (shard->n >= shard->cap / 4 * 3)
		widen(pool, shard);
	slot = slot_of(pool, shard, hash, s, len);
	if (!*slot) {
		*slot = store(pool, s, len, width);
		shard->n++;
	}
	return *slot;
}

str_id text_find(const struct text_pool *pool, const char *s)
{
	size_t len = strlen(s);
	uint64_t hash = table_hash(s, len);
	const struct text_shard *shard = &pool->shard[shard_of(hash)];
	str_id id = shard->n ? *slot_of(pool, shard, hash, s, len) : 0;

	return id || len == 0 ? id : NONE;
}

void text_pool_init(struct text_pool *pool)
{
	*pool = (struct text_pool){0};
	store(pool, "", 0, 0);
}

void text_pool_fini(struct text_pool *pool)
{
	for (uint32_t i = 0; i < TEXT_SHARDS; i++)
		free(pool->shard[i].slot);
	for (uint32_t i = 0; i < pool->chunk_n; i++)
		free(pool->chunk[i]);
	free(pool->chunk);
	free(pool->place);
	*pool = (struct text_pool){0};
}

str_id text_intern(struct text_pool *pool, const void *bytes, size_t n)
{
	char safe[TEXT_BYTES_MAX + 1];
	uint16_t width;
	size_t len = text_clean(bytes, n, safe, &width);

	return intern(pool, safe, len, width);
}

str_id text_intern_str(struct text_pool *pool, const char *s)
{
	return text_intern(pool, s, strlen(s));
}

str_id text_adopt(struct text_pool *pool, const struct text *t)
{
	return intern(pool, t->s, t->len, t->width);
}

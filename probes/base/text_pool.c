/*
 * Texts one behind the other in chunks, found by their place; the index holds ids
 * alone. Names of half a million interfaces are most of what a network is in memory, so
 * a text costs its own bytes and about fourteen more. The index is cut into shards
 * that grow each for itself: no single text pays for moving all of them.
 */
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "probes/base/text.h"

#define CHUNK_BITS 16
#define CHUNK (1u << CHUNK_BITS)
#define FIRST_SLOTS 8

/* --- store ---------------------------------------------------------------------------
 */

/* A chunk ends where it is full, or with a text of no length. */
static void end_chunk(struct text_pool *pool)
{
	if (pool->chunk_n > 0 && pool->used + sizeof(struct text) <= CHUNK)
		memset(pool->chunk[pool->at] + pool->used, 0, sizeof(struct text));
}

/* In the place of one that was swept, but not under a sweep that counts them. */
static uint32_t chunk_place(struct text_pool *pool)
{
	for (uint32_t c = 0; c < pool->chunk_n && !pool->sweep_n; c++)
		if (!pool->chunk[c])
			return c;
	TABLE_GROW(pool->chunk, pool->chunk_cap, pool->chunk_n + 1);
	return pool->chunk_n++;
}

static void add_chunk(struct text_pool *pool)
{
	uint32_t c;

	end_chunk(pool);
	c = chunk_place(pool);
	pool->chunk[c] = malloc(CHUNK);
	if (!pool->chunk[c] || c >= CHUNK)
		die("out of memory");
	pool->at = c;
	pool->used = 0;
}

static size_t size_of(size_t len)
{
	return sizeof(struct text) + len + 1;
}

/* Put it where the next one goes. */
static struct text *put(struct text_pool *pool, str_id id, const char *s, size_t len,
			uint16_t width)
{
	size_t size = size_of(len);
	struct text *t;

	if (pool->chunk_n == 0 || pool->used + size > CHUNK)
		add_chunk(pool);
	pool->place[id] = pool->at << CHUNK_BITS | pool->used;
	t = (struct text *)(pool->chunk[pool->at] + pool->used);
	pool->used += (uint32_t)size;
	pool->bytes += size;
	t->len = (uint8_t)len;
	t->width = (uint8_t)width;
	memcpy(t->s, s, len);
	t->s[len] = '\0';
	return t;
}

/* What nobody has written to takes no memory of the machine. */
static void letters_anew(struct text_pool *pool)
{
	free(pool->letters);
	pool->letters = calloc(pool->cap, sizeof *pool->letters);
	if (!pool->letters)
		die("out of memory");
}

uint64_t text_letters_learn(const struct text_pool *pool, str_id id)
{
	return pool->letters[id] = text_letters(text_at(pool, id)->s);
}

static str_id new_id(struct text_pool *pool)
{
	str_id id = pool->free;

	if (id) {
		pool->free = pool->place[id];
		return id;
	}
	id = pool->n++;
	if (pool->n > pool->cap) {
		TABLE_GROW(pool->place, pool->cap, pool->n);
		letters_anew(pool);
	}
	return id;
}

static str_id store(struct text_pool *pool, const char *s, size_t len, uint16_t width)
{
	str_id id = new_id(pool);

	put(pool, id, s, len, width);
	if (pool->letters[id])
		pool->letters[id] = 0; /* of who had this id before */
	if (pool->mark && id >= pool->mark_n)
		pool->marked += size_of(len);
	return id;
}

static const struct text *stored(const struct text_pool *pool, str_id id)
{
	static const char
		empty[sizeof(struct text) + 1]; /* no length, no width, a NUL */
	uint32_t place = pool->place[id];

	if (id == 0)
		return (const struct text *)empty;
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
	text_mark(pool, *slot);
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
	new_id(pool); /* of the empty text, which stands nowhere */
}

void text_pool_fini(struct text_pool *pool)
{
	for (uint32_t i = 0; i < TEXT_SHARDS; i++)
		free(pool->shard[i].slot);
	for (uint32_t i = 0; i < pool->chunk_n; i++)
		free(pool->chunk[i]);
	free(pool->chunk);
	free(pool->place);
	free(pool->letters);
	free(pool->mark);
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

/* --- collecting ----------------------------------------------------------------------
 */

void text_mark_begin(struct text_pool *pool)
{
	text_mark_end(pool);
	pool->mark_n = pool->n;
	pool->mark = calloc(pool->mark_n, sizeof *pool->mark);
	if (!pool->mark)
		die("out of memory");
}

/* Ids that are newer than the beginning are referred to. */
static bool is_marked(const struct text_pool *pool, str_id id)
{
	return id >= pool->mark_n || pool->mark[id];
}

void text_mark(struct text_pool *pool, str_id id)
{
	if (!pool->mark || is_marked(pool, id))
		return;
	pool->mark[id] = 1;
	pool->marked += id ? size_of(stored(pool, id)->len) : 0;
}

void text_mark_end(struct text_pool *pool)
{
	free(pool->mark);
	pool->mark = NULL;
	pool->mark_n = pool->swept = pool->sweep_n = 0;
	pool->marked = 0;
}

/* What stands behind the hole moves up when its home is not behind the hole. */
static void drop_slot(const struct text_pool *pool, struct text_shard *shard,
		      const str_id *slot)
{
	uint32_t mask = shard->cap - 1, hole = (uint32_t)(slot - shard->slot);

	for (uint32_t i = (hole + 1) & mask; shard->slot[i]; i = (i + 1) & mask) {
		const struct text *t = stored(pool, shard->slot[i]);
		uint32_t home = (uint32_t)table_hash(t->s, t->len) & mask;

		if (((i - home) & mask) >= ((i - hole) & mask)) {
			shard->slot[hole] = shard->slot[i];
			hole = i;
		}
	}
	shard->slot[hole] = 0;
	shard->n--;
}

static void sweep_text(struct text_pool *pool, const struct text *t, text_moved *moved,
		       void *ctx)
{
	uint64_t hash = table_hash(t->s, t->len);
	struct text_shard *shard = &pool->shard[shard_of(hash)];
	str_id *slot = slot_of(pool, shard, hash, t->s, t->len), id = *slot;

	pool->bytes -= size_of(t->len);
	if (is_marked(pool, id)) {
		t = put(pool, id, t->s, t->len, t->width);
		if (moved)
			moved(ctx, t);
		return;
	}
	drop_slot(pool, shard, slot);
	pool->place[id] = pool->free;
	pool->free = id;
}

bool text_sweep(struct text_pool *pool, text_moved *moved, void *ctx)
{
	char *chunk;

	if (pool->chunk_n == 0)
		return false;
	if (!pool->sweep_n) {
		pool->sweep_n = pool->chunk_n;
		add_chunk(pool);
	}
	chunk = pool->chunk[pool->swept];
	for (size_t at = 0; chunk && at + sizeof(struct text) <= CHUNK;) {
		const struct text *t = (const struct text *)(chunk + at);
		size_t size = size_of(t->len);

		if (t->len == 0)
			break;
		sweep_text(pool, t, moved, ctx);
		at += size;
	}
	free(chunk);
	pool->chunk[pool->swept] = NULL;
	return ++pool->swept < pool->sweep_n;
}

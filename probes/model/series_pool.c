/*
 * Blocks of histories, in chunks that never move, the free ones in a list through
 * themselves: half a million interfaces come and go without a copy.
 */
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "probes/model/series_private.h"

#define CHUNK 64 /* blocks */

/* Nothing is known. */
static void init(struct series *s)
{
	memset(s, 0, sizeof *s);
	memset(s->ring, SERIES_GAP, sizeof s->ring);
	memset(s->mean, SERIES_GAP, sizeof s->mean);
}

static void fini(struct series *s)
{
	for (unsigned k = 0; k < SERIES_KINDS - SERIES_MEANS; k++) {
		free(s->other[k]);
		s->other[k] = NULL;
	}
}

struct dev_series *series_of_dev(void)
{
	struct dev_series *block = calloc(1, sizeof *block);

	if (!block)
		die("out of memory");
	init(&block->s);
	for (unsigned k = 0; k < ROLLUP_OF_DEV; k++)
		rollup_init(&block->roll[k]);
	return block;
}

void series_of_dev_free(struct dev_series *block)
{
	fini(&block->s);
	rollup_named_fini(block);
	free(block);
}

void series_pool_init(struct series_pool *pool)
{
	*pool = (struct series_pool){.free = NONE};
}

void series_pool_fini(struct series_pool *pool)
{
	for (uint32_t i = 0; i < pool->chunk_n; i++)
		free(pool->chunk[i]);
	free(pool->chunk);
	series_pool_init(pool);
}

static struct if_series *block_at(const struct series_pool *pool, uint32_t i)
{
	return &pool->chunk[i / CHUNK][i % CHUNK];
}

struct if_series *series_block(const struct if_table *t, if_id i)
{
	uint32_t id = if_rare(t, i)->series;

	return id == NONE ? NULL : block_at(&t->pool, id);
}

static void add_chunk(struct series_pool *pool)
{
	uint32_t c = pool->chunk_n++;
	struct if_series *chunk = malloc(CHUNK * sizeof *chunk);

	if (!chunk)
		die("out of memory");
	TABLE_GROW(pool->chunk, pool->chunk_cap, pool->chunk_n);
	pool->chunk[c] = chunk;
	for (uint32_t i = CHUNK; i-- > 0;) {
		chunk[i].next = pool->free;
		pool->free = c * CHUNK + i;
	}
}

void series_begin(struct if_table *t, if_id i, int64_t now_ms)
{
	struct series_pool *pool = &t->pool;
	struct if_series *block;

	if (pool->free == NONE)
		add_chunk(pool);
	if_rare_make(t, i)->series = pool->free;
	block = block_at(pool, pool->free);
	pool->free = block->next;
	pool->n++;
	memset(block, 0, sizeof *block);
	init(&block->s);
	block->since_s = (uint32_t)(now_ms / 1000);
	for (unsigned k = 0; k < ROLLUP_OF_IF; k++)
		rollup_init(&block->roll[k]);
}

void series_drop(struct if_table *t, if_id i)
{
	uint32_t id = if_rare(t, i)->series;

	if (id == NONE)
		return;
	fini(&block_at(&t->pool, id)->s);
	block_at(&t->pool, id)->next = t->pool.free;
	t->pool.free = id;
	t->pool.n--;
	if_rare_make(t, i)->series = NONE;
}

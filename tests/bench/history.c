/* By the sizes of the structs: what the heap adds to them is not counted. */
#include "tests/bench/history.h"

#include "probes/model/series_private.h"

#define CHUNK 64 /* blocks, series_pool.c */

static size_t rings(const struct series *s)
{
	size_t bytes = 0;

	for (unsigned k = 0; k < SERIES_KINDS - SERIES_MEANS; k++)
		bytes += s->other[k] ? sizeof *s->other[k] : 0;
	return bytes;
}

size_t history_bytes(const struct network *net)
{
	const struct if_table *t = &net->ifs;
	size_t bytes = t->n * sizeof *t->trend +
		       t->pool.chunk_n * CHUNK * sizeof(struct if_series);

	for (if_id i = 0; i < t->n; i++)
		bytes += if_rare(t, i)->series == NONE ? 0
						       : rings(&series_block(t, i)->s);
	for (dev_id d = 0; d < net->dev_n; d++) {
		const struct dev_series *s = net->dev_series[d];

		bytes += sizeof *s + rings(&s->s) + s->named_cap * sizeof *s->named;
	}
	return bytes;
}

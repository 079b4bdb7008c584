/*
 * Kinds are found by a hash that nobody outside can foresee; of two with the same hash
 * the second stands at the next number that is free.
 */
#include "probes/model/if_kind.h"

#include <stdlib.h>
#include <string.h>

static bool same(const struct if_kind *a, const struct if_kind *b)
{
	return a->speed_bps == b->speed_bps && a->mtu == b->mtu && a->type == b->type &&
	       a->speed_source == b->speed_source && a->duplex == b->duplex;
}

static uint64_t hash_of(const struct if_kind *kind)
{
	uint64_t words[2] = {kind->speed_bps, (uint64_t)kind->mtu << 32 |
						      (uint64_t)kind->type << 16 |
						      (uint64_t)kind->duplex << 8 |
						      kind->speed_source};

	return table_hash(words, sizeof words);
}

void if_kinds_init(struct if_kinds *k)
{
	*k = (struct if_kinds){.free = NONE, .n = 1};
	TABLE_GROW(k->row, k->cap, k->n);
}

void if_kinds_fini(struct if_kinds *k)
{
	free(k->row);
	idmap_fini(&k->by_hash);
	*k = (struct if_kinds){0};
}

static uint32_t kind_new(struct if_kinds *k, const struct if_kind *kind)
{
	uint32_t id = k->free;

	if (id == NONE) {
		id = k->n++;
		TABLE_GROW(k->row, k->cap, k->n);
	} else {
		k->free = k->row[id].n;
	}
	k->row[id] = (struct kind_row){*kind, 0};
	return id;
}

static uint32_t kind_of(struct if_kinds *k, const struct if_kind *kind)
{
	uint64_t hash = hash_of(kind);
	uint32_t id;

	if (same(kind, &k->row[KIND_UNKNOWN].kind))
		return KIND_UNKNOWN;
	while ((id = idmap_find(&k->by_hash, hash)) != NONE) {
		if (same(kind, &k->row[id].kind))
			return id;
		hash++;
	}
	id = kind_new(k, kind);
	idmap_put(&k->by_hash, hash, id);
	return id;
}

/* One interface less is of it. */
static void let_go(struct if_kinds *k, uint32_t id)
{
	struct kind_row *row = &k->row[id];
	uint64_t hash;

	if (id == KIND_UNKNOWN || --row->n > 0)
		return;
	for (hash = hash_of(&row->kind); idmap_find(&k->by_hash, hash) != id;)
		hash++;
	idmap_remove(&k->by_hash, hash);
	row->n = k->free;
	k->free = id;
}

void if_kinds_set(struct if_kinds *k, uint32_t *id, const struct if_kind *kind)
{
	uint32_t was = *id;

	if (same(kind, &k->row[was].kind))
		return;
	*id = kind_of(k, kind);
	k->row[*id].n++;
	let_go(k, was);
}

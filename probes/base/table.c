/*
 * Both maps are open addressing with linear probing, at most three quarters full: one
 * cache line answers most look-ups. Numbers are hashed with the process's key as well,
 * because ifIndexes are foreign input like names.
 */
#include "probes/base/table.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"

#define FIRST_ROWS 16
#define FIRST_BYTES 128 /* at most, unless a row has more */
#define LARGE_BYTES 65536
#define PAGE_BYTES 4096

struct strmap_slot {
	const char *key; /* NULL: free */
	uint32_t hash, value;
};

struct idmap_slot {
	uint64_t key;
	uint32_t value;
	bool used;
};

/* Small ones double. Large ones grow by a quarter: what is given out is touched, and
 * pages of them move without a copy. */
static uint64_t grown(uint32_t cap, size_t size)
{
	if (cap == 0)
		return FIRST_BYTES / FIRST_ROWS >= size ? FIRST_ROWS
		       : FIRST_BYTES > size		? FIRST_BYTES / size
							: 1;
	return (uint64_t)cap + (cap * size < LARGE_BYTES ? cap : cap / 4);
}

void table_grow(void *array, uint32_t *cap, uint32_t need, size_t size)
{
	void *rows;
	uint64_t more;

	if (need <= *cap)
		return;
	more = grown(*cap, size);
	if (more < need)
		more = need;
	if (more > NONE || more > SIZE_MAX / size)
		die("out of memory");
	memcpy(&rows, array, sizeof rows);
	rows = realloc(rows, more * size);
	if (!rows)
		die("out of memory");
	memset((char *)rows + *cap * size, 0, (more - *cap) * size);
	memcpy(array, &rows, sizeof rows);
	*cap = (uint32_t)more;
}

void *table_pages(void *old, size_t old_bytes, size_t bytes)
{
	void *rows = NULL;

	if (!old && bytes)
		rows = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	else if (bytes)
		rows = mremap(old, old_bytes, bytes, MREMAP_MAYMOVE);
	else if (old)
		munmap(old, old_bytes);
	if (rows == MAP_FAILED)
		die("out of memory");
	return rows;
}

void table_grow_pages(void *array, uint32_t *cap, uint32_t need, size_t size)
{
	uint64_t more = *cap ? *cap : PAGE_BYTES / size + (size > PAGE_BYTES);
	void *rows;

	if (need <= *cap)
		return;
	while (more < need)
		more *= 2;
	if (more > NONE || more > SIZE_MAX / size)
		die("out of memory");
	memcpy(&rows, array, sizeof rows);
	rows = table_pages(rows, *cap * size, more * size);
	memcpy(array, &rows, sizeof rows);
	*cap = (uint32_t)more;
}

/* --- SipHash-1-3 (Aumasson, Bernstein: SipHash, a fast short-input PRF) --------------
 */

static uint64_t rotl(uint64_t x, unsigned bits)
{
	return x << bits | x >> (64 - bits);
}

static void sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[1] = rotl(v[1], 13) ^ v[0];
	v[0] = rotl(v[0], 32);
	v[2] += v[3];
	v[3] = rotl(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rotl(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rotl(v[1], 17) ^ v[2];
	v[2] = rotl(v[2], 32);
}

static void sip_word(uint64_t v[4], uint64_t word)
{
	v[3] ^= word;
	sip_round(v);
	v[0] ^= word;
}

static const uint64_t *process_key(void)
{
	static uint64_t key[2];
	static bool known;

	if (!known)
		random_bytes(key, sizeof key);
	known = true;
	return key;
}

uint64_t table_hash(const void *bytes, size_t n)
{
	const uint64_t *key = process_key();
	uint64_t v[4] = {key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d,
			 key[0] ^ 0x6c7967656e657261, key[1] ^ 0x7465646279746573};
	const char *p = bytes;
	size_t left = n;
	uint64_t word;

	for (; left >= sizeof word; p += sizeof word, left -= sizeof word) {
		memcpy(&word, p, sizeof word);
		sip_word(v, word);
	}
	word = 0;
	if (left > 0)
		memcpy(&word, p, left);
	sip_word(v, word | (uint64_t)n << 56);
	v[2] ^= 0xff;
	for (int i = 0; i < 3; i++)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* --- maps ----------------------------------------------------------------------------
 */

/* The capacity (a power of two) that has room for one more than n, or cap itself. */
static uint32_t map_cap(uint32_t cap, uint32_t n)
{
	if (n < cap / 4 * 3)
		return cap;
	if (cap > NONE / 2)
		die("out of memory");
	return cap ? 2 * cap : FIRST_ROWS;
}

static void *map_slots(uint32_t cap, size_t size)
{
	void *slots = calloc(cap, size);

	if (!slots)
		die("out of memory");
	return slots;
}

/* The slot of key, or the free one where it belongs; the map is not empty. */
static struct strmap_slot *str_slot(const struct strmap *m, const char *key,
				    uint32_t hash)
{
	uint32_t i = hash & (m->cap - 1);

	while (m->slots[i].key &&
	       (m->slots[i].hash != hash || strcmp(m->slots[i].key, key) != 0))
		i = (i + 1) & (m->cap - 1);
	return &m->slots[i];
}

static void str_resize(struct strmap *m, uint32_t cap)
{
	struct strmap old = *m;

	m->cap = cap;
	m->slots = map_slots(cap, sizeof *m->slots);
	for (uint32_t i = 0; i < old.cap; i++)
		if (old.slots[i].key)
			*str_slot(m, old.slots[i].key, old.slots[i].hash) =
				old.slots[i];
	free(old.slots);
}

void strmap_fini(struct strmap *m)
{
	free(m->slots);
	*m = (struct strmap){0};
}

void strmap_put(struct strmap *m, const char *key, uint32_t value)
{
	uint32_t hash = (uint32_t)table_hash(key, strlen(key));
	uint32_t cap = map_cap(m->cap, m->n);
	struct strmap_slot *slot;

	if (cap != m->cap)
		str_resize(m, cap);
	slot = str_slot(m, key, hash);
	if (!slot->key) {
		slot->key = key;
		slot->hash = hash;
		m->n++;
	}
	slot->value = value;
}

void strmap_rekey(struct strmap *m, const char *key)
{
	struct strmap_slot *slot;

	if (m->n == 0)
		return;
	slot = str_slot(m, key, (uint32_t)table_hash(key, strlen(key)));
	if (slot->key)
		slot->key = key;
}

uint32_t strmap_find(const struct strmap *m, const char *key)
{
	const struct strmap_slot *slot;

	if (m->n == 0)
		return NONE;
	slot = str_slot(m, key, (uint32_t)table_hash(key, strlen(key)));
	return slot->key ? slot->value : NONE;
}

static uint32_t id_home(const struct idmap *m, uint64_t key)
{
	return (uint32_t)table_hash(&key, sizeof key) & (m->cap - 1);
}

static struct idmap_slot *id_slot(const struct idmap *m, uint64_t key)
{
	uint32_t i = id_home(m, key);

	while (m->slots[i].used && m->slots[i].key != key)
		i = (i + 1) & (m->cap - 1);
	return &m->slots[i];
}

static void id_resize(struct idmap *m, uint32_t cap)
{
	struct idmap old = *m;

	m->cap = cap;
	m->slots = map_slots(cap, sizeof *m->slots);
	for (uint32_t i = 0; i < old.cap; i++)
		if (old.slots[i].used)
			*id_slot(m, old.slots[i].key) = old.slots[i];
	free(old.slots);
}

void idmap_fini(struct idmap *m)
{
	free(m->slots);
	*m = (struct idmap){0};
}

void idmap_put(struct idmap *m, uint64_t key, uint32_t value)
{
	uint32_t cap = map_cap(m->cap, m->n);
	struct idmap_slot *slot;

	if (cap != m->cap)
		id_resize(m, cap);
	slot = id_slot(m, key);
	m->n += !slot->used;
	*slot = (struct idmap_slot){.key = key, .value = value, .used = true};
}

uint32_t idmap_find(const struct idmap *m, uint64_t key)
{
	const struct idmap_slot *slot;

	if (m->n == 0)
		return NONE;
	slot = id_slot(m, key);
	return slot->used ? slot->value : NONE;
}

/* What stands behind the hole moves up when its home is not behind the hole, so that no
 * look-up ends early and no tombstones gather. */
static void close_hole(struct idmap *m, uint32_t hole)
{
	uint32_t mask = m->cap - 1;

	for (uint32_t i = (hole + 1) & mask; m->slots[i].used; i = (i + 1) & mask) {
		uint32_t home = id_home(m, m->slots[i].key);

		if (((i - home) & mask) >= ((i - hole) & mask)) {
			m->slots[hole] = m->slots[i];
			hole = i;
		}
	}
	m->slots[hole].used = false;
}

bool idmap_remove(struct idmap *m, uint64_t key)
{
	struct idmap_slot *slot;

	if (m->n == 0)
		return false;
	slot = id_slot(m, key);
	if (!slot->used)
		return false;
	m->n--;
	close_hole(m, (uint32_t)(slot - m->slots));
	return true;
}

/*
 * Segments are found by what they are called, and never go away; a device knows which
 * it is in, so that a change costs what the device has addresses.
 */
#include "probes/model/segment.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"

struct in_segments {
	segment_id *row;
	uint32_t n, cap;
	struct subnet *own; /* as it told them */
	uint32_t own_n, own_cap;
};
struct segment_table {
	struct segment *row;
	struct in_segments *by_dev;
	uint32_t n, cap, dev_cap;
	struct idmap by_key; /* hash of family, length and prefix → row */
	uint64_t generation;
};

static struct segment_table *table_of(struct network *net)
{
	if (!net->segments && !(net->segments = calloc(1, sizeof *net->segments)))
		die("out of memory");
	return net->segments;
}

void segments_free(struct network *net)
{
	struct segment_table *t = net->segments;

	if (!t)
		return;
	for (uint32_t i = 0; i < t->n; i++)
		free(t->row[i].member);
	for (uint32_t i = 0; i < t->dev_cap; i++)
		free(t->by_dev[i].row), free(t->by_dev[i].own);
	idmap_fini(&t->by_key);
	free(t->row);
	free(t->by_dev);
	free(t);
	net->segments = NULL;
}

void segments_visit(struct network *net, void (*visit)(void *ctx, str_id *), void *ctx)
{
	for (uint32_t i = 0; i < segments_n(net); i++)
		visit(ctx, &net->segments->row[i].name);
}

/* --- prefixes --------------------------------------------------------------------- */

/* Does anybody else have an address in it? */
static bool is_shared(const struct subnet *s)
{
	if (s->n == 4)
		return s->bits && s->bits <= 30 && s->at[0] != 127 && s->at[0] &&
		       !(s->at[0] == 169 && s->at[1] == 254);
	return s->n == 16 && s->bits && s->bits <= 126 &&
	       !(s->at[0] == 0xfe && (s->at[1] & 0xc0) == 0x80) &&
	       memcmp(s->at, (const uint8_t[16]){0}, 15) != 0;
}

static void cut(const struct subnet *s, uint8_t prefix[16])
{
	memset(prefix, 0, 16);
	for (unsigned bit = 0; bit < s->bits && bit < s->n * 8u; bit++)
		prefix[bit / 8] |= (uint8_t)(s->at[bit / 8] & (0x80 >> bit % 8));
}

static segment_id segment_of(struct network *net, const struct subnet *s)
{
	struct segment_table *t = table_of(net);
	char text[INET6_ADDRSTRLEN], name[INET6_ADDRSTRLEN + 8];
	uint8_t key[18] = {s->n, s->bits};
	uint64_t hash;
	segment_id id;

	cut(s, key + 2);
	hash = table_hash((const char *)key, sizeof key);
	id = idmap_find(&t->by_key, hash);
	if (id != NONE)
		return id;
	inet_ntop(s->n == 4 ? AF_INET : AF_INET6, key + 2, text, sizeof text);
	snprintf(name, sizeof name, "%s/%u", text, s->bits);
	TABLE_GROW(t->row, t->cap, t->n + 1);
	t->row[t->n] = (struct segment){.name = text_intern_str(&net->text, name)};
	idmap_put(&t->by_key, hash, t->n);
	return t->n++;
}

/* --- members ---------------------------------------------------------------------- */

static bool is_in(const struct in_segments *of, segment_id id)
{
	for (uint32_t i = 0; i < of->n; i++)
		if (of->row[i] == id)
			return true;
	return false;
}

static void leave(struct segment *s, dev_id dev)
{
	for (uint32_t i = 0; i < s->n; i++)
		if (s->member[i].dev == dev)
			s->member[i--] = s->member[--s->n];
}

static void join(struct segment *s, dev_id dev, uint32_t index)
{
	TABLE_GROW(s->member, s->cap, s->n + 1);
	s->member[s->n++] = (struct segment_member){dev, index};
}

/* Is it in these, and in no others? */
static bool unchanged(struct network *net, dev_id dev, const struct subnet *s,
		      uint32_t n)
{
	const struct in_segments *of = &net->segments->by_dev[dev];
	uint32_t same = 0;

	for (uint32_t i = 0; i < n; i++) {
		segment_id id = is_shared(&s[i]) ? segment_of(net, &s[i]) : NONE;
		if (id != NONE && !is_in(of, id))
			return false;
	}
	for (uint32_t k = 0; k < of->n; k++)
		for (uint32_t i = 0; i < n; i++)
			if (is_shared(&s[i]) && segment_of(net, &s[i]) == of->row[k]) {
				same++;
				break;
			}
	return same == of->n;
}

static void keep_own(struct in_segments *of, const struct subnet *s, uint32_t n)
{
	if (n)
		TABLE_GROW(of->own, of->own_cap, n);
	for (uint32_t i = 0; i < n; i++)
		of->own[i] = s[i];
	of->own_n = n;
}

void network_set_subnets(struct network *net, dev_id dev, const struct subnet *s,
			 uint32_t n)
{
	struct segment_table *t = table_of(net);
	struct in_segments *of;

	TABLE_GROW(t->by_dev, t->dev_cap, dev + 1);
	of = &t->by_dev[dev];
	n = n < SUBNETS_MAX ? n : SUBNETS_MAX;
	keep_own(of, s, n);
	if (unchanged(net, dev, s, n))
		return;
	for (uint32_t i = 0; i < of->n; i++)
		leave(&t->row[of->row[i]], dev);
	of->n = 0;
	for (uint32_t i = 0; i < n; i++) {
		segment_id id = is_shared(&s[i]) ? segment_of(net, &s[i]) : NONE;
		if (id == NONE || is_in(of, id))
			continue;
		TABLE_GROW(of->row, of->cap, of->n + 1);
		of->row[of->n++] = id;
		join(&t->row[id], dev, s[i].index);
	}
	t->generation++;
	net->generation++;
}

/* --- outside ---------------------------------------------------------------------- */

uint32_t segments_n(const struct network *net)
{
	return net->segments ? net->segments->n : 0;
}

const struct segment *segment_at(const struct network *net, segment_id id)
{
	return &net->segments->row[id];
}

const segment_id *segments_of(const struct network *net, dev_id dev, uint32_t *n)
{
	bool any = net->segments && dev < net->segments->dev_cap;

	*n = any ? net->segments->by_dev[dev].n : 0;
	return any ? net->segments->by_dev[dev].row : NULL;
}

segment_id segment_between(const struct network *net, dev_id a, dev_id b)
{
	const struct segment_table *t = net->segments;
	segment_id best = NONE;

	if (!t || a >= t->dev_cap || b >= t->dev_cap)
		return NONE;
	for (uint32_t i = 0; i < t->by_dev[a].n; i++) {
		segment_id id = t->by_dev[a].row[i];
		if (is_in(&t->by_dev[b], id) &&
		    (best == NONE || t->row[id].n < t->row[best].n))
			best = id;
	}
	return best;
}

/* Is this address in it, and another than its own? */
static bool holds(const struct subnet *s, const struct subnet *address)
{
	struct subnet other = *address;
	uint8_t prefix[16], of[16];

	other.bits = s->bits;
	cut(s, prefix);
	cut(&other, of);
	return s->n == other.n && s->bits && memcmp(prefix, of, sizeof of) == 0 &&
	       memcmp(s->at, other.at, s->n) != 0;
}

uint32_t subnet_port(const struct network *net, dev_id dev, const char *address)
{
	const struct segment_table *t = net->segments;
	const struct subnet *best = NULL;
	struct subnet at = {.n = 4};

	if (!t || dev >= t->dev_cap)
		return 0;
	if (inet_pton(AF_INET, address, at.at) != 1) {
		at.n = 16;
		if (inet_pton(AF_INET6, address, at.at) != 1)
			return 0;
	}
	for (uint32_t i = 0; i < t->by_dev[dev].own_n; i++) {
		const struct subnet *s = &t->by_dev[dev].own[i];

		if (holds(s, &at) && (!best || s->bits > best->bits))
			best = s;
	}
	return best ? best->index : 0;
}

uint64_t segments_generation(const struct network *net)
{
	return net->segments ? net->segments->generation : 0;
}

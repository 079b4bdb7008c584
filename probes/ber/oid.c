/*
 * Object identifiers: arcs as numbers, as text and as octets (X.690 8.19), where the
 * first two arcs share a sub-identifier.
 */
#include "probes/ber/ber.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool digits(const char **p, uint32_t *value)
{
	const char *s = *p;
	uint64_t v = 0;
	while (*s >= '0' && *s <= '9' && v <= UINT32_MAX)
		v = v * 10 + (uint64_t)(*s++ - '0');
	if (s == *p || v > UINT32_MAX)
		return false;
	*p = s;
	*value = (uint32_t)v;
	return true;
}

bool oid_parse(const char *s, struct oid *oid)
{
	oid->n = 0;
	if (*s == '.')
		s++;
	for (;; s++) {
		if (oid->n == OID_MAX || !digits(&s, &oid->arc[oid->n]))
			return false;
		oid->n++;
		if (*s != '.')
			return *s == '\0';
	}
}

size_t oid_format(const struct oid *oid, char *out, size_t cap)
{
	size_t len = 0;
	if (cap > 0)
		*out = '\0';
	for (uint32_t i = 0; i < oid->n; i++)
		len += (size_t)snprintf(len < cap ? out + len : NULL,
					len < cap ? cap - len : 0,
					i ? ".%" PRIu32 : "%" PRIu32, oid->arc[i]);
	return len;
}

/* The sub-identifier that stands for the first two arcs. */
static bool first_pair(const struct oid *oid, uint32_t *sub)
{
	if (oid->n < 2 || oid->n > OID_MAX || oid->arc[0] > 2 ||
	    oid->arc[1] > (oid->arc[0] < 2 ? 39 : UINT32_MAX - 80))
		return false;
	*sub = oid->arc[0] * 40 + oid->arc[1];
	return true;
}

static size_t sub_size(uint32_t sub)
{
	return 1 + (size_t)(sub >> 7 != 0) + (size_t)(sub >> 14 != 0) +
	       (size_t)(sub >> 21 != 0) + (size_t)(sub >> 28 != 0);
}

static inline uint8_t *sub_write(uint8_t *p, uint32_t sub)
{
	if (sub < 0x80) {
		*p = (uint8_t)sub;
		return p + 1;
	}
	size_t size = sub_size(sub);
	for (size_t i = size; i > 0; i--, sub >>= 7)
		p[i - 1] = (uint8_t)((sub & 0x7f) | (i < size ? 0x80 : 0));
	return p + size;
}

size_t oid_encode_arc(uint32_t arc, uint8_t *out)
{
	return (size_t)(sub_write(out, arc) - out);
}

size_t oid_size(const struct oid *oid)
{
	uint32_t sub;
	if (!first_pair(oid, &sub))
		return 0;
	size_t size = sub_size(sub);
	for (uint32_t i = 2; i < oid->n; i++)
		size += sub_size(oid->arc[i]);
	return size;
}

size_t oid_encode(const struct oid *oid, uint8_t *out, size_t cap)
{
	uint32_t sub;
	if (!first_pair(oid, &sub) ||
	    (cap < oid->n * (size_t)OID_ARC_OCTETS && oid_size(oid) > cap))
		return 0;
	uint8_t *p = sub_write(out, sub);
	for (uint32_t i = 2; i < oid->n; i++)
		p = sub_write(p, oid->arc[i]);
	return (size_t)(p - out);
}

/* One sub-identifier. Padding and more than 32 bits are malformed. */
static inline bool sub_take(const uint8_t **p, const uint8_t *end, uint32_t *sub)
{
	uint32_t v = 0;
	if (*p == end || **p == 0x80)
		return false;
	for (;;) {
		uint8_t octet = *(*p)++;
		if (v > UINT32_MAX >> 7)
			return false;
		v = v << 7 | (octet & 0x7f);
		if (!(octet & 0x80))
			break;
		if (*p == end)
			return false;
	}
	*sub = v;
	return true;
}

bool oid_decode(const uint8_t *arcs, size_t n, struct oid *oid)
{
	const uint8_t *end = arcs + n;
	uint32_t first;
	if (!sub_take(&arcs, end, &first))
		return false;
	oid->arc[0] = first < 80 ? first / 40 : 2;
	oid->arc[1] = first - oid->arc[0] * 40;
	for (oid->n = 2; arcs < end; oid->n++)
		if (oid->n == OID_MAX || !sub_take(&arcs, end, &oid->arc[oid->n]))
			return false;
	return true;
}

int oid_compare(const struct oid *a, const struct oid *b)
{
	for (uint32_t i = 0; i < a->n && i < b->n; i++)
		if (a->arc[i] != b->arc[i])
			return a->arc[i] < b->arc[i] ? -1 : 1;
	return a->n == b->n ? 0 : a->n < b->n ? -1 : 1;
}

bool oid_has_prefix(const struct oid *oid, const struct oid *prefix)
{
	return oid->n >= prefix->n &&
	       memcmp(oid->arc, prefix->arc, prefix->n * sizeof *oid->arc) == 0;
}

struct oid oid_join(const struct oid *prefix, const uint32_t *arcs, uint32_t n)
{
	struct oid oid;
	oid.n = 0;
	if (n > OID_MAX || prefix->n > OID_MAX - n)
		return oid;
	oid.n = prefix->n + n;
	memcpy(oid.arc, prefix->arc, prefix->n * sizeof *oid.arc);
	if (n > 0)
		memcpy(oid.arc + prefix->n, arcs, n * sizeof *arcs);
	return oid;
}

/*
 * cursor: steps over encoded bytes, one tag, length and value after the other. Every
 * length is checked against what is left; only definite lengths are known, which is all
 * that RFC 3417 section 8 allows. Inline, for replies come by the hundred thousand.
 */
#ifndef NOCTOP_BER_CURSOR_H
#define NOCTOP_BER_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cursor {
	const uint8_t *p, *end;
};

static inline size_t cursor_left(const struct cursor *c)
{
	return (size_t)(c->end - c->p);
}

/* Step into a value: over tag and length alone. The value may be cut short. */
static inline bool cursor_enter(struct cursor *c, uint8_t *tag, size_t *len)
{
	if (cursor_left(c) < 2)
		return false;
	*tag = c->p[0];
	*len = c->p[1];
	c->p += 2;
	if (*len < 0x80)
		return true;
	size_t more = *len & 0x7f;
	if (more == 0 || more > 4 || cursor_left(c) < more)
		return false;
	for (*len = 0; more > 0; more--)
		*len = *len << 8 | *c->p++;
	return true;
}

/* Step over one tag, length and value: the value is *content. */
static inline bool cursor_take(struct cursor *c, uint8_t *tag, struct cursor *content)
{
	size_t len;
	if (!cursor_enter(c, tag, &len) || len > cursor_left(c))
		return false;
	*content = (struct cursor){c->p, c->p + len};
	c->p += len;
	return true;
}

static inline bool cursor_take_as(struct cursor *c, uint8_t wanted,
				  struct cursor *content)
{
	uint8_t tag;
	return cursor_take(c, &tag, content) && tag == wanted;
}

/* An integer of up to eight octets, those above it being fill; a ninth may only hold
 * the zero that keeps a Counter64 positive. */
static inline bool cursor_octets(struct cursor c, uint64_t fill, uint64_t *number)
{
	size_t n = cursor_left(&c);
	if (n == 0 || n > 9 || (n == 9 && c.p[0] != 0))
		return false;
	uint64_t v = fill;
	while (c.p < c.end)
		v = v << 8 | *c.p++;
	*number = v;
	return true;
}

static inline bool cursor_signed(struct cursor c, uint64_t *number)
{
	return cursor_octets(c, c.p < c.end && c.p[0] & 0x80 ? UINT64_MAX : 0, number);
}

/* An INTEGER of 32 bits, tag and all. */
static inline bool cursor_take_int32(struct cursor *c, int32_t *value)
{
	struct cursor content;
	uint64_t v;
	if (!cursor_take_as(c, 0x02, &content) || !cursor_signed(content, &v))
		return false;
	*value = (int32_t)v;
	return (int64_t)v == *value;
}

#endif

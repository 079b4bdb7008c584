/*
 * One writer and one bounded reader, so that no protocol of ours has its own.
 */
#include "probes/base/pack.h"

void pack_uint(struct buf *out, uint64_t v, size_t bytes)
{
	unsigned char little[8];

	for (size_t i = 0; i < bytes && i < sizeof little; i++)
		little[i] = (unsigned char)(v >> (8 * i));
	buf_add(out, little, bytes);
}

size_t pack_begin(struct buf *out)
{
	size_t begun = out->len;

	pack_uint(out, 0, PACK_HEAD);
	return begun;
}

void pack_end(struct buf *out, size_t begun)
{
	size_t n = out->len - begun - PACK_HEAD;

	for (size_t i = 0; i < PACK_HEAD; i++)
		out->data[begun + i] = (char)(unsigned char)(n >> (8 * i));
}

uint64_t unpack_uint(struct unpack *u, size_t bytes)
{
	uint64_t v = 0;

	if ((size_t)(u->end - u->at) < bytes) {
		u->broken = true;
		return 0;
	}
	for (size_t i = 0; i < bytes; i++)
		v |= (uint64_t)(unsigned char)u->at[i] << (8 * i);
	u->at += bytes;
	return v;
}

enum unpack_status unpack_message(const char *bytes, size_t n, size_t max,
				  struct unpack *u, size_t *used)
{
	uint64_t len;

	if (n < PACK_HEAD)
		return UNPACK_MORE;
	*u = (struct unpack){bytes, bytes + n, false};
	len = unpack_uint(u, PACK_HEAD);
	if (len < 1 || len > max)
		return UNPACK_BROKEN;
	if (n - PACK_HEAD < len)
		return UNPACK_MORE;
	u->end = u->at + len;
	*used = PACK_HEAD + (size_t)len;
	return UNPACK_ONE;
}

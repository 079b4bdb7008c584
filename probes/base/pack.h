/*
 * pack: integers as little-endian bytes and messages behind their length, for what our
 * processes say to each other. Reading cannot leave the bytes: what is missing sets
 * broken and reads as 0.
 */
#ifndef NOCTOP_BASE_PACK_H
#define NOCTOP_BASE_PACK_H

#include <stdbool.h>
#include <stdint.h>

#include "probes/base/buf.h"

void pack_uint(struct buf *, uint64_t, size_t bytes);

#define PACK_HEAD 4 /* bytes of a message's length, which does not count itself */
/* Begin a message; pack_end gives it its length. */
size_t pack_begin(struct buf *);
void pack_end(struct buf *, size_t begun);

struct unpack {
	const char *at, *end;
	bool broken;
};
uint64_t unpack_uint(struct unpack *, size_t bytes);

enum unpack_status { UNPACK_MORE, UNPACK_ONE, UNPACK_BROKEN };
/* The first message of n bytes: its payload to u, its whole length to *used. A message
 * is of 1 to max bytes. UNPACK_MORE: not all there yet. */
enum unpack_status unpack_message(const char *bytes, size_t n, size_t max,
				  struct unpack *u, size_t *used);

#endif

/*
 * Encoding of SNMP messages, from the front. The sizes of a varbind are known before it
 * is written, so that its octets are written once and its lengths are the shortest. The
 * three outer lengths are known at the end only: room is kept for the longest, and a
 * short message closes up, which can never make it overflow.
 */
#include "probes/ber/ber.h"

#include <endian.h>
#include <string.h>

enum { MESSAGE, PDU, VARBINDS };
enum { LONG_LENGTH = 3 }; /* 0x82 and two octets: a UDP datagram is below 65,536 */

static inline size_t length_size(size_t len)
{
	return len < 0x80 ? 1 : len < 0x100 ? 2 : LONG_LENGTH;
}

static inline size_t tlv_size(size_t len)
{
	return 1 + length_size(len) + len;
}

static inline uint8_t *length_write(uint8_t *p, size_t len)
{
	switch (length_size(len)) {
	case 1:
		*p++ = (uint8_t)len;
		return p;
	case 2:
		*p++ = 0x81;
		*p++ = (uint8_t)len;
		return p;
	default:
		*p++ = 0x82;
		*p++ = (uint8_t)(len >> 8);
		*p++ = (uint8_t)len;
		return p;
	}
}

static inline uint8_t *header_write(uint8_t *p, uint8_t tag, size_t len)
{
	*p++ = tag;
	return length_write(p, len);
}

/* Where size more octets go; NULL, and full, when there is no room for them. */
static inline uint8_t *room(struct ber_writer *w, size_t size)
{
	if (w->full || size > w->cap - w->len) {
		w->full = true;
		return NULL;
	}
	uint8_t *p = w->bytes + w->len;
	w->len += size;
	return p;
}

static inline unsigned bits(uint64_t v)
{
	return 64 - (unsigned)__builtin_clzll(v | 1);
}

/* Octets of a two's complement integer whose sign is that of v. */
static inline size_t signed_size(int64_t v)
{
	return bits((uint64_t)(v < 0 ? ~v : v)) / 8 + 1;
}

static void integer_write(uint8_t *p, uint64_t v, size_t size)
{
	for (; size > 0; size--, v >>= 8)
		p[size - 1] = (uint8_t)v;
}

/* An integer of the message's own, and how many octets it takes with its header. */
static inline size_t int32_size(int32_t v)
{
	return 2 + signed_size(v);
}

static inline uint8_t *int32_write(uint8_t *p, int32_t v)
{
	size_t size = signed_size(v);

	if (size == 1 || size == 4) { /* as nearly all of them */
		uint32_t octets = htobe32(size == 1 ? (uint32_t)v << 24 : (uint32_t)v);
		p[0] = BER_INTEGER;
		p[1] = (uint8_t)size;
		memcpy(p + 2, &octets, size);
		return p + 2 + size;
	}
	integer_write(header_write(p, BER_INTEGER, size), (uint64_t)(int64_t)v, size);
	return p + 2 + size;
}

static void put_int32(struct ber_writer *w, int32_t v)
{
	uint8_t *p = room(w, int32_size(v));
	if (p)
		int32_write(p, v);
}

static void open_long(struct ber_writer *w, int which, uint8_t tag)
{
	w->open[which] = w->len;
	uint8_t *p = room(w, 1 + LONG_LENGTH);
	if (p)
		*p = tag;
}

static void close_long(struct ber_writer *w, int which)
{
	uint8_t *length = w->bytes + w->open[which] + 1;
	size_t len = w->len - w->open[which] - 1 - LONG_LENGTH;
	size_t spare = LONG_LENGTH - length_size(len);
	uint8_t *content = length_write(length, len);
	if (spare > 0)
		memmove(content, content + spare, len);
	w->len -= spare;
}

void ber_begin(struct ber_writer *w, uint8_t *out, size_t cap, int version,
	       const void *community, size_t community_len, enum ber_pdu_type pdu,
	       int32_t request_id, int32_t a, int32_t b)
{
	*w = (struct ber_writer){.bytes = out, .cap = cap < 0xffff ? cap : 0xffff};
	open_long(w, MESSAGE, BER_SEQUENCE);
	put_int32(w, version);
	uint8_t *p = community_len < w->cap ? room(w, tlv_size(community_len)) : NULL;
	if (p)
		memcpy(header_write(p, BER_OCTETS, community_len), community,
		       community_len);
	else
		w->full = true;
	open_long(w, PDU, (uint8_t)pdu);
	put_int32(w, request_id);
	put_int32(w, a);
	put_int32(w, b);
	open_long(w, VARBINDS, BER_SEQUENCE);
}

uint8_t *ber_wrap(uint8_t *out, size_t cap, int version, const void *community,
		  size_t community_len, enum ber_pdu_type pdu, int32_t request_id,
		  int32_t a, int32_t b, size_t list_n)
{
	if (list_n > 0xffff || community_len > 0xffff)
		return NULL;
	size_t pdu_len = int32_size(request_id) + int32_size(a) + int32_size(b) +
			 tlv_size(list_n);
	size_t len = int32_size(version) + tlv_size(community_len) + tlv_size(pdu_len);
	if (len > 0xffff || tlv_size(len) > cap)
		return NULL;
	uint8_t *p = int32_write(header_write(out, BER_SEQUENCE, len), version);
	p = header_write(p, BER_OCTETS, community_len);
	memcpy(p, community, community_len);
	p = header_write(p + community_len, (uint8_t)pdu, pdu_len);
	p = int32_write(p, request_id);
	p = int32_write(p, a);
	p = int32_write(p, b);
	return header_write(p, BER_SEQUENCE, list_n);
}

size_t ber_end(struct ber_writer *w)
{
	if (w->full)
		return 0;
	close_long(w, VARBINDS);
	close_long(w, PDU);
	close_long(w, MESSAGE);
	return w->len;
}

/* Lay out one varbind up to its value, with a gap of more octets behind its name;
 * returns where len octets of the value go, NULL when it does not fit or has no name.
 */
static inline uint8_t *put(struct ber_writer *w, const uint8_t *name, size_t name_len,
			   size_t more, uint8_t type, size_t len)
{
	if (name_len == 0 || name_len > w->cap || len > w->cap) {
		w->full = true;
		return NULL;
	}
	size_t pair = tlv_size(name_len + more) + tlv_size(len);
	uint8_t *p = room(w, tlv_size(pair));
	if (!p)
		return NULL;
	p = header_write(p, BER_SEQUENCE, pair);
	p = header_write(p, BER_OID, name_len + more);
	memcpy(p, name, name_len);
	return header_write(p + name_len + more, type, len);
}

void ber_put_null_at(struct ber_writer *w, const void *arcs, size_t n, int64_t index)
{
	uint8_t arc[OID_ARC_OCTETS];
	size_t more = index < 0 ? 0 : oid_encode_arc((uint32_t)index, arc);
	uint8_t *p;

	/* What nearly all requests are made of: every length is one octet. */
	if (n > 0 && n < 64 && (p = room(w, n + more + 6))) {
		p[0] = BER_SEQUENCE;
		p[1] = (uint8_t)(n + more + 4);
		p[2] = BER_OID;
		p[3] = (uint8_t)(n + more);
		memcpy(p + 4, arcs, n);
		memcpy(p + 4 + n, arc, more);
		p[4 + n + more] = BER_NULL;
		p[5 + n + more] = 0;
		return;
	}
	p = put(w, arcs, n, more, BER_NULL, 0);
	if (p)
		memcpy(p - 2 - more, arc, more);
}

static uint8_t *put_named(struct ber_writer *w, const struct oid *name, uint8_t type,
			  size_t len)
{
	uint8_t arcs[OID_OCTETS];
	return put(w, arcs, oid_encode(name, arcs, sizeof arcs), 0, type, len);
}

/* The octets of a number as its type wants it, and how many; 0 for a type that has
 * none. */
static size_t number(uint8_t type, uint64_t *v)
{
	switch (type) {
	case BER_INTEGER:
		*v = (uint64_t)(int64_t)(int32_t)*v;
		return signed_size((int64_t)*v);
	case BER_COUNTER32:
	case BER_GAUGE32:
	case BER_TIMETICKS:
		*v = (uint32_t)*v;
		return bits(*v) / 8 + 1;
	case BER_COUNTER64:
		return bits(*v) / 8 + 1;
	default:
		return 0;
	}
}

void ber_put_null(struct ber_writer *w, const struct oid *name)
{
	put_named(w, name, BER_NULL, 0);
}

void ber_put_num(struct ber_writer *w, const struct oid *name, enum ber_type type,
		 uint64_t v)
{
	size_t size = number((uint8_t)type, &v);
	uint8_t *p = put_named(w, name, (uint8_t)type, size);
	if (p)
		integer_write(p, v, size);
}

void ber_put_bytes(struct ber_writer *w, const struct oid *name, enum ber_type type,
		   const void *bytes, size_t n)
{
	uint8_t *p = put_named(w, name, (uint8_t)type, n);
	if (p && n > 0)
		memcpy(p, bytes, n);
}

void ber_put_oid(struct ber_writer *w, const struct oid *name, const struct oid *v)
{
	uint8_t arcs[OID_OCTETS];
	size_t n = oid_encode(v, arcs, sizeof arcs);
	if (n == 0)
		w->full = true;
	ber_put_bytes(w, name, BER_OID, arcs, n);
}

void ber_put(struct ber_writer *w, const struct varbind *vb)
{
	uint64_t v = vb->num;
	size_t digits = number(vb->type, &v);
	uint8_t *p =
		put(w, vb->name, vb->name_len, 0, vb->type, digits ? digits : vb->len);
	if (p && digits)
		integer_write(p, v, digits);
	else if (p && vb->len > 0)
		memcpy(p, vb->bytes, vb->len);
}

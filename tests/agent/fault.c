/*
 * Dice for each fault that is possible, in a fixed order, so that the same seed and the
 * same requests bring the same faults.
 */
#include "tests/agent/fault.h"

#include <string.h>

#include "probes/ber/ber.h"
#include "probes/ber/v3.h"

enum { DATAGRAM_MAX = 65535, VARBINDS_MAX = 8192, OTHER_ID = 0x5a5a };

uint32_t fault_roll(uint32_t *dice)
{
	*dice = *dice * 1664525u + 1013904223u;
	return *dice >> 8;
}

unsigned fault_throw(const struct fault *f, uint32_t *dice)
{
	const uint8_t percent[] = {f->silent,  f->loss,	    f->duplicate, f->wrong_id,
				   f->foreign, f->truncate, f->garbage};
	unsigned bits = f->delay_ms > 0 ? FAULT_DELAY : 0;
	for (unsigned i = 0; i < sizeof percent; i++)
		if (percent[i] > 0 && fault_roll(dice) % 100 < percent[i])
			bits |= 1u << i;
	return bits;
}

/* Of version 3 the message's own id: it is not signed again, but a digest is looked at
 * later than an id. */
static size_t change_v3_id(uint8_t *bytes, const uint8_t *copy, size_t len, size_t cap)
{
	struct v3_message m;
	size_t mac_at;
	if (!v3_decode(copy, len, &m))
		return len;
	m.id ^= OTHER_ID;
	len = v3_encode(&m, bytes, cap, &mac_at);
	if (len > 0)
		memcpy(bytes + mac_at, m.mac.p, m.mac.n);
	return len;
}

/* The same reply with another request-id. */
static size_t change_id(uint8_t *bytes, size_t len, size_t cap)
{
	static uint8_t copy[DATAGRAM_MAX];
	static struct varbind vb[VARBINDS_MAX];
	struct ber_message m = {.vb = vb, .cap = VARBINDS_MAX};
	struct ber_writer w;
	memcpy(copy, bytes, len);
	if (!ber_decode(copy, len, &m))
		return change_v3_id(bytes, copy, len, cap);
	ber_begin(&w, bytes, cap, m.version, m.community, m.community_len, m.pdu,
		  m.request_id ^ OTHER_ID, m.error_status, m.error_index);
	for (uint32_t i = 0; i < m.n; i++)
		ber_put(&w, &vb[i]);
	return ber_end(&w);
}

size_t fault_spoil(unsigned bits, uint32_t *dice, uint8_t *bytes, size_t len,
		   size_t cap)
{
	if (bits & FAULT_WRONG_ID)
		len = change_id(bytes, len, cap);
	if (bits & FAULT_GARBAGE)
		for (size_t i = 0; i < len; i++)
			bytes[i] = (uint8_t)fault_roll(dice);
	return bits & FAULT_TRUNCATE ? len / 2 : len;
}

/*
 * A record: two codes, a cover, a check sum; 6 bytes. Rates, times and percentages are
 * kept logarithmically, in steps of 0.05 %, which is finer than any counter is read;
 * temperatures and optical power in hundredths, since they may be negative.
 */
#include <math.h>

#include "probes/journal/history_private.h"

#define OCTAVE 1500.0F /* codes to the octave */
#define LAST 65535.0F
#define LOWEST (-300.0F) /* of what is kept in hundredths */

static bool is_linear(enum rollup_kind kind)
{
	return kind == ROLLUP_TEMPERATURE || kind == ROLLUP_OPTICAL;
}

/* What counts as little. */
static float unit_of(enum rollup_kind kind)
{
	return kind == ROLLUP_IN || kind == ROLLUP_OUT ? 1 : 0.001F;
}

static uint16_t encode(enum rollup_kind kind, float v)
{
	float code = is_linear(kind) ? (v - LOWEST) * 100
				     : OCTAVE * log2f(1 + fmaxf(v, 0) / unit_of(kind));

	return (uint16_t)lroundf(fminf(fmaxf(code, 0), LAST));
}

static float decode(enum rollup_kind kind, uint16_t code)
{
	if (is_linear(kind))
		return (float)code / 100 + LOWEST;
	return (exp2f((float)code / OCTAVE) - 1) * unit_of(kind);
}

/* CRC-8 (polynomial 07), a byte of it. */
static uint8_t crc_step(uint8_t crc)
{
	static uint8_t table[256];
	static bool made;

	for (unsigned i = 0; !made && i < 256; i++) {
		unsigned v = i;

		for (int bit = 0; bit < 8; bit++)
			v = v & 0x80 ? (v << 1) ^ 0x107 : v << 1;
		table[i] = (uint8_t)v;
	}
	made = true;
	return table[crc];
}

/* Of the slot's number and the record but for its last byte. */
static uint8_t check_of(const unsigned char *record, uint32_t at)
{
	uint8_t crc = 0;

	for (unsigned i = 0; i < 4; i++)
		crc = crc_step((uint8_t)(crc ^ (at >> (8 * i) & 0xff)));
	for (unsigned i = 0; i < HISTORY_RECORD - 1; i++)
		crc = crc_step(crc ^ record[i]);
	return crc;
}

void record_put(unsigned char out[HISTORY_RECORD], enum rollup_kind kind, uint32_t at,
		const struct record *r)
{
	uint16_t mean = encode(kind, r->mean), extreme = encode(kind, r->extreme);

	out[0] = (unsigned char)mean;
	out[1] = (unsigned char)(mean >> 8);
	out[2] = (unsigned char)extreme;
	out[3] = (unsigned char)(extreme >> 8);
	out[4] = r->cover;
	out[5] = check_of(out, at);
}

bool record_get(const unsigned char in[HISTORY_RECORD], enum rollup_kind kind,
		uint32_t at, struct record *r)
{
	if (in[4] == 0 || in[4] > ROLLUP_WHOLE || check_of(in, at) != in[5])
		return false;
	r->mean = decode(kind, (uint16_t)(in[0] | in[1] << 8));
	r->extreme = decode(kind, (uint16_t)(in[2] | in[3] << 8));
	r->cover = in[4];
	return true;
}

void record_merge(unsigned char at[HISTORY_RECORD], enum rollup_kind kind,
		  uint32_t slot, const struct record *more)
{
	struct record r;
	unsigned cover;

	if (!record_get(at, kind, slot, &r)) {
		record_put(at, kind, slot, more);
		return;
	}
	cover = (unsigned)r.cover + more->cover;
	r.mean = (r.mean * (float)r.cover + more->mean * (float)more->cover) /
		 (float)cover;
	r.extreme = rollup_falls(kind) ? fminf(r.extreme, more->extreme)
				       : fmaxf(r.extreme, more->extreme);
	r.cover = cover > ROLLUP_WHOLE ? ROLLUP_WHOLE : (uint8_t)cover;
	record_put(at, kind, slot, &r);
}

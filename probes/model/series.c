/*
 * Reading the rings: the byte of a sample and what it stands for, and which column it
 * is of.
 */
#include "probes/model/series.h"

#include <math.h>
#include <string.h>

#include "probes/model/series_private.h"

#define LAST (SERIES_GAP - 1)

/* Percent: 0, then TINY - 1 steps that grow alike, quarters from 1 on, halves from 8
 * on; quarters and halves are cut, so that nothing is rounded across a limit. */
#define PCT_MIN 0.001F
#define TINY 22 /* 1 % */
#define LOW 50	/* 8 % */
#define HAIR 1e-4F

#define SLACK_MS 5000 /* a poll may be so late before its column is a gap */

static uint8_t code_of(float steps)
{
	return steps < LAST ? (uint8_t)steps : LAST;
}

static float tiny_steps(float pct)
{
	float steps = roundf((TINY - 1) * logf(pct / PCT_MIN) / logf(1 / PCT_MIN));

	return fminf(1 + fmaxf(steps, 0), TINY - 1);
}

static uint8_t encode_pct(float pct)
{
	if (pct <= 0)
		return 0;
	if (pct < 1)
		return code_of(tiny_steps(pct));
	if (pct < 8) /* a cast cuts, and needs no call */
		return (uint8_t)(TINY + (int)(4 * (pct - 1) + HAIR));
	return pct < 110 ? (uint8_t)(LOW + (int)(2 * (pct - 8) + HAIR)) : LAST;
}

static float decode_pct(uint8_t code)
{
	if (code == 0)
		return 0;
	if (code < TINY)
		return PCT_MIN * powf(1 / PCT_MIN, (float)(code - 1) / (TINY - 1));
	if (code < LOW)
		return 1 + (float)(code - TINY) / 4;
	return 8 + (float)(code - LOW) / 2;
}

/* The others are logarithmic above a unit that counts as little: steps to the octave,
 * and units in one. */
static const struct {
	float octave, unit;
} logarithm[] = {
	[SCALE_MS] = {16, 0.1F}, [SCALE_RATE] = {12, 0.1F}, [SCALE_BPS] = {7.6F, 100}};

uint8_t series_encode(enum series_scale scale, float v)
{
	if (!(v >= 0))
		return SERIES_GAP;
	if (scale == SCALE_PCT)
		return encode_pct(v);
	return code_of(
		roundf(logarithm[scale].octave * log2f(1 + v / logarithm[scale].unit)));
}

static float decode(enum series_scale scale, uint8_t code)
{
	if (code == SERIES_GAP)
		return NAN;
	if (scale == SCALE_PCT)
		return decode_pct(code);
	return (exp2f((float)code / logarithm[scale].octave) - 1) *
	       logarithm[scale].unit;
}

#define LEVEL_STEP 18 /* bytes, of bit rates */

/* The level of each byte, of percent: the limits that rules and colours have are among
 * those of levels. */
static const uint8_t level_of_pct[SERIES_GAP + 1] = {
	[1 ... TINY - 1] = 1,		[TINY... TINY + 3] = 2,
	[TINY + 4 ... TINY + 15] = 3,	[TINY + 16 ... LOW + 3] = 4,
	[LOW + 4 ... LOW + 13] = 5,	[LOW + 14 ... LOW + 23] = 6,
	[LOW + 24 ... LOW + 43] = 7,	[LOW + 44 ... LOW + 63] = 8,
	[LOW + 64 ... LOW + 83] = 9,	[LOW + 84 ... LOW + 103] = 10,
	[LOW + 104 ... LOW + 123] = 11, [LOW + 124 ... LOW + 143] = 12,
	[LOW + 144 ... LOW + 163] = 13, [LOW + 164 ... LAST] = 14,
	[SERIES_GAP] = TREND_GAP};

static uint8_t level_of(enum series_scale scale, uint8_t code)
{
	if (code == SERIES_GAP)
		return TREND_GAP;
	if (scale != SCALE_PCT)
		return code_of(fminf((float)(code + LEVEL_STEP - 1) / LEVEL_STEP,
				     TREND_GAP - 1));
	return level_of_pct[code];
}

uint8_t series_level_of(enum series_scale scale, float v)
{
	if (scale != SCALE_PCT)
		return level_of(scale, series_encode(scale, v));
	if (!(v >= 0))
		return TREND_GAP;
	return v >= 1 ? level_of_pct[encode_pct(v)] : v > 0;
}

/* The least byte of a level. */
static uint8_t least_of(unsigned level)
{
	uint8_t code = 0;

	while (level_of_pct[code] != level)
		code++;
	return code;
}

static float level_decode(enum series_scale scale, unsigned level)
{
	if (level == TREND_GAP)
		return NAN;
	if (scale == SCALE_PCT)
		return decode(scale, least_of(level));
	return decode(scale, level ? (uint8_t)((level - 1) * LEVEL_STEP + 1) : 0);
}

static bool of_interface(enum series_kind kind)
{
	return kind <= SERIES_IF_DISCARDS;
}

enum series_scale series_scale(const struct network *net, enum series_kind kind,
			       uint32_t id)
{
	switch (kind) {
	case SERIES_IF_IN:
	case SERIES_IF_OUT:
		return if_speed_bps(&net->ifs, id) ? SCALE_PCT : SCALE_BPS;
	case SERIES_IF_ERRORS:
	case SERIES_IF_DISCARDS:
		return SCALE_RATE;
	case SERIES_RTT:
		return SCALE_MS;
	default:
		return SCALE_PCT;
	}
}

void series_clear(struct if_trend *trend)
{
	memset(trend, TREND_GAP << TREND_OUT | TREND_GAP, sizeof *trend);
}

bool series_health(const struct network *net, if_id i, struct series_health *out)
{
	const struct if_series *block = series_block(&net->ifs, i);

	if (!block)
		return false;
	*out = (struct series_health){.resets = block->resets,
				      .reset_ms = (int64_t)block->reset_s * 1000,
				      .since_ms = (int64_t)block->since_s * 1000};
	return true;
}

/* --- columns -------------------------------------------------------------------------
 */

static dev_id dev_of(const struct network *net, enum series_kind kind, uint32_t id)
{
	return of_interface(kind) ? net->ifs.dev[id] : id;
}

/* The number of the newest column of slots: of now, but as long as the next poll is not
 * missing that of the last. */
static uint32_t newest_slot(const struct network *net, dev_id id, unsigned range,
			    int64_t now_ms)
{
	const struct dev *dev = &net->dev[id];
	const struct dev_series *d = net->dev_series[id];
	uint32_t slot = d->slot[range - 1];
	uint32_t now = (uint32_t)(now_ms / 1000) / series_slot_s(range);
	int64_t last = d->at_s[(dev->series_head + SERIES_LEN - 1) % SERIES_LEN];

	if (now_ms - last * 1000 <= 2 * (int64_t)dev->poll_ms + SLACK_MS || now < slot)
		return slot;
	return now;
}

static void poll_times(const struct network *net, dev_id id, struct series_times *t)
{
	const struct dev *dev = &net->dev[id];

	t->step_ms = dev->poll_ms;
	t->first = dev->series_head;
	for (uint32_t i = 0; i < SERIES_LEN; i++)
		t->at_ms[i] = (int64_t)net->dev_series[id]
				      ->at_s[(dev->series_head + i) % SERIES_LEN] *
			      1000;
}

void series_times(const struct network *net, dev_id id, enum series_range range,
		  int64_t now_ms, struct series_times *t)
{
	t->n = SERIES_LEN;
	if (range == SERIES_POLLS) {
		poll_times(net, id, t);
		return;
	}
	t->step_ms = (int64_t)series_slot_s(range) * 1000;
	t->first = newest_slot(net, id, range, now_ms) - (SERIES_LEN - 1);
	for (uint32_t i = 0; i < SERIES_LEN; i++)
		t->at_ms[i] = (int64_t)(t->first + i) * t->step_ms;
}

/* A ring of slots, in the columns that end with slot number newest. */
static void read_slots(const uint8_t *ring, uint32_t of_ring, uint32_t newest,
		       enum series_scale scale, float out[SERIES_LEN])
{
	for (uint32_t i = 0; i < SERIES_LEN; i++) {
		uint32_t slot = newest - (SERIES_LEN - 1) + i;
		bool kept = slot <= of_ring && of_ring - slot < SERIES_LEN;

		out[i] = kept ? decode(scale, ring[slot % SERIES_LEN]) : NAN;
	}
}

static void read_polls(const uint8_t *ring, uint32_t head, enum series_scale scale,
		       float out[SERIES_LEN])
{
	for (uint32_t i = 0; i < SERIES_LEN; i++)
		out[i] = decode(scale, ring[(head + i) % SERIES_LEN]);
}

/* The oldest columns share a step with the newest, and are not known any more. */
static void read_trend(const struct if_trend *trend, unsigned shift, uint32_t head,
		       enum series_scale scale, float out[SERIES_LEN])
{
	uint32_t lost = (TREND_STEP - head % TREND_STEP) % TREND_STEP;

	for (uint32_t i = 0; i < SERIES_LEN; i++) {
		uint8_t both = trend->level[(head + i) % SERIES_LEN / TREND_STEP];

		out[i] =
			i < lost ? NAN : level_decode(scale, both >> shift & TREND_GAP);
	}
}

/* 0 wherever the first ring has a sample. */
static struct ring still_ring(const struct ring *first)
{
	struct ring still;

	for (unsigned i = 0; i < SERIES_LEN; i++) {
		still.poll[i] = first->poll[i] == SERIES_GAP ? SERIES_GAP : 0;
		for (unsigned r = 0; r < SERIES_SLOTTED; r++)
			still.max[r][i] =
				first->max[r][i] == SERIES_GAP ? SERIES_GAP : 0;
	}
	return still;
}

struct ring series_ring(const struct series *s, unsigned row)
{
	unsigned k = row - SERIES_MEANS;
	struct ring unknown;

	if (row < SERIES_MEANS)
		return s->ring[row];
	if (s->other[k])
		return *s->other[k];
	if (s->still[k])
		return still_ring(&s->ring[0]);
	memset(&unknown, SERIES_GAP, sizeof unknown);
	return unknown;
}

static const struct series *rings_of(const struct network *net, enum series_kind kind,
				     uint32_t id)
{
	const struct if_series *block;

	if (!of_interface(kind))
		return &net->dev_series[id]->s;
	block = series_block(&net->ifs, id);
	return block ? &block->s : NULL;
}

/* The last polls: the history from where it begins on, before that the trend. */
static void read_last(const struct network *net, enum series_kind kind, uint32_t id,
		      float out[SERIES_LEN])
{
	const struct series *s = rings_of(net, kind, id);
	dev_id dev = dev_of(net, kind, id);
	uint32_t head = net->dev[dev].series_head, since_s = UINT32_MAX;
	enum series_scale scale = series_scale(net, kind, id);
	float own[SERIES_LEN];

	for (uint32_t i = 0; i < SERIES_LEN; i++)
		out[i] = own[i] = NAN;
	if (s) {
		struct ring ring = series_ring(s, series_row(kind));

		read_polls(ring.poll, head, scale, own);
	}
	if (kind == SERIES_IF_IN)
		read_trend(&net->ifs.trend[id], 0, head, scale, out);
	if (kind == SERIES_IF_OUT)
		read_trend(&net->ifs.trend[id], TREND_OUT, head, scale, out);
	if (s)
		since_s = of_interface(kind) ? series_block(&net->ifs, id)->since_s : 0;
	for (uint32_t i = 0; i < SERIES_LEN; i++)
		if (net->dev_series[dev]->at_s[(head + i) % SERIES_LEN] >= since_s)
			out[i] = own[i];
}

void series_read(const struct network *net, enum series_kind kind, uint32_t id,
		 enum series_range range, int64_t now_ms, float max[SERIES_LEN],
		 float mean[SERIES_LEN])
{
	const struct series *s = rings_of(net, kind, id);
	dev_id dev = dev_of(net, kind, id);
	enum series_scale scale = series_scale(net, kind, id);
	unsigned row = series_row(kind), r = range - 1;
	struct ring ring;
	uint32_t newest;

	for (unsigned i = 0; mean && i < SERIES_LEN; i++)
		mean[i] = NAN;
	if (range == SERIES_POLLS) {
		read_last(net, kind, id, max);
		return;
	}
	for (unsigned i = 0; i < SERIES_LEN; i++)
		max[i] = NAN;
	if (!s)
		return;
	newest = newest_slot(net, dev, range, now_ms);
	ring = series_ring(s, row);
	read_slots(ring.max[r], net->dev_series[dev]->slot[r], newest, scale, max);
	if (mean && row < SERIES_MEANS)
		read_slots(s->mean[r][row], net->dev_series[dev]->slot[r], newest,
			   scale, mean);
}

unsigned series_get(const struct network *net, enum series_kind kind, uint32_t id,
		    float *out, unsigned n)
{
	float all[SERIES_LEN];

	if (n > SERIES_LEN)
		n = SERIES_LEN;
	read_last(net, kind, id, all);
	memcpy(out, all + SERIES_LEN - n, n * sizeof *out);
	return n;
}

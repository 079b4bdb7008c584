/*
 * series_private: the rings themselves, for the files of series; and where they are,
 * for network.c and rollup.c.
 */
#ifndef NOCTOP_MODEL_SERIES_PRIVATE_H
#define NOCTOP_MODEL_SERIES_PRIVATE_H

#include "probes/model/rollup.h"
#include "probes/model/series.h"

#define SERIES_GAP 255
#define SERIES_KINDS 4 /* of an interface, of a device: series_row() */
#define SERIES_MEANS 2 /* the first of them have means */
#define SERIES_SLOTTED (SERIES_RANGES - 1)
#define TREND_STEP (SERIES_LEN / TREND_LEN)

struct ring {
	uint8_t poll[SERIES_LEN];
	uint8_t max[SERIES_SLOTTED][SERIES_LEN];
};

/* Those without means stand still mostly, or are not there: errors, discards, loss. */
struct series {
	struct ring ring[SERIES_MEANS];
	struct ring *other[SERIES_KINDS - SERIES_MEANS]; /* NULL: nothing worth one … */
	bool still[SERIES_KINDS - SERIES_MEANS]; /* … it was 0 with every sample of the
						    first ring; else never known */
	uint8_t mean[SERIES_SLOTTED][SERIES_MEANS][SERIES_LEN];
	/* of the newest slot, for its mean */
	float sum[SERIES_SLOTTED][SERIES_MEANS];
	uint16_t n[SERIES_SLOTTED][SERIES_MEANS];
};

struct if_series {
	struct series s;
	int64_t until_ms; /* kept until then, wanted otherwise or not */
	uint32_t since_s, reset_s;
	uint32_t resets;
	uint32_t next; /* while it is free: the next free one; NONE */
	struct rollup roll[ROLLUP_OF_IF];
};

struct dev_series {
	struct series s;
	uint32_t at_s[SERIES_LEN];     /* of its polls; 0 none */
	uint32_t slot[SERIES_SLOTTED]; /* the newest, counted from 1970; 0 none */
	struct rollup roll[ROLLUP_OF_DEV];
	struct rollup_named *named;
	uint32_t named_n, named_cap;
};

static inline unsigned series_row(enum series_kind kind)
{
	return (unsigned)kind % SERIES_KINDS;
}

/* In and out together, as far as they are known. */
static inline float series_both(float in, float out)
{
	return isnan(in) ? out : isnan(out) ? in : in + out;
}
static inline float series_errors(const struct if_table *t, if_id i)
{
	return series_both(if_mishap_ps(t, i, MISHAP_IN_ERRORS),
			   if_mishap_ps(t, i, MISHAP_OUT_ERRORS));
}
static inline float series_discards(const struct if_table *t, if_id i)
{
	return series_both(if_mishap_ps(t, i, MISHAP_IN_DISCARDS),
			   if_mishap_ps(t, i, MISHAP_OUT_DISCARDS));
}

/* Seconds of a slot. */
static inline uint32_t series_slot_s(unsigned range)
{
	return range == SERIES_HOUR ? 60 : 360;
}

struct ring series_ring(const struct series *, unsigned row); /* as it would be kept */
struct if_series *series_block(const struct if_table *, if_id); /* NULL: it has none */
void series_begin(struct if_table *, if_id, int64_t now_ms);	/* it had none */
/* How a value is kept as a byte. */
enum series_scale { SCALE_PCT, SCALE_MS, SCALE_RATE, SCALE_BPS };
enum series_scale series_scale(const struct network *, enum series_kind, uint32_t id);
uint8_t series_encode(enum series_scale, float);
/* A trend knows less of it: what would be a byte becomes four bits. */
#define TREND_GAP 15
#define TREND_OUT 4 /* bits, before out */
uint8_t series_level_of(enum series_scale, float);

#endif

/*
 * A poll becomes a sample. All rings of a device turn together, so what there is to do
 * is worked out once and serves thousands of interfaces.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "probes/model/series_private.h"

#define SLACK_MS 5000 /* polls may be so late before there is a gap */

/* What a step does to every ring of a device. */
struct stride {
	int64_t at_ms;
	uint32_t head; /* in the rings of polls */
	bool answered;
	bool covers;	   /* the sample is of the time since the last, too */
	uint32_t trend_at; /* in trends */
	bool trend_fresh;  /* the first poll of its six */
	bool all;	   /* whatever was seen up has a history */
	struct {
		uint32_t at;	 /* in the rings of slots */
		uint32_t passed; /* slots since the last sample's, without it */
		bool fresh;	 /* the first sample of its slot */
	} slot[SERIES_SLOTTED];
};

static void stride_slot(struct stride *st, struct dev_series *d, unsigned r)
{
	uint32_t now = (uint32_t)(st->at_ms / 1000) / series_slot_s(r + 1);
	uint32_t last = d->slot[r];

	if (now <= last && last - now < SERIES_LEN)
		now = last; /* the same, or the clock was set back a little */
	else
		st->slot[r].fresh = true;
	if (st->slot[r].fresh && last)
		st->slot[r].passed =
			now - last - 1 < SERIES_LEN ? now - last - 1 : SERIES_LEN;
	st->slot[r].at = now % SERIES_LEN;
	d->slot[r] = now;
}

static struct stride stride_of(struct network *net, dev_id id, bool answered,
			       int64_t at_ms)
{
	const struct dev *dev = &net->dev[id];
	struct dev_series *d = net->dev_series[id];
	struct stride st = {.at_ms = at_ms,
			    .head = dev->series_head,
			    .answered = answered,
			    .trend_at = dev->series_head / TREND_STEP,
			    .trend_fresh = dev->series_head % TREND_STEP == 0,
			    .all = net->ifs.n - net->ifs.holes <= SERIES_ALL};
	uint32_t last = d->at_s[(dev->series_head + SERIES_LEN - 1) % SERIES_LEN];

	st.covers = last && at_ms - (int64_t)last * 1000 <=
				    2 * (int64_t)dev->poll_ms + SLACK_MS;
	for (unsigned r = 0; r < SERIES_SLOTTED; r++)
		stride_slot(&st, d, r);
	return st;
}

/* The slots between the last sample and this one. */
static void pass_slots(uint8_t ring[SERIES_LEN], const struct stride *st, unsigned r,
		       uint8_t code)
{
	for (uint32_t i = 1; i <= st->slot[r].passed; i++)
		ring[(st->slot[r].at + SERIES_LEN - i % SERIES_LEN) % SERIES_LEN] =
			st->covers ? code : SERIES_GAP;
}

static void put_highest(struct ring *ring, const struct stride *st, uint8_t code)
{
	ring->poll[st->head] = code;
	for (unsigned r = 0; r < SERIES_SLOTTED; r++) {
		uint8_t *at = &ring->max[r][st->slot[r].at];

		pass_slots(ring->max[r], st, r, code);
		if (st->slot[r].fresh || *at == SERIES_GAP ||
		    (code != SERIES_GAP && code > *at))
			*at = code;
	}
}

/* Does it have samples from before this step? */
static bool has_past(const struct ring *ring, const struct stride *st)
{
	bool has = false;

	for (unsigned i = 0; i < SERIES_LEN; i++) {
		has |= i != st->head && ring->poll[i] != SERIES_GAP;
		for (unsigned r = 0; r < SERIES_SLOTTED; r++)
			has |= i != st->slot[r].at && ring->max[r][i] != SERIES_GAP;
	}
	return has;
}

/* Would nothing but the first ring tell the same, with this sample? */
static bool stands_still(struct series *s, const struct stride *st, unsigned k,
			 uint8_t code)
{
	bool gap = s->ring[0].poll[st->head] == SERIES_GAP;

	if (!s->still[k] && code == 0 && !gap)
		s->still[k] = !has_past(&s->ring[0], st);
	return code == (gap || !s->still[k] ? SERIES_GAP : 0);
}

/* After the first ring had its sample. */
static void put_other(struct series *s, const struct stride *st, unsigned row,
		      uint8_t code)
{
	unsigned k = row - SERIES_MEANS;

	if (!s->other[k]) {
		struct ring ring;

		if (stands_still(s, st, k, code))
			return;
		ring = series_ring(s, row);
		s->other[k] = malloc(sizeof ring);
		if (!s->other[k])
			die("out of memory");
		*s->other[k] = ring;
	}
	put_highest(s->other[k], st, code);
}

static void put_mean(struct series *s, const struct stride *st, unsigned row,
		     enum series_scale scale, float value)
{
	for (unsigned r = 0; r < SERIES_SLOTTED; r++) {
		float *sum = &s->sum[r][row];
		uint16_t *n = &s->n[r][row];

		if (st->slot[r].passed)
			pass_slots(s->mean[r][row], st, r, series_encode(scale, value));
		if (st->slot[r].fresh)
			*sum = *n = 0;
		if (isfinite(value) && *n < UINT16_MAX) {
			*sum += value;
			++*n;
		}
		s->mean[r][row][st->slot[r].at] =
			series_encode(scale, *n ? *sum / *n : NAN);
	}
}

/* --- a device ------------------------------------------------------------------------
 */

static void step_dev(struct network *net, dev_id id, const struct stride *st)
{
	struct dev *dev = &net->dev[id];
	struct reach *r = &dev->reach;
	struct series *s = &net->dev_series[id]->s;
	float cpu = st->answered ? dev->cpu_pct : NAN;
	float mem = st->answered ? dev->mem_pct : NAN;
	float mean = r->answering ? r->rtt_ms : NAN;
	float longest = r->answering && !isnan(r->fresh_ms) ? r->fresh_ms : mean;
	float loss = r->fresh_n ? 100 * (float)r->fresh_lost / (float)r->fresh_n : NAN;

	put_highest(&s->ring[series_row(SERIES_CPU)], st,
		    series_encode(SCALE_PCT, cpu));
	put_mean(s, st, series_row(SERIES_CPU), SCALE_PCT, cpu);
	put_highest(&s->ring[series_row(SERIES_RTT)], st,
		    series_encode(SCALE_MS, longest));
	put_mean(s, st, series_row(SERIES_RTT), SCALE_MS, mean);
	put_other(s, st, series_row(SERIES_MEM), series_encode(SCALE_PCT, mem));
	put_other(s, st, series_row(SERIES_LOSS), series_encode(SCALE_PCT, loss));
	rollup_step_dev(net, id, st->answered,
			&(struct rollup_reach){mean, longest, loss}, st->at_ms);
	reach_taken(r);
}

/* --- an interface --------------------------------------------------------------------
 */

/* Its in and out, on the scale on which they are kept. */
struct traffic {
	enum series_scale scale;
	float in, out;
};

static inline struct traffic traffic_of(const struct if_table *t, if_id i,
					bool answered)
{
	struct traffic v = {SCALE_PCT, NAN, NAN};
	uint64_t speed = if_speed_bps(t, i);
	double each = speed ? 100 / (double)speed : 1;

	if (!speed)
		v.scale = SCALE_BPS;
	if (!answered)
		return v;
	v.in = (float)(t->in_bps[i] * each);
	v.out = (float)(t->out_bps[i] * each);
	return v;
}

/* What tells of counters that began anew. */
static bool was_reset(enum no_rate why)
{
	return why == RATE_RESET || why == RATE_DISCONTINUITY || why == RATE_REBOOT ||
	       why == RATE_RENUMBERED;
}

static void step_block(const struct if_table *t, if_id i, const struct stride *st,
		       const struct traffic *v)
{
	struct if_series *block = series_block(t, i);
	struct series *s = &block->s;
	float errors = NAN, discards = NAN;

	if (st->answered) {
		errors = series_errors(t, i);
		discards = series_discards(t, i);
	}
	put_highest(&s->ring[SERIES_IF_IN], st, series_encode(v->scale, v->in));
	put_mean(s, st, SERIES_IF_IN, v->scale, v->in);
	put_highest(&s->ring[SERIES_IF_OUT], st, series_encode(v->scale, v->out));
	put_mean(s, st, SERIES_IF_OUT, v->scale, v->out);
	put_other(s, st, SERIES_IF_ERRORS, series_encode(SCALE_RATE, errors));
	put_other(s, st, SERIES_IF_DISCARDS, series_encode(SCALE_RATE, discards));
	if (st->answered && was_reset(t->no_rate[i])) {
		block->resets++;
		block->reset_s = (uint32_t)(st->at_ms / 1000);
	}
}

static inline uint8_t higher(uint8_t was, uint8_t is)
{
	return was == TREND_GAP || (is != TREND_GAP && is > was) ? is : was;
}

static inline void put_trend(uint8_t *both, const struct stride *st,
			     const struct traffic *v)
{
	uint8_t in = series_level_of(v->scale, v->in);
	uint8_t out = series_level_of(v->scale, v->out);

	if (!st->trend_fresh) {
		in = higher(*both & TREND_GAP, in);
		out = higher(*both >> TREND_OUT, out);
	}
	*both = (uint8_t)(out << TREND_OUT | in);
}

/* Would somebody look at it, whatever happens to it? */
static inline bool is_wanted(const struct if_table *t, if_id i, const struct stride *st)
{
	return t->flags[i] & (st->all ? IFF_MATTERS | IFF_SEEN_UP : IFF_MATTERS);
}

static void keep_or_drop(struct if_table *t, if_id i, const struct stride *st)
{
	bool wanted = is_wanted(t, i, st);

	bool kept = if_rare(t, i)->series != NONE;

	if (!kept && wanted)
		series_begin(t, i, st->at_ms);
	else if (kept && !wanted && series_block(t, i)->until_ms < st->at_ms)
		series_drop(t, i);
}

static inline void step_if(struct network *net, if_id i, const struct stride *st)
{
	struct if_table *t = &net->ifs;
	struct traffic v = traffic_of(t, i, st->answered);

	put_trend(&t->trend[i].level[st->trend_at], st, &v);
	keep_or_drop(t, i, st);
	if (if_rare(t, i)->series == NONE)
		return;
	step_block(t, i, st, &v);
	rollup_step_if(t, i, series_block(t, i)->roll, st->answered, st->at_ms,
		       net->dev[t->dev[i]].poll_ms, &net->rollup_lost);
}

void series_keep(struct network *net, if_id i, int64_t until_ms)
{
	struct if_table *t = &net->ifs;

	if (if_rare(t, i)->series == NONE) {
		if (t->pool.n >= SERIES_ALL + t->n / 8)
			return; /* a storm of alerts may not take all memory */
		series_begin(t, i, net->dev[t->dev[i]].poll_at_ms);
	}
	if (series_block(t, i)->until_ms < until_ms)
		series_block(t, i)->until_ms = until_ms;
}

void series_rescale(struct if_table *t, if_id i)
{
	struct if_series *block = series_block(t, i);

	series_clear(&t->trend[i]);
	for (unsigned row = 0; block && row < SERIES_MEANS; row++) {
		memset(&block->s.ring[row], SERIES_GAP, sizeof block->s.ring[row]);
		for (unsigned r = 0; r < SERIES_SLOTTED; r++) {
			memset(block->s.mean[r][row], SERIES_GAP, SERIES_LEN);
			block->s.sum[r][row] = block->s.n[r][row] = 0;
		}
	}
}

/* --- all of them ---------------------------------------------------------------------
 */

static void step(struct network *net, dev_id id, bool answered, int64_t at_ms)
{
	struct dev *dev = &net->dev[id];
	struct stride st = stride_of(net, id, answered, at_ms);

	step_dev(net, id, &st);
	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++)
		step_if(net, i, &st);
	net->dev_series[id]->at_s[st.head] = (uint32_t)(at_ms / 1000);
	dev->series_head = (st.head + 1) % SERIES_LEN;
	if (dev->series_n < SERIES_LEN)
		dev->series_n++;
}

void series_step(struct network *net, dev_id id, int64_t at_ms)
{
	step(net, id, true, at_ms);
}

void series_gap(struct network *net, dev_id id, int64_t at_ms)
{
	step(net, id, false, at_ms);
}

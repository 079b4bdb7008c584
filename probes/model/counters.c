/*
 * From the readings of one poll to rates. First comes what holds for the whole device
 * (its first reading, a reboot, a poll too late, counters it has not refreshed), then
 * what holds for a row, then each counter.
 *
 * Two clocks are kept: that of the last answer, which tells reboots and late polls, and
 * that of the readings in the table, which is older while the agent has not refreshed
 * its counters. Rates divide by the second one's age, in whole refreshes where the
 * agent's pace is known, so they are true over any pace.
 */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "probes/model/if_table.h"
#include "probes/model/network.h"
#include "probes/model/series.h"

#define LATE_INTERVALS 4

static int64_t span_ms(const struct agent_clock *from, const struct agent_clock *to)
{
	return (int64_t)(rate_seconds(from, to) * 1000);
}

/* The same values, whenever they were read? */
static bool same_values(const struct if_table *t, if_id i,
			const struct if_counters *now)
{
	struct if_counters old;

	if (t->raw[i].in_octets != now->in_octets)
		return false;
	old = if_counters(t, i);
	return memcmp(&old, now, offsetof(struct if_counters, uptime_cs)) == 0;
}

/* Did the agent refresh nothing since the readings in the table? */
static bool all_unchanged(const struct if_table *t, if_id first,
			  const struct if_counters *raw, uint32_t n)
{
	uint32_t compared = 0;

	for (uint32_t i = 0; i < n; i++) {
		if (!t->raw[first + i].has)
			continue;
		if (!same_values(t, first + i, &raw[i]))
			return false;
		compared++;
	}
	return compared > 0;
}

/* What speaks against a sample of the whole device; RATE_OK nothing. */
static enum no_rate judge_poll(const struct dev *dev, const struct agent_clock *clock,
			       bool unchanged)
{
	int64_t since_base = span_ms(&dev->base, clock);

	if (!dev->clock.at_ms || dev->clock.ours != clock->ours)
		return RATE_FIRST;
	if (rate_rebooted(&dev->clock, clock))
		return RATE_REBOOT;
	if (span_ms(&dev->clock, clock) > (int64_t)dev->poll_ms * LATE_INTERVALS)
		return RATE_TOO_LATE;
	if (unchanged && since_base < rate_idle_ms(dev->poll_ms, dev->pace.ms))
		return RATE_UNCHANGED;
	return since_base < rate_least_ms(dev->poll_ms) ? RATE_TOO_SOON : RATE_OK;
}

/* The two readings of a row. */
struct pair {
	const struct if_counters *old, *now;
	const struct if_rested *rested;
	double seconds, least_s; /* between them; for a rate */
};

/* One counter of a row: its rate, or NAN and the reason. Most stand still. */
static inline enum no_rate rate_of(const struct pair *p, uint32_t has, uint64_t old,
				   uint64_t now, unsigned bits, double max_per_s,
				   float *out)
{
	double per_s = NAN;
	enum no_rate why = RATE_MISSING;

	if (old == now && p->old->has & p->now->has & has) {
		*out = 0;
		return RATE_OK;
	}
	if (p->now->has & has)
		why = p->old->has & has ? rate_counter(old, now, bits, p->seconds,
						       max_per_s, &per_s)
					: RATE_FIRST;
	*out = why == RATE_OK ? (float)per_s : NAN;
	return why;
}

static uint32_t count_of(const struct if_counters *c, enum mishap which)
{
	const uint32_t count[] = {c->in_errors, c->out_errors, c->in_discards,
				  c->out_discards};

	return count[which];
}

/* A counter that is not read with every poll. */
static void mishap_rate(struct if_table *t, if_id i, const struct pair *p,
			enum mishap which, double max)
{
	uint32_t has = HAS_IN_ERRORS << which;
	double rested_s = p->rested->since_s[which];
	struct pair since = *p;
	float rate;

	if (p->rested->held & has)
		return;
	if (rested_s > since.seconds)
		since.seconds = rested_s;
	rate_of(&since, has, count_of(p->old, which), count_of(p->now, which), 32, max,
		&rate);
	if_table_mishap(t, i, which, coarse(rate));
}

/* Mishaps that were read and have not moved; without that counter there is no rate. */
static inline void no_mishaps(struct if_table *t, if_id i, uint32_t has, uint32_t held)
{
	const struct coarse zero = {0}, unknown = coarse(NAN);

	uint32_t place = if_mishap_place(t, i);

	if (place == NONE) {
		uint32_t was = (uint32_t)t->raw[i].zero * HAS_IN_ERRORS;

		t->raw[i].zero =
			((was & held) | (has & ~held)) / HAS_IN_ERRORS & MISHAPS_ALL;
		return;
	}
	for (unsigned k = 0; k < MISHAPS; k++)
		if (!(held & HAS_IN_ERRORS << k))
			t->mishaps.row[place].rate[k] =
				has & HAS_IN_ERRORS << k ? zero : unknown;
}

static void packet_rates(struct if_table *t, if_id i, const struct pair *p)
{
	const struct if_counters *old = p->old, *now = p->now;
	double max = rate_max_packets(if_speed_bps(t, i));
	unsigned bits = now->has & HAS_HC_PKTS ? 64 : 32;
	float in, out;

	rate_of(p, HAS_IN_PKTS, old->in_pkts, now->in_pkts, bits, max, &in);
	rate_of(p, HAS_OUT_PKTS, old->out_pkts, now->out_pkts, bits, max, &out);
	t->in_pps[i] = coarse(in);
	t->out_pps[i] = coarse(out);
	if (!if_table_has_mishaps(t, i, now)) {
		no_mishaps(t, i, old->has & now->has, p->rested->held);
		return;
	}
	for (enum mishap which = 0; which < MISHAPS; which++)
		mishap_rate(t, i, p, which, max);
}

/* A counter that was reset or runs away: the row's others cannot be trusted either. */
static bool taints(enum no_rate why)
{
	return why == RATE_RESET || why == RATE_IMPLAUSIBLE;
}

static void octet_rates(struct if_table *t, if_id i, const struct pair *p,
			int64_t at_ms)
{
	const struct if_counters *old = p->old, *now = p->now;
	double max = rate_max_octets(if_speed_bps(t, i));
	unsigned bits = now->has & HAS_HC_OCTETS ? 64 : 32;
	float in, out;
	enum no_rate in_why = rate_of(p, HAS_IN_OCTETS, old->in_octets, now->in_octets,
				      bits, max, &in);
	enum no_rate out_why = rate_of(p, HAS_OUT_OCTETS, old->out_octets,
				       now->out_octets, bits, max, &out);

	if (taints(in_why) || taints(out_why)) {
		if_table_no_rate(t, i, taints(in_why) ? in_why : out_why);
		return;
	}
	t->in_bps[i] = 8 * in;
	t->out_bps[i] = 8 * out;
	t->flags[i] &= (uint8_t)~IFF_RESPED;
	t->no_rate[i] = (uint8_t)(in_why ? in_why : out_why);
	if (!in_why || !out_why)
		t->sampled_s[i] = (uint32_t)(at_ms / 1000);
}

/* What speaks against a sample of this row; RATE_OK nothing. */
static enum no_rate judge_row(const struct if_table *t, if_id i, const struct pair *p)
{
	uint32_t both = p->old->has & p->now->has;

	if (!p->now->has)
		return RATE_MISSING;
	if (!p->old->has)
		return t->no_rate[i] == RATE_RENUMBERED ? RATE_RENUMBERED : RATE_FIRST;
	if (both & HAS_DISCONTINUITY && p->old->discontinuity != p->now->discontinuity)
		return RATE_DISCONTINUITY;
	if ((p->old->has ^ p->now->has) & HAS_HC_OCTETS)
		return RATE_FIRST; /* of another width */
	return p->seconds < p->least_s ? RATE_TOO_SOON : RATE_OK;
}

#define WHOLE                                                                          \
	(HAS_IN_OCTETS | HAS_OUT_OCTETS | HAS_IN_PKTS | HAS_OUT_PKTS | HAS_HC_OCTETS | \
	 HAS_HC_PKTS)
#define HAS_MISHAPS                                                                    \
	(HAS_IN_ERRORS | HAS_OUT_ERRORS | HAS_IN_DISCARDS | HAS_OUT_DISCARDS)

/* A row like nearly all: 64 bits of everything, both times, no mishap. */
static inline bool is_plain(const struct if_counters *old,
			    const struct if_counters *now)
{
	return old->has == now->has && (now->has & WHOLE) == WHOLE &&
	       memcmp(&old->in_errors, &now->in_errors,
		      offsetof(struct if_counters, has) -
			      offsetof(struct if_counters, in_errors)) == 0;
}

/* How far its counters went; below 0: one of them fell, or went further than it can. */
struct advance {
	int64_t in_octets, out_octets, in_pkts, out_pkts;
};
#define ADVANCE(now, old)                                                              \
	{                                                                              \
		(int64_t)((now)->in_octets - (old)->in_octets),                        \
			(int64_t)((now)->out_octets - (old)->out_octets),              \
			(int64_t)((now)->in_pkts - (old)->in_pkts),                    \
			(int64_t)((now)->out_pkts - (old)->out_pkts)                   \
	}
static inline bool is_forward(const struct advance *by)
{
	return (by->in_octets | by->out_octets | by->in_pkts | by->out_pkts) >= 0;
}

/* What the general way makes of a plain row. False, and nothing is done: it has a rate
 * that cannot be. */
static inline bool plain_rates(struct if_table *t, if_id i, const struct advance *by,
			       double seconds, int64_t at_ms)
{
	uint64_t speed = if_speed_bps(t, i);
	double max = rate_max_octets(speed), max_pkts = rate_max_packets(speed);
	double in = (double)by->in_octets / seconds;
	double out = (double)by->out_octets / seconds;
	double in_pps = (double)by->in_pkts / seconds;
	double out_pps = (double)by->out_pkts / seconds;

	if (max > 0 &&
	    (in > max || out > max || in_pps > max_pkts || out_pps > max_pkts))
		return false;
	t->in_bps[i] = 8 * (float)in;
	t->out_bps[i] = 8 * (float)out;
	t->in_pps[i] = coarse((float)in_pps);
	t->out_pps[i] = coarse((float)out_pps);
	t->flags[i] &= (uint8_t)~IFF_RESPED;
	t->no_rate[i] = RATE_OK;
	t->sampled_s[i] = (uint32_t)(at_ms / 1000);
	return true;
}

/* The rates of a plain row. False, and nothing is done: it is another. */
static bool rates_of_plain(struct if_table *t, if_id i, const struct pair *p,
			   int64_t at_ms)
{
	const struct if_counters *old = p->old, *now = p->now;

	const struct advance by = ADVANCE(now, old);

	if (p->seconds < p->least_s || !is_plain(old, now) || !is_forward(&by) ||
	    !plain_rates(t, i, &by, p->seconds, at_ms))
		return false;
	if ((p->rested->held & HAS_MISHAPS) != HAS_MISHAPS)
		no_mishaps(t, i, now->has, p->rested->held);
	return true;
}

static void row_rates(struct if_table *t, if_id i, const struct pair *p, int64_t at_ms)
{
	if (rates_of_plain(t, i, p, at_ms))
		return;
	enum no_rate why = judge_row(t, i, p);

	if (why != RATE_OK) {
		if_table_no_rate(t, i, why);
		return;
	}
	packet_rates(t, i, p);
	octet_rates(t, i, p, at_ms);
}

/* The readings become the base of the next rates. */
static inline void rebase_row(struct if_table *t, if_id i,
			      const struct if_counters *raw)
{
	uint8_t hc = raw->has & HAS_HC_OCTETS ? IFF_HC : 0;

	if_table_keep(t, i, raw);
	t->flags[i] = (uint8_t)((t->flags[i] & ~IFF_HC) | hc);
}

static void rebase(struct network *net, struct dev *dev,
		   const struct agent_clock *clock, const struct if_counters *raw,
		   uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		rebase_row(&net->ifs, dev->if_first + i, &raw[i]);
	dev->base = *clock;
}

/* Between two readings of a row. A poll is many answers, and some come late: the clock
 * that counts is the one that came with the counters. */
static inline double row_seconds(uint32_t old_cs, uint32_t now_cs, double of_the_poll)
{
	if (!old_cs || !now_cs)
		return of_the_poll;
	return (double)(now_cs - old_cs) / 100;
}

/* What holds for all rows of a sample. */
struct sample {
	const struct if_rested *rested;
	double seconds, beyond, least_s;
	int64_t at_ms;
	bool rebases;
};

static inline bool same_mishaps(const uint32_t was[MISHAPS],
				const struct if_counters *is)
{
	return was[MISHAP_IN_ERRORS] == is->in_errors &&
	       was[MISHAP_OUT_ERRORS] == is->out_errors &&
	       was[MISHAP_IN_DISCARDS] == is->in_discards &&
	       was[MISHAP_OUT_DISCARDS] == is->out_discards;
}

/* A plain row, which nearly all are, straight from one reading to the next. False, and
 * nothing is done: it is another. */
static inline bool goes_on(struct if_table *t, if_id i, const struct if_counters *now,
			   const struct sample *s)
{
	struct if_kept *old = &t->raw[i];
	const struct advance by = ADVANCE(now, old);
	double seconds = row_seconds(old->uptime_cs, now->uptime_cs, s->seconds);

	if (old->has != now->has || (now->has & WHOLE) != WHOLE ||
	    !same_mishaps(if_mishaps(t, i)->count, now) ||
	    old->discontinuity != now->discontinuity || !is_forward(&by) ||
	    seconds + s->beyond < s->least_s ||
	    !plain_rates(t, i, &by, seconds + s->beyond, s->at_ms))
		return false;
	if ((s->rested->held & HAS_MISHAPS) != HAS_MISHAPS)
		no_mishaps(t, i, now->has, s->rested->held);
	if (s->rebases) {
		old->in_octets = now->in_octets;
		old->out_octets = now->out_octets;
		old->in_pkts = now->in_pkts;
		old->out_pkts = now->out_pkts;
		old->uptime_cs = now->uptime_cs;
		t->flags[i] |= IFF_HC;
	}
	return true;
}

static void take_row(struct if_table *t, if_id i, const struct if_counters *now,
		     const struct sample *s)
{
	struct if_counters old = if_counters(t, i);
	double seconds = row_seconds(old.uptime_cs, now->uptime_cs, s->seconds);
	struct pair pair = {&old, now, s->rested, seconds + s->beyond, s->least_s};

	row_rates(t, i, &pair, s->at_ms);
	if (s->rebases)
		rebase_row(t, i, now);
}

static void note_read(struct dev *dev, uint32_t held, int64_t at_ms)
{
	for (unsigned k = 0; k < MISHAPS; k++)
		if (!(held & HAS_IN_ERRORS << k))
			dev->mishaps_s[k] = (uint32_t)(at_ms / 1000);
}

/* A sample: rates over the span since the base. Of an idle device the base stays while
 * a slow agent would explain as much. */
static void take_sample(struct network *net, struct dev *dev,
			const struct agent_clock *clock, const struct if_counters *raw,
			uint32_t n, const struct if_rested *rested, bool unchanged)
{
	int64_t span = span_ms(&dev->base, clock), covered = span;
	struct sample s = {.rested = rested,
			   .seconds = rate_seconds(&dev->base, clock),
			   .least_s = (double)rate_least_ms(dev->poll_ms) / 1000,
			   .at_ms = clock->at_ms,
			   .rebases = !unchanged ||
				      span >= rate_pace_max_ms(dev->poll_ms)};

	if (!unchanged) {
		if (!dev->hasty)
			rate_pace_learn(&dev->pace, span,
					span_ms(&dev->base, &dev->clock), dev->poll_ms);
		covered = rate_covered_ms(&dev->pace, span, dev->poll_ms);
	}
	s.beyond = (double)(covered - span) / 1000;
	for (uint32_t i = 0; i < n; i++)
		if (!goes_on(&net->ifs, dev->if_first + i, &raw[i], &s))
			take_row(&net->ifs, dev->if_first + i, &raw[i], &s);
	note_read(dev, rested->held, clock->at_ms);
	if (s.rebases)
		dev->base = *clock;
}

static void no_rates(struct network *net, const struct dev *dev, enum no_rate why)
{
	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++)
		if_table_no_rate(&net->ifs, i, why);
}

/* No new sample: the old rates stand, with their age. */
static void hold(struct network *net, const struct dev *dev)
{
	struct if_table *t = &net->ifs;

	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++)
		if (t->no_rate[i] != RATE_OK && t->raw[i].has)
			t->no_rate[i] = RATE_UNCHANGED;
}

static void take_clock(struct dev *dev, const struct agent_clock *clock, bool rebooted)
{
	if (rebooted) {
		dev->reboots++;
		dev->rebooted_ms = clock->at_ms;
	}
	if ((rebooted || !dev->boot_ms) && !clock->ours)
		dev->boot_ms = clock->at_ms - rate_uptime_ms(clock);
	dev->clock = *clock;
}

bool network_take_counters(struct network *net, dev_id id,
			   const struct agent_clock *clock,
			   const struct if_counters *raw, uint32_t n,
			   const struct if_rested *rested)
{
	static const struct if_rested none = {0};
	struct dev *dev = &net->dev[id];
	bool unchanged;
	enum no_rate why;

	if (n != dev->if_n)
		return false;
	unchanged = all_unchanged(&net->ifs, dev->if_first, raw, n);
	why = judge_poll(dev, clock, unchanged);
	switch (why) {
	case RATE_OK:
		take_sample(net, dev, clock, raw, n, rested ? rested : &none,
			    unchanged);
		break;
	case RATE_UNCHANGED:
		hold(net, dev);
		break;
	case RATE_TOO_SOON:
		no_rates(net, dev, why);
		break;
	default:
		no_rates(net, dev, why);
		rebase(net, dev, clock, raw, n);
	}
	dev->hasty = why == RATE_TOO_SOON;
	take_clock(dev, clock, why == RATE_REBOOT);
	series_step(net, id, clock->at_ms);
	net->generation++;
	return why == RATE_REBOOT;
}

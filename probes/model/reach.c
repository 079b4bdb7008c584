/*
 * A probe is a bit: 300 of them and a handful of numbers are all a verdict needs, so
 * that ten thousand targets fit into a few cache lines each.
 */
#include "probes/model/reach.h"

#include <math.h>
#include <string.h>

#define RTT_SMOOTH 8	 /* weight of the past in the shown RTT */
#define JITTER_SMOOTH 16 /* RFC 3550 6.4.1 */
#define LOSS_FLOOR 0.05	 /* too few probes say nothing about less */
/* Confirming probes come five to a second, and one of them is kept: a blip of a second
 * is one lost probe of a minute, not five. */
#define KEEP_MS 800
#define FALSE_VERDICTS 10 /* powers of ten against one */

void reach_init(struct reach *r)
{
	memset(r, 0, sizeof *r);
	r->rtt_ms = r->last_rtt_ms = r->jitter_ms = r->fresh_ms = NAN;
}

void reach_taken(struct reach *r)
{
	r->fresh_n = r->fresh_lost = 0;
	r->fresh_ms = NAN;
}

static void put_minute(struct reach *r, bool lost)
{
	r->young_lost = (uint8_t)(r->young_lost + lost);
	if (++r->young_n < REACH_MINUTE)
		return;
	r->minute_lost[r->minute_head] = r->young_lost;
	r->minute_head = (uint8_t)((r->minute_head + 1) % REACH_MINUTES);
	if (r->minutes < REACH_MINUTES)
		r->minutes++;
	r->young_n = r->young_lost = 0;
}

static void put_probe(struct reach *r, bool lost)
{
	uint64_t bit = UINT64_C(1) << r->head % 64;

	if (lost)
		r->lost_bits[r->head / 64] |= bit;
	else
		r->lost_bits[r->head / 64] &= ~bit;
	r->head = (uint16_t)((r->head + 1) % REACH_WINDOW);
	if (r->n < REACH_WINDOW)
		r->n++;
	if (r->steady < REACH_WINDOW)
		r->steady++;
	put_minute(r, lost);
	if (r->fresh_n == UINT16_MAX)
		return;
	r->fresh_n++;
	r->fresh_lost = (uint16_t)(r->fresh_lost + lost);
}

static bool set_verdict(struct reach *r, bool answering, int64_t at_ms)
{
	if (r->known && r->answering == answering)
		return false;
	r->known = true;
	r->answering = answering;
	r->since_ms = at_ms;
	r->steady = 0;
	r->minutes = r->young_n = r->young_lost = 0;
	return true;
}

bool reach_answer(struct reach *r, int64_t sent_ms, int64_t rtt_us)
{
	float rtt = (float)rtt_us / 1000;

	put_probe(r, false);
	if (isnan(r->last_rtt_ms)) {
		r->rtt_ms = rtt;
	} else {
		float apart = fabsf(rtt - r->last_rtt_ms);

		r->rtt_ms += (rtt - r->rtt_ms) / RTT_SMOOTH;
		r->jitter_ms =
			isnan(r->jitter_ms)
				? apart
				: r->jitter_ms + (apart - r->jitter_ms) / JITTER_SMOOTH;
	}
	r->last_rtt_ms = rtt;
	r->fresh_ms = fmaxf(r->fresh_ms, rtt);
	r->last_answer_ms = sent_ms + rtt_us / 1000;
	r->lost_in_row = r->confirm_need = 0;
	r->first_bad_ms = 0;
	return set_verdict(r, true, r->last_answer_ms);
}

bool reach_loss(struct reach *r, int64_t sent_ms)
{
	bool silent = r->known && !r->answering;

	if (r->lost_in_row == 0) {
		unsigned of, lost = reach_lost(r, r->steady, &of);

		r->first_bad_ms = sent_ms;
		r->confirm_need =
			(uint8_t)reach_confirm_need(of ? (double)lost / of : 0);
	}
	if (r->lost_in_row == 0 || sent_ms - r->kept_ms >= KEEP_MS) {
		put_probe(r, true);
		r->kept_ms = sent_ms;
	}
	if (r->lost_in_row < UINT8_MAX)
		r->lost_in_row++;
	if (silent || r->lost_in_row <= r->confirm_need)
		return false;
	r->confirm_need = 0;
	return set_verdict(r, false, sent_ms);
}

int64_t reach_pause(const struct reach *r, int64_t every_ms)
{
	return r->confirm_need && every_ms > REACH_CONFIRM_MS ? REACH_CONFIRM_MS
							      : every_ms;
}

/* Lost probes at ring positions from (inclusive) to to, which does not wrap. */
static unsigned count_lost(const struct reach *r, unsigned from, unsigned to)
{
	unsigned lost = 0;

	while (from < to) {
		unsigned end = (from / 64 + 1) * 64 < to ? (from / 64 + 1) * 64 : to;
		uint64_t bits = r->lost_bits[from / 64] >> from % 64;

		if (end - from < 64)
			bits &= (UINT64_C(1) << (end - from)) - 1;
		lost += (unsigned)__builtin_popcountll(bits);
		from = end;
	}
	return lost;
}

unsigned reach_lost(const struct reach *r, unsigned last, unsigned *of)
{
	unsigned n = last < r->n ? last : r->n;

	*of = n;
	if (n <= r->head)
		return count_lost(r, r->head - n, r->head);
	return count_lost(r, 0, r->head) +
	       count_lost(r, REACH_WINDOW - (n - r->head), REACH_WINDOW);
}

unsigned reach_lost_long(const struct reach *r, unsigned last, unsigned *of)
{
	unsigned lost = r->young_lost, n = r->young_n;

	for (unsigned i = 1; i <= r->minutes && n + REACH_MINUTE <= last; i++) {
		lost += r->minute_lost[(r->minute_head + REACH_MINUTES - i) %
				       REACH_MINUTES];
		n += REACH_MINUTE;
	}
	*of = n + REACH_MINUTE > last ? last : n;
	return lost;
}

double reach_loss_pct(const struct reach *r, unsigned last)
{
	unsigned of, lost = reach_lost(r, last, &of);

	return of ? 100.0 * lost / of : (double)NAN;
}

unsigned reach_confirm_need(double loss_ratio)
{
	double p = loss_ratio > LOSS_FLOOR ? loss_ratio : LOSS_FLOOR;

	if (p >= 1)
		return REACH_CONFIRM_MAX;
	p = ceil(FALSE_VERDICTS / -log10(p));
	return p < REACH_CONFIRM_MAX ? (unsigned)p : REACH_CONFIRM_MAX;
}

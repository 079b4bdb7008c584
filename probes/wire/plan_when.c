/*
 * When a device is polled next: on its place in the interval, which is where its name's
 * hash puts it, and silent ones at growing distances.
 */
#include "probes/wire/plan.h"

#include <math.h>

#define PAUSE_MS 1100 /* to the next poll at least: a rate, and room for lateness */
#define BACK_OFF_MS 120000 /* at most, unless the interval is longer */
#define PROBE_MIN_MS 200
#define PROBE_MAX_MS 1000

void plan_burst(struct plan *p, int64_t until_ms)
{
	p->burst_ms = until_ms;
}

int64_t plan_place(const struct plan *p, int64_t from_ms)
{
	int64_t behind = (from_ms - p->phase_ms) % p->interval_ms;

	return from_ms + (behind ? p->interval_ms - behind : 0);
}

/* Silent: twice the interval, then four times, as long as that is not too long. */
static int64_t distance(const struct plan *p)
{
	int64_t interval = p->interval_ms;
	int64_t most = interval > BACK_OFF_MS ? interval : BACK_OFF_MS;
	int64_t wanted = p->misses < PLAN_SILENT    ? interval
			 : p->misses == PLAN_SILENT ? 2 * interval
						      : 4 * interval;

	return wanted < most ? wanted : most;
}

static int64_t pause_ms(const struct plan *p)
{
	return p->interval_ms < PAUSE_MS
		       ? (rate_least_ms(p->interval_ms) + p->interval_ms) / 2
		       : PAUSE_MS;
}

int64_t plan_due(const struct plan *p, int64_t now_ms)
{
	if (p->misses == 0 && now_ms < p->burst_ms) {
		int64_t pause = p->interval_ms < PAUSE_MS ? p->interval_ms : PAUSE_MS;
		int64_t next = p->began_ms + pause;
		return next > now_ms ? next : now_ms + 1;
	}
	if (p->misses == 0 && p->answers == 1)
		return now_ms + (p->interval_ms < PLAN_SECOND_MS ? p->interval_ms
								 : PLAN_SECOND_MS);
	/* Half an interval: its place, though this poll was a little early or late.
	 * From anywhere else the way there must be long enough for a rate. */
	bool in_place = plan_place(p, p->began_ms - p->interval_ms / 10) <= p->began_ms;
	int64_t least = in_place ? 0 : pause_ms(p);
	int64_t wait = distance(p) - p->interval_ms / 2;
	int64_t from = p->began_ms + (wait > least ? wait : least);

	return plan_place(p, from > now_ms ? from : now_ms + 1);
}

int64_t plan_probe_timeout_us(float rtt_ms, float jitter_ms)
{
	float ms = PROBE_MAX_MS;

	if (!isnan(rtt_ms))
		ms = 4 * rtt_ms + (isnan(jitter_ms) ? rtt_ms : 4 * jitter_ms);
	ms = ms < PROBE_MIN_MS ? PROBE_MIN_MS : ms > PROBE_MAX_MS ? PROBE_MAX_MS : ms;
	return (int64_t)(ms * 1000);
}

/*
 * persist: k of n, and share of time, in two words of memory: there may be one of these
 * for every rule of hundreds of thousands of interfaces on a bad day.
 */
#include "probes/alert/persist.h"

static unsigned bits_set(uint64_t v)
{
	return (unsigned)__builtin_popcountll(v);
}

static uint64_t mask(unsigned bits)
{
	return bits >= 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1;
}

static bool step_polls(const struct persist *p, struct lasting *run, bool on)
{
	unsigned n = p->n ? p->n : 1, k = p->k ? p->k : 1;

	run->hit = (run->hit << 1 | on) & mask(n);
	return bits_set(run->hit) >= k;
}

/* The whole span: the time nobody measured is put off, and so is what the clock was set
 * by. What was running when we were
 * stopped, and nobody knows until when it was looked at, begins anew. */
static bool step_span(const struct persist *p, struct lasting *run, bool on,
		      int64_t before_ms, int64_t now_ms, int64_t gap_ms)
{
	if (!on) {
		run->hit = 0;
		return false;
	}
	if (!run->hit)
		*run = (struct lasting){.hit = 1, .mark = now_ms};
	else if (now_ms - before_ms > gap_ms || now_ms < before_ms)
		run->mark = before_ms ? run->mark + now_ms - before_ms : now_ms;
	return now_ms - run->mark >= p->ms;
}

static bool step_share(const struct persist *p, struct lasting *run, bool on,
		       int64_t before_ms, int64_t now_ms, int64_t gap_ms)
{
	int64_t slot_ms = p->ms >= PERSIST_SLOTS ? p->ms / PERSIST_SLOTS : 1;
	int64_t slot = now_ms / slot_ms, moved = slot - run->mark;
	int64_t covers = 1;

	if (moved < 0 || now_ms < before_ms)
		moved = 0; /* the clock was set back: the slots stay what they were */
	if (run->hit && moved > 0 && now_ms - before_ms <= gap_ms)
		covers = moved;
	run->hit = run->hit && moved < 64 ? run->hit << moved : 0;
	run->mark = slot;
	if (on)
		run->hit |= mask((unsigned)(covers < 64 ? covers : 64));
	else
		run->hit &= ~UINT64_C(1);
	run->hit &= mask(PERSIST_SLOTS);
	return bits_set(run->hit) * 100 >= p->share_pct * PERSIST_SLOTS;
}

bool persist_step(const struct persist *p, struct lasting *run, bool on,
		  int64_t before_ms, int64_t now_ms, int64_t gap_ms)
{
	if (p->by == PERSIST_POLLS)
		return step_polls(p, run, on);
	if (p->share_pct == 0 || p->share_pct >= 100)
		return step_span(p, run, on, before_ms, now_ms, gap_ms);
	return step_share(p, run, on, before_ms, now_ms, gap_ms);
}

/*
 * coverage: gaps in who is called.
 */
#include "probes/alert/coverage.h"

#define CHANGES_MAX 20000 /* of a year; a calendar that changes oftener is cut */

struct walk {
	const struct roster *roster;
	const struct policy *policy;
	uint32_t first, n; /* rungs */
	struct gaps *gaps;
	int64_t gap_ms; /* when the present gap began; 0 none */
};

static bool somebody(const struct walk *w, int64_t now_ms)
{
	uint32_t who[ROSTER_CALLS];

	if (!calendar_in(&w->policy->hours, w->policy->zone, now_ms))
		return true; /* nobody is to be called */
	for (uint32_t i = 0; i < w->n; i++)
		if (roster_calls(w->roster, w->policy->rung[w->first + i].contact,
				 now_ms, who))
			return true;
	return false;
}

static int64_t next_change(const struct walk *w, int64_t now_ms)
{
	int64_t at = calendar_next(&w->policy->hours, w->policy->zone, now_ms);

	for (uint32_t i = 0; i < w->n; i++) {
		int64_t next = roster_changes(
			w->roster, w->policy->rung[w->first + i].contact, now_ms);

		at = next < at ? next : at;
	}
	return at;
}

static void end_gap(struct walk *w, int64_t now_ms)
{
	struct gaps *g = w->gaps;

	if (!w->gap_ms)
		return;
	if (!g->n++) {
		g->first_ms = w->gap_ms;
		g->first_end_ms = now_ms;
	}
	g->sum_ms += now_ms - w->gap_ms;
	w->gap_ms = 0;
}

static void walk(struct walk *w, int64_t from_ms)
{
	int64_t end_ms = from_ms + COVERAGE_MS, now_ms = from_ms;

	*w->gaps = (struct gaps){0};
	for (unsigned i = 0; i < CHANGES_MAX && now_ms < end_ms; i++) {
		if (somebody(w, now_ms))
			end_gap(w, now_ms);
		else if (!w->gap_ms)
			w->gap_ms = now_ms;
		now_ms = next_change(w, now_ms);
	}
	end_gap(w, now_ms < end_ms ? now_ms : end_ms);
}

void coverage_rung(const struct roster *r, const struct policy *p, uint32_t rung,
		   int64_t from_ms, struct gaps *gaps)
{
	struct walk w = {r, p, rung, 1, gaps, 0};

	walk(&w, from_ms);
}

void coverage_policy(const struct roster *r, const struct policy *p, int64_t from_ms,
		     struct gaps *gaps)
{
	struct walk w = {r, p, 0, p->rung_n, gaps, 0};

	walk(&w, from_ms);
}

/*
 * What the past says of a thing stands beside what it does now, in pieces that flow; of
 * what is too young to say anything one word stands for all, where there is room.
 */
#include "views/outlook.h"

#include <math.h>
#include <stdio.h>

#include "probes/model/trend.h"

#define SOON_DAYS 30
#define UNKNOWN_FROM 99 /* cells with room for what is not known yet */
#define NEARLY_ALL 0.9 /* of a range: no word about what is missing */

/* The least that is known of all that is too young. */
static void see_young(int *least, int known)
{
	if (*least < 0 || known < *least)
		*least = known;
}

void outlook_young(struct flow *f, const struct young *young)
{
	if (f->pen.width < UNKNOWN_FROM)
		return;
	if (young->days >= 0)
		flow_add(f, STYLE_DIM, "history %d of %d days", young->days,
			 TREND_DAYS_MIN);
	else if (young->weeks >= 0)
		flow_add(f, STYLE_DIM, "history %d of %d weeks", young->weeks,
			 TREND_WEEKS_MIN);
}

void outlook_full(struct flow *f, const char *what, const struct rollup *r,
		  double limit, struct young *young)
{
	const char *blank = *what ? " " : "";
	double days;

	if (!r || !(limit > 0))
		return;
	days = trend_full_days((double)r->learnt.level, (double)r->learnt.slope, limit);
	if (isnan(days))
		see_young(&young->days, r->learnt.days);
	else if (days > TREND_FAR_DAYS)
		flow_add(f, STYLE_DIM, "%s%sdoes not fill up", what, blank);
	else if (days < 1)
		flow_add(f, STYLE_WARNING, "%s%sfull now at its busiest", what, blank);
	else
		flow_add(f, days < SOON_DAYS ? STYLE_WARNING : STYLE_DIM,
			 "%s%sfull in %.0f day%s", what, blank, floor(days),
			 floor(days) > 1 ? "s" : "");
}

void outlook_usual(struct flow *f, const struct rollup *r, struct young *young)
{
	char value[FORMAT_SIZE];

	if (!r)
		return;
	if (isnan(r->learnt.usual))
		see_young(&young->weeks, r->learnt.weeks);
	else
		flow_add(f, STYLE_DIM, "usual %s",
			 graph_value(value, GRAPH_MS, (double)r->learnt.usual));
}

/* "43% 4.3G", without a speed "4.3G". */
static void say_rate(const struct curve *curve, float bps, char *out, size_t size)
{
	char pct[FORMAT_SIZE], rate[FORMAT_SIZE];

	format_traffic(rate, (double)bps, curve->bytes);
	if (curve->unit != GRAPH_PCT || !curve->speed_bps || isnan(bps)) {
		snprintf(out, size, "%s", rate);
		return;
	}
	graph_value(pct, GRAPH_PCT, (double)bps * 100 / (double)curve->speed_bps);
	snprintf(out, size, "%s %s", pct, rate);
}

static void say_both(struct flow *f, const char *what, const struct curve *in,
		     const struct curve *out, const float bps[2], uint32_t of,
		     uint32_t all)
{
	char a[2 * FORMAT_SIZE], b[2 * FORMAT_SIZE], span[FORMAT_SIZE], part[64] = "";

	say_rate(in, bps[0], a, sizeof a);
	say_rate(out, bps[1], b, sizeof b);
	if (of < NEARLY_ALL * all)
		snprintf(part, sizeof part, " (of %s)",
			 format_age(span, (int64_t)of * ROLLUP_SLOT_S * 1000));
	flow_add(f, STYLE_NORMAL, "%s in %s out %s%s", what, a, b, part);
}

/* Five-minute slots of this month so far, UTC as it is reckoned. */
static uint32_t month_slots(int64_t now_ms)
{
	struct civil c;

	zone_civil(zone_find("UTC"), now_ms, &c);
	return (uint32_t)(((c.day - 1) * 24 + c.hour) * 12 + c.minute / 5);
}

void outlook_percentiles(struct flow *f, const struct scene *s, enum recall_range range,
			 const struct curve *in, const struct curve *out)
{
	enum recall_state state;
	const struct recalled *a = drill_recall(s, in, range, &state);
	const struct recalled *b = drill_recall(s, out, range, &state);

	if (!a || !b) {
		if (state == RECALL_ASKING)
			flow_add(f, STYLE_DIM, "95th percentile: asking the journal");
		return;
	}
	if (!a->p95_of && !b->p95_of && f->pen.width < UNKNOWN_FROM)
		return;
	if (!a->p95_of && !b->p95_of) {
		flow_add(f, STYLE_DIM, "95th percentile: none yet");
		return;
	}
	say_both(f, range == RECALL_DAY ? "95th of 24 h" : "95th of 30 days", in, out,
		 (float[]){a->p95, b->p95}, a->p95_of,
		 range == RECALL_DAY ? 288 : 30 * 288);
	say_both(f, "95th this month", in, out, (float[]){a->month_p95, b->month_p95},
		 a->month_of, month_slots(s->now_ms));
}

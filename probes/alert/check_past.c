/*
 * Checks of what the past says of the present (model/rollup.h): when something is full,
 * whether errors rise, whether light fades. Where the past is too short there is no
 * reading, and the rules sleep.
 *
 * What was learnt changes once an hour; a poll is what makes it a reading, so that what
 * is late is not judged.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "probes/alert/look.h"
#include "probes/model/rollup.h"
#include "probes/model/sensor.h"
#include "probes/model/trend.h"

/* Days until one value reaches its limit, at most TREND_FAR_DAYS; NAN not known. */
static double days_of(const struct learnt *l, double limit)
{
	double days = l ? trend_full_days((double)l->level, (double)l->slope, limit)
			: (double)NAN;

	return isnan(days) ? days : fmin(floor(days), TREND_FAR_DAYS);
}

/* The busier direction is the one that is full first. */
void look_if_full(const struct rule *rule, const struct subject_view *v,
		  struct sample *s)
{
	const struct if_table *ifs = &v->net->ifs;
	double limit = (double)if_speed_bps(ifs, v->row);
	double in = days_of(rollup_learnt(ifs, v->row, ROLLUP_IN), limit);
	double out = days_of(rollup_learnt(ifs, v->row, ROLLUP_OUT), limit);

	look_low(rule, fmin(in, out), s);
	s->direction = out < in || isnan(in) ? "out" : "in";
	s->stamp = network_if_sampled_ms(v->net, v->row);
}

bool calm_if_full(const struct if_table *ifs, if_id i, const struct reach_of *r)
{
	const struct learnt *in = rollup_learnt(ifs, i, ROLLUP_IN);
	const struct learnt *out = rollup_learnt(ifs, i, ROLLUP_OUT);

	(void)r;
	return !in || (!(in->slope > 0) && !(out->slope > 0));
}

/* Memory, or the disk that is full before it. */
void look_full(const struct rule *rule, const struct subject_view *v, struct sample *s)
{
	const struct network *net = v->net;
	const struct memory *m = net->memory + v->dev->memories.first;
	double soonest =
		days_of(&rollup_of_dev(net, v->dev_id, ROLLUP_MEMORY)->learnt, 100);

	s->reason = "memory";
	for (uint32_t i = 0; i < v->dev->memories.n; i++) {
		const struct rollup *r =
			m[i].class == STORAGE_DISK
				? rollup_of_named(net, v->dev_id, ROLLUP_DISK,
						  m[i].name)
				: NULL;
		double days = r ? days_of(&r->learnt, 100) : (double)NAN;

		if (isnan(days) || days >= soonest)
			continue;
		soonest = days;
		s->reason = network_str(net, m[i].name);
	}
	look_low(rule, soonest, s);
	s->stamp = v->dev->health_ms;
}

/* The last day against the days before it: so many times, and not below the floor. */
void look_errors_rise(const struct rule *rule, const struct subject_view *v,
		      struct sample *s)
{
	const struct learnt *l = rollup_learnt(&v->net->ifs, v->row, ROLLUP_ERRORS);
	double today = l ? (double)l->today : (double)NAN;
	double before = l ? (double)l->before : (double)NAN;
	double back = isnan(rule->clear) ? rule->enter : rule->clear;

	s->known = !isnan(today) && !isnan(before);
	s->value = today;
	s->limit = fmax(before * rule->enter, rule->floor);
	s->clear = fmax(before * back, rule->floor * back / rule->enter);
	s->on = trend_rising(today, before, rule->enter, rule->floor);
	s->off = today < s->clear;
	s->stamp = network_if_sampled_ms(v->net, v->row);
}

bool calm_errors_rise(const struct if_table *ifs, if_id i, const struct reach_of *r)
{
	const struct learnt *l = rollup_learnt(ifs, i, ROLLUP_ERRORS);

	(void)r;
	return !l || !(l->today > 0);
}

/* --- in words --- */

static void say_past(unsigned has, unsigned needs, const char *unit,
		     char out[PAST_WORDS])
{
	if (has < needs)
		snprintf(out, PAST_WORDS, "insufficient history, %u of %u %s", has,
			 needs, unit);
	else
		snprintf(out, PAST_WORDS, "%u %s of history", has, unit);
}

static unsigned weeks_of(const struct rollup *r)
{
	return r ? r->learnt.weeks : 0;
}

static bool past_of_dev(enum check check, const struct network *net, dev_id d,
			str_id sensor, char out[PAST_WORDS])
{
	switch (check) {
	case CHECK_LATENCY_RISE:
		say_past(weeks_of(rollup_of_dev(net, d, ROLLUP_RTT)), TREND_WEEKS_MIN,
			 "weeks", out);
		return true;
	case CHECK_FULL_IN:
		say_past(rollup_of_dev(net, d, ROLLUP_MEMORY)->learnt.days,
			 TREND_DAYS_MIN, "days", out);
		return true;
	case CHECK_OPTICAL_DROP:
		if (sensor == NONE)
			return false;
		say_past(weeks_of(rollup_of_named(net, d, ROLLUP_OPTICAL, sensor)),
			 TREND_WEEKS_MIN, "weeks", out);
		return true;
	default:
		return false;
	}
}

static bool past_of_if(enum check check, const struct if_table *ifs, if_id i,
		       char out[PAST_WORDS])
{
	const struct learnt *l;

	if (check == CHECK_IF_FULL_IN) {
		l = rollup_learnt(ifs, i, ROLLUP_IN);
		say_past(l ? l->days : 0, TREND_DAYS_MIN, "days", out);
		return true;
	}
	if (check != CHECK_ERRORS_RISE)
		return false;
	l = rollup_learnt(ifs, i, ROLLUP_ERRORS);
	if (!l || isnan(l->before) || isnan(l->today))
		snprintf(out, PAST_WORDS, "insufficient history, not %d days yet",
			 TREND_BEFORE_MIN);
	else
		snprintf(out, PAST_WORDS, "usually %.3g/s", (double)l->before);
	return true;
}

bool check_past(enum check check, const struct network *net, struct scope_thing t,
		str_id sensor, char out[PAST_WORDS])
{
	out[0] = '\0';
	if (t.ifs != NONE)
		return past_of_if(check, &net->ifs, t.ifs, out);
	return t.dev != NONE && past_of_dev(check, net, t.dev, sensor, out);
}

/*
 * The limits of a reading, by the device's own word: beside it, or in a table that has
 * several for each.
 */
#include "probes/wire/sense_private.h"

#include <math.h>

/* A limit as the device tells it; NAN: nothing that can be one. */
static double limit_of(const struct look_up *l, const struct raw_cell *raw,
		       double factor, uint8_t kind)
{
	double number = sense_number_of(l->r, raw);
	double limit = sense_scaled(l->r, number, factor);

	return sense_is_sentinel(kind, number, factor) ||
			       !sense_in_range(l->r, kind, limit)
		       ? NAN
		       : limit;
}

static void take_own(const struct look_up *l, double factor, struct sensor *s)
{
	float *const out[LIMIT_N] = {&s->low_critical, &s->low_warning, &s->warning,
				     &s->critical};

	for (int i = 0; i < LIMIT_N; i++) {
		const struct raw_cell *raw = look_find(l, l->r->limit_by[i]);
		double limit = l->r->limit[i];
		if (raw)
			limit = limit_of(l, raw, factor, s->kind);
		*out[i] = (float)limit;
	}
}

/* One row of a table of limits: which of the four it is, and further out or in? */
static void take_limit_row(const struct look_up *l, const struct survey_cell *cell,
			   double factor, struct sensor *s)
{
	const struct profile_reading *r = l->r;
	struct look_up at = *l;
	bool is[LIMITS_N];
	float limit, *to;

	at.index = l->s->arc + cell->index;
	at.index_n = cell->index_n;
	for (int i = 0; i < LIMITS_N; i++)
		is[i] = look_case(&at, r->limits_is[i].ref, r->limits_is[i].is) != NULL;
	limit = (float)limit_of(l, &cell->raw, factor, s->kind);
	if (is[LIMITS_LOW] == is[LIMITS_HIGH] ||
	    !(is[LIMITS_WARNING] || is[LIMITS_CRITICAL]) || isnan(limit))
		return;
	to = is[LIMITS_LOW] ? is[LIMITS_CRITICAL] ? &s->low_critical : &s->low_warning
	     : is[LIMITS_CRITICAL] ? &s->critical
				   : &s->warning;
	bool outward = is[LIMITS_HIGH] == (limit > *to);
	if (isnan(*to) || outward == is[LIMITS_CRITICAL])
		*to = limit;
}

/* Limits that contradict each other are none: agents fill tables with zeroes. Of a fan
 * that turns too fast nobody wants to know, and some tell that limit in another unit.
 * Of two in the wrong order the outer one is believed.
 */
static void drop_nonsense(struct sensor *s)
{
	float low = fmaxf(s->low_critical, s->low_warning);
	float high = fminf(s->critical, s->warning);

	if (s->kind == SENSOR_FAN)
		s->warning = s->critical = high = NAN;
	if (low >= high || (high == 0 && s->kind != SENSOR_OPTICAL)) {
		s->low_critical = s->low_warning = NAN;
		s->critical = s->warning = NAN;
	}
	if (s->low_critical >= s->low_warning) {
		s->low_critical = s->low_warning;
		s->low_warning = NAN;
	}
	if (s->warning >= s->critical) {
		s->critical = s->warning;
		s->warning = NAN;
	}
}

static void take_table(const struct look_up *l, double factor, struct sensor *s)
{
	uint16_t column = l->r->limits.column;
	uint32_t at;

	if (column != PROFILE_NONE) {
		at = survey_lower(l->s, column, l->index, l->index_n);
		for (; survey_begins(l->s, column, at, l->index, l->index_n); at++)
			take_limit_row(l, &l->s->cell[l->s->order[at]], factor, s);
	}
}

void sense_take_limits(const struct look_up *l, double factor, struct sensor *s)
{
	take_own(l, factor, s);
	take_table(l, factor, s);
	drop_nonsense(s);
}

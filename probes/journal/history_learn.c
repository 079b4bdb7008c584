/*
 * What the past says of the present: one segment of the hour ring a step, since all
 * series of it stand in the same rows.
 *
 * Six weeks of hours: the usual of an hour of the week is that of the same hour before;
 * a day counts by its busiest hour, for a link is full when it is full at its worst.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/journal/history_private.h"
#include "probes/model/trend.h"

#define WEEK_HOURS 168
#define DAY_HOURS 24
#define HOURS                                                                          \
	(TREND_WEEKS * WEEK_HOURS + 2 * DAY_HOURS) /* whole days, and neighbours */
#define HOURS_MIN 12				   /* of a day that counts */

/* Rows of one segment, newest slot at the end. */
struct window {
	uint32_t first; /* its hour */
	uint32_t now;
	unsigned char (*row)[ROW_BYTES];
};

static void read_window(struct history *h, struct window *w, enum ring_class class,
			uint32_t segment)
{
	for (uint32_t i = 0; i < HOURS; i++) {
		uint32_t at = w->first + i;
		const struct page *page =
			history_page(h, RING_HOUR, class, segment, at);
		sqlite3_stmt *st = h->get_slot;

		memset(w->row[i], 0, ROW_BYTES);
		if (page) {
			memcpy(w->row[i], page->data, ROW_BYTES);
			continue;
		}
		sqlite3_bind_int64(st, 1, slot_key(RING_HOUR, class, segment, at));
		if (sqlite3_step(st) == SQLITE_ROW &&
		    sqlite3_column_int64(st, 0) == at &&
		    sqlite3_column_bytes(st, 1) == ROW_BYTES)
			memcpy(w->row[i], sqlite3_column_blob(st, 1), ROW_BYTES);
		sqlite3_reset(st);
	}
}

/* The mean of an hour; NAN nothing is known of it. */
static float hour_of(const struct window *w, const struct series_entry *e, uint32_t at)
{
	struct record r;

	if (at - w->first >= HOURS ||
	    !record_get(w->row[at - w->first] +
				e->place % HISTORY_PLACES * HISTORY_RECORD,
			e->kind, at, &r))
		return NAN;
	return r.mean;
}

static void learn_usual(const struct window *w, const struct series_entry *e,
			struct learnt *out)
{
	float week[TREND_WEEKS][TREND_AROUND];

	for (uint32_t i = 0; i < TREND_WEEKS; i++)
		for (uint32_t k = 0; k < TREND_AROUND; k++)
			week[i][k] =
				hour_of(w, e, w->now - (i + 1) * WEEK_HOURS + k - 1);
	out->usual = trend_usual((const float(*)[TREND_AROUND])week, TREND_WEEKS,
				 &out->weeks);
}

/* Of the busiest hour of the day that begins at an hour, or its mean. */
static float day_of(const struct window *w, const struct series_entry *e,
		    uint32_t begin, bool busiest, uint32_t least)
{
	float highest = NAN, sum = 0;
	uint32_t known = 0;

	for (uint32_t i = 0; i < DAY_HOURS; i++) {
		float v = hour_of(w, e, begin + i);

		if (isnan(v))
			continue;
		highest = fmaxf(highest, v);
		sum += v;
		known++;
	}
	if (known < least)
		return NAN;
	return busiest ? highest : sum / (float)known;
}

static void learn_trend(const struct window *w, const struct series_entry *e,
			struct learnt *out)
{
	uint32_t today = w->now / DAY_HOURS * DAY_HOURS;
	float day[TREND_DAYS];

	for (uint32_t i = 0; i < TREND_DAYS; i++)
		day[i] = day_of(w, e, today - (TREND_DAYS - i) * DAY_HOURS, true,
				HOURS_MIN);
	trend_fit(day, TREND_DAYS, &out->level, &out->slope, &out->days);
}

/* The last 24 hours, not today: nothing is better at midnight. */
static void learn_errors(const struct window *w, const struct series_entry *e,
			 struct learnt *out)
{
	uint32_t last = w->now + 1 - DAY_HOURS;
	float day[TREND_BEFORE];

	for (uint32_t i = 0; i < TREND_BEFORE; i++)
		day[i] = day_of(w, e, last - (TREND_BEFORE - i) * DAY_HOURS, false,
				HOURS_MIN);
	out->today = day_of(w, e, last, false, 1);
	out->before = trend_before(day);
}

/* False: nothing is learnt of such. */
static bool learn_one(const struct window *w, const struct series_entry *e,
		      struct learnt *out)
{
	*out = (struct learnt)LEARNT_NOTHING;
	switch (e->kind) {
	case ROLLUP_RTT:
	case ROLLUP_OPTICAL:
		learn_usual(w, e, out);
		return true;
	case ROLLUP_IN:
	case ROLLUP_OUT:
	case ROLLUP_MEMORY:
	case ROLLUP_DISK:
		learn_trend(w, e, out);
		return true;
	case ROLLUP_ERRORS:
		learn_errors(w, e, out);
		return true;
	default:
		return false;
	}
}

static void learn_segment(struct history *h, struct window *w, enum ring_class class,
			  uint32_t segment, history_learnt *each, void *ctx)
{
	struct learnt learnt;

	read_window(h, w, class, segment);
	for (uint32_t i = 0; i < h->series_n; i++) {
		const struct series_entry *e = &h->series[i];

		if (history_class(e->kind) == class &&
		    e->place / HISTORY_PLACES == segment && learn_one(w, e, &learnt))
			each(ctx, e->name, e->entity, e->kind, &learnt);
	}
}

static uint32_t segments(const struct history *h, enum ring_class class)
{
	return (h->places[class] + HISTORY_PLACES - 1) / HISTORY_PLACES;
}

bool history_learn(struct history *h, struct history_lesson *lesson,
		   history_learnt *each, void *ctx)
{
	uint32_t traffic = segments(h, CLASS_TRAFFIC);
	uint32_t all = traffic + segments(h, CLASS_HEALTH), at = lesson->next++;
	struct window w = {.now = (uint32_t)(lesson->now_ms / 3600000)};

	if (at >= all)
		return false;
	w.first = w.now + 1 - HOURS;
	w.row = malloc(HOURS * sizeof *w.row);
	if (!w.row)
		die("out of memory");
	if (at < traffic)
		learn_segment(h, &w, CLASS_TRAFFIC, at, each, ctx);
	else
		learn_segment(h, &w, CLASS_HEALTH, at - traffic, each, ctx);
	free(w.row);
	return lesson->next < all;
}

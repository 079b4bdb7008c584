/*
 * graph: values over time in an area: a row of words (name, last value, peak), columns
 * of eighth blocks over a scale of round numbers, an axis with local times; the newest
 * at the right. Pure.
 *
 * A column stands for the highest of its time; where its mean is known the part above
 * that is dim. Columns that do not fit are folded by twos, threes … to the highest of
 * them, grouped by their numbers, so that a new one moves the picture and does not
 * reshape it. A gap is blank, with ':' on the axis; before the first value nothing is
 * said. The peak has a mark on the axis, and so has the reading cursor.
 */
#ifndef NOCTOP_VIEWS_GRAPH_H
#define NOCTOP_VIEWS_GRAPH_H

#include "probes/model/series.h"
#include "views/column.h"
#include "views/format.h"

enum graph_unit { GRAPH_PCT, GRAPH_BPS, GRAPH_BYTES, GRAPH_MS, GRAPH_RATE };

struct graph {
	const char *name;
	enum graph_unit unit;
	bool bands; /* a percentage of a link: lines and styles at 60, 80, 90 */
	float max[SERIES_TIMES], mean[SERIES_TIMES]; /* NAN: not known */
	const struct series_times *times;	     /* as many columns as these */
	const char *unknown; /* what is said when none is known; NULL: just that */
	const struct zone *zone;
	int cursor; /* column that is read; -1 none */
};

#define GRAPH_ROWS 5 /* from so many on it has axes */

void graph_draw(struct canvas *, struct area, const struct graph *);
/* "93%" "9.3G" "1.2ms" "41/s", "-" unknown. */
char *graph_value(char out[FORMAT_SIZE], enum graph_unit, double);
/* When a column begins: "20:02:30", of longer ones "20:15", of days "6 Nov 18:00". */
#define GRAPH_TIME (2 * FORMAT_SIZE + 2)
char *graph_time(char out[GRAPH_TIME], const struct zone *, const struct series_times *,
		 unsigned column);
/* The upper end of the scale: 1, 2 or 5 times a power of ten, at least as much as the
 * highest; of percent at most 100. */
double graph_top(enum graph_unit, double highest);
/* The column that a time is in: the last that does not begin after it; -1 none. */
int graph_column(const struct series_times *, int64_t at_ms);

#endif

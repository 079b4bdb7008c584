/*
 * The picture is made cell by cell: each cell of the plot asks for its column and for
 * how many eighths of it are filled; of braille each half of a cell has a column.
 */
#include "views/graph.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "probes/base/clock.h"

#define GUTTER 6       /* a label and the line */
#define GUTTER_FROM 20 /* cells of an area that has room for them */
#define LABEL 8	       /* cells that a time needs, with a gap */
#define LABEL_LONG 11
#define QUARTER_MS 900000
#define HOUR_MS 3600000

/* What is drawn: columns as folded, and where. */
struct plot {
	const struct graph *g;
	struct canvas *c;
	struct area a; /* of the blocks alone */
	double top;
	unsigned group; /* columns in one */
	unsigned first; /* the first that is shown */
	unsigned n;	/* groups */
	unsigned peak;	/* column of the highest */
	unsigned known; /* the first column with a value; as many as there are: none */
	unsigned halves; /* that a cell has: 2 of braille, else 1 */
	bool axes;
};

/* --- values --------------------------------------------------------------------------
 */

char *graph_value(char out[FORMAT_SIZE], enum graph_unit unit, double v)
{
	size_t n;

	if (!isfinite(v) || unit == GRAPH_PCT)
		return format_pct(out, v);
	if (unit == GRAPH_BPS)
		return format_bps(out, v);
	if (unit == GRAPH_BYTES) /* of bits, too */
		return format_traffic(out, v, true);
	if (unit == GRAPH_MS && v >= 10 && v < 10000)
		snprintf(out, FORMAT_SIZE, "%.0f", floor(v));
	else if (unit == GRAPH_MS)
		format_ms(out, v);
	else
		format_rate(out, v);
	n = strlen(out);
	snprintf(out + n, FORMAT_SIZE - n, "%s",
		 unit == GRAPH_RATE ? "/s"
		 : v < 10000	    ? "ms"
				    : "");
	return out;
}

/* The mantissa of a round number that is at least v. */
static double round_up(double v, double *power)
{
	static const double mantissa[] = {1, 2, 5, 10};

	*power = pow(10, floor(log10(v) + 1e-9));
	for (unsigned i = 0; i < 3; i++)
		if (v <= mantissa[i] * *power * (1 + 1e-6))
			return mantissa[i];
	*power *= 10;
	return 1;
}

double graph_top(enum graph_unit unit, double highest)
{
	static const double least[] = {
		[GRAPH_PCT] = 1, [GRAPH_BPS] = 1000,
		[GRAPH_BYTES] = 8000, [GRAPH_MS] = 1, [GRAPH_RATE] = 1};
	double power, mantissa;

	if (!(highest > least[unit]))
		return least[unit];
	mantissa = round_up(highest, &power);
	return unit == GRAPH_PCT ? fmin(mantissa * power, 100) : mantissa * power;
}

/* Into how many parts a scale of so many rows is divided, so that every label stands at
 * the upper edge of a row and is a round number. */
static unsigned parts_of(double top, unsigned rows)
{
	static const unsigned parts[3][3] = {{5, 2, 1}, {4, 2, 1}, {5, 1, 1}};
	double power, mantissa = round_up(top, &power);
	const unsigned *p = parts[mantissa < 2 ? 0 : mantissa < 5 ? 1 : 2];

	for (unsigned i = 0; i < 3; i++)
		if (rows % p[i] == 0)
			return p[i];
	return 1;
}

static unsigned columns(const struct plot *p)
{
	return p->g->times->n;
}

/* --- columns -------------------------------------------------------------------------
 */

static float highest_of(const struct plot *p, unsigned group)
{
	unsigned from = p->first + group * p->group, end = from + p->group;
	float v = NAN;

	for (unsigned i = from; i < end && i < columns(p); i++)
		v = fmaxf(v, p->g->max[i]);
	return v;
}

static float mean_of(const struct plot *p, unsigned group)
{
	unsigned from = p->first + group * p->group, end = from + p->group, n = 0;
	float sum = 0;

	for (unsigned i = from; i < end && i < columns(p); i++) {
		if (isnan(p->g->mean[i]))
			continue;
		sum += p->g->mean[i];
		n++;
	}
	return n ? sum / (float)n : NAN;
}

static bool has_gap(const struct plot *p, unsigned group)
{
	unsigned from = p->first + group * p->group, end = from + p->group;

	for (unsigned i = from; i < end && i < columns(p); i++)
		if (i > p->known && isnan(p->g->max[i]))
			return true;
	return false;
}

static unsigned places(const struct plot *p)
{
	return (unsigned)p->a.cols * p->halves;
}

/* The group in a half of a cell of the plot, the first in a cell, and the first cell of
 * a group. */
static unsigned group_in(const struct plot *p, int x, unsigned half)
{
	return ((unsigned)x * p->halves + half) * p->n / places(p);
}

static unsigned group_at(const struct plot *p, int x)
{
	return group_in(p, x, 0);
}

static int cell_of(const struct plot *p, unsigned column)
{
	unsigned group;

	if (column < p->first)
		return -1;
	group = (column - p->first) / p->group;
	return (int)((group * places(p) + p->n - 1) / p->n / p->halves);
}

static void fold(struct plot *p)
{
	p->group = 1;
	while (columns(p) / p->group > places(p) || columns(p) % p->group)
		p->group++;
	p->first = (p->group - p->g->times->first % p->group) % p->group;
	p->n = columns(p) / p->group;
}

static void survey(struct plot *p)
{
	float highest = NAN;

	p->known = columns(p);
	for (unsigned i = 0; i < columns(p); i++) {
		float v = p->g->max[i];

		if (isnan(v))
			continue;
		if (p->known == columns(p))
			p->known = i;
		if (!(v < highest)) {
			highest = v;
			p->peak = i;
		}
	}
	p->top = graph_top(p->g->unit, (double)highest);
}

/* --- the plot ------------------------------------------------------------------------
 */

/* Eighths of all rows that a value fills. */
static int eighths(const struct plot *p, float v)
{
	int all = p->a.rows * 8;
	int n = (int)lround((double)v / p->top * all);

	if (!(v > 0))
		return 0;
	return n < 1 ? 1 : n > all ? all : n;
}

static uint32_t block(const struct canvas *c, int n)
{
	if (canvas_ink(c) == INK_BLOCKS)
		return 0x2580 + (uint32_t)n;
	return n >= 6 ? '#' : n >= 3 ? '=' : '_';
}

static bool is_limit(const struct plot *p, int row, double *limit)
{
	static const double limits[] = {60, 80, 90};
	double edge = p->top * (p->a.rows - row) / p->a.rows;

	for (unsigned i = 0; i < 3 && p->g->bands; i++) {
		*limit = limits[i];
		if (fabs(edge - *limit) < 1e-9)
			return true;
	}
	return false;
}

/* Eighths of a row that its group fills, at most 8. */
static int filled(const struct plot *p, int row, float v)
{
	int n = eighths(p, v) - (p->a.rows - 1 - row) * 8;

	return n < 0 ? 0 : n > 8 ? 8 : n;
}

static uint8_t style_of(const struct plot *p, int row, float v, float mean)
{
	if (isfinite(mean) && (p->a.rows - 1 - row) * 8 >= eighths(p, mean))
		return STYLE_DIM;
	return p->g->bands ? (uint8_t)band_style(band_of((double)v, BAND_NONE))
			   : STYLE_BAR;
}

/* Nothing stands in this cell: a limit shows through it. */
static void draw_limit(const struct plot *p, int row, int x)
{
	double limit;

	if (is_limit(p, row, &limit))
		canvas_char(p->c, p->a.row + row, p->a.col + x, STYLE_DIM,
			    canvas_plain(p->c) ? '-' : 0x2504);
}

static void draw_cell(const struct plot *p, int row, int x)
{
	unsigned group = group_at(p, x);
	float v = highest_of(p, group);
	int n = filled(p, row, v);

	if (n > 0)
		canvas_char(p->c, p->a.row + row, p->a.col + x,
			    style_of(p, row, v, mean_of(p, group)), block(p->c, n));
	else if (isfinite(v))
		draw_limit(p, row, x);
}

/* Dots are half an eighth pair each: whatever stands in a row has one. */
static void draw_dots(const struct plot *p, int row, int x)
{
	unsigned one = group_in(p, x, 0), two = group_in(p, x, 1);
	float left = highest_of(p, one), right = highest_of(p, two);
	int l = (filled(p, row, left) + 1) / 2, r = (filled(p, row, right) + 1) / 2;
	bool higher = !(left >= right);

	if (l || r)
		canvas_char(p->c, p->a.row + row, p->a.col + x,
			    style_of(p, row, higher ? right : left,
				     mean_of(p, higher ? two : one)),
			    canvas_dots(l, r));
	else if (isfinite(left) || isfinite(right))
		draw_limit(p, row, x);
}

static void draw_blocks(const struct plot *p)
{
	for (int x = 0; x < p->a.cols; x++)
		for (int row = 0; row < p->a.rows; row++)
			(p->halves == 2 ? draw_dots : draw_cell)(p, row, x);
}

/* A line through what is empty, reverse where there is a bar. */
static void draw_cursor(const struct plot *p)
{
	int x = p->g->cursor < 0 ? -1 : cell_of(p, (unsigned)p->g->cursor);
	float v = p->g->cursor < 0 ? NAN : p->g->max[p->g->cursor];

	if (x < 0)
		return;
	for (int row = 0; row < p->a.rows; row++) {
		if (eighths(p, v) <= (p->a.rows - 1 - row) * 8)
			canvas_char(p->c, p->a.row + row, p->a.col + x, STYLE_KEY,
				    0x2502);
		canvas_flag(p->c, p->a.row + row, p->a.col + x, 1, STYLE_CURSOR);
	}
	if (p->axes)
		canvas_char(p->c, p->a.row + p->a.rows, p->a.col + x,
			    STYLE_KEY | STYLE_CURSOR, 0x253c);
}

/* --- axes ----------------------------------------------------------------------------
 */

static void label_of(const struct plot *p, double v, char out[FORMAT_SIZE])
{
	if (p->g->unit == GRAPH_BPS)
		format_speed(out, (uint64_t)llround(v));
	else if (p->g->unit == GRAPH_BYTES)
		format_traffic(out, v, true);
	else if (p->g->unit == GRAPH_PCT && p->g->bands)
		snprintf(out, FORMAT_SIZE, "%g%s", v,
			 v < 100 ? band_mark(band_of(v, BAND_NONE)) : "");
	else if (v >= 10000)
		format_rate(out, v);
	else
		snprintf(out, FORMAT_SIZE, "%g", v);
}

static void draw_scale(const struct plot *p)
{
	unsigned rows = (unsigned)p->a.rows, parts = parts_of(p->top, rows);
	int line = p->a.col - 1;
	char label[FORMAT_SIZE];
	double limit;

	for (unsigned i = 0; i < rows; i++) {
		int row = p->a.row + (int)i;

		canvas_char(p->c, row, line, STYLE_DIM, 0x2502);
		if (!(p->g->max[p->peak] > 0) ||
		    ((rows - i) % (rows / parts) != 0 && !is_limit(p, (int)i, &limit)))
			continue; /* of nothing but 0 there is no scale */
		label_of(p, p->top * (rows - i) / rows, label);
		canvas_right(p->c, row, line - GUTTER + 1, GUTTER - 1, STYLE_DIM,
			     label);
		canvas_char(p->c, row, line, STYLE_DIM, 0x2524);
	}
	canvas_char(p->c, p->a.row + p->a.rows, line, STYLE_DIM, 0x2514);
}

/* The time at which a cell begins; 0 not known. */
static int64_t time_at(const struct plot *p, int x)
{
	return p->g->times->at_ms[p->first + group_at(p, x) * p->group];
}

/* Seconds between labels: round, and so that they have room. */
static int64_t spacing_of(const struct plot *p)
{
	static const int64_t round[] = {5,     10,     30,     60,     120,   300,
					600,   900,    1800,   3600,   7200,  10800,
					21600, 43200,  86400,  172800, 432000, 864000};
	int64_t from = 0, span;
	int cells = p->a.cols;
	unsigned i = 0;

	while (cells > 0 && !from)
		from = time_at(p, p->a.cols - cells--);
	span = (time_at(p, p->a.cols - 1) - from) / 1000;
	while (i + 1 < sizeof round / sizeof *round &&
	       span * (round[i] < 60 ? LABEL_LONG : LABEL) > round[i] * cells)
		i++;
	return round[i];
}

/* The number of the spacing that a time is in, by the clock on the wall. */
static int64_t part_at(const struct plot *p, int64_t at_ms, int64_t spacing)
{
	struct civil c;

	zone_civil(p->g->zone, at_ms, &c);
	return (at_ms / 1000 + c.utc_offset_s) / spacing;
}

/* A tick, and the round time at which its column begins, or soon after; where there is
 * room for it. Returns the column behind it. */
static int draw_time(const struct plot *p, int x, int64_t at_ms, int64_t spacing)
{
	int row = p->a.row + p->a.rows;
	char time[FORMAT_SIZE];
	struct civil c;
	int64_t over;

	zone_civil(p->g->zone, at_ms, &c);
	over = (at_ms / 1000 + c.utc_offset_s) % spacing;
	if (spacing >= DAY_S)
		format_day(time, p->g->zone, at_ms - over * 1000);
	else
		format_time(time, p->g->zone, at_ms - over * 1000);
	if (spacing >= 60 && spacing < DAY_S)
		time[5] = '\0';
	if (x + (int)strlen(time) > p->a.cols)
		return x;
	canvas_char(p->c, row, p->a.col + x, STYLE_DIM, 0x252c);
	return x + 1 +
	       canvas_str(p->c, row + 1, p->a.col + x, 10, STYLE_DIM, time, false);
}

static void draw_times(const struct plot *p)
{
	int64_t spacing = spacing_of(p), before = -1;
	int behind = 0; /* the last label: behind a gap the next one may be near */

	for (int x = 0; x < p->a.cols; x++) {
		int64_t at = time_at(p, x), part;

		if (!at)
			continue;
		part = part_at(p, at, spacing);
		if (before >= 0 && part != before && x >= behind)
			behind = draw_time(p, x, at, spacing);
		before = part;
	}
}

static void draw_axes(const struct plot *p)
{
	int row = p->a.row + p->a.rows;

	canvas_fill(p->c, row, p->a.col, 1, p->a.cols, STYLE_DIM, 0x2500);
	draw_scale(p);
	draw_times(p);
	for (int x = 0; x < p->a.cols; x++)
		if (has_gap(p, group_at(p, x)) ||
		    has_gap(p, group_in(p, x, p->halves - 1)))
			canvas_char(p->c, row, p->a.col + x, STYLE_DIM, ':');
	if (p->known < columns(p) && p->g->max[p->peak] > 0 && cell_of(p, p->peak) >= 0)
		canvas_char(p->c, row, p->a.col + cell_of(p, p->peak), STYLE_KEY,
			    canvas_plain(p->c) ? '^' : 0x25b2);
}

/* --- words ---------------------------------------------------------------------------
 */

char *graph_time(char out[GRAPH_TIME], const struct zone *zone,
		 const struct series_times *t, unsigned column)
{
	char day[FORMAT_SIZE] = "", time[FORMAT_SIZE];

	format_time(time, zone, t->at_ms[column]);
	if (t->step_ms >= HOUR_MS) /* of a range of days */
		format_day(day, zone, t->at_ms[column]);
	snprintf(out, GRAPH_TIME, "%s%s%.*s", day, day[0] ? " " : "",
		 t->step_ms >= QUARTER_MS ? 5 : 8, time);
	return out;
}

static void draw_words(const struct plot *p, struct area a)
{
	const struct graph *g = p->g;
	char value[FORMAT_SIZE], peak[FORMAT_SIZE], at[GRAPH_TIME], words[96] = "";
	int used = canvas_str(p->c, a.row, a.col, a.cols, STYLE_TITLE, g->name, false);

	graph_value(value, g->unit, (double)g->max[columns(p) - 1]);
	if (p->known == columns(p))
		snprintf(words, sizeof words, "%s",
			 g->unknown ? g->unknown : "nothing known of this time");
	else if (!(g->max[p->peak] > 0))
		snprintf(words, sizeof words, "%s", value);
	else
		snprintf(words, sizeof words, "%s  peak %s %s", value,
			 graph_value(peak, g->unit, (double)g->max[p->peak]),
			 graph_time(at, g->zone, g->times, p->peak));
	canvas_str(p->c, a.row, a.col + used + 1, a.cols - used - 1, STYLE_DIM, words,
		   false);
}

void graph_draw(struct canvas *c, struct area a, const struct graph *g)
{
	struct plot p = {.g = g,
			 .c = c,
			 .a = a,
			 .axes = a.rows >= GRAPH_ROWS,
			 .halves = canvas_ink(c) == INK_BRAILLE ? 2 : 1};
	int gutter = p.axes && a.cols >= GUTTER_FROM ? GUTTER : 0;

	if (a.rows < 1 || a.cols < 1)
		return;
	survey(&p);
	draw_words(&p, a);
	p.a = (struct area){a.row + 1, a.col + gutter, a.rows - 1 - 2 * p.axes,
			    a.cols - gutter};
	if (p.a.rows < 1 || p.a.cols < 1 || p.known == columns(&p))
		return;
	fold(&p);
	draw_blocks(&p);
	if (gutter)
		draw_axes(&p);
	draw_cursor(&p);
}

int graph_column(const struct series_times *t, int64_t at_ms)
{
	int found = -1;

	for (int i = 0; i < (int)t->n; i++)
		if (t->at_ms[i] && (found < 0 || t->at_ms[i] <= at_ms))
			found = i;
	return found;
}

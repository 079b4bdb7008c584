/*
 * Eighth blocks: U+2588 is full, U+2588 + k is (8 - k) eighths wide, U+2580 + k is k
 * eighths high.
 */
#include "views/chart.h"

#include <math.h>

#define FULL 0x2588

static void bar_cell(struct canvas *c, int row, int col, int eighths, uint8_t style)
{
	enum canvas_ink ink = canvas_ink(c);

	if (ink == INK_ASCII)
		canvas_char(c, row, col, style, eighths >= 4 ? '#' : '.');
	else if (ink == INK_BRAILLE && eighths > 0)
		canvas_char(c, row, col, style, canvas_dots(4, eighths > 4 ? 4 : 0));
	else if (eighths > 0)
		canvas_char(c, row, col, style, (uint32_t)(FULL + 8 - eighths));
	else
		canvas_char(c, row, col, style, ' ');
}

void chart_bar(struct canvas *c, int row, int col, int width, double pct, uint8_t style)
{
	int eighths;

	if (!isfinite(pct)) {
		canvas_fill(c, row, col, 1, width, style, ' ');
		return;
	}
	pct = fmin(fmax(pct, 0), 100);
	eighths = (int)lround(pct / 100 * width * 8);
	if (eighths == 0 && pct > 0)
		eighths = 1;
	for (int i = 0; i < width; i++, eighths -= 8)
		bar_cell(c, row, col + i,
			 eighths < 0   ? 0
			 : eighths < 8 ? eighths
				       : 8,
			 style);
}

/* How high a sample stands, of so many levels; 0: there is none. */
static int level_of(float v, double max, int levels)
{
	if (!isfinite(v))
		return 0;
	return 1 + (int)fmin(fmax(floor((double)v / max * levels), 0), levels - 1);
}

unsigned chart_samples(const struct canvas *c, int width)
{
	return (unsigned)width * (canvas_ink(c) == INK_BRAILLE ? 2 : 1);
}

/* Two samples a cell, the newest in the right half of the last. */
static void spark_dots(struct canvas *c, int row, int col, const float *v, unsigned n,
		       double max, bool bands)
{
	for (int i = (int)n - 1; i >= 0; i -= 2, col--) {
		float left = i > 0 ? v[i - 1] : NAN, right = v[i];
		float most = fmaxf(left, right);
		enum band band = bands ? band_of((double)most, BAND_NONE) : BAND_NONE;

		if (isfinite(most))
			canvas_char(c, row, col, band_style(band),
				    canvas_dots(level_of(left, max, 4),
						level_of(right, max, 4)));
	}
}

void chart_spark(struct canvas *c, int row, int col, int width, const float *v,
		 unsigned n, double max, bool bands)
{
	static const char ascii[] = "_.:-=+*#";
	enum canvas_ink ink = canvas_ink(c);
	unsigned room = chart_samples(c, width), skip = n > room ? n - room : 0;

	if (ink == INK_BRAILLE) {
		spark_dots(c, row, col + width - 1, v + skip, n - skip, max, bands);
		return;
	}
	col += width - (int)(n - skip);
	for (unsigned i = skip; i < n; i++, col++) {
		enum band band = bands ? band_of((double)v[i], BAND_NONE) : BAND_NONE;
		int level = level_of(v[i], max, 8);

		if (level > 0)
			canvas_char(c, row, col, band_style(band),
				    ink == INK_ASCII ? (uint32_t)ascii[level - 1]
						     : (uint32_t)(0x2580 + level));
	}
}

/* The smallest group of samples that fits and divides the ring, so that groups begin at
 * the same samples for as long as these live. */
static unsigned group_for(unsigned ring, unsigned width)
{
	unsigned group = width > 0 ? (ring + width - 1) / width : ring;

	while (group < ring && (ring % group != 0 || ring / group > width))
		group++;
	return group ? group : 1;
}

unsigned chart_fold(const float *in, unsigned n, unsigned width, unsigned position,
		    unsigned ring, float *out)
{
	unsigned group = group_for(ring, width);
	unsigned newest = position % group + 1; /* samples of the newest group */
	unsigned older = n > newest ? n - newest : 0;
	unsigned count = (older + group - 1) / group + (n > 0), first = 0;

	if (count > width)
		first = count - width;
	for (unsigned g = first; g < count; g++) {
		unsigned back = count - 1 - g; /* groups that are newer */
		unsigned end = back ? n - newest - (back - 1) * group : n;
		unsigned size = back ? group : newest;
		unsigned begin = end > size ? end - size : 0;
		float max = NAN;

		for (unsigned i = begin; i < end; i++)
			max = fmaxf(max, in[i]);
		out[g - first] = max;
	}
	return count - first;
}

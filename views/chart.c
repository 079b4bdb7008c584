/*
 * Eighth blocks: U+2588 is full, U+2588 + k is (8 - k) eighths wide, U+2580 + k is k
 * eighths high.
 */
#include "views/chart.h"

#include <math.h>

#define FULL 0x2588

static void bar_cell(struct canvas *c, int row, int col, int eighths, uint8_t style)
{
	if (c->ascii)
		canvas_char(c, row, col, style, eighths >= 4 ? '#' : '.');
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

void chart_spark(struct canvas *c, int row, int col, int width, const float *v,
		 unsigned n, double max, bool bands)
{
	static const char ascii[] = "_.:-=+*#";
	unsigned skip = n > (unsigned)width ? n - (unsigned)width : 0;

	col += width - (int)(n - skip);
	for (unsigned i = skip; i < n; i++, col++) {
		enum band band = bands ? band_of((double)v[i], BAND_NONE) : BAND_NONE;
		int level = (int)fmin(fmax(floor((double)v[i] / max * 8), 0), 7);

		if (isfinite(v[i]))
			canvas_char(c, row, col, band_style(band),
				    c->ascii ? (uint32_t)ascii[level]
					     : (uint32_t)(0x2581 + level));
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

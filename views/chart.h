/*
 * chart: bars and sparklines in one row of cells. A gap in the samples is a gap on the
 * screen; nothing is interpolated.
 */
#ifndef NOCTOP_VIEWS_CHART_H
#define NOCTOP_VIEWS_CHART_H

#include "views/format.h"

/* A bar of eighth blocks or of braille, pct of width cells; '#' and '.' in ASCII. NAN:
 * blank. */
void chart_bar(struct canvas *, int row, int col, int width, double pct, uint8_t style);

/* n samples (NAN: a gap), the newest at the right edge of width cells; max fills a
 * cell. With bands each cell has the style of its value's band. */
unsigned chart_samples(const struct canvas *, int width); /* that width cells show */
void chart_spark(struct canvas *, int row, int col, int width, const float *,
		 unsigned n, double max, bool bands);

/* Fold n samples to the maxima of groups of *group samples so that they fit width
 * cells; groups begin where position (of the newest sample in its ring of length ring)
 * is a multiple of *group, so that a new sample changes one cell and not all. Returns
 * how many. */
unsigned chart_fold(const float *in, unsigned n, unsigned width, unsigned position,
		    unsigned ring, float *out);

#endif

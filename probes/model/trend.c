/*
 * Medians throughout: networks have holidays, outages and backups, and a mean follows
 * each of them.
 */
#include "probes/model/trend.h"

#include <math.h>
#include <stdlib.h>

#define PAIRS (TREND_DAYS * (TREND_DAYS - 1) / 2)
#define SURE 1.96     /* standard deviations: 95 % */
#define HALF_SURE 1.0 /* that the later half agrees need not be proven as well */

static int ascending(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

static uint32_t sort_known(float *v, uint32_t n)
{
	uint32_t known = 0;

	for (uint32_t i = 0; i < n; i++)
		if (isfinite(v[i]))
			v[known++] = v[i];
	if (known)
		qsort(v, known, sizeof *v, ascending);
	return known;
}

float trend_percentile(float *v, uint32_t n, double share, uint32_t *of)
{
	uint32_t known = sort_known(v, n), rank;

	if (of)
		*of = known;
	if (!known)
		return NAN;
	rank = (uint32_t)ceil(share * known - 1e-9);
	return v[rank < 1 ? 0 : rank > known ? known - 1 : rank - 1];
}

float trend_median(float *v, uint32_t n)
{
	uint32_t known = sort_known(v, n);

	if (!known)
		return NAN;
	return known % 2 ? v[known / 2] : (v[known / 2 - 1] + v[known / 2]) / 2;
}

float trend_usual(const float (*week)[TREND_AROUND], unsigned n, uint8_t *weeks)
{
	float all[TREND_WEEKS * TREND_AROUND];
	uint32_t used = 0;

	*weeks = 0;
	for (unsigned w = 0; w < n && w < TREND_WEEKS; w++) {
		bool known = false;

		for (unsigned i = 0; i < TREND_AROUND; i++) {
			known = known || isfinite(week[w][i]);
			all[used++] = week[w][i];
		}
		*weeks = (uint8_t)(*weeks + known);
	}
	return *weeks < TREND_WEEKS_MIN ? NAN : trend_median(all, used);
}

/* --- lines ---------------------------------------------------------------------------
 */

/* How sure it is that values rise (positive) or fall with their days, in standard
 * deviations of what chance does. */
static double kendall(const float *day, unsigned from, unsigned n)
{
	double known = 0, sum = 0;

	for (unsigned i = from; i < n; i++) {
		known += isfinite(day[i]);
		for (unsigned k = i + 1; k < n; k++)
			sum += (day[k] > day[i]) - (day[k] < day[i]);
	}
	if (known < 3)
		return 0;
	sum -= (sum > 0) - (sum < 0);
	return sum / sqrt(known * (known - 1) * (2 * known + 5) / 18);
}

static float median_slope(const float *day, unsigned n)
{
	float slope[PAIRS];
	uint32_t used = 0;

	for (unsigned i = 0; i < n; i++)
		for (unsigned k = i + 1; k < n; k++)
			if (isfinite(day[i]) && isfinite(day[k]))
				slope[used++] = (day[k] - day[i]) / (float)(k - i);
	return trend_median(slope, used);
}

bool trend_fit(const float *day, unsigned n, float *level, float *slope, uint8_t *days)
{
	float at_end[TREND_DAYS];
	double sure, later;

	if (n > TREND_DAYS) {
		day += n - TREND_DAYS;
		n = TREND_DAYS;
	}
	*days = 0;
	*level = *slope = NAN;
	for (unsigned i = 0; i < n; i++)
		*days = (uint8_t)(*days + (isfinite(day[i]) != 0));
	if (*days < TREND_DAYS_MIN)
		return false;
	sure = kendall(day, 0, n);
	later = kendall(day, n / 2, n);
	*slope = fabs(sure) < SURE || later * sure <= 0 || fabs(later) < HALF_SURE
			 ? 0
			 : median_slope(day, n);
	for (unsigned i = 0; i < n; i++)
		at_end[i] = day[i] + *slope * (float)(n - 1 - i);
	*level = trend_median(at_end, n);
	return true;
}

double trend_full_days(double level, double slope, double limit)
{
	if (isnan(level) || isnan(slope) || !(limit > 0))
		return NAN;
	if (level >= limit)
		return 0;
	return slope > 0 ? (limit - level) / slope : INFINITY;
}

/* --- rates ---------------------------------------------------------------------------
 */

float trend_before(const float day[TREND_BEFORE])
{
	float v[TREND_BEFORE];
	uint32_t known = 0;

	for (unsigned i = 0; i < TREND_BEFORE; i++) {
		v[i] = day[i];
		known += isfinite(day[i]) != 0;
	}
	return known < TREND_BEFORE_MIN ? NAN : trend_median(v, TREND_BEFORE);
}

bool trend_rising(double today, double before, double times, double floor)
{
	return today >= floor && today > times * before;
}

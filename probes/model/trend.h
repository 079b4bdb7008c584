/*
 * trend: what values of the past say of the present. Pure arithmetic; NAN is a value
 * that is not known, and where there are too few to say anything the answer is "not
 * known", never a guess.
 */
#ifndef NOCTOP_MODEL_TREND_H
#define NOCTOP_MODEL_TREND_H

#include <stdbool.h>
#include <stdint.h>

/* The value that this share of all known ones does not exceed, by nearest rank: what
 * carriers bill is the share 0.95 of five-minute means. Sorts v, known ones first; *of
 * (may be NULL) is how many these are. NAN when there are none. */
float trend_percentile(float *v, uint32_t n, double share, uint32_t *of);
float trend_median(float *v, uint32_t n); /* of the known; the mean of the middle two */

/* The usual at one hour of the week: the median of what is known of that hour and its
 * neighbours, a row of TREND_AROUND for each week. Fewer than TREND_WEEKS_MIN weeks are
 * insufficient: NAN. *weeks is how many there are in any case. */
#define TREND_AROUND 3
#define TREND_WEEKS 6
#define TREND_WEEKS_MIN 3
float trend_usual(const float (*week)[TREND_AROUND], unsigned n, uint8_t *weeks);

/* A line through values of days, oldest first: the median of the slopes between all
 * pairs (Theil 1950, Sen 1968), so that a day out of line does not move it. slope is 0
 * unless the order of the values is no chance (Mann-Kendall, 95 %) and that of the
 * later half agrees: noise is no trend, and a step that is over is none either. level
 * is the line's at the last day. Fewer than TREND_DAYS_MIN known days are insufficient:
 * false, both NAN. *days is how many there are in any case. */
#define TREND_DAYS 42
#define TREND_DAYS_MIN 14
bool trend_fit(const float *day, unsigned n, float *level, float *slope, uint8_t *days);
/* Days until a line reaches its limit; 0 is now, INFINITY never, NAN not known. */
double trend_full_days(double level, double slope, double limit);
/* More than that many days nobody plans for: as good as never. */
#define TREND_FAR_DAYS 999

/* The usual of the last days before today: the median, so that one bad day is none.
 * Fewer than TREND_BEFORE_MIN known ones are insufficient: NAN. */
#define TREND_BEFORE 7
#define TREND_BEFORE_MIN 3
float trend_before(const float day[TREND_BEFORE]);
/* Is today's rate more than so many times the usual, and not below a floor? */
bool trend_rising(double today, double before, double times, double floor);

#endif

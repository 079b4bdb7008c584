/*
 * calendar: when something holds, said in wall time: "Mon-Fri 08:00-18:00, Sat
 * 09:00-12:00". Levels by hour, contacts on call and maintenance windows use it. Pure.
 *
 * A calendar is a list of spans. A span begins on each day that its masks allow, when
 * the clock there reaches `from`, and ends when the clock reaches `to`: on the same
 * day, or on the next when `to` is not later than `from`. Where clocks are changed:
 *
 * - A wall time that does not exist is reached at the moment of the change:
 *   "02:30-06:00" begins at 03:00, when 03:00 follows 01:59:59. A span of skipped times
 *   only is empty.
 * - A wall time that exists twice is reached the first time: "01:00-02:30" ends at the
 *   first 02:30, and what begins at 02:30 does so once. The hour that happens twice is
 *   inside of a span that holds it, so that such a span is an hour longer.
 *
 * So "00:00-02:30, 02:30-24:00" leaves no gap and no overlap on any day of the year.
 */
#ifndef NOCTOP_ALERT_CALENDAR_H
#define NOCTOP_ALERT_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "probes/base/zone.h"

#define CALENDAR_SPANS 24
#define CALENDAR_ERROR 128 /* bytes that hold any error */

struct calendar_span {
	uint8_t weekdays;   /* bit 0 Sunday … 6 Saturday; 0 any */
	uint8_t weeks; /* bit 1-5: the first … fifth such weekday of a month, bit 0:
			  the last; 0 any */
	uint16_t months;    /* bit 1 January … 12; 0 any */
	uint32_t days;	    /* bit 1-31: days of the month, bit 0: the last; 0 any */
	uint16_t from, to;  /* minutes since midnight; to at most 24:00 */
};

/* A plain value: may be copied, needs no end. All zero: never. */
struct calendar {
	const struct zone *zone; /* NULL: what the caller gives, the site's for
				    instance */
	bool always;
	uint8_t n;
	struct calendar_span span[CALENDAR_SPANS];
};

/*
 * "always", or items between commas: days, then none, one or several times.
 *
 *   Mon-Fri 08:00-18:00, Sat 09:00-12:00      Mon, Wed 08:00-12:00 13:00-17:00
 *   22:00-06:00                               last Sun of Mar 02:00-04:00
 *   1-7 Jan 00:00-24:00, last day 20:00-24:00 first Mon, third Mon 18:00-20:00
 *
 * Days without times take those of the next item that has some, and are whole days when
 * none has; times without days are of the days before them, or of every day when none
 * were said. Letters of any case, weekdays and months by three letters or in full.
 * False: error (CALENDAR_ERROR bytes) says what is wrong. The zone becomes NULL.
 */
bool calendar_parse(const char *, struct calendar *, char *error);

/* zone: of a calendar that has none of its own; NULL is UTC. */
bool calendar_in(const struct calendar *, const struct zone *, int64_t now_ms);
/* When the answer is another one; INT64_MAX: not within the next 40 years, or not
 * within one year of an answer that is yes. */
int64_t calendar_next(const struct calendar *, const struct zone *, int64_t now_ms);
/* The time at which now_ms lies, else the next: spans that touch are one. False when
 * there is none. It ends at INT64_MAX, and it began at INT64_MIN, when that is more
 * than a year away. */
struct calendar_time {
	int64_t from_ms, to_ms;
};
bool calendar_time(const struct calendar *, const struct zone *, int64_t now_ms,
		   struct calendar_time *);

#endif

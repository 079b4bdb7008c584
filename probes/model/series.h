/*
 * series: what is remembered of the past: rings of samples, a byte each.
 *
 * Three ranges of SERIES_LEN columns: the last polls (half an hour at 30 s), an hour by
 * minute, and 6 h by 6 minutes; the slots of the latter two begin at whole minutes of
 * wall time. A column of a slot knows the highest sample in it, so that a peak is not
 * averaged away, and of what is judged by its level (in, out, CPU, RTT) the mean. A
 * rate is of the time since the poll before: a slot that no poll fell into, because
 * polls are rarer, has the value of the one behind it. Two intervals without a poll are
 * a gap, a poll that failed is one, and gaps stay gaps.
 *
 * What is kept for which, since half a million interfaces must fit:
 *   every interface: the trend, in and out of the last 60 polls, the highest of each
 *     six, as one of fifteen levels. 10 bytes: enough for a sparkline;
 *   one that somebody will look at: all three ranges of in and out, and what becomes of
 *     them (rollup.h), 0.9 kB; of errors and discards from the first of them on, 0.2 kB
 *     each: before, that they were 0 is all there is to know. These are uplinks, WAN
 *     and declared ones; those with an alert, for a day after its last news, and those
 *     opened on a screen, for an hour (series_keep); and all that were up once while
 *     there are at most SERIES_ALL interfaces, 18 MB;
 *   every device: all three of CPU, RTT and memory, of loss from the first on, and when
 *     it was polled: 1.4 kB.
 * Blocks are taken and given back in the step of a poll, from a pool that grows by 64
 * at a time; a step takes none for what has one.
 *
 * Percent are cut to halves from 8 to 110 and to quarters from 1 on, below that kept in
 * steps of 40 %; RTT, rates and the bit rates of interfaces without a known speed
 * logarithmically, in steps of 4.4, 6 and 10 %, up to 6 s, 230,000/s and 1 Tbit/s. The
 * levels of trends are 0, more than that, 1, 2, 5, 10, 15, 20, and by tens to 90
 * percent, cut; of bit rates steps of six times.
 */
#ifndef NOCTOP_MODEL_SERIES_H
#define NOCTOP_MODEL_SERIES_H

#include "probes/model/network.h"

#define SERIES_ALL 20000 /* so many interfaces all have a history */

enum series_kind {
	SERIES_IF_IN, /* percent; bit/s while the interface has no known speed */
	SERIES_IF_OUT,
	SERIES_IF_ERRORS, /* in and out, per second */
	SERIES_IF_DISCARDS,
	SERIES_CPU, /* percent */
	SERIES_RTT, /* ms; the highest is the longest answer to any probe */
	SERIES_MEM,
	SERIES_LOSS, /* percent of the probes of that time */
};
enum series_range { SERIES_POLLS, SERIES_HOUR, SERIES_6H, SERIES_RANGES };

/* The columns of a range, oldest first: SERIES_LEN of those here, of the history's
 * (recall.h) others. */
#define SERIES_TIMES 120
struct series_times {
	unsigned n;
	int64_t at_ms[SERIES_TIMES]; /* when the poll ended or the slot begins; 0
					none */
	int64_t step_ms;	   /* of slots; of polls the interval */
	uint32_t first; /* number of the first column: goes on by one with each new */
};
void series_times(const struct network *, dev_id, enum series_range, int64_t now_ms,
		  struct series_times *);
/* The values in these columns, of a device or an interface: the highest and, where it
 * is known, the mean (may be NULL); NAN for gaps and before the first. An interface
 * without a history has but its trend: six columns alike, the highest of them. */
void series_read(const struct network *, enum series_kind, uint32_t id,
		 enum series_range, int64_t now_ms, float max[SERIES_LEN],
		 float mean[SERIES_LEN]);
/* The newest n polls (at most SERIES_LEN). Returns n. */
unsigned series_get(const struct network *, enum series_kind, uint32_t id, float *out,
		    unsigned n);

/* One step of all rings of dev: its present values and those of its interfaces become
 * the newest samples. Counts as resets what interrupted counters. */
void series_step(struct network *, dev_id, int64_t at_ms);
/* The same step of a poll that failed: gaps, but for RTT and loss, which probes
 * measure. */
void series_gap(struct network *, dev_id, int64_t at_ms);
/* Somebody looks at this interface, or it has an alert: its history is kept until then
 * at least. */
#define SERIES_KEEP_SEEN_MS (INT64_C(3600) * 1000)
#define SERIES_KEEP_ALERT_MS (INT64_C(24) * 3600 * 1000)
void series_keep(struct network *, if_id, int64_t until_ms);

/* What is known of an interface with a history; false: it has none. */
struct series_health {
	uint32_t resets;  /* of its counters, since the history began */
	int64_t reset_ms; /* the last; 0 none */
	int64_t since_ms; /* when the history began */
};
bool series_health(const struct network *, if_id, struct series_health *);

/* For the model's own files. */
struct dev_series *series_of_dev(void);
void series_of_dev_free(struct dev_series *);
void series_clear(struct if_trend *);
void series_rescale(struct if_table *, if_id); /* its speed became known or unknown */
void series_drop(struct if_table *, if_id);    /* it is gone: so is its history */
void series_pool_init(struct series_pool *);
void series_pool_fini(struct series_pool *);

#endif

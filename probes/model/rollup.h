/*
 * rollup: what of the present is worth remembering for months, gathered to five
 * minutes.
 *
 * A roll-up is one value of one thing over a slot of ROLLUP_SLOT_S: the mean of its
 * samples, the extreme (the highest; of optical power the lowest, for light fades), and
 * which part of the slot they stand for. Slots are counted from 1970 and begin at whole
 * five minutes. A sample stands for one poll interval; what was not measured is not
 * covered and is never made up. What is polled more rarely than every five minutes
 * leaves slots in between without a roll-up.
 *
 * Remembered are, of every device: RTT, loss, CPU, memory, its temperature, each
 * optical power and each disk; of the interfaces that matter (uplink, WAN, declared)
 * and, while there are at most SERIES_ALL interfaces, of those with a description that
 * were up once: in, out (bit/s, since a speed may change), errors and discards.
 *
 * A roll-up that is complete waits in its place until it is taken; the next that is
 * complete takes that place. So nobody waits for the disk, nothing grows, and what was
 * not taken for a whole slot is lost, and counted. The same places hold what was learnt
 * of the past. Steps of polls allocate nothing but for a thing that is new.
 */
#ifndef NOCTOP_MODEL_ROLLUP_H
#define NOCTOP_MODEL_ROLLUP_H

#include "probes/model/network.h"

#define ROLLUP_SLOT_S 300

enum rollup_kind {
	ROLLUP_IN, /* bit/s */
	ROLLUP_OUT,
	ROLLUP_ERRORS, /* in and out, per second */
	ROLLUP_DISCARDS,
	ROLLUP_RTT,  /* ms */
	ROLLUP_LOSS, /* percent */
	ROLLUP_CPU,
	ROLLUP_MEMORY,
	ROLLUP_TEMPERATURE, /* °C */
	ROLLUP_OPTICAL,	    /* dBm; entity is the sensor */
	ROLLUP_DISK,	    /* percent; entity is the disk */
	ROLLUP_KINDS
};
#define ROLLUP_OF_IF                                                                   \
	4 /* the first so many are of interfaces, the next five of devices */
#define ROLLUP_OF_DEV 5
const char *rollup_name(enum rollup_kind); /* "in" "rtt" … */
bool rollup_falls(enum rollup_kind);	   /* its extreme is the lowest */

#define ROLLUP_WHOLE 240 /* a slot that is covered whole */
/* A complete one. */
struct rollup_row {
	const char *name, *entity; /* device; interface, sensor, disk or "" */
	enum rollup_kind kind;
	uint32_t slot;
	float mean, extreme;
	uint8_t cover; /* of ROLLUP_WHOLE */
};

/* What the past says of one value; NAN and 0: not enough of it to say. trend.h works it
 * out. */
struct learnt {
	float usual;	     /* at this hour of the week … */
	uint8_t weeks;	     /* … of so many weeks */
	uint8_t days;	     /* whose busiest hours make the trend */
	float level, slope;  /* today by the trend, and a day's growth */
	float today, before; /* means: of 24 hours, of the usual of the days before */
};
#define LEARNT_NOTHING                                                                 \
	{                                                                              \
		.usual = NAN, .level = NAN, .slope = NAN, .today = NAN, .before = NAN  \
	}

struct rollup {
	uint32_t slot; /* that is being filled; 0 none */
	float sum, extreme;
	uint16_t n;
	uint8_t ready_cover;
	uint32_t ready_slot; /* that waits to be taken; 0 none */
	float ready_mean, ready_extreme;
	struct learnt learnt;
};

void rollup_init(struct rollup *);
/* A sample of a thing polled every poll_ms; NAN counts for nothing. Returns how many
 * roll-ups were lost by it, 0 or 1. */
unsigned rollup_add(struct rollup *, enum rollup_kind, float value, int64_t at_ms,
		    uint32_t poll_ms);

/* Things of a device that have names: sensors and disks. */
struct rollup_named {
	str_id name;
	uint8_t kind;
	struct rollup roll;
};

/* --- of a network --------------------------------------------------------------------
 */

/* Where a walk over all devices stands. */
struct rollup_walk {
	dev_id dev;
	uint32_t row; /* of the device's interfaces, and behind these its own */
};
/* Hand out what is complete, going on from walk, until about `places` places were
 * looked at or each returns false (then that row waits on). True when the walk came
 * round. */
typedef bool rollup_each(void *ctx, const struct rollup_row *);
bool rollup_take(struct network *, struct rollup_walk *, uint32_t places, rollup_each *,
		 void *ctx);
/* Complete what is being filled, as far as it is: the watch stops. */
void rollup_complete(struct network *);
uint64_t rollup_lost(const struct network *);

/* The place of a thing's value; NULL: it is not remembered, or not there. */
const struct rollup *rollup_of_dev(const struct network *, dev_id, enum rollup_kind);
const struct rollup *rollup_of_if(const struct network *, if_id, enum rollup_kind);
const struct rollup *rollup_of_named(const struct network *, dev_id, enum rollup_kind,
				     str_id name);
/* What was learnt of an interface; NULL: it is not remembered. */
const struct learnt *rollup_learnt(const struct if_table *, if_id, enum rollup_kind);
/* Put down what was learnt of it; false: there is no such thing any more. */
bool rollup_learn(struct network *, const char *name, const char *entity,
		  enum rollup_kind, const struct learnt *);

/* For the model's own files. */
bool rollup_wanted(const struct if_table *, if_id);
struct rollup_reach {
	float rtt_ms, longest_ms, loss_pct;
};
void rollup_step_dev(struct network *, dev_id, bool answered,
		     const struct rollup_reach *, int64_t at_ms);
void rollup_step_if(struct if_table *, if_id, struct rollup[ROLLUP_OF_IF],
		    bool answered, int64_t at_ms, uint32_t poll_ms, uint64_t *lost);
struct dev_series;
void rollup_named_fini(struct dev_series *);

#endif

/*
 * typist: an operator who measures how long a key waits for the frame that shows it.
 *
 * A process of its own, with a screen of 120x40 and the list of alerts on it: down, and
 * when that is seen up, at the pace at which a held key repeats; now and then a burst,
 * of which the frames are counted.
 */
#ifndef NOCTOP_TESTS_BENCH_TYPIST_H
#define NOCTOP_TESTS_BENCH_TYPIST_H

#include <stdint.h>

#include "tui/place.h"

#define TYPIST_BURST 10 /* keys, a millisecond apart */

struct typed {
	unsigned keys, bursts;
	double median_ms, p99_ms, longest_ms;
	double burst_frames; /* of one, on the average */
};

/* Press keys for so long, after a while. */
void typist_start(const struct place *, int64_t after_ms, int64_t for_ms);
/* What came of it; waits for its end. All 0: nobody typed. */
struct typed typist_end(void);

#endif

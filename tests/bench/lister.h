/*
 * lister: operators at the long list of interfaces, each in a process of its own, with
 * a filter that nobody else has; and one more who filters, sorts and scrolls it, and
 * measures by the clock on the wall how long a key waits for the next frame, and how
 * long until the screen shows what it asked for; and how much CPU time of the watch
 * went by until then, whatever for: what else the machine does is not in that.
 */
#ifndef NOCTOP_TESTS_BENCH_LISTER_H
#define NOCTOP_TESTS_BENCH_LISTER_H

#include <stdint.h>

#include "tui/place.h"

enum lister_task { LISTER_FILTER, LISTER_SORT, LISTER_SCROLL, LISTER_TASKS };

struct listed {
	unsigned keys, lost; /* lost: not answered within a second */
	double first_p50_ms, first_max_ms;
	double answer_p50_ms, answer_p99_ms, answer_max_ms;
	double cpu_p50_ms, cpu_p99_ms, cpu_max_ms;
};

/* So many others, then the one who types for so long, after a while. */
void lister_start(const struct place *, unsigned others, int64_t after_ms,
		  int64_t for_ms);
/* Prints what came of it as a field of a JSON object; waits for its end. Nothing:
 * nobody typed. */
void lister_say(void);

#endif

/*
 * device: what happens to a device as a whole, laid over any source of values: it boots
 * again, its counters start over, an interface goes down, its texts attack whoever
 * shows them, its counters move in steps. All of it are functions of the time, as the
 * source's values are: a counter that stands still is one read at an earlier time.
 */
#ifndef NOCTOP_TEST_DEVICE_H
#define NOCTOP_TEST_DEVICE_H

#include "probes/demo/agent.h"

#define DEVICE_INTERFACES 64 /* that can be steered */

struct device_interface {
	uint32_t index;
	int64_t down_since; /* -1: up */
	int64_t lost_ms;    /* of earlier times down */
	int64_t changed;    /* -1: never */
	int64_t base;	    /* the interface's own time when counters started over */
	uint64_t errors;    /* it received until … */
	int64_t errors_at;  /* … then; and from then on so many a second: */
	uint32_t errors_ps;
};

struct device {
	const struct agent_source *inner;
	void *ctx;
	uint32_t id;	 /* of the inner source */
	int64_t booted;	 /* -1: as the source says */
	uint32_t boots;	 /* times it booted again */
	int64_t reset;	 /* counters started over; -1: never */
	int64_t pace_ms; /* counters move in steps; 0: always */
	bool hostile;	 /* texts with escapes, newlines, bidi and bytes not UTF-8 */
	struct device_interface interface[DEVICE_INTERFACES];
	uint32_t interface_n;
};

extern const struct agent_source device_source; /* ctx: struct device; agent: ignored */

struct device device_over(const struct agent_source *, void *ctx, uint32_t id);
void device_reboot(struct device *, int64_t now_ms);
void device_reset_counters(struct device *, int64_t now_ms);
/* False when too many interfaces are steered. */
bool device_interface_down(struct device *, uint32_t index, bool down, int64_t now_ms);
/* It receives so many errors a second, besides what the source says. The same. */
bool device_interface_errs(struct device *, uint32_t index, uint32_t per_s,
			   int64_t now_ms);

#endif

/*
 * wheel: when is what due. Ids (rows of the caller's table) with a time each; setting,
 * moving and taking cost the same however many there are, and allocate only when an id
 * larger than any before comes. Pure: time is the caller's monotonic milliseconds.
 */
#ifndef NOCTOP_WIRE_WHEEL_H
#define NOCTOP_WIRE_WHEEL_H

#include <stdbool.h>
#include <stdint.h>

#include "probes/base/table.h"

#define WHEEL_SPOKES 4096 /* a millisecond each; what is later goes round again */

struct wheel_node {
	uint32_t next, prev;
	int64_t at_ms; /* -1: not set */
};
struct wheel {
	struct wheel_node *node; /* by id */
	uint32_t cap, n;
	int64_t now_ms; /* the spoke that is being emptied */
	uint32_t scan;	/* the id of it to be looked at next */
	uint32_t *head; /* by spoke */
	uint64_t *used; /* a bit a spoke */
};

void wheel_init(struct wheel *, int64_t now_ms);
void wheel_fini(struct wheel *);
/* id is due at at_ms; in the past: at the next take. Replaces its earlier time. */
void wheel_set(struct wheel *, uint32_t id, int64_t at_ms);
void wheel_unset(struct wheel *, uint32_t id);
int64_t wheel_at(const struct wheel *, uint32_t id); /* -1: not set */
/* Remove and return one id that is due, by time; NONE when nothing is. An id that is
 * set again while others are taken is not returned before a later millisecond. */
uint32_t wheel_take(struct wheel *, int64_t now_ms);
/* Milliseconds until something may be due, at most WHEEL_SPOKES; -1 when nothing is
 * set. */
int64_t wheel_wait(const struct wheel *, int64_t now_ms);

#endif

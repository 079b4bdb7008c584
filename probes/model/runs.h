/*
 * runs: tables whose rows of one device stand together (struct run in struct dev):
 * processors, memories, sensors. Inside probes/model only.
 */
#ifndef NOCTOP_MODEL_RUNS_H
#define NOCTOP_MODEL_RUNS_H

#include <stddef.h>

#include "probes/model/network.h"

struct runs {
	void *rows; /* address of the array's pointer; a row begins with its dev_id */
	uint32_t *n, *cap;
	struct run_holes *holes;
	size_t size;   /* of a row */
	size_t member; /* offset of the struct run in struct dev */
};

/* Room for n rows of a device: where they were when they are as many, else elsewhere,
 * and what was in them is gone but for the dev_id. Rows of any device may move, but of
 * few. */
struct run *runs_resize(struct network *, const struct runs *, dev_id, uint32_t n);

#endif

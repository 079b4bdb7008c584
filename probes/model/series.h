/*
 * series: rings of recent samples, one position a poll: interfaces (in, out percent),
 * CPU, memory and RTT of devices. A byte a sample: 500,000 interfaces must fit. Percent
 * are kept in halves up to 127, RTT logarithmically (steps of 4.4 %, up to 6 s). Gaps
 * are kept as gaps. Sixty polls of 30 s are the last half hour.
 */
#ifndef NOCTOP_MODEL_SERIES_H
#define NOCTOP_MODEL_SERIES_H

#include "probes/model/network.h"

enum series_kind { SERIES_IF_IN, SERIES_IF_OUT, SERIES_CPU, SERIES_MEM, SERIES_RTT };

/* The newest n samples (at most SERIES_LEN) of a device or an interface, oldest first,
 * NAN for gaps and for what is before the first; percent, RTT in ms. Returns n. */
unsigned series_get(const struct network *, enum series_kind, uint32_t id, float *out,
		    unsigned n);
/* One step of all rings of dev: the present values of its CPU, memory, RTT and of its
 * interfaces' percentages become the newest samples. */
void series_step(struct network *, dev_id);
/* The same step of a poll that failed: gaps, but for RTT, which probes measure. */
void series_gap(struct network *, dev_id);
/* Rings without a sample, for new rows. */
void series_clear_if(struct if_rings *);
void series_clear_dev(struct dev_rings *);

#endif

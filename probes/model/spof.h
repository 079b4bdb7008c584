/*
 * spof: single points of failure as the watch sees them: each device that others hang
 * on, and each link that is the only way to something. Pure; of the graph of ways.h.
 */
#ifndef NOCTOP_MODEL_SPOF_H
#define NOCTOP_MODEL_SPOF_H

#include "probes/model/ways.h"

struct spof {
	dev_id dev; /* the device; of a link its nearer end, NONE: a stranger */
	dev_id far; /* of a link the farther end, NONE: a stranger; of a device itself
		     */
	uint32_t edge;	 /* the link's, see ways_link; NONE: it is a device */
	uint32_t behind; /* devices that nothing is known of without it */
};
/* All of them, those that most hangs on first, devices before links; to be freed. */
struct spof *spof_find(const struct network *, uint32_t *n);

#endif

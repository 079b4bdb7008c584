/*
 * explore: everything that a profile names, read once of one device, for
 * `noctop profile try`.
 */
#ifndef NOCTOP_WIRE_EXPLORE_H
#define NOCTOP_WIRE_EXPLORE_H

#include "probes/wire/ask.h"
#include "probes/wire/sense.h"

/* For commands: turns a loop of its own until all is there. The survey is ready to be
 * looked at, whole or not: result tells. */
void explore_run(const struct sockaddr_storage *, const struct credential *,
		 const struct profiles *, const struct profile *,
		 const char *object_id, struct survey *, struct walk_result *);

#endif

/*
 * attach: which devices the watch is next to, so that the network can be looked at from
 * there: those that are configured so; else the device that is the gateway of most
 * ways, by its address or by the MAC that our port has for it; else, of those on a
 * segment of our own port, the most central by role; else the first of ours that probes
 * of our own meet on their way (trace.h). Else nothing is known.
 */
#ifndef NOCTOP_WIRE_ATTACH_H
#define NOCTOP_WIRE_ATTACH_H

#include "probes/model/network.h"
#include "probes/model/vantage.h"
#include "probes/wire/outlook.h"

/* A network that a port of ours is in. */
struct attach_segment {
	struct sockaddr_storage address;
	uint8_t prefix;
};
#define ATTACH_SEGMENTS 16
/* Those of the port of this name; returns how many. */
uint32_t attach_segments(const char *port, struct attach_segment out[ATTACH_SEGMENTS]);

/* A look around. It takes a while where there are many devices and interfaces, and is
 * made in slices of so many rows. */
struct attach {
	bool looks;
	struct vantage vantage;
	struct attach_segment segment[ATTACH_SEGMENTS], gateway;
	uint32_t segments;
	/* inside */
	unsigned kind; /* of what is looked at … */
	uint32_t at;   /* … and which row */
	int best;
	dev_id *dev;
	uint32_t n, cap;
};
/* From what is seen now; a look that was begun before is forgotten. */
void attach_begin(struct attach *, const struct vantage *,
		  const struct attach_segment *, uint32_t n);
/* Looks at so many rows more; true while there are some left. At the end ways_attach is
 * told what was found. */
bool attach_step(struct attach *, struct network *, outlook_address *, void *ctx,
		 uint32_t rows);
void attach_end(struct attach *);
/* All of it at once. */
void attach_find(struct network *, const struct vantage *,
		 const struct attach_segment *, uint32_t n, outlook_address *,
		 void *ctx);

#endif

/*
 * link_lag: parallel links whose ports are bundled at both ends (IEEE 802.1AX), as the
 * one link that they are to whatever runs over them. Pure; nothing is kept.
 *
 * The table of links has a row for each member, for that is what a cable is, and what
 * is cut. Members are those between the same two devices whose ports are, by the word
 * of their devices, of the same bundle at each end; an end that tells of no bundles
 * does not contradict. The row of a neighbour that is heard on the bundle itself is of
 * it, and no member. One that vanished is a member as long as its port is.
 */
#ifndef NOCTOP_MODEL_LINK_LAG_H
#define NOCTOP_MODEL_LINK_LAG_H

#include "probes/model/link.h"

struct lag {
	link_id first;	   /* the row that stands for all */
	uint32_t of, up;   /* members; of them up, or not known to be down */
	str_id name[2];	   /* of the bundle at each end of the first; 0 unknown */
	if_id ifs[2];	   /* that interface; NONE */
	uint64_t speed_bps; /* of the bundle, else of its members that are up; 0
			       unknown */
	/* Percent of that from the first end to the second, and back; NAN unknown. */
	float there, back;
};

/* The bundle that this link is a member of; false: it is one by itself. */
bool link_lag(const struct network *, link_id, struct lag *);
/* The same of the link of a port; and whether that is the one to show for all. */
bool link_lag_of(const struct network *, if_id, struct lag *, bool *first);

#endif

/*
 * path: the way from one device to another, hop by hop, over the links that were found
 * and the parents that are configured. Pure.
 */
#ifndef NOCTOP_MODEL_PATH_H
#define NOCTOP_MODEL_PATH_H

#include "probes/model/ways.h"

#define PATH_HOPS 64

struct hop {
	dev_id dev;  /* NONE: nobody manages it, or it is the watch, the first */
	str_id name; /* of a stranger; 0 */
	bool linked; /* a link is known, or a configured parent: not of the first */
	bool down;   /* that link is */
	if_id out;   /* the interface of the hop before; NONE */
	if_id in;    /* of this one; NONE */
	uint16_t of, up; /* of a bundle, which these are: its members, those that are
			    up; 0: none */
};
/* A shortest way over links that are up and devices that answer; where there is none,
 * over whatever there is: then *broken. from NONE: from the watch. At most PATH_HOPS;
 * returns how many, 0: none is known. */
uint32_t path_find(const struct network *, dev_id from, dev_id to,
		   struct hop hop[PATH_HOPS], bool *broken);

#endif

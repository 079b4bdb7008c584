/*
 * subtree: the parts of an agent's tree that the polls read, as whoever sets up a view
 * of it has to name them: as narrow as one line each can be. (hrSWRun, with everybody's
 * command lines, is a neighbour of some.)
 */
#ifndef NOCTOP_WIRE_SUBTREE_H
#define NOCTOP_WIRE_SUBTREE_H

#include <stdbool.h>
#include <stdint.h>

struct subtree {
	const char *oid;  /* ".1.3.6.1.2.1.2" */
	const char *what; /* "interfaces" */
	bool needed;	  /* a device without it is not worth watching */
	bool usual;	  /* Net-SNMP's agent on Linux has it: when it does not show, a
			     view hides it */
};
/* oid NULL behind the last. */
extern const struct subtree subtrees[];

#endif

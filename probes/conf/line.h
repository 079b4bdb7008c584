/*
 * line: [circuit NAME] and [link NAME] sections to rows of a network (model/circuit.h).
 */
#ifndef NOCTOP_CONF_LINE_H
#define NOCTOP_CONF_LINE_H

#include "probes/conf/build.h"
#include "probes/conf/schema.h"

extern const struct key_def circuit_keys[], link_keys[];

/* Take all of them; the network's devices must be numbered, and need not be in it. */
void build_lines(struct build *);
/* Put them into the network, behind its devices. */
void fill_lines(struct build *);

#endif

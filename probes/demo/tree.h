/*
 * tree: the demo network as agents see it: the MIB of each of its devices, computed
 * when it is asked for. System, interfaces, host resources, LLDP, entity, SNMP engine,
 * and what the makers of such devices add.
 */
#ifndef NOCTOP_DEMO_TREE_H
#define NOCTOP_DEMO_TREE_H

#include "probes/demo/agent.h"
#include "probes/demo/plan.h"

struct tree;

/* The plan is borrowed. */
struct tree *tree_new(const struct plan *);
void tree_free(struct tree *);

/* ctx: struct tree; agent: a device of the plan; now: ms since the demo began. */
extern const struct agent_source tree_source;

#endif

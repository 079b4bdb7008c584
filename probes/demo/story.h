/*
 * story: the demo network as agents see it: the MIB of each of its devices, computed
 * when it is asked for. System, interfaces, host resources, LLDP, entity, SNMP engine,
 * and what the makers of such devices add.
 */
#ifndef NOCTOP_DEMO_STORY_H
#define NOCTOP_DEMO_STORY_H

#include "probes/demo/agent.h"
#include "probes/demo/plan.h"

struct story;

/* The plan is borrowed. */
struct story *story_new(const struct plan *);
void story_free(struct story *);

/* ctx: struct story; agent: a device of the plan; now: ms since the demo began. */
extern const struct agent_source story_source;

#endif

/*
 * redundancy: what of a device stands in for what, and whether it still does: power
 * supplies, fans, units of a pair, members of a stack, ports of a bundle, virtual
 * routers. Nothing is kept here: groups come of the rows of sensors and peers, which
 * know whether they worked before.
 *
 * A group lost something when a member that was seen to work does not now, or the
 * device itself says that a part, a unit or a member of a stack has failed; the next
 * fault is the outage. A port or a router that never worked since we look is no loss:
 * the group is incomplete. Neither is a ring that never was closed: it may be of one
 * switch.
 */
#ifndef NOCTOP_MODEL_REDUNDANCY_H
#define NOCTOP_MODEL_REDUNDANCY_H

#include "probes/model/network.h"

enum redundancy_kind {
	REDUNDANCY_PSU,
	REDUNDANCY_FAN,
	REDUNDANCY_HA,
	REDUNDANCY_STACK,
	REDUNDANCY_RING, /* the cables of a stack, that close a ring */
	REDUNDANCY_LAG,
	REDUNDANCY_VRRP,
	REDUNDANCY_HSRP,
	REDUNDANCY_UPLINKS, /* neighbours over which there is a way to it, spare.h */
	REDUNDANCY_KINDS
};
const char *redundancy_kind_name(enum redundancy_kind); /* "psu" … of status --json */

enum redundancy_state {
	REDUNDANCY_NONE, /* nothing stands in for it */
	REDUNDANCY_OK,
	REDUNDANCY_INCOMPLETE,
	REDUNDANCY_LOST,
	REDUNDANCY_STATES
};
const char *redundancy_state_name(enum redundancy_state); /* "none" "ok" … */

struct redundancy {
	uint8_t kind, state;
	const char *name; /* "power supplies", "ae0", "VRID 10 on Vlan10" */
	uint32_t ok, of;  /* members that work, of those that are there or were */
	/* of what is lost, the first: which member, and how it is */
	str_id who, words;
	int64_t since_ms; /* 0 unknown */
	/* where the next one is looked for */
	uint32_t next, number; /* number: which group of the device this is, from 0 */
};

/* The next group of a device: begin with a zeroed struct. False: there are no more. A
 * single power supply or fan is a group, too, of nothing redundant. */
bool network_redundancy(const struct network *, dev_id, struct redundancy *);

#endif

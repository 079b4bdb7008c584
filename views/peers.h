/*
 * peers: with whom a device speaks and what stands in for what, as pieces of a flow.
 */
#ifndef NOCTOP_VIEWS_PEERS_H
#define NOCTOP_VIEWS_PEERS_H

#include "views/drill.h"

/* "HA 1/2 fw-b gone", "LAG 7/8 xe-0/0/2 port down": what stands in for each other
 * besides fans and power supplies. */
void peers_redundancy(struct flow *, const struct scene *, dev_id, bool stale);
/* "BGP 2/3  BGP 192.0.2.1 AS64511 Idle 3m …": those that are not up come first. */
void peers_all(struct flow *, const struct scene *, dev_id, bool stale);

#endif

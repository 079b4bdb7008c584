/*
 * peer: whom a device speaks with, or stands in for, by its own word: routing peers,
 * groups of routers with one address, pairs of firewalls, tunnels, members of a bundle
 * of links. Rows with a dev column, contiguous for each device (dev.peers) and replaced
 * whole whenever they were read.
 *
 * A row is (kind, name); names are unique among the rows of a device that have the same
 * kind. What it is called is what an operator would look for: the address of a routing
 * peer, else its router or system id; "10 (192.0.2.1)" of a virtual router; of a tunnel
 * and of a unit its name; of a member of a bundle the name of the port.
 *
 * A peer that is down is a fault only when it was up: since we look, or a short while
 * before by the device's own count. One that is administratively off is never one.
 * Neighbours of OSPF and IS-IS and many tunnels leave no row behind when they die: such
 * a row stays for a day as PEER_DOWN, "gone".
 *
 * RFC 4273 (BGP4-MIB), 4750 and 5643 (OSPF), 4444 (IS-IS), 2787 and 6527 (VRRP),
 * IEEE8023-LAG-MIB; the vendors' own in etc/profiles.
 */
#ifndef NOCTOP_MODEL_PEER_H
#define NOCTOP_MODEL_PEER_H

#include "probes/model/network.h"

enum peer_kind {
	PEER_BGP,
	PEER_OSPF,
	PEER_ISIS,
	PEER_VRRP,
	PEER_HSRP,
	PEER_HA,     /* a unit of a pair or a cluster */
	PEER_TUNNEL, /* IPsec, SSL */
	PEER_LAG,    /* a port of this device in a bundle of its own */
	PEER_KINDS
};
const char *peer_kind_name(enum peer_kind); /* "bgp" …; the words of status --json */
const char *peer_kind_title(enum peer_kind); /* "BGP" …; for people */

/* From good to bad, as enum sensor_state: nobody is told of one that is off. */
enum peer_state {
	PEER_OFF, /* administratively */
	PEER_UNKNOWN,
	PEER_UP,       /* as it should be: Established, Full, 2-Way, master, backup … */
	PEER_IMPAIRED, /* it works, and something is wrong with it: out of sync */
	PEER_DOWN,
	PEER_STATES
};
const char *peer_state_name(enum peer_state); /* "off" "unknown" "up" … */

struct peer {
	dev_id dev;
	str_id name;
	str_id id;    /* its router or system id, as a text; 0 unknown */
	str_id group; /* the bundle or pair that it is one of; 0 none */
	str_id words; /* the protocol's name of its state: "Idle"; 0 none */
	uint32_t remote_as; /* 0 unknown */
	uint32_t prefixes;  /* accepted of it; NONE unknown */
	uint32_t local;	    /* ifIndex of our end; 0 unknown */
	uint32_t bundle;    /* of PEER_LAG: ifIndex of what it is a port of */
	uint32_t up_s;	    /* how long, by its own word; NONE unknown. When down: since
			       it was up last */
	uint8_t kind, state;
	bool was_up;  /* since we look, or by the device's word */
	bool was_whole; /* up and not impaired, since we look */
	bool turned;	/* its state is another than at the reading before */
	bool dies;    /* its row goes away with it */
	bool blinked; /* it was down and up again since the reading before */
	bool gone;    /* its row is not there, and dies with it */
	bool here;    /* it was a row when all were read last, or is one again */
	int64_t since_ms; /* in this state; 0 unknown */
};

/* Make these n the peers of dev, read at now_ms. dev, was_up (but for what is true
 * already), blinked, here and since_ms of the rows given are set by this. whole: what
 * is not among them is not there; else they stay as they were. Allocates nothing when
 * there are as many as before. */
void network_set_peers(struct network *, dev_id, struct peer *, uint32_t n, bool whole,
		       int64_t now_ms);
/* Would it be missed if these rows were all there are? Then it is gone as this says. */
bool peer_is_missed(const struct peer *was, const struct peer *rows, uint32_t n,
		    int64_t now_ms);
struct peer peer_as_gone(struct network *, const struct peer *was, int64_t now_ms);
/* Those of a device: rows [0, n) from here, until the next change of any device's. */
const struct peer *network_peers(const struct network *, dev_id, uint32_t *n);
/* Milliseconds since they were read; -1 never. */
int64_t network_peers_age(const struct network *, dev_id, int64_t now_ms);
/* The bundle that the interface with this ifIndex is a port of; 0 none. */
str_id network_bundle_of(const struct network *, dev_id, uint32_t index);
/* Our end of it: the interface with that ifIndex; NONE unknown. */
if_id network_peer_local(const struct network *, const struct peer *);
/* The managed device one of whose addresses is the peer's name; NONE: none, or not one
 * alone, or addresses are not learnt yet (links_join). */
dev_id network_peer_dev(const struct network *, const struct peer *);
/* Peers of a kind that are up, or as they should be; of: that are not off. */
uint32_t network_peers_up(const struct network *, dev_id, enum peer_kind, uint32_t *of);

#endif

/*
 * ether: what an Ethernet port counts of its cable and of its other end
 * (EtherLike-MIB dot3StatsTable, RFC 3635). ifInErrors says that something is wrong,
 * these say what: frames that are cut by collisions where nobody should collide are a
 * duplex mismatch, symbols that are none are a bad cable.
 *
 * Read of few ports and seldom, so they are rows of their own, found by ifIndex.
 */
#ifndef NOCTOP_MODEL_ETHER_H
#define NOCTOP_MODEL_ETHER_H

#include "probes/model/network.h"

enum ether_count {
	ETHER_ALIGNMENT,
	ETHER_FCS,
	ETHER_LATE,	 /* collisions */
	ETHER_EXCESSIVE, /* collisions */
	ETHER_MAC_OUT,	 /* internal errors when sending */
	ETHER_CARRIER,
	ETHER_TOO_LONG,
	ETHER_MAC_IN,
	ETHER_SYMBOL,
	ETHER_COUNTS
};
#define ETHER_PORTS 32 /* read of one device at once, at most */

/* One reading of a port. has: bits of enum ether_count. */
struct ether_read {
	uint32_t index, has;
	uint32_t uptime_cs; /* sysUpTime in the answer they came with */
	uint32_t count[ETHER_COUNTS];
};
struct ether {
	dev_id dev;
	struct ether_read last;
	uint32_t reboots;	   /* of its device, at that time */
	float rate[ETHER_COUNTS]; /* per second; NAN: fewer than two readings */
	int64_t at_ms;
};

const char *ether_name(enum ether_count);  /* "FCS", "late collisions" */
const char *ether_key(enum ether_count);   /* in JSON: "fcs_errors_ps" */

/* Readings of some ports of a device. What is known of its others stays, as long as
 * they are there. */
void network_take_ether(struct network *, dev_id, const struct ether_read *, uint32_t n,
			int64_t now_ms);
/* Its interfaces are others than they were. */
void network_forget_ether(struct network *, dev_id);
/* NULL: never read, or not for so long that it is no news. */
const struct ether *network_ether(const struct network *, if_id, int64_t now_ms);

/* Is it of an Ethernet that has these counters, and does its being wrong matter? */
bool ether_worth(const struct network *, if_id);
/* Does it count errors of any kind, or did it when it was last asked? */
bool ether_troubled(const struct network *, if_id, int64_t now_ms);
/* What its errors are evidence of, in words; NULL nothing. far: the other end of its
 * link, NONE not known. */
const char *ether_evidence(const struct network *, if_id, if_id far, int64_t now_ms);

#endif

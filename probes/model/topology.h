/*
 * topology: what hangs behind what, from sites, roles, configured parents, and from the
 * interfaces whose ifAlias names a configured device. Pure.
 */
#ifndef NOCTOP_MODEL_TOPOLOGY_H
#define NOCTOP_MODEL_TOPOLOGY_H

#include "probes/model/network.h"

/* Set flags and peer of dev's interfaces: configured globs; an ifAlias that holds the
 * name of a configured device as a whole word is a link to it (an uplink when that is a
 * parent, WAN when it is of another site). */
void topology_classify(struct network *, dev_id);

/* Does dev not answer (no ping, or no SNMP where there is no ping)? */
bool topology_dev_silent(const struct network *, dev_id);
/* The failed device that hides dev: dev is silent and every parent of it is silent or
 * hidden itself. The nearest one that nothing hides; NONE when dev is not hidden. Bounded
 * against loops in the configuration. */
dev_id topology_cause(const struct network *, dev_id);

/* Counts of one site; lost are devices that do not answer, hidden or not. */
struct site_count {
	uint32_t devices, lost, planned, answered;
	int64_t since_ms; /* the oldest present silence; 0 none */
	dev_id cause;     /* the device that explains most of it; NONE */
	uint32_t cause_hides;
};
void topology_site(const struct network *, site_id, struct site_count *);

/* A link to draw: dev's interface towards peer, or a configured parent without a known
 * interface (ifs NONE). */
struct link {
	dev_id a, b; /* b is nearer to the root, or of another site */
	if_id ifs;   /* of a or of b */
};
/* Links of dev upwards and to other sites, each once; at most cap. Returns how many. */
uint32_t topology_links(const struct network *, dev_id, struct link *, uint32_t cap);

#endif

/*
 * vlan: which VLANs devices have (IEEE 802.1Q), as their Q-BRIDGE-MIB tells, and who of
 * a site has each: a segment of the site. That two of them have one of the same number
 * does not say that it is carried on every link between them.
 */
#ifndef NOCTOP_MODEL_VLAN_H
#define NOCTOP_MODEL_VLAN_H

#include "probes/model/network.h"

#define VLAN_MAX 4094 /* the highest number */

struct vlan {
	uint16_t id, ports; /* that it is on; of a device */
	str_id name;	    /* there; 0 none */
};
/* Of one site, or of the devices without one (NONE). */
struct vlan_segment {
	site_id site;
	uint16_t id;
	str_id name; /* as one of them calls it; 0 none */
	dev_id *dev;
	uint32_t n, cap;
	uint32_t next; /* the next of the site; NONE */
};

/* These are the VLANs of dev now, each once, the lowest number first. */
void network_set_vlans(struct network *, dev_id, const struct vlan *, uint32_t n);
const struct vlan *network_vlans(const struct network *, dev_id, uint32_t *n);
const struct vlan *network_vlan(const struct network *, dev_id, uint32_t id); /* NULL */

/* VLANs that a port is in: from the first to the last. */
struct vlan_span {
	uint32_t port; /* ifIndex */
	uint16_t first, last;
};
#define VLAN_SPANS_MAX 8192 /* of one device; of one that has more none are kept */
/* These are all of dev now; reorders them. */
void network_set_vlan_spans(struct network *, dev_id, struct vlan_span *, uint32_t n);

/* A bit for each number. */
struct vlan_set {
	uint64_t bit[(VLAN_MAX + 64) / 64];
};
bool vlan_set_any(const struct vlan_set *);
/* Those that the interface is in, or the bundle that it is a port of. False: it is in
 * none, or that is not known. */
bool vlans_at(const struct network *, if_id, struct vlan_set *);
/* Of a link, by both of its ends: what it carries, and what one end sends and the other
 * does not take: only[0] the near one. */
struct link_vlans {
	struct vlan_set both, only[2];
};
/* False: an end is not known to be in any. */
bool link_vlans(const struct network *, if_id near, if_id far, struct link_vlans *);

/* All: rows 0 to vlan_segments_n - 1; of some all devices may have gone. */
uint32_t vlan_segments_n(const struct network *);
const struct vlan_segment *vlan_segment_at(const struct network *, uint32_t);
/* The first of a site, in no order; NONE. */
uint32_t vlan_segments_of(const struct network *, site_id);
/* "1,10,20-29": numbers in order, as ranges; "…" behind what there was no room for. */
#define VLAN_WORDS 240
char *vlan_words(char out[VLAN_WORDS], const struct vlan *, uint32_t n);
#define VLAN_WORDS_ALL (5 * VLAN_MAX / 2 + 16) /* there is room for all */
char *vlan_set_words(char *out, size_t size, const struct vlan_set *);

/* Inside of the model: for network.c. */
void vlans_free(struct network *);
void vlans_visit(struct network *, void (*visit)(void *ctx, str_id *), void *ctx);

#endif

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
/* All: rows 0 to vlan_segments_n - 1; of some all devices may have gone. */
uint32_t vlan_segments_n(const struct network *);
const struct vlan_segment *vlan_segment_at(const struct network *, uint32_t);
/* The first of a site, in no order; NONE. */
uint32_t vlan_segments_of(const struct network *, site_id);
/* "1,10,20-29": numbers in order, as ranges; "…" behind what there was no room for. */
#define VLAN_WORDS 240
char *vlan_words(char out[VLAN_WORDS], const struct vlan *, uint32_t n);

/* Inside of the model: for network.c. */
void vlans_free(struct network *);
void vlans_visit(struct network *, void (*visit)(void *ctx, str_id *), void *ctx);

#endif

/*
 * segment: networks that devices of ours share, by their own addresses and masks: who
 * is in 192.0.2.0/24 is one step from whoever else is, over a medium that need not tell
 * of itself. Addresses of the device alone, of a pair (/31, /127), of loopback and of a
 * link (RFC 3927, 4291) are in none.
 */
#ifndef NOCTOP_MODEL_SEGMENT_H
#define NOCTOP_MODEL_SEGMENT_H

#include "probes/model/network.h"

typedef uint32_t segment_id;

#define SUBNETS_MAX 256 /* of one device */

/* An address of a device, with its mask. */
struct subnet {
	uint32_t index; /* ifIndex; 0 unknown */
	uint8_t n, bits; /* octets; of the mask */
	uint8_t at[16];
};
struct segment_member {
	dev_id dev;
	uint32_t index;
};
struct segment {
	str_id name; /* "192.0.2.0/24" */
	struct segment_member *member; /* a device is there once */
	uint32_t n, cap;
};

/* These are the addresses of dev now. */
void network_set_subnets(struct network *, dev_id, const struct subnet *, uint32_t n);
/* All: rows 0 to segments_n - 1; one with fewer than two members joins nobody. */
uint32_t segments_n(const struct network *);
const struct segment *segment_at(const struct network *, segment_id);
/* The smallest that both are in; NONE. */
segment_id segment_between(const struct network *, dev_id, dev_id);
/* Those that a device is in. */
const segment_id *segments_of(const struct network *, dev_id, uint32_t *n);
/* ifIndex of the port of dev over which this address (a text) is one step away, by the
 * longest mask that holds it, a pair's too; 0 unknown. */
uint32_t subnet_port(const struct network *, dev_id, const char *address);
/* Counts up when a member came or went. */
uint64_t segments_generation(const struct network *);

/* Inside of the model: for network.c. */
void segments_free(struct network *);
void segments_visit(struct network *, void (*visit)(void *ctx, str_id *), void *ctx);

#endif

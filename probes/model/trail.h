/*
 * trail: the way to a device as probes of our own found it, over routers that need not
 * be managed: who answered at which distance, and how far it goes. Of the last try; for
 * the TRAILS_MAX devices that were tried last.
 */
#ifndef NOCTOP_MODEL_TRAIL_H
#define NOCTOP_MODEL_TRAIL_H

#include "probes/model/network.h"

#define TRAIL_HOPS 30
#define TRAIL_ADDRESS 46 /* of a text of an address */
#define TRAILS_MAX 256

enum trail_end {
	TRAIL_SILENT,  /* behind the last hop nobody answered */
	TRAIL_REACHED, /* the last hop is the device */
	TRAIL_REFUSED, /* the last hop says that it has no way on, or may not */
	TRAIL_LOOPED   /* behind the last hop it comes back to one before */
};

struct trail_hop {
	char address[TRAIL_ADDRESS]; /* "": nobody answered at this distance */
	dev_id dev;		     /* of ours, as far as we know; NONE */
	float rtt_ms;		     /* NAN unknown */
};
struct trail {
	dev_id dev;
	int64_t at_ms; /* wall; when it ended */
	uint8_t n;     /* hops, the last of them answered; 0: nobody did */
	uint8_t end;   /* enum trail_end */
	struct trail_hop hop[TRAIL_HOPS];
};

/* Keep it, in place of the one that is known of its device. hop[].dev is found here. */
void network_take_trail(struct network *, const struct trail *);
const struct trail *network_trail(const struct network *, dev_id); /* NULL none */
/* The first device of ours on the trails, on most of them; NONE: on none. What we are
 * next to where neither the kernel nor anybody else can tell. */
dev_id network_trail_entrance(const struct network *);
/* "by our own probes 203.0.113.9 after 4 hops, nobody behind it": how far they get. */
#define TRAIL_WORDS 160
char *trail_words(char out[TRAIL_WORDS], const struct network *, const struct trail *);
void trails_free(struct network *); /* for network_fini */

#endif

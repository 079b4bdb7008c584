/*
 * ways: the network as a graph that is looked at from the watch: over which neighbours
 * there is a way to each device, and what everything hangs on.
 *
 * Edges are links (link.h) and configured parents. What people and LLDP, CDP or
 * forwarding tables say comes first; a routing or ARP neighbour alone, which may be any
 * number of switches away, is an edge only between parts that nothing better joins.
 * Where a device has configured parents these are its ways, and whatever else was found
 * only leads on to others. Neighbours that nobody manages are vertices, too: a way may
 * lead through them.
 *
 * The watch is joined to the devices it is attached to (ways_attach). A part of the
 * network that nothing joins to these is thought to be entered where its configured
 * parents begin; else, at its edge and firewall devices; else, at its core; of one that
 * has none of these no way is known, and nothing in it is ever said to be hidden.
 *
 * A link that vanished stays an edge while an end of it is silent that was heard over
 * it, or is down since about then and nothing else came in its place: what was there
 * before a failure is what explains it.
 */
#ifndef NOCTOP_MODEL_WAYS_H
#define NOCTOP_MODEL_WAYS_H

#include "probes/model/graph.h"
#include "probes/model/link.h"

/* How it is known what the watch is attached to. */
enum attached {
	ATTACHED_UNKNOWN,
	ATTACHED_CONFIGURED,
	ATTACHED_GATEWAY, /* it is the gateway to most devices */
	ATTACHED_SEGMENT, /* it is the most central device on our own segment */
	ATTACHED_TRAIL,	  /* it is the first of ours that probes of our own meet */
	ATTACHED_N
};
const char *attached_words(enum attached); /* "as configured", "our gateway" … */

struct ways;
void ways_free(struct network *); /* for network_fini */

/* The watch is attached to these devices; copied. */
void ways_attach(struct network *, enum attached, const dev_id *, uint32_t n);
enum attached ways_attached(const struct network *);
/* Work out what changed, about budget items of it; true: more is to be done. Until it
 * is done answers are what they were before. Cheap when nothing changed. */
bool ways_step(struct network *, uint32_t budget, int64_t now_ms);
/* A port was shut, or is not any more: what the far ends are for is sorted out anew. */
void ways_shut(struct network *);
/* Is there something to do that should not wait? */
bool ways_urgent(const struct network *);
/* What links there are and the ways over them, in one go. */
void ways_all(struct network *, int64_t now_ms);
/* Counts up when it was worked out anew; 0: never yet. */
uint64_t ways_generation(const struct network *);

/* The graph: devices are vertices by their ids, the watch is its root, those behind it
 * are nobody's. NULL while nothing was worked out, or for a device that came later. */
const struct graph *ways_graph(const struct network *);
const struct graph *ways_graph_of(const struct network *, dev_id);
/* The link that an edge is; NULL: a configured parent, what the watch is attached to,
 * or a link that is not there any more. */
const struct link *ways_link(const struct network *, uint32_t edge);
/* Is a link told of, or was it until one of its ends fell silent? */
bool ways_stands(const struct network *, const struct link *);
/* What a vertex that nobody manages is called; 0 nothing. */
str_id ways_stranger(const struct network *, uint32_t vertex);

/* A way to a device: its last step. */
struct way {
	dev_id from;		 /* NONE: the watch itself is next to it */
	const struct link *link; /* NULL: none is known, a stranger is between, or
				  it is a configured parent */
};
/* for (ways_begin(&i, net, dev); ways_next(&i, &way);): those that come nearer to the
 * watch before others. */
struct ways_iter {
	const struct network *net;
	dev_id dev;
	uint32_t at, end;	 /* of the device's own */
	uint32_t through, inner; /* a stranger's halves; NONE */
	uint8_t parent;
};
void ways_begin(struct ways_iter *, const struct network *, dev_id);
bool ways_next(struct ways_iter *, struct way *);

/* Does every way to dev lead through `on`? False where that is not known. */
bool ways_hang(const struct network *, dev_id dev, dev_id on);
/* The nearest device that dev hangs on; NONE. */
dev_id ways_hangs_on(const struct network *, dev_id dev);
/* A word that is kept of a device until it is another: what hid it last. NONE none. */
dev_id ways_hint(const struct network *, dev_id);
void ways_note(const struct network *, dev_id, dev_id hint);
/* Devices that hang on this one. */
uint32_t ways_behind(const struct network *, dev_id);

#endif

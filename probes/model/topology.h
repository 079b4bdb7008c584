/*
 * topology: what hangs behind what, from sites, roles, configured parents, and from the
 * interfaces whose ifAlias names a configured device. Pure.
 */
#ifndef NOCTOP_MODEL_TOPOLOGY_H
#define NOCTOP_MODEL_TOPOLOGY_H

#include "probes/model/network.h"

/* Set flags and peer of dev's interfaces: configured globs (comma separated, * and ?);
 * an ifAlias that holds the name of a configured device as a whole word (letters,
 * digits, '-', '_', '.'; its case does not matter where the configured name is lower
 * case) is a link to it: an uplink when that is a parent, WAN when it is of another
 * site. So is one that LLDP or CDP tell of; an uplink when there is a way over it
 * (ways.h). */
void topology_classify(struct network *, dev_id);
/* A sum over what neighbours tell of dev's interfaces: another one calls for
 * topology_classify. */
uint64_t topology_found(const struct network *, dev_id);

/* Is id a configured parent of dev? */
bool topology_is_parent(const struct dev *, dev_id id);

/* Does dev not answer? Probes are silent and the last SNMP poll since was in vain (a
 * refusal is an answer, but to ping = snmp); without probes, two polls in a row were,
 * or the first ever. */
bool topology_dev_silent(const struct network *, dev_id);
/* When the present silence began; 0 when dev is not silent. */
int64_t topology_silent_since(const struct network *, dev_id);
/* The failed device that hides dev: dev is silent and so is every device over which
 * there is a way to it (ways.h: configured parents, else what was found). Of several
 * that nothing hides it is the one that took the last way, and of those that stopped
 * together the one that most hangs on. NONE when dev is not hidden, when it stopped
 * while there still was a way, or when only a loop in the configuration hides it. Looks
 * at some hundred devices at most. */
dev_id topology_cause(const struct network *, dev_id);
/* Devices over which there is a way to dev, each once, the nearest to the watch first;
 * and these with what is above the first of them, up to the watch. At most cap; return
 * how many. */
uint32_t topology_above(const struct network *, dev_id, dev_id *out, uint32_t cap);
uint32_t topology_ancestors(const struct network *, dev_id, dev_id *out, uint32_t cap);

/* The ways of a site to other sites, or out, that can be seen: its WAN interfaces, its
 * circuits and its links elsewhere, each once, those that somebody shut left out. A way
 * is down when either end is seen to be; one of which nobody can tell is not. */
struct site_ways {
	uint32_t n, down;
	int64_t since_ms; /* the last of those that are down is; 0 none */
	dev_id lost; /* a silent device at the far end of some that are down; NONE */
	uint32_t to_lost; /* so many */
	/* Of those that do not lead to what hangs on the site itself; */
	uint32_t in, left; /* what is down or leads over a silent device is not left */
	if_id cut;	   /* our end of one that is not; NONE */
	dev_id mute;	   /* the silent device it leads over; NONE: none, it is down */
};
void topology_ways(const struct network *, site_id, struct site_ways *);
/* Those of one of its devices, which is not planned, to these. */
extern const struct site_ways site_no_ways;
void topology_add_ways(const struct network *, dev_id, struct site_ways *);
/* It had more than one, and has one. */
static inline bool topology_one_way(const struct site_ways *w)
{
	return w->in > 1 && w->left == 1;
}
static inline bool topology_no_way(const struct site_ways *w)
{
	return w->n > 0 && w->down == w->n;
}

/* Counts of one site, planned devices (not in service yet, or in maintenance) in none
 * but planned; lost are devices that do not answer, hidden or not. */
struct site_count {
	uint32_t devices, lost, planned;
	int64_t since_ms; /* the oldest present silence; 0 none */
	int64_t heard_ms; /* the last answer of any of them; 0 never */
	dev_id cause; /* the device that explains most of it, else the first that went
			 silent; NONE */
	uint32_t cause_hides; /* devices of the site behind it */
	uint32_t hidden;      /* of the lost, behind whatever it is */
	struct site_ways ways;
	int64_t isolated_ms, isolated_good_ms; /* of one that is isolated, filled in by
						  alert: since when, and heard before */
};
/* No way is left to it, and it is not that they all lead to one device that is silent
 * while the site answers: then that one is cut off. */
static inline bool topology_cut_off(const struct site_count *c)
{
	return topology_no_way(&c->ways) &&
	       (c->ways.to_lost < c->ways.down || c->lost * 2 >= c->devices);
}
void topology_site(const struct network *, site_id, struct site_count *);
/* The same, a device with each step; at NONE: count is that of the site. */
#define SITE_CAUSES 16 /* told apart */
struct site_look {
	dev_id at; /* the next */
	struct site_count count;
	struct site_tally { /* how many devices each cause hides */
		dev_id cause[SITE_CAUSES];
		uint32_t hides[SITE_CAUSES];
		uint32_t n;
	} tally;
};
void topology_look(const struct network *, site_id, struct site_look *);
void topology_look_on(const struct network *, struct site_look *);
/* When the k-th of its devices that are lost now went silent, the first is 1: who was
 * lost long before the others is not when the site was. *good_ms: its last answer
 * before; 0 never. 0: so many are not lost. */
int64_t topology_lost_at(const struct network *, site_id, uint32_t k, int64_t *good_ms);

/* Is dev silent about a link that an answering peer tells of? */
bool topology_mute(const struct network *, dev_id, dev_id peer);

/* What a device next to another says of the way to it. */
struct neighbour {
	dev_id dev;
	bool silent; /* does not answer itself: says nothing */
	bool down;   /* its interface towards the other is; of several all are */
	if_id ifs; /* that interface; NONE: none is known, or it was not read of late */
	int64_t told_ms; /* the poll that read it; 0 without */
	int64_t down_ms; /* when it went down: by the agent's word where that fits what
			    we saw, else when we saw it; 0: it is not */
};
/* The devices next to one: its parents, the devices it is a parent of, those that an
 * ifAlias of either names, and those it has links to. At most cap; returns how many.
 * Reads the interfaces of these devices. */
uint32_t topology_neighbours(const struct network *, dev_id, struct neighbour *,
			     uint32_t cap);
/* from hangs on `to` or names it: one of its neighbours. */
void topology_join(struct network *, dev_id from, dev_id to);
/* When interface i went down, as in struct neighbour. */
int64_t topology_down_since(const struct network *, if_id i);

/* What a device stands below in a drawing: its configured parents, else the devices
 * over which there is a way to it and that are nearer to the watch, or as near and
 * before it. Thus what closes a ring is drawn at one of its ends. At most cap; returns
 * how many. */
uint32_t topology_ups(const struct network *, dev_id, dev_id *out, uint32_t cap);

/* The first of them at the device's own site; NONE. */
dev_id topology_up_at_site(const struct network *, dev_id);

/* A link to draw: dev's interface towards peer, or a configured parent without a known
 * interface (ifs NONE). */
struct topology_link {
	dev_id a, b; /* b is nearer to the root, or of another site */
	if_id ifs;   /* of a or of b */
};
/* Links of dev upwards (topology_ups) and to other sites; at most cap. Asked for every
 * device, each link comes once: the child tells of its links to a parent, by its own
 * interfaces or else by those of the parent; of two devices that name each other the
 * first. An end that is silent is not asked where the other answers. Returns how
 * many. */
uint32_t topology_links(const struct network *, dev_id, struct topology_link *,
			uint32_t cap);

#endif

/*
 * link: which device is joined to which, over which ports, and who says so. Pure.
 *
 * What a device says of a neighbour is a claim (LLDP, CDP, a forwarding table, a word
 * in an ifAlias, a configured parent). Claims of both ends and of all protocols are
 * joined to links: each link is one row, parallel ones are several. Where LLDP or CDP
 * speak of a pair of devices, weaker sources add their word to their links and make
 * none of their own. Peers of OSPF and BGP make one only between two devices of ours
 * that nothing else was heard between.
 *
 * A link that nobody tells of any more has vanished: its row stays for a week (a
 * device that does not answer still says what it said last). A forwarding table tells
 * who is somewhere behind a port: that is a link where nobody else of ours is in
 * between. Row numbers are stable as long as the row is there; vanished rows are rows,
 * too. What neighbours say is bounded: CLAIMS_MAX of one device, PARALLEL_MAX links of
 * a pair, the rest is counted and dropped, as is a device that names itself.
 */
#ifndef NOCTOP_MODEL_LINK_H
#define NOCTOP_MODEL_LINK_H

#include "probes/model/network.h"

typedef uint32_t link_id;

enum link_source {
	LINK_LLDP,
	LINK_CDP,
	LINK_OSPF,
	LINK_BGP,
	LINK_FDB,
	LINK_ARP,
	LINK_ALIAS,
	LINK_PARENT,
	LINK_DECLARED, /* a [link] of the configuration, or a [circuit] of two ends */
	LINK_SOURCES
};
#define LINK_BIT(source) (1u << (source))
/* Of the network itself; the others are of people. */
#define LINK_FOUND                                                                     \
	(LINK_BIT(LINK_LLDP) | LINK_BIT(LINK_CDP) | LINK_BIT(LINK_OSPF) |              \
	 LINK_BIT(LINK_BGP) | LINK_BIT(LINK_FDB) | LINK_BIT(LINK_ARP))
/* Concluded from whom routing speaks with. That comes and goes as a peer, not as news
 * of a link. */
#define LINK_ROUTED (LINK_BIT(LINK_OSPF) | LINK_BIT(LINK_BGP))
#define LINK_HEARD (LINK_FOUND & ~LINK_ROUTED)
const char *link_source_name(enum link_source); /* "lldp", as in status --json */

struct link_end {
	dev_id dev;    /* NONE: nobody manages it */
	str_id name;   /* what that one is called; 0 of a device of ours */
	str_id port;   /* name of its interface, or what it is said to be; 0 unknown */
	uint32_t at;   /* where that stood among the device's interfaces */
	uint16_t told; /* sources by which this end tells of the link; 0: one-sided */
};
struct link {
	struct link_end end[2]; /* the first is a device of ours */
	uint16_t sources;	/* of both ends; of a vanished one the last */
	uint16_t found;		/* those of LINK_FOUND that told of it, ever */
	bool vanished;
	bool remembered; /* from before a restart, and not told of since */
	int64_t first_seen_ms, last_seen_ms; /* wall; see link_seen_ms */
	uint32_t declared;		     /* row of [link]; NONE */
	uint32_t circuit;		     /* row of [circuit]; NONE */
	link_id next[2];		     /* among those of the device at that end */
};

/* The links of a device:
 *	for (link_id l = links_of(net, dev); l != NONE; l = links_next(net, l, dev)) */
link_id links_of(const struct network *, dev_id);
link_id links_next(const struct network *, link_id, dev_id);
const struct link *link_at(const struct network *, link_id);
/* Which row that is. */
link_id link_number(const struct network *, const struct link *);
/* All: rows 0 to links_n - 1 for which links_is. */
uint32_t links_n(const struct network *);
bool links_is(const struct network *, link_id);
/* Counts up when a link came, went, or is another; not for last_seen. */
uint64_t links_generation(const struct network *);

/* Which end of a link of dev is dev's: 0 or 1. The other is 1 minus it. */
static inline unsigned link_side(const struct link *l, dev_id dev)
{
	return l->end[0].dev != dev;
}
/* The interface at that end as it stands now; NONE: not known. */
if_id link_if(const struct network *, const struct link *, unsigned side);
/* What is at the other end of the link of this port, or was; NONE not known. */
if_id link_far_if(const struct network *, if_id);
/* IF_DOWN when the interface of an end is down, IF_UP when one is up and none is down,
 * IF_UNREAD when none is known. */
enum if_status link_status(const struct network *, const struct link *);
/* When it was told of last. */
int64_t link_seen_ms(const struct network *, const struct link *);

/* What a device says of one neighbour. Texts are of the network's pool. A claim with a
 * name, chassis or address is matched with our devices by links_join, which sets peer
 * and far; another says itself who and where. */
struct claim {
	uint8_t source;	   /* enum link_source */
	uint8_t port_kind; /* of told_port: LLDP's port id subtype; 0 unknown */
	bool far_vague;	   /* far is what the neighbour is said to call it, no name of
			      ours */
	str_id port;	   /* the device's own interface; 0 unknown */
	dev_id peer;	   /* NONE: not one of ours, or not known to be */
	str_id far;	   /* the neighbour's interface; 0 unknown */
	str_id name, chassis, address; /* the neighbour by its own word; 0 none */
	str_id told_port, told_descr;  /* and its port */
	uint32_t declared, circuit;    /* of LINK_DECLARED; NONE */
};
static inline struct claim claim_by(enum link_source source, dev_id peer)
{
	return (struct claim){.source = (uint8_t)source,
			      .peer = peer,
			      .declared = NONE,
			      .circuit = NONE};
}
#define CLAIMS_MAX 1024 /* of one device */
#define PARALLEL_MAX 64 /* links between two of ours */

/* dev says this now by these sources (bits), and nothing else by them. It is joined by
 * links_join. */
void links_said(struct network *, dev_id, unsigned sources, const struct claim *,
		uint32_t n, int64_t now_ms);
/* The same for what is configured of dev and for what its ifAliases name. */
void links_by_hand(struct network *, dev_id);
/* The same for its peers of OSPF and BGP: those that are there, and were up. */
void links_routed(struct network *, dev_id, int64_t now_ms);
/* When dev told of neighbours last, by a source of LINK_HEARD; 0: never yet. */
int64_t links_heard_ms(const struct network *, dev_id);
/* What a device is known by, besides its configured name and address, its sysName and
 * the MACs of its interfaces: what it tells its neighbours. MACs are written
 * 00:11:22:33:44:55. */
struct port_word {
	str_id told, port; /* what it calls the interface of this name */
};
struct link_self {
	str_id chassis; /* 0 unknown */
	str_id *address;
	struct port_word *port;
	uint32_t address_n, port_n;
};
void links_self(struct network *, dev_id, const struct link_self *);
/* The device whose MAC, or address, this is; NONE: none, or it is not known yet. */
dev_id links_with_mac(struct network *, const uint8_t mac[6]);
dev_id links_with_address(struct network *, const char *);
/* The same without asking for it from now on: what is known because somebody did. */
dev_id links_known_address(const struct network *, const char *);
/* An ARP table says that the device with this address has this MAC. */
void links_arp(struct network *, const char *address, const uint8_t mac[6]);
/* Its sysName or its interfaces are others than they were. */
void links_met(struct network *, dev_id);
/* Join what up to `most` ordinary devices said, a part of what one with very many
 * neighbours did; true: more is left. */
bool links_join(struct network *, uint32_t most, int64_t now_ms);
/* The same until nothing is left: for commands and tests. */
void links_settle(struct network *, int64_t now_ms);

/* A link was found, or nobody finds it any more: `moved` tells what is at its port, or
 * where its neighbour is, now. dev is the end that is told of. */
struct link_news {
	int64_t at_ms, first_ms, last_ms; /* first and last seen */
	link_id link;
	dev_id dev, now_dev;
	str_id port, far, far_port; /* far: name of the other end */
	str_id now_port, now_far, now_far_port;
	bool found, moved, declared;
};
/* Take the next of what happened, cap at most; 0: that was all. */
uint32_t links_news(struct network *, struct link_news *, uint32_t cap);
/* What the journal has of a link, the oldest first; not told as news. */
struct link_memory {
	dev_id dev;
	str_id port, far, far_port;
	int64_t at_ms;
	bool found; /* or lost */
};
#define LINKS_REMEMBERED 100000
void links_remember(struct network *, const struct link_memory *);

/* What neighbours told, as it was told. */
const struct claim *links_claims(const struct network *, dev_id, uint32_t *n);
/* The interface that an agent calls so, by LLDP's port id subtype (0: unknown) or by
 * its description; NONE. */
if_id links_port_told(const struct network *, dev_id, unsigned kind, str_id told,
		      str_id descr);
/* Claims that are left out now: too many of one device, a device naming itself, or not
 * read; and the device with most of them (NONE none), which has n. */
uint64_t links_dropped(const struct network *);
dev_id links_dropped_most(const struct network *, uint32_t *n);
/* Two devices that are known by the same: whoever speaks of a neighbour by that speaks
 * of neither. Those of one chassis id, and of names those that somebody goes by. At
 * most cap; returns how many there are, TWINS_MAX at most. */
#define TWINS_MAX 64
struct link_twins {
	dev_id a, b;
	str_id what; /* the chassis id, or the name */
	bool named;
};
uint32_t links_twins(const struct network *, struct link_twins *, uint32_t cap);
#define TWINS_WORDS (3 * TEXT_BYTES_MAX + 64)
char *links_twins_words(char out[TWINS_WORDS], const struct network *,
			const struct link_twins *);
/* So many values of its neighbours, of the stations behind its ports, were too many to
 * be read. */
void links_unread(struct network *, dev_id, bool stations, uint32_t n);

/* Inside of the model: for network.c. */
void links_free(struct network *);
void links_visit(struct network *, void (*visit)(void *ctx, str_id *), void *ctx);

#endif

/* What the files of the table of links share, and nobody else sees. */
#ifndef NOCTOP_MODEL_LINK_PRIVATE_H
#define NOCTOP_MODEL_LINK_PRIVATE_H

#include "probes/model/link.h"

/* A claim, and at which end of the pair it is made. */
struct said {
	const struct claim *claim;
	unsigned side;
};

/* What claims of one pair come to: a link without its past. */
struct joint {
	str_id port[2];
	bool vague[2];
	str_id name, chassis; /* of an end that nobody manages */
	uint16_t told[2];
	uint32_t declared, circuit;
};
/* Join the claims of one pair; reorders them. out has room for as many. Returns how
 * many links they are. At most PARALLEL_MAX between two devices of ours: left counts
 * the claims of more, by side. compared counts what was held against each other. */
uint32_t links_pair(const struct network *, struct said *, uint32_t n,
		    struct joint *out, uint32_t left[2], uint64_t *compared);

/* Up to so many everybody is held against everybody; of more only what is called the
 * same. */
#define CROWD 64

/* Why a claim is left out: who would be beyond CLAIMS_MAX, by its source; the device
 * itself; more links to one device than there are; what was not even read. */
enum left_out {
	LEFT_HEARD,
	LEFT_STATIONS,
	LEFT_ROUTED,
	LEFT_BY_HAND,
	LEFT_SELF,
	LEFT_PARALLEL,
	LEFT_UNREAD,
	LEFT_STATIONS_UNREAD,
	LEFT_OUT
};

struct claims {
	struct claim *row;
	uint32_t n, cap;
	int64_t told_ms; /* by one of LINK_FOUND, last */
	uint32_t left[LEFT_OUT]; /* now */
	uint32_t news_n; /* told of its links, a minute each forgotten */
	int64_t news_ms; /* up to here */
	bool queued;
	bool unsure; /* of some it is not known who or where they are */
	struct link_self self;
	uint8_t arp_mac[6]; /* of it, by another's ARP table */
};

struct link_table {
	struct link *row;
	link_id *first; /* by dev_id */
	struct claims *by_dev;
	dev_id *queue; /* to be joined */
	uint32_t n, cap, first_cap, dev_cap, queue_n, queue_cap;
	link_id free;	  /* rows that are none, by next[0] */
	struct acquaintance {
		struct idmap who; /* hash of what somebody is known by → dev_id */
		struct twins {
			uint64_t key; /* of who */
			dev_id a, b;
			uint8_t by;  /* link_match.c */
			bool wanted; /* somebody goes by it */
		} *twins;
		uint32_t twins_n, twins_cap;
		dev_id next; /* devices from here on are not in it yet */
		bool shared; /* there is something that two are known by */
	} known, anew; /* made beside it, to forget what nobody is known by any more */
	bool matching;	  /* somebody speaks of neighbours: known is kept */
	bool lapsed, renewing; /* anew is wanted; it is being made */
	int64_t renewed_ms; /* when that began last */
	bool news;	  /* in known since all who are unsure were asked again */
	int64_t asked_ms; /* when that was */
	uint64_t generation;
	uint64_t dropped; /* claims left out now, of all */
	struct link_news *told_news;
	uint32_t news_n, news_at, news_cap; /* from news_at on nobody took them */
	/* room for one device at a time */
	struct said *said;
	struct claim *routed;
	struct joint *joint;
	struct row_of_pair {
		uint64_t key;
		link_id row;
	} *mine;
	uint32_t said_cap, routed_cap, joint_cap, mine_n, mine_cap;
	uint64_t compared; /* claims and rows, ever */
	struct link_turn {
		dev_id dev; /* whose links are worked out; NONE nobody's */
		uint32_t matched; /* of its claims */
		bool met;	  /* all of them; its peers are known */
		dev_id *peer;
		uint32_t at, peer_n, peer_cap;
		uint32_t left; /* claims of it that were too many for one pair */
	} turn;
};
struct link_table *links_table(struct network *); /* made when absent */
void links_queue(struct link_table *, dev_id);
/* So many claims of the device are left out for this reason. */
void links_leave(struct link_table *, dev_id, enum left_out, uint32_t n);

/* link_row.c: the rows of a pair are these links now; b NONE: those to strangers next
 * to a. */
link_id links_row_new(struct link_table *, dev_id a, dev_id b, int64_t now_ms);
void links_rows_take(struct network *, dev_id a, dev_id b, const struct joint *,
		     uint32_t n, int64_t now_ms);

/* link_news.c */
void links_tell_found(struct network *, link_id, int64_t now_ms);
void links_tell_lost(struct network *, link_id, bool search, int64_t now_ms);
void links_news_visit(struct link_table *, void (*visit)(void *ctx, str_id *),
		      void *ctx);

/* link_behind.c: of what stands behind a port, is this next to it? Of routing
 * peers, is it one of ours? Claims of other sources always are next to it. */
bool claim_is_next(const struct network *, dev_id, const struct claim *);

/* link_match.c: who are the neighbours that dev speaks of, and at which ports? */
bool claim_is_matched(const struct claim *);
/* Its claims from the one numbered from on, at most so many; returns what that cost, in
 * interfaces looked at. */
uint64_t links_match(struct network *, dev_id, uint32_t from, uint32_t most);
/* Devices that are not known by what they are known by yet: so many of them. True: more
 * are left. */
bool links_learn(struct network *, uint32_t most, int64_t now_ms);
void links_forget(struct acquaintance *);

#endif

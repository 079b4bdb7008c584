/*
 * tree: the rows of the topology: sites, and trees of their devices.
 */
#ifndef NOCTOP_VIEWS_TREE_H
#define NOCTOP_VIEWS_TREE_H

#include "probes/model/segment.h"
#include "views/view.h"

/* Devices folded into one row; of roots the same + GROUPS. */
enum { GROUP_OK, GROUP_LOST, GROUPS };

/* Devices folded from this number on. */
#define TREE_FOLD 3

struct rows tree_rows(struct session *, const struct scene *, struct list *);
/* The row with this ref; NULL. */
const struct tree_row *tree_row(const struct session *, ref_id);

/* dev's links to one of its parents: the first, and what is true of them together. */
struct tree_up {
	dev_id parent;
	uint64_t speed_bps; /* 0 unknown */
	float pct;	    /* of the busiest direction; NAN unknown */
	bool down;	    /* one of them is */
	bool acked;	    /* all that are down are in hand */
	bool known;	    /* an interface is known */
	segment_id segment; /* of no known link: what both share; NONE */
	uint16_t of, up;    /* of a bundle: its members, those that are up; 0: none */
};
/* One for each parent, the main one (of the same site) first; at most cap. */
uint32_t tree_ups(const struct scene *, dev_id, struct tree_up *, uint32_t cap);

bool site_in_trouble(const struct scene *, site_id);
uint8_t site_state_style(enum site_state);

#endif

/* What ways.c, ways_make.c and spare.c share, and nobody else sees. */
#ifndef NOCTOP_MODEL_WAYS_PRIVATE_H
#define NOCTOP_MODEL_WAYS_PRIVATE_H

#include "probes/model/ways.h"

/* An edge before it is one. */
struct ways_edge {
	uint32_t a, b;
	link_id link;  /* NONE: a configured parent */
	uint8_t level; /* the lower the surer */
	bool admitted;
};

/* One graph, and what its edges and strangers are. */
struct ways_made {
	struct graph graph;
	link_id *link; /* by edge; NONE */
	uint32_t link_cap;
	uint32_t *stranger; /* by vertex behind the watch: a link of it, or a segment */
	uint32_t stranger_n, stranger_cap;
	dev_id dev_n;
};

struct ways {
	struct ways_made made[2]; /* the one in use, and the one that is made */
	unsigned use;
	uint64_t generation;
	enum attached how;
	dev_id *attached;
	uint32_t attached_n, attached_cap;
	/* what it was made of */
	uint64_t links_seen, segments_seen;
	dev_id devs_seen;
	bool stale;	  /* something else changed */
	int64_t again_ms; /* links are in it that vanished: look again then; 0 none */
	/* making */
	bool making;
	unsigned phase;
	uint32_t at;
	struct ways_edge *edge;
	uint32_t edge_n, edge_cap;
	struct idmap strangers; /* hash of the name → vertex */
	uint32_t *joined;	/* a vertex of the same part, in the end one for all */
	uint8_t *class;		/* of a part: the best to enter it by */
	bool *is_parent;	/* by dev_id */
	uint32_t joined_cap, class_cap, is_parent_cap;
	uint32_t *part; /* of the members of a segment */
	uint32_t part_cap;
	bool kept;
	uint64_t *found; /* by dev_id: topology_found, as it was classified by */
	uint32_t found_cap;
	dev_id *hint; /* and 1; 0 none */
	uint32_t hint_cap;
	struct spares *spares; /* spare.h; NULL none yet */
	dev_id sorted; /* how far that is done; NONE: all */
	bool shut;     /* it is to be done without a new graph */
};

#define OF_SEGMENT (UINT32_C(1) << 31) /* of ways_made.stranger */

/* Make it, about budget items; true: more is to be done. */
void ways_make_begin(struct network *);
bool ways_make(struct network *, uint32_t budget);

static inline uint32_t ways_watch(const struct ways_made *m)
{
	return m->dev_n;
}

#endif

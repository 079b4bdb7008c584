/*
 * rank: where each text of the network stands among all of them by text_compare(), so
 * that long lists are put in order of names by numbers. Few texts are ranked at once,
 * many in slices, again when others came; what has no rank yet stands behind the rest.
 */
#ifndef NOCTOP_VIEWS_RANK_H
#define NOCTOP_VIEWS_RANK_H

#include "probes/model/network.h"
#include "views/weave.h"

struct ranks {
	uint32_t *rank; /* by str_id, from 1; 0 none */
	uint32_t n;	/* ids below it may have one */
	uint32_t last;	/* the highest */
	bool ready;

	/* in the making */
	enum { RANKS_IDLE, RANKS_GATHER, RANKS_MERGE, RANKS_NUMBER } phase;
	uint32_t *next;
	uint32_t next_n, next_cap, rank_cap, at;
	struct weave order; /* of str_ids */
	/* of the network, when it began */
	size_t bytes;
	uint32_t compactions;
	int64_t begun_ms;
};

void ranks_fini(struct ranks *);
/* Few texts: of now. */
void ranks_refresh(struct ranks *, const struct network *, int64_t now_ms);
/* At most budget texts of work; returns what is left of the budget. */
uint32_t ranks_step(struct ranks *, const struct network *, int64_t now_ms,
		    uint32_t budget);
/* For an order in which the biggest is first: NAN of an empty text. */
double ranks_key(const struct ranks *, str_id);

#endif

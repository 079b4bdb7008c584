/* A table with holes that are filled again: places come and go with their interfaces.
 */
#include "probes/model/if_rare.h"

const struct if_rare if_rare_none = {.peer = NONE,
				     .series = NONE,
				     .mishap = NONE,
				     .was_in_pct = COARSE_UNKNOWN,
				     .was_out_pct = COARSE_UNKNOWN};

void if_rares_init(struct if_rares *r)
{
	*r = (struct if_rares){.free = NONE};
}

void if_rares_fini(struct if_rares *r)
{
	table_pages(r->row, r->cap * sizeof *r->row, 0);
	if_rares_init(r);
}

uint32_t if_rares_take(struct if_rares *r)
{
	uint32_t id = r->free;

	if (id == NONE) {
		id = r->n++;
		TABLE_GROW_PAGES(r->row, r->cap, r->n);
	} else {
		r->free = r->row[id].peer;
	}
	r->row[id] = if_rare_none;
	return id;
}

void if_rares_give_back(struct if_rares *r, uint32_t id)
{
	if (id & RARE_MISHAP)
		return;
	r->row[id].peer = r->free;
	r->free = id;
}

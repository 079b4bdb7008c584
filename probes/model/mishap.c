/* A table with holes that are filled again: places come and go with their interfaces.
 */
#include "probes/model/mishap.h"

void mishap_pool_init(struct mishap_pool *p)
{
	*p = (struct mishap_pool){.free = NONE};
}

void mishap_pool_fini(struct mishap_pool *p)
{
	table_pages(p->row, p->cap * sizeof *p->row, 0);
	mishap_pool_init(p);
}

uint32_t mishap_take(struct mishap_pool *p, unsigned zero)
{
	uint32_t id = p->free;
	struct mishaps *m;

	if (id == NONE) {
		id = p->n++;
		TABLE_GROW_PAGES(p->row, p->cap, p->n);
	} else {
		p->free = p->row[id].count[0];
	}
	m = &p->row[id];
	*m = (struct mishaps){.count = {0}};
	for (unsigned k = 0; k < MISHAPS; k++)
		m->rate[k] = coarse(zero >> k & 1 ? 0 : NAN);
	return id;
}

void mishap_give_back(struct mishap_pool *p, uint32_t id)
{
	if (id == NONE)
		return;
	p->row[id].count[0] = p->free;
	p->free = id;
}

/*
 * agenda: a ring that has room for every id, so that nothing is ever turned away.
 */
#include "tui/agenda.h"

#include <stdlib.h>

#include "probes/base/log.h"
#include "probes/base/table.h"

void agenda_init(struct agenda *a, uint32_t cap)
{
	a->cap = cap;
	a->id = calloc(cap + 1, sizeof *a->id);
	a->has = calloc(cap + 1, 1);
	if (!a->id || !a->has)
		die("out of memory");
}

void agenda_fini(struct agenda *a)
{
	free(a->id);
	free(a->has);
}

bool agenda_add(struct agenda *a, uint32_t id)
{
	if (a->has[id])
		return false;
	a->has[id] = 1;
	a->id[(a->head + a->n++) % a->cap] = id;
	return true;
}

uint32_t agenda_take(struct agenda *a)
{
	uint32_t id = a->id[a->head];

	a->head = (a->head + 1) % a->cap;
	a->n--;
	a->has[id] = 0;
	return id;
}

uint32_t agenda_at(const struct agenda *a, uint32_t i)
{
	return i < a->n ? a->id[(a->head + i) % a->cap] : NONE;
}

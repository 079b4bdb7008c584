/*
 * agenda: devices or sites with news, in the order they had it, each once.
 */
#ifndef NOCTOP_TUI_AGENDA_H
#define NOCTOP_TUI_AGENDA_H

#include <stdbool.h>
#include <stdint.h>

struct agenda {
	uint32_t *id;
	uint8_t *has; /* by id */
	uint32_t head, n, cap;
};

void agenda_init(struct agenda *, uint32_t cap); /* ids are below cap */
void agenda_fini(struct agenda *);
/* Returns whether it was not on it already. */
bool agenda_add(struct agenda *, uint32_t id);
/* The one that waits longest; there is one. */
uint32_t agenda_take(struct agenda *);

/* The i-th of those that wait, 0 that which waits longest; NONE where they are fewer. */
uint32_t agenda_at(const struct agenda *, uint32_t i);

#endif

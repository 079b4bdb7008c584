/*
 * ids: request ids as they stand on the wire, and whose they are. Random, for a forger
 * must not guess the next; an id is its own place in the table, because a random number
 * needs no hash and another one is drawn when its place is taken.
 */
#ifndef NOCTOP_WIRE_IDS_H
#define NOCTOP_WIRE_IDS_H

#include <stdbool.h>
#include <stdint.h>

#include "probes/base/table.h"

struct ids {
	struct id_place *at;
	uint32_t cap, n;
	uint32_t random[64], left; /* numbers in store */
};

void ids_init(struct ids *);
void ids_fini(struct ids *);
/* A new id, above 0, for this row of the caller's. Allocates only when there are more
 * at once than ever before. */
int32_t ids_take(struct ids *, uint32_t row);
void ids_give_back(struct ids *, int32_t id);
uint32_t ids_find(const struct ids *, int32_t id); /* its row; NONE */
/* Was it given back not long ago? An answer that comes too late is no forgery. */
bool ids_was(const struct ids *, int32_t id);

#endif

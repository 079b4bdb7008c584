/*
 * harvest: what was read of an agent, as the model wants it. Pure but for texts, which
 * go into the network's pool.
 */
#ifndef NOCTOP_WIRE_HARVEST_H
#define NOCTOP_WIRE_HARVEST_H

#include "probes/model/network.h"
#include "probes/wire/reader.h"

/* The bytes of a span as a safe text of the pool; 0 when there are none. */
str_id harvest_text(struct text_pool *, const struct buf *, struct span);
/* The same of a text that was that before, as it mostly is still. */
str_id harvest_text_again(struct text_pool *, const struct buf *, struct span,
			  str_id was);

/* An interface as it is described. Its speed is the agent's word (rate_speed with
 * configured_bps). */
void harvest_interface(struct if_found *, const struct name_row *, const struct buf *,
		       struct text_pool *);
void harvest_speed(struct if_found *, const struct name_row *, uint64_t configured_bps);
/* Its counters: 64 bits where it has them, else 32. */
void harvest_counters(struct if_counters *, const struct traffic_row *);

/* hrProcessorLoad, one row a processor, of struct health_row. Returns how many; out
 * holds rows->n. */
uint32_t harvest_processors(struct processor *out, const struct rows *,
			    struct text_pool *);
/* One row for all processors, from the ticks of UCD-SNMP counted since `before`.
 * Returns 1, or 0 when they say nothing. */
uint32_t harvest_ticks(struct processor *out, const struct scalars *before,
		       const struct scalars *, struct text_pool *);
/* hrStorage. Returns how many; out holds rows->n + 1. What Linux keeps in caches is not
 * used memory: by UCD-SNMP's word when there is one (scalars may be NULL), else by the
 * storage's own rows. */
uint32_t harvest_memory(struct memory *out, const struct rows *, const struct buf *,
			const struct scalars *, struct text_pool *);

#endif

/*
 * row: what several panels ask about the thing of a row.
 */
#ifndef NOCTOP_VIEWS_ROW_H
#define NOCTOP_VIEWS_ROW_H

#include "views/filter.h"
#include "views/thing.h"

dev_id row_dev(const struct scene *, ref_id);	/* the device it is about; NONE */
site_id row_site(const struct scene *, ref_id); /* NONE */
/* The alert of an alert's row; NULL when it is forgotten. */
const struct alert *row_alert(const struct scene *, ref_id);

/* What the alert is about: a site, a circuit, a customer, an interface that is known,
 * else the device; of the watch itself THING_NONE. */
void row_about(const struct scene *, const struct alert *, struct thing *);

bool row_needs(const struct alert *); /* somebody: open, expired or worsened */
bool row_in_hand(const struct alert *);
const char *row_window(const struct alert *); /* the maintenance it is planned by */
/* Open alerts about a thing (a device's, an interface's, all of a site's), not those
 * hidden by a cause: writes ids behind the n that are there, at most cap in all.
 * Returns how many there are then. */
uint32_t row_alerts(const struct scene *, ref_id, uint64_t *id, uint32_t n,
		    uint32_t cap);
/* What a filter asks of a device: site, name, state, tags, numbers. */
void row_dev_facts(const struct scene *, dev_id, struct filter_facts *);

#endif

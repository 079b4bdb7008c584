/*
 * devices: what the table of devices and their cells share.
 */
#ifndef NOCTOP_VIEWS_DEVICES_H
#define NOCTOP_VIEWS_DEVICES_H

#include "views/view.h"

extern const struct order_source devices_source;

/* Something is open on it, and all of that is in hand. */
bool device_acked(const struct scene *, dev_id);
uint8_t device_style(const struct scene *, dev_id); /* of its letter */

/* "18 of 19 up", of a site where the list is narrowed to one. */
void devices_count(const struct scene *, const struct thing *scope, char *out,
		   size_t size);

/* cells.c: the rows in the order of their cells. */
struct rows devices_cell_rows(struct session *, const struct scene *, struct list *);

#endif

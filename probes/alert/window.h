/*
 * window: one window of maintenance, between the files of maintenance. Inside
 * probes/alert only.
 */
#ifndef NOCTOP_ALERT_WINDOW_H
#define NOCTOP_ALERT_WINDOW_H

#include "probes/alert/book.h"
#include "probes/alert/maintenance.h"

/* A new row: a copy, whose things the maintenance owns. */
struct window *maintenance_put(struct maintenance *, const struct window *);
void window_free(struct window *);
void window_add_thing(struct window *, const struct network *,
		      const struct window_thing *);
void window_drop_thing(struct window *); /* the last */
/* Something of the device is planned. */
void maintenance_went(struct maintenance *, dev_id);
/* Is the thing meant? A device is, when all of it is. */
bool window_holds(const struct window *, const struct network *, struct scope_thing);
/* It names interfaces. */
bool window_is_narrow(const struct window *);
/* The device, or interfaces of it. */
bool window_may_hold_in(const struct window *, const struct network *, dev_id);

#endif

/*
 * window: [window NAME], planned work, to the windows of an inventory.
 *
 *   [window isp-migration]
 *   site     = fra
 *   start    = 2026-11-28 22:00
 *   end      = 2026-11-29 02:00
 *   change   = CHG4711
 *   owner    = j.kim
 *   [window patch-sunday]
 *   tag      = lab
 *   when     = first Sun 02:00-04:00
 *   timezone = Europe/Berlin
 *
 * Times are those of `timezone`, else of the one site that is named, else of the
 * network. A window without an end, or of more than WINDOW_LONGEST_DAYS, is a fault: it
 * would be a way to switch alerts off that nobody sees.
 */
#ifndef NOCTOP_CONF_WINDOW_H
#define NOCTOP_CONF_WINDOW_H

#include "probes/conf/build.h"
#include "probes/conf/schema.h"

#define WINDOW_LONGEST_DAYS 7

extern const struct key_def window_keys[];

/* All of them into build.inv->window; after sites, customers and devices. */
void build_windows(struct build *);

#endif

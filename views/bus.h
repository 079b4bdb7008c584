/*
 * bus: what the devices of a site share, a row each below its tree: VLANs that two of
 * them have at least, lowest number first, and subnets that two of them are in.
 */
#ifndef NOCTOP_VIEWS_BUS_H
#define NOCTOP_VIEWS_BUS_H

#include "views/view.h"

#define BUS_ROWS 33 /* at most; the last says how many more there are */

/* Rules (THING_RULE) for bus_draw; returns how many. */
uint32_t bus_rows(const struct scene *, site_id, ref_id out[BUS_ROWS]);
bool is_bus(ref_id);
void bus_draw(const struct pen *, ref_id);

#endif

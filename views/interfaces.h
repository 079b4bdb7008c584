/*
 * interfaces: what the list of interfaces and the view of one share.
 */
#ifndef NOCTOP_VIEWS_INTERFACES_H
#define NOCTOP_VIEWS_INTERFACES_H

#include "views/view.h"

/* Down, and it was up once or matters (not switched off, dormant, lower layer down). */
bool interface_down(const struct if_table *, if_id);
/* And in hand. */
bool interface_acked(const struct scene *, if_id);
/* Somebody uses it, or should: a list shows it without being asked. */
bool interface_used(const struct if_table *, if_id);
/* "up" "down" "off" "lowerLayerDown", "-" never read. */
const char *interface_status(const struct if_table *, if_id);

#endif

/*
 * interfaces: what several files ask about one.
 */
#ifndef NOCTOP_VIEWS_INTERFACES_H
#define NOCTOP_VIEWS_INTERFACES_H

#include "views/view.h"

/* Down, and it was up once or matters (not switched off, dormant, lower layer down). */
bool interface_down(const struct if_table *, if_id);
/* Percent of the busier direction; NAN unknown. */
float interface_util(const struct if_table *, if_id);

#endif

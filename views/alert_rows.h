/*
 * alert_rows: which alerts a list shows, in which order.
 */
#ifndef NOCTOP_VIEWS_ALERT_ROWS_H
#define NOCTOP_VIEWS_ALERT_ROWS_H

#include "views/view.h"

struct rows alert_rows(struct session *, const struct scene *, struct list *);
/* How many alerts about this thing, or in it, a cause hides. */
uint32_t alert_rows_hidden(const struct scene *, const struct thing *scope);
/* The lines between the groups; false for any other row. */
bool alert_rows_line(const struct pen *, ref_id);

#endif

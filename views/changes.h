/*
 * changes: what happened lately to the network or to one thing, on one line of time and
 * as a list.
 */
#ifndef NOCTOP_VIEWS_CHANGES_H
#define NOCTOP_VIEWS_CHANGES_H

#include "probes/alert/event.h"
#include "views/view.h"

/* How far back a page of that view looks. */
int64_t changes_span_ms(const struct page *);
void changes_turn(struct page *, int step); /* a longer or a shorter time */
/* Is it a change, not only what noctop told of one? */
bool changes_has(enum event_kind);

#endif

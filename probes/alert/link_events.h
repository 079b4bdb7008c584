/*
 * link_events: links that came, went or moved, as events of the device at one end, and
 * what the journal has of them as memories. Pure.
 *
 * An event's entity is the port, its note "FAR | PORT" names the other end, so that the
 * journal alone can tell after a restart which links there were.
 */
#ifndef NOCTOP_ALERT_LINK_EVENTS_H
#define NOCTOP_ALERT_LINK_EVENTS_H

#include "probes/alert/event.h"
#include "probes/model/link.h"

/* Take the news of the table of links; events of them are added. */
void link_events(struct network *, struct event_list *);
/* An event of the journal, the oldest first. */
void link_events_recall(struct network *, const struct event *);

#endif

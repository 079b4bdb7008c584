/*
 * pager: calls people. Between the watch and two that know nothing of each other:
 * escalation, which decides who is told, and notify, which carries it to a hook. What
 * came of each notice becomes an event.
 *
 * Only the watch that was started as a service and holds its journal's lock pages; in
 * any other ladders stand where they stood. There a pager is a pointer that is NULL,
 * and every call takes that.
 */
#ifndef NOCTOP_TUI_PAGER_H
#define NOCTOP_TUI_PAGER_H

#include <ev.h>

#include "probes/alert/escalation.h"
#include "views/session.h"

struct watch;
struct seat;
struct pager;

/* Starts the spawner: call it while the watch is small. NULL: nobody is to be told, or
 * it is not for this watch to do. */
struct pager *pager_open(struct watch *);
/* The loop turns no more: waits a moment for what runs, and tells the watch's events of
 * what could not be sent. Before the journal is closed. */
void pager_close(struct pager *);

/* The journal is ours, and an alert came from it. */
void pager_restored(struct pager *, uint64_t alert);
void pager_ready(struct pager *);
/* An event of the watch, before it is journaled. May add events to the watch's. */
void pager_event(struct pager *, const struct event *);
void pager_tick(struct pager *);
/* The wall clock was set by so much. */
void pager_clock_set(struct pager *, int64_t by_ms);
/* The journal has more on disk: what waited for that may go. */
void pager_durable(struct pager *);

/* There is a contact of that name. */
bool pager_knows(const struct pager *, const char *contact);

enum paging pager_state(const struct pager *);
/* Why E on this alert would call nobody, in words; NULL: it calls somebody. */
const char *pager_unheard(const struct pager *, const struct alert *, bool vendor);
void pager_health(const struct pager *, struct watch_health *);

/* Test notices to all that a policy's ladder calls now (NULL: the ladder of any), one
 * to each, for the operator in the seat: each result is a line, then the seat is
 * dismissed. False: one is under way. */
bool pager_rehearse(struct pager *, struct seat *, const struct policy *,
		    const struct alert *about);
void pager_forget(struct pager *, const struct seat *);

#endif

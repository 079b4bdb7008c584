/*
 * logbook: events that somebody looks through, further back than the ring of recent
 * ones. A view wants the log of everything or of one thing and draws what is there; the
 * watch asks the journal, a page at a time, for what is wished for, and puts it here
 * when it comes; what happens meanwhile is added. Bounded: of a few things, so many
 * events each.
 */
#ifndef NOCTOP_ALERT_LOGBOOK_H
#define NOCTOP_ALERT_LOGBOOK_H

#include "probes/alert/event.h"

#define LOGBOOK_PAGE 1000
#define LOGBOOK_PAGES 50 /* of one log; older ones are for `noctop events` */
#define LOGBOOK_LOGS 8	 /* the one that nobody looked at for longest goes first */

struct logbook;
struct logbook *logbook_open(void);
void logbook_close(struct logbook *);

/* The log of a thing (name ""; entity "" all of it), good until the next call. NULL for
 * a book gives NULL. */
struct logbook_log *logbook_want(struct logbook *, const char *name, const char *entity,
			 int64_t now_ms);
uint32_t logbook_n(const struct logbook_log *);
/* i = 0 is the newest; NULL behind the oldest that is here. */
const struct event *logbook_at(const struct logbook_log *, uint32_t i);
const struct event *logbook_find(const struct logbook_log *, uint64_t seq); /* NULL */
/* In any of the logs; NULL. NULL for a book gives NULL. */
const struct event *logbook_event(const struct logbook *, uint64_t seq);
enum logbook_state {
	LOG_ASKING, /* a page comes */
	LOG_MORE,   /* there are older ones: logbook_older asks for them */
	LOG_WHOLE,  /* the oldest of the journal is here */
	LOG_FULL,   /* there may be older ones, but not here */
};
enum logbook_state logbook_state(const struct logbook_log *);
void logbook_older(struct logbook_log *);
/* Changes with every event that came. */
uint64_t logbook_generation(const struct logbook_log *);

struct logbook_wish {
	uint32_t id; /* to name it by when it comes */
	const char *name, *entity;
	uint64_t before; /* seq; 0 the newest */
	uint32_t max;
};
/* The next that is to be asked for; false none. */
bool logbook_next(struct logbook *, struct logbook_wish *);
/* An event of the answer, the oldest first; NULL: that was all. */
void logbook_take(struct logbook *, uint32_t id, const struct event *);
/* It happened just now, and has its seq. */
void logbook_add(struct logbook *, const struct event *);

#endif

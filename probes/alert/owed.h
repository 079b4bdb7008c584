/*
 * owed: words that are owed to people and that no alert's ladder holds: what came of a
 * window of maintenance, to its owner. Pure. Each is kept as a row of the journal until
 * a hook has begun to carry it, so that a watch that is killed loses none and doubles
 * none; what no hook took is due again, for a day.
 */
#ifndef NOCTOP_ALERT_OWED_H
#define NOCTOP_ALERT_OWED_H

#include "probes/alert/maintenance.h"

struct owed {
	uint64_t id;	 /* of its row */
	uint32_t number; /* among those of this watch, from 1 */
	char window[64], to[64];
	char *text; /* owned */
	int64_t at_ms;
	int64_t due_ms;	 /* not before */
	bool sent;	 /* a hook has it, or will */
	uint64_t seq;	 /* the caller's: what the journal must have on disk first … */
	int64_t by_ms;	 /* … and how long it is waited for */
};

struct owed_list {
	struct owed *row;
	uint32_t n, cap, numbers;
};

void owed_fini(struct owed_list *);
/* The word of an EVENT_DIGEST to whom its note names. */
struct owed *owed_add(struct owed_list *, const struct event *);
/* One that the journal kept (row->owed); over, or a day old: nothing. */
void owed_restore(struct owed_list *, const struct window_row *, int64_t now_ms);
/* The next from *i on that is due and not sent; NULL. */
struct owed *owed_due(struct owed_list *, uint32_t *i, int64_t now_ms);
struct owed *owed_find(struct owed_list *, uint32_t number); /* NULL */
/* No hook took it: due again after that time, until it is a day old. False: it is, and
 * nothing more comes of it. */
bool owed_again(struct owed *, int64_t after_ms, int64_t now_ms);
void owed_drop(struct owed_list *, uint32_t number);
/* Our clock was set, see clock_set.c: none is due earlier or later for it. */
void owed_clock_set(struct owed_list *, int64_t by_ms);
/* As it is to be kept; it borrows from the first. over: a hook has it. */
struct window_row owed_row(const struct owed *, bool over);

#endif

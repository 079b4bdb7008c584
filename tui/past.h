/*
 * past: what the watch asks its journal for screens: the newest events of its life
 * before, for timelines, and pages of the log. Nothing here waits.
 */
#ifndef NOCTOP_TUI_PAST_H
#define NOCTOP_TUI_PAST_H

#include "probes/alert/logbook.h"
#include "probes/journal/journal.h"

struct past_asked { /* a page of the log on its way */
	struct past *past;
	uint32_t id; /* 0: none */
};

struct past {
	struct journal *journal;
	struct logbook *logbook;
	struct recent *recent;
	struct event_list before; /* on their way to recent */
	struct past_asked asked[LOGBOOK_LOGS];
	struct network *links; /* whose links are recalled */
	bool linked;	       /* they are */
	void (*came)(void *ctx); /* something a screen waits for */
	void *ctx;
};

void past_open(struct past *, struct journal *, struct recent *,
	       void (*came)(void *ctx), void *ctx);
void past_close(struct past *);
/* Once, when the journal is ready and before the first event is put. */
void past_recall(struct past *, int64_t now_ms);
/* The same of links, for the table of them; then linked is true. */
void past_recall_links(struct past *, struct network *);
/* Ask for what views want; after they were drawn. */
void past_ask(struct past *);

#endif

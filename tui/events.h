/*
 * events: what `noctop events` asks for, the same for the watch and for the journal.
 */
#ifndef NOCTOP_TUI_EVENTS_H
#define NOCTOP_TUI_EVENTS_H

#include "probes/journal/journal.h"
#include "tui/options.h"

struct events_asked {
	struct journal_query query; /* into the texts beside it */
	char name[256], entity[256];
};

/* From the command line; false with words for what is no kind of event. */
bool events_ask(const struct options *, int64_t now_ms, struct events_asked *,
		struct buf *error);
bool events_wanted(const struct events_asked *, const struct event *); /* of new ones */

#endif

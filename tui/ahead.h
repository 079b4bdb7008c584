/*
 * ahead: keys and what is pasted, as they come from a terminal. Typed ahead, on a slow
 * link say, a key is about what will be on the screen by then: one for a list that is
 * still being put in order waits for it, and all that come behind it wait, too: no longer
 * than to the first tick after a quarter of a second.
 */
#ifndef NOCTOP_TUI_AHEAD_H
#define NOCTOP_TUI_AHEAD_H

#include <stdint.h>

struct link_message;
struct seat;

struct ahead {
	uint32_t *key; /* those that wait */
	uint32_t n, cap;
	int64_t since_us; /* the first of them came; monotonic */
};

void ahead_fini(struct ahead *);
void ahead_keys(struct seat *, const struct link_message *);
void ahead_paste(struct seat *, const struct link_message *);
/* A list may be in order by now, or have taken too long. */
void ahead_go_on(struct seat *);

#endif

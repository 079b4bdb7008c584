/*
 * self: is it us? Once a second the watch looks at where it looks from, and at how much
 * it lost; what it finds is in its health.
 */
#ifndef NOCTOP_TUI_SELF_H
#define NOCTOP_TUI_SELF_H

#include "probes/alert/us.h"
#include "probes/wire/attach.h"

struct watch;
struct outlook;
struct trace;

struct self {
	struct outlook *outlook;
	struct trace *trace;
	struct us us;
	struct us_look look; /* a count of who answers, under way */
	int64_t way_ms; /* when a way into the network was looked for; 0 never */
	int64_t attached_ms; /* when it was looked what we are next to */
	struct attach attach; /* such a look */
};

/* After its poller was opened, before that is closed. */
void self_open(struct watch *);
void self_close(struct watch *);
void self_tick(struct watch *, int64_t now_ms);
/* A slice of what self_tick began; true while there is more of it. */
bool self_step(struct watch *);
/* A port of ours is down and it is not decided yet: look before anything is judged. */
bool self_urgent(struct watch *);

#endif

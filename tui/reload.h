/*
 * reload: is the configuration, as it is now, sound? A `noctop lint` of our own says,
 * as a child: commands that fetch secrets may take their time, and a watch has none.
 */
#ifndef NOCTOP_TUI_RELOAD_H
#define NOCTOP_TUI_RELOAD_H

#include <ev.h>
#include <stdbool.h>
#include <sys/types.h>

#include "probes/base/buf.h"

/* sound, or what lint said; borrowed. */
typedef void reload_checked(void *ctx, bool sound, const char *said);

/* Ready when zeroed. */
struct reload {
	struct ev_loop *loop;
	reload_checked *done;
	void *ctx;
	pid_t pid; /* 0: none is under way */
	ev_io readable;
	struct buf said;
};

/* Ask about that file; done is called later. False: it cannot be asked, or one is under
 * way. */
bool reload_check(struct reload *, struct ev_loop *, const char *config,
		  reload_checked *, void *ctx);
/* Give up what is under way. */
void reload_stop(struct reload *);

#endif

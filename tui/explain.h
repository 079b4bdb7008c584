/*
 * explain: what the watch knows of a thing's numbers beyond the model: the objects that
 * its profile reads, the rules that hold of it.
 */
#ifndef NOCTOP_TUI_EXPLAIN_H
#define NOCTOP_TUI_EXPLAIN_H

#include "tui/watch.h"
#include "views/thing.h"

/* Lines for the view: titles at the margin, what is below them behind a blank. ctx is
 * the struct watch. */
void explain_say(void *ctx, const struct thing *, struct buf *out);

#endif

/*
 * maintain: the windows of maintenance of a watch: configured, brought back by the
 * journal, made by operators; and their commands.
 */
#ifndef NOCTOP_TUI_MAINTAIN_H
#define NOCTOP_TUI_MAINTAIN_H

#include "tui/watch.h"

/* For the watch. */
void maintain_open(struct watch *);
/* Time goes on: a slice of it; true while there is more. */
bool maintain_step(struct watch *);
/* Before an event is put: what the journal keeps of its window. */
void maintain_put(struct watch *, const struct event *);
void maintain_restored(void *watch, const struct window_row *);

#endif

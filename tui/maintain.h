/*
 * maintain: the windows of maintenance of a watch: configured, brought back by the
 * journal, made by operators; and their commands.
 */
#ifndef NOCTOP_TUI_MAINTAIN_H
#define NOCTOP_TUI_MAINTAIN_H

#include "tui/operators.h"
#include "tui/options.h"
#include "views/act.h"

/* For the watch. */
void maintain_open(struct watch *);
/* Time goes on: a slice of it; true while there is more. */
bool maintain_step(struct watch *);
/* Before an event is put: what the journal keeps of its window. */
void maintain_put(struct watch *, const struct event *);
void maintain_restored(void *watch, const struct window_row *);

/* For act: what an operator's key asks for; words is what to tell. False: it failed. */
bool maintain_act(struct seat *, const struct act *, char *words, size_t cap);
/* `maintenance [list | add THING... | extend NAME | end NAME...]`; the exit code. */
int maintain_command(struct seat *, const struct options *, struct buf *out,
		     struct buf *error);

/* Without a watch: the configured windows as they are now, devices in them marked. */
void maintain_alone(struct maintenance *, const struct inventory *, struct network *,
		    struct alerts *, int64_t now_ms);
/* `maintenance --preview [NAME]` */
int maintain_preview_run(const struct options *);

#endif

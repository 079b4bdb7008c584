/*
 * accept: what the watch does about the baseline; it compares for itself (baseline.h).
 */
#ifndef NOCTOP_TUI_ACCEPT_H
#define NOCTOP_TUI_ACCEPT_H

#include "tui/operators.h"
#include "tui/options.h"

/* Once a second: compare some devices more. */
void accept_tick(struct watch *);
/* While somebody's acceptance is under way, a slice of it; true: more is to be done. */
bool accept_step(struct watch *);
/* A row of the journal, for journal_calls. */
void accept_restored(void *watch, const struct baseline_row *);
/* The network as it stands is the baseline; words for whoever asked. False: it cannot
 * be now. */
bool accept_begin(struct seat *, char *words, size_t cap);
/* `noctop baseline …`: what it prints; returns the exit code. */
int accept_command(struct seat *, const struct options *, struct buf *out,
		   struct buf *error);

#endif

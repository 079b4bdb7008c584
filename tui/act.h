/*
 * act: the only place where a key, a command or a peer's request changes the world:
 * acknowledge, release, comment, undo, poll now. Who did it is in the journal before
 * the screen says that it is done.
 */
#ifndef NOCTOP_TUI_ACT_H
#define NOCTOP_TUI_ACT_H

#include "tui/operators.h"
#include "views/act.h"

/* What a view's key asked for; the outcome goes to the operator's message row. */
void act_perform(struct seat *, const struct act *);
/* A command (`noctop ack 12 --note x`): argv as n NUL-terminated strings. Its output
 * and exit code go back to whoever asked. */
void act_command(struct seat *, const char *argv, uint32_t n);

#endif

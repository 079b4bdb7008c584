/*
 * ask_watch: commands that a running watch answers: alerts, ack, unack, events. Where
 * none runs, alerts and events are read from its journal.
 */
#ifndef NOCTOP_TUI_ASK_WATCH_H
#define NOCTOP_TUI_ASK_WATCH_H

#include "tui/options.h"

/* Exit code of the command; 69 when no watch runs and the journal cannot tell. */
int ask_watch(const char *command, const struct options *, int argc, char **argv);

#endif

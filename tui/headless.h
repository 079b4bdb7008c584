/*
 * headless: what noctop does without a terminal of its own: status, lint, a screen as
 * text. `screen` and the overview attach to a watch as a terminal does, only that the
 * cells end as text.
 */
#ifndef NOCTOP_TUI_HEADLESS_H
#define NOCTOP_TUI_HEADLESS_H

#include "tui/options.h"

int headless_status(const struct options *);
/* What the devices are, asked as for the status. */
int headless_inventory(const struct options *);
/* The links between them, in the same way. */
int headless_topology(const struct options *);
int headless_lint(const struct options *);
/* Attach to the watch at fd, press --keys, wait --for, print the screen. EXIT_AGAIN: it
 * left before it showed any. */
int headless_screen(int fd, const struct options *);
/* The overview once, when there was time for two answers: with rates. */
int headless_overview(int fd, const struct options *);

#endif

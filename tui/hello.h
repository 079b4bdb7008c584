/*
 * hello: what a process says of itself to a watch, first of all.
 */
#ifndef NOCTOP_TUI_HELLO_H
#define NOCTOP_TUI_HELLO_H

#include "tui/link.h"
#include "tui/options.h"

#define WALL_ROTATE_S 20

/* As one that asks a command; ascii: what comes back is to be so. Strings live as long
 * as the process. */
struct link_message hello_command(bool ascii);
/* As one that wants frames of this size, as the options say: its view, a wall; looks
 * say what its terminal can show, NULL nothing of it. */
struct looks;
struct link_message hello_screen(const struct options *, const struct looks *,
				 unsigned rows, unsigned cols);

#endif

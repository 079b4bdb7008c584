/*
 * terminal: the process that has the operator's terminal and rights. It draws the cells
 * that the watch sends, sends back keys, and owns what must happen on the operator's
 * side: colours, files, the terminal's state. The only place with ncurses.
 */
#ifndef NOCTOP_TUI_TERMINAL_H
#define NOCTOP_TUI_TERMINAL_H

#include <stdbool.h>

#include "tui/look.h"
#include "tui/options.h"

/* Run a terminal on the socket of a watch until the operator leaves or the terminal
 * goes away. When the watch ends without a word the screen stays, looks for the one
 * that runs then and goes on there where it was; with a demo it ends. Returns the exit
 * code of the program. */
int terminal_run(int fd, const struct options *, const struct looks *);

/* What there is to draw on: nothing, when one of both ends is no terminal; lines, when
 * it cannot move a cursor or nobody says what it is; else a screen. */
enum terminal_kind { TERMINAL_NONE, TERMINAL_LINES, TERMINAL_SCREEN };
enum terminal_kind terminal_kind(void);
/* The colours of the terminal called TERM; 0: none, -1: nothing is known of it. */
int terminal_colors(const char *term);
/* The size of the terminal, 80x24 when there is none. */
void terminal_size(unsigned *rows, unsigned *cols);
/* "pts/4 192.0.2.7": where the operator sits, for the journal. */
const char *terminal_from(void);
/* "" when the locale is not UTF-8; what the operator's zone is called. */
bool terminal_utf8(void);

#endif

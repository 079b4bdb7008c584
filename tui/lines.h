/*
 * lines: the dashboard on a terminal that can only print: TERM=dumb, a serial console,
 * a screen reader. First the whole overview (or --view), then a line for each change
 * and for the header when its counts change; no cursor is moved, no control byte sent.
 *
 * What is typed is taken line by line: Enter alone prints the view again; alerts, ack,
 * unack and events with their options are asked of the watch; q or the end of input
 * leaves.
 */
#ifndef NOCTOP_TUI_LINES_H
#define NOCTOP_TUI_LINES_H

#include "tui/options.h"

/* On the socket of a watch, until the operator leaves or the watch ends. Returns the
 * exit code of the program. */
int lines_run(int fd, const struct options *);

#endif

/*
 * discover: `noctop discover NET... [--from DEVICE] [--output FILE]`: finds agents and
 * writes an inventory of them, to be looked over; where FILE is there already it tells
 * the difference and leaves it alone.
 */
#ifndef NOCTOP_TUI_DISCOVER_H
#define NOCTOP_TUI_DISCOVER_H

#include "tui/options.h"

/* Exit code: 0, 1 there is a difference. */
int discover_main(const struct options *);

#endif

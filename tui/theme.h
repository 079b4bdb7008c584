/*
 * theme: from what a cell looks like to what the terminal can do: 256 colours, 8, or
 * only attributes. A letter always says the same, so that no colour is needed to read.
 */
#ifndef NOCTOP_TUI_THEME_H
#define NOCTOP_TUI_THEME_H

#include <stdbool.h>
#include <stdint.h>

#include <curses.h>

#include "tui/look.h"

struct theme {
	uint8_t look[STYLE_N]; /* LOOK_ */
	short pair[STYLE_N];
	short plain; /* the terminal's own colours */
};

/* After newterm. NO_COLOR in the environment counts, too. */
void theme_open(struct theme *, const struct looks *, bool no_color);
void theme_style(const struct theme *, uint8_t style, attr_t *, short *pair);

#endif

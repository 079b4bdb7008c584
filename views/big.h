/*
 * big: type of three rows, to be read across a room: capitals, digits and what stands
 * between them; half blocks, so that a letter is three cells wide and one apart.
 */
#ifndef NOCTOP_VIEWS_BIG_H
#define NOCTOP_VIEWS_BIG_H

#include "views/canvas.h"

#define BIG_ROWS 3
#define BIG_CELL 4 /* cells from one letter to the next */

/* Text in at most width cells; what does not fit is left out. ASCII terminals have it
 * in one row, the middle one, a blank apart. Returns the cells used. */
int big_draw(struct canvas *, int row, int col, int width, uint8_t style, const char *);

#endif

/*
 * picture: a screen as a file that keeps its colours: HTML, SVG, or text with ANSI
 * sequences for a terminal of 256 colours. Pure. Foreign text in the cells is escaped.
 */
#ifndef NOCTOP_TUI_PICTURE_H
#define NOCTOP_TUI_PICTURE_H

#include "tui/look.h"

enum picture { PICTURE_TEXT, PICTURE_ANSI, PICTURE_HTML, PICTURE_SVG, PICTURES };

/* By the name of a format ("svg") or the end of a file's name; PICTURES when there is
 * none of that name. */
enum picture picture_named(const char *);
/* The titles of HTML and SVG are safe text. */
void picture_write(struct buf *, enum picture, const struct canvas *,
		   const struct looks *, const char *title);

#endif

/*
 * mono: what a screen has instead of colours: a letter for each cell's attributes, rows
 * and columns as on the screen, to be laid beside it.
 *
 *   b bold   r reverse   B bold reverse   u underline   U bold underline
 *   w reverse underline   W bold reverse underline   d dim   x dim reverse
 *   D dim underline   X dim reverse underline   . plain
 */
#ifndef TESTS_VIEWS_MONO_H
#define TESTS_VIEWS_MONO_H

#include "views/canvas.h"

/* By the theme "mono" of etc/theme.ini, as noctop screen --as ansi draws it. Rows are
 * cut behind their last cell that is not plain. */
void mono_dump(const struct canvas *, struct buf *out);

#endif

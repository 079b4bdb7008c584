/*
 * columns: rows of cells as text in columns, each as wide as its widest cell.
 */
#ifndef NOCTOP_TUI_COLUMNS_H
#define NOCTOP_TUI_COLUMNS_H

#include "probes/base/buf.h"

/* cells: lines that end in '\n', of cells that a tab parts; safe UTF-8. Written to out
 * with two blanks between columns and none behind the last. */
void columns_print(struct buf *out, const char *cells);

#endif

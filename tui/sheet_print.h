/*
 * sheet_print: a sheet as JSON (an object with an array, keys and units of `status
 * --json`) or CSV (RFC 4180, the keys in the first line), a slice of rows at a time.
 */
#ifndef NOCTOP_TUI_SHEET_PRINT_H
#define NOCTOP_TUI_SHEET_PRINT_H

#include "probes/base/buf.h"
#include "views/sheet.h"

enum sheet_format { SHEET_NONE, SHEET_JSON, SHEET_CSV };

/* By the end of a file's name. */
enum sheet_format sheet_format(const char *name);
/* At most rows of it behind what out has, the head before the first, the foot behind
 * the last. True: there is more. */
bool sheet_print(struct buf *out, struct sheet *, enum sheet_format,
		 const struct scene *, uint32_t rows);

#endif

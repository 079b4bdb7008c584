/*
 * csv: comma separated values, RFC 4180.
 */
#ifndef NOCTOP_TUI_CSV_H
#define NOCTOP_TUI_CSV_H

#include "probes/base/buf.h"

/* A text as one field, in quotes; behind an apostrophe where a sheet would take it for
 * a formula: texts come from devices, and who opens the sheet trusts us. */
void csv_text(struct buf *, const char *);

#endif

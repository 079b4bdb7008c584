/*
 * report: `noctop report`: the ledger of a span of time, from the journal's file,
 * whether a watch runs or not.
 */
#ifndef NOCTOP_TUI_REPORT_H
#define NOCTOP_TUI_REPORT_H

#include "tui/options.h"

int report_run(const struct options *);

#endif

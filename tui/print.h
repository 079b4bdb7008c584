/*
 * print: alerts and events as lines and as JSON, for commands. The same whether a watch
 * answers or its journal is read because none runs.
 */
#ifndef NOCTOP_TUI_PRINT_H
#define NOCTOP_TUI_PRINT_H

#include "probes/alert/alert.h"
#include "probes/base/buf.h"

/* "12 C fra-core-01 xe-0/0/3 down, was 71 %  4m12  jdoe 40m\n" a line, under a title.
 */
void print_alerts(struct buf *, const struct alert *const *, uint32_t n,
		  int64_t now_ms);
/* {"schema":1,"alerts":[…]} with the objects of `status --json`. */
void print_alerts_json(struct buf *, const struct alert *const *, uint32_t n);
/* One line: time, kind, thing, text; or one JSON object and a newline (JSON lines). */
void print_event(struct buf *, const struct event *, bool json);

#endif

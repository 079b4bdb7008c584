/*
 * print: alerts and events as lines and as JSON, for commands. The same whether a watch
 * answers or its journal is read because none runs.
 */
#ifndef NOCTOP_TUI_PRINT_H
#define NOCTOP_TUI_PRINT_H

#include "probes/alert/alert.h"
#include "probes/base/buf.h"

#define EVENTS_SINCE_MS 86400000 /* how far back `events` looks when not told */

/* The i-th of a list of alerts: "12 C 4m12 fra-core-01 xe-0/0/3 down  jdoe 40m\n", or
 * an object of `status --json` in {"schema":1,"alerts":[…]}; the first brings what
 * stands in front of it. The network, if it is known, tells the site of a device. Then
 * the end, for n of them. */
void print_alerts_row(struct buf *, uint32_t i, const struct network *,
		      const struct alert *, bool json, int64_t now_ms);
void print_alerts_end(struct buf *, uint32_t n, bool json);
/* One line: time, kind, thing, text; or one JSON object and a newline (JSON lines). */
void print_event(struct buf *, const struct event *, bool json);

#endif

/*
 * spof_print: single points of failure, for people and for programs.
 */
#ifndef NOCTOP_TUI_SPOF_PRINT_H
#define NOCTOP_TUI_SPOF_PRINT_H

#include "probes/base/buf.h"
#include "probes/model/network.h"

/* Where it is looked from, then a line for each: what it is and how many devices are
 * behind it. */
void spof_table(struct buf *, const struct network *);
/* { "schema", "time", "network", "seen_from": [], "how", "spof": [{"kind":
 * "device|link", "device", "a": {"device", "if"}, "b", "behind"}] } */
void spof_json(struct buf *, const char *name, const struct network *, int64_t now_ms);

#endif

/*
 * topology_print: the network that was found, for people and for programs: devices by
 * site and the links between them, as a table, as JSON (its links are those of status
 * --json) or as a graph for Graphviz.
 */
#ifndef NOCTOP_TUI_TOPOLOGY_PRINT_H
#define NOCTOP_TUI_TOPOLOGY_PRINT_H

#include "probes/alert/alert.h"
#include "probes/base/buf.h"

void topology_json(struct buf *, const char *name, const struct network *,
		   const struct alerts *, int64_t now_ms);
void topology_dot(struct buf *, const char *name, const struct network *,
		  const struct alerts *, int64_t now_ms);
/* A line for each link: both ends, its state, who tells of it. */
void topology_table(struct buf *, const struct network *);

#endif

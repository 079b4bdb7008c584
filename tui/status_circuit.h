/*
 * status_circuit: circuits as objects of the status JSON.
 */
#ifndef NOCTOP_TUI_STATUS_CIRCUIT_H
#define NOCTOP_TUI_STATUS_CIRCUIT_H

#include "probes/alert/alert.h"
#include "probes/base/json.h"

void status_circuits(struct json *, const struct network *, const struct alerts *,
		     int64_t now_ms);

#endif

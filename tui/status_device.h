/*
 * status_device: devices as objects of the status JSON.
 */
#ifndef NOCTOP_TUI_STATUS_DEVICE_H
#define NOCTOP_TUI_STATUS_DEVICE_H

#include "probes/alert/alert.h"
#include "probes/base/json.h"

void status_device(struct json *, const struct network *, const struct alerts *, dev_id,
		   int64_t now_ms);

#endif

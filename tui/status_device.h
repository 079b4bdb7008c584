/*
 * status_device: devices and links as objects of the status JSON.
 */
#ifndef NOCTOP_TUI_STATUS_DEVICE_H
#define NOCTOP_TUI_STATUS_DEVICE_H

#include "probes/alert/alert.h"
#include "probes/base/json.h"

void status_device(struct json *, const struct network *, const struct alerts *, dev_id,
		   int64_t now_ms);
/* All links of the network, as items of an open array. */
void status_links(struct json *, const struct network *);

#endif

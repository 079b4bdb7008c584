/*
 * module: the parts a device is put together of, those that have a serial number: stack
 * members, line cards, power supplies, transceivers. Rows with a dev column, contiguous
 * for each device (dev.modules) and replaced whole by each survey of it.
 */
#ifndef NOCTOP_MODEL_MODULE_H
#define NOCTOP_MODEL_MODULE_H

#include "probes/model/network.h"

#define MODULES_MAX 1024 /* of one device */

struct module {
	dev_id dev;
	str_id name, component;	       /* component: "chassis", "psu" …; 0 unknown */
	str_id model, serial, version; /* 0 unknown */
};

/* Make these n the modules of dev. Names are unique among them. What came, what went
 * and what has another serial or version than before is noted as a change of the device
 * (network_note_change), unless none were known so far. */
void network_set_modules(struct network *, dev_id, const struct module *, uint32_t n,
			 int64_t now_ms);
/* Those of a device: rows [0, n) from here, until the next change of any device's. */
const struct module *network_modules(const struct network *, dev_id, uint32_t *n);

#endif

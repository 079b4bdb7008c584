/*
 * parts: what a device is put together of, as pieces of a flow.
 */
#ifndef NOCTOP_VIEWS_PARTS_H
#define NOCTOP_VIEWS_PARTS_H

#include "probes/model/module.h"
#include "views/drill.h"

/* "Slot 0: MPC7E, serial CAAB1234  PSU 1: …", in the order of the device. */
void parts_all(struct flow *, const struct network *, dev_id);
/* One of them in words: model, serial and version, as far as they are known. */
#define PARTS_WORDS 256
char *parts_words(char out[PARTS_WORDS], const struct network *, const struct module *);

#endif

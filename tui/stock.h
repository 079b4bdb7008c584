/*
 * stock: what the network consists of, for `noctop inventory`: maker, model, serial
 * number and software of each device, as it says itself.
 */
#ifndef NOCTOP_TUI_STOCK_H
#define NOCTOP_TUI_STOCK_H

#include "probes/base/buf.h"
#include "probes/model/network.h"

enum stock_form { STOCK_TABLE, STOCK_CSV, STOCK_JSON };

/* All devices, in order of configuration, written to out. */
void stock_print(struct buf *out, const struct network *, enum stock_form);

#endif

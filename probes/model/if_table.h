/*
 * if_table: the rows of the interface table as rows, for the files of the model that
 * lay them out. Everybody else reads struct if_table and calls network_*.
 */
#ifndef NOCTOP_MODEL_IF_TABLE_H
#define NOCTOP_MODEL_IF_TABLE_H

#include "probes/model/network.h"

void if_table_fini(struct if_table *);
/* The last readings of row i, and the next. */
struct if_counters if_table_raw(const struct if_table *, if_id);
void if_table_keep(struct if_table *, if_id, const struct if_counters *);
void if_table_mishap(struct if_table *, if_id, enum mishap, struct coarse);
/* Row i has no rates, for this reason. */
void if_table_no_rate(struct if_table *, if_id, enum no_rate);
/* Make rows of these names, which differ from each other, the rows of dev. Those that
 * dev had before keep everything that is known; the rows of any device may move. */
void if_table_lay_out(struct network *, dev_id, const str_id *names, uint32_t n);

#endif

/*
 * if_table: the rows of the interface table as rows, for the files of the model that
 * lay them out. Everybody else reads struct if_table and calls network_*.
 */
#ifndef NOCTOP_MODEL_IF_TABLE_H
#define NOCTOP_MODEL_IF_TABLE_H

#include "probes/model/network.h"

/* All columns of a row, 114 bytes. What must treat all columns alike goes through this
 * list. */
#define IF_COLUMNS(X)                                                                  \
	X(raw)                                                                         \
	X(rare)                                                                        \
	X(in_bps)                                                                      \
	X(out_bps)                                                                     \
	X(in_pps)                                                                      \
	X(out_pps)                                                                     \
	X(no_rate)                                                                     \
	X(admin)                                                                       \
	X(oper)                                                                        \
	X(flags)                                                                       \
	X(sampled_s)                                                                   \
	X(good_s)                                                                      \
	X(last_change)                                                                 \
	X(dev)                                                                         \
	X(index)                                                                       \
	X(kind)                                                                        \
	X(name)                                                                        \
	X(descr)                                                                       \
	X(alias)                                                                       \
	X(mac)                                                                         \
	X(trend)

void if_table_fini(struct if_table *);
static inline bool if_table_has_mishaps(const struct if_table *t, if_id i,
					const struct if_counters *raw)
{
	return if_mishap_place(t, i) != NONE ||
	       raw->in_errors | raw->out_errors | raw->in_discards | raw->out_discards;
}
void if_table_keep_mishaps(struct if_table *, if_id, const struct if_counters *);
/* These are the last readings of row i. */
static inline void if_table_keep(struct if_table *t, if_id i,
				 const struct if_counters *raw)
{
	if (if_table_has_mishaps(t, i, raw))
		if_table_keep_mishaps(t, i, raw);
	t->raw[i] = (struct if_kept){.in_octets = raw->in_octets,
				     .out_octets = raw->out_octets,
				     .in_pkts = raw->in_pkts,
				     .out_pkts = raw->out_pkts,
				     .discontinuity = raw->discontinuity,
				     .uptime_cs = raw->uptime_cs,
				     .has = raw->has & HAS_ALL,
				     .zero = t->raw[i].zero};
}
void if_table_mishap(struct if_table *, if_id, enum mishap, struct coarse);
/* Row i has no rates, for this reason. */
void if_table_no_rate(struct if_table *, if_id, enum no_rate);
/* Make rows of these names, which differ from each other, the rows of dev. Those that
 * dev had before keep everything that is known; the rows of any device may move. */
void if_table_lay_out(struct network *, dev_id, const str_id *names, uint32_t n);

#endif

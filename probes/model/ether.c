/*
 * A reading is compared with the one before by the agent's own clock, as all counters
 * are; a counter that fell, or a device that restarted, gives no rate.
 */
#include "probes/model/ether.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "probes/model/runs.h"

#define KEPT_MAX (2 * ETHER_PORTS)
#define NEWS_POLLS 15 /* they are read every tenth poll at least */
#define ETHERNET 6    /* ifType ethernetCsmacd */

static const struct {
	const char *name, *key;
} counts[ETHER_COUNTS] = {
	[ETHER_ALIGNMENT] = {"alignment", "alignment_errors_ps"},
	[ETHER_FCS] = {"FCS", "fcs_errors_ps"},
	[ETHER_LATE] = {"late collisions", "late_collisions_ps"},
	[ETHER_EXCESSIVE] = {"excessive collisions", "excessive_collisions_ps"},
	[ETHER_MAC_OUT] = {"MAC out", "mac_out_errors_ps"},
	[ETHER_CARRIER] = {"carrier", "carrier_errors_ps"},
	[ETHER_TOO_LONG] = {"too long", "too_long_ps"},
	[ETHER_MAC_IN] = {"MAC in", "mac_in_errors_ps"},
	[ETHER_SYMBOL] = {"symbol", "symbol_errors_ps"},
};

const char *ether_name(enum ether_count which)
{
	return counts[which].name;
}

const char *ether_key(enum ether_count which)
{
	return counts[which].key;
}

static const struct ether *find(const struct network *net, dev_id id, uint32_t index)
{
	struct run run = net->dev[id].ethers;

	for (uint32_t i = run.first; i < run.first + run.n; i++)
		if (net->ether[i].last.index == index)
			return &net->ether[i];
	return NULL;
}

static float rate_of(const struct ether *was, const struct ether *is, unsigned which)
{
	uint32_t bit = UINT32_C(1) << which;
	uint32_t before = was->last.count[which], count = is->last.count[which];

	if (!(was->last.has & is->last.has & bit) || was->reboots != is->reboots ||
	    is->last.uptime_cs < was->last.uptime_cs + 100 || count < before)
		return NAN;
	return (float)(count - before) * 100 /
	       (float)(is->last.uptime_cs - was->last.uptime_cs);
}

static struct ether row_of(const struct network *net, dev_id id,
			   const struct ether_read *read, int64_t now_ms)
{
	const struct ether *was = find(net, id, read->index);
	struct ether row = {.dev = id,
			    .last = *read,
			    .reboots = net->dev[id].reboots,
			    .at_ms = now_ms};

	for (unsigned k = 0; k < ETHER_COUNTS; k++)
		row.rate[k] = was ? rate_of(was, &row, k) : NAN;
	return row;
}

static bool among(const struct ether *row, uint32_t n, uint32_t index)
{
	for (uint32_t i = 0; i < n; i++)
		if (row[i].last.index == index)
			return true;
	return false;
}

static struct run *resize(struct network *net, dev_id id, uint32_t n)
{
	struct runs table = {&net->ether, &net->ether_n, &net->ether_cap,
			     &net->ether_holes, sizeof *net->ether,
			     offsetof(struct dev, ethers)};

	return runs_resize(net, &table, id, n);
}

void network_forget_ether(struct network *net, dev_id id)
{
	resize(net, id, 0);
}

void network_take_ether(struct network *net, dev_id id, const struct ether_read *read,
			uint32_t n, int64_t now_ms)
{
	struct run before = net->dev[id].ethers, *run;
	struct ether row[KEPT_MAX];
	uint32_t rows = 0;

	for (uint32_t i = 0; i < n && rows < ETHER_PORTS; i++)
		row[rows++] = row_of(net, id, &read[i], now_ms);
	for (uint32_t i = 0; i < before.n && rows < KEPT_MAX; i++) {
		const struct ether *old = &net->ether[before.first + i];
		if (!among(row, rows, old->last.index) &&
		    network_if_by_index(net, id, old->last.index) != NONE)
			row[rows++] = *old;
	}
	run = resize(net, id, rows);
	if (rows)
		memcpy(net->ether + run->first, row, rows * sizeof *row);
	net->generation++;
}

const struct ether *network_ether(const struct network *net, if_id i, int64_t now_ms)
{
	dev_id id = net->ifs.dev[i];
	const struct ether *e = find(net, id, net->ifs.index[i]);

	return e && now_ms - e->at_ms <= NEWS_POLLS * (int64_t)net->dev[id].poll_ms
		       ? e
		       : NULL;
}

/* --- whom to ask, and what it means ----------------------------------------------- */

bool ether_worth(const struct network *net, if_id i)
{
	return net->ifs.flags[i] & IFF_MATTERS &&
	       if_kind(&net->ifs, i)->type == ETHERNET;
}

static bool counts_any(const struct ether *e)
{
	for (unsigned k = 0; e && k < ETHER_COUNTS; k++)
		if (e->rate[k] > 0)
			return true;
	return false;
}

bool ether_troubled(const struct network *net, if_id i, int64_t now_ms)
{
	const struct if_table *t = &net->ifs;

	if (if_mishap_place(t, i) == NONE || if_kind(t, i)->type != ETHERNET)
		return false;
	return if_mishap_ps(t, i, MISHAP_IN_ERRORS) > 0 ||
	       if_mishap_ps(t, i, MISHAP_OUT_ERRORS) > 0 ||
	       counts_any(network_ether(net, i, now_ms));
}

static bool rises(const struct ether *e, enum ether_count which)
{
	return e && e->rate[which] > 0;
}

/* Half duplex listens before it sends, full does not: the half end sees collisions when
 * it has nearly sent its frame, the full end gets frames that were broken off. */
const char *ether_evidence(const struct network *net, if_id i, if_id far,
			   int64_t now_ms)
{
	const struct ether *e = network_ether(net, i, now_ms);
	uint8_t duplex = if_kind(&net->ifs, i)->duplex;
	uint8_t other = far == NONE ? DUPLEX_NOT_TOLD
				    : if_kind(&net->ifs, far)->duplex;

	if (duplex == DUPLEX_HALF && rises(e, ETHER_LATE))
		return "late collisions on half duplex: the other end is full";
	if (duplex == DUPLEX_FULL && other == DUPLEX_HALF &&
	    (rises(e, ETHER_FCS) || rises(e, ETHER_ALIGNMENT)))
		return "frames break off: half duplex at the other end";
	if (duplex == DUPLEX_FULL && other != DUPLEX_FULL && rises(e, ETHER_FCS) &&
	    rises(e, ETHER_ALIGNMENT))
		return "frames break off: half duplex at the other end?";
	return rises(e, ETHER_SYMBOL) ? "symbol errors: cable or transceiver" : NULL;
}

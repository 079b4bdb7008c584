/*
 * status: what `noctop status` says after its two sweeps, for scripts and for people,
 * and its exit code. The JSON object is a contract: keys are never renamed, only added;
 * all are always there; unknown is null; times are RFC 3339 in UTC.
 */
#ifndef NOCTOP_TUI_STATUS_H
#define NOCTOP_TUI_STATUS_H

#include "probes/alert/alert.h"
#include "probes/base/json.h"
#include "probes/conf/inventory.h"

#define STATUS_SCHEMA 1

struct poll_totals;

/* What one sweep cost. */
struct status_poll {
	uint32_t devices, answered, interfaces; /* answered: to the last poll */
	uint64_t varbinds, retries, timeouts, rss_bytes;
	double seconds, cpu_seconds;
};
/* Up to now, by the clocks: call it when the sweep has ended. */
void status_poll_from(struct status_poll *, const struct network *,
		      const struct poll_totals *);

/* The object and a newline. */
void status_json(struct buf *, const struct inventory *, const struct network *,
		 const struct alerts *, const struct status_poll *, int64_t now_ms);
/* One alert as status_json writes it. Without a network (NULL) the site is told only of
 * alerts on sites. */
void status_alert(struct json *, const struct network *, const struct alert *);
/* Sites, devices, open alerts, in columns. */
void status_table(struct buf *, const struct inventory *, const struct network *,
		  const struct alerts *, const struct status_poll *, int64_t now_ms);

enum status_code { STATUS_OK, STATUS_WARNING, STATUS_CRITICAL, STATUS_UNKNOWN };
/* By the worst open alert, acknowledged ones included, hidden ones not: critical (or
 * major, or a device down of which no rule says less), else warning, else unknown when
 * a device in service told nothing of itself or there is none. */
int status_exit_code(const struct network *, const struct alerts *, int64_t now_ms);

#endif

/*
 * poll: asks every device what it is and how it does, on its interval, and puts the
 * answers into the network. The only caller of ask, ping and resolve in the watch.
 *
 * A device is first identified (system group, interface names), then polled: counters
 * and clocks in one PDU, health less often, names again when ifTableLastChange,
 * ifNumber or a reboot says so. Polls are spread evenly over the interval and stay
 * where they are; after a stall they are made up for in as long a time again. What
 * others hang on and what somebody looks at goes first. A device that has not answered
 * yet has one PDU in flight, and a silent one is asked with a single sysUpTime GET with
 * back-off, so that it delays nobody. A probe a second measures reachability, by ICMP
 * or by SNMP as the device is configured.
 */
#ifndef NOCTOP_WIRE_POLL_H
#define NOCTOP_WIRE_POLL_H

#include "probes/conf/inventory.h"
#include "probes/model/network.h"

struct ev_loop;
struct poll;
struct sockaddr_storage;

/* News of one device came into the network: judge it. */
typedef void poll_news(void *ctx, dev_id);

/* Since poll_open; of a sweep of two polls, since the second began. */
struct poll_totals {
	uint64_t varbinds, answered_polls, retries, timeouts;
	int64_t started_us, process_cpu_us; /* clock_mono_us, clock_process_cpu_us */
	int64_t ended_us, ended_process_cpu_us; /* of the sweep; 0: it goes on */
};

struct poll *poll_open(struct ev_loop *, struct network *, const struct inventory *,
		       poll_news *, void *ctx);
void poll_close(struct poll *);
/* Begin: each device is asked within two seconds, a second time after five, and then on
 * its place in the interval. */
void poll_start(struct poll *);
/* Instead: poll each device twice, the second time as soon as rates are possible, then
 * call done. A device that does not answer the first time is given up. Ends after 12 s
 * at the latest, or a minute while devices answer. */
void poll_sweep_twice(struct poll *, void (*done)(void *ctx), void *ctx);
/* Poll this one now (key r, a trap); at most one a second for each device. */
void poll_now(struct poll *, dev_id);
/* Poll this one as often as rates allow, for five minutes from now, or no longer.
 * False: that is done to POLL_BURSTS others already. */
#define POLL_BURSTS 8
#define POLL_BURST_MS 300000
bool poll_burst(struct poll *, dev_id, bool on);
/* Probe its reachability at once, because a device behind it went silent: its answer is
 * news. */
void poll_probe_now(struct poll *, dev_id);
/* Where the device is asked; NULL while that is not known. */
const struct sockaddr_storage *poll_address(const struct poll *, dev_id);
/* Sets what polling knows: due, late, requests to malformed, ping_problem. */
void poll_health(const struct poll *, struct watch_health *);
const struct poll_totals *poll_totals(const struct poll *);

#endif

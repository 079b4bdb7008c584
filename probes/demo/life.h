/*
 * life: what happens in the demo network, as functions of the plan and of the time in
 * milliseconds since the demo began. No state: ask twice, and the answers agree; two
 * ends of a link count the same octets.
 *
 * Life repeats every five minutes: a link goes down and returns, an access switch loses
 * its power, with the access point behind it, and boots again. Loads rise and fall in
 * waves of their own.
 */
#ifndef NOCTOP_DEMO_LIFE_H
#define NOCTOP_DEMO_LIFE_H

#include "probes/demo/plan.h"

#define LIFE_CYCLE_MS 300000
/* Within each cycle: */
#define LIFE_FLAP_FROM_MS 40000 /* the weak link is down */
#define LIFE_FLAP_TO_MS 100000
#define LIFE_DARK_FROM_MS 150000 /* the frail devices have no power */
#define LIFE_DARK_TO_MS 200000
#define LIFE_BOOT_MS 8000 /* they are silent for that much longer */

/* Devices. */
bool life_answers(const struct plan *, uint32_t device, int64_t now_ms);
/* When it booted last: before the demo began that is negative. */
int64_t life_booted(const struct plan *, uint32_t device, int64_t now_ms);
uint32_t life_boots(const struct plan *, uint32_t device, int64_t now_ms);
/* A level between 0 and 1 that moves slowly around its own mean; salt tells the levels
 * of a device apart. */
double life_level(const struct plan *, uint32_t device, uint32_t salt, int64_t now_ms);

/* Ports. */
bool life_up(const struct plan *, uint32_t port, int64_t now_ms);
/* When it went up or down last, since the device booted; life_booted() if it has not.
 */
int64_t life_changed(const struct plan *, uint32_t port, int64_t now_ms);
/* Counters since the device booted. */
uint64_t life_octets(const struct plan *, uint32_t port, bool out, int64_t now_ms);
uint64_t life_packets(const struct plan *, uint32_t port, bool out, int64_t now_ms);
uint64_t life_errors(const struct plan *, uint32_t port, int64_t now_ms); /* received */
uint64_t life_discards(const struct plan *, uint32_t port, int64_t now_ms); /* sent */

#endif

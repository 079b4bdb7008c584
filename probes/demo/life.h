/*
 * life: what happens in the demo network, as functions of the plan and of the time in
 * milliseconds since the demo began. No state: ask twice, and the answers agree; two
 * ends of a link count the same octets.
 *
 * Loads rise and fall in waves of their own; what goes wrong follows the story.
 */
#ifndef NOCTOP_DEMO_LIFE_H
#define NOCTOP_DEMO_LIFE_H

#include "probes/demo/plan.h"

#define LIFE_BOOT_MS                                                                   \
	3000 /* a device that has power again is silent for that much longer */

/* Devices. */
bool life_answers(const struct plan *, uint32_t device, int64_t now_ms);
/* It does, but for this one request, or not to more than the simplest; and so much
 * later, because its site is far away or it is busy. */
bool life_loses(const struct plan *, uint32_t device, int64_t now_ms);
bool life_hangs(const struct plan *, uint32_t device, int64_t now_ms);
int64_t life_delay_ms(const struct plan *, uint32_t device, int64_t now_ms);
/* When it booted last: before the demo began that is negative. */
int64_t life_booted(const struct plan *, uint32_t device, int64_t now_ms);
uint32_t life_boots(const struct plan *, uint32_t device, int64_t now_ms);
/* A level between 0 and 1 that moves slowly around its own mean; salt tells the levels
 * of a device apart. */
double life_level(const struct plan *, uint32_t device, uint32_t salt, int64_t now_ms);
/* The same of a processor and of the memory, which the story drives up. */
double life_cpu(const struct plan *, uint32_t device, uint32_t salt, int64_t now_ms);
double life_memory(const struct plan *, uint32_t device, uint32_t salt, int64_t now_ms);
/* A fan of it stands still. */
bool life_fan_fails(const struct plan *, uint32_t device, int64_t now_ms);
/* By so many degrees it is hotter than it should be. */
uint32_t life_heat(const struct plan *, uint32_t device, int64_t now_ms);
/* The other unit of its pair is gone. */
bool life_is_alone(const struct plan *, uint32_t device, int64_t now_ms);
/* How many of its alarm lamps are lit: the yellow one, then the red one, too. */
unsigned life_lamps(const struct plan *, uint32_t device, int64_t now_ms);
/* One of its power supplies has failed; how often one was put in its place. */
bool life_supply_fails(const struct plan *, uint32_t device, int64_t now_ms);
uint32_t life_supplies(const struct plan *, uint32_t device, int64_t now_ms);
/* When it last got one, since it booted; life_booted() if it has not. */
int64_t life_supplied(const struct plan *, uint32_t device, int64_t now_ms);

/* Ports. */
bool life_up(const struct plan *, uint32_t port, int64_t now_ms);
/* When it went up or down last, since the device booted; life_booted() if it has not.
 */
int64_t life_changed(const struct plan *, uint32_t port, int64_t now_ms);
/* Who is at the other end is spoken with; since when that is as it is; how often it
 * began. */
bool life_speaks(const struct plan *, uint32_t port, int64_t now_ms);
int64_t life_speaks_since(const struct plan *, uint32_t port, int64_t now_ms);
uint32_t life_spoke(const struct plan *, uint32_t port, int64_t now_ms);
/* Counters since the device booted. */
uint64_t life_octets(const struct plan *, uint32_t port, bool out, int64_t now_ms);
uint64_t life_packets(const struct plan *, uint32_t port, bool out, int64_t now_ms);
uint64_t life_errors(const struct plan *, uint32_t port, int64_t now_ms); /* received */
uint64_t life_discards(const struct plan *, uint32_t port, int64_t now_ms); /* sent */

#endif

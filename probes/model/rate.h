/*
 * rate: from two readings of a counter to a rate, or to the reason why there is none.
 * Pure. Every rule of the design's "Rates" is a test of this file.
 *
 * Time is the agent's: the difference of sysUpTime read in the same PDU as the counters,
 * so that a late poll makes no spike. No rate is a reason, never a 0.
 */
#ifndef NOCTOP_MODEL_RATE_H
#define NOCTOP_MODEL_RATE_H

#include <stdbool.h>
#include <stdint.h>

enum no_rate {
	RATE_OK,
	RATE_FIRST,         /* one reading only */
	RATE_REBOOT,        /* the agent restarted between the readings */
	RATE_DISCONTINUITY, /* ifCounterDiscontinuityTime changed (RFC 2863 3.1.5) */
	RATE_RENUMBERED,    /* another interface stands at this ifIndex */
	RATE_RESET,         /* the counter fell and that was no wrap */
	RATE_TOO_SOON,      /* less than 1 s between the readings */
	RATE_TOO_LATE,      /* more than 4 intervals */
	RATE_IMPLAUSIBLE,   /* more than 1.1 x speed */
	RATE_UNCHANGED,     /* the agent has not refreshed its counters since */
	RATE_MISSING,       /* the agent has no such counter */
};
const char *rate_reason_name(enum no_rate); /* "first" "reboot" … ; NULL for RATE_OK */

/* The clocks of an agent in one PDU. */
struct agent_clock {
	uint32_t uptime_cs;     /* sysUpTime, wraps at 497 days */
	uint32_t engine_boots;  /* snmpEngineBoots, 0 unknown */
	uint32_t engine_time_s; /* snmpEngineTime, 0 unknown */
	int64_t at_ms;          /* our wall clock when it came */
};
/* Did the agent restart between a and b? engine boots and time decide when both have
 * them; else a sysUpTime that fell, unless it is the wrap at 2^32 (our own clock shows
 * that as much time passed as the wrap needs). */
bool rate_rebooted(const struct agent_clock *a, const struct agent_clock *b);
/* Seconds between a and b by the agent's clock, across a wrap; 0 or less is never
 * returned unless both are equal. Only when not rebooted. */
double rate_seconds(const struct agent_clock *a, const struct agent_clock *b);

/* One counter: from old to now in seconds. bits is 32 or 64. max_per_s bounds a
 * plausible rate (1.1 x speed for octets; 0: unbounded). RATE_OK sets *per_s. */
enum no_rate rate_counter(uint64_t old, uint64_t now, unsigned bits, double seconds,
			  double max_per_s, double *per_s);

/* Speed by DESIGN: override, else ifHighSpeed (Mb/s), else ifSpeed unless it is 0 or
 * 4294967295; 0 is unknown. */
enum speed_source { SPEED_UNKNOWN, SPEED_CONFIGURED, SPEED_IFHIGHSPEED, SPEED_IFSPEED };
uint64_t rate_speed(uint64_t configured_bps, uint32_t high_speed, uint32_t if_speed,
		    enum speed_source *);
const char *speed_source_name(enum speed_source);

#endif

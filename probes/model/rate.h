/*
 * rate: from two readings of a counter to a rate, or to the reason why there is none.
 * Pure. Every rule of the design's "Rates" is a test of this file.
 *
 * Time is the agent's: the difference of sysUpTime read in the same PDU as the
 * counters, so that a late poll makes no spike. No rate is a reason, never a 0.
 */
#ifndef NOCTOP_MODEL_RATE_H
#define NOCTOP_MODEL_RATE_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* A number of 0 or more in two bytes, where 0.2 % of it do not matter: the exponent and
 * the first eight bits of the fraction of a float. NAN stays NAN. */
struct coarse {
	uint16_t code;
};
#define COARSE_UNKNOWN                                                                 \
	{                                                                              \
		.code = UINT16_MAX                                                     \
	}
static inline struct coarse coarse(float v)
{
	uint32_t bits;

	if (isnan(v))
		return (struct coarse)COARSE_UNKNOWN;
	memcpy(&bits, &v, sizeof bits);
	return (struct coarse){(uint16_t)((bits + (1u << 14)) >> 15)};
}
static inline bool coarse_is_0(struct coarse c)
{
	return c.code == 0;
}
static inline float coarse_value(struct coarse c)
{
	uint32_t bits = (uint32_t)c.code << 15;
	float v;

	memcpy(&v, &bits, sizeof v);
	return v;
}

enum no_rate {
	RATE_OK,
	RATE_FIRST,	    /* one reading only */
	RATE_REBOOT,	    /* the agent restarted between the readings */
	RATE_DISCONTINUITY, /* ifCounterDiscontinuityTime changed (RFC 2863 3.1.5) */
	RATE_RENUMBERED,    /* another interface stands at this ifIndex */
	RATE_RESET,	    /* the counter fell and that was no wrap */
	RATE_TOO_SOON,	    /* less than rate_least_ms between the readings */
	RATE_TOO_LATE,	    /* more than 4 intervals */
	RATE_IMPLAUSIBLE,   /* more than 1.1 x speed */
	RATE_UNCHANGED, /* the agent has not refreshed its counters since the first */
	RATE_MISSING,	/* the agent has no such counter */
	NO_RATE_N
};
const char *rate_reason_name(enum no_rate); /* "first" "reboot" … ; NULL for RATE_OK */

/* The clocks of an agent in one PDU. */
struct agent_clock {
	uint32_t uptime_cs;	/* sysUpTime, wraps at 497 days */
	uint32_t engine_boots;	/* snmpEngineBoots, 0 unknown */
	uint32_t engine_time_s; /* snmpEngineTime, 0 unknown */
	int64_t at_ms;		/* our wall clock when it came */
	bool ours; /* the agent shows no sysUpTime: uptime_cs is a clock of our own */
};
/* Did the agent restart between a and b? Where both have snmpEngineBoots (RFC
 * 3414 2.2): when boots changed and the engine's time began anew (some bump boots on a
 * mere reload), or boots stood still (some never bump them) but engine time and
 * sysUpTime both began anew. Else when sysUpTime did. A clock began anew when it fell,
 * unless that is sysUpTime's wrap after 497 days (our own clock shows that the time the
 * wrap needs passed), or when it shows less than half of the time since a. */
bool rate_rebooted(const struct agent_clock *a, const struct agent_clock *b);
/* Seconds from a to b by the agent's clock, across a wrap; 0 when the clock stood
 * still, never negative. Only when not rebooted. */
double rate_seconds(const struct agent_clock *a, const struct agent_clock *b);
/* How long the agent has been up by the longer of its clocks: sysUpTime wraps, engine
 * time does not in our lifetime. */
int64_t rate_uptime_ms(const struct agent_clock *);
/* Wall time of a TimeTicks stamp like ifLastChange, read with the clock; 0 for the
 * stamp 0, which says "before the agent started" (RFC 2863). */
int64_t rate_stamp_ms(const struct agent_clock *, uint32_t stamp_cs);

/* The least time between two readings for a rate: a second; of a device that is polled
 * every second four fifths of that, for its polls are early and late by some. Never
 * less than half a second: sysUpTime counts hundredths, and 2 % is what they may be
 * wrong. */
#define RATE_LEAST_MS 500
int64_t rate_least_ms(int64_t poll_ms);

/* One counter: from old to now in seconds. bits is 32 or 64. max_per_s bounds a
 * plausible rate (see rate_max_octets; 0: not known). RATE_OK sets *per_s. A Counter32
 * that falls has wrapped when the rate fits max_per_s, and was reset when it does not
 * or when there is nothing it could fit. */
enum no_rate rate_counter(uint64_t old, uint64_t now, unsigned bits, double seconds,
			  double max_per_s, double *per_s);
/* The most a link of that speed can plausibly carry: 1.1 x speed in octets a second,
 * and packets (of 20 octets, a bare IP header). 0 for unknown speed. */
#define RATE_MARGIN 1.1 /* above speed: encapsulation, rounded clocks */
static inline double rate_max_octets(uint64_t speed_bps)
{
	return RATE_MARGIN / 8 * (double)speed_bps;
}
static inline double rate_max_packets(uint64_t speed_bps)
{
	return RATE_MARGIN / 160 * (double)speed_bps;
}

/* Agents refresh their counters at their own pace (Debian's snmpd every 3 s, some every
 * minute); a poll in between reads the old values again. A device whose counters are
 * unchanged, all of them, counts as idle, with rates of 0, after the longest of 10 s,
 * one and a half intervals and twice the learnt pace; before, there is no new sample.
 */
int64_t rate_idle_ms(int64_t poll_ms, int64_t refresh_ms);
/* The slowest pace that is looked for: four intervals, at least 30 s. Until then the
 * old readings stay the base of the next rate, so that a slow agent makes no spike. */
int64_t rate_pace_max_ms(int64_t poll_ms);
struct rate_pace {
	int32_t ms;  /* learnt so far; 0 unknown */
	uint8_t n;   /* spans it is the mean of */
	uint8_t run; /* polls in a row that saw a change */
};
/* After a span from one change to the next. A poll still_ms into the span saw no change
 * yet (0: there was none): it must have been about half way, or the change may be long
 * ago. Without it only a span that fits what is known teaches. */
void rate_pace_learn(struct rate_pace *, int64_t span_ms, int64_t still_ms,
		     int64_t poll_ms);
/* What the counters tell of between two changes that were seen span_ms apart: whole
 * refreshes, where the pace is known and explains the span. Refreshed every 3 s and
 * polled every 2, changes are seen 2 and 4 s apart, and both are of 3 s. */
int64_t rate_covered_ms(const struct rate_pace *, int64_t span_ms, int64_t poll_ms);

/* Speed by DESIGN: override, else ifHighSpeed (Mb/s), else ifSpeed unless it is 0 or
 * 4294967295; 0 is unknown. */
enum speed_source {
	SPEED_UNKNOWN,
	SPEED_CONFIGURED,
	SPEED_IFHIGHSPEED,
	SPEED_IFSPEED,
	SPEED_SOURCE_N
};
uint64_t rate_speed(uint64_t configured_bps, uint32_t high_speed, uint32_t if_speed,
		    enum speed_source *);
const char *speed_source_name(enum speed_source);

#endif

/*
 * Everything here errs on the side of no rate: a gap is seen as a gap, while a spike
 * wakes somebody up. Two readings and the agent's clocks at both are all that is known;
 * our own clock only tells a wrap of sysUpTime from a restart.
 */
#include "probes/model/rate.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#define CLOCK_SLACK_S 10      /* between an agent's clock and ours, beside 10 % drift */
#define STAMP_AHEAD_CS 360000 /* a stamp may be read later than the clock: an hour */
#define PACE_SPANS 16	      /* the mean is over so many */
#define PACE_DOUBTED 4	      /* of which so many count when they were proven wrong */
#define IDLE_MIN_MS 10000
#define PACE_MIN_MS 30000

static const char *const reason_names[] = {
	[RATE_FIRST] = "first",
	[RATE_REBOOT] = "reboot",
	[RATE_DISCONTINUITY] = "discontinuity",
	[RATE_RENUMBERED] = "renumbered",
	[RATE_RESET] = "reset",
	[RATE_TOO_SOON] = "too_soon",
	[RATE_TOO_LATE] = "too_late",
	[RATE_IMPLAUSIBLE] = "implausible",
	[RATE_UNCHANGED] = "unchanged",
	[RATE_MISSING] = "missing",
};

const char *rate_reason_name(enum no_rate why)
{
	return reason_names[why];
}

static double elapsed_s(const struct agent_clock *a, const struct agent_clock *b)
{
	return (double)(b->at_ms - a->at_ms) / 1000;
}

/* A clock that stands still says nothing. */
static bool began_anew(double was_s, double is_s, double elapsed)
{
	return is_s < was_s || (is_s > was_s && is_s < elapsed / 2);
}

static bool uptime_began_anew(const struct agent_clock *a, const struct agent_clock *b)
{
	double elapsed = elapsed_s(a, b);

	if (b->uptime_cs < a->uptime_cs &&
	    fabs(rate_seconds(a, b) - elapsed) <= CLOCK_SLACK_S + elapsed / 10)
		return false; /* the wrap */
	return began_anew(a->uptime_cs / 100.0, b->uptime_cs / 100.0, elapsed);
}

bool rate_rebooted(const struct agent_clock *a, const struct agent_clock *b)
{
	double elapsed = elapsed_s(a, b);
	bool engine;

	if (!a->engine_boots || !b->engine_boots)
		return uptime_began_anew(a, b);
	engine = began_anew(a->engine_time_s, b->engine_time_s, elapsed);
	if (a->engine_boots != b->engine_boots)
		return engine || b->engine_time_s <= elapsed + CLOCK_SLACK_S;
	return engine && uptime_began_anew(a, b);
}

double rate_seconds(const struct agent_clock *a, const struct agent_clock *b)
{
	return (uint32_t)(b->uptime_cs - a->uptime_cs) / 100.0;
}

int64_t rate_uptime_ms(const struct agent_clock *clock)
{
	int64_t up = (int64_t)clock->uptime_cs * 10;
	int64_t engine = (int64_t)clock->engine_time_s * 1000;

	return clock->engine_boots && engine > up ? engine : up;
}

int64_t rate_stamp_ms(const struct agent_clock *clock, uint32_t stamp_cs)
{
	if (!stamp_cs)
		return 0;
	if (stamp_cs - clock->uptime_cs <= STAMP_AHEAD_CS)
		return clock->at_ms;
	return clock->at_ms - (int64_t)(uint32_t)(clock->uptime_cs - stamp_cs) * 10;
}

int64_t rate_least_ms(int64_t poll_ms)
{
	int64_t least = 4 * poll_ms / 5;

	return least > 1000 ? 1000 : least < RATE_LEAST_MS ? RATE_LEAST_MS : least;
}

enum no_rate rate_counter(uint64_t old, uint64_t now, unsigned bits, double seconds,
			  double max_per_s, double *per_s)
{
	bool fell = now < old;
	uint64_t delta = bits == 32 ? (uint32_t)(now - old) : now - old;

	if (seconds < RATE_LEAST_MS / 1000.0)
		return RATE_TOO_SOON;
	if (fell && (bits != 32 || max_per_s <= 0))
		return RATE_RESET;
	*per_s = (double)delta / seconds;
	if (max_per_s > 0 && *per_s > max_per_s)
		return fell ? RATE_RESET : RATE_IMPLAUSIBLE;
	return RATE_OK;
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

int64_t rate_idle_ms(int64_t poll_ms, int64_t refresh_ms)
{
	return later(IDLE_MIN_MS, later(poll_ms + poll_ms / 2, 2 * refresh_ms));
}

int64_t rate_pace_max_ms(int64_t poll_ms)
{
	return later(PACE_MIN_MS, 4 * poll_ms);
}

static int64_t sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Polls that saw a change each, so many in a row, are one refresh each: they lie less
 * than that many and one spans apart. */
static void pace_bound(struct rate_pace *pace, int64_t span_ms)
{
	int64_t most = span_ms * (pace->run + 1) / pace->run;

	if (pace->ms <= most)
		return;
	pace->ms = (int32_t)most;
	pace->n = (uint8_t)sooner(pace->n, PACE_DOUBTED);
}

/* The mean of the spans between changes is the pace, when polls are more frequent. */
void rate_pace_learn(struct rate_pace *pace, int64_t span_ms, int64_t still_ms,
		     int64_t poll_ms)
{
	bool known = still_ms > 0 ? still_ms >= 2 * span_ms / 5 &&
					    span_ms <= rate_pace_max_ms(poll_ms)
				  : span_ms < 2 * (int64_t)pace->ms;

	pace->run = still_ms > 0 ? 0 : (uint8_t)sooner(pace->run + 1, UINT8_MAX);
	if (known) {
		pace->n = (uint8_t)sooner(pace->n + 1, PACE_SPANS);
		pace->ms += (int32_t)((span_ms - pace->ms) / pace->n);
	}
	if (pace->run)
		pace_bound(pace, span_ms);
}

int64_t rate_covered_ms(const struct rate_pace *pace, int64_t span_ms, int64_t poll_ms)
{
	int64_t refreshes, covered;

	if (!pace->ms)
		return span_ms;
	refreshes = later(1, (span_ms + pace->ms / 2) / pace->ms);
	covered = refreshes * pace->ms;
	return llabs(covered - span_ms) <= poll_ms + poll_ms / 4 ? covered : span_ms;
}

uint64_t rate_speed(uint64_t configured_bps, uint32_t high_speed, uint32_t if_speed,
		    enum speed_source *source)
{
	if (configured_bps) {
		*source = SPEED_CONFIGURED;
		return configured_bps;
	}
	if (high_speed) {
		*source = SPEED_IFHIGHSPEED;
		return (uint64_t)high_speed * 1000000;
	}
	if (if_speed && if_speed != UINT32_MAX) {
		*source = SPEED_IFSPEED;
		return if_speed;
	}
	*source = SPEED_UNKNOWN;
	return 0;
}

const char *speed_source_name(enum speed_source source)
{
	static const char *const names[] = {
		[SPEED_CONFIGURED] = "configured",
		[SPEED_IFHIGHSPEED] = "ifHighSpeed",
		[SPEED_IFSPEED] = "ifSpeed",
	};

	return names[source];
}

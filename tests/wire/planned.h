/*
 * What tests of plan begin with: one device, and the network as a list of what each
 * step brings.
 */
#ifndef NOCTOP_TESTS_WIRE_PLANNED_H
#define NOCTOP_TESTS_WIRE_PLANNED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "probes/wire/plan.h"

#define STEPS_MAX 32

static struct plan plan;
static struct scalars clocks;
static struct outcome brings[STEP_END];
static enum step steps[STEPS_MAX];
static unsigned steps_n;
static int64_t now;

static inline int setup(void **state)
{
	(void)state;
	plan_init(&plan, 30000, "router", SNMP_V2C);
	plan.phase_ms -= plan.phase_ms % 40; /* its turns begin with its first poll */
	memset(brings, 0, sizeof brings);
	brings[STEP_NAMES].reshaped = true; /* the first time, there is all to learn */
	clocks = (struct scalars){.row.has = GOT_UPTIME | GOT_IF_NUMBER |
					     GOT_IF_TABLE_CHANGE | GOT_ENGINE_BOOTS,
				  .uptime_cs = 5000000,
				  .engine_boots = 3,
				  .if_number = 4,
				  .if_table_change_cs = 100};
	now = 1000000;
	return 0;
}

/* One poll; returns how it ended, and leaves its steps in steps. */
static inline enum reason poll(void)
{
	enum step step = plan_begin(&plan, now);

	for (steps_n = 0; step != STEP_END; steps_n++) {
		struct outcome o = brings[step];
		assert_true(steps_n < STEPS_MAX);
		assert_int_equal(plan.step, step);
		steps[steps_n] = step;
		if (o.result == ASK_OK) {
			plan_heard(&plan);
			if (step == STEP_SYSTEM || step == STEP_TRAFFIC)
				plan_clocks(&plan, &clocks, &o);
		}
		now += 10;
		step = plan_next(&plan, &o, now);
	}
	return plan_end(&plan, now);
}

/* A poll at the time the plan wants it. */
static inline enum reason next_poll(void)
{
	int64_t due = plan_due(&plan, now);

	assert_true(due > now);
	clocks.uptime_cs += (uint32_t)(due - now) / 10;
	now = due;
	return poll();
}

static inline void assert_steps(const char *expected)
{
	/* as enum step: I resting, E ether, U health, V survey, R sensors, P peers, M
	 * neighbours, O stations, L VLANs */
	static const char letters[] = "HSNATWIEUVRPMOLD";
	char found[STEPS_MAX + 1] = "";

	for (unsigned i = 0; i < steps_n; i++)
		found[i] = letters[steps[i]];
	found[steps_n] = '\0';
	assert_string_equal(found, expected);
}

/* Was it a step of the last poll? */
static inline bool did(enum step step)
{
	for (unsigned k = 0; k < steps_n; k++)
		if (steps[k] == step)
			return true;
	return false;
}

static inline unsigned polls_to_a_survey(void)
{
	unsigned n = 0;

	do {
		next_poll();
		n++;
	} while (!did(STEP_SURVEY) && n < 1000);
	return n;
}

static inline void known_well(void)
{
	poll();
	brings[STEP_NAMES].reshaped = false;
	next_poll();
	next_poll();
}

#endif

/*
 * Hours of polls of a device whose ports count a mishap now and then: what is asked,
 * which rates that makes, and what the rules that we ship say of it. The agent is a
 * function of time, nothing is sent.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "probes/alert/alert.h"
#include "probes/conf/rules.h"
#include "probes/wire/poll_private.h"

#define T0 INT64_C(1800000000000)
#define UPTIME_CS 5000000
#define PORTS 48
#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define FIRST_MINUTE (T0 + MINUTE) /* then columns without news rest */

struct device {
	struct network net;
	struct poll poll;
	struct target target;
	struct job job;
	struct rules rules;
	struct alerts alerts;
	struct event_list events;
	int64_t now;
	uint32_t index[PORTS];
	unsigned polls, steady; /* columns asked of those that may rest */
	unsigned alerts_seen;	/* those of ports that opened */
	/* of the agent: every port has a mishap of each kind every so often; the first
	 * port's in-errors, when there are some, are so many a second between these two
	 * instants, and no others */
	int64_t every_ms;
	uint32_t errors_ps;
	uint32_t counted; /* before */
	int64_t errors_from, errors_to;
};

/* --- the agent --- */

static uint32_t rare(const struct device *d, uint32_t port, unsigned kind)
{
	return (uint32_t)((d->now - T0 + port * 7919 + kind * 3571) / d->every_ms);
}

static uint32_t lasting(const struct device *d)
{
	int64_t until = d->now < d->errors_to ? d->now : d->errors_to;

	if (until <= d->errors_from)
		return d->counted;
	return d->counted +
	       (uint32_t)((until - d->errors_from) / SECOND * d->errors_ps);
}

static void answer(const struct device *d, uint32_t port, uint32_t has,
		   struct traffic_row *row)
{
	uint64_t pkts = (uint64_t)(d->now - T0) / 10;

	row->row.has = has;
	row->oper = row->admin = IF_UP;
	row->c = (struct if_counters){.in_octets = pkts * 100, .in_pkts = pkts};
	row->c.out_octets = row->c.in_octets;
	row->c.out_pkts = pkts;
	row->c.uptime_cs = UPTIME_CS + (uint32_t)((d->now - T0) / 10);
	if (has & GOT_IN_ERRORS)
		row->c.in_errors =
			port || !d->errors_ps ? rare(d, port, 0) : lasting(d);
	if (has & GOT_OUT_ERRORS)
		row->c.out_errors = rare(d, port, 1);
	if (has & GOT_IN_DISCARDS)
		row->c.in_discards = rare(d, port, 2);
	if (has & GOT_OUT_DISCARDS)
		row->c.out_discards = rare(d, port, 3);
}

/* --- a poll --- */

static void name_ports(struct device *d)
{
	struct if_found found[PORTS];
	char name[16];

	for (uint32_t i = 0; i < PORTS; i++) {
		snprintf(name, sizeof name, "Gi0/%u", i + 1);
		found[i] =
			(struct if_found){.index = d->index[i],
					  .name = text_intern_str(&d->net.text, name),
					  .speed_bps = 1000000000,
					  .speed_source = SPEED_IFHIGHSPEED,
					  .admin = IF_UP,
					  .oper = IF_UP};
	}
	network_set_interfaces(&d->net, 0, found, PORTS);
}

static void read_traffic(struct device *d, uint32_t asked)
{
	struct job *j = &d->job;
	uint32_t has = 0;

	for (unsigned i = 0; i < reader_traffic.n; i++)
		if (reader_traffic.column[i].when == COLUMN_ROWS && asked >> i & 1) {
			has |= reader_traffic.column[i].has;
			d->steady += (reader_traffic.column[i].has & GOT_STEADY) != 0;
		}
	rows_known(&j->rows, sizeof(struct traffic_row), d->index, PORTS);
	for (uint32_t i = 0; i < PORTS; i++)
		answer(d, i, has, rows_at(&j->rows, i));
	j->read = asked;
	j->clock = (struct agent_clock){.at_ms = d->now,
					.uptime_cs = UPTIME_CS +
						     (uint32_t)((d->now - T0) / 10)};
	apply_traffic(j);
}

static unsigned live(const struct device *d)
{
	unsigned n = 0;

	for (uint32_t i = 0; i < d->alerts.n; i++)
		n += d->alerts.row[i]->state != ALERT_CLEARED;
	return n;
}

static void poll_once(struct device *d)
{
	struct plan *plan = &d->target.plan;
	enum step step = plan_begin(plan, d->now);
	unsigned before = live(d);

	while (step != STEP_END) {
		struct outcome o = {.reshaped =
					    step == STEP_NAMES && !d->net.dev[0].if_n};
		plan_heard(plan);
		if (step == STEP_NAMES && o.reshaped)
			name_ports(d);
		if (step == STEP_TRAFFIC)
			read_traffic(d, plan_columns(plan, step));
		step = plan_next(plan, &o, d->now);
	}
	network_take_result(&d->net, 0, plan_end(plan, d->now), d->now, 5);
	alerts_judge_dev(&d->alerts, &d->net, 0, d->now, &d->events);
	event_list_reset(&d->events);
	d->polls++;
	d->alerts_seen += live(d) > before ? live(d) - before : 0;
}

static void poll_until(struct device *d, int64_t until)
{
	while (d->now < until) {
		poll_once(d);
		d->now = plan_due(&d->target.plan, d->now);
	}
}

static void watch(struct device *d, uint32_t interval_ms)
{
	network_dev_add(&d->net,
			&(struct dev){.name = text_intern_str(&d->net.text, "d"),
				      .site = NONE,
				      .ping_by = PING_NO,
				      .poll_ms = interval_ms});
	plan_init(&d->target.plan, interval_ms, "d", SNMP_V2C);
}

/* --- tests --- */

static int setup(void **state)
{
	struct device *d = calloc(1, sizeof *d);
	struct faults faults = {0};
	const char *top = getenv("top_srcdir");
	char path[4096];

	snprintf(path, sizeof path, "%s/etc/rules.ini", top ? top : ".");
	assert_true(rules_load(&d->rules, path, &faults));
	faults_fini(&faults);
	network_init(&d->net);
	alerts_init(&d->alerts, &d->rules);
	d->poll.net = &d->net;
	d->poll.target = &d->target;
	d->target.poll = &d->poll;
	d->job.target = &d->target;
	d->job.index = d->index;
	d->job.index_n = PORTS;
	for (uint32_t i = 0; i < PORTS; i++)
		d->index[i] = i + 1;
	d->now = T0;
	d->every_ms = 20 * SECOND;
	*state = d;
	return 0;
}

static int teardown(void **state)
{
	struct device *d = *state;

	rows_fini(&d->job.rows);
	free(d->poll.raw);
	alerts_fini(&d->alerts);
	event_list_fini(&d->events);
	rules_fini(&d->rules);
	network_fini(&d->net);
	free(d);
	return 0;
}

/* Every poll finds some, of one port or the other. */
static void columns_of_rare_mishaps_rest_at_any_pace(void **state)
{
	struct device *d = *state;

	watch(d, 1000);
	poll_until(d, FIRST_MINUTE);
	d->polls = d->steady = 0;
	poll_until(d, FIRST_MINUTE + 10 * MINUTE);
	assert_true(d->polls >= 599);
	assert_in_range(d->steady, d->polls / 2, d->polls + 7);
}

static void rare_mishaps_never_open_an_alert(void **state)
{
	struct device *d = *state;

	watch(d, 1000);
	/* columns wake, come to rest once more, and again */
	for (int64_t at = T0; at < T0 + 60 * MINUTE; at += MINUTE) {
		poll_until(d, at);
		memset(d->target.plan.still, 0, sizeof d->target.plan.still);
	}
	assert_int_equal(d->alerts_seen, 0);
}

/* It is the mean of the time since they were read before. */
static void the_rate_of_a_rare_mishap_is_small(void **state)
{
	struct device *d = *state;
	float sum = 0, most = 0;
	unsigned n = 0;

	watch(d, 1000);
	for (int64_t at = FIRST_MINUTE; at < FIRST_MINUTE + 10 * MINUTE; n++) {
		float rate;
		poll_until(d, at += SECOND);
		rate = if_mishap_ps(&d->net.ifs, 0, MISHAP_IN_ERRORS);
		sum += rate;
		most = rate > most ? rate : most;
	}
	assert_true(most <= 0.15f);
	assert_true(sum / (float)n > 0.045f && sum / (float)n < 0.055f);
}

/* One burst, however high, is one reading. */
static void a_burst_opens_no_alert(void **state)
{
	struct device *d = *state;

	watch(d, 1000);
	d->errors_ps = 1000;
	for (int i = 0; i < 20; i++) {
		d->errors_from = FIRST_MINUTE + i * MINUTE + i * SECOND;
		d->errors_to = d->errors_from + SECOND;
		poll_until(d, d->errors_to + MINUTE / 2);
		d->counted = lasting(d);
	}
	assert_int_equal(d->alerts_seen, 0);
}

/* How long until so many alerts are open. */
static int64_t until_live(struct device *d, unsigned n)
{
	int64_t from = d->now;

	while (live(d) != n && d->now < from + 60 * MINUTE)
		poll_until(d, d->now + 1);
	return d->now - from;
}

static void errors_that_last_open_and_clear_in_time(void **state)
{
	struct device *d = *state;
	const int64_t poll_ms[] = {1000, 30000}, turns[] = {7, 4}; /* polls */

	for (unsigned i = 0; i < 2; i++) {
		watch(d, (uint32_t)poll_ms[i]);
		d->errors_ps = 3;
		d->errors_from = T0 + 20 * MINUTE;
		d->errors_to = d->errors_from + 20 * MINUTE;
		poll_until(d, d->errors_from);
		assert_int_equal(d->alerts_seen, 0);
		/* a round of those that rest, and three readings */
		assert_in_range(until_live(d, 1), 2 * poll_ms[i],
				(turns[i] + 3) * poll_ms[i]);
		poll_until(d, d->errors_to);
		assert_int_equal(live(d), 1);
		assert_in_range(until_live(d, 0), 10 * MINUTE,
				10 * MINUTE + (turns[i] + 2) * poll_ms[i]);
		assert_int_equal(d->alerts_seen, 1);
		teardown(state);
		setup(state);
		d = *state;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		TEST(columns_of_rare_mishaps_rest_at_any_pace),
		TEST(rare_mishaps_never_open_an_alert),
		TEST(the_rate_of_a_rare_mishap_is_small),
		TEST(a_burst_opens_no_alert),
		TEST(errors_that_last_open_and_clear_in_time),
	};
	return cmocka_run_group_tests_name("mishaps", tests, NULL, NULL);
}

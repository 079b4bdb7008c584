/*
 * poll: what goes wrong, reachability, and when what is asked.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "probes/base/clock.h"
#include "tests/wire/netns.h"
#include "tests/wire/polled.h"
#include "tests/wire/snmpd.h"

static bool own_net;

/* --- what goes wrong -------------------------------------------------------------- */

static void a_silent_device_is_a_timeout_and_delays_nobody(void **state)
{
	struct polled *p = *state;

	polled_agent(p, 2, "v2", "")->fault.silent = 100;
	polled_agent(p, 2, "v2", "");
	polled_begin(p);
	polled_until(p, p->net.dev[1].polls_good >= 2);
	assert_int_equal(p->net.dev[0].polls_good, 0);
	polled_until(p, p->net.dev[0].polls_bad >= 1);
	assert_int_equal(p->net.dev[0].reason, REASON_TIMEOUT);
	assert_false(p->net.dev[0].reach.answering);
}

static void a_closed_port_is_refused_at_once_and_counts_as_lost(void **state)
{
	struct polled *p = *state;
	struct endpoint *e = polled_agent(p, 2, "v2", "");

	endpoint_refuse(e, true);
	polled_begin(p);
	polled_until(p, p->net.dev[0].polls_bad >= 1);
	assert_int_equal(p->net.dev[0].reason, REASON_REFUSED);
	polled_until(p, p->net.dev[0].reach.known);
	assert_false(p->net.dev[0].reach.answering);
	assert_true(reach_loss_pct(&p->net.dev[0].reach, 300) == 100);
}

static void a_device_that_comes_back_is_polled_at_once(void **state)
{
	struct polled *p = *state;
	struct endpoint *e = polled_agent(p, 2, "v2", "poll = 300s\n");

	e->fault.silent = 100;
	polled_begin(p);
	polled_until(p, p->net.dev[0].reach.known && p->net.dev[0].polls_bad);
	assert_false(p->net.dev[0].reach.answering);
	e->fault.silent = 0;
	polled_until(p, p->net.dev[0].polls_good);
	assert_true(p->net.dev[0].reach.answering);
}

/* What was asked for while a poll was under way is not forgotten: of a device that
 * comes back in the midst of one, say. */
static void a_poll_asked_for_while_one_is_under_way_follows_it(void **state)
{
	struct polled *p = *state;
	struct endpoint *e = polled_agent(p, 1, "v2", "poll = 300s\n");
	struct target *t;
	uint16_t good;

	polled_begin(p);
	t = &p->poll->target[0];
	polled_until(p, p->net.dev[0].polls_good >= 2 && !t->job);
	good = p->net.dev[0].polls_good;
	e->fault.silent = 100;
	poll_now(p->poll, 0);
	polled_until(p, t->job != NULL);
	poll_now(p->poll, 0);
	e->fault.silent = 0;
	polled_until(p, p->net.dev[0].polls_good >= good + 2);
}

static void a_name_nobody_knows_is_unresolved(void **state)
{
	struct polled *p = *state;

	polled_device(p, "nobody.invalid", 161, "v2", "");
	polled_open(p);
	resolve_servers(p->poll->resolve, "127.0.0.1:1");
	poll_start(p->poll);
	polled_until(p, p->news[0]);
	assert_int_equal(p->net.dev[0].reason, REASON_UNRESOLVED);
}

static void a_host_name_is_resolved_first(void **state)
{
	struct polled *p = *state;

	struct endpoint *e = polled_agent(p, 2, "v2", "");

	if (access("/etc/hosts", R_OK) != 0)
		skip(); /* a bare container knows no localhost */

	polled_device(p, "localhost", e->port, "v2", "");
	polled_begin(p);
	polled_until(p, p->net.dev[1].polls_good);
}

static void the_agent_may_be_slow_lossy_and_answer_twice(void **state)
{
	struct polled *p = *state;
	struct endpoint *e = polled_agent(p, 60, "v2", "");

	e->fault.delay_ms = 20;
	e->fault.loss = 10;
	e->fault.duplicate = 100;
	polled_begin(p);
	polled_until(p, p->net.dev[0].polls_good >= 2);
	assert_int_equal(p->net.dev[0].if_n, 60);
}

/* A way, or an agent, that loses large answers: less is asked, and the next polls ask
 * for no more than that from the start. */
static void large_answers_that_are_lost_are_not_asked_for_again(void **state)
{
	struct polled *p = *state;
	struct endpoint *e = polled_agent(p, 60, "v2", "");
	uint64_t lost;
	uint16_t good;

	e->fault.longest = 600;
	polled_begin(p);
	polled_until(p, p->net.dev[0].polls_good >= 2);
	assert_int_equal(p->net.dev[0].if_n, 60);
	lost = e->too_long;
	assert_true(lost > 0);
	good = p->net.dev[0].polls_good;
	polled_until(p, p->net.dev[0].polls_good >= good + 3);
	assert_int_equal(e->too_long, lost);
	assert_int_equal(p->net.dev[0].polls_bad, 0);
	polled_assert_rates(p, &p->net.dev[0]);
}

static void garbage_is_a_timeout(void **state)
{
	struct polled *p = *state;

	polled_agent(p, 2, "v2", "")->fault.garbage = 100;
	polled_agent(p, 2, "v2", "")->fault.truncate = 100;
	polled_agent(p, 2, "v2", "")->fault.wrong_id = 100;
	polled_agent(p, 2, "v2", "")->fault.foreign = 100;
	polled_begin(p);
	for (unsigned i = 0; i < 4; i++) {
		polled_until(p, p->net.dev[i].polls_bad);
		assert_int_equal(p->net.dev[i].reason, REASON_TIMEOUT);
	}
}

/* --- reachability ------------------------------------------------------------------
 */

static void icmp_tells_reachability_apart_from_snmp(void **state)
{
	struct polled *p = *state;
	const struct dev *dev;

	if (!own_net || !netns_set("ipv4/ping_group_range", "0 0"))
		skip();
	netns_set("ipv4/icmp_echo_ignore_all", "0");
	polled_agent(p, 2, "v2", "ping = icmp\n")->fault.silent = 100;
	polled_begin(p);
	dev = &p->net.dev[0];
	polled_until(p, dev->reach.known);
	assert_true(dev->reach.answering);
	assert_true(dev->reach.rtt_ms < 1000);
	struct watch_health health = {0};
	poll_health(p->poll, &health);
	assert_null(health.ping_problem);
	netns_set("ipv4/icmp_echo_ignore_all", "1");
	polled_until(p, !dev->reach.answering);
	netns_set("ipv4/icmp_echo_ignore_all", "0");
	polled_until(p, dev->reach.answering);
}

/* A poll that was going on when the device died is not awaited to its last try: when
 * nothing answers the probes either, nothing is sent again. */
static void who_dies_in_the_midst_of_a_poll_is_known_to_be_silent_soon(void **state)
{
	struct polled *p = *state;
	struct endpoint *e;
	const struct dev *dev;
	struct target *t;
	uint64_t sent;

	if (!own_net || !netns_set("ipv4/ping_group_range", "0 0"))
		skip();
	netns_set("ipv4/icmp_echo_ignore_all", "0");
	e = polled_agent(p, 60, "v2", "ping = icmp\n");
	polled_begin(p);
	dev = &p->net.dev[0];
	t = &p->poll->target[0];
	polled_until(p, dev->reach.known && dev->polls_good >= 2);
	e->fault.delay_ms = 200;
	polled_until(p, t->job && t->job->heard && t->plan.step == STEP_TRAFFIC);
	e->fault.silent = 100;
	netns_set("ipv4/icmp_echo_ignore_all", "1");
	polled_until(p, !dev->reach.answering);
	assert_int_equal(dev->polls_bad, 0);
	sent = ask_stats(p->poll->ask)->sent;
	polled_until(p, dev->polls_bad == 1);
	netns_set("ipv4/icmp_echo_ignore_all", "0");
	assert_in_range(ask_stats(p->poll->ask)->sent - sent, 0, SCAN_LANES);
	e->fault = (struct fault){.silent = 0};
	polled_until(p, !dev->polls_bad);
}

static void without_icmp_reachability_is_asked_by_snmp(void **state)
{
	struct polled *p = *state;
	struct watch_health health = {0};

	if (!own_net || !netns_set("ipv4/ping_group_range", "1 0"))
		skip();
	polled_agent(p, 2, "v2", "ping = icmp\n");
	polled_begin(p);
	polled_until(p, p->net.dev[0].reach.known);
	assert_true(p->net.dev[0].reach.answering);
	poll_health(p->poll, &health);
	assert_non_null(health.ping_problem);
}

static void a_device_may_not_be_probed_at_all(void **state)
{
	struct polled *p = *state;

	polled_agent(p, 2, "v2", "ping = no\n");
	polled_begin(p);
	polled_until(p, p->net.dev[0].polls_good >= 2);
	assert_false(p->net.dev[0].reach.known);
	poll_probe_now(p->poll, 0);
	polled_until(p, p->net.dev[0].polls_good >= 3);
	assert_int_equal(p->net.dev[0].reach.n, 0);
}

static void a_probe_can_be_wanted_at_once(void **state)
{
	struct polled *p = *state;
	int64_t due_ms;

	polled_agent(p, 2, "v2", "");
	polled_begin(p);
	polled_until(p, p->net.dev[0].reach.n >= 1);
	due_ms = p->poll->target[0].probe_due_ms;
	poll_probe_now(p->poll, 0);
	assert_true(p->poll->target[0].probe_due_ms <= due_ms);
	assert_true(p->poll->target[0].probe_due_ms <= clock_mono_ms());
	polled_until(p, p->net.dev[0].reach.n >= 2);
}

/* --- when --------------------------------------------------------------------------
 */

static void one_request_is_on_its_way_until_a_device_answers(void **state)
{
	struct polled *p = *state;
	struct endpoint *e = polled_agent(p, 60, "v2", "ping = no\n");

	e->fault.silent = 100;
	polled_begin(p);
	polled_until(p, e->received == 1);
	int64_t until = clock_mono_ms() + 500; /* its time-out is a second */
	while (clock_mono_ms() < until)
		polled_turn(p);
	assert_true(e->received <= 2);
}

static void a_poll_wanted_now_comes_now_and_at_most_once_a_second(void **state)
{
	struct polled *p = *state;
	const struct dev *dev;
	int64_t began;

	polled_agent(p, 2, "v2", "poll = 300s\n");
	polled_begin(p);
	dev = &p->net.dev[0];
	polled_until(p, dev->polls_good == 1);
	began = p->poll->target[0].plan.began_ms;
	for (int i = 0; i < 5; i++)
		poll_now(p->poll, 0);
	polled_until(p, dev->polls_good == 2);
	assert_true(p->poll->target[0].plan.began_ms - began >= 1000);
	assert_true(p->poll->target[0].plan.began_ms - began < 4900);
}

/* --- the sweep -------------------------------------------------------------------- */

static void on_done(void *ctx)
{
	((struct polled *)ctx)->done = true;
}

static void a_sweep_asks_twice_and_gives_up_the_silent(void **state)
{
	struct polled *p = *state;

	polled_agent(p, 30, "v2", "poll = 30s\n");
	polled_agent(p, 2, "v2", "poll = 30s\n")->fault.silent = 100;
	polled_agent(p, 30, "v2", "");
	polled_open(p);
	poll_sweep_twice(p->poll, on_done, p);
	assert_false(p->done);
	polled_until(p, p->done);
	assert_int_equal(p->net.dev[0].polls_good, 2);
	assert_int_equal(p->net.dev[1].polls_bad, 1);
	assert_int_equal(p->net.dev[2].polls_good, 2);
	polled_assert_rates(p, &p->net.dev[0]);
	polled_assert_rates(p, &p->net.dev[2]);
	const struct poll_totals *t = poll_totals(p->poll);
	assert_true(t->varbinds >= 30 * 12);
	assert_true(t->ended_us > t->started_us);
}

static void a_sweep_of_nothing_ends(void **state)
{
	struct polled *p = *state;

	polled_open(p);
	poll_sweep_twice(p->poll, on_done, p);
	polled_until(p, p->done);
}

static void closing_in_the_midst_of_polls_is_quiet(void **state)
{
	struct polled *p = *state;

	for (unsigned i = 0; i < 6; i++)
		polled_agent(p, 40, "v2", "")->fault.delay_ms = i * 5;
	polled_begin(p);
	for (int i = 0; i < 20; i++)
		ev_run(p->loop, EVRUN_ONCE);
	unsigned before = p->news[0];
	poll_close(p->poll);
	p->poll = NULL;
	assert_int_equal(p->news[0], before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name)                                                                     \
	cmocka_unit_test_setup_teardown(name, polled_set_up, polled_tear_down)
		TEST(a_silent_device_is_a_timeout_and_delays_nobody),
		TEST(a_closed_port_is_refused_at_once_and_counts_as_lost),
		TEST(a_device_that_comes_back_is_polled_at_once),
		TEST(a_poll_asked_for_while_one_is_under_way_follows_it),
		TEST(a_name_nobody_knows_is_unresolved),
		TEST(a_host_name_is_resolved_first),
		TEST(the_agent_may_be_slow_lossy_and_answer_twice),
		TEST(large_answers_that_are_lost_are_not_asked_for_again),
		TEST(garbage_is_a_timeout),
		TEST(icmp_tells_reachability_apart_from_snmp),
		TEST(who_dies_in_the_midst_of_a_poll_is_known_to_be_silent_soon),
		TEST(without_icmp_reachability_is_asked_by_snmp),
		TEST(a_device_may_not_be_probed_at_all),
		TEST(a_probe_can_be_wanted_at_once),
		TEST(one_request_is_on_its_way_until_a_device_answers),
		TEST(a_poll_wanted_now_comes_now_and_at_most_once_a_second),
		TEST(a_sweep_asks_twice_and_gives_up_the_silent),
		TEST(a_sweep_of_nothing_ends),
		TEST(closing_in_the_midst_of_polls_is_quiet),
	};

	own_net = netns_enter();
	return cmocka_run_group_tests_name("poll_trouble", tests, NULL, NULL);
}

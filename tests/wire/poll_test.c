/*
 * poll: agents on loopback are asked, and the network shows what they are and do.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>
#include <cmocka.h>

#include "probes/base/clock.h"
#include "tests/wire/polled.h"
#include "tests/wire/snmpd.h"

static const char *name_of(struct polled *p, if_id i)
{
	return network_str(&p->net, p->net.ifs.name[i]);
}

static void a_device_is_identified_and_its_interfaces_are_named(void **state)
{
	struct polled *p = *state;
	struct dev *dev;

	polled_agent(p, 30, "v2", "");
	polled_begin(p);
	dev = &p->net.dev[0];
	polled_until(p, dev->polls_good);
	assert_int_equal(dev->reason, REASON_OK);
	assert_string_equal(network_str(&p->net, dev->sys_name), "tester");
	assert_string_equal(network_str(&p->net, dev->sys_descr), "A test device");
	assert_string_equal(network_str(&p->net, dev->sys_location), "Room 1");
	assert_string_equal(network_str(&p->net, dev->sys_contact), "noc@example.net");
	assert_string_equal(network_str(&p->net, dev->object_id),
			    "1.3.6.1.4.1.8072.3.2.10");
	assert_int_equal(dev->if_n, 30);
	for (uint32_t i = 0; i < 30; i++) {
		const struct if_table *t = &p->net.ifs;
		if_id row = dev->if_first + i;
		char name[16];
		snprintf(name, sizeof name, "eth%u", i + 1);
		assert_string_equal(name_of(p, row), name);
		assert_int_equal(t->index[row], i + 1);
		assert_int_equal(if_kind(t, row)->mtu, 1500);
		assert_int_equal(if_kind(t, row)->type, 6);
		assert_int_equal(t->mac[row][5], i + 1);
		assert_int_equal(if_speed_bps(t, row), 1000000000);
		assert_int_equal(t->oper[row], IF_UP);
		assert_int_equal(t->admin[row], IF_UP);
		assert_true(t->flags[row] & IFF_HC);
		assert_int_equal(t->no_rate[row], RATE_FIRST);
	}
	assert_true(p->news[0] >= 1);
}

/* Who has just begun to watch wants to know at once who is there. */
static void the_first_probe_does_not_wait_for_its_place(void **state)
{
	struct polled *p = *state;

	polled_agent(p, 1, "v2", "");
	polled_open(p);
	p->poll->target[0].plan.phase_ms = 3000000; /* 50 minutes from now */
	p->inv.settings.reachability_ms = 3600000;
	poll_start(p->poll);
	polled_until(p, p->net.dev[0].reach.known);
}

static void rates_follow_the_second_poll(void **state)
{
	struct polled *p = *state;

	polled_agent(p, 60, "v2", "");
	polled_begin(p);
	polled_until(p, p->net.dev[0].polls_good >= 2);
	polled_assert_rates(p, &p->net.dev[0]);
}

static void version_1_is_asked_for_32_bit_counters(void **state)
{
	struct polled *p = *state;

	polled_agent(p, 20, "v1", "");
	polled_begin(p);
	polled_until(p, p->net.dev[0].polls_good >= 2);
	assert_int_equal(p->net.dev[0].if_n, 20);
	assert_false(p->net.ifs.flags[p->net.dev[0].if_first] & IFF_HC);
	polled_assert_rates(p, &p->net.dev[0]);
}

static void an_agent_without_64_bit_counters_is_asked_for_32(void **state)
{
	struct polled *p = *state;

	polled_agent(p, 20, "v2", "");
	for (unsigned c = 6; c <= 11; c++) {
		char oid[32];
		snprintf(oid, sizeof oid, "1.3.6.1.2.1.31.1.1.1.%u", c);
		snmprec_unset(&p->rec[0], oid);
	}
	polled_begin(p);
	polled_until(p, p->net.dev[0].polls_good >= 2);
	assert_false(p->net.ifs.flags[p->net.dev[0].if_first] & IFF_HC);
	polled_assert_rates(p, &p->net.dev[0]);
}

static void some_interfaces_may_have_64_bits_and_others_32(void **state)
{
	struct polled *p = *state;

	polled_agent(p, 6, "v2", "");
	snmprec_unset(&p->rec[0], "1.3.6.1.2.1.31.1.1.1.6.3");
	snmprec_unset(&p->rec[0], "1.3.6.1.2.1.31.1.1.1.10.3");
	polled_begin(p);
	polled_until(p, p->net.dev[0].polls_good >= 3);
	assert_true(p->net.ifs.flags[p->net.dev[0].if_first] & IFF_HC);
	assert_false(p->net.ifs.flags[p->net.dev[0].if_first + 2] & IFF_HC);
	polled_assert_rates(p, &p->net.dev[0]);
}

/* Columns without news rest; a port that goes down shows all of itself at once. */
static void what_rests_is_read_when_a_port_goes_down(void **state)
{
	struct polled *p = *state;
	struct endpoint *e = polled_agent(p, 30, "v2", "");

	polled_begin(p);
	struct plan *plan = &p->poll->target[0].plan;
	const struct dev *dev = &p->net.dev[0];
	const struct if_table *t = &p->net.ifs;

	polled_until(p, dev->polls_good >= 2);
	memset(plan->still, 9, sizeof plan->still); /* it would take some polls */
	polled_until(p, plan->rests && plan->step == STEP_END);
	assert_int_equal(__builtin_popcount(plan->rests), 6);
	polled_assert_rates(p, dev);
	assert_true(if_mishap_ps(t, dev->if_first, MISHAP_IN_ERRORS) == 0);
	assert_int_equal(t->last_change[dev->if_first + 2], 50);
	assert_true(device_interface_down(&e->device, 3, true, endpoint_now(e)));
	polled_until(p, t->oper[dev->if_first + 2] == IF_DOWN);
	assert_true(t->last_change[dev->if_first + 2] > 50);
	assert_true(if_mishap_ps(t, dev->if_first, MISHAP_IN_ERRORS) == 0);
}

static void an_interface_that_goes_down_is_seen_down(void **state)
{
	struct polled *p = *state;
	struct endpoint *e = polled_agent(p, 5, "v2", "");

	polled_begin(p);
	polled_until(p, p->net.dev[0].polls_good);
	assert_true(device_interface_down(&e->device, 3, true, endpoint_now(e)));
	polled_until(p, p->net.ifs.oper[p->net.dev[0].if_first + 2] == IF_DOWN);
	assert_int_equal(p->net.ifs.oper[p->net.dev[0].if_first + 1], IF_UP);
}

static void a_reboot_is_seen_and_makes_no_spike(void **state)
{
	struct polled *p = *state;
	struct endpoint *e = polled_agent(p, 5, "v2", "");
	const struct dev *dev;

	polled_begin(p);
	dev = &p->net.dev[0];
	polled_until(p, dev->polls_good >= 2);
	device_reboot(&e->device, endpoint_now(e));
	polled_until(p, dev->reboots == 1);
	assert_int_equal(p->net.ifs.no_rate[dev->if_first], RATE_REBOOT);
	polled_until(p, p->net.ifs.no_rate[dev->if_first] == RATE_OK);
	polled_assert_rates(p, dev);
}

static void a_new_interface_is_found(void **state)
{
	struct polled *p = *state;
	struct endpoint *e = polled_agent(p, 5, "v2", "");
	const struct dev *dev;

	polled_begin(p);
	dev = &p->net.dev[0];
	polled_until(p, dev->polls_good >= 2);
	assert_true(snmprec_set(&p->rec[0], "1.3.6.1.2.1.2.1.0|2|6"));
	assert_true(snmprec_set(&p->rec[0], "1.3.6.1.2.1.31.1.1.1.1.9|4|new0"));
	assert_true(snmprec_set(&p->rec[0], "1.3.6.1.2.1.2.2.1.8.9|2|1"));
	polled_until(p, dev->if_n == 6);
	assert_int_not_equal(network_if_find(&p->net, 0, "new0"), NONE);
	(void)e;
}

static void an_interface_that_is_gone_is_gone(void **state)
{
	struct polled *p = *state;
	const struct dev *dev;

	polled_agent(p, 5, "v2", "");
	polled_begin(p);
	dev = &p->net.dev[0];
	polled_until(p, dev->polls_good >= 2);
	for (unsigned c = 1; c <= 20; c++) {
		char oid[48];
		snprintf(oid, sizeof oid, "1.3.6.1.2.1.2.2.1.%u.4", c);
		snmprec_unset(&p->rec[0], oid);
		snprintf(oid, sizeof oid, "1.3.6.1.2.1.31.1.1.1.%u.4", c);
		snmprec_unset(&p->rec[0], oid);
	}
	polled_until(p, dev->if_n == 4);
	assert_int_equal(network_if_find(&p->net, 0, "eth4"), NONE);
	polled_until(p, p->net.ifs.no_rate[dev->if_first + 3] == RATE_OK);
}

static void an_agent_that_tells_no_time_is_timed_by_our_clock(void **state)
{
	struct polled *p = *state;

	polled_agent(p, 5, "v2", "");
	snmprec_unset(&p->rec[0], "1.3.6.1.2.1.1.3");
	polled_begin(p);
	polled_until(p, p->net.dev[0].polls_good >= 2);
	assert_int_equal(p->net.dev[0].reason, REASON_OK);
	polled_assert_rates(p, &p->net.dev[0]);
	assert_int_equal(network_dev_uptime(&p->net, 0), -1);
	assert_int_equal(p->net.dev[0].boot_ms, 0);
	assert_int_equal(p->net.dev[0].reboots, 0);
}

/* --- real agents ------------------------------------------------------------------ */

static void an_agent_that_refuses_our_community_is_known_by_its_discovery(void **state)
{
	struct polled *p = *state;
	struct snmpd real;

	if (!snmpd_start(&real, "rocommunity public"))
		skip();
	polled_device(p, "127.0.0.1", snmpd_port(&real), "wrong", "");
	polled_begin(p);
	polled_until(p, p->net.dev[0].polls_bad);
	enum reason reason = p->net.dev[0].reason;
	snmpd_stop(&real);
	assert_int_equal(reason, REASON_COMMUNITY);
}

static void debians_agent_shows_no_interfaces_and_that_is_said(void **state)
{
	struct polled *p = *state;
	struct snmpd real;

	if (!snmpd_start(&real, "view systemonly included .1.3.6.1.2.1.1\n"
				"rocommunity public default -V systemonly"))
		skip();
	polled_device(p, "127.0.0.1", snmpd_port(&real), "v2", "");
	polled_begin(p);
	polled_until(p, p->net.dev[0].poll_at_ms);
	enum reason reason = p->net.dev[0].reason;
	snmpd_stop(&real);
	assert_int_equal(reason, REASON_VIEW);
}

static void a_real_agent_is_read(void **state)
{
	struct polled *p = *state;
	struct snmpd real;
	const struct dev *dev;

	if (!snmpd_start(&real, "rocommunity public\nsysName real"))
		skip();
	polled_device(p, "127.0.0.1", snmpd_port(&real), "v2", "");
	polled_begin(p);
	dev = &p->net.dev[0];
	polled_until(p, dev->poll_at_ms);
	snmpd_stop(&real);
	assert_int_equal(dev->reason, REASON_OK);
	assert_string_equal(network_str(&p->net, dev->sys_name), "real");
	if_id lo = network_if_find(&p->net, 0, "lo");
	assert_int_not_equal(lo, NONE);
	assert_int_equal(p->net.ifs.oper[lo], IF_UP);
	assert_int_equal(if_kind(&p->net.ifs, lo)->type, 24);
	assert_true(dev->mem_pct > 0 && dev->mem_pct < 100);
	assert_true(dev->memories.n >= 2);
}

static void devices_with_one_engine_id_are_found(void **state)
{
	struct polled *p = *state;
	const char conf[] = POLLED_USER "\nexactEngineID 0x80001f880412345678";
	struct snmpd real[2], other;

	if (!snmpd_start(&real[0], conf))
		skip();
	snmpd_start(&real[1], conf);
	snmpd_start(&other, POLLED_USER);
	polled_device(p, "127.0.0.1", snmpd_port(&real[0]), "v3", "");
	polled_device(p, "127.0.0.1", snmpd_port(&real[1]), "v3", "");
	polled_device(p, "127.0.0.1", snmpd_port(&other), "v3", "");
	polled_begin(p);
	for (unsigned i = 0; i < 3; i++)
		polled_until(p, p->net.dev[i].polls_good);
	snmpd_stop(&real[0]);
	snmpd_stop(&real[1]);
	snmpd_stop(&other);
	dev_id first = p->net.dev[0].engine_twin == NONE ? 0 : 1;
	assert_int_equal(p->net.dev[first].engine_twin, NONE);
	assert_int_equal(p->net.dev[1 - first].engine_twin, first);
	assert_int_equal(p->net.dev[2].engine_twin, NONE);
}

static void version_3_is_polled_like_the_others(void **state)
{
	struct polled *p = *state;
	struct snmpd real;

	if (!snmpd_start(&real, POLLED_USER))
		skip();
	polled_device(p, "127.0.0.1", snmpd_port(&real), "v3", "");
	polled_device(p, "127.0.0.1", snmpd_port(&real), "badkey", "");
	polled_device(p, "127.0.0.1", snmpd_port(&real), "nobody", "");
	polled_begin(p);
	for (unsigned i = 0; i < 3; i++)
		polled_until(p, p->net.dev[i].poll_at_ms);
	polled_until(p, p->net.dev[2].reach.known);
	snmpd_stop(&real);
	assert_int_equal(p->net.dev[0].reason, REASON_OK);
	assert_true(p->net.dev[0].if_n > 0);
	assert_int_equal(p->net.dev[1].reason, REASON_WRONG_KEY);
	assert_int_equal(p->net.dev[2].reason, REASON_UNKNOWN_USER);
	assert_true(p->net.dev[2].reach.answering); /* whoever complains, lives */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name)                                                                     \
	cmocka_unit_test_setup_teardown(name, polled_set_up, polled_tear_down)
		TEST(a_device_is_identified_and_its_interfaces_are_named),
		TEST(the_first_probe_does_not_wait_for_its_place),
		TEST(rates_follow_the_second_poll),
		TEST(version_1_is_asked_for_32_bit_counters),
		TEST(an_agent_without_64_bit_counters_is_asked_for_32),
		TEST(some_interfaces_may_have_64_bits_and_others_32),
		TEST(an_interface_that_goes_down_is_seen_down),
		TEST(what_rests_is_read_when_a_port_goes_down),
		TEST(a_reboot_is_seen_and_makes_no_spike),
		TEST(a_new_interface_is_found),
		TEST(an_interface_that_is_gone_is_gone),
		TEST(an_agent_that_tells_no_time_is_timed_by_our_clock),
		TEST(an_agent_that_refuses_our_community_is_known_by_its_discovery),
		TEST(debians_agent_shows_no_interfaces_and_that_is_said),
		TEST(a_real_agent_is_read),
		TEST(version_3_is_polled_like_the_others),
		TEST(devices_with_one_engine_id_are_found),
	};

	return cmocka_run_group_tests_name("poll", tests, NULL, NULL);
}

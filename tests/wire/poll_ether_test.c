/*
 * Errors of Ethernet ports from agents on loopback: whom they are asked of, when, and
 * by agents of both versions that have some of the counters only.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "probes/base/clock.h"
#include "probes/model/ether.h"
#include "tests/wire/polled.h"

#define PORTS 12
#define DOT3 "1.3.6.1.2.1.10.7.2.1."

/* Alignment and carrier errors are not counted by this one, nor is what follows. */
static void put_port(struct polled *p, unsigned agent, unsigned port, unsigned fcs,
		     unsigned late)
{
	polled_set(p, agent, DOT3 "3.%u|65|%u", port, fcs);
	polled_set(p, agent, DOT3 "8.%u|65|%u", port, late);
}

static const struct ether *ether(const struct polled *p, dev_id dev, unsigned port)
{
	return network_ether(&p->net, p->net.dev[dev].if_first + port - 1,
			     clock_wall_ms());
}

static bool rises(const struct polled *p, dev_id dev, unsigned port,
		  enum ether_count which)
{
	const struct ether *e = ether(p, dev, port);

	return e && e->rate[which] > 0;
}

static void ports(struct polled *p, unsigned agent)
{
	for (unsigned i = 1; i <= PORTS; i++)
		put_port(p, agent, i, 100, 0);
}

static void reads_those_that_matter(void **state, const char *version)
{
	struct polled *p = *state;
	const struct dev *dev;
	uint16_t polls;

	polled_agent(p, PORTS, version, "declared = eth2, eth11\n");
	ports(p, 0);
	polled_begin(p);
	dev = &p->net.dev[0];
	polled_until(p, dev->polls_good == 1);
	assert_non_null(ether(p, 0, 2));
	assert_true(isnan(ether(p, 0, 2)->rate[ETHER_FCS]));
	put_port(p, 0, 2, 500, 30);
	put_port(p, 0, 5, 500, 30);
	polled_until(p, dev->polls_good == 2);
	assert_true(rises(p, 0, 2, ETHER_FCS));
	assert_true(rises(p, 0, 2, ETHER_LATE));
	assert_true(isnan(ether(p, 0, 2)->rate[ETHER_SYMBOL])); /* no such counter */
	assert_float_equal(ether(p, 0, 11)->rate[ETHER_FCS], 0, 1e-6F);
	assert_null(ether(p, 0, 5)); /* nobody's business */
	assert_int_equal(p->poll->target[0].plan.lacks[STEP_ETHER],
			 (1u << ETHER_COUNTS) - 1 - (1u << ETHER_FCS) -
				 (1u << ETHER_LATE));
	/* and then not with every poll */
	put_port(p, 0, 2, 90000, 30);
	polls = dev->polls_good;
	polled_until(p, dev->polls_good == polls + 2);
	assert_int_equal(ether(p, 0, 2)->last.count[ETHER_FCS], 500);
}

static void ports_that_matter_are_read(void **state)
{
	reads_those_that_matter(state, "v2");
}

static void version_1_names_what_it_lacks(void **state)
{
	reads_those_that_matter(state, "v1");
}

static void errors_call_for_the_reading_of_any_port(void **state)
{
	struct polled *p = *state;
	unsigned errors = 0;
	uint16_t polls = 0;

	polled_agent(p, PORTS, "v2", "");
	ports(p, 0);
	polled_begin(p);
	polled_until(p, p->net.dev[0].polls_good == 2);
	assert_int_equal(p->net.dev[0].ethers.n, 0);
	while (!rises(p, 0, 5, ETHER_FCS) && polls < 20) {
		polls = p->net.dev[0].polls_good;
		errors += 200;
		polled_set(p, 0, "1.3.6.1.2.1.2.2.1.14.5|65|%u", 1000 + errors);
		put_port(p, 0, 5, 100 + errors, 0);
		polled_until(p, p->net.dev[0].polls_good > polls);
	}
	assert_true(rises(p, 0, 5, ETHER_FCS));
	assert_null(ether(p, 0, 4));
}

static void one_without_them_is_left_alone(void **state)
{
	struct polled *p = *state;

	polled_agent(p, 2, "v2", "declared = eth*\n");
	polled_begin(p);
	polled_until(p, p->net.dev[0].polls_good == 2);
	assert_true(plan_skips(&p->poll->target[0].plan, STEP_ETHER));
	assert_int_equal(p->net.dev[0].ethers.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name)                                                                     \
	cmocka_unit_test_setup_teardown(name, polled_set_up, polled_tear_down)
		TEST(ports_that_matter_are_read),
		TEST(version_1_names_what_it_lacks),
		TEST(errors_call_for_the_reading_of_any_port),
		TEST(one_without_them_is_left_alone),
	};

	return cmocka_run_group_tests_name("poll_ether", tests, NULL, NULL);
}

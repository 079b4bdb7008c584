/* What happens in the demo network, and that counters and states agree with each other.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "probes/demo/life.h"

enum { SECOND = 1000, HOUR = 3600 * SECOND };

static struct plan *plan;

static uint32_t port_that(bool (*is)(const struct plan_port *))
{
	for (uint32_t i = 0; i < plan->port_n; i++)
		if (is(&plan->port[i]))
			return i;
	fail_msg("no such port");
	return NONE;
}

static bool flaps(const struct plan_port *p)
{
	return p->flaps;
}

static bool fills(const struct plan_port *p)
{
	return p->fills;
}

static bool corrupt(const struct plan_port *p)
{
	return p->corrupt && p->use == USE_TRUNK && !p->flaps;
}

static bool is_free(const struct plan_port *p)
{
	return p->use == USE_FREE;
}

static uint32_t frail_switch(void)
{
	for (uint32_t d = 0; d < plan->device_n; d++)
		if (plan->device[d].frail && plan->device[d].role == PLAN_ACCESS)
			return d;
	fail_msg("no frail switch");
	return NONE;
}

/* The uplink of a device: its first port towards its parent. */
static uint32_t uplink(uint32_t device)
{
	const struct plan_device *d = &plan->device[device];
	for (uint32_t i = d->port; i < d->port + d->port_n; i++)
		if (plan->port[i].peer != NONE &&
		    plan->port[plan->port[i].peer].device == d->parent)
			return i;
	fail_msg("no uplink");
	return NONE;
}

static double rate_bps(uint32_t port, bool out, int64_t from, int64_t to)
{
	uint64_t moved =
		life_octets(plan, port, out, to) - life_octets(plan, port, out, from);
	return (double)moved * 8000 / (double)(to - from);
}

static void counters_never_fall_nor_exceed_the_speed(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < plan->port_n; i += 7) {
		double limit = plan->port[i].mbps * 1e6;
		if (plan->device[plan->port[i].device].frail)
			continue;
		for (int64_t t = 0; t < HOUR; t += 7777)
			for (int out = 0; out < 2; out++) {
				double bps = rate_bps(i, out, t, t + 1000);
				assert_true(bps >= 0);
				assert_true(bps <= limit);
			}
	}
}

static void counters_never_fall_in_a_millisecond(void **state)
{
	(void)state;
	uint32_t port = port_that(fills);
	uint64_t before = life_octets(plan, port, true, 0);
	for (int64_t t = 1; t < 20000; t++) {
		uint64_t octets = life_octets(plan, port, true, t);
		assert_true(octets >= before);
		before = octets;
	}
}

static void both_ends_of_a_link_count_the_same(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < plan->port_n; i++) {
		uint32_t peer = plan->port[i].peer;
		if (peer == NONE)
			continue;
		for (int64_t t = 0; t < LIFE_DARK_FROM_MS - SECOND; t += 9 * SECOND) {
			double sent = rate_bps(i, true, t, t + SECOND);
			double received = rate_bps(peer, false, t, t + SECOND);
			assert_true(sent == received);
		}
	}
}

static void a_filling_link_fills(void **state)
{
	(void)state;
	uint32_t port = port_that(fills);
	double speed = plan->port[port].mbps * 1e6, low = 1, high = 0;
	for (int64_t t = 0; t < HOUR; t += 5 * SECOND) {
		double use = rate_bps(port, true, t, t + SECOND) / speed;
		low = use < low ? use : low;
		high = use > high ? use : high;
	}
	assert_true(low < 0.6);
	assert_true(high > 0.9);
	assert_true(life_discards(plan, port, HOUR) > life_discards(plan, port, 0));
}

static void a_weak_link_goes_down_and_returns_at_both_ends(void **state)
{
	(void)state;
	uint32_t port = port_that(flaps), peer = plan->port[port].peer;
	int64_t cycle = 3 * LIFE_CYCLE_MS;
	for (int end = 0; end < 2; end++, port = peer) {
		assert_true(life_up(plan, port, cycle + LIFE_FLAP_FROM_MS - 1));
		assert_false(life_up(plan, port, cycle + LIFE_FLAP_FROM_MS));
		assert_false(life_up(plan, port, cycle + LIFE_FLAP_TO_MS - 1));
		assert_true(life_up(plan, port, cycle + LIFE_FLAP_TO_MS));
		assert_int_equal(life_changed(plan, port, cycle + LIFE_FLAP_TO_MS - 1),
				 cycle + LIFE_FLAP_FROM_MS);
		assert_int_equal(life_changed(plan, port, cycle + LIFE_FLAP_TO_MS + 5),
				 cycle + LIFE_FLAP_TO_MS);
		assert_true(rate_bps(port, true, cycle + LIFE_FLAP_FROM_MS,
				     cycle + LIFE_FLAP_TO_MS) == 0);
		assert_true(rate_bps(port, true, cycle + LIFE_FLAP_TO_MS,
				     cycle + LIFE_FLAP_TO_MS + SECOND) > 0);
	}
	assert_true(life_changed(plan, port, 0) < 0);
}

static void a_frail_switch_boots_again(void **state)
{
	(void)state;
	uint32_t d = frail_switch(), up = uplink(d), above = plan->port[up].peer;
	assert_true(life_answers(plan, d, LIFE_DARK_FROM_MS - 1));
	assert_true(life_booted(plan, d, LIFE_DARK_FROM_MS - 1) < 0);
	assert_false(life_answers(plan, d, LIFE_DARK_FROM_MS));
	assert_false(life_up(plan, above, LIFE_DARK_FROM_MS));
	assert_false(life_answers(plan, d, LIFE_DARK_TO_MS));
	assert_true(life_up(plan, above, LIFE_DARK_TO_MS));
	int64_t back = LIFE_DARK_TO_MS + LIFE_BOOT_MS;
	assert_true(life_answers(plan, d, back));
	assert_int_equal(life_booted(plan, d, back), LIFE_DARK_TO_MS);
	assert_int_equal(life_boots(plan, d, back), life_boots(plan, d, 0) + 1);
	assert_int_equal(life_boots(plan, d, back + LIFE_CYCLE_MS),
			 life_boots(plan, d, 0) + 2);
	/* Its counters start over, those above it do not. */
	assert_int_equal(life_octets(plan, up, true, LIFE_DARK_TO_MS), 0);
	assert_true(life_octets(plan, up, true, back) > 0);
	assert_true(life_octets(plan, up, true, back + LIFE_CYCLE_MS - LIFE_BOOT_MS) <
		    life_octets(plan, up, true, back + LIFE_CYCLE_MS / 2));
	assert_true(life_octets(plan, above, true, back) >=
		    life_octets(plan, above, true, LIFE_DARK_FROM_MS));
}

static void the_access_point_behind_it_goes_dark_too(void **state)
{
	(void)state;
	uint32_t d = frail_switch(), found = 0;
	for (uint32_t i = 0; i < plan->device_n; i++)
		if (plan->device[i].parent == d && plan->device[i].role == PLAN_AP) {
			found++;
			assert_false(life_answers(plan, i, LIFE_DARK_FROM_MS));
		}
	assert_true(found > 0);
}

static void the_others_answer_always(void **state)
{
	(void)state;
	for (uint32_t d = 0; d < plan->device_n; d++)
		for (int64_t t = 0; t < LIFE_CYCLE_MS && !plan->device[d].frail;
		     t += SECOND)
			assert_true(life_answers(plan, d, t));
}

static void errors_grow_where_a_port_is_corrupt(void **state)
{
	(void)state;
	uint32_t port = port_that(corrupt);
	assert_int_equal(life_errors(plan, port, 0), 0);
	assert_true(life_errors(plan, port, HOUR) > 500);
	assert_int_equal(life_errors(plan, port_that(fills), HOUR), 0);
}

static void nothing_moves_where_nothing_is_plugged_in(void **state)
{
	(void)state;
	uint32_t port = port_that(is_free);
	assert_false(life_up(plan, port, 0));
	assert_int_equal(life_octets(plan, port, true, HOUR), 0);
	assert_int_equal(life_packets(plan, port, false, HOUR), 0);
}

static void levels_stay_between_0_and_1_and_move(void **state)
{
	(void)state;
	for (uint32_t d = 0; d < plan->device_n; d++) {
		double low = 1, high = 0;
		for (int64_t t = 0; t < HOUR; t += 11 * SECOND) {
			double level = life_level(plan, d, d % 5, t);
			low = level < low ? level : low;
			high = level > high ? level : high;
		}
		assert_true(low > 0);
		assert_true(high < 1);
		assert_true(high > low);
	}
}

static int open_plan(void **state)
{
	(void)state;
	plan = plan_new(1, 40);
	return 0;
}

static int close_plan(void **state)
{
	(void)state;
	plan_free(plan);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counters_never_fall_nor_exceed_the_speed),
		cmocka_unit_test(counters_never_fall_in_a_millisecond),
		cmocka_unit_test(both_ends_of_a_link_count_the_same),
		cmocka_unit_test(a_filling_link_fills),
		cmocka_unit_test(a_weak_link_goes_down_and_returns_at_both_ends),
		cmocka_unit_test(a_frail_switch_boots_again),
		cmocka_unit_test(the_access_point_behind_it_goes_dark_too),
		cmocka_unit_test(the_others_answer_always),
		cmocka_unit_test(errors_grow_where_a_port_is_corrupt),
		cmocka_unit_test(nothing_moves_where_nothing_is_plugged_in),
		cmocka_unit_test(levels_stay_between_0_and_1_and_move),
	};
	return cmocka_run_group_tests_name("life", tests, open_plan, close_plan);
}

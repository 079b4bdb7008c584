/* What happens in the demo network, and that counters and states agree with each other.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "probes/demo/life.h"
#include "probes/demo/story.h"

enum { SECOND = 1000, HOUR = 3600 * SECOND };

static struct plan *plan;

/* The middle of an act, in the nth round. */
static int64_t during(enum story_act act, int64_t round)
{
	int64_t from = -1;
	for (int64_t t = 0; t < STORY_MS; t += 100)
		if (from < 0 && story_on(act, t))
			from = t;
	for (int64_t t = from;; t += 100)
		if (!story_on(act, t))
			return round * STORY_MS + (from + t) / 2;
}

static uint32_t owner(uint32_t port)
{
	return plan->port[port].device;
}

/* The uplink of a device: its first port towards its parent. */
static uint32_t uplink(uint32_t device)
{
	const struct plan_device *d = &plan->device[device];
	for (uint32_t i = d->port; i < d->port + d->port_n; i++)
		if (plan->port[i].peer != NONE &&
		    owner(plan->port[i].peer) == d->parent)
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

static bool booted_between(uint32_t device, int64_t from, int64_t to)
{
	return life_booted(plan, device, to) > from;
}

/* --- both ends, every second ----------------------------------------------- */

static void states_agree_at_both_ends_in_every_second(void **state)
{
	(void)state;
	for (int64_t t = 0; t <= STORY_MS; t += SECOND)
		for (uint32_t i = 0; i < plan->port_n; i++) {
			uint32_t peer = plan->port[i].peer;
			if (peer != NONE)
				assert_int_equal(life_up(plan, i, t),
						 life_up(plan, peer, t));
		}
}

/* In each second of the round each end receives what the other sends, and nothing while
 * the link is down. */
static void counters_agree_at_both_ends_in_every_second(void **state)
{
	(void)state;
	for (int64_t t = 0; t < STORY_MS; t += SECOND)
		for (uint32_t i = 0; i < plan->port_n; i++) {
			uint32_t peer = plan->port[i].peer;
			int64_t to = t + SECOND;
			if (peer == NONE || booted_between(owner(i), t, to) ||
			    booted_between(owner(peer), t, to))
				continue;
			assert_true(rate_bps(i, true, t, to) ==
				    rate_bps(peer, false, t, to));
			uint64_t sent = life_packets(plan, i, true, to) -
					life_packets(plan, i, true, t);
			uint64_t received = life_packets(plan, peer, false, to) -
					    life_packets(plan, peer, false, t);
			assert_in_range(received + 1, sent, sent + 2);
			if (!life_up(plan, i, t) && !life_up(plan, i, to))
				assert_int_equal(life_packets(plan, i, true, t),
						 life_packets(plan, i, true, to));
			if (life_up(plan, i, t) && life_up(plan, i, to))
				assert_true(rate_bps(i, true, t, to) > 0);
		}
}

static void
no_device_answers_where_none_of_its_links_leads_to_one_that_does(void **state)
{
	(void)state;
	for (int64_t t = 0; t < STORY_MS; t += SECOND)
		for (uint32_t d = 0; d < plan->device_n; d++) {
			const struct plan_device *row = &plan->device[d];
			bool reached = row->parent == NONE;
			for (uint32_t i = row->port; i < row->port + row->port_n; i++) {
				uint32_t peer = plan->port[i].peer;
				reached |= peer != NONE && life_up(plan, i, t) &&
					   life_answers(plan, owner(peer), t);
			}
			/* The server without its uplink is managed by another way. */
			reached |= story_on(ACT_UNPLUGGED, t) &&
				   d == owner(plan->cast.unplugged);
			if (life_answers(plan, d, t))
				assert_true(reached);
		}
}

static void counters_never_fall_nor_exceed_the_speed(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < plan->port_n; i += 7) {
		double limit = plan->port[i].mbps * 1e6;
		for (int64_t t = 0; t < HOUR; t += 7777)
			for (int out = 0; out < 2; out++) {
				if (booted_between(owner(i), t, t + SECOND))
					continue;
				double bps = rate_bps(i, out, t, t + SECOND);
				assert_true(bps >= 0);
				assert_true(bps <= limit);
			}
	}
}

static void counters_never_fall_in_a_millisecond(void **state)
{
	(void)state;
	uint32_t port = plan->cast.filling;
	uint64_t before = life_octets(plan, port, true, 0);
	for (int64_t t = 1; t < STORY_MS; t++) {
		uint64_t octets = life_octets(plan, port, true, t);
		assert_true(octets >= before);
		before = octets;
	}
}

/* --- who answers ----------------------------------------------------------- */

static void a_dark_site_is_silent_and_its_devices_run_on(void **state)
{
	(void)state;
	int64_t dark = during(ACT_DARK, 2);
	for (uint32_t d = 0; d < plan->device_n; d++) {
		bool in = plan->device[d].site == plan->cast.dark;
		assert_int_equal(life_answers(plan, d, dark), !in);
		assert_true(!in || life_booted(plan, d, dark) < 0);
	}
	assert_false(life_up(plan, plan->cast.cut, dark));
	assert_false(life_up(plan, plan->port[plan->cast.cut].peer, dark));
	assert_int_equal(plan->device[owner(plan->port[plan->cast.cut].peer)].site,
			 plan->cast.dark);
}

static void what_lost_its_power_begins_anew(void **state)
{
	(void)state;
	uint32_t d = plan->cast.flapping, up = uplink(d), above = plan->port[up].peer;
	int64_t dark = during(ACT_FLAP_3, 0), on = story_ended(ACT_FLAP_3, STORY_MS);
	int64_t back = on + LIFE_BOOT_MS, next = STORY_MS;
	assert_true(life_booted(plan, d, 0) < 0);
	assert_true(life_answers(plan, d, story_began(ACT_FLAP_1, dark) - 1));
	assert_false(life_answers(plan, d, dark));
	assert_false(life_up(plan, above, dark));
	assert_false(life_answers(plan, d, on));
	assert_false(life_answers(plan, d, back - 1));
	assert_true(life_answers(plan, d, back));
	assert_true(life_up(plan, above, on));
	assert_int_equal(life_booted(plan, d, back), on);
	assert_int_equal(life_changed(plan, above, back), on);
	assert_int_equal(life_boots(plan, d, back), life_boots(plan, d, 0) + 3);
	assert_int_equal(life_boots(plan, d, back + next), life_boots(plan, d, 0) + 6);
	/* Its counters start over, those above it do not. */
	assert_int_equal(life_octets(plan, up, true, on), 0);
	assert_true(life_octets(plan, up, true, back) > 0);
	assert_true(life_octets(plan, above, true, back) >=
		    life_octets(plan, above, true, dark));
}

static void what_hangs_on_a_switch_without_power_is_silent_too(void **state)
{
	(void)state;
	for (uint32_t d = 0; d < plan->device_n; d++)
		if (plan->device[d].role == PLAN_AP)
			for (int64_t t = 0; t < STORY_MS; t += SECOND)
				if (!life_answers(plan, plan->device[d].parent, t))
					assert_false(life_answers(plan, d, t));
}

static void the_mains_take_what_has_no_battery(void **state)
{
	(void)state;
	int64_t off = during(ACT_MAINS, 1);
	uint32_t silent = 0;
	for (uint32_t d = 0; d < plan->device_n; d++)
		if (plan->device[d].site == plan->cast.mains) {
			bool core = plan->device[d].role < PLAN_FIREWALL;
			assert_int_equal(life_answers(plan, d, off), core);
			silent += !core;
		}
	assert_true(silent >= 5);
}

static void the_others_answer_always(void **state)
{
	(void)state;
	const struct plan_cast *cast = &plan->cast;
	for (uint32_t d = 0; d < plan->device_n; d++) {
		uint32_t site = plan->device[d].site;
		if (site == cast->dark || site == cast->mains || d == cast->flapping ||
		    d == cast->leaking || plan->device[d].parent == cast->flapping)
			continue;
		for (int64_t t = 0; t < STORY_MS; t += SECOND)
			assert_true(life_answers(plan, d, t));
	}
}

static void a_corrupt_uplink_loses_a_part_of_what_is_asked(void **state)
{
	(void)state;
	uint32_t d = owner(plan->cast.corrupt), lost = 0, asked = 0;
	for (int64_t t = 0; t < STORY_MS; t += 200) {
		bool loses = life_loses(plan, d, t);
		assert_true(!loses || story_on(ACT_CORRUPT, t));
		asked += story_on(ACT_CORRUPT, t);
		lost += loses;
	}
	assert_in_range(lost * 100 / asked, 12, 32);
}

static void one_agent_hangs_and_another_is_late(void **state)
{
	(void)state;
	for (uint32_t d = 0; d < plan->device_n; d++) {
		int64_t usual = life_delay_ms(plan, d, 0);
		assert_int_equal(life_hangs(plan, d, during(ACT_HUNG, 1)),
				 d == plan->cast.hung);
		assert_false(life_hangs(plan, d, 0));
		assert_int_equal(life_delay_ms(plan, d, during(ACT_FLOOD, 1)) >
					 usual + 50,
				 d == plan->cast.flooded);
	}
}

static void a_far_site_answers_later_than_a_near_one(void **state)
{
	(void)state;
	for (uint32_t d = 0; d < plan->device_n; d++)
		for (int64_t t = 0; t < 10 * SECOND; t += 70) {
			uint32_t site = plan->device[d].site;
			int64_t ms = life_delay_ms(plan, d, t);
			assert_true(site == 0 ? ms == 0 : ms >= 3 && ms < 20);
		}
}

/* --- loads ----------------------------------------------------------------- */

static void a_filling_link_fills_and_drops_and_empties(void **state)
{
	(void)state;
	uint32_t port = plan->cast.filling, peer = plan->port[port].peer;
	double speed = plan->port[port].mbps * 1e6;
	int64_t full = during(ACT_FULL, 3);
	assert_true(rate_bps(port, true, 0, SECOND) / speed < 0.6);
	assert_true(rate_bps(port, true, full, full + 5 * SECOND) / speed > 0.95);
	assert_true(rate_bps(peer, false, full, full + 5 * SECOND) / speed > 0.95);
	assert_true(rate_bps(port, false, full, full + 5 * SECOND) / speed < 0.8);
	assert_true(life_discards(plan, port, full) > life_discards(plan, port, 0));
	int64_t after = during(ACT_MAINS, 3);
	assert_true(rate_bps(port, true, after, after + SECOND) / speed < 0.6);
	assert_int_equal(life_discards(plan, port, after),
			 life_discards(plan, port, after + SECOND));
}

static void errors_grow_while_the_uplink_corrupts(void **state)
{
	(void)state;
	uint32_t port = plan->cast.corrupt;
	int64_t t = during(ACT_CORRUPT, 0);
	uint64_t errors =
		life_errors(plan, port, t + SECOND) - life_errors(plan, port, t);
	uint64_t good = life_packets(plan, port, false, t + SECOND) -
			life_packets(plan, port, false, t);
	assert_true(errors > 1);
	assert_in_range(errors * 1000 / good, 10, 50);
	assert_int_equal(life_errors(plan, port, 0), 0);
	t = during(ACT_HUNG, 0);
	assert_int_equal(life_errors(plan, port, t + 20 * SECOND),
			 life_errors(plan, port, t + 10 * SECOND));
}

/* Bad cables to desks are seen in the list of interfaces, and no more. */
static void desks_have_less_than_an_error_a_second(void **state)
{
	(void)state;
	uint32_t bad = 0;
	for (uint32_t i = 0; i < plan->port_n; i++) {
		if (i == plan->cast.corrupt)
			continue;
		bad += life_errors(plan, i, HOUR) > 0;
		assert_true(life_errors(plan, i, HOUR) < 3600 * 3 / 4);
	}
	assert_in_range(bad, 1, 20);
}

static void nothing_moves_where_nothing_is_plugged_in(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < plan->port_n; i++) {
		if (plan->port[i].use != USE_FREE)
			continue;
		assert_false(life_up(plan, i, 0));
		assert_int_equal(life_octets(plan, i, true, HOUR), 0);
		assert_int_equal(life_packets(plan, i, false, HOUR), 0);
	}
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
			assert_true(life_cpu(plan, d, 5, t) < 1);
			assert_true(life_memory(plan, d, 1, t) < 1);
		}
		assert_true(low > 0);
		assert_true(high < 0.85);
		assert_true(high > low);
	}
}

static void the_story_drives_a_processor_a_memory_and_a_fan(void **state)
{
	(void)state;
	const struct plan_cast *cast = &plan->cast;
	for (uint32_t d = 0; d < plan->device_n; d++) {
		assert_int_equal(life_cpu(plan, d, 5, during(ACT_BUSY, 1)) > 0.9,
				 d == cast->busy);
		assert_int_equal(life_cpu(plan, d, 5, during(ACT_FLOOD, 1)) > 0.96,
				 d == cast->flooded);
		assert_int_equal(life_memory(plan, d, 1, during(ACT_BRIM, 1)) > 0.97,
				 d == cast->leaking);
		assert_int_equal(life_fan_fails(plan, d, during(ACT_FAN, 1)),
				 d == cast->hot);
		assert_true(life_cpu(plan, d, 5, STORY_MS - SECOND) < 0.85);
		assert_true(life_memory(plan, d, 1, STORY_MS - SECOND) < 0.88);
		assert_false(life_fan_fails(plan, d, STORY_MS - SECOND));
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
		cmocka_unit_test(states_agree_at_both_ends_in_every_second),
		cmocka_unit_test(counters_agree_at_both_ends_in_every_second),
		cmocka_unit_test(
			no_device_answers_where_none_of_its_links_leads_to_one_that_does),
		cmocka_unit_test(counters_never_fall_nor_exceed_the_speed),
		cmocka_unit_test(counters_never_fall_in_a_millisecond),
		cmocka_unit_test(a_dark_site_is_silent_and_its_devices_run_on),
		cmocka_unit_test(what_lost_its_power_begins_anew),
		cmocka_unit_test(what_hangs_on_a_switch_without_power_is_silent_too),
		cmocka_unit_test(the_mains_take_what_has_no_battery),
		cmocka_unit_test(the_others_answer_always),
		cmocka_unit_test(a_corrupt_uplink_loses_a_part_of_what_is_asked),
		cmocka_unit_test(one_agent_hangs_and_another_is_late),
		cmocka_unit_test(a_far_site_answers_later_than_a_near_one),
		cmocka_unit_test(a_filling_link_fills_and_drops_and_empties),
		cmocka_unit_test(errors_grow_while_the_uplink_corrupts),
		cmocka_unit_test(desks_have_less_than_an_error_a_second),
		cmocka_unit_test(nothing_moves_where_nothing_is_plugged_in),
		cmocka_unit_test(levels_stay_between_0_and_1_and_move),
		cmocka_unit_test(the_story_drives_a_processor_a_memory_and_a_fan),
	};
	return cmocka_run_group_tests_name("life", tests, open_plan, close_plan);
}

/* The story's time line: what is on at which second, and how long it has been. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>

#include "probes/demo/story.h"

#define BIT(act) (1u << (act))

static const unsigned outages = BIT(ACT_DARK) | BIT(ACT_FLAP_1) | BIT(ACT_FLAP_2) |
				BIT(ACT_FLAP_3) | BIT(ACT_UNPLUGGED) | BIT(ACT_CRASH) |
				BIT(ACT_MAINS);

static unsigned on_at(int64_t now_ms)
{
	unsigned acts = 0;
	for (unsigned a = 0; a < ACTS; a++)
		if (story_on((enum story_act)a, now_ms))
			acts |= BIT(a);
	return acts;
}

static void each_second_has_its_acts(void **state)
{
	(void)state;
	static const struct {
		int second;
		unsigned acts;
	} line[] = {
		{0, 0},
		{1, 0},
		{2, BIT(ACT_DARK)},
		{21, BIT(ACT_DARK) | BIT(ACT_FAN)},
		{26, BIT(ACT_DARK) | BIT(ACT_FAN) | BIT(ACT_FILL)},
		{47, BIT(ACT_DARK) | BIT(ACT_FAN) | BIT(ACT_FILL) | BIT(ACT_BUSY)},
		{60, BIT(ACT_FAN) | BIT(ACT_FILL) | BIT(ACT_FULL) | BIT(ACT_BUSY)},
		{108, BIT(ACT_BUSY)},
		{112, BIT(ACT_BUSY) | BIT(ACT_LEAK) | BIT(ACT_FLAP_1)},
		{121, BIT(ACT_LEAK)},
		{70, BIT(ACT_FAN) | BIT(ACT_FILL) | BIT(ACT_FULL) | BIT(ACT_BUSY) |
			     BIT(ACT_PEER)},
		{140, BIT(ACT_LEAK) | BIT(ACT_FLAP_2) | BIT(ACT_SUPPLY) |
			      BIT(ACT_ALONE)},
		{165, BIT(ACT_LEAK) | BIT(ACT_FLAP_3) | BIT(ACT_FLOOD) |
			      BIT(ACT_CORRUPT) | BIT(ACT_SUPPLY)},
		{180, BIT(ACT_SUPPLY) | BIT(ACT_LEAK) | BIT(ACT_BRIM) | BIT(ACT_FLOOD) |
			      BIT(ACT_CORRUPT) | BIT(ACT_UNPLUGGED)},
		{214, BIT(ACT_FLOOD) | BIT(ACT_CRASH) | BIT(ACT_HUNG) | BIT(ACT_LAMP) |
			      BIT(ACT_LINE)},
		{230, BIT(ACT_HUNG) | BIT(ACT_LAMP) | BIT(ACT_LINE)},
		{235, BIT(ACT_HUNG)},
		{248, BIT(ACT_HUNG) | BIT(ACT_MAINS)},
		{260, BIT(ACT_MAINS)},
		{270, 0},
		{299, 0},
	};
	for (size_t i = 0; i < sizeof line / sizeof *line; i++)
		for (int64_t round = 0; round < 3; round++)
			assert_int_equal(
				on_at(round * STORY_MS + line[i].second * 1000),
				line[i].acts);
}

static void no_outage_shares_an_instant_with_another(void **state)
{
	(void)state;
	for (int64_t t = 0; t < STORY_MS; t += 100) {
		unsigned on = on_at(t) & outages;
		assert_int_equal(on & (on - 1), 0);
	}
}

static void time_spent_is_the_sum_of_instants(void **state)
{
	(void)state;
	enum { STEP_MS = 10 };
	for (unsigned a = 0; a < ACTS; a++) {
		enum story_act act = (enum story_act)a;
		int64_t spent = 0;
		double area = 0;
		for (int64_t t = 0; t < 2 * STORY_MS + 77777; t += STEP_MS) {
			if (t % 1700 == 0) {
				assert_int_equal(story_spent(act, t), spent);
				assert_true(fabs(story_area(act, t) - area) < 30);
			}
			spent += story_on(act, t) ? STEP_MS : 0;
			area += story_level(act, t) * STEP_MS;
		}
	}
}

static void a_level_begins_and_ends_without_a_jump_where_it_climbs(void **state)
{
	(void)state;
	static const enum story_act climbing[] = {ACT_FILL, ACT_BUSY, ACT_FLOOD};
	for (size_t i = 0; i < sizeof climbing / sizeof *climbing; i++)
		for (int64_t t = 100; t < 2 * STORY_MS; t += 100) {
			double was = story_level(climbing[i], t - 100);
			double is = story_level(climbing[i], t);
			assert_true(fabs(is - was) < 0.02);
			assert_true(is >= 0 && is <= 1);
		}
}

static void beginnings_and_ends_are_the_last_ones(void **state)
{
	(void)state;
	for (unsigned a = 0; a < ACTS; a++) {
		enum story_act act = (enum story_act)a;
		int64_t began = -1, ended = -1;
		uint32_t times = 0;
		for (int64_t t = 0; t < 2 * STORY_MS; t += 100) {
			bool is = story_on(act, t);
			bool was = t > 0 && story_on(act, t - 100);
			began = is && !was ? t : began;
			ended = was && !is ? t : ended;
			times += was && !is;
			assert_true(story_began(act, t) == began ||
				    (began < 0 && story_began(act, t) < 0));
			assert_true(story_ended(act, t) == ended ||
				    (ended < 0 && story_ended(act, t) < 0));
			assert_int_equal(story_times(act, t), times);
		}
	}
}

static void a_night_has_one_act(void **state)
{
	(void)state;
	story_choose(true);
	assert_int_equal(on_at(29000), 0);
	assert_int_equal(on_at(31000), BIT(ACT_NIGHT));
	assert_int_equal(on_at(209000), BIT(ACT_NIGHT));
	assert_int_equal(on_at(211000), 0);
	time_spent_is_the_sum_of_instants(NULL);
	beginnings_and_ends_are_the_last_ones(NULL);
	story_choose(false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_second_has_its_acts),
		cmocka_unit_test(no_outage_shares_an_instant_with_another),
		cmocka_unit_test(time_spent_is_the_sum_of_instants),
		cmocka_unit_test(
			a_level_begins_and_ends_without_a_jump_where_it_climbs),
		cmocka_unit_test(beginnings_and_ends_are_the_last_ones),
		cmocka_unit_test(a_night_has_one_act),
	};
	return cmocka_run_group_tests_name("story", tests, NULL, NULL);
}

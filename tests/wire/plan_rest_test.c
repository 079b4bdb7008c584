/* plan: columns that have nothing to tell rest, and what wakes them; turns of the
 * rest. */
#include "tests/wire/planned.h"

static uint32_t bits_of(uint32_t has)
{
	uint32_t bits = 0;

	for (unsigned i = 0; i < reader_traffic.n; i++)
		if (reader_traffic.column[i].has & has &&
		    reader_traffic.column[i].when == COLUMN_ROWS)
			bits |= UINT32_C(1) << i;
	return bits;
}

/* A poll whose columns bring this news; returns the columns that TRAFFIC asked. */
static uint32_t poll_with(uint32_t news)
{
	uint32_t asked;

	next_poll();
	asked = plan_columns(&plan, STEP_TRAFFIC);
	plan_stood(&plan, asked, news, clocks.uptime_cs);
	return asked & bits_of(GOT_STEADY);
}

static void fall_asleep(void)
{
	known_well();
	for (int i = 0; i < 3; i++)
		assert_int_equal(poll_with(0), bits_of(GOT_STEADY));
}

static void columns_without_news_are_asked_in_turns(void **state)
{
	uint32_t steady = bits_of(GOT_STEADY), asked = 0;

	(void)state;
	fall_asleep();
	for (int i = 0; i < 12; i++) {
		uint32_t now_asked = poll_with(0);

		assert_in_range(__builtin_popcount(now_asked), 1, 2);
		asked |= now_asked;
		if (i % 4 == 3) { /* a round */
			assert_int_equal(asked, steady);
			asked = 0;
		}
	}
}

static void polls_of_every_second_ask_one_of_them(void **state)
{
	uint32_t steady = bits_of(GOT_STEADY), asked = 0;

	(void)state;
	plan_init(&plan, 1000, "router", SNMP_V2C);
	fall_asleep();
	for (int i = 0; i < 7; i++) {
		uint32_t now_asked = poll_with(0);

		assert_int_equal(__builtin_popcount(now_asked), 1);
		asked |= now_asked;
	}
	assert_int_equal(asked, steady);
}

static void a_column_with_news_is_asked_with_every_poll(void **state)
{
	uint32_t errors = bits_of(GOT_IN_ERRORS);

	(void)state;
	fall_asleep();
	for (int i = 0; i < 4; i++)
		poll_with(GOT_IN_ERRORS);
	for (int i = 0; i < 3; i++)
		assert_int_equal(poll_with(0) & errors, errors);
	unsigned times = 0;
	for (int i = 0; i < 8; i++)
		times += (poll_with(0) & errors) != 0;
	assert_in_range(times, 2, 3);
}

static void a_port_that_goes_down_is_seen_whole(void **state)
{
	(void)state;
	fall_asleep();
	brings[STEP_TRAFFIC].stirred = true;
	brings[STEP_HEALTH].empty = true;
	next_poll();
	assert_int_equal(steps[0], STEP_TRAFFIC);
	assert_int_equal(steps[1], STEP_RESTING);
	assert_int_equal(plan.rests, 0); /* nothing is left that was not asked */
}

static void another_shape_wakes_all(void **state)
{
	(void)state;
	fall_asleep();
	poll_with(0);
	clocks.if_number++;
	brings[STEP_NAMES].reshaped = true;
	next_poll();
	brings[STEP_NAMES].reshaped = false;
	assert_int_equal(poll_with(0), bits_of(GOT_STEADY));
}

static void how_long_a_column_rested_is_known(void **state)
{
	(void)state;
	known_well();
	assert_true(plan_rested_s(&plan, GOT_IN_ERRORS, clocks.uptime_cs) == 0);
	plan_stood(&plan, bits_of(GOT_IN_ERRORS), 0, 5000);
	assert_true(plan_rested_s(&plan, GOT_IN_ERRORS, 17000) == 120);
	assert_true(plan_rested_s(&plan, GOT_OUT_ERRORS, 17000) == 0);
}

static void a_mishap_now_and_then_is_no_news(void **state)
{
	(void)state;
	assert_int_equal(plan_mishaps(0), 0); /* not read before */
	assert_int_equal(plan_mishaps(0.9), 1);
	assert_int_equal(plan_mishaps(4), 2);
	assert_int_equal(plan_mishaps(120), 60);
}

static unsigned aliases_in(unsigned polls)
{
	unsigned aliases = 0;

	for (unsigned i = 0; i < polls; i++) {
		next_poll();
		aliases += did(STEP_ALIASES);
	}
	return aliases;
}

/* Started together, they would be asked for it together for ever. */
static void one_device_in_ten_is_read_for_aliases_in_each_round(void **state)
{
	unsigned aliases = 0;

	for (uint32_t i = 0; i < 100; i++) {
		setup(state);
		plan.phase_ms = i * 271;
		known_well();
		aliases += aliases_in(1);
	}
	assert_in_range(aliases, 5, 15);
}

static void polls_of_every_second_read_what_is_seldom_new_no_oftener(void **state)
{
	(void)state;
	plan_init(&plan, 1000, "router", SNMP_V2C);
	known_well();
	assert_in_range(aliases_in(300), 4, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(columns_without_news_are_asked_in_turns, setup),
		cmocka_unit_test_setup(polls_of_every_second_ask_one_of_them, setup),
		cmocka_unit_test_setup(a_column_with_news_is_asked_with_every_poll,
				       setup),
		cmocka_unit_test_setup(a_port_that_goes_down_is_seen_whole, setup),
		cmocka_unit_test_setup(another_shape_wakes_all, setup),
		cmocka_unit_test_setup(how_long_a_column_rested_is_known, setup),
		cmocka_unit_test(a_mishap_now_and_then_is_no_news),
		cmocka_unit_test_setup(
			one_device_in_ten_is_read_for_aliases_in_each_round, setup),
		cmocka_unit_test_setup(
			polls_of_every_second_read_what_is_seldom_new_no_oftener,
			setup),
	};
	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}

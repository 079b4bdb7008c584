/*
 * plan: for one device, what is asked next and when. The network is a list of what each
 * step brings.
 */
#include "tests/wire/planned.h"

/* --- steps ------------------------------------------------------------------------ */

static void the_first_poll_asks_who_it_is_and_what_it_has(void **state)
{
	(void)state;
	assert_int_equal(poll(), REASON_OK);
	assert_steps("SNTU");
	brings[STEP_NAMES].reshaped = false;
	assert_int_equal(next_poll(), REASON_OK);
	assert_steps("TU");
}

static void what_is_not_there_is_not_asked_again(void **state)
{
	(void)state;
	brings[STEP_HEALTH].empty = true;
	poll();
	next_poll();
	assert_steps("T");
	unsigned asked = 0; /* but now and then */
	for (int i = 0; i < 61; i++) {
		next_poll();
		for (unsigned k = 0; k < steps_n; k++)
			asked += steps[k] == STEP_HEALTH;
	}
	assert_int_equal(asked, 1);
}

static void an_agent_that_just_started_may_not_know_its_load_yet(void **state)
{
	(void)state;
	clocks.uptime_cs = 500;
	brings[STEP_HEALTH].empty = true;
	poll();
	next_poll();
	assert_steps("TU");
}

/* --- sensors ---------------------------------------------------------------------- */

static void sensors_are_surveyed_once_and_then_read(void **state)
{
	(void)state;
	plan.profiled = true;
	poll();
	assert_steps("SNTUV");
	plan.senses = 3;
	brings[STEP_NAMES].reshaped = false;
	next_poll();
	assert_steps("TUR");
	next_poll();
	assert_steps("TUR");
	plan.senses = 0; /* nothing to read */
	next_poll();
	assert_steps("TU");
}

static void many_sensors_are_read_less_often(void **state)
{
	unsigned n = 0;
	(void)state;
	plan.profiled = true;
	plan.senses = 300; /* five times 15 s: every third of the polls */
	known_well();
	for (int i = 0; i < 30; i++) {
		next_poll();
		n += did(STEP_SENSORS);
	}
	assert_int_equal(n, 10);
}

static void sensors_are_surveyed_again_after_an_hour(void **state)
{
	(void)state;
	plan.profiled = true;
	plan.senses = 3;
	poll();
	brings[STEP_NAMES].reshaped = false;
	assert_int_equal(polls_to_a_survey(), 120);
}

static void later_where_the_device_tells_of_its_parts_and_then_at_once(void **state)
{
	(void)state;
	plan.profiled = plan.shape_told = true;
	plan.senses = 3;
	poll();
	brings[STEP_NAMES].reshaped = false;
	assert_int_equal(polls_to_a_survey(), 480);
	brings[STEP_SENSORS].moved = true;
	while (!did(STEP_SENSORS))
		next_poll();
	assert_int_equal(polls_to_a_survey(), 1);
}

static void one_that_always_says_so_is_believed_a_few_times_an_hour(void **state)
{
	unsigned n = 0;

	(void)state;
	plan.profiled = plan.shape_told = true;
	plan.senses = 3;
	known_well();
	brings[STEP_SENSORS].moved = true;
	for (int i = 0; i < 480; i++) {
		next_poll();
		n += did(STEP_SURVEY);
	}
	assert_in_range(n, 9, 14);
}

static void soon_when_one_of_them_is_gone_but_not_at_every_poll(void **state)
{
	(void)state;
	plan.profiled = true;
	plan.senses = 3;
	known_well();
	brings[STEP_SENSORS].empty = true;
	assert_int_equal(polls_to_a_survey(), 11);
	assert_int_equal(polls_to_a_survey(), 11);
}

static void soon_after_the_agent_started_and_at_once_after_a_reboot(void **state)
{
	(void)state;
	plan.profiled = true;
	plan.senses = 3;
	known_well();
	clocks.engine_boots++;
	clocks.uptime_cs = 500;
	next_poll();
	assert_int_equal(polls_to_a_survey(), 1);
	assert_int_equal(polls_to_a_survey(), 10);
}

static void a_survey_that_fails_waits(void **state)
{
	(void)state;
	plan.profiled = true;
	brings[STEP_SURVEY].result = ASK_TIMEOUT;
	assert_int_equal(poll(), REASON_OK);
	next_poll();
	assert_false(did(STEP_SURVEY));
	brings[STEP_SURVEY].result = ASK_OK;
	assert_int_equal(polls_to_a_survey(), 60);
}

static void aliases_are_read_every_ten_polls(void **state)
{
	unsigned aliases = 0;
	(void)state;

	known_well();
	for (int i = 0; i < 30; i++) {
		next_poll();
		for (unsigned k = 0; k < steps_n; k++)
			aliases += steps[k] == STEP_ALIASES;
	}
	assert_int_equal(aliases, 3);
}

static void
health_is_asked_less_often_than_counters_when_polls_are_frequent(void **state)
{
	unsigned health = 0;
	(void)state;

	plan_init(&plan, 2000, "router", SNMP_V2C);
	known_well();
	for (int i = 0; i < 24; i++) {
		next_poll();
		for (unsigned k = 0; k < steps_n; k++)
			health += steps[k] == STEP_HEALTH;
	}
	assert_in_range(health, 2, 3);
}

/* --- shape ------------------------------------------------------------------------ */

static void another_number_of_interfaces_means_new_names(void **state)
{
	(void)state;
	known_well();
	clocks.if_number++;
	brings[STEP_NAMES].reshaped = true;
	assert_int_equal(next_poll(), REASON_OK);
	assert_steps("TNTU");
	next_poll();
	assert_steps("TU");
}

static void a_moved_table_means_new_names(void **state)
{
	(void)state;
	known_well();
	clocks.if_table_change_cs++;
	brings[STEP_NAMES].reshaped = true;
	next_poll();
	assert_steps("TNTU");
}

static void an_agent_that_cries_wolf_is_believed_three_times(void **state)
{
	unsigned names = 0;
	(void)state;

	known_well();
	for (int i = 0; i < 20; i++) {
		clocks.if_table_change_cs++;
		next_poll();
		for (unsigned k = 0; k < steps_n; k++)
			names += steps[k] == STEP_NAMES;
	}
	assert_int_equal(names, 3);
	clocks.if_number++; /* that is another matter */
	next_poll();
	assert_int_equal(steps[1], STEP_NAMES);
}

static void a_reboot_means_asking_who_it_is(void **state)
{
	(void)state;
	known_well();
	clocks.uptime_cs = 0;
	next_poll();
	assert_steps("TSNTU");
	clocks.engine_boots++;
	next_poll();
	assert_steps("TSNTU");
}

static void answers_that_overtake_each_other_are_no_reboot(void **state)
{
	struct outcome o = {0};
	(void)state;

	known_well();
	clocks.uptime_cs -= 40;
	plan_clocks(&plan, &clocks, &o);
	assert_false(o.rebooted || o.reshaped);
}

static void rows_that_are_not_ours_mean_new_names_once_a_poll(void **state)
{
	(void)state;
	known_well();
	brings[STEP_TRAFFIC].reshaped = true; /* whatever the names say */
	next_poll();
	assert_steps("TNTU");
}

static void narrow_counters_are_asked_where_there_are_no_wide_ones(void **state)
{
	uint32_t first, second;
	(void)state;

	brings[STEP_TRAFFIC].narrow = true;
	poll();
	assert_steps("SNTWU");
	first = plan_columns(&plan, STEP_TRAFFIC);
	plan_saw(&plan, STEP_TRAFFIC, first, 0);
	plan_saw(&plan, STEP_NARROW, plan_columns(&plan, STEP_NARROW), ~0u);
	second = plan_columns(&plan, STEP_TRAFFIC);
	assert_int_equal(first & plan_columns(&plan, STEP_NARROW), 0);
	assert_int_equal(second & plan_columns(&plan, STEP_NARROW),
			 plan_columns(&plan, STEP_NARROW));
	next_poll();
	assert_steps("TU"); /* not again, if some row has neither */
}

static void version_1_is_not_asked_for_64_bits(void **state)
{
	uint32_t narrow;
	(void)state;

	plan_init(&plan, 30000, "router", SNMP_V1);
	narrow = plan_columns(&plan, STEP_NARROW);
	assert_int_equal(plan_columns(&plan, STEP_TRAFFIC) & narrow, narrow);
	for (unsigned i = 0; i < reader_traffic.n; i++)
		if (reader_traffic.column[i].kind == VALUE_U64)
			assert_false(plan_columns(&plan, STEP_TRAFFIC) >> i & 1);
}

/* --- failures --------------------------------------------------------------------- */

static void the_result_becomes_the_reason(void **state)
{
	static const struct {
		enum ask_result result;
		enum reason reason;
	} cases[] = {
		{ASK_TIMEOUT, REASON_TIMEOUT},
		{ASK_REFUSED, REASON_REFUSED},
		{ASK_UNREACHABLE, REASON_TIMEOUT},
		{ASK_UNKNOWN_USER, REASON_UNKNOWN_USER},
		{ASK_WRONG_KEY, REASON_WRONG_KEY},
		{ASK_TIME_WINDOW, REASON_TIME_WINDOW},
	};
	static const enum step primary[] = {STEP_SYSTEM, STEP_NAMES, STEP_TRAFFIC};
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (size_t k = 0; k < 3; k++) {
			setup(NULL);
			brings[STEP_DISCOVER].result = ASK_TIMEOUT;
			brings[primary[k]].result = cases[i].result;
			assert_int_equal(poll(), cases[i].reason);
		}
}

static void a_failure_of_less_weight_is_no_failure(void **state)
{
	(void)state;
	brings[STEP_HEALTH].result = ASK_TIMEOUT;
	assert_int_equal(poll(), REASON_OK);
	assert_steps("SNTU");
	next_poll(); /* without storages: a mount that hangs makes agents hang */
	assert_steps("TU");
	assert_int_not_equal(plan_columns(&plan, STEP_HEALTH), ~0u);
	next_poll();
	assert_steps("T");
}

static void of_health_only_what_is_there_is_asked(void **state)
{
	uint32_t all, some;
	(void)state;

	known_well();
	all = plan_columns(&plan, STEP_HEALTH);
	plan_saw(&plan, STEP_HEALTH, all, 1u << 3 | 1u << 13);
	some = plan_columns(&plan, STEP_HEALTH);
	assert_int_equal(some & ((1u << reader_health.n) - 1), 1u << 3 | 1u << 13);
	plan.uptime_cs = 500; /* it just started: what is missing may come */
	plan_saw(&plan, STEP_HEALTH, some, 1u << 3);
	assert_int_equal(plan_columns(&plan, STEP_HEALTH), some);
}

static void silence_is_explained_by_a_discovery(void **state)
{
	(void)state;
	brings[STEP_SYSTEM].result = ASK_TIMEOUT;
	assert_int_equal(poll(), REASON_COMMUNITY);
	assert_steps("SD");
	brings[STEP_HELLO].result = ASK_TIMEOUT;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(next_poll(), REASON_COMMUNITY);
		assert_int_equal(steps_n, 1); /* rarely again */
	}
	brings[STEP_DISCOVER].result = ASK_TIMEOUT;
	for (int i = 0; i < 10; i++)
		next_poll();
	assert_int_equal(plan.reason, REASON_TIMEOUT);
}

static void one_lost_poll_of_a_known_device_is_no_riddle(void **state)
{
	(void)state;
	known_well();
	brings[STEP_TRAFFIC].result = ASK_TIMEOUT;
	assert_int_equal(next_poll(), REASON_TIMEOUT);
	assert_steps("T");
	assert_int_equal(next_poll(), REASON_COMMUNITY);
	assert_steps("TD");
}

static void an_agent_that_answered_in_this_poll_is_not_discovered(void **state)
{
	(void)state;
	brings[STEP_NAMES].result = ASK_TIMEOUT;
	assert_int_equal(poll(), REASON_TIMEOUT);
	assert_steps("SN");
}

static void version_3_needs_no_discovery(void **state)
{
	(void)state;
	plan_init(&plan, 30000, "router", SNMP_V3);
	brings[STEP_SYSTEM].result = ASK_TIMEOUT;
	assert_int_equal(poll(), REASON_TIMEOUT);
	assert_steps("S");
}

static void a_silent_device_is_asked_one_thing_at_growing_distances(void **state)
{
	int64_t before;
	(void)state;

	known_well();
	for (int i = STEP_HELLO; i < STEP_END; i++)
		brings[i].result = ASK_TIMEOUT;
	next_poll();
	assert_int_equal(plan_tries(&plan), 3);
	next_poll();
	static const int64_t distances[] = {60000, 120000, 120000};
	for (int i = 0; i < 3; i++) {
		before = plan.began_ms;
		next_poll();
		assert_steps("H");
		assert_in_range(plan.began_ms - before, distances[i] - 15000,
				distances[i] + 15000);
	}
	memset(brings, 0, sizeof brings);
	assert_int_equal(next_poll(), REASON_OK);
	assert_steps("HTU");
	before = now;
	assert_int_equal(plan_due(&plan, now), now + PLAN_SECOND_MS); /* rates soon */
}

static void one_that_was_heard_is_asked_more_often_before_it_is_lost(void **state)
{
	(void)state;
	known_well();
	plan_begin(&plan, now);
	uint8_t before = plan_tries(&plan);
	plan_heard(&plan);
	assert_true(plan_tries(&plan) >= before + 2);
}

static void a_burst_is_as_frequent_as_rates_allow_and_ends(void **state)
{
	(void)state;
	known_well();
	int64_t began = now;
	unsigned polls = 0;
	plan_burst(&plan, now + 300000);
	for (; now < began + 300000; polls++) {
		int64_t due = plan_due(&plan, now);
		assert_in_range(due - plan.began_ms, 1000, polls ? 1200 : 30000);
		now = due;
		poll();
	}
	assert_true(polls > 250);
	for (int i = 0; i < 3; i++)
		next_poll();
	assert_int_equal(plan.began_ms % 30000, plan.phase_ms);
}

static void every_second_is_every_second(void **state)
{
	(void)state;
	plan_init(&plan, 1000, "router", SNMP_V2C);
	known_well();
	for (int i = 0; i < 50; i++) {
		int64_t late = rand() % 80;
		int64_t due = plan_due(&plan, now), before = plan.began_ms;
		assert_int_equal(due % 1000, plan.phase_ms);
		assert_in_range(due - before, 900, 1000);
		now = due + late;
		poll();
	}
}

static void a_silent_device_is_no_burst(void **state)
{
	(void)state;
	known_well();
	plan_burst(&plan, now + 300000);
	brings[STEP_TRAFFIC].result = ASK_TIMEOUT;
	next_poll();
	assert_true(plan_due(&plan, now) - now > 5000);
}

static void a_hello_is_sent_once(void **state)
{
	(void)state;
	assert_int_equal(plan_tries(&plan), 2); /* it never answered */
	plan.misses = 2;
	assert_int_equal(plan_begin(&plan, now), STEP_HELLO);
	assert_int_equal(plan_tries(&plan), 1);
}

/* --- views ------------------------------------------------------------------------ */

static void an_agent_that_shows_no_system_is_a_matter_of_its_view(void **state)
{
	(void)state;
	brings[STEP_SYSTEM].empty = true;
	clocks.row.has = 0;
	assert_int_equal(poll(), REASON_VIEW);
	assert_steps("S");
}

static void an_agent_that_shows_no_interfaces_is_too(void **state)
{
	(void)state;
	clocks.row.has = GOT_UPTIME;
	brings[STEP_NAMES].empty = true;
	assert_int_equal(poll(), REASON_VIEW);
	assert_int_equal(next_poll(), REASON_VIEW);
	assert_steps("TU");
	brings[STEP_NAMES].empty = false; /* someone changed the view */
	for (int i = 0; i < 8; i++)
		assert_int_equal(next_poll(), REASON_VIEW);
	assert_int_equal(next_poll(), REASON_OK);
	assert_int_equal(steps[0], STEP_NAMES);
}

static void a_device_that_says_it_has_no_interfaces_is_fine(void **state)
{
	(void)state;
	clocks.if_number = 0;
	brings[STEP_NAMES].empty = true;
	assert_int_equal(poll(), REASON_OK);
}

/* --- time ------------------------------------------------------------------------- */

static void a_poll_that_takes_half_the_interval_is_slow(void **state)
{
	(void)state;
	plan_begin(&plan, now);
	plan.todo = 0;
	assert_int_equal(plan_end(&plan, now + 15000), REASON_OK);
	plan_begin(&plan, now);
	assert_int_equal(plan_end(&plan, now + 15001), REASON_SLOW);
}

static void polls_stay_in_their_place(void **state)
{
	int64_t place;
	(void)state;

	known_well();
	place = plan.began_ms;
	for (int i = 0; i < 50; i++) {
		now += rand() % 9000; /* the poll took so long */
		place += 30000;
		assert_int_equal(plan_due(&plan, now), place);
		now = place + rand() % 500; /* and the next begins a little late */
		poll();
	}
}

static void a_poll_at_any_time_does_not_move_the_place(void **state)
{
	int64_t place;
	(void)state;

	known_well();
	place = plan.began_ms % 30000;
	for (int i = 0; i < 50; i++) {
		now += rand() % 30000;
		poll();
		int64_t due = plan_due(&plan, now);
		assert_int_equal(due % 30000, place);
		assert_in_range(due - now, 1, 60000);
		assert_true(due - plan.began_ms >= 1100);
		now = due;
		poll();
	}
}

static void names_spread_evenly_over_the_interval(void **state)
{
	unsigned in[10] = {0};
	(void)state;

	for (int i = 0; i < 10000; i++) {
		char name[32];
		snprintf(name, sizeof name, "sw-%02d-acc-%04d", i % 37, i);
		plan_init(&plan, 30000, name, SNMP_V2C);
		assert_in_range(plan.phase_ms, 0, 29999);
		in[plan.phase_ms / 3000]++;
	}
	for (int i = 0; i < 10; i++)
		assert_in_range(in[i], 850, 1150);
}

static void the_second_poll_comes_when_rates_are_possible(void **state)
{
	(void)state;
	poll();
	assert_int_equal(plan_due(&plan, now), now + PLAN_SECOND_MS);
	plan_init(&plan, 2000, "router", SNMP_V2C);
	poll();
	assert_int_equal(plan_due(&plan, now), now + 2000);
}

static void probes_are_awaited_by_the_round_trip(void **state)
{
	(void)state;
	assert_int_equal(plan_probe_timeout_us(NAN, NAN), 1000000);
	assert_int_equal(plan_probe_timeout_us(1, 0.1f), 200000);
	assert_int_equal(plan_probe_timeout_us(100, 10), 440000);
	assert_int_equal(plan_probe_timeout_us(100, NAN), 500000);
	assert_int_equal(plan_probe_timeout_us(900, 900), 1000000);
}

/* Whatever comes back: a poll ends, its steps are few, the next one is not far. */
static void no_sequence_of_answers_stalls_it(void **state)
{
	(void)state;
	for (unsigned seed = 0; seed < 2000; seed++) {
		srand(seed);
		plan_init(&plan, 1 + (uint32_t)rand() % 90000, "x",
			  (int[]){SNMP_V1, SNMP_V2C, SNMP_V3}[seed % 3]);
		now = rand();
		for (int i = 0; i < 60; i++) {
			unsigned sure = (unsigned)rand() % 4;
			for (int s = 0; s < STEP_END; s++)
				brings[s] = (struct outcome){
					.result =
						(unsigned)rand() % 4 <= sure
							? ASK_OK
							: (enum ask_result)(rand() % 9),
					.reshaped = rand() % 4 == 0,
					.rebooted = rand() % 8 == 0,
					.narrow = rand() % 4 == 0,
					.empty = rand() % 4 == 0};
			clocks.row.has = (uint32_t)rand();
			clocks.uptime_cs =
				rand() % 4 ? clocks.uptime_cs + 3000 : (uint32_t)rand();
			clocks.if_number = (uint32_t)rand() % 3;
			poll();
			assert_true(steps_n <= 12);
			assert_int_equal(plan_lanes(&plan), plan.answered ? 4 : 1);
			int64_t due = plan_due(&plan, now);
			assert_true(due > now);
			assert_true(due - now <=
				    2 * (int64_t)plan.interval_ms + 120000);
			now = rand() % 3 ? due : now + rand() % 100000;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup(name, setup)
		TEST(the_first_poll_asks_who_it_is_and_what_it_has),
		TEST(what_is_not_there_is_not_asked_again),
		TEST(an_agent_that_just_started_may_not_know_its_load_yet),
		TEST(sensors_are_surveyed_once_and_then_read),
		TEST(many_sensors_are_read_less_often),
		TEST(sensors_are_surveyed_again_after_an_hour),
		TEST(later_where_the_device_tells_of_its_parts_and_then_at_once),
		TEST(one_that_always_says_so_is_believed_a_few_times_an_hour),
		TEST(soon_when_one_of_them_is_gone_but_not_at_every_poll),
		TEST(soon_after_the_agent_started_and_at_once_after_a_reboot),
		TEST(a_survey_that_fails_waits),
		TEST(aliases_are_read_every_ten_polls),
		TEST(health_is_asked_less_often_than_counters_when_polls_are_frequent),
		TEST(another_number_of_interfaces_means_new_names),
		TEST(a_moved_table_means_new_names),
		TEST(an_agent_that_cries_wolf_is_believed_three_times),
		TEST(a_reboot_means_asking_who_it_is),
		TEST(answers_that_overtake_each_other_are_no_reboot),
		TEST(rows_that_are_not_ours_mean_new_names_once_a_poll),
		TEST(narrow_counters_are_asked_where_there_are_no_wide_ones),
		TEST(version_1_is_not_asked_for_64_bits),
		TEST(the_result_becomes_the_reason),
		TEST(a_failure_of_less_weight_is_no_failure),
		TEST(of_health_only_what_is_there_is_asked),
		TEST(silence_is_explained_by_a_discovery),
		TEST(one_lost_poll_of_a_known_device_is_no_riddle),
		TEST(an_agent_that_answered_in_this_poll_is_not_discovered),
		TEST(version_3_needs_no_discovery),
		TEST(a_silent_device_is_asked_one_thing_at_growing_distances),
		TEST(one_that_was_heard_is_asked_more_often_before_it_is_lost),
		TEST(a_burst_is_as_frequent_as_rates_allow_and_ends),
		TEST(every_second_is_every_second),
		TEST(a_silent_device_is_no_burst),
		TEST(a_hello_is_sent_once),
		TEST(an_agent_that_shows_no_system_is_a_matter_of_its_view),
		TEST(an_agent_that_shows_no_interfaces_is_too),
		TEST(a_device_that_says_it_has_no_interfaces_is_fine),
		TEST(a_poll_that_takes_half_the_interval_is_slow),
		TEST(polls_stay_in_their_place),
		TEST(a_poll_at_any_time_does_not_move_the_place),
		TEST(names_spread_evenly_over_the_interval),
		TEST(the_second_poll_comes_when_rates_are_possible),
		TEST(probes_are_awaited_by_the_round_trip),
		TEST(no_sequence_of_answers_stalls_it),
	};
	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}

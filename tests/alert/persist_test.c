/* How long a condition must hold, as tables of verdicts. */
#include "tests/alert/fixture.h"

#include "probes/alert/persist.h"

/* Feed '1' and '0' a step apart; returns the index of the first that lasted, -1 none.
 */
static int first_lasting(struct persist p, int64_t step_ms, int64_t gap_ms,
			 const char *verdicts)
{
	struct lasting run = {0};
	int64_t now = T0, before = 0;

	for (int i = 0; verdicts[i]; i++) {
		now += step_ms;
		if (verdicts[i] == ' ')
			continue; /* no reading */
		if (persist_step(&p, &run, verdicts[i] == '1', before, now, gap_ms))
			return i;
		before = now;
	}
	return -1;
}

static void polls_are_counted_among_the_last_n(void **state)
{
	static const struct {
		uint16_t k, n;
		const char *verdicts;
		int first;
	} rows[] = {
		{0, 0, "01", 1},	 {1, 1, "001", 2},	{2, 2, "1011", 3},
		{2, 3, "101", 2},	 {2, 3, "1001001", -1}, {3, 5, "10101", 4},
		{3, 5, "100101001", -1}, {3, 3, "11 1", 3},	{64, 64, "1111", -1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct persist p = POLLS(rows[i].k, rows[i].n);

		assert_int_equal(first_lasting(p, 1000, 5000, rows[i].verdicts),
				 rows[i].first);
	}
}

static void a_span_must_be_true_throughout(void **state)
{
	struct persist p = SPAN(30 * SECOND);

	(void)state;
	assert_int_equal(first_lasting(p, 10 * SECOND, MINUTE, "1111"), 3);
	assert_int_equal(first_lasting(p, 10 * SECOND, MINUTE, "1101111"), 6);
	assert_int_equal(first_lasting(p, 10 * SECOND, MINUTE, "110110110"), -1);
	assert_int_equal(first_lasting(p, 30 * SECOND, MINUTE, "11"), 1);
}

static void time_that_nobody_measured_does_not_count(void **state)
{
	struct persist span = SPAN(30 * SECOND), share = SHARE(80, 10 * MINUTE);

	(void)state;
	assert_int_equal(first_lasting(span, 10 * SECOND, 25 * SECOND, "1   1"), -1);
	assert_int_equal(first_lasting(span, 10 * SECOND, 25 * SECOND, "1   1111"), 7);
	assert_int_equal(first_lasting(share, MINUTE, 2 * MINUTE, "1         1"), -1);
}

static void a_share_counts_time_and_not_neighbours(void **state)
{
	struct persist p = SHARE(80, 10 * MINUTE);

	(void)state;
	assert_int_equal(first_lasting(p, MINUTE, 3 * MINUTE, "11111111"), -1);
	assert_int_equal(first_lasting(p, MINUTE, 3 * MINUTE, "111111111"), 8);
	assert_int_equal(first_lasting(p, MINUTE, 3 * MINUTE, "11110111110"), 9);
	assert_int_equal(first_lasting(p, MINUTE, 3 * MINUTE, "110110110110110110"),
			 -1);
}

static void a_share_does_not_depend_on_the_pace_of_polls(void **state)
{
	struct persist p = SHARE(80, 10 * MINUTE);
	char ones[400];

	(void)state;
	memset(ones, '1', sizeof ones - 1);
	ones[sizeof ones - 1] = '\0';
	assert_in_range(first_lasting(p, 2 * SECOND, MINUTE, ones), 234, 241);
	assert_in_range(first_lasting(p, 30 * SECOND, 3 * MINUTE, ones), 15, 17);
	assert_in_range(first_lasting(p, 5 * MINUTE, 20 * MINUTE, ones), 1, 2);
}

static void what_is_over_leaves_nothing_behind(void **state)
{
	struct persist p = SHARE(80, 10 * MINUTE);
	struct lasting run = {0};
	int64_t now = T0, before = 0;

	(void)state;
	for (int i = 0; i < 14; i++) {
		now += MINUTE;
		persist_step(&p, &run, i < 3, before, now, 3 * MINUTE);
		before = now;
	}
	assert_int_equal(run.hit, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(polls_are_counted_among_the_last_n),
		cmocka_unit_test(a_span_must_be_true_throughout),
		cmocka_unit_test(time_that_nobody_measured_does_not_count),
		cmocka_unit_test(a_share_counts_time_and_not_neighbours),
		cmocka_unit_test(a_share_does_not_depend_on_the_pace_of_polls),
		cmocka_unit_test(what_is_over_leaves_nothing_behind),
	};

	return cmocka_run_group_tests_name("persist", tests, NULL, NULL);
}

/* A stream of probes and the verdict on it. */
#include "probes/model/reach.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>

static struct reach fresh(void)
{
	struct reach r;

	reach_init(&r);
	return r;
}

/* n answers of 1 ms, a second apart. */
static int64_t answers(struct reach *r, int64_t at_ms, unsigned n)
{
	for (unsigned i = 0; i < n; i++, at_ms += 1000)
		reach_answer(r, at_ms, 1000);
	return at_ms;
}

static void nothing_is_known_before_the_first_probe(void **state)
{
	(void)state;
	struct reach r = fresh();
	unsigned of;

	assert_false(r.known);
	assert_true(isnan(r.rtt_ms) && isnan(r.jitter_ms));
	assert_true(isnan(reach_loss_pct(&r, REACH_WINDOW)));
	assert_int_equal(reach_lost(&r, 10, &of), 0);
	assert_int_equal(of, 0);
	assert_int_equal(reach_pause(&r, 1000), 1000);
}

static void the_first_answer_is_a_verdict(void **state)
{
	(void)state;
	struct reach r = fresh();

	assert_true(reach_answer(&r, 5000, 2000));
	assert_true(r.known && r.answering);
	assert_int_equal(r.since_ms, 5002);
	assert_int_equal(r.last_answer_ms, 5002);
	assert_false(reach_answer(&r, 6000, 2000));
	assert_int_equal(r.since_ms, 5002);
}

static void one_lost_probe_is_no_outage_but_is_confirmed_fast(void **state)
{
	(void)state;
	struct reach r = fresh();

	answers(&r, 1000, 20);
	assert_false(reach_loss(&r, 30000));
	assert_true(r.answering);
	assert_int_equal(r.first_bad_ms, 30000);
	assert_int_equal(reach_pause(&r, 1000), REACH_CONFIRM_MS);
	assert_int_equal(reach_pause(&r, 100), 100);
	reach_answer(&r, 30200, 1000);
	assert_int_equal(reach_pause(&r, 1000), 1000);
	assert_int_equal(r.first_bad_ms, 0);
}

static void silence_is_the_first_loss_and_eight_that_confirm_it(void **state)
{
	(void)state;
	struct reach r = fresh();

	answers(&r, 1000, 100);
	assert_false(reach_loss(&r, 200000));
	for (int i = 1; i < 8; i++)
		assert_false(reach_loss(&r, 200000 + i * 200));
	assert_true(reach_loss(&r, 201600));
	assert_false(r.answering);
	assert_int_equal(r.first_bad_ms, 200000);
	assert_int_equal(r.since_ms, 201600);
	assert_false(reach_loss(&r, 202600));
	assert_int_equal(reach_pause(&r, 1000), 1000);
}

static void a_target_that_never_answered_gets_its_verdict_too(void **state)
{
	(void)state;
	struct reach r = fresh();

	for (int i = 0; i < 8; i++)
		assert_false(reach_loss(&r, 1000 + i * 200));
	assert_true(reach_loss(&r, 3000));
	assert_true(r.known);
	assert_false(r.answering);
}

static void an_answer_ends_the_silence(void **state)
{
	(void)state;
	struct reach r = fresh();

	for (int i = 0; i < 600; i++)
		reach_loss(&r, 1000 + i);
	assert_true(reach_answer(&r, 5000, 1000));
	assert_true(r.answering);
	assert_int_equal(r.first_bad_ms, 0);
}

static void a_lossy_path_needs_more_confirmation(void **state)
{
	(void)state;
	struct reach r = fresh();
	int lost = 0;

	for (int i = 0; i < 600; i++)
		if (i % 10 < 3)
			reach_loss(&r, i * 1000);
		else
			reach_answer(&r, i * 1000, 1000);
	while (!reach_loss(&r, 700000 + lost * 200))
		lost++;
	assert_int_equal(lost, 20);
}

static void a_past_outage_does_not_slow_the_next_verdict(void **state)
{
	(void)state;
	struct reach r = fresh();
	int lost = 0;

	answers(&r, 0, 10);
	for (int i = 0; i < 200; i++)
		reach_loss(&r, 20000 + i * 1000);
	answers(&r, 300000, 30);
	assert_true(reach_loss_pct(&r, REACH_WINDOW) > 50);
	while (!reach_loss(&r, 400000 + lost * 200))
		lost++;
	assert_int_equal(lost, 8);
}

static void a_blip_of_a_second_is_one_lost_probe(void **state)
{
	(void)state;
	struct reach r = fresh();
	int64_t at_ms = answers(&r, 0, 60);
	unsigned of;

	for (int i = 0; i < 4; i++)
		reach_loss(&r, at_ms + i * REACH_CONFIRM_MS);
	answers(&r, at_ms + 1000, 1);
	assert_int_equal(reach_lost(&r, 60, &of), 1);
	assert_int_equal(of, 60);
}

static void confirmation_follows_the_formula(void **state)
{
	(void)state;
	assert_int_equal(reach_confirm_need(0), 8);
	assert_int_equal(reach_confirm_need(0.05), 8);
	assert_int_equal(reach_confirm_need(0.10), 10);
	assert_int_equal(reach_confirm_need(0.30), 20);
	assert_int_equal(reach_confirm_need(0.9), REACH_CONFIRM_MAX);
	assert_int_equal(reach_confirm_need(1), REACH_CONFIRM_MAX);
}

static void rtt_is_smoothed_over_eight(void **state)
{
	(void)state;
	struct reach r = fresh();

	reach_answer(&r, 0, 8000);
	assert_true(r.rtt_ms == 8);
	assert_true(isnan(r.jitter_ms));
	reach_answer(&r, 1000, 16000);
	assert_true(r.rtt_ms == 9);
	assert_true(r.jitter_ms == 8);
	reach_answer(&r, 2000, 16000);
	assert_true(fabsf(r.jitter_ms - 7.5F) < 0.001F);
}

/* Against a plain array: any window, at any position of the ring. */
static void losses_are_counted_in_any_window(void **state)
{
	(void)state;
	struct reach r = fresh();
	bool lost[2000];
	uint32_t seed = 1;

	for (unsigned i = 0; i < 2000; i++) {
		seed = seed * 1664525 + 1013904223;
		lost[i] = seed >> 28 < 3;
		if (lost[i])
			reach_loss(&r, i * 1000);
		else
			reach_answer(&r, i * 1000, 1000);
		for (unsigned last = 0; last <= 310; last += 1 + last / 7) {
			unsigned of, want = 0, n = last < i + 1 ? last : i + 1;

			n = n < REACH_WINDOW ? n : REACH_WINDOW;
			for (unsigned k = 0; k < n; k++)
				want += lost[i - k];
			assert_int_equal(reach_lost(&r, last, &of), want);
			assert_int_equal(of, n);
		}
	}
}

static void loss_is_a_percentage_of_what_was_sent(void **state)
{
	(void)state;
	struct reach r = fresh();

	answers(&r, 0, 3);
	reach_loss(&r, 5000);
	assert_true(reach_loss_pct(&r, REACH_WINDOW) == 25);
	assert_true(reach_loss_pct(&r, 2) == 50);
}

/* The last hour, in minutes; an outage is not loss. */
static void loss_of_an_hour_is_kept_by_the_minute(void **state)
{
	struct reach r;
	int64_t at = 0;
	unsigned of;

	(void)state;
	reach_init(&r);
	for (int i = 0; i < 3000; i++, at += 1000)
		i % 500 == 1 ? reach_loss(&r, at) : reach_answer(&r, at, 1000);
	assert_int_equal(reach_lost_long(&r, 3600, &of), 6);
	assert_int_equal(of, 2999); /* the first was the verdict */
	for (int i = 0; i < 3000; i++, at += 1000)
		reach_answer(&r, at, 1000);
	assert_in_range(reach_lost_long(&r, 3600, &of), 1, 2);
	assert_int_equal(of, 3600);
	assert_int_equal(reach_lost_long(&r, 600, &of), 0);
	assert_int_equal(of, 600);
	for (int i = 0; i < 1000; i++, at += 1000)
		reach_answer(&r, at, 1000);
	assert_int_equal(reach_lost_long(&r, 3600, &of), 0);
	for (int i = 0; i < 100; i++, at += 1000)
		reach_loss(&r, at);
	assert_false(r.answering);
	reach_answer(&r, at, 1000);
	assert_int_equal(reach_lost_long(&r, 3600, &of), 0);
	assert_int_equal(of, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_known_before_the_first_probe),
		cmocka_unit_test(the_first_answer_is_a_verdict),
		cmocka_unit_test(one_lost_probe_is_no_outage_but_is_confirmed_fast),
		cmocka_unit_test(silence_is_the_first_loss_and_eight_that_confirm_it),
		cmocka_unit_test(a_target_that_never_answered_gets_its_verdict_too),
		cmocka_unit_test(an_answer_ends_the_silence),
		cmocka_unit_test(a_lossy_path_needs_more_confirmation),
		cmocka_unit_test(a_past_outage_does_not_slow_the_next_verdict),
		cmocka_unit_test(a_blip_of_a_second_is_one_lost_probe),
		cmocka_unit_test(confirmation_follows_the_formula),
		cmocka_unit_test(rtt_is_smoothed_over_eight),
		cmocka_unit_test(losses_are_counted_in_any_window),
		cmocka_unit_test(loss_is_a_percentage_of_what_was_sent),
		cmocka_unit_test(loss_of_an_hour_is_kept_by_the_minute),
	};

	return cmocka_run_group_tests_name("reach", tests, NULL, NULL);
}

/* Is it us? A table of readings, each a second, and what is concluded. */
#include "probes/alert/us.h"
#include "tests/alert/fixture.h"

/* What is the same for `seconds`. 40 devices; those lost fell silent when that
 * began. */
struct span {
	unsigned seconds;
	uint32_t lost;
	bool port_down;
	enum gateway gateway;
	uint32_t references, references_lost;
	bool quiet; /* not even those that are not lost were heard */
	bool holds; /* at its end */
	const char *why;
};

struct night {
	struct us us;
	int64_t now_ms, lost_ms, down_ms, answer_ms;
	uint32_t lost, fresh;
	unsigned changes;
};

static void play_second(struct night *n, const struct span *s)
{
	struct vantage v = {.port = "eth0",
			    .gateway = "192.0.2.1",
			    .gateway_state = s->gateway,
			    .references = s->references,
			    .references_lost = s->references_lost};
	struct us_count c = {.devices = 40, .lost = s->lost};

	n->now_ms += SECOND;
	if (s->lost > n->lost) {
		n->fresh = s->lost - n->lost;
		n->lost_ms = n->now_ms;
	}
	n->lost = s->lost;
	if (!s->port_down)
		n->down_ms = 0;
	else if (!n->down_ms)
		n->down_ms = n->now_ms;
	if (!s->quiet && s->lost < 40)
		n->answer_ms = n->now_ms;
	v.port_down_ms = n->down_ms;
	c.answer_ms = n->answer_ms;
	c.fresh = s->lost && n->now_ms - n->lost_ms <= US_MASS_MS ? n->fresh : 0;
	n->changes += us_judge(&n->us, &v, &c, n->now_ms);
}

static void play(const struct span *spans, unsigned n_spans, unsigned changes)
{
	struct night n = {.now_ms = T0};

	for (unsigned i = 0; i < n_spans; i++) {
		for (unsigned k = 0; k < spans[i].seconds; k++)
			play_second(&n, &spans[i]);
		if (n.us.holds != spans[i].holds)
			fail_msg("span %u: holds is %d", i, n.us.holds);
		assert_int_equal(n.us.since_ms != 0, n.us.holds);
		if (spans[i].why)
			assert_string_equal(n.us.why, spans[i].why);
	}
	assert_int_equal(n.changes, changes);
}

#define PLAY(CHANGES, ...)                                                             \
	do {                                                                           \
		const struct span spans[] = {__VA_ARGS__};                             \
		play(spans, sizeof spans / sizeof *spans, CHANGES);                    \
	} while (0)

static void a_port_that_is_down_and_nobody_answers_is_us(void **state)
{
	(void)state;
	PLAY(1, {.seconds = 10, .gateway = GATEWAY_OK},
	     {.seconds = 1, .port_down = true, .quiet = true, .holds = false},
	     {.seconds = 1,
	      .port_down = true,
	      .quiet = true,
	      .holds = true,
	      .why = "port eth0 down"});
}

static void a_port_that_is_down_while_others_answer_is_not(void **state)
{
	(void)state;
	PLAY(0, {.seconds = 10}, {.seconds = 30, .port_down = true});
}

static void no_way_to_anybody_is_us_from_the_start(void **state)
{
	struct vantage v = {.port_down_ms = T0};
	struct us_count none = {0};
	struct us us = {0};

	(void)state;
	assert_false(us_judge(&us, &v, &none, T0));
	assert_true(us_judge(&us, &v, &none, T0 + 2 * SECOND));
	assert_string_equal(us.why, "no route to any device");
	v.port_down_ms = 0;
	for (int i = 0; i < 60; i++)
		assert_false(us_judge(&us, &v, &none, T0 + (3 + i) * SECOND));
	assert_true(us_judge(&us, &v, &none, T0 + 63 * SECOND));
	assert_false(us.holds);
}

static void nearly_all_and_the_gateway_is_us(void **state)
{
	(void)state;
	PLAY(1, {.seconds = 10, .gateway = GATEWAY_OK},
	     {.seconds = 5, .lost = 38, .gateway = GATEWAY_OK},
	     {.seconds = 1,
	      .lost = 38,
	      .gateway = GATEWAY_LOST,
	      .holds = true,
	      .why = "gateway 192.0.2.1 lost with 38 of 40 devices"});
}

static void the_kernel_may_take_a_minute_to_miss_the_gateway(void **state)
{
	(void)state;
	PLAY(1, {.seconds = 10, .gateway = GATEWAY_OK},
	     {.seconds = 55, .lost = 40, .gateway = GATEWAY_OK},
	     {.seconds = 1, .lost = 40, .gateway = GATEWAY_LOST, .holds = true});
}

static void nearly_all_alone_is_the_network(void **state)
{
	(void)state;
	PLAY(0, {.seconds = 10, .gateway = GATEWAY_OK},
	     {.seconds = 300, .lost = 40, .gateway = GATEWAY_OK});
	PLAY(0, {.seconds = 10}, {.seconds = 300, .lost = 40}); /* gateway unknown */
}

static void the_gateway_alone_is_a_gateway(void **state)
{
	(void)state;
	PLAY(0, {.seconds = 10, .gateway = GATEWAY_OK},
	     {.seconds = 300, .gateway = GATEWAY_LOST});
}

static void less_than_four_fifths_is_the_network(void **state)
{
	(void)state;
	PLAY(0, {.seconds = 10}, {.seconds = 60, .lost = 31, .gateway = GATEWAY_LOST});
	PLAY(1, {.seconds = 10},
	     {.seconds = 60, .lost = 32, .gateway = GATEWAY_LOST, .holds = true});
}

static void what_was_lost_before_does_not_count(void **state)
{
	(void)state;
	PLAY(1, {.seconds = 10}, {.seconds = 60, .lost = 20},
	     {.seconds = 5, .lost = 36, .gateway = GATEWAY_LOST, .holds = true});
	PLAY(0, {.seconds = 10}, {.seconds = 60, .lost = 20},
	     {.seconds = 60, .lost = 35, .gateway = GATEWAY_LOST});
}

static void with_references_two_of_three_decide(void **state)
{
	(void)state;
	PLAY(1, {.seconds = 10, .references = 3},
	     {.seconds = 5, .lost = 40, .references = 3, .references_lost = 1},
	     {.seconds = 1,
	      .lost = 40,
	      .references = 3,
	      .references_lost = 2,
	      .holds = true,
	      .why = "2 of 3 references lost with 40 of 40 devices"});
}

static void with_references_the_gateway_is_not_asked(void **state)
{
	(void)state;
	PLAY(0, {.seconds = 10, .references = 3},
	     {.seconds = 90,
	      .lost = 40,
	      .references = 3,
	      .references_lost = 1,
	      .gateway = GATEWAY_LOST});
}

static void references_alone_are_their_own_trouble(void **state)
{
	(void)state;
	PLAY(0, {.seconds = 10, .references = 3},
	     {.seconds = 90, .references = 3, .references_lost = 3});
}

static void it_is_over_when_half_is_back_for_a_minute(void **state)
{
	(void)state;
	PLAY(2, {.seconds = 10},
	     {.seconds = 5, .lost = 40, .gateway = GATEWAY_LOST, .holds = true},
	     {.seconds = 100, .lost = 21, .gateway = GATEWAY_LOST, .holds = true},
	     {.seconds = 60, .lost = 20, .gateway = GATEWAY_LOST, .holds = true},
	     {.seconds = 1, .lost = 20, .gateway = GATEWAY_LOST});
}

static void a_break_begins_the_minute_anew(void **state)
{
	(void)state;
	PLAY(1, {.seconds = 10},
	     {.seconds = 5, .lost = 40, .gateway = GATEWAY_LOST, .holds = true},
	     {.seconds = 50, .lost = 10, .gateway = GATEWAY_LOST, .holds = true},
	     {.seconds = 1, .lost = 40, .gateway = GATEWAY_LOST, .holds = true},
	     {.seconds = 60, .lost = 10, .gateway = GATEWAY_LOST, .holds = true});
}

static void without_a_witness_it_is_the_network_after_a_minute(void **state)
{
	(void)state;
	PLAY(2, {.seconds = 10},
	     {.seconds = 5, .lost = 40, .gateway = GATEWAY_LOST, .holds = true},
	     {.seconds = 60, .lost = 40, .gateway = GATEWAY_OK, .holds = true},
	     {.seconds = 1, .lost = 40, .gateway = GATEWAY_OK});
}

static void while_the_port_is_down_it_is_not_over(void **state)
{
	(void)state;
	PLAY(1, {.seconds = 10},
	     {.seconds = 5, .port_down = true, .quiet = true, .holds = true},
	     {.seconds = 300,
	      .lost = 10,
	      .quiet = true,
	      .port_down = true,
	      .holds = true});
}

static void devices_are_counted_once_they_have_answered(void **state)
{
	struct world *w = *state;
	struct us_look look = {0};
	struct us_count c;

	for (int i = 0; i < 5; i++) {
		char name[8];

		snprintf(name, sizeof name, "d%d", i);
		world_dev(w, name, NONE, NONE);
	}
	for (dev_id d = 0; d < 4; d++)
		world_up(w, d);
	w->net.dev[3].planned = true;
	w->now += 5 * SECOND;
	world_down(w, 0);
	assert_true(us_look(&look, &w->net, w->now, 5, &c));
	assert_int_equal(c.devices, 3);
	assert_int_equal(c.lost, 1);
	assert_int_equal(c.fresh, 1);
	assert_int_equal(c.answer_ms, T0);
	assert_true(us_look(&look, &w->net, w->now + MINUTE, 100, &c));
	assert_int_equal(c.lost, 1);
	assert_int_equal(c.fresh, 0);
}

static void a_hundred_thousand_are_counted_in_slices(void **state)
{
	struct world *w = *state;
	struct us_look look = {0};
	struct us_count c = {0};

	for (int i = 0; i < 5; i++) {
		char name[8];

		snprintf(name, sizeof name, "d%d", i);
		world_dev(w, name, NONE, NONE);
		world_up(w, (dev_id)i);
	}
	for (dev_id at = 2; at < 5; at += 2) {
		assert_false(us_look(&look, &w->net, w->now, 2, &c));
		assert_int_equal(look.at, at);
		assert_int_equal(look.sum.devices, at);
		assert_int_equal(c.devices, 0); /* not told yet */
	}
	assert_true(us_look(&look, &w->net, w->now, 2, &c));
	assert_int_equal(c.devices, 5);
	assert_int_equal(look.at, 0);
}

/* --- what it does to alerts --- */

static void us_rules(struct world *w)
{
	world_lost_rules(w);
	world_rule(w, (struct rule){.check = CHECK_CPU,
				    .severity = SEV_WARNING,
				    .enter = 85,
				    .clear = 75,
				    .text = "CPU %v"});
	world_rule(w, (struct rule){.check = CHECK_US,
				    .severity = SEV_CRITICAL,
				    .text = "blind: %r"});
}

static void blind(struct world *w, const char *why)
{
	w->net.health.blind = why;
	w->net.health.blind_ms = why ? w->now : 0;
	alerts_judge_watch(&w->alerts, &w->net.health, "EU-NOC", w->now, &w->events);
	world_again(w);
}

static uint32_t four_devices(struct world *w)
{
	site_id site = world_site(w, "AMS");

	us_rules(w);
	for (int i = 0; i < 4; i++) {
		char name[8];

		snprintf(name, sizeof name, "d%d", i);
		world_dev(w, name, site, NONE);
	}
	w->net.dev[0].cpu_pct = 97;
	for (dev_id d = 0; d < 4; d++)
		world_up(w, d);
	w->now += 5 * SECOND;
	return 4;
}

static uint32_t shown(const struct world *w)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < w->alerts.n; i++)
		n += w->alerts.row[i]->state != ALERT_CLEARED &&
		     !w->alerts.row[i]->suppressed;
	return n;
}

static void while_it_holds_one_row_stands_for_all(void **state)
{
	struct world *w = *state;
	const struct alert *us;

	four_devices(w);
	assert_int_equal(shown(w), 1); /* a CPU */
	blind(w, "port eth0 down");
	us = world_alert(w, "EU-NOC", "", CHECK_US);
	assert_non_null(us);
	assert_int_equal(us->subject, SUBJECT_WATCH);
	assert_string_equal(us->text, "blind: port eth0 down");
	for (dev_id d = 0; d < 4; d++)
		world_down(w, d);
	world_pass(w, 15 * SECOND);
	assert_int_equal(world_alert(w, "AMS", "", CHECK_SITE_ISOLATED)->cover,
			 COVER_BLIND);
	assert_int_equal(shown(w), 1);
	assert_int_equal(us->hides, 6);
	assert_int_equal(world_count(w, EVENT_OPENED), 2); /* the CPU's, and it */
}

static void after_it_everything_is_asked_before_it_shows(void **state)
{
	struct world *w = *state;

	four_devices(w);
	blind(w, "port eth0 down");
	for (dev_id d = 0; d < 4; d++)
		world_down(w, d);
	world_pass(w, 15 * SECOND);
	w->alerts.ask_n = 0;
	w->now += SECOND;
	blind(w, NULL);
	assert_null(world_alert(w, "EU-NOC", "", CHECK_US));
	for (dev_id d = 0; d < 4; d++)
		world_judge(w, d);
	assert_int_equal(w->alerts.ask_n, 4); /* of the site that seems lost */
	assert_int_equal(shown(w), 0);
	for (int i = 0; i < 5; i++) {
		w->now += SECOND;
		for (dev_id d = 0; d < 4; d++)
			world_judge(w, d);
	}
	assert_int_equal(shown(w), 0); /* nobody was asked yet */
	for (dev_id d = 0; d < 3; d++)
		world_up(w, d);
	world_fail(w, 3, REASON_TIMEOUT);
	world_pass(w, 3 * MINUTE);
	assert_int_equal(world_live(w), 2); /* the CPU, and d3 by itself */
	assert_false(world_alert(w, "d3", "", CHECK_UNREACHABLE)->suppressed);
	assert_int_equal(world_count(w, EVENT_RESUMED), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_port_that_is_down_and_nobody_answers_is_us),
		cmocka_unit_test(a_port_that_is_down_while_others_answer_is_not),
		cmocka_unit_test(no_way_to_anybody_is_us_from_the_start),
		cmocka_unit_test(nearly_all_and_the_gateway_is_us),
		cmocka_unit_test(the_kernel_may_take_a_minute_to_miss_the_gateway),
		cmocka_unit_test(nearly_all_alone_is_the_network),
		cmocka_unit_test(the_gateway_alone_is_a_gateway),
		cmocka_unit_test(less_than_four_fifths_is_the_network),
		cmocka_unit_test(what_was_lost_before_does_not_count),
		cmocka_unit_test(with_references_two_of_three_decide),
		cmocka_unit_test(with_references_the_gateway_is_not_asked),
		cmocka_unit_test(references_alone_are_their_own_trouble),
		cmocka_unit_test(it_is_over_when_half_is_back_for_a_minute),
		cmocka_unit_test(a_break_begins_the_minute_anew),
		cmocka_unit_test(without_a_witness_it_is_the_network_after_a_minute),
		cmocka_unit_test(while_the_port_is_down_it_is_not_over),
		WORLD_TEST(devices_are_counted_once_they_have_answered),
		WORLD_TEST(a_hundred_thousand_are_counted_in_slices),
		WORLD_TEST(while_it_holds_one_row_stands_for_all),
		WORLD_TEST(after_it_everything_is_asked_before_it_shows),
	};

	return cmocka_run_group_tests_name("us", tests, NULL, NULL);
}

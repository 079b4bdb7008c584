/* The watch's side of the history: slices that are bounded, a walk that comes round in
 * time, nothing lost while the journal takes it. */
#include "tests/model/fixture.h"

#include <poll.h>

#include "probes/base/clock.h"
#include "probes/model/series.h"
#include "tui/remember.h"

#define DEVS 10000
#define LINKS                                                                          \
	2 /* of each device that matter: 80,000 series of them, 50,000 of health */

static bool ready;

static void on_ready(void *ctx, uint64_t next_alert)
{
	(void)ctx, (void)next_alert;
	ready = true;
}

static void on_durable(void *ctx, uint64_t seq)
{
	(void)ctx, (void)seq;
}

static void on_words(void *ctx, const char *words)
{
	(void)ctx, (void)words;
}

static void on_came(void *ctx)
{
	++*(int *)ctx;
}

static const struct journal_calls calls = {.ready = on_ready,
					   .durable = on_durable,
					   .trouble = on_words,
					   .notice = on_words};

static void turn(struct journal *j, int ms)
{
	struct pollfd p = {journal_fd(j), POLLIN, 0};

	if (poll(&p, 1, ms) > 0)
		journal_readable(j);
}

static struct journal *open_journal(void)
{
	int64_t until_ms = clock_mono_ms() + 30000;
	struct journal *j;

	ready = false;
	j = journal_open(NULL, 0, &calls, NULL);
	while (!ready) {
		assert_true(clock_mono_ms() < until_ms);
		turn(j, 100);
	}
	return j;
}

static void fill(struct network *net, uint32_t devs, int64_t at_ms)
{
	for (dev_id d = 0; d < devs; d++) {
		net->dev[d].cpu_pct = 20;
		net->dev[d].mem_pct = 30;
		for (uint32_t i = 0; i < net->dev[d].if_n; i++)
			net->ifs.in_bps[net->dev[d].if_first + i] = 1e6F;
		series_step(net, d, at_ms);
	}
}

static void make(struct network *net, uint32_t devs)
{
	char name[16];

	for (uint32_t d = 0; d < devs; d++) {
		snprintf(name, sizeof name, "d%u", d);
		add_dev(net, name, NONE);
		add_interfaces(net, d, LINKS);
		for (uint32_t i = 0; i < LINKS; i++)
			net->ifs.flags[net->dev[d].if_first + i] |= IFF_UPLINK;
	}
}

static void ten_thousand_devices_are_written_in_slices_and_none_is_lost(void **state)
{
	struct network *net = *state;
	struct journal *j = open_journal();
	int64_t until_ms = clock_mono_ms() + 60000, at = T0;
	struct remember r;
	int came = 0, ticks = 0, rounds = 0;

	make(net, DEVS);
	fill(net, DEVS, at);
	fill(net, DEVS, at + 300000);
	remember_open(&r, net, j, on_came, &came);
	assert_true(remember_places(net) <=
		    (DEVS * (LINKS + ROLLUP_OF_DEV)) / 60 + REMEMBER_LEAST);
	while (rounds < 1) {
		dev_id before = r.walk.dev;

		assert_true(clock_mono_ms() < until_ms);
		if (!journal_batch_room(j)) {
			turn(j, 100);
			continue;
		}
		remember_tick(&r, at + 301000 + ticks * 1000);
		ticks++;
		rounds += r.walk.dev < before;
		/* No slice takes more places than its share, whatever the network. */
		assert_true(r.walk.dev < before ||
			    r.walk.dev - before <= remember_places(net) / 5 + 1);
	}
	assert_true(ticks >= 20 && ticks <= 70); /* a minute */
	fill(net, DEVS, at + 600000);
	assert_int_equal(rollup_lost(net), 0);
	remember_close(&r);
	journal_close(j, 30000);
}

static void a_large_network_does_not_make_a_slice_large(void **state)
{
	struct network *net = *state;

	net->ifs.n = 48000000;
	assert_int_equal(remember_places(net), REMEMBER_MOST);
	net->ifs.n = 0;
	assert_int_equal(remember_places(net), REMEMBER_LEAST);
}

static void what_is_gathered_goes_at_the_end_and_what_is_wanted_comes(void **state)
{
	struct network *net = *state;
	struct journal *j = open_journal();
	int64_t now_ms = clock_wall_ms(), until_ms = clock_mono_ms() + 30000;
	const struct recalled *got = NULL;
	enum recall_state how;
	struct remember r;
	int came = 0;

	make(net, 3);
	fill(net, 3, now_ms);
	remember_open(&r, net, j, on_came, &came);
	remember_finish(&r, 30000);
	while (!journal_batch_room(j)) {
		assert_true(clock_mono_ms() < until_ms);
		turn(j, 100);
	}
	while (!got) {
		assert_true(clock_mono_ms() < until_ms);
		got = recall_want(r.recall, "d2", "if1", ROLLUP_IN, RECALL_DAY, now_ms,
				  &how);
		remember_ask(&r);
		turn(j, 100);
	}
	assert_int_equal(came, 1);
	assert_true(fabsf(got->mean[now_ms / 300000 - got->first] / 1e6F - 1) < 0.01F);
	assert_int_equal(rollup_lost(net), 0);
	remember_close(&r);
	journal_close(j, 30000);
}

static void tick_until_taken(struct remember *r, int64_t now_ms)
{
	int64_t until_ms = clock_mono_ms() + 30000;

	while (!journal_batch_room(r->journal)) {
		assert_true(clock_mono_ms() < until_ms);
		turn(r->journal, 100);
	}
	remember_tick(r, now_ms);
}

/* The first lesson comes before the first poll. */
static void what_had_no_place_at_first_is_learnt_a_minute_later(void **state)
{
	struct network *net = *state;
	struct journal *j = open_journal();
	int64_t now_ms = clock_wall_ms(), until_ms = clock_mono_ms() + 30000;
	uint32_t day = (uint32_t)(now_ms / 86400000);
	struct remember r;
	int came = 0;

	for (uint32_t h = 0; h < 24; h++)
		journal_batch_add(j, &(struct rollup_row){"d0", "if1", ROLLUP_IN,
							  (day - 1) * 288 + h * 12, 1,
							  1, ROLLUP_WHOLE});
	journal_batch_send(j);
	remember_open(&r, net, j, on_came, &came);
	tick_until_taken(&r, now_ms);
	assert_int_equal(r.lessons, 1);
	make(net, 1);
	fill(net, 1, now_ms);
	tick_until_taken(&r, now_ms + 30000);
	assert_int_equal(r.lessons, 1);
	tick_until_taken(&r, now_ms + 60000);
	assert_int_equal(r.lessons, 2);
	while (rollup_of_if(net, 0, ROLLUP_IN)->learnt.days == 0) {
		assert_true(clock_mono_ms() < until_ms);
		turn(j, 100);
	}
	tick_until_taken(&r, now_ms + 360000);
	assert_int_equal(r.lessons, 3);
	for (int64_t ms = 361000; ms < 361000 + 9000000; ms += 60000)
		tick_until_taken(&r, now_ms + ms);
	assert_in_range(r.lessons, 5, 6); /* then by the hour: two or three more */
	remember_close(&r);
	journal_close(j, 30000);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		MODEL_TEST(ten_thousand_devices_are_written_in_slices_and_none_is_lost),
		MODEL_TEST(a_large_network_does_not_make_a_slice_large),
		MODEL_TEST(what_is_gathered_goes_at_the_end_and_what_is_wanted_comes),
		MODEL_TEST(what_had_no_place_at_first_is_learnt_a_minute_later),
	};

	return cmocka_run_group_tests_name("remember", tests, NULL, NULL);
}

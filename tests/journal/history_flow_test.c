/* Roll-ups on their way to the keeper and ranges on their way back: they wait for
 * nobody and nobody waits for them. */
#include "tests/journal/fixture.h"

#include <math.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probes/journal/history.h"

struct answer {
	struct recalled range;
	struct learnt learnt;
	char name[64];
	uint32_t tag, ranges, failed, learnt_n, ends;
};

static void on_range(void *ctx, uint32_t tag, const struct recalled *r)
{
	struct answer *a = ctx;

	a->tag = tag;
	a->ranges++;
	a->failed += r == NULL;
	if (r)
		a->range = *r;
}

static void on_lesson(void *ctx, const char *name, const char *entity,
		      enum rollup_kind kind, const struct learnt *learnt)
{
	struct answer *a = ctx;

	a->ends += name == NULL;
	if (!name)
		return;
	a->learnt_n++;
	a->learnt = *learnt;
	snprintf(a->name, sizeof a->name, "%s/%s/%s", name, entity, rollup_name(kind));
}

/* When the tests began: one may go on behind the end of its slot. */
static uint32_t slot_now(void)
{
	static uint32_t begun;

	if (!begun)
		begun = (uint32_t)(clock_wall_ms() / 1000 / ROLLUP_SLOT_S);
	return begun;
}

static bool add(struct fixture *x, const char *entity, enum rollup_kind kind,
		uint32_t slot, float v)
{
	return journal_batch_add(x->j, &(struct rollup_row){"fra", entity, kind, slot,
							    v, v, ROLLUP_WHOLE});
}

static void send_batch(struct fixture *x)
{
	journal_batch_send(x->j);
	UNTIL(x, journal_batch_room(x->j));
}

static void ask(struct fixture *x, struct answer *a, const char *entity,
		enum rollup_kind kind, enum recall_range range)
{
	uint32_t before = a->ranges;
	struct recall_wish wish = {++a->tag, "fra", entity, kind, range};

	journal_ask_range(x->j, &wish, on_range, a);
	UNTIL(x, a->ranges > before);
}

/* The value of a slot that is so old; NAN none. */
static float slot_of(const struct answer *a, uint32_t ago)
{
	return a->range.mean[slot_now() - ago - a->range.first];
}

static void what_is_sent_is_there_and_after_a_restart_still(void **state)
{
	struct fixture *x = *state;
	struct answer a = {.tag = 6};

	open_journal(x);
	assert_true(add(x, "xe-0", ROLLUP_IN, slot_now() - 3, 5e8F));
	assert_true(add(x, "xe-0", ROLLUP_OUT, slot_now() - 3, 1e8F));
	send_batch(x);
	ask(x, &a, "xe-0", ROLLUP_IN, RECALL_DAY);
	assert_int_equal(a.tag, 7);
	assert_int_equal(a.range.n, RECALL_DAY_SLOTS);
	assert_true(fabsf(slot_of(&a, 3) / 5e8F - 1) < 0.001F);
	assert_true(isnan(slot_of(&a, 4)));
	assert_int_equal(a.range.p95_of, 1);
	close_journal(x);
	open_journal(x);
	ask(x, &a, "xe-0", ROLLUP_OUT, RECALL_DAY);
	assert_true(fabsf(slot_of(&a, 3) / 1e8F - 1) < 0.001F);
	ask(x, &a, "xe-0", ROLLUP_OUT, RECALL_MONTH);
	assert_int_equal(a.range.n, RECALL_MONTH_SLOTS);
	ask(x, &a, "nobody", ROLLUP_OUT, RECALL_MONTH);
	assert_true(isnan(a.range.mean[719]));
	assert_int_equal(a.failed, 0);
}

static void the_demo_remembers_in_memory(void **state)
{
	struct fixture *x = *state;
	struct answer a = {.tag = 0};

	x->j = journal_open(NULL, 0, &calls, x);
	UNTIL(x, x->ready);
	add(x, "", ROLLUP_CPU, slot_now(), 40);
	send_batch(x);
	ask(x, &a, "", ROLLUP_CPU, RECALL_DAY);
	assert_true(fabsf(slot_of(&a, 0) - 40) < 0.1F);
}

static void one_batch_is_under_way_at_a_time_and_it_is_bounded(void **state)
{
	struct fixture *x = *state;
	char entity[32];
	uint32_t n = 0;

	open_journal(x);
	for (;; n++) {
		snprintf(entity, sizeof entity, "if%u", n);
		if (!add(x, entity, ROLLUP_ERRORS, slot_now(), 1))
			break;
	}
	assert_true(n > 1000 && n * 20 < JOURNAL_BATCH_BYTES);
	journal_batch_send(x->j);
	assert_false(journal_batch_room(x->j));
	assert_false(add(x, "one more", ROLLUP_ERRORS, slot_now(), 1));
	UNTIL(x, journal_batch_room(x->j));
	assert_true(add(x, "one more", ROLLUP_ERRORS, slot_now(), 1));
}

static void a_disk_that_stalls_holds_up_neither_polls_nor_events(void **state)
{
	struct fixture *x = *state;
	int keeper;

	open_journal(x);
	keeper = journal_pid(x->j);
	put(x, "before");
	UNTIL(x, x->durable == 1);
	kill(keeper, SIGSTOP);
	add(x, "", ROLLUP_CPU, slot_now(), 40);
	journal_batch_send(x->j);
	for (int i = 0; i < 100; i++) {
		put(x, "while it stands still");
		journal_readable(x->j); /* returns at once: or this hangs for ever */
		assert_false(add(x, "", ROLLUP_CPU, slot_now() + 1, 41));
	}
	assert_int_equal(journal_backlog(x->j), 100);
	kill(keeper, SIGCONT);
	UNTIL(x, x->durable == 101 && journal_batch_room(x->j));
	assert_int_equal(read_all(x).n, 101);
	assert_int_equal(x->trouble_n, 0);
}

static void a_keeper_that_is_killed_costs_its_batch_which_is_counted(void **state)
{
	struct fixture *x = *state;
	struct answer a = {.tag = 0};
	uint64_t seq;

	open_journal(x);
	add(x, "", ROLLUP_CPU, slot_now(), 40);
	send_batch(x);
	kill(journal_pid(x->j), SIGSTOP);
	add(x, "", ROLLUP_CPU, slot_now(), 80);
	add(x, "", ROLLUP_RTT, slot_now(), 1);
	journal_batch_send(x->j);
	seq = put(x, "around");
	journal_readable(x->j);
	kill(journal_pid(x->j), SIGKILL);
	UNTIL(x, x->durable == seq);
	assert_int_equal(journal_batch_lost(x->j), 2);
	assert_int_equal(read_all(x).n, 1);
	assert_true(journal_batch_room(x->j));
	add(x, "", ROLLUP_CPU, slot_now(), 30);
	send_batch(x);
	ask(x, &a, "", ROLLUP_CPU, RECALL_DAY);
	assert_true(isfinite(slot_of(&a, 0)));
}

static void who_asks_a_keeper_that_ends_is_told_so(void **state)
{
	struct fixture *x = *state;
	struct answer a = {.tag = 0};
	struct recall_wish wish = {9, "fra", "", ROLLUP_CPU, RECALL_DAY};

	open_journal(x);
	kill(journal_pid(x->j), SIGSTOP);
	journal_ask_range(x->j, &wish, on_range, &a);
	journal_ask_lesson(x->j, on_lesson, &a);
	kill(journal_pid(x->j), SIGKILL);
	UNTIL(x, a.ranges && a.ends);
	assert_int_equal(a.failed, 1);
	assert_int_equal(a.tag, 9);
	journal_ask_range(x->j, &wish, on_range, &a); /* and while there is none */
	assert_int_equal(a.failed, 2);
}

static void a_full_disk_costs_history_and_no_event(void **state)
{
	struct fixture *x = *state;
	struct answer a = {.tag = 0};
	struct rlimit full = {1, RLIM_INFINITY}, room = {RLIM_INFINITY, RLIM_INFINITY};

	open_journal(x);
	put(x, "before");
	UNTIL(x, x->durable == 1);
	assert_int_equal(prlimit(journal_pid(x->j), RLIMIT_FSIZE, &full, NULL), 0);
	for (uint32_t i = 0; i < 6; i++) { /* older rows have to give way */
		add(x, "", ROLLUP_CPU, slot_now() - 6 + i, 40);
		send_batch(x);
	}
	put(x, "while full");
	UNTIL(x, x->trouble_n > 0);
	assert_int_equal(prlimit(journal_pid(x->j), RLIMIT_FSIZE, &room, NULL), 0);
	UNTIL(x, x->durable == 2);
	ask(x, &a, "", ROLLUP_CPU, RECALL_DAY);
	assert_true(isfinite(slot_of(&a, 1))); /* what had not to give way is there */
	assert_int_equal(read_all(x).n, 2);
}

/* Six weeks of hours through the front door: what is learnt comes back by name. */
static void what_the_past_says_is_learnt(void **state)
{
	struct fixture *x = *state;
	struct answer a = {.tag = 0};
	uint32_t hour = slot_now() / 12;

	open_journal(x);
	for (uint32_t back = 7 * 168; back > 0; back--) {
		/* 20 ms, but at this hour of each week 80 */
		float rtt = (back + 1) % 168 <= 2 ? 80 : 20;

		while (!add(x, "", ROLLUP_RTT, (hour - back) * 12, rtt))
			send_batch(x);
	}
	send_batch(x);
	journal_ask_lesson(x->j, on_lesson, &a);
	UNTIL(x, a.ends == 1);
	assert_int_equal(a.learnt_n, 1);
	assert_string_equal(a.name, "fra//rtt");
	assert_int_equal(a.learnt.weeks, 6);
	assert_true(fabsf(a.learnt.usual - 80) < 0.5F);
}

static void growth_is_learnt_and_so_is_that_it_is_too_early(void **state)
{
	struct fixture *x = *state;
	struct answer a = {.tag = 0};
	uint32_t day = slot_now() / 288;

	open_journal(x);
	for (uint32_t back = 30; back > 0; back--)
		for (uint32_t h = 0; h < 24; h++) /* busiest at 20 o'clock */
			while (!add(x, "xe-0", ROLLUP_IN, (day - back) * 288 + h * 12,
				    (h == 20 ? 1 : 0.3F) * 1e7F * (float)(100 - back)))
				send_batch(x);
	send_batch(x);
	journal_ask_lesson(x->j, on_lesson, &a);
	UNTIL(x, a.ends == 1);
	assert_int_equal(a.learnt.days, 30);
	assert_true(fabsf(a.learnt.slope / 1e7F - 1) < 0.05F);
	assert_true(fabsf(a.learnt.level / 99e7F - 1) < 0.02F);
	assert_true(isnan(a.learnt.usual) && isnan(a.learnt.today));
	for (uint32_t h = 0; h < 24; h++) {
		add(x, "", ROLLUP_MEMORY, (day - 1) * 288 + h * 12, 50);
	}
	send_batch(x);
	journal_ask_lesson(x->j, on_lesson, &a);
	UNTIL(x, a.ends == 2);
	assert_string_equal(a.name, "fra//memory");
	assert_int_equal(a.learnt.days, 1);
	assert_true(isnan(a.learnt.level));
}

static void errors_of_a_day_are_held_against_the_days_before(void **state)
{
	struct fixture *x = *state;
	struct answer a = {.tag = 0};
	uint32_t hour = slot_now() / 12;

	open_journal(x);
	for (uint32_t back = 8 * 24; back-- > 0;)
		add(x, "xe-0", ROLLUP_ERRORS, (hour - back) * 12, back < 24 ? 9 : 2);
	send_batch(x);
	journal_ask_lesson(x->j, on_lesson, &a);
	UNTIL(x, a.ends == 1);
	assert_true(fabsf(a.learnt.before - 2) < 0.01F);
	assert_true(fabsf(a.learnt.today - 9) < 0.01F);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(what_is_sent_is_there_and_after_a_restart_still),
		TEST(the_demo_remembers_in_memory),
		TEST(one_batch_is_under_way_at_a_time_and_it_is_bounded),
		TEST(a_disk_that_stalls_holds_up_neither_polls_nor_events),
		TEST(a_keeper_that_is_killed_costs_its_batch_which_is_counted),
		TEST(who_asks_a_keeper_that_ends_is_told_so),
		TEST(a_full_disk_costs_history_and_no_event),
		TEST(what_the_past_says_is_learnt),
		TEST(growth_is_learnt_and_so_is_that_it_is_too_early),
		TEST(errors_of_a_day_are_held_against_the_days_before),
	};

	return cmocka_run_group_tests_name("history_flow", tests, NULL, NULL);
}

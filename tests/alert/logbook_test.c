/* Logs are paged from the journal, grow by what happens, and are bounded. */
#include "probes/alert/logbook.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

static int setup(void **state)
{
	*state = logbook_open();
	return 0;
}

static int teardown(void **state)
{
	logbook_close(*state);
	return 0;
}

static struct event an_event(uint64_t seq, const char *name)
{
	static char text[32];

	snprintf(text, sizeof text, "event %d", (int)seq);
	return (struct event){
		.seq = seq, .kind = EVENT_COMMENTED, .name = name, .text = text};
}

/* Answer what is wished for as a journal with events 1 to last of "d" would. */
static uint32_t answer(struct logbook *b, uint64_t last)
{
	struct logbook_wish wish;
	uint32_t wishes = 0;

	while (logbook_next(b, &wish)) {
		uint64_t to = wish.before ? wish.before - 1 : last;
		uint64_t from = to > wish.max ? to - wish.max + 1 : 1;

		for (uint64_t seq = from; seq <= to; seq++) {
			struct event e = an_event(seq, "d");

			logbook_take(b, wish.id, &e);
		}
		logbook_take(b, wish.id, NULL);
		wishes++;
	}
	return wishes;
}

static void a_page_comes_when_it_was_asked_for(void **state)
{
	struct logbook_log *l = logbook_want(*state, "", "", 1);

	assert_int_equal(logbook_state(l), LOG_ASKING);
	assert_int_equal(logbook_n(l), 0);
	assert_int_equal(answer(*state, 3), 1);
	assert_int_equal(logbook_state(l), LOG_WHOLE);
	assert_int_equal(logbook_n(l), 3);
	assert_int_equal(logbook_at(l, 0)->seq, 3);
	assert_string_equal(logbook_at(l, 2)->text, "event 1");
	assert_null(logbook_at(l, 3));
	assert_ptr_equal(logbook_want(*state, "", "", 2), l);
	assert_int_equal(answer(*state, 3), 0);
}

static void older_pages_follow_without_a_gap(void **state)
{
	struct logbook_log *l = logbook_want(*state, "", "", 1);

	answer(*state, 2500);
	assert_int_equal(logbook_n(l), 1000);
	assert_int_equal(logbook_state(l), LOG_MORE);
	logbook_older(l);
	assert_int_equal(answer(*state, 2500), 1);
	logbook_older(l);
	answer(*state, 2500);
	logbook_older(l); /* there is none */
	assert_int_equal(answer(*state, 2500), 0);
	assert_int_equal(logbook_state(l), LOG_WHOLE);
	assert_int_equal(logbook_n(l), 2500);
	for (uint32_t i = 0; i < 2500; i++)
		assert_int_equal(logbook_at(l, i)->seq, 2500 - i);
	assert_string_equal(logbook_find(l, 1234)->text, "event 1234");
	assert_null(logbook_find(l, 2501));
}

/* Those of one thing have gaps between them. */
static void every_event_is_found_whatever_is_missing_between(void **state)
{
	static const uint64_t seqs[] = {10, 13, 14, 20, 21, 40};
	struct logbook_log *l = logbook_want(*state, "", "", 1);
	uint64_t next = 0;

	answer(*state, 0);
	for (size_t i = 0; i < sizeof seqs / sizeof *seqs; i++) {
		struct event e = an_event(seqs[i], "d");

		logbook_add(*state, &e);
	}
	for (size_t i = 0; i < sizeof seqs / sizeof *seqs; next = seqs[i++] + 1) {
		for (uint64_t none = next; none < seqs[i]; none++)
			assert_null(logbook_find(l, none));
		assert_non_null(logbook_find(l, seqs[i]));
		assert_int_equal(logbook_find(l, seqs[i])->seq, seqs[i]);
	}
	assert_null(logbook_find(l, 41));
	assert_null(logbook_find(l, UINT64_MAX));
}

static void what_happens_is_added_once(void **state)
{
	struct logbook_log *all = logbook_want(*state, "", "", 1);
	struct logbook_log *other = logbook_want(*state, "e", "", 1);
	struct event e = an_event(11, "d");
	uint64_t before = logbook_generation(all);

	logbook_add(*state, &e); /* before the page comes, which has it, too */
	answer(*state, 11);
	assert_int_equal(logbook_n(all), 11);
	assert_true(logbook_generation(all) > before);
	assert_int_equal(logbook_at(all, 0)->seq, 11);
	assert_int_equal(logbook_n(other), 11); /* the answer's: the journal knows */
	e = an_event(12, "d");
	logbook_add(*state, &e);
	assert_int_equal(logbook_n(all), 12);
	assert_int_equal(logbook_n(other), 11);
}

static void logs_and_pages_are_bounded(void **state)
{
	struct logbook_log *l = logbook_want(*state, "first", "", 1);
	struct logbook_wish wish;

	assert_true(logbook_next(*state, &wish));
	for (int i = 0; i < LOGBOOK_LOGS; i++) {
		char name[8];

		snprintf(name, sizeof name, "%d", i);
		logbook_want(*state, name, "", 2 + i);
	}
	logbook_take(*state, wish.id, NULL); /* it is gone: no harm */
	l = logbook_want(*state, "", "", 100);
	answer(*state, 100000);
	for (int i = 0; i < 100; i++) {
		logbook_older(l);
		answer(*state, 100000);
	}
	assert_int_equal(logbook_n(l), LOGBOOK_PAGE * LOGBOOK_PAGES);
	assert_int_equal(logbook_state(l), LOG_FULL);
}

static void without_a_book_there_is_no_log(void **state)
{
	(void)state;
	assert_null(logbook_want(NULL, "", "", 1));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_page_comes_when_it_was_asked_for),
		TEST(older_pages_follow_without_a_gap),
		TEST(every_event_is_found_whatever_is_missing_between),
		TEST(what_happens_is_added_once),
		TEST(logs_and_pages_are_bounded),
		TEST(without_a_book_there_is_no_log),
	};
	return cmocka_run_group_tests_name("logbook", tests, NULL, NULL);
}

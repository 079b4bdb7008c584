/*
 * fixture: a journal in a folder of its own, and what it called.
 */
#ifndef NOCTOP_TESTS_JOURNAL_FIXTURE_H
#define NOCTOP_TESTS_JOURNAL_FIXTURE_H

#include "probes/journal/journal.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <poll.h>

#include "probes/base/clock.h"

#define PATIENCE_MS 30000

struct fixture {
	char folder[40], path[64];
	int64_t keep_ms; /* 0 for ever */
	struct journal *j;
	/* what was called */
	struct alert restored[8];
	char note[64], restored_text[64];
	struct window_row window;
	char window_name[64];
	struct baseline_row baseline;
	char baseline_was[64];
	uint32_t baseline_n;
	uint32_t window_n, restored_n, durable_n, trouble_n, notice_n;
	bool ready;
	uint64_t next_alert, durable;
	enum journal_refusal refused;
	char why[256], trouble[256], notice[512];
};

/* Let the journal work until *what is true (or at least so large). */
#define UNTIL(x, condition)                                                            \
	do {                                                                           \
		int64_t until_ms = clock_mono_ms() + PATIENCE_MS;                      \
		while (!(condition)) {                                                 \
			struct pollfd p_ = {journal_fd((x)->j), POLLIN, 0};            \
			assert_true(clock_mono_ms() < until_ms);                       \
			poll(&p_, 1, 100);                                             \
			journal_readable((x)->j);                                      \
		}                                                                      \
	} while (0)

#define TEST(f) cmocka_unit_test_setup_teardown(f, journal_setup, journal_teardown)
int journal_setup(void **state);
int journal_teardown(void **state);

extern const struct journal_calls calls; /* with a struct fixture for ctx */
void on_restored(void *ctx, const struct alert *);

void open_journal(struct fixture *); /* until ready or refused */
void close_journal(struct fixture *);
uint64_t put(struct fixture *, const char *text);
uint64_t put_alert(struct fixture *, enum event_kind, const struct alert *);
struct alert acknowledged(uint64_t id); /* by mk, with a note */

/* Events read; a NULL ends. */
struct read {
	uint32_t n;
	uint64_t first, last;
	bool ended;
	char text[64];
	struct event event; /* the last; its texts are gone */
};

void read_event(void *read, const struct event *);
struct read read_all(const struct fixture *); /* from the file */

#endif

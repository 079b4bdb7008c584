/* The rings of the history: what comes back, what does not grow, what survives. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <ftw.h>
#include <glob.h>
#include <math.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/journal/history_private.h"

#define T0 INT64_C(1800000000000) /* a whole hour; 2027-01-15 08:00 UTC, a Friday */
#define FIVE ((uint32_t)(T0 / 300000))
#define MIN INT64_C(60000)
#define HOUR (60 * MIN)
#define DAY (24 * HOUR)

struct fixture {
	char folder[40], path[64], file[80], notice[1024];
	struct history *h;
};

static int setup(void **state)
{
	struct fixture *x = calloc(1, sizeof *x);

	snprintf(x->folder, sizeof x->folder, "/tmp/noctop-history.XXXXXX");
	assert_non_null(mkdtemp(x->folder));
	snprintf(x->path, sizeof x->path, "%s/j.db", x->folder);
	snprintf(x->file, sizeof x->file, "%s.history", x->path);
	*state = x;
	return 0;
}

static int unlink_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static int teardown(void **state)
{
	struct fixture *x = *state;

	history_close(x->h, T0);
	nftw(x->folder, unlink_one, 8, FTW_DEPTH | FTW_PHYS);
	free(x);
	return 0;
}

#define HISTORY_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static void open_at(struct fixture *x, int64_t now_ms)
{
	x->h = history_open(x->path, now_ms, x->notice, sizeof x->notice);
}

static void close_at(struct fixture *x, int64_t now_ms)
{
	history_close(x->h, now_ms);
	x->h = NULL;
}

static void put(struct fixture *x, const char *entity, enum rollup_kind kind,
		int64_t at_ms, float mean, uint8_t cover)
{
	struct rollup_row row = {.name = "fra-core-01",
				 .entity = entity,
				 .kind = kind,
				 .slot = (uint32_t)(at_ms / 300000),
				 .mean = mean,
				 .extreme = mean * 2,
				 .cover = cover};

	history_take(x->h, &row, at_ms);
	assert_true(history_flush(x->h, at_ms));
}

/* Whole slots from T0 - ago on, until T0. */
static void fill(struct fixture *x, const char *entity, enum rollup_kind kind,
		 int64_t ago_ms, float (*value)(int64_t at_ms))
{
	for (int64_t at = T0 - ago_ms; at < T0; at += 5 * MIN)
		put(x, entity, kind, at, value(at), ROLLUP_WHOLE);
}

static struct recalled recall_at(const struct fixture *x, const char *entity,
				 enum rollup_kind kind, enum recall_range range,
				 int64_t now_ms)
{
	struct recalled r;

	history_recall(x->h, "fra-core-01", entity, kind, range, now_ms, &r);
	return r;
}

static void assert_near(float got, float want)
{
	if (!(fabsf(got - want) <= fabsf(want) * 0.001F))
		fail_msg("%g is not %g", (double)got, (double)want);
}

/* --- records -------------------------------------------------------------------------
 */

static void a_record_keeps_its_value_to_half_a_thousandth(void **state)
{
	static const struct {
		enum rollup_kind kind;
		float v;
	} values[] = {{ROLLUP_IN, 4e11F},	{ROLLUP_IN, 64000},
		      {ROLLUP_OUT, 0},		{ROLLUP_RTT, 0.35F},
		      {ROLLUP_RTT, 250},	{ROLLUP_CPU, 99.5F},
		      {ROLLUP_ERRORS, 0.02F},	{ROLLUP_LOSS, 100},
		      {ROLLUP_OPTICAL, -23.4F}, {ROLLUP_TEMPERATURE, -7.25F}};
	unsigned char bytes[HISTORY_RECORD];
	struct record r;

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		float v = values[i].v;

		record_put(bytes, values[i].kind, 7, &(struct record){v, v, 240});
		assert_true(record_get(bytes, values[i].kind, 7, &r));
		assert_true(fabsf(r.mean - v) <= fabsf(v) * 0.0005F + 0.0001F);
		assert_int_equal(r.cover, 240);
	}
}

static void a_record_of_another_slot_or_damaged_is_a_gap(void **state)
{
	unsigned char bytes[HISTORY_RECORD], zero[HISTORY_RECORD] = {0};
	struct record r;

	(void)state;
	record_put(bytes, ROLLUP_IN, 7, &(struct record){1e9F, 2e9F, 240});
	assert_false(record_get(bytes, ROLLUP_IN, 8, &r));
	for (int bit = 0; bit < HISTORY_RECORD * 8; bit++) {
		bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
		assert_false(record_get(bytes, ROLLUP_IN, 7, &r));
		bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
	assert_true(record_get(bytes, ROLLUP_IN, 7, &r));
	assert_false(record_get(zero, ROLLUP_IN, 0, &r));
}

static void parts_of_a_slot_are_put_together_by_their_cover(void **state)
{
	unsigned char bytes[HISTORY_RECORD] = {0};
	struct record r;

	(void)state;
	record_merge(bytes, ROLLUP_IN, 7, &(struct record){1000, 1500, 60});
	record_merge(bytes, ROLLUP_IN, 7, &(struct record){2000, 2500, 120});
	assert_true(record_get(bytes, ROLLUP_IN, 7, &r));
	assert_near(r.mean, 1666.7F);
	assert_near(r.extreme, 2500);
	assert_int_equal(r.cover, 180);
	record_merge(bytes, ROLLUP_IN, 8, &(struct record){1, 1, 240}); /* another */
	assert_true(record_get(bytes, ROLLUP_IN, 8, &r));
	assert_near(r.mean, 1);
}

/* --- ranges --------------------------------------------------------------------------
 */

static float by_day(int64_t at_ms)
{
	return 1e6F * (float)(1 + at_ms / HOUR % 24);
}

static void a_day_comes_back_by_five_minutes_gaps_and_all(void **state)
{
	struct fixture *x = *state;
	struct recalled r;

	open_at(x, T0);
	for (int64_t at = T0 - 12 * HOUR; at < T0; at += 5 * MIN)
		if (at < T0 - 2 * HOUR || at >= T0 - HOUR)
			put(x, "xe-0", ROLLUP_IN, at, by_day(at), 120);
	r = recall_at(x, "xe-0", ROLLUP_IN, RECALL_DAY, T0);
	assert_int_equal(r.n, 288);
	assert_int_equal(r.first, FIVE - 287);
	assert_true(isnan(r.mean[142]) && isnan(r.extreme[142])); /* before the first */
	assert_near(r.mean[143], by_day(T0 - 12 * HOUR));
	assert_near(r.extreme[143], 2 * by_day(T0 - 12 * HOUR));
	assert_int_equal(r.cover[143], 120);
	assert_true(isnan(r.mean[287 - 24]) && isnan(r.mean[287 - 13]));
	assert_near(r.mean[286], by_day(T0 - MIN));
	assert_true(isnan(r.mean[287])); /* has just begun */
}

static void hours_are_made_of_their_five_minutes(void **state)
{
	struct fixture *x = *state;
	struct recalled r;

	open_at(x, T0);
	for (int i = 0; i < 12; i++)
		put(x, "", ROLLUP_CPU, T0 - HOUR + i * 5 * MIN, (float)i, ROLLUP_WHOLE);
	for (int i = 0; i < 6; i++)
		put(x, "", ROLLUP_CPU, T0 - 2 * HOUR + i * 5 * MIN, 50, ROLLUP_WHOLE);
	r = recall_at(x, "", ROLLUP_CPU, RECALL_MONTH, T0);
	assert_int_equal(r.n, 720);
	assert_true(fabsf(r.mean[718] - 5.5F) < 0.02F);
	assert_near(r.extreme[718], 22);
	assert_int_equal(r.cover[718], ROLLUP_WHOLE);
	assert_near(r.mean[717], 50);
	assert_int_equal(r.cover[717], ROLLUP_WHOLE / 2);
	assert_true(isnan(r.mean[716]));
	assert_true(isnan(r.p95)); /* of traffic alone */
}

static void it_is_all_there_after_a_restart(void **state)
{
	struct fixture *x = *state;
	struct recalled r;

	open_at(x, T0);
	fill(x, "xe-0", ROLLUP_IN, 3 * HOUR, by_day);
	fill(x, "", ROLLUP_RTT, 3 * HOUR, by_day);
	close_at(x, T0);
	open_at(x, T0);
	assert_string_equal(x->notice, "");
	assert_int_equal(history_series(x->h), 2);
	r = recall_at(x, "xe-0", ROLLUP_IN, RECALL_DAY, T0);
	assert_near(r.mean[286], by_day(T0 - MIN));
	assert_int_equal(r.p95_of, 36);
	put(x, "xe-0", ROLLUP_IN, T0 - 5 * MIN, 9 * by_day(T0 - MIN), 240); /* more */
	r = recall_at(x, "xe-0", ROLLUP_IN, RECALL_DAY, T0);
	assert_near(r.mean[286], 5 * by_day(T0 - MIN));
	assert_true(isnan(recall_at(x, "xe-1", ROLLUP_IN, RECALL_DAY, T0).mean[286]));
	assert_true(isnan(recall_at(x, "xe-0", ROLLUP_OUT, RECALL_DAY, T0).mean[286]));
}

/* 0 by day, 1e9 for the last 10 % of all five minutes. */
static float evening(int64_t at_ms)
{
	return at_ms >= T0 - 72 * HOUR ? 1e9F : 1e6F;
}

static void percentiles_are_of_the_range_and_of_the_month(void **state)
{
	struct fixture *x = *state;
	struct recalled r;

	open_at(x, T0);
	fill(x, "xe-0", ROLLUP_IN, 31 * DAY, evening);
	r = recall_at(x, "xe-0", ROLLUP_IN, RECALL_DAY, T0);
	assert_near(r.p95, 1e9F);
	assert_int_equal(r.p95_of, 287);
	r = recall_at(x, "xe-0", ROLLUP_IN, RECALL_MONTH, T0);
	assert_int_equal(r.p95_of, 30 * 288 - 1);
	assert_near(r.p95, 1e9F); /* 3 of 30 days are more than 5 % */
	/* It is the 15th, 8 o'clock. */
	assert_int_equal(r.month_of, (14 * 24 + 8) * 12);
	r = recall_at(x, "xe-0", ROLLUP_IN, RECALL_MONTH, T0 + 17 * DAY);
	assert_int_equal(r.month_of, 0); /* February's first */
	assert_true(isnan(r.month_p95));
}

static void it_is_read_beside_the_one_who_writes(void **state)
{
	struct fixture *x = *state;
	struct history *reader;
	uint32_t of;

	assert_null(history_open_read(x->path, T0)); /* none yet */
	open_at(x, T0);
	fill(x, "xe-0", ROLLUP_IN, 4 * DAY, evening);
	x->h->dirty_ms = 1;
	assert_true(history_flush(x->h, T0));
	reader = history_open_read(x->path, T0);
	assert_non_null(reader);
	assert_near(history_p95(reader, "fra-core-01", "xe-0", ROLLUP_IN,
				T0 - 4 * DAY, T0 - 3 * DAY, &of),
		    1e6F);
	assert_int_equal(of, 288);
	assert_near(history_p95(reader, "fra-core-01", "xe-0", ROLLUP_IN, 0, T0, &of),
		    1e9F);
	assert_int_equal(of, 4 * 288);
	assert_true(isnan(history_p95(reader, "fra-core-01", "xe-1", ROLLUP_IN, 0, T0,
				      &of)));
	assert_int_equal(of, 0);
	assert_true(isnan(history_p95(reader, "fra-core-01", "xe-0", ROLLUP_IN, T0, T0,
				      &of)));
	history_close(reader, T0);
	put(x, "xe-0", ROLLUP_IN, T0, 1, 240); /* and writing goes on */
}

/* --- bounds --------------------------------------------------------------------------
 */

static int64_t number(const struct fixture *x, const char *query)
{
	sqlite3_stmt *st;
	sqlite3 *db;
	int64_t n;

	assert_int_equal(sqlite3_open(x->file, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, query, -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	sqlite3_close(db);
	return n;
}

static float constant(int64_t at_ms)
{
	(void)at_ms;
	return 7;
}

/* The rings come round: after three of their lengths there are as many rows as after
 * one. */
static void it_does_not_grow_beyond_its_rings(void **state)
{
	struct fixture *x = *state;
	struct recalled r;

	open_at(x, T0);
	fill(x, "", ROLLUP_CPU, 7 * DAY, constant);
	close_at(x, T0);
	assert_int_equal(number(x, "SELECT count(*) FROM slot WHERE key < 1 << 50"),
			 576);
	open_at(x, T0);
	r = recall_at(x, "", ROLLUP_CPU, RECALL_DAY, T0);
	assert_near(r.mean[286], 7);
}

static void a_row_of_many_series_is_one_page(void **state)
{
	struct fixture *x = *state;
	char entity[16];

	open_at(x, T0);
	for (int i = 0; i < HISTORY_PLACES + 1; i++) {
		struct rollup_row row = {"fra", entity, ROLLUP_ERRORS, FIVE, 1, 1, 240};

		snprintf(entity, sizeof entity, "if%d", i);
		history_take(x->h, &row, T0);
	}
	close_at(x, T0);
	/* Two segments, five minutes and an hour of each. */
	assert_int_equal(number(x, "SELECT count(*) FROM slot"), 4);
	assert_int_equal(number(x, "SELECT max(length(data)) FROM slot"), 4032);
	/* No row spills over into a second page: 4 leaves, root, series, schema. */
	assert_true(number(x, "PRAGMA page_count") <= 30);
	assert_int_equal(number(x, "PRAGMA page_size"), 4096);
}

static void a_place_nobody_used_for_a_quarter_is_given_again(void **state)
{
	struct fixture *x = *state;
	struct recalled r;

	open_at(x, T0);
	put(x, "old", ROLLUP_CPU, T0, 77, 240);
	put(x, "kept", ROLLUP_CPU, T0, 66, 240);
	put(x, "kept", ROLLUP_CPU, T0 + 90 * DAY, 66, 240);
	close_at(x, T0 + 90 * DAY);
	open_at(x, T0 + 94 * DAY);
	put(x, "new", ROLLUP_CPU, T0 + 94 * DAY, 55, 240);
	assert_int_equal(history_find(x->h, "fra-core-01", "new", ROLLUP_CPU)->place,
			 0);
	assert_int_equal(history_find(x->h, "fra-core-01", "kept", ROLLUP_CPU)->place,
			 1);
	assert_null(history_find(x->h, "fra-core-01", "old", ROLLUP_CPU));
	r = recall_at(x, "new", ROLLUP_CPU, RECALL_MONTH, T0 + 94 * DAY);
	for (uint32_t i = 0; i + 1 < r.n; i++)
		assert_true(isnan(r.mean[i]));
	assert_near(r.mean[r.n - 1], 55);
	close_at(x, T0 + 94 * DAY);
	assert_int_equal(number(x, "SELECT count(*) FROM series"), 2);
}

static void it_writes_once_a_minute_and_not_before(void **state)
{
	struct fixture *x = *state;
	struct rollup_row row = {"fra", "", ROLLUP_CPU, FIVE, 1, 1, 240};

	open_at(x, T0);
	assert_int_equal(history_due_ms(x->h, T0), -1);
	history_take(x->h, &row, T0);
	history_take(x->h, &row, T0 + 10000);
	assert_int_equal(history_due_ms(x->h, T0 + 10000), 50000);
	assert_true(history_flush(x->h, T0 + 10000));
	assert_int_equal(number(x, "SELECT count(*) FROM slot"), 0);
	assert_true(history_flush(x->h, T0 + 60000));
	assert_int_equal(number(x, "SELECT count(*) FROM slot"), 2);
	assert_int_equal(history_due_ms(x->h, T0 + 60000), -1);
	history_take(x->h, &row, T0 + 60000);
	assert_int_equal(history_due_ms(x->h, T0 - DAY), 0); /* the clock went back */
}

/* --- damage --------------------------------------------------------------------------
 */

static void rub_out(const struct fixture *x, long at, size_t n)
{
	FILE *f = fopen(x->file, at ? "r+" : "w");

	assert_non_null(f);
	fseek(f, at, SEEK_SET);
	for (size_t i = 0; i < n; i++)
		fputc('x', f);
	fclose(f);
}

static void a_damaged_history_is_moved_aside_named_and_begun_anew(void **state)
{
	struct fixture *x = *state;
	char pattern[128];
	glob_t g;

	rub_out(x, 0, 9000);
	open_at(x, T0);
	assert_non_null(x->h);
	assert_non_null(strstr(x->notice, "was damaged (file is not a database): moved "
					  "aside as '"));
	snprintf(pattern, sizeof pattern, "%s.damaged-*Z", x->file);
	assert_int_equal(glob(pattern, 0, NULL, &g), 0);
	assert_non_null(strstr(x->notice, g.gl_pathv[0]));
	globfree(&g);
	put(x, "", ROLLUP_CPU, T0, 5, 240);
	assert_near(recall_at(x, "", ROLLUP_CPU, RECALL_DAY, T0).mean[287], 5);
}

/* As a bad disk would: what is lost is a gap, and writing finds it out. */
static void pages_lost_in_the_middle_are_gaps_until_it_begins_anew(void **state)
{
	struct fixture *x = *state;
	struct recalled r;
	int known = 0;

	open_at(x, T0);
	fill(x, "", ROLLUP_CPU, 10 * HOUR, constant);
	close_at(x, T0);
	for (long at = 20 * 4096; at < 100 * 4096L; at += 4096)
		rub_out(x, at, 4096);
	open_at(x, T0);
	assert_non_null(x->h);
	r = recall_at(x, "", ROLLUP_CPU, RECALL_DAY, T0);
	for (uint32_t i = 0; i < r.n; i++) {
		known += isfinite(r.mean[i]) != 0;
		if (isfinite(r.mean[i]))
			assert_near(r.mean[i], 7);
	}
	assert_true(known < 120);
	for (int64_t at = T0 - 8 * HOUR; !history_damaged(x->h) && at < T0;
	     at += HOUR) {
		struct rollup_row row = {"fra-core-01",
					 "",
					 ROLLUP_CPU,
					 (uint32_t)(at / 300000),
					 1,
					 1,
					 240};

		history_take(x->h, &row, at);
		x->h->dirty_ms = 1;
		history_flush(x->h, at);
	}
	assert_true(history_damaged(x->h));
	x->h = history_renew(x->h, x->path, T0, x->notice, sizeof x->notice);
	assert_non_null(strstr(x->notice, "moved aside as '"));
	put(x, "", ROLLUP_CPU, T0, 5, 240);
	assert_near(recall_at(x, "", ROLLUP_CPU, RECALL_DAY, T0).mean[287], 5);
}

static void of_a_newer_program_it_is_left_alone(void **state)
{
	struct fixture *x = *state;

	open_at(x, T0);
	close_at(x, T0);
	sqlite3 *db;
	assert_int_equal(sqlite3_open(x->file, &db), SQLITE_OK);
	sqlite3_exec(db, "PRAGMA user_version = 99", NULL, NULL, NULL);
	sqlite3_close(db);
	open_at(x, T0);
	assert_null(x->h);
	assert_non_null(strstr(x->notice, "no history is kept in '"));
	assert_non_null(strstr(x->notice, "a newer noctop"));
}

/* A process that writes slot after slot is killed, at a place of its own each time:
 * what it said was written is there, and the database is sound. */
static void killed_in_the_middle_of_writing_it_is_sound(void **state)
{
	struct fixture *x = *state;
	struct rlimit none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
	for (int round = 0; round < 20; round++) {
		int said[2], n = 0, last = -1, got;
		pid_t child;

		assert_int_equal(pipe(said), 0);
		child = fork();
		if (child == 0) {
			open_at(x, T0);
			for (int i = 0; i < 10000; i++) {
				put(x, "", ROLLUP_CPU, T0 + i * 5 * MIN,
				    (float)round + 1, 240);
				x->h->dirty_ms = 1;
				if (!history_flush(x->h, T0 + i * 5 * MIN) ||
				    write(said[1], &i, sizeof i) < 0)
					_exit(1);
			}
			_exit(0);
		}
		close(said[1]);
		while (n < 5 + round * 3 && read(said[0], &got, sizeof got) > 0) {
			last = got;
			n++;
		}
		kill(child, SIGKILL);
		while (read(said[0], &got, sizeof got) > 0)
			last = got;
		waitpid(child, NULL, 0);
		close(said[0]);
		open_at(x, T0 + last * 5 * MIN);
		assert_non_null(x->h);
		assert_string_equal(x->notice, "");
		struct recalled r =
			recall_at(x, "", ROLLUP_CPU, RECALL_DAY, T0 + last * 5 * MIN);
		assert_true(isfinite(r.mean[287]));
		close_at(x, T0);
		sqlite3 *db;
		assert_int_equal(sqlite3_open(x->file, &db), SQLITE_OK);
		assert_int_equal(sqlite3_exec(db, "DELETE FROM slot", NULL, NULL, NULL),
				 SQLITE_OK);
		sqlite3_close(db);
	}
}

static void a_full_disk_costs_records_which_are_counted(void **state)
{
	struct fixture *x = *state;
	struct rlimit full = {1, RLIM_INFINITY}, room = {RLIM_INFINITY, RLIM_INFINITY};
	struct rollup_row row = {"fra-core-01", "", ROLLUP_CPU, FIVE, 1, 1, 240};

	signal(SIGXFSZ, SIG_IGN);
	open_at(x, T0);
	put(x, "", ROLLUP_CPU, T0 - 5 * MIN, 1, 240);
	x->h->dirty_ms = 1;
	assert_true(history_flush(x->h, T0));
	setrlimit(RLIMIT_FSIZE, &full);
	history_take(x->h, &row, T0);
	assert_false(history_flush(x->h, T0 + 60000));
	assert_true(strlen(history_why(x->h)) > 0);
	assert_int_equal(history_lost(x->h), 0); /* not yet: it is tried again */
	for (int i = 1; i <= 4; i++) {
		row.slot = FIVE + (uint32_t)i;
		history_take(x->h, &row, T0 + i * 5 * MIN);
	}
	assert_true(history_lost(x->h) > 0);
	setrlimit(RLIMIT_FSIZE, &room);
	assert_true(history_flush(x->h, T0 + 30 * MIN));
	assert_true(isfinite(
		recall_at(x, "", ROLLUP_CPU, RECALL_DAY, T0 + 20 * MIN).mean[287]));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_keeps_its_value_to_half_a_thousandth),
		cmocka_unit_test(a_record_of_another_slot_or_damaged_is_a_gap),
		cmocka_unit_test(parts_of_a_slot_are_put_together_by_their_cover),
		HISTORY_TEST(a_day_comes_back_by_five_minutes_gaps_and_all),
		HISTORY_TEST(hours_are_made_of_their_five_minutes),
		HISTORY_TEST(it_is_all_there_after_a_restart),
		HISTORY_TEST(percentiles_are_of_the_range_and_of_the_month),
		HISTORY_TEST(it_is_read_beside_the_one_who_writes),
		HISTORY_TEST(it_does_not_grow_beyond_its_rings),
		HISTORY_TEST(a_row_of_many_series_is_one_page),
		HISTORY_TEST(a_place_nobody_used_for_a_quarter_is_given_again),
		HISTORY_TEST(it_writes_once_a_minute_and_not_before),
		HISTORY_TEST(a_damaged_history_is_moved_aside_named_and_begun_anew),
		HISTORY_TEST(pages_lost_in_the_middle_are_gaps_until_it_begins_anew),
		HISTORY_TEST(of_a_newer_program_it_is_left_alone),
		HISTORY_TEST(killed_in_the_middle_of_writing_it_is_sound),
		HISTORY_TEST(a_full_disk_costs_records_which_are_counted),
	};

	return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}

/* Power cuts: what was said to be durable is there afterwards, and the journal whole.
 * And that this test would see it, if SQLite were asked for less. */
#include "probes/journal/store.h"
#include "probes/journal/verify.h"
#include "tests/journal/power.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <sys/vfs.h>

#define CUTS 150
#define FEW_CUTS 50 /* to see a loss that many of them show */
#define NFS_MAGIC 0x6969

static bool remote; /* what the file system says of itself */

int __wrap_statfs(const char *path, struct statfs *out);
int __wrap_statfs(const char *path, struct statfs *out)
{
	(void)path;
	*out = (struct statfs){.f_type = remote ? NFS_MAGIC : 0xef53};
	return 0;
}

static struct store *open_it(struct store_news *news)
{
	struct store *s = store_open("j.db", 0, news);
	if (!s && !power_failed())
		fail_msg("%s", news->why);
	return s;
}

/* Commit batches until the power fails. Returns the last seq that was called durable.
 */
static uint64_t write_until_dark(struct store *s, uint64_t durable)
{
	while (store_begin(s)) {
		uint64_t seq = durable;
		for (int i = 0; i < 3; i++) {
			struct event e = {.seq = ++seq,
					  .kind = EVENT_REBOOTED,
					  .at_ms = (int64_t)seq,
					  .name = "fra-core-01",
					  .text = "cpu 99%",
					  .value = (double)NAN};
			if (!store_put(s, &e, NULL))
				return durable;
		}
		if (!store_commit(s))
			return durable;
		durable = seq;
	}
	return durable;
}

struct outcome {
	unsigned lost;	  /* cuts after which something durable was not there */
	unsigned damaged; /* … the file was not what was written */
	uint64_t written;
};

static void count_event(void *ctx, const struct event *e)
{
	*(uint64_t *)ctx += e != NULL;
}

/* What is there must be 1 to n without a gap, the durable ones among them. */
static uint64_t look(struct outcome *o, uint64_t durable)
{
	struct store_news news;
	struct store_numbers n = {0};
	struct verdict v;
	char why[256];
	uint64_t events = 0;
	struct store *s = store_open("j.db", 0, &news);
	if (s && store_numbers(s, &n))
		store_events(s, &(struct journal_query){.max = UINT32_MAX}, count_event,
			     &events);
	store_close(s);
	o->lost += n.last_seq < durable;
	o->damaged += !s || events != n.last_seq || strstr(news.notice, "damaged") ||
		      !journal_verify("j.db", NULL, &v, why, sizeof why) ||
		      v.fault != CHAIN_WHOLE;
	return n.last_seq;
}

static struct outcome cut_often(const char *pragmas, uint32_t cuts)
{
	struct outcome o = {0};
	for (uint32_t i = 0; i < cuts && !o.damaged; i++) {
		struct store_news news;
		uint64_t durable = 0;
		power_format(i);
		for (unsigned lives = 0; lives < 3; lives++) {
			power_fail_in(20 + (i * 37 + lives * 11) % 400);
			struct store *s = store_open("j.db", 0, &news);
			if (s && sql_run(store_sql(s), pragmas))
				durable = write_until_dark(s, durable);
			store_close(s);
			assert_true(power_failed());
			power_on();
			durable = look(&o, durable);
		}
		o.written += durable;
	}
	return o;
}

static void nothing_durable_is_lost_to_a_power_cut(void **state)
{
	(void)state;
	struct outcome o = cut_often("", CUTS);
	assert_int_equal(o.damaged, 0);
	assert_int_equal(o.lost, 0);
	assert_true(o.written > CUTS * 10);
}

static void nor_on_a_network_file_system(void **state)
{
	(void)state;
	remote = true;
	struct outcome o = cut_often("", CUTS);
	remote = false;
	assert_int_equal(o.damaged, 0);
	assert_int_equal(o.lost, 0);
	assert_true(o.written > CUTS * 3);
}

static void this_test_sees_what_fewer_syncs_would_lose(void **state)
{
	(void)state;
	assert_true(cut_often("PRAGMA synchronous = NORMAL", FEW_CUTS).lost >
		    FEW_CUTS / 10);
	remote = true; /* the folder of the rollback journal needs its sync */
	struct outcome o = cut_often("PRAGMA synchronous = FULL", FEW_CUTS);
	remote = false;
	assert_true(o.lost > 0);
}

static void a_network_file_system_has_no_wal_and_it_is_said(void **state)
{
	(void)state;
	struct store_news news;
	int64_t wal, synchronous;
	power_format(1);
	remote = true;
	struct store *s = open_it(&news);
	remote = false;
	assert_string_equal(news.notice,
			    "'j.db' is on a network file system: slower, and "
			    "only this host may use it");
	assert_true(sql_number(store_sql(s),
			       "SELECT journal_mode = 'wal' FROM pragma_journal_mode",
			       &wal));
	assert_int_equal(wal, 0);
	assert_true(sql_number(store_sql(s), "PRAGMA synchronous", &synchronous));
	assert_int_equal(synchronous, 3);
	store_close(s);
	power_format(1);
	s = open_it(&news);
	assert_string_equal(news.notice, "");
	assert_true(sql_number(store_sql(s),
			       "SELECT journal_mode = 'wal' FROM pragma_journal_mode",
			       &wal));
	assert_int_equal(wal, 1);
	assert_true(sql_number(store_sql(s), "PRAGMA synchronous", &synchronous));
	assert_int_equal(synchronous, 2);
	store_close(s);
}

static int format(void **state)
{
	(void)state;
	power_format(0);
	return 0;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_durable_is_lost_to_a_power_cut),
		cmocka_unit_test(nor_on_a_network_file_system),
		cmocka_unit_test(this_test_sees_what_fewer_syncs_would_lose),
		cmocka_unit_test(a_network_file_system_has_no_wal_and_it_is_said),
	};
	power_install();
	return cmocka_run_group_tests_name("power", tests, NULL, format);
}

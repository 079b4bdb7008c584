/*
 * watch: news of devices becomes judgements of devices and of their sites, each site
 * as seldom as may be. A whole watch without polls; what it judges is counted (linked
 * with --wrap).
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <ftw.h>
#include <math.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/conf/rules.h"
#include "tui/watch.h"

enum {
	SITES = 200, /* a tick looks at a few of them */
	LAST = SITES - 1,
	TURNS = 60,
	MANY = 10000,
	DEADLINE_MS = 60000,
};

struct seen {
	struct watch *watch;
	poll_news *news;
	ev_timer turn;
	unsigned turns;
	bool happens;		 /* something, with every judgement of a device */
	unsigned last, others;	 /* judgements of the last site, of others */
	bool at_once;		 /* it was judged before more news came */
	bool all;		 /* devices have news at once */
	bool many;		 /* devices are there, of one site */
	unsigned step_no, steps; /* looks at windows: the last turn with one, all … */
	unsigned steps_most, steps_in_turn; /* … and in a turn */
	unsigned turn_no, in_turn, most;    /* devices judged in a turn of the loop */
	unsigned site_no, site_devs, site_most; /* in a turn: looked at for sites */
	int64_t begin_ms, end_ms;	    /* of the news */
};

static struct seen seen;

struct poll *__real_poll_open(struct ev_loop *, struct network *,
			      const struct inventory *, poll_news *, void *);
struct poll *__wrap_poll_open(struct ev_loop *, struct network *,
			      const struct inventory *, poll_news *, void *);
void __wrap_poll_start(struct poll *);
bool __real_maintenance_step(struct maintenance *, const struct network *,
			     const struct alerts *, int64_t, uint32_t,
			     maintenance_changed *, void *, struct event_list *);
bool __wrap_maintenance_step(struct maintenance *, const struct network *,
			     const struct alerts *, int64_t, uint32_t,
			     maintenance_changed *, void *, struct event_list *);
uint32_t __real_alerts_judge_dev(struct alerts *, const struct network *, dev_id,
				 int64_t, struct event_list *);
uint32_t __wrap_alerts_judge_dev(struct alerts *, const struct network *, dev_id,
				 int64_t, struct event_list *);
uint32_t __real_alerts_judge_site(struct alerts *, const struct network *, site_id,
				  int64_t, struct event_list *);
uint32_t __wrap_alerts_judge_site(struct alerts *, const struct network *, site_id,
				  int64_t, struct event_list *);
uint32_t __real_alerts_judge_site_on(struct alerts *, const struct network *,
				     struct site_turn *, uint32_t, int64_t,
				     struct event_list *);
uint32_t __wrap_alerts_judge_site_on(struct alerts *, const struct network *,
				     struct site_turn *, uint32_t, int64_t,
				     struct event_list *);

/* News of the device at the last site, a bit at a time; then the end. */
static void on_turn(struct ev_loop *loop, ev_timer *t, int events)
{
	(void)loop, (void)t, (void)events;
	if (!seen.watch->restored || seen.watch->devs.n)
		return;
	if (!seen.begin_ms)
		seen.begin_ms = clock_mono_ms();
	if (seen.all && !seen.turns++) {
		for (dev_id d = 0; d < SITES; d++)
			seen.news(seen.watch, d);
	} else if (seen.turns < TURNS) {
		seen.turns++;
		seen.news(seen.watch, LAST);
	} else if (seen.last || clock_mono_ms() - seen.begin_ms > DEADLINE_MS) {
		seen.end_ms = clock_mono_ms();
		watch_stop(seen.watch);
	}
}

struct poll *__wrap_poll_open(struct ev_loop *loop, struct network *net,
			      const struct inventory *inv, poll_news *news, void *ctx)
{
	seen.watch = ctx;
	seen.news = news;
	/* No turn of the loop makes room for all. */
	assert_true(seen.watch->alerts.dev_book_cap >= net->dev_n);
	ev_timer_init(&seen.turn, on_turn, 0.01, 0.01);
	ev_timer_start(loop, &seen.turn);
	return __real_poll_open(loop, net, inv, news, ctx);
}

void __wrap_poll_start(struct poll *poll)
{
	(void)poll;
}

static void count_in_turn(void)
{
	unsigned turn_no = ev_iteration(seen.watch->loop);

	seen.in_turn = turn_no == seen.turn_no ? seen.in_turn + 1 : 1;
	seen.turn_no = turn_no;
	if (seen.in_turn > seen.most)
		seen.most = seen.in_turn;
}

uint32_t __wrap_alerts_judge_dev(struct alerts *alerts, const struct network *net,
				 dev_id dev, int64_t now_ms, struct event_list *out)
{
	count_in_turn();
	if (seen.happens)
		event_add(out, &(struct event){.at_ms = now_ms,
					       .kind = EVENT_WATCH_STARTED,
					       .subject = SUBJECT_WATCH,
					       .name = "test",
					       .entity = "",
					       .check = "",
					       .text = "something happened",
					       .value = (double)NAN,
					       .limit = (double)NAN,
					       .note = ""});
	return __real_alerts_judge_dev(alerts, net, dev, now_ms, out);
}

static void count_devices(uint32_t devs)
{
	unsigned turn_no = ev_iteration(seen.watch->loop);

	seen.site_devs = turn_no == seen.site_no ? seen.site_devs + devs : devs;
	seen.site_no = turn_no;
	if (seen.site_devs > seen.site_most)
		seen.site_most = seen.site_devs;
}

static void count_site(site_id site)
{
	if (site == LAST && seen.last++ == 0)
		seen.at_once = seen.turns == 1;
	seen.others += site != LAST;
}

uint32_t __wrap_alerts_judge_site(struct alerts *alerts, const struct network *net,
				  site_id site, int64_t now_ms, struct event_list *out)
{
	uint32_t devs = __real_alerts_judge_site(alerts, net, site, now_ms, out);

	count_site(site);
	count_devices(devs);
	return devs;
}

uint32_t __wrap_alerts_judge_site_on(struct alerts *alerts, const struct network *net,
				     struct site_turn *turn, uint32_t most,
				     int64_t now_ms, struct event_list *out)
{
	uint32_t devs =
		__real_alerts_judge_site_on(alerts, net, turn, most, now_ms, out);

	if (!turn->busy)
		count_site(turn->site);
	count_devices(devs);
	return devs;
}

bool __wrap_maintenance_step(struct maintenance *m, const struct network *net,
			     const struct alerts *alerts, int64_t now_ms, uint32_t rows,
			     maintenance_changed *changed, void *ctx,
			     struct event_list *out)
{
	unsigned turn_no = ev_iteration(seen.watch->loop);

	if (!seen.watch->restored) {
		seen.steps++;
		seen.steps_in_turn =
			turn_no == seen.step_no ? seen.steps_in_turn + 1 : 1;
		seen.step_no = turn_no;
		if (seen.steps_in_turn > seen.steps_most)
			seen.steps_most = seen.steps_in_turn;
	}
	return __real_maintenance_step(m, net, alerts, now_ms, rows, changed, ctx, out);
}

static void configure(struct watch_setup *setup, const char *folder)
{
	const char *top = getenv("top_srcdir");
	struct buf conf = {0};
	struct faults faults = {0};
	char rules[4096], from[CLOCK_RFC3339_SIZE], to[CLOCK_RFC3339_SIZE];

	buf_str(&conf, "[noctop]\nname = test\n[auth a]\nversion = 2c\n"
		       "community = \"public\"\n");
	for (int i = 0; i < SITES; i++)
		buf_printf(&conf,
			   "[site s%d]\nname = S%d\n[device d%d]\nauth = a\n"
			   "address = 127.0.0.1\nping = no\nsite = s%d\n",
			   i, i, i, i);
	for (int i = 0; seen.many && i < MANY; i++)
		buf_printf(&conf,
			   "[device m%d]\nauth = a\naddress = 127.0.0.1\n"
			   "ping = no\nsite = s%d\n",
			   i, LAST);
	if (seen.many)
		buf_printf(&conf,
			   "[window w]\nsite = s1\nstart = %.10s 00:00\n"
			   "end = %.10s 00:00\ntimezone = UTC\n",
			   clock_rfc3339(from, clock_wall_ms() - 1000 * DAY_S),
			   clock_rfc3339(to, clock_wall_ms() + 2000 * DAY_S));
	network_init(&setup->net);
	if (!inventory_parse(&setup->inventory, &setup->net, "test", conf.data,
			     conf.len, &faults))
		fail_msg("%s", faults.text.data);
	buf_fini(&conf);
	snprintf(rules, sizeof rules, "%s/etc/rules.ini", top ? top : ".");
	assert_true(rules_load(&setup->rules, rules, &faults));
	snprintf(setup->journal, sizeof setup->journal, "%s/journal.db", folder);
	setup->listen_fd = place_listen("test", &setup->place, &setup->lock_fd);
	assert_true(setup->listen_fd >= 0);
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	return remove(path);
}

/* A watch that gets its news and ends. */
static void watch(bool happens, bool all, bool many)
{
	struct watch_setup setup = {.service = true};
	char folder[] = "/tmp/noctop-watch-XXXXXX";

	seen = (struct seen){.happens = happens, .all = all, .many = many};
	assert_non_null(mkdtemp(folder));
	setenv("XDG_RUNTIME_DIR", folder, 1);
	configure(&setup, folder);
	assert_int_equal(watch_run(&setup), 0);
	close(setup.lock_fd);
	rules_fini(&setup.rules);
	inventory_fini(&setup.inventory);
	network_fini(&setup.net);
	assert_int_equal(nftw(folder, remove_one, 4, FTW_DEPTH | FTW_PHYS), 0);
}

/* Not with a tick that comes round to it: long before. */
static void news_of_a_device_reaches_its_site(void **state)
{
	watch(false, false, false);
	assert_true(seen.last > 0);
	assert_true(seen.others < SITES / 2);
	(void)state;
}

static void a_site_is_not_judged_with_each_news(void **state)
{
	watch(false, false, false);
	assert_int_equal(seen.turns, TURNS);
	assert_true(seen.last <= 2 + (seen.end_ms - seen.begin_ms) / 200);
	(void)state;
}

/* To judge one of ten thousand devices is work. */
static void a_large_site_is_judged_less_often(void **state)
{
	watch(false, false, true);
	assert_int_equal(seen.turns, TURNS);
	assert_true(seen.last <= 2 + (seen.end_ms - seen.begin_ms) / 1000);
	(void)state;
}

static void what_happens_to_a_device_is_its_sites_at_once(void **state)
{
	watch(true, false, false);
	assert_true(seen.at_once);
	(void)state;
}

/* When the watch starts, with more devices than a slice has rows. */
static void maintenance_is_looked_over_in_slices(void **state)
{
	watch(false, false, true);
	assert_true(seen.steps > 1);
	assert_int_equal(seen.steps_most, 1);
	(void)state;
}

/* Something happens to all at once: told, journaled and shown a few in a turn. */
static void a_storm_is_judged_in_slices(void **state)
{
	watch(true, true, false);
	assert_true(seen.most > 1);
	assert_true(seen.most <= WATCH_SLICE_ROWS / WATCH_EVENT_ROWS);
	(void)state;
}

/* All of them, but not at once; the small ones may be looked at in the same turn. */
static void a_site_with_many_devices_is_looked_at_in_slices(void **state)
{
	watch(false, true, true);
	assert_in_range(seen.site_most, WATCH_SITE_DEVS, 2 * WATCH_SITE_DEVS);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(news_of_a_device_reaches_its_site),
		cmocka_unit_test(a_site_is_not_judged_with_each_news),
		cmocka_unit_test(a_large_site_is_judged_less_often),
		cmocka_unit_test(what_happens_to_a_device_is_its_sites_at_once),
		cmocka_unit_test(a_storm_is_judged_in_slices),
		cmocka_unit_test(maintenance_is_looked_over_in_slices),
		cmocka_unit_test(a_site_with_many_devices_is_looked_at_in_slices),
	};
	return cmocka_run_group_tests_name("watch", tests, NULL, NULL);
}

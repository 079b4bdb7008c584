/*
 * storm_bench: everything is lost at once. A watch over made-up devices (arguments: how
 * many, and how they hang together) that has no network; its journal, its sites and its
 * operators are real. All devices fall silent within a second, stay so for some seconds
 * and come back. Prints what that costs the watch in CPU time (its thread's, without
 * what the bench does in it), the longest turn of its loop, and how long an operator's
 * key waited for the frame that shows it.
 *
 *   sites    100 sites, nothing known of what hangs on what: storm rows
 *   tree     the same, with a core in each
 *   customer the same as tree, all of one customer
 *   hub      one core device, everything behind it
 *   flat     no sites, no parents: every device speaks for itself
 *   site     one site
 */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/conf/rules.h"
#include "tests/bench/looker.h"
#include "tests/bench/typist.h"
#include "tui/watch.h"

#define SITES 100
#define PORTION 50 /* devices with news in a millisecond */
#define QUIET_MS 4000
#define STORM_MS 8000
#define BACK_MS 4000

/* --- the network ---------------------------------------------------------------------
 */

static bool is(const char *shape, const char *word)
{
	return strcmp(shape, word) == 0;
}

static void make_sites(struct network *net, const char *shape)
{
	uint32_t n = is(shape, "flat") ? 0 : is(shape, "site") ? 1 : SITES;

	for (uint32_t i = 0; i < n; i++) {
		struct site site = {0};
		char name[32];

		snprintf(name, sizeof name, "s%u", i);
		site.name = site.title = text_intern_str(&net->text, name);
		if (is(shape, "customer"))
			site.customer = site.customer_title =
				text_intern_str(&net->text, "acme");
		network_site_add(net, &site);
	}
}

static void make_network(struct network *net, uint32_t n, const char *shape)
{
	bool tree = is(shape, "tree") || is(shape, "customer");

	make_sites(net, shape);
	for (uint32_t i = 0; i < n; i++) {
		struct dev dev = {.poll_ms = 30000, .ping_by = PING_SNMP, .site = NONE};
		char name[32];

		snprintf(name, sizeof name, "d%u", i);
		dev.name = text_intern_str(&net->text, name);
		dev.role = i < SITES ? ROLE_CORE : ROLE_ACCESS;
		if (net->site_n)
			dev.site = i % net->site_n;
		if (tree && i >= SITES)
			dev.parent[dev.parent_n++] = i % SITES;
		if (is(shape, "hub") && i)
			dev.parent[dev.parent_n++] = 0;
		network_dev_add(net, &dev);
	}
}

/* --- the storm -----------------------------------------------------------------------
 */

static struct {
	struct watch *watch;
	struct watch_setup *setup;
	struct network *net;
	poll_news *news;
	ev_timer portion, look;
	uint32_t next; /* device with news */
	enum { QUIET, FALLING, LOST, RISING, BACK } phase;
	int64_t begin_ms; /* of the phase */
	int64_t cpu_us,
		bench_us; /* of this thread when it began; of what we did since */
	int64_t open_us;  /* CPU until all was open, and then */
	double open_s;
	uint32_t opened, shown, rows;
	int64_t slice_us[BACK + 1]; /* the longest turn of each */
	int64_t spent_us[BACK + 1];
	double lasted_s[BACK + 1];
} storm;

static void enter(unsigned phase)
{
	int64_t now_us = clock_cpu_us(), now_ms = clock_mono_ms();

	storm.slice_us[storm.phase] = storm.setup->slice_us;
	storm.spent_us[storm.phase] = now_us - storm.cpu_us - storm.bench_us;
	storm.lasted_s[storm.phase] = (double)(now_ms - storm.begin_ms) / 1e3;
	storm.setup->slice_us = 0;
	storm.phase = phase;
	storm.begin_ms = now_ms;
	storm.cpu_us = now_us;
	storm.bench_us = 0;
	storm.next = 0;
}

static void change(dev_id d, int64_t now_ms)
{
	struct reach *reach = &storm.net->dev[d].reach;
	bool up = storm.phase != FALLING;

	for (int i = 0; i < 12; i++) {
		int64_t sent_ms = now_ms - 1200 + 100L * i;

		if (up)
			reach_answer(reach, sent_ms, 1500);
		else
			reach_loss(reach, sent_ms);
	}
	network_take_result(storm.net, d, up ? REASON_OK : REASON_TIMEOUT, now_ms, 5);
}

static void on_portion(struct ev_loop *loop, ev_timer *timer, int events)
{
	int64_t began_us = clock_cpu_us(), now_ms = clock_wall_ms();
	uint32_t end = storm.next + PORTION;

	(void)events;
	for (; storm.next < end && storm.next < storm.net->dev_n; storm.next++) {
		change(storm.next, now_ms);
		storm.news(storm.watch, storm.next);
	}
	if (storm.next == storm.net->dev_n)
		ev_timer_stop(loop, timer);
	storm.bench_us += clock_cpu_us() - began_us;
}

static uint32_t live(const struct alerts *alerts, uint32_t *shown)
{
	uint32_t n = 0;

	*shown = 0;
	for (uint32_t i = 0; i < alerts->n; i++) {
		bool is_live = alerts->row[i]->state != ALERT_CLEARED;

		n += is_live;
		*shown += is_live && !alerts->row[i]->suppressed;
	}
	return n;
}

/* All are open, and nothing waits any more. */
static void see_open(void)
{
	struct watch *w = storm.watch;
	int64_t began_us = clock_cpu_us();
	uint32_t shown, n = live(&w->alerts, &shown);

	if (storm.open_us || storm.next < storm.net->dev_n || w->devs.n ||
	    n < storm.net->dev_n) {
		storm.bench_us += clock_cpu_us() - began_us;
		return;
	}
	storm.open_us = began_us - storm.cpu_us - storm.bench_us;
	storm.open_s = (double)(clock_mono_ms() - storm.begin_ms) / 1e3;
	storm.opened = n;
	storm.bench_us += clock_cpu_us() - began_us;
}

static void on_look(struct ev_loop *loop, ev_timer *timer, int events)
{
	int64_t past_ms = clock_mono_ms() - storm.begin_ms;

	(void)timer, (void)events;
	switch (storm.phase) {
	case QUIET:
		if (past_ms < QUIET_MS)
			return;
		enter(FALLING);
		ev_timer_again(loop, &storm.portion);
		return;
	case FALLING:
		see_open();
		if (past_ms < STORM_MS / 2)
			return;
		live(&storm.watch->alerts, &storm.shown);
		storm.rows = storm.watch->alerts.n;
		enter(LOST);
		return;
	case LOST:
		if (past_ms < STORM_MS / 2)
			return;
		enter(RISING);
		ev_timer_again(loop, &storm.portion);
		return;
	case RISING:
		if (past_ms < BACK_MS)
			return;
		enter(BACK);
		watch_stop(storm.watch);
		return;
	case BACK:
		return;
	}
}

/* In the place of the poller (linked with --wrap). */
struct poll *__real_poll_open(struct ev_loop *, struct network *,
			      const struct inventory *, poll_news *, void *);
struct poll *__wrap_poll_open(struct ev_loop *, struct network *,
			      const struct inventory *, poll_news *, void *);
void __wrap_poll_start(struct poll *);
void __wrap_poll_now(struct poll *, dev_id);
void __wrap_poll_probe_now(struct poll *, dev_id);

struct poll *__wrap_poll_open(struct ev_loop *loop, struct network *net,
			      const struct inventory *inv, poll_news *news, void *ctx)
{
	storm.watch = ctx;
	storm.news = news;
	ev_timer_init(&storm.portion, on_portion, 0.001, 0.001);
	ev_timer_init(&storm.look, on_look, 0.02, 0.02);
	ev_timer_start(loop, &storm.look);
	return __real_poll_open(loop, net, inv, news, ctx);
}

void __wrap_poll_start(struct poll *poll)
{
	(void)poll;
	for (dev_id d = 0; d < storm.net->dev_n; d++)
		change(d, clock_wall_ms());
	storm.begin_ms = clock_mono_ms();
	storm.cpu_us = clock_cpu_us();
}

void __wrap_poll_now(struct poll *poll, dev_id dev)
{
	(void)poll, (void)dev;
}

void __wrap_poll_probe_now(struct poll *poll, dev_id dev)
{
	(void)poll, (void)dev;
}

/* --- what came of it -----------------------------------------------------------------
 */

static double ms(int64_t us)
{
	return (double)us / 1e3;
}

static void print_result(const char *shape)
{
	double quiet = ms(storm.spent_us[QUIET]) / storm.lasted_s[QUIET];
	struct typed t = typist_end();

	printf("{\"bench\":\"storm\",\"shape\":\"%s\",\"alerts\":%u,\"shown\":%u,"
	       "\"seconds\":%.2f,\"cpu_ms\":%.0f,\"longest_turn_ms\":%.2f,",
	       shape, storm.opened, storm.shown, storm.open_s,
	       ms(storm.open_us) - quiet * storm.open_s, ms(storm.slice_us[FALLING]));
	printf("\"lost_ms_per_s\":%.1f,\"quiet_ms_per_s\":%.1f,"
	       "\"lost_longest_ms\":%.2f,\"back_cpu_ms\":%.0f,"
	       "\"back_longest_ms\":%.2f,",
	       ms(storm.spent_us[LOST]) / storm.lasted_s[LOST], quiet,
	       ms(storm.slice_us[LOST]), ms(storm.spent_us[RISING]),
	       ms(storm.slice_us[RISING]));
	printf("\"keys\":%u,\"key_p50_ms\":%.2f,\"key_p99_ms\":%.2f,"
	       "\"key_max_ms\":%.2f,\"burst_frames\":%.1f}\n",
	       t.keys, t.median_ms, t.p99_ms, t.longest_ms, t.burst_frames);
}

int main(int argc, char **argv)
{
	uint32_t n = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 10000;
	const char *shape = argc > 2 ? argv[2] : "sites";
	struct watch_setup setup = {.service = true, .measured = true};
	struct faults faults = {0};
	static const char conf[] = "[noctop]\nname = storm\n"
				   "[auth a]\nversion = 2c\ncommunity = \"public\"\n";
	char rules[4096], folder[] = "/tmp/noctop-bench-XXXXXX";

	storm.setup = &setup;
	storm.net = &setup.net;
	network_init(&setup.net);
	if (!inventory_parse(&setup.inventory, &setup.net, "storm", conf, strlen(conf),
			     &faults))
		return 1;
	make_network(&setup.net, n, shape);
	if (!mkdtemp(folder) ||
	    !conf_data_path(NULL, "rules.ini", rules, sizeof rules) ||
	    !rules_load(&setup.rules, rules, &faults))
		return 1;
	snprintf(setup.journal, sizeof setup.journal, "%s/journal.db", folder);
	setup.listen_fd = place_listen("storm", &setup.place, &setup.lock_fd);
	if (setup.listen_fd < 0)
		return 1;
	typist_start(&setup.place, 1000, QUIET_MS + STORM_MS + BACK_MS - 2000);
	looker_start(&setup.place, "overview", false,
		     (QUIET_MS + STORM_MS + BACK_MS) / 1000);
	watch_run(&setup);
	while (wait(NULL) > 0)
		continue;
	print_result(shape);
	return 0;
}

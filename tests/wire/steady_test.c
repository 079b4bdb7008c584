/*
 * A thousand polls of devices that are known, from the datagram to the order of a list
 * on somebody's screen: none of it allocates. The devices are a farm in a process of
 * its own. Linked with malloc, calloc and realloc wrapped.
 */
#include <ev.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "probes/alert/alert.h"
#include "probes/base/clock.h"
#include "probes/base/zone.h"
#include "probes/conf/rules.h"
#include "probes/wire/poll_private.h"
#include "tests/agent/field.h"
#include "tests/allocations.h"
#include "views/canvas.h"
#include "views/session.h"

#define DEVICES 400
#define PORTS 12
#define POLLS 1000
#define ROUNDS 12 /* of them one without any: a malloc for each sample is in all */
#define WARM 12 /* polls of each before: names are read again with the tenth */
#define ROWS 40
#define COLS 140

struct steady {
	pid_t farm;
	uint16_t port;
	struct ev_loop *loop;
	struct network net;
	struct inventory inv;
	struct rules rules;
	struct alerts alerts;
	struct event_list events;
	struct recent recent;
	struct views *views;
	struct session *session;
	struct canvas canvas;
	struct poll *poll;
	uint64_t polls, least; /* of all devices; of the one that had the fewest */
};

/* --- the farm --------------------------------------------------------------------- */

static void farm_run(int tell)
{
	struct ev_loop *loop = ev_loop_new(0);
	struct field field = {.farm = {.devices = DEVICES, .ports = PORTS, .seed = 1},
			      .community = "public",
			      .reply_max = AGENT_REPLY_MAX};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!field_open(&field, loop, 0) ||
	    write(tell, &field.port, sizeof field.port) != sizeof field.port)
		_exit(1);
	ev_run(loop, 0);
	_exit(0);
}

static void farm_start(struct steady *s)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	s->farm = fork();
	assert_true(s->farm >= 0);
	if (s->farm == 0)
		farm_run(ends[1]);
	close(ends[1]);
	assert_int_equal(read(ends[0], &s->port, sizeof s->port), sizeof s->port);
	close(ends[0]);
}

/* --- the watch -------------------------------------------------------------------- */

static void configure(struct steady *s)
{
	struct buf conf = {0};
	struct faults faults = {0};

	buf_str(&conf, "[noctop]\nname = steady\npoll = 1s\n[auth a]\nversion = 2c\n"
		       "community = \"public\"\n[site s]\nname = S\n");
	for (uint32_t i = 0; i < DEVICES; i++) {
		uint32_t a = FIELD_FIRST + i;
		buf_printf(&conf,
			   "[device d%u]\naddress = %u.%u.%u.%u\nport = %u\n"
			   "site = s\nauth = a\nping = no\nwan = Gi0/1, Gi0/2\n",
			   i, a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255, s->port);
	}
	if (!inventory_parse(&s->inv, &s->net, "steady", conf.data, conf.len, &faults))
		fail_msg("%s", faults.text.data);
	buf_fini(&conf);
	const char *top = getenv("top_srcdir");
	char path[4096];
	snprintf(path, sizeof path, "%s/etc/rules.ini", top ? top : ".");
	assert_true(rules_load(&s->rules, path, &faults));
	faults_fini(&faults);
}

static struct scene scene_of(struct steady *s)
{
	return (struct scene){.views = s->views,
			      .name = "steady",
			      .net = &s->net,
			      .alerts = &s->alerts,
			      .recent = &s->recent,
			      .now_ms = clock_wall_ms()};
}

static void on_news(void *ctx, dev_id dev)
{
	struct steady *s = ctx;

	alerts_judge_dev(&s->alerts, &s->net, dev, clock_wall_ms(), &s->events);
	alerts_judge_site(&s->alerts, &s->net, s->net.dev[dev].site, clock_wall_ms(),
			  &s->events);
	event_list_reset(&s->events);
	s->alerts.ask_n = 0;
	s->polls++;
}

/* Whom a device sees next to it is no sample: a walk every few minutes, which allocates,
 * and where the machine is slow one comes while the polls are counted. */
static void unsurround(struct poll *p)
{
	for (uint32_t i = 0; i < p->n; i++)
		p->target[i].plan.surrounded = false;
}

static int setup(void **state)
{
	struct steady *s = calloc(1, sizeof *s);
	struct session_options options = {.view = "interfaces",
					  .zone = zone_find("UTC")};

	farm_start(s);
	s->loop = ev_loop_new(0);
	network_init(&s->net);
	configure(s);
	alerts_init(&s->alerts, &s->rules);
	s->views = views_open();
	s->session = session_open(&options);
	canvas_init(&s->canvas);
	canvas_resize(&s->canvas, ROWS, COLS);
	s->poll = poll_open(s->loop, &s->net, &s->inv, on_news, s);
	unsurround(s->poll);
	poll_start(s->poll);
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	struct steady *s = *state;

	poll_close(s->poll);
	session_close(s->session);
	views_close(s->views);
	canvas_fini(&s->canvas);
	alerts_fini(&s->alerts);
	event_list_fini(&s->events);
	recent_fini(&s->recent);
	rules_fini(&s->rules);
	inventory_fini(&s->inv);
	network_fini(&s->net);
	ev_loop_destroy(s->loop);
	kill(s->farm, SIGKILL);
	waitpid(s->farm, NULL, 0);
	free(s);
	return 0;
}

/* The loop once, and the list on the screen in order. */
static void turn(struct steady *s)
{
	struct scene scene = scene_of(s);

	ev_run(s->loop, EVRUN_ONCE);
	views_step(&scene, 4096);
}

static bool all_warm(const struct steady *s)
{
	for (dev_id d = 0; d < s->net.dev_n; d++)
		if (s->net.dev[d].polls_good < WARM)
			return false;
	return true;
}

static void a_thousand_steady_polls_allocate_nothing(void **state)
{
	struct steady *s = *state;
	struct scene scene = scene_of(s);
	int64_t until_ms = clock_mono_ms() + 120000;

	for (int64_t drawn_ms = 0; !all_warm(s);) {
		assert_true(clock_mono_ms() < until_ms);
		turn(s);
		if (clock_mono_ms() - drawn_ms < 1000)
			continue;
		scene = scene_of(s);
		session_draw(s->session, &scene, &s->canvas);
		drawn_ms = clock_mono_ms();
	}
	assert_true(allocations > 0); /* the count works */
	/* A machine that is busy may have more on its way than ever before; not again
	 * and again. */
	for (int i = 0; i < ROUNDS && allocations > 0; i++) {
		allocations = 0;
		s->polls = 0;
		while (s->polls < POLLS) {
			assert_true(clock_mono_ms() < until_ms);
			turn(s);
		}
	}
	assert_int_equal(allocations, 0);
	assert_int_equal(s->net.ifs.n - s->net.ifs.holes, DEVICES * PORTS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_thousand_steady_polls_allocate_nothing,
						setup, teardown),
	};
	return cmocka_run_group_tests_name("steady", tests, NULL, NULL);
}

/*
 * Every device that answers is seen within one interval after the start, though a tenth
 * of them are silent: before that, none is polled more often than on its way to its
 * place in the interval. Counted, not timed. The devices are a farm in a process of its
 * own.
 */
#include <ev.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "probes/base/clock.h"
#include "probes/wire/poll.h"
#include "tests/agent/field.h"

enum {
	DEVICES = 3000,
	SILENT = 300, /* the first ones: the others' turn comes behind theirs */
	PORTS = 4,
	DEADLINE_MS = 60000,
};

static struct {
	uint16_t polls[DEVICES];
	unsigned seen;
	struct network net;
} start;

static void farm_run(int tell)
{
	struct ev_loop *loop = ev_loop_new(0);
	struct field field = {.farm = {.devices = DEVICES - SILENT,
				       .ports = PORTS,
				       .seed = 1},
			      .community = "public",
			      .reply_max = AGENT_REPLY_MAX};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!field_open(&field, loop, 0) ||
	    write(tell, &field.port, sizeof field.port) != sizeof field.port)
		_exit(1);
	ev_run(loop, 0);
	_exit(0);
}

static pid_t farm_start(uint16_t *port)
{
	int ends[2];
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		farm_run(ends[1]);
	close(ends[1]);
	assert_int_equal(read(ends[0], port, sizeof *port), sizeof *port);
	close(ends[0]);
	return pid;
}

/* The last addresses are those where nobody answers. */
static void configure(struct inventory *inv, uint16_t port)
{
	struct buf conf = {0};
	struct faults faults = {0};

	buf_str(&conf, "[noctop]\nname = start\npoll = 20s\n[auth a]\nversion = 2c\n"
		       "community = \"public\"\n[site s]\nname = S\n");
	for (uint32_t i = 0; i < DEVICES; i++) {
		uint32_t a = FIELD_FIRST + DEVICES - 1 - i;

		buf_printf(&conf,
			   "[device d%u]\naddress = %u.%u.%u.%u\nport = %u\n"
			   "site = s\nauth = a\nping = no\n",
			   i, a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255, port);
	}
	network_init(&start.net);
	if (!inventory_parse(inv, &start.net, "start", conf.data, conf.len, &faults))
		fail_msg("%s", faults.text.data);
	buf_fini(&conf);
	faults_fini(&faults);
}

static void on_news(void *ctx, dev_id d)
{
	const struct dev *dev = &start.net.dev[d];

	start.polls[d] = (uint16_t)(dev->polls_good + dev->polls_bad);
	start.seen += dev->polls_good == 1 && dev->if_n == PORTS;
	if (start.seen == DEVICES - SILENT)
		ev_break(ctx, EVBREAK_ALL);
}

static void on_deadline(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)timer, (void)events;
	ev_break(loop, EVBREAK_ALL);
}

static void all_are_seen_within_an_interval(void **state)
{
	struct ev_loop *loop = ev_loop_new(0);
	struct inventory inv = {0};
	struct poll *poll;
	ev_timer deadline;
	uint16_t port, most = 0;
	pid_t farm = farm_start(&port);

	(void)state;
	configure(&inv, port);
	poll = poll_open(loop, &start.net, &inv, on_news, loop);
	poll_start(poll);
	ev_timer_init(&deadline, on_deadline, DEADLINE_MS / 1e3, 0);
	ev_timer_start(loop, &deadline);
	ev_run(loop, 0);
	assert_int_equal(start.seen, DEVICES - SILENT);
	for (unsigned i = 0; i < DEVICES; i++)
		most = start.polls[i] > most ? start.polls[i] : most;
	assert_in_range(most, 1, 2);
	poll_close(poll);
	inventory_fini(&inv);
	network_fini(&start.net);
	ev_timer_stop(loop, &deadline);
	ev_loop_destroy(loop);
	kill(farm, SIGKILL);
	waitpid(farm, NULL, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_are_seen_within_an_interval),
	};

	return cmocka_run_group_tests_name("first polls", tests, NULL, NULL);
}

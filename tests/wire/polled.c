/*
 * See polled.h. Interface i of a recording is called ethI, has ifIndex I, 1 Gb/s, and
 * counters that advance by 8 * (10,000 + 1,000 I) bit/s.
 */
#include "tests/wire/polled.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "probes/base/clock.h"

static const char head[] = "[noctop]\n"
			   "name = test\n"
			   "poll = 1s\n"
			   "[auth v1]\n"
			   "version = 1\n"
			   "community = \"public\"\n"
			   "[auth v2]\n"
			   "version = 2c\n"
			   "community = \"public\"\n"
			   "[auth wrong]\n"
			   "version = 2c\n"
			   "community = \"wrong\"\n"
			   "[auth v3]\n"
			   "version = 3\n"
			   "user = noc\n"
			   "level = authPriv\n"
			   "auth = SHA-256\n"
			   "auth_secret = \"first secret\"\n"
			   "priv = AES-128\n"
			   "priv_secret = \"second secret\"\n"
			   "[auth badkey]\n"
			   "version = 3\n"
			   "user = noc\n"
			   "level = authNoPriv\n"
			   "auth = SHA-256\n"
			   "auth_secret = \"another secret\"\n"
			   "[auth nobody]\n"
			   "version = 3\n"
			   "user = nobody\n"
			   "level = authNoPriv\n"
			   "auth = SHA-256\n"
			   "auth_secret = \"another secret\"\n"
			   "[site here]\n"
			   "name = Here\n";

static const char system_rows[] = "1.3.6.1.2.1.1.1.0|4|A test device\n"
				  "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.8072.3.2.10\n"
				  "1.3.6.1.2.1.1.3.0|67|1000000\n"
				  "1.3.6.1.2.1.1.4.0|4|noc@example.net\n"
				  "1.3.6.1.2.1.1.5.0|4|tester\n"
				  "1.3.6.1.2.1.1.6.0|4|Room 1\n"
				  "1.3.6.1.2.1.31.1.5.0|67|100\n";

static const struct {
	const char *column, *value;
	unsigned tag;
} columns[] = {
	{"2.2.1.3", "6", 2},	       {"2.2.1.4", "1500", 2},
	{"2.2.1.5", "1000000000", 66}, {"2.2.1.7", "1", 2},
	{"2.2.1.8", "1", 2},	       {"2.2.1.9", "50", 67},
	{"2.2.1.10", "4000", 65},      {"2.2.1.11", "40", 65},
	{"2.2.1.13", "0", 65},	       {"2.2.1.14", "0", 65},
	{"2.2.1.16", "5000", 65},      {"2.2.1.17", "50", 65},
	{"2.2.1.19", "0", 65},	       {"2.2.1.20", "0", 65},
	{"31.1.1.1.6", "4000", 70},    {"31.1.1.1.7", "40", 70},
	{"31.1.1.1.10", "5000", 70},   {"31.1.1.1.11", "50", 70},
	{"31.1.1.1.15", "1000", 66},   {"31.1.1.1.19", "0", 67},
};

static void add_interface(struct buf *b, unsigned i)
{
	buf_printf(b, "1.3.6.1.2.1.2.2.1.1.%u|2|%u\n", i, i);
	buf_printf(b, "1.3.6.1.2.1.2.2.1.2.%u|4|Port %u\n", i, i);
	buf_printf(b, "1.3.6.1.2.1.2.2.1.6.%u|4x|0200000000%02x\n", i, i % 256);
	buf_printf(b, "1.3.6.1.2.1.31.1.1.1.1.%u|4|eth%u\n", i, i);
	buf_printf(b, "1.3.6.1.2.1.31.1.1.1.18.%u|4|to somewhere %u\n", i, i);
	for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
		buf_printf(b, "1.3.6.1.2.1.%s.%u|%u|%s\n", columns[c].column, i,
			   columns[c].tag, columns[c].value);
}

int polled_set_up(void **state)
{
	struct polled *p = calloc(1, sizeof *p);

	assert_non_null(p);
	p->loop = ev_loop_new(0);
	network_init(&p->net);
	buf_str(&p->conf, head);
	*state = p;
	return 0;
}

int polled_tear_down(void **state)
{
	struct polled *p = *state;

	if (p->poll)
		poll_close(p->poll);
	for (unsigned i = 0; i < p->n; i++) {
		if (p->agent[i].post.loop)
			endpoint_close(&p->agent[i]);
		snmprec_fini(&p->rec[i]);
	}
	ev_run(p->loop, 0); /* replies that are delayed */
	inventory_fini(&p->inv);
	network_fini(&p->net);
	buf_fini(&p->conf);
	ev_loop_destroy(p->loop);
	free(p);
	return 0;
}

void polled_device(struct polled *p, const char *address, unsigned port,
		   const char *auth, const char *more)
{
	buf_printf(
		&p->conf,
		"[device d%u]\naddress = %s\nport = %u\nsite = here\nauth = %s\n%s%s",
		p->n++, address, port, auth,
		strstr(more, "ping =") ? "" : "ping = snmp\n", more);
}

struct endpoint *polled_agent(struct polled *p, unsigned interfaces, const char *auth,
			      const char *more)
{
	unsigned i = p->n;
	struct endpoint *e = &p->agent[i];
	struct buf rows = {0};

	buf_str(&rows, system_rows);
	buf_printf(&rows, "1.3.6.1.2.1.2.1.0|2|%u\n", interfaces);
	for (unsigned k = 1; k <= interfaces; k++)
		add_interface(&rows, k);
	p->rec[i].advance = true;
	assert_true(snmprec_parse(&p->rec[i], "test", rows.data, rows.len));
	buf_fini(&rows);
	*e = (struct endpoint){.agent = {.source = &device_source,
					 .ctx = &e->device,
					 .community = "public",
					 .reply_max = AGENT_REPLY_MAX},
			       .device = device_over(&snmprec_source, &p->rec[i], 0)};
	assert_true(endpoint_open(e, p->loop, 0));
	polled_device(p, "127.0.0.1", e->port, auth, more);
	return e;
}

static void on_news(void *ctx, dev_id dev)
{
	struct polled *p = ctx;

	p->news[dev]++;
}

void polled_open(struct polled *p)
{
	struct faults faults = {0};

	if (!inventory_parse(&p->inv, &p->net, "test.ini", p->conf.data, p->conf.len,
			     &faults))
		fail_msg("%s", faults.text.data);
	faults_fini(&faults);
	p->poll = poll_open(p->loop, &p->net, &p->inv, on_news, p);
}

void polled_assert_rates(const struct polled *p, const struct dev *dev)
{
	for (uint32_t i = 0; i < dev->if_n; i++) {
		if_id row = dev->if_first + i;
		float expected = 8 * (10000 + 1000.f * (float)(i + 1));
		assert_int_equal(p->net.ifs.no_rate[row], RATE_OK);
		assert_true(fabsf(p->net.ifs.in_bps[row] - expected) < expected / 50);
		assert_true(fabsf(p->net.ifs.out_bps[row] - expected) < expected / 50);
	}
}

void polled_begin(struct polled *p)
{
	polled_open(p);
	poll_start(p->poll);
}

static void on_turn(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)loop;
	(void)timer;
	(void)events;
}

void polled_turn(struct polled *p)
{
	ev_timer t;

	ev_timer_init(&t, on_turn, 0.01, 0);
	ev_timer_start(p->loop, &t);
	ev_run(p->loop, EVRUN_ONCE);
	ev_timer_stop(p->loop, &t);
}

void polled_set(struct polled *p, unsigned agent, const char *fmt, ...)
{
	char line[128];
	va_list args;

	va_start(args, fmt);
	vsnprintf(line, sizeof line, fmt, args);
	va_end(args);
	assert_true(snmprec_set(&p->rec[agent], line));
}

/*
 * What a device costs: requests and varbinds of its first poll, and of a poll from then
 * on, for every recording of a folder served as an agent. The polls come so seldom that
 * each of them asks for everything that is asked regularly.
 *
 *   captures_cost FOLDER [POLLS]
 */
#include <ev.h>
#include <glob.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/clock.h"
#include "probes/conf/inventory.h"
#include "probes/conf/profile.h"
#include "probes/wire/poll.h"
#include "tests/agent/endpoint.h"
#include "tests/agent/snmprec.h"

#define POLL_S 16 /* longer than the distance of two readings of health */

struct counted {
	struct snmprec rec;
	struct endpoint agent;
	uint64_t values; /* answered */
	uint64_t requests_first, values_first;
	char name[64];
};

struct costs {
	struct ev_loop *loop;
	struct counted *device;
	uint32_t n;
	unsigned polls;
	struct network net;
	struct inventory inv;
	struct profiles profiles;
	struct poll *poll;
};

static bool counted_get(void *ctx, uint32_t id, const struct oid *name, int64_t now_ms,
			struct varbind *vb)
{
	struct counted *c = ctx;

	c->values++;
	return snmprec_source.get(&c->rec, id, name, now_ms, vb);
}

static bool counted_next(void *ctx, uint32_t id, struct oid *name, int64_t now_ms,
			 struct varbind *vb)
{
	struct counted *c = ctx;

	c->values++;
	return snmprec_source.next(&c->rec, id, name, now_ms, vb);
}

static const struct agent_source counted_source = {.get = counted_get,
						   .next = counted_next};

static void serve(struct costs *x, struct counted *c, char *path, struct buf *conf)
{
	char *end;

	snprintf(c->name, sizeof c->name, "%s", basename(path));
	end = strstr(c->name, ".snmprec");
	if (end)
		*end = '\0';
	c->agent = (struct endpoint){.agent = {.source = &device_source,
					       .ctx = &c->agent.device,
					       .community = "public",
					       .reply_max = AGENT_REPLY_MAX},
				     .device = device_over(&counted_source, c, 0)};
	if (!snmprec_load(&c->rec, path) || !endpoint_open(&c->agent, x->loop, 0))
		exit(1);
	buf_printf(conf,
		   "[device d%zu]\naddress = 127.0.0.1\nport = %u\nsite = here\n"
		   "auth = public\nping = no\n",
		   (size_t)(c - x->device), c->agent.port);
}

/* A first poll is over: what it took. Enough of all: the end. */
static void on_news(void *ctx, dev_id id)
{
	struct costs *x = ctx;
	struct counted *c = &x->device[id];
	bool enough = true;

	if (x->net.dev[id].polls_good == 1 && !c->requests_first) {
		c->requests_first = c->agent.received;
		c->values_first = c->values;
	}
	for (dev_id i = 0; i < x->net.dev_n; i++)
		enough = enough && x->net.dev[i].polls_good > x->polls;
	if (enough)
		ev_break(x->loop, EVBREAK_ALL);
}

static void say(const struct costs *x)
{
	printf("%-32s %-20s %8s %9s %8s %9s\n", "device", "profile", "first",
	       "varbinds", "a poll", "varbinds");
	for (uint32_t i = 0; i < x->n; i++) {
		const struct counted *c = &x->device[i];
		const struct dev *dev = &x->net.dev[i];
		double polls = dev->polls_good > 1 ? dev->polls_good - 1 : 1;
		printf("%-32.32s %-20.20s %8llu %9llu %8.1f %9.1f\n", c->name,
		       network_str(&x->net, dev->profile),
		       (unsigned long long)c->requests_first,
		       (unsigned long long)c->values_first,
		       (double)(c->agent.received - c->requests_first) / polls,
		       (double)(c->values - c->values_first) / polls);
	}
}

static void configure(struct costs *x, const struct buf *conf)
{
	struct faults faults = {0};
	char path[512];

	snprintf(path, sizeof path, "%s/profiles",
		 getenv("NOCTOP_DATADIR") ? getenv("NOCTOP_DATADIR") : "etc");
	if (!inventory_parse(&x->inv, &x->net, "costs", conf->data, conf->len,
			     &faults) ||
	    !profiles_load(&x->profiles, path, NULL, &faults)) {
		fprintf(stderr, "%.*s", (int)faults.text.len, faults.text.data);
		exit(1);
	}
	faults_fini(&faults);
	x->inv.profiles = &x->profiles;
}

int main(int argc, char **argv)
{
	struct costs x = {.loop = ev_loop_new(0), .polls = 3};
	struct buf conf = {0};
	char pattern[512];
	glob_t found;

	if (argc < 2 || argc > 3) {
		fprintf(stderr, "usage: captures_cost FOLDER [POLLS]\n");
		return 64;
	}
	if (argc == 3)
		x.polls = (unsigned)strtoul(argv[2], NULL, 10);
	snprintf(pattern, sizeof pattern, "%s/*.snmprec", argv[1]);
	if (glob(pattern, 0, NULL, &found) != 0)
		return 1;
	x.n = (uint32_t)found.gl_pathc;
	x.device = calloc(x.n, sizeof *x.device);
	network_init(&x.net);
	buf_printf(&conf,
		   "[noctop]\nname = costs\npoll = %ds\n[auth public]\nversion = 2c\n"
		   "community = \"public\"\n[site here]\nname = Here\n",
		   POLL_S);
	for (uint32_t i = 0; i < x.n; i++)
		serve(&x, &x.device[i], found.gl_pathv[i], &conf);
	configure(&x, &conf);
	x.poll = poll_open(x.loop, &x.net, &x.inv, on_news, &x);
	poll_start(x.poll);
	ev_run(x.loop, 0);
	say(&x);
	poll_close(x.poll);
	return 0;
}

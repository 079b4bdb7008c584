/*
 * outlook: one socket to the kernel that is read when it has something to say. Changes
 * of ports and neighbours come by themselves; ways are asked for.
 */
#include "probes/wire/outlook.h"

#include <errno.h>
#include <ev.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/base/table.h"
#include "probes/wire/kernel.h"
#include "probes/wire/reference.h"

#define SAMPLE 32	/* devices whose ways are asked for */
#define ASK_S 30.	/* so often … */
#define ASK_FIRST_S 2.	/* … the first time when addresses are known */
#define READS 16	/* datagrams in one wake-up */
#define READ_BYTES 32768

struct port {
	uint32_t index;
	char name[IF_NAMESIZE];
	bool up, loopback;
};

struct way {
	uint32_t port;
	struct kernel_address gateway;
	unsigned n; /* devices of the sample it leads to */
};

struct outlook {
	struct ev_loop *loop;
	int fd;
	ev_io readable;
	ev_timer asks;
	uint32_t n;
	outlook_address *address;
	void *ctx;
	uint32_t seq; /* of the round of ways under way */
	struct port *port;
	uint32_t port_n, port_cap;
	struct way way[SAMPLE]; /* of this round */
	unsigned way_n, none_n; /* none_n: devices there is no way to */
	struct way best; /* of the last round that had any */
	struct references *references;
	struct vantage vantage;
	const char *problem;
};

/* --- what it comes to --- */

static struct port *port_find(struct outlook *o, uint32_t index)
{
	for (uint32_t i = 0; i < o->port_n; i++)
		if (o->port[i].index == index)
			return &o->port[i];
	return NULL;
}

static bool leads_over(const struct outlook *o, const struct kernel_news *news)
{
	return news->port == o->best.port && o->best.gateway.family &&
	       kernel_same(&news->address, &o->best.gateway);
}

static void conclude_port(struct outlook *o)
{
	const struct port *port = port_find(o, o->best.port);
	struct vantage *v = &o->vantage;

	if (!port) /* it is gone as a whole: what it was called is known */
		v->port_down_ms = v->port_down_ms || !v->port[0] ? v->port_down_ms
								  : clock_wall_ms();
	else if (port->up)
		v->port_down_ms = 0;
	else if (!v->port_down_ms)
		v->port_down_ms = clock_wall_ms();
	if (port)
		snprintf(v->port, sizeof v->port, "%s", port->name);
}

static void take_best(struct outlook *o, const struct way *best)
{
	bool other = best->port != o->best.port ||
		     !kernel_same(&best->gateway, &o->best.gateway);

	o->best = *best;
	kernel_print(&best->gateway, o->vantage.gateway, sizeof o->vantage.gateway);
	if (other) {
		o->vantage.gateway_state = GATEWAY_UNKNOWN;
		memset(o->vantage.gateway_mac, 0, sizeof o->vantage.gateway_mac);
	}
	conclude_port(o);
}

/* --- asking --- */

static void tell_kernel(struct outlook *o, const uint8_t *request, size_t n)
{
	if (n && send(o->fd, request, n, MSG_DONTWAIT) < 0 && errno != EAGAIN)
		o->problem = "the kernel does not take questions about our ports";
}

static void ask_listing(struct outlook *o,
			size_t (*ask)(uint8_t out[KERNEL_ASK_MAX], uint32_t seq))
{
	uint8_t request[KERNEL_ASK_MAX];

	tell_kernel(o, request, ask(request, 0));
}

static bool on_this_host(const struct outlook *o, const struct way *way)
{
	const struct port *port = port_find((struct outlook *)o, way->port);

	return port && port->loopback;
}

static void end_round(struct outlook *o)
{
	const struct way *best = NULL;

	for (unsigned i = 0; i < o->way_n; i++)
		if (!on_this_host(o, &o->way[i]) && (!best || o->way[i].n > best->n))
			best = &o->way[i];
	if (best)
		take_best(o, best);
	else if (!o->way_n && o->none_n && !o->best.port && !o->vantage.port_down_ms)
		o->vantage.port_down_ms = clock_wall_ms(); /* nor ever was one */
	o->way_n = o->none_n = 0;
}

/* The ways to some of the devices, from all of them; listings have seq 0. */
static void ask_ways(struct outlook *o)
{
	uint8_t request[KERNEL_ASK_MAX];
	uint32_t step = o->n / SAMPLE + 1;

	end_round(o);
	o->seq = o->seq == UINT32_MAX ? 1 : o->seq + 1;
	for (uint32_t i = o->seq % step; i < o->n; i += step) {
		const struct sockaddr_storage *to = o->address(o->ctx, i);

		if (to)
			tell_kernel(o, request, kernel_ask_route(request, o->seq, to));
	}
}

void outlook_ask(struct outlook *o)
{
	ask_ways(o);
	if (o->best.gateway.family && o->vantage.gateway_state == GATEWAY_UNKNOWN)
		ask_listing(o, kernel_ask_neighbours);
}

static void on_ask(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct outlook *o = timer->data;

	(void)events;
	outlook_ask(o);
	timer->repeat = o->best.port ? ASK_S : ASK_FIRST_S;
	ev_timer_again(loop, timer);
}

/* --- hearing --- */

static void on_link(struct outlook *o, const struct kernel_news *news)
{
	struct port *port = port_find(o, news->port);

	if (news->gone) {
		if (port)
			*port = o->port[--o->port_n];
	} else {
		if (!port) {
			TABLE_GROW(o->port, o->port_cap, o->port_n + 1);
			port = &o->port[o->port_n++];
		}
		*port = (struct port){.index = news->port,
				      .up = news->up,
				      .loopback = news->loopback};
		memcpy(port->name, news->name, sizeof port->name);
	}
	if (news->port == o->best.port)
		conclude_port(o);
}

static void on_neighbour(struct outlook *o, const struct kernel_news *news)
{
	if (!leads_over(o, news) || news->gone || news->sight == KERNEL_UNTOLD)
		return; /* forgotten, or looked for: it is as it was */
	o->vantage.gateway_state =
		news->sight == KERNEL_FAILED ? GATEWAY_LOST : GATEWAY_OK;
	if (news->sight == KERNEL_THERE)
		memcpy(o->vantage.gateway_mac, news->mac, sizeof news->mac);
}

static void on_way(struct outlook *o, const struct kernel_news *news)
{
	unsigned i = 0;

	if (news->seq != o->seq)
		return;
	while (i < o->way_n && (o->way[i].port != news->port ||
				!kernel_same(&o->way[i].gateway, &news->address)))
		i++;
	if (i == SAMPLE)
		return;
	if (i == o->way_n)
		o->way[o->way_n++] =
			(struct way){.port = news->port, .gateway = news->address};
	o->way[i].n++;
}

static void on_news(void *ctx, const struct kernel_news *news)
{
	struct outlook *o = ctx;

	switch (news->kind) {
	case KERNEL_LINK:
		on_link(o, news);
		break;
	case KERNEL_NEIGHBOUR:
		on_neighbour(o, news);
		break;
	case KERNEL_ROUTE:
		on_way(o, news);
		break;
	case KERNEL_OVERRUN:
		ask_listing(o, kernel_ask_links);
		break;
	case KERNEL_ERROR: /* there is no way to that one */
		o->none_n += news->seq == o->seq;
		break;
	case KERNEL_DONE:
		break;
	}
}

static void on_readable(struct ev_loop *loop, ev_io *io, int events)
{
	static uint8_t bytes[READ_BYTES];
	struct outlook *o = io->data;

	(void)loop, (void)events;
	for (int i = 0; i < READS; i++) {
		ssize_t n = recv(o->fd, bytes, sizeof bytes, MSG_DONTWAIT);

		if (n > 0) {
			kernel_parse(bytes, (size_t)n, on_news, o);
		} else if (n < 0 && errno == ENOBUFS) { /* it said more than we took */
			ask_listing(o, kernel_ask_links);
		} else if (n < 0 && errno != EINTR) {
			return;
		}
	}
}

/* --- outside --- */

static int kernel_socket(void)
{
	struct sockaddr_nl us = {.nl_family = AF_NETLINK,
				 .nl_groups = RTMGRP_LINK | RTMGRP_NEIGH};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC,
			NETLINK_ROUTE);

	if (fd >= 0 && bind(fd, (const struct sockaddr *)&us, sizeof us) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

struct outlook *outlook_open(struct ev_loop *loop, const char *references, uint32_t n,
			     outlook_address *address, void *ctx)
{
	struct outlook *o = calloc(1, sizeof *o);

	if (!o)
		die("out of memory");
	*o = (struct outlook){.loop = loop,
			      .n = n,
			      .address = address,
			      .ctx = ctx,
			      .fd = kernel_socket()};
	o->references = references_open(loop, references);
	ev_timer_init(&o->asks, on_ask, ASK_FIRST_S, ASK_S);
	ev_io_init(&o->readable, on_readable, o->fd, EV_READ);
	o->asks.data = o->readable.data = o;
	if (o->fd < 0) {
		o->problem = "the kernel does not tell of our ports";
		return o;
	}
	ev_io_start(loop, &o->readable);
	ev_timer_start(loop, &o->asks);
	ask_listing(o, kernel_ask_links);
	return o;
}

void outlook_close(struct outlook *o)
{
	ev_timer_stop(o->loop, &o->asks);
	ev_io_stop(o->loop, &o->readable);
	if (o->fd >= 0)
		close(o->fd);
	references_close(o->references);
	free(o->port);
	free(o);
}

const struct vantage *outlook_see(struct outlook *o)
{
	references_count(o->references, &o->vantage.references,
			 &o->vantage.references_lost);
	return &o->vantage;
}

const char *outlook_problem(const struct outlook *o)
{
	return o->problem;
}

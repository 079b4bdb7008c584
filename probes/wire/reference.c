/* reference: the few addresses, their pings and what these say. */
#include "probes/wire/reference.h"

#include <ev.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/conf/conf.h"
#include "probes/model/reach.h"
#include "probes/wire/ping.h"
#include "probes/wire/resolve.h"

#define EVERY_MS 1000
#define RESOLVE_MS 60000 /* a name that has no address is asked for again */
#define TIMEOUT_US 1000000

struct reference {
	struct references *all;
	char name[256];
	struct sockaddr_storage addr; /* ss_family 0: not known yet */
	struct reach reach;
	ev_timer due;
};

struct references {
	struct ev_loop *loop;
	struct ping *ping;
	struct resolve *resolve;
	struct reference row[REFERENCES_MAX];
	uint32_t n;
};

static void again_in(struct reference *r, int64_t ms)
{
	ev_timer_stop(r->all->loop, &r->due);
	ev_timer_set(&r->due, (double)ms / 1000, 0);
	ev_timer_start(r->all->loop, &r->due);
}

static void on_answer(void *ctx, uint32_t i, uint64_t sent_ms, int64_t rtt_us)
{
	struct references *all = ctx;

	if (rtt_us == PING_UNSENT)
		return;
	if (rtt_us >= 0)
		reach_answer(&all->row[i].reach, (int64_t)sent_ms, rtt_us);
	else
		reach_loss(&all->row[i].reach, (int64_t)sent_ms);
}

static void on_resolved(void *ctx, const struct sockaddr_storage *addr, const char *why)
{
	struct reference *r = ctx;

	(void)why;
	if (addr)
		r->addr = *addr;
	again_in(r, addr ? 0 : RESOLVE_MS);
}

static void on_due(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct reference *r = timer->data;

	(void)loop, (void)events;
	if (!r->addr.ss_family) {
		resolve_name(r->all->resolve, r->name, 0, on_resolved, r);
		return;
	}
	ping_send(r->all->ping, &r->addr, (uint32_t)(r - r->all->row),
		  (uint64_t)clock_wall_ms(), TIMEOUT_US);
	again_in(r, reach_pause(&r->reach, EVERY_MS));
}

static bool add(void *ctx, const char *name)
{
	struct references *all = ctx;
	struct reference *r = &all->row[all->n];

	if (all->n == REFERENCES_MAX)
		return false;
	*r = (struct reference){.all = all};
	snprintf(r->name, sizeof r->name, "%s", name);
	resolve_literal(name, 0, &r->addr);
	reach_init(&r->reach);
	ev_init(&r->due, on_due);
	r->due.data = r;
	all->n++;
	again_in(r, 0);
	return true;
}

struct references *references_open(struct ev_loop *loop, const char *list)
{
	struct references *all;

	if (!list || !*list)
		return NULL;
	all = calloc(1, sizeof *all);
	if (!all)
		die("out of memory");
	all->loop = loop;
	all->ping = ping_open(loop, on_answer, all);
	all->resolve = resolve_open(loop);
	ini_list(list, add, all);
	return all;
}

void references_close(struct references *all)
{
	if (!all)
		return;
	for (uint32_t i = 0; i < all->n; i++)
		ev_timer_stop(all->loop, &all->row[i].due);
	ping_close(all->ping);
	resolve_close(all->resolve);
	free(all);
}

void references_count(const struct references *all, uint32_t *n, uint32_t *lost)
{
	*n = *lost = 0;
	for (uint32_t i = 0; all && i < all->n; i++) {
		const struct reach *reach = &all->row[i].reach;

		*n += reach->last_answer_ms != 0;
		*lost += reach->last_answer_ms && !reach->answering;
	}
}

/*
 * Every device twice, and what that costs: the measure of the poller, and what status
 * shows. The first polls of all have some seconds; who has answered by then is polled a
 * second time together with all others that have, and that time is counted.
 */
#include "probes/wire/poll_private.h"

#include "probes/base/clock.h"

#define SWEEP_FIRST_MS 5000 /* who has not answered by then delays nobody */
#define SWEEP_LIMIT_MS 13000
#define SWEEP_MOST_MS 60000

void totals_begin(struct poll *p)
{
	const struct ask_stats *stats = ask_stats(p->ask);

	p->totals = (struct poll_totals){.started_us = clock_mono_us(),
					 .process_cpu_us = clock_process_cpu_us()};
	p->base_retries = stats->retries;
	p->base_timeouts = stats->timeouts;
}

void totals_update(struct poll *p)
{
	const struct ask_stats *stats = ask_stats(p->ask);

	p->totals.retries = stats->retries - p->base_retries;
	p->totals.timeouts = stats->timeouts - p->base_timeouts;
}

/* Many devices may need more time than the silent ones are given. */
static bool still_answering(const struct poll *p)
{
	int64_t took_us = clock_mono_us() - p->sweep.began_us;

	return p->sweep.left && (p->busy || p->waiting || p->queue_n) &&
	       took_us < SWEEP_MOST_MS * INT64_C(1000);
}

void sweep_stop(struct poll *p)
{
	ev_timer_stop(p->loop, &p->sweep.first_limit);
	ev_timer_stop(p->loop, &p->sweep.limit);
}

static void sweep_end(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct poll *p = timer->data;

	(void)events;
	if (still_answering(p)) {
		ev_timer_set(timer, 0.1, 0);
		ev_timer_start(loop, timer);
		return;
	}
	sweep_stop(p);
	p->totals.ended_us = clock_mono_us();
	p->totals.ended_process_cpu_us = clock_process_cpu_us();
	p->sweep.done(p->sweep.ctx);
}

/* Milliseconds from a first poll to its second: never so late that there is no rate. */
static int64_t sweep_pause(const struct target *t)
{
	int64_t pause = 3 * (int64_t)t->plan.interval_ms;

	return pause < PLAN_SECOND_MS ? pause : PLAN_SECOND_MS;
}

/* The first polls are over, or as good as: all that answered get the same time for the
 * second, so that it can be measured what polling this network costs. */
static void sweep_second(struct poll *p)
{
	int64_t at_ms = p->sweep.ready_ms + PLAN_SECOND_MS;

	p->sweep.second = true;
	ev_timer_stop(p->loop, &p->sweep.first_limit);
	for (dev_id id = 0; id < p->n; id++)
		if (p->target[id].swept == 1 && wheel_at(&p->polls, id) < 0 &&
		    !p->target[id].queued && !p->target[id].job)
			wheel_set(&p->polls, id, at_ms);
	poll_wake(p);
}

static void sweep_first_limit(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct poll *p = timer->data;

	(void)loop;
	(void)events;
	if (!p->sweep.second)
		sweep_second(p);
}

static void sweep_done(struct poll *p)
{
	struct sweep *s = &p->sweep;

	if (--s->left)
		return;
	ev_timer_stop(p->loop, &s->limit);
	ev_timer_set(&s->limit, 0, 0);
	ev_timer_start(p->loop, &s->limit);
}

void poll_decided(struct target *t)
{
	if (!t->doubted)
		return;
	t->doubted = false;
	sweep_done(t->poll);
}

/* No answer to SNMP: whether it is there at all its probes are about to tell. */
static bool in_doubt(const struct target *t)
{
	const struct dev *dev = target_dev(t);

	return dev->ping_by != PING_NO && t->peer != NONE &&
	       (!dev->reach.known || dev->reach.confirm_need);
}

void sweep_over(struct target *t, bool answered)
{
	struct poll *p = t->poll;
	struct sweep *s = &p->sweep;
	int64_t now_ms = clock_mono_ms();

	if (t->swept >= 2)
		return;
	s->first_left -= t->swept == 0;
	t->swept = answered ? (uint8_t)(t->swept + 1) : 2;
	t->doubted = !answered && in_doubt(t);
	if (t->swept == 1) {
		s->ready_ms = now_ms;
		if (s->second || sweep_pause(t) < PLAN_SECOND_MS)
			wheel_set(&p->polls, target_id(t), now_ms + sweep_pause(t));
	}
	if (t->swept == 2 && !t->doubted)
		sweep_done(p);
	if (s->left > 0 && s->first_left == 0 && !s->second)
		sweep_second(p);
}

/* Its second poll is about to begin: from the first of these on, count. */
void sweep_starts(const struct target *t)
{
	struct sweep *s = &t->poll->sweep;

	if (t->swept != 1 || s->counting)
		return;
	s->counting = true;
	totals_begin(t->poll);
}

static void set_timer(struct poll *p, ev_timer *t,
		      void (*cb)(struct ev_loop *, ev_timer *, int), int64_t ms)
{
	ev_timer_init(t, cb, (double)ms / 1000, 0);
	t->data = p;
	ev_timer_start(p->loop, t);
}

void sweep_begin(struct poll *p, void (*done)(void *ctx), void *ctx)
{
	p->sweep = (struct sweep){.done = done,
				  .ctx = ctx,
				  .first_left = p->n,
				  .left = p->n,
				  .began_us = clock_mono_us()};
	set_timer(p, &p->sweep.limit, sweep_end, p->n ? SWEEP_LIMIT_MS : 0);
	set_timer(p, &p->sweep.first_limit, sweep_first_limit, SWEEP_FIRST_MS);
}

const struct poll_totals *poll_totals(const struct poll *p)
{
	return &p->totals;
}

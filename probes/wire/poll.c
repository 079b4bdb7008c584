/*
 * When which device is asked: two wheels of times, for polls and for probes, and one
 * timer that is set to whatever comes first. A wake-up handles so many and no more.
 *
 * Polls of devices that have not answered yet cost a request each and may be many, so
 * that the silent delay nobody; of those that answer only so many go on at once.
 */
#include "probes/wire/poll_private.h"

#include <stdlib.h>
#include <string.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/model/link.h"

/* What is due within the same tick is done in one wake-up; a verdict waits for probes.
 */
#define JOINED_AT_ONCE 16 /* devices whose links are worked out after a poll … */
#define JOINING_S 0.01	  /* … and, while some are left, so long after the last */
#define POLL_TICK_MS 25
#define PROBE_TICK_MS 10
#define SLICE_DUE 64 /* devices whose times are looked at in one wake-up */
#define SLICE_PROBES 64
#define SLICE_STARTS 32
#define FRESH_MAX 8192 /* polls of devices that have not answered yet */
#define ROOM_MS 5      /* until it is looked for again */
#define START_SPREAD_MS 1500
#define START_PACE 10 /* devices a millisecond, the first time */
#define STALL_MS 2000
#define RESOLVE_AGAIN_MS 30000
#define MISSES_TO_RESOLVE 2 /* then a name may stand for another address */
#define AT_MOST_EVERY_MS 1000

dev_id target_id(const struct target *t)
{
	return (dev_id)(t - t->poll->target);
}

struct dev *target_dev(const struct target *t)
{
	return &t->poll->net->dev[target_id(t)];
}

void poll_tell(struct target *t)
{
	t->poll->news(t->poll->ctx, target_id(t));
}

static bool may_start(const struct poll *p)
{
	return p->queue_n > 0 && !p->waiting && p->fresh < FRESH_MAX &&
	       ask_has_room(p->ask);
}

/* --- addresses -------------------------------------------------------------------- */

/* How many are pinged as this one is, by its address. */
static uint32_t *pinged_like(const struct target *t)
{
	return t->addr.ss_family == AF_INET6 ? &t->poll->pinged6 : &t->poll->pinged4;
}

static void set_address(struct target *t, const struct sockaddr_storage *addr)
{
	struct poll *p = t->poll;
	const struct dev *dev = target_dev(t);
	const struct device_conf *conf =
		target_id(t) < p->inv->device_n ? &p->inv->device[target_id(t)] : NULL;
	struct sockaddr_storage from;
	bool other = conf && conf->accept_from &&
		     resolve_literal(conf->accept_from, dev->port, &from);

	if (t->peer != NONE && memcmp(&t->addr, addr, sizeof *addr) == 0)
		return;
	bool first = t->peer == NONE;
	if (!first) {
		ask_peer_remove(p->ask, t->peer);
		*pinged_like(t) -= dev->ping_by == PING_ICMP;
	}
	t->addr = *addr;
	*pinged_like(t) += dev->ping_by == PING_ICMP;
	t->peer = ask_peer_add(p->ask, addr, &p->inv->credential[dev->credential],
			       other ? &from : NULL);
	/* The first not in its place in the interval: somebody waits to see it. */
	if (first && dev->ping_by != PING_NO)
		probe_once(t);
}

static void on_resolved(void *ctx, const struct sockaddr_storage *addr, const char *why)
{
	struct target *t = ctx;
	struct poll *p = t->poll;

	(void)why;
	t->resolving = false;
	if (addr) {
		set_address(t, addr);
		if (!t->job)
			poll_now(p, target_id(t));
	} else if (t->peer == NONE) {
		network_take_result(p->net, target_id(t), REASON_UNRESOLVED,
				    clock_wall_ms(), 0);
		poll_over(t, REASON_UNRESOLVED, clock_mono_ms());
	}
}

static void find_address(struct target *t)
{
	const struct dev *dev = target_dev(t);
	const char *address = network_str(t->poll->net, dev->address);
	struct sockaddr_storage addr;

	if (resolve_literal(address, dev->port, &addr)) {
		set_address(t, &addr);
	} else if (!t->resolving) {
		t->resolving = true;
		resolve_name(t->poll->resolve, address, dev->port, on_resolved, t);
	}
}

/* --- the timer -------------------------------------------------------------------- */

static int64_t to_tick(int64_t wait_ms, int64_t now_ms, int64_t tick_ms)
{
	return wait_ms <= 0 ? wait_ms
			    : wait_ms + tick_ms - (now_ms + wait_ms) % tick_ms;
}

static void arm(struct poll *p, int64_t now_ms)
{
	int64_t polls = to_tick(wheel_wait(&p->polls, now_ms), now_ms, POLL_TICK_MS);
	int64_t probes = to_tick(wheel_wait(&p->probes, now_ms), now_ms, PROBE_TICK_MS);
	int64_t wait = polls < 0 || (probes >= 0 && probes < polls) ? probes : polls;

	if (may_start(p) || job_may_go_on(p))
		wait = 0;
	else if (p->queue_n > 0 && (wait < 0 || wait > ROOM_MS))
		wait = ROOM_MS;
	ev_timer_stop(p->loop, &p->timer);
	if (wait < 0)
		return;
	p->armed_ms = now_ms + wait;
	ev_timer_set(&p->timer, (double)wait / 1000, 0);
	ev_timer_start(p->loop, &p->timer);
}

/* --- one poll --------------------------------------------------------------------- */

void poll_over(struct target *t, enum reason reason, int64_t now_ms)
{
	struct poll *p = t->poll;

	totals_update(p);
	if (p->sweep.began_us)
		sweep_over(t, reason == REASON_OK || reason == REASON_SLOW);
	else if (reason == REASON_UNRESOLVED)
		wheel_set(&p->polls, target_id(t),
			  plan_place(&t->plan, now_ms + RESOLVE_AGAIN_MS));
	else
		wheel_set(&p->polls, target_id(t), plan_due(&t->plan, now_ms));
	if (t->again)
		poll_now(p, target_id(t));
	if (t->plan.misses == MISSES_TO_RESOLVE)
		find_address(t);
	poll_tell(t);
	poll_wake(p);
}

static void start(struct target *t)
{
	if (t->peer == NONE) {
		find_address(t);
		if (t->peer == NONE)
			return;
	}
	sweep_starts(t);
	job_start(t);
}

/* --- what is due ------------------------------------------------------------------ */

/* Once all callbacks of this turn are done: what they leave room for is begun together,
 * and goes out in the same turn. */
void poll_wake(struct poll *p)
{
	ev_feed_event(p->loop, &p->turn, EV_CUSTOM);
}

/* We were stopped, and all that was due meanwhile is due now: it is done within as long
 * a time again. */
static void make_up_for(struct target *t, int64_t now_ms)
{
	struct poll *p = t->poll;
	int64_t interval = t->plan.interval_ms;
	int64_t span = p->stalled_ms < interval ? p->stalled_ms : interval;

	wheel_set(&p->polls, target_id(t), now_ms + 1 + t->plan.phase_ms % span);
}

/* As many polls begin or go on as there is room for. */
static void go_on(struct poll *p)
{
	for (int i = 0; i < SLICE_STARTS && job_may_go_on(p); i++)
		job_resume(p);
	for (int i = 0; i < SLICE_STARTS && may_start(p); i++)
		start(queue_pop(p));
	ask_hurry(p->ask, p->queue_n > 0 || p->waiting);
	arm(p, clock_mono_ms());
}

static void on_turn(struct ev_loop *loop, ev_check *w, int events)
{
	(void)loop, (void)events;
	go_on(w->data);
}

static void on_timer(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct poll *p = timer->data;
	int64_t now_ms = clock_mono_ms();
	dev_id id;

	(void)loop;
	(void)events;
	if (now_ms - p->armed_ms > STALL_MS)
		p->stalled_ms = now_ms - p->armed_ms;
	for (int i = 0; i < SLICE_DUE; i++) {
		if ((id = wheel_take(&p->polls, now_ms)) == NONE) {
			p->stalled_ms = 0;
			break;
		}
		if (p->stalled_ms && !p->sweep.began_us)
			make_up_for(&p->target[id], now_ms);
		else
			queue_push(p, id, now_ms);
	}
	for (int i = 0; i < SLICE_PROBES; i++) {
		if ((id = wheel_take(&p->probes, now_ms)) == NONE)
			break;
		probe_send(&p->target[id]);
	}
	go_on(p);
}

/* --- links --------------------------------------------------------------------------
 */

static void on_joining(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct poll *p = timer->data;

	(void)events;
	if (!links_join(p->net, JOINED_AT_ONCE, clock_wall_ms()))
		ev_timer_stop(loop, timer);
}

void poll_join_links(struct poll *p, int64_t wall_ms)
{
	if (links_join(p->net, JOINED_AT_ONCE, wall_ms) && !ev_is_active(&p->joining))
		ev_timer_again(p->loop, &p->joining);
}

/* --- outside ---------------------------------------------------------------------- */

static void *zeroed(size_t n, size_t size)
{
	void *rows = calloc(n ? n : 1, size);

	if (!rows)
		die("out of memory");
	return rows;
}

static void init_targets(struct poll *p)
{
	p->n = p->net->dev_n;
	p->target = zeroed(p->n, sizeof *p->target);
	p->first.id = zeroed(p->n, sizeof *p->first.id);
	p->rest.id = zeroed(p->n, sizeof *p->rest.id);
	for (dev_id id = 0; id < p->n; id++) {
		const struct dev *dev = &p->net->dev[id];
		p->target[id] = (struct target){.poll = p, .peer = NONE};
		plan_init(&p->target[id].plan, dev->poll_ms,
			  network_str(p->net, dev->name),
			  p->inv->credential[dev->credential].version);
		p->target[id].plan.profiled = p->inv->profiles != NULL;
		p->target[id].plan.surrounded = true;
	}
}

struct poll *poll_open(struct ev_loop *loop, struct network *net,
		       const struct inventory *inv, poll_news *news, void *ctx)
{
	struct poll *p = zeroed(1, sizeof *p);

	*p = (struct poll){
		.loop = loop, .net = net, .inv = inv, .news = news, .ctx = ctx};
	p->last_waiting = &p->waiting;
	p->ping = ping_open(loop, probe_answered, p);
	p->ask = ask_open(loop);
	p->resolve = resolve_open(loop);
	wheel_init(&p->polls, clock_mono_ms());
	wheel_init(&p->probes, clock_mono_ms());
	ev_init(&p->timer, on_timer);
	ev_check_init(&p->turn, on_turn);
	ev_set_priority(&p->turn, EV_MINPRI);
	ev_timer_init(&p->joining, on_joining, JOINING_S, JOINING_S);
	p->timer.data = p->joining.data = p->turn.data = p;
	init_targets(p);
	totals_begin(p);
	return p;
}

void poll_close(struct poll *p)
{
	p->closing = true;
	ev_timer_stop(p->loop, &p->timer);
	ev_timer_stop(p->loop, &p->joining);
	sweep_stop(p);
	ask_close(p->ask);
	ping_close(p->ping);
	resolve_close(p->resolve);
	jobs_free(p);
	probes_free(p);
	for (dev_id id = 0; id < p->n; id++) {
		free(p->target[id].ticks);
		senses_fini(&p->target[id].senses);
		storages_fini(&p->target[id].storages);
	}
	wheel_fini(&p->polls);
	idmap_fini(&p->engines);
	wheel_fini(&p->probes);
	free(p->target);
	free(p->first.id);
	free(p->rest.id);
	free(p->raw);
	free(p->found);
	free(p->processor);
	free(p->memory);
	free(p->sensor);
	free(p->of_device);
	findings_fini(&p->findings);
	ev_clear_pending(p->loop, &p->turn); /* what was closed may have fed it */
	free(p);
}

/* Everything is asked as soon as that is possible without asking all at once. */
static void begin(struct poll *p)
{
	int64_t now_ms = clock_mono_ms(), every = p->inv->settings.reachability_ms;
	int64_t spread = p->n / START_PACE;

	spread = spread > START_SPREAD_MS ? START_SPREAD_MS : spread;
	for (dev_id id = 0; id < p->n; id++) {
		struct target *t = &p->target[id];
		int64_t later = (int64_t)id * spread / p->n;
		wheel_set(&p->polls, id, now_ms + later);
		if (target_dev(t)->ping_by == PING_NO)
			continue;
		t->probe_due_ms = now_ms + (every > 0 ? t->plan.phase_ms % every : 0);
		wheel_set(&p->probes, id, t->probe_due_ms);
	}
	poll_wake(p);
}

void poll_start(struct poll *p)
{
	begin(p);
}

void poll_sweep_twice(struct poll *p, void (*done)(void *ctx), void *ctx)
{
	sweep_begin(p, done, ctx);
	begin(p);
}

void poll_now(struct poll *p, dev_id id)
{
	struct target *t = &p->target[id];
	int64_t now_ms = clock_mono_ms();
	int64_t at_ms = t->plan.began_ms + AT_MOST_EVERY_MS;

	t->again = t->job != NULL;
	if (t->job || t->queued || t->swept)
		return;
	if (t->plan.began_ms == 0 || at_ms < now_ms)
		at_ms = 0;
	t->at_once = true;
	if (wheel_at(&p->polls, id) < 0 || wheel_at(&p->polls, id) > at_ms) {
		wheel_set(&p->polls, id, at_ms);
		poll_wake(p);
	}
}

bool poll_burst(struct poll *p, dev_id id, bool on)
{
	int64_t now_ms = clock_wall_ms();
	unsigned others = 0;

	for (dev_id d = 0; d < p->net->dev_n; d++)
		others += d != id && p->net->dev[d].burst_until_ms > now_ms;
	if (on && others >= POLL_BURSTS)
		return false;
	p->net->dev[id].burst_until_ms = on ? now_ms + POLL_BURST_MS : 0;
	plan_burst(&p->target[id].plan, on ? clock_mono_ms() + POLL_BURST_MS : 0);
	if (on)
		poll_now(p, id);
	return true;
}

void poll_probe_now(struct poll *p, dev_id id)
{
	struct target *t = &p->target[id];

	if (target_dev(t)->ping_by == PING_NO || wheel_at(&p->probes, id) < 0)
		return;
	t->awaited = true;
	t->probe_due_ms = clock_mono_ms();
	wheel_set(&p->probes, id, t->probe_due_ms);
	poll_wake(p);
}

const struct sockaddr_storage *poll_address(const struct poll *p, dev_id id)
{
	return p->target[id].peer == NONE ? NULL : &p->target[id].addr;
}

/* Of no family that nobody is pinged by. */
static const char *problem_of_ping(const struct poll *p)
{
	const char *why = p->pinged4 ? ping_problem(p->ping, AF_INET) : NULL;

	return why || !p->pinged6 ? why : ping_problem(p->ping, AF_INET6);
}

void poll_health(const struct poll *p, struct watch_health *h)
{
	const struct ask_stats *stats = ask_stats(p->ask);
	int64_t now_ms = clock_mono_ms();

	h->polls_due = p->queue_n;
	h->polls_late = queue_late(p, now_ms);
	h->requests = stats->sent;
	h->answers = stats->received;
	h->retries = stats->retries;
	h->timeouts = stats->timeouts;
	h->rx_drops = stats->rx_drops;
	h->spoof_dropped = stats->spoofed;
	h->malformed = stats->malformed;
	h->ping_problem = problem_of_ping(p);
}

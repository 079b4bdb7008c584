/*
 * Reachability: a probe a second for each device, by ICMP or by one sysUpTime. Probes
 * do not wait for each other: while a verdict is being confirmed they go out every 200
 * ms, whatever has or has not come back.
 */
#include "probes/wire/poll_private.h"

#include <stdlib.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"

#define PROBE_BUSY_US 1000000

static const struct oid sys_uptime = {9, {1, 3, 6, 1, 2, 1, 1, 3, 0}};

struct probe {
	struct target *target;
	struct probe *next_free;
	int64_t sent_ms, sent_us; /* wall clock; monotonic */
};

static struct probe *probe_take(struct poll *p)
{
	struct probe *probe = p->free_probe;

	if (probe) {
		p->free_probe = probe->next_free;
		return probe;
	}
	probe = malloc(sizeof *probe);
	if (!probe)
		die("out of memory");
	return probe;
}

void probes_free(struct poll *p)
{
	while (p->free_probe) {
		struct probe *probe = p->free_probe;
		p->free_probe = probe->next_free;
		free(probe);
	}
}

static int64_t every_ms(const struct target *t)
{
	int64_t ms = t->poll->inv->settings.reachability_ms;

	return ms > 0 ? ms : 1000;
}

/* A probe was lost while nobody knew of trouble: the next must not wait its second. */
static void hurry(struct target *t)
{
	int64_t pause = reach_pause(&target_dev(t)->reach, every_ms(t));
	int64_t soon = clock_mono_ms() + pause;

	if (pause < every_ms(t) && t->probe_due_ms > soon) {
		t->probe_due_ms = soon;
		wheel_set(&t->poll->probes, target_id(t), soon);
		poll_wake(t->poll);
	}
}

static void judge(struct target *t, int64_t sent_ms, int64_t rtt_us)
{
	struct reach *reach = &target_dev(t)->reach;
	bool doubted = !reach->known || reach->answering;

	if (rtt_us >= 0) {
		bool back = reach_answer(reach, sent_ms, rtt_us);
		if (back && t->plan.misses)
			poll_now(t->poll, target_id(t));
		if (back || t->awaited)
			poll_tell(t);
		t->awaited = false;
	} else {
		bool gone = reach_loss(reach, sent_ms);
		if (gone && t->job)
			ask_peer_gone(t->poll->ask, t->peer);
		if (gone || doubted)
			poll_tell(t);
		hurry(t);
	}
	if (reach->known && !reach->confirm_need)
		poll_decided(t);
}

void probe_answered(void *ctx, uint32_t id, uint64_t sent_ms, int64_t rtt_us)
{
	struct poll *p = ctx;

	if (rtt_us != PING_UNSENT)
		judge(&p->target[id], (int64_t)sent_ms, rtt_us);
}

/* What SNMP says of reachability: a refusal comes from a host whose agent does not
 * live, a complaint about the user from one that does. */
static void on_answer(void *ctx, const struct ask_reply *reply)
{
	struct probe *probe = ctx;
	struct target *t = probe->target;
	int64_t rtt_us =
		reply->rtt_us ? reply->rtt_us : clock_mono_us() - probe->sent_us;

	probe->next_free = t->poll->free_probe;
	t->poll->free_probe = probe;
	switch (reply->result) {
	case ASK_OK:
	case ASK_UNKNOWN_USER:
	case ASK_WRONG_KEY:
	case ASK_TIME_WINDOW:
		judge(t, probe->sent_ms, rtt_us);
		break;
	case ASK_TIMEOUT:
	case ASK_REFUSED:
	case ASK_UNREACHABLE:
		judge(t, probe->sent_ms, PING_LOST);
		break;
	case ASK_TOO_BIG:
	case ASK_CANCELLED:
		break;
	}
}

/* An agent that is busy with our own poll answers later. */
static void send_snmp(struct target *t, int64_t timeout_us)
{
	struct probe *probe = probe_take(t->poll);
	struct ask_request request = {.peer = t->peer,
				      .pdu = PDU_GET,
				      .oid = &sys_uptime,
				      .n = 1,
				      .tries = 1,
				      .timeout_us = t->job ? PROBE_BUSY_US : timeout_us,
				      .done = on_answer,
				      .ctx = probe};

	*probe = (struct probe){
		.target = t, .sent_ms = clock_wall_ms(), .sent_us = clock_mono_us()};
	ask_send(t->poll->ask, &request);
}

void probe_once(struct target *t)
{
	struct poll *p = t->poll;
	const struct dev *dev = target_dev(t);
	int64_t timeout_us =
		plan_probe_timeout_us(dev->reach.rtt_ms, dev->reach.jitter_ms);

	if (dev->ping_by == PING_ICMP && !ping_problem(p->ping, t->addr.ss_family))
		ping_send(p->ping, &t->addr, target_id(t), (uint64_t)clock_wall_ms(),
			  timeout_us);
	else
		send_snmp(t, timeout_us);
}

void probe_send(struct target *t)
{
	struct poll *p = t->poll;
	int64_t now_ms = clock_mono_ms(),
		pause = reach_pause(&target_dev(t)->reach, every_ms(t));

	if (t->peer != NONE)
		probe_once(t);
	/* From when it was due, so that lateness does not add up; never twice at once.
	 */
	t->probe_due_ms += pause;
	if (t->probe_due_ms <= now_ms)
		t->probe_due_ms += ((now_ms - t->probe_due_ms) / pause + 1) * pause;
	wheel_set(&p->probes, target_id(t), t->probe_due_ms);
}

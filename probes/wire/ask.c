/*
 * The engine: who is asked, what is on its way, when to ask again and when to give up.
 *
 * ask_send only queues; an idle watcher sends whole batches, so that many small
 * requests cost few system calls and no callback can run inside ask_send. Sending is
 * held to the window of the lane, which is what the socket's receive buffer can hold:
 * answers that the kernel drops look like a device that is down. Where answers come
 * within milliseconds a smaller one keeps as many coming, and what belongs to them
 * stays in the caches, which costs a third less. A share of the window is given back
 * after some time even without an answer, for what comes later comes scattered; so
 * silent peers cannot starve the others.
 */
#include "probes/wire/ask.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/wire/ask_private.h"
#include "probes/wire/usm.h"

static const int64_t HOLD_US = 100000, HOLD_NEAR_US = 25000, NEAR_US = 20000;
static const int64_t HOLD_NEXT_US = 6000, NEXT_US = 3000;
static const double GATHER_S = 0.0002;
enum { TRIES = 3, PROBE_TRIES = 2, GONE_TRIES = 2 };
enum { WINDOW_NEAR = 512, WINDOW_NEXT = 128 };
enum { UNREAD_MAX = 64 }; /* batches, from which on it is a flood */

/* --- queues ----------------------------------------------------------------------- */

static void queue_add(struct ask *a, struct queue *q, uint32_t slot)
{
	struct request *r = &a->request[slot];
	r->queue = q;
	r->prev = q->tail;
	r->next = NONE;
	*(q->tail == NONE ? &q->head : &a->request[q->tail].next) = slot;
	q->tail = slot;
	q->n++;
}

static void queue_add_front(struct ask *a, struct queue *q, uint32_t slot)
{
	struct request *r = &a->request[slot];
	r->queue = q;
	r->prev = NONE;
	r->next = q->head;
	*(q->head == NONE ? &q->tail : &a->request[q->head].prev) = slot;
	q->head = slot;
	q->n++;
}

static void queue_remove(struct ask *a, uint32_t slot)
{
	struct request *r = &a->request[slot];
	struct queue *q = r->queue;
	if (!q)
		return;
	*(r->prev == NONE ? &q->head : &a->request[r->prev].next) = r->next;
	*(r->next == NONE ? &q->tail : &a->request[r->next].prev) = r->prev;
	q->n--;
	r->queue = NULL;
}

/* --- requests --------------------------------------------------------------------- */

static struct lane *lane_of(struct ask *a, const struct request *r)
{
	bool v6 = a->peer[r->peer].addr.any.sa_family == AF_INET6;
	return &a->lane[v6 ? LANE_V6 : LANE_V4];
}

static uint32_t slot_take(struct ask *a)
{
	uint32_t slot = a->request_free;
	if (slot == NONE) {
		TABLE_GROW(a->request, a->request_cap, a->request_n + 1);
		slot = a->request_n++;
	} else
		a->request_free = a->request[slot].next;
	return slot;
}

static void share_return(struct ask *a, struct request *r)
{
	if (!r->share)
		return;
	r->share = false;
	struct lane *lane = lane_of(a, r);
	lane->in_window--;
	lane_wake(lane);
}

/* The request is over; what is called may send, cancel and remove as it likes. */
void ask_finish(struct ask *a, uint32_t slot, struct ask_reply *reply)
{
	struct request *r = &a->request[slot];
	ask_done *done = r->done;
	void *ctx = r->ctx;

	reply->tries = r->tries;
	a->peer[r->peer].requests--;
	queue_remove(a, slot);
	share_return(a, r);
	wheel_unset(&a->deadlines, slot);
	ids_give_back(&a->ids, r->id);
	r->used = false;
	r->generation++;
	r->next = a->request_free;
	a->request_free = slot;
	done(ctx, reply);
}

void ask_finish_without(struct ask *a, uint32_t slot, enum ask_result why, int error)
{
	struct v3_agent *agent = a->peer[a->request[slot].peer].v3;

	a->stats.timeouts += why == ASK_TIMEOUT;
	a->stats.refused += why == ASK_REFUSED;
	if (agent && why != ASK_CANCELLED)
		v3_doubt(agent); /* it may be another by then */
	ask_finish(a, slot, &(struct ask_reply){.result = why, .error = error});
}

/* It is lost: say so from the timer, never from inside ask_send or a batch. */
void ask_fail_soon(struct ask *a, uint32_t slot, enum ask_result why, int error)
{
	struct request *r = &a->request[slot];
	r->verdict = why;
	r->error = error;
	r->tries_max = r->tries;
	queue_remove(a, slot);
	r->give_up_ms = clock_mono_ms();
	wheel_set(&a->deadlines, slot, r->give_up_ms);
}

/* Why it cannot even be tried; ASK_OK when it can. */
static enum ask_result hopeless(struct ask *a, const struct request *r, int *error)
{
	const struct peer *p = &a->peer[r->peer];
	if (r->kind == ASK_REQUEST && r->len == 0)
		return ASK_TOO_BIG;
	if (r->kind == ASK_REQUEST && p->v3 && !v3_has_keys(p->v3))
		return ASK_WRONG_KEY;
	if (lane_of(a, r)->fd < 0) {
		*error = EAFNOSUPPORT;
		return ASK_UNREACHABLE;
	}
	return ASK_OK;
}

/* The room of a slot serves one request after the other, and is mostly large enough. */
static void encode(struct ask *a, const struct peer *p, struct request *r,
		   const struct ask_request *q)
{
	const char *community = p->v3 ? "" : p->auth->community;
	int version = p->v3 ? SNMP_V2C : p->auth->version;

	r->len = (uint32_t)v2_encode(q, community, version, r->id, r->bytes, r->room);
	if (r->len > 0)
		return;
	r->len = (uint32_t)v2_encode(q, community, version, r->id, a->encoded,
				     sizeof a->encoded);
	if (r->len == 0)
		return;
	r->room = r->len <= ASK_REQUEST_ROOM	   ? ASK_REQUEST_ROOM
		  : r->len <= 2 * ASK_REQUEST_ROOM ? 2 * ASK_REQUEST_ROOM
						   : ASK_REQUEST_MAX;
	r->bytes = realloc(r->bytes, r->room);
	if (!r->bytes)
		die("out of memory");
	memcpy(r->bytes, a->encoded, r->len);
}

static uint64_t request_new(struct ask *a, const struct ask_request *q,
			    enum request_kind kind)
{
	if (a->closing || a->peer[q->peer].leaving)
		return 0;
	uint32_t slot = slot_take(a);
	struct request *r = &a->request[slot];
	struct peer *p = &a->peer[q->peer];
	int error = 0;

	*r = (struct request){
		.generation = r->generation,
		.bytes = r->bytes,
		.room = r->room,
		.peer = q->peer,
		.id = ids_take(&a->ids, slot),
		.used = true,
		.kind = kind,
		.tries_max = q->tries ? q->tries : TRIES,
		.verdict = ASK_TIMEOUT,
		.rto_of_peer = q->timeout_us == 0,
		.wait_us = q->timeout_us ? q->timeout_us : p->rto_us,
		.pdu = (uint8_t)v2_pdu(q->pdu, p->auth->version),
		.non_repeaters = q->non_repeaters,
		.max_repetitions = q->max_repetitions,
		.n = q->n,
		.take = q->take,
		.done = q->done,
		.ctx = q->ctx,
	};
	if (p->gone && r->tries_max > GONE_TRIES)
		r->tries_max = GONE_TRIES;
	p->requests++;
	if (kind == ASK_REQUEST)
		encode(a, p, r, q);
	enum ask_result why = hopeless(a, r, &error);
	if (why == ASK_OK) {
		struct lane *lane = lane_of(a, r);
		queue_add(a, p->silent ? &lane->urgent : &lane->fresh, slot);
		lane_wake(lane);
	} else {
		ask_fail_soon(a, slot, why, error);
		ask_arm(a);
	}
	return (uint64_t)r->generation << 32 | (slot + 1);
}

uint64_t ask_send(struct ask *a, const struct ask_request *q)
{
	return request_new(a, q, ASK_REQUEST);
}

void ask_discover(struct ask *a, peer_id peer, ask_done *done, void *ctx)
{
	struct ask_request q = {.peer = peer,
				.tries = 2,
				.timeout_us = 500000, /* then a second: it is the last
							 hope */
				.done = done,
				.ctx = ctx};
	request_new(a, &q, ASK_DISCOVERY);
}

void ask_cancel(struct ask *a, uint64_t id)
{
	uint32_t slot = (uint32_t)id - 1;
	if ((uint32_t)id == 0 || slot >= a->request_n || !a->request[slot].used ||
	    a->request[slot].generation != id >> 32)
		return;
	ask_finish_without(a, slot, ASK_CANCELLED, 0);
}

void ask_cancel_all(struct ask *a, peer_id peer)
{
	for (uint32_t slot = 0; slot < a->request_n && a->peer[peer].requests > 0;
	     slot++)
		if (a->request[slot].used && a->request[slot].peer == peer)
			ask_finish_without(a, slot, ASK_CANCELLED, 0);
}

/* --- on its way ------------------------------------------------------------------- */

/* Answers come within milliseconds. */
static bool is_near(const struct ask *a)
{
	return a->srtt_us < NEAR_US;
}

uint32_t ask_window(const struct lane *lane)
{
	const struct ask *a = lane->ask;
	uint32_t enough = a->hurry && a->srtt_us < NEXT_US ? WINDOW_NEXT
			  : is_near(a)			   ? WINDOW_NEAR
							   : UINT32_MAX;

	return lane->window < enough ? lane->window : enough;
}

/* How long a share is held for an answer: shortly where the buffer holds many more. */
static int64_t hold_us(const struct ask *a, const struct lane *lane)
{
	if (!a->hurry || !is_near(a))
		return HOLD_US;
	return a->srtt_us < NEXT_US && lane->window > 2 * WINDOW_NEXT ? HOLD_NEXT_US
								      : HOLD_NEAR_US;
}

bool ask_has_room(const struct ask *a)
{
	for (int i = 0; i < LANES; i++)
		if (a->lane[i].in_window + a->lane[i].fresh.n >=
		    ask_window(&a->lane[i]))
			return a->lane[i].fd < 0;
	return true;
}

/* In a hurry answers come one after the other, and each would wake us: what a turn of
 * the loop costs is then paid for a few. They may gather for a quarter of the time in
 * which a window is answered, so that agents never wait for us. */
void ask_hurry(struct ask *a, bool hurry)
{
	if (a->hurry != hurry)
		ev_set_io_collect_interval(a->loop, hurry ? GATHER_S : 0);
	a->hurry = hurry;
}

static uint32_t next_queued(const struct lane *lane)
{
	if (lane->urgent.head != NONE)
		return lane->urgent.head;
	return lane->in_window < ask_window(lane) ? lane->fresh.head : NONE;
}

uint32_t ask_next(struct ask *a, struct lane *lane)
{
	uint32_t slot;

	while ((slot = next_queued(lane)) != NONE) {
		struct request *r = &a->request[slot];
		bool fresh = r->queue == &lane->fresh;
		queue_remove(a, slot);
		if (!pace_take(&a->pace, a->peer[r->peer].subnet, a->pump_ms)) {
			queue_add(a, &lane->parked, slot);
			continue;
		}
		r->share = fresh;
		lane->in_window += fresh;
		break;
	}
	return slot;
}

void ask_unpark(struct ask *a, struct lane *lane)
{
	uint32_t slot;

	while ((slot = lane->parked.head) != NONE) {
		const struct request *r = &a->request[slot];
		bool urgent = r->tries > 0 || a->peer[r->peer].silent;
		queue_remove(a, slot);
		queue_add(a, urgent ? &lane->urgent : &lane->fresh, slot);
	}
	lane_wake(lane);
}

void ask_put_back(struct ask *a, struct lane *lane, uint32_t slot)
{
	struct request *r = &a->request[slot];
	queue_add_front(a, r->share ? &lane->fresh : &lane->urgent, slot);
	share_return(a, r);
}

uint8_t ask_level(struct ask *a, const struct request *r)
{
	return r->kind == ASK_SIGNED_PROBE ? V3_AUTH : v3_level(a->peer[r->peer].auth);
}

/* Version 3 is encoded anew each time, for its clock goes on. */
static size_t v3_bytes(struct ask *a, const struct request *r, uint8_t *out, size_t cap)
{
	struct v3_agent *agent = a->peer[r->peer].v3;
	size_t pdu_n = 0;

	if (r->kind == ASK_DISCOVERY || !v3_is_known(agent))
		return v3_discovery(r->id, out, cap);
	struct v3_octets pdu = {.p = ber_pdu(r->bytes, r->len, &pdu_n)};
	pdu.n = (uint32_t)pdu_n;
	return v3_request(agent, r->id, ask_level(a, r),
			  r->kind == ASK_REQUEST ? &pdu : NULL, clock_mono_ms(), out,
			  cap);
}

size_t ask_bytes(struct ask *a, uint32_t slot, uint8_t *scratch, const uint8_t **bytes)
{
	const struct request *r = &a->request[slot];
	if (r->kind == ASK_DISCOVERY || a->peer[r->peer].v3) {
		*bytes = scratch;
		return v3_bytes(a, r, scratch, ASK_REQUEST_MAX);
	}
	*bytes = r->bytes;
	return r->len;
}

static int64_t ms_after(int64_t now_us, int64_t wait_us)
{
	return (now_us + wait_us + 999) / 1000;
}

void ask_sent(struct ask *a, uint32_t slot, int64_t now_us)
{
	struct request *r = &a->request[slot];
	int64_t held_us = hold_us(a, lane_of(a, r));
	bool hold = r->share && r->wait_us > held_us;

	a->stats.sent++;
	a->stats.retries += r->tries > 0;
	r->tries++;
	r->sent_us = now_us;
	r->give_up_ms = ms_after(now_us, r->wait_us);
	wheel_set(&a->deadlines, slot,
		  hold ? ms_after(now_us, held_us) : r->give_up_ms);
}

void ask_not_sent(struct ask *a, uint32_t slot, int error)
{
	enum ask_result why = error == ECONNREFUSED ? ASK_REFUSED
			      : error == EMSGSIZE   ? ASK_TOO_BIG
						    : ASK_UNREACHABLE;
	share_return(a, &a->request[slot]);
	ask_fail_soon(a, slot, why, error);
}

static void queue_urgent(struct ask *a, uint32_t slot)
{
	struct lane *lane = lane_of(a, &a->request[slot]);
	queue_remove(a, slot);
	queue_add(a, &lane->urgent, slot);
	lane_wake(lane);
}

void ask_again(struct ask *a, uint32_t slot)
{
	struct request *r = &a->request[slot];
	share_return(a, r);
	wheel_unset(&a->deadlines, slot);
	r->tries = 0;
	if (r->rto_of_peer)
		r->wait_us = a->peer[r->peer].rto_us;
	queue_urgent(a, slot);
}

/* An agent that is there and says nothing to what is encrypted may have another key for
 * it: many just drop what they cannot read. Two more questions tell. */
static bool probe_next(const struct ask *a, struct request *r)
{
	if (r->verdict != ASK_TIMEOUT || r->learnt == 0 ||
	    a->peer[r->peer].auth->priv == PRIV_NONE)
		return false;
	if (r->kind == ASK_REQUEST)
		r->kind = ASK_SEALED_PROBE;
	else if (r->kind == ASK_SEALED_PROBE)
		r->kind = ASK_SIGNED_PROBE;
	else
		return false;
	r->tries_max = PROBE_TRIES;
	return true;
}

static void give_up(struct ask *a, uint32_t slot)
{
	struct request *r = &a->request[slot];
	struct peer *p = &a->peer[r->peer];

	if (probe_next(a, r)) {
		ask_again(a, slot);
		return;
	}
	if (r->verdict == ASK_TIMEOUT)
		peer_rto_forget(p);
	ask_finish_without(a, slot, r->verdict, r->error);
}

static int64_t backed_off(int64_t wait_us)
{
	if (wait_us >= ASK_RTO_MAX_US)
		return wait_us;
	return 2 * wait_us < ASK_RTO_MAX_US ? 2 * wait_us : ASK_RTO_MAX_US;
}

/* Its deadline passed: give the share back and wait on, ask again, or give up. */
static void expired(struct ask *a, uint32_t slot, int64_t now_ms)
{
	struct request *r = &a->request[slot];
	struct peer *p = &a->peer[r->peer];

	share_return(a, r);
	if (now_ms < r->give_up_ms) {
		wheel_set(&a->deadlines, slot, r->give_up_ms);
		return;
	}
	p->silent |= r->tries > 0;
	if (r->tries >= r->tries_max) {
		give_up(a, slot);
		return;
	}
	r->wait_us = backed_off(r->wait_us);
	if (r->rto_of_peer && r->wait_us > p->rto_us)
		p->rto_us = r->wait_us; /* until the next measurement, RFC 6298 (5.7) */
	queue_urgent(a, slot);
}

void ask_peer_gone(struct ask *a, peer_id peer)
{
	uint32_t left = a->peer[peer].requests;

	a->peer[peer].gone = true;
	for (uint32_t slot = 0; slot < a->request_n && left > 0; slot++) {
		struct request *r = &a->request[slot];

		if (!r->used || r->peer != peer)
			continue;
		left--;
		if (r->tries_max > GONE_TRIES)
			r->tries_max = r->tries > GONE_TRIES ? r->tries : GONE_TRIES;
		if (r->tries >= r->tries_max)
			wheel_set(&a->deadlines, slot, r->give_up_ms = clock_mono_ms());
	}
	ask_arm(a);
}

bool ask_peer_is_gone(const struct ask *a, peer_id peer)
{
	return a->peer[peer].gone;
}

static void on_timer(struct ev_loop *loop, ev_timer *w, int events)
{
	struct ask *a = w->data;
	int64_t now_ms = clock_mono_ms();
	uint32_t slot;

	(void)loop;
	(void)events;
	a->armed_ms = INT64_MAX;
	/* Whose answer waits is not late, and its share of the window is not free. */
	a->unread = lanes_read(a) ? a->unread + 1 : 0;
	for (int i = 0; i < ASK_BATCH && a->unread % UNREAD_MAX == 0; i++)
		if ((slot = wheel_take(&a->deadlines, now_ms)) != NONE)
			expired(a, slot, now_ms);
	ask_arm(a);
}

/* Once a turn, not with every answer. It is set to what is first by now, for a timer
 * that is near keeps the loop from letting answers gather. */
void ask_arm(struct ask *a)
{
	int64_t now_ms = clock_mono_ms(), wait_ms = wheel_wait(&a->deadlines, now_ms);
	if (wait_ms < 0 || now_ms + wait_ms == a->armed_ms)
		return;
	ev_timer_stop(a->loop, &a->timer);
	ev_timer_set(&a->timer, (double)wait_ms / 1e3, 0.);
	ev_timer_start(a->loop, &a->timer);
	a->armed_ms = now_ms + wait_ms;
}

/* --- the whole -------------------------------------------------------------------- */

static void *varbinds_new(void)
{
	void *vb = calloc(ASK_VARBINDS_MAX, sizeof(struct varbind));
	if (!vb)
		die("out of memory");
	return vb;
}

struct ask *ask_open(struct ev_loop *loop)
{
	struct ask *a = calloc(1, sizeof *a);
	if (!a)
		die("out of memory");
	a->loop = loop;
	a->peer_free = a->request_free = NONE;
	a->armed_ms = INT64_MAX;
	a->vb = varbinds_new();
	a->asked = varbinds_new();
	a->scratch = malloc(ASK_DATAGRAM_MAX);
	if (!a->scratch)
		die("out of memory");
	usm_init();
	ids_init(&a->ids);
	wheel_init(&a->deadlines, clock_mono_ms());
	ev_timer_init(&a->timer, on_timer, 0., 0.);
	a->timer.data = a;
	lanes_open(a);
	return a;
}

void ask_close(struct ask *a)
{
	a->closing = true;
	ask_hurry(a, false);
	for (peer_id id = 0; id < a->peer_n; id++)
		ask_cancel_all(a, id);
	lanes_close(a);
	ev_timer_stop(a->loop, &a->timer);
	for (uint32_t i = 0; i < a->request_n; i++)
		free(a->request[i].bytes);
	wheel_fini(&a->deadlines);
	ids_fini(&a->ids);
	free(a->request);
	peers_free(a);
	free(a->vb);
	free(a->asked);
	free(a->scratch);
	free(a);
}

const struct ask_stats *ask_stats(const struct ask *a)
{
	return &a->stats;
}

/*
 * The engine: who is asked, what is on its way, when to ask again and when to give up.
 *
 * ask_send only queues; an idle watcher sends whole batches, so that many small
 * requests cost few system calls and no callback can run inside ask_send. Sending is
 * held to the window of the lane, which is what the socket's receive buffer can hold:
 * answers that the kernel drops look like a device that is down. A share of the window
 * is given back after HOLD_US even without an answer, for what comes later comes
 * scattered; so silent peers cannot starve the others.
 */
#include "probes/wire/ask.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/wire/ask_private.h"

static const int64_t RTO_INITIAL_US = 1000000, RTO_MIN_US = 200000,
		     RTO_MAX_US = 5000000, HOLD_US = 100000;
enum { TRIES = 3 };

/* --- queues ----------------------------------------------------------------------- */

static void queue_add(struct ask *a, struct queue *q, uint32_t slot)
{
	struct request *r = &a->request[slot];
	r->queue = q;
	r->prev = q->tail;
	r->next = NONE;
	*(q->tail == NONE ? &q->head : &a->request[q->tail].next) = slot;
	q->tail = slot;
}

static void queue_add_front(struct ask *a, struct queue *q, uint32_t slot)
{
	struct request *r = &a->request[slot];
	r->queue = q;
	r->prev = NONE;
	r->next = q->head;
	*(q->head == NONE ? &q->tail : &a->request[q->head].prev) = slot;
	q->head = slot;
}

static void queue_remove(struct ask *a, uint32_t slot)
{
	struct request *r = &a->request[slot];
	struct queue *q = r->queue;
	if (!q)
		return;
	*(r->prev == NONE ? &q->head : &a->request[r->prev].next) = r->next;
	*(r->next == NONE ? &q->tail : &a->request[r->next].prev) = r->prev;
	r->queue = NULL;
}

/* --- peers ------------------------------------------------------------------------ */

static void rto_forget(struct peer *p)
{
	p->srtt_us = p->rttvar_us = 0;
	p->rto_us = RTO_INITIAL_US;
}

/* RFC 6298, section 2. */
static void rto_measured(struct peer *p, int64_t rtt_us)
{
	if (p->srtt_us == 0) {
		p->srtt_us = rtt_us;
		p->rttvar_us = rtt_us / 2;
	} else {
		int64_t off = llabs(p->srtt_us - rtt_us);
		p->rttvar_us += (off - p->rttvar_us) / 4;
		p->srtt_us += (rtt_us - p->srtt_us) / 8;
	}
	int64_t rto = p->srtt_us + 4 * p->rttvar_us;
	p->rto_us = rto < RTO_MIN_US ? RTO_MIN_US : rto > RTO_MAX_US ? RTO_MAX_US : rto;
}

static union address address_of(const struct sockaddr_storage *from)
{
	union address to = {.any.sa_family = AF_UNSPEC};
	if (from && from->ss_family == AF_INET)
		memcpy(&to.v4, from, sizeof to.v4);
	else if (from && from->ss_family == AF_INET6)
		memcpy(&to.v6, from, sizeof to.v6);
	return to;
}

/* Is from the address of want? A port or scope of 0 is any. */
static bool address_is(const union address *want, const union address *from)
{
	if (want->any.sa_family != from->any.sa_family)
		return false;
	if (want->any.sa_family == AF_INET)
		return want->v4.sin_addr.s_addr == from->v4.sin_addr.s_addr &&
		       (want->v4.sin_port == 0 ||
			want->v4.sin_port == from->v4.sin_port);
	return want->any.sa_family == AF_INET6 &&
	       !memcmp(&want->v6.sin6_addr, &from->v6.sin6_addr, 16) &&
	       (want->v6.sin6_port == 0 || want->v6.sin6_port == from->v6.sin6_port) &&
	       (want->v6.sin6_scope_id == 0 ||
		want->v6.sin6_scope_id == from->v6.sin6_scope_id);
}

peer_id ask_peer_add(struct ask *a, const struct sockaddr_storage *addr,
		     const struct credential *auth,
		     const struct sockaddr_storage *accept_from)
{
	peer_id id = a->peer_free;
	if (id == NONE) {
		TABLE_GROW(a->peer, a->peer_cap, a->peer_n + 1);
		id = a->peer_n++;
	} else
		a->peer_free = a->peer[id].next_free;
	struct peer *p = &a->peer[id];
	*p = (struct peer){.addr = address_of(addr),
			   .accept_from = address_of(accept_from),
			   .auth = auth,
			   .used = true};
	rto_forget(p);
	return id;
}

int64_t ask_peer_rto_us(const struct ask *a, peer_id id)
{
	return a->peer[id].rto_us;
}

/* --- requests --------------------------------------------------------------------- */

struct lane *ask_lane_of(struct ask *a, const struct request *r)
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
		a->request[slot].bytes = malloc(ASK_REQUEST_MAX);
		if (!a->request[slot].bytes)
			die("out of memory");
	} else
		a->request_free = a->request[slot].next;
	return slot;
}

static int32_t random_id(struct ask *a)
{
	int32_t id;
	do {
		if (a->ids_left == 0) {
			random_bytes(a->ids, sizeof a->ids);
			a->ids_left = sizeof a->ids / sizeof *a->ids;
		}
		id = (int32_t)(a->ids[--a->ids_left] & INT32_MAX);
	} while (id == 0 || idmap_find(&a->by_id, (uint64_t)id) != NONE);
	return id;
}

static void share_return(struct ask *a, struct request *r)
{
	if (!r->share)
		return;
	r->share = false;
	struct lane *lane = ask_lane_of(a, r);
	lane->in_window--;
	lane_wake(lane);
}

/* The request is over; what is called may send, cancel and remove as it likes. */
static void finish(struct ask *a, uint32_t slot, struct ask_reply *reply)
{
	struct request *r = &a->request[slot];
	ask_done *done = r->done;
	void *ctx = r->ctx;

	reply->tries = r->tries;
	queue_remove(a, slot);
	share_return(a, r);
	wheel_unset(&a->deadlines, slot);
	idmap_remove(&a->by_id, (uint64_t)r->id);
	a->recent[r->id % ASK_RECENT] = r->id;
	r->used = false;
	r->generation++;
	r->next = a->request_free;
	a->request_free = slot;
	done(ctx, reply);
}

static void finish_without(struct ask *a, uint32_t slot, enum ask_result why, int error)
{
	a->stats.timeouts += why == ASK_TIMEOUT;
	a->stats.refused += why == ASK_REFUSED;
	finish(a, slot, &(struct ask_reply){.result = why, .error = error});
}

/* It is lost: say so from the timer, never from inside ask_send or a batch. */
static void fail_soon(struct ask *a, uint32_t slot, enum ask_result why, int error)
{
	struct request *r = &a->request[slot];
	r->verdict = why;
	r->error = error;
	r->tries_max = r->tries;
	queue_remove(a, slot);
	r->give_up_ms = clock_mono_ms();
	wheel_set(&a->deadlines, slot, r->give_up_ms);
}

static uint64_t request_new(struct ask *a, const struct ask_request *q, bool discover)
{
	uint32_t slot = slot_take(a);
	struct request *r = &a->request[slot];
	const struct peer *p = &a->peer[q->peer];

	*r = (struct request){
		.generation = r->generation,
		.bytes = r->bytes,
		.peer = q->peer,
		.id = random_id(a),
		.used = true,
		.discover = discover,
		.tries_max = q->tries ? q->tries : TRIES,
		.verdict = ASK_TIMEOUT,
		.rto_of_peer = q->timeout_us == 0,
		.wait_us = q->timeout_us ? q->timeout_us : p->rto_us,
		.done = q->done,
		.ctx = q->ctx,
	};
	idmap_put(&a->by_id, (uint64_t)r->id, slot);
	r->len =
		(uint32_t)v2_encode(q, p->auth->community ? p->auth->community : "",
				    p->auth->version, r->id, r->bytes, ASK_REQUEST_MAX);
	struct lane *lane = ask_lane_of(a, r);
	if (r->len == 0) {
		fail_soon(a, slot, ASK_TOO_BIG, 0);
		ask_arm(a);
	} else if (lane->fd < 0) {
		fail_soon(a, slot, ASK_UNREACHABLE, EAFNOSUPPORT);
		ask_arm(a);
	} else {
		queue_add(a, p->silent ? &lane->urgent : &lane->fresh, slot);
		lane_wake(lane);
	}
	return (uint64_t)r->generation << 32 | (slot + 1);
}

uint64_t ask_send(struct ask *a, const struct ask_request *q)
{
	return a->closing ? 0 : request_new(a, q, false);
}

void ask_cancel(struct ask *a, uint64_t id)
{
	uint32_t slot = (uint32_t)id - 1;
	if ((uint32_t)id == 0 || slot >= a->request_n || !a->request[slot].used ||
	    a->request[slot].generation != id >> 32)
		return;
	finish_without(a, slot, ASK_CANCELLED, 0);
}

static void cancel_all(struct ask *a, peer_id peer)
{
	for (uint32_t slot = 0; slot < a->request_n; slot++)
		if (a->request[slot].used &&
		    (peer == NONE || a->request[slot].peer == peer))
			finish_without(a, slot, ASK_CANCELLED, 0);
}

void ask_peer_remove(struct ask *a, peer_id id)
{
	cancel_all(a, id);
	struct peer *p = &a->peer[id];
	p->used = false;
	p->next_free = a->peer_free;
	a->peer_free = id;
}

/* --- on its way ------------------------------------------------------------------- */

uint32_t ask_next(struct ask *a, struct lane *lane)
{
	uint32_t slot = lane->urgent.head;
	if (slot == NONE) {
		slot = lane->fresh.head;
		if (slot == NONE || lane->in_window >= lane->window)
			return NONE;
		a->request[slot].share = true;
		lane->in_window++;
	}
	queue_remove(a, slot);
	return slot;
}

void ask_put_back(struct ask *a, struct lane *lane, uint32_t slot)
{
	struct request *r = &a->request[slot];
	queue_add_front(a, r->share ? &lane->fresh : &lane->urgent, slot);
	share_return(a, r);
}

size_t ask_bytes(struct ask *a, uint32_t slot, uint8_t *scratch, const uint8_t **bytes)
{
	(void)scratch;
	*bytes = a->request[slot].bytes;
	return a->request[slot].len;
}

static int64_t ms_after(int64_t now_us, int64_t wait_us)
{
	return (now_us + wait_us + 999) / 1000;
}

void ask_sent(struct ask *a, uint32_t slot, int64_t now_us)
{
	struct request *r = &a->request[slot];
	bool hold = r->share && r->wait_us > HOLD_US;

	if (r->verdict == ASK_REFUSED) /* known while it was in the batch */
		return;
	a->stats.sent++;
	a->stats.retries += r->tries > 0;
	r->tries++;
	r->sent_us = now_us;
	r->give_up_ms = ms_after(now_us, r->wait_us);
	wheel_set(&a->deadlines, slot,
		  hold ? ms_after(now_us, HOLD_US) : r->give_up_ms);
}

void ask_not_sent(struct ask *a, uint32_t slot, int error)
{
	enum ask_result why = error == ECONNREFUSED ? ASK_REFUSED
			      : error == EMSGSIZE   ? ASK_TOO_BIG
						    : ASK_UNREACHABLE;
	share_return(a, &a->request[slot]);
	fail_soon(a, slot, why, error);
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
		if (r->verdict == ASK_TIMEOUT)
			rto_forget(p);
		finish_without(a, slot, r->verdict, r->error);
		return;
	}
	r->wait_us = 2 * r->wait_us < RTO_MAX_US ? 2 * r->wait_us
		     : r->wait_us > RTO_MAX_US	 ? r->wait_us
						 : RTO_MAX_US;
	if (r->rto_of_peer && r->wait_us > p->rto_us)
		p->rto_us = r->wait_us; /* until the next measurement, RFC 6298 (5.7) */
	struct lane *lane = ask_lane_of(a, r);
	queue_add(a, &lane->urgent, slot);
	lane_wake(lane);
}

static void on_timer(struct ev_loop *loop, ev_timer *w, int events)
{
	struct ask *a = w->data;
	int64_t now_ms = clock_mono_ms();
	uint32_t slot;

	(void)loop;
	(void)events;
	a->armed_ms = INT64_MAX;
	for (int i = 0; i < ASK_BATCH; i++)
		if ((slot = wheel_take(&a->deadlines, now_ms)) != NONE)
			expired(a, slot, now_ms);
	ask_arm(a);
}

/* The timer may fire early, for the first deadline is often cleared by an answer; that
 * is cheaper than to set it anew with every answer. */
void ask_arm(struct ask *a)
{
	int64_t now_ms = clock_mono_ms(), wait_ms = wheel_wait(&a->deadlines, now_ms);
	if (wait_ms < 0 || now_ms + wait_ms >= a->armed_ms)
		return;
	ev_timer_stop(a->loop, &a->timer);
	ev_timer_set(&a->timer, (double)wait_ms / 1e3, 0.);
	ev_timer_start(a->loop, &a->timer);
	a->armed_ms = now_ms + wait_ms;
}

/* --- answers ---------------------------------------------------------------------- */

static void answered(struct ask *a, uint32_t slot, const struct ber_message *m,
		     size_t n)
{
	struct request *r = &a->request[slot];
	struct peer *p = &a->peer[r->peer];
	int64_t rtt_us = clock_mono_us() - r->sent_us;

	p->silent = false;
	if (r->tries ==
	    1) /* Karn: of a repeated request one cannot know which it was */
		rto_measured(p, rtt_us);
	finish(a, slot,
	       &(struct ask_reply){
		       .result = ASK_OK,
		       .error_status = m->error_status,
		       .error_index = m->error_index,
		       .vb = m->vb,
		       .n = m->n,
		       .bytes = (uint32_t)n,
		       .rtt_us = rtt_us,
	       });
}

/* The slot of the request with this id, NONE when there is none on its way. */
static uint32_t on_its_way(const struct ask *a, int32_t id)
{
	uint32_t slot = idmap_find(&a->by_id, (uint32_t)id);
	return slot != NONE && a->request[slot].tries > 0 ? slot : NONE;
}

void ask_arrived(struct ask *a, uint8_t *bytes, size_t n, const union address *from)
{
	struct ber_message m = {.vb = a->vb, .cap = ASK_VARBINDS_MAX};
	int version;
	int32_t id;

	a->stats.received++;
	if (!message_peek(bytes, n, &version, &id)) {
		a->stats.malformed++;
		return;
	}
	uint32_t slot = on_its_way(a, id);
	if (slot == NONE) {
		bool late = id > 0 && a->recent[id % ASK_RECENT] == id;
		*(late ? &a->stats.late : &a->stats.spoofed) += 1;
		return;
	}
	const struct request *r = &a->request[slot];
	const struct peer *p = &a->peer[r->peer];
	enum reply_check check = REPLY_FORGED;
	if (address_is(&p->addr, from) || address_is(&p->accept_from, from))
		check = v2_reply(bytes, n, r->bytes, r->len, a->asked, &m);
	a->stats.spoofed += check == REPLY_FORGED;
	a->stats.malformed += check == REPLY_MALFORMED;
	if (check == REPLY_GOOD)
		answered(a, slot, &m, n);
}

void ask_bounced(struct ask *a, const uint8_t *bytes, size_t n, const union address *to,
		 int error)
{
	int version;
	int32_t id;
	uint32_t slot;

	if (!message_peek(bytes, n, &version, &id) ||
	    (slot = on_its_way(a, id)) == NONE ||
	    !address_is(&a->peer[a->request[slot].peer].addr, to))
		return;
	if (error == ECONNREFUSED) {
		fail_soon(a, slot, ASK_REFUSED, error);
		return;
	}
	/* A route may come back while we ask again: remember it, and go on. */
	a->request[slot].verdict = ASK_UNREACHABLE;
	a->request[slot].error = error;
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
	wheel_init(&a->deadlines, clock_mono_ms());
	ev_timer_init(&a->timer, on_timer, 0., 0.);
	a->timer.data = a;
	lanes_open(a);
	return a;
}

void ask_close(struct ask *a)
{
	a->closing = true;
	cancel_all(a, NONE);
	lanes_close(a);
	ev_timer_stop(a->loop, &a->timer);
	for (uint32_t i = 0; i < a->request_n; i++)
		free(a->request[i].bytes);
	wheel_fini(&a->deadlines);
	idmap_fini(&a->by_id);
	free(a->request);
	free(a->peer);
	free(a->vb);
	free(a->asked);
	free(a);
}

const struct ask_stats *ask_stats(const struct ask *a)
{
	return &a->stats;
}

/*
 * trial: a handful of questions and a count of those that are still open.
 */
#include "probes/wire/trial.h"

#include <ev.h>
#include <stdio.h>
#include <string.h>

#include "probes/base/log.h"
#include "probes/wire/ping.h"
#include "probes/wire/resolve.h"
#include "probes/wire/subtree.h"

#define STAGGER_S 0.3
#define TRIES 2
#define PINGS 3
#define PING_US 1000000
#define SUBTREES_MAX 31
#define WALK_ROWS 20000
#define WALK_MS 10000

enum { DESCR, OBJECT_ID, NAME, HELLO_N };

struct attempt;
struct question { /* one credential, or one subtree */
	struct attempt *attempt;
	uint32_t number;
	uint64_t id; /* 0: not on its way */
	struct oid oid;
};

struct attempt {
	struct ev_loop *loop;
	struct ask *ask;
	struct ping *ping;
	struct trial *out;
	const struct credential *const *credential;
	uint32_t n, tried, open; /* credentials; of them begun; questions open */
	uint32_t pings;		 /* on their way */
	bool discovered;	 /* asked for, or not worth it */
	peer_id peer[TRIAL_MAX];
	struct question hello[TRIAL_MAX], subtree[SUBTREES_MAX];
	struct oid hello_oid[HELLO_N], status;
	ev_timer next, more_pings;
};

static void try_next(struct attempt *);

/* --- the end ---------------------------------------------------------------------- */

static void on_discovery(void *ctx, const struct ask_reply *reply);

static bool worth_discovery(const struct attempt *r)
{
	for (uint32_t i = 0; i < r->n; i++)
		if (r->out->result[i] == ASK_TIMEOUT &&
		    r->credential[i]->version != SNMP_V3)
			return !r->out->speaks;
	return false;
}

/* Nothing is open any more: the last questions, then the end. */
static void settle(struct attempt *r)
{
	if (r->open || r->tried < r->n)
		return;
	if (r->out->taken == NONE && !r->discovered) {
		r->discovered = true;
		if (worth_discovery(r)) {
			r->open++;
			ask_discover(r->ask, r->peer[0], on_discovery, r);
			return;
		}
	}
	if (!r->pings || r->out->ping == TRIAL_PING_ANSWERED)
		ev_break(r->loop, EVBREAK_ALL);
}

static void closed(struct attempt *r)
{
	r->open--;
	settle(r);
}

static void on_discovery(void *ctx, const struct ask_reply *reply)
{
	struct attempt *r = ctx;

	r->out->speaks = reply->result == ASK_OK;
	closed(r);
}

/* --- what it shows ---------------------------------------------------------------- */

static void on_subtree(void *ctx, const struct ask_reply *reply)
{
	struct question *q = ctx;
	struct oid name;

	if (reply->result == ASK_OK && reply->error_status == 0 && reply->n == 1 &&
	    reply->vb[0].type < BER_NO_SUCH_OBJECT &&
	    oid_decode(reply->vb[0].name, reply->vb[0].name_len, &name) &&
	    oid_has_prefix(&name, &q->oid))
		q->attempt->out->shown |= UINT32_C(1) << q->number;
	closed(q->attempt);
}

static void on_status(void *ctx, uint32_t column, const uint32_t *index,
		      uint32_t index_n, const struct varbind *vb)
{
	struct attempt *r = ctx;

	(void)column, (void)index, (void)index_n;
	r->out->if_n++;
	r->out->if_up += vb->type == BER_INTEGER && vb->num == 1;
}

static void on_walked(void *ctx, const struct walk_result *result)
{
	(void)result;
	closed(ctx);
}

static void look(struct attempt *r, peer_id peer)
{
	static const struct walk_limits limits = {.rows = WALK_ROWS, .ms = WALK_MS};

	for (uint32_t i = 0; subtrees[i].oid && i < SUBTREES_MAX; i++) {
		struct question *q = &r->subtree[i];
		struct ask_request request = {.peer = peer,
					      .pdu = PDU_NEXT,
					      .oid = &q->oid,
					      .n = 1,
					      .done = on_subtree,
					      .ctx = q};

		q->attempt = r;
		q->number = i;
		oid_parse(subtrees[i].oid, &q->oid);
		r->open++;
		ask_send(r->ask, &request);
	}
	r->open++;
	walk_start(r->ask, peer, &r->status, 1, &limits, on_status, on_walked, r);
}

/* --- which credential ------------------------------------------------------------- */

static void take_text(char out[TEXT_BYTES_MAX + 1], const struct varbind *vb)
{
	uint16_t width;

	if (vb->type == BER_OCTETS)
		text_clean(vb->bytes, vb->len, out, &width);
}

static void take_system(struct trial *t, const struct ask_reply *reply)
{
	t->rtt_ms = (double)reply->rtt_us / 1e3;
	if (reply->error_status || reply->n != HELLO_N)
		return;
	take_text(t->descr, &reply->vb[DESCR]);
	take_text(t->name, &reply->vb[NAME]);
	if (reply->vb[OBJECT_ID].type == BER_OID)
		oid_decode(reply->vb[OBJECT_ID].bytes, reply->vb[OBJECT_ID].len,
			   &t->object_id);
}

/* One is taken, or the network itself says no: the others are not asked. */
static void stop_trying(struct attempt *r)
{
	ev_timer_stop(r->loop, &r->next);
	r->tried = r->n;
	for (uint32_t i = 0; i < r->n; i++)
		if (r->hello[i].id)
			ask_cancel(r->ask, r->hello[i].id);
}

static void on_hello(void *ctx, const struct ask_reply *reply)
{
	struct question *q = ctx;
	struct attempt *r = q->attempt;
	struct trial *t = r->out;

	q->id = 0;
	t->result[q->number] = reply->result;
	switch (reply->result) {
	case ASK_OK:
		t->taken = q->number;
		take_system(t, reply);
		stop_trying(r);
		look(r, r->peer[q->number]);
		break;
	case ASK_REFUSED:
	case ASK_UNREACHABLE:
		t->error = reply->error;
		stop_trying(r);
		break;
	case ASK_UNKNOWN_USER:
	case ASK_WRONG_KEY:
	case ASK_TIME_WINDOW:
		t->speaks = true;
		try_next(r);
		break;
	default:
		break;
	}
	closed(r);
}

static void try_next(struct attempt *r)
{
	struct question *q = &r->hello[r->tried];
	struct ask_request request = {.pdu = PDU_GET,
				      .oid = r->hello_oid,
				      .n = HELLO_N,
				      .tries = TRIES,
				      .done = on_hello,
				      .ctx = q};

	if (r->tried >= r->n)
		return;
	*q = (struct question){.attempt = r, .number = r->tried};
	request.peer = r->peer[r->tried++];
	r->open++;
	q->id = ask_send(r->ask, &request);
	ev_timer_again(r->loop, &r->next);
}

static void on_next(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct attempt *r = timer->data;

	(void)events;
	try_next(r);
	if (r->tried >= r->n)
		ev_timer_stop(loop, timer);
}

/* --- is anybody at home ----------------------------------------------------------- */

static void on_ping(void *ctx, uint32_t target, uint64_t cookie, int64_t rtt_us)
{
	struct attempt *r = ctx;

	(void)target, (void)cookie;
	r->pings--;
	if (rtt_us >= 0)
		r->out->ping = TRIAL_PING_ANSWERED;
	else if (rtt_us == PING_LOST && r->out->ping == TRIAL_PING_NONE && !r->pings)
		r->out->ping = TRIAL_PING_LOST;
	settle(r);
}

static void on_more_pings(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct attempt *r = timer->data;

	(void)loop, (void)events;
	for (uint32_t i = 1; i < PINGS; i++)
		ping_send(r->ping, &r->out->addr, 0, i, PING_US);
}

static bool is_loopback(const struct sockaddr_storage *addr)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)addr;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)addr;

	return addr->ss_family == AF_INET ? ntohl(v4->sin_addr.s_addr) >> 24 == 127
					  : IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
}

static void start_pings(struct attempt *r)
{
	const char *problem = ping_problem(r->ping, r->out->addr.ss_family);

	if (problem)
		snprintf(r->out->ping_problem, sizeof r->out->ping_problem, "%.255s",
			 problem);
	if (problem || r->out->loopback)
		return;
	r->pings = PINGS;
	ping_send(r->ping, &r->out->addr, 0, 0, PING_US);
	ev_timer_start(r->loop, &r->more_pings);
}

/* --- the whole -------------------------------------------------------------------- */

static void on_resolved(void *ctx, const struct sockaddr_storage *addr, const char *why)
{
	struct attempt *r = ctx;

	if (!addr) {
		snprintf(r->out->unresolved, sizeof r->out->unresolved, "%s", why);
		ev_break(r->loop, EVBREAK_ALL);
		return;
	}
	r->out->addr = *addr;
	r->out->loopback = is_loopback(addr);
	for (uint32_t i = 0; i < r->n; i++)
		r->peer[i] = ask_peer_add(r->ask, addr, r->credential[i], NULL);
	start_pings(r);
	try_next(r);
}

static void prepare(struct attempt *r)
{
	static const char *const hello[HELLO_N] = {
		"1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.2.0", "1.3.6.1.2.1.1.5.0"};

	for (unsigned i = 0; i < HELLO_N; i++)
		oid_parse(hello[i], &r->hello_oid[i]);
	oid_parse("1.3.6.1.2.1.2.2.1.8", &r->status);
	ev_timer_init(&r->next, on_next, 0., STAGGER_S);
	ev_timer_init(&r->more_pings, on_more_pings, STAGGER_S, 0.);
	r->next.data = r->more_pings.data = r;
}

void trial_run(const char *address, uint16_t port,
	       const struct credential *const *credential, uint32_t n,
	       struct trial *out)
{
	struct attempt r = {.out = out,
			    .credential = credential,
			    .n = n < TRIAL_MAX ? n : TRIAL_MAX};
	struct resolve *resolve;

	*out = (struct trial){.taken = NONE};
	for (uint32_t i = 0; i < TRIAL_MAX; i++)
		out->result[i] = ASK_CANCELLED;
	r.loop = ev_loop_new(EVFLAG_AUTO);
	if (!r.loop)
		die("cannot make an event loop");
	prepare(&r);
	r.ping = ping_open(r.loop, on_ping, &r);
	r.ask = ask_open(r.loop);
	resolve = resolve_open(r.loop);
	resolve_name(resolve, address, port, on_resolved, &r);
	ev_run(r.loop, 0);
	resolve_close(resolve);
	ev_timer_stop(r.loop, &r.next);
	ev_timer_stop(r.loop, &r.more_pings);
	ask_close(r.ask);
	ping_close(r.ping);
	ev_loop_destroy(r.loop);
}

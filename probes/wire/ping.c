/*
 * Every request in flight is a slot, its number is the sequence number on the wire, and
 * a fresh random number in slot and payload tells its reply from one that comes late, a
 * second time or from someone else. Replies are read before anything is given up: a
 * process that was late itself must not report a dead network.
 */
#include "probes/wire/ping.h"

#include <errno.h>
#include <ev.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "probes/base/buf.h"
#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/wire/ping/echo.h"
#include "probes/wire/ping/request.h"
#include "probes/wire/ping/spawn.h"
#include "probes/wire/wheel.h"

#define SEQUENCES 65536 /* slots beyond are there to report that there are too many */
#define SLOTS_MIN 256	/* so that a number is not used again at once */
#define ROUNDS 8	/* batches read, or given up, in one callback */
#define QUEUE_BYTES (1 << 18) /* to the helper: 8,192 requests */
#define HELLO_MS 1000
#define RESTART_S 2.
#define ALLOW "sysctl net.ipv4.ping_group_range=\"0 2147483647\""

struct slot {
	uint64_t nonce; /* 0: free */
	uint64_t cookie;
	int64_t sent_us; /* monotonic */
	int64_t failed;	 /* what to report when it is due: PING_LOST or PING_UNSENT */
	uint32_t target;
};

struct helper {
	char path[4096];
	int fd; /* -1: not running */
	pid_t pid;
	ev_io readable, writable;
	ev_timer restart;
	struct buf out;
	bool behind; /* answers wait to be read */
	uint8_t in[8 * ECHO_BATCH * sizeof(struct ping_answer)];
	size_t in_n;
};

/* The way a family goes: its own socket, else the helper. */
struct way {
	struct echo echo;
	ev_io readable;
	bool by_helper;
	bool behind;	    /* replies wait to be read */
	char problem[4400]; /* empty: works */
};

struct ping {
	struct ev_loop *loop;
	ping_done *done;
	void *ctx;
	struct way way[2]; /* v4, v6 */
	struct helper helper;
	struct slot *slot;
	uint32_t *free; /* ring of free slots, oldest first */
	uint32_t slot_n, slot_cap, free_cap, free_head, free_n;
	struct wheel wheel; /* of slots */
	ev_timer tick;
	uint64_t random[64];
	unsigned random_n; /* left of them */
};

static struct way *way_of(struct ping *p, int family)
{
	return &p->way[family == AF_INET6];
}

/* --- slots ------------------------------------------------------------------------ */

static uint64_t fresh_nonce(struct ping *p)
{
	if (p->random_n == 0) {
		random_bytes(p->random, sizeof p->random);
		p->random_n = sizeof p->random / sizeof *p->random;
	}
	uint64_t nonce = p->random[--p->random_n];

	return nonce ? nonce : 1;
}

static void put_free(struct ping *p, uint32_t slot)
{
	p->free[(p->free_head + p->free_n++) % p->free_cap] = slot;
}

/* More slots; all are taken, so the ring of the free ones is empty. */
static void more_slots(struct ping *p)
{
	uint32_t n = p->slot_n ? p->slot_n * 2 : SLOTS_MIN;

	TABLE_GROW(p->slot, p->slot_cap, n);
	TABLE_GROW(p->free, p->free_cap, n);
	p->free_head = 0;
	while (p->slot_n < n)
		put_free(p, p->slot_n++);
}

static uint32_t take_free(struct ping *p)
{
	if (p->free_n == 0)
		more_slots(p);
	uint32_t slot = p->free[p->free_head];

	p->free_head = (p->free_head + 1) % p->free_cap;
	p->free_n--;
	return slot;
}

static void finish(struct ping *p, uint32_t slot, int64_t rtt_us)
{
	struct slot s = p->slot[slot];

	p->slot[slot].nonce = 0;
	wheel_unset(&p->wheel, slot);
	put_free(p, slot);
	p->done(p->ctx, s.target, s.cookie, rtt_us);
}

/* The slot a reply or a failure belongs to; NONE when it is not one of ours. */
static uint32_t slot_of(const struct ping *p, uint16_t seq, uint64_t nonce)
{
	return seq < p->slot_n && nonce != 0 && p->slot[seq].nonce == nonce ? seq
									    : NONE;
}

static void take_reply(struct ping *p, const struct echo_reply *r)
{
	uint32_t slot = slot_of(p, r->seq, r->nonce);

	if (slot == NONE)
		return;
	/* The stamps are of the wall clock: when it was set meanwhile, our own waiting
	 * is the better measure. */
	int64_t waited = clock_mono_us() - p->slot[slot].sent_us;
	bool sound = r->rtt_us >= 0 && r->rtt_us <= waited;

	finish(p, slot, sound ? r->rtt_us : waited);
}

/* Report it soon: ping_send may not call done itself. */
static void fail_slot(struct ping *p, uint32_t slot, int error)
{
	p->slot[slot].failed = echo_unsent(error) ? PING_UNSENT : PING_LOST;
	wheel_set(&p->wheel, slot, 0);
}

/* --- the tick: what is given up --------------------------------------------------- */

static void arm(struct ping *p)
{
	int64_t wait = wheel_wait(&p->wheel, clock_mono_ms());

	ev_timer_stop(p->loop, &p->tick);
	if (wait < 0)
		return;
	ev_timer_set(&p->tick, (double)wait / 1000, 0);
	ev_timer_start(p->loop, &p->tick);
}

static bool behind(const struct ping *p)
{
	return p->way[0].behind || p->way[1].behind || p->helper.behind;
}

static void tick(struct ev_loop *loop, ev_timer *t, int events)
{
	struct ping *p = t->data;
	int64_t now = clock_mono_ms();

	(void)loop;
	(void)events;
	for (int i = 0; i < ROUNDS * ECHO_BATCH && !behind(p); i++) {
		uint32_t slot = wheel_take(&p->wheel, now);
		if (slot == NONE)
			break;
		finish(p, slot, p->slot[slot].failed);
	}
	arm(p);
}

/* --- our own sockets -------------------------------------------------------------- */

static void read_echo(struct ev_loop *loop, ev_io *io, int events)
{
	struct ping *p = io->data;
	struct way *w = io == &p->way[0].readable ? &p->way[0] : &p->way[1];
	struct echo_reply reply[ECHO_BATCH];
	unsigned n;

	(void)loop;
	(void)events;
	w->behind = true;
	for (int round = 0; w->behind && round < ROUNDS; round++) {
		w->behind = echo_receive(&w->echo, reply, &n);
		for (unsigned i = 0; i < n; i++)
			take_reply(p, &reply[i]);
	}
}

static void watch_io(struct ping *p, ev_io *io,
		     void (*cb)(struct ev_loop *, ev_io *, int), int fd, int events)
{
	ev_io_init(io, cb, fd, events);
	ev_set_priority(io, EV_MAXPRI); /* replies before the tick */
	io->data = p;
}

/* --- the helper ------------------------------------------------------------------- */

static void describe(struct way *w, const char *path, int error)
{
	bool denied = error == EPERM || error == EACCES;

	if (error == 0)
		w->problem[0] = '\0';
	else if (denied)
		snprintf(w->problem, sizeof w->problem,
			 "not permitted: setcap cap_net_raw+ep %s, or " ALLOW, path);
	else if (error == ENOENT)
		snprintf(w->problem, sizeof w->problem,
			 "not permitted, and there is no %s: " ALLOW, path);
	else if (error == ECHILD)
		snprintf(w->problem, sizeof w->problem, "%s ended and is started again",
			 path);
	else
		snprintf(w->problem, sizeof w->problem, "not possible: %s",
			 strerror(error));
}

static void describe_all(struct ping *p, int error)
{
	for (int i = 0; i < 2; i++)
		if (p->way[i].by_helper)
			describe(&p->way[i], p->helper.path, error);
}

static void take_answer(struct ping *p, const struct ping_answer *a)
{
	uint32_t slot = slot_of(p, a->seq, a->nonce);
	struct way *w = &p->way[a->version == 6];

	if (a->kind == PING_HELLO && w->by_helper)
		describe(w, p->helper.path, a->error);
	else if (a->kind == PING_REPLY)
		take_reply(p, &(struct echo_reply){a->nonce, a->rtt_us, a->seq});
	else if (a->kind == PING_FAILED && slot != NONE)
		finish(p, slot, echo_unsent(a->error) ? PING_UNSENT : PING_LOST);
}

static void stop_helper(struct ping *p)
{
	struct helper *h = &p->helper;

	ev_io_stop(p->loop, &h->readable);
	ev_io_stop(p->loop, &h->writable);
	if (h->fd >= 0)
		ping_helper_end(h->fd, h->pid);
	h->fd = -1;
}

/* It ended, which it never should: try again, not too often. */
static void lose_helper(struct ping *p)
{
	stop_helper(p);
	describe_all(p, ECHILD);
	ev_timer_again(p->loop, &p->helper.restart);
}

static void read_helper(struct ev_loop *loop, ev_io *io, int events)
{
	struct ping *p = io->data;
	struct helper *h = &p->helper;
	struct ping_answer a;
	size_t at = 0;
	size_t room = sizeof h->in - h->in_n;
	ssize_t n = recv(h->fd, h->in + h->in_n, room, MSG_DONTWAIT);

	(void)loop;
	(void)events;
	h->behind = n == (ssize_t)room;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		lose_helper(p);
		return;
	}
	h->in_n += (size_t)n;
	for (; h->in_n - at >= sizeof a; at += sizeof a) {
		memcpy(&a, h->in + at, sizeof a);
		take_answer(p, &a);
	}
	h->in_n -= at;
	memmove(h->in, h->in + at, h->in_n);
}

static void write_helper(struct ev_loop *loop, ev_io *io, int events)
{
	struct ping *p = io->data;
	struct helper *h = &p->helper;
	ssize_t n = send(h->fd, h->out.data, h->out.len, MSG_DONTWAIT | MSG_NOSIGNAL);

	(void)events;
	if (n > 0)
		buf_drop(&h->out, (size_t)n);
	if (h->out.len == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		ev_io_stop(loop, io); /* an error is read as the end of it */
}

static void start_helper(struct ping *p)
{
	struct helper *h = &p->helper;

	h->fd = ping_helper_start(h->path, &h->pid);
	if (h->fd < 0) {
		describe_all(p, errno);
		return;
	}
	h->in_n = 0;
	buf_reset(&h->out);
	watch_io(p, &h->readable, read_helper, h->fd, EV_READ);
	watch_io(p, &h->writable, write_helper, h->fd, EV_WRITE);
	ev_io_start(p->loop, &h->readable);
}

static void restart_helper(struct ev_loop *loop, ev_timer *t, int events)
{
	struct ping *p = t->data;

	(void)events;
	ev_timer_stop(loop, t);
	start_helper(p);
	if (p->helper.fd < 0)
		ev_timer_again(loop, t);
}

static int ask_helper(struct ping *p, const struct sockaddr_storage *to, uint32_t slot)
{
	struct helper *h = &p->helper;
	struct ping_request q = {.nonce = p->slot[slot].nonce, .seq = (uint16_t)slot};

	if (h->fd < 0 || h->out.len > QUEUE_BYTES)
		return EAGAIN;
	if (to->ss_family == AF_INET) {
		q.version = 4;
		memcpy(q.addr, &((const struct sockaddr_in *)to)->sin_addr, 4);
	} else {
		q.version = 6;
		memcpy(q.addr, &((const struct sockaddr_in6 *)to)->sin6_addr, 16);
		q.scope = ((const struct sockaddr_in6 *)to)->sin6_scope_id;
	}
	buf_add(&h->out, &q, sizeof q);
	ev_io_start(p->loop, &h->writable);
	return 0;
}

/* Its first words say which families work. */
static void await_hello(struct ping *p)
{
	struct pollfd fd = {.fd = p->helper.fd, .events = POLLIN};

	if (fd.fd < 0)
		return;
	describe_all(p, ETIMEDOUT);
	if (poll(&fd, 1, HELLO_MS) > 0)
		read_helper(p->loop, &p->helper.readable, EV_READ);
}

/* --- outside ---------------------------------------------------------------------- */

static void init_timer(struct ping *p, ev_timer *t,
		       void (*cb)(struct ev_loop *, ev_timer *, int), double repeat)
{
	ev_init(t, cb);
	t->repeat = repeat;
	t->data = p;
}

static struct ping *ping_new(struct ev_loop *loop, ping_done *done, void *ctx)
{
	struct ping *p = calloc(1, sizeof *p);

	if (!p)
		die("out of memory");
	*p = (struct ping){.loop = loop, .done = done, .ctx = ctx, .helper.fd = -1};
	p->way[0].echo.fd = p->way[1].echo.fd = -1;
	wheel_init(&p->wheel, clock_mono_ms());
	init_timer(p, &p->tick, tick, 0);
	init_timer(p, &p->helper.restart, restart_helper, RESTART_S);
	return p;
}

static void open_way(struct ping *p, int family)
{
	struct way *w = way_of(p, family);
	int error = echo_open(&w->echo, family, false);

	w->by_helper = error == EACCES || error == EPERM;
	describe(w, p->helper.path, error);
	if (error)
		return;
	watch_io(p, &w->readable, read_echo, w->echo.fd, EV_READ);
	ev_io_start(p->loop, &w->readable);
}

struct ping *ping_open(struct ev_loop *loop, ping_done *done, void *ctx)
{
	struct ping *p = ping_new(loop, done, ctx);

	ping_helper_path(p->helper.path, sizeof p->helper.path);
	open_way(p, AF_INET);
	open_way(p, AF_INET6);
	if (p->way[0].by_helper || p->way[1].by_helper) {
		start_helper(p);
		await_hello(p);
	}
	return p;
}

struct ping *ping_open_helper(struct ev_loop *loop, const char *path, ping_done *done,
			      void *ctx)
{
	struct ping *p = ping_new(loop, done, ctx);

	snprintf(p->helper.path, sizeof p->helper.path, "%s", path);
	p->way[0].by_helper = p->way[1].by_helper = true;
	start_helper(p);
	await_hello(p);
	return p;
}

void ping_close(struct ping *p)
{
	for (int i = 0; i < 2; i++) {
		ev_io_stop(p->loop, &p->way[i].readable);
		echo_close(&p->way[i].echo);
	}
	stop_helper(p);
	ev_timer_stop(p->loop, &p->helper.restart);
	ev_timer_stop(p->loop, &p->tick);
	wheel_fini(&p->wheel);
	buf_fini(&p->helper.out);
	free(p->slot);
	free(p->free);
	free(p);
}

const char *ping_problem(const struct ping *p, int family)
{
	const struct way *w = &p->way[family == AF_INET6];

	return w->problem[0] ? w->problem : NULL;
}

void ping_send(struct ping *p, const struct sockaddr_storage *to, uint32_t target,
	       uint64_t cookie, int64_t timeout_us)
{
	struct way *w = way_of(p, to->ss_family);
	uint32_t slot = take_free(p);
	int error;

	p->slot[slot] = (struct slot){.nonce = fresh_nonce(p),
				      .cookie = cookie,
				      .sent_us = clock_mono_us(),
				      .failed = PING_LOST,
				      .target = target};
	wheel_set(&p->wheel, slot, clock_mono_ms() + (timeout_us + 999) / 1000);
	if (slot >= SEQUENCES)
		error = EAGAIN;
	else if (w->by_helper)
		error = ask_helper(p, to, slot);
	else if (w->echo.fd >= 0)
		error = echo_send(&w->echo, to, (uint16_t)slot, p->slot[slot].nonce);
	else
		error = EAGAIN;
	if (error)
		fail_slot(p, slot, error);
	arm(p);
}

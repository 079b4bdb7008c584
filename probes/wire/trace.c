/*
 * The port that a probe is sent to tells which one it was: the kernel gives it back
 * with the error.
 */
#include "probes/wire/trace.h"

#include <arpa/inet.h>
#include <ev.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"

#define FIRST_PORT 33434 /* as everybody does; firewalls let it pass */
#define PROBE_S 0.05
#define PATIENCE 20  /* turns of PROBE_S without a probe at the end of a round */
#define SILENT_MAX 6 /* distances without an answer: nobody is there any more */
#define ROUNDS 2

struct trace {
	struct ev_loop *loop;
	struct network *net;
	trace_address *address;
	void *ctx;
	dev_id queue[TRACE_QUEUE];
	uint32_t queue_n;
	ev_timer turn;
	ev_io readable;
	/* the one that is under way; fd -1: none */
	int fd;
	struct sockaddr_storage to;
	struct trail trail;
	int64_t sent_us[TRAIL_HOPS];
	unsigned next, last, round, waited; /* last: distances asked, at most */
};

/* --- what comes back -------------------------------------------------------------- */

static void print_address(const struct sockaddr *a, char out[TRAIL_ADDRESS])
{
	if (a->sa_family == AF_INET)
		inet_ntop(AF_INET,
			  &((const struct sockaddr_in *)(const void *)a)->sin_addr, out,
			  TRAIL_ADDRESS);
	else if (a->sa_family == AF_INET6)
		inet_ntop(AF_INET6,
			  &((const struct sockaddr_in6 *)(const void *)a)->sin6_addr,
			  out, TRAIL_ADDRESS);
}

static unsigned port_of(const struct sockaddr_storage *a)
{
	return ntohs(a->ss_family == AF_INET
			     ? ((const struct sockaddr_in *)a)->sin_port
			     : ((const struct sockaddr_in6 *)a)->sin6_port);
}

enum said { PASSED, ARRIVED, NO_WAY };

static bool means(const struct sock_extended_err *e, enum said *said)
{
	enum { EXCEEDED = 11, UNREACHABLE = 3, PORT = 3 };
	enum { EXCEEDED6 = 3, UNREACHABLE6 = 1, PORT6 = 4 };

	if (e->ee_origin == SO_EE_ORIGIN_ICMP) {
		*said = e->ee_type == EXCEEDED ? PASSED
			: e->ee_code == PORT   ? ARRIVED
					       : NO_WAY;
		return e->ee_type == EXCEEDED || e->ee_type == UNREACHABLE;
	}
	*said = e->ee_type == EXCEEDED6 ? PASSED
		: e->ee_code == PORT6	? ARRIVED
					: NO_WAY;
	return e->ee_origin == SO_EE_ORIGIN_ICMP6 &&
	       (e->ee_type == EXCEEDED6 || e->ee_type == UNREACHABLE6);
}

/* Was it met before? Twice in a row is somebody who counts oddly. */
static bool comes_again(const struct trace *t, unsigned hop)
{
	for (unsigned i = 0; i + 1 < hop; i++)
		if (!strcmp(t->trail.hop[i].address, t->trail.hop[hop].address))
			return true;
	return false;
}

static void take(struct trace *t, unsigned hop, const struct sock_extended_err *e)
{
	struct trail_hop *h = &t->trail.hop[hop];
	enum said said;

	if (hop >= TRAIL_HOPS || !t->sent_us[hop] || *h->address || !means(e, &said))
		return;
	print_address(SO_EE_OFFENDER(e), h->address);
	h->rtt_ms = (float)(clock_mono_us() - t->sent_us[hop]) / 1000;
	if (said != PASSED && hop + 1 <= t->last) {
		t->last = hop + 1;
		t->trail.end = said == ARRIVED ? TRAIL_REACHED : TRAIL_REFUSED;
	} else if (comes_again(t, hop) && hop <= t->last) {
		t->last = hop;
		t->trail.end = TRAIL_LOOPED;
	}
}

static void read_errors(struct trace *t)
{
	char control[256], byte[64];
	struct sockaddr_storage to;
	struct iovec iov = {byte, sizeof byte};
	struct msghdr m;

	for (;;) {
		m = (struct msghdr){.msg_name = &to,
				    .msg_namelen = sizeof to,
				    .msg_iov = &iov,
				    .msg_iovlen = 1,
				    .msg_control = control,
				    .msg_controllen = sizeof control};
		if (recvmsg(t->fd, &m, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
			return;
		for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c))
			if (c->cmsg_type == IP_RECVERR || c->cmsg_type == IPV6_RECVERR)
				take(t, port_of(&to) - FIRST_PORT,
				     (const struct sock_extended_err *)(void *)
					     CMSG_DATA(c));
	}
}

static void on_readable(struct ev_loop *loop, ev_io *io, int events)
{
	struct trace *t = io->data;
	char byte[64];

	(void)loop, (void)events;
	read_errors(t);
	while (recv(t->fd, byte, sizeof byte, MSG_DONTWAIT) >= 0)
		; /* somebody serves that port: no matter */
}

/* --- what is sent ----------------------------------------------------------------- */

static void probe(struct trace *t, unsigned hop)
{
	bool six = t->to.ss_family == AF_INET6;
	int ttl = (int)hop + 1;
	struct sockaddr_storage to = t->to;
	uint16_t port = htons((uint16_t)(FIRST_PORT + hop));

	if (six)
		((struct sockaddr_in6 *)&to)->sin6_port = port;
	else
		((struct sockaddr_in *)&to)->sin_port = port;
	setsockopt(t->fd, six ? IPPROTO_IPV6 : IPPROTO_IP,
		   six ? IPV6_UNICAST_HOPS : IP_TTL, &ttl, sizeof ttl);
	t->sent_us[hop] = clock_mono_us();
	/* An error that waits is told here first, and then it is sent. */
	for (int try = 0; try < 2; try++)
		if (sendto(t->fd, "noctop", 6, MSG_DONTWAIT, (struct sockaddr *)&to,
			   six ? sizeof(struct sockaddr_in6)
			       : sizeof(struct sockaddr_in)) >= 0)
			return;
}

static unsigned answered(const struct trace *t)
{
	unsigned n = 0;

	for (unsigned i = 0; i < t->last; i++)
		if (*t->trail.hop[i].address)
			n = i + 1;
	return n;
}

/* The next distance that is worth a probe in this round; t->last: none. */
static unsigned next_hop(const struct trace *t)
{
	unsigned hop = t->next, known = answered(t);

	while (hop < t->last && *t->trail.hop[hop].address)
		hop++;
	return hop >= known + SILENT_MAX ? t->last : hop;
}

/* Who refuses was the hop before, too. */
static bool repeats(const struct trail *t)
{
	return t->n > 1 &&
	       !strcmp(t->hop[t->n - 1].address, t->hop[t->n - 2].address);
}

static void finish(struct trace *t)
{
	t->trail.n = (uint8_t)answered(t);
	if (t->trail.end == TRAIL_REFUSED && repeats(&t->trail))
		t->trail.n--;
	t->trail.at_ms = clock_wall_ms();
	network_take_trail(t->net, &t->trail);
	ev_io_stop(t->loop, &t->readable);
	close(t->fd);
	t->fd = -1;
}

/* --- turns ------------------------------------------------------------------------ */

/* There is no way to this host, and the kernel answers for whoever is silent on it. */
static bool is_here(const struct sockaddr_storage *a)
{
	if (a->ss_family == AF_INET)
		return ntohl(((const struct sockaddr_in *)a)->sin_addr.s_addr) >> 24 ==
		       IN_LOOPBACKNET;
	return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)a)->sin6_addr);
}

static bool begin(struct trace *t, dev_id dev)
{
	const struct sockaddr_storage *to = t->address(t->ctx, dev);
	int on = 1;

	if (!to || is_here(to))
		return false;
	t->fd = socket(to->ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (t->fd < 0)
		return false;
	if (to->ss_family == AF_INET6)
		setsockopt(t->fd, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on);
	else
		setsockopt(t->fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
	t->to = *to;
	t->trail = (struct trail){.dev = dev, .end = TRAIL_SILENT};
	for (unsigned i = 0; i < TRAIL_HOPS; i++)
		t->trail.hop[i] = (struct trail_hop){.dev = NONE, .rtt_ms = NAN};
	memset(t->sent_us, 0, sizeof t->sent_us);
	t->next = t->round = t->waited = 0;
	t->last = TRAIL_HOPS;
	ev_io_set(&t->readable, t->fd, EV_READ);
	ev_io_start(t->loop, &t->readable);
	return true;
}

static void next_round(struct trace *t)
{
	if (++t->waited < PATIENCE)
		return;
	t->waited = t->next = 0;
	if (++t->round == ROUNDS || (t->trail.end == TRAIL_REACHED &&
				     next_hop(t) == t->last))
		finish(t);
}

static void on_turn(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct trace *t = timer->data;
	unsigned hop;

	(void)events;
	if (t->fd < 0) {
		if (!t->queue_n) {
			ev_timer_stop(loop, timer);
			return;
		}
		begin(t, t->queue[0]);
		memmove(t->queue, t->queue + 1, --t->queue_n * sizeof *t->queue);
		return;
	}
	read_errors(t);
	hop = next_hop(t);
	if (hop >= t->last) {
		next_round(t);
		return;
	}
	probe(t, hop);
	t->next = hop + 1;
}

/* --- outside ---------------------------------------------------------------------- */

struct trace *trace_open(struct ev_loop *loop, struct network *net,
			 trace_address *address, void *ctx)
{
	struct trace *t = calloc(1, sizeof *t);

	if (!t)
		die("out of memory");
	*t = (struct trace){
		.loop = loop, .net = net, .address = address, .ctx = ctx, .fd = -1};
	ev_timer_init(&t->turn, on_turn, PROBE_S, PROBE_S);
	ev_init(&t->readable, on_readable);
	t->turn.data = t->readable.data = t;
	return t;
}

void trace_close(struct trace *t)
{
	ev_timer_stop(t->loop, &t->turn);
	ev_io_stop(t->loop, &t->readable);
	if (t->fd >= 0)
		close(t->fd);
	free(t);
}

static bool is_fresh(const struct trail *known, int64_t news_ms, int64_t now_ms)
{
	return now_ms - known->at_ms <
	       (known->at_ms < news_ms ? TRACE_NEWS_MS : TRACE_AGAIN_MS);
}

bool trace_want(struct trace *t, dev_id dev, int64_t news_ms, int64_t now_ms)
{
	const struct trail *known = network_trail(t->net, dev);
	const struct sockaddr_storage *to = t->address(t->ctx, dev);

	if ((t->fd >= 0 && t->trail.dev == dev) ||
	    (known && is_fresh(known, news_ms, now_ms)) || (to && is_here(to)))
		return false;
	for (uint32_t i = 0; i < t->queue_n; i++)
		if (t->queue[i] == dev)
			return true;
	if (t->queue_n == TRACE_QUEUE)
		return false;
	t->queue[t->queue_n++] = dev;
	if (!ev_is_active(&t->turn))
		ev_timer_again(t->loop, &t->turn);
	return true;
}

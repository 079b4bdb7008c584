/*
 * The sockets: one for each address family, shared by all peers, so that ten thousand
 * devices cost two descriptors. They are not connected; the kernel still tells of
 * closed ports, on the error queue (IP_RECVERR), with the address and the beginning of
 * what was sent. One wake-up handles one batch, then the loop turns.
 *
 * What an agent is asked at once goes out as one message that the kernel cuts into its
 * datagrams (UDP_SEGMENT, udp(7), Linux 4.18): most of what sending costs is spent a
 * message, not a datagram.
 */
#include <errno.h>
#include <linux/errqueue.h>
#include <netinet/udp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/wire/ask_private.h"

enum {
	BUFFER_WANTED = 4 << 20,
	BYTES_PER_REPLY = 3300, /* what the kernel charges for one of 1,400 bytes */
	WINDOW_MIN = 16,
	CONTROL = CMSG_SPACE(sizeof(struct sock_extended_err) +
			     sizeof(struct sockaddr_in6)) +
		  CMSG_SPACE(sizeof(struct timespec)) + CMSG_SPACE(sizeof(uint32_t)),
	AHEAD = 2, /* datagrams */
	TICK_US = 10000,
	REST_TICK_US = 25000, /* none is expected soon */
	GATHER_FROM = 2,      /* requests on their way; a single one is waited for */
	/* So long after there were as many: to listen and not costs three calls. */
	LINGER_US = 1000000,
	PUMPED = 4,	     /* batches that go out in one turn */
	JOINED_MOST = 16,    /* datagrams of a message */
	JOINED_OCTETS = 512, /* of each: a longer one may not fit a way's frames */
};

/* Requests one after the other; a message is some of them that follow each other, all
 * as long as the first but for the last, which may be shorter. */
struct outbox {
	struct mmsghdr head[ASK_BATCH];
	unsigned messages, datagrams;
	struct iovec iov[ASK_BATCH];
	uint32_t slot[ASK_BATCH];
	_Alignas(struct cmsghdr)
		uint8_t control[ASK_BATCH][CMSG_SPACE(sizeof(uint16_t))];
	uint8_t scratch[ASK_BATCH][ASK_REQUEST_MAX];
};

struct inbox {
	struct mmsghdr head[ASK_BATCH];
	struct iovec iov[ASK_BATCH];
	union address from[ASK_BATCH];
	_Alignas(struct cmsghdr) uint8_t control[ASK_BATCH][CONTROL];
	/* Pages cost when touched. Were their distances powers of two, all would want
	 * the same lines of the caches. */
	uint8_t bytes[ASK_BATCH][ASK_DATAGRAM_MAX + ASK_REQUEST_MAX];
};

static void option(int fd, int level, int name, int value)
{
	if (setsockopt(fd, level, name, &value, sizeof value) < 0)
		log_warning("cannot set option %d of a socket: %s", name,
			    strerror(errno));
}

/* --- errors ----------------------------------------------------------------------- */

static const struct sock_extended_err *error_of(struct msghdr *head)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(head); c; c = CMSG_NXTHDR(head, c))
		if ((c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR) ||
		    (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR))
			return (const struct sock_extended_err *)(void *)CMSG_DATA(c);
	return NULL;
}

/* What the kernel changes. */
static void inbox_reset(struct inbox *in, unsigned i)
{
	in->head[i].msg_hdr.msg_namelen = sizeof in->from[i];
	in->head[i].msg_hdr.msg_controllen = CONTROL;
}

static void inbox_init(struct inbox *in, unsigned i)
{
	in->iov[i] = (struct iovec){in->bytes[i], ASK_DATAGRAM_MAX};
	in->head[i].msg_hdr = (struct msghdr){
		.msg_name = &in->from[i],
		.msg_namelen = sizeof in->from[i],
		.msg_iov = &in->iov[i],
		.msg_iovlen = 1,
		.msg_control = in->control[i],
		.msg_controllen = CONTROL,
	};
}

/* Returns how many were read. */
static int errors_read(struct lane *lane)
{
	struct inbox *in = lane->ask->inbox;
	int n = recvmmsg(lane->fd, in->head, ASK_BATCH, MSG_ERRQUEUE | MSG_DONTWAIT,
			 NULL);

	for (int i = 0; i < n; i++) {
		const struct sock_extended_err *e = error_of(&in->head[i].msg_hdr);
		if (e && e->ee_origin != SO_EE_ORIGIN_LOCAL)
			ask_bounced(lane->ask, in->bytes[i], in->head[i].msg_len,
				    &in->from[i], (int)e->ee_errno);
		inbox_reset(in, (unsigned)i);
	}
	return n;
}

/* --- out -------------------------------------------------------------------------- */

/* Is it cut from the message before? */
static bool joins(const struct lane *lane, const struct outbox *out,
		  const union address *to, size_t len)
{
	if (lane->apart || out->messages == 0)
		return false;
	const struct msghdr *m = &out->head[out->messages - 1].msg_hdr;
	size_t each = m->msg_iov[0].iov_len;
	return m->msg_name == to && m->msg_iovlen < JOINED_MOST &&
	       each <= JOINED_OCTETS && len <= each &&
	       m->msg_iov[m->msg_iovlen - 1].iov_len == each;
}

static void join(struct outbox *out)
{
	unsigned i = out->messages - 1;
	struct msghdr *m = &out->head[i].msg_hdr;
	uint16_t each = (uint16_t)m->msg_iov[0].iov_len;

	m->msg_iovlen++;
	m->msg_control = out->control[i];
	m->msg_controllen = sizeof out->control[i];
	struct cmsghdr *c = CMSG_FIRSTHDR(m);
	*c = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof each),
			      .cmsg_level = SOL_UDP,
			      .cmsg_type = UDP_SEGMENT};
	memcpy(CMSG_DATA(c), &each, sizeof each);
}

static void outbox_add(struct lane *lane, struct outbox *out, uint32_t slot,
		       const uint8_t *bytes, size_t len)
{
	struct ask *a = lane->ask;
	union address *to = &a->peer[a->request[slot].peer].addr;
	unsigned n = out->datagrams++;

	out->slot[n] = slot;
	out->iov[n] = (struct iovec){(void *)(uintptr_t)bytes, len};
	if (joins(lane, out, to, len)) {
		join(out);
		return;
	}
	out->head[out->messages++].msg_hdr = (struct msghdr){
		.msg_name = to,
		.msg_namelen =
			to->any.sa_family == AF_INET6 ? sizeof to->v6 : sizeof to->v4,
		.msg_iov = &out->iov[n],
		.msg_iovlen = 1,
	};
}

static void outbox_fill(struct lane *lane, struct outbox *out)
{
	struct ask *a = lane->ask;
	uint32_t slot;

	out->messages = out->datagrams = 0;
	while (out->datagrams < ASK_BATCH && (slot = ask_next(a, lane)) != NONE) {
		const uint8_t *bytes;
		size_t len = ask_bytes(a, slot, out->scratch[out->datagrams], &bytes);
		if (len == 0)
			ask_not_sent(a, slot, EMSGSIZE);
		else
			outbox_add(lane, out, slot, bytes, len);
	}
}

/* An error of the network, about any datagram sent before, may come back from this
 * call. Reading the error queue takes it away: an error that stays is the call's own.
 * Returns how many went out; -1, with errno, when the first cannot. */
static int send_some(struct lane *lane, struct mmsghdr *head, unsigned n)
{
	for (int i = 0;; i++) {
		int sent = sendmmsg(lane->fd, head, n, MSG_DONTWAIT);
		int error = errno;
		if (sent > 0 || i == ASK_BATCH || errors_read(lane) <= 0) {
			errno = error;
			return sent;
		}
	}
}

/* The number of a message's first datagram. */
static unsigned first_of(const struct outbox *out, unsigned message)
{
	return message < out->messages
		       ? (unsigned)(out->head[message].msg_hdr.msg_iov - out->iov)
		       : out->datagrams;
}

static void put_back(struct lane *lane, const struct outbox *out, unsigned message,
		     unsigned end)
{
	unsigned first = first_of(out, message), n = first_of(out, end);

	while (n > first)
		ask_put_back(lane->ask, lane, out->slot[--n]);
}

/* The kernel's buffer is full: the rest waits until there is room. */
static void wait_for_room(struct lane *lane, const struct outbox *out, unsigned message)
{
	ev_io_start(lane->ask->loop, &lane->writable);
	put_back(lane, out, message, out->messages);
}

/* There are ways (tunnels that encrypt) on which nothing is cut. */
static bool cannot_cut(const struct msghdr *m, int error)
{
	return m->msg_iovlen > 1 &&
	       (error == EIO || error == EINVAL || error == EMSGSIZE);
}

/* A datagram that nobody may cut needs no number of its own, and to find one is a
 * twentieth of what an exchange costs. */
static void never_fragment(struct lane *lane, bool never)
{
	lane->whole = never;
	option(lane->fd, IPPROTO_IP, IP_MTU_DISCOVER,
	       never ? IP_PMTUDISC_DO : IP_PMTUDISC_WANT);
}

static void not_sent(struct lane *lane, struct outbox *out, unsigned message, int error)
{
	if (error == EMSGSIZE && lane->whole) {
		never_fragment(lane, false); /* there is a way of small frames */
		put_back(lane, out, message, message + 1);
		return;
	}
	if (cannot_cut(&out->head[message].msg_hdr, error)) {
		lane->apart = true;
		put_back(lane, out, message, message + 1);
		return;
	}
	for (unsigned i = first_of(out, message); i < first_of(out, message + 1); i++)
		ask_not_sent(lane->ask, out->slot[i], error);
}

static void outbox_send(struct lane *lane, struct outbox *out)
{
	int64_t now_us = clock_mono_us();

	for (unsigned at = 0; at < out->messages;) {
		int sent = send_some(lane, out->head + at, out->messages - at);
		if (sent < 0 && errno == EAGAIN) {
			wait_for_room(lane, out, at);
			return;
		}
		if (sent < 0 && errno != ENOBUFS) {
			not_sent(lane, out, at++, errno);
			continue;
		}
		/* Without buffers it is lost, as it could be on any wire. */
		unsigned i = first_of(out, at);
		for (at += sent < 0 ? 1 : (unsigned)sent; i < first_of(out, at); i++)
			ask_sent(lane->ask, out->slot[i], now_us);
	}
}

static bool sendable(const struct lane *lane)
{
	return !ev_is_active(&lane->writable) &&
	       (lane->urgent.head != NONE ||
		(lane->fresh.head != NONE && lane->in_window < ask_window(lane)));
}

/* Before the loop waits: what all callbacks of a turn ask for goes out together. */
void lane_wake(struct lane *lane)
{
	if (sendable(lane))
		ev_prepare_start(lane->ask->loop, &lane->pump);
}

/* Are answers gathered? When there are more than one and none of them makes room for
 * another request, and from then on until there have been none for a while. */
static bool gathers(struct lane *lane, int64_t now_us)
{
	if (lane->full || lane->ask->hurry)
		return false;
	if (lane->in_window >= GATHER_FROM)
		lane->gathered_us = now_us;
	return lane->in_window >= GATHER_FROM ||
	       (lane->gathers && now_us - lane->gathered_us < LINGER_US);
}

/* How are answers waited for? more: some wait already. Ticks are the same for all, that
 * many things fall into one wake-up. */
static void lane_listen(struct lane *lane, bool more)
{
	struct ev_loop *loop = lane->ask->loop;
	int64_t now_us = clock_mono_us();
	int64_t tick_us = lane->in_window ? TICK_US : REST_TICK_US;
	int64_t wait_us = more ? 0 : tick_us - now_us % tick_us;

	lane->gathers = gathers(lane, now_us);
	ev_timer_stop(loop, &lane->tick);
	if (!lane->gathers) {
		ev_io_start(loop, &lane->readable);
		return;
	}
	ev_io_stop(loop, &lane->readable);
	ev_timer_set(&lane->tick, (double)wait_us / 1e6, 0);
	ev_timer_start(loop, &lane->tick);
}

/* There is more to send than went out: the loop does not wait. */
static void on_more(struct ev_loop *loop, ev_idle *w, int events)
{
	(void)loop, (void)w, (void)events;
}

static void on_pump(struct ev_loop *loop, ev_prepare *w, int events)
{
	struct lane *lane = w->data;
	struct outbox *out = lane->ask->outbox;

	(void)events;
	lane->ask->pump_ms = clock_mono_ms();
	for (unsigned i = 0; i < PUMPED && (i == 0 || sendable(lane)); i++) {
		outbox_fill(lane, out);
		outbox_send(lane, out);
	}
	if (lane->parked.head != NONE && !ev_is_active(&lane->pace)) {
		ev_timer_set(&lane->pace, (double)pace_wait(lane->ask->pump_ms) / 1e3,
			     0);
		ev_timer_start(loop, &lane->pace);
	}
	if (sendable(lane)) {
		ev_idle_start(loop, &lane->more);
	} else {
		ev_prepare_stop(loop, w);
		ev_idle_stop(loop, &lane->more);
	}
	lane->full = lane->fresh.head != NONE && lane->in_window >= ask_window(lane);
	lane_listen(lane, false);
	ask_arm(lane->ask);
}

static void on_pace(struct ev_loop *loop, ev_timer *w, int events)
{
	struct lane *lane = w->data;

	(void)loop, (void)events;
	ask_unpark(lane->ask, lane);
}

static void on_writable(struct ev_loop *loop, ev_io *w, int events)
{
	(void)events;
	ev_io_stop(loop, w);
	lane_wake(w->data);
}

/* --- in --------------------------------------------------------------------------- */

/* The kernel says with a datagram when it came, by the wall clock, which is ahead of
 * ours by so much; and how many it had to drop before it, in all. */
static void see_control(struct lane *lane, struct msghdr *head, int64_t ahead_us)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(head); c; c = CMSG_NXTHDR(head, c)) {
		struct timespec at;
		uint32_t drops;
		if (c->cmsg_level != SOL_SOCKET)
			continue;
		if (c->cmsg_type == SO_TIMESTAMPNS) {
			memcpy(&at, CMSG_DATA(c), sizeof at);
			lane->ask->arrived_us = (int64_t)at.tv_sec * 1000000 +
						at.tv_nsec / 1000 - ahead_us;
		} else if (c->cmsg_type == SO_RXQ_OVFL) {
			memcpy(&drops, CMSG_DATA(c), sizeof drops);
			lane->ask->stats.rx_drops += drops - lane->drops;
			lane->drops = drops;
		}
	}
}

/* The next but one is opened, and of the next comes into the caches what it leads to,
 * while the one at hand is worked on. */
static void foresee(const struct ask *a, int at, int n, struct arrival soon[AHEAD + 1])
{
	struct inbox *in = a->inbox;
	int last = at + AHEAD;

	if (at + 1 >= 0 && at + 1 < n)
		ask_foresee_arrival(a, &soon[(at + 1) % (AHEAD + 1)]);
	if (last >= n)
		return;
	struct arrival *d = &soon[last % (AHEAD + 1)];
	d->bytes = in->bytes[last];
	d->n = in->head[last].msg_len;
	d->from = &in->from[last];
	ask_open_arrival(a, d);
}

/* One batch: if it is full, or an error came instead, more may wait: true. */
static bool lane_read(struct lane *lane)
{
	struct ask *a = lane->ask;
	struct inbox *in = a->inbox;
	int n = recvmmsg(lane->fd, in->head, ASK_BATCH, MSG_DONTWAIT, NULL);
	bool failed = n < 0 && errno != EAGAIN;
	struct arrival soon[AHEAD + 1];
	int64_t now_us = clock_mono_us(), ahead_us = clock_wall_us() - now_us;

	a->stats.reads++;
	for (int i = -AHEAD; i < n; i++) {
		foresee(a, i, n, soon);
		if (i < 0)
			continue;
		a->arrived_us = now_us;
		see_control(lane, &in->head[i].msg_hdr, ahead_us);
		if (a->arrived_us > now_us)
			a->arrived_us = now_us; /* the wall clock was set meanwhile */
		ask_arrived(a, &soon[i % (AHEAD + 1)]);
		inbox_reset(in, (unsigned)i);
	}
	/* Errors wait in a queue of their own; a socket that is listened to tells. */
	bool listens = ev_is_active(&lane->readable);
	if (failed || (listens && n < 0) ||
	    (!listens && now_us - lane->errors_us >= REST_TICK_US)) {
		errors_read(lane);
		lane->errors_us = now_us;
	}
	lane_listen(lane, failed || n == ASK_BATCH);
	return failed || n == ASK_BATCH;
}

bool lanes_read(struct ask *a)
{
	bool more = false;

	for (int i = 0; i < LANES; i++)
		if (ev_is_active(&a->lane[i].tick) || a->lane[i].in_window > 0)
			more |= lane_read(&a->lane[i]);
	return more;
}

static void on_readable(struct ev_loop *loop, ev_io *w, int events)
{
	struct lane *lane = w->data;

	(void)loop;
	(void)events;
	lane_read(lane);
	ask_arm(lane->ask);
}

static void on_tick(struct ev_loop *loop, ev_timer *w, int events)
{
	struct lane *lane = w->data;

	(void)loop;
	(void)events;
	lane_read(lane);
	ask_arm(lane->ask);
}

/* --- the sockets ------------------------------------------------------------------ */

/* Kernels that do not know it would send a message uncut. */
static bool can_cut(int fd)
{
	int each;
	socklen_t len = sizeof each;

	return getsockopt(fd, SOL_UDP, UDP_SEGMENT, &each, &len) == 0;
}

/* As large as the rights allow: with FORCE beyond the limit of the system. */
static uint32_t buffers_raise(int fd)
{
	int bytes = BUFFER_WANTED;
	socklen_t len = sizeof bytes;

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, len) < 0)
		option(fd, SOL_SOCKET, SO_RCVBUF, bytes);
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, len) < 0)
		option(fd, SOL_SOCKET, SO_SNDBUF, bytes);
	if (getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, &len) < 0)
		bytes = 0;
	return (uint32_t)bytes;
}

static int socket_open(int family)
{
	struct sockaddr_in6 any = {.sin6_family = (sa_family_t)family};
	int fd = socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (family == AF_INET6)
		option(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
	if (bind(fd, (struct sockaddr *)&any,
		 family == AF_INET6 ? sizeof any : sizeof(struct sockaddr_in)) < 0) {
		close(fd);
		return -1;
	}
	if (family == AF_INET6)
		option(fd, IPPROTO_IPV6, IPV6_RECVERR, 1);
	else
		option(fd, IPPROTO_IP, IP_RECVERR, 1);
	option(fd, SOL_SOCKET, SO_RXQ_OVFL, 1);
	option(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);
	return fd;
}

static void lane_open(struct ask *a, struct lane *lane, int family)
{
	*lane = (struct lane){.ask = a,
			      .fd = socket_open(family),
			      .urgent = {NONE, NONE, 0},
			      .fresh = {NONE, NONE, 0},
			      .parked = {NONE, NONE, 0}};
	ev_prepare_init(&lane->pump, on_pump);
	ev_idle_init(&lane->more, on_more);
	ev_set_priority(&lane->more, EV_MAXPRI); /* a flood of answers hides no need */
	ev_timer_init(&lane->tick, on_tick, 0, 0);
	ev_timer_init(&lane->pace, on_pace, 0, 0);
	ev_io_init(&lane->readable, on_readable, lane->fd, EV_READ);
	ev_io_init(&lane->writable, on_writable, lane->fd, EV_WRITE);
	lane->pump.data = lane->tick.data = lane->pace.data = lane;
	lane->readable.data = lane->writable.data = lane;
	if (lane->fd < 0) {
		log_notice("cannot open a socket for %s: %s",
			   family == AF_INET6 ? "IPv6" : "IPv4", strerror(errno));
		return;
	}
	lane->apart = !can_cut(lane->fd);
	if (family == AF_INET)
		never_fragment(lane, true);
	lane->window = buffers_raise(lane->fd) / BYTES_PER_REPLY;
	if (lane->window < WINDOW_MIN)
		lane->window = WINDOW_MIN;
	ev_io_start(a->loop, &lane->readable);
}

void lanes_open(struct ask *a)
{
	a->outbox = calloc(1, sizeof *a->outbox);
	a->inbox = calloc(1, sizeof *a->inbox);
	if (!a->outbox || !a->inbox)
		die("out of memory");
	for (unsigned i = 0; i < ASK_BATCH; i++)
		inbox_init(a->inbox, i);
	lane_open(a, &a->lane[LANE_V4], AF_INET);
	lane_open(a, &a->lane[LANE_V6], AF_INET6);
}

void lanes_close(struct ask *a)
{
	for (int i = 0; i < LANES; i++) {
		struct lane *lane = &a->lane[i];
		ev_io_stop(a->loop, &lane->readable);
		ev_io_stop(a->loop, &lane->writable);
		ev_prepare_stop(a->loop, &lane->pump);
		ev_idle_stop(a->loop, &lane->more);
		ev_timer_stop(a->loop, &lane->tick);
		ev_timer_stop(a->loop, &lane->pace);
		if (lane->fd >= 0)
			close(lane->fd);
	}
	free(a->outbox);
	free(a->inbox);
}

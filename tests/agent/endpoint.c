/*
 * The socket of an agent. Faults are thrown when a reply is ready, in the order in
 * which a network would: the agent's own mistakes first, then loss, delay and
 * duplicates.
 */
#include "tests/agent/endpoint.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "probes/base/clock.h"

enum { DATAGRAM_MAX = 65507 };

struct parcel {
	ev_timer timer;
	struct endpoint *from;
	struct sockaddr_in to;
	size_t len;
	uint8_t bytes[];
};

static uint32_t roll(struct endpoint *e)
{
	e->dice = e->dice * 1664525u + 1013904223u;
	return e->dice >> 8;
}

static void transmit(struct endpoint *e, const uint8_t *bytes, size_t len,
		     const struct sockaddr_in *to)
{
	int fd = e->foreign ? e->stranger : e->fd;
	for (int copies = e->duplicate ? 2 : 1; copies > 0 && fd >= 0; copies--)
		sendto(fd, bytes, len, 0, (const struct sockaddr *)to, sizeof *to);
}

static void parcel_due(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)loop;
	(void)events;
	struct parcel *p = (struct parcel *)timer;
	transmit(p->from, p->bytes, p->len, &p->to);
	free(p);
}

static void send_later(struct endpoint *e, const uint8_t *bytes, size_t len,
		       const struct sockaddr_in *to)
{
	struct parcel *p = malloc(sizeof *p + len);
	if (!p)
		return;
	*p = (struct parcel){.from = e, .to = *to, .len = len};
	memcpy(p->bytes, bytes, len);
	ev_timer_init(&p->timer, parcel_due, e->delay_ms / 1000.0, 0);
	ev_timer_start(e->loop, &p->timer);
}

/* The same reply with another request-id. */
static size_t change_id(uint8_t *bytes, size_t len)
{
	static uint8_t copy[DATAGRAM_MAX];
	static struct varbind vb[AGENT_VARBINDS * 16];
	struct ber_message m = {.vb = vb, .cap = sizeof vb / sizeof *vb};
	struct ber_writer w;
	memcpy(copy, bytes, len);
	if (!ber_decode(copy, len, &m))
		return len;
	ber_begin(&w, bytes, DATAGRAM_MAX, m.version, m.community, m.community_len,
		  m.pdu, m.request_id ^ 0x5a5a, m.error_status, m.error_index);
	for (uint32_t i = 0; i < m.n; i++)
		ber_put(&w, &vb[i]);
	return ber_end(&w);
}

static size_t spoil(struct endpoint *e, uint8_t *bytes, size_t len)
{
	if (e->wrong_id)
		len = change_id(bytes, len);
	if (e->garbage)
		for (size_t i = 0; i < len; i++)
			bytes[i] = (uint8_t)roll(e);
	return e->truncate ? len / 2 : len;
}

static void reply(struct endpoint *e, uint8_t *bytes, size_t len,
		  const struct sockaddr_in *to)
{
	len = spoil(e, bytes, len);
	if (roll(e) % 100 < e->loss_percent)
		return;
	if (e->delay_ms > 0)
		send_later(e, bytes, len, to);
	else
		transmit(e, bytes, len, to);
}

static void receive(struct ev_loop *loop, ev_io *io, int events)
{
	(void)loop;
	(void)events;
	static struct agent_scratch scratch;
	static uint8_t request[DATAGRAM_MAX], out[DATAGRAM_MAX];
	struct endpoint *e =
		(struct endpoint *)((char *)io - offsetof(struct endpoint, io));
	struct sockaddr_in from;
	socklen_t from_len = sizeof from;
	ssize_t n = recvfrom(io->fd, request, sizeof request, MSG_DONTWAIT,
			     (struct sockaddr *)&from, &from_len);
	if (n < 0)
		return;
	e->received++;
	if (e->silent)
		return;
	size_t len = agent_answer(&e->agent, &scratch, request, (size_t)n,
				  endpoint_now(e), out, sizeof out);
	if (len == 0)
		return;
	e->answered++;
	reply(e, out, len, &from);
}

static int bind_loopback(uint16_t *port)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
				 .sin_port = htons(*port),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof at;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) < 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) < 0) {
		fprintf(stderr, "cannot bind port %u: %s\n", *port, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	*port = ntohs(at.sin_port);
	return fd;
}

bool endpoint_open(struct endpoint *e, struct ev_loop *loop, uint16_t port)
{
	uint16_t any = 0;
	e->loop = loop;
	e->port = port;
	e->agent.source = &device_source;
	e->agent.ctx = &e->device;
	e->started_ms = clock_mono_ms();
	e->fd = bind_loopback(&e->port);
	e->stranger = bind_loopback(&any);
	if (e->fd < 0 || e->stranger < 0)
		return false;
	ev_io_init(&e->io, receive, e->fd, EV_READ);
	ev_io_start(loop, &e->io);
	return true;
}

bool endpoint_refuse(struct endpoint *e, bool refuse)
{
	if (refuse == (e->fd < 0))
		return true;
	if (refuse) {
		ev_io_stop(e->loop, &e->io);
		close(e->fd);
		e->fd = -1;
		return true;
	}
	e->fd = bind_loopback(&e->port);
	ev_io_set(&e->io, e->fd, EV_READ);
	if (e->fd >= 0)
		ev_io_start(e->loop, &e->io);
	return e->fd >= 0;
}

void endpoint_close(struct endpoint *e)
{
	endpoint_refuse(e, true);
	close(e->stranger);
}

int64_t endpoint_now(const struct endpoint *e)
{
	return clock_mono_ms() - e->started_ms;
}

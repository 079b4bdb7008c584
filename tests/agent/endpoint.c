/*
 * The socket of an agent. Faults befall a reply in the order in which a network has
 * them: the agent's own mistakes first, then loss, delay and duplicates.
 */
#include "tests/agent/endpoint.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "probes/base/clock.h"

enum { DATAGRAM_MAX = 65507 };

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
	unsigned bits = fault_throw(&e->fault, &e->dice);
	e->received++;
	if (bits & FAULT_SILENT)
		return;
	size_t len = guard_answer(e->guard, e->number, &e->agent, &scratch, request,
				  (size_t)n, endpoint_now(e), out, sizeof out);
	if (len == 0)
		return;
	e->answered++;
	if (e->fault.longest && len > e->fault.longest) {
		e->too_long++;
		return;
	}
	len = fault_spoil(bits, &e->dice, out, len, sizeof out);
	post_send(&e->post, bits, e->fault.delay_ms, out, len, &from, 0);
}

static int bind_loopback(uint32_t host, uint16_t *port)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
				 .sin_port = htons(*port),
				 .sin_addr.s_addr =
					 htonl(host ? host : INADDR_LOOPBACK)};
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
	e->post.loop = loop;
	e->port = port;
	e->agent.source = &device_source;
	e->agent.ctx = &e->device;
	e->started_ms = clock_mono_ms();
	e->post.fd = bind_loopback(e->host, &e->port);
	e->post.stranger = bind_loopback(e->host, &any);
	if (e->post.fd < 0 || e->post.stranger < 0)
		return false;
	ev_io_init(&e->io, receive, e->post.fd, EV_READ);
	ev_io_start(loop, &e->io);
	return true;
}

bool endpoint_refuse(struct endpoint *e, bool refuse)
{
	if (refuse == (e->post.fd < 0))
		return true;
	if (refuse) {
		ev_io_stop(e->post.loop, &e->io);
		close(e->post.fd);
		e->post.fd = -1;
		return true;
	}
	e->post.fd = bind_loopback(e->host, &e->port);
	ev_io_set(&e->io, e->post.fd, EV_READ);
	if (e->post.fd >= 0)
		ev_io_start(e->post.loop, &e->io);
	return e->post.fd >= 0;
}

void endpoint_close(struct endpoint *e)
{
	endpoint_refuse(e, true);
	close(e->post.stranger);
}

int64_t endpoint_now(const struct endpoint *e)
{
	return clock_mono_ms() - e->started_ms;
}

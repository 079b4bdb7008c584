/*
 * See puppet.h.
 */
#include "tests/wire/puppet.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>

#include "probes/base/clock.h"

enum { VARBINDS = 256, DATAGRAM = 65536, DEADLINE_MS = 10000 };

static bool take_one(struct puppet *agent)
{
	static uint8_t bytes[DATAGRAM];
	static struct varbind vb[VARBINDS];
	struct ber_message m = {.vb = vb, .cap = VARBINDS};
	socklen_t len = sizeof agent->asker;
	ssize_t n = recvfrom(agent->fd, bytes, sizeof bytes, 0,
			     (struct sockaddr *)&agent->asker, &len);
	if (n < 0)
		return false;
	agent->requests++;
	if (agent->heard)
		agent->heard(agent, bytes, (size_t)n);
	if (agent->heard || !ber_decode(bytes, (size_t)n, &m))
		return true;
	memmove(agent->ids + 1, agent->ids, sizeof agent->ids - sizeof *agent->ids);
	agent->ids[0] = m.request_id;
	if (agent->asked)
		agent->asked(agent, &m);
	return true;
}

static void on_readable(struct ev_loop *loop, ev_io *w, int events)
{
	(void)loop;
	(void)events;
	while (take_one(w->data))
		;
}

void puppet_open(struct puppet *agent, struct ev_loop *loop, const char *host,
		 puppet_asked *asked)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)&agent->addr;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&agent->addr;
	socklen_t len = sizeof agent->addr;

	*agent = (struct puppet){.loop = loop, .asked = asked};
	if (inet_pton(AF_INET, host, &v4->sin_addr) == 1)
		v4->sin_family = AF_INET;
	else {
		assert_int_equal(1, inet_pton(AF_INET6, host, &v6->sin6_addr));
		v6->sin6_family = AF_INET6;
	}
	agent->fd = socket(agent->addr.ss_family, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	assert_true(agent->fd >= 0);
	assert_int_equal(0, bind(agent->fd, (struct sockaddr *)&agent->addr, len));
	assert_int_equal(0,
			 getsockname(agent->fd, (struct sockaddr *)&agent->addr, &len));
	ev_io_init(&agent->readable, on_readable, agent->fd, EV_READ);
	agent->readable.data = agent;
	ev_io_start(loop, &agent->readable);
}

void puppet_close(struct puppet *agent)
{
	ev_io_stop(agent->loop, &agent->readable);
	close(agent->fd);
}

static void send_to(int fd, const struct sockaddr_storage *to, const void *bytes,
		    size_t n)
{
	socklen_t len = to->ss_family == AF_INET6 ? sizeof(struct sockaddr_in6)
						  : sizeof(struct sockaddr_in);
	assert_int_equal(n, sendto(fd, bytes, n, 0, (const struct sockaddr *)to, len));
}

void puppet_send(struct puppet *agent, const void *bytes, size_t n)
{
	send_to(agent->fd, &agent->asker, bytes, n);
}

void puppet_answer_from(int fd, const struct sockaddr_storage *to,
			const struct ber_message *m)
{
	uint8_t out[DATAGRAM];
	struct ber_writer w;

	ber_begin(&w, out, sizeof out, m->version, m->community, m->community_len,
		  PDU_RESPONSE, m->request_id, 0, 0);
	for (uint32_t i = 0; i < m->n; i++) {
		struct varbind vb = m->vb[i];
		vb.type = BER_INTEGER;
		vb.num = 42;
		ber_put(&w, &vb);
	}
	size_t n = ber_end(&w);
	assert_true(n > 0);
	send_to(fd, to, out, n);
}

void puppet_answer(struct puppet *agent, const struct ber_message *m)
{
	puppet_answer_from(agent->fd, &agent->asker, m);
}

static void on_tick(struct ev_loop *loop, ev_timer *w, int events)
{
	(void)loop;
	(void)w;
	(void)events;
}

void run_until(struct ev_loop *loop, const unsigned *flag, unsigned n)
{
	int64_t deadline_ms = clock_mono_ms() + DEADLINE_MS;
	ev_timer tick;

	ev_timer_init(&tick, on_tick, 0.05, 0.05);
	ev_timer_start(loop, &tick);
	while (*flag < n && clock_mono_ms() < deadline_ms)
		ev_run(loop, EVRUN_ONCE);
	ev_timer_stop(loop, &tick);
	assert_true(*flag >= n);
}

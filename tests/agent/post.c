/*
 * A datagram that is late is a copy with a timer of its own.
 */
#include "tests/agent/post.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "probes/demo/batch.h"

struct parcel {
	ev_timer timer;
	struct post *post;
	unsigned bits;
	struct sockaddr_in to;
	uint32_t from;
	size_t len;
	uint8_t bytes[];
};

static void transmit(const struct post *p, unsigned bits, const uint8_t *bytes,
		     size_t len, const struct sockaddr_in *to, uint32_t from)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(struct in_pktinfo))];
	struct iovec iov = {(void *)(uintptr_t)bytes, len};
	struct msghdr m = {.msg_name = (void *)(uintptr_t)to,
			   .msg_namelen = sizeof *to,
			   .msg_iov = &iov,
			   .msg_iovlen = 1};
	int fd = bits & FAULT_FOREIGN ? p->stranger : p->fd;
	if (from) {
		m.msg_control = memset(control, 0, sizeof control);
		m.msg_controllen = sizeof control;
		batch_set_source(&m, from);
	}
	for (int copies = bits & FAULT_DUPLICATE ? 2 : 1; copies > 0 && fd >= 0;
	     copies--)
		sendmsg(fd, &m, MSG_DONTWAIT);
}

static void parcel_due(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)loop;
	(void)events;
	struct parcel *p = (struct parcel *)timer;
	transmit(p->post, p->bits, p->bytes, p->len, &p->to, p->from);
	free(p);
}

static void send_later(struct post *post, unsigned bits, uint32_t delay_ms,
		       const uint8_t *bytes, size_t len, const struct sockaddr_in *to,
		       uint32_t from)
{
	struct parcel *p = malloc(sizeof *p + len);
	if (!p)
		return;
	*p = (struct parcel){
		.post = post, .bits = bits, .to = *to, .from = from, .len = len};
	memcpy(p->bytes, bytes, len);
	ev_timer_init(&p->timer, parcel_due, delay_ms / 1000.0, 0);
	ev_timer_start(post->loop, &p->timer);
}

void post_send(struct post *p, unsigned bits, uint32_t delay_ms, const uint8_t *bytes,
	       size_t len, const struct sockaddr_in *to, uint32_t from)
{
	if (bits & FAULT_LOSS)
		return;
	if (bits & FAULT_DELAY)
		send_later(p, bits, delay_ms, bytes, len, to, from);
	else
		transmit(p, bits, bytes, len, to, from);
}

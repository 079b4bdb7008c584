/*
 * noctop-ping: the only part of noctop with CAP_NET_RAW. It opens two raw sockets,
 * gives up every capability, root and the means to gain anything back, and only then
 * reads its first byte. Whoever may run it can make it send echo requests of one fixed
 * size and content, so many a second, and nothing else.
 */
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <grp.h>

#include "probes/base/clock.h"
#include "probes/wire/ping/echo.h"
#include "probes/wire/ping/request.h"

#define COST_US 25 /* 40,000 a second: 10,000 devices, and some of them confirmed */
#define BURST 4000
#define NOBODY 65534

enum { NOCTOP, V4, V6, FDS }; /* what is waited for */

struct helper {
	struct echo echo[2];
	int64_t credit_us, counted_us; /* time that has passed and was not spent */
	uint8_t in[ECHO_BATCH * sizeof(struct ping_request)];
	size_t in_n;
};

/* False when anything could not be given up: then nothing is served. */
static bool drop_privileges(void)
{
	cap_t none = cap_init();
	struct rlimit nothing = {FDS, FDS}; /* poll(2) wants room for its list */
	bool ok = none != NULL;

	if (geteuid() == 0)
		ok = ok && setgroups(0, NULL) == 0 &&
		     setresgid(NOBODY, NOBODY, NOBODY) == 0 &&
		     setresuid(NOBODY, NOBODY, NOBODY) == 0;
	ok = ok && cap_set_proc(none) == 0 &&
	     prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	     setrlimit(RLIMIT_NOFILE, &nothing) == 0;
	cap_free(none);
	return ok;
}

/* To noctop, waiting while it is busy: the kernel has stamped what waits behind. False
 * when it is gone. */
static bool answer(const struct ping_answer *a, unsigned n)
{
	return n == 0 || send(STDIN_FILENO, a, n * sizeof *a, MSG_NOSIGNAL) >= 0;
}

static struct sockaddr_storage address_of(const struct ping_request *q)
{
	union {
		struct sockaddr_storage any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} to = {0};

	if (q->version == 4) {
		to.v4.sin_family = AF_INET;
		memcpy(&to.v4.sin_addr, q->addr, sizeof to.v4.sin_addr);
	} else {
		to.v6.sin6_family = AF_INET6;
		memcpy(&to.v6.sin6_addr, q->addr, sizeof to.v6.sin6_addr);
		to.v6.sin6_scope_id = q->scope;
	}
	return to.any;
}

static int serve_request(const struct helper *h, const struct ping_request *q)
{
	if (q->version != 4 && q->version != 6)
		return EINVAL;
	const struct echo *e = &h->echo[q->version == 6];
	struct sockaddr_storage to = address_of(q);

	return e->fd < 0 ? EAFNOSUPPORT : echo_send(e, &to, q->seq, q->nonce);
}

static void earn(struct helper *h)
{
	int64_t now = clock_mono_us();

	h->credit_us += now - h->counted_us;
	if (h->credit_us > BURST * COST_US)
		h->credit_us = BURST * COST_US;
	h->counted_us = now;
}

/* False when noctop is gone. */
static bool serve_requests(struct helper *h)
{
	struct ping_answer failed[ECHO_BATCH];
	struct ping_request q;
	unsigned n = 0;
	size_t at = 0;
	ssize_t got = recv(STDIN_FILENO, h->in + h->in_n, sizeof h->in - h->in_n, 0);

	if (got <= 0)
		return false;
	h->in_n += (size_t)got;
	for (; h->in_n - at >= sizeof q; at += sizeof q) {
		memcpy(&q, h->in + at, sizeof q);
		h->credit_us -= COST_US;
		int error = serve_request(h, &q);
		if (error)
			failed[n++] = (struct ping_answer){.nonce = q.nonce,
							   .error = error,
							   .seq = q.seq,
							   .kind = PING_FAILED,
							   .version = q.version};
	}
	h->in_n -= at;
	memmove(h->in, h->in + at, h->in_n);
	return answer(failed, n);
}

static bool serve_replies(const struct echo *e)
{
	struct echo_reply reply[ECHO_BATCH];
	struct ping_answer out[ECHO_BATCH];
	unsigned n;

	(void)echo_receive(e, reply, &n);
	for (unsigned i = 0; i < n; i++)
		out[i] = (struct ping_answer){.nonce = reply[i].nonce,
					      .rtt_us = reply[i].rtt_us,
					      .seq = reply[i].seq,
					      .kind = PING_REPLY,
					      .version = e->family == AF_INET ? 4 : 6};
	return answer(out, n);
}

static bool serve(struct helper *h)
{
	struct pollfd fds[FDS] = {{.fd = STDIN_FILENO, .events = POLLIN},
				  {.fd = h->echo[0].fd, .events = POLLIN},
				  {.fd = h->echo[1].fd, .events = POLLIN}};
	bool ready = h->credit_us >= ECHO_BATCH * COST_US;

	/* Too many: they stay where they are, and noctop, which waits for no one,
	 * learns that no more fit. */
	if (!ready)
		fds[NOCTOP].fd = -1;
	if (poll(fds, FDS, ready ? -1 : 1) < 0 && errno != EINTR)
		return false;
	earn(h);
	return (!fds[V4].revents || serve_replies(&h->echo[0])) &&
	       (!fds[V6].revents || serve_replies(&h->echo[1])) &&
	       (!fds[NOCTOP].revents || serve_requests(h));
}

int main(void)
{
	static struct helper h;
	struct ping_answer hello[2] = {{.kind = PING_HELLO, .version = 4},
				       {.kind = PING_HELLO, .version = 6}};

	h.counted_us = clock_mono_us();
	hello[0].error = echo_open(&h.echo[0], AF_INET, true);
	hello[1].error = echo_open(&h.echo[1], AF_INET6, true);
	if (!drop_privileges())
		return 77;
	if (!answer(hello, 2)) {
		fprintf(stderr, "noctop-ping is started by noctop\n");
		return 64;
	}
	while (serve(&h))
		;
	return 0;
}

/*
 * The demo as a process. One socket is bound to all of 127/8: the address a request was
 * sent to tells the device, and the reply leaves from there (IP_PKTINFO), so that ten
 * thousand devices cost one descriptor. Requests come and go in batches.
 */
#include "probes/demo/demo.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ev.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/demo/agent.h"
#include "probes/demo/batch.h"
#include "probes/demo/late.h"
#include "probes/demo/life.h"
#include "probes/demo/story.h"
#include "probes/demo/tree.h"

enum { ROOM = 2048, BATCHES_AT_ONCE = 8 };
enum { LATE_MAX = 4096 };
enum { RECEIVE_BUFFER = 4 << 20 }; /* as much of it as the kernel grants */

#define COMMUNITY "public"

struct demo {
	int fd;
	ev_io io, alive;
	ev_timer timer; /* for the first of the late replies */
	struct late *late;
	int64_t started_ms; /* of the monotonic clock */
	struct plan *plan;
	struct tree *tree;
	struct agent agent; /* of whichever device is asked */
	struct agent_scratch scratch;
	struct batch *in, *out;
};

/* --- answering -----------------------------------------------------------------------
 */

static int64_t now_ms(const struct demo *d)
{
	return clock_mono_ms() - d->started_ms;
}

static void await_late(struct demo *d, struct ev_loop *loop)
{
	int64_t wait = late_wait(d->late, now_ms(d));
	ev_timer_stop(loop, &d->timer);
	if (wait < 0)
		return;
	ev_timer_set(&d->timer, (double)wait / 1000, 0);
	ev_timer_start(loop, &d->timer);
}

/* Keep the reply in a slot until its time. */
static void keep_late(struct demo *d, int slot, const struct sockaddr_in *to,
		      uint32_t from, size_t len, int64_t due_ms)
{
	struct late_reply *r = late_slot(d->late);
	if (!r)
		return;
	r->to = *to;
	r->from = from;
	r->len = len;
	memcpy(r->bytes, batch_room(d->out, slot), len);
	late_put(d->late, r, due_ms);
}

static void late_is_due(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)events;
	struct demo *d = timer->data;
	const struct late_reply *r;
	int n = 0;
	batch_reset(d->out);
	while (n < BATCH_MAX && (r = late_take(d->late, now_ms(d))) != NULL) {
		memcpy(batch_room(d->out, n), r->bytes, r->len);
		batch_address(d->out, n++, &r->to, r->from, r->len);
	}
	batch_send(d->out, d->fd, n);
	await_late(d, loop);
}

/* Answer one request into a slot of the outgoing batch; false for silence, now. */
static bool answer(struct demo *d, int request, int slot)
{
	int64_t now = now_ms(d), delay;
	uint32_t to = batch_destination(d->in, request);
	uint32_t device = plan_find(d->plan, to);
	if (device == NONE || !life_answers(d->plan, device, now) ||
	    life_loses(d->plan, device, now))
		return false;
	d->agent.id = device;
	d->agent.hangs = life_hangs(d->plan, device, now);
	const struct sockaddr_in *peer = batch_peer(d->in, request);
	size_t len = agent_answer(&d->agent, &d->scratch, batch_room(d->in, request),
				  batch_len(d->in, request), now,
				  batch_room(d->out, slot), ROOM);
	delay = life_delay_ms(d->plan, device, now);
	if (len > 0 && delay > 0)
		keep_late(d, slot, peer, to, len, now + delay);
	if (len == 0 || delay > 0)
		return false;
	batch_address(d->out, slot, peer, to, len);
	return true;
}

/* One batch of requests. False when no more of them wait. */
static bool answer_batch(struct demo *d)
{
	int n = batch_receive(d->in, d->fd), replies = 0;
	batch_reset(d->out);
	for (int i = 0; i < n; i++)
		replies += answer(d, i, replies);
	batch_send(d->out, d->fd, replies);
	return n == BATCH_MAX;
}

static void requests_wait(struct ev_loop *loop, ev_io *io, int events)
{
	(void)events;
	struct demo *d = io->data;
	for (int i = 0; i < BATCHES_AT_ONCE && answer_batch(d); i++)
		;
	await_late(d, loop);
}

/* --- the process ---------------------------------------------------------------------
 */

static void alive_ended(struct ev_loop *loop, ev_io *io, int events)
{
	(void)events;
	char byte;
	ssize_t n = read(io->fd, &byte, 1);
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		ev_break(loop, EVBREAK_ALL);
}

int demo_socket(uint16_t *port)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(*port)};
	socklen_t len = sizeof at;
	int one = 1, size = RECEIVE_BUFFER;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	/* Older kernels reserve this to root; addresses outside 127/8 are not answered
	 * in any case. */
	setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
	if (setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &one, sizeof one) < 0 ||
	    bind(fd, (struct sockaddr *)&at, sizeof at) < 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) < 0) {
		int why = errno;
		close(fd);
		errno = why;
		return -1;
	}
	*port = ntohs(at.sin_port);
	return fd;
}

/* Answer on the socket, in this process, until alive_fd comes to its end. */
static void serve(const struct demo_options *o, int fd, int alive_fd)
{
	struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);
	struct demo *d = calloc(1, sizeof *d);
	if (!loop || !d)
		die("out of memory");
	d->fd = fd;
	story_choose(o->night);
	d->started_ms = clock_mono_ms();
	d->plan = plan_new(o->seed, o->devices);
	d->late = late_new(LATE_MAX);
	d->tree = tree_new(d->plan);
	d->in = batch_new(ROOM);
	d->out = batch_new(ROOM);
	d->agent = (struct agent){.source = &tree_source,
				  .ctx = d->tree,
				  .community = COMMUNITY,
				  .reply_max = AGENT_REPLY_MAX};
	ev_io_init(&d->io, requests_wait, fd, EV_READ);
	d->io.data = d;
	ev_io_start(loop, &d->io);
	ev_init(&d->timer, late_is_due);
	d->timer.data = d;
	ev_io_init(&d->alive, alive_ended, alive_fd, EV_READ);
	ev_io_start(loop, &d->alive);
	ev_run(loop, 0);
	ev_loop_destroy(loop);
	late_free(d->late);
	batch_free(d->in);
	batch_free(d->out);
	tree_free(d->tree);
	plan_free(d->plan);
	free(d);
}

/* Hold nothing of the parent's but the two: its terminal, files and sockets must close
 * when it ends. */
static void let_go(int fd, int alive_fd)
{
	unsigned low = (unsigned)(fd < alive_fd ? fd : alive_fd);
	unsigned high = (unsigned)(fd < alive_fd ? alive_fd : fd);
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (int standard = 0; null >= 0 && standard <= 2; standard++)
		dup2(null, standard);
	if (low > 3)
		close_range(3, low - 1, 0);
	if (high > low + 1)
		close_range(low + 1, high - 1, 0);
	close_range(high + 1, ~0u, 0);
}

_Noreturn static void child(const struct demo_options *o, int fd, int alive_fd,
			    pid_t parent)
{
	sigset_t none;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0);
	prctl(PR_SET_NAME, "noctop-demo");
	setsid(); /* signals of the terminal are not for us */
	signal(SIGTERM, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	die_hook(NULL);
	log_to(NULL, NULL);
	let_go(fd, alive_fd);
	serve(o, fd, alive_fd);
	_exit(0);
}

pid_t demo_start(const struct demo_options *o, struct buf *ini, int *alive_fd)
{
	int alive[2];
	uint16_t port = 0;
	int fd = demo_socket(&port);
	if (fd < 0)
		return -1;
	if (pipe2(alive, O_CLOEXEC | O_NONBLOCK) < 0) {
		close(fd);
		return -1;
	}
	pid_t parent = getpid(), pid = fork();
	if (pid == 0) {
		close(alive[1]);
		child(o, fd, alive[0], parent);
	}
	close(fd);
	close(alive[0]);
	if (pid < 0) {
		close(alive[1]);
		return -1;
	}
	*alive_fd = alive[1];
	demo_write_config(o, port, ini);
	return pid;
}

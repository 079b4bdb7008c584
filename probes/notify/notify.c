/*
 * notify: the queue between the watch and the spawner. Jobs stay in it until they are
 * done, so that one that failed is simply due again later.
 */
#include "probes/notify/notify.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/base/text.h"
#include "probes/notify/spawner.h"

static const int64_t rounds_ms[] = {5000, 15000, 60000};
#define ROUNDS (sizeof rounds_ms / sizeof *rounds_ms)

struct queued {
	struct notify_job job;
	uint32_t id;   /* 0: it does not run */
	uint32_t mean; /* which of its means is next, or runs */
	uint32_t round;
	int64_t due_ms; /* monotonic */
};

struct health {
	int64_t failed_ms; /* the last time; 0: it succeeded since */
	uint32_t failures;
	bool failing;
};

struct notify {
	struct ev_loop *loop;
	const struct roster *roster;
	notify_done *done;
	notify_begun *begun;
	void *ctx;
	int fd;
	pid_t pid;
	ev_io readable;
	ev_timer again;
	struct queued *job[NOTIFY_QUEUE_MAX];
	uint32_t n, running, next_id;
	uint32_t untold[SPAWN_MOST], untold_n; /* runs that failed, kept by the
						  spawner */
	struct health *health; /* by hook of the roster */
	bool closing;
	char bytes[SPAWN_BYTES_MAX];
};

/* --- how hooks fare --- */

static struct health *health_of(const struct notify *n, const struct hook *h)
{
	return &n->health[h - n->roster->hook];
}

static void fared(struct notify *n, const struct hook *h, bool good)
{
	struct health *health = health_of(n, h);
	int64_t now = clock_mono_ms();

	if (good) {
		*health = (struct health){0};
		return;
	}
	if (!health->failing && now - health->failed_ms > NOTIFY_FAILING_MS)
		health->failures = 0;
	health->failing = ++health->failures >= 2;
	health->failed_ms = now ? now : 1;
}

uint32_t notify_failing(const struct notify *n)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < n->roster->hook_n; i++)
		count += n->health[i].failing;
	return count;
}

uint32_t notify_failures(const struct notify *n)
{
	int64_t now = clock_mono_ms();
	uint32_t most = 0;

	for (uint32_t i = 0; i < n->roster->hook_n; i++) {
		const struct health *h = &n->health[i];
		bool counts = h->failing || now - h->failed_ms <= NOTIFY_FAILING_MS;

		if (counts && h->failures > most)
			most = h->failures;
	}
	return most;
}

pid_t notify_spawner(const struct notify *n)
{
	return n->pid;
}

/* --- the queue --- */

static void job_fini(struct notify_job *job)
{
	notice_fini(&job->notice);
}

static void remove_job(struct notify *n, uint32_t i)
{
	struct queued *q = n->job[i];

	n->n--;
	memmove(&n->job[i], &n->job[i + 1], (n->n - i) * sizeof(struct queued *));
	job_fini(&q->job);
	free(q);
}

static uint32_t running_job(const struct notify *n, uint32_t id)
{
	for (uint32_t i = 0; i < n->n; i++)
		if (n->job[i]->id == id)
			return i;
	return NONE;
}

static void send_due(struct notify *n);

static void on_again(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)loop, (void)events;
	send_due(timer->data);
}

static void arm(struct notify *n, int64_t due_ms)
{
	int64_t wait_ms = due_ms - clock_mono_ms();

	ev_timer_stop(n->loop, &n->again);
	ev_timer_set(&n->again, wait_ms > 0 ? (ev_tstamp)wait_ms / 1e3 : 0., 0.);
	ev_timer_start(n->loop, &n->again);
}

/* --- results --- */

/* The next of its means at once, or all of them later. False: that was all. */
static bool try_again(struct notify *n, struct queued *q)
{
	const struct notify_job *job = &q->job;

	q->id = 0;
	q->due_ms = clock_mono_ms();
	if (++q->mean < job->means_n)
		return true;
	q->mean = 0;
	if (n->closing || q->round >= job->means[0]->retries)
		return false;
	q->due_ms += rounds_ms[q->round < ROUNDS ? q->round : ROUNDS - 1];
	q->round++;
	return true;
}

static void first_line(const char *s, size_t n, char *out, size_t cap)
{
	const char *end = memchr(s, '\n', n);

	text_clean_line(s, end ? (size_t)(end - s) : n, out, cap);
}

/* "ticket=INC-4711" on a line of its own. */
static void find_ticket(const char *out, char *ticket, size_t cap)
{
	static const char key[] = "ticket=";

	ticket[0] = '\0';
	for (const char *s = out; s && *s; s = strchr(s, '\n')) {
		s += *s == '\n';
		if (!strncmp(s, key, sizeof key - 1)) {
			s += sizeof key - 1;
			text_clean_line(s, strcspn(s, "\n"), ticket, cap);
			return;
		}
	}
}

static void describe(struct notify_result *r, const struct spawn_reply *reply)
{
	r->status = -1;
	switch (reply->end) {
	case SPAWN_EXIT:
		r->status = reply->code;
		r->good = reply->code == 0;
		snprintf(r->words, sizeof r->words, "exit %d", reply->code);
		break;
	case SPAWN_SIGNAL:
		snprintf(r->words, sizeof r->words, "ended by signal %d", reply->code);
		break;
	case SPAWN_LATE:
		snprintf(r->words, sizeof r->words, "did not end within %lld s",
			 (long long)(r->hook->limit_ms + 999) / 1000);
		break;
	case SPAWN_FAILED:
		snprintf(r->words, sizeof r->words, "cannot start: %s",
			 strerror(reply->code));
		break;
	}
	first_line(reply->err, reply->err_len, r->said, sizeof r->said);
	find_ticket(reply->out, r->ticket, sizeof r->ticket);
}

/* It is ours again: the spawner need not see to it without us. */
static void tell_known(const struct notify *n, uint32_t id)
{
	struct spawn_request known = {.id = id, .input = ""};
	struct buf message = {0};

	if (spawn_write_request(&message, &known) &&
	    send(n->fd, message.data, message.len, MSG_NOSIGNAL) < 0)
		log_error("notify: the spawner does not listen: %s", strerror(errno));
	buf_fini(&message);
}

static void tell_oldest(struct notify *n)
{
	tell_known(n, n->untold[0]);
	memmove(n->untold, n->untold + 1, --n->untold_n * sizeof *n->untold);
}

void notify_known(struct notify *n)
{
	while (n->untold_n)
		tell_oldest(n);
}

static void finish(struct notify *n, uint32_t i, const struct spawn_reply *reply)
{
	struct queued *q = n->job[i];
	struct notify_result r = {.job = &q->job, .hook = q->job.means[q->mean]};

	n->running--;
	describe(&r, reply);
	if (!r.good && n->fd >= 0)
		n->untold[n->untold_n++] = reply->id;
	fared(n, r.hook, r.good);
	r.last = r.good || !try_again(n, q);
	n->done(n->ctx, &r);
	if (r.last)
		remove_job(n, i);
}

/* It will not be sent: why, in words. */
static void give_up(struct notify *n, uint32_t i, const char *words)
{
	const struct queued *q = n->job[i];
	struct notify_result r = {.job = &q->job, .last = true, .status = -1};

	if (q->id) {
		r.hook = q->job.means[q->mean];
		r.left = true;
	}
	snprintf(r.words, sizeof r.words, "%s", words);
	n->done(n->ctx, &r);
	remove_job(n, i);
}

/* --- the spawner --- */

static void spawner_gone(struct notify *n)
{
	struct spawn_reply lost = {
		.end = SPAWN_FAILED, .code = EPIPE, .out = "", .err = ""};

	ev_io_stop(n->loop, &n->readable);
	close(n->fd);
	n->fd = -1;
	n->untold_n = 0;
	while (waitpid(n->pid, NULL, 0) < 0 && errno == EINTR)
		;
	for (uint32_t i = n->n; i-- > 0;)
		if (n->job[i]->id)
			finish(n, i, &lost);
}

static void on_readable(struct ev_loop *loop, ev_io *io, int events);

static bool spawn(struct notify *n)
{
	n->pid = spawner_start(&n->fd);
	if (n->pid < 0)
		return false;
	ev_io_init(&n->readable, on_readable, n->fd, EV_READ);
	n->readable.data = n;
	ev_io_start(n->loop, &n->readable);
	return true;
}

/* A reply, if one is there. False: no more now. */
static bool receive(struct notify *n)
{
	struct spawn_reply reply;
	ssize_t len = recv(n->fd, n->bytes, sizeof n->bytes, MSG_DONTWAIT);
	uint32_t i;

	if (len < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (len <= 0 || !spawn_read_reply(n->bytes, (size_t)len, &reply)) {
		spawner_gone(n);
		return false;
	}
	i = running_job(n, reply.id);
	if (i != NONE)
		finish(n, i, &reply);
	return true;
}

static void on_readable(struct ev_loop *loop, ev_io *io, int events)
{
	struct notify *n = io->data;

	(void)loop, (void)events;
	while (receive(n))
		;
	send_due(n);
}

/* A heartbeat of a dead watch would be a lie, and a remedy is nobody's then. */
static bool outlives_us(const struct notice *notice)
{
	return notice->kind == NOTICE_PROBLEM || notice->kind == NOTICE_RECOVERY ||
	       notice->kind == NOTICE_DIGEST;
}

static bool send_one(struct notify *n, struct queued *q)
{
	const struct hook *h = q->job.means[q->mean];
	struct buf json = {0}, message = {0};
	struct spawn_request r = {
		.id = ++n->next_id ? n->next_id : ++n->next_id,
		.limit_ms = (uint32_t)h->limit_ms,
		.retries = outlives_us(&q->job.notice) ? h->retries : 0,
		.argv = notice_argv(&q->job.notice, h),
		.env = notice_env(&q->job.notice, h),
		.secret = h->secret,
	};
	bool sent;

	if (n->running + n->untold_n == SPAWN_MOST)
		tell_oldest(n); /* it has room for no more */
	notice_json(&q->job.notice, &json);
	r.input = json.data;
	r.input_len = json.len;
	if (n->begun)
		n->begun(n->ctx, &q->job);
	sent = spawn_write_request(&message, &r) &&
	       send(n->fd, message.data, message.len, MSG_NOSIGNAL) >= 0;
	if (sent) {
		q->id = r.id;
		n->running++;
	}
	explicit_bzero(message.data, message.len);
	buf_fini(&message);
	buf_fini(&json);
	return sent;
}

/* As many as may run, the longest due first; the timer for the rest. */
static void send_due(struct notify *n)
{
	int64_t now = clock_mono_ms(), next = INT64_MAX;

	if (n->fd < 0 && (n->closing || !spawn(n))) {
		if (!n->closing)
			arm(n, now + 1000);
		return;
	}
	for (uint32_t i = 0; i < n->n; i++) {
		struct queued *q = n->job[i];

		if (q->id)
			continue;
		if (q->due_ms <= now && n->running < SPAWN_MOST && !send_one(n, q))
			q->due_ms = now + 1000;
		if (!q->id && q->due_ms > now && q->due_ms < next)
			next = q->due_ms;
	}
	if (next < INT64_MAX)
		arm(n, next);
}

/* --- outside --- */

void notify_on_begin(struct notify *n, notify_begun *begun)
{
	n->begun = begun;
}

void notify_put(struct notify *n, struct notify_job *job)
{
	struct queued *q = calloc(1, sizeof *q);

	if (!q)
		die("out of memory");
	q->job = *job;
	job->notice = (struct notice){0};
	if (n->n == NOTIFY_QUEUE_MAX || !q->job.means_n) {
		struct notify_result r = {.job = &q->job, .last = true, .status = -1};

		snprintf(r.words, sizeof r.words, "%s",
			 q->job.means_n ? "the queue is full" : "no means");
		n->done(n->ctx, &r);
		job_fini(&q->job);
		free(q);
		return;
	}
	q->due_ms = clock_mono_ms();
	n->job[n->n++] = q;
	arm(n, q->due_ms);
}

struct notify *notify_open(struct ev_loop *loop, const struct roster *roster,
			   notify_done *done, void *ctx)
{
	struct notify *n = calloc(1, sizeof *n);

	if (!n || !(n->health = calloc(roster->hook_n + 1, sizeof *n->health)))
		die("out of memory");
	n->loop = loop;
	n->roster = roster;
	n->done = done;
	n->ctx = ctx;
	ev_init(&n->again, on_again);
	n->again.data = n;
	if (spawn(n))
		return n;
	free(n->health);
	free(n);
	return NULL;
}

static bool idle(const struct notify *n)
{
	int64_t now = clock_mono_ms();

	for (uint32_t i = 0; i < n->n; i++)
		if (n->job[i]->id || n->job[i]->due_ms <= now)
			return false;
	return true;
}

void notify_close(struct notify *n, int wait_ms)
{
	int64_t end = clock_mono_ms() + wait_ms;

	if (!n)
		return;
	n->closing = true;
	send_due(n);
	while (n->fd >= 0 && !idle(n) && clock_mono_ms() < end) {
		struct pollfd p = {n->fd, POLLIN, 0};

		poll(&p, 1, (int)(end - clock_mono_ms()));
		while (n->fd >= 0 && receive(n))
			;
		send_due(n);
	}
	while (n->n)
		give_up(n, n->n - 1,
			n->job[n->n - 1]->id ? "the watch stopped while it ran"
					     : "the watch stopped");
	ev_timer_stop(n->loop, &n->again);
	if (n->fd >= 0) {
		notify_known(n);
		ev_io_stop(n->loop, &n->readable);
		close(n->fd);
		if (!n->running) /* else it sees them through, and we do not wait */
			while (waitpid(n->pid, NULL, 0) < 0 && errno == EINTR)
				;
	}
	free(n->health);
	free(n);
}

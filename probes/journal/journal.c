/*
 * journal: the watch's side. Keeps a copy of every event until the keeper says that it
 * is on disk, so that neither a full disk nor a keeper that was killed loses one.
 *
 * One epoll descriptor stands for the socket and for the timer that starts a keeper
 * again: the loop outside sees the same descriptor all the time and needs to know
 * neither.
 */
#include "probes/journal/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/journal/keeper.h"
#include "probes/journal/message.h"

#define RESTART_MS 200
#define STARTS_MAX 3
#define READ_BYTES 65536

struct question {
	uint32_t id;
	journal_event *each; /* one of these three */
	journal_lesson *lesson;
	journal_range *range;
	uint32_t tag;
	void *ctx;
};

struct journal {
	const struct journal_calls *calls;
	void *ctx;
	char *path; /* NULL: in memory */
	int64_t keep_ms;
	int64_t alive_ms;     /* of the watch before us */
	int epoll, timer, fd; /* fd -1: no keeper */
	pid_t pid;
	bool ready;   /* of the first keeper: events may be put */
	bool begun;   /* it told of an alert: no other may begin anew */
	int starts;   /* of keepers that were not ready yet */
	bool refused; /* for good */
	bool closing;
	bool wants; /* the socket is watched for room */
	uint64_t seq, durable;
	double free_pct; /* of the disk; NAN unknown */
	/* Messages to the keeper; PUTs stay until they are durable. Those from first on
	 * are of interest, those up to sent are on their way. */
	struct buf queue;
	size_t first, sent;
	/* Roll-ups on their way; they go when events do not, and only once. */
	struct buf batch;
	size_t batch_sent;
	uint32_t batch_n, batch_id;
	bool batch_out; /* the keeper has not said that it has them */
	uint64_t batch_lost;
	struct buf in;
	struct question *question;
	uint32_t question_n, question_cap, next_id;
};

/* --- the queue --- */

/* Forget what is in front once it is most of the memory: each byte is moved once. */
static void compact(struct journal *j)
{
	if (j->first < j->queue.len / 2)
		return;
	buf_drop(&j->queue, j->first);
	j->sent -= j->first;
	j->first = 0;
}

/* The length of the message at the place, its seq when it is a PUT. */
static size_t at(const struct journal *j, size_t place, struct message *m)
{
	size_t used;
	if (message_read(j->queue.data + place, j->queue.len - place, m, &used) !=
	    MESSAGE_ONE)
		die("the journal's queue lost its place");
	return used;
}

static void drop_durable(struct journal *j)
{
	struct message m;
	while (j->first < j->sent) {
		size_t n = at(j, j->first, &m);
		if (j->first + n > j->sent ||
		    (m.kind == MESSAGE_PUT && m.event.seq > j->durable) ||
		    ((m.kind == MESSAGE_WINDOW || m.kind == MESSAGE_BASELINE) &&
		     m.seq > j->durable))
			break;
		j->first += n;
	}
	compact(j);
}

static bool batch_goes(const struct journal *j)
{
	return j->batch_out && j->batch_sent < j->batch.len;
}

/* The socket is watched for room while there is something to send. */
static void want(struct journal *j)
{
	bool more = j->sent < j->queue.len || batch_goes(j);
	struct epoll_event e = {EPOLLIN | (more ? (uint32_t)EPOLLOUT : 0),
				{.fd = j->fd}};
	if (j->fd < 0 || more == j->wants)
		return;
	epoll_ctl(j->epoll, EPOLL_CTL_MOD, j->fd, &e);
	j->wants = more;
}

/* True when all of it went. */
static bool send_from(const struct journal *j, const struct buf *from, size_t *sent)
{
	while (j->fd >= 0 && *sent < from->len) {
		ssize_t n = send(j->fd, from->data + *sent, from->len - *sent,
				 MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break; /* no room, or gone: reading will say so */
		*sent += (size_t)n;
	}
	return *sent == from->len;
}

/* Events first, but a batch that was begun is not interrupted within a message. */
static void send_some(struct journal *j)
{
	bool begun = batch_goes(j) && j->batch_sent > 0;

	if ((!begun || send_from(j, &j->batch, &j->batch_sent)) &&
	    send_from(j, &j->queue, &j->sent) && batch_goes(j))
		send_from(j, &j->batch, &j->batch_sent);
	want(j);
}

static void drop_batch(struct journal *j)
{
	buf_reset(&j->batch);
	j->batch_sent = 0;
	j->batch_n = 0;
	j->batch_out = false;
}

/* --- the keeper --- */

static void trouble(struct journal *j, const char *why)
{
	j->calls->trouble(j->ctx, why);
}

static void arm(struct journal *j, int64_t ms)
{
	struct itimerspec t = {.it_value = {ms / 1000, ms % 1000 * 1000000}};
	timerfd_settime(j->timer, 0, &t, NULL);
}

static void start(struct journal *j)
{
	struct epoll_event e = {.events = EPOLLIN};
	struct buf hello = {0};
	j->batch_lost += j->batch_n;
	drop_batch(j);
	j->pid = keeper_start(j->path, j->keep_ms, &j->fd);
	if (j->pid < 0) {
		j->fd = -1;
		arm(j, RESTART_MS);
		return;
	}
	message_write(&hello, &(struct message){.kind = MESSAGE_HELLO,
						.version = MESSAGE_VERSION});
	/* The socket is new, with room for a few bytes. Has it died, we read that. */
	send(j->fd, hello.data, hello.len, MSG_NOSIGNAL | MSG_DONTWAIT);
	buf_fini(&hello);
	j->sent = j->first;
	buf_reset(&j->in);
	e.data.fd = j->fd;
	epoll_ctl(j->epoll, EPOLL_CTL_ADD, j->fd, &e);
	j->wants = false;
	want(j);
}

static void hang_up(struct journal *j)
{
	if (j->fd >= 0)
		close(j->fd);
	j->fd = -1;
}

static void end_question(const struct question *q)
{
	if (q->each)
		q->each(q->ctx, NULL);
	if (q->lesson)
		q->lesson(q->ctx, NULL, NULL, 0, NULL);
	if (q->range)
		q->range(q->ctx, q->tag, NULL);
}

/* Whoever asked the keeper that is gone gets no more. */
static void end_questions(struct journal *j)
{
	while (j->question_n) {
		struct question q = j->question[--j->question_n];
		end_question(&q);
	}
}

/* The keeper closed its socket or was told to go: it ends. */
static void reap(struct journal *j)
{
	hang_up(j);
	while (waitpid(j->pid, NULL, 0) < 0 && errno == EINTR)
		;
}

static void refuse(struct journal *j, enum journal_refusal code, const char *why)
{
	j->refused = true;
	j->calls->refused(j->ctx, code, why);
}

static void on_gone(struct journal *j)
{
	reap(j);
	end_questions(j);
	if (j->closing || j->refused)
		return;
	if (!j->ready && (j->begun || ++j->starts >= STARTS_MAX)) {
		refuse(j, JOURNAL_FAILED, "its process ended at once");
		return;
	}
	trouble(j, "its process ended; starting it again");
	arm(j, RESTART_MS);
}

/* --- what the keeper says --- */

static void on_durable(struct journal *j, uint64_t seq)
{
	if (seq <= j->durable || seq > j->seq)
		return;
	j->durable = seq;
	drop_durable(j);
	j->calls->durable(j->ctx, seq);
}

static void on_ready(struct journal *j, const struct message *m)
{
	if (j->ready)
		return; /* a second keeper; durable follows */
	j->ready = true;
	j->seq = j->durable = m->seq - 1;
	j->alive_ms = m->since_ms;
	j->calls->ready(j->ctx, m->alert_id);
}

static struct question *find_question(struct journal *j, uint32_t id)
{
	for (uint32_t i = 0; i < j->question_n; i++)
		if (j->question[i].id == id)
			return &j->question[i];
	return NULL;
}

static void on_event(struct journal *j, const struct message *m)
{
	struct question *q = find_question(j, m->id);
	if (q && q->each)
		q->each(q->ctx, &m->event);
}

static void on_learnt(struct journal *j, const struct message *m)
{
	struct question *q = find_question(j, m->id);
	if (q && q->lesson)
		q->lesson(q->ctx, m->rollup.name, m->rollup.entity, m->rollup.kind,
			  &m->learnt);
}

static void on_recalled(struct journal *j, const struct message *m)
{
	struct question *q = find_question(j, m->id), asked;
	struct recalled recalled;
	if (!q || !q->range)
		return;
	asked = *q;
	*q = j->question[--j->question_n];
	drop_durable(j);
	message_recalled(m, &recalled);
	asked.range(asked.ctx, asked.tag, &recalled);
}

static void on_end(struct journal *j, const struct message *m)
{
	struct question *q = find_question(j, m->id), asked;
	if (!q)
		return;
	asked = *q;
	*q = j->question[--j->question_n];
	drop_durable(j);
	end_question(&asked);
}

static void on_refused(struct journal *j, const struct message *m)
{
	if (j->ready)
		trouble(j, m->text); /* its end follows: tried again */
	else
		refuse(j, (enum journal_refusal)m->id, m->text);
}

/* False when it is nothing a keeper says. */
static bool on_message(struct journal *j, const struct message *m)
{
	switch (m->kind) {
	case MESSAGE_HELLO:
		return m->version == MESSAGE_VERSION;
	case MESSAGE_ALERT:
		j->begun = true;
		if (!j->ready)
			j->calls->restored(j->ctx, &m->alert);
		return true;
	case MESSAGE_WINDOW:
		if (!j->ready && j->calls->window)
			j->calls->window(j->ctx, &m->window);
		return true;
	case MESSAGE_BASELINE:
		if (!j->ready && j->calls->baseline)
			j->calls->baseline(j->ctx, &m->baseline);
		return true;
	case MESSAGE_READY:
		on_ready(j, m);
		return true;
	case MESSAGE_REFUSED:
		on_refused(j, m);
		return true;
	case MESSAGE_DURABLE:
		on_durable(j, m->seq);
		return true;
	case MESSAGE_DISK:
		j->free_pct = m->id / 100.0;
		return true;
	case MESSAGE_TROUBLE:
		trouble(j, m->text);
		return true;
	case MESSAGE_NOTICE:
		if (j->calls->notice)
			j->calls->notice(j->ctx, m->text);
		return true;
	case MESSAGE_EVENT:
		on_event(j, m);
		return true;
	case MESSAGE_END:
		on_end(j, m);
		return true;
	case MESSAGE_ROLLED:
		if (m->id == j->batch_id)
			drop_batch(j);
		return true;
	case MESSAGE_RECALLED:
		on_recalled(j, m);
		return true;
	case MESSAGE_LEARNT:
		on_learnt(j, m);
		return true;
	default:
		return false;
	}
}

static bool take(struct journal *j)
{
	struct message m;
	size_t used, done = 0;
	enum message_result got;
	while ((got = message_read(j->in.data + done, j->in.len - done, &m, &used)) ==
	       MESSAGE_ONE) {
		if (!on_message(j, &m))
			return false;
		done += used;
	}
	buf_drop(&j->in, done);
	return got == MESSAGE_MORE;
}

/* One piece, so that a long answer does not hold the loop. */
static void receive(struct journal *j)
{
	char *room = buf_room(&j->in, READ_BYTES);
	ssize_t n = recv(j->fd, room, READ_BYTES, MSG_DONTWAIT);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n > 0) {
		j->in.len += (size_t)n;
		if (take(j))
			return;
	}
	on_gone(j);
}

/* --- the interface --- */

struct journal *journal_open(const char *path, int64_t keep_ms,
			     const struct journal_calls *calls, void *ctx)
{
	struct journal *j = calloc(1, sizeof *j);
	struct epoll_event e = {.events = EPOLLIN};
	if (!j || (path && !(j->path = strdup(path))))
		die("out of memory");
	j->calls = calls;
	j->ctx = ctx;
	j->keep_ms = keep_ms;
	j->free_pct = NAN;
	j->fd = -1;
	j->epoll = epoll_create1(EPOLL_CLOEXEC);
	j->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (j->epoll < 0 || j->timer < 0)
		die("cannot start the journal: %s", strerror(errno));
	e.data.fd = j->timer;
	epoll_ctl(j->epoll, EPOLL_CTL_ADD, j->timer, &e);
	start(j);
	return j;
}

int journal_fd(const struct journal *j)
{
	return j->epoll;
}

void journal_readable(struct journal *j)
{
	struct epoll_event e[2];
	uint64_t times;
	int n = epoll_wait(j->epoll, e, 2, 0);
	for (int i = 0; i < n; i++) {
		if (e[i].data.fd == j->timer) {
			if (read(j->timer, &times, sizeof times) > 0 && j->fd < 0)
				start(j);
			continue;
		}
		if (j->fd >= 0 && e[i].events & EPOLLOUT)
			send_some(j);
		if (j->fd >= 0 && e[i].events & ~(uint32_t)EPOLLOUT)
			receive(j);
	}
}

uint64_t journal_put(struct journal *j, const struct event *e,
		     const struct alert *after)
{
	struct message m = {
		.kind = MESSAGE_PUT, .event = *e, .has_alert = after != NULL};
	if (!j->ready)
		die("an event was put before the journal was ready");
	if (after)
		m.alert = *after;
	m.event.seq = ++j->seq;
	if (after && m.alert.ack.at_ms && !m.alert.ack.seq)
		m.alert.ack.seq = j->seq;
	message_write(&j->queue, &m);
	want(j);
	return j->seq;
}

void journal_put_window(struct journal *j, const struct window_row *row)
{
	message_write(&j->queue, &(struct message){.kind = MESSAGE_WINDOW,
						   .seq = j->seq + 1,
						   .window = *row});
	want(j);
}

void journal_put_baseline(struct journal *j, const struct baseline_row *row)
{
	message_write(&j->queue, &(struct message){.kind = MESSAGE_BASELINE,
						   .seq = j->seq + 1,
						   .baseline = *row});
	want(j);
}

void journal_keep(struct journal *j, const struct alert *row)
{
	journal_put(j, &(struct event){.kind = EVENT_NONE}, row);
}

uint64_t journal_seq(const struct journal *j)
{
	return j->seq;
}

uint64_t journal_backlog(const struct journal *j)
{
	return j->seq - j->durable;
}

double journal_free_pct(const struct journal *j)
{
	return j->free_pct;
}

static void ask(struct journal *j, const struct message *m, const struct question *q)
{
	if (j->fd < 0) {
		end_question(q);
		return;
	}
	TABLE_GROW(j->question, j->question_cap, j->question_n + 1);
	j->question[j->question_n++] = *q;
	message_write(&j->queue, m);
	want(j);
}

void journal_ask_events(struct journal *j, const struct journal_query *query,
			journal_event *each, void *ctx)
{
	struct message m = {
		.kind = MESSAGE_ASK, .id = ++j->next_id, .query = *query};
	if (m.query.max > JOURNAL_ASK_MAX)
		m.query.max = JOURNAL_ASK_MAX;
	ask(j, &m, &(struct question){.id = m.id, .each = each, .ctx = ctx});
}

void journal_ask_range(struct journal *j, const struct recall_wish *wish,
		       journal_range *range, void *ctx)
{
	struct message m = {
		.kind = MESSAGE_RECALL,
		.id = ++j->next_id,
		.rollup = {wish->name, wish->entity, wish->kind, 0, 0, 0, 0},
		.range = wish->range};
	ask(j, &m,
	    &(struct question){
		    .id = m.id, .range = range, .tag = wish->id, .ctx = ctx});
}

void journal_ask_lesson(struct journal *j, journal_lesson *each, void *ctx)
{
	struct message m = {.kind = MESSAGE_LEARN, .id = ++j->next_id};
	ask(j, &m, &(struct question){.id = m.id, .lesson = each, .ctx = ctx});
}

/* --- roll-ups --- */

bool journal_batch_room(const struct journal *j)
{
	return j->ready && j->fd >= 0 && !j->batch_out &&
	       j->batch.len < JOURNAL_BATCH_BYTES;
}

bool journal_batch_add(struct journal *j, const struct rollup_row *row)
{
	if (!journal_batch_room(j))
		return false;
	message_write(&j->batch,
		      &(struct message){.kind = MESSAGE_ROLLUP, .rollup = *row});
	j->batch_n++;
	return true;
}

void journal_batch_send(struct journal *j)
{
	if (!j->batch_n || j->batch_out)
		return;
	message_write(&j->batch, &(struct message){.kind = MESSAGE_ROLLED,
						   .id = ++j->batch_id});
	j->batch_out = true;
	want(j);
}

uint64_t journal_batch_lost(const struct journal *j)
{
	return j->batch_lost;
}

void journal_forget(struct journal *j, const void *ctx)
{
	for (uint32_t i = j->question_n; i-- > 0;)
		if (j->question[i].ctx == ctx)
			j->question[i] = j->question[--j->question_n];
}

int64_t journal_alive_ms(const struct journal *j)
{
	return j->alive_ms;
}

int journal_pid(const struct journal *j)
{
	return j->fd >= 0 ? (int)j->pid : -1;
}

/* Give the keeper the rest, then wait for its end: then the lock is free. */
static void let_go(struct journal *j, int64_t deadline_ms)
{
	if (j->fd < 0)
		return;
	shutdown(j->fd, SHUT_WR);
	while (j->fd >= 0) {
		int64_t left = deadline_ms - clock_mono_ms();
		struct pollfd p = {j->epoll, POLLIN, 0};
		if (left <= 0 || poll(&p, 1, (int)left) == 0)
			break;
		journal_readable(j);
	}
}

void journal_ends(struct journal *j)
{
	if (j->ready && !j->refused)
		keeper_ends(j->path);
}

bool journal_close(struct journal *j, int timeout_ms)
{
	int64_t deadline_ms = clock_mono_ms() + timeout_ms;
	bool all;
	j->closing = true;
	while (j->fd >= 0 && (j->sent < j->queue.len || batch_goes(j))) {
		int64_t left = deadline_ms - clock_mono_ms();
		struct pollfd p = {j->epoll, POLLIN, 0};
		if (left <= 0 || poll(&p, 1, (int)left) == 0)
			break;
		journal_readable(j);
	}
	let_go(j, deadline_ms);
	hang_up(j);
	all = journal_backlog(j) == 0;
	close(j->epoll);
	close(j->timer);
	buf_fini(&j->queue);
	buf_fini(&j->batch);
	buf_fini(&j->in);
	free(j->question);
	free(j->path);
	free(j);
	return all;
}

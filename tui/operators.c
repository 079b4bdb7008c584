/*
 * operators: connections, frames, keys.
 *
 * One frame is in flight for each: the next is drawn when the terminal has shown the
 * last, from the state of that moment. So a terminal that stopped reading costs nothing
 * and sees the newest state when it returns, and no queue can grow.
 */
#include "tui/operators.h"

#include <errno.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "tui/act.h"
#include "tui/print.h"

#define OPERATORS_MAX 256
#define READ_SIZE 16384
#define FRAME_DELAY_S 0.016 /* keys of one burst make one frame */

struct operators {
	struct watch *watch;
	struct operator** row;
	uint32_t n, cap;
	int fd;
	ev_io accept;
	ev_timer frame;
};

/* Draw in a moment, so that what comes together is drawn together. */
static void frame_soon(struct operators *all)
{
	if (ev_is_active(&all->frame))
		return;
	ev_timer_set(&all->frame, FRAME_DELAY_S, 0.);
	ev_timer_start(all->watch->loop, &all->frame);
}

/* --- life --- */

static void operator_free(struct operator* o)
{
	ev_io_stop(o->all->watch->loop, &o->readable);
	ev_io_stop(o->all->watch->loop, &o->writable);
	if (o->session)
		session_close(o->session);
	canvas_fini(&o->now);
	canvas_fini(&o->sent);
	buf_fini(&o->in);
	buf_fini(&o->out);
	close(o->fd);
	free(o);
}

uint32_t operators_count(const struct operators *all)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < all->n; i++)
		n += all->row[i]->session && !all->row[i]->gone;
	return n;
}

/* Rows are freed here, from the frame timer, never under the feet of a caller. */
static void sweep(struct operators *all)
{
	for (uint32_t i = 0; i < all->n;) {
		if (all->row[i]->gone) {
			operator_free(all->row[i]);
			all->row[i] = all->row[--all->n];
		} else {
			i++;
		}
	}
}

static void operator_gone(struct operator* o)
{
	struct watch *w = o->all->watch;
	bool had_screen = o->session != NULL;

	if (o->gone)
		return;
	o->gone = true;
	journal_forget(w->journal, o);
	ev_io_stop(w->loop, &o->readable);
	ev_io_stop(w->loop, &o->writable);
	frame_soon(o->all);
	if (had_screen && !operators_count(o->all))
		watch_deserted(w, o->leaving);
}

/* --- out --- */

static void operator_flush(struct operator* o)
{
	while (o->out.len) {
		ssize_t n = send(o->fd, o->out.data, o->out.len,
				 MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
			ev_io_start(o->all->watch->loop, &o->writable);
			return;
		}
		if (n < 0) {
			operator_gone(o);
			return;
		}
		buf_drop(&o->out, (size_t)n);
	}
	ev_io_stop(o->all->watch->loop, &o->writable);
	if (o->leaving)
		operator_gone(o);
}

static void on_writable(struct ev_loop *loop, ev_io *io, int events)
{
	(void)loop, (void)events;
	operator_flush(io->data);
}

void operator_send(struct operator* o, const struct link_message *m)
{
	if (o->gone || o->leaving)
		return;
	link_write(&o->out, m);
	ev_io_start(o->all->watch->loop, &o->writable);
}

void operator_dismiss(struct operator* o, int code, const char *words)
{
	operator_send(o, &(struct link_message){.kind = LINK_EXIT,
						.code = code,
						.bytes = words,
						.len = (uint32_t)strlen(words)});
	o->leaving = true;
}

static void operator_frame(struct operator* o, struct scene *scene)
{
	struct canvas drawn;

	if (!o->session || !o->dirty || o->in_flight || o->leaving || o->gone)
		return;
	o->dirty = false;
	o->in_flight = true;
	session_draw(o->session, scene, &o->now);
	link_write_frame(&o->out, ++o->seq, false, o->full ? NULL : &o->sent, &o->now);
	o->full = false;
	drawn = o->now;
	o->now = o->sent;
	o->sent = drawn;
	if (o->now.rows != drawn.rows || o->now.cols != drawn.cols)
		canvas_resize(&o->now, drawn.rows, drawn.cols);
	operator_flush(o);
}

static void on_frame(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct operators *all = timer->data;
	struct scene scene;

	(void)loop, (void)events;
	watch_scene(all->watch, &scene);
	for (uint32_t i = 0; i < all->n; i++)
		operator_frame(all->row[i], &scene);
	sweep(all);
}

static void operator_dirty(struct operator* o)
{
	o->dirty = true;
	frame_soon(o->all);
}

void operators_refresh(struct operators *all)
{
	for (uint32_t i = 0; i < all->n; i++)
		all->row[i]->dirty = true;
	if (all->n)
		frame_soon(all);
}

void operators_tell(struct operators *all, const struct event *e)
{
	struct buf line = {0};

	for (uint32_t i = 0; i < all->n; i++) {
		if (!all->row[i]->follows)
			continue;
		buf_reset(&line);
		print_event(&line, e, all->row[i]->follows_json);
		operator_send(all->row[i],
			      &(struct link_message){.kind = LINK_SAY,
						     .bytes = line.data,
						     .len = (uint32_t)line.len});
	}
	buf_fini(&line);
}

/* --- in --- */

static void set_size(struct operator* o, unsigned rows, unsigned cols)
{
	canvas_resize(&o->now, (uint16_t)rows, (uint16_t)cols);
	o->now.ascii = o->sent.ascii = o->ascii;
	o->full = true;
	operator_dirty(o);
}

static void copy_safe(char *out, size_t cap, const char *s)
{
	char clean[TEXT_BYTES_MAX + 1];
	uint16_t width;

	text_clean(s, strlen(s), clean, &width);
	if (snprintf(out, cap, "%s", clean) >= (int)cap)
		log_trace("a name is cut to '%s'", out);
}

static void take_hello(struct operator* o, const struct link_message *m)
{
	const struct zone *zone = zone_find(m->zone);
	struct watch *w = o->all->watch;
	const char *name = w->setup->inventory.settings.name;

	if (o->session || m->version != LINK_VERSION) {
		operator_dismiss(o, 1, "this watch is of another version: restart it");
		return;
	}
	copy_safe(o->who.from, sizeof o->who.from, m->from);
	operator_send(o, &(struct link_message){.kind = LINK_WELCOME,
						.version = LINK_VERSION,
						.pid = (uint32_t)getpid(),
						.name = name});
	o->ascii = m->ascii;
	if (!m->screen)
		return;
	o->session = session_open(
		&(struct session_options){.who = o->who,
					  .zone = zone ? zone : zone_find("UTC"),
					  .ascii = m->ascii,
					  .view = *m->view ? m->view : NULL});
	ev_timer_stop(w->loop, &w->linger);
	set_size(o, m->rows, m->cols);
}

static void take_keys(struct operator* o, const struct link_message *m)
{
	struct scene scene;

	for (uint32_t i = 0; i < m->n && !o->leaving; i++) {
		struct act act;

		watch_scene(o->all->watch, &scene);
		act = session_key(o->session, &scene, link_key(m, i));
		act_perform(o, &act);
	}
	operator_dirty(o);
}

static void take_paste(struct operator* o, const struct link_message *m)
{
	struct scene scene;
	struct act act;

	watch_scene(o->all->watch, &scene);
	act = session_paste(o->session, &scene, m->bytes, m->len);
	act_perform(o, &act);
	operator_dirty(o);
}

static void take_screen_message(struct operator* o, const struct link_message *m)
{
	switch (m->kind) {
	case LINK_SIZE:
		set_size(o, m->rows, m->cols);
		break;
	case LINK_KEYS:
		take_keys(o, m);
		break;
	case LINK_PASTE:
		take_paste(o, m);
		break;
	case LINK_SEEN:
		o->in_flight = false;
		if (o->dirty)
			operator_dirty(o);
		break;
	default:
		break;
	}
}

static void take_message(struct operator* o, const struct link_message *m)
{
	if (m->kind == LINK_HELLO)
		take_hello(o, m);
	else if (m->kind == LINK_COMMAND)
		act_command(o, m->bytes, m->n);
	else if (m->kind == LINK_BYE)
		operator_dismiss(o, 0, "");
	else if (o->session)
		take_screen_message(o, m);
}

static void on_readable(struct ev_loop *loop, ev_io *io, int events)
{
	struct operator* o = io->data;
	ssize_t n = recv(o->fd, buf_room(&o->in, READ_SIZE), READ_SIZE, MSG_DONTWAIT);
	enum link_status status = LINK_MORE;
	struct link_message m;
	size_t used;

	(void)loop, (void)events;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		operator_gone(o);
		return;
	}
	o->in.len += (size_t)n;
	while (!o->gone && (status = link_next(&o->in, &m, &used)) == LINK_ONE) {
		take_message(o, &m);
		buf_drop(&o->in, used);
	}
	if (status == LINK_BROKEN)
		operator_gone(o);
}

/* --- arrivals --- */

static bool know_peer(int fd, struct who *who)
{
	struct ucred cred;
	socklen_t len = sizeof cred;
	struct passwd *pw;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &len))
		return false;
	who->uid = cred.uid;
	pw = getpwuid(cred.uid);
	if (pw)
		copy_safe(who->name, sizeof who->name, pw->pw_name);
	else
		snprintf(who->name, sizeof who->name, "uid %u", (unsigned)cred.uid);
	return true;
}

static void on_accept(struct ev_loop *loop, ev_io *io, int events)
{
	struct operators *all = io->data;
	int fd = accept4(all->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct who who = {0};
	struct operator* o;

	(void)events;
	if (fd < 0)
		return;
	if (all->n >= OPERATORS_MAX || !know_peer(fd, &who)) {
		close(fd);
		return;
	}
	TABLE_GROW(all->row, all->cap, all->n + 1);
	o = calloc(1, sizeof *o);
	if (!o)
		die("out of memory");
	all->row[all->n++] = o;
	o->all = all;
	o->fd = fd;
	o->who = who;
	canvas_init(&o->now);
	canvas_init(&o->sent);
	ev_io_init(&o->readable, on_readable, fd, EV_READ);
	ev_io_init(&o->writable, on_writable, fd, EV_WRITE);
	o->readable.data = o->writable.data = o;
	ev_io_start(loop, &o->readable);
}

struct watch *operator_watch(const struct operator* o)
{
	return o->all->watch;
}

struct operators *operators_open(struct watch *w, int listen_fd)
{
	struct operators *all = calloc(1, sizeof *all);

	if (!all)
		die("out of memory");
	all->watch = w;
	all->fd = listen_fd;
	ev_io_init(&all->accept, on_accept, listen_fd, EV_READ);
	ev_init(&all->frame, on_frame);
	all->accept.data = all->frame.data = all;
	ev_io_start(w->loop, &all->accept);
	return all;
}

/* What is queued for them is sent if it goes at once. */
static void say_goodbye(struct operator* o, int code, const char *words)
{
	operator_dismiss(o, code, words);
	if (!o->gone &&
	    send(o->fd, o->out.data, o->out.len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		log_trace("an operator left before the end");
}

void operators_close(struct operators *all, int code, const char *words)
{
	ev_io_stop(all->watch->loop, &all->accept);
	ev_timer_stop(all->watch->loop, &all->frame);
	for (uint32_t i = 0; i < all->n; i++) {
		say_goodbye(all->row[i], code, words);
		operator_free(all->row[i]);
	}
	close(all->fd);
	free(all->row);
	free(all);
}

/*
 * operators: connections, frames, keys.
 *
 * One frame is in flight for each: the next is drawn when the terminal has shown the
 * last, from the state of that moment. So a terminal that stopped reading costs nothing
 * and sees the newest state when it returns, and no queue can grow.
 */
#include "tui/operators.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/model/series.h"
#include "tui/act.h"
#include "tui/exits.h"
#include "tui/names.h"
#include "tui/print.h"

#define OPERATORS_MAX 256
#define READ_SIZE 16384
#define SAVING_MS 10000

struct operators {
	struct watch *watch;
	struct seat **row;
	uint32_t n, cap;
	int fd;
	struct names *names; /* of operators */
	struct attendant *attached; /* see operators_attached */
	uint32_t attached_cap;
	ev_io accept;
	ev_timer frame;
	uint32_t turn; /* who was drawn last */
	int64_t yields_us; /* since when those whom nobody awaits give way; 0 */
};

/* Draw by then at the latest: not before what is ready now had its turn, so that what
 * comes together is drawn together. */
static void frame_within(struct operators *all, int64_t us)
{
	struct ev_loop *loop = all->watch->loop;
	ev_tstamp after = (ev_tstamp)us / 1e6;

	if (ev_is_active(&all->frame) && ev_timer_remaining(loop, &all->frame) <= after)
		return;
	ev_timer_stop(loop, &all->frame);
	ev_timer_set(&all->frame, after, 0.);
	ev_timer_start(loop, &all->frame);
}

/* --- life --- */

static void seat_free(struct seat *s)
{
	journal_forget(s->all->watch->journal, s);
	ev_io_stop(s->all->watch->loop, &s->readable);
	ev_io_stop(s->all->watch->loop, &s->writable);
	if (s->session)
		session_close(s->session);
	sheet_close(&s->sheet);
	canvas_fini(&s->now);
	canvas_fini(&s->sent);
	buf_fini(&s->place);
	buf_fini(&s->placed);
	buf_fini(&s->in);
	buf_fini(&s->out);
	ahead_fini(&s->ahead);
	close(s->fd);
	free(s);
}

const struct attendant *operators_attached(struct operators *all, uint32_t *n)
{
	*n = 0;
	TABLE_GROW(all->attached, all->attached_cap, all->n + 1);
	for (uint32_t i = 0; i < all->n; i++) {
		const struct seat *s = all->row[i];

		if (s->session && !s->gone)
			all->attached[(*n)++] =
				(struct attendant){&s->who, s->since_ms, s->wall};
	}
	return all->attached;
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
			seat_free(all->row[i]);
			all->row[i] = all->row[--all->n];
		} else {
			i++;
		}
	}
}

static void seat_gone(struct seat *s)
{
	struct watch *w = s->all->watch;
	bool had_screen = s->session != NULL;

	if (s->gone)
		return;
	s->gone = true;
	watch_forget(w, s);
	ev_io_stop(w->loop, &s->readable);
	ev_io_stop(w->loop, &s->writable);
	frame_within(s->all, 0);
	if (had_screen && !operators_count(s->all))
		watch_deserted(w, s->leaving);
}

/* --- out --- */

static void seat_flush(struct seat *s)
{
	while (s->out.len) {
		ssize_t n = send(s->fd, s->out.data, s->out.len,
				 MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
			ev_io_start(s->all->watch->loop, &s->writable);
			return;
		}
		if (n < 0) {
			seat_gone(s);
			return;
		}
		buf_drop(&s->out, (size_t)n);
	}
	ev_io_stop(s->all->watch->loop, &s->writable);
	if (s->leaving)
		seat_gone(s);
	else if (s->sheet_format != SHEET_NONE)
		seat_write_rows(s);
}

static void on_writable(struct ev_loop *loop, ev_io *io, int events)
{
	(void)loop, (void)events;
	seat_flush(io->data);
}

void seat_send(struct seat *s, const struct link_message *m)
{
	if (s->gone || s->leaving)
		return;
	link_write(&s->out, m);
	ev_io_start(s->all->watch->loop, &s->writable);
}

void seat_dismiss(struct seat *s, int code, const char *words)
{
	seat_send(s, &(struct link_message){.kind = LINK_EXIT,
					    .code = code,
					    .bytes = words,
					    .len = (uint32_t)strlen(words)});
	s->leaving = true;
}

/* What an operator looks at is worth remembering for a while. */
static void keep_history(const struct seat *s, const struct scene *scene)
{
	if_id i = session_looks_at(s->session, scene);

	if (i != NONE)
		series_keep(s->all->watch->net, i, scene->now_ms + SERIES_KEEP_SEEN_MS);
}

static bool wants_frame(const struct seat *s)
{
	return s->session && s->dirty && !s->in_flight && !s->leaving && !s->gone;
}

/* Its terminal keeps that, should this watch end. */
static void tell_place(struct seat *s)
{
	struct buf told = s->placed;

	buf_reset(&s->place);
	session_place(s->session, &s->place);
	if (s->place.len == told.len && !memcmp(s->place.data, told.data, told.len))
		return;
	link_write(&s->out, &(struct link_message){.kind = LINK_PLACE,
						   .bytes = s->place.data,
						   .len = (uint32_t)s->place.len});
	s->placed = s->place;
	s->place = told;
}

static bool lacks(const struct session *session)
{
	return session_waits(session) || session_counts(session);
}

static void seat_frame(struct seat *s, struct scene *scene)
{
	struct canvas drawn;

	s->dirty = s->awaited = false;
	s->in_flight = true;
	pace_drawn(&s->pace, clock_mono_us());
	s->bell |= session_rings(s->session, scene);
	session_draw(s->session, scene, &s->now);
	if (lacks(s->session))
		watch_slice_soon(s->all->watch);
	keep_history(s, scene);
	tell_place(s);
	link_write_frame(&s->out, ++s->seq, s->bell, s->full ? NULL : &s->sent,
			 &s->now);
	s->full = s->bell = false;
	drawn = s->now;
	s->now = s->sent;
	s->sent = drawn;
	if (s->now.rows != drawn.rows || s->now.cols != drawn.cols)
		canvas_resize(&s->now, drawn.rows, drawn.cols);
	seat_flush(s);
}

/* Nobody awaits its frame: neither who sits there nor who has just come. */
static bool can_yield(const struct seat *s)
{
	return !s->awaited && s->seq > 0;
}

/* Whose turn it is: once a second all have one, and who waits for it comes before them.
 * NULL: nobody's, and the first will be in *wait_us. */
static struct seat *next_seat(struct operators *all, const struct scene *scene,
			      int64_t *wait_us)
{
	int64_t now_us = clock_mono_us();
	int64_t yield_us = pace_yield_us(&all->yields_us, views_awaited(scene), now_us);
	struct seat *next = NULL;
	uint32_t turn = all->turn;

	*wait_us = INT64_MAX;
	for (uint32_t i = 1; i <= all->n && !(next && next->awaited); i++) {
		uint32_t at = (turn + i) % all->n;
		struct seat *s = all->row[at];
		int64_t us = pace_wait_us(&s->pace, now_us);

		if (can_yield(s) && us < yield_us)
			us = yield_us;
		if (wants_frame(s) && us < *wait_us)
			*wait_us = us;
		if (wants_frame(s) && us == 0 && (!next || s->awaited)) {
			next = s;
			all->turn = at;
		}
	}
	return next;
}

/* One operator's in a turn of the loop. */
static void on_frame(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct operators *all = timer->data;
	int64_t wait_us;
	struct scene scene;
	struct seat *s;

	(void)loop, (void)events;
	watch_scene(all->watch, &scene);
	s = next_seat(all, &scene, &wait_us);
	if (s) {
		seat_frame(s, &scene);
		frame_within(all, 0); /* the next one's, when others had a turn */
		return;
	}
	if (wait_us != INT64_MAX)
		frame_within(all, wait_us);
	remember_ask(&all->watch->remember);
	past_ask(&all->watch->past);
	sweep(all);
}

static void seat_dirty(struct seat *s)
{
	s->dirty = true;
	frame_within(s->all, pace_wait_us(&s->pace, clock_mono_us()));
}

static void seat_keyed(struct seat *s)
{
	pace_key(&s->pace);
	s->awaited = true;
	seat_dirty(s);
}

void operators_refresh(struct operators *all)
{
	for (uint32_t i = 0; i < all->n; i++) {
		ahead_go_on(all->row[i]);
		all->row[i]->dirty = true;
	}
	if (all->n)
		frame_within(all, 0);
}

void operators_answered(struct operators *all)
{
	for (uint32_t i = 0; i < all->n; i++) {
		struct seat *s = all->row[i];

		if (!s->session || !lacks(s->session))
			continue;
		ahead_go_on(s);
		s->awaited = true;
		seat_dirty(s);
	}
}

void seat_dismiss_saved(struct seat *s, int code)
{
	struct journal *journal = s->all->watch->journal;

	if (!journal_backlog(journal)) {
		seat_dismiss(s, code, "");
		return;
	}
	s->saving_seq = journal_seq(journal);
	s->saving_code = code;
	s->saving_until_ms = clock_mono_ms() + SAVING_MS;
}

/* Its screen may say so now. */
static void say_saved(struct seat *s)
{
	struct scene scene;

	s->said_seq = 0;
	watch_scene(s->all->watch, &scene);
	session_saved(s->session, &scene);
	seat_dirty(s);
}

void operators_saved(struct operators *all, uint64_t seq)
{
	int64_t now_ms = clock_mono_ms();

	for (uint32_t i = 0; i < all->n; i++) {
		struct seat *s = all->row[i];

		if (s->said_seq && s->said_seq <= seq)
			say_saved(s);
		if (!s->saving_seq)
			continue;
		if (s->saving_seq <= seq)
			seat_dismiss(s, s->saving_code, "");
		else if (now_ms >= s->saving_until_ms)
			seat_dismiss(s, EXIT_FAILED,
				     "done, but the journal has not saved it yet");
		else
			continue;
		s->saving_seq = 0;
	}
}

/* What is worth lifting one's head for: a new critical, one that became it, an
 * acknowledgement that ended while it lasts. */
static bool rings(const struct event *e)
{
	switch (e->kind) {
	case EVENT_OPENED:
	case EVENT_RESUMED:
	case EVENT_WORSENED:
		return e->severity == SEV_CRITICAL;
	case EVENT_EXPIRED:
		return true;
	default:
		return false;
	}
}

void operators_tell(struct operators *all, const struct event *e)
{
	struct buf line = {0};
	bool bell = rings(e);
	struct scene scene;

	if (!all->n)
		return;
	watch_scene(all->watch, &scene);
	for (uint32_t i = 0; i < all->n; i++) {
		struct seat *s = all->row[i];

		s->bell |= bell && s->session && session_heeds(s->session, &scene, e);
		if (!s->follows || !events_wanted(&s->asked, e) ||
		    !views_event_passes(&scene, &s->asked_filter, e))
			continue;
		buf_reset(&line);
		print_event(&line, e, all->row[i]->follows_json);
		seat_send(all->row[i],
			  &(struct link_message){.kind = LINK_SAY,
						 .bytes = line.data,
						 .len = (uint32_t)line.len});
	}
	buf_fini(&line);
}

/* --- in --- */

static void set_size(struct seat *s, unsigned rows, unsigned cols)
{
	canvas_resize(&s->now, (uint16_t)rows, (uint16_t)cols);
	s->now.ascii = s->sent.ascii = s->ascii;
	s->full = true;
	seat_dirty(s);
}

static void take_hello(struct seat *s, const struct link_message *m)
{
	const struct zone *zone = zone_find(m->zone);
	struct watch *w = s->all->watch;
	const char *name = w->setup->inventory.settings.name;

	if (s->session || m->version != LINK_VERSION) {
		seat_dismiss(s, 1, "this watch is of another version: restart it");
		return;
	}
	text_clean_line(m->from, strlen(m->from), s->who.from, sizeof s->who.from);
	seat_send(s, &(struct link_message){.kind = LINK_WELCOME,
					    .version = LINK_VERSION,
					    .pid = (uint32_t)getpid(),
					    .demo = w->setup->demo != NULL,
					    .name = name});
	s->ascii = m->ascii;
	s->zone = zone ? zone : zone_find("UTC");
	if (!m->screen)
		return;
	s->session = session_open(
		&(struct session_options){.who = s->who,
					  .zone = s->zone,
					  .ascii = m->ascii,
					  .wide = m->wide,
					  .braille = m->braille,
					  .view = *m->view ? m->view : NULL,
					  .wall = {.on = m->wall,
						   .may_act = m->wall_acts,
						   .rotate_ms = m->rotate_s *
								INT64_C(1000),
						   .views = m->wall_views},
					  .kept = m->bytes,
					  .kept_n = m->len,
					  .place = m->place});
	s->since_ms = clock_wall_ms();
	s->wall = m->wall;
	ev_timer_stop(w->loop, &w->linger);
	set_size(s, m->rows, m->cols);
}

/* What came of it on the operator's side. */
static void take_done(struct seat *s, const struct link_message *m)
{
	char words[TEXT_BYTES_MAX + 1];
	struct scene scene;
	uint16_t width;

	text_clean(m->bytes, m->len, words, &width);
	text_add(words, sizeof words, "%s", m->error ? "" : s->written);
	s->written[0] = '\0';
	watch_scene(s->all->watch, &scene);
	session_say(s->session, &scene, m->error, words);
	seat_dirty(s);
}

static void take_screen_message(struct seat *s, const struct link_message *m)
{
	switch (m->kind) {
	case LINK_SIZE:
		set_size(s, m->rows, m->cols);
		break;
	case LINK_KEYS:
		ahead_keys(s, m);
		seat_keyed(s);
		break;
	case LINK_PASTE:
		ahead_paste(s, m);
		seat_keyed(s);
		break;
	case LINK_DONE:
		take_done(s, m);
		break;
	case LINK_SEEN:
		s->in_flight = false;
		if (s->dirty)
			seat_dirty(s);
		break;
	default:
		break;
	}
}

static void take_message(struct seat *s, const struct link_message *m)
{
	if (m->kind == LINK_HELLO)
		take_hello(s, m);
	else if (m->kind == LINK_COMMAND)
		act_command(s, m->bytes, m->n);
	else if (m->kind == LINK_BYE)
		seat_dismiss(s, 0, "");
	else if (s->session)
		take_screen_message(s, m);
}

static void on_readable(struct ev_loop *loop, ev_io *io, int events)
{
	struct seat *s = io->data;
	ssize_t n = recv(s->fd, buf_room(&s->in, READ_SIZE), READ_SIZE, MSG_DONTWAIT);
	enum link_status status = LINK_MORE;
	struct link_message m;
	size_t used;

	(void)loop, (void)events;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		seat_gone(s);
		return;
	}
	s->in.len += (size_t)n;
	while (!s->gone && (status = link_next(&s->in, &m, &used)) == LINK_ONE) {
		take_message(s, &m);
		buf_drop(&s->in, used);
	}
	if (status == LINK_BROKEN)
		seat_gone(s);
}

/* --- arrivals --- */

static bool know_peer(int fd, struct who *who)
{
	struct ucred cred;
	socklen_t len = sizeof cred;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &len))
		return false;
	who->uid = cred.uid;
	return true;
}

/* What is said is heard once it is known who says it. */
static void seat_hear(struct seat *s)
{
	const char *name = names_of(s->all->names, s->who.uid);

	if (!name)
		return;
	text_clean_line(name, strlen(name), s->who.name, sizeof s->who.name);
	ev_io_start(s->all->watch->loop, &s->readable);
}

static void on_name(void *ctx, uid_t uid)
{
	struct operators *all = ctx;

	for (uint32_t i = 0; i < all->n; i++)
		if (all->row[i]->who.uid == uid && !*all->row[i]->who.name)
			seat_hear(all->row[i]);
}

static void on_accept(struct ev_loop *loop, ev_io *io, int events)
{
	struct operators *all = io->data;
	int fd = accept4(all->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct who who = {0};
	struct seat *s;

	(void)loop, (void)events;
	if (fd < 0)
		return;
	if (all->n >= OPERATORS_MAX || !know_peer(fd, &who)) {
		close(fd);
		return;
	}
	TABLE_GROW(all->row, all->cap, all->n + 1);
	s = calloc(1, sizeof *s);
	if (!s)
		die("out of memory");
	all->row[all->n++] = s;
	s->all = all;
	s->fd = fd;
	s->who = who;
	canvas_init(&s->now);
	canvas_init(&s->sent);
	ev_io_init(&s->readable, on_readable, fd, EV_READ);
	ev_io_init(&s->writable, on_writable, fd, EV_WRITE);
	s->readable.data = s->writable.data = s;
	seat_hear(s);
}

bool seat_administers(const struct seat *s)
{
	return s->who.uid == 0 || s->who.uid == (uint32_t)getuid() ||
	       names_listed(s->all->names, s->who.uid);
}

struct watch *seat_watch(const struct seat *s)
{
	return s->all->watch;
}

struct operators *operators_open(struct watch *w, int listen_fd)
{
	struct operators *all = calloc(1, sizeof *all);

	if (!all)
		die("out of memory");
	all->watch = w;
	all->fd = listen_fd;
	all->names = names_open(w->loop, names_from_system, on_name, all);
	names_list(all->names, w->setup->inventory.settings.administrators);
	ev_io_init(&all->accept, on_accept, listen_fd, EV_READ);
	ev_init(&all->frame, on_frame);
	all->accept.data = all->frame.data = all;
	ev_io_start(w->loop, &all->accept);
	return all;
}

/* What is queued for them is sent if it goes at once. The service is mostly started
 * again: screens are not sent away but look for the next. */
static void say_goodbye(struct seat *s, int code, const char *words)
{
	if (s->saving_seq)
		seat_dismiss(s, EXIT_UNAVAILABLE, "the watch ends; not saved yet");
	else if (!s->session || !s->all->watch->setup->service || code)
		seat_dismiss(s, code, words);
	if (!s->gone)
		send(s->fd, s->out.data, s->out.len, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void operators_close(struct operators *all, int code, const char *words)
{
	ev_io_stop(all->watch->loop, &all->accept);
	ev_timer_stop(all->watch->loop, &all->frame);
	for (uint32_t i = 0; i < all->n; i++) {
		say_goodbye(all->row[i], code, words);
		seat_free(all->row[i]);
	}
	names_close(all->names);
	free(all->attached);
	free(all->row);
	free(all);
}

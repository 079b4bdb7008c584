/*
 * terminal: cells out, keys in.
 *
 * Writing to the terminal may block here, for as long as it likes: polling is another
 * process, which sends no further frame until this one was drawn. So there is no relay
 * and no non-blocking terminal, only ncurses as it is meant to be used: everything is
 * put into stdscr, erase() never clear(), one doupdate() a frame, and ncurses finds the
 * few bytes that changed.
 */
#include "tui/terminal.h"

#include <curses.h>
#include <errno.h>
#include <ev.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "probes/base/zone.h"
#include "tui/attach.h"
#include "tui/client.h"
#include "tui/errand.h"
#include "tui/exits.h"
#include "tui/hello.h"
#include "tui/keyboard.h"
#include "tui/link.h"
#include "tui/theme.h"
#include "views/key.h"

#include <term.h> /* the last: it defines common words */
#undef bell

#define SILENCE_S 5.0 /* without a frame: say so */
#define SEARCH_S 2.0  /* for a watch that was lost */
#define KEYS_MAX 512

struct terminal {
	struct ev_loop *loop;
	int fd;
	struct buf in, paste, place; /* place: where we are, for the next watch */
	struct canvas canvas;
	struct theme theme;
	struct errands errands;
	const struct options *options;
	int64_t frame_ms; /* wall time of the last frame; 0 none */
	bool demo;	  /* its watch is of a demo, and ends with it */
	bool pasting, silent, dead;
	int code;
	char last_words[512]; /* printed when the screen is restored */
	char taken[64];	      /* the terminal, instead of an unknown TERM */
	ev_io from_watch, from_keys;
	ev_timer silence, search;
	ev_signal winch, tstp, cont, term, intr, hup, quit;
};

static struct termios saved_termios;

/* --- the terminal's state --- */

/* Leave colours, paste mode and alternate screen with bytes alone: after a crash
 * nothing of ncurses can be trusted. A terminal that does not read is not waited for.
 */
static void restore_by_bytes(void)
{
	static const char bytes[] = "\033[?2004l\033[?1049l\033[?25h\033[0m\r\n";
	int flags = fcntl(STDOUT_FILENO, F_GETFL);
	ssize_t n;

	tcflush(STDOUT_FILENO, TCOFLUSH);
	fcntl(STDOUT_FILENO, F_SETFL, flags | O_NONBLOCK);
	n = write(STDOUT_FILENO, bytes, sizeof bytes - 1);
	(void)n;
	fcntl(STDOUT_FILENO, F_SETFL, flags);
	tcsetattr(STDIN_FILENO, TCSANOW, &saved_termios);
}

static void crashed(int sig)
{
	restore_by_bytes();
	signal(sig, SIG_DFL);
	raise(sig);
}

static volatile sig_atomic_t drawing;

/* The end of a terminal that stopped reading while it was drawn on: the loop is in a
 * write that never returns. Otherwise the loop ends in its own way. */
static void told_to_end(int sig)
{
	if (!drawing) {
		ev_feed_signal(sig);
		return;
	}
	restore_by_bytes();
	_exit(128 + sig);
}

static void paste_mode(bool on)
{
	if (strncmp(termname(), "xterm", 5) && strncmp(termname(), "tmux", 4) &&
	    strncmp(termname(), "screen", 6))
		return;
	putp(on ? "\033[?2004h" : "\033[?2004l");
	fflush(stdout);
}

/* TERM as it is, then without its colours, then what nearly every terminal understands.
 * What was taken instead is told when the screen is gone. */
static bool screen_open(char *taken, size_t size)
{
	const char *term = getenv("TERM");

	if (newterm(term, stdout, stdin))
		return true;
	snprintf(taken, size, "%.*s", (int)strcspn(term, "-"), term);
	if (strchr(term, '-') && newterm(taken, stdout, stdin))
		return true;
	snprintf(taken, size, "vt100");
	return newterm(taken, stdout, stdin) != NULL;
}

static void screen_prepare(void)
{
	set_escdelay(getenv("SSH_CONNECTION") ? 150 : 25);
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	intrflush(stdscr, FALSE);
	meta(stdscr, TRUE);
	typeahead(-1);
	keyboard_learn();
	paste_mode(true);
}

static void screen_leave(void)
{
	paste_mode(false);
	if (!isendwin())
		endwin();
}

/* --- drawing --- */

#define GAP 8 /* cells from word to word */

/* Nothing is seen of its style. */
static bool is_gap(const struct cell *cell)
{
	return cell->ch[0] == ' ' && !cell->ch[1] && cell->style == STYLE_NORMAL;
}

static bool is_ink(const struct terminal *t, uint8_t style)
{
	attr_t attr;
	short pair;

	theme_style(&t->theme, style, &attr, &pair);
	return style != STYLE_NORMAL && !(attr & (A_REVERSE | A_UNDERLINE));
}

/* The style that a cell of the row is put with: blanks between two words in colours
 * have that of the former, which takes fewer bytes than to leave it and come back. */
static uint8_t style_at(const struct terminal *t, const struct cell *row, int col)
{
	int from = col, to = col;

	while (from > 0 && col - from < GAP && is_gap(&row[from]))
		from--;
	while (to + 1 < t->canvas.cols && to - from <= GAP && is_gap(&row[to]))
		to++;
	return to - from <= GAP && is_ink(t, row[from].style) &&
			       row[to].style != STYLE_NORMAL
		       ? row[from].style
		       : row[col].style;
}

static void put_cell(const struct terminal *t, int row, int col,
		     const struct cell *cell, uint8_t style)
{
	wchar_t text[4] = {0};
	attr_t attr;
	short pair;
	cchar_t out;

	if (!cell->ch[0])
		return; /* right half of a wide character */
	for (int i = 0; i < 3 && cell->ch[i]; i++)
		text[i] = (wchar_t)cell->ch[i];
	theme_style(&t->theme, style, &attr, &pair);
	setcchar(&out, text, attr, pair, NULL);
	mvadd_wch(row, col, &out);
}

static void put_cursor(const struct canvas *canvas)
{
	int row = canvas->cursor_row, col = canvas->cursor_col;

	if (row < 0 || col < 0 || row >= LINES || col >= COLS) {
		curs_set(0);
		return;
	}
	curs_set(1);
	move(row, col);
}

static bool is_lost(const struct terminal *t)
{
	return ev_is_active(&t->search);
}

/* The watch is silent: the screen must not look alive. */
static void put_silence(const struct terminal *t)
{
	const char *lost = COLS > 50 ? ": the watch ended, q leaves" : ": q leaves";
	char text[64];
	struct civil c;

	zone_civil(zone_find("local"), t->frame_ms, &c);
	snprintf(text, sizeof text, " NO DATA SINCE %02d:%02d:%02d%s ", c.hour,
		 c.minute, c.second, is_lost(t) && !t->options->wall ? lost : "");
	attr_set(A_REVERSE, 0, NULL);
	if (is_lost(t))
		mvhline(0, 0, ' ', COLS);
	mvaddnstr(0, 0, text, COLS); /* which never wraps */
	attr_set(A_NORMAL, 0, NULL);
}

static void paint(struct terminal *t)
{
	erase();
	for (int row = 0; row < t->canvas.rows && row < LINES; row++) {
		const struct cell *cell =
			t->canvas.cell + (size_t)row * t->canvas.cols;

		for (int col = 0; col < t->canvas.cols && col < COLS; col++)
			put_cell(t, row, col, &cell[col], style_at(t, cell, col));
	}
	if (t->silent)
		put_silence(t);
	put_cursor(&t->canvas);
	drawing = true;
	refresh();
	drawing = false;
}

/* --- the watch --- */

static void leave(struct terminal *t, int code, const char *words, size_t len)
{
	if (t->dead)
		return;
	t->dead = true;
	t->code = code;
	snprintf(t->last_words, sizeof t->last_words, "%.*s", (int)len, words);
	ev_break(t->loop, EVBREAK_ALL);
}

static void leave_with(struct terminal *t, int code, const char *words)
{
	leave(t, code, words, strlen(words));
}

static void take_frame(struct terminal *t, const struct link_message *m)
{
	if (!link_apply(m, &t->canvas)) {
		leave_with(t, 1, "the watch sent a frame that makes no sense");
		return;
	}
	t->frame_ms = clock_wall_ms();
	t->silent = false;
	ev_timer_again(t->loop, &t->silence);
	if (m->bell)
		beep();
	paint(t);
	client_send(t->fd, &(struct link_message){.kind = LINK_SEEN, .seq = m->seq});
}

static void tell_size(struct terminal *t)
{
	unsigned rows, cols;

	terminal_size(&rows, &cols);
	resizeterm((int)rows, (int)cols);
	clearok(curscr, TRUE);
	client_send(t->fd, &(struct link_message){.kind = LINK_SIZE,
						  .rows = (uint16_t)rows,
						  .cols = (uint16_t)cols});
}

/* The terminal is ours again, of whatever size it is by now. */
static void screen_return(struct terminal *t)
{
	reset_prog_mode();
	paste_mode(true);
	tell_size(t);
	paint(t);
}

static void take_file(struct terminal *t, const struct link_message *m)
{
	char words[ERRAND_WORDS];
	bool error;

	if (errand_file(&t->errands, m, &t->canvas, &error, words))
		client_done(t->fd, error, words);
}

/* Terminals do not answer: whether it arrived, only pasting tells. */
static void take_copy(const struct terminal *t, const struct link_message *m)
{
	struct buf out = {0};

	errand_copy(&out, m->bytes, m->len);
	fwrite(out.data, 1, out.len, stdout);
	fflush(stdout);
	buf_fini(&out);
	client_done(t->fd, false, "sent to this terminal's clipboard");
}

/* The terminal is given away until the session ends; frames wait meanwhile. */
static void take_connect(struct terminal *t, const struct link_message *m)
{
	char address[TEXT_BYTES_MAX + 1], words[ERRAND_WORDS];
	char **argv;
	int code;

	snprintf(address, sizeof address, "%.*s", (int)m->len, m->bytes);
	argv = errand_argv(getenv("NOCTOP_CONNECT"), m->name, address);
	if (!argv) {
		client_done(t->fd, true, "there is nothing to run: see NOCTOP_CONNECT");
		return;
	}
	def_prog_mode();
	screen_leave();
	code = errand_run(argv);
	if (code < 0)
		snprintf(words, sizeof words, "cannot run %.60s: %s", argv[0],
			 strerror(errno));
	else
		snprintf(words, sizeof words, "back from %.60s: %.60s ended with %d",
			 m->name, argv[0], code);
	free(argv);
	screen_return(t);
	client_done(t->fd, code != 0, words);
}

static void say_hello(struct terminal *t)
{
	struct link_message hello;
	struct buf kept = {0};
	unsigned rows, cols;

	terminal_size(&rows, &cols);
	hello = hello_screen(t->options, t->errands.looks, rows, cols);
	errand_kept(&t->errands, &kept);
	hello.place = t->place.data;
	hello.bytes = kept.data;
	hello.len = (uint32_t)kept.len;
	client_send(t->fd, &hello);
	buf_fini(&kept);
}

static void on_search(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct terminal *t = timer->data;
	int fd = attach_again(t->options);

	(void)events;
	if (fd < 0)
		return;
	close(t->fd);
	t->fd = fd;
	buf_reset(&t->in);
	ev_timer_stop(loop, timer);
	ev_io_set(&t->from_watch, fd, EV_READ);
	ev_io_start(loop, &t->from_watch);
	say_hello(t);
}

/* It stays and looks for its watch again, which is there at once when it only reads its
 * configuration; until then it says that it shows nothing new. */
static void lose_watch(struct terminal *t)
{
	if (t->demo) {
		leave_with(t, 1, "the watch ended");
		return;
	}
	ev_io_stop(t->loop, &t->from_watch);
	ev_timer_again(t->loop, &t->search);
	on_search(t->loop, &t->search, 0);
	if (!is_lost(t))
		return;
	if (!t->frame_ms)
		t->frame_ms = clock_wall_ms();
	t->silent = true;
	paint(t);
}

static void take_message(struct terminal *t, const struct link_message *m)
{
	switch (m->kind) {
	case LINK_FRAME:
		take_frame(t, m);
		break;
	case LINK_FILE:
		take_file(t, m);
		break;
	case LINK_COPY:
		take_copy(t, m);
		break;
	case LINK_KEEP:
		if (!errand_keep(&t->errands, m->bytes, m->len))
			client_done(t->fd, true,
				    "cannot keep that for the next session");
		break;
	case LINK_CONNECT:
		take_connect(t, m);
		break;
	case LINK_WELCOME:
		t->demo = m->demo;
		break;
	case LINK_PLACE:
		buf_reset(&t->place);
		buf_add(&t->place, m->bytes, m->len);
		break;
	case LINK_EXIT: /* nobody leaves a wall */
		if (t->options->wall || m->code == EXIT_AGAIN)
			lose_watch(t);
		else
			leave(t, m->code, m->bytes, m->len);
		break;
	default: /* what later versions may say */
		break;
	}
}

static void on_watch(struct ev_loop *loop, ev_io *io, int events)
{
	struct terminal *t = io->data;
	ssize_t n = recv(t->fd, buf_room(&t->in, 65536), 65536, MSG_DONTWAIT);
	struct link_message m;
	enum link_status status = LINK_MORE;
	size_t used;

	(void)loop, (void)events;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		lose_watch(t);
		return;
	}
	t->in.len += (size_t)n;
	while (!t->dead && (status = link_next(&t->in, &m, &used)) == LINK_ONE) {
		take_message(t, &m);
		buf_drop(&t->in, used);
	}
	if (status == LINK_BROKEN)
		leave_with(t, 1, "the watch speaks another language");
}

/* --- keys --- */

static void paste_more(struct terminal *t, int kind, wint_t code)
{
	char utf8[4];

	if (kind == OK && t->paste.len < 4096)
		buf_add(&t->paste, utf8, text_encode((uint32_t)code, utf8));
}

static void paste_done(struct terminal *t)
{
	t->pasting = false;
	client_send(t->fd, &(struct link_message){.kind = LINK_PASTE,
						  .bytes = t->paste.data,
						  .len = (uint32_t)t->paste.len});
	buf_reset(&t->paste);
}

/* One code of ncurses; true when it is a key to send. */
static bool take_code(struct terminal *t, int kind, wint_t code, uint32_t *key)
{
	if (kind == KEY_CODE_YES && code == KEY_RESIZE)
		return false;
	if (kind == KEY_CODE_YES && code == PASTE_BEGIN) {
		t->pasting = true;
		return false;
	}
	if (kind == KEY_CODE_YES && code == PASTE_END) {
		paste_done(t);
		return false;
	}
	if (t->pasting) {
		paste_more(t, kind, code);
		return false;
	}
	*key = keyboard_key(kind, code);
	return *key != K_NONE;
}

/* ncurses says ERR for "no key" as for "no terminal": ask the kernel. */
static bool terminal_gone(void)
{
	struct pollfd p = {STDIN_FILENO, POLLIN, 0};

	return poll(&p, 1, 0) > 0 && (p.revents & (POLLHUP | POLLERR | POLLNVAL));
}

/* Nobody else is there to take a key. */
static void answer_alone(struct terminal *t, const uint32_t *keys, uint32_t n)
{
	for (uint32_t i = 0; i < n && !t->options->wall; i++)
		if (keys[i] == 'q')
			leave_with(t, 1, "the watch ended");
}

static void on_keys(struct ev_loop *loop, ev_io *io, int events)
{
	struct terminal *t = io->data;
	uint32_t keys[KEYS_MAX];
	uint32_t n = 0;
	wint_t code;
	int kind, seen = 0;

	(void)loop, (void)events;
	while (n < KEYS_MAX && (kind = wget_wch(stdscr, &code)) != ERR) {
		seen++;
		n += take_code(t, kind, code, &keys[n]);
	}
	if (!seen && terminal_gone())
		leave_with(t, 0, "");
	if (is_lost(t))
		answer_alone(t, keys, n);
	else if (n)
		client_send(t->fd,
			    &(struct link_message){
				    .kind = LINK_KEYS, .keys = keys, .n = n});
}

/* --- signals --- */

static void on_winch(struct ev_loop *loop, ev_signal *sig, int events)
{
	(void)loop, (void)events;
	tell_size(sig->data);
}

/* ^Z and fg: give the terminal back as it was, and take it again. */
static void on_tstp(struct ev_loop *loop, ev_signal *sig, int events)
{
	(void)sig, (void)loop, (void)events;
	def_prog_mode();
	screen_leave();
	raise(SIGSTOP);
}

/* Also when somebody else stopped us, and the shell had the terminal meanwhile. */
static void on_cont(struct ev_loop *loop, ev_signal *sig, int events)
{
	(void)loop, (void)events;
	screen_return(sig->data);
}

static void on_end(struct ev_loop *loop, ev_signal *sig, int events)
{
	struct terminal *t = sig->data;

	(void)loop, (void)events;
	if (sig->signum == SIGINT)
		client_send(t->fd, &(struct link_message){.kind = LINK_BYE});
	leave_with(t, sig->signum == SIGINT ? 0 : 128 + sig->signum, "");
}

static void on_silence(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct terminal *t = timer->data;

	(void)loop, (void)events;
	t->silent = t->frame_ms != 0;
	if (t->silent)
		paint(t);
}

/* --- public --- */

int terminal_colors(const char *term)
{
	int error, n;

	if (!term || !*term || setupterm(term, STDOUT_FILENO, &error) != OK)
		return -1;
	n = tigetnum((char[]){"colors"});
	del_curterm(cur_term);
	return n > 0 ? n : 0;
}

static void watch_signal(struct terminal *t, ev_signal *sig, int number,
			 void (*then)(struct ev_loop *, ev_signal *, int))
{
	ev_signal_init(sig, then, number);
	sig->data = t;
	ev_signal_start(t->loop, sig);
}

static void watch_signals(struct terminal *t)
{
	static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGILL, SIGSYS};
	struct sigaction end = {.sa_handler = told_to_end, .sa_flags = SA_RESTART};
	struct sigaction before;

	watch_signal(t, &t->winch, SIGWINCH, on_winch);
	watch_signal(t, &t->tstp, SIGTSTP, on_tstp);
	watch_signal(t, &t->cont, SIGCONT, on_cont);
	watch_signal(t, &t->term, SIGTERM, on_end);
	watch_signal(t, &t->intr, SIGINT, on_end);
	watch_signal(t, &t->quit, SIGQUIT, on_end);
	sigaction(SIGTERM, &end, NULL);
	sigaction(SIGQUIT, &end, NULL);
	if (sigaction(SIGHUP, NULL, &before) || before.sa_handler != SIG_IGN) {
		watch_signal(t, &t->hup, SIGHUP, on_end); /* else nohup is meant */
		sigaction(SIGHUP, &end, NULL);
	}
	for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
		signal(crashes[i], crashed);
}

/* libev keeps the loop of a signal beyond that loop's life, and a terminal that comes
 * to its watch again has another. */
static void unwatch_signals(struct terminal *t)
{
	ev_signal *all[] = {&t->winch, &t->tstp, &t->cont, &t->term,
			    &t->intr,  &t->quit, &t->hup};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		ev_signal_stop(t->loop, all[i]);
}

static void watch_inputs(struct terminal *t)
{
	ev_io_init(&t->from_watch, on_watch, t->fd, EV_READ);
	ev_io_init(&t->from_keys, on_keys, STDIN_FILENO, EV_READ);
	ev_init(&t->silence, on_silence);
	ev_init(&t->search, on_search);
	t->silence.repeat = SILENCE_S;
	t->search.repeat = SEARCH_S;
	t->from_watch.data = t->from_keys.data = t->silence.data = t->search.data = t;
	ev_io_start(t->loop, &t->from_watch);
	ev_io_start(t->loop, &t->from_keys);
	ev_timer_again(t->loop, &t->silence);
}

int terminal_run(int fd, const struct options *options, const struct looks *looks)
{
	struct terminal t = {
		.loop = ev_loop_new(EVFLAG_AUTO),
		.fd = fd,
		.options = options,
		.errands = {.looks = looks, .fd = -1},
	};

	terminal_utf8();
	tcgetattr(STDIN_FILENO, &saved_termios);
	watch_signals(&t); /* before ncurses, so that it leaves SIGWINCH alone */
	if (!screen_open(t.taken, sizeof t.taken)) {
		fprintf(stderr, "noctop: cannot open a terminal of type '%s'\n",
			getenv("TERM"));
		return 1;
	}
	die_hook(restore_by_bytes);
	screen_prepare();
	theme_open(&t.theme, looks, options->no_color);
	bkgdset(' ' | COLOR_PAIR(t.theme.plain));
	canvas_init(&t.canvas);
	watch_inputs(&t);
	say_hello(&t);
	if (!t.dead)
		ev_run(t.loop, 0);
	screen_leave();
	unwatch_signals(&t);
	ev_loop_destroy(t.loop);
	canvas_fini(&t.canvas);
	buf_fini(&t.in);
	buf_fini(&t.paste);
	buf_fini(&t.place);
	if (*t.taken)
		fprintf(stderr, "noctop: no terminal is known as '%s': drawn as %s\n",
			getenv("TERM"), t.taken);
	if (*t.last_words)
		fprintf(stderr, "noctop: %s\n", t.last_words);
	return t.code;
}

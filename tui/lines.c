/*
 * lines: three conversations with one watch: a screen that is kept here and printed as
 * text when asked for, events as they come, and the commands that are typed.
 */
#include "tui/lines.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "probes/alert/event.h"
#include "probes/base/clock.h"
#include "tui/client.h"
#include "tui/hello.h"
#include "tui/exits.h"
#include "tui/terminal.h"

#define SECOND_ANSWERS_MS 7000 /* rates need two */
#define AGAIN_MS 300	       /* a watch that is not ready is asked anew then */
#define ROWS 40		       /* of the view that is printed: a page scrolls */
#define DASHES 3	       /* are left of a rule */

struct lines {
	struct client screen, news;
	struct canvas canvas;
	char header[256], typed[1024];
	size_t typed_n;
	int64_t print_at_ms; /* the view, once it is drawn; 0: it was */
	int64_t follow_at_ms; /* the events; 0: they are followed, or cannot be */
	bool drawn, leaving;
	int code;
};

static volatile sig_atomic_t interrupted;

static void on_interrupt(int sig)
{
	(void)sig;
	interrupted = 1;
}

/* --- text out --- */

static void print_row(const char *row, size_t len)
{
	size_t dashes = 0, at = 0;

	while (at < len) {
		size_t n = strncmp(row + at, "─", strlen("─")) == 0 ? strlen("─") : 1;
		bool dash = n > 1 || row[at] == '-';

		dashes = dash ? dashes + 1 : 0;
		if (dashes <= DASHES)
			fwrite(row + at, 1, n, stdout);
		at += n;
	}
	putchar('\n');
}

/* The view as rows, without those that are blank and without the keys at its foot. */
static void print_view(const struct lines *l)
{
	struct canvas shown = l->canvas;
	struct buf text = {0};

	if (shown.rows > 0)
		shown.rows--;
	canvas_dump(&shown, &text);
	buf_char(&text, '\0');
	for (const char *s = text.data; *s; s++) {
		size_t len = strcspn(s, "\n");

		if (len > 0)
			print_row(s, len);
		s += len;
	}
	buf_fini(&text);
	fflush(stdout);
}

/* The first row from the counts up to the state of paging: what stands behind it
 * changes all the time. */
static void header_of(const struct canvas *c, char *out, size_t size)
{
	struct canvas first = *c;
	struct buf text = {0};
	char *counts, *paging;

	first.rows = c->rows > 0;
	canvas_dump(&first, &text);
	buf_char(&text, '\0');
	snprintf(out, size, "%.*s", (int)strcspn(text.data, "\n"), text.data);
	buf_fini(&text);
	counts = strstr(out, "UNACK ");
	if (counts)
		memmove(out, counts, strlen(counts) + 1);
	paging = strstr(out, "paging ");
	if (paging)
		paging[7 + strcspn(paging + 7, " ")] = '\0';
}

static void print_header(struct lines *l)
{
	char now[sizeof l->header], when[CLOCK_RFC3339_SIZE];

	header_of(&l->canvas, now, sizeof now);
	if (strcmp(now, l->header) == 0)
		return;
	if (!l->print_at_ms)
		printf("%s %s\n", clock_rfc3339(when, clock_wall_ms()), now);
	fflush(stdout);
	snprintf(l->header, sizeof l->header, "%s", now);
}

static void print_said(const struct link_message *m)
{
	fwrite(m->bytes, 1, m->len, m->error ? stderr : stdout);
	fflush(stdout);
}

/* What the alerts say anyway, or a cause explains: the header counts it. */
static bool is_noise(const char *line, size_t len)
{
	static const enum event_kind kinds[] = {EVENT_REACHABLE, EVENT_SNMP,
						EVENT_INTERFACE, EVENT_SUPPRESSED,
						EVENT_RESUMED};
	const char *kind = memchr(line, ' ', len);

	for (size_t i = 0; kind && i < sizeof kinds / sizeof *kinds; i++) {
		const char *name = event_name(kinds[i]);
		size_t n = strlen(name);

		if (kind + 1 + n < line + len && memcmp(kind + 1, name, n) == 0)
			return true;
	}
	return false;
}

static void print_news(const struct link_message *m)
{
	const char *s = m->bytes, *end = s + m->len;

	while (s < end) {
		const char *newline = memchr(s, '\n', (size_t)(end - s));
		size_t len = (size_t)((newline ? newline + 1 : end) - s);

		if (!is_noise(s, len))
			fwrite(s, 1, len, stdout);
		s += len;
	}
	fflush(stdout);
}

/* --- the watch --- */

static void leave(struct lines *l, int code, const char *words, size_t len)
{
	if (!l->leaving && len)
		fprintf(stderr, "noctop: %.*s\n", (int)len, words);
	l->leaving = true;
	l->code = code;
}

static void leave_broken(struct lines *l)
{
	static const char words[] = "the watch ended";

	leave(l, 1, words, strlen(words));
}

static void take_screen(struct lines *l)
{
	struct link_message m;
	enum link_status status;

	while ((status = client_next(&l->screen, &m, 0)) == LINK_ONE) {
		if (m.kind == LINK_EXIT) {
			leave(l, m.code, m.bytes, m.len);
			return;
		}
		if (m.kind != LINK_FRAME)
			continue;
		if (!link_apply(&m, &l->canvas)) {
			leave_broken(l);
			return;
		}
		client_tell(&l->screen,
			    &(struct link_message){.kind = LINK_SEEN, .seq = m.seq});
		l->drawn = true;
		print_header(l);
	}
	if (status == LINK_BROKEN)
		leave_broken(l);
}

static void end_news(struct lines *l, bool again)
{
	client_fini(&l->news);
	l->news.fd = -1;
	l->follow_at_ms = again ? clock_mono_ms() + AGAIN_MS : 0;
}

static void take_news(struct lines *l)
{
	struct link_message m;
	enum link_status status;

	while ((status = client_next(&l->news, &m, 0)) == LINK_ONE) {
		if (m.kind == LINK_SAY)
			print_news(&m);
		if (m.kind != LINK_EXIT)
			continue;
		end_news(l, m.code == EXIT_AGAIN); /* it still reads its journal */
		return;
	}
	if (status == LINK_BROKEN && l->news.fd >= 0)
		end_news(l, false); /* the screen's end tells more */
}

/* Another connection to the same watch. */
static int connect_again(int fd)
{
	struct sockaddr_un address = {0};
	socklen_t len = sizeof address;
	int other = -1;

	if (getpeername(fd, (struct sockaddr *)&address, &len) == 0)
		other = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (other >= 0 && connect(other, (struct sockaddr *)&address, len)) {
		close(other);
		other = -1;
	}
	return other;
}

static bool send_words(struct client *c, const struct buf *words)
{
	struct link_message hello = hello_command(false);

	return client_tell(c, &hello) &&
	       client_tell(c, &(struct link_message){.kind = LINK_COMMAND,
						     .bytes = words->data,
						     .len = (uint32_t)words->len});
}

static void follow_events(struct lines *l)
{
	static const char words[] = "events\0--since\0"
				    "1s\0--follow";
	struct buf b = {.data = (char *)words, .len = sizeof words};

	l->follow_at_ms = 0;
	l->news.fd = connect_again(l->screen.fd);
	if (l->news.fd >= 0 && !send_words(&l->news, &b))
		fprintf(stderr, "noctop: cannot follow the events of the watch\n");
}

/* --- lines in --- */

/* A line as the words of a command; "more words" are one. */
static void cut_words(const char *line, struct buf *words)
{
	bool quoted = false, inside = false;

	for (; *line; line++) {
		if (*line == '"') {
			quoted = !quoted;
			inside = true;
		} else if (*line != ' ' || quoted) {
			buf_char(words, *line);
			inside = true;
		} else if (inside) {
			buf_char(words, '\0');
			inside = false;
		}
	}
	if (inside)
		buf_char(words, '\0');
}

static void ask(struct lines *l, const struct buf *words)
{
	struct client c = {.fd = connect_again(l->screen.fd)};
	bool good = c.fd >= 0 && send_words(&c, words);
	struct link_message m;

	while (good && client_next(&c, &m, -1) == LINK_ONE && m.kind != LINK_EXIT)
		if (m.kind == LINK_SAY)
			print_said(&m);
	if (good && m.kind == LINK_EXIT && m.len)
		fprintf(stderr, "noctop: %.*s\n", (int)m.len, m.bytes);
	if (c.fd >= 0)
		client_fini(&c);
}

static bool is_command(const char *word)
{
	return !strcmp(word, "alerts") || !strcmp(word, "ack") ||
	       !strcmp(word, "unack") || !strcmp(word, "events");
}

static void obey(struct lines *l, const char *line)
{
	struct buf words = {0};

	cut_words(line, &words);
	if (words.len == 0) {
		l->print_at_ms = clock_mono_ms();
	} else if (!strcmp(words.data, "q") || !strcmp(words.data, "quit")) {
		leave(l, EXIT_OK, "", 0);
	} else if (is_command(words.data)) {
		ask(l, &words);
	} else {
		puts("Enter: the view; alerts; ack ID...; unack ID...; events; "
		     "q: leave");
		fflush(stdout);
	}
	buf_fini(&words);
}

static void take_typed(struct lines *l)
{
	size_t room = sizeof l->typed - 1 - l->typed_n;
	ssize_t n = read(STDIN_FILENO, l->typed + l->typed_n, room);
	char *end;

	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0) {
		leave(l, EXIT_OK, "", 0);
		return;
	}
	l->typed_n += (size_t)n;
	l->typed[l->typed_n] = '\0';
	while (!l->leaving && (end = strpbrk(l->typed, "\r\n"))) {
		size_t used = (size_t)(end - l->typed) + 1;

		*end = '\0';
		obey(l, l->typed);
		l->typed_n -= used;
		memmove(l->typed, l->typed + used, l->typed_n + 1);
	}
	if (l->typed_n == sizeof l->typed - 1)
		l->typed_n = 0; /* no line is so long */
}

/* --- public --- */

/* Milliseconds until there is something to do; -1: not by itself. */
static int patience(const struct lines *l)
{
	int64_t at_ms = l->print_at_ms && l->drawn ? l->print_at_ms : INT64_MAX;
	int64_t left;

	if (l->follow_at_ms && l->follow_at_ms < at_ms)
		at_ms = l->follow_at_ms;
	if (at_ms == INT64_MAX)
		return -1;
	left = at_ms - clock_mono_ms();
	return left > 0 ? (int)left : 0;
}

static void wait_for_something(struct lines *l)
{
	struct pollfd p[] = {{STDIN_FILENO, POLLIN, 0},
			     {l->screen.fd, POLLIN, 0},
			     {l->news.fd, POLLIN, 0}};

	poll(p, 3, patience(l));
	if (interrupted)
		leave(l, EXIT_OK, "", 0);
	if (p[2].revents)
		take_news(l);
	if (p[1].revents)
		take_screen(l);
	if (p[0].revents && !interrupted)
		take_typed(l);
	if (l->follow_at_ms && clock_mono_ms() >= l->follow_at_ms)
		follow_events(l);
	if (l->print_at_ms && l->drawn && !l->leaving &&
	    clock_mono_ms() >= l->print_at_ms) {
		l->print_at_ms = 0;
		print_view(l);
	}
}

int lines_run(int fd, const struct options *o)
{
	struct lines l = {.screen = {.fd = fd}, .news = {.fd = -1}};
	struct sigaction act = {.sa_handler = on_interrupt};
	struct link_message hello;
	unsigned rows, cols;

	sigaction(SIGINT, &act, NULL);
	terminal_size(&rows, &cols);
	hello = hello_screen(o, NULL, ROWS, cols);
	canvas_init(&l.canvas);
	puts("noctop: Enter prints the view, q leaves, ? says what else");
	fflush(stdout);
	l.print_at_ms = clock_mono_ms() + SECOND_ANSWERS_MS;
	if (client_tell(&l.screen, &hello))
		follow_events(&l);
	else
		leave_broken(&l);
	while (!l.leaving)
		wait_for_something(&l);
	client_tell(&l.screen, &(struct link_message){.kind = LINK_BYE});
	client_fini(&l.screen);
	if (l.news.fd >= 0)
		client_fini(&l.news);
	canvas_fini(&l.canvas);
	return l.code;
}

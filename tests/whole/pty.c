/*
 * pty: runs a program in a terminal of its own (libvterm) and plays a script with it.
 *
 *   pty ROWS COLS COMMAND ... < script
 *
 * Each line of the script is a step; most print one line of TAP ("ok - STEP"), and when
 * a step fails the screen of that moment follows as comments. What has a deadline has
 * three times as long in a build with sanitizers, which is so much slower.
 *
 *   expect SECONDS TEXT    TEXT stands on the screen by then
 *   absent SECONDS TEXT    TEXT stands nowhere on the screen by then
 *   type KEYS              \e \r \t \x1b are understood; prints nothing
 *   size ROWS COLS         prints nothing
 *   deaf SECONDS           do not read the terminal for so long; prints nothing
 *   ears off | on          do not read it until told to; prints nothing
 *   run COMMAND            a shell command succeeds (PTY_PID is the program's pid)
 *   until SECONDS COMMAND  a shell command succeeds by then
 *   hangup                 the terminal goes away; prints nothing
 *   exit SECONDS CODE      the program ends with CODE by then (128 + signal; -1 any)
 *   same SECONDS FILE      the screen is the text of FILE by then
 *   body SECONDS FILE      the same, but for the first row and the last two
 *   clean                  the alternate screen is left, the cursor shown, nothing in
 *                          colour or reversed, and the line discipline as it was
 *   colours N              of such a tier are the colours on the screen: 0 (none) 8
 *                          16 256
 *   bar ROW                that row is one even bar: reversed throughout, in the
 *                          terminal's own colours
 *   cook                   the line discipline is set as a shell does; prints nothing
 *   storm COUNT            so many sizes; prints nothing
 *   quiet BYTES COMMAND    while COMMAND runs, at most BYTES come
 *   bells N                it rang so often since the beginning
 *   delay MS               from now on every byte takes so long, either way; prints
 *                          nothing
 *   paint SECONDS BYTES TEXT
 *                          TEXT stands on the screen by then, and what came until no
 *                          more did is at most BYTES since the last such step
 *   answers N              the terminal was asked for an answer so often
 *   cursor SECONDS TEXT    the terminal's cursor stands, and is shown, in a row with
 *                          TEXT by then
 *   as WORDS               what the steps that follow are about; prints nothing
 *   dump                   the screen as comments
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <vterm.h>

#include "probes/base/clock.h"
#include "probes/base/text.h"
#include "tests/whole/slow.h"

#ifdef __SANITIZE_ADDRESS__
#define SLOWER 3
#else
#define SLOWER 1
#endif

struct driver {
	VTerm *vt;
	VTermScreen *cells;
	int rows, cols, fd;
	pid_t pid;
	bool exited, over, altscreen, cursor, ears_off; /* over: all is read */
	int status, colours;
	struct termios before;
	unsigned long bytes, bells, answers, painted; /* painted: bytes before */
	struct slow keys, screen; /* the line, either way */
	char about[80]; /* what the steps are about; "" nothing is said */
	FILE *raw;
	int failed;
};

static int on_prop(VTermProp prop, VTermValue *value, void *user)
{
	struct driver *d = user;

	if (prop == VTERM_PROP_ALTSCREEN)
		d->altscreen = value->boolean;
	if (prop == VTERM_PROP_CURSORVISIBLE)
		d->cursor = value->boolean;
	return 1;
}

static int on_bell(void *user)
{
	((struct driver *)user)->bells++;
	return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_prop, .bell = on_bell};

/* What was typed, and has arrived. */
static bool send_keys(struct driver *d)
{
	char bytes[65536];
	size_t n = slow_take(&d->keys, bytes, sizeof bytes);

	return n == 0 || write(d->fd, bytes, n) == (ssize_t)n;
}

/* What the terminal answers to queries of the program goes back to it. */
static void on_output(const char *bytes, size_t n, void *user)
{
	struct driver *d = user;

	d->answers++;
	slow_put(&d->keys, bytes, n);
	send_keys(d);
}

static void terminal_open(struct driver *d)
{
	d->vt = vterm_new(d->rows, d->cols);
	vterm_set_utf8(d->vt, 1);
	vterm_output_set_callback(d->vt, on_output, d);
	d->cells = vterm_obtain_screen(d->vt);
	vterm_screen_enable_altscreen(d->cells, 1);
	vterm_screen_set_callbacks(d->cells, &callbacks, d);
	vterm_screen_reset(d->cells, 1);
}

/* The discipline of a line as login sets it. */
static void terminal_discipline(struct termios *t)
{
	int master, slave;

	if (openpty(&master, &slave, NULL, NULL, NULL) || tcgetattr(slave, t))
		exit(1);
	t->c_iflag |= ICRNL | IXON;
	t->c_oflag |= OPOST | ONLCR;
	t->c_lflag |= ICANON | ECHO | ECHOE | ISIG | IEXTEN;
	close(master);
	close(slave);
}

static void reap(struct driver *d)
{
	if (!d->exited && waitpid(d->pid, &d->status, WNOHANG) == d->pid)
		d->exited = true;
}

/* What the program wrote, and has arrived. */
static void show(struct driver *d)
{
	char bytes[65536];
	size_t n;

	while ((n = slow_take(&d->screen, bytes, sizeof bytes)) > 0) {
		d->bytes += (unsigned long)n;
		if (d->raw)
			fwrite(bytes, 1, n, d->raw);
		vterm_input_write(d->vt, bytes, n);
		vterm_screen_flush_damage(d->cells);
	}
}

/* Read what has come, waiting at most ms. */
static void pump(struct driver *d, int ms)
{
	struct pollfd p = {d->fd, POLLIN, 0};
	char bytes[65536];
	ssize_t n;

	reap(d);
	if (d->fd < 0 || d->ears_off) {
		usleep((unsigned)ms * 1000);
		return;
	}
	send_keys(d);
	show(d);
	if (poll(&p, 1, slow_wait(&d->keys, slow_wait(&d->screen, ms))) <= 0)
		return;
	n = read(d->fd, bytes, sizeof bytes);
	if (n <= 0) {
		d->over = d->exited && !d->screen.first;
		if (!d->over)
			usleep((unsigned)ms * 1000);
		return;
	}
	slow_put(&d->screen, bytes, (size_t)n);
	show(d);
}

static void row_text(struct driver *d, int row, char *out)
{
	for (int col = 0; col < d->cols; col++) {
		VTermScreenCell cell;
		VTermPos pos = {row, col};

		vterm_screen_get_cell(d->cells, pos, &cell);
		if (cell.chars[0] == (uint32_t)-1)
			continue;
		if (!cell.chars[0])
			*out++ = ' ';
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
			out += text_encode(cell.chars[i], out);
	}
	*out = '\0';
}

/* The terminal's own are no colours, the first 8 are of every tier. */
static void count_colour(struct driver *d, const VTermColor *colour)
{
	int n = VTERM_COLOR_IS_RGB(colour) ? 1 << 24 : colour->indexed.idx + 1;

	if (VTERM_COLOR_IS_DEFAULT_FG(colour) || VTERM_COLOR_IS_DEFAULT_BG(colour))
		return;
	n = n <= 8 ? 8 : n <= 16 ? 16 : n <= 256 ? 256 : n;
	d->colours = n > d->colours ? n : d->colours;
}

static int colours(struct driver *d)
{
	VTermScreenCell cell;

	d->colours = 0;
	for (int row = 0; row < d->rows; row++) {
		for (int col = 0; col < d->cols; col++) {
			vterm_screen_get_cell(d->cells, (VTermPos){row, col}, &cell);
			count_colour(d, &cell.fg);
			count_colour(d, &cell.bg);
		}
	}
	return d->colours;
}

static bool is_bar(struct driver *d, int row)
{
	VTermScreenCell cell;
	bool even = true;

	for (int col = 0; col < d->cols && even; col++) {
		vterm_screen_get_cell(d->cells, (VTermPos){row, col}, &cell);
		even = cell.attrs.reverse && VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) &&
		       VTERM_COLOR_IS_DEFAULT_BG(&cell.bg);
	}
	return even;
}

static bool on_screen(struct driver *d, const char *text)
{
	char *row = malloc((size_t)d->cols * 24 + 1);
	bool found = false;

	for (int r = 0; r < d->rows && !found; r++) {
		row_text(d, r, row);
		found = strstr(row, text) != NULL;
	}
	free(row);
	return found;
}

static void dump(struct driver *d)
{
	char *row = malloc((size_t)d->cols * 24 + 1);

	for (int r = 0; r < d->rows; r++) {
		row_text(d, r, row);
		printf("# |%s|\n", row);
	}
	free(row);
}

static void result(struct driver *d, bool good, const char *step)
{
	printf("%sok - %s%s%s\n", good ? "" : "not ", d->about, *d->about ? ": " : "",
	       step);
	if (!good) {
		d->failed++;
		dump(d);
	}
	fflush(stdout);
}

/* The rows from one on but for so many at the end, as in a file of a screen. */
static bool is_same(struct driver *d, const char *path, int from, int without)
{
	char *row = malloc((size_t)d->cols * 24 + 1), want[8192];
	FILE *f = fopen(path, "r");
	bool same = f != NULL;

	for (int r = 0; same && r < d->rows - without; r++) {
		size_t len;

		same = fgets(want, sizeof want, f) != NULL;
		want[strcspn(want, "\n")] = '\0';
		row_text(d, r, row);
		for (len = strlen(row); len > 0 && row[len - 1] == ' ';)
			row[--len] = '\0';
		same = same && (r < from || strcmp(row, want) == 0);
	}
	same = same && (without || !fgets(want, sizeof want, f));
	if (f)
		fclose(f);
	free(row);
	return same;
}

static bool wait_text(struct driver *d, double seconds, const char *text, bool present)
{
	int64_t end = clock_mono_ms() + (int64_t)(seconds * SLOWER * 1000);

	while (on_screen(d, text) != present) {
		if (clock_mono_ms() > end || d->over)
			return false;
		pump(d, 20);
	}
	return true;
}

/* What the terminal says to those who do not see it. */
static bool cursor_on(struct driver *d, const char *text)
{
	char *row = malloc((size_t)d->cols * 24 + 1);
	VTermPos at;
	bool on;

	vterm_state_get_cursorpos(vterm_obtain_state(d->vt), &at);
	row_text(d, at.row, row);
	on = d->cursor && strstr(row, text);
	free(row);
	return on;
}

static bool wait_cursor(struct driver *d, double seconds, const char *text)
{
	int64_t end = clock_mono_ms() + (int64_t)(seconds * SLOWER * 1000);

	while (!cursor_on(d, text)) {
		if (clock_mono_ms() > end || d->over)
			return false;
		pump(d, 20);
	}
	return true;
}

static bool wait_same(struct driver *d, double seconds, const char *path, bool body)
{
	int64_t end = clock_mono_ms() + (int64_t)(seconds * SLOWER * 1000);

	while (!is_same(d, path, body, body ? 2 : 0)) {
		if (clock_mono_ms() > end || d->over)
			return false;
		pump(d, 20);
	}
	return true;
}

/* As a shell would want to find its terminal. */
static bool is_clean(struct driver *d)
{
	VTermState *state = vterm_obtain_state(d->vt);
	struct termios now;
	VTermColor fg;
	VTermValue reverse;

	for (int i = 0; i < 50 && !d->over && (d->altscreen || !d->cursor); i++)
		pump(d, 20);
	vterm_state_get_penattr(state, VTERM_ATTR_REVERSE, &reverse);
	vterm_state_get_penattr(state, VTERM_ATTR_FOREGROUND, (VTermValue *)&fg);
	if (d->altscreen || !d->cursor || reverse.boolean ||
	    !VTERM_COLOR_IS_DEFAULT_FG(&fg))
		return false;
	if (tcgetattr(d->fd, &now))
		return false;
	return now.c_lflag == d->before.c_lflag && now.c_iflag == d->before.c_iflag &&
	       now.c_oflag == d->before.c_oflag;
}

static size_t unescape(const char *s, char *out)
{
	char *start = out;

	for (; *s; s++) {
		unsigned value;

		if (*s != '\\' || !s[1]) {
			*out++ = *s;
			continue;
		}
		s++;
		if (*s == 'x' && sscanf(s + 1, "%2x", &value) == 1) {
			*out++ = (char)value;
			s += 2;
		} else {
			*out++ = *s == 'e'   ? '\033'
				 : *s == 'r' ? '\r'
				 : *s == 't' ? '\t'
					     : *s;
		}
	}
	return (size_t)(out - start);
}

static void type(struct driver *d, const char *keys)
{
	char bytes[1024];
	size_t n = unescape(keys, bytes);

	slow_put(&d->keys, bytes, n);
	if (!send_keys(d))
		result(d, false, "type");
}

/* As xterm does at a new size: the whole screen scrolls, and the cursor is on it.
 * libvterm 0.1.4 may leave the cursor above a screen that became smaller, or a
 * scrolling region that ends before it begins, and then reads before its buffer. */
static void settle(VTerm *vt)
{
	VTermPos pos;
	char bytes[32];
	int n;

	vterm_state_get_cursorpos(vterm_obtain_state(vt), &pos);
	n = snprintf(bytes, sizeof bytes, "\033[r\033[%d;%dH",
		     pos.row < 0 ? 1 : pos.row + 1, pos.col + 1);
	vterm_input_write(vt, bytes, (size_t)n);
}

static void resize(struct driver *d, int rows, int cols)
{
	struct winsize w = {.ws_row = (unsigned short)rows,
			    .ws_col = (unsigned short)cols};

	d->rows = rows;
	d->cols = cols;
	vterm_set_size(d->vt, rows, cols);
	settle(d->vt);
	ioctl(d->fd, TIOCSWINSZ, &w);
}

static void storm(struct driver *d, int count)
{
	unsigned seed = 7;

	for (int i = 0; i < count; i++) {
		seed = seed * 1664525 + 1013904223;
		resize(d, 1 + (int)(seed >> 8) % 100, 1 + (int)(seed >> 20) % 300);
		pump(d, i % 16 == 0 ? 20 : 0);
	}
}

/* A shell command, the terminal read meanwhile. */
static bool shell(struct driver *d, const char *command)
{
	pid_t pid;
	int status;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		dup2(2, 1);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	while (waitpid(pid, &status, WNOHANG) != pid)
		pump(d, 20);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool until(struct driver *d, double seconds, const char *command)
{
	int64_t end = clock_mono_ms() + (int64_t)(seconds * SLOWER * 1000);

	while (!shell(d, command)) {
		if (clock_mono_ms() > end)
			return false;
		for (int i = 0; i < 10; i++)
			pump(d, 20);
	}
	return true;
}

static bool wait_exit(struct driver *d, double seconds, int code)
{
	int64_t end = clock_mono_ms() + (int64_t)(seconds * SLOWER * 1000);

	while (!d->exited && clock_mono_ms() < end)
		pump(d, 20);
	pump(d, 100);
	if (!d->exited || code < 0)
		return d->exited;
	if (WIFSIGNALED(d->status))
		return code == 128 + WTERMSIG(d->status);
	return code == WEXITSTATUS(d->status);
}

static bool quiet(struct driver *d, unsigned long most, const char *command)
{
	unsigned long before = d->bytes;

	if (!shell(d, command))
		return false;
	printf("# %lu bytes\n", d->bytes - before);
	return d->bytes - before <= most;
}

/* The argument behind the number that most steps begin with. */
static const char *skip_number(const char *s)
{
	while (*s && !isspace((unsigned char)*s))
		s++;
	while (isspace((unsigned char)*s))
		s++;
	return s;
}

#define STILL_MS 400 /* what is painted comes in one go, though not in one piece */

static bool paint(struct driver *d, double seconds, const char *rest)
{
	unsigned long most = strtoul(rest, NULL, 10), took;
	bool there = wait_text(d, seconds, skip_number(rest), true);
	int64_t last_ms = clock_mono_ms(), end_ms = last_ms + (int64_t)(seconds * 1000);

	for (unsigned long n = d->bytes;
	     clock_mono_ms() - last_ms < STILL_MS && clock_mono_ms() < end_ms;) {
		pump(d, 20);
		if (d->bytes != n)
			last_ms = clock_mono_ms();
		n = d->bytes;
	}
	took = d->bytes - d->painted;

	printf("# %lu bytes\n", took);
	d->painted = d->bytes;
	return there && took <= most;
}

static void deaf(double seconds)
{
	usleep((unsigned)(seconds * 1e6));
}

static void play(struct driver *d, const char *step)
{
	char word[16] = "";
	const char *rest = skip_number(step);
	double number = strtod(rest, NULL);

	sscanf(step, "%15s", word);
	if (!strcmp(word, "expect"))
		result(d, wait_text(d, number, skip_number(rest), true), step);
	else if (!strcmp(word, "absent"))
		result(d, wait_text(d, number, skip_number(rest), false), step);
	else if (!strcmp(word, "type"))
		type(d, rest);
	else if (!strcmp(word, "size"))
		resize(d, (int)number, (int)strtol(skip_number(rest), NULL, 10));
	else if (!strcmp(word, "storm"))
		storm(d, (int)number);
	else if (!strcmp(word, "deaf"))
		deaf(number);
	else if (!strcmp(word, "ears"))
		d->ears_off = !strcmp(rest, "off");
	else if (!strcmp(word, "run"))
		result(d, shell(d, rest), step);
	else if (!strcmp(word, "until"))
		result(d, until(d, number, skip_number(rest)), step);
	else if (!strcmp(word, "quiet"))
		result(d, quiet(d, (unsigned long)number, skip_number(rest)), step);
	else if (!strcmp(word, "exit"))
		result(d,
		       wait_exit(d, number, (int)strtol(skip_number(rest), NULL, 10)),
		       step);
	else if (!strcmp(word, "same") || !strcmp(word, "body"))
		result(d, wait_same(d, number, skip_number(rest), *word == 'b'), step);
	else if (!strcmp(word, "cook"))
		tcsetattr(d->fd, TCSANOW, &d->before);
	else if (!strcmp(word, "clean"))
		result(d, is_clean(d), step);
	else if (!strcmp(word, "colours"))
		result(d, colours(d) == (int)number, step);
	else if (!strcmp(word, "bar"))
		result(d, is_bar(d, (int)number), step);
	else if (!strcmp(word, "delay"))
		d->keys.ms = d->screen.ms = (int64_t)number;
	else if (!strcmp(word, "paint"))
		result(d, paint(d, number, skip_number(rest)), step);
	else if (!strcmp(word, "answers"))
		result(d, d->answers == (unsigned long)number, step);
	else if (!strcmp(word, "bells"))
		result(d, d->bells == (unsigned long)number, step);
	else if (!strcmp(word, "cursor"))
		result(d, wait_cursor(d, number, skip_number(rest)), step);
	else if (!strcmp(word, "as"))
		snprintf(d->about, sizeof d->about, "%s", rest);
	else if (!strcmp(word, "dump"))
		dump(d);
	else if (!strcmp(word, "hangup") && close(d->fd) == 0)
		d->fd = -1;
	else
		result(d, false, step);
}

int main(int argc, char **argv)
{
	struct driver d = {0};
	struct winsize w = {0};
	char line[4096], pid[16];

	if (argc < 4)
		return 64;
	d.rows = (int)strtol(argv[1], NULL, 10);
	d.cols = (int)strtol(argv[2], NULL, 10);
	w.ws_row = (unsigned short)d.rows;
	w.ws_col = (unsigned short)d.cols;
	if (getenv("PTY_RAW"))
		d.raw = fopen(getenv("PTY_RAW"), "w");
	terminal_open(&d);
	terminal_discipline(&d.before);
	d.pid = forkpty(&d.fd, NULL, &d.before, &w);
	if (!d.pid) {
		execvp(argv[3], argv + 3);
		_exit(127);
	}
	fcntl(d.fd, F_SETFD, FD_CLOEXEC);
	d.cursor = true;
	snprintf(pid, sizeof pid, "%d", (int)d.pid);
	setenv("PTY_PID", pid, 1);
	while (fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = '\0';
		if (*line && *line != '#')
			play(&d, line);
	}
	if (!d.exited) {
		kill(d.pid, SIGKILL);
		waitpid(d.pid, NULL, 0);
	}
	if (d.raw)
		fclose(d.raw);
	slow_fini(&d.keys);
	slow_fini(&d.screen);
	vterm_free(d.vt);
	return d.failed != 0;
}

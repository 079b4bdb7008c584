/*
 * prompt: while a secret is typed the terminal neither echoes nor sends signals: a
 * Ctrl-C that ended us here would leave it without an echo.
 */
#include "tui/prompt.h"

#include <errno.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#define CTRL_C 3

/* Bytes one by one: what follows the line is not ours. */
static bool read_line(char *out, size_t cap)
{
	size_t n = 0;
	bool fits = true;
	char c;

	for (;;) {
		ssize_t got = read(STDIN_FILENO, &c, 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 || (got == 0 && n == 0) || c == CTRL_C)
			return false;
		if (got == 0 || c == '\n')
			break;
		fits = fits && n + 1 < cap;
		if (fits)
			out[n++] = c;
	}
	if (n && out[n - 1] == '\r')
		n--;
	out[n] = '\0';
	return fits;
}

bool prompt_secret(const char *question, char *out, size_t cap)
{
	struct termios was, quiet;
	bool good;

	if (tcgetattr(STDIN_FILENO, &was))
		return read_line(out, cap);
	quiet = was;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
	quiet.c_cc[VEOL] = CTRL_C; /* a line of its own */
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet); /* before anybody is asked to
						       type */
	fprintf(stderr, "%s: ", question);
	good = read_line(out, cap);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
	fputc('\n', stderr);
	return good;
}

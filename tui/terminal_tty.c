/*
 * What can be said of a terminal without drawing on it.
 */
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tui/link.h"
#include "tui/terminal.h"

void terminal_size(unsigned *rows, unsigned *cols)
{
	struct winsize w = {0};

	*rows = 24;
	*cols = 80;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) || !w.ws_row || !w.ws_col)
		return;
	*rows = w.ws_row > LINK_SIZE_MAX ? LINK_SIZE_MAX : w.ws_row;
	*cols = w.ws_col > LINK_SIZE_MAX ? LINK_SIZE_MAX : w.ws_col;
}

enum terminal_kind terminal_kind(void)
{
	const char *term = getenv("TERM");

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return TERMINAL_NONE;
	return term && *term && strcmp(term, "dumb") != 0 ? TERMINAL_SCREEN
							  : TERMINAL_LINES;
}

bool terminal_utf8(void)
{
	setlocale(LC_ALL, "");
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

const char *terminal_from(void)
{
	static char from[65];
	const char *tty = ttyname(STDIN_FILENO), *ssh = getenv("SSH_CONNECTION");

	snprintf(from, sizeof from, "%s%s%.*s", tty ? tty + strlen("/dev/") : "",
		 ssh ? " " : "", ssh ? (int)strcspn(ssh, " ") : 0, ssh ? ssh : "");
	return from;
}

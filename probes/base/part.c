/*
 * part: from the process that we were forked of. Whatever it held open stays open as
 * long as we live, a terminal's signals reach its whole session, and what it did when
 * it died is not for us to do: so all of it is left behind.
 */
#include "probes/base/part.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probes/base/log.h"

#define KEPT_FD 3 /* behind standard input, output and error */

static void ignore_signals(void)
{
	static const int ignored[] = {SIGINT,  SIGTERM, SIGHUP, SIGQUIT,
				      SIGPIPE, SIGTSTP, SIGXFSZ};
	sigset_t none;

	for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
		signal(ignored[i], SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

int part_from_parent(const char *name, int fd)
{
	int kept, null;

	die_hook(NULL);
	log_to(NULL, NULL);
	setsid();
	prctl(PR_SET_NAME, name);
	ignore_signals();
	umask(077);
	kept = fcntl(fd, F_DUPFD_CLOEXEC, KEPT_FD);
	null = open("/dev/null", O_RDWR);
	for (int i = 0; i < KEPT_FD; i++)
		dup2(null, i);
	if (kept != KEPT_FD)
		dup3(kept, KEPT_FD, O_CLOEXEC);
	close_range(KEPT_FD + 1, ~0u, 0);
	return KEPT_FD;
}

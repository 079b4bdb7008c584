/* The least that a terminal does: connect, say what is wanted, say what was seen. */
#include "tests/bench/looker.h"

#include <string.h>
#include <sys/prctl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "probes/base/clock.h"
#include "tui/client.h"
#include "tui/hello.h"

void looker_hello(struct client *c, const char *view)
{
	struct link_message m = hello_screen(
		&(struct options){.view = view, .ascii = false}, NULL, 40, 120);

	client_tell(c, &m);
}

static void look(const struct place *place, const char *view, bool scrolls,
		 int64_t end_ms)
{
	static const uint32_t keys[] = {'j', 'j', 'j', 'k', 's', 'g', 'G'};
	struct client c = {.fd = -1};
	const char *name = strrchr(place->socket, '/') + 1;
	char plain[64];
	struct link_message m;

	snprintf(plain, sizeof plain, "%.*s", (int)strcspn(name, "."), name);
	c.fd = place_connect(plain);
	looker_hello(&c, view);
	for (unsigned i = 0; clock_mono_ms() < end_ms; i++) {
		if (client_next(&c, &m, clock_mono_ms() + 50) == LINK_BROKEN)
			break;
		if (m.kind == LINK_FRAME)
			client_tell(&c, &(struct link_message){.kind = LINK_SEEN,
							       .seq = m.seq});
		if (scrolls)
			client_tell(&c, &(struct link_message){.kind = LINK_KEYS,
							       .keys = &keys[i % 7],
							       .n = 1});
	}
}

void looker_start(const struct place *place, const char *view, bool scrolls,
		  int seconds)
{
	int64_t end_ms = clock_mono_ms() + seconds * 1000;

	if (fork() != 0)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	look(place, view, scrolls, end_ms);
	_exit(0);
}

/*
 * ask_watch: send the words of a command to the watch, print what it says.
 */
#include "tui/ask_watch.h"

#include <limits.h>

#include "probes/base/clock.h"
#include "probes/journal/journal.h"
#include "tui/attach.h"
#include "tui/client.h"
#include "tui/print.h"

static bool send_command(struct client *c, const char *command, int argc, char **argv)
{
	struct buf words = {0};
	bool sent;

	buf_add(&words, command, strlen(command) + 1);
	for (int i = 0; i < argc; i++)
		buf_add(&words, argv[i], strlen(argv[i]) + 1);
	sent = client_hello(c, false, false, 1, 1, NULL) &&
	       client_tell(c, &(struct link_message){.kind = LINK_COMMAND,
						     .bytes = words.data,
						     .len = (uint32_t)words.len});
	buf_fini(&words);
	return sent;
}

/* Print what comes until EXIT; its code. */
static int print_answer(struct client *c)
{
	struct link_message m;

	for (;;) {
		if (client_next(c, &m, -1) != LINK_ONE) {
			fprintf(stderr, "noctop: the watch is gone\n");
			return EXIT_UNAVAILABLE;
		}
		if (m.kind == LINK_SAY) {
			fwrite(m.bytes, 1, m.len, m.error ? stderr : stdout);
			fflush(stdout);
		} else if (m.kind == LINK_EXIT) {
			if (m.len)
				fprintf(stderr, "noctop: %.*s\n", (int)m.len, m.bytes);
			return m.code;
		}
	}
}

/* --- without a watch
 * ------------------------------------------------------------------*/

struct reading {
	const struct options *options;
	struct buf out;
	struct alert **alert;
	uint32_t n, cap;
};

static void read_event(void *ctx, const struct event *e)
{
	struct reading *r = ctx;

	print_event(&r->out, e, r->options->json);
}

static int from_journal(const char *command, const struct options *o)
{
	struct reading r = {.options = o};
	char config[PATH_MAX], path[PATH_MAX];
	struct watch_setup setup = {0};
	int code = EXIT_UNAVAILABLE;

	if (attach_load(o, &setup) == 0 &&
	    attach_config_path(o, config, sizeof config) &&
	    attach_journal_path(&setup.inventory.settings, config, path, sizeof path)) {
		int64_t now_ms = clock_wall_ms();

		if (!strcmp(command, "events") && !o->follow)
			code = journal_read_events(
				path, now_ms - (o->since_ms ? o->since_ms : 86400000),
				read_event, &r);
	}
	if (code == 0 && r.out.len)
		fwrite(r.out.data, 1, r.out.len, stdout);
	buf_fini(&r.out);
	attach_setup_fini(&setup);
	return code;
}

int ask_watch(const char *command, const struct options *o, int argc, char **argv)
{
	struct client c = {.fd = attach_running(o)};
	int code;

	if (c.fd < 0) {
		code = from_journal(command, o);
		if (code == EXIT_UNAVAILABLE)
			fprintf(stderr, "noctop: no watch runs%s\n",
				c.fd == -2 ? ", or more than one: say which with -c"
					   : "");
		return code;
	}
	code = send_command(&c, command, argc, argv) ? print_answer(&c)
						     : EXIT_UNAVAILABLE;
	client_fini(&c);
	return code;
}

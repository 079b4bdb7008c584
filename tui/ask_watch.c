/*
 * ask_watch: send the words of a command to the watch, print what it says.
 */
#include "tui/ask_watch.h"

#include <limits.h>
#include <poll.h>

#include "probes/base/clock.h"
#include "probes/journal/journal.h"
#include "tui/attach.h"
#include "tui/client.h"
#include "tui/hello.h"
#include "tui/events.h"
#include "tui/exits.h"
#include "tui/print.h"
#include "tui/terminal.h"

#define TURNS 50
#define TURN_MS 100

static bool send_command(struct client *c, const char *command, int argc, char **argv)
{
	struct link_message hello = hello_command(!terminal_utf8());
	struct buf words = {0};
	bool sent;

	buf_add(&words, command, strlen(command) + 1);
	for (int i = 0; i < argc; i++)
		buf_add(&words, argv[i], strlen(argv[i]) + 1);
	sent = client_tell(c, &hello) &&
	       client_tell(c, &(struct link_message){.kind = LINK_COMMAND,
						     .bytes = words.data,
						     .len = (uint32_t)words.len});
	buf_fini(&words);
	return sent;
}

/* Print what comes until EXIT; its code. */
static int print_answer(struct client *c, bool last)
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
			if (m.len && (m.code != EXIT_AGAIN || last))
				fprintf(stderr, "noctop: %.*s\n", (int)m.len, m.bytes);
			return m.code;
		}
	}
}

/* --- without a watch --- */

struct reading {
	const struct options *options;
	struct buf out;
	uint32_t n;
};

static void read_event(void *ctx, const struct event *e)
{
	struct reading *r = ctx;

	if (e)
		print_event(&r->out, e, r->options->json);
}

static void read_alert(void *ctx, const struct alert *a)
{
	struct reading *r = ctx;

	if (r->options->in_hand && a->state != ALERT_ACKNOWLEDGED)
		return;
	print_alerts_row(&r->out, r->n++, NULL, a, r->options->json,
			 clock_wall_ms());
}

static bool read_alerts(const char *path, struct reading *r, char *why, size_t cap)
{
	bool good = journal_read_alerts(path, read_alert, r, why, cap);

	print_alerts_end(&r->out, r->n, r->options->json);
	return good;
}

static bool read_events(const char *path, struct reading *r, char *why, size_t cap)
{
	struct events_asked asked;
	struct buf error = {0};
	bool good = events_ask(r->options, clock_wall_ms(), &asked, &error);

	if (!good)
		snprintf(why, cap, "%s", error.data);
	buf_fini(&error);
	return good &&
	       journal_read_events(path, &asked.query, read_event, r, why, cap);
}

/* alerts and events of the configuration's journal; why says what stood in the way. */
static bool from_journal(const char *command, const struct options *o, char *why,
			 size_t cap)
{
	struct reading r = {.options = o};
	char config[PATH_MAX], path[PATH_MAX];
	struct watch_setup setup = {0};
	bool good = false;

	if (attach_load(o, &setup) == 0 &&
	    attach_config_path(o, config, sizeof config) &&
	    attach_journal_path(&setup.inventory.settings, config, path, sizeof path))
		good = !strcmp(command, "alerts") ? read_alerts(path, &r, why, cap)
						  : read_events(path, &r, why, cap);
	if (good && r.out.len)
		fwrite(r.out.data, 1, r.out.len, stdout);
	buf_fini(&r.out);
	attach_setup_fini(&setup);
	return good;
}

static int without_watch(const char *command, const struct options *o)
{
	bool reads = !strcmp(command, "alerts") || !strcmp(command, "events");
	char why[256] = "";

	if (reads && o->filter) /* the journal knows no sites, states and numbers */
		snprintf(why, sizeof why, "a filter is asked of a watch");
	else if (reads && !o->follow && from_journal(command, o, why, sizeof why))
		return EXIT_OK;
	fprintf(stderr, "noctop: no watch runs%s%s\n",
		!*why ? "" : o->filter ? ": " : ", and its journal: ", why);
	return EXIT_UNAVAILABLE;
}

/* A watch that has just begun knows nothing yet: asked again until it does. */
int ask_watch(const char *command, const struct options *o, int argc, char **argv)
{
	int code = EXIT_AGAIN;

	for (int turn = 0; code == EXIT_AGAIN && turn < TURNS; turn++) {
		struct client c = {.fd = attach_running(o)};

		if (c.fd < 0)
			return without_watch(command, o);
		if (turn)
			poll(NULL, 0, TURN_MS);
		code = send_command(&c, command, argc, argv)
			       ? print_answer(&c, turn + 1 == TURNS)
			       : EXIT_UNAVAILABLE;
		client_fini(&c);
	}
	return code;
}

/*
 * main: the sub-commands, one table. A first word is always a sub-command; without one
 * it is the dashboard.
 */
#include <errno.h>
#include <limits.h>
#include <locale.h>
#include <signal.h>
#include <unistd.h>

#include "config.h"
#include "probes/base/clock.h"
#include "probes/base/log.h"
#include "tui/add.h"
#include "tui/ask_watch.h"
#include "tui/attach.h"
#include "tui/commands.h"
#include "tui/discover.h"
#include "tui/doctor.h"
#include "tui/escalate.h"
#include "tui/exits.h"
#include "tui/headless.h"
#include "tui/lines.h"
#include "tui/maintain.h"
#include "tui/picture.h"
#include "tui/manual.h"
#include "tui/profile_try.h"
#include "tui/report.h"
#include "tui/rules.h"
#include "tui/terminal.h"
#include "tui/verify.h"

#define SCREEN_TURNS 5 /* watches that leave just when we come */

static int usage(const char *why)
{
	fprintf(stderr, "noctop: %s (noctop --help tells more)\n", why);
	return EXIT_USAGE;
}

static bool has_config(const struct options *o)
{
	char config[PATH_MAX];

	return attach_config_path(o, config, sizeof config);
}

/* The last word of the demo to somebody who has no network here yet. */
static void tell_way_in(const struct options *o)
{
	if (!has_config(o))
		printf("that was a demo network; your own first device: %s add "
		       "ADDRESS\n",
		       program_invocation_name);
}

/* The dashboard, of the configured network or of the demo; as lines on a terminal that
 * can only print, once as text where there is none. */
static int run_dashboard(const struct command *c, const struct options *o, int argc,
			 char **argv)
{
	struct looks looks;
	int code, fd;

	(void)argc, (void)argv;
	if (o->arg_n)
		return usage("too many arguments");
	if (o->agents)
		return attach_demo_agents(o);
	looks_find(&looks, o->config, o->theme);
	do {
		fd = attach_or_start(o, c->bit == CMD_DEMO, &code);
		if (fd < 0)
			return code ? code : EXIT_UNAVAILABLE;
		if (terminal_kind() == TERMINAL_NONE) {
			code = headless_overview(fd, o);
			if (code != EXIT_AGAIN)
				return code;
			continue;
		}
		code = terminal_kind() == TERMINAL_LINES
			       ? lines_run(fd, o)
			       : terminal_run(fd, o, &looks);
	} while (code == EXIT_AGAIN);
	if (code == 0)
		tell_way_in(o);
	return code;
}

static int run_watch(const struct command *c, const struct options *o, int argc,
		     char **argv)
{
	(void)c, (void)argc, (void)argv;
	return o->arg_n ? usage("too many arguments") : attach_serve(o);
}

static int run_status(const struct command *c, const struct options *o, int argc,
		      char **argv)
{
	(void)c, (void)argc, (void)argv;
	return o->arg_n ? usage("too many arguments") : headless_status(o);
}

static int run_inventory(const struct command *c, const struct options *o, int argc,
			 char **argv)
{
	(void)c, (void)argc, (void)argv;
	return o->arg_n ? usage("too many arguments") : headless_inventory(o);
}

static int run_topology(const struct command *c, const struct options *o, int argc,
			char **argv)
{
	(void)c, (void)argc, (void)argv;
	if (o->dot && (o->json || o->spof))
		return usage("--dot is by itself");
	return o->arg_n ? usage("too many arguments") : headless_topology(o);
}

static int run_discover(const struct command *c, const struct options *o, int argc,
			char **argv)
{
	(void)c, (void)argc, (void)argv;
	return discover_main(o);
}

static int run_add(const struct command *c, const struct options *o, int argc,
		   char **argv)
{
	(void)c;
	return add_run(o, argc, argv);
}

static int run_doctor(const struct command *c, const struct options *o, int argc,
		      char **argv)
{
	(void)c, (void)argc, (void)argv;
	return o->arg_n ? usage("too many arguments") : doctor_run(o);
}

static int run_lint(const struct command *c, const struct options *o, int argc,
		    char **argv)
{
	(void)c, (void)argc, (void)argv;
	return headless_lint(o);
}

static int run_profile(const struct command *c, const struct options *o, int argc,
		       char **argv)
{
	(void)c, (void)argc, (void)argv;
	if (o->arg_n != 2 || strcmp(o->arg[0], "try"))
		return usage("profile try DEVICE");
	return profile_try(o, o->arg[1]);
}

static int run_report(const struct command *c, const struct options *o, int argc,
		      char **argv)
{
	(void)c, (void)argc, (void)argv;
	return o->arg_n ? usage("too many arguments") : report_run(o);
}

static int run_journal(const struct command *c, const struct options *o, int argc,
		       char **argv)
{
	(void)c, (void)argc, (void)argv;
	if (!o->arg_n || o->arg_n > 2 || strcmp(o->arg[0], "verify"))
		return usage("journal verify [SEQ:HASH]");
	return verify_run(o, o->arg_n > 1 ? o->arg[1] : NULL);
}

static int run_escalation(const struct command *c, const struct options *o, int argc,
			  char **argv)
{
	bool rehearses = o->arg_n && !strcmp(o->arg[0], "rehearse");

	(void)c;
	if (!(rehearses && (o->arg_n == 1 || o->arg_n == 3)) &&
	    !(o->arg_n == 1 && !strcmp(o->arg[0], "check") && !o->send))
		return usage("escalation check, or rehearse [SEVERITY NAME] [--send]");
	return escalate_run(o, argc, argv);
}

static int run_screen(const struct command *c, const struct options *o, int argc,
		      char **argv)
{
	int code = EXIT_AGAIN;

	(void)c, (void)argc, (void)argv;
	if (o->as && picture_named(o->as) == PICTURES)
		return usage("--as is txt, ansi, html or svg");
	for (int turn = 0; code == EXIT_AGAIN && turn < SCREEN_TURNS; turn++) {
		int fd = attach_or_start(o, false, &code);
		if (fd < 0)
			return code ? code : EXIT_UNAVAILABLE;
		code = headless_screen(fd, o);
	}
	return code;
}

static int run_tables(const struct command *c, const struct options *o, int argc,
		      char **argv)
{
	(void)c, (void)argc, (void)argv;
	return o->arg_n ? usage("too many arguments") : manual_fill(stdin, stdout);
}

static int run_rules(const struct command *c, const struct options *o, int argc,
		     char **argv)
{
	(void)c;
	return o->arg_n ? usage("rules [--explain NAME]") : rules_run(o, argc, argv);
}

static int run_remote(const struct command *c, const struct options *o, int argc,
		      char **argv)
{
	if (!o->arg_n &&
	    (c->bit & (CMD_ACK | CMD_UNACK | CMD_COMMENT | CMD_OWN | CMD_CLEAR)))
		return usage("which alerts? give their ids");
	if (o->arg_n != 2 && c->bit == CMD_RAISE)
		return usage("raise NAME TEXT");
	if (!o->arg_n && c->bit == CMD_WHY)
		return usage("which site, device or circuit?");
	return ask_watch(c->name, o, argc, argv);
}

static int run_maintenance(const struct command *c, const struct options *o, int argc,
			   char **argv)
{
	return o->preview ? maintain_preview_run(o)
			  : ask_watch(c->name, o, argc, argv);
}

const struct command commands[] = {
	{NULL, "", "the dashboard", CMD_DASHBOARD, run_dashboard},
	{"demo", "", "the dashboard on an embedded demo network", CMD_DEMO,
	 run_dashboard},
	{"watch", "", "keep watch without a terminal", CMD_WATCH, run_watch},
	{"status", "",
	 "poll every device twice and print; exit 0 ok, 1 warning, "
	 "2 critical or major, 3 unknown",
	 CMD_STATUS, run_status},
	{"alerts", "", "list the open alerts", CMD_ALERTS, run_remote},
	{"ack", "ID...", "acknowledge alerts", CMD_ACK, run_remote},
	{"unack", "ID...", "release what was acknowledged", CMD_UNACK, run_remote},
	{"comment", "ID...",
	 "comment alerts without acknowledging them; set their ticket",
	 CMD_COMMENT, run_remote},
	{"own", "ID...", "own alerts, or hand them over", CMD_OWN, run_remote},
	{"raise", "NAME TEXT",
	 "raise an alert on a device, site, circuit or customer, for what no rule "
	 "sees; prints its id",
	 CMD_RAISE, run_remote},
	{"clear", "ID...", "clear what was raised", CMD_CLEAR, run_remote},
	{"events", "", "list what happened", CMD_EVENTS, run_remote},
	{"why", "NAME...",
	 "tell what is known of a site, device or circuit: state, cause and evidence, "
	 "the last minutes",
	 CMD_WHY, run_remote},
	{"maintenance", "[VERB NAME...]",
	 "list what is in maintenance and what comes next; add NAME... (devices, "
	 "sites, circuits, customers, DEVICE/INTERFACE), extend WINDOW, end WINDOW...",
	 CMD_MAINTENANCE, run_maintenance},
	{"add", "ADDRESS",
	 "ask a device what it is and add it to the configuration, or say what is "
	 "wrong",
	 CMD_ADD, run_add},
	{"discover", "[NET...]",
	 "find devices that take the configuration's credentials, and write an "
	 "inventory of them to look over and include; again: what differs, exit 1",
	 CMD_DISCOVER, run_discover},
	{"reload", "", "have the running watch read its configuration again",
	 CMD_RELOAD, run_remote},
	{"doctor", "",
	 "look whether this machine is fit for noctop, and say what to do; exit 0 ok, "
	 "1 warnings, 2 something fails",
	 CMD_DOCTOR, run_doctor},
	{"lint", "[FILE]", "check the configuration; exit 0 or 2", CMD_LINT, run_lint},
	{"rules", "",
	 "list what is worth an alert, or tell which rules hold of a thing; a running "
	 "watch is asked what it reads there",
	 CMD_RULES, run_rules},
	{"profile", "try DEVICE",
	 "show what a device is asked by its profile, what it answered and what is "
	 "concluded, reading by reading",
	 CMD_PROFILE, run_profile},
	{"inventory", "",
	 "ask every device what it is: maker, model, serial number, software, parts",
	 CMD_INVENTORY, run_inventory},
	{"topology", "", "ask every device for its neighbours and print the links",
	 CMD_TOPOLOGY, run_topology},
	{"baseline", "[accept]",
	 "what differs from the network that was accepted, exit 1; accept: take it "
	 "as it is",
	 CMD_BASELINE, run_remote},
	{"report", "",
	 "availability, incidents and how long they took, from the journal", CMD_REPORT,
	 run_report},
	{"journal", "verify [SEQ:HASH]",
	 "tell whether the journal is what was written, and its head; exit 0 or 1",
	 CMD_JOURNAL, run_journal},
	{"escalation", "{check,rehearse} [SEVERITY NAME]",
	 "check: whether somebody is called at any hour; rehearse: who would be called "
	 "for a site or device now; exit 0, 1 hours are thin, 2 somebody is not "
	 "reached",
	 CMD_ESCALATION, run_escalation},
	{"screen", "", "print a screen as text, without a terminal", CMD_SCREEN,
	 run_screen},
	{"tables", "", "fill the program's tables into the text on standard input",
	 CMD_TABLES, run_tables},
};
const unsigned command_n = sizeof commands / sizeof *commands;

static const struct command *find_command(const char *word)
{
	for (unsigned i = 1; i < command_n; i++)
		if (!strcmp(commands[i].name, word))
			return &commands[i];
	return NULL;
}

static int help(const struct command *c)
{
	struct buf out = {0};

	buf_printf(&out, "noctop%s%s [options]%s%s\n\n%s\n\n", c->name ? " " : "",
		   c->name ? c->name : "", *c->args ? " " : "", c->args, c->help);
	options_help(c->bit, &out);
	if (!c->name) {
		buf_str(&out, "\ncommands (noctop COMMAND --help tells more):\n");
		for (unsigned i = 1; i < command_n; i++)
			if (!command_hidden(&commands[i]))
				buf_printf(&out, "  %-12s %s\n", commands[i].name,
					   commands[i].help);
		buf_str(&out, "\nviews:\n");
		for (unsigned i = 0;; i++) {
			const char *line, *name = views_name(i, &line);

			if (!name)
				break;
			buf_printf(&out, "  %-12s %s\n", name, line);
		}
	}
	fputs(out.data, stdout);
	buf_fini(&out);
	return 0;
}

int main(int argc, char **argv)
{
	const struct command *c = &commands[0];
	struct options options;
	struct buf error = {0};
	int skip = 1, code;

	setlocale(LC_CTYPE, "");
	signal(SIGPIPE, SIG_IGN);
	if (argc > 1 && argv[1][0] != '-') {
		c = find_command(argv[1]);
		skip = 2;
	}
	if (!c) {
		buf_printf(&error, "unknown command '%s'", argv[1]);
		code = usage(error.data);
	} else if (!options_parse(c->bit, argc - skip, (const char *const *)argv + skip,
				  &options, &error)) {
		code = usage(error.data);
	} else if (options.help) {
		code = help(c);
	} else if (options.version) {
		code = puts(PACKAGE_STRING) < 0;
	} else {
		code = c->run(c, &options, argc - skip, argv + skip);
	}
	buf_fini(&error);
	return code;
}

/*
 * options: one table row an option: its name, what it takes, whose it is, what it does.
 */
#include "tui/options.h"

#include <stddef.h>

#include "probes/base/clock.h"
#include "probes/demo/demo.h"
#include "views/session.h"

/* CHOICE: one of two words, of which the second sets a flag. */
enum kind { FLAG, TEXT, NUMBER, DEVICES, DURATION, SIZE, CHOICE, VIEW, VIEWS };

struct row {
	const char *name, *value; /* "--note", "TEXT"; value NULL: a flag */
	char letter;
	enum kind kind;
	size_t offset;
	unsigned commands;
	const char *help;
};

#define ON(field) offsetof(struct options, field)
#define CMD_ALL 0x1fffffffu

/* clang-format off */
static const struct row rows[] = {
	{"--config", "FILE", 'c', TEXT, ON(config), CMD_ALL & ~(unsigned)CMD_DEMO,
	 "the network to watch (default: what runs, then ~/.config/noctop, "
	 "/etc/noctop)"},
	{"--view", "VIEW", 0, VIEW, ON(view), CMD_DASHBOARD | CMD_DEMO | CMD_SCREEN,
	 "begin with this view"},
	{"--ascii", NULL, 0, FLAG, ON(ascii),
	 CMD_DASHBOARD | CMD_DEMO | CMD_SCREEN | CMD_WHY,
	 "draw with ASCII only"},
	{"--ambiguous", "WIDTH", 0, CHOICE, ON(wide),
	 CMD_DASHBOARD | CMD_DEMO | CMD_SCREEN,
	 "of East-Asian ambiguous characters in your terminal: narrow (default); "
	 "wide, and none is drawn"},
	{"--graphs", "GLYPHS", 0, CHOICE, ON(braille),
	 CMD_DASHBOARD | CMD_DEMO | CMD_SCREEN,
	 "what graphs are made of: blocks (default) or braille"},
	{"--no-color", NULL, 0, FLAG, ON(no_color), CMD_DASHBOARD | CMD_DEMO,
	 "no colours (as NO_COLOR does)"},
	{"--theme", "NAME", 0, TEXT, ON(theme), CMD_DASHBOARD | CMD_DEMO | CMD_SCREEN,
	 "dark (default), light, colourblind, colourblind-light, mono, your own of "
	 "theme.ini"},
	{"--as", "FORMAT", 0, TEXT, ON(as), CMD_SCREEN,
	 "txt (default), or with its colours: ansi, html, svg"},
	{"--wall", NULL, 0, FLAG, ON(wall), CMD_DASHBOARD | CMD_DEMO | CMD_SCREEN,
	 "for a screen that nobody sits at: sites as tiles, the worst causes in big "
	 "type"},
	{"--rotate", "TIME", 0, DURATION, ON(rotate_ms),
	 CMD_DASHBOARD | CMD_DEMO | CMD_SCREEN,
	 "of a wall: how long each view stands (default 20s)"},
	{"--views", "VIEWS", 0, VIEWS, ON(views), CMD_DASHBOARD | CMD_DEMO | CMD_SCREEN,
	 "of a wall: which views it turns to (default devices,interfaces,topology)"},
	{"--allow-ack", NULL, 0, FLAG, ON(allow_ack), CMD_DASHBOARD | CMD_DEMO,
	 "of a wall: whoever stands there may acknowledge, with initials"},
	{"--seed", "N", 0, NUMBER, ON(seed), CMD_DEMO,
	 "another demo network, the same again"},
	{"--devices", "N", 0, DEVICES, ON(devices), CMD_DEMO,
	 "its size: 1 to 10000 (default 40)"},
	{"--night", NULL, 0, FLAG, ON(night), CMD_DEMO,
	 "its story is one night: the router that all hangs on dies for three minutes"},
	{"--agents", NULL, 0, FLAG, ON(agents), CMD_DEMO,
	 "its agents alone, and the configuration that names them: for a watch of "
	 "your own"},
	{"--name", "NAME", 0, TEXT, ON(add.name), CMD_ADD,
	 "what to call it (default: what it calls itself)"},
	{"--site", "SITE", 0, TEXT, ON(add.site), CMD_ADD,
	 "where it stands; made when it is new (default: the only site)"},
	{"--role", "ROLE", 0, TEXT, ON(add.role), CMD_ADD,
	 "what it is for: core, dist, edge, firewall, access, ap, server, ups"},
	{"--port", "PORT", 0, NUMBER, ON(add.port), CMD_ADD | CMD_DISCOVER,
	 "UDP port of its agent (161)"},
	{"--ping", "HOW", 0, TEXT, ON(add.ping), CMD_ADD,
	 "how it is probed: icmp, snmp, no (default: what it answers)"},
	{"--auth", "NAME", 0, TEXT, ON(add.auth), CMD_ADD,
	 "ask as [auth NAME] (default: tries them all, then public)"},
	{"--community", "WORD", 0, TEXT, ON(add.community), CMD_ADD,
	 "ask with this community; - asks you for it, so that it is not seen in ps"},
	{"--v1", NULL, 0, FLAG, ON(add.v1), CMD_ADD, "by SNMP version 1 instead of 2c"},
	{"--v3", "USER", 0, TEXT, ON(add.user), CMD_ADD,
	 "ask by version 3 as this user; you are asked for the passphrases"},
	{"--level", "LEVEL", 0, TEXT, ON(add.level), CMD_ADD,
	 "of version 3: noAuthNoPriv, authNoPriv, authPriv (default)"},
	{"--hash", "NAME", 0, TEXT, ON(add.hash), CMD_ADD,
	 "SHA-1, SHA-224, SHA-256 (default), SHA-384, SHA-512; MD5 is broken"},
	{"--cipher", "NAME", 0, TEXT, ON(add.cipher), CMD_ADD,
	 "AES-128 (default), AES-192, AES-256; DES is broken"},
	{"--secret-file", "FILE", 0, TEXT, ON(add.secret_file), CMD_ADD,
	 "its first line is the community or the passphrase; stays where it is"},
	{"--priv-secret-file", "FILE", 0, TEXT, ON(add.priv_secret_file), CMD_ADD,
	 "the same for encryption (default: one passphrase for both)"},
	{"--anyway", NULL, 0, FLAG, ON(add.anyway), CMD_ADD,
	 "write it down though it does not answer, or shows too little"},
	{"--json", NULL, 0, FLAG, ON(json),
	 CMD_STATUS | CMD_ALERTS | CMD_EVENTS | CMD_MAINTENANCE | CMD_DOCTOR |
		 CMD_JOURNAL | CMD_RULES | CMD_REPORT | CMD_INVENTORY | CMD_TOPOLOGY |
		 CMD_BASELINE,
	 "as JSON, for programs"},
	{"--explain", "NAME", 0, TEXT, ON(explain), CMD_RULES,
	 "which hold of a DEVICE, DEVICE/INTERFACE, site or customer, and why others "
	 "do not"},
	{"--hidden", NULL, 0, FLAG, ON(hidden), CMD_ALERTS,
	 "those hidden by a cause, too"},
	{"--in-hand", NULL, 0, FLAG, ON(in_hand), CMD_ALERTS,
	 "those acknowledged only, the oldest first"},
	{"--note", "TEXT", 'n', TEXT, ON(note),
	 CMD_ACK | CMD_UNACK | CMD_COMMENT | CMD_OWN | CMD_CLEAR | CMD_MAINTENANCE,
	 "why, for your colleagues"},
	{"--change", "NUMBER", 0, TEXT, ON(change), CMD_MAINTENANCE,
	 "number of the change; the window is called by it (add)"},
	{"--category", "WORD", 0, TEXT, ON(category), CMD_MAINTENANCE,
	 "kind of the change: standard (default), expedited, emergency (add)"},
	{"--approver", "WHO", 0, TEXT, ON(approver), CMD_MAINTENANCE,
	 "who allowed it (add)"},
	{"--preview", NULL, 0, FLAG, ON(preview), CMD_MAINTENANCE,
	 "the next three times of a configured window, or of all; no watch is asked"},
	{"--for", "TIME", 0, DURATION, ON(for_ms),
	 CMD_ACK | CMD_MAINTENANCE | CMD_SCREEN,
	 "how long: 2h, 30m (ack; maintenance: 1h, at most 8h); to watch first: 10s "
	 "(screen)"},
	{"--since", "TIME", 0, DURATION, ON(since_ms), CMD_EVENTS | CMD_REPORT,
	 "of the last 2h, 3d (events: 1d, report: 30d)"},
	{"--until", "TIME", 0, DURATION, ON(until_ms), CMD_EVENTS | CMD_REPORT,
	 "up to so long ago (default: now)"},
	{"--thing", "NAME", 0, TEXT, ON(thing), CMD_EVENTS,
	 "of one device, DEVICE/INTERFACE, site, customer"},
	{"--kind", "KIND", 0, TEXT, ON(kind), CMD_EVENTS,
	 "of one kind: opened, reachable"},
	{"--filter", "WORDS", 0, TEXT, ON(filter), CMD_ALERTS | CMD_EVENTS,
	 "those that this filter of the screen lets through: "
	 "'site:fra sev>=major !/^test/'"},
	{"--customer", "NAME", 0, TEXT, ON(customer), CMD_REPORT,
	 "of one customer's sites"},
	{"--site", "NAME", 0, TEXT, ON(site), CMD_REPORT, "of one site"},
	{"--csv", NULL, 0, FLAG, ON(csv), CMD_REPORT | CMD_INVENTORY,
	 "as CSV, a line for each thing"},
	{"--from", "DEVICE", 0, TEXT, ON(from), CMD_DISCOVER,
	 "walk from neighbour to neighbour, beginning here (within the networks "
	 "named)"},
	{"--output", "FILE", 'o', TEXT, ON(output), CMD_DISCOVER,
	 "write the inventory there; one that is there is compared and left alone"},
	{"--rate", "N", 0, NUMBER, ON(rate), CMD_DISCOVER,
	 "addresses a second (default 100)"},
	{"--hops", "N", 0, NUMBER, ON(hops), CMD_DISCOVER,
	 "with --from: so many neighbours of neighbours far (default: any)"},
	{"--yes", NULL, 'y', FLAG, ON(yes), CMD_DISCOVER,
	 "ask more than 4096 addresses without asking you first"},
	{"--dot", NULL, 0, FLAG, ON(dot), CMD_TOPOLOGY, "as a graph for Graphviz"},
	{"--spof", NULL, 0, FLAG, ON(spof), CMD_TOPOLOGY,
	 "single points of failure: what devices hang on alone, and how many"},
	{"--until", "WHEN", 0, TEXT, ON(until), CMD_ACK,
	 "20:30, 2h: come what may; worse (default), recovery, stable (until anything "
	 "changes), window (of maintenance)"},
	{"--ticket", "ID", 0, TEXT, ON(ticket), CMD_COMMENT,
	 "of the ticket system; '' takes it away"},
	{"--to", "NAME", 0, TEXT, ON(to), CMD_OWN,
	 "who has it from now on (default: you; - nobody)"},
	{"--severity", "WORD", 0, TEXT, ON(severity), CMD_RAISE,
	 "warning (default), major, critical"},
	{"--follow", NULL, 'f', FLAG, ON(follow), CMD_EVENTS, "go on as they happen"},
	{"--size", "COLSxROWS", 0, SIZE, 0, CMD_SCREEN,
	 "size of the screen (default 80x24)"},
	{"--keys", "KEYS", 0, TEXT, ON(keys), CMD_SCREEN,
	 "keys to press: 'jj a<Enter>'"},
	{"--send", NULL, 0, FLAG, ON(send), CMD_ESCALATION,
	 "rehearse: have the watch send them for real, with TEST in them"},
	{"--help", NULL, 'h', FLAG, ON(help), CMD_ALL, "this help"},
	{"--version", NULL, 'V', FLAG, ON(version), CMD_DASHBOARD, "the version"},
};
/* clang-format on */
#define ROWS (sizeof rows / sizeof *rows)

/* The row of "--name", "--name=value", "-n" or "-nvalue"; *inline_value is what is
 * attached. */
static const struct row *find(const char *word, unsigned command,
			      const char **inline_value)
{
	size_t len = strcspn(word, "=");

	*inline_value = NULL;
	for (size_t i = 0; i < ROWS; i++) {
		const struct row *row = &rows[i];

		if (!(row->commands & command))
			continue;
		if (word[1] != '-' && row->letter && word[1] == row->letter) {
			*inline_value = word[2] ? word + 2 : NULL;
			return row;
		}
		if (strlen(row->name) == len && !strncmp(row->name, word, len)) {
			*inline_value = word[len] ? word + len + 1 : NULL;
			return row;
		}
	}
	return NULL;
}

static bool parse_number(const char *s, int64_t *out)
{
	char *end;

	*out = strtoll(s, &end, 10);
	return *s && !*end && *out >= 0;
}

static bool parse_size(const char *s, struct options *o)
{
	unsigned cols = 0, rows_n = 0;
	char extra;

	if (sscanf(s, "%4ux%4u%c", &cols, &rows_n, &extra) != 2 || !cols || !rows_n ||
	    cols > 1000 || rows_n > 1000)
		return false;
	o->cols = cols;
	o->rows = rows_n;
	return true;
}

static bool parse_choice(const char *kind, const char *s, bool *second)
{
	static const struct {
		const char *kind, *usual, *other;
	} choices[] = {{"WIDTH", "narrow", "wide"}, {"GLYPHS", "blocks", "braille"}};
	size_t i = 0;

	while (strcmp(choices[i].kind, kind) != 0)
		i++;
	*second = strcmp(choices[i].other, s) == 0;
	return *second || strcmp(choices[i].usual, s) == 0;
}

static bool is_view(const char *s, size_t n)
{
	const char *line, *name;

	for (unsigned i = 0; (name = views_name(i, &line)); i++)
		if (strlen(name) == n && strncmp(name, s, n) == 0)
			return true;
	return false;
}

/* With commas between them; none at all is fine. */
static bool are_views(const char *s)
{
	for (; *s; s += *s == ',') {
		size_t n = strcspn(s, ",");

		if (!is_view(s, n))
			return false;
		s += n;
	}
	return true;
}

static bool take(const struct row *row, const char *value, struct options *o)
{
	void *field = (char *)o + row->offset;

	switch (row->kind) {
	case FLAG:
		*(bool *)field = true;
		return true;
	case TEXT:
		*(const char **)field = value;
		return true;
	case NUMBER:
		return parse_number(value, field);
	case DEVICES:
		return parse_number(value, field) && o->devices > 0 &&
		       o->devices <= DEMO_DEVICES_MAX;
	case DURATION:
		return duration_parse(value, field);
	case SIZE:
		return parse_size(value, o);
	case CHOICE:
		return parse_choice(row->value, value, field);
	case VIEW:
		*(const char **)field = value;
		return is_view(value, strlen(value));
	case VIEWS:
		*(const char **)field = value;
		return are_views(value);
	}
	return false;
}

static bool take_option(unsigned command, int argc, const char *const argv[], int *i,
			struct options *o, struct buf *error)
{
	const char *value, *word = argv[*i];
	const struct row *row = find(word, command, &value);

	if (!row || (row->kind == FLAG && value)) {
		buf_printf(error, "unknown option '%s'", word);
		return false;
	}
	if (row->kind != FLAG && !value) {
		if (*i + 1 >= argc) {
			buf_printf(error, "%s needs a value: %s", row->name,
				   row->value);
			return false;
		}
		value = argv[++*i];
	}
	if (take(row, value, o))
		return true;
	buf_printf(error, "%s: '%s' is no %s", row->name, value, row->value);
	return false;
}

bool options_parse(unsigned command, int argc, const char *const argv[],
		   struct options *o, struct buf *error)
{
	bool only_args = false;

	*o = (struct options){
		.seed = DEMO_SEED, .devices = DEMO_DEVICES, .rows = 24, .cols = 80};
	for (int i = 0; i < argc; i++) {
		if (!only_args && !strcmp(argv[i], "--")) {
			only_args = true;
		} else if (!only_args && argv[i][0] == '-' && argv[i][1]) {
			if (!take_option(command, argc, argv, &i, o, error))
				return false;
		} else if (o->arg_n == OPTIONS_ARGS_MAX) {
			buf_str(error, "too many arguments");
			return false;
		} else {
			o->arg[o->arg_n++] = argv[i];
		}
	}
	return true;
}

void options_help(unsigned command, struct buf *out)
{
	for (size_t i = 0; i < ROWS; i++) {
		const struct row *row = &rows[i];
		char name[40], letter[8] = "";

		if (!(row->commands & command))
			continue;
		if (row->letter)
			snprintf(letter, sizeof letter, "-%c, ", row->letter);
		snprintf(name, sizeof name, "%s%s%s%s", letter, row->name,
			 row->value ? " " : "", row->value ? row->value : "");
		buf_printf(out, "  %-24s %s\n", name, row->help);
	}
}

bool options_doc(unsigned i, struct option_doc *doc)
{
	if (i >= ROWS)
		return false;
	*doc = (struct option_doc){.name = rows[i].name,
				   .value = rows[i].value,
				   .letter = rows[i].letter,
				   .commands = rows[i].commands,
				   .help = rows[i].help};
	return true;
}

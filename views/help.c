/*
 * The help, made from the table of commands, so that no key is missing or made up. What
 * applies to the view it was opened on stands first: its keys, its columns, what
 * letters mean; then all the rest. It is text: '/' finds a word in it.
 */
#include "views/help.h"

#include <stdio.h>
#include <string.h>

#include "views/bind.h"
#include "views/panels.h"

#define HELP_COLUMN 60 /* cells */

struct meaning {
	const char *word, *text;
};

static const struct meaning legend[] = {
	{"C M W I", "critical, major, warning, info"},
	{"a", "acknowledged, in hand of somebody"},
	{". X", "a device is up, is down"},
	{"?", "lost: not known, behind a cause"},
	{"~", "stale: the last value, kept"},
	{"P", "planned: maintenance, or not in service"},
	{"^ ^^ !!", "used from 60%, 80%, 90% on"},
	{"- n/a", "no rate; speed not known"},
	{"+14", "alerts that this one explains and hides"},
	{"21m!", "the last poll is so old"},
};

/* What stands below the title of a column, whatever list it is of. */
static const struct meaning columns[] = {
	{"ACK", "who acknowledged it, and how long ago"},
	{"ACKED", "when it was acknowledged"},
	{"ADDRESS", "where it is polled"},
	{"ADMIN", "what it is configured to be"},
	{"AGE s", "seconds since its counters were read"},
	{"AGE", "since it opened"},
	{"ALERT", "the number of the alert"},
	{"CATEGORY", "availability, performance, hardware and the like"},
	{"CAUSE", "what explains the most of it"},
	{"CHANGED", "since it went up or down"},
	{"CHECK", "the rule's name for what is wrong"},
	{"CPU", "its busiest processor or their mean, as its profile says"},
	{"CUSTOMER", "whose site it is"},
	{"DATE", "the day it happened, if not in the last 12 hours"},
	{"DESCRIPTION", "of a device its own words, of a port its alias"},
	{"DEVICE", "the name it has in the configuration"},
	{"DEVICES", "of the site, planned ones not counted"},
	{"DUPLEX", "half or full, as it tells"},
	{"ERR/s", "packets in error, both directions"},
	{"EVENT", "what happened"},
	{"FROM", "the terminal of who did it"},
	{"HIDE", "alerts that this one explains and hides"},
	{"ID", "the number of the alert"},
	{"IF", "the interface, as the device names it"},
	{"IFS", "its interfaces"},
	{"IN bps", "received, bits a second"},
	{"IN disc", "received and discarded, a second"},
	{"IN err", "received in error, a second"},
	{"IN", "used of its speed, received; since when it is down"},
	{"INDEX", "its ifIndex of today"},
	{"JITTER", "how unsteady RTT is, ms"},
	{"LIMIT", "which the value must not pass"},
	{"LOSS", "probes unanswered, of the last 60"},
	{"LOST", "devices down or behind a cause, of how many"},
	{"MEM", "memory in use"},
	{"MODEL", "as the device tells"},
	{"MTU", "the longest packet, bytes"},
	{"NAME", "the site's name in full"},
	{"NOTE", "what who acknowledged it wrote"},
	{"OF", "the device, site or window that it is about"},
	{"OPER", "what it is now"},
	{"OUT bps", "sent, bits a second"},
	{"OUT disc", "not sent but discarded, a second"},
	{"OUT err", "not sent for an error, a second"},
	{"OUT", "used of its speed, sent"},
	{"OWNER", "who runs it: provider or client"},
	{"POLL", "age of the last answer; ! later than two intervals"},
	{"PROFILE", "by which its sensors are read"},
	{"RATE in/out", "bits a second"},
	{"ROLE", "core, dist, edge, firewall, access, ap, server, ups"},
	{"RTT ms", "milliseconds to it and back"},
	{"S", "severity; a behind it: acknowledged"},
	{"SEQ", "its number in the journal"},
	{"SERIAL", "number of the device"},
	{"SINCE", "how long it has been so"},
	{"SITE", "where it stands"},
	{"SNMP ms", "how long the last poll took"},
	{"SNMP", "what came of the last poll"},
	{"SPEED", "of the interface; n/a: nobody knows"},
	{"STATE", "up, degraded, down, lost, stale; of a site in words"},
	{"SUBJECT", "device, site, circuit or customer"},
	{"SYSNAME", "the name that it has for itself"},
	{"TAGS", "of the configuration"},
	{"TEMP", "the warmest sensor"},
	{"TICKET", "its number in the ticket system"},
	{"TIME", "when it happened, by your clock"},
	{"TO", "the site at the other end"},
	{"TREND", "the last polls, the newest right"},
	{"UNTIL", "when its acknowledgement ends"},
	{"UPTIME", "since it was started"},
	{"VALUE", "that was measured"},
	{"VENDOR", "as its profile knows"},
	{"VERSION", "of its software"},
	{"WAN, busier direction", "ways to other sites: the fuller direction"},
	{"WHAT", "what is wrong; (>90%): the limit"},
	{"WHO", "who has it, or did it"},
	{"WHY", "the worst that is known of it"},
};

const char *views_letters(unsigned i, const char **meaning)
{
	if (i >= sizeof legend / sizeof *legend)
		return NULL;
	*meaning = legend[i].text;
	return legend[i].word;
}

const char *help_column(const char *title)
{
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
		if (strcmp(columns[i].word, title) == 0)
			return columns[i].text;
	return NULL;
}

static void keys_of(const struct command *k, char *out, size_t size)
{
	const uint32_t *key = bind_keys(k);
	char name[16];
	size_t n = 0;

	out[0] = '\0';
	for (int i = 0; i < BIND_KEYS && key[i] && n + sizeof name < size; i++)
		n += (size_t)snprintf(out + n, size - n, "%s%s", n ? " " : "",
				      key_label(key[i], name));
}

const char *views_keys(unsigned i, char keys[VIEWS_KEYS_SIZE])
{
	keys_of(&command_table[i], keys, VIEWS_KEYS_SIZE);
	return command_table[i].help;
}

/* --- the text ------------------------------------------------------------------------
 */

/* The help as it is composed. */
struct help {
	struct session *session;
	const struct scene *scene;
	struct prose *prose;
	int room; /* cells for what a line says */
};

/* How much of a text stands in one line: up to a blank, if all has no room. */
static int part_of(const char *text, int room)
{
	int n = (int)strlen(text), at = room;

	if (n <= room)
		return n;
	while (at > 0 && text[at] != ' ')
		at--;
	return at > 0 ? at : n;
}

static void add(const struct help *h, const char *keys, const char *text)
{
	bool long_keys = strlen(keys) >= PROSE_KEYS_COLS;

	if (long_keys) {
		prose_add(h->prose, PROSE_KEYS, "%s", keys);
		keys = "";
	}
	do {
		int n = part_of(text, h->room);

		prose_add(h->prose, PROSE_KEYS, "%-*s%.*s", PROSE_KEYS_COLS, keys, n,
			  text);
		keys = "";
		text += n;
		text += strspn(text, " ");
	} while (*text);
}

static void add_command(const struct help *h, const struct command *k)
{
	char keys[VIEWS_KEYS_SIZE];

	keys_of(k, keys, sizeof keys);
	add(h, keys, k->help);
}

/* The page on which help was asked for; NULL: none. */
static const struct page *page_below(const struct session *v)
{
	return v->depth > 0 ? &v->page[v->depth - 1] : NULL;
}

/* Is it a key of that page, and not of all? */
static bool is_here(const struct help *h, const struct command *k)
{
	struct session *v = h->session;
	bool here;

	if (!k->run || !k->allowed || !page_below(v))
		return false;
	v->depth--;
	here = k->allowed(v, h->scene);
	v->depth++;
	return here;
}

static void add_here(const struct help *h)
{
	const struct page *page = page_below(h->session);

	if (!page)
		return;
	prose_add(h->prose, PROSE_TITLE, "Here: %s", page->view->line);
	for (const struct command *k = command_table; k->help; k++)
		if (is_here(h, k))
			add_command(h, k);
}

/* Those that any width of the screen may show. */
static void add_columns(const struct help *h)
{
	const struct page *page = page_below(h->session);
	struct column column[COLUMNS_MAX];
	const struct panel *panel;
	unsigned n;

	if (!page || page->view->listless)
		return;
	panel = page_panel(page, page->focus);
	if (!panel->column_n)
		return;
	prose_add(h->prose, PROSE_TITLE, "Columns of %s", panel->title);
	n = panel_columns(h->session, page, page->focus, column);
	for (unsigned i = 0; i < n; i++) {
		const char *text = help_column(column[i].title);
		char title[PROSE_KEYS_COLS];

		snprintf(title, sizeof title, "%.*s",
			 (int)strcspn(column[i].title, ","), column[i].title);
		if (text)
			add(h, title, text);
	}
}

static void add_letters(const struct help *h)
{
	prose_add(h->prose, PROSE_TITLE, "Letters");
	for (size_t i = 0; i < sizeof legend / sizeof *legend; i++)
		add(h, legend[i].word, legend[i].text);
}

/* What is left of the section that begins at k, if anything is. */
static void add_section(const struct help *h, const struct command *k)
{
	const char *title = k->help;

	for (k++; k->help && k->run; k++) {
		if (is_here(h, k))
			continue;
		if (title)
			prose_add(h->prose, PROSE_TITLE, "%s", title);
		title = NULL;
		add_command(h, k);
	}
}

static void add_verbs(const struct help *h)
{
	char verb[PROMPT_VERB_SIZE];
	const char *text;

	prose_add(h->prose, PROSE_TITLE, "Behind :");
	for (unsigned i = 0; (text = prompt_verb(i, verb)); i++)
		add(h, verb, text);
}

static void compose(struct session *v, const struct scene *s, struct prose *p)
{
	struct help h = {.session = v, .scene = s, .prose = p};
	int width;

	prose_columns(v->cols, HELP_COLUMN, &width);
	h.room = width - PROSE_KEYS_COLS - 4;
	add_here(&h);
	add_columns(&h);
	add_letters(&h);
	for (const struct command *k = command_table; k->help; k++)
		if (!k->run)
			add_section(&h, k);
	add_verbs(&h);
}

static void draw(struct session *v, const struct scene *s, struct canvas *c,
		 struct area a)
{
	prose_view(v, s, c, a, "HELP  / finds a word");
}

const struct view help_view = {
	.name = "help",
	.line = "the keys, and what the letters mean",
	.listless = true,
	.column = HELP_COLUMN,
	.compose = compose,
	.draw = draw,
};

/*
 * Tables in mdoc(7), for noctop(1) and noctop.ini(5).
 */
#include <ctype.h>
#include <stdbool.h>

#include "probes/alert/check.h"
#include "probes/alert/state.h"
#include "probes/conf/keys.h"
#include "probes/conf/profile.h"
#include "probes/conf/rules.h"
#include "probes/model/redundancy.h"
#include "probes/notify/notice.h"
#include "tui/commands.h"
#include "tui/exits.h"
#include "tui/manual.h"
#include "views/filter.h"
#include "views/session.h"

/* --- text --- */

/* Text of ours as roff wants it: what it would take for something else is escaped. */
static void raw(struct buf *out, const char *s, size_t n)
{
	static const char *const escapes[128] = {
		['\\'] = "\\e",	 ['-'] = "\\-",	  ['"'] = "\\(dq",  ['^'] = "\\(ha",
		['~'] = "\\(ti", ['`'] = "\\(ga", ['\''] = "\\(aq",
	};

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c < 128 && escapes[c])
			buf_str(out, escapes[c]);
		else
			buf_char(out, s[i]);
	}
}

/* The same where a macro, a delimiter or a request could begin. */
static void text(struct buf *out, const char *s, size_t n)
{
	buf_str(out, "\\&");
	raw(out, s, n);
}

static void words(struct buf *out, const char *s)
{
	text(out, s, strlen(s));
}

/* Is the first word like sysObjectID, whose first letter stays small? */
static bool camel(const char *s, size_t n)
{
	for (size_t i = 1; i < n && isalnum((unsigned char)s[i]); i++)
		if (isupper((unsigned char)s[i]))
			return true;
	return false;
}

/* A sentence of its own, from the few words of a table. */
static void sentence(struct buf *out, const char *s, size_t n)
{
	char first = (char)(camel(s, n) ? *s : toupper((unsigned char)*s));

	if (!n)
		return;
	text(out, &first, 1);
	raw(out, s + 1, n - 1);
	buf_str(out, ".\n");
}

/* --- noctop(1) --- */

/* "ID... [FILE]" as macros. */
static void arguments(struct buf *out, const char *args)
{
	while (*args) {
		size_t n = strcspn(args, " ");
		bool optional = *args == '[' && args[n - 1] == ']';

		buf_str(out, optional ? " Op Ar " : " Ar ");
		text(out, args + optional, n - 2 * (size_t)optional);
		args += n + strspn(args + n, " ");
	}
}

void page_synopsis(struct buf *out)
{
	for (unsigned i = 0; i < command_n; i++) {
		const struct command *c = &commands[i];

		if (command_hidden(c))
			continue;
		buf_str(out, ".Nm noctop\n");
		if (c->name)
			buf_printf(out, ".Cm %s\n", c->name);
		buf_str(out, ".Op Ar options\n");
		if (*c->args) {
			buf_str(out, ".");
			struct buf args = {0};
			arguments(&args, c->args);
			buf_str(out, args.data + 1);
			buf_char(out, '\n');
			buf_fini(&args);
		}
	}
}

/* Nearly all commands have it: told once. */
static bool is_common(const struct option_doc *o)
{
	unsigned n = 0, all = 0;

	for (unsigned i = 0; i < command_n; i++) {
		if (command_hidden(&commands[i]))
			continue;
		all++;
		n += (o->commands & commands[i].bit) != 0;
	}
	return n + 2 >= all;
}

static void option_item(struct buf *out, const struct option_doc *o)
{
	buf_str(out, ".It");
	if (o->letter)
		buf_printf(out, " Fl %c ,", o->letter);
	buf_printf(out, " Fl \\-%s", o->name + 2);
	if (o->value)
		buf_printf(out, " Ar %s", o->value);
	buf_char(out, '\n');
	sentence(out, o->help, strlen(o->help));
}

void page_common_options(struct buf *out)
{
	struct option_doc o;

	for (unsigned i = 0; options_doc(i, &o); i++)
		if (is_common(&o))
			option_item(out, &o);
}

static void own_options(struct buf *out, unsigned bit)
{
	struct option_doc o;
	bool any = false;

	for (unsigned i = 0; options_doc(i, &o); i++) {
		if (!(o.commands & bit) || is_common(&o))
			continue;
		if (!any)
			buf_str(out, ".Bl -tag -width Ds\n");
		any = true;
		option_item(out, &o);
	}
	if (any)
		buf_str(out, ".El\n");
}

void page_commands(struct buf *out)
{
	for (unsigned i = 0; i < command_n; i++) {
		const struct command *c = &commands[i];

		if (command_hidden(c))
			continue;
		if (c->name)
			buf_printf(out, ".It Cm %s", c->name);
		else
			buf_str(out, ".It Nm noctop");
		arguments(out, c->args);
		buf_char(out, '\n');
		sentence(out, c->help, strlen(c->help));
		own_options(out, c->bit);
	}
}

void page_views(struct buf *out)
{
	const char *name, *line;

	for (unsigned i = 0; (name = views_name(i, &line)); i++) {
		buf_printf(out, ".It Cm %s\n", name);
		sentence(out, line, strlen(line));
	}
}

void page_keys(struct buf *out)
{
	char keys[VIEWS_KEYS_SIZE];
	const char *help;
	bool open = false;

	for (unsigned i = 0; (help = views_keys(i, keys)); i++) {
		if (*keys) {
			buf_str(out, ".It Ic \"");
			words(out, keys);
			buf_str(out, "\"\n");
			sentence(out, help, strlen(help));
			continue;
		}
		buf_printf(out, "%s.Ss Keys: ", open ? ".El\n" : "");
		words(out, help);
		buf_str(out, "\n.Bl -tag -width \"Space mark\" -compact\n");
		open = true;
	}
	buf_str(out, open ? ".El\n" : "");
}

void page_letters(struct buf *out)
{
	const char *letters, *meaning;

	for (unsigned i = 0; (letters = views_letters(i, &meaning)); i++) {
		buf_str(out, ".It Ql \"");
		words(out, letters);
		buf_str(out, "\"\n");
		sentence(out, meaning, strlen(meaning));
	}
}

/* "vendor" (v, vendor; chosen): as its profile knows. */
void page_columns(struct buf *out)
{
	const char *list = "";
	struct views_column k;

	for (unsigned i = 0; views_column(i, &k); i++) {
		if (strcmp(list, k.list) != 0)
			buf_printf(out,
				   "%s.Pp\nColumns of\n.Ic %s :\n"
				   ".Bl -tag -width \"out_discards\" -compact\n",
				   *list ? ".El\n" : "", k.list);
		list = k.list;
		buf_str(out, ".It Ic \"");
		words(out, k.word);
		if (k.letter)
			buf_printf(out, "  %c", k.letter);
		buf_str(out, "\"\n");
		sentence(out, k.meaning ? k.meaning : "",
			 strlen(k.meaning ? k.meaning : ""));
		if (k.key && strcmp(k.key, k.word) != 0) {
			buf_str(out, "Key\n.Ql ");
			words(out, k.key);
			buf_str(out, " .\n");
		}
		if (k.extra)
			buf_str(out, "Shown when it is chosen.\n");
	}
	buf_str(out, *list ? ".El\n" : "");
}

static void filter_fields(struct buf *out, bool of_numbers)
{
	const char *name;
	bool number, first = true;

	for (unsigned i = 0; (name = filter_field(i, &number)); i++) {
		if (number != of_numbers)
			continue;
		buf_printf(out, "%s.Ic %s", first ? "" : " ,\n", name);
		first = false;
	}
	buf_str(out, " .\n");
}

void page_filter_words(struct buf *out)
{
	filter_fields(out, false);
}

void page_filter_numbers(struct buf *out)
{
	filter_fields(out, true);
}

void page_exits(struct buf *out)
{
#define ITEM(name, code, meaning)                                                      \
	buf_printf(out, ".It %d\n", code);                                             \
	sentence(out, meaning, strlen(meaning));
	EXITS(ITEM)
#undef ITEM
}

/* --- the words of status --json --- */

/* The names of an enum, by number. */
#define NAMES(kind, function)                                                          \
	static const char *kind##_word(unsigned i)                                     \
	{                                                                              \
		return function((enum kind)i);                                         \
	}
NAMES(site_state, site_state_name)
NAMES(dev_state, dev_state_name)
NAMES(reason, reason_name)
NAMES(role, role_name)
NAMES(if_status, if_status_name)
NAMES(no_rate, rate_reason_name)
NAMES(speed_source, speed_source_name)
NAMES(sensor_kind, sensor_kind_name)
NAMES(sensor_state, sensor_state_name)
NAMES(peer_kind, peer_kind_name)
NAMES(peer_state, peer_state_name)
NAMES(redundancy_kind, redundancy_kind_name)
NAMES(redundancy_state, redundancy_state_name)
NAMES(severity, severity_name)
NAMES(category, category_name)
NAMES(check, check_name)
NAMES(ack_intent, ack_intent_name)
NAMES(event_kind, event_name)
NAMES(subject, subject_name)
#undef NAMES

/* Hidden behind a cause is a state, too, as JSON has it. */
static const char *alert_state_word(unsigned i)
{
	return i == ALERT_STATE_N ? "suppressed"
				  : alert_state_name((enum alert_state)i);
}

static const struct {
	const char *key;
	const char *(*word)(unsigned);
	unsigned first, end;
} enums[] = {
	{"sites: state", site_state_word, 0, SITE_STATE_N},
	{"devices: state", dev_state_word, 0, DEV_STATE_N},
	{"devices: reason", reason_word, 0, REASON_N},
	{"devices: role", role_word, 0, ROLE_N},
	{"sensors: kind", sensor_kind_word, 0, SENSOR_KINDS},
	{"sensors: state", sensor_state_word, 0, SENSOR_STATES},
	{"peers: kind", peer_kind_word, 0, PEER_LAG},
	{"peers: state", peer_state_word, 0, PEER_STATES},
	{"redundancy: kind", redundancy_kind_word, 0, REDUNDANCY_KINDS},
	{"redundancy: state", redundancy_state_word, 0, REDUNDANCY_STATES},
	{"interfaces: admin, oper", if_status_word, IF_UP, IF_STATUS_N},
	{"interfaces: no_rate_reason", no_rate_word, RATE_FIRST, NO_RATE_N},
	{"interfaces: speed_source", speed_source_word, SPEED_CONFIGURED,
	 SPEED_SOURCE_N},
	{"alerts, events: severity", severity_word, SEV_INFO, SEV_CRITICAL + 1},
	{"alerts: state", alert_state_word, ALERT_OPEN, ALERT_STATE_N + 1},
	{"alerts: category", category_word, 0, CAT_N},
	{"alerts, events: check", check_word, 0, CHECK_N},
	{"alerts: ack.intent", ack_intent_word, 0, ACK_INTENT_N},
	{"events: kind", event_kind_word, EVENT_OPENED, EVENT_N},
	{"events: subject", subject_word, 0, SUBJECT_N},
};

void page_enums(struct buf *out)
{
	for (size_t i = 0; i < sizeof enums / sizeof *enums; i++) {
		buf_str(out, ".It ");
		words(out, enums[i].key);
		for (unsigned w = enums[i].first; w < enums[i].end; w++) {
			buf_str(out, w == enums[i].first ? "\n" : ",\n");
			words(out, enums[i].word(w));
		}
		buf_char(out, '\n');
	}
}

/* --- noctop.ini(5) --- */

static const char *const types[] = {
	[KEY_TEXT] = "text",
	[KEY_NAME] = "name",
	[KEY_NAMES] = "name, ...",
	[KEY_ADDRESS] = "address",
	[KEY_ADDRESSES] = "address, ...",
	[KEY_PORT] = "port",
	[KEY_DURATION] = "duration",
	[KEY_YESNO] = "yes | no",
	[KEY_NUMBER] = "number",
	[KEY_SPEED] = "speed",
	[KEY_ZONE] = "zone",
	[KEY_CALENDAR] = "calendar",
	[KEY_SECRET] = "secret",
	[KEY_OTHER] = "value",
};

/* What a key takes: a kind of value, or "core | dist | edge". */
static void takes(struct buf *out, const struct key_def *key)
{
	const char *w = key->words;

	if (key->type != KEY_WORD && key->type != KEY_WORDS) {
		words(out, types[key->type]);
		return;
	}
	while (*w) {
		size_t n = strcspn(w, "|");

		text(out, w, n);
		w += n + (w[n] != '\0');
		buf_str(out, *w ? " | " : "");
	}
	buf_str(out, key->type == KEY_WORDS ? ", ..." : "");
}

static void key_item(struct buf *out, const struct key_def *key)
{
	size_t n = strlen(key->doc);
	const char *otherwise =
		n && key->doc[n - 1] == ')' ? strrchr(key->doc, '(') : NULL;

	buf_str(out, ".It Ic \"");
	words(out, key->name);
	buf_str(out, "\" No = Ar \"");
	takes(out, key);
	buf_str(out, "\"\n");
	sentence(out, key->doc, otherwise ? (size_t)(otherwise - key->doc) - 1 : n);
	if (key->needed)
		buf_str(out, "It must be given.\n");
	if (!otherwise)
		return;
	buf_str(out, "Default: ");
	text(out, otherwise + 1, strlen(otherwise) - 2);
	buf_str(out, ".\n");
}

static void key_items(struct buf *out, const struct key_def *key)
{
	buf_str(out, ".Bl -tag -width Ds\n");
	for (; key->name; key++)
		key_item(out, key);
	buf_str(out, ".El\n");
}

static void section(struct buf *out, const struct kind_def *kind)
{
	if (kind->form == KIND_LATER)
		return;
	buf_printf(out, ".Ss \\&[%s%s]\n", kind->kind,
		   kind->form == KIND_NAMED ? " NAME" : "");
	sentence(out, kind->doc, strlen(kind->doc));
	key_items(out, kind->keys);
}

void page_sections(struct buf *out)
{
	for (const struct kind_def *kind = inventory_kinds; kind->kind; kind++)
		section(out, kind);
}

void page_rules(struct buf *out)
{
	for (const struct kind_def *kind = rule_kinds; kind->kind; kind++)
		section(out, kind);
}

void page_profiles(struct buf *out)
{
	for (const struct kind_def *kind = profile_kinds; kind->kind; kind++)
		section(out, kind);
}

void page_later(struct buf *out)
{
	for (const struct kind_def *kind = inventory_kinds; kind->kind; kind++)
		if (kind->form == KIND_LATER)
			buf_printf(out, ".Ic \\&[%s]\n", kind->kind);
}

/* A unit as it stands behind a number, for people. */
static const char *unit_words(const char *unit)
{
	static const char *const words[][2] = {{"%", "percent"},
					       {"°", "degrees Celsius"},
					       {" s", "seconds"},
					       {"/s", "per second"}};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcmp(unit, words[i][0]))
			return words[i][1];
	return *unit == ' ' ? unit + 1 : unit;
}

void page_checks(struct buf *out)
{
	static const char *const things[OF_N] = {
		[OF_DEVICE] = "a device",
		[OF_INTERFACE] = "an interface",
		[OF_SENSOR] = "a sensor",
		[OF_SITE] = "a site",
		[OF_PEER] = "a peer",
		[OF_GROUP] = "what stands in for each other",
		[OF_CIRCUIT] = "a circuit",
		[OF_CUSTOMER] = "a customer",
		[OF_WATCH] = "the watch itself"};

	for (unsigned i = 0; i < check_first(OF_NOTHING); i++) {
		enum check check = (enum check)i;
		const char *unit = unit_words(check_unit(check));

		buf_printf(out, ".It Ic %s\nOf %s%s%s.\n", check_name(check),
			   things[check_thing(check)],
			   !*unit			    ? ""
			   : *unit == 'p' && unit[3] == ' ' ? ", "
							    : ", in ",
			   unit);
	}
}

void page_hook_values(struct buf *out)
{
	struct notice_doc doc;

	for (unsigned i = 0; notice_doc(i, &doc); i++) {
		buf_str(out, ".It Ic \"");
		words(out, doc.name);
		buf_str(out, "\" Pq Ev ");
		words(out, doc.variable);
		buf_char(out, '\n');
		sentence(out, doc.doc, strlen(doc.doc));
	}
}

void page_hook_names(struct buf *out)
{
	const char *name;

	for (unsigned i = 0; (name = notice_other_name(i)); i++)
		buf_printf(out, ".Ev %s%s\n", name,
			   notice_other_name(i + 1) ? " ," : " .");
}

/*
 * act: what operators do.
 *
 * Keys and commands end in the same few calls of alert; only what they print differs.
 */
#include "tui/act.h"

#include <inttypes.h>

#include "probes/base/clock.h"
#include "probes/wire/trace.h"
#include "tui/accept.h"
#include "tui/act_alerts.h"
#include "tui/escalate.h"
#include "tui/exits.h"
#include "tui/maintain.h"
#include "tui/options.h"
#include "tui/pager.h"
#include "tui/picture.h"
#include "tui/print.h"
#include "tui/rules.h"
#include "views/filter.h"

#define ALERTS_MAX 20000
#define GHOST_MS 0

/* --- keys --- */

static void say(struct seat *s, bool error, const char *words)
{
	struct scene scene;

	watch_scene(seat_watch(s), &scene);
	session_say(s->session, &scene, error, words);
}

/* What was put into the journal is saved a moment later; the screen says when. */
static void say_done(struct seat *s, const char *words, const char *hint)
{
	const struct journal *journal = seat_watch(s)->journal;
	struct scene scene;

	watch_scene(seat_watch(s), &scene);
	session_say_saving(s->session, &scene, words, hint);
	s->said_seq = journal_seq(journal);
	if (!journal_backlog(journal))
		session_saved(s->session, &scene);
}

/* Do something to each alert of an act; what failed first is told. */
static void to_each(struct seat *s, const struct act *act, const char *done,
		    int (*one)(struct seat *, const struct act *, uint64_t id,
			       int64_t now_ms))
{
	char words[96];
	int64_t now_ms = clock_wall_ms(); /* one act is undone as one */
	uint32_t good = 0;
	int failed = ALERT_OK;

	for (uint32_t i = 0; i < act->n; i++) {
		int result = one(s, act, act->alerts[i], now_ms);

		good += result == ALERT_OK;
		if (result != ALERT_OK && failed == ALERT_OK)
			failed = result;
	}
	watch_flush(seat_watch(s));
	if (failed != ALERT_OK && !good)
		snprintf(words, sizeof words, "not %s: %s", done, alert_error(failed));
	else if (failed != ALERT_OK)
		snprintf(words, sizeof words, "%s %" PRIu32 " of %" PRIu32 ": %s", done,
			 good, act->n, alert_error(failed));
	else
		snprintf(words, sizeof words, "%s %" PRIu32, done, good);
	if (failed != ALERT_OK)
		say(s, true, words);
	else
		say_done(s, words,
			 act->kind == ACT_ACK || act->kind == ACT_RELEASE
				 ? "   u undoes"
				 : "");
}

static int ack_one(struct seat *s, const struct act *act, uint64_t id, int64_t now_ms)
{
	struct watch *w = seat_watch(s);
	struct ack_request request = {.by = s->who,
				      .intent = act->intent,
				      .note = act->note ? act->note : "",
				      .until_ms = act->until_ms,
				      .administrator = seat_administers(s)};

	if (act->intent == ACK_WINDOW)
		request.until_ms = act_window_end(w, id);
	return alert_acknowledge(&w->alerts, id, &request, now_ms, &w->events);
}

static int release_one(struct seat *s, const struct act *act, uint64_t id,
		       int64_t now_ms)
{
	struct watch *w = seat_watch(s);

	(void)act;
	return alert_release(&w->alerts, id, &s->who, now_ms, &w->events);
}

static int comment_one(struct seat *s, const struct act *act, uint64_t id,
		       int64_t now_ms)
{
	struct watch *w = seat_watch(s);
	int result = ALERT_OK;

	if (act->name)
		result = alert_set_ticket(&w->alerts, id, &s->who, act->name, now_ms,
					  &w->events);
	if (result != ALERT_OK || (act->name && !act->note[0]))
		return result;
	return alert_comment(&w->alerts, id, &s->who, act->note, now_ms, &w->events);
}

static int own_one(struct seat *s, const struct act *act, uint64_t id, int64_t now_ms)
{
	struct watch *w = seat_watch(s);

	return alert_own(&w->alerts, id, &s->who, act->name, act->note, now_ms,
			 &w->events);
}

static int escalate_one(struct seat *s, const struct act *act, uint64_t id,
			int64_t now_ms)
{
	struct watch *w = seat_watch(s);

	return alert_escalate(&w->alerts, id, &s->who, act->name, act->note, now_ms,
			      &w->events);
}

/* That it is noted and calls nobody must not be missed. */
static void escalate(struct seat *s, const struct act *act)
{
	const struct watch *w = seat_watch(s);
	const char *why = NULL;
	char words[96];

	for (uint32_t i = 0; i < act->n && !why; i++) {
		const struct alert *a = alert_find(&w->alerts, act->alerts[i]);

		if (a && a->state != ALERT_CLEARED && !a->suppressed)
			why = pager_unheard(w->pager, a, act->name && act->name[0]);
	}
	to_each(s, act, "asked to escalate", escalate_one);
	snprintf(words, sizeof words, "noted, but nobody is called: %s",
		 why ? why : "");
	if (why)
		say(s, true, words);
}

static int clear_one(struct seat *s, const struct act *act, uint64_t id, int64_t now_ms)
{
	struct watch *w = seat_watch(s);

	return alert_clear(&w->alerts, id, &s->who, act->note, now_ms, &w->events);
}

static void raise_alert(struct seat *s, const struct act *act)
{
	char words[96];
	uint64_t id = 0;
	int result =
		act_raise_on(s, act->subject, act->name, act->severity, act->note, &id);

	watch_flush(seat_watch(s));
	if (result == ALERT_OK) {
		snprintf(words, sizeof words, "raised alert %" PRIu64, id);
		say_done(s, words, "");
	} else {
		snprintf(words, sizeof words, "not raised: %s", alert_error(result));
		say(s, true, words);
	}
}

static void maintain(struct seat *s, const struct act *act)
{
	char words[96];

	if (maintain_act(s, act, words, sizeof words))
		say_done(s, words, act->kind == ACT_DONE ? "" : "   m ends it");
	else
		say(s, true, words);
}

static void accept_baseline(struct seat *s)
{
	char words[96];

	if (accept_begin(s, words, sizeof words))
		say_done(s, words, "");
	else
		say(s, true, words);
}

static void undo(struct seat *s)
{
	struct watch *w = seat_watch(s);
	int n = alert_undo(&w->alerts, &s->who, clock_wall_ms(), &w->events);
	char words[64];

	watch_flush(w);
	if (n > 0) {
		snprintf(words, sizeof words, "undone %d", n);
		say_done(s, words, "");
	} else {
		say(s, true, alert_error(n));
	}
}

static void quit(struct seat *s)
{
	const char *stops = watch_stops(seat_watch(s));
	char words[160] = "";

	if (stops && operators_count(s->all) == 1)
		snprintf(words, sizeof words, "%s stopped", stops);
	seat_dismiss(s, EXIT_OK, words);
}

/* The screen is written by the operator's own process, with the operator's rights. */
static void write_screen(struct seat *s, const char *name)
{
	char stamped[64], when[CLOCK_RFC3339_SIZE];
	struct buf text = {0};
	struct scene scene;

	clock_rfc3339(when, clock_wall_ms());
	snprintf(stamped, sizeof stamped, "noctop-%.10s-%.2s%.2s%.2s.txt", when,
		 when + 11, when + 14, when + 17);
	if (!name)
		name = stamped;
	if (sheet_format(name) != SHEET_NONE) {
		seat_write_list(s, name);
		return;
	}
	watch_scene(seat_watch(s), &scene);
	/* of what is text all of it, not only what the screen shows */
	if (picture_named(name) == PICTURE_TEXT)
		session_text(s->session, &scene, &text);
	seat_send(s, &(struct link_message){.kind = LINK_FILE,
					    .name = name,
					    .bytes = text.data,
					    .len = (uint32_t)text.len});
	buf_fini(&text);
}

static void copy(struct seat *s, const char *text)
{
	seat_send(s, &(struct link_message){.kind = LINK_COPY,
					    .bytes = text,
					    .len = (uint32_t)strlen(text)});
}

/* The address is the configuration's: nothing that a device says is connected to. */
static void connect_to(struct seat *s, dev_id dev)
{
	const struct network *net = seat_watch(s)->net;
	const char *address;

	if (dev >= net->dev_n)
		return;
	address = network_str(net, net->dev[dev].address);
	seat_send(s,
		  &(struct link_message){.kind = LINK_CONNECT,
					 .name = network_str(net, net->dev[dev].name),
					 .bytes = address,
					 .len = (uint32_t)strlen(address)});
}

/* A way that is known is shown as it is, unless it is asked for anew. */
static void trace(struct seat *s, const struct act *act)
{
	struct watch *w = seat_watch(s);
	int64_t now_ms = clock_wall_ms();
	bool begun =
		trace_want(w->self.trace, act->device, act->n ? now_ms : 0, now_ms);

	if (act->n)
		poll_now(w->poll, act->device);
	if (begun)
		say(s, false, "our own probes are on their way");
	else if (act->n)
		say(s, false, "polling now");
}

static void burst(struct seat *s, dev_id dev)
{
	struct watch *w = seat_watch(s);
	bool on = w->net->dev[dev].burst_until_ms <= clock_wall_ms();
	char words[96];

	if (!poll_burst(w->poll, dev, on)) {
		snprintf(words, sizeof words,
			 "%d devices are polled every second already", POLL_BURSTS);
		say(s, true, words);
		return;
	}
	say(s, false,
	    on ? "polled every second for five minutes; b ends it"
	       : "polled on its interval again");
}

/* Nobody is logged in at a wall: who it was is what they said, beside whose wall. */
static void act_as(struct seat *s, const struct act *act)
{
	struct act same = *act;
	struct who wall = s->who;

	same.initials = NULL;
	snprintf(s->who.name, sizeof s->who.name, "%.16s/%.12s", wall.name,
		 act->initials);
	act_perform(s, &same);
	s->who = wall;
}

static void keep(struct seat *s, const char *text)
{
	seat_send(s, &(struct link_message){.kind = LINK_KEEP,
					    .bytes = text,
					    .len = (uint32_t)strlen(text)});
}

void act_perform(struct seat *s, const struct act *act)
{
	if (act->initials && *act->initials) {
		act_as(s, act);
		return;
	}
	switch (act->kind) {
	case ACT_NONE:
		break;
	case ACT_REPAINT:
		s->full = true;
		break;
	case ACT_QUIT:
		quit(s);
		break;
	case ACT_ACK:
		to_each(s, act, "acknowledged", ack_one);
		break;
	case ACT_RELEASE:
		to_each(s, act, "released", release_one);
		break;
	case ACT_COMMENT:
		to_each(s, act, "noted", comment_one);
		break;
	case ACT_OWN:
		to_each(s, act, "handed over", own_one);
		break;
	case ACT_ESCALATE:
		escalate(s, act);
		break;
	case ACT_CLEAR:
		to_each(s, act, "cleared", clear_one);
		break;
	case ACT_RAISE:
		raise_alert(s, act);
		break;
	case ACT_UNDO:
		undo(s);
		break;
	case ACT_PLAN:
	case ACT_EXTEND:
	case ACT_DONE:
		maintain(s, act);
		break;
	case ACT_POLL_NOW:
		poll_now(seat_watch(s)->poll, act->device);
		say(s, false, "polling now");
		break;
	case ACT_TRACE:
		trace(s, act);
		break;
	case ACT_BURST:
		burst(s, act->device);
		break;
	case ACT_WRITE:
		write_screen(s, act->name);
		break;
	case ACT_COPY:
		copy(s, act->note);
		break;
	case ACT_KEEP:
		keep(s, act->note);
		break;
	case ACT_BASELINE:
		accept_baseline(s);
		break;
	case ACT_CONNECT:
		connect_to(s, act->device);
		break;
	}
}

/* --- commands --- */

void act_answer(struct seat *s, struct buf *out, bool error)
{
	if (out->len)
		seat_send(s, &(struct link_message){.kind = LINK_SAY,
						    .error = error,
						    .bytes = out->data,
						    .len = (uint32_t)out->len});
	buf_reset(out);
}

/* None lets all through. False, and words: it is no filter. */
static bool take_filter(const struct options *opts, struct filter *filter,
			struct buf *error)
{
	char why[FILTER_SIZE];

	if (!opts->filter || filter_parse(filter, opts->filter, why))
		return true;
	buf_printf(error, "--filter: %s\n", why);
	return false;
}

static int command_alerts(struct seat *s, const struct options *opts)
{
	const struct alert **row = calloc(ALERTS_MAX, sizeof *row);
	struct watch *w = seat_watch(s);
	int64_t now_ms = clock_wall_ms();
	struct buf out = {0};
	struct filter filter = {.n = 0};
	uint32_t n, listed = 0;
	struct scene scene;

	if (!take_filter(opts, &filter, &out)) {
		act_answer(s, &out, true);
		buf_fini(&out);
		free(row);
		return EXIT_USAGE;
	}
	if (!row)
		return EXIT_FAILED;
	watch_scene(w, &scene);
	n = alerts_list(&w->alerts, opts->hidden, now_ms, GHOST_MS, row, ALERTS_MAX);
	if (n > ALERTS_MAX)
		n = ALERTS_MAX;
	for (uint32_t i = 0; i < n; i++)
		if ((!opts->in_hand || row[i]->state == ALERT_ACKNOWLEDGED) &&
		    views_alert_passes(&scene, &filter, row[i]))
			print_alerts_row(&out, listed++, scene.net, row[i], opts->json,
					 now_ms);
	print_alerts_end(&out, listed, opts->json);
	act_answer(s, &out, false);
	buf_fini(&out);
	free(row);
	return EXIT_OK;
}

static int command_why(struct seat *s, const struct options *opts)
{
	struct session_options as = {
		.who = s->who, .zone = s->zone, .ascii = s->ascii || opts->ascii};
	struct buf out = {0}, error = {0};
	struct scene scene;
	int code = EXIT_OK;

	watch_scene(seat_watch(s), &scene);
	for (unsigned i = 0; i < opts->arg_n; i++) {
		if (i)
			buf_char(&out, '\n');
		if (views_why(&scene, &as, opts->arg[i], &out))
			continue;
		code = EXIT_FAILED;
		buf_printf(&error, "no site, device or circuit '%.100s'\n",
			   opts->arg[i]);
	}
	act_answer(s, &out, false);
	act_answer(s, &error, true);
	buf_fini(&out);
	buf_fini(&error);
	return code;
}

static int command_rules(struct seat *s, const struct options *opts)
{
	struct watch *w = seat_watch(s);
	struct rules_scene scene = {.net = w->net,
				    .alerts = &w->alerts,
				    .name = w->setup->inventory.settings.name,
				    .live = true,
				    .now_ms = clock_wall_ms()};
	struct buf out = {0}, why = {0};
	bool good = rules_print(&scene, opts, &out, &why);

	act_answer(s, &out, false);
	act_answer(s, &why, true);
	buf_fini(&out);
	buf_fini(&why);
	return good ? EXIT_OK : EXIT_FAILED;
}

static int command_maintenance(struct seat *s, const struct options *opts)
{
	struct buf out = {0}, error = {0};
	int code = maintain_command(s, opts, &out, &error);

	act_answer(s, &out, false);
	act_answer(s, &error, true);
	buf_fini(&out);
	buf_fini(&error);
	return code;
}

static int command_baseline(struct seat *s, const struct options *opts)
{
	struct buf out = {0}, error = {0};
	int code = accept_command(s, opts, &out, &error);

	act_answer(s, &out, false);
	act_answer(s, &error, true);
	buf_fini(&out);
	buf_fini(&error);
	return code;
}

/* What the journal tells of the past comes later, a line an event; whoever hung up by
 * then is forgotten by it. */
static void past_event(void *ctx, const struct event *e)
{
	struct seat *s = ctx;
	struct buf out = {0};
	struct scene scene;

	watch_scene(seat_watch(s), &scene);
	if (e && !views_event_passes(&scene, &s->asked_filter, e))
		return;
	if (e) {
		print_event(&out, e, s->follows_json);
		act_answer(s, &out, false);
	} else if (!s->follows) {
		seat_dismiss(s, EXIT_OK, "");
	}
	buf_fini(&out);
}

static void command_events(struct seat *s, const struct options *opts)
{
	struct buf error = {0};

	s->follows = opts->follow;
	s->follows_json = opts->json;
	if (take_filter(opts, &s->asked_filter, &error) &&
	    events_ask(opts, clock_wall_ms(), &s->asked, &error))
		journal_ask_events(seat_watch(s)->journal, &s->asked.query, past_event,
				   s);
	else
		seat_dismiss(s, EXIT_USAGE, error.data);
	buf_fini(&error);
}

/* Administrators may have its configuration read again. */
static void command_reload(struct seat *s)
{
	if (seat_administers(s))
		watch_reload(seat_watch(s), s);
	else
		seat_dismiss(s, EXIT_FAILED, "this watch belongs to somebody else");
}

/* Whom the ladder of a policy calls now gets a test notice: all results, then the end.
 */
static void command_escalation(struct seat *s, const struct options *opts)
{
	struct watch *w = seat_watch(s);
	const struct roster *r = &w->setup->inventory.roster;
	const struct policy *p = NULL;
	struct alert about = {0};
	char error[192] = "rehearse, and nothing else, is for the watch to do";

	if (opts->arg_n == 3)
		p = escalate_policy(r, w->net, opts->arg[1], opts->arg[2], &about,
				    error, sizeof error);
	if (!opts->arg_n || strcmp(opts->arg[0], "rehearse") ||
	    (opts->arg_n == 3 && !p))
		seat_dismiss(s, EXIT_FAILED, error);
	else if (pager_state(w->pager) == PAGING_OFF)
		seat_dismiss(s, EXIT_FAILED, "this watch calls nobody: paging is OFF");
	else if (!pager_rehearse(w->pager, s, p, opts->arg_n == 3 ? &about : NULL))
		seat_dismiss(s, EXIT_FAILED, "a rehearsal is under way");
}

static const struct {
	const char *name;
	unsigned bit;
} known[] = {
	{"alerts", CMD_ALERTS},
	{"ack", CMD_ACK},
	{"unack", CMD_UNACK},
	{"comment", CMD_COMMENT},
	{"own", CMD_OWN},
	{"raise", CMD_RAISE},
	{"clear", CMD_CLEAR},
	{"events", CMD_EVENTS},
	{"reload", CMD_RELOAD},
	{"why", CMD_WHY},
	{"rules", CMD_RULES},
	{"maintenance", CMD_MAINTENANCE},
	{"escalation", CMD_ESCALATION},
	{"baseline", CMD_BASELINE},
};

static unsigned command_bit(const char *name)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcmp(known[i].name, name))
			return known[i].bit;
	return 0;
}

static void command_run(struct seat *s, unsigned command, const struct options *opts)
{
	switch (command) {
	case CMD_ALERTS:
		seat_dismiss(s, command_alerts(s, opts), "");
		break;
	case CMD_ACK:
	case CMD_UNACK:
	case CMD_COMMENT:
	case CMD_OWN:
	case CMD_CLEAR:
		seat_dismiss_saved(s, act_on_alerts(s, command, opts));
		break;
	case CMD_RAISE:
		seat_dismiss_saved(s, act_raise(s, opts));
		break;
	case CMD_EVENTS:
		command_events(s, opts);
		break;
	case CMD_RELOAD:
		command_reload(s);
		break;
	case CMD_ESCALATION:
		command_escalation(s, opts);
		break;
	case CMD_WHY:
		seat_dismiss(s, command_why(s, opts), "");
		break;
	case CMD_RULES:
		seat_dismiss(s, command_rules(s, opts), "");
		break;
	case CMD_MAINTENANCE:
		seat_dismiss(s, command_maintenance(s, opts), "");
		break;
	case CMD_BASELINE:
		seat_dismiss_saved(s, command_baseline(s, opts));
		break;
	default:
		seat_dismiss(s, EXIT_USAGE, "this watch does not know that command");
	}
}

void act_command(struct seat *s, const char *bytes, uint32_t n)
{
	const char *argv[OPTIONS_ARGS_MAX];
	struct options opts;
	struct buf error = {0};
	unsigned command;

	if (!n || n > OPTIONS_ARGS_MAX) {
		seat_dismiss(s, EXIT_USAGE, "too many arguments");
		return;
	}
	for (uint32_t i = 0; i < n; i++, bytes += strlen(bytes) + 1)
		argv[i] = bytes;
	command = command_bit(argv[0]);
	if (!seat_watch(s)->restored)
		seat_dismiss(s, EXIT_AGAIN, "the watch still reads its journal");
	else if (options_parse(command, (int)n - 1, argv + 1, &opts, &error))
		command_run(s, command, &opts);
	else
		seat_dismiss(s, EXIT_USAGE, error.data);
	buf_fini(&error);
}

/*
 * What is done to several alerts is done to each; one that is not there stops nothing.
 */
#include "tui/act_alerts.h"

#include <inttypes.h>

#include "probes/base/clock.h"
#include "probes/base/until.h"
#include "tui/exits.h"

int64_t act_window_end(struct watch *w, uint64_t id)
{
	const struct alert *a = alert_find(&w->alerts, id);

	return a ? maintenance_until(&w->maintenance, w->net, a) : 0;
}

int act_raise_on(struct seat *s, enum subject subject, const char *name,
		 enum severity severity, const char *text, uint64_t *id)
{
	struct watch *w = seat_watch(s);
	struct raise_request request = {
		.by = s->who,
		.subject = subject,
		.thing = alert_thing(w->net, subject, name),
		.severity = severity,
		.text = text,
	};

	return alert_raise(&w->alerts, w->net, &request, clock_wall_ms(), &w->events,
			   id);
}

/* What a command was told, made safe. */
struct told {
	const struct options *opts;
	int64_t now_ms, until_ms;
	enum ack_intent intent;
	char note[TEXT_BYTES_MAX + 1], word[TEXT_BYTES_MAX + 1]; /* to, or ticket */
};

static void clean(const char *s, char out[TEXT_BYTES_MAX + 1])
{
	uint16_t width;

	out[0] = '\0';
	if (s)
		text_clean(s, strlen(s), out, &width);
}

/* A word is an intent, anything else a time. */
static bool tell_until(const struct seat *s, struct told *t)
{
	const char *until = t->opts->until;

	t->intent = ACK_WORSE;
	if (t->opts->for_ms) {
		t->intent = ACK_TIME;
		t->until_ms = t->now_ms + t->opts->for_ms;
	}
	if (!until || ack_intent_find(until, &t->intent))
		return !until || t->intent != ACK_TIME;
	t->intent = ACK_TIME;
	return until_parse(until, s->zone, t->now_ms, &t->until_ms);
}

static int acknowledge(struct seat *s, const struct told *t, uint64_t id)
{
	struct watch *w = seat_watch(s);
	struct ack_request request = {
		.by = s->who,
		.intent = t->intent,
		.note = t->note,
		.until_ms =
			t->intent == ACK_WINDOW ? act_window_end(w, id) : t->until_ms,
		.administrator = seat_administers(s),
	};

	return alert_acknowledge(&w->alerts, id, &request, t->now_ms, &w->events);
}

static int comment(struct seat *s, const struct told *t, uint64_t id)
{
	struct watch *w = seat_watch(s);
	int result = ALERT_OK;

	if (t->opts->ticket)
		result = alert_set_ticket(&w->alerts, id, &s->who, t->word, t->now_ms,
					  &w->events);
	if (result != ALERT_OK || (t->opts->ticket && !t->note[0]))
		return result;
	return alert_comment(&w->alerts, id, &s->who, t->note, t->now_ms, &w->events);
}

static int do_one(struct seat *s, unsigned command, const struct told *t, uint64_t id)
{
	struct watch *w = seat_watch(s);

	switch (command) {
	case CMD_ACK:
		return acknowledge(s, t, id);
	case CMD_UNACK:
		return alert_release(&w->alerts, id, &s->who, t->now_ms, &w->events);
	case CMD_OWN:
		return alert_own(&w->alerts, id, &s->who, t->word, t->note, t->now_ms,
				 &w->events);
	case CMD_CLEAR:
		return alert_clear(&w->alerts, id, &s->who, t->note, t->now_ms,
				   &w->events);
	default:
		return comment(s, t, id);
	}
}

/* Nobody is to believe that it lasts longer than it may. */
static void tell_end(struct seat *s, const struct told *t, uint64_t id, struct buf *out)
{
	const struct alert *a = alert_find(&seat_watch(s)->alerts, id);
	char until[CLOCK_RFC3339_SIZE];

	if (t->intent == ACK_TIME && a && a->ack.until_ms < t->until_ms)
		buf_printf(out, "alert %" PRIu64 ": until %s, no longer may be\n", id,
			   clock_rfc3339(until, a->ack.until_ms));
}

static int do_each(struct seat *s, unsigned command, const struct told *t,
		   struct buf *out)
{
	int code = EXIT_OK;

	for (unsigned i = 0; i < t->opts->arg_n; i++) {
		const char *word = t->opts->arg[i];
		char *end;
		uint64_t id = strtoull(word, &end, 10);
		int result = *word && !*end && id ? do_one(s, command, t, id)
						  : ALERT_NO_SUCH;

		if (result == ALERT_OK) {
			if (command == CMD_ACK)
				tell_end(s, t, id, out);
			continue;
		}
		code = EXIT_FAILED;
		buf_printf(out, "alert %.40s: %s\n", word, alert_error(result));
	}
	return code;
}

int act_on_alerts(struct seat *s, unsigned command, const struct options *opts)
{
	struct told t = {.opts = opts, .now_ms = clock_wall_ms()};
	struct buf out = {0};
	int code = EXIT_USAGE;

	clean(opts->note, t.note);
	clean(command == CMD_OWN ? opts->to : opts->ticket, t.word);
	if (tell_until(s, &t))
		code = do_each(s, command, &t, &out);
	else
		buf_printf(&out, "--until: '%.40s' is no time ahead\n", opts->until);
	watch_flush(seat_watch(s));
	act_answer(s, &out, true);
	buf_fini(&out);
	return code;
}

int act_raise(struct seat *s, const struct options *opts)
{
	const struct watch *w = seat_watch(s);
	const char *name = opts->arg[0];
	enum subject subject;
	enum severity severity =
		opts->severity ? severity_find(opts->severity) : SEV_WARNING;
	char text[TEXT_BYTES_MAX + 1];
	struct buf out = {0};
	uint64_t id = 0;
	int result;

	if (severity < SEV_WARNING) {
		buf_printf(&out, "--severity: '%.40s' is no severity\n",
			   opts->severity);
		act_answer(s, &out, true);
		buf_fini(&out);
		return EXIT_USAGE;
	}
	clean(opts->arg[1], text);
	alert_thing_named(w->net, name, &subject);
	result = act_raise_on(s, subject, name, severity, text, &id);
	watch_flush(seat_watch(s));
	if (result == ALERT_OK)
		buf_printf(&out, "%" PRIu64 "\n", id);
	else if (result == ALERT_NO_SUCH)
		buf_printf(&out, "no device, site, circuit or customer '%.100s'\n",
			   name);
	else
		buf_printf(&out, "not raised: %s\n", alert_error(result));
	act_answer(s, &out, result != ALERT_OK);
	buf_fini(&out);
	return result == ALERT_OK ? EXIT_OK : EXIT_FAILED;
}

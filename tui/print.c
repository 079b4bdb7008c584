/*
 * print: one line an alert, one line an event; the JSON of an alert is that of status.
 */
#include "tui/print.h"

#include <inttypes.h>
#include <math.h>

#include "probes/base/clock.h"
#include "probes/base/json.h"
#include "tui/status.h"
#include "views/format.h"

static void print_alert(struct buf *out, const struct alert *a, int64_t now_ms)
{
	char age[FORMAT_SIZE], ack[64] = "", cover[96];

	format_age(age, now_ms - a->opened_ms);
	if (alert_holder(a)[0]) {
		char since[FORMAT_SIZE];

		format_age(since, now_ms - alert_held_since(a));
		snprintf(ack, sizeof ack, "  %.20s %s", alert_holder(a), since);
	}
	buf_printf(out, "%6" PRIu64 " %c%c %6s  %s %s%s", a->id,
		   severity_letter(a->severity), a->ack.at_ms ? 'a' : ' ', age, a->name,
		   a->text, ack);
	if (a->suppressed)
		buf_printf(out, "  %s", (alert_cover(a, cover, sizeof cover), cover));
	else if (a->planned)
		buf_printf(out, "  planned, %s", a->planned_by ? a->planned_by : "");
	buf_char(out, '\n');
}

static void print_alerts_begin(struct buf *out, bool json)
{
	if (json)
		buf_printf(out, "{\"schema\":%d,\"alerts\":[", STATUS_SCHEMA);
	else
		buf_printf(out, "%6s S  %6s  WHAT\n", "ID", "AGE");
}

void print_alerts_row(struct buf *out, uint32_t i, const struct network *net,
		      const struct alert *a, bool json, int64_t now_ms)
{
	struct json j = {.out = out};

	if (!i)
		print_alerts_begin(out, json);
	if (!json) {
		print_alert(out, a, now_ms);
		return;
	}
	if (i)
		buf_char(out, ',');
	status_alert(&j, net, a);
}

void print_alerts_end(struct buf *out, uint32_t n, bool json)
{
	if (!n && !json)
		buf_str(out, "no open alerts\n");
	else if (!n)
		print_alerts_begin(out, json);
	if (json)
		buf_str(out, "]}\n");
}

static void event_json(struct buf *out, const struct event *e)
{
	struct json j = {.out = out};
	const struct {
		const char *key, *value;
	} words[] = {
		{"kind", event_name(e->kind)},
		{"severity", severity_name(e->severity)},
		{"subject", subject_name(e->subject)},
		{"name", e->name},
		{"entity", e->entity},
		{"check", e->check},
		{"text", e->text},
		{"by", *e->who.name ? e->who.name : NULL},
		{"from", *e->who.from ? e->who.from : NULL},
		{"note", e->note},
		{"before", *e->before ? e->before : NULL},
	};

	json_open(&j, '{');
	json_key(&j, "seq");
	json_uint(&j, e->seq);
	json_key(&j, "at");
	json_time(&j, e->at_ms);
	json_key(&j, "alert");
	json_uint(&j, e->alert);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		json_key(&j, words[i].key);
		json_str(&j, words[i].value);
	}
	json_key(&j, "last_good");
	json_time(&j, e->last_good_ms);
	json_key(&j, "first_bad");
	json_time(&j, e->first_bad_ms);
	json_key(&j, "occurred");
	json_time(&j, e->occurred_ms);
	json_key(&j, "until");
	json_time(&j, e->until_ms);
	json_close(&j, '}');
	buf_char(out, '\n');
}

void print_event(struct buf *out, const struct event *e, bool json)
{
	char when[CLOCK_RFC3339_SIZE];

	if (json) {
		event_json(out, e);
		return;
	}
	buf_printf(out, "%s %-12s %c %s", clock_rfc3339(when, e->at_ms),
		   event_name(e->kind), severity_letter(e->severity), e->name);
	if (*e->text)
		buf_printf(out, "  %s", e->text);
	if (*e->who.name)
		buf_printf(out, "  by %s", e->who.name);
	if (*event_note(e))
		buf_printf(out, "  \"%s\"", event_note(e));
	if (*e->before)
		buf_printf(out, "  was %s", e->before);
	buf_char(out, '\n');
}

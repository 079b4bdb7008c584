/*
 * report_print: figures are cut, never rounded up to 100 %: only what never failed has
 * it.
 */
#include "tui/report_print.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "probes/base/clock.h"
#include "probes/base/json.h"
#include "tui/csv.h"
#include "views/format.h"

#define FEW 0.95 /* less of the time known: the figure is marked */

static double percent(double share)
{
	return floor(share * 1e5 + 1e-7) / 1e3;
}

/* --- text --- */

static const char *span(char out[FORMAT_SIZE], int64_t ms)
{
	if (ms <= 0)
		snprintf(out, FORMAT_SIZE, "-");
	else
		format_age(out, ms);
	return out;
}

static void thing_text(struct buf *out, const struct report_thing *t)
{
	char name[200], down[FORMAT_SIZE], unknown[FORMAT_SIZE], longest[FORMAT_SIZE],
		planned[FORMAT_SIZE], value[4][16];
	const double shares[4] = {report_availability(t, false), report_error(t),
				  report_availability(t, true), report_known(t)};

	snprintf(name, sizeof name, "%s %s%s%s", subject_name(t->subject), t->name,
		 *t->entity ? " " : "", t->entity);
	for (int i = 0; i < 4; i++)
		if (isnan(shares[i]))
			snprintf(value[i], sizeof value[i], "n/a");
		else
			snprintf(value[i], sizeof value[i], "%s%.3f",
				 i == 0 && shares[3] < FEW ? "~" : "",
				 percent(shares[i]));
	buf_printf(out, "%-32.60s %8s %7s %8s %8s %4" PRIu32 " %8s %8s %8s %8s\n", name,
		   value[0], value[1], value[2], value[3], t->outages,
		   span(down, t->ms[0][REPORT_DOWN]), span(longest, t->longest_ms),
		   span(unknown, t->ms[0][REPORT_UNKNOWN] + t->ms[1][REPORT_UNKNOWN]),
		   span(planned, t->ms[1][REPORT_UP] + t->ms[1][REPORT_DOWN]));
}

static void people_text(struct buf *out, const struct report_paper *p)
{
	buf_printf(out, "\n%-9s %9s %6s %8s %8s %8s %8s\n", "INCIDENTS", "", "ACKED",
		   "RESTORED", "MTTD", "MTTA", "MTTR");
	for (int i = SEV_CRITICAL; i >= SEV_WARNING; i--) {
		struct report_people n;
		char detect[FORMAT_SIZE], ack[FORMAT_SIZE], restore[FORMAT_SIZE];

		report_people(p->report, (enum severity)i, p->wants, p->ctx, &n);
		buf_printf(out,
			   "%-9s %9" PRIu32 " %6" PRIu32 " %8" PRIu32 " %8s %8s %8s\n",
			   severity_name((enum severity)i), n.n, n.acked, n.restored,
			   span(detect, n.detect_ms), span(ack, n.ack_ms),
			   span(restore, n.restore_ms));
	}
}

void report_text(struct buf *out, const struct report_paper *p)
{
	const struct report *r = p->report;
	char from[CLOCK_RFC3339_SIZE], to[CLOCK_RFC3339_SIZE];

	buf_printf(out, "%s%s  %s to %s\n", p->network, p->of,
		   clock_rfc3339(from, r->from_ms), clock_rfc3339(to, r->to_ms));
	buf_printf(
		out,
		"availability %% = up / (up + down), measured by this watch: down is "
		"from the first probe\nwithout an answer to the first with one (every "
		"%g s); interfaces and circuits by the ifLastChange at their "
		"ends.\nUnknown, in neither: nobody watched, it was us, lost behind a "
		"cause, shut. AVAIL is without the time\nof "
		"maintenance, WITH with it; ~ less than %g %% of the time is known; +- "
		"between last good\nand first bad probe. MTTD, MTTR from when it "
		"began, "
		"MTTA from opened.\n\n",
		(double)p->reachability_ms / 1e3, FEW * 100);
	if (!r->begin_ms || r->begin_ms > r->from_ms)
		buf_printf(out, "the journal begins %s\n\n",
			   r->begin_ms ? clock_rfc3339(from, r->begin_ms) : "empty");
	buf_printf(out, "%-32s %8s %7s %8s %8s %4s %8s %8s %8s %8s\n", "THING", "AVAIL",
		   "+-", "WITH", "KNOWN", "OUT", "DOWN", "LONGEST", "UNKNOWN",
		   "PLANNED");
	for (uint32_t i = 0; i < p->n; i++)
		thing_text(out, &r->thing[p->thing[i]]);
	people_text(out, p);
}

/* --- CSV, RFC 4180 --- */

static void csv_share(struct buf *out, double value)
{
	if (isnan(value))
		buf_char(out, ',');
	else
		buf_printf(out, ",%.3f", percent(value));
}

void report_csv(struct buf *out, const struct report_paper *p)
{
	buf_str(out,
		"subject,name,entity,availability_pct,with_maintenance_pct,error_pct,"
		"known_pct,outages,longest_s,up_s,down_s,unknown_s,planned_up_s,"
		"planned_down_s,planned_unknown_s\n");
	for (uint32_t i = 0; i < p->n; i++) {
		const struct report_thing *t = &p->report->thing[p->thing[i]];

		buf_printf(out, "%s,", subject_name(t->subject));
		csv_text(out, t->name);
		buf_char(out, ',');
		csv_text(out, t->entity);
		csv_share(out, report_availability(t, false));
		csv_share(out, report_availability(t, true));
		csv_share(out, report_error(t));
		csv_share(out, report_known(t));
		buf_printf(out, ",%" PRIu32 ",%.3f", t->outages,
			   (double)t->longest_ms / 1e3);
		for (int k = 0; k < 2; k++)
			buf_printf(out, ",%.3f,%.3f,%.3f",
				   (double)t->ms[k][REPORT_UP] / 1e3,
				   (double)t->ms[k][REPORT_DOWN] / 1e3,
				   (double)t->ms[k][REPORT_UNKNOWN] / 1e3);
		buf_char(out, '\n');
	}
}

/* --- JSON --- */

static void put_str(struct json *j, const char *key, const char *value)
{
	json_key(j, key);
	json_str(j, value);
}

static void put_time(struct json *j, const char *key, int64_t ms)
{
	json_key(j, key);
	json_time(j, ms);
}

static void put_num(struct json *j, const char *key, double value)
{
	json_key(j, key);
	json_num(j, value, 3);
}

static void put_seconds(struct json *j, const char *key, int64_t ms)
{
	put_num(j, key, (double)ms / 1e3);
}

static void put_name(struct json *j, enum subject subject, const char *name,
		     const char *entity)
{
	put_str(j, "subject", subject_name(subject));
	put_str(j, "name", name);
	put_str(j, "entity", entity);
}

/* What carriers bill, of an interface and as far back as five minutes are
 * remembered. */
static void billed_json(struct json *j, const struct report_paper *p,
			const struct report_thing *t)
{
	static const char *const keys[] = {"in_p95_bps", "out_p95_bps"};
	uint32_t of = 0;

	for (int i = 0; i < 2; i++) {
		float p95 = NAN;

		if (p->history && *t->entity)
			p95 = history_p95(p->history, t->name, t->entity,
					  i ? ROLLUP_OUT : ROLLUP_IN,
					  p->report->from_ms, p->report->to_ms, &of);
		json_key(j, keys[i]);
		json_num(j, (double)p95, 0);
	}
	put_seconds(j, "p95_of_s", of * INT64_C(1000) * ROLLUP_SLOT_S);
}

static void thing_json(struct json *j, const struct report_paper *p,
		       const struct report_thing *t)
{
	json_open(j, '{');
	put_name(j, t->subject, t->name, t->entity);
	put_num(j, "availability_pct", percent(report_availability(t, false)));
	put_num(j, "with_maintenance_pct", percent(report_availability(t, true)));
	put_num(j, "error_pct", percent(report_error(t)));
	put_num(j, "known_pct", percent(report_known(t)));
	json_key(j, "outages");
	json_uint(j, t->outages);
	put_seconds(j, "longest_s", t->longest_ms);
	put_seconds(j, "up_s", t->ms[0][REPORT_UP]);
	put_seconds(j, "down_s", t->ms[0][REPORT_DOWN]);
	put_seconds(j, "unknown_s", t->ms[0][REPORT_UNKNOWN]);
	put_seconds(j, "planned_up_s", t->ms[1][REPORT_UP]);
	put_seconds(j, "planned_down_s", t->ms[1][REPORT_DOWN]);
	put_seconds(j, "planned_unknown_s", t->ms[1][REPORT_UNKNOWN]);
	billed_json(j, p, t);
	json_close(j, '}');
}

static void spans_json(struct json *j, const struct report_paper *p)
{
	json_key(j, "intervals");
	json_open(j, '[');
	for (uint32_t i = 0; i < p->report->span_n; i++) {
		const struct report_span *s = &p->report->span[i];
		const struct report_thing *t = &p->report->thing[s->thing];

		if (s->thing && !p->wants(p->ctx, t->subject, t->name))
			continue;
		json_open(j, '{');
		put_name(j, t->subject, t->name, t->entity);
		put_str(j, "state", report_state_name(s->state));
		json_key(j, "planned");
		json_bool(j, s->planned);
		put_time(j, "from", s->from_ms);
		put_time(j, "to", s->to_ms);
		put_str(j, "owner", *s->owner ? s->owner : NULL);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void alert_json(struct json *j, const struct report_alert *a)
{
	json_open(j, '{');
	json_key(j, "id");
	json_uint(j, a->id);
	put_str(j, "severity", severity_name(a->severity));
	put_name(j, a->subject, a->name, a->entity);
	put_str(j, "check", a->check);
	put_str(j, "text", a->text);
	put_time(j, "last_good", a->last_good_ms);
	put_time(j, "first_bad", a->first_bad_ms);
	put_time(j, "occurred", a->occurred_ms);
	put_time(j, "opened", a->opened_ms);
	put_time(j, "notified", a->notified_ms);
	put_time(j, "acknowledged", a->acked_ms);
	json_key(j, "tiers");
	json_open(j, '[');
	for (uint32_t i = 0; i < a->tiers; i++)
		json_time(j, a->tier_ms[i]);
	json_close(j, ']');
	put_time(j, "restored", a->restored_ms);
	put_str(j, "owner", *a->owner ? a->owner : NULL);
	json_close(j, '}');
}

static void alerts_json(struct json *j, const struct report_paper *p)
{
	json_key(j, "alerts");
	json_open(j, '[');
	for (uint32_t i = 0; i < p->report->alert_n; i++) {
		const struct report_alert *a = &p->report->alert[i];

		if (a->opened_ms < p->report->to_ms &&
		    (!a->restored_ms || a->restored_ms >= p->report->from_ms) &&
		    p->wants(p->ctx, a->subject, a->name))
			alert_json(j, a);
	}
	json_close(j, ']');
}

static void people_json(struct json *j, const struct report_paper *p)
{
	json_key(j, "incidents");
	json_open(j, '[');
	for (int i = SEV_CRITICAL; i >= SEV_WARNING; i--) {
		struct report_people n;

		report_people(p->report, (enum severity)i, p->wants, p->ctx, &n);
		json_open(j, '{');
		put_str(j, "severity", severity_name((enum severity)i));
		json_key(j, "n");
		json_uint(j, n.n);
		json_key(j, "acknowledged");
		json_uint(j, n.acked);
		json_key(j, "restored");
		json_uint(j, n.restored);
		put_num(j, "mttd_s", n.begun ? (double)n.detect_ms / 1e3 : (double)NAN);
		put_num(j, "mtta_s", n.acked ? (double)n.ack_ms / 1e3 : (double)NAN);
		put_num(j, "mttr_s",
			n.restored ? (double)n.restore_ms / 1e3 : (double)NAN);
		json_close(j, '}');
	}
	json_close(j, ']');
}

void report_json(struct buf *out, const struct report_paper *p)
{
	struct json j = {.out = out};

	json_open(&j, '{');
	json_key(&j, "schema");
	json_int(&j, 1);
	put_str(&j, "network", p->network);
	put_time(&j, "from", p->report->from_ms);
	put_time(&j, "to", p->report->to_ms);
	put_time(&j, "journal_begins", p->report->begin_ms);
	put_str(&j, "formula", "up / (up + down); unknown is in neither");
	put_str(&j, "measured",
		"by this watch's probes; interfaces and circuits by ifLastChange");
	put_seconds(&j, "probe_interval_s", p->reachability_ms);
	json_key(&j, "things");
	json_open(&j, '[');
	for (uint32_t i = 0; i < p->n; i++)
		thing_json(&j, p, &p->report->thing[p->thing[i]]);
	json_close(&j, ']');
	spans_json(&j, p);
	people_json(&j, p);
	alerts_json(&j, p);
	json_close(&j, '}');
	buf_char(out, '\n');
}

/* A ledger to the second: each row is a small history and what comes of it. Seconds
 * from the begin; the report is of 1000 to 2000 unless a row says otherwise. */
#include "probes/journal/report.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#define S INT64_C(1000)
#define STEPS 12

struct step {
	int64_t at;
	enum event_kind kind;
	const char *name, *entity;
	double value;
	int64_t last_good, first_bad, occurred, until;
	uint64_t alert;
	enum severity severity;
	const char *who, *note, *before;
};

static void play(struct report *r, const struct step *step, uint32_t n)
{
	for (uint32_t i = 0; i < n && step[i].at; i++) {
		const struct step *s = &step[i];
		bool us = s->name && !strcmp(s->name, "us");
		struct event e = {.seq = i + 1,
				  .at_ms = s->at * S,
				  .kind = s->kind,
				  .severity = s->severity,
				  .alert = s->alert,
				  .subject = us ? SUBJECT_WATCH : SUBJECT_DEVICE,
				  .name = s->name ? s->name : "",
				  .entity = s->entity ? s->entity : "",
				  .check = us	      ? "us"
					   : s->alert ? "unreachable"
						      : "",
				  .text = s->kind == EVENT_CLEARED && s->note ? s->note
					  : s->kind != EVENT_ESCALATED ? ""
					  : s->note		     ? s->note
								     : "T1 desk",
				  .value = s->value,
				  .last_good_ms = s->last_good * S,
				  .first_bad_ms = s->first_bad * S,
				  .occurred_ms = s->occurred * S,
				  .until_ms = s->until * S,
				  .note = s->note ? s->note : "",
				  .before = s->before ? s->before : ""};
		snprintf(e.who.name, sizeof e.who.name, "%s", s->who ? s->who : "");
		report_event(r, &e);
	}
	report_end(r);
}

#define STARTED(t) {t, EVENT_WATCH_STARTED, .value = NAN}
#define STOPPED(t) {t, EVENT_WATCH_STOPPED, .value = NAN}
#define UP(t) {t, EVENT_REACHABLE, "d", .value = 1}
#define DOWN(t, good, bad) {t, EVENT_REACHABLE, "d", .last_good = good, .first_bad = bad}

#define US(t, since)                                                                   \
	{t, EVENT_OPENED, "us", .value = NAN, .first_bad = since, .alert = 77}
#define SEES(t) {t, EVENT_CLEARED, "us", .value = NAN, .alert = 77}

static const struct {
	const char *what;
	struct step step[STEPS];
	/* of device d, seconds: outside windows, then inside */
	int64_t up, down, unknown, planned_up, planned_down, planned_unknown, slack;
	uint32_t outages;
	int64_t longest;
} rows[] = {
	{"what is well has no event", {STARTED(500)}, .up = 1000},
	{"a journal that begins within", {STARTED(1400)}, .up = 600, .unknown = 400},
	{"a journal whose begin was forgotten", {{1300, EVENT_COMMENTED, .value = NAN}},
	 .up = 700, .unknown = 300},
	{"down from the first bad probe to the first good one",
	 {STARTED(500), DOWN(1205, 1199, 1200), UP(1500)},
	 .up = 700, .down = 300, .slack = 1, .outages = 1, .longest = 300},
	{"down before the span, up in it",
	 {STARTED(500), DOWN(800, 790, 795), UP(1100)},
	 .up = 900, .down = 100, .longest = 305},
	{"down in the span, up after it",
	 {STARTED(500), DOWN(1900, 1898, 1899), UP(2300)},
	 .up = 899, .down = 101, .slack = 1, .outages = 1, .longest = 401},
	{"still down", {STARTED(500), DOWN(1900, 1900, 1900)},
	 .up = 900, .down = 100, .outages = 1, .longest = 100},
	{"down after the span", {STARTED(500), DOWN(2100, 2090, 2095)}, .up = 1000},
	{"told twice is once", {STARTED(500), DOWN(1200, 1199, 1200), DOWN(1300, 1199, 1250),
				UP(1400), UP(1450)},
	 .up = 800, .down = 200, .slack = 1, .outages = 1, .longest = 200},
	{"two outages", {STARTED(500), DOWN(1100, 1100, 1100), UP(1110), DOWN(1500, 1500, 1500),
			 UP(1600)},
	 .up = 890, .down = 110, .outages = 2, .longest = 100},
	{"it was us, and nobody's outage",
	 {STARTED(500), DOWN(1205, 1199, 1200), US(1230, 1200), UP(1400), SEES(1460)},
	 .up = 800, .unknown = 200},
	{"who has no word while it is us is unknown until it is over",
	 {STARTED(500), US(1230, 1200), SEES(1460)}, .up = 740, .unknown = 260},
	{"down before it was us, and while",
	 {STARTED(500), DOWN(1100, 1099, 1100), US(1230, 1200), SEES(1300), UP(1500)},
	 .up = 600, .down = 300, .unknown = 100, .slack = 1, .outages = 1, .longest = 400},
	{"down while it was us, and after",
	 {STARTED(500), US(1230, 1200), DOWN(1240, 1199, 1210), SEES(1300), UP(1500)},
	 .up = 700, .down = 200, .unknown = 100, .outages = 1, .longest = 200},
	{"it is us still", {STARTED(500), DOWN(1905, 1900, 1900), US(1930, 1900)},
	 .up = 900, .unknown = 100},
	{"nobody watched for a while: unknown",
	 {STARTED(500), STOPPED(1200), STARTED(1500)}, .up = 700, .unknown = 300},
	{"killed: unknown from when it was last known to live",
	 {STARTED(500), {1700, EVENT_WATCH_STARTED, .value = NAN, .last_good = 1600}},
	 .up = 900, .unknown = 100},
	{"killed, and no word of how long it lived: from its last event",
	 {STARTED(500), {1250, EVENT_COMMENTED, .value = NAN}, STARTED(1700)},
	 .up = 550, .unknown = 450},
	{"down when the watch went and down when it came",
	 {STARTED(500), DOWN(1100, 1100, 1100), STOPPED(1200), STARTED(1500),
	  DOWN(1510, 0, 1504), UP(1600)},
	 .up = 500, .down = 196, .unknown = 304, .outages = 1, .longest = 100},
	{"and it came twice",
	 {STARTED(500), DOWN(1100, 1100, 1100), STOPPED(1200), STARTED(1201), STOPPED(1202),
	  STARTED(1500), DOWN(1510, 0, 1504), UP(1600)},
	 .up = 501, .down = 196, .unknown = 303, .outages = 1, .longest = 100},
	{"down when the watch went, and once more when it had answered",
	 {STARTED(500), DOWN(1100, 1100, 1100), STOPPED(1200), STARTED(1500), UP(1501),
	  DOWN(1510, 1509, 1510), UP(1600)},
	 .up = 510, .down = 190, .unknown = 300, .slack = 1, .outages = 2, .longest = 100},
	{"down when the watch went, well when it came",
	 {STARTED(500), DOWN(1100, 1100, 1100), STOPPED(1200), STARTED(1500)},
	 .up = 600, .down = 100, .unknown = 300, .outages = 1, .longest = 100},
	{"never answered since the start: unknown until the first probe that failed",
	 {STARTED(1000), DOWN(1010, 0, 1004)},
	 .down = 996, .unknown = 4, .outages = 1, .longest = 996},
	{"behind a cause from the start: unknown",
	 {STARTED(500), DOWN(1205, 1199, 1200),
	  {1205, EVENT_SUPPRESSED, "d", .alert = 7, .value = NAN},
	  {1405, EVENT_RESUMED, "d", .alert = 7, .value = NAN}, UP(1500)},
	 .up = 700, .down = 95, .unknown = 205, .outages = 1, .longest = 95},
	{"behind a cause later: down until then",
	 {STARTED(500), DOWN(1200, 1200, 1200),
	  {1201, EVENT_OPENED, "d", .alert = 7, .value = NAN},
	  {1300, EVENT_SUPPRESSED, "d", .alert = 7, .value = NAN}, UP(1500),
	  {1500, EVENT_CLEARED, "d", .alert = 7, .value = NAN}},
	 .up = 700, .down = 100, .unknown = 200, .outages = 1, .longest = 100},
	{"found out within a minute that it is behind: from the beginning",
	 {STARTED(500), DOWN(1200, 1200, 1200),
	  {1201, EVENT_SUPPRESSED, "d", .alert = 7, .value = NAN, .note = "part of s"},
	  {1205, EVENT_SUPPRESSED, "d", .alert = 7, .value = NAN, .note = "behind e"},
	  UP(1500), {1530, EVENT_CLEARED, "d", .alert = 7, .value = NAN}},
	 .up = 700, .unknown = 300},
	{"down twice while it is behind: nobody knows of either",
	 {STARTED(500), DOWN(1200, 1200, 1200),
	  {1205, EVENT_SUPPRESSED, "d", .alert = 7, .value = NAN, .note = "behind e"},
	  UP(1300), DOWN(1310, 1309, 1310), UP(1400),
	  {1430, EVENT_CLEARED, "d", .alert = 7, .value = NAN}},
	 .up = 810, .unknown = 190},
	{"a part of a site that is lost, and why it is: down",
	 {STARTED(500), DOWN(1200, 1200, 1200),
	  {1201, EVENT_SUPPRESSED, "d", .alert = 7, .value = NAN, .note = "part of s"},
	  UP(1500), {1530, EVENT_CLEARED, "d", .alert = 7, .value = NAN}},
	 .up = 700, .down = 300, .outages = 1, .longest = 300},
	{"planned is not behind a cause",
	 {STARTED(500), DOWN(1200, 1200, 1200),
	  {1201, EVENT_SUPPRESSED, "d", .alert = 7, .value = NAN, .note = "planned, w"},
	  UP(1500), {1530, EVENT_CLEARED, "d", .alert = 7, .value = NAN}},
	 .up = 700, .down = 300, .outages = 1, .longest = 300},
	{"a window: apart, whether up or down",
	 {STARTED(500), {1200, EVENT_PLANNED, "d", .value = 1, .until = 1700},
	  DOWN(1300, 1300, 1300), UP(1400), {1600, EVENT_PLANNED, "d", .value = 0}},
	 .up = 600, .planned_up = 300, .planned_down = 100},
	{"down when the window began",
	 {STARTED(500), DOWN(1100, 1100, 1100),
	  {1200, EVENT_PLANNED, "d", .value = 1, .until = 1700}, UP(1400),
	  {1600, EVENT_PLANNED, "d", .value = 0}},
	 .up = 500, .down = 100, .planned_up = 200, .planned_down = 200, .outages = 1,
	 .longest = 100},
	{"down longer than the window",
	 {STARTED(500), {1200, EVENT_PLANNED, "d", .value = 1, .until = 1700},
	  DOWN(1300, 1300, 1300), {1600, EVENT_PLANNED, "d", .value = 0}, UP(1650)},
	 .up = 550, .down = 50, .planned_up = 100, .planned_down = 300, .outages = 1,
	 .longest = 50},
	{"a window that ended while nobody watched",
	 {STARTED(500), {1200, EVENT_PLANNED, "d", .value = 1, .until = 1500}, STOPPED(1300),
	  STARTED(1800)},
	 .up = 400, .unknown = 300, .planned_up = 100, .planned_unknown = 200},
	{"its own clock knows better, if it can be believed",
	 {STARTED(500),
	  {1210, EVENT_REACHABLE, "d", .last_good = 1180, .first_bad = 1210, .occurred = 1190},
	  {1430, EVENT_REACHABLE, "d", .value = 1, .occurred = 1404}},
	 .up = 786, .down = 214, .outages = 1, .longest = 214},
	{"a clock that says it was earlier than the last good answer",
	 {STARTED(500),
	  {1210, EVENT_REACHABLE, "d", .last_good = 1180, .first_bad = 1210, .occurred = 900},
	  UP(1300)},
	 .up = 910, .down = 90, .slack = 30, .outages = 1, .longest = 90},
	{"neither up nor down",
	 {STARTED(500), {1500, EVENT_REACHABLE, "d", .value = NAN}, UP(1600)},
	 .up = 900, .unknown = 100},
	{"another device", {STARTED(500), {1200, EVENT_REACHABLE, "e", .value = 0}}, .up = 1000},
	{"an interface is not its device",
	 {STARTED(500), {1200, EVENT_INTERFACE, "d", "xe-0/0/1", .value = 0}}, .up = 1000},
};

static void each_history_gives_its_seconds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct report r;
		report_init(&r, 1000 * S, 2000 * S);
		play(&r, rows[i].step, STEPS);
		uint32_t d = report_thing(&r, SUBJECT_DEVICE, "d", "");
		const struct report_thing *t = &r.thing[d];
		const int64_t got[] = {t->ms[0][REPORT_UP],	 t->ms[0][REPORT_DOWN],
				       t->ms[0][REPORT_UNKNOWN], t->ms[1][REPORT_UP],
				       t->ms[1][REPORT_DOWN],	 t->ms[1][REPORT_UNKNOWN],
				       t->slack_ms,		 t->outages * S,
				       t->longest_ms};
		const int64_t want[] = {rows[i].up,	      rows[i].down,
					rows[i].unknown,      rows[i].planned_up,
					rows[i].planned_down, rows[i].planned_unknown,
					rows[i].slack,	      rows[i].outages,
					rows[i].longest};
		int64_t all = 0;
		for (int k = 0; k < 9; k++) {
			if (got[k] != want[k] * S)
				fail_msg("%s: figure %d is %g s, not %g", rows[i].what,
					 k, (double)got[k] / 1e3, (double)want[k]);
			all += k < 6 ? got[k] : 0;
		}
		assert_int_equal(all, 1000 * S); /* every second is somewhere */
		report_fini(&r);
	}
}

static void availability_is_up_of_what_is_known(void **state)
{
	struct report r;
	(void)state;
	static const struct step steps[STEPS] = {
		STARTED(500),
		STOPPED(1100),
		STARTED(1200),
		DOWN(1300, 1299, 1300),
		UP(1380),
		{1500, EVENT_PLANNED, "d", .value = 1, .until = 1700},
		DOWN(1500, 1500, 1500),
		UP(1600),
		{1700, EVENT_PLANNED, "d", .value = 0}};
	report_init(&r, 1000 * S, 2000 * S);
	play(&r, steps, STEPS);
	uint32_t d = report_thing(&r, SUBJECT_DEVICE, "d", "");
	const struct report_thing *t = &r.thing[d];
	assert_true(fabs(report_availability(t, false) - 620 / 700.) < 1e-9);
	assert_true(fabs(report_availability(t, true) - 720 / 900.) < 1e-9);
	assert_true(fabs(report_known(t) - 0.9) < 1e-9);
	assert_true(fabs(report_error(t) - 1 / 700.) < 1e-9);
	assert_true(isnan(report_availability(&(struct report_thing){0}, false)));
	report_fini(&r);
}

static bool wants_d(void *ctx, enum subject subject, const char *name)
{
	(void)ctx, (void)subject;
	return !strcmp(name, "d");
}

#define ALERT(t, k, id, ...) {t, k, "d", .alert = id, .value = NAN, __VA_ARGS__}

static void people_are_timed_by_severity(void **state)
{
	struct report r;
	struct report_people p;
	(void)state;
	static const struct step steps[] = {
		STARTED(500),
		ALERT(900, EVENT_OPENED, 1, .severity = SEV_MAJOR), /* before the span */
		ALERT(1110, EVENT_OPENED, 2, .severity = SEV_MAJOR, .first_bad = 1100),
		ALERT(1120, EVENT_NOTIFIED, 2, .severity = SEV_MAJOR),
		ALERT(1130, EVENT_ESCALATED, 2, .severity = SEV_MAJOR),
		ALERT(1131, EVENT_ESCALATED, 2, .severity = SEV_MAJOR),
		ALERT(1132, EVENT_ESCALATED, 2, .severity = SEV_MAJOR,
		      .note = "over: told to desk"),
		ALERT(1135, EVENT_ACKNOWLEDGED, 2, .severity = SEV_MAJOR, .who = "mk"),
		ALERT(1137, EVENT_UNDONE, 2, .severity = SEV_MAJOR, .who = "mk",
		      .before = "acknowledged by mk until 20:30"),
		ALERT(1140, EVENT_ACKNOWLEDGED, 2, .severity = SEV_MAJOR, .who = "mk"),
		ALERT(1150, EVENT_ACKNOWLEDGED, 2, .severity = SEV_MAJOR, .who = "jk"),
		ALERT(1160, EVENT_OWNED, 2, .severity = SEV_MAJOR, .who = "jk",
		      .note = "lp: shift ends"),
		ALERT(1200, EVENT_CLEARED, 2, .severity = SEV_MAJOR, .note = "last word"),
		ALERT(1310, EVENT_OPENED, 3, .severity = SEV_MAJOR, .first_bad = 1305,
		      .occurred = 1300),
		ALERT(1400, EVENT_OPENED, 4, .severity = SEV_WARNING),
		ALERT(1450, EVENT_WORSENED, 4, .severity = SEV_CRITICAL),
		ALERT(1500, EVENT_SUPPRESSED, 5, .severity = SEV_CRITICAL),
		ALERT(1510, EVENT_OPENED, 7, .severity = SEV_CRITICAL),
		ALERT(1511, EVENT_SUPPRESSED, 7, .severity = SEV_CRITICAL),
		{1600, EVENT_OPENED, "e", .alert = 6, .value = NAN, .severity = SEV_MAJOR},
	};
	report_init(&r, 1000 * S, 2000 * S);
	play(&r, steps, sizeof steps / sizeof *steps);
	assert_string_equal(r.alert[1].text, "last word");
	report_people(&r, SEV_MAJOR, wants_d, NULL, &p);
	assert_int_equal(p.n, 2);
	assert_int_equal(p.begun, 2);
	assert_int_equal(p.detect_ms, 10 * S);
	assert_int_equal(p.acked, 1);
	assert_int_equal(p.ack_ms, 30 * S);
	assert_int_equal(p.restored, 1);
	assert_int_equal(p.restore_ms, 100 * S);
	report_people(&r, SEV_CRITICAL, NULL, NULL, &p);
	assert_int_equal(p.n, 1); /* what only ever was hidden is no incident */
	report_people(&r, SEV_MAJOR, NULL, NULL, &p);
	assert_int_equal(p.n, 3);
	assert_string_equal(r.alert[1].owner, "lp");
	assert_int_equal(r.alert[1].notified_ms, 1120 * S);
	assert_int_equal(r.alert[1].tiers, 1);
	assert_int_equal(r.alert[1].tier_ms[0], 1130 * S);
	assert_int_equal(r.alert[1].acked_ms, 1140 * S);
	assert_int_equal(r.alert[1].restored_ms, 1200 * S);
	report_fini(&r);
}

static void spans_say_when_and_who_had_it(void **state)
{
	struct report r;
	(void)state;
	static const struct step steps[STEPS] = {
		STARTED(500),
		DOWN(1205, 1199, 1200),
		ALERT(1206, EVENT_OPENED, 2, .severity = SEV_MAJOR),
		ALERT(1210, EVENT_ACKNOWLEDGED, 2, .severity = SEV_MAJOR, .who = "mk"),
		UP(1500),
		STOPPED(1600),
		STARTED(1700),
		DOWN(1900, 1900, 1900)};
	report_init(&r, 1000 * S, 2000 * S);
	play(&r, steps, STEPS);
	assert_int_equal(r.span_n, 3);
	assert_int_equal(r.span[0].state, REPORT_DOWN);
	assert_int_equal(r.span[0].from_ms, 1200 * S);
	assert_int_equal(r.span[0].to_ms, 1500 * S);
	assert_string_equal(r.span[0].owner, "mk");
	assert_int_equal(r.span[1].thing, 0); /* nobody watched */
	assert_int_equal(r.span[1].from_ms, 1600 * S);
	assert_int_equal(r.span[2].to_ms, 2000 * S);
	assert_string_equal(r.span[2].owner, "");
	report_fini(&r);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_history_gives_its_seconds),
		cmocka_unit_test(availability_is_up_of_what_is_known),
		cmocka_unit_test(people_are_timed_by_severity),
		cmocka_unit_test(spans_say_when_and_who_had_it),
	};
	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}

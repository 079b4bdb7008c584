/*
 * The event log: of everything, or of one thing; newest first, as far back as the
 * journal goes. It is asked for older pages when the list comes near its end, or when a
 * filter leaves too little to see.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/alert/logbook.h"
#include "views/changes.h"
#include "views/limit.h"
#include "views/panels.h"

#define DAY_MS INT64_C(86400000)
#define WIDE 110   /* columns that have one for who it was */

/* What a page wants to see the log of: a site's is that of all, looked through; so is
 * that of a circuit or a customer, whose name may be another thing's, too. */
static struct logbook_log *log_of(const struct scene *s, const struct thing *scope)
{
	bool one = scope->kind == THING_DEVICE || scope->kind == THING_IF;

	return logbook_want(s->logbook, one ? scope->name : "",
			    one ? scope->entity : "", s->now_ms);
}

static const struct event *row_event(const struct scene *s, ref_id ref)
{
	return ref_kind(ref) == THING_EVENT
		       ? logbook_event(s->logbook, ref_alert_id(ref))
		       : NULL;
}

static site_id site_of(const struct scene *s, const struct event *e)
{
	const struct network *net = s->net;
	dev_id dev =
		e->subject == SUBJECT_DEVICE ? network_dev_find(net, e->name) : NONE;
	uint32_t circuit = NONE;

	if (dev != NONE)
		return net->dev[dev].site;
	if (e->subject == SUBJECT_CIRCUIT)
		circuit = network_circuit_find(net, e->name);
	if (circuit != NONE)
		return circuit_site(net, &net->circuit[circuit]);
	if (e->subject != SUBJECT_SITE)
		return NONE;
	for (site_id i = 0; i < net->site_n; i++)
		if (!strcmp(network_str(net, net->site[i].name), e->name))
			return i;
	return NONE;
}

/* --- columns -------------------------------------------------------------------------
 */

/* Its time alone does not tell when it was. */
static bool is_old(const struct scene *s, const struct event *e)
{
	return e && s->now_ms - e->at_ms > DAY_MS / 2;
}

static void put_date(const struct pen *p, ref_id ref)
{
	const struct event *e = row_event(p->scene, ref);
	char day[FORMAT_SIZE];

	if (is_old(p->scene, e))
		pen_right(p, format_day(day, p->session->options.zone, e->at_ms));
}

static void put_time(const struct pen *p, ref_id ref)
{
	const struct event *e = row_event(p->scene, ref);
	char time[FORMAT_SIZE];

	if (e)
		pen_str(p, format_time(time, p->session->options.zone, e->at_ms));
}

static void put_severity(const struct pen *p, ref_id ref)
{
	const struct event *e = row_event(p->scene, ref);
	struct pen pen = *p;
	char text[2] = "";

	if (!e || e->severity == SEV_INFO)
		return;
	text[0] = severity_letter(e->severity);
	pen.style = timeline_style(e->kind, e->severity);
	pen_str(&pen, text);
}

static void put_kind(const struct pen *p, ref_id ref)
{
	const struct event *e = row_event(p->scene, ref);
	char words[FORMAT_SIZE];

	if (!e)
		return;
	snprintf(words, sizeof words, "%s",
		 e->kind == EVENT_SUPPRESSED || e->kind == EVENT_RESUMED
			 ? timeline_verb(e)
		 : e->kind == EVENT_REACHABLE ? "reachability"
					      : event_name(e->kind));
	for (char *gap = words; (gap = strchr(gap, '_'));)
		*gap = ' ';
	pen_str(p, words);
}

static void put_site(const struct pen *p, ref_id ref)
{
	const struct event *e = row_event(p->scene, ref);
	site_id site = e ? site_of(p->scene, e) : NONE;

	if (site < p->scene->net->site_n)
		pen_text(p, p->scene->net->site[site].name);
}

static void put_thing(const struct pen *p, ref_id ref)
{
	const struct event *e = row_event(p->scene, ref);

	if (e)
		pen_str(p, e->subject == SUBJECT_WATCH ? "noctop" : e->name);
}

static void put_who(const struct pen *p, ref_id ref)
{
	const struct event *e = row_event(p->scene, ref);

	if (e)
		pen_str(p, e->who.name);
}

static void put_what(const struct pen *p, ref_id ref)
{
	const struct event *e = row_event(p->scene, ref);
	const char *note = e ? event_note(e) : "";
	char text[640], brief[640];

	if (!e)
		return;
	if (p->session->cols < WIDE && *e->who.name) {
		timeline_words(p, e);
		return;
	}
	snprintf(text, sizeof text, "%s%s%s", e->text, *e->text && *note ? ": " : "",
		 note);
	pen_str(p, format_brief(brief, sizeof brief, text, p->width));
}

/* --- values --------------------------------------------------------------------------
 */

#define VALUE_OF(name, is)                                                             \
	static void name(const struct scene *s, ref_id ref, struct datum *d)           \
	{                                                                              \
		const struct event *e = row_event(s, ref);                             \
                                                                                       \
		if (e)                                                                 \
			is;                                                            \
	}
VALUE_OF(seq_value, d->number = (double)e->seq)
VALUE_OF(time_value, d->number = (double)e->at_ms)
VALUE_OF(kind_value, d->text = event_name(e->kind))
VALUE_OF(name_value, d->text = e->name)
VALUE_OF(subject_value, d->text = subject_name(e->subject))
VALUE_OF(entity_value, d->text = e->entity)
VALUE_OF(check_value, d->text = e->check)
VALUE_OF(who_value, d->text = e->who.name)
VALUE_OF(from_value, d->text = e->who.from)
VALUE_OF(text_value, d->text = e->text)
VALUE_OF(note_value, d->text = event_note(e))

static void severity_value(const struct scene *s, ref_id ref, struct datum *d)
{
	const struct event *e = row_event(s, ref);

	if (!e)
		return;
	d->number = e->severity;
	d->text = severity_name(e->severity);
}

static void alert_value(const struct scene *s, ref_id ref, struct datum *d)
{
	const struct event *e = row_event(s, ref);

	if (e && e->alert)
		d->number = (double)e->alert;
}

static void site_value(const struct scene *s, ref_id ref, struct datum *d)
{
	const struct event *e = row_event(s, ref);
	site_id site = e ? site_of(s, e) : NONE;

	if (site < s->net->site_n)
		d->text = network_str(s->net, s->net->site[site].name);
}

/* clang-format off */
static const struct column columns[] = {
	{.title = "DATE", .min = 6, .max = 6, .keep = 12, .from = 50, .right = true,
	 .draw = put_date, .word = "date", .letter = 'y', .kind = COLUMN_TIME,
	 .value = time_value},
	{.title = "TIME", .min = 8, .max = 8, .keep = 12, .from = 50,
	 .draw = put_time, .word = "at", .key = "at", .letter = 'a',
	 .kind = COLUMN_TIME, .value = time_value},
	{.title = "S", .min = 1, .max = 1, .keep = 10, .draw = put_severity,
	 .word = "sev", .key = "severity", .letter = 's', .kind = COLUMN_TEXT,
	 .value = severity_value},
	{.title = "EVENT", .min = 9, .max = 13, .keep = 7, .draw = put_kind,
	 .word = "state", .key = "kind", .letter = 'e', .kind = COLUMN_TEXT,
	 .value = kind_value},
	{.title = "SITE", .min = 5, .max = 16, .keep = 3, .from = 100,
	 .draw = put_site, .names = NAME_SITE, .word = "site", .key = "site",
	 .letter = 'i', .kind = COLUMN_TEXT, .value = site_value},
	{.title = "OF", .min = 12, .max = 24, .keep = 9, .draw = put_thing,
	 .names = NAME_DEV, .word = "dev", .key = "name", .letter = 'd',
	 .kind = COLUMN_TEXT, .value = name_value},
	{.title = "WHO", .min = 8, .max = 12, .keep = 5, .from = WIDE,
	 .draw = put_who, .word = "by", .key = "by", .letter = 'b',
	 .kind = COLUMN_TEXT, .value = who_value},
	{.title = "WHAT", .min = 16, .max = COLUMN_REST, .keep = 11, .draw = put_what,
	 .word = "what", .key = "text", .letter = 'w', .kind = COLUMN_TEXT,
	 .value = text_value},
	{.title = "NOTE", .min = 12, .max = 40, .keep = 4, .word = "note",
	 .key = "note", .letter = 'n', .kind = COLUMN_TEXT, .value = note_value,
	 .extra = true},
	{.title = "SEQ", .min = 7, .max = 10, .keep = 4, .right = true, .word = "seq",
	 .key = "seq", .value = seq_value, .extra = true},
	{.title = "ALERT", .min = 6, .max = 8, .keep = 4, .right = true,
	 .word = "alert", .key = "alert", .letter = 'l', .value = alert_value,
	 .extra = true},
	{.title = "SUBJECT", .min = 8, .max = 8, .keep = 4, .word = "subject",
	 .key = "subject", .kind = COLUMN_TEXT, .value = subject_value, .extra = true},
	{.title = "IF", .min = 10, .max = 28, .keep = 4, .word = "if", .key = "entity",
	 .letter = 'f', .kind = COLUMN_TEXT, .value = entity_value, .extra = true},
	{.title = "CHECK", .min = 10, .max = 16, .keep = 4, .word = "check",
	 .key = "check", .letter = 'c', .kind = COLUMN_TEXT, .value = check_value,
	 .extra = true},
	{.title = "FROM", .min = 8, .max = 20, .keep = 4, .word = "from",
	 .key = "from", .letter = 'r', .kind = COLUMN_TEXT, .value = from_value,
	 .extra = true},
};
/* clang-format on */

/* Dates where one is needed. */
static bool says(const struct scene *s, const struct column *column, const ref_id *ref,
		 uint32_t n)
{
	if (column->draw != put_date)
		return true;
	for (uint32_t i = 0; i < n; i++)
		if (is_old(s, row_event(s, ref[i])))
			return true;
	return false;
}

/* --- rows ----------------------------------------------------------------------------
 */

static bool is_within(const struct scene *s, const struct thing *scope,
		      const struct event *e)
{
	site_id site;

	if (scope->kind == THING_CIRCUIT || scope->kind == THING_CUSTOMER)
		return e->subject == thing_subject(scope) &&
		       !strcmp(e->name, scope->name);
	if (scope->kind != THING_SITE)
		return true;
	site = site_of(s, e);
	return site < s->net->site_n &&
	       !strcmp(network_str(s->net, s->net->site[site].name), scope->name);
}

static void facts_of(const struct scene *s, const struct event *e,
		     struct filter_facts *f)
{
	site_id site = site_of(s, e);

	filter_facts_next(f);
	f->dev = e->name;
	f->entity = e->entity;
	f->state = event_name(e->kind);
	f->words[0] = e->text;
	f->words[1] = e->note;
	f->words[2] = e->check;
	f->who = e->who.name;
	f->acked = e->kind == EVENT_ACKNOWLEDGED;
	f->severity = e->severity;
	f->number[FILTER_AGE] = (double)(s->now_ms - e->at_ms);
	if (site < s->net->site_n) {
		f->site = network_str(s->net, s->net->site[site].name);
		f->site_title = network_str(s->net, s->net->site[site].title);
	}
}

bool views_event_passes(const struct scene *s, const struct filter *filter,
			const struct event *e)
{
	struct filter_facts facts = {.numbers = filter->numbers};

	facts_of(s, e, &facts);
	return filter_match(filter, &facts);
}

static bool is_problem_event(const struct event *e)
{
	return e->severity > SEV_INFO &&
	       (e->kind == EVENT_OPENED || e->kind == EVENT_REOPENED ||
		e->kind == EVENT_WORSENED || e->kind == EVENT_RESUMED ||
		e->kind == EVENT_EXPIRED);
}

/* The clock may have been set back between two events: a newer one may be older. */
static bool is_change(const struct scene *s, const struct order_spec *spec,
		      const struct event *e)
{
	return s->now_ms - e->at_ms <= spec->span_ms &&
	       (spec->show == SHOW_ALL || changes_has(e->kind));
}

static uint32_t total(const struct scene *s, const struct order_spec *spec)
{
	return logbook_n(log_of(s, &spec->scope));
}

static ref_id at(const struct scene *s, const struct order_spec *spec, uint32_t i)
{
	const struct event *e = logbook_at(log_of(s, &spec->scope), i);

	return e ? ref_event(e->seq) : 0;
}

static bool is_member(const struct scene *s, ref_id ref, const struct order_spec *spec)
{
	const struct event *e = row_event(s, ref);

	return e && (!spec->span_ms || is_change(s, spec, e)) &&
	       (spec->show != SHOW_PROBLEMS || is_problem_event(e)) &&
	       limit_admits_event(s->net, &spec->limit, e) &&
	       is_within(s, &spec->scope, e);
}

static void facts(const struct scene *s, ref_id ref, struct filter_facts *f)
{
	facts_of(s, row_event(s, ref), f);
}

/* The newest first. */
static struct merge_row note(const struct scene *s, ref_id ref)
{
	(void)s;
	return (struct merge_row){.ref = ref, .first = UINT64_MAX - ref_alert_id(ref)};
}

static ref_id line(uint32_t group, uint32_t members)
{
	(void)group, (void)members;
	return 0;
}

/* Of the events that are here; logs have not the same one. */
static uint64_t generation(const struct scene *s, const struct order_spec *spec)
{
	return logbook_generation(log_of(s, &spec->scope));
}

static const struct order_source source = {
	.work = 6,
	.total = total,
	.at = at,
	.member = is_member,
	.facts = facts,
	.note = note,
	.line = line,
	.generation = generation,
};

/* The list comes near its end; of a time, the end of that is not reached yet. */
static bool wants_older(const struct scene *s, const struct list *l,
			const struct logbook_log *log, const struct rows *rows,
			int64_t span_ms)
{
	const struct event *oldest =
		logbook_n(log) ? logbook_at(log, logbook_n(log) - 1) : NULL;

	if (span_ms)
		return oldest && s->now_ms - oldest->at_ms <= span_ms;
	return l->at + 2 * l->height + 2 >= rows->n;
}

static struct rows event_rows(struct session *v, const struct scene *s, struct list *l)
{
	const struct page *page = session_page(v);
	int64_t span_ms = page->view == &changes_view ? changes_span_ms(page) : 0;
	struct logbook_log *log = log_of(s, &page->scope);
	struct order_spec spec = panel_spec(v, s, l, &source);
	struct rows rows;

	if (!log)
		return (struct rows){.ready = true};
	spec.span_ms = span_ms;
	rows = orders_get(&s->views->orders, s, &spec);
	v->waits |= !rows.ready;
	if (rows.ready && !rows.late && wants_older(s, l, log, &rows, span_ms))
		logbook_older(log);
	rows.ready = rows.ready && (rows.n > 0 || logbook_state(log) != LOG_ASKING);
	return rows;
}

/* --- panel ---------------------------------------------------------------------------
 */

static bool is_problem(const struct scene *s, ref_id ref)
{
	const struct event *e = row_event(s, ref);

	return e && is_problem_event(e);
}

static uint8_t style_of(const struct scene *s, ref_id ref)
{
	(void)s, (void)ref;
	return STYLE_NORMAL;
}

static void open_row(struct session *v, const struct scene *s, ref_id ref)
{
	const struct event *e = row_event(s, ref);
	struct thing t;

	if (!e)
		return;
	thing_told(s, e->subject, e->name, e->entity, &t);
	session_open_told(v, s, &t);
}

static void summarize(struct session *v, const struct scene *s, char *out, size_t size)
{
	static const char *const words[] = {"reading the journal…", "", "",
					    "older ones: noctop events"};
	const struct logbook_log *log = log_of(s, &session_page(v)->scope);

	snprintf(out, size, "%s", log ? words[logbook_state(log)] : "");
}

static void say_empty(struct session *v, const struct scene *s, char *out, size_t size)
{
	const struct page *page = session_page(v);
	const struct logbook_log *log = log_of(s, &page->scope);

	if (log && logbook_state(log) == LOG_ASKING)
		snprintf(out, size, "reading the journal…");
	else if (session_list(v)->filter.n > 0)
		snprintf(out, size, "no event matches the filter");
	else if (page->view == &changes_view)
		snprintf(out, size, "nothing changed; > looks further back");
	else
		snprintf(out, size, "nothing happened");
}

const struct panel events_panel = {
	.title = "EVENTS",
	.reads = true,
	.columns = columns,
	.column_n = sizeof columns / sizeof *columns,
	.name = "events",
	.of = "events",
	.usual = "newest",
	.rows = event_rows,
	.problem = is_problem,
	.style = style_of,
	.open = open_row,
	.says = says,
	.summary = summarize,
	.empty = say_empty,
};

const struct view events_view = {
	.name = "events",
	.line = "what happened, as far back as the journal goes",
	.focus = PANEL_EVENTS,
	.draw = about_events,
};

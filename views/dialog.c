/*
 * A dialog is parts (fields and choices) among lines of text; Tab goes through the
 * parts, Enter accepts all of them from anywhere, so that `a` Enter is an
 * acknowledgement with the usual limits.
 */
#include "views/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/alert/alert.h"
#include "probes/base/until.h"

#define HOUR_MS INT64_C(3600000)

static const struct act nothing = {.kind = ACT_NONE};

const struct dialog_until dialog_until[DIALOG_UNTILS] = {
	{NULL, ACK_WORSE, 0, "no longer when it gets worse"},
	{"1h", ACK_WORSE, 1, "no longer when it gets worse"},
	{"4h", ACK_WORSE, 4, "no longer when it gets worse"},
	{"recovery", ACK_RECOVERY, 0,
	 "until it clears for good, however bad it gets; 12 h at most"},
	{"change", ACK_STABLE, 0, "no longer when anything of it changes"},
	{"time", ACK_TIME, 0, "come what may: a time of the clock, or a while"},
	{"window", ACK_WINDOW, 0, "until its maintenance ends"},
};

void dialog_fini(struct dialog *d)
{
	free(d->id);
	free(d->severity);
	free(d->thing);
	*d = (struct dialog){.kind = DIALOG_NONE};
}

/* --- opening -------------------------------------------------------------------------
 */

void dialog_begin(struct session *v, enum dialog_kind kind)
{
	struct dialog *d = &v->dialog;

	d->kind = kind;
	d->n = d->criticals = 0;
	d->focus = d->until = d->action = d->level = 0;
	d->raised = true;
	d->initials = v->wall.on && kind < DIALOG_PLAN && kind != DIALOG_QUIT;
	d->planned = false;
	d->error[0] = d->ticket[0] = d->vendor[0] = '\0';
	d->at_end = false;
	for (int part = 0; part < DIALOG_PARTS; part++)
		field_set(&d->field[part], "");
}

static void take_target(struct dialog *d, const struct alert *a)
{
	d->id[d->n] = a->id;
	d->severity[d->n++] = (uint8_t)a->severity;
	d->criticals += a->severity == SEV_CRITICAL;
	d->raised = d->raised && a->check == CHECK_RAISED;
	d->planned = d->planned || a->planned;
}

/* Of these the ones that need somebody, or all; the worst first, for of many the first
 * are shown. */
static void take_targets(struct dialog *d, const struct scene *s, const uint64_t *id,
			 uint32_t n, bool needing)
{
	TABLE_GROW(d->id, d->id_cap, n);
	TABLE_GROW(d->severity, d->severity_cap, n);
	for (int severity = SEV_CRITICAL; severity >= SEV_NONE; severity--)
		for (uint32_t i = 0; i < n; i++) {
			const struct alert *a = alert_find(s->alerts, id[i]);

			if (a && (int)a->severity == severity &&
			    (!needing || row_needs(a)))
				take_target(d, a);
		}
}

void dialog_ack(struct session *v, const struct scene *s, const uint64_t *id,
		uint32_t n)
{
	dialog_begin(v, DIALOG_ACK);
	take_targets(&v->dialog, s, id, n, true);
	if (v->dialog.n > 0)
		return;
	dialog_begin(v, DIALOG_EXTEND);
	take_targets(&v->dialog, s, id, n, false);
}

/* The ticket of these, where they have the same. */
static void take_ticket(struct dialog *d, const struct scene *s)
{
	for (uint32_t i = 0; i < d->n; i++) {
		const struct alert *a = alert_find(s->alerts, d->id[i]);
		const char *ticket = a && a->ticket ? a->ticket : "";

		if (i == 0)
			snprintf(d->ticket, sizeof d->ticket, "%s", ticket);
		else if (strcmp(d->ticket, ticket) != 0)
			d->ticket[0] = '\0';
	}
	field_set(&d->field[PART_TICKET], d->ticket);
}

void dialog_comment(struct session *v, const struct scene *s, const uint64_t *id,
		    uint32_t n)
{
	dialog_begin(v, DIALOG_COMMENT);
	take_targets(&v->dialog, s, id, n, false);
	take_ticket(&v->dialog, s);
}

void dialog_own(struct session *v, const struct scene *s, const uint64_t *id,
		uint32_t n)
{
	dialog_begin(v, DIALOG_OWN);
	take_targets(&v->dialog, s, id, n, false);
}

/* The vendor of the first of these; a case is of one fault. */
static void take_vendor(struct dialog *d, const struct scene *s)
{
	const struct alert *a = d->n ? alert_find(s->alerts, d->id[0]) : NULL;
	const struct policy *p =
		a && s->roster ? roster_policy_named(s->roster, a->ladder.policy)
			       : NULL;

	if (!p || p->vendor == NONE)
		return;
	snprintf(d->vendor, sizeof d->vendor, "%s",
		 s->roster->contact[p->vendor].name);
	d->at_end = a->ladder.step >= p->rung_n;
}

void dialog_escalate(struct session *v, const struct scene *s, const uint64_t *id,
		     uint32_t n)
{
	dialog_begin(v, DIALOG_ESCALATE);
	take_targets(&v->dialog, s, id, n, false);
	take_vendor(&v->dialog, s);
}

void dialog_raise(struct session *v, const struct thing *about)
{
	dialog_begin(v, DIALOG_RAISE);
	v->dialog.about = *about;
}

void dialog_quit(struct session *v)
{
	dialog_begin(v, DIALOG_QUIT);
}

/* --- parts ---------------------------------------------------------------------------
 */

/* Each kind's, in the order in which they stand; some only when there is a reason. */
static const enum dialog_part parts[DIALOG_KINDS][DIALOG_PARTS] = {
	[DIALOG_ACK] = {PART_NOTE, PART_ACTION, PART_UNTIL, PART_TIME, PART_NUMBER},
	[DIALOG_EXTEND] = {PART_NOTE, PART_ACTION, PART_UNTIL, PART_TIME, PART_NUMBER},
	[DIALOG_COMMENT] = {PART_NOTE, PART_TICKET},
	[DIALOG_OWN] = {PART_TO, PART_NOTE},
	[DIALOG_ESCALATE] = {PART_NOTE, PART_CASE, PART_NUMBER},
	[DIALOG_RAISE] = {PART_NOTE, PART_SEVERITY},
};

static bool has_part(const struct dialog *d, enum dialog_part part)
{
	switch (part) {
	case PART_ACTION:
		return d->kind == DIALOG_EXTEND || d->raised;
	case PART_UNTIL:
		return d->action == DO_ACK;
	case PART_TIME:
		return d->action == DO_ACK && dialog_until[d->until].intent == ACK_TIME;
	case PART_CASE:
		return d->vendor[0];
	case PART_NUMBER:
		return d->criticals >= DIALOG_CONFIRM;
	default:
		return true;
	}
}

unsigned dialog_parts(const struct dialog *d, enum dialog_part part[DIALOG_PARTS])
{
	unsigned n = 0;

	if (d->kind >= DIALOG_PLAN)
		return plan_parts(d, part);
	if (d->initials)
		part[n++] = PART_INITIALS;
	for (int i = 0; i < DIALOG_PARTS && parts[d->kind][i] != PART_NONE; i++)
		if (has_part(d, parts[d->kind][i]))
			part[n++] = parts[d->kind][i];
	return n;
}

bool dialog_may_do(const struct dialog *d, enum dialog_action action)
{
	switch (action) {
	case DO_RELEASE:
		return d->kind == DIALOG_EXTEND;
	case DO_CLEAR:
		return d->raised;
	default:
		return true;
	}
}

bool dialog_may_last(const struct dialog *d, unsigned until)
{
	return dialog_until[until].intent != ACK_WINDOW || d->planned;
}

static enum severity level_of(const struct dialog *d)
{
	return (enum severity)(SEV_WARNING + d->level);
}

enum dialog_part dialog_focused(const struct dialog *d)
{
	enum dialog_part part[DIALOG_PARTS];
	unsigned n = dialog_parts(d, part);

	return n > 0 ? part[d->focus % n] : PART_NONE;
}

struct field *dialog_field(struct dialog *d, enum dialog_part part)
{
	switch (part) {
	case PART_INITIALS:
	case PART_TO:
	case PART_NOTE:
	case PART_TICKET:
	case PART_CASE:
	case PART_TIME:
	case PART_NUMBER:
	case PART_CHANGE:
	case PART_APPROVER:
		return &d->field[part];
	default:
		return NULL;
	}
}

static void focus_next(struct dialog *d, int step)
{
	enum dialog_part part[DIALOG_PARTS];
	unsigned n = dialog_parts(d, part);

	if (n > 0)
		d->focus = (uint8_t)((d->focus + n + (unsigned)step) % n);
}

static uint8_t turned(unsigned at, int step, unsigned n)
{
	return (uint8_t)((at + n + (unsigned)step) % n);
}

static void choose(struct dialog *d, enum dialog_part part, int step)
{
	if (d->kind >= DIALOG_PLAN)
		plan_choose(d, part, step);
	else if (part == PART_SEVERITY)
		d->level = turned(d->level, step, SEV_CRITICAL - SEV_WARNING + 1);
	else if (part == PART_ACTION)
		do
			d->action = turned(d->action, step, DIALOG_ACTIONS);
		while (!dialog_may_do(d, (enum dialog_action)d->action));
	else if (part == PART_UNTIL)
		do
			d->until = turned(d->until, step, DIALOG_UNTILS);
		while (!dialog_may_last(d, d->until));
}

/* --- accepting -----------------------------------------------------------------------
 */

/* What cleared meanwhile goes; true when something got worse since it was shown. */
static bool look_again(struct dialog *d, const struct scene *s)
{
	uint32_t keep = 0;
	bool worse = false;

	for (uint32_t i = 0; i < d->n; i++) {
		const struct alert *a = alert_find(s->alerts, d->id[i]);

		if (!a || a->state == ALERT_CLEARED)
			continue;
		worse = worse || a->severity > d->severity[i];
		d->id[keep] = d->id[i];
		d->severity[keep++] = (uint8_t)a->severity;
	}
	d->n = keep;
	return worse;
}

static bool has_ticket_news(const struct dialog *d)
{
	return d->kind == DIALOG_COMMENT && strcmp(d->name_safe, d->ticket) != 0;
}

/* The time that was typed; 0 none, or nothing that is a time. */
static int64_t typed_time(const struct session *v, const struct scene *s)
{
	int64_t until_ms;

	return until_parse(v->dialog.field[PART_TIME].text, v->options.zone, s->now_ms,
			   &until_ms)
		       ? until_ms
		       : 0;
}

/* What is missing, "" nothing. */
static const char *missing(const struct session *v, const struct scene *s)
{
	const struct dialog *d = &v->dialog;
	bool note = d->note_safe[0] != '\0';

	if (d->initials && !d->initials_safe[0])
		return "whose initials?";
	if (d->kind == DIALOG_COMMENT && !note && !has_ticket_news(d))
		return "a comment needs words";
	if (d->kind == DIALOG_EXTEND && d->action == DO_ACK && !note)
		return "an extension needs a note";
	if (d->kind == DIALOG_RAISE && !note)
		return "say what is wrong";
	if (d->kind == DIALOG_ESCALATE && d->at_end && !d->name_safe[0])
		return "the vendor asks for a case number";
	if (has_part(d, PART_TIME) && d->kind <= DIALOG_EXTEND && !typed_time(v, s))
		return "a time, 20:30, or a while, 2h";
	return "";
}

/* Why it cannot be accepted yet; "" it can. */
static void check(struct session *v, const struct scene *s)
{
	struct dialog *d = &v->dialog;
	uint32_t asked = d->n;
	enum dialog_part part[DIALOG_PARTS];
	unsigned n = dialog_parts(d, part);
	bool confirm = n > 0 && part[n - 1] == PART_NUMBER;
	bool worse = look_again(d, s);

	d->error[0] = '\0';
	if (worse)
		snprintf(d->error, sizeof d->error, "got worse meanwhile: Enter again");
	else if (confirm && strtoul(d->field[PART_NUMBER].text, NULL, 10) != asked)
		snprintf(d->error, sizeof d->error, "type the number of alerts, %u",
			 asked);
	else
		snprintf(d->error, sizeof d->error, "%s", missing(v, s));
}

static void act_until(const struct session *v, const struct scene *s, struct act *act)
{
	const struct dialog_until *until = &dialog_until[v->dialog.until];

	act->intent = until->intent;
	if (until->hours)
		act->until_ms = s->now_ms + until->hours * HOUR_MS;
	if (until->intent == ACK_TIME)
		act->until_ms = typed_time(v, s);
}

static struct act act_of(const struct session *v, const struct scene *s)
{
	static const enum act_kind kinds[DIALOG_KINDS] = {
		[DIALOG_ACK] = ACT_ACK,		  [DIALOG_EXTEND] = ACT_ACK,
		[DIALOG_COMMENT] = ACT_COMMENT,	  [DIALOG_OWN] = ACT_OWN,
		[DIALOG_ESCALATE] = ACT_ESCALATE, [DIALOG_RAISE] = ACT_RAISE,
		[DIALOG_QUIT] = ACT_QUIT,
	};
	const struct dialog *d = &v->dialog;
	struct act act = {.kind = kinds[d->kind],
			  .alerts = d->id,
			  .n = d->n,
			  .note = d->note_safe,
			  .initials = d->initials_safe,
			  .name = d->name_safe};

	if (act.kind == ACT_COMMENT && !has_ticket_news(d))
		act.name = NULL;
	if (act.kind == ACT_ACK && d->action == DO_ACK)
		act_until(v, s, &act);
	else if (act.kind == ACT_ACK)
		act.kind = d->action == DO_CLEAR ? ACT_CLEAR : ACT_RELEASE;
	if (act.kind == ACT_RAISE) {
		act.name = d->about.name;
		act.subject = thing_subject(&d->about);
		act.severity = level_of(d);
	}
	return act;
}

static bool is_about_alerts(const struct dialog *d)
{
	return d->kind != DIALOG_QUIT && d->kind != DIALOG_RAISE;
}

static struct act accept(struct session *v, const struct scene *s)
{
	struct dialog *d = &v->dialog;
	struct act act;

	field_clean(&d->field[PART_NOTE], d->note_safe);
	field_clean(&d->field[PART_INITIALS], d->initials_safe);
	if (d->kind >= DIALOG_PLAN)
		return plan_accept(v, s);
	field_clean(&d->field[d->kind == DIALOG_OWN	   ? PART_TO
			      : d->kind == DIALOG_ESCALATE ? PART_CASE
							   : PART_TICKET],
		    d->name_safe);
	check(v, s);
	if (is_about_alerts(d) && d->n == 0) {
		session_tell(v, s, MESSAGE_ERROR, "cleared meanwhile: nothing done");
		d->kind = DIALOG_NONE;
		return nothing;
	}
	if (d->error[0])
		return nothing;
	act = act_of(v, s);
	d->kind = DIALOG_NONE;
	return act;
}

struct act dialog_key(struct session *v, const struct scene *s, uint32_t key)
{
	struct dialog *d = &v->dialog;
	enum dialog_part part = dialog_focused(d);
	struct field *field = dialog_field(d, part);

	switch (key) {
	case K_ENTER:
		return accept(v, s);
	case K_ESC:
		d->kind = DIALOG_NONE;
		break;
	case K_TAB:
	case K_DOWN:
		focus_next(d, 1);
		break;
	case K_BACKTAB:
	case K_UP:
		focus_next(d, -1);
		break;
	case K_CTRL_L:
		return (struct act){.kind = ACT_REPAINT};
	default:
		d->error[0] = '\0'; /* it is being mended */
		if (field)
			field_key(field, key);
		else if (key == K_RIGHT || key == ' ' || key == K_LEFT)
			choose(d, part, key == K_LEFT ? -1 : 1);
	}
	return nothing;
}

void dialog_paste(struct session *v, const char *bytes, size_t n)
{
	struct field *field = dialog_field(&v->dialog, dialog_focused(&v->dialog));

	if (field)
		field_paste(field, bytes, n);
}

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

#define HOUR_MS INT64_C(3600000)

static const struct act nothing = {.kind = ACT_NONE};

const struct dialog_until dialog_until[DIALOG_UNTILS] = {
	{NULL, ACK_WORSE, 0}, {"1h", ACK_WORSE, 1},	      {"4h", ACK_WORSE, 4},
	{"8h", ACK_WORSE, 8}, {"recovery", ACK_RECOVERY, 12},
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
	d->focus = d->choice = 0;
	d->release = false;
	d->error[0] = '\0';
	field_set(&d->note, "");
	field_set(&d->number, "");
	field_set(&d->change, "");
}

/* Of these the ones that need somebody, or all. */
static void take_targets(struct dialog *d, const struct scene *s, const uint64_t *id,
			 uint32_t n, bool needing)
{
	TABLE_GROW(d->id, d->id_cap, n);
	TABLE_GROW(d->severity, d->severity_cap, n);
	for (uint32_t i = 0; i < n; i++) {
		const struct alert *a = alert_find(s->alerts, id[i]);

		if (!a || (needing && !row_needs(a)))
			continue;
		d->id[d->n] = id[i];
		d->severity[d->n++] = (uint8_t)a->severity;
		d->criticals += a->severity == SEV_CRITICAL;
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

void dialog_comment(struct session *v, const struct scene *s, const uint64_t *id,
		    uint32_t n)
{
	dialog_begin(v, DIALOG_COMMENT);
	take_targets(&v->dialog, s, id, n, false);
}

void dialog_quit(struct session *v)
{
	dialog_begin(v, DIALOG_QUIT);
}

/* --- parts ---------------------------------------------------------------------------
 */

bool dialog_must_confirm(const struct dialog *d)
{
	return d->kind != DIALOG_COMMENT && d->criticals >= DIALOG_CONFIRM;
}

static unsigned parts_of(const struct dialog *d, enum dialog_part part[4])
{
	unsigned n = 0;

	if (d->kind == DIALOG_QUIT)
		return 0;
	if (d->kind >= DIALOG_PLAN)
		return plan_parts(d, part);
	part[n++] = PART_NOTE;
	if (d->kind == DIALOG_EXTEND)
		part[n++] = PART_ACTION;
	if (d->kind != DIALOG_COMMENT && !d->release)
		part[n++] = PART_UNTIL;
	if (dialog_must_confirm(d))
		part[n++] = PART_NUMBER;
	return n;
}

enum dialog_part dialog_focused(const struct dialog *d)
{
	enum dialog_part part[4];
	unsigned n = parts_of(d, part);

	return n > 0 ? part[d->focus % n] : PART_NONE;
}

struct field *dialog_field(struct dialog *d, enum dialog_part part)
{
	if (part == PART_NOTE)
		return &d->note;
	if (part == PART_CHANGE)
		return &d->change;
	return part == PART_NUMBER ? &d->number : NULL;
}

static void focus_next(struct dialog *d, int step)
{
	enum dialog_part part[4];
	unsigned n = parts_of(d, part);

	if (n > 0)
		d->focus = (uint8_t)((d->focus + n + (unsigned)step) % n);
}

static void choose(struct dialog *d, enum dialog_part part, int step)
{
	if (d->kind >= DIALOG_PLAN)
		plan_choose(d, part, step);
	else if (part == PART_ACTION)
		d->release = !d->release;
	else if (part == PART_UNTIL)
		d->choice = (uint8_t)((d->choice + (int)DIALOG_UNTILS + step) %
				      (int)DIALOG_UNTILS);
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

/* Why it cannot be accepted yet; "" it can. */
static void check(struct dialog *d, const struct scene *s)
{
	uint32_t asked = d->n;
	bool worse = look_again(d, s);

	d->error[0] = '\0';
	if (worse)
		snprintf(d->error, sizeof d->error, "got worse meanwhile: Enter again");
	else if (dialog_must_confirm(d) && strtoul(d->number.text, NULL, 10) != asked)
		snprintf(d->error, sizeof d->error, "type the number of alerts, %u",
			 asked);
	else if (d->kind == DIALOG_COMMENT && !d->note_safe[0])
		snprintf(d->error, sizeof d->error, "a comment needs words");
	else if (d->kind == DIALOG_EXTEND && !d->release && !d->note_safe[0])
		snprintf(d->error, sizeof d->error,
			 "an extension needs a note");
}

static struct act act_of(const struct dialog *d, const struct scene *s)
{
	struct act act = {.kind = ACT_ACK,
			  .alerts = d->id,
			  .n = d->n,
			  .note = d->note_safe,
			  .intent = dialog_until[d->choice].intent};

	if (dialog_until[d->choice].hours)
		act.until_ms = s->now_ms + dialog_until[d->choice].hours * HOUR_MS;
	if (d->kind == DIALOG_COMMENT)
		act.kind = ACT_COMMENT;
	if (d->kind == DIALOG_EXTEND && d->release)
		act.kind = ACT_RELEASE;
	return act;
}

static struct act accept(struct session *v, const struct scene *s)
{
	struct dialog *d = &v->dialog;

	if (d->kind == DIALOG_QUIT) {
		d->kind = DIALOG_NONE;
		return (struct act){.kind = ACT_QUIT};
	}
	field_clean(&d->note, d->note_safe);
	if (d->kind >= DIALOG_PLAN)
		return plan_accept(v, s);
	check(d, s);
	if (d->n == 0) {
		session_tell(v, s, MESSAGE_ERROR, "cleared meanwhile: nothing done");
		d->kind = DIALOG_NONE;
		return nothing;
	}
	if (d->error[0])
		return nothing;
	struct act act = act_of(d, s);

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
	case 13:
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

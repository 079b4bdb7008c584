/* What tui does with acts, and windows of maintenance on a stage. */
#include "tests/views/stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "views/thing.h"

/* --- maintenance --- */

static void on_changed(void *ctx, dev_id dev, bool holds)
{
	struct stage *st = ctx;

	st->net.dev[dev].in_window = holds;
}

void stage_plan_step(struct stage *st)
{
	while (maintenance_step(&st->maintenance, &st->net, &st->alerts,
				st->scene.now_ms, UINT32_MAX, on_changed, st,
				&st->events))
		;
	st->alerts.generation++;
}

void stage_window(struct stage *st, const struct window_row *row)
{
	maintenance_restore(&st->maintenance, &st->net, row, st->scene.now_ms);
	stage_plan_step(st);
}

static void add(struct stage *st, const struct act *act)
{
	struct window_thing *thing = calloc(act->n + 1, sizeof *thing);
	struct window_request r = {.by = st->options.who,
				   .thing = thing,
				   .n = act->n,
				   .until_ms = act->until_ms,
				   .change = act->name,
				   .text = act->note,
				   .category = (enum window_category)act->category,
				   .approver = act->approver};

	for (uint32_t i = 0; thing && i < act->n; i++) {
		const struct thing *t = &act->things[i];

		thing[i].subject = thing_subject(t);
		thing[i].name = (char *)(uintptr_t)t->name;
		thing[i].entity = (char *)(uintptr_t)t->entity;
	}
	maintenance_add(&st->maintenance, &st->net, &r, st->scene.now_ms, &st->events,
			NULL);
	free(thing);
}

static void plan(struct stage *st, const struct act *act)
{
	if (act->kind == ACT_PLAN)
		add(st, act);
	else if (act->kind == ACT_EXTEND)
		maintenance_extend(&st->maintenance, act->name, &st->options.who,
				   act->until_ms, st->scene.now_ms, &st->events);
	else
		maintenance_done(&st->maintenance, act->name, &st->options.who,
				 st->scene.now_ms, &st->events);
	stage_plan_step(st);
}

/* --- acts --- */

static void raise_alert(struct stage *st, const struct act *act)
{
	struct raise_request raise = {
		.by = st->options.who,
		.subject = act->subject,
		.thing = alert_thing(&st->net, act->subject, act->name),
		.severity = act->severity,
		.text = act->note,
	};
	uint64_t id;

	alert_raise(&st->alerts, &st->net, &raise, st->scene.now_ms, &st->events, &id);
}

void stage_act(struct stage *st, struct session *v, const struct act *act)
{
	static const char *const words[ACT_CONNECT + 1] = {
		[ACT_NONE] = NULL,	    [ACT_REPAINT] = NULL,
		[ACT_QUIT] = "QUIT",	    [ACT_ACK] = "acknowledged",
		[ACT_RELEASE] = "released", [ACT_COMMENT] = "commented",
		[ACT_UNDO] = "undone",	    [ACT_POLL_NOW] = "POLL",
		[ACT_WRITE] = "WRITTEN",    [ACT_PLAN] = "planned",
		[ACT_EXTEND] = "extended",  [ACT_DONE] = "done",
		[ACT_OWN] = "handed over",
		[ACT_ESCALATE] = "ASKED",   [ACT_RAISE] = "raised",
		[ACT_CLEAR] = "cleared",
	};
	struct ack_request request = {.by = st->options.who,
				      .intent = act->intent,
				      .note = act->note ? act->note : "",
				      .until_ms = act->until_ms};
	int64_t now = st->scene.now_ms;
	char said[64];

	for (uint32_t i = 0; act->alerts && i < act->n; i++) {
		if (act->kind == ACT_ACK)
			alert_acknowledge(&st->alerts, act->alerts[i], &request, now,
					  &st->events);
		if (act->kind == ACT_RELEASE)
			alert_release(&st->alerts, act->alerts[i], &request.by, now,
				      &st->events);
		if (act->kind == ACT_OWN)
			alert_own(&st->alerts, act->alerts[i], &request.by, act->name,
				  act->note, now, &st->events);
		if (act->kind == ACT_COMMENT && act->name)
			alert_set_ticket(&st->alerts, act->alerts[i], &request.by,
					 act->name, now, &st->events);
		if (act->kind == ACT_CLEAR)
			alert_clear(&st->alerts, act->alerts[i], &request.by, act->note,
				    now, &st->events);
	}
	if (act->kind == ACT_RAISE)
		raise_alert(st, act);
	if (act->kind == ACT_ACK)
		alerts_durable(&st->alerts, UINT64_MAX);
	if (act->kind == ACT_UNDO)
		alert_undo(&st->alerts, &request.by, now, &st->events);
	if (act->kind >= ACT_PLAN && act->kind <= ACT_DONE)
		plan(st, act);
	if (!words[act->kind])
		return;
	snprintf(said, sizeof said, "%s %u", words[act->kind], act->n);
	session_say(v, &st->scene, false, said);
}

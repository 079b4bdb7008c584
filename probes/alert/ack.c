/*
 * ack: what operators do to alerts. An acknowledgement has three limits (worse,
 * recovery, time); each act can be taken back by who did it for half a minute, and what
 * stood before is kept for that long.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/alert/book.h"
#include "probes/base/clock.h"

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS (60 * MINUTE_MS)
#define ACK_LONGEST_MS (12 * HOUR_MS)
#define ADMIN_LONGEST_MS (72 * HOUR_MS)
#define UNDO_MS 30000
#define EXPIRING_MS (5 * MINUTE_MS)
#define SHORT_RECOVERY_MS (10 * MINUTE_MS)
#define SETTLES_MS 15000 /* an outage is found out device by device */
#define MORE_HIDDEN 5	 /* and half as many more than when acknowledged: worse */

/* One alert of one act, and what stood before; what one person did at one instant is one
 * act. */
struct undo {
	struct who by;
	int64_t at_ms;
	uint64_t alert;
	enum alert_state state;
	uint8_t needs_reack;
	struct alert_ack ack; /* before; owns its note */
	int64_t made_ms;      /* the acknowledgement that it made; 0 it was a release */
};

const char *alert_error(int error)
{
	switch (error) {
	case ALERT_OK:
		return "done";
	case ALERT_NO_SUCH:
		return "no such alert";
	case ALERT_IS_CLEARED:
		return "it has cleared";
	case ALERT_NOT_ACKED:
		return "it is not acknowledged";
	case ALERT_TOO_LATE:
		return "nothing of yours to undo in the last 30 s";
	case ALERT_NOTE_NEEDED:
		return "extending an acknowledgement needs a note";
	case ALERT_IS_HIDDEN:
		return "a cause hides it: that is the one";
	case ALERT_IS_RAISED:
		return "one is raised there already: comment on it";
	case ALERT_NO_WINDOW:
		return "no maintenance window holds of it";
	case ALERT_NOT_RAISED:
		return "only what a person raised is cleared by hand";
	default:
		return "not done";
	}
}

/* Until recovery is as long as may be; the others by how bad it is. */
static int64_t default_until(const struct alert *a, enum ack_intent intent,
			     int64_t now_ms)
{
	if (intent == ACK_RECOVERY || a->severity <= SEV_WARNING)
		return now_ms + 12 * HOUR_MS;
	return now_ms + (a->severity == SEV_CRITICAL ? 30 * MINUTE_MS : 2 * HOUR_MS);
}

static int64_t until_of(const struct alert *a, const struct ack_request *request,
			int64_t now_ms)
{
	int64_t longest =
		now_ms + (request->administrator ? ADMIN_LONGEST_MS : ACK_LONGEST_MS);

	if (request->until_ms <= now_ms)
		return default_until(a, request->intent, now_ms);
	return request->until_ms < longest ? request->until_ms : longest;
}

void alert_tell_act(struct alerts *alerts, const struct alert *a, enum event_kind kind,
		    const struct who *who, const char *note, const char *before,
		    int64_t now_ms, struct event_list *out)
{
	struct event *e;

	alert_tell(alerts, a, kind, now_ms, out);
	e = &out->event[out->n - 1];
	e->who = *who;
	e->note = arena_strdup(&out->text, note);
	e->before = arena_strdup(&out->text, before);
	e->intent = a->ack.intent;
	e->until_ms = a->ack.until_ms;
}

char *ack_stand(const struct alert *a, char out[STAND_SIZE])
{
	char until[CLOCK_RFC3339_SIZE];
	const char *note = a->ack.note ? a->ack.note : "";

	if (a->state == ALERT_ACKNOWLEDGED)
		snprintf(out, STAND_SIZE, "acknowledged by %s until %s (%s)%s%.400s",
			 a->ack.by.name, clock_rfc3339(until, a->ack.until_ms),
			 ack_intent_name(a->ack.intent), note[0] ? ": " : "", note);
	else
		snprintf(out, STAND_SIZE, "%s%s", alert_state_name(a->state),
			 a->needs_reack ? ", no longer acknowledged" : "");
	return out;
}

static void remember(struct alerts *alerts, struct alert *a, const struct who *who,
		     int64_t now_ms, int64_t made_ms)
{
	struct undo *u;

	TABLE_GROW(alerts->undo, alerts->undo_cap, alerts->undo_n + 1);
	u = &alerts->undo[alerts->undo_n++];
	*u = (struct undo){
		.by = *who,
		.at_ms = now_ms,
		.alert = a->id,
		.state = a->state,
		.needs_reack = a->needs_reack,
		.ack = a->ack,
		.made_ms = made_ms,
	};
	a->ack = (struct alert_ack){0}; /* its note is the record's now */
}

int alert_acknowledge(struct alerts *alerts, uint64_t id,
		      const struct ack_request *request, int64_t now_ms,
		      struct event_list *out)
{
	struct alert *a = alert_find(alerts, id);
	const char *note = request->note ? request->note : "";
	char before[STAND_SIZE];

	if (!a)
		return ALERT_NO_SUCH;
	if (!alert_live(a))
		return ALERT_IS_CLEARED;
	if (a->state == ALERT_ACKNOWLEDGED && !note[0])
		return ALERT_NOTE_NEEDED;
	if (request->intent == ACK_WINDOW && request->until_ms <= now_ms)
		return ALERT_NO_WINDOW;
	ack_stand(a, before);
	remember(alerts, a, &request->by, now_ms, now_ms);
	a->ack = (struct alert_ack){
		.by = request->by,
		.at_ms = now_ms,
		.intent = request->intent,
		.until_ms = until_of(a, request, now_ms),
		.severity = a->severity,
		.hides = a->hides,
		.sites = ack_sites(alerts, a),
	};
	alert_set(&a->ack.note, note);
	a->state = ALERT_ACKNOWLEDGED;
	a->needs_reack = REACK_NOT;
	a->changed_ms = now_ms;
	alert_tell_act(alerts, a, EVENT_ACKNOWLEDGED, &request->by, note, before,
		       now_ms, out);
	alert_rank_of(alerts, a);
	return ALERT_OK;
}

int alert_release(struct alerts *alerts, uint64_t id, const struct who *who,
		  int64_t now_ms, struct event_list *out)
{
	struct alert *a = alert_find(alerts, id);
	char before[STAND_SIZE];

	if (!a)
		return ALERT_NO_SUCH;
	if (!alert_live(a))
		return ALERT_IS_CLEARED;
	if (a->state != ALERT_ACKNOWLEDGED)
		return ALERT_NOT_ACKED;
	ack_stand(a, before);
	remember(alerts, a, who, now_ms, 0);
	a->state = ALERT_OPEN;
	a->changed_ms = now_ms;
	alert_tell_act(alerts, a, EVENT_RELEASED, who, "", before, now_ms, out);
	alert_rank_of(alerts, a);
	return ALERT_OK;
}

int alert_comment(struct alerts *alerts, uint64_t id, const struct who *who,
		  const char *note, int64_t now_ms, struct event_list *out)
{
	const struct alert *a = alert_find(alerts, id);

	if (!a)
		return ALERT_NO_SUCH;
	if (!note || !note[0])
		return ALERT_NOTE_NEEDED;
	alert_tell_act(alerts, a, EVENT_COMMENTED, who, note, "", now_ms, out);
	return ALERT_OK;
}

/* --- what ends one --- */

uint32_t ack_sites(const struct alerts *alerts, const struct alert *a)
{
	uint32_t n = 0;

	if (a->subject != SUBJECT_DEVICE || a->check != CHECK_UNREACHABLE)
		return 0;
	for (uint32_t i = 0; i < alerts->site_count_cap; i++)
		n += alerts->site_count[i].cause == a->thing &&
		     check_isolated(&alerts->site_count[i]);
	return n;
}

static bool hides_more(const struct alert *a)
{
	uint64_t then = a->ack.hides, now = a->hides;

	return now >= then + MORE_HIDDEN && now * 2 >= then * 3;
}

/* Its severity is looked after where it changes; this is what it takes with it. */
static bool takes_more(const struct alerts *alerts, const struct alert *a)
{
	return (a->ack.intent == ACK_WORSE || a->ack.intent == ACK_STABLE) &&
	       (hides_more(a) || ack_sites(alerts, a) > a->ack.sites);
}

/* It stood when we were stopped and was not judged since: it is asked first. */
static bool not_asked_yet(const struct alerts *alerts, const struct alert *a,
			  int64_t now_ms)
{
	return !a->rule && a->check != CHECK_RAISED && now_ms < alerts->cold_until_ms;
}

static void needs_somebody(struct alerts *alerts, struct alert *a, enum event_kind kind,
			   int64_t now_ms, struct event_list *out)
{
	alert_break(a, kind == EVENT_EXPIRED ? REACK_EXPIRED : REACK_WORSE);
	a->changed_ms = now_ms;
	alert_tell(alerts, a, kind, now_ms, out);
	alert_rank_of(alerts, a);
}

bool ack_ends_soon(const struct alert *a, int64_t now_ms)
{
	const struct alert_ack *ack = &a->ack;

	return a->state == ALERT_ACKNOWLEDGED && ack->until_ms &&
	       ack->until_ms - now_ms <= EXPIRING_MS &&
	       ack->until_ms - ack->at_ms > EXPIRING_MS;
}

void ack_tick(struct alerts *alerts, struct alert *a, int64_t now_ms,
	      struct event_list *out)
{
	if (a->state != ALERT_ACKNOWLEDGED || not_asked_yet(alerts, a, now_ms))
		return;
	if (now_ms - a->ack.at_ms < SETTLES_MS && ack_sites(alerts, a) > a->ack.sites)
		a->ack.sites = ack_sites(alerts, a);
	if (a->ack.until_ms && now_ms >= a->ack.until_ms && !a->calm_ms) {
		needs_somebody(alerts, a, EVENT_EXPIRED, now_ms, out);
	} else if (takes_more(alerts, a)) {
		needs_somebody(alerts, a, EVENT_WORSENED, now_ms, out);
	} else if (!a->ack.told && !a->calm_ms && ack_ends_soon(a, now_ms)) {
		a->ack.told = true;
		alert_tell(alerts, a, EVENT_EXPIRING, now_ms, out);
		out->event[out->n - 1].until_ms = a->ack.until_ms;
	}
}

bool ack_breaks(const struct alert *a, enum severity was)
{
	const struct alert_ack *ack = &a->ack;

	if (a->state != ALERT_ACKNOWLEDGED)
		return false;
	if (ack->intent == ACK_STABLE)
		return a->severity != was;
	return ack->intent == ACK_WORSE && a->severity > ack->severity;
}

bool ack_survives(const struct alert *ghost, int64_t now_ms)
{
	const struct alert_ack *ack = &ghost->ack;

	return ack->at_ms && ack->intent != ACK_STABLE &&
	       now_ms - ghost->cleared_ms < SHORT_RECOVERY_MS &&
	       (!ack->until_ms || now_ms < ack->until_ms);
}

/* --- undo --- */

static void undo_drop(struct alerts *alerts, uint32_t i)
{
	free(alerts->undo[i].ack.note);
	alerts->undo_n--;
	memmove(&alerts->undo[i], &alerts->undo[i + 1],
		(alerts->undo_n - i) * sizeof *alerts->undo);
}

void undo_trim(struct alerts *alerts, int64_t now_ms)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < alerts->undo_n; i++)
		if (now_ms - alerts->undo[i].at_ms > UNDO_MS)
			free(alerts->undo[i].ack.note);
		else
			alerts->undo[kept++] = alerts->undo[i];
	alerts->undo_n = kept;
}

/* Does what u did still stand? */
static bool still_stands(const struct alert *a, const struct undo *u)
{
	if (!alert_live(a))
		return false;
	if (!u->made_ms)
		return a->state == ALERT_OPEN;
	return a->state == ALERT_ACKNOWLEDGED && a->ack.at_ms == u->made_ms &&
	       a->ack.by.uid == u->by.uid;
}

static void take_back(struct alerts *alerts, struct alert *a, struct undo *u,
		      const struct who *who, int64_t now_ms, struct event_list *out)
{
	char before[STAND_SIZE];

	ack_stand(a, before);
	alert_drop_ack(a);
	a->ack = u->ack;
	u->ack.note = NULL;
	a->state = u->state;
	a->needs_reack = u->needs_reack;
	a->changed_ms = now_ms;
	alert_tell_act(alerts, a, EVENT_UNDONE, who, a->ack.note ? a->ack.note : "",
		       before, now_ms, out);
	alert_rank_of(alerts, a);
}

int alert_undo(struct alerts *alerts, const struct who *who, int64_t now_ms,
	       struct event_list *out)
{
	int64_t act_ms = 0;
	int done = 0;

	undo_trim(alerts, now_ms);
	for (uint32_t i = alerts->undo_n; i-- > 0;) {
		struct undo *u = &alerts->undo[i];
		struct alert *a = alert_find(alerts, u->alert);

		if (u->by.uid != who->uid)
			continue;
		if (act_ms && u->at_ms != act_ms)
			break;
		act_ms = u->at_ms;
		if (still_stands(a, u)) {
			take_back(alerts, a, u, who, now_ms, out);
			done++;
		}
		undo_drop(alerts, i);
	}
	return done ? done : ALERT_TOO_LATE;
}

/* --- the journal's word --- */

void alerts_journaled(struct alerts *alerts, const struct event *e)
{
	struct alert *a;

	if (e->kind != EVENT_ACKNOWLEDGED)
		return;
	a = alert_find(alerts, e->alert);
	if (a && a->ack.at_ms == e->at_ms) {
		a->ack.seq = e->seq;
		alerts->unsaved++;
	}
}

void alerts_durable(struct alerts *alerts, uint64_t seq)
{
	if (!alerts->unsaved)
		return;
	alerts->unsaved = 0;
	for (uint32_t i = 0; i < alerts->n; i++) {
		struct alert_ack *ack = &alerts->row[i]->ack;

		if (!ack->seq || ack->durable)
			continue;
		ack->durable = ack->seq <= seq;
		alerts->unsaved += !ack->durable;
		alerts->generation++;
	}
}

/*
 * judge: from a new reading of one key to its alert. A key about which there is nothing
 * to remember costs a comparison and no memory. Each rule of a check is a band that is
 * held or not; the most severe band held is the alert's.
 */
#include <math.h>
#include <string.h>

#include "probes/alert/book.h"
#include "probes/alert/wording.h"
#include "probes/model/peer.h"
#include "probes/model/redundancy.h"
#include "probes/model/sensor.h"

#define SETTLED_MS 10000 /* no more of it came back for so long */

void judge_ask(struct alerts *alerts, dev_id dev)
{
	for (uint32_t i = 0; i < alerts->ask_n && i < 64; i++)
		if (alerts->ask[i] == dev)
			return;
	TABLE_GROW(alerts->ask, alerts->ask_cap, alerts->ask_n + 1);
	alerts->ask[alerts->ask_n++] = dev;
}

void judge_ask_thing(struct judge *j)
{
	const struct network *net = j->view.net;

	if (j->subject == SUBJECT_DEVICE)
		judge_ask(j->alerts, j->thing);
	for (int e = 0; j->subject == SUBJECT_CIRCUIT && e < LINE_ENDS; e++)
		if (net->circuit[j->thing].end[e].dev != NONE)
			judge_ask(j->alerts, net->circuit[j->thing].end[e].dev);
}

/* --- one alert --- */

static bool is_sum(enum check check)
{
	return check_thing(check) == OF_SITE || check_thing(check) == OF_CUSTOMER;
}

/* "0 of 31 lost" is nothing to be told of, and why the rest is not back yet is known
 * when no more come back. */
static bool comes_back(const struct judge *j, struct track *t, const struct sample *s,
		       double before)
{
	if (s->value < before)
		t->eased_ms = j->view.now_ms;
	return s->off || j->view.now_ms - t->eased_ms < SETTLED_MS;
}

/* A line that is up again is down nowhere: what it said stands until it is over. */
static bool has_said(const struct alert *a, const struct rule *rule,
		     const struct sample *s)
{
	return rule->check == CHECK_CIRCUIT_DOWN && a->text && !a->flapping && !s->on;
}

/* What the reading says of it now. */
static void describe(struct judge *j, struct track *t, const struct rule *rule,
		     const struct sample *s)
{
	char bad[WORDING_MAX], text[WORDING_MAX * 2];
	struct sample said = *s;
	struct alert *a = t->alert;
	double value = a->value;

	if (!s->known)
		return; /* not asked yet, since we began */
	a->rule = rule;
	a->category = rule->category;
	a->value = s->value;
	a->limit = s->limit;
	a->clear = s->clear;
	if (has_said(a, rule, s))
		return;
	if (is_sum(rule->check)) {
		if (a->text && comes_back(j, t, s, value))
			return;
		said.first_bad_ms = a->first_bad_ms;
	}
	wording_fill(bad, sizeof bad, rule, &j->view, &said);
	if (a->flapping)
		flap_words(t, a, t->on ? bad : NULL, text, sizeof text);
	else
		snprintf(text, sizeof text, "%s", bad);
	if (a->text && strcmp(a->text, text) == 0 &&
	    (value == s->value || (isnan(value) && isnan(s->value))))
		return;
	alert_set(&a->text, text);
	j->alerts->generation++;
}

static void open_new(struct judge *j, struct track *t, const struct rule *rule,
		     const struct sample *s)
{
	const struct alert *ghost = t->alert;
	struct alert *a = alert_put(j->alerts, t->id ? t->id : j->alerts->next_id);
	struct sample began = *s;
	bool hidden, planned;

	if (rule->check == CHECK_SITE_ISOLATED)
		check_site_began(rule, &j->view, &began);
	t->id = 0;
	a->subject = j->subject;
	a->thing = j->thing;
	alert_set(&a->name, j->name);
	alert_set(&a->entity, t->entity);
	a->check = rule->check;
	a->severity = rule->severity;
	a->state = ALERT_OPEN;
	a->opened_ms = a->changed_ms = j->view.now_ms;
	a->last_good_ms = began.last_good_ms ? began.last_good_ms : t->last_good_ms;
	a->first_bad_ms = began.first_bad_ms ? began.first_bad_ms : t->first_bad_ms;
	a->occurred_ms = s->occurred_ms;
	a->hides = cover_hides(j, t);
	if (ghost) {
		a->flap_bits = ghost->flap_bits;
		a->flap_min = ghost->flap_min;
	}
	alert_count_opening(a, j->view.now_ms);
	t->alert = a;
	describe(j, t, rule, s);
	hidden = cover_born(j, t);
	planned = planned_born(j, t);
	alert_tell(j->alerts, a, hidden || planned ? EVENT_SUPPRESSED : EVENT_OPENED,
		   j->view.now_ms, j->out);
	if (planned)
		j->out->event[j->out->n - 1].note = arena_printf(
			&j->out->text, "planned, %s", a->planned_by);
}

/* Its severity is now that of rule. */
static void change_severity(struct judge *j, struct alert *a, const struct rule *rule)
{
	enum severity was = a->severity;
	bool worse = rule->severity > was;

	if (rule->severity == was)
		return;
	a->severity = rule->severity;
	a->changed_ms = j->view.now_ms;
	if (ack_breaks(a, was))
		alert_break(a, worse ? REACK_WORSE : REACK_CHANGED);
	alert_tell(j->alerts, a, worse ? EVENT_WORSENED : EVENT_EASED, j->view.now_ms,
		   j->out);
	j->changed = true;
}

static void reopen(struct judge *j, struct track *t, const struct rule *rule,
		   const struct sample *s)
{
	struct alert *a = t->alert;

	a->state = ALERT_ACKNOWLEDGED;
	a->cleared_ms = 0;
	a->changed_ms = j->view.now_ms;
	a->hides = cover_hides(j, t);
	alert_count_opening(a, j->view.now_ms);
	describe(j, t, rule, s);
	a->suppressed = a->planned = false;
	a->cover = COVER_NOT;
	planned_born(j, t);
	alert_tell(j->alerts, a, EVENT_REOPENED, j->view.now_ms, j->out);
	if (cover_born(j, t))
		alert_tell(j->alerts, a, EVENT_SUPPRESSED, j->view.now_ms, j->out);
	change_severity(j, a, rule);
}

void judge_end(struct judge *j, struct track *t)
{
	if (!alert_live(t->alert))
		return;
	j->changed = true;
	cover_lift(j, t);
	alert_end(j->alerts, t->alert, j->view.now_ms, j->out);
}

/* rule: the most severe that is held, NULL none. */
static void settle(struct judge *j, struct track *t, const struct rule *rule,
		   const struct sample *s)
{
	struct alert *a = t->alert;

	if (alert_live(a) && rule) {
		describe(j, t, rule, s);
		change_severity(j, a, rule);
	} else if (!rule) {
		judge_end(j, t);
	} else {
		j->changed = true;
		if (a && ack_survives(a, j->view.now_ms))
			reopen(j, t, rule, s);
		else
			open_new(j, t, rule, s);
	}
}

/* --- one that comes and goes --- */

/* A rule of that severity that may hold here, else the least severe: of what nobody saw
 * no more is known. */
static const struct rule *rule_like(const struct judge *j, enum check check,
				    enum severity severity)
{
	const struct rule *const *rule, *like = NULL;
	uint32_t n = book_rules(j->alerts, check, &rule);

	for (uint32_t i = 0; i < n; i++) {
		if (rule[i]->event || !hold_is(j, check, i))
			continue;
		like = rule[i];
		if (like->severity == severity)
			break;
	}
	return like;
}

static void begin_flapping(struct judge *j, struct track *t, const struct sample *s)
{
	struct alert *a = t->alert;
	const struct rule *rule = a ? a->rule : NULL;

	if (!alert_live(a)) {
		rule = rule_like(j, (enum check)t->check, SEV_NONE);
		if (rule)
			settle(j, t, rule, s);
		a = t->alert;
	}
	if (!rule)
		return;
	a->flapping = true;
	if (a->state == ALERT_ACKNOWLEDGED && a->ack.intent == ACK_STABLE)
		alert_break(a, REACK_CHANGED);
	describe(j, t, rule, s);
	alert_tell(j->alerts, a, EVENT_FLAPPING, j->view.now_ms, j->out);
	j->changed = true;
}

static void end_flapping(struct judge *j, struct track *t)
{
	t->alert->flapping = false;
	memset(t->down_ms, 0, sizeof t->down_ms);
	alert_tell(j->alerts, t->alert, EVENT_STEADY, j->view.now_ms, j->out);
}

/* Its alert stays through the ups. The rule that held last goes on saying how bad. */
static const struct rule *while_flapping(struct judge *j, struct track *t,
					 const struct rule *rule)
{
	struct alert *a = t->alert;

	if (flap_is_over(t, a->rule, j->view.now_ms)) {
		end_flapping(j, t);
		return rule;
	}
	if (rule)
		return rule;
	return rule_like(j, (enum check)t->check, a->severity);
}

/* What all bands of a key saw at once. */
struct news {
	bool fresh;   /* there was a reading */
	bool on, off; /* of any band; of all */
	bool blinked;
	bool was_held, held;
};

/* True when it went down once more. */
static bool moved(struct judge *j, struct track *t, const struct news *news)
{
	bool on = news->on || (t->on && !news->off);
	bool down =
		news->blinked || (news->held && (!news->was_held || (on && !t->on)));

	if (on != t->on || news->blinked)
		t->moved_ms = j->view.now_ms;
	t->on = on;
	if (!down)
		return false;
	flap_down(t, j->view.now_ms);
	if (alert_live(t->alert))
		alert_count_opening(t->alert, j->view.now_ms);
	return true;
}

static void follow(struct judge *j, struct track *t, const struct rule *rule,
		   const struct sample *s, const struct news *news)
{
	bool down = news->fresh && moved(j, t, news);

	if (alert_live(t->alert) && t->alert->flapping)
		rule = while_flapping(j, t, rule);
	settle(j, t, rule, s);
	if (down && !(alert_live(t->alert) && t->alert->flapping) &&
	    flap_begins(t, j->view.now_ms))
		begin_flapping(j, t, s);
	flap_forget_old(t, j->view.now_ms);
	if (alert_live(t->alert))
		t->alert->calm_ms = t->on	 ? 0
				    : t->moved_ms ? t->moved_ms
						  : j->view.now_ms;
}

/* --- one key --- */

/* One reading for one band. */
static void step(const struct rule *rule, struct track *t, struct band *band,
		 const struct sample *s, int64_t now_ms)
{
	const struct persist *p = band->held ? &rule->clears : &rule->opens;
	bool lasted = persist_step(p, &band->run, band->held ? s->off : s->on, t->at_ms,
				   now_ms, s->gap_ms);

	if (!band->held && s->on && s->cold)
		lasted = true;
	if (!lasted || (!band->held && s->doubt))
		return;
	band->held = !band->held;
	band->run = (struct lasting){0};
}

/* What the journal said was open is held: every band up to its severity, at least one.
 */
static void hold_restored(struct judge *j, struct track *t,
			  const struct rule *const *rule, uint32_t n)
{
	struct band *least = NULL;
	bool any = false;

	t->restored = false;
	for (uint32_t i = 0; i < n; i++) {
		if (rule[i]->event || !hold_is(j, (enum check)t->check, i))
			continue;
		least = &t->band[i];
		least->held = rule[i]->severity <= t->alert->severity;
		any = any || least->held;
	}
	if (least && !any)
		least->held = true;
}

/* The first bad reading after good ones. */
static void note_beginning(struct judge *j, struct track *t)
{
	t->first_bad_ms = j->view.now_ms;
	t->last_good_ms = t->at_ms ? t->at_ms : j->book->before_ms;
}

static const char *entity_of(const struct judge *j)
{
	const struct network *net = j->view.net;

	if (j->view.sensor != NONE)
		return network_str(net, net->sensor[j->view.sensor].name);
	if (j->view.peer)
		return network_str(net, j->view.peer->name);
	if (j->view.group)
		return j->view.group->name;
	return j->view.row == NONE ? "" : network_str(net, net->ifs.name[j->view.row]);
}

/* The track of this key, if there is one or the reading calls for one. */
static struct track *track_for(struct judge *j, uint32_t slot, enum check check,
			       struct track *t, const struct sample *s)
{
	if (!t && (s->on || s->blinked))
		t = book_insert(j->alerts, j->book, j->at, slot, check, entity_of(j));
	if (t && s->on && book_quiet(j->alerts, t))
		note_beginning(j, t);
	return t;
}

struct track *judge_track(const struct judge *j, uint32_t slot, enum check check)
{
	struct track *t = j->at < j->book->n ? j->book->track[j->at] : NULL;

	return t && t->slot == slot && t->check == check ? t : NULL;
}

static void hear(struct news *news, const struct sample *s)
{
	news->off = (news->off || !news->fresh) && s->off;
	news->on = news->on || s->on;
	news->blinked = news->blinked || s->blinked;
	news->fresh = true;
}

/* Every band gets the reading; *top is the most severe held, seen what it saw. */
static struct track *read_bands(struct judge *j, uint32_t slot, enum check check,
				const struct rule **top, struct sample *seen,
				struct news *news)
{
	const struct rule *const *rule;
	uint32_t n = book_rules(j->alerts, check, &rule);
	struct track *t = judge_track(j, slot, check);
	int64_t stamp = INT64_MIN, before = t ? t->stamp : INT64_MIN;
	bool doubt = cover_doubts(j, check);
	struct sample s;

	news->was_held = t && (t->restored || book_held(j->alerts, t));
	for (uint32_t i = 0; i < n; i++) {
		if (rule[i]->event || !hold_is(j, check, i)) {
			if (t)
				t->band[i] = (struct band){0};
			continue;
		}
		check_read(check, rule[i], &j->view, &s);
		if (!doubt && s.known && s.stamp != before) {
			if (t && t->restored)
				hold_restored(j, t, rule, n);
			t = track_for(j, slot, check, t, &s);
			stamp = s.stamp;
			hear(news, &s);
			if (t)
				step(rule[i], t, &t->band[i], &s, j->view.now_ms);
		}
		if (*top)
			continue;
		*seen = s;
		if (t && (t->band[i].held || t->restored))
			*top = rule[i];
	}
	if (t && news->fresh) {
		t->stamp = stamp;
		t->at_ms = j->view.now_ms;
		news->held = book_held(j->alerts, t);
	}
	return t;
}

void judge_key(struct judge *j, uint32_t slot, enum check check)
{
	const struct rule *top = NULL;
	uint32_t told = j->out->n;
	int64_t moved_ms;
	struct news news = {.fresh = false};
	struct sample seen = {.known = false};
	struct track *t;

	if (check == CHECK_RAISED) {
		j->at += judge_track(j, slot, check) != NULL; /* not for us to judge */
		return;
	}
	t = read_bands(j, slot, check, &top, &seen, &news);
	if (!t)
		return;
	moved_ms = t->moved_ms;
	if (!t->restored || !top)
		follow(j, t, top, &seen, &news);
	if (told != j->out->n && t->alert)
		memory_note(j->alerts, t, t->alert);
	else if (t->moved_ms != moved_ms)
		memory_moved(j->alerts, t);
	memory_pending(j->alerts, j->subject, j->name, t);
	if (book_idle(j->alerts, t))
		book_remove(j->book, j->at);
	else
		j->at++;
}

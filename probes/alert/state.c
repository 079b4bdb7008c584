/*
 * state: verdicts in words. Only what is known is said, see evidence.h.
 */
#include "probes/alert/state.h"

#include <stdio.h>
#include <string.h>

#include "probes/alert/book.h"
#include "probes/alert/evidence.h"
#include "probes/alert/maintenance.h"

const char *dev_state_name(enum dev_state state)
{
	static const char *const names[DEV_STATE_N] = {
		[DEV_UP] = "up",       [DEV_DEGRADED] = "degraded",
		[DEV_DOWN] = "down",   [DEV_LOST] = "lost",
		[DEV_STALE] = "stale", [DEV_PLANNED] = "planned",
	};

	return names[state];
}

const char *site_state_name(enum site_state state)
{
	static const char *const names[SITE_STATE_N] = {
		[SITE_OK] = "OK",
		[SITE_IMPAIRED] = "IMPAIRED",
		[SITE_DEGRADED] = "DEGRADED",
		[SITE_ISOLATED] = "ISOLATED",
		[SITE_PLANNED] = "PLANNED",
		[SITE_UNKNOWN] = "UNKNOWN",
	};

	return names[state];
}

/* --- devices --- */

static enum severity dev_severity(const struct alerts *alerts, dev_id dev)
{
	if (dev >= alerts->dev_cap)
		return SEV_NONE;
	return (enum severity)alerts->dev_worst[dev];
}

enum dev_state dev_state(const struct network *net, const struct alerts *alerts,
			 dev_id d, int64_t now_ms)
{
	const struct dev *dev = &net->dev[d];

	if (dev_is_planned(dev))
		return DEV_PLANNED;
	if (check_unreachable(dev))
		return topology_cause(net, d) == NONE ? DEV_DOWN : DEV_LOST;
	if (network_dev_stale(net, d, now_ms))
		return DEV_STALE;
	return dev_severity(alerts, d) >= SEV_WARNING ? DEV_DEGRADED : DEV_UP;
}

char dev_state_letter(const struct network *net, const struct alerts *alerts, dev_id d,
		      int64_t now_ms)
{
	enum dev_state state = dev_state(net, alerts, d, now_ms);

	if (state == DEV_DEGRADED)
		return severity_letter(dev_severity(alerts, d));
	return ". X?~P"[state];
}

static bool needs_somebody(const struct alert *a)
{
	return a->severity >= SEV_WARNING && (a->needs_reack || !alert_holder(a)[0]);
}

/* Of two as bad it is the one that nobody has; else the one that explains more. */
static bool is_worse(const struct alert *a, const struct alert *than)
{
	if (!than || a->severity != than->severity)
		return !than || a->severity > than->severity;
	if (needs_somebody(a) != needs_somebody(than))
		return needs_somebody(a);
	return a->hides > than->hides;
}

/* The worst alert shown among the tracks of a device or site; NULL. */
static const struct alert *worst_of(const struct book *books, uint32_t cap,
				    uint32_t thing, const struct alert *worst)
{
	if (thing >= cap)
		return worst;
	for (uint32_t i = 0; i < books[thing].n; i++) {
		const struct alert *a = books[thing].track[i]->alert;

		if (alert_live(a) && !a->suppressed && !a->planned &&
		    is_worse(a, worst))
			worst = a;
	}
	return worst;
}

static const struct alert *worst_of_dev(const struct alerts *alerts, dev_id d,
					const struct alert *worst)
{
	return worst_of(alerts->dev_book, alerts->dev_book_cap, d, worst);
}

/* The alert about a device's silence, hidden or not; NULL none. */
static const struct alert *silence_of(const struct alerts *alerts, dev_id d)
{
	uint32_t at;
	const struct track *t =
		d < alerts->dev_book_cap
			? book_find(&alerts->dev_book[d], SLOT_SELF, CHECK_UNREACHABLE,
				    &at)
			: NULL;

	return t && alert_live(t->alert) ? t->alert : NULL;
}

static void why_stale(const struct dev *dev, char *out, size_t cap)
{
	bool late = dev->reason == REASON_OK || dev->reason == REASON_SLOW;

	snprintf(out, cap, "%s",
		 late ? "late" : reason_words((enum reason)dev->reason));
}

static void why_planned(const struct network *net, const struct alerts *alerts,
			dev_id d, char *out, size_t cap)
{
	const struct window *w =
		alerts->maintenance
			? maintenance_of(alerts->maintenance, net, scope_dev(d))
			: NULL;

	snprintf(out, cap, "%s%s", w ? "maintenance " : "planned", w ? w->name : "");
}

void dev_why(const struct network *net, const struct alerts *alerts, dev_id d,
	     int64_t now_ms, char *out, size_t cap)
{
	const struct alert *worst = worst_of_dev(alerts, d, NULL);
	const struct alert *silence = silence_of(alerts, d);
	enum dev_state state = dev_state(net, alerts, d, now_ms);

	out[0] = '\0';
	if (state == DEV_LOST)
		snprintf(out, cap, "behind %s",
			 network_str(net, net->dev[topology_cause(net, d)].name));
	else if (state == DEV_STALE)
		why_stale(&net->dev[d], out, cap);
	else if (state == DEV_PLANNED)
		why_planned(net, alerts, d, out, cap);
	else if (worst)
		alert_words(worst, now_ms, out, cap);
	else if (state == DEV_DOWN)
		snprintf(out, cap, "%s", silence ? silence->text : "no answer");
}

/* --- alerts --- */

/* "12s" "4m12" "47m" "1h12" "3d04" */
static void say_age(int64_t ms, char *out, size_t cap)
{
	long s = (long)(ms / 1000);

	if (s < 60)
		snprintf(out, cap, "%lds", s);
	else if (s < 600)
		snprintf(out, cap, "%ldm%02ld", s / 60, s % 60);
	else if (s < 3600)
		snprintf(out, cap, "%ldm", s / 60);
	else if (s < 86400)
		snprintf(out, cap, "%ldh%02ld", s / 3600, s % 3600 / 60);
	else
		snprintf(out, cap, "%ldd%02ld", s / 86400, s % 86400 / 3600);
}

void alert_words(const struct alert *a, int64_t now_ms, char *out, size_t cap)
{
	char age[24];

	if (!alert_live(a) || !a->calm_ms || a->flapping) {
		snprintf(out, cap, "%s", a->text);
		return;
	}
	say_age(now_ms - a->calm_ms, age, sizeof age);
	snprintf(out, cap, "clearing %s: %s", age, a->text);
}

/* --- sites --- */

/* The circuits that end at the device. */
static const struct alert *worst_of_lines(const struct network *net,
					  const struct alerts *alerts, dev_id d,
					  const struct alert *worst)
{
	for (uint32_t n = net->dev[d].line_first; n != NONE;
	     n = line_end_at(net, n)->next)
		if (!(n & LINE_OF_LINK))
			worst = worst_of(alerts->circuit_book, alerts->circuit_book_cap,
					 n / LINE_ENDS, worst);
	return worst;
}

/* What is told elsewhere and left it one way: one row for one cause, and yet the site
 * is not well. NULL. */
static const struct alert *explained(const struct alerts *alerts, site_id site)
{
	uint32_t at;
	const struct track *t = site < alerts->site_book_cap
					? book_find(&alerts->site_book[site], SLOT_SELF,
						    CHECK_SITE_WAYS, &at)
					: NULL;

	return t && alert_live(t->alert) && t->alert->suppressed &&
			       t->alert->cover == COVER_EXPLAINED && !t->alert->planned
		       ? t->alert
		       : NULL;
}

/* The worst of worst and of what is about the device, which is counted. */
static const struct alert *survey_dev(const struct network *net,
				      const struct alerts *alerts, dev_id d,
				      const struct alert *worst, int64_t now_ms,
				      struct site_survey *s)
{
	worst = worst_of_dev(alerts, d, worst);
	worst = worst_of_lines(net, alerts, d, worst);
	s->warnings += dev_severity(alerts, d) == SEV_WARNING;
	if (dev_is_planned(&net->dev[d]))
		return worst;
	if (network_dev_stale(net, d, now_ms))
		s->stale++;
	else
		s->fresh++;
	return worst;
}

/* What stands over its devices counts from the first on: of two alike it tells. */
void site_survey(const struct network *net, const struct alerts *alerts, site_id site,
		 struct site_survey *s)
{
	const struct alert *worst =
		worst_of(alerts->site_book, alerts->site_book_cap, site, NULL);

	*s = (struct site_survey){.site = site, .worst = worst ? worst->id : 0};
	topology_look(net, site, &s->look);
}

uint32_t site_survey_on(const struct network *net, const struct alerts *alerts,
			struct site_survey *s, uint32_t devs, int64_t now_ms)
{
	const struct alert *worst = s->worst ? alert_find(alerts, s->worst) : NULL;
	uint32_t left = devs;

	for (; left > 0 && s->look.at != NONE; left--) {
		worst = survey_dev(net, alerts, s->look.at, worst, now_ms, s);
		topology_look_on(net, &s->look);
	}
	s->worst = worst ? worst->id : 0;
	return devs - left;
}

/* What was the worst may be over meanwhile. */
static const struct alert *worst_found(const struct alerts *alerts,
				       const struct site_survey *s)
{
	const struct alert *worst = s->worst ? alert_find(alerts, s->worst) : NULL;

	return alert_live(worst) ? worst : explained(alerts, s->site);
}

/* Where nothing is known of most of its devices that is not well. */
static enum site_state state_of(const struct site_survey *s, enum severity worst)
{
	const struct site_count *count = &s->look.count;

	if (count->devices == 0)
		return count->planned ? SITE_PLANNED : SITE_UNKNOWN;
	if (check_isolated(count))
		return SITE_ISOLATED;
	if (count->lost)
		return SITE_DEGRADED;
	if (worst < SEV_WARNING && s->stale > s->fresh)
		return SITE_UNKNOWN;
	return worst >= SEV_WARNING ? SITE_IMPAIRED : SITE_OK;
}

static void say_lost(const struct network *net, const struct site_count *count,
		     char *out, size_t cap)
{
	uint32_t others = count->lost - 1;
	struct evidence e;
	size_t len;

	snprintf(out, cap, "%s ", network_str(net, net->dev[count->cause].name));
	len = strlen(out);
	evidence_of(net, count->cause, &e);
	evidence_verdict(&e, out + len, cap - len);
	if (count->cause_hides)
		text_add(out, cap, ", hides %u", count->cause_hides);
	else if (others)
		text_add(out, cap, ", %u more", others);
}

static void take_worst(const struct alert *worst, struct site_verdict *v)
{
	v->alert = worst->id;
	if (worst->subject == SUBJECT_DEVICE)
		v->device = worst->thing;
}

/* The line or the port that its last way went by: until the site itself is told of. */
static bool cuts_off(const struct site_count *count, const struct alert *worst)
{
	return topology_cut_off(count) &&
	       (worst->check == CHECK_CIRCUIT_DOWN || worst->check == CHECK_IF_DOWN);
}

static void say_cause(const struct network *net, const struct alerts *alerts,
		      const struct site_count *count, const struct alert *worst,
		      int64_t now_ms, struct site_verdict *v)
{
	const struct alert *silence;
	char words[sizeof v->cause] = "";
	size_t len;

	if (worst)
		alert_words(worst, now_ms, words, sizeof words);

	if (worst && worst->subject == SUBJECT_SITE &&
	    (topology_cut_off(count) || (count->lost && !count->cause_hides))) {
		snprintf(v->cause, sizeof v->cause, "%s", words);
		take_worst(worst, v);
	} else if (count->lost && count->cause != NONE &&
		   !(worst && cuts_off(count, worst))) {
		say_lost(net, count, v->cause, sizeof v->cause);
		v->device = count->cause;
		silence = worst && worst->subject == SUBJECT_SITE
				  ? worst /* leads: it is part of that */
				  : silence_of(alerts, count->cause);
		v->alert = silence ? silence->id : 0;
	} else if (worst) {
		snprintf(v->cause, sizeof v->cause, "%s ", worst->name);
		len = strlen(v->cause);
		snprintf(v->cause + len, sizeof v->cause - len, "%s", words);
		take_worst(worst, v);
	}
}

/* Who has what was said to be the cause; nobody, where nobody has that or the worst. */
static void say_owner(const struct alerts *alerts, const struct alert *worst,
		      int64_t now_ms, struct site_verdict *v)
{
	const struct alert *told = alert_find(alerts, v->alert);
	const struct alert *a = told && !told->suppressed ? told : worst;
	char age[24];

	if (!a || a->severity < SEV_WARNING || a->suppressed)
		return;
	v->nobody = needs_somebody(a) || (worst && needs_somebody(worst));
	if (v->nobody)
		return;
	say_age(now_ms - alert_held_since(a), age, sizeof age);
	snprintf(v->owner, sizeof v->owner, "%s %s", alert_holder(a), age);
}

/* What was down before we began is so since its alert says. */
static int64_t lost_since(const struct alerts *alerts, const struct site_verdict *v,
			  int64_t since_ms)
{
	const struct alert *a = alert_find(alerts, v->alert);

	return alert_live(a) && a->first_bad_ms && a->first_bad_ms < since_ms
		       ? a->first_bad_ms
		       : since_ms;
}

void site_survey_tell(const struct network *net, const struct alerts *alerts,
		      const struct site_survey *s, int64_t now_ms,
		      struct site_verdict *v)
{
	const struct site_count *count = &s->look.count;
	const struct alert *worst = worst_found(alerts, s);

	*v = (struct site_verdict){.device = NONE,
				   .worst = worst ? worst->severity : SEV_NONE,
				   .warnings = s->warnings,
				   .lost = count->lost,
				   .devices = count->devices};
	v->state = state_of(s, v->worst);
	v->since_ms = count->lost ? count->since_ms
		      : topology_cut_off(count) ? count->ways.since_ms
		      : worst			     ? worst->opened_ms
						     : 0;
	say_cause(net, alerts, count, worst, now_ms, v);
	if (count->lost || topology_cut_off(count))
		v->since_ms = lost_since(alerts, v, v->since_ms);
	say_owner(alerts, worst, now_ms, v);
}

void site_verdict(const struct network *net, const struct alerts *alerts, site_id site,
		  int64_t now_ms, struct site_verdict *v)
{
	struct site_survey s;

	site_survey(net, alerts, site, &s);
	site_survey_on(net, alerts, &s, UINT32_MAX, now_ms);
	site_survey_tell(net, alerts, &s, now_ms, v);
}

/*
 * cover: an alert that something else explains is hidden behind its cause. Alerting is
 * suppressed, never monitoring: the alert exists, is judged and is cleared like any
 * other. When the cause is gone it stays hidden until its thing was asked anew, for
 * what the cause took with it comes back a moment later, and that moment is nobody's
 * alert.
 *
 * What hides an alert may be hidden itself: a device behind its core, the core as part
 * of its site. Each counts all that is hidden behind it, so that the one that is shown
 * counts everything.
 */
#include <stdio.h>
#include <string.h>

#include "probes/alert/cause.h"
#include "probes/alert/evidence.h"
#include "probes/model/link.h"

#define PROBED_ANEW_MS 2000 /* two probes, a second apart */

const char *cover_name(enum cover cover)
{
	static const char *const names[COVER_N] = {
		[COVER_NOT] = "",
		[COVER_BEHIND] = "behind",
		[COVER_EXPLAINED] = "explained by",
		[COVER_PART] = "part of",
		[COVER_BLIND] = "blind",
	};

	return names[cover];
}

void alert_cover(const struct alert *a, char *out, size_t cap)
{
	const char *by = a->suppressed_by ? a->suppressed_by : "";

	out[0] = '\0';
	if (!a->suppressed)
		return;
	if (a->cover == COVER_BLIND)
		snprintf(out, cap, "%s is blind", by);
	else
		snprintf(out, cap, "%s %s",
			 cover_name(a->cover ? a->cover : COVER_BEHIND),
			 by[0] ? by : "a cause");
}

/* --- counting --- */

static struct cause cover_of(const struct track *t)
{
	return (struct cause){t->cover_subject, t->cover, COVER_NOT, t->cover_alert};
}

/* One step of counting: the track of what hides; NULL: the end of the chain. */
static struct track *count_one(struct alerts *alerts, struct cause cause, int64_t by)
{
	struct alert *a = cause.alert ? alert_find(alerts, cause.alert) : NULL;
	struct book *book = book_of(alerts, cause.subject, cause.thing);
	struct track *t;

	alerts->generation++;
	if (cause.alert) {
		if (a)
			a->hides = (uint32_t)(a->hides + by);
		return cause_track_of(alerts, a);
	}
	t = cause_track(alerts, cause.subject, cause.thing);
	if (!book)
		return NULL;
	book->hides = (uint32_t)(book->hides + by);
	if (t && alert_live(t->alert))
		t->alert->hides = book->hides;
	return t;
}

/* `by` more are hidden behind the cause, and behind whatever hides that. */
static void count_hidden(struct alerts *alerts, struct cause cause, int64_t by)
{
	for (int i = 0; i < CAUSE_CHAIN && cause.thing != NONE; i++) {
		const struct track *t = count_one(alerts, cause, by);

		cause = t ? cover_of(t) : cause_nothing;
	}
}

uint32_t cover_hides(const struct judge *j, const struct track *t)
{
	if (t->check == cause_check(j->subject))
		return j->book->hides;
	return t->alert && alert_live(t->alert) ? t->alert->hides : 0;
}

/* The alert of t, and all that hides behind it. */
static void put(struct judge *j, struct track *t, struct cause cause)
{
	int64_t weight = 1;

	if (t->check == cause_check(j->subject))
		weight += j->book->hides;
	else if (t->alert)
		weight += t->alert->hides;
	count_hidden(j->alerts, cover_of(t), -weight);
	t->cover_subject = cause.subject;
	t->cover = cause.thing;
	t->cover_alert = cause.alert;
	count_hidden(j->alerts, cause, weight);
}

void cover_lift(struct judge *j, struct track *t)
{
	put(j, t, cause_nothing);
}

/* --- coming and going --- */

static const char *name_of(struct judge *j, struct cause cause, char *room, size_t cap)
{
	const struct network *net = j->view.net;
	const struct alert *a = cause.alert ? alert_find(j->alerts, cause.alert) : NULL;

	if (a && a->entity && *a->entity) {
		snprintf(room, cap, "%s %s", a->name, a->entity);
		return room;
	}
	switch (cause.subject) {
	case SUBJECT_DEVICE:
		return network_str(net, net->dev[cause.thing].name);
	case SUBJECT_SITE:
		return network_str(net, net->site[cause.thing].name);
	case SUBJECT_CIRCUIT:
		return network_str(net, net->circuit[cause.thing].name);
	case SUBJECT_CUSTOMER:
		return network_str(net, net->customer[cause.thing].name);
	default:
		return cause_alert(j->alerts, cause.subject, cause.thing)->name;
	}
}

static void hide(struct judge *j, struct track *t, struct cause cause)
{
	char room[2 * TEXT_BYTES_MAX + 2];

	put(j, t, cause);
	t->alert->cover = cause.how;
	t->alert->suppressed = true;
	t->alert->released_ms = 0;
	alert_set(&t->alert->suppressed_by, name_of(j, cause, room, sizeof room));
	j->changed = true;
}

bool cover_born(struct judge *j, struct track *t)
{
	struct cause cause = cause_find(j, t);

	if (cause.thing == NONE)
		return false;
	hide(j, t, cause);
	return true;
}

struct alert *cover_cause(struct alerts *alerts, const struct alert *a)
{
	const struct track *t = cause_track_of(alerts, a);

	if (!t || t->cover == NONE)
		return NULL;
	return t->cover_alert ? alert_find(alerts, t->cover_alert)
			      : cause_alert(alerts, t->cover_subject, t->cover);
}

static bool dev_asked_anew(const struct judge *j, dev_id d, int64_t since_ms)
{
	const struct dev *dev = &j->view.net->dev[d];

	return dev->poll_at_ms > since_ms &&
	       (dev->ping_by == PING_NO ||
		j->view.now_ms - since_ms >= PROBED_ANEW_MS);
}

/* Every device of the site that is still silent; asks the others. */
static bool site_asked_anew(const struct judge *j, int64_t since_ms)
{
	const struct network *net = j->view.net;
	bool all = true;

	for (dev_id d = net->site[j->thing].first_dev; d != NONE;
	     d = net->dev[d].site_next)
		if (!net->dev[d].planned && topology_dev_silent(net, d) &&
		    !dev_asked_anew(j, d, since_ms)) {
			judge_ask(j->alerts, d);
			all = false;
		}
	return all;
}

/* A band is held, and its last reading did not say that it may soon be over. */
static bool is_bad(const struct judge *j, const struct track *t)
{
	const struct rule *const *rule;
	uint32_t n = book_rules(j->alerts, (enum check)t->check, &rule);

	for (uint32_t i = 0; i < n; i++)
		if (t->band[i].held && !t->band[i].run.hit)
			return true;
	return false;
}

/* When what the check looks at was read last: not all is with every poll. */
static int64_t read_ms(const struct dev *dev, enum check check)
{
	switch (check_thing(check)) {
	case OF_SENSOR:
		return dev->sensors_ms;
	case OF_PEER:
		return dev->peers_ms;
	case OF_GROUP:
		return dev->peers_ms > dev->sensors_ms ? dev->peers_ms
						       : dev->sensors_ms;
	default:
		return dev->snmp_good_ms;
	}
}

/* It was looked at since its cause went, and is as bad as it was. */
static bool is_true_still(const struct judge *j, const struct track *t)
{
	int64_t since_ms = t->alert->released_ms;
	const struct dev *dev = j->view.dev;

	if (!is_bad(j, t))
		return false;
	if (j->subject == SUBJECT_SITE)
		return site_asked_anew(j, since_ms);
	if (j->subject == SUBJECT_CIRCUIT)
		return j->view.line.told_ms > since_ms;
	if (j->subject != SUBJECT_DEVICE)
		return true;
	if (t->check == CHECK_UNREACHABLE)
		return check_unreachable(dev) && dev_asked_anew(j, j->thing, since_ms);
	return dev->polls_bad == 0 && read_ms(dev, (enum check)t->check) > since_ms;
}

static void release(struct judge *j, struct track *t)
{
	struct alert *a = t->alert;

	if (!a->released_ms) {
		a->released_ms = j->view.now_ms;
		judge_ask_thing(j);
		if (j->subject == SUBJECT_SITE)
			site_asked_anew(j, a->released_ms);
		return;
	}
	if (!is_true_still(j, t))
		return;
	cover_lift(j, t);
	a->cover = COVER_NOT;
	a->suppressed = false;
	a->released_ms = 0;
	a->changed_ms = j->view.now_ms;
	alert_set(&a->suppressed_by, "");
	if (!a->planned)
		alert_tell(j->alerts, a, EVENT_RESUMED, j->view.now_ms, j->out);
	j->changed = true;
}

/* What it was behind is back, and its site is not yet: the next moment tells whether it
 * is down itself. */
static bool stays_behind(struct judge *j, struct track *t, struct cause cause)
{
	struct alert *a = t->alert;

	if (!a->suppressed || a->cover != COVER_BEHIND || cause.how != COVER_PART)
		return false;
	if (a->released_ms)
		return !is_true_still(j, t);
	a->released_ms = j->view.now_ms;
	judge_ask_thing(j);
	return true;
}

static void follow(struct judge *j, struct track *t)
{
	struct cause cause = cause_find(j, t);
	bool shown = !t->alert->suppressed, other;

	if (cause.thing == NONE) {
		if (!shown)
			release(j, t);
		return;
	}
	if (cause.thing == t->cover && cause.subject == t->cover_subject &&
	    cause.alert == t->cover_alert) {
		t->alert->cover = cause.how;
		t->alert->released_ms = 0;
		return;
	}
	if (stays_behind(j, t, cause))
		return;
	/* Is it down itself, or not known to be? That is the ledger's business. */
	other = t->check == CHECK_UNREACHABLE && t->alert->cover != cause.how;
	hide(j, t, cause);
	if (shown || other)
		alert_tell(j->alerts, t->alert, EVENT_SUPPRESSED, j->view.now_ms,
			   j->out);
}

/* --- how it is known --- */

#define SETTLED_MS 120000 /* neighbours are heard within two polls */
#define LOOKED_MS 2000

/* False: there is none to be had now. */
static bool find_evidence(const struct judge *j, char out[EVIDENCE_MAX])
{
	const struct network *net = j->view.net;
	const struct site_count *count = &j->view.count;
	size_t len = 0;
	dev_id dev = j->subject == SUBJECT_DEVICE ? j->thing
		     : count->cause_hides	   ? count->cause
						   : NONE;

	if (dev == NONE || !topology_silent_since(net, dev))
		return false;
	if (j->subject != SUBJECT_DEVICE) {
		snprintf(out, EVIDENCE_MAX / 2, "%s ",
			 network_str(net, net->dev[dev].name));
		len = strlen(out);
	}
	evidence_text(net, dev, out + len, EVIDENCE_MAX - len);
	return true;
}

/* Once it answers, what was seen while it did not stays. */
static void note_evidence(struct judge *j, struct alert *a)
{
	char text[EVIDENCE_MAX];

	if (a->cover == COVER_BEHIND || a->cover == COVER_BLIND ||
	    j->view.now_ms - j->book->evidence_ms < LOOKED_MS ||
	    (a->evidence && j->view.now_ms - a->opened_ms > SETTLED_MS))
		return;
	j->book->evidence_ms = j->view.now_ms;
	if (!find_evidence(j, text) || (a->evidence && strcmp(a->evidence, text) == 0))
		return;
	alert_set(&a->evidence, text);
	j->alerts->generation++;
}

void cover_follow(struct judge *j)
{
	for (uint32_t i = 0; i < j->book->n; i++) {
		struct track *t = j->book->track[i];

		if (!alert_live(t->alert) || t->restored)
			continue;
		follow(j, t);
		if (t->check == cause_check(j->subject))
			note_evidence(j, t->alert);
	}
}

/* --- what follows from it for others --- */

void judge_again(struct alerts *alerts, dev_id dev)
{
	TABLE_GROW(alerts->again, alerts->again_cap, alerts->again_n + 1);
	alerts->again[alerts->again_n++] = dev;
}

/* Does not open before `on` was heard. */
static void wait_for(struct alerts *alerts, const struct network *net, dev_id dev,
		     dev_id on)
{
	struct alert_wait *w = alerts->wait;

	while (w < alerts->wait + alerts->wait_n && (w->dev != dev || w->on != on))
		w++;
	if (w == alerts->wait + ALERT_WAITS)
		return;
	if (w == alerts->wait + alerts->wait_n)
		alerts->wait_n++;
	*w = (struct alert_wait){dev, on, dev_heard_ms(&net->dev[on])};
}

/* What the interface, or that at the end of a circuit, leads to may have failed: hear
 * that first, then look again. Until then no rule has had the reading. */
bool cover_doubts(struct judge *j, enum check check)
{
	const struct if_table *ifs;
	const struct rule *const *rule;
	bool doubt = false;
	struct sample s;
	uint32_t n;
	if_id row;

	if (check != CHECK_IF_DOWN && check != CHECK_CIRCUIT_DOWN)
		return false;
	ifs = &j->view.net->ifs;
	n = book_rules(j->alerts, check, &rule);
	for (uint32_t i = 0; i < n && !doubt; i++) {
		if (rule[i]->event || !hold_is(j, check, i))
			continue;
		check_read(check, rule[i], &j->view, &s);
		doubt = s.doubt;
	}
	if (!doubt)
		return false;
	row = check == CHECK_CIRCUIT_DOWN ? j->view.line.down_row : j->view.row;
	j->book->doubt = true;
	judge_ask(j->alerts, if_peer(ifs, row));
	wait_for(j->alerts, j->view.net, ifs->dev[row], if_peer(ifs, row));
	return true;
}

/* Two may wait for each other: that one is judged is no word of it. */
void cover_heard(struct alerts *alerts, const struct network *net, dev_id on)
{
	for (uint32_t i = alerts->wait_n; i-- > 0;) {
		const struct alert_wait *w = &alerts->wait[i];

		if (w->on != on || w->heard_ms == dev_heard_ms(&net->dev[on]))
			continue;
		judge_again(alerts, w->dev);
		alerts->wait[i] = alerts->wait[--alerts->wait_n];
	}
}

bool cover_leads(const struct judge *j)
{
	return cause_alert(j->alerts, j->subject, j->thing) != NULL;
}

static void all_of_site(struct alerts *alerts, const struct network *net, site_id site)
{
	for (dev_id d = net->site[site].first_dev; d != NONE; d = net->dev[d].site_next)
		judge_again(alerts, d);
}

/* Who names it, hangs on it or has a link to it; what is farther waits by itself. */
static void all_next_to(struct alerts *alerts, const struct network *net, dev_id dev)
{
	if (dev < net->toward_cap)
		for (uint32_t i = 0; i < net->toward[dev].n; i++)
			judge_again(alerts, net->toward[dev].dev[i]);
	for (link_id l = links_of(net, dev); l != NONE; l = links_next(net, l, dev)) {
		const struct link *link = link_at(net, l);
		dev_id far = link->end[1 - link_side(link, dev)].dev;

		if (far != NONE && link->sources & LINK_FOUND)
			judge_again(alerts, far);
	}
}

void cover_tell(const struct judge *j)
{
	const struct network *net = j->view.net;
	struct alerts *alerts = j->alerts;

	if (j->subject == SUBJECT_WATCH) {
		for (dev_id d = 0; d < alerts->dev_book_cap; d++)
			if (alerts->dev_book[d].n)
				judge_again(alerts, d);
	} else if (j->subject == SUBJECT_CUSTOMER) {
		for (site_id s = net->customer[j->thing].first_site; s != NONE;
		     s = net->site[s].customer_next)
			all_of_site(alerts, net, s);
	} else if (j->subject == SUBJECT_SITE) {
		all_of_site(alerts, net, j->thing);
	} else if (j->subject == SUBJECT_CIRCUIT) {
		for (int e = 0; e < LINE_ENDS; e++)
			if (net->circuit[j->thing].end[e].dev != NONE)
				judge_again(alerts, net->circuit[j->thing].end[e].dev);
	} else {
		all_next_to(alerts, net, j->thing);
	}
}

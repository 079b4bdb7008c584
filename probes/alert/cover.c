/*
 * cover: an alert that something else explains is hidden behind its cause. Alerting is
 * suppressed, never monitoring: the alert exists, is judged and is cleared like any
 * other. When the cause is gone it stays hidden until its device was asked anew, for
 * what the cause took with it comes back a moment later, and that moment is nobody's
 * alert.
 */
#include "probes/alert/book.h"

#define PROBED_ANEW_MS 2000 /* two probes, a second apart */

struct cause {
	enum subject subject;
	uint32_t thing; /* NONE nothing */
};

/* The check that tells of a thing's own failure, and so may be a cause. */
static enum check check_of(enum subject subject)
{
	return subject == SUBJECT_SITE ? CHECK_SITE_ISOLATED : CHECK_UNREACHABLE;
}

static struct alert *alert_of(struct alerts *alerts, struct cause cause)
{
	struct book *book = book_of(alerts, cause.subject, cause.thing);
	enum check check = check_of(cause.subject);
	uint32_t at;
	struct track *t = book ? book_find(book, SLOT_SELF, check, &at) : NULL;

	return t && alert_live(t->alert) ? t->alert : NULL;
}

/* A cause must be able to speak for what it hides. */
static bool has_voice(const struct judge *j, dev_id d)
{
	const struct network *net = j->view.net;
	struct judge other = {.alerts = j->alerts, .view = {.net = net, .row = NONE}};
	const struct rule *const *rule;
	uint32_t n = book_rules(j->alerts, CHECK_UNREACHABLE, &rule);

	other.set = hold_thing(j->alerts, net, book_dev(j->alerts, d), scope_dev(d),
			       j->view.now_ms);
	for (uint32_t i = 0; i < n && !net->dev[d].planned; i++)
		if (hold_is(&other, CHECK_UNREACHABLE, i))
			return true;
	return false;
}

/* A failed parent; else its isolated site, unless it is itself what isolates that. */
static struct cause cause_of(struct judge *j)
{
	dev_id parent = topology_cause(j->view.net, j->thing);
	struct cause site = {SUBJECT_SITE, j->view.dev->site};

	if (parent != NONE && has_voice(j, parent))
		return (struct cause){SUBJECT_DEVICE, parent};
	if (site.thing != NONE && alert_of(j->alerts, site) &&
	    book_site(j->alerts, site.thing)->cause != j->thing)
		return site;
	return (struct cause){SUBJECT_DEVICE, NONE};
}

static void count_hidden(struct alerts *alerts, struct cause cause, int by)
{
	struct book *book = book_of(alerts, cause.subject, cause.thing);
	struct alert *a;

	if (!book)
		return;
	book->hides += (uint32_t)by;
	a = alert_of(alerts, cause);
	if (a)
		a->hides = book->hides;
	alerts->generation++;
}

static struct cause cover_get(const struct track *t)
{
	return (struct cause){t->cover_subject, t->cover};
}

static void cover_put(struct alerts *alerts, struct track *t, struct cause cause)
{
	count_hidden(alerts, cover_get(t), -1);
	t->cover_subject = cause.subject;
	t->cover = cause.thing;
	count_hidden(alerts, cause, 1);
}

static void hide(struct judge *j, struct track *t, struct cause cause)
{
	const struct network *net = j->view.net;

	cover_put(j->alerts, t, cause);
	t->alert->suppressed = true;
	t->alert->released_ms = 0;
	alert_set(&t->alert->suppressed_by,
		  network_str(net, cause.subject == SUBJECT_SITE
					   ? net->site[cause.thing].name
					   : net->dev[cause.thing].name));
	j->changed = true;
}

bool cover_born(struct judge *j, struct track *t)
{
	struct cause cause = {SUBJECT_DEVICE, NONE};

	if (t->check == CHECK_UNREACHABLE)
		cause = cause_of(j);
	if (cause.thing == NONE)
		return false;
	hide(j, t, cause);
	return true;
}

uint32_t cover_hides(const struct judge *j, const struct track *t)
{
	return t->check == check_of(j->subject) ? j->book->hides : 0;
}

void cover_lift(struct alerts *alerts, struct track *t)
{
	cover_put(alerts, t, (struct cause){SUBJECT_DEVICE, NONE});
}

static bool asked_anew(const struct judge *j, const struct alert *a)
{
	const struct dev *dev = j->view.dev;

	return dev->poll_at_ms > a->released_ms &&
	       (dev->ping_by == PING_NO ||
		j->view.now_ms - a->released_ms >= PROBED_ANEW_MS);
}

static void release(struct judge *j, struct track *t)
{
	struct alert *a = t->alert;

	if (!a->released_ms) {
		a->released_ms = j->view.now_ms;
		judge_ask(j->alerts, j->thing);
		return;
	}
	if (!check_unreachable(j->view.dev) || !asked_anew(j, a))
		return;
	cover_lift(j->alerts, t);
	a->suppressed = false;
	a->released_ms = 0;
	a->changed_ms = j->view.now_ms;
	alert_set(&a->suppressed_by, "");
	if (!a->planned)
		alert_tell(j->alerts, a, EVENT_RESUMED, j->view.now_ms, j->out);
	j->changed = true;
}

void cover_follow(struct judge *j, struct track *t)
{
	struct cause was = cover_get(t), cause = cause_of(j);

	if (cause.thing == NONE) {
		if (t->alert->suppressed)
			release(j, t);
		return;
	}
	if (cause.thing == was.thing && cause.subject == was.subject) {
		t->alert->released_ms = 0;
		return;
	}
	if (t->alert->suppressed) {
		hide(j, t, cause); /* another cause; hidden is hidden */
		return;
	}
	hide(j, t, cause);
	alert_tell(j->alerts, t->alert, EVENT_SUPPRESSED, j->view.now_ms, j->out);
}

void cover_site(struct judge *site)
{
	const struct network *net = site->view.net;

	for (dev_id d = net->site[site->thing].first_dev; d != NONE;
	     d = net->dev[d].site_next) {
		struct judge j = *site;
		struct track *t;

		j.subject = SUBJECT_DEVICE;
		j.thing = d;
		j.name = network_str(net, net->dev[d].name);
		j.book = book_dev(site->alerts, d);
		j.view.dev = &net->dev[d];
		j.changed = false;
		t = book_find(j.book, SLOT_SELF, CHECK_UNREACHABLE, &j.at);
		if (t && alert_live(t->alert))
			cover_follow(&j, t);
		if (j.changed)
			alert_rank(j.alerts, d);
	}
}

/*
 * planned: an alert that opens within a window of maintenance is told to nobody. When
 * the window and its grace are over it stays planned until its thing was asked anew:
 * what the work took with it comes back a moment later.
 */
#include "probes/alert/window.h"

#define PROBED_ANEW_MS 2000 /* two probes, a second apart */

static struct scope_thing thing_of(const struct judge *j, const struct track *t)
{
	const struct dev *dev = j->view.dev;

	if (dev && t->slot > SLOT_SELF && t->slot <= dev->if_n)
		return scope_if(j->view.net, dev->if_first + t->slot - 1);
	return scope_of(j->subject, j->thing);
}

/* Of a site that is cut off by work on its circuits. */
static const struct window *window_of_ways(const struct judge *j)
{
	const struct network *net = j->view.net;
	const struct window *w = NULL;

	if (j->subject != SUBJECT_SITE || !topology_cut_off(&j->view.count))
		return NULL;
	for (uint32_t i = 0; i < net->circuit_n && !w; i++)
		if (circuit_touches(net, &net->circuit[i], j->thing))
			w = maintenance_of(j->alerts->maintenance, net,
					   scope_circuit(i));
	return w;
}

static const struct window *window_of(const struct judge *j, const struct track *t)
{
	const struct maintenance *m = j->alerts->maintenance;
	const struct window *w;

	if (!m)
		return NULL;
	w = maintenance_of(m, j->view.net, thing_of(j, t));
	return w ? w : window_of_ways(j);
}

bool planned_born(struct judge *j, struct track *t)
{
	struct alert *a = t->alert;
	const struct window *w = window_of(j, t);

	if (!w || maintenance_exempts(a->check, a->severity))
		return false;
	a->planned = true;
	a->unplanned_ms = 0;
	alert_set(&a->planned_by, w->name);
	if (j->view.dev)
		maintenance_went(j->alerts->maintenance, j->view.dev_id);
	return true;
}

static bool asked_anew(const struct judge *j, const struct alert *a)
{
	const struct dev *dev = j->view.dev;
	bool probed = j->view.now_ms - a->unplanned_ms >= PROBED_ANEW_MS;

	if (j->subject == SUBJECT_CIRCUIT)
		return j->view.line.told_ms > a->unplanned_ms;
	if (!dev)
		return probed;
	return dev->poll_at_ms > a->unplanned_ms && (dev->ping_by == PING_NO || probed);
}

static void resume(struct judge *j, struct alert *a)
{
	a->planned = false;
	a->unplanned_ms = 0;
	a->changed_ms = j->view.now_ms;
	if (!a->suppressed)
		alert_tell(j->alerts, a, EVENT_RESUMED, j->view.now_ms, j->out);
	j->alerts->generation++;
	j->changed = true;
}

/* One alert that is planned. */
static void follow(struct judge *j, struct track *t)
{
	struct alert *a = t->alert;
	const struct window *w = window_of(j, t);

	if (j->alerts->maintenance && j->view.dev)
		maintenance_went(j->alerts->maintenance, j->view.dev_id);
	if (maintenance_exempts(a->check, a->severity)) {
		resume(j, a);
	} else if (w) {
		a->unplanned_ms = 0;
		alert_set(&a->planned_by, w->name);
	} else if (!a->unplanned_ms) {
		a->unplanned_ms = j->view.now_ms;
		judge_ask_thing(j);
	} else if (asked_anew(j, a)) {
		resume(j, a);
	}
}

void planned_follow(struct judge *j)
{
	for (uint32_t i = 0; i < j->book->n; i++) {
		struct track *t = j->book->track[i];

		if (alert_live(t->alert) && t->alert->planned)
			follow(j, t);
	}
}

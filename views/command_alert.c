/*
 * What is asked about alerts before it is done: of all that is marked, else of the row.
 */
#include <stdio.h>

#include "probes/alert/maintenance.h"
#include "views/command.h"
#include "views/drill.h"
#include "views/works.h"

static const struct act nothing = {.kind = ACT_NONE};

/* Is the alert, its device, interface or site marked? */
static bool is_marked(const struct list *l, const struct scene *s,
		      const struct alert *a)
{
	ref_id ref = ref_alert(a->id);
	struct thing t;
	site_id site = row_site(s, ref);
	dev_id dev = row_dev(s, ref);

	if (list_marked(l, s, ref) ||
	    (site != NONE && list_marked(l, s, ref_site(site))))
		return true;
	if (dev == NONE)
		return false;
	thing_of(s, ref_dev(dev), &t);
	if (idmap_find(&l->marks, thing_hash(&t)) != NONE)
		return true;
	t.kind = THING_IF;
	snprintf(t.entity, sizeof t.entity, "%s", a->entity);
	return idmap_find(&l->marks, thing_hash(&t)) != NONE;
}

static uint32_t targets(struct session *v, const struct scene *s,
			uint64_t id[ACT_ALERTS_MAX])
{
	const struct list *l = session_list(v);
	uint32_t n = 0;

	if (l->marks.n == 0)
		return row_alerts(s, command_subject(v, s), id, 0, ACT_ALERTS_MAX);
	for (uint32_t i = 0; i < s->alerts->n; i++)
		if (is_marked(l, s, s->alerts->row[i]))
			n = row_alerts(s, ref_alert(s->alerts->row[i]->id), id, n,
				       ACT_ALERTS_MAX);
	return n;
}

static void (*const questions[])(struct session *, const struct scene *,
				 const uint64_t *, uint32_t) = {
	dialog_ack, dialog_comment, dialog_own, dialog_escalate};

struct act command_ask(struct session *v, const struct scene *s, int question)
{
	uint64_t id[ACT_ALERTS_MAX];
	uint32_t n = targets(v, s, id);

	if (n == 0)
		session_blind(v, s);
	else
		questions[question](v, s, id, n);
	return nothing;
}

/* About the device, site, circuit or customer of the row, or of the view. */
struct act command_raise(struct session *v, const struct scene *s, int arg)
{
	ref_id ref = command_subject(v, s);
	const struct alert *a = row_alert(s, ref);
	dev_id dev = row_dev(s, ref);
	struct thing about;

	(void)arg;
	if (dev != NONE)
		thing_of(s, ref_dev(dev), &about);
	else if (a)
		row_about(s, a, &about);
	else
		thing_of(s, ref_site(row_site(s, ref)), &about);
	if (thing_ref(s, &about))
		dialog_raise(v, &about);
	return nothing;
}

bool command_can_plan(struct session *v, const struct scene *s)
{
	const struct window *w = works_selected(v, s);

	if (session_page(v)->view->listless)
		return w && w->phase == WINDOW_RUNS;
	return s->maintenance && plan_applies(v, s, command_subject(v, s));
}

struct act command_plan(struct session *v, const struct scene *s, int arg)
{
	(void)arg;
	if (!session_page(v)->view->listless)
		plan_open(v, s, command_subject(v, s));
	else if (command_can_plan(v, s))
		plan_reopen(v, works_selected(v, s));
	return nothing;
}

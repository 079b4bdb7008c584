/*
 * From view to view: every way leads over the stack of pages, so that Esc leads back.
 */
#include "views/go.h"

#include <stdio.h>
#include <string.h>

#include "probes/alert/evidence.h"
#include "views/command.h"
#include "views/drill.h"
#include "views/find.h"
#include "views/limit.h"
#include "views/panels.h"
#include "views/path.h"
#include "views/sorting.h"
#include "views/works.h"

static const struct act nothing = {.kind = ACT_NONE};

void session_open_thing(struct session *v, const struct scene *s, const struct thing *t)
{
	const struct view *view = t->kind == THING_IF ? &interface_view : &device_view;
	uint64_t id;

	if (!limit_has_thing(s, t)) {
		session_tell(v, s, MESSAGE_ERROR,
			     "%.60s is outside of your scope: :set scope all", t->name);
		return;
	}
	if (t->kind == THING_SITE) {
		session_open_site(v, s, ref_site_id(thing_ref(s, t)));
		return;
	}
	if (session_page(v)->view == view && thing_same(t, &session_page(v)->scope))
		return;
	session_push(v, view, t);
	if (view == &device_view && row_alerts(s, thing_ref(s, t), &id, 0, 1) == 0)
		session_page(v)->focus = PANEL_LINKS;
}

/* A circuit is looked at where it ends; a customer has no view. */
static bool place_of(const struct scene *s, const struct thing *t, struct thing *place)
{
	ref_id ref = thing_ref(s, t);

	*place = *t;
	if (ref && t->kind == THING_CIRCUIT) {
		const struct circuit *c = &s->net->circuit[ref_which(ref)];

		thing_of(s, ref_site(circuit_site(s->net, c)), place);
		ref = thing_ref(s, place);
	}
	return ref && place->kind != THING_CUSTOMER;
}

void session_open_told(struct session *v, const struct scene *s, const struct thing *t)
{
	struct thing place;

	if (place_of(s, t, &place))
		session_open_thing(v, s, &place);
}

struct act go_in(struct session *v, const struct scene *s, int arg)
{
	const struct page *page = session_page(v);
	ref_id ref = command_selected(v, s);
	dev_id hop = path_selected(v, s);
	struct thing t;

	(void)arg;
	if (hop != NONE)
		thing_of(s, ref_dev(hop), &t);
	if (hop != NONE || works_subject(v, s, &t))
		session_open_told(v, s, &t);
	else if (ref)
		page_panel(page, page->focus)->open(v, s, ref);
	return nothing;
}

struct act go_back(struct session *v, const struct scene *s, int arg)
{
	(void)s, (void)arg;
	if (v->frozen)
		session_thaw(v);
	else if (drill_reading(v))
		session_page(v)->read_ms = 0;
	else if (session_page(v)->find[0])
		find_end(v);
	else if (!session_page(v)->view->listless && list_narrowed(session_list(v)))
		list_widen(session_list(v));
	else
		session_pop(v);
	return nothing;
}

/* A panel alone, narrowed as this view is and with the same row; one that the view does
 * not have shows all, with its thing selected. */
static void open_panel(struct session *v, enum panel_id panel)
{
	const struct page *page = session_page(v);
	struct thing scope = page->scope, at = page->list[panel].selected;

	if (view_shows(page->view, panel)) {
		session_open_at(v, panel, scope.kind ? &scope : NULL, &at);
		return;
	}
	at = scope;
	if (panel != PANEL_LINKS && at.kind == THING_IF) {
		at.kind = THING_DEVICE;
		at.entity[0] = '\0';
	}
	session_open_at(v, panel, NULL, &at);
}

struct act go_panel(struct session *v, const struct scene *s, int panel)
{
	struct page *page = session_page(v);

	(void)s;
	if (page->view->many && page->focus != (enum panel_id)panel &&
	    view_shows(page->view, (enum panel_id)panel)) {
		page->focus = (enum panel_id)panel;
	} else if (page->view->many) {
		open_panel(v, (enum panel_id)panel);
	} else if (page->focus == (enum panel_id)panel && v->depth > 0) {
		session_pop(v);
	} else {
		page->view = view_of((enum panel_id)panel);
		page->focus = (enum panel_id)panel;
		page->scope.kind = THING_NONE;
	}
	return nothing;
}

struct act go_next_panel(struct session *v, const struct scene *s, int step)
{
	const struct page *page = session_page(v);
	int panel = (int)page->focus;

	do
		panel = panel == PANEL_EVENTS
				? (step > 0 ? 0 : PANELS_NUMBERED - 1)
				: (panel + step + PANELS_NUMBERED) % PANELS_NUMBERED;
	while (page->view->many && !view_shows(page->view, (enum panel_id)panel));
	if (panel != (int)page->focus)
		go_panel(v, s, panel);
	return nothing;
}

struct act go_home(struct session *v, const struct scene *s, int arg)
{
	(void)s, (void)arg;
	session_home(v);
	return nothing;
}

struct act go_help(struct session *v, const struct scene *s, int arg)
{
	(void)s, (void)arg;
	if (session_page(v)->view == &help_view)
		session_pop(v);
	else
		session_push(v, &help_view, NULL);
	return nothing;
}

/* What the log is of: the selected thing, what an alert is about. */
static bool thing_of_log(struct session *v, const struct scene *s, struct thing *t)
{
	ref_id ref = command_subject(v, s);
	const struct alert *a = row_alert(s, ref);

	if (!ref || ref_kind(ref) == THING_GROUP || ref_kind(ref) == THING_EVENT)
		return false;
	thing_of(s, ref, t);
	if (!a)
		return true;
	row_about(s, a, t);
	if (t->kind == THING_IF) {
		t->kind = THING_DEVICE;
		t->entity[0] = '\0';
	}
	return t->kind != THING_NONE;
}

/* The log of what is selected; from there, and where nothing is, of everything. */
struct act go_log(struct session *v, const struct scene *s, int arg)
{
	struct thing t;

	(void)arg;
	if (session_page(v)->view == &events_view)
		session_page(v)->scope = (struct thing){.kind = THING_NONE};
	else if (thing_of_log(v, s, &t))
		session_push(v, &events_view, &t);
	else
		session_push(v, &events_view, NULL);
	return nothing;
}

struct act go_works(struct session *v, const struct scene *s, int arg)
{
	(void)s, (void)arg;
	if (session_page(v)->view == &works_view)
		session_pop(v);
	else
		session_push(v, &works_view, NULL);
	return nothing;
}

/* What changed about what is selected; from there, and where nothing is, everywhere. */
struct act go_changes(struct session *v, const struct scene *s, int arg)
{
	struct thing t;

	(void)arg;
	if (session_page(v)->view == &changes_view)
		session_page(v)->scope = (struct thing){.kind = THING_NONE};
	else if (thing_of_log(v, s, &t))
		session_push(v, &changes_view, &t);
	else
		session_push(v, &changes_view, NULL);
	return nothing;
}

struct act go_saved(struct session *v, const struct scene *s, int which)
{
	const struct saved_view *saved = &v->own.view[which];
	const struct view *view = view_find(saved->view);
	char error[FILTER_SIZE];
	struct list *l;

	if (!view) {
		session_tell(v, s, MESSAGE_TOAST, "nothing is saved there: :save %d",
			     which + SAVED_FIRST);
		return nothing;
	}
	session_push(v, view, saved->of.kind ? &saved->of : NULL);
	if (view->listless)
		return nothing;
	for (int id = 0; id < PANELS; id++)
		if (view->many && view_shows(view, (enum panel_id)id) &&
		    !strcmp(page_panel(session_page(v), (enum panel_id)id)->name,
			    saved->panel))
			session_page(v)->focus = (enum panel_id)id;
	l = session_list(v);
	if (!list_set_filter(l, saved->filter, error))
		session_tell(v, s, MESSAGE_ERROR, "%s", error);
	if (saved->sort[0] &&
	    !sorting_by(page_panel(session_page(v), session_page(v)->focus), l,
			saved->sort))
		session_tell(v, s, MESSAGE_ERROR, "this list has no column '%s'",
			     saved->sort);
	l->show = saved->show;
	l->hidden = saved->hidden;
	return nothing;
}

bool go_save(struct session *v, int which)
{
	const struct page *page = session_page(v);
	struct saved_view *saved = &v->own.view[which];
	const struct list *l = session_list(v);

	if (page->view->listless || (page->scope.kind != THING_NONE &&
				     page->scope.kind != THING_SITE &&
				     page->scope.kind != THING_DEVICE))
		return false;
	*saved = (struct saved_view){.show = l->show,
				     .hidden = l->hidden,
				     .of = page->scope};
	sorting_word(l, saved->sort);
	if (page->focus != page->view->focus)
		snprintf(saved->panel, sizeof saved->panel, "%s",
			 page_panel(page, page->focus)->name);
	snprintf(saved->view, sizeof saved->view, "%s", page->view->name);
	memcpy(saved->filter, l->filter_text, sizeof saved->filter);
	return true;
}

/* The interface that is meant: the selected one, that of an alert, or the view's. */
static if_id near_end(struct session *v, const struct scene *s)
{
	ref_id ref = command_subject(v, s);
	struct thing t;

	if (row_alert(s, ref))
		row_about(s, row_alert(s, ref), &t);
	else if (ref)
		thing_of(s, ref, &t);
	else
		return NONE;
	return ref_if_id(s->net, thing_ref(s, &t));
}

/* The device that is silent: the row's, that of its alert, or the cause of its site. */
static dev_id silent_one(struct session *v, const struct scene *s)
{
	ref_id ref = command_subject(v, s);
	struct thing t;
	dev_id dev;

	if (row_alert(s, ref)) {
		row_about(s, row_alert(s, ref), &t);
		ref = thing_ref(s, &t);
	}
	dev = ref_kind(ref) == THING_SITE && s->views->board.ready
		      ? s->views->board.site[ref_site_id(ref)].verdict.device
		      : row_dev(s, ref);
	return dev != NONE && topology_dev_silent(s->net, dev) ? dev : NONE;
}

/* A port at the far end of what is silent, which went down with it; NONE. */
static if_id lost_port(struct session *v, const struct scene *s)
{
	dev_id dev = silent_one(v, s);
	struct evidence e = {.n = 0};

	if (dev != NONE)
		evidence_of(s->net, dev, &e);
	for (uint32_t i = 0; i < e.n; i++)
		if (e.sight[i] == SIGHT_LOST && e.neighbour[i].ifs != NONE)
			return e.neighbour[i].ifs;
	return NONE;
}

static bool has_peer(const struct scene *s, if_id i)
{
	return i != NONE && if_peer(&s->net->ifs, i) != NONE;
}

bool go_has_far(struct session *v, const struct scene *s)
{
	return !session_page(v)->view->listless &&
	       (has_peer(s, near_end(v, s)) || lost_port(v, s) != NONE);
}

struct act go_far(struct session *v, const struct scene *s, int arg)
{
	const struct network *net = s->net;
	if_id i = near_end(v, s), far;
	struct thing t = {.kind = THING_DEVICE};
	dev_id peer;

	(void)arg;
	if (!has_peer(s, i)) {
		far = lost_port(v, s);
		peer = net->ifs.dev[far];
	} else {
		peer = if_peer(&net->ifs, i);
		far = drill_far(net, net->ifs.dev[i], peer);
	}
	snprintf(t.name, sizeof t.name, "%s", network_str(net, net->dev[peer].name));
	if (far != NONE) {
		t.kind = THING_IF;
		snprintf(t.entity, sizeof t.entity, "%s",
			 network_str(net, net->ifs.name[far]));
	}
	session_open_thing(v, s, &t);
	return nothing;
}

struct act go_handover(struct session *v, const struct scene *s, int arg)
{
	(void)s, (void)arg;
	if (session_page(v)->view == &handover_view)
		session_pop(v);
	else
		session_push(v, &handover_view, NULL);
	return nothing;
}

struct act go_explain(struct session *v, const struct scene *s, int arg)
{
	ref_id ref;
	struct thing t;

	(void)arg;
	if (session_page(v)->view == &explain_view) {
		session_pop(v);
		return nothing;
	}
	ref = command_topic(v, s);
	thing_of(s, ref, &t);
	session_push(v, &explain_view, &t);
	return nothing;
}

/* A device that is marked, other than this one; NONE. */
static dev_id other_marked(struct session *v, const struct scene *s, dev_id dev)
{
	const struct list *l = session_list(v);

	for (dev_id d = 0; l->marks.n > 0 && d < s->net->dev_n; d++)
		if (d != dev && list_marked(l, s, ref_dev(d)))
			return d;
	return NONE;
}

/* The way to the device that is selected, from the one that is marked, else from us. */
struct act go_path(struct session *v, const struct scene *s, int arg)
{
	struct thing to, from = {.kind = THING_NONE};
	dev_id dev, other;

	(void)arg;
	if (session_page(v)->view == &path_view) {
		session_pop(v);
		return nothing;
	}
	dev = row_dev(s, command_subject(v, s));
	if (dev == NONE)
		return nothing;
	other = session_page(v)->view->listless ? NONE : other_marked(v, s, dev);
	if (other != NONE)
		thing_of(s, ref_dev(other), &from);
	thing_of(s, ref_dev(dev), &to);
	session_push(v, &path_view, &to);
	session_page(v)->from = from;
	return from.kind == THING_NONE ? (struct act){.kind = ACT_TRACE, .device = dev}
				       : nothing;
}

struct act go_trace(struct session *v, const struct scene *s, dev_id dev)
{
	struct thing to;

	thing_of(s, ref_dev(dev), &to);
	session_push(v, &path_view, &to);
	session_page(v)->from = (struct thing){.kind = THING_NONE};
	return (struct act){.kind = ACT_TRACE, .device = dev, .n = 1};
}

struct act go_out(struct session *v, const struct scene *s, int arg)
{
	(void)arg;
	if (v->depth > 0) {
		session_pop(v);
		return nothing;
	}
	if (!s->stops || s->operators > 1)
		return (struct act){.kind = ACT_QUIT};
	dialog_quit(v);
	return nothing;
}

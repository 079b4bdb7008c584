/*
 * The key map, as a table: what a key does, what the footer calls it, what the help
 * says. A key that does not apply to what is on the screen is not shown; typed, it is
 * told so.
 */
#include "views/drill.h"

#include <limits.h>
#include <stdio.h>

#include "views/changes.h"
#include "views/command.h"
#include "views/find.h"
#include "views/go.h"
#include "views/panels.h"
#include "views/path.h"
#include "views/seek.h"
#include "views/sorting.h"
#include "views/works.h"

#define UNDO_MS 30000

static const struct act nothing = {.kind = ACT_NONE};

/* --- what applies --------------------------------------------------------------------
 */

static bool has_list(struct session *v, const struct scene *s)
{
	(void)s;
	return !session_page(v)->view->listless;
}

/* The selected row; 0 when there is none or only a ghost of it. */
ref_id command_selected(struct session *v, const struct scene *s)
{
	struct rows rows;
	const struct list *l;

	if (!has_list(v, s))
		return 0;
	rows = session_rows(v, s);
	l = session_list(v);
	return l->ghost ? 0 : list_ref(l, &rows, l->at);
}

static const struct panel *focused_panel(struct session *v)
{
	return page_panel(session_page(v), session_page(v)->focus);
}

/* The selected row, else the one thing that the view shows. */
ref_id command_subject(struct session *v, const struct scene *s)
{
	ref_id ref = command_selected(v, s);

	if (ref || !drill_shows_graphs(v) || session_list(v)->ghost)
		return ref;
	return thing_ref(s, &session_page(v)->scope);
}

ref_id command_topic(struct session *v, const struct scene *s)
{
	const struct page *page = session_page(v);
	bool whole = page->view == &site_view || drill_shows_graphs(v);

	if (whole && page->focus == PANEL_ALERTS)
		return thing_ref(s, &page->scope);
	return command_subject(v, s);
}

/* The device of what is selected; of a way the one it is to, since that is looked for
 * anew when it is polled; NONE. */
static dev_id polled(struct session *v, const struct scene *s)
{
	const struct page *page = session_page(v);

	return row_dev(s, page->view == &path_view ? thing_ref(s, &page->scope)
						   : command_subject(v, s));
}

static bool can_poll(struct session *v, const struct scene *s)
{
	return polled(v, s) != NONE;
}

/* On the view of a way the footer has room for what is of it alone. */
static bool has_device(struct session *v, const struct scene *s)
{
	return session_page(v)->view != &path_view && can_poll(v, s);
}

/* Why a key does nothing that is for a device. */
static struct act tell_no_device(struct session *v, const struct scene *s)
{
	site_id site = row_site(s, command_subject(v, s));

	if (site < s->net->site_n)
		session_tell(v, s, MESSAGE_TOAST,
			     "that is for a device: Enter leads to those of %.60s",
			     network_str(s->net, s->net->site[site].name));
	else
		session_tell(v, s, MESSAGE_TOAST,
			     "that is for a device, and none is selected");
	return nothing;
}

/* A device, or a site. */
static bool has_thing(struct session *v, const struct scene *s)
{
	ref_id ref = command_subject(v, s);
	const struct alert *a = row_alert(s, ref);

	return row_dev(s, ref) != NONE || row_site(s, ref) < s->net->site_n ||
	       (a && a->subject == SUBJECT_CUSTOMER);
}

/* Rows one of which can be selected. */
static bool has_rows(struct session *v, const struct scene *s)
{
	return has_list(v, s) || session_page(v)->view->move;
}

static bool has_plans(struct session *v, const struct scene *s)
{
	return has_list(v, s) || session_page(v)->view == &works_view;
}

static bool has_row(struct session *v, const struct scene *s)
{
	struct thing t;

	return command_selected(v, s) != 0 || works_subject(v, s, &t) ||
	       path_selected(v, s) != NONE;
}

static bool has_alerts(struct session *v, const struct scene *s)
{
	uint64_t id;

	if (!has_list(v, s))
		return false;
	return session_list(v)->marks.n > 0 ||
	       row_alerts(s, command_subject(v, s), &id, 0, 1);
}

static bool can_explain(struct session *v, const struct scene *s)
{
	ref_id ref = command_topic(v, s);

	return session_page(v)->view == &explain_view ||
	       (ref && ref_kind(ref) != THING_GROUP && ref_kind(ref) != THING_EVENT);
}

static bool of_alerts(struct session *v, const struct scene *s)
{
	return has_list(v, s) && session_page(v)->focus == PANEL_ALERTS;
}

static bool of_topology(struct session *v, const struct scene *s)
{
	return has_list(v, s) && session_page(v)->focus == PANEL_TOPOLOGY;
}

static bool has_graphs(struct session *v, const struct scene *s)
{
	(void)s;
	return drill_shows_graphs(v);
}

static bool has_range(struct session *v, const struct scene *s)
{
	return has_graphs(v, s) || session_page(v)->view == &changes_view;
}

/* Changing it is seen. */
static bool shows_range(struct session *v, const struct scene *s)
{
	return session_page(v)->graphed || !has_graphs(v, s);
}

static bool can_turn(struct session *v, const struct scene *s)
{
	return has_graphs(v, s) || of_topology(v, s);
}

static bool can_undo(struct session *v, const struct scene *s)
{
	return s->now_ms < v->undo_until_ms;
}

static bool can_go_back(struct session *v, const struct scene *s)
{
	return v->depth > 0 || v->frozen || drill_reading(v) ||
	       (has_list(v, s) && list_narrowed(session_list(v)));
}

static bool not_in_help(struct session *v, const struct scene *s)
{
	(void)s;
	return session_page(v)->view != &help_view;
}

/* A list to be narrowed, or text to be looked through. */
static bool can_search(struct session *v, const struct scene *s)
{
	return has_list(v, s) || find_can(session_page(v)->view);
}

static bool can_seek(struct session *v, const struct scene *s)
{
	return has_list(v, s) || session_page(v)->find[0];
}

/* Something to go to, so far as is soon found. */
static bool has_next(struct session *v, const struct scene *s)
{
	struct rows rows;

	if (!has_list(v, s))
		return session_page(v)->find[0];
	rows = session_rows(v, s);
	return list_leads(session_list(v), s, &rows, focused_panel(v)->problem);
}

static bool at_the_top(struct session *v, const struct scene *s)
{
	(void)s;
	return v->depth == 0;
}

/* --- moving --------------------------------------------------------------------------
 */

enum { PAGE_UP = INT_MIN + 1, PAGE_DOWN = INT_MAX - 1 };

/* No further than to the end, lest keys that come before the next drawing are lost. */
static void scroll_help(struct page *page, int by)
{
	int64_t top = page->help_top + (int64_t)by;
	int64_t most = page->help_end ? page->help_end - 1 : 10000;

	page->help_top = top < 0 ? 0 : top > most ? (uint32_t)most : (uint32_t)top;
}

static struct act move(struct session *v, const struct scene *s, int by)
{
	struct page *page = session_page(v);
	int height = page->view->listless ? v->rows - 4 : (int)session_list(v)->height;
	struct rows rows;

	if (by == PAGE_UP || by == PAGE_DOWN)
		by = (height > 1 ? height - 1 : 1) * (by == PAGE_UP ? -1 : 1);
	if (page->view->move) {
		page->view->move(v, s, by);
		return nothing;
	}
	if (page->view->listless) {
		scroll_help(page, by);
		return nothing;
	}
	rows = session_rows(v, s);
	list_move(session_list(v), s, &rows, by);
	return nothing;
}

/* --- what a list shows ---------------------------------------------------------------
 */

static struct act edit_filter(struct session *v, const struct scene *s, int arg)
{
	(void)arg;
	if (!has_list(v, s)) {
		find_open(v);
		return nothing;
	}
	field_set(&v->field, session_list(v)->filter_text);
	v->field_error[0] = '\0';
	v->edit = EDIT_FILTER;
	return nothing;
}

static struct act edit_prompt(struct session *v, const struct scene *s, int arg)
{
	(void)s, (void)arg;
	prompt_open(v);
	return nothing;
}

static struct act show_only(struct session *v, const struct scene *s, int show)
{
	struct list *l = session_list(v);
	enum show now = l->show;

	(void)s;
	if (show == SHOW_ALL)
		list_widen(l);
	l->show = now == (enum show)show ? SHOW_USUAL : (enum show)show;
	l->refind = true;
	return nothing;
}

static struct act show_hidden(struct session *v, const struct scene *s, int arg)
{
	(void)s, (void)arg;
	session_list(v)->hidden = !session_list(v)->hidden;
	return nothing;
}

static struct act fold(struct session *v, const struct scene *s, int open)
{
	ref_id ref = command_selected(v, s);

	if (ref)
		tree_fold(v, s, ref, open);
	return nothing;
}

/* Right and left unfold and fold, or move what is read in graphs. */
static struct act turn(struct session *v, const struct scene *s, int step)
{
	if (!drill_shows_graphs(v))
		return fold(v, s, step > 0);
	drill_read(v, s, step);
	return nothing;
}

/* To an end of the list, or of the graphs while one of their times is read. */
static struct act go_end(struct session *v, const struct scene *s, int end)
{
	const struct page *page = session_page(v);

	if (!drill_reading(v) && page->view != &interface_view)
		return move(v, s, end);
	drill_read(v, s, end);
	return nothing;
}

bool command_waits(struct session *v, const struct scene *s, uint32_t key)
{
	const struct page *page = session_page(v);
	const struct command *k = command_find(key);
	struct rows rows;

	if (!k || page->view->listless || page_panel(page, page->focus)->reads)
		return false;
	rows = session_rows(v, s);
	if (rows.more)
		return (k->run == move || k->run == go_end) && k->arg > 1;
	return !rows.ready && rows.n == 0;
}

static struct act change_range(struct session *v, const struct scene *s, int step)
{
	if (session_page(v)->view == &changes_view)
		changes_turn(session_page(v), step);
	else
		drill_range(v, s, step);
	return nothing;
}

static struct act go_sibling(struct session *v, const struct scene *s, int step)
{
	drill_sibling(v, s, step);
	return nothing;
}

static struct act go_up(struct session *v, const struct scene *s, int arg)
{
	if (!drill_shows_graphs(v))
		return fold(v, s, arg);
	drill_up(v, s);
	return nothing;
}

static struct act mark(struct session *v, const struct scene *s, int by)
{
	struct list *l = session_list(v);
	ref_id ref = command_selected(v, s);

	if (!ref || ref_kind(ref) == THING_GROUP)
		return nothing;
	list_mark(l, s, ref, !list_marked(l, s, ref));
	return move(v, s, by);
}

/* What a cause hides is dealt with by its cause. */
static bool is_hidden(const struct scene *s, ref_id ref)
{
	const struct alert *a =
		ref_kind(ref) == THING_ALERT ? row_alert(s, ref) : NULL;

	return a && a->suppressed;
}

static struct act mark_all(struct session *v, const struct scene *s, int arg)
{
	struct list *l = session_list(v);
	struct rows rows = session_rows(v, s);
	uint32_t n = 0, hidden = 0;
	char left_out[32] = "";

	(void)arg;
	if (l->marks.n > 0) {
		list_unmark_all(l);
		session_tell(v, s, MESSAGE_TOAST, "no marks");
		return nothing;
	}
	if (rows.more) {
		session_tell(v, s, MESSAGE_TOAST, "the list is still being sorted");
		return nothing;
	}
	for (uint32_t i = 0; i < rows.n && n < ACT_ALERTS_MAX; i++) {
		if (ref_kind(rows.ref[i]) == THING_RULE ||
		    ref_kind(rows.ref[i]) == THING_GROUP)
			continue;
		if (is_hidden(s, rows.ref[i])) {
			hidden++;
			continue;
		}
		list_mark(l, s, rows.ref[i], true);
		n++;
	}
	if (hidden > 0)
		snprintf(left_out, sizeof left_out, ", %u hidden left out", hidden);
	session_tell(v, s, MESSAGE_TOAST, "%u marked%s", n, left_out);
	return nothing;
}

/* --- at once -------------------------------------------------------------------------
 */

static struct act undo(struct session *v, const struct scene *s, int arg)
{
	(void)s, (void)arg;
	v->undo_until_ms = 0;
	return (struct act){.kind = ACT_UNDO};
}

static struct act poll_now(struct session *v, const struct scene *s, int arg)
{
	bool path = session_page(v)->view == &path_view;
	dev_id dev = polled(v, s);

	(void)arg;
	if (dev == NONE)
		return tell_no_device(v, s);
	return (struct act){
		.kind = path ? ACT_TRACE : ACT_POLL_NOW, .n = path, .device = dev};
}

/* Of a way the hop that is selected. */
static struct act on_device(struct session *v, const struct scene *s, int kind)
{
	dev_id hop = path_selected(v, s), dev = hop != NONE ? hop : polled(v, s);

	if (dev == NONE)
		return tell_no_device(v, s);
	return (struct act){.kind = (enum act_kind)kind, .device = dev};
}

/* --- the screen ----------------------------------------------------------------------
 */

static struct act freeze(struct session *v, const struct scene *s, int arg)
{
	(void)arg;
	if (v->frozen)
		session_thaw(v);
	else
		session_freeze(v, s);
	return nothing;
}

static struct act write_screen(struct session *v, const struct scene *s, int arg)
{
	(void)v, (void)s, (void)arg;
	return (struct act){.kind = ACT_WRITE};
}

static bool has_brief(struct session *v, const struct scene *s)
{
	return has_list(v, s) &&
	       brief_of(s, v->options.zone, command_topic(v, s), v->brief);
}

static struct act copy(struct session *v, const struct scene *s, int arg)
{
	(void)s, (void)arg;
	return (struct act){.kind = ACT_COPY, .note = v->brief};
}

/* Back from the way to it, too. */
static struct act trace(struct session *v, const struct scene *s, int arg)
{
	if (session_page(v)->view != &path_view && !has_device(v, s))
		return tell_no_device(v, s);
	return go_path(v, s, arg);
}

static struct act repaint(struct session *v, const struct scene *s, int arg)
{
	(void)v, (void)s, (void)arg;
	return (struct act){.kind = ACT_REPAINT};
}

#define TITLE(words)                                                                   \
	{                                                                              \
		.help = words                                                          \
	}

/* clang-format off */
const struct command command_table[] = {
	TITLE("Always"),
	{{'?', K_F1}, 1, "help", "this help", go_help, 0, NULL, not_in_help},
	{{'q'}, 31, "quit", "back; quit from the first screen", go_out, 0,
	 NULL, at_the_top},
	{{K_ESC}, 3, "back", "out of a filter, of a view; never quits", go_back, 0,
	 NULL, can_go_back},
	{{K_ENTER}, 2, "open", "in: what is behind the row", go_in, 0,
	 has_rows, has_row},
	{{':'}, 7, "command", "a command, view or place; Tab completes",
	 edit_prompt, 0, NULL, NULL},

	TITLE("Alerts"),
	{{'a'}, 4, "ack", "acknowledge, extend, release its alerts",
	 command_ask, ASK_ACK, has_list, has_alerts},
	{{'u'}, 5, "undo", "undo my last acknowledgement, 30 s", undo, 0,
	 NULL, can_undo},
	{{'o'}, 19, "own", "own its alerts, or hand them over", command_ask, ASK_OWN,
	 has_list, has_alerts},
	{{'c'}, 20, "comment", "comment without acknowledging; ticket",
	 command_ask,
	 ASK_COMMENT, has_list, has_alerts},
	{{'E'}, 21, "escalate", "escalate now: the next tier is told",
	 command_ask,
	 ASK_ESCALATE, has_list, has_alerts},
	{{'A'}, 37, "raise", "raise an alert on it: what no rule sees",
	 command_raise, 0, has_thing, NULL},
	{{'m'}, 22, "maint", "maintenance of it or of all marked; done",
	 command_plan, 0, has_plans, command_can_plan},
	{{'n'}, 11, "next", "to the next problem; in text the next match",
	 seek_problem, 1, can_seek, has_next},
	{{'N'}, 0, "previous", "to the previous problem, or match",
	 seek_problem, -1, can_seek, NULL},
	{{'h'}, 34, "hidden", "alerts hidden by a cause, too", show_hidden, 0,
	 of_alerts, NULL},
	{{' '}, 15, "mark", "mark the row; keys then mean all marked ones", mark, 1,
	 has_list, has_row},
	{{'*'}, 0, "mark-all", "mark all rows shown, or none", mark_all, 0, has_list,
	 NULL},

	TITLE("Lists"),
	{{'/'}, 10, "filter", "filter: word !not /re/ sev>=warn; text: find",
	 edit_filter, 0, can_search, NULL},
	{{'s'}, 13, "sort", "by a column's letter; again: turned round",
	 sorting_open, 0, has_list, NULL},
	{{'!'}, 33, "problems", "problems only", show_only, SHOW_PROBLEMS,
	 has_list, NULL},
	{{'.'}, 0, "all", "all, unused ports too; no filter", show_only, SHOW_ALL,
	 has_list, NULL},
	{{'+'}, 35, "unfold", "unfold", fold, 1, of_topology, NULL},
	{{'-'}, 18, "up", "fold; up to what this is part of", go_up, 0, can_turn,
	 has_graphs},
	{{'r'}, 30, "poll", "poll this device now; a way: look again",
	 poll_now, 0, has_rows, can_poll},
	{{'b'}, 23, "burst", "burst: each second for 5 min; again: stop",
	 on_device, ACT_BURST, has_rows, has_device},

	TITLE("Device, interface"),
	{{K_RIGHT}, 0, "read-next", "read the next time in graphs; unfold", turn, 1,
	 can_turn, NULL},
	{{K_LEFT}, 16, "read", "read the time before; fold", turn, -1,
	 can_turn, has_graphs},
	{{'<'}, 0, "range-shorter", "a shorter time range", change_range, -1,
	 has_range, NULL},
	{{'>'}, 6, "range", "a longer time range", change_range, 1, has_range,
	 shows_range},
	{{'['}, 0, "sibling-before", "the one before of its site or device", go_sibling,
	 -1, has_graphs, NULL},
	{{'f'}, 12, "far-end", "to the far end of its link, also of one lost",
	 go_far, 0, go_has_far, NULL},
	{{']'}, 17, "sibling", "the next of its site or device",
	 go_sibling, 1, has_graphs, NULL},

	TITLE("Moving"),
	{{'j', K_DOWN}, 0, "row-down", "down", move, 1, NULL, NULL},
	{{'k', K_UP}, 0, "row-up", "up", move, -1, NULL, NULL},
	{{K_PGDN}, 0, "page-down", "a page down", move, PAGE_DOWN, NULL, NULL},
	{{K_PGUP}, 0, "page-up", "a page up", move, PAGE_UP, NULL, NULL},
	{{'g'}, 0, "first", "to the first row", move, INT_MIN, NULL, NULL},
	{{'G'}, 0, "last", "to the last row", move, INT_MAX, NULL, NULL},
	{{K_HOME}, 0, "oldest", "first row; in graphs the oldest time", go_end,
	 INT_MIN, NULL, NULL},
	{{K_END}, 0, "newest", "last row; in graphs the newest time", go_end,
	 INT_MAX, NULL, NULL},

	TITLE("Screen"),
	{{K_TAB}, 14, "panel", "next panel", go_next_panel, 1, has_list, NULL},
	{{K_BACKTAB}, 0, "panel-before", "previous panel", go_next_panel, -1, has_list,
	 NULL},
	{{'1'}, 0, "alerts", "alerts; again: alone on the screen", go_panel,
	 PANEL_ALERTS, has_list, NULL},
	{{'2'}, 0, "devices", "devices", go_panel, PANEL_DEVICES, has_list, NULL},
	{{'3'}, 0, "interfaces", "links", go_panel, PANEL_LINKS, has_list, NULL},
	{{'4'}, 0, "topology", "sites, and what hangs behind what",
	 go_panel, PANEL_TOPOLOGY, has_list, NULL},
	{{'5'}, 0, "view-5", "the view saved as 5 (:save 5); so do 6 7 8 9", go_saved,
	 0, NULL, NULL},
	{{'6'}, 0, "view-6", "the view saved as 6", go_saved, 1, NULL, NULL},
	{{'7'}, 0, "view-7", "the view saved as 7", go_saved, 2, NULL, NULL},
	{{'8'}, 0, "view-8", "the view saved as 8", go_saved, 3, NULL, NULL},
	{{'9'}, 0, "view-9", "the view saved as 9", go_saved, 4, NULL, NULL},
	{{'0'}, 0, "home", "home: the first screen, nothing filtered", go_home, 0,
	 NULL, NULL},
	{{'L'}, 27, "log", "its event log; again: of everything",
	 go_log, 0, has_list, NULL},
	{{'M'}, 29, "works", "planned work: maintenance now and to come",
	 go_works, 0, NULL, NULL},
	{{'d'}, 8, "changes", "what changed about it; again: everywhere",
	 go_changes, 0, has_list, NULL},
	{{'e'}, 9, "explain", "explain its numbers: whence, by which rules",
	 go_explain, 0, can_explain, NULL},
	{{'t'}, 25, "path",
	 "trace: the way to it, from us or the marked",
	 trace, 0, has_rows, has_device},
	{{'H'}, 28, "handover", "the hand-over sheet; w writes it", go_handover, 0,
	 NULL, NULL},
	{{'z'}, 32, "freeze", "freeze for 60 s, or until a new critical", freeze, 0,
	 NULL, NULL},
	{{'w'}, 36, "write", "write this screen to a text file", write_screen, 0,
	 NULL, NULL},
	{{'y'}, 26, "copy", "copy three lines about it to your clipboard",
	 copy, 0, has_brief, NULL},
	{{'x'}, 24, "connect", "connect: a session on it (ssh, as yourself)",
	 on_device, ACT_CONNECT, has_rows, has_device},
	{{K_CTRL_L}, 0, "repaint", "paint the whole screen again", repaint, 0, NULL,
	 NULL},
	{.help = NULL},
};
/* clang-format on */

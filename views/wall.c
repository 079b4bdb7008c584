/*
 * Drawn for 240x67, which is about 24 lines of type at four metres; what is smaller has
 * the same in plain rows.
 */
#include "views/limit.h"
#include "views/wall.h"

#include <stdio.h>
#include <string.h>

#include "views/big.h"
#include "views/calls.h"
#include "views/panels.h"
#include "views/tree.h"

#define HOLD_MS 60000
#define CAUSES 3
#define BIG_COLS 160 /* a screen that has room for big type */
#define BIG_LINES 50
#define TILE_COLS 40
#define TILE_LINES 6
#define SMALL_COLS 30
#define SMALL_LINES 3
#define MARGIN 1
#define MATRIX_COLS 160
#define SMALL_FOOT 60
#define LOW_FROM 30   /* rows that are left for more than lists */
#define REST_LINES 8

static bool is_large(const struct canvas *c)
{
	return c->cols >= BIG_COLS && c->rows >= BIG_LINES;
}

/* --- turning -------------------------------------------------------------------------
 */

void wall_open(struct session *v, const struct wall_options *o)
{
	struct wall *w = &v->wall;
	char name[32];
	const char *s = o->views ? o->views : "";

	*w = (struct wall){
		.on = true, .may_act = o->may_act, .rotate_ms = o->rotate_ms};
	for (; *s && w->n < WALL_VIEWS; s += strcspn(s, ","), s += *s == ',') {
		const struct view *view;

		snprintf(name, sizeof name, "%.*s", (int)strcspn(s, ","), s);
		view = view_find(name);
		if (view && !view->listless)
			w->view[w->n++] = view;
	}
}

static void turn(struct session *v, const struct scene *s, int step)
{
	struct wall *w = &v->wall;

	w->at = (w->at + w->n + 1 + (unsigned)(step + 1) - 1) % (w->n + 1);
	w->turned_ms = s->now_ms;
	session_home(v);
	if (w->at) {
		session_page(v)->view = w->view[w->at - 1];
		session_page(v)->focus = w->view[w->at - 1]->focus;
	}
}

/* Somebody stands there. */
static bool is_held(const struct wall *w, const struct scene *s)
{
	return s->now_ms < w->held_ms && w->held_ms - s->now_ms <= HOLD_MS;
}

static int64_t turns_in_ms(const struct wall *w, const struct scene *s)
{
	int64_t at_ms = w->turned_ms + w->rotate_ms;

	return (is_held(w, s) && w->held_ms > at_ms ? w->held_ms : at_ms) - s->now_ms;
}

static bool needs_somebody(const struct scene *s)
{
	struct alert_counts n;

	limit_counts(s, &n);
	return n.unack[SEV_CRITICAL] > 0;
}

/* To the tiles when a critical needs somebody, and no further while it does. */
static void turn_by_itself(struct session *v, const struct scene *s)
{
	struct wall *w = &v->wall;

	if (!w->turned_ms || w->turned_ms > s->now_ms)
		w->turned_ms = s->now_ms;
	if (is_held(w, s))
		return;
	if (needs_somebody(s)) {
		if (w->at)
			turn(v, s, -(int)w->at);
		return;
	}
	if (w->rotate_ms && w->n && s->now_ms - w->turned_ms >= w->rotate_ms)
		turn(v, s, 1);
}

/* Leads to a shell, to a file, to the end of it, or is for somebody with a name. */
static bool is_for_a_desk(uint32_t key)
{
	static const char *const names[] = {"quit", "command", "connect", "write",
					    "copy", "maint",   "home"};
	const struct command *k = command_find(key);

	for (size_t i = 0; k && i < sizeof names / sizeof *names; i++)
		if (strcmp(k->name, names[i]) == 0)
			return true;
	return false;
}

bool wall_key(struct session *v, const struct scene *s, uint32_t key, struct act *act)
{
	struct wall *w = &v->wall;
	bool typing = v->dialog.kind != DIALOG_NONE || v->edit != EDIT_NONE;

	*act = (struct act){.kind = ACT_NONE};
	w->held_ms = s->now_ms + HOLD_MS;
	if (key == K_CTRL_L)
		act->kind = ACT_REPAINT;
	else if (!typing && (key == K_RIGHT || key == K_LEFT))
		turn(v, s, key == K_RIGHT ? 1 : -1);
	else
		return !wall_selects(v) || (!typing && is_for_a_desk(key));
	return true;
}

bool wall_selects(const struct session *v)
{
	return !v->wall.on || v->wall.may_act;
}

/* --- the bell ------------------------------------------------------------------------
 */

bool wall_rings(struct session *v, const struct scene *s)
{
	struct wall *w = &v->wall;
	int64_t from = w->rang_ms;
	bool rings = false;

	w->rang_ms = s->now_ms;
	if (!w->on || !from || from > s->now_ms)
		return false;
	for (uint32_t i = 0; i < s->alerts->n && !rings; i++) {
		const struct alert *a = s->alerts->row[i];
		int64_t half = a->opened_ms + (a->ladder.next_at_ms - a->opened_ms) / 2;

		rings = limit_has_alert(s, a) && a->severity == SEV_CRITICAL &&
			row_needs(a) && a->ladder.tier == 2 && a->ladder.next_at_ms &&
			half > from && half <= s->now_ms;
	}
	return rings;
}

/* --- what needs somebody -------------------------------------------------------------
 */

static unsigned find_causes(struct session *v, const struct scene *s,
			    const struct alert *out[CAUSES])
{
	struct rows rows =
		alerts_panel.rows(v, s, &session_page(v)->list[PANEL_ALERTS]);
	unsigned n = 0;

	for (uint32_t i = 0; i < rows.n && n < CAUSES; i++) {
		const struct alert *a = row_alert(s, rows.ref[i]);

		if (a && row_needs(a))
			out[n++] = a;
	}
	return n;
}

/* "critical for 4m12, explains 14 more; NOBODY has it, T2 j.kim 48s" */
static void say_who(const struct alert *a, const struct scene *s, char *out,
		    size_t size)
{
	char age[FORMAT_SIZE], hides[32] = "", next[64] = "";

	if (a->hides)
		snprintf(hides, sizeof hides, ", explains %u more", a->hides);
	if (!calls_next(a, s->now_ms, 60, next, sizeof next))
		next[0] = '\0';
	snprintf(out, size, "%s for %s%s; %s%s%s%s", severity_name(a->severity),
		 format_age(age, s->now_ms - a->opened_ms), hides,
		 alert_holder(a)[0] ? "in hand of " : "NOBODY has it",
		 alert_holder(a), *next ? ", calls " : "", next);
}

static void say_what(const struct alert *a, char *out, size_t size)
{
	snprintf(out, size, "%s %s", a->name, a->text);
}

/* A row; where not all of it has room, who has it has some. */
static void draw_small(const struct scene *s, struct canvas *c, int row,
		       const struct alert *a)
{
	uint8_t style = (uint8_t)severity_style(a->severity), by = STYLE_DIM;
	int width = c->cols - 2 * MARGIN, used;
	char what[TEXT_BYTES_MAX + 256], who[200];

	say_what(a, what, sizeof what);
	say_who(a, s, who, sizeof who);
	if ((int)(text_width(what) + text_width(who)) + 3 > width) {
		by = alert_holder(a)[0] ? STYLE_DIM : STYLE_ALARM;
		snprintf(who, sizeof who, "%s",
			 alert_holder(a)[0] ? alert_holder(a) : "NOBODY");
	}
	used = canvas_printf(c, row, MARGIN, width - (int)text_width(who) - 1, style,
			     "%c %s", severity_letter(a->severity), what);
	canvas_str(c, row, MARGIN + used + 1, width - used - 1, by, who, false);
}

/* Returns the row behind them. */
static int draw_causes(struct session *v, const struct scene *s, struct canvas *c,
		       int row, bool big)
{
	const struct alert *cause[CAUSES];
	unsigned n = find_causes(v, s, cause);
	int width = c->cols - 2 * MARGIN;
	char what[TEXT_BYTES_MAX + 256], who[200];

	if (!n) {
		if (big)
			big_draw(c, row, MARGIN, width, STYLE_NORMAL,
				 "NOTHING NEEDS YOU");
		else
			canvas_str(c, row, MARGIN, width, STYLE_NORMAL,
				   "nothing needs you", false);
		return row + (big ? BIG_ROWS + 1 : 1);
	}
	for (unsigned i = 0; i < n; i++) {
		uint8_t style = (uint8_t)severity_style(cause[i]->severity);

		if (!big) {
			draw_small(s, c, row++, cause[i]);
			continue;
		}
		say_what(cause[i], what, sizeof what);
		say_who(cause[i], s, who, sizeof who);
		/* reversed cells would fill the letters' gaps */
		big_draw(c, row, MARGIN, width,
			 style == STYLE_CRITICAL ? STYLE_BAR_CRITICAL : style, what);
		canvas_str(c, row + BIG_ROWS, MARGIN, width, style, who, false);
		row += BIG_ROWS + 2;
	}
	return row;
}

/* --- the band on top -----------------------------------------------------------------
 */

/* What stands there instead of counts, when it matters more or all is well. */
static bool say_state(const struct scene *s, char *out, size_t size)
{
	const struct board *b = &s->views->board;
	char age[FORMAT_SIZE];
	struct alert_counts n;
	uint32_t count[DEV_STATE_N];

	limit_states(s, count);
	limit_counts(s, &n);
	if (s->net->health.blind)
		snprintf(out, size, "%s IS BLIND", s->name);
	else if (b->late_ms > 0)
		snprintf(out, size, "DATA %s OLD", format_timer(age, b->late_ms));
	else if (!b->ready || !b->answered)
		snprintf(out, size, "WAITING");
	else if (!n.unack[SEV_CRITICAL] && !n.unack[SEV_MAJOR] && !n.unack[SEV_WARNING])
		snprintf(out, size, "ALL %u ANSWERED < %s",
			 count[DEV_UP] + count[DEV_DEGRADED],
			 format_age(age, b->oldest_ms + 1000));
	else
		return false;
	return true;
}

static void draw_counts(const struct scene *s, struct canvas *c, int room)
{
	struct alert_counts n;
	char text[64];
	int col = MARGIN;

	limit_counts(s, &n);
	for (enum severity sev = SEV_CRITICAL; sev >= SEV_WARNING; sev--) {
		uint8_t style = (uint8_t)severity_style(sev);

		if (!n.unack[sev])
			continue;
		snprintf(text, sizeof text, "%c%u", severity_letter(sev), n.unack[sev]);
		col += big_draw(c, 0, col, room - col,
				style == STYLE_CRITICAL ? STYLE_BAR_CRITICAL : style,
				text) +
		       BIG_CELL;
	}
}

/* Who is watched, and whether anybody would be called. */
static void draw_who(const struct session *v, const struct scene *s, struct canvas *c,
		     int row)
{
	static const char *const paging[] = {"OFF", "ok", "FAILING"};
	struct alert_counts n;
	uint32_t count[DEV_STATE_N], all, sites;
	int col = MARGIN;

	limit_counts(s, &n);
	canvas_fill(c, row, 0, 1, c->cols, STYLE_HEADER, ' ');
	if (s->demo)
		col += 2 + canvas_str(c, row, col, c->cols, STYLE_DEMO, "DEMO", false);
	if (limit_on(s))
		col += 2 + canvas_printf(c, row, col, c->cols, STYLE_DEMO, " ONLY %s ",
					 v->own.scope.name);
	col += 3 + canvas_printf(c, row, col, c->cols, STYLE_HEADER,
				 "%s   in hand %u   hidden %u", s->name, n.in_hand,
				 n.hidden);
	col += 3 + canvas_printf(c, row, col, c->cols,
				 s->paging == PAGING_OK ? STYLE_HEADER : STYLE_ALARM,
				 "paging %s", paging[s->paging]);
	all = limit_states(s, count);
	limit_sites(s, &sites);
	canvas_printf(c, row, col, c->cols, STYLE_HEADER, "%u devices, %u sites", all,
		      sites);
}

/* Three rows; below them that, in small type. */
static int draw_band(struct session *v, const struct scene *s, struct canvas *c)
{
	char state[96], clock[FORMAT_SIZE], utc[FORMAT_SIZE];
	int width, room;

	format_time(clock, v->options.zone, s->now_ms);
	width = (int)strlen(clock) * BIG_CELL;
	room = c->cols - width - 2 * MARGIN;
	if (say_state(s, state, sizeof state))
		big_draw(c, 0, MARGIN, room,
			 s->net->health.blind || s->views->board.late_ms
				 ? STYLE_BAR_CRITICAL
				 : STYLE_NORMAL,
			 state);
	else
		draw_counts(s, c, room);
	big_draw(c, 0, c->cols - width - MARGIN + 1, width, STYLE_NORMAL, clock);
	draw_who(v, s, c, BIG_ROWS);
	canvas_right(c, BIG_ROWS, c->cols - 12, 11, STYLE_HEADER,
		     format_clock(utc, zone_find("UTC"), s->now_ms));
	return BIG_ROWS + 1;
}

/* --- tiles ---------------------------------------------------------------------------
 */

static void draw_tile(const struct scene *s, struct canvas *c, struct area a,
		      site_id id)
{
	const struct site *site = &s->net->site[id];
	const struct site_verdict *w = &s->views->board.site[id].verdict;
	uint8_t style = site_state_style(w->state);
	char text[160], age[FORMAT_SIZE];
	bool big = a.rows >= TILE_LINES;
	int row = a.row, width = a.cols - 2;

	if (big)
		big_draw(c, row, a.col, width,
			 style == STYLE_CRITICAL ? STYLE_BAR_CRITICAL : style,
			 network_str(s->net, site->name));
	else
		canvas_text(c, row, a.col, width, style,
			    network_text(s->net, site->name), false);
	row += big ? BIG_ROWS : 0;
	if (!big) {
		canvas_right(c, row, a.col + width - 9, 9, style,
			     site_state_name(w->state));
		row++;
	}
	snprintf(text, sizeof text, "%s%slost %u/%u%s%s",
		 big ? site_state_name(w->state) : "", big ? "  " : "", w->lost,
		 w->devices, w->since_ms ? "  since " : "",
		 w->since_ms ? format_age(age, s->now_ms - w->since_ms) : "");
	canvas_str(c, row++, a.col, width, style, text, false);
	if (big)
		canvas_str(c, row, a.col, width, w->nobody ? STYLE_ALARM : STYLE_DIM,
			   w->nobody ? "NOBODY" : w->owner, false);
}

/* The sites without a tile; the worst of all by name, when it has none either. */
static void draw_more(const struct scene *s, struct canvas *c, struct area a,
		      site_id worst, uint32_t n)
{
	enum site_state state;

	if (worst == NONE) {
		canvas_printf(c, a.row, a.col, a.cols, STYLE_DIM,
			      "and %u more, none of them worse", n);
		return;
	}
	state = s->views->board.site[worst].verdict.state;
	canvas_printf(c, a.row, a.col, a.cols, site_state_style(state),
		      n > 1 ? "%s %s, and %u more" : "%s %s",
		      network_str(s->net, s->net->site[worst].name),
		      site_state_name(state), n - 1);
}

/* As large as all of them have room; where even small ones have none, the worst.
 * Returns the row behind them. */
static int draw_tiles(const struct scene *s, struct canvas *c, struct area a,
		      bool large)
{
	const struct board *b = &s->views->board;
	uint32_t n, shown = 0;
	const site_id *site = limit_sites(s, &n);
	int cols = TILE_COLS, rows = TILE_LINES, across, down;

	n = b->ready ? n : 0;
	if (!large || (uint32_t)((a.cols / cols) * (a.rows / rows)) < n)
		cols = SMALL_COLS, rows = SMALL_LINES;
	across = a.cols / cols > 0 ? a.cols / cols : 1;
	down = a.rows / rows;
	for (int y = 0; y < down; y++)
		for (int x = 0; x < across && shown < n; x++)
			draw_tile(s, c,
				  (struct area){a.row + y * rows,
						a.col + MARGIN + x * cols, rows, cols},
				  site[shown++]);
	if (shown < n && a.rows > 0)
		draw_more(s, c, (struct area){a.row + a.rows - 1, a.col + MARGIN, 1,
					      a.cols},
			  shown ? NONE : site[0], n - shown);
	return shown < n ? a.row + a.rows
			 : a.row + ((int)n + across - 1) / across * rows;
}

/* Two side by side. */
static void draw_pair(struct session *v, const struct scene *s, struct canvas *c,
		      struct area a)
{
	int left = a.cols / 2;

	panel_draw(v, s, c, (struct area){a.row, 0, a.rows, left - 1}, PANEL_DEVICES);
	panel_draw(v, s, c, (struct area){a.row, left, a.rows, a.cols - left},
		   PANEL_LINKS);
	panel_divide(c, a, left);
}

/* What is left of a wall of few sites: what is worst and busiest, and where there is
 * much, what hangs behind what and the ways between sites. */
static void draw_rest(struct session *v, const struct scene *s, struct canvas *c,
		      struct area a)
{
	int low = a.rows >= LOW_FROM ? a.rows * 2 / 5 : 0, left = a.cols;
	struct area below = {a.row + a.rows - low, 0, low, a.cols};

	if (a.rows < REST_LINES)
		return;
	a.rows -= low;
	draw_pair(v, s, c, a);
	if (!low)
		return;
	if (a.cols >= MATRIX_COLS && matrix_rows(s, a.cols / 4, low))
		left -= a.cols / 4;
	panel_draw(v, s, c, (struct area){below.row, 0, low, left - (left < a.cols)},
		   PANEL_TOPOLOGY);
	if (left == a.cols)
		return;
	matrix_draw(v, s, c, (struct area){below.row, left, low, a.cols - left});
	panel_divide(c, below, left);
}

/* --- screens -------------------------------------------------------------------------
 */

static void draw_foot(struct session *v, const struct scene *s, struct canvas *c)
{
	const struct wall *w = &v->wall;
	char time[FORMAT_SIZE], right[96];
	bool held = needs_somebody(s);
	int col;

	snprintf(right, sizeof right, "%s%s", w->may_act ? "" : "read-only  ",
		 held ? c->cols < SMALL_FOOT ? "stays"
					     : "stays: a critical needs somebody"
		 : w->rotate_ms && w->n
			 ? format_timer(time, turns_in_ms(w, s))
			 : "");
	col = c->cols - (int)strlen(right) - 1;
	frame_event(v, s, c, c->rows - 1, col - 1);
	canvas_str(c, c->rows - 1, col, c->cols, STYLE_DIM, right, false);
}

static void draw_tiles_page(struct session *v, const struct scene *s, struct canvas *c)
{
	bool large = is_large(c);
	int row = large ? draw_band(v, s, c) : frame_header(v, s, c);

	panel_rule(c, row, 0, c->cols, STYLE_TITLE, "NEEDS YOU", "");
	row = draw_causes(v, s, c, row + 1, large);
	if (row + 2 >= c->rows)
		return;
	panel_rule(c, row, 0, c->cols, STYLE_TITLE, "SITES", "");
	row = draw_tiles(s, c, (struct area){row + 1, 0, c->rows - row - 2, c->cols},
			 large);
	draw_rest(v, s, c, (struct area){row, 0, c->rows - row - 1, c->cols});
}

static void draw_view_page(struct session *v, const struct scene *s, struct canvas *c)
{
	int row = frame_header(v, s, c);

	row = draw_causes(v, s, c, row, false);
	session_page(v)->view->draw(
		v, s, c, (struct area){row, 0, c->rows - row - 1, c->cols});
}

void wall_draw(struct session *v, const struct scene *s, struct canvas *c)
{
	turn_by_itself(v, s);
	if (v->wall.at)
		draw_view_page(v, s, c);
	else
		draw_tiles_page(v, s, c);
	draw_foot(v, s, c);
	if (v->dialog.kind != DIALOG_NONE)
		dialog_draw(v, s, c);
}

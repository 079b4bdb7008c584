/*
 * A lane for each kind of change, a column for each slice of the time; a letter where
 * something happened, the worst that did. Below it the same as a list, whose selected
 * row is marked in its lane.
 */
#include "views/changes.h"

#include <stdio.h>
#include <string.h>

#include "probes/alert/logbook.h"
#include "views/panels.h"

#define LABEL 10	/* cells of a lane's name */
#define LANES_FROM 12	/* rows of a view that has lanes */
#define LANES_COLS 50
#define TICK 12 /* cells between labels, at least */
#define COLS_MAX 1000

static const struct {
	int64_t ms;
	const char *words;
} spans[] = {
	{INT64_C(900000), "15 min"},
	{INT64_C(3600000), "1 h"},
	{INT64_C(21600000), "6 h"},
	{INT64_C(86400000), "24 h"},
};
#define SPANS (sizeof spans / sizeof *spans)

int64_t changes_span_ms(const struct page *page)
{
	return spans[page->span].ms;
}

void changes_turn(struct page *page, int step)
{
	int to = page->span + step;

	page->span = (uint8_t)(to < 0 ? 0 : to >= (int)SPANS ? (int)SPANS - 1 : to);
}

/* --- lanes ---------------------------------------------------------------------------
 */

enum lane { LANE_NONE, ALERTS, DEVICES, LINKS, CONFIG, OPERATORS, NOCTOP, LANES };
static const char *const lane_names[LANES] = {
	[ALERTS] = "alerts",	   [DEVICES] = "devices", [LINKS] = "links",
	[CONFIG] = "config",	   [OPERATORS] = "operators", [NOCTOP] = "noctop",
};

/* Where a kind of event belongs, and its letter; 0: that of its severity, or of what it
 * became. */
static const struct mark {
	enum lane lane;
	char letter;
} marks[EVENT_N] = {
	[EVENT_OPENED] = {ALERTS, 0},
	[EVENT_REOPENED] = {ALERTS, 0},
	[EVENT_WORSENED] = {ALERTS, 0},
	[EVENT_EASED] = {ALERTS, '-'},
	[EVENT_EXPIRED] = {ALERTS, 0},
	[EVENT_CLEARED] = {ALERTS, '.'},
	[EVENT_FLAPPING] = {ALERTS, 'f'},
	[EVENT_STEADY] = {ALERTS, '.'},
	[EVENT_REACHABLE] = {DEVICES, 0},
	[EVENT_SNMP] = {DEVICES, 's'},
	[EVENT_REBOOTED] = {DEVICES, 'r'},
	[EVENT_SITE] = {DEVICES, 0},
	[EVENT_INTERFACE] = {LINKS, 0},
	[EVENT_PEER] = {LINKS, 'p'},
	[EVENT_LINK] = {LINKS, 'l'},
	[EVENT_CHANGED] = {CONFIG, 'c'},
	[EVENT_ENGINE_ID] = {CONFIG, 'c'},
	[EVENT_DRIFT] = {CONFIG, 'd'},
	[EVENT_ACKNOWLEDGED] = {OPERATORS, 'a'},
	[EVENT_RELEASED] = {OPERATORS, 'a'},
	[EVENT_UNDONE] = {OPERATORS, 'u'},
	[EVENT_COMMENTED] = {OPERATORS, 'c'},
	[EVENT_OWNED] = {OPERATORS, 'o'},
	[EVENT_TICKET] = {OPERATORS, 't'},
	[EVENT_ESCALATE_ASKED] = {OPERATORS, 'E'},
	[EVENT_MAINTENANCE] = {OPERATORS, 'm'},
	[EVENT_BASELINE] = {OPERATORS, 'b'},
	[EVENT_ESCALATED] = {NOCTOP, 'E'},
	[EVENT_REMEDY] = {NOCTOP, 'R'},
	[EVENT_NOTICE_FAILED] = {NOCTOP, '!'},
	[EVENT_WATCH_STARTED] = {NOCTOP, 'w'},
	[EVENT_WATCH_STOPPED] = {NOCTOP, 'w'},
};

bool changes_has(enum event_kind kind)
{
	return marks[kind].lane != LANE_NONE;
}

struct spot {
	char letter;
	uint8_t style;
	uint8_t weight; /* the heaviest is shown */
};

static struct spot spot_of(const struct event *e)
{
	struct spot spot = {marks[e->kind].letter, timeline_style(e->kind, e->severity),
			    1};

	if (!spot.letter && marks[e->kind].lane == ALERTS) {
		spot.letter = severity_letter(e->severity);
		spot.weight = (uint8_t)(2 + e->severity);
	} else if (!spot.letter) {
		bool bad = e->value == 0;

		spot.letter = bad ? 'X' : '.';
		spot.weight = bad ? 3 : 1;
	}
	return spot;
}

struct lanes {
	struct session *session;
	const struct scene *scene;
	struct canvas *canvas;
	int row, col, cols; /* of the first lane; of the time */
	int64_t from_ms, span_ms;
	int at[LANES]; /* row of each; -1: nothing happened in it */
};

static int column_of(const struct lanes *l, int64_t at_ms)
{
	int64_t since = at_ms - l->from_ms;

	if (since < 0 || since > l->span_ms)
		return -1;
	since = since * l->cols / l->span_ms;
	return l->col + (int)(since < l->cols ? since : l->cols - 1);
}

/* Between labels: round, and so that they stand apart. */
static int64_t spacing_of(const struct lanes *l)
{
	static const int64_t round_s[] = {60,	120,  300,   600,   900,   1800,
					  3600, 7200, 10800, 21600, 43200, 86400};
	size_t i = 0;

	while (i + 1 < sizeof round_s / sizeof *round_s &&
	       round_s[i] * 1000 * l->cols < l->span_ms * TICK)
		i++;
	return round_s[i] * 1000;
}

/* Round times of the clock on the wall, each above the cell that begins with it. */
static void draw_times(const struct lanes *l)
{
	const struct zone *zone = l->session->options.zone;
	int64_t spacing = spacing_of(l), at, offset;
	char time[FORMAT_SIZE];
	struct civil c;

	zone_civil(zone, l->from_ms, &c);
	offset = (int64_t)c.utc_offset_s * 1000;
	at = ((l->from_ms + offset) / spacing + 1) * spacing - offset;
	for (; at <= l->from_ms + l->span_ms; at += spacing) {
		int col = column_of(l, at);

		if (col < 0 || col + 5 > l->col + l->cols)
			continue;
		format_time(time, zone, at);
		time[5] = '\0';
		canvas_str(l->canvas, l->row - 1, col, 5, STYLE_DIM, time, false);
	}
}

/* Newest first, so that of two that weigh the same the newer stays. */
static void draw_spots(struct lanes *l, const struct rows *rows, ref_id selected)
{
	uint8_t weight[LANES][COLS_MAX] = {{0}};
	int row = -1, at = -1;

	for (uint32_t i = 0; i < rows->n; i++) {
		const struct event *e = logbook_event(l->scene->logbook,
						      ref_alert_id(rows->ref[i]));
		int col = e ? column_of(l, e->at_ms) : -1;
		enum lane lane = e ? marks[e->kind].lane : LANE_NONE;
		struct spot spot;

		if (col < 0 || lane == LANE_NONE)
			continue;
		spot = spot_of(e);
		if (spot.weight > weight[lane][col - l->col]) {
			weight[lane][col - l->col] = spot.weight;
			canvas_char(l->canvas, l->at[lane], col, spot.style,
				    (uint32_t)spot.letter);
		}
		if (rows->ref[i] == selected)
			row = l->at[lane], at = col;
	}
	if (row >= 0) /* underlined, since without colours a critical one is reversed */
		canvas_flag(l->canvas, row, at, 1, STYLE_CURSOR | STYLE_MARK);
}

/* Rows of the lanes in which something happened. */
static int find_lanes(struct lanes *l, const struct rows *rows)
{
	bool has[LANES] = {false};
	int n = 0;

	for (uint32_t i = 0; i < rows->n; i++) {
		const struct event *e = logbook_event(l->scene->logbook,
						      ref_alert_id(rows->ref[i]));

		has[e ? marks[e->kind].lane : LANE_NONE] = true;
	}
	for (int lane = ALERTS; lane < LANES; lane++)
		l->at[lane] = has[lane] ? l->row + n++ : -1;
	return n;
}

/* Returns the rows it took. */
static int draw_lanes(struct session *v, const struct scene *s, struct canvas *c,
		      struct area a)
{
	int64_t span_ms = changes_span_ms(session_page(v));
	struct lanes l = {.session = v,
			  .scene = s,
			  .canvas = c,
			  .row = a.row + 1,
			  .col = a.col + LABEL + 2,
			  .cols = a.cols - LABEL - 3,
			  .from_ms = s->now_ms - span_ms,
			  .span_ms = span_ms};
	struct rows rows = session_rows(v, s);
	int n = find_lanes(&l, &rows);

	if (!n || l.cols > COLS_MAX)
		return 0;
	draw_times(&l);
	for (int lane = ALERTS; lane < LANES; lane++) {
		if (l.at[lane] < 0)
			continue;
		canvas_str(c, l.at[lane], a.col + 2, LABEL - 1, STYLE_DIM,
			   lane_names[lane], false);
		canvas_fill(c, l.at[lane], l.col, 1, l.cols, STYLE_DIM, 0x00b7);
	}
	draw_spots(&l, &rows, list_ref(session_list(v), &rows, session_list(v)->at));
	return n + 1;
}

#define TITLE_ROOM 28 /* of the rule, for the other words */

/* --- view ----------------------------------------------------------------------------
 */

static void draw(struct session *v, const struct scene *s, struct canvas *c,
		 struct area a)
{
	const struct page *page = session_page(v);
	char title[4 * TEXT_BYTES_MAX], path[3 * TEXT_BYTES_MAX];
	int used = 1;

	thing_path(s, &page->scope, a.cols - TITLE_ROOM, path, sizeof path);
	snprintf(title, sizeof title, "WHAT CHANGED  %s", path);
	panel_rule(c, a.row, a.col, a.cols, STYLE_TITLE, title,
		   spans[page->span].words);
	if (a.rows >= LANES_FROM && a.cols >= LANES_COLS)
		used += draw_lanes(v, s, c,
				   (struct area){a.row + 1, a.col, a.rows - 1, a.cols});
	a.row += used;
	a.rows -= used;
	about_events(v, s, c, a);
}

const struct view changes_view = {
	.name = "changes",
	.line = "what changed in the last minutes, on one line of time",
	.focus = PANEL_EVENTS,
	.draw = draw,
};

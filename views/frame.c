/*
 * The rows above and below every view: who is watched and what needs somebody, always
 * and at any size; what was said last; the keys that apply.
 *
 * The header is made of pieces. Levels of brevity are tried until one fits; counts, the
 * paging state and the banner of the demo are in all of them.
 */
#include "views/bind.h"
#include "views/limit.h"
#include "views/panels.h"
#include "views/sorting.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define PIECES 24
#define FOOTER_FROM 10 /* rows with room for a footer of its own */
#define NEWS_MS 6000   /* an event is news for so long */

struct piece {
	char text[64];
	uint8_t style;
};
struct pieces {
	struct piece piece[PIECES];
	unsigned n;
};

__attribute__((format(printf, 3, 4))) static void add(struct pieces *p, uint8_t style,
						      const char *fmt, ...)
{
	va_list args;

	if (p->n == PIECES)
		return;
	va_start(args, fmt);
	vsnprintf(p->piece[p->n].text, sizeof p->piece[0].text, fmt, args);
	va_end(args);
	p->piece[p->n++].style = style;
}

static int width_of(const struct pieces *p)
{
	unsigned width = 0;

	for (unsigned i = 0; i < p->n; i++)
		width += text_width(p->piece[i].text);
	return (int)width;
}

static void draw(const struct pieces *p, struct canvas *c, int row, int col)
{
	for (unsigned i = 0; i < p->n; i++)
		col += canvas_str(c, row, col, c->cols - col, p->piece[i].style,
				  p->piece[i].text, false);
}

/* --- header --------------------------------------------------------------------------
 */

enum brevity { FULL, PLAIN, NO_STATES, NO_PROGRAM, NO_NAME, SHORT, SHORTEST };

static void add_name(struct pieces *p, const struct scene *s, enum brevity b)
{
	if (s->demo)
		add(p, STYLE_DEMO, b < NO_PROGRAM ? " DEMO NETWORK " : " DEMO ");
	add(p, STYLE_HEADER, b < NO_PROGRAM ? " noctop " : " ");
	if (b < NO_NAME)
		add(p, STYLE_HEADER, "%.24s  ", s->name);
}

/* Always there: counts of a part must not pass for those of all. */
static void add_limit(struct pieces *p, const struct session *v, enum brevity b)
{
	if (v->own.scope.kind == THING_NONE)
		return;
	add(p, STYLE_DEMO, b < SHORT ? " ONLY %.24s " : " %.8s ", v->own.scope.name);
	add(p, STYLE_HEADER, " ");
}

static void add_counts(struct pieces *p, const struct scene *s, enum brevity b)
{
	struct alert_counts n;
	bool any = false;

	limit_counts(s, &n);
	if (b <= NO_NAME)
		add(p, STYLE_HEADER, "UNACK ");
	for (enum severity sev = SEV_CRITICAL; sev >= SEV_WARNING; sev--) {
		if (!n.unack[sev])
			continue;
		add(p, severity_style(sev), "%c%u", severity_letter(sev), n.unack[sev]);
		add(p, STYLE_HEADER, " ");
		any = true;
	}
	if (!any)
		add(p, STYLE_HEADER, b > NO_NAME ? "C0 " : "0 ");
	add(p, STYLE_HEADER, b < SHORT ? " in hand %u  hidden %u  " : "hand %u hid %u ",
	    n.in_hand, n.hidden);
}

static void add_paging(struct pieces *p, const struct scene *s, enum brevity b)
{
	static const char *const state[] = {"OFF", "ok", "FAILING"};

	add(p, s->paging == PAGING_OK ? STYLE_HEADER : STYLE_ALARM, "%s%s",
	    b < SHORTEST ? "paging " : "pg ", state[s->paging]);
}

static void add_states(struct pieces *p, const struct scene *s, enum brevity b)
{
	const struct board *board = &s->views->board;
	uint32_t count[DEV_STATE_N], all;

	if (!board->ready || board->answered == 0 || b > PLAIN)
		return;
	all = limit_states(s, count);
	if (b == PLAIN)
		add(p, STYLE_HEADER, "   %u of %u up",
		    count[DEV_UP] + count[DEV_DEGRADED], all);
	if (b == PLAIN)
		return;
	add(p, STYLE_HEADER, "   %u dev", all);
	for (enum dev_state state = DEV_UP; state < DEV_STATE_N; state++)
		if (count[state])
			add(p, STYLE_HEADER, " %u %s", count[state],
			    dev_state_name(state));
}

/* What stands right: the age of late data, a frozen picture, else the clock. */
static struct piece right_piece(const struct session *v, const struct scene *s,
				bool brief)
{
	struct piece p = {.style = STYLE_ALARM};
	char time[FORMAT_SIZE];

	if (s->views->board.late_ms > 0) {
		snprintf(p.text, sizeof p.text, brief ? "OLD %s" : "DATA %s OLD",
			 format_timer(time, s->views->board.late_ms));
	} else if (v->frozen) {
		snprintf(p.text, sizeof p.text, brief ? "FRZN %s" : "FROZEN %s",
			 format_timer(time, v->frozen_until_ms - s->now_ms));
	} else {
		p.style = STYLE_HEADER;
		snprintf(p.text, sizeof p.text, "%s",
			 format_clock(time, v->options.zone, s->now_ms));
	}
	return p;
}

int frame_header(struct session *v, const struct scene *s, struct canvas *c)
{
	struct piece right = right_piece(v, s, false);
	int room = (int)text_width(right.text) + 2;
	bool keep = right.style == STYLE_ALARM; /* an alarm has room before words */
	struct pieces p;

	for (enum brevity b = FULL; b <= SHORTEST; b++) {
		p.n = 0;
		add_name(&p, s, b);
		add_limit(&p, v, b);
		add_counts(&p, s, b);
		add_paging(&p, s, b);
		add_states(&p, s, b);
		if (width_of(&p) + (b < SHORT || keep ? room : 0) <= c->cols)
			break;
	}
	if (keep && width_of(&p) + room > c->cols) {
		right = right_piece(v, s, true);
		room = (int)text_width(right.text) + 1;
	}
	canvas_fill(c, 0, 0, 1, c->cols, STYLE_HEADER, ' ');
	draw(&p, c, 0, 0);
	if (width_of(&p) + room <= c->cols || keep) {
		canvas_char(c, 0, c->cols - room, STYLE_HEADER, ' ');
		canvas_str(c, 0, c->cols - room + 1, room - 1, right.style, right.text,
			   false);
	}
	return 1;
}

void frame_line(struct session *v, const struct scene *s, struct canvas *c)
{
	struct alert_counts n;

	limit_counts(s, &n);
	canvas_printf(c, 0, 0, c->cols,
		      s->net->health.blind ? STYLE_ALARM
		      : s->demo		   ? STYLE_DEMO
					   : STYLE_HEADER,
		      "%s%s%.8s%sC%u M%u W%u (enlarge)",
		      s->net->health.blind ? "BLIND " : "", s->demo ? "DEMO " : "",
		      v->own.scope.name, v->own.scope.kind ? ": " : "",
		      n.unack[SEV_CRITICAL], n.unack[SEV_MAJOR], n.unack[SEV_WARNING]);
}

static bool is_tall(const struct canvas *c)
{
	return c->rows >= FOOTER_FROM;
}

/* What is wrong with what is typed has no room beside it, but one row further down. */
static bool error_below(const struct session *v, const struct canvas *c)
{
	return is_tall(c) &&
	       (int)text_width(v->field_error) > c->cols - c->cols / 2 - 2;
}

/* --- message row ---------------------------------------------------------------------
 */

/* What is typed behind '/', and beside it a hint or what is wrong. */
static void draw_field(struct session *v, struct canvas *c, int row, const char *hint)
{
	bool beside = v->field_error[0] && !error_below(v, c);
	int half = c->cols > 50 || beside ? c->cols / 2 : c->cols - 1;

	canvas_char(c, row, 0, STYLE_KEY, '/');
	field_draw(&v->field, c, row, 1, half, true);
	canvas_str(c, row, half + 2, c->cols - half - 2,
		   beside ? STYLE_WARNING : STYLE_DIM,
		   beside ? v->field_error : hint, false);
}

/* Where nothing is one's own yet: the way there, in as many words as fit. */
static bool draw_way_in(const struct scene *s, struct canvas *c, int row)
{
	static const char *const demo[] = {
		"A demo: a acknowledges, ? shows keys, q leaves. Your own: noctop add "
		"ADDRESS",
		"a ack  ? keys  q quit  yours: noctop add ADDRESS",
		"yours: noctop add ADDRESS", NULL};
	static const char *const empty[] = {
		"No device is configured yet: leave with q, then type noctop add "
		"ADDRESS",
		"no device yet: noctop add ADDRESS", NULL};
	const char *const *words = s->demo ? demo : empty;
	const struct event *e = recent_at(s->recent, 0);
	bool news = e && e->subject != SUBJECT_WATCH && s->now_ms - e->at_ms < NEWS_MS;

	if (news || (!s->demo && s->net->dev_n))
		return false;
	while (*words && (int)text_width(*words) > c->cols - 1)
		words++;
	if (*words)
		canvas_str(c, row, 1, c->cols - 1, STYLE_KEY, *words, false);
	return *words;
}

void frame_event(struct session *v, const struct scene *s, struct canvas *c, int row,
		 int width)
{
	const struct event *e = limit_newest(s);
	char time[FORMAT_SIZE];
	const char *verb;
	int col;

	if (!e)
		return;
	verb = timeline_verb(e);
	format_time(time, v->options.zone, e->at_ms);
	if (e->subject == SUBJECT_WATCH) {
		canvas_printf(c, row, 1, width - 1, STYLE_DIM, "%s %s", time, e->text);
		return;
	}
	col = 1 + canvas_printf(c, row, 1, width - 1, STYLE_DIM, "%s %s%s", time, verb,
				*verb ? " " : "");
	if (e->severity > SEV_NONE) {
		canvas_char(c, row, col, (uint8_t)severity_style(e->severity),
			    (uint32_t)severity_letter(e->severity));
		col += 2;
	}
	canvas_printf(c, row, col, width - col, STYLE_DIM, "%s %s%s%s", e->name,
		      e->text, e->who.name[0] ? "  by " : "", e->who.name);
}

/* The acknowledgement of this operator that ends first, and soon: its owner is told,
 * whatever the screens are narrowed to meanwhile. */
static bool draw_ending(struct session *v, const struct scene *s, struct canvas *c,
			int row)
{
	const struct alert *first = NULL;
	char left[FORMAT_SIZE];

	for (uint32_t i = 0; i < s->alerts->n; i++) {
		const struct alert *a = s->alerts->row[i];

		if (ack_ends_soon(a, s->now_ms) &&
		    strcmp(alert_holder(a), v->options.who.name) == 0 &&
		    (!first || a->ack.until_ms < first->ack.until_ms))
			first = a;
	}
	if (!first)
		return false;
	canvas_printf(c, row, 1, c->cols - 1, STYLE_WARNING,
		      "ack ends in %s, %s: %s %s",
		      format_age(left, first->ack.until_ms - s->now_ms),
		      limit_has_alert(s, first) ? "a extends" : "outside this scope",
		      first->name, first->text);
	return true;
}

static void draw_message(struct session *v, const struct scene *s, struct canvas *c,
			 int row)
{
	bool error = v->message_kind == MESSAGE_ERROR;

	if (v->edit == EDIT_FILTER)
		draw_field(v, c, row, "word !not /re/ site:a sev>=warn cpu>80");
	else if (v->edit == EDIT_FIND)
		draw_field(v, c, row, "a word of this text; then n and N");
	else if (v->edit == EDIT_PROMPT)
		prompt_draw(v, s, c, row, !error_below(v, c));
	else if (v->edit == EDIT_SORT)
		sorting_draw(v, s, c, row);
	else if (v->message_kind != MESSAGE_NONE)
		canvas_str(c, row, 1, c->cols - 1, error ? STYLE_ALARM : STYLE_KEY,
			   v->message, false);
	else if (draw_ending(v, s, c, row) || draw_way_in(s, c, row))
		return;
	else if (s->views->board.ready && s->views->board.answered == 0 &&
		 s->net->dev_n)
		canvas_str(c, row, 1, c->cols - 1, STYLE_DIM,
			   "waiting for first answers", false);
	else
		frame_event(v, s, c, row, c->cols);
}

/* --- footer --------------------------------------------------------------------------
 */

static const struct command *ranked(uint8_t rank)
{
	for (const struct command *k = command_table; k->help; k++)
		if (k->rank == rank)
			return k;
	return NULL;
}

/* A key that is allowed here; of one sheet not the key that leads to it. */
static bool is_shown(const struct command *k, struct session *v, const struct scene *s)
{
	const struct view *view = session_page(v)->view;

	if (view->listless && strcmp(view->name, k->name) == 0)
		return false;
	return (!k->allowed || k->allowed(v, s)) && (!k->shown || k->shown(v, s));
}

/* Of text the same keys do something else. */
static const char *label_of(const struct command *k, struct session *v)
{
	static const struct {
		const char *name, *in_text;
	} other[] = {{"filter", "find"}, {"poll", "again"}};

	if (session_page(v)->view->listless)
		for (size_t i = 0; i < sizeof other / sizeof *other; i++)
			if (strcmp(k->name, other[i].name) == 0)
				return other[i].in_text;
	return k->name;
}

static void draw_edit_keys(struct session *v, struct canvas *c, int row)
{
	enum { PROMPT = 1 << EDIT_PROMPT,
	       SORT = 1 << EDIT_SORT,
	       TEXT = PROMPT | 1 << EDIT_FILTER | 1 << EDIT_FIND };
	static const struct {
		const char *key, *does;
		unsigned of;
	} keys[] = {{"letter", "sort, again turn", SORT},
		    {"Right", "next column", SORT},
		    {"Enter", "accept", TEXT | SORT},
		    {"Esc", "cancel", TEXT},
		    {"C-u", "empty", TEXT},
		    {"Tab", "complete", PROMPT},
		    {"Up", "the line before", PROMPT}};
	int col = 1;

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (!(keys[i].of & 1u << v->edit))
			continue;
		col += canvas_str(c, row, col, 16, STYLE_KEY, keys[i].key, false) + 1;
		col += canvas_str(c, row, col, 32, STYLE_DIM, keys[i].does, false) + 2;
	}
}

/* The keys that apply, the important ones first, as many as fit. */
static void draw_footer(struct session *v, const struct scene *s, struct canvas *c,
			int row)
{
	const struct command *k;
	char name[16];
	int col = 1;

	if (v->dialog.kind != DIALOG_NONE)
		return; /* it has keys of its own */
	if (v->edit != EDIT_NONE && error_below(v, c)) {
		canvas_str(c, row, 1, c->cols - 1, STYLE_WARNING, v->field_error,
			   false);
		return;
	}
	if (v->edit != EDIT_NONE) {
		draw_edit_keys(v, c, row);
		return;
	}
	for (uint8_t rank = 1; (k = ranked(rank)); rank++) {
		const char *label = label_of(k, v);
		int need;

		if (!is_shown(k, v, s) || !bind_keys(k)[0])
			continue;
		key_label(bind_keys(k)[0], name);
		need = (int)(text_width(name) + text_width(label)) + 1;
		if (col + need > c->cols)
			continue;
		col += canvas_str(c, row, col, 16, STYLE_KEY, name, false) + 1;
		col += canvas_str(c, row, col, 32, STYLE_DIM, label, false) + 2;
	}
}

/* It is us: on every screen, whatever its size. */
static void draw_blind(struct session *v, const struct scene *s, struct canvas *c,
		       int row)
{
	const struct watch_health *health = &s->net->health;
	char time[FORMAT_SIZE], age[FORMAT_SIZE];

	format_time(time, v->options.zone, health->blind_ms);
	format_age(age, s->now_ms - health->blind_ms);
	canvas_fill(c, row, 0, 1, c->cols, STYLE_ALARM, ' ');
	canvas_printf(c, row, 1, c->cols - 1, STYLE_ALARM,
		      "%s IS BLIND since %s, %s: %s; what is below is old", s->name,
		      time, age, health->blind);
}

/* Why what is below is not the whole truth takes a row. */
static bool has_banner(const struct scene *s, const struct canvas *c)
{
	return s->net->health.blind || (is_tall(c) && s->net->health.ping_problem);
}

struct area frame_body(const struct scene *s, const struct canvas *c)
{
	int banner = has_banner(s, c);

	return (struct area){1 + banner, 0, c->rows - 2 - banner - is_tall(c), c->cols};
}

void frame_draw(struct session *v, const struct scene *s, struct canvas *c)
{
	frame_header(v, s, c);
	if (s->net->health.blind)
		draw_blind(v, s, c, 1);
	else if (has_banner(s, c))
		canvas_printf(c, 1, 0, c->cols, STYLE_WARNING, " no ICMP: %s",
			      s->net->health.ping_problem);
	if (is_tall(c))
		draw_footer(v, s, c, c->rows - 1);
	draw_message(v, s, c, c->rows - 1 - is_tall(c));
}

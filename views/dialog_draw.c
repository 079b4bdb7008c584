/*
 * A dialog is composed as lines first and framed then; where there is no room for a
 * frame the lines stand alone, and those that matter least go: fields and keys stay.
 */
#include "views/view.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "probes/alert/alert.h"

#define WIDTH 76 /* of the frame */
#define TARGETS_SHOWN 5
#define KEYS_FROM 56 /* columns that have room for all keys */
#define LABEL 8	     /* columns before a part */
#define LINES (TARGETS_SHOWN + 12)

struct dialog_line {
	enum dialog_part part;
	enum spare spare;
	uint8_t style;
	char text[256];
};
struct sheet {
	struct dialog_line line[LINES];
	unsigned n;
	char title[64];
};

__attribute__((format(printf, 4, 5))) static void
add(struct sheet *sheet, enum dialog_part part, uint8_t style, const char *fmt, ...)
{
	struct dialog_line *line = &sheet->line[sheet->n];
	va_list args;

	if (sheet->n == LINES)
		return;
	va_start(args, fmt);
	vsnprintf(line->text, sizeof line->text, fmt, args);
	va_end(args);
	line->part = part;
	line->spare = line->text[0] ? SPARE_NOT : SPARE_BLANK;
	line->style = style;
	sheet->n++;
}

void sheet_title(struct sheet *sheet, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(sheet->title, sizeof sheet->title, fmt, args);
	va_end(args);
}

void sheet_add(struct sheet *sheet, enum dialog_part part, enum spare spare,
	       uint8_t style, const char *fmt, ...)
{
	char text[256];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	add(sheet, part, style, "%s", text);
	if (spare != SPARE_NOT)
		sheet->line[sheet->n - 1].spare = spare;
}

/* The last line added may go. */
static void may_go(struct sheet *sheet, enum spare spare)
{
	sheet->line[sheet->n - 1].spare = spare;
}

static void add_target(struct sheet *sheet, const struct session *v,
		       const struct scene *s, uint32_t i)
{
	const struct dialog *d = &v->dialog;
	const struct alert *a = alert_find(s->alerts, d->id[i]);
	char time[FORMAT_SIZE], hides[24] = "";

	if (!a) {
		add(sheet, PART_NONE, STYLE_DIM, "(cleared)");
		return;
	}
	if (a->hides)
		snprintf(hides, sizeof hides, "  +%u", a->hides);
	if (a->state == ALERT_CLEARED)
		add(sheet, PART_NONE, STYLE_DIM, "(cleared %s)  %s %s",
		    format_time(time, v->options.zone, a->cleared_ms), a->name,
		    a->text);
	else
		add(sheet, PART_NONE,
		    a->severity > d->severity[i] ? STYLE_ALARM : STYLE_DIALOG,
		    "%c %s  %s%s", severity_letter(a->severity), a->name, a->text,
		    hides);
}

/* "30m"; of several severities each has its own. */
static const char *usual_label(const struct dialog *d)
{
	static const char *const usual[] = {"12h", "12h", "12h", "2h", "30m"};

	for (uint32_t i = 1; i < d->n; i++)
		if (d->severity[i] != d->severity[0])
			return "usual";
	return usual[d->n > 0 ? d->severity[0] : SEV_WARNING];
}

/* "Until   (•) 30m  ( ) 1h …": a choice among those of n that may be chosen; narrow:
 * the chosen one alone. */
struct choice {
	const char *label;
	unsigned n, at;
	const char *(*word)(const struct dialog *, unsigned); /* NULL: not now */
};

static void add_choice(struct sheet *sheet, const struct dialog *d,
		       enum dialog_part part, const struct choice *c, bool narrow)
{
	char text[160];

	snprintf(text, sizeof text, "%-*s", LABEL, c->label);
	for (unsigned i = 0; i < c->n; i++) {
		const char *word = c->word(d, i);

		if (!word || (narrow && i != c->at))
			continue;
		text_add(text, sizeof text, "(%s) %s  ", i == c->at ? "•" : " ", word);
	}
	if (narrow)
		text_add(text, sizeof text, "← → other");
	add(sheet, part, STYLE_DIALOG, "%s", text);
}

static const char *until_word(const struct dialog *d, unsigned i)
{
	if (!dialog_may_last(d, i))
		return NULL;
	return dialog_until[i].label ? dialog_until[i].label : usual_label(d);
}

static const char *action_word(const struct dialog *d, unsigned i)
{
	if (!dialog_may_do(d, (enum dialog_action)i))
		return NULL;
	if (i == DO_ACK)
		return d->kind == DIALOG_EXTEND ? "extend" : "acknowledge";
	return i == DO_RELEASE ? "release" : "clear";
}

static const char *level_word(const struct dialog *d, unsigned i)
{
	(void)d;
	return severity_name((enum severity)(SEV_WARNING + i));
}

static void add_until(struct sheet *sheet, const struct dialog *d, bool narrow)
{
	const struct dialog_until *until = &dialog_until[d->until];
	bool mixed = !until->label && strcmp(usual_label(d), "usual") == 0;

	add_choice(sheet, d, PART_UNTIL,
		   &(struct choice){"Until", DIALOG_UNTILS, d->until, until_word},
		   narrow);
	add(sheet, PART_NONE, STYLE_DIM, "%*s%s%s", LABEL, "",
	    mixed ? "C 30m, M 2h, W 12h; " : "", until->hint);
	may_go(sheet, SPARE_HINT);
}

static void compose_targets(struct sheet *sheet, const struct session *v,
			    const struct scene *s)
{
	static const char *const verb[] = {[DIALOG_ACK] = "Acknowledge",
					   [DIALOG_EXTEND] = "Extend or release",
					   [DIALOG_COMMENT] = "Comment on",
					   [DIALOG_OWN] = "Own or hand over",
					   [DIALOG_ESCALATE] = "Escalate now:"};
	const struct dialog *d = &v->dialog;

	snprintf(sheet->title, sizeof sheet->title, "%s %u alert%s", verb[d->kind],
		 d->n, d->n == 1 ? "" : "s");
	for (uint32_t i = 0; i < d->n && i < TARGETS_SHOWN; i++) {
		add_target(sheet, v, s, i);
		may_go(sheet, i > 0 ? SPARE_TARGET : SPARE_NOT);
	}
	if (d->n > TARGETS_SHOWN) {
		add(sheet, PART_NONE, STYLE_DIM, "and %u more", d->n - TARGETS_SHOWN);
		may_go(sheet, SPARE_MORE);
	}
	add(sheet, PART_NONE, STYLE_DIALOG, "%s", "");
}

/* Who is called next by itself, of the first of them. */
static void add_next(struct sheet *sheet, const struct session *v,
		     const struct scene *s)
{
	const struct dialog *d = &v->dialog;
	const struct alert *a = d->n ? alert_find(s->alerts, d->id[0]) : NULL;
	char time[FORMAT_SIZE];

	if (s->paging == PAGING_OFF)
		add(sheet, PART_NONE, STYLE_WARNING,
		    "Paging OFF: noted, nobody is called");
	if (!a || !a->ladder.to[0])
		return;
	add(sheet, PART_NONE, STYLE_DIM, "Next    %s%s%s", a->ladder.to,
	    a->ladder.next_at_ms ? " at " : "",
	    a->ladder.next_at_ms
		    ? format_time(time, v->options.zone, a->ladder.next_at_ms)
		    : "");
	may_go(sheet, SPARE_HINT);
}

static void add_part(struct sheet *sheet, const struct session *v,
		     enum dialog_part part)
{
	static const char *const label[DIALOG_PARTS] = {
		[PART_INITIALS] = "Initials",
		[PART_NOTE] = "Note", [PART_TICKET] = "Ticket", [PART_TIME] = "Time"};
	const struct dialog *d = &v->dialog;
	bool narrow = v->cols < WIDTH;

	switch (part) {
	case PART_TO:
		add(sheet, part, STYLE_DIALOG, "To");
		add(sheet, PART_NONE, STYLE_DIM, "%*s%s", LABEL, "",
		    "a name; empty is you, - is nobody");
		may_go(sheet, SPARE_HINT);
		break;
	case PART_ACTION:
		add_choice(
			sheet, d, part,
			&(struct choice){"Do", DIALOG_ACTIONS, d->action, action_word},
			narrow);
		break;
	case PART_CASE:
		add(sheet, part, STYLE_DIALOG, "Case");
		add(sheet, PART_NONE, STYLE_DIM, "%*s%s%s", LABEL, "",
		    d->at_end ? "the vendor's number; calls "
			      : "empty: the next tier; the vendor's number: ",
		    d->vendor);
		may_go(sheet, SPARE_HINT);
		break;
	case PART_SEVERITY:
		add_choice(sheet, d, part,
			   &(struct choice){"Level", SEV_CRITICAL - SEV_WARNING + 1,
					    d->level, level_word},
			   narrow);
		break;
	case PART_UNTIL:
		add_until(sheet, d, narrow);
		break;
	case PART_NUMBER:
		add(sheet, part, STYLE_DIALOG, "Type %u%*s%u of them are critical",
		    d->n, 12, "", d->criticals);
		break;
	default:
		add(sheet, part, STYLE_DIALOG, "%s",
		    d->kind == DIALOG_RAISE ? "What" : label[part]);
	}
}

static void compose_parts(struct sheet *sheet, const struct session *v)
{
	const struct dialog *d = &v->dialog;
	const struct who *who = &v->options.who;
	enum dialog_part part[DIALOG_PARTS];
	unsigned n = dialog_parts(d, part);

	for (unsigned i = 0; i < n; i++)
		add_part(sheet, v, part[i]);
	add(sheet, PART_NONE, STYLE_DIM, "As      %s%s%s%s", who->name,
	    who->from[0] ? " (" : "", who->from, who->from[0] ? ")" : "");
	may_go(sheet, SPARE_WHO);
	if (d->error[0])
		add(sheet, PART_NONE, STYLE_ALARM, "%s", d->error);
	else
		add(sheet, PART_NONE, STYLE_DIALOG, "%s", "");
	add(sheet, PART_NONE, STYLE_KEY, "%s",
	    v->cols < KEYS_FROM ? "Enter accept  Tab next  Esc cancel"
				: "Enter accept   Tab next   C-u empty   Esc cancel");
}

static void compose_quit(struct sheet *sheet, const struct session *v,
			 const struct scene *s)
{
	snprintf(sheet->title, sizeof sheet->title, "Quit");
	add(sheet, PART_NONE, STYLE_DIALOG, "Nobody else is watching%s%s. %s",
	    v->cols < KEYS_FROM ? "" : " ", v->cols < KEYS_FROM ? "" : s->name,
	    "This stops:");
	add(sheet, PART_NONE, STYLE_DIALOG, "%s", s->stops ? s->stops : "nothing");
	add(sheet, PART_NONE, STYLE_DIALOG, "%s", "");
	add(sheet, PART_NONE, STYLE_KEY, "Enter quit   Esc stay");
}

static void compose(struct sheet *sheet, const struct session *v, const struct scene *s)
{
	const struct dialog *d = &v->dialog;

	sheet->n = 0;
	if (d->kind == DIALOG_QUIT) {
		compose_quit(sheet, v, s);
		return;
	}
	if (d->kind >= DIALOG_PLAN) {
		plan_compose(sheet, v, s);
		return;
	}
	if (d->kind == DIALOG_RAISE)
		snprintf(sheet->title, sizeof sheet->title, "Raise an alert: %.40s",
			 d->about.name);
	else
		compose_targets(sheet, v, s);
	if (d->kind == DIALOG_ESCALATE)
		add_next(sheet, v, s);
	compose_parts(sheet, v);
}

static void draw_frame(struct canvas *c, const struct area *a, const char *title)
{
	int last = a->row + a->rows - 1, right = a->col + a->cols - 1;

	canvas_fill(c, a->row, a->col, a->rows, a->cols, STYLE_DIALOG, ' ');
	canvas_fill(c, a->row, a->col, 1, a->cols, STYLE_DIALOG, 0x2500);
	canvas_fill(c, last, a->col, 1, a->cols, STYLE_DIALOG, 0x2500);
	canvas_fill(c, a->row, a->col, a->rows, 1, STYLE_DIALOG, 0x2502);
	canvas_fill(c, a->row, right, a->rows, 1, STYLE_DIALOG, 0x2502);
	canvas_char(c, a->row, a->col, STYLE_DIALOG, 0x250c);
	canvas_char(c, a->row, right, STYLE_DIALOG, 0x2510);
	canvas_char(c, last, a->col, STYLE_DIALOG, canvas_plain(c) ? '+' : 0x2514);
	canvas_char(c, last, right, STYLE_DIALOG, 0x2518);
	canvas_printf(c, a->row, a->col + 2, a->cols - 4, STYLE_DIALOG, " %s ", title);
}

static void draw_line(struct dialog *d, struct canvas *c, const struct area *a, int row,
		      const struct dialog_line *line)
{
	bool here = line->part != PART_NONE && line->part == dialog_focused(d);
	struct field *field = dialog_field(d, line->part);
	int at = line->part == PART_INITIALS ? LABEL + 1 : LABEL; /* a long label */
	int width = line->part == PART_NUMBER ? 8 : a->cols - at;

	canvas_str(c, row, a->col, a->cols, line->style, line->text, true);
	if (field) {
		canvas_fill(c, row, a->col + at, 1, width, STYLE_FIELD, ' ');
		field_draw(field, c, row, a->col + at, width, here);
	} else if (here) {
		canvas_flag(c, row, a->col, a->cols, STYLE_CURSOR);
		c->cursor_row = row;
		c->cursor_col = a->col;
	}
}

static void remove_line(struct sheet *sheet, unsigned at)
{
	sheet->n--;
	for (unsigned i = at; i < sheet->n; i++)
		sheet->line[i] = sheet->line[i + 1];
}

/* The title becomes a line of its own; then what matters least goes until the rest
 * fits. */
static void squeeze(struct sheet *sheet, int rows)
{
	if (sheet->n < LINES) {
		for (unsigned i = sheet->n++; i > 0; i--)
			sheet->line[i] = sheet->line[i - 1];
		sheet->line[0] = (struct dialog_line){.spare = SPARE_TITLE,
						      .style = STYLE_TITLE};
		snprintf(sheet->line[0].text, sizeof sheet->line[0].text, "%s",
			 sheet->title);
	}
	for (enum spare spare = SPARE_BLANK; spare < SPARES; spare++)
		for (unsigned i = sheet->n; i > 0 && (int)sheet->n > rows; i--)
			if (sheet->line[i - 1].spare == spare)
				remove_line(sheet, i - 1);
}

static void draw_lines(struct dialog *d, struct canvas *c, const struct area *a,
		       const struct sheet *sheet)
{
	c->cursor_row = c->cursor_col = -1;
	for (int i = 0; i < (int)sheet->n && i < a->rows; i++)
		draw_line(d, c, a, a->row + i, &sheet->line[i]);
	if (c->cursor_row < 0) { /* nothing in it is chosen: it is read from its top */
		c->cursor_row = a->row;
		c->cursor_col = a->col;
	}
}

void dialog_draw(struct session *v, const struct scene *s, struct canvas *c)
{
	struct sheet sheet;
	struct area a = {.cols = c->cols < WIDTH + 4 ? c->cols : WIDTH};

	compose(&sheet, v, s);
	a.rows = (int)sheet.n + 2;
	if (a.rows > c->rows - 2) { /* no room for a frame: all below the header */
		a = (struct area){1, 0, c->rows - 1, c->cols};
		canvas_fill(c, a.row, 0, a.rows, a.cols, STYLE_DIALOG, ' ');
		squeeze(&sheet, a.rows);
		draw_lines(&v->dialog, c, &a, &sheet);
		return;
	}
	a.row = 1 + (c->rows - 2 - a.rows) / 2;
	a.col = (c->cols - a.cols) / 2;
	draw_frame(c, &a, sheet.title);
	a = (struct area){a.row + 1, a.col + 2, a.rows - 2, a.cols - 4};
	draw_lines(&v->dialog, c, &a, &sheet);
}

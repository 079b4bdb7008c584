/*
 * A dialog is parts (fields and choices) among lines of text; Tab goes through the
 * parts, Enter accepts all of them from anywhere, so that `a` Enter is an
 * acknowledgement with the usual limits. It is composed as lines first and framed then;
 * where there is no room for a frame the lines stand alone.
 */
#include "views/view.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/alert/alert.h"

#define HOUR_MS INT64_C(3600000)
#define WIDTH 76 /* of the frame */
#define TARGETS_SHOWN 5
#define LABEL 8 /* columns before a part */
#define LINES (TARGETS_SHOWN + 12)

enum part { PART_NONE, PART_NOTE, PART_ACTION, PART_UNTIL, PART_NUMBER };

static const struct act nothing = {.kind = ACT_NONE};

static const struct {
	const char *label;
	enum ack_intent intent;
	int64_t hours; /* 0: the usual for its severity */
} until[] = {
	{NULL, ACK_WORSE, 0}, {"1h", ACK_WORSE, 1},	      {"4h", ACK_WORSE, 4},
	{"8h", ACK_WORSE, 8}, {"recovery", ACK_RECOVERY, 12},
};
#define CHOICES (sizeof until / sizeof *until)

void dialog_fini(struct dialog *d)
{
	free(d->id);
	free(d->severity);
	*d = (struct dialog){.kind = DIALOG_NONE};
}

/* --- opening -------------------------------------------------------------------------
 */

static void begin(struct session *v, enum dialog_kind kind)
{
	struct dialog *d = &v->dialog;

	d->kind = kind;
	d->n = d->criticals = 0;
	d->focus = d->choice = 0;
	d->release = false;
	d->error[0] = '\0';
	field_set(&d->note, "");
	field_set(&d->number, "");
}

/* Of these the ones that need somebody, or all. */
static void take_targets(struct dialog *d, const struct scene *s, const uint64_t *id,
			 uint32_t n, bool needing)
{
	TABLE_GROW(d->id, d->id_cap, n);
	TABLE_GROW(d->severity, d->severity_cap, n);
	for (uint32_t i = 0; i < n; i++) {
		const struct alert *a = alert_find(s->alerts, id[i]);

		if (!a || (needing && !alert_needs(a)))
			continue;
		d->id[d->n] = id[i];
		d->severity[d->n++] = (uint8_t)a->severity;
		d->criticals += a->severity == SEV_CRITICAL;
	}
}

void dialog_ack(struct session *v, const struct scene *s, const uint64_t *id,
		uint32_t n)
{
	begin(v, DIALOG_ACK);
	take_targets(&v->dialog, s, id, n, true);
	if (v->dialog.n > 0)
		return;
	begin(v, DIALOG_EXTEND);
	take_targets(&v->dialog, s, id, n, false);
}

void dialog_comment(struct session *v, const struct scene *s, const uint64_t *id,
		    uint32_t n)
{
	begin(v, DIALOG_COMMENT);
	take_targets(&v->dialog, s, id, n, false);
}

void dialog_quit(struct session *v)
{
	begin(v, DIALOG_QUIT);
}

/* --- parts ---------------------------------------------------------------------------
 */

static bool must_confirm(const struct dialog *d)
{
	return d->kind != DIALOG_COMMENT && d->criticals >= DIALOG_CONFIRM;
}

static unsigned parts_of(const struct dialog *d, enum part part[4])
{
	unsigned n = 0;

	if (d->kind == DIALOG_QUIT)
		return 0;
	part[n++] = PART_NOTE;
	if (d->kind == DIALOG_EXTEND)
		part[n++] = PART_ACTION;
	if (d->kind != DIALOG_COMMENT && !d->release)
		part[n++] = PART_UNTIL;
	if (must_confirm(d))
		part[n++] = PART_NUMBER;
	return n;
}

static enum part focused(const struct dialog *d)
{
	enum part part[4];
	unsigned n = parts_of(d, part);

	return n > 0 ? part[d->focus % n] : PART_NONE;
}

static struct field *field_of(struct dialog *d, enum part part)
{
	if (part == PART_NOTE)
		return &d->note;
	return part == PART_NUMBER ? &d->number : NULL;
}

static void focus_next(struct dialog *d, int step)
{
	enum part part[4];
	unsigned n = parts_of(d, part);

	if (n > 0)
		d->focus = (uint8_t)((d->focus + n + (unsigned)step) % n);
}

static void choose(struct dialog *d, enum part part, int step)
{
	if (part == PART_ACTION)
		d->release = !d->release;
	else if (part == PART_UNTIL)
		d->choice = (uint8_t)((d->choice + (int)CHOICES + step) % (int)CHOICES);
}

/* --- accepting -----------------------------------------------------------------------
 */

/* What cleared meanwhile goes; true when something got worse since it was shown. */
static bool look_again(struct dialog *d, const struct scene *s)
{
	uint32_t keep = 0;
	bool worse = false;

	for (uint32_t i = 0; i < d->n; i++) {
		const struct alert *a = alert_find(s->alerts, d->id[i]);

		if (!a || a->state == ALERT_CLEARED)
			continue;
		worse = worse || a->severity > d->severity[i];
		d->id[keep] = d->id[i];
		d->severity[keep++] = (uint8_t)a->severity;
	}
	d->n = keep;
	return worse;
}

/* Why it cannot be accepted yet; "" it can. */
static void check(struct dialog *d, const struct scene *s)
{
	uint32_t asked = d->n;
	bool worse = look_again(d, s);

	d->error[0] = '\0';
	if (worse)
		snprintf(d->error, sizeof d->error, "got worse meanwhile: Enter again");
	else if (must_confirm(d) && strtoul(d->number.text, NULL, 10) != asked)
		snprintf(d->error, sizeof d->error, "type the number of alerts, %u",
			 asked);
	else if (d->kind == DIALOG_COMMENT && !d->note_safe[0])
		snprintf(d->error, sizeof d->error, "a comment needs words");
	else if (d->kind == DIALOG_EXTEND && !d->release && !d->note_safe[0])
		snprintf(d->error, sizeof d->error,
			 "extending an acknowledgement needs a note");
}

static struct act act_of(const struct dialog *d, const struct scene *s)
{
	struct act act = {.kind = ACT_ACK,
			  .alerts = d->id,
			  .n = d->n,
			  .note = d->note_safe,
			  .intent = until[d->choice].intent};

	if (until[d->choice].hours)
		act.until_ms = s->now_ms + until[d->choice].hours * HOUR_MS;
	if (d->kind == DIALOG_COMMENT)
		act.kind = ACT_COMMENT;
	if (d->kind == DIALOG_EXTEND && d->release)
		act.kind = ACT_RELEASE;
	return act;
}

static struct act accept(struct session *v, const struct scene *s)
{
	struct dialog *d = &v->dialog;

	if (d->kind == DIALOG_QUIT) {
		d->kind = DIALOG_NONE;
		return (struct act){.kind = ACT_QUIT};
	}
	field_clean(&d->note, d->note_safe);
	check(d, s);
	if (d->n == 0) {
		session_tell(v, s, MESSAGE_ERROR, "cleared meanwhile: nothing done");
		d->kind = DIALOG_NONE;
		return nothing;
	}
	if (d->error[0])
		return nothing;
	struct act act = act_of(d, s);

	d->kind = DIALOG_NONE;
	return act;
}

struct act dialog_key(struct session *v, const struct scene *s, uint32_t key)
{
	struct dialog *d = &v->dialog;
	enum part part = focused(d);
	struct field *field = field_of(d, part);

	switch (key) {
	case K_ENTER:
	case 13:
		return accept(v, s);
	case K_ESC:
		d->kind = DIALOG_NONE;
		break;
	case K_TAB:
	case K_DOWN:
		focus_next(d, 1);
		break;
	case K_BACKTAB:
	case K_UP:
		focus_next(d, -1);
		break;
	case K_CTRL_L:
		return (struct act){.kind = ACT_REPAINT};
	default:
		if (field)
			field_key(field, key);
		else if (key == K_RIGHT || key == ' ' || key == K_LEFT)
			choose(d, part, key == K_LEFT ? -1 : 1);
	}
	return nothing;
}

void dialog_paste(struct session *v, const char *bytes, size_t n)
{
	struct field *field = field_of(&v->dialog, focused(&v->dialog));

	if (field)
		field_paste(field, bytes, n);
}

/* --- drawing -------------------------------------------------------------------------
 */

struct dialog_line {
	enum part part;
	uint8_t style;
	char text[256];
};
struct sheet {
	struct dialog_line line[LINES];
	unsigned n;
	char title[64];
};

__attribute__((format(printf, 4, 5))) static void
add(struct sheet *sheet, enum part part, uint8_t style, const char *fmt, ...)
{
	struct dialog_line *line = &sheet->line[sheet->n];
	va_list args;

	if (sheet->n == LINES)
		return;
	va_start(args, fmt);
	vsnprintf(line->text, sizeof line->text, fmt, args);
	va_end(args);
	line->part = part;
	line->style = style;
	sheet->n++;
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

/* "30m or worse"; of several severities each has its own. */
static void usual_label(const struct dialog *d, char *out, size_t size)
{
	static const char *const usual[] = {"12h", "12h", "12h", "2h", "30m"};

	for (uint32_t i = 1; i < d->n; i++) {
		if (d->severity[i] != d->severity[0]) {
			snprintf(out, size, "C 30m M 2h W 12h");
			return;
		}
	}
	snprintf(out, size, "%s", usual[d->n > 0 ? d->severity[0] : SEV_WARNING]);
}

static void add_until(struct sheet *sheet, const struct dialog *d, bool narrow)
{
	char text[160] = "Until   ", usual[32];
	size_t n = strlen(text);

	usual_label(d, usual, sizeof usual);
	for (size_t i = 0; i < CHOICES; i++) {
		if (narrow && i != d->choice)
			continue;
		n += (size_t)snprintf(text + n, sizeof text - n, "(%s) %s  ",
				      i == d->choice ? "•" : " ",
				      until[i].label ? until[i].label : usual);
	}
	if (narrow)
		snprintf(text + n, sizeof text - n, "Left Right: other");
	add(sheet, PART_UNTIL, STYLE_DIALOG, "%s", text);
	add(sheet, PART_NONE, STYLE_DIM, "%*s%s", LABEL, "",
	    "and no longer when it gets worse");
}

static void compose_targets(struct sheet *sheet, const struct session *v,
			    const struct scene *s)
{
	static const char *const verb[] = {[DIALOG_ACK] = "Acknowledge",
					   [DIALOG_EXTEND] = "Extend or release",
					   [DIALOG_COMMENT] = "Comment on"};
	const struct dialog *d = &v->dialog;

	snprintf(sheet->title, sizeof sheet->title, "%s %u alert%s", verb[d->kind],
		 d->n, d->n == 1 ? "" : "s");
	for (uint32_t i = 0; i < d->n && i < TARGETS_SHOWN; i++)
		add_target(sheet, v, s, i);
	if (d->n > TARGETS_SHOWN)
		add(sheet, PART_NONE, STYLE_DIM, "and %u more", d->n - TARGETS_SHOWN);
	add(sheet, PART_NONE, STYLE_DIALOG, "%s", "");
}

static void compose_parts(struct sheet *sheet, const struct session *v)
{
	const struct dialog *d = &v->dialog;
	const struct who *who = &v->options.who;

	add(sheet, PART_NOTE, STYLE_DIALOG, "Note");
	if (d->kind == DIALOG_EXTEND)
		add(sheet, PART_ACTION, STYLE_DIALOG,
		    "Do      (%s) extend  (%s) release", d->release ? " " : "•",
		    d->release ? "•" : " ");
	if (d->kind != DIALOG_COMMENT && !d->release)
		add_until(sheet, d, v->cols < WIDTH);
	if (must_confirm(d))
		add(sheet, PART_NUMBER, STYLE_DIALOG,
		    "Type %u%*s%u of them are critical", d->n, 12, "", d->criticals);
	add(sheet, PART_NONE, STYLE_DIM, "As      %s%s%s%s", who->name,
	    who->from[0] ? " (" : "", who->from, who->from[0] ? ")" : "");
	if (d->error[0])
		add(sheet, PART_NONE, STYLE_ALARM, "%s", d->error);
	else
		add(sheet, PART_NONE, STYLE_DIALOG, "%s", "");
	add(sheet, PART_NONE, STYLE_KEY,
	    "Enter accept   Tab next   C-u empty   Esc cancel");
}

static void compose(struct sheet *sheet, const struct session *v, const struct scene *s)
{
	sheet->n = 0;
	if (v->dialog.kind == DIALOG_QUIT) {
		snprintf(sheet->title, sizeof sheet->title, "Quit");
		add(sheet, PART_NONE, STYLE_DIALOG,
		    "Nobody else is watching %s. This stops:", s->name);
		add(sheet, PART_NONE, STYLE_DIALOG, "%s",
		    s->stops ? s->stops : "nothing");
		add(sheet, PART_NONE, STYLE_DIALOG, "%s", "");
		add(sheet, PART_NONE, STYLE_KEY, "Enter quit   Esc stay");
		return;
	}
	compose_targets(sheet, v, s);
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
	canvas_char(c, last, a->col, STYLE_DIALOG, c->ascii ? '+' : 0x2514);
	canvas_char(c, last, right, STYLE_DIALOG, 0x2518);
	canvas_printf(c, a->row, a->col + 2, a->cols - 4, STYLE_DIALOG, " %s ", title);
}

static void draw_line(struct dialog *d, struct canvas *c, const struct area *a, int row,
		      const struct dialog_line *line)
{
	bool here = line->part != PART_NONE && line->part == focused(d);
	struct field *field = field_of(d, line->part);
	int width = line->part == PART_NUMBER ? 8 : a->cols - LABEL;

	canvas_str(c, row, a->col, a->cols, line->style, line->text, true);
	if (field) {
		canvas_fill(c, row, a->col + LABEL, 1, width, STYLE_FIELD, ' ');
		field_draw(field, c, row, a->col + LABEL, width, here);
	} else if (here) {
		canvas_flag(c, row, a->col, a->cols, STYLE_CURSOR);
		c->cursor_row = row;
		c->cursor_col = a->col;
	}
}

/* The last lines matter most where not all fit: the fields and the keys. */
static void draw_lines(struct dialog *d, struct canvas *c, const struct area *a,
		       const struct sheet *sheet)
{
	int skip = (int)sheet->n - a->rows;

	c->cursor_row = c->cursor_col = -1;
	for (int i = skip > 0 ? skip : 0, row = a->row; i < (int)sheet->n; i++, row++)
		draw_line(d, c, a, row, &sheet->line[i]);
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
		if (a.rows > (int)sheet.n) {
			canvas_str(c, a.row++, 0, a.cols, STYLE_TITLE, sheet.title,
				   false);
			a.rows--;
		}
		draw_lines(&v->dialog, c, &a, &sheet);
		return;
	}
	a.row = 1 + (c->rows - 2 - a.rows) / 2;
	a.col = (c->cols - a.cols) / 2;
	draw_frame(c, &a, sheet.title);
	a = (struct area){a.row + 1, a.col + 2, a.rows - 2, a.cols - 4};
	draw_lines(&v->dialog, c, &a, &sheet);
}

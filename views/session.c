/*
 * One operator. Keys go to what is on top: a dialog, the filter being typed, then the
 * table of commands. Drawing begins with the shared work on small networks, so that
 * what is drawn is of now.
 */
#include "views/alert_rows.h"
#include "views/choice.h"
#include "views/command.h"
#include "views/limit.h"
#include "views/resume.h"
#include "views/sorting.h"
#include "views/view.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "views/find.h"
#include "views/seek.h"

#define TOAST_MS 4000
#define FREEZE_MS 60000
#define UNDO_MS 30000
#define BLIND_MS 1500
#define TINY_COLS 40
#define TINY_ROWS 6

static const struct act nothing = {.kind = ACT_NONE};

struct session *session_open(const struct session_options *options)
{
	struct session *v = calloc(1, sizeof *v);

	if (!v)
		die("out of memory");
	v->options = *options;
	v->options.view = NULL; /* the caller's */
	if (!v->options.zone)
		v->options.zone = zone_find("UTC");
	canvas_init(&v->still);
	v->home = options->view ? view_find(options->view) : NULL;
	if (!v->home)
		v->home = all_views[0];
	session_home(v);
	if (options->wall.on)
		wall_open(v, &options->wall);
	v->options.wall.views = NULL; /* the caller's, too */
	if (options->kept)
		saved_read(&v->own, options->kept, options->kept_n);
	v->options.kept = NULL;
	if (options->wall.on)
		saved_for_wall(&v->own);
	if (options->place)
		resume_read(v, options->place);
	v->options.place = NULL;
	if (!choice_check(&v->own, v->message))
		v->message_kind = MESSAGE_ERROR;
	if (v->own.zone[0] && zone_find(v->own.zone))
		v->options.zone = zone_find(v->own.zone);
	return v;
}

static void page_fini(struct page *page)
{
	for (int i = 0; i < PANELS; i++)
		list_fini(&page->list[i]);
	*page = (struct page){.view = NULL};
}

void session_close(struct session *v)
{
	seek_end(v);
	for (unsigned i = 0; i <= v->depth; i++)
		page_fini(&v->page[i]);
	dialog_fini(&v->dialog);
	canvas_fini(&v->still);
	buf_fini(&v->own_text);
	free(v->cells.ref);
	free(v->cells.has);
	free(v->limit_site);
	free(v->tree.row);
	free(v->tree.ref);
	free(v->tree.site);
	free(v->tree.has);
	free(v->tree.child);
	free(v->tree.sibling);
	free(v->tree.youngest);
	idmap_fini(&v->tree.folds);
	free(v);
}

/* --- the stack -----------------------------------------------------------------------
 */

static void open_page(struct page *page, const struct view *view)
{
	page_fini(page);
	page->view = view;
	page->focus = view->focus;
}

void session_home(struct session *v)
{
	for (unsigned i = 0; i <= v->depth; i++)
		page_fini(&v->page[i]);
	v->depth = 0;
	open_page(&v->page[0], v->home);
	session_thaw(v);
}

void session_push(struct session *v, const struct view *view, const struct thing *scope)
{
	if (v->depth + 1 == PAGES) { /* the oldest but home goes */
		page_fini(&v->page[1]);
		for (unsigned i = 1; i + 1 < PAGES; i++)
			v->page[i] = v->page[i + 1];
		v->page[PAGES - 1] = (struct page){.view = NULL};
	} else {
		v->depth++;
	}
	open_page(session_page(v), view);
	if (scope)
		session_page(v)->scope = *scope;
}

void session_pop(struct session *v)
{
	if (v->depth > 0)
		session_leave(v, v->depth);
}

void session_leave(struct session *v, unsigned i)
{
	page_fini(&v->page[i]);
	for (; i < v->depth; i++)
		v->page[i] = v->page[i + 1];
	if (v->depth == 0)
		open_page(&v->page[0], v->home);
	else
		v->page[v->depth--] = (struct page){.view = NULL};
}

void session_open_at(struct session *v, enum panel_id panel, const struct thing *scope,
		     const struct thing *selected)
{
	struct list *l;

	session_push(v, view_of(panel), scope);
	if (!selected || selected->kind == THING_NONE)
		return;
	l = session_list(v);
	l->selected = *selected;
	l->anchored = l->refind = true;
}

struct rows session_rows(struct session *v, const struct scene *s)
{
	struct list *l = session_list(v);
	struct rows rows =
		page_panel(session_page(v), session_page(v)->focus)->rows(v, s, l);

	list_take(l, s, &rows);
	list_settle(l, s, &rows);
	return rows;
}

/* --- messages ------------------------------------------------------------------------
 */

void session_tell(struct session *v, const struct scene *s, enum message_kind kind,
		  const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(v->message, sizeof v->message, fmt, args);
	va_end(args);
	v->message_kind = kind;
	v->message_until_ms = s->now_ms + TOAST_MS;
}

void session_say(struct session *v, const struct scene *s, bool error,
		 const char *words)
{
	session_tell(v, s, error ? MESSAGE_ERROR : MESSAGE_TOAST, "%s", words);
}

void session_say_saving(struct session *v, const struct scene *s, const char *words,
			const char *hint)
{
	session_tell(v, s, MESSAGE_SAVING, "%s, saving", words);
	snprintf(v->saved, sizeof v->saved, "%s, saved%s", words, hint);
}

void session_saved(struct session *v, const struct scene *s)
{
	if (v->message_kind == MESSAGE_SAVING)
		session_say(v, s, false, v->saved);
}

/* A toast goes by itself, an error by a key. */
static void expire_message(struct session *v, const struct scene *s)
{
	int64_t left = v->message_until_ms - s->now_ms;

	if (v->message_kind == MESSAGE_TOAST && (left <= 0 || left > TOAST_MS))
		v->message_kind = MESSAGE_NONE;
}

/* --- a picture that stands -----------------------------------------------------------
 */

static uint32_t criticals(const struct scene *s)
{
	struct alert_counts n;

	limit_counts(s, &n);
	return n.unack[SEV_CRITICAL];
}

void session_freeze(struct session *v, const struct scene *s)
{
	v->frozen = true;
	v->frozen_until_ms = s->now_ms + FREEZE_MS;
	v->frozen_criticals = criticals(s);
	canvas_resize(&v->still, 0, 0);
}

void session_thaw(struct session *v)
{
	v->frozen = false;
}

/* Thaws by itself: after a while, at a new critical, in another size. */
static void check_frozen(struct session *v, const struct scene *s,
			 const struct canvas *c)
{
	int64_t left = v->frozen_until_ms - s->now_ms;
	bool sized = v->still.rows > 0;

	if (!v->frozen)
		return;
	if (left <= 0 || left > FREEZE_MS || criticals(s) > v->frozen_criticals ||
	    (sized && (v->still.rows != c->rows || v->still.cols != c->cols)))
		session_thaw(v);
}

/* --- drawing -------------------------------------------------------------------------
 */

static bool is_tiny(const struct canvas *c)
{
	return c->rows < TINY_ROWS || c->cols < TINY_COLS;
}

/* Who has the screen read out is led to the first line where nothing is selected. */
static void place_cursor(struct canvas *c, const struct area *body)
{
	if (c->cursor_row >= 0 || body->rows < 2)
		return;
	c->cursor_row = body->row + 1;
	c->cursor_col = body->col;
}

static void draw_live(struct session *v, const struct scene *s, struct canvas *c,
		      struct area body)
{
	session_page(v)->view->draw(v, s, c, body);
	v->waits |= v->seek.step != 0;
	if (session_page(v)->view->finds && session_page(v)->find[0])
		find_mark(v, s, c, body);
	place_cursor(c, &body);
	frame_draw(v, s, c);
	if (v->dialog.kind != DIALOG_NONE)
		dialog_draw(v, s, c);
	if (v->frozen)
		canvas_copy(&v->still, c);
}

/* The rows of the view; header and messages live on. */
static void draw_still(struct session *v, struct canvas *c, struct area body)
{
	size_t n = (size_t)c->cols, end = (size_t)(body.row + body.rows) * n;

	for (size_t i = (size_t)body.row * n; i < end; i++)
		c->cell[i] = v->still.cell[i];
	c->cursor_row = v->still.cursor_row;
	c->cursor_col = v->still.cursor_col;
}

void session_draw(struct session *v, const struct scene *whole, struct canvas *c)
{
	const struct scene own = limit_scene(v, whole), *s = &own;
	struct area body;

	v->rows = c->rows;
	v->cols = c->cols;
	v->waits = v->counts = false;
	c->ascii = v->options.ascii;
	c->wide = v->options.wide;
	c->braille = v->options.braille;
	canvas_blank(c);
	board_refresh(&s->views->board, s);
	expire_message(v, s);
	check_frozen(v, s, c);
	resume_settle(v, s);
	if (is_tiny(c)) {
		frame_line(v, s, c);
		return;
	}
	if (v->wall.on) {
		wall_draw(v, s, c);
		return;
	}
	body = frame_body(s, c);
	if (v->frozen && v->still.rows > 0) {
		draw_still(v, c, body);
		frame_draw(v, s, c);
	} else {
		draw_live(v, s, c, body);
		v->acted = v->acted && v->waits;
	}
}

bool session_waits(const struct session *v)
{
	return v->waits;
}

bool session_counts(const struct session *v)
{
	return v->counts;
}

/* --- keys ----------------------------------------------------------------------------
 */

static void apply_filter(struct session *v)
{
	list_set_filter(session_list(v), v->field.text, v->field_error);
}

/* A still picture stays for those that are about it, or about nothing of it. */
static bool keeps_still(const struct command *k)
{
	static const char *const names[] = {"freeze", "write", "back", "repaint"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(k->name, names[i]) == 0)
			return true;
	return false;
}

static struct act command_key(struct session *v, const struct scene *s, uint32_t key)
{
	const struct command *command = command_find(key);

	if (!command)
		return nothing;
	if (command->allowed && !command->allowed(v, s)) {
		if (key > ' ' && key < 0x7f) /* those that move have done all */
			session_tell(v, s, MESSAGE_TOAST, "%s does not apply here",
				     command->name);
		return nothing;
	}
	if (v->frozen && !keeps_still(command))
		session_thaw(v);
	return command->run(v, s, command->arg);
}

static struct act filter_key(struct session *v, const struct scene *s, uint32_t key)
{
	if (key == K_ENTER) { /* not what was right before it became wrong */
		v->edit = v->field_error[0] ? EDIT_FILTER : EDIT_NONE;
	} else if (key == K_ESC) {
		field_set(&v->field, "");
		apply_filter(v);
		v->edit = EDIT_NONE;
	} else if (field_key(&v->field, key)) {
		apply_filter(v);
	} else if (key >= K_UP && key <= K_END) {
		return command_key(v, s, key);
	}
	return nothing;
}

/* What was acknowledged or released moves to another part of the list; the cursor
 * stays, so that the next key does not hit another. */
static void after_act(struct session *v, const struct scene *s, bool moves)
{
	v->undo_until_ms = s->now_ms + UNDO_MS;
	v->acted = true;
	list_unmark_all(session_list(v));
	if (moves && session_page(v)->focus == PANEL_ALERTS)
		list_leave(session_list(v));
}

struct act session_keep(struct session *v)
{
	if (v->wall.on) /* it did not take all that is kept */
		return nothing;
	buf_reset(&v->own_text);
	saved_write(&v->own, &v->own_text);
	buf_char(&v->own_text, '\0');
	return (struct act){.kind = ACT_KEEP, .note = v->own_text.data};
}

/* What is open on it, but is not its own to be taken on. */
static bool is_hidden(struct session *v, const struct scene *s)
{
	ref_id ref = command_subject(v, s);
	struct thing t;

	thing_of(s, ref, &t);
	return ref && t.kind != THING_ALERT && alert_rows_hidden(s, &t) > 0;
}

void session_blind(struct session *v, const struct scene *s)
{
	const struct alert *a = alert_find(s->alerts, session_list(v)->selected.id);
	bool cleared = session_list(v)->ghost && a && a->state == ALERT_CLEARED;

	session_tell(v, s, MESSAGE_TOAST,
		     "%s; what you type is ignored up to Enter or Esc",
		     cleared	       ? "cleared meanwhile"
		     : is_hidden(v, s) ? "hidden by a cause: a works there"
				       : "no open alert here");
	v->blind_until_ms = s->now_ms + BLIND_MS;
}

/* Letters are a note, and Enter or Esc ends it; cursor keys are meant. */
static bool is_blind(struct session *v, const struct scene *s, uint32_t key)
{
	int64_t left = v->blind_until_ms - s->now_ms;

	if (left <= 0 || left > BLIND_MS)
		return false;
	v->blind_until_ms = 0;
	if (key == K_ENTER || key == K_ESC)
		return true;
	if (key == K_CTRL_L || (key >= K_UP && key != K_BACKSPACE && key != K_DELETE))
		return false;
	session_blind(v, s);
	return true;
}

bool session_holds(struct session *v, const struct scene *whole, uint32_t key)
{
	const struct scene own = limit_scene(v, whole);

	return !v->wall.on && v->dialog.kind == DIALOG_NONE && v->edit == EDIT_NONE &&
	       command_waits(v, &own, key);
}

struct act session_key(struct session *v, const struct scene *whole, uint32_t key)
{
	const struct scene own = limit_scene(v, whole), *s = &own;
	enum dialog_kind dialog = v->dialog.kind;
	struct act act;

	if (key == '\r')
		key = K_ENTER;
	if (v->wall.on && wall_key(v, s, key, &act))
		return act;
	if (seek_before_key(v, s, key))
		return nothing;
	if (v->message_kind == MESSAGE_ERROR)
		v->message_kind = MESSAGE_NONE;
	if (v->dialog.kind != DIALOG_NONE)
		act = dialog_key(v, s, key);
	else if (is_blind(v, s, key))
		act = nothing;
	else if (v->edit == EDIT_FILTER)
		act = filter_key(v, s, key);
	else if (v->edit == EDIT_FIND)
		act = find_key(v, s, key);
	else if (v->edit == EDIT_PROMPT)
		act = prompt_key(v, s, key);
	else if (v->edit == EDIT_SORT)
		act = sorting_key(v, s, key);
	else
		act = command_key(v, s, key);
	if (act.kind == ACT_ACK || act.kind == ACT_RELEASE)
		after_act(v, s, act.kind == ACT_RELEASE || dialog == DIALOG_ACK);
	if (act.kind == ACT_PLAN)
		list_unmark_all(session_list(v));
	if (act.kind == ACT_UNDO)
		session_list(v)->left = false;
	return act;
}

#define TEXT_COLS 100 /* at least, of the rows above a text */

/* Of which network, when, and how it stood: the header and the title, as on the screen.
 * Drawing them scrolls nothing. */
static void head_text(struct session *v, const struct scene *s, struct buf *out)
{
	struct page *page = session_page(v), was = *page;
	struct canvas c;

	canvas_init(&c);
	canvas_resize(&c, 2, v->cols > TEXT_COLS ? v->cols : TEXT_COLS);
	c.ascii = v->options.ascii;
	c.wide = v->options.wide;
	frame_header(v, s, &c);
	page->view->draw(v, s, &c, (struct area){1, 0, 1, c.cols});
	canvas_dump(&c, out);
	canvas_fini(&c);
	page->help_top = was.help_top;
	page->help_end = was.help_end;
	page->seek = was.seek;
}

bool session_text(struct session *v, const struct scene *whole, struct buf *out)
{
	const struct scene own = limit_scene(v, whole), *s = &own;
	const struct view *view = session_page(v)->view;
	struct prose p = {.n = 0};

	if (!view->compose)
		return false;
	head_text(v, s, out);
	view->compose(v, s, &p);
	prose_text(&p, out);
	prose_fini(&p);
	return true;
}

bool session_rings(struct session *v, const struct scene *whole)
{
	const struct scene own = limit_scene(v, whole);

	return wall_rings(v, &own);
}

bool session_heeds(struct session *v, const struct scene *whole, const struct event *e)
{
	const struct scene own = limit_scene(v, whole);

	return limit_has_event(&own, e);
}

struct act session_paste(struct session *v, const struct scene *whole,
			 const char *bytes, size_t n)
{
	const struct scene own = limit_scene(v, whole), *s = &own;

	if (v->dialog.kind != DIALOG_NONE) {
		dialog_paste(v, bytes, n);
	} else if (v->edit != EDIT_NONE && v->edit != EDIT_SORT) {
		field_paste(&v->field, bytes, n);
		if (v->edit == EDIT_FILTER)
			apply_filter(v);
		else if (v->edit == EDIT_FIND)
			find_typed(v, s);
	} else {
		session_tell(v, s, MESSAGE_TOAST, "pasted text is not taken as keys");
	}
	return nothing;
}

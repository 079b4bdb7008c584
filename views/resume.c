/*
 * Words, not numbers of enums: the next watch may be of a newer build.
 */
#include "views/resume.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "views/drill.h"
#include "views/changes.h"
#include "views/interfaces.h"
#include "views/panels.h"
#include "views/sorting.h"

#define LINE_BYTES 2048
#define FIELDS 16
#define ID_MASK ((UINT64_C(1) << 2 * REF_BITS) - 1)

static const char *const kinds[] = {
	[THING_NONE] = "-",	    [THING_ALERT] = "alert",
	[THING_SITE] = "site",	    [THING_DEVICE] = "device",
	[THING_IF] = "interface",   [THING_GROUP] = "group",
	[THING_EVENT] = "event",    [THING_RULE] = "rule",
	[THING_CIRCUIT] = "circuit", [THING_CUSTOMER] = "customer",
};
static const char *const shows[] = {
	[SHOW_USUAL] = "usual", [SHOW_PROBLEMS] = "problems", [SHOW_ALL] = "all"};

/* --- writing -------------------------------------------------------------------------
 */

static void put_thing(struct buf *out, const struct thing *t)
{
	if (t->kind == THING_NONE)
		buf_str(out, "\t-\t0\t\t");
	else
		buf_printf(out, "\t%s\t%llu\t%s\t%s", kinds[t->kind],
			   (unsigned long long)t->id, t->name, t->entity);
}

static void put_list(struct buf *out, const struct page *page, enum panel_id id)
{
	static const struct thing nothing = {.kind = THING_NONE};
	const struct list *l = &page->list[id];
	char sort[SORTING_WORD];

	if (!l->by && !l->anchored && !list_narrowed(l))
		return;
	buf_printf(out, "list\t%s\t%s\t%s\t%u", page_panel(page, id)->name,
		   sorting_word(l, sort), shows[l->show], l->hidden);
	put_thing(out, l->anchored ? &l->selected : &nothing);
	buf_printf(out, "\t%s\n", l->filter_text);
}

static void put_page(struct buf *out, const struct page *page)
{
	buf_printf(out, "page\t%s\t%s\t%u\t%u\t%u", page->view->name,
		   page_panel(page, page->focus)->name, page->range, page->span,
		   page->cells);
	put_thing(out, &page->scope);
	put_thing(out, &page->from);
	buf_char(out, '\n');
	for (int id = 0; id < PANELS && !page->view->listless; id++)
		put_list(out, page, (enum panel_id)id);
}

void session_place(const struct session *v, struct buf *out)
{
	for (unsigned i = 0; i <= v->depth; i++)
		put_page(out, &v->page[i]);
	if (v->wall.at)
		buf_printf(out, "wall\t%s\n", v->wall.view[v->wall.at - 1]->name);
}

/* --- reading -------------------------------------------------------------------------
 */

/* A line, and where its fields begin; those that are missing are empty. */
struct line {
	char text[LINE_BYTES];
	const char *field[FIELDS];
};

/* Returns what is behind it. */
static const char *take_line(struct line *line, const char *s)
{
	size_t n = strcspn(s, "\n");
	char *at = line->text;

	snprintf(line->text, sizeof line->text, "%.*s",
		 n < LINE_BYTES ? (int)n : 0, s);
	for (int i = 0; i < FIELDS; i++) {
		line->field[i] = at;
		at += strcspn(at, "\t");
		if (*at)
			*at++ = '\0';
	}
	return s + n + (s[n] == '\n');
}

static void take_thing(struct thing *t, const char *const field[4])
{
	uint16_t width;

	*t = (struct thing){.kind = THING_NONE};
	for (unsigned k = THING_NONE + 1; k < sizeof kinds / sizeof *kinds; k++)
		if (!strcmp(field[0], kinds[k]))
			t->kind = (enum thing_kind)k;
	if (t->kind == THING_RULE) /* never selected */
		t->kind = THING_NONE;
	if (t->kind == THING_NONE)
		return;
	t->id = strtoull(field[1], NULL, 10) & ID_MASK;
	text_clean(field[2], strlen(field[2]), t->name, &width);
	text_clean(field[3], strlen(field[3]), t->entity, &width);
}

/* The panel of that name, if the page shows it; PANELS none. */
static enum panel_id panel_at(const struct page *page, const char *name)
{
	for (int id = 0; id < PANELS; id++)
		if (view_shows(page->view, (enum panel_id)id) &&
		    !strcmp(page_panel(page, (enum panel_id)id)->name, name))
			return (enum panel_id)id;
	return PANELS;
}

/* False: there is no such view. */
static bool take_page(struct session *v, const struct line *line, bool first)
{
	const struct view *view = view_find(line->field[1]);
	enum panel_id focus;
	struct page *page;

	if (!view)
		return false;
	if (!first)
		session_push(v, view, NULL);
	page = session_page(v);
	page->view = view;
	page->focus = view->focus;
	drill_choose_range(page, (int)strtol(line->field[3], NULL, 10));
	changes_turn(page, (int)strtol(line->field[4], NULL, 10));
	page->cells = *line->field[5] == '1';
	take_thing(&page->scope, &line->field[6]);
	take_thing(&page->from, &line->field[10]);
	focus = panel_at(page, line->field[2]);
	if (view->many && focus != PANELS)
		page->focus = focus;
	return true;
}

static void take_list(struct page *page, const struct line *line)
{
	enum panel_id id = panel_at(page, line->field[1]);
	char error[FILTER_SIZE];
	struct list *l;

	if (id == PANELS || page->view->listless)
		return;
	l = &page->list[id];
	sorting_by(page_panel(page, id), l, line->field[2]);
	for (unsigned k = 0; k < sizeof shows / sizeof *shows; k++)
		if (!strcmp(shows[k], line->field[3]))
			l->show = (enum show)k;
	l->hidden = *line->field[4] == '1';
	take_thing(&l->selected, &line->field[5]);
	l->anchored = l->selected.kind != THING_NONE;
	list_set_filter(l, line->field[9], error);
	l->refind = false; /* its row may not be there yet */
}

static void take_wall(struct wall *w, const char *name)
{
	for (unsigned i = 0; i < w->n; i++)
		if (!strcmp(w->view[i]->name, name))
			w->at = i + 1;
}

void resume_read(struct session *v, const char *text)
{
	bool any = false, good = true;
	struct line line;

	while (*text && good) {
		text = take_line(&line, text);
		if (!strcmp(line.field[0], "page")) {
			good = take_page(v, &line, !any);
			any |= good;
		} else if (!strcmp(line.field[0], "list") && any) {
			take_list(session_page(v), &line);
		} else if (!strcmp(line.field[0], "wall")) {
			take_wall(&v->wall, line.field[1]);
		}
	}
	v->resumed = any;
}

/* --- what is there -------------------------------------------------------------------
 */

/* The i-th page goes to what there is, or altogether. True: that cannot be told yet. */
static bool settle_page(struct session *v, const struct scene *s, unsigned i)
{
	struct page *page = &v->page[i];
	struct thing *t = &page->scope;
	dev_id dev;

	if (t->kind == THING_NONE || thing_ref(s, t))
		return false;
	dev = t->kind == THING_IF ? network_dev_find(s->net, t->name) : NONE;
	if (interface_awaited(s, dev))
		return true;
	session_tell(v, s, MESSAGE_TOAST, "%.60s%s%.60s is not there any more", t->name,
		     t->entity[0] ? " " : "", t->entity);
	if (dev == NONE) {
		session_leave(v, i);
		return false;
	}
	t->kind = THING_DEVICE;
	t->entity[0] = '\0';
	if (page->view == &interface_view)
		page->view = &device_view;
	if (i > 0 && v->page[i - 1].view == page->view &&
	    thing_same(&v->page[i - 1].scope, t))
		session_leave(v, i);
	return false;
}

void resume_settle(struct session *v, const struct scene *s)
{
	bool waits = false;

	for (unsigned i = v->depth + 1; v->resumed && i-- > 0;)
		waits |= settle_page(v, s, i);
	v->resumed = waits;
}

/*
 * Letters are fixed in the tables of columns, so that fingers learn them; all that have
 * one can be sorted by, whether or not they are on the screen.
 */
#include "views/sorting.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "views/view.h"

#define USUAL 'u' /* in every list */

static const struct act nothing = {.kind = ACT_NONE};

static const struct panel *panel_of(struct session *v)
{
	return page_panel(session_page(v), session_page(v)->focus);
}

struct act sorting_open(struct session *v, const struct scene *s, int arg)
{
	(void)s, (void)arg;
	v->edit = EDIT_SORT;
	return nothing;
}

static void tell(struct session *v, const struct scene *s)
{
	const struct list *l = session_list(v);
	bool words = l->by && l->by->kind == COLUMN_TEXT;

	if (!l->by)
		session_tell(v, s, MESSAGE_TOAST, "by %s", panel_of(v)->usual);
	else if (words)
		session_tell(v, s, MESSAGE_TOAST, "by %s%s; s %c turns it round",
			     l->by->title, l->reverse ? " reversed" : "",
			     l->by->letter);
	else
		session_tell(v, s, MESSAGE_TOAST,
			     "by %s, %s first; s %c turns it round", l->by->title,
			     l->by->kind == COLUMN_TIME
				     ? l->reverse ? "oldest" : "newest"
			     : l->reverse ? "smallest"
					  : "biggest",
			     l->by->letter);
}

static void choose(struct list *l, const struct column *by)
{
	l->reverse = by && by == l->by && !l->reverse;
	l->by = by;
}

/* The next column with a letter, from the present one on, round the end. */
static const struct column *neighbour(const struct panel *panel,
				      const struct column *from, int step)
{
	int n = (int)panel->column_n, i = from ? (int)(from - panel->columns) : -1;

	if (i < 0 && step < 0)
		i = n;
	for (i += step; i >= 0 && i < n; i += step)
		if (panel->columns[i].letter && !panel->columns[i].extra)
			return &panel->columns[i];
	return NULL;
}

struct act sorting_key(struct session *v, const struct scene *s, uint32_t key)
{
	const struct panel *panel = panel_of(v);
	struct list *l = session_list(v);

	if (key == K_LEFT || key == K_RIGHT) {
		l->by = neighbour(panel, l->by, key == K_RIGHT ? 1 : -1);
		l->reverse = false;
		return nothing;
	}
	v->edit = EDIT_NONE;
	if (key == K_ESC || key == K_ENTER)
		return nothing;
	if (key == USUAL) {
		choose(l, NULL);
		tell(v, s);
		return nothing;
	}
	for (uint32_t i = 0; i < panel->column_n; i++) {
		if ((uint32_t)panel->columns[i].letter != key)
			continue;
		choose(l, &panel->columns[i]);
		tell(v, s);
		return nothing;
	}
	session_tell(v, s, MESSAGE_TOAST, "no column has that letter: s shows them");
	return nothing;
}

struct menu {
	struct canvas *canvas;
	const struct list *list;
	int row, col;
	bool offered[128]; /* letters */
	bool more;	   /* than there is room for */
};

/* "c CPU↓", if there is room. */
static void offer(struct menu *m, const struct column *k)
{
	struct canvas *c = m->canvas;
	int width = (int)text_width(k->title);
	bool by = m->list->by && m->list->by->letter == k->letter;

	if (!k->letter || m->offered[(int)k->letter])
		return;
	m->more |= m->col + width + 7 > c->cols;
	if (m->more)
		return;
	m->offered[(int)k->letter] = true;
	canvas_char(c, m->row, m->col + 2, STYLE_KEY, (uint32_t)k->letter);
	canvas_str(c, m->row, m->col + 4, width, by ? STYLE_KEY : STYLE_DIM, k->title,
		   false);
	m->col += 4 + width;
	if (by)
		canvas_char(c, m->row, m->col, STYLE_KEY,
			    m->list->reverse ? 0x2191 : 0x2193);
}

/* As many as there is room for, those that the list shows first. */
void sorting_draw(struct session *v, const struct scene *s, struct canvas *c, int row)
{
	const struct page *page = session_page(v);
	const struct panel *panel = panel_of(v);
	struct menu m = {.canvas = c, .list = session_list(v), .row = row};
	struct column shown[COLUMNS_MAX];
	unsigned n = panel_columns(v, page, page->focus, shown);

	(void)s;
	m.col = canvas_str(c, row, 1, c->cols - 1, STYLE_DIM, "sort by ", false) + 1;
	canvas_char(c, row, m.col, STYLE_KEY, USUAL);
	m.col +=
		2 + canvas_str(c, row, m.col + 2, c->cols - m.col - 2,
			       m.list->by ? STYLE_DIM : STYLE_KEY, panel->usual, false);
	for (unsigned i = 0; i < n; i++)
		offer(&m, &shown[i]);
	for (uint32_t i = 0; i < panel->column_n; i++)
		offer(&m, &panel->columns[i]);
	if (m.more)
		canvas_char(c, row, m.col + 2, STYLE_DIM, 0x2026);
}

bool sorting_by(const struct panel *panel, struct list *l, const char *word)
{
	bool reverse = *word == '-';
	const struct column *by;

	word += reverse;
	by = column_find(panel->columns, panel->column_n, word, strlen(word));
	if (!by && strcasecmp(word, "usual") != 0 &&
	    strcasecmp(word, panel->usual) != 0)
		return false;
	l->by = by;
	l->reverse = by && reverse;
	return true;
}

const char *sorting_word(const struct list *l, char out[SORTING_WORD])
{
	snprintf(out, SORTING_WORD, "%s%s", l->by && l->reverse ? "-" : "",
		 l->by ? l->by->word : "");
	return out;
}

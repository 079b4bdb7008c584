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

/* "d DEVICE  c CPU↓": as many as there is room for, those that are always there first.
 */
void sorting_draw(struct session *v, const struct scene *s, struct canvas *c, int row)
{
	const struct panel *panel = panel_of(v);
	const struct list *l = session_list(v);
	int col = canvas_str(c, row, 1, c->cols - 1, STYLE_DIM, "sort by ", false) + 1;

	(void)s;
	canvas_char(c, row, col, STYLE_KEY, USUAL);
	col += 2 + canvas_str(c, row, col + 2, c->cols - col - 2,
			      l->by ? STYLE_DIM : STYLE_KEY, panel->usual, false);
	for (uint32_t i = 0; i < panel->column_n; i++) {
		const struct column *k = &panel->columns[i];
		int width = (int)text_width(k->title);

		if (!k->letter || col + width + 5 > c->cols)
			continue;
		canvas_char(c, row, col + 2, STYLE_KEY, (uint32_t)k->letter);
		canvas_str(c, row, col + 4, width, l->by == k ? STYLE_KEY : STYLE_DIM,
			   k->title, false);
		col += 4 + width;
		if (l->by == k)
			canvas_char(c, row, col, STYLE_KEY,
				    l->reverse ? 0x2191 : 0x2193);
	}
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

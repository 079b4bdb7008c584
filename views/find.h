/*
 * find: a word in a view that is text: typed behind '/', every match underlined, n and
 * N go from one to the next, around the end.
 */
#ifndef NOCTOP_VIEWS_FIND_H
#define NOCTOP_VIEWS_FIND_H

#include "views/view.h"

#define FIND_HEAD 2 /* rows of a view that is drawn that do not scroll */

/* Is it text? */
static inline bool find_can(const struct view *view)
{
	return view->compose || view->finds;
}
/* The field in the message row, and its keys. */
void find_open(struct session *);
struct act find_key(struct session *, const struct scene *, uint32_t key);
/* What was typed or pasted has changed: to the first match from where it began. */
void find_typed(struct session *, const struct scene *);
/* To the next match, or the one before. */
void find_next(struct session *, const struct scene *, int step);
void find_end(struct session *);

/* Line i, drawn at a: its match shown. Words for the right of the title. */
void find_draw(const struct prose *, const struct page *, struct canvas *,
	       const struct area *a, uint32_t i);
/* The same for a view that finds, when it is drawn. */
void find_mark(struct session *, const struct scene *, struct canvas *,
	       struct area body);
/* Of a view that finds and has n rows, one of them selected: the row in which a word was
 * just found; NONE. Then the selected one (NONE: none is) is in sight, if wanted, of so
 * many rows that are. */
uint32_t find_row(const struct page *, uint32_t n);
void find_show(struct page *, uint32_t at, bool wanted, uint32_t n, uint32_t height);
void find_title(const struct page *, const struct prose *, char *out, size_t size);

#endif

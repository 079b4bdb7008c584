/*
 * prose: views that are text: composed anew for each drawing, longer than the screen,
 * so they scroll; in columns side by side where there is room for several.
 */
#ifndef NOCTOP_VIEWS_PROSE_H
#define NOCTOP_VIEWS_PROSE_H

#include "probes/base/buf.h"
#include "views/canvas.h"
#include "views/column.h"

/* PROSE_KEYS: its first PROSE_KEYS_COLS cells are keys. */
enum prose_line { PROSE_TITLE, PROSE_LINE, PROSE_QUIET, PROSE_WRONG, PROSE_KEYS };
#define PROSE_KEYS_COLS 12
#define PROSE_LINE_SIZE 512

/* Lines, each behind a byte that says what it is. Ready when zeroed. */
struct prose {
	struct buf text;
	uint32_t *at; /* where each begins */
	uint32_t n, cap;
};

__attribute__((format(printf, 3, 4))) void prose_add(struct prose *, enum prose_line,
						     const char *fmt, ...);
void prose_fini(struct prose *);
/* Line i without its byte, as a string. */
enum prose_line prose_line(const struct prose *, uint32_t i, char out[PROSE_LINE_SIZE]);
struct session;
struct scene;
/* The text of the view on the screen; what is too long for it goes on below. */
void prose_compose(struct session *, const struct scene *, struct prose *);
/* What is longer than so many cells goes on in lines below. */
void prose_wrap(struct prose *, int cells);
/* Composed and drawn, from where it is scrolled to, below a rule with a title. */
void prose_view(struct session *, const struct scene *, struct canvas *, struct area,
		const char *title);
/* Columns of a text that wants so many cells for each, and the cells of one. */
int prose_columns(int cols, int wanted, int *width);
/* All of it as text, what is below a title behind two blanks. */
void prose_text(const struct prose *, struct buf *out);

#endif

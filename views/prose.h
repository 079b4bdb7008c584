/*
 * prose: views that are text: composed anew for each drawing, longer than the screen, so
 * they scroll.
 */
#ifndef NOCTOP_VIEWS_PROSE_H
#define NOCTOP_VIEWS_PROSE_H

#include "probes/base/buf.h"
#include "views/canvas.h"
#include "views/column.h"

enum prose_line { PROSE_TITLE, PROSE_LINE, PROSE_QUIET, PROSE_WRONG };

/* Lines, each behind a byte that says what it is. Ready when zeroed. */
struct prose {
	struct buf text;
	uint32_t n;
};

__attribute__((format(printf, 3, 4))) void prose_add(struct prose *, enum prose_line,
						     const char *fmt, ...);
void prose_fini(struct prose *);
/* The view on the screen composed and drawn, from where it is scrolled to, below a rule
 * with a title. */
struct session;
struct scene;
void prose_view(struct session *, const struct scene *, struct canvas *, struct area,
		const char *title);
/* All of it as text, what is below a title behind two blanks. */
void prose_text(const struct prose *, struct buf *out);

#endif

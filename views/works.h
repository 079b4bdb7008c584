/*
 * works: what of planned work is selected, by its name: it stays selected wherever it
 * goes, and what is over is no longer, until the selection is moved.
 */
#ifndef NOCTOP_VIEWS_WORKS_H
#define NOCTOP_VIEWS_WORKS_H

#include "views/view.h"

struct window;

/* The selected window of the view on the screen; NULL: it is another view, or none is. */
const struct window *works_selected(struct session *, const struct scene *);
/* What that is of, the first of several, as far as it is named; false: nothing is. */
bool works_subject(struct session *, const struct scene *, struct thing *);

#endif

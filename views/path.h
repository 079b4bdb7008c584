/*
 * path: which device of a way is selected: at first the one where it breaks, else the
 * one it leads to. What nobody of ours manages has no row to stand on.
 */
#ifndef NOCTOP_VIEWS_PATH_H
#define NOCTOP_VIEWS_PATH_H

#include "views/view.h"

/* The selected device of the view on the screen; NONE: it is another view, or none is. */
dev_id path_selected(struct session *, const struct scene *);

#endif

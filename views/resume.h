/*
 * resume: where an operator was, as text. The terminal keeps it while its watch lives,
 * and hands it to the one that comes after: the pages that lead to what is on the
 * screen, their lists as they were changed, with what is selected in them; of a wall
 * which of its views. Nothing that acts: no dialog, no marks, nothing half typed. What
 * comes back is foreign, is taken apart here and is fuzzed.
 *
 * A line for each page and, behind it, for each of its lists; fields with tabs between,
 * four of them for a thing:
 *
 *   page  view panel range span cells  what it is narrowed to  where a path begins
 *   list  panel sort show hidden  what is selected  filter
 *   wall  its view
 */
#ifndef NOCTOP_VIEWS_RESUME_H
#define NOCTOP_VIEWS_RESUME_H

#include "probes/base/buf.h"
#include "views/session.h"

/* For a session that was just opened; what makes no sense is left out. */
void resume_read(struct session *, const char *text);
/* Before it is drawn: of what is not there any more it goes to the nearest level that
 * is. An interface is waited for until its device has told what it has. */
void resume_settle(struct session *, const struct scene *);

#endif

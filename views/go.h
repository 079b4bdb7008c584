/*
 * go: the commands that lead from view to view.
 */
#ifndef NOCTOP_VIEWS_GO_H
#define NOCTOP_VIEWS_GO_H

#include "views/view.h"

/* Of the key map: arg is of its table. */
struct act go_in(struct session *, const struct scene *, int arg);
struct act go_back(struct session *, const struct scene *, int arg);
struct act go_panel(struct session *, const struct scene *, int panel);
struct act go_next_panel(struct session *, const struct scene *, int step);
struct act go_home(struct session *, const struct scene *, int arg);
struct act go_help(struct session *, const struct scene *, int arg);
/* The log, the changes of what is selected; from there, and where nothing is, of
 * everything. */
struct act go_log(struct session *, const struct scene *, int arg);
struct act go_works(struct session *, const struct scene *, int arg);
struct act go_changes(struct session *, const struct scene *, int arg);
/* A view that was saved; save the present one. */
struct act go_saved(struct session *, const struct scene *, int which);
bool go_save(struct session *, int which);
/* To the other end of the selected interface, or of the one that is shown. */
bool go_has_far(struct session *, const struct scene *);
struct act go_far(struct session *, const struct scene *, int arg);
struct act go_handover(struct session *, const struct scene *, int arg);
/* The numbers of what is selected; from there back. */
struct act go_explain(struct session *, const struct scene *, int arg);
struct act go_path(struct session *, const struct scene *, int arg);
/* The same to this device from the watch, looked for by probes of our own at once. */
struct act go_trace(struct session *, const struct scene *, dev_id);
/* Back, from the first screen out of the program. */
struct act go_out(struct session *, const struct scene *, int arg);

#endif

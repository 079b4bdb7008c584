/*
 * command: what the files behind the key map share; the map itself is in view.h.
 */
#ifndef NOCTOP_VIEWS_COMMAND_H
#define NOCTOP_VIEWS_COMMAND_H

#include "views/view.h"

/* The selected row; 0 when there is none or only a ghost of it. */
ref_id command_selected(struct session *, const struct scene *);
/* The same, else the one thing that the view shows. */
ref_id command_subject(struct session *, const struct scene *);

/* What is talked about: the thing that the view is of while its alerts have the keys,
 * else the row's. */
ref_id command_topic(struct session *, const struct scene *);

/* command_alert.c: about the alerts of what is marked, else of the row. */
enum question { ASK_ACK, ASK_COMMENT, ASK_OWN, ASK_ESCALATE };
struct act command_ask(struct session *, const struct scene *, int question);
/* About the device or else the site of the row, or of the view. */
struct act command_raise(struct session *, const struct scene *, int arg);
bool command_can_plan(struct session *, const struct scene *);
struct act command_plan(struct session *, const struct scene *, int arg);

#endif

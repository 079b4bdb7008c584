/*
 * act_alerts: what commands do to alerts (`noctop ack 12 --until 20:30`), and what keys
 * and commands have in common. Inside act only. Results are exit codes but where
 * alert's own (ALERT_OK …) are told.
 */
#ifndef NOCTOP_TUI_ACT_ALERTS_H
#define NOCTOP_TUI_ACT_ALERTS_H

#include "tui/operators.h"
#include "tui/options.h"

/* ack, unack, comment, own, clear: to each id of opts; what fails is said. */
int act_on_alerts(struct seat *, unsigned command, const struct options *);
/* raise: on the site or device of that name; says the alert's id. */
int act_raise(struct seat *, const struct options *);
/* ALERT_OK and the id, or why not. */
int act_raise_on(struct seat *, enum subject, const char *name, enum severity,
		 const char *text, uint64_t *id);
/* When the maintenance ends that the alert's thing is in; 0 none. */
int64_t act_window_end(struct watch *, uint64_t id);
/* Say it to whoever sits there; empties out. */
void act_answer(struct seat *, struct buf *out, bool error);

#endif

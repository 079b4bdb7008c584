/*
 * roster: [contact], [group], [hook] and [policy] to a struct roster: who is told of
 * alerts, after how long, by which means.
 *
 *   [hook mail]
 *   command = /etc/noctop/hooks/mail {contact.email}   ; words, no shell
 *   [contact j.kim]
 *   name  = Jae Kim
 *   email = j.kim@example.net
 *   means = mail
 *   hours = Mon-Fri 08:00-18:00
 *   [group oncall]
 *   members  = j.kim, m.bauer
 *   turns    = 7d
 *   start    = 2026-01-05 09:00
 *   override = 2026-12-24 09:00 to 2026-12-27 09:00 m.bauer
 *   [policy critical]
 *   severity = critical
 *   t1 = desk after 30s
 *   t2 = oncall after 5m, second after 12m via pager
 *
 * Without any [policy] the ladders of operator.md hold, for those of the contacts desk,
 * oncall, second and manager that there are.
 */
#ifndef NOCTOP_CONF_ROSTER_H
#define NOCTOP_CONF_ROSTER_H

#include "probes/conf/build.h"
#include "probes/conf/schema.h"

extern const struct key_def contact_keys[], group_keys[], hook_keys[], policy_keys[];

/* All of it into build.inv->roster. */
void build_roster(struct build *);
/* policy.c: the policies, once contacts and hooks are there. */
void build_policies(struct build *);

#endif

/*
 * rules: rules.ini to struct rules, with all faults at once.
 *
 *   [rule cpu]
 *   check    = cpu
 *   severity = warning
 *   enter    = 85            ; in the check's unit; clear = 75
 *   opens    = 10 of 15 min  ; or: 3 polls, 2 of 3 polls, 30 s, at once
 *   clears   = 5 min
 *   role     = core, dist    ; scope: role, interface = uplink, wan, declared, seen
 *   floor    = 50            ; and at least this per second (ms, devices: see rule.h)
 *   text     = CPU %v
 *
 * and, where a check wants them: window = 300 (probes), last_path = yes, within = 60 s,
 * event = yes, category = performance, runbook = URL or words, hours and timezone, and
 * more of a scope (customer, site, tag, device, ifname, alias, speed). opens and clears
 * that are absent are at once; clear that is absent is enter; category that is absent
 * is the check's (check_category()).
 *
 * Files are loaded one after the other, the shipped one first. A rule of a name that an
 * earlier file has takes its place, and keeps what it does not say. So does one with
 * `instead = cpu`, which keeps what it does not say of the first it names and stands in
 * their place where it holds (probes/alert/hold.h). enabled = no switches a rule off.
 */
#ifndef NOCTOP_CONF_RULES_H
#define NOCTOP_CONF_RULES_H

#include "probes/alert/rule.h"
#include "probes/conf/schema.h"

extern const struct kind_def rule_kinds[]; /* what may stand in rules.ini */

bool rules_load(struct rules *, const char *path, struct faults *);
bool rules_parse(struct rules *, const char *file, const char *bytes, size_t n,
		 struct faults *);

#endif

/*
 * scope: what a rule, a window or a policy says it is for; see probes/alert/scope.h.
 * One grammar for all of them.
 */
#ifndef NOCTOP_CONF_SCOPE_H
#define NOCTOP_CONF_SCOPE_H

#include "probes/alert/scope.h"
#include "probes/base/arena.h"
#include "probes/conf/schema.h"

/* Rows of a table of keys. */
#define SCOPE_KEYS                                                                     \
	{"customer", KEY_TEXT, NULL,                                                   \
	 "only these customers: names or patterns, as all that follow", false},        \
	{"site", KEY_TEXT, NULL, "only these sites and what is there", false},         \
	{"role", KEY_WORDS, "core|dist|edge|firewall|access|ap|server|ups|other",      \
	 "only devices of these roles", false},                                        \
	{"tag", KEY_TEXT, NULL, "only devices with one of these tags", false},         \
	{"device", KEY_TEXT, NULL, "only these devices", false},                       \
	{"interface", KEY_WORDS, "uplink|wan|declared|seen", "only these interfaces",  \
	 false},                                                                       \
	{"ifname", KEY_TEXT, NULL, "only interfaces of these names", false},           \
	{"alias", KEY_TEXT, NULL, "only interfaces that are described so", false},     \
	{"speed", KEY_OTHER, NULL,                                                     \
	 "only interfaces so fast: 10G, 1G-10G, 10G-, -100M", false},                  \
	{"circuit", KEY_TEXT, NULL,                                                    \
	 "only these circuits, and interfaces they end at", false},                    \
	{"provider", KEY_TEXT, NULL,                                                   \
	 "only circuits of these providers, and the same", false},                     \
	{"class", KEY_WORDS, "data|voice|video",                                       \
	 "only circuits of these classes, and the same", false}

/* Takes what the section says on top of what is there; a key without a value takes that
 * part away. Texts are copies of the arena. */
void scope_take(struct scope *, const struct ini_section *, struct arena *,
		struct faults *);

#endif

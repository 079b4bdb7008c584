/*
 * snmprec: a recorded device as an agent's source of values. One varbind a line,
 * OID|TAG|VALUE, the tag in decimal, with an x when the value is hex.
 *
 * What was recorded is sorted, doubles are dropped, and the interface indexes and their
 * number are added where only other columns were recorded. Values are functions of the
 * time: uptimes run on from what was recorded, and counters of interfaces advance where
 * that was asked for.
 */
#ifndef NOCTOP_TEST_SNMPREC_H
#define NOCTOP_TEST_SNMPREC_H

#include "probes/base/arena.h"
#include "probes/demo/agent.h"

struct rec_row;

struct snmprec {
	struct arena arena;
	struct rec_row *row; /* in MIB order */
	uint32_t n, cap;
	bool advance; /* counters of interfaces move */
};

extern const struct agent_source snmprec_source; /* ctx: struct snmprec */

/* Read a file into a zeroed struct. False, with what is wrong on stderr, when it cannot
 * be read or a line is none. */
bool snmprec_load(struct snmprec *, const char *path);
/* The same from text. name is for messages. */
bool snmprec_parse(struct snmprec *, const char *name, const char *text, size_t n);
/* Add or replace one line's varbind; false when the line is none. */
bool snmprec_set(struct snmprec *, const char *line);
/* Take away everything at or below a name; false when that is none. */
bool snmprec_unset(struct snmprec *, const char *dotted);
void snmprec_fini(struct snmprec *);

#endif

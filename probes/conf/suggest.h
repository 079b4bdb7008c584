/*
 * suggest: "did you mean": the known word nearest to a mistyped one.
 */
#ifndef NOCTOP_CONF_SUGGEST_H
#define NOCTOP_CONF_SUGGEST_H

#include <stddef.h>

#include "probes/conf/conf.h"

/* Letters to insert, drop, replace or swap with their neighbour to make b of a (optimal
 * string alignment), ignoring case; more than limit is limit + 1. */
unsigned suggest_distance(const char *a, const char *b, unsigned limit);

/* Words are offered one by one; the nearest that is near enough stays. Searches are
 * limited for each load (a wrong name in each of 10,000 devices would compare 10,000
 * names 10,000 times): afterwards nothing is near. */
struct suggest {
	const char *word;           /* mistyped */
	char best[INI_KEY_MAX + 1]; /* "": nothing is near */
	unsigned limit;
};
struct suggest suggest_begin(struct faults *, const char *word);
/* True when known is the nearest so far. */
bool suggest_offer(struct suggest *, const char *known);
/* ": did you mean 'x'?" written to out, or "". Returns out. */
#define SUGGEST_SIZE (INI_KEY_MAX + 32)
const char *suggest_words(const struct suggest *, char out[SUGGEST_SIZE]);

#endif

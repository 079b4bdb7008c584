/*
 * lint: the bytes of one ini file taken apart, pure. Sound lines become sections and
 * keys, whose values are still as written, with their quotes; everything else is a
 * fault.
 */
#ifndef NOCTOP_CONF_LINT_H
#define NOCTOP_CONF_LINT_H

#include "probes/conf/conf.h"

/* Add the sections of text, which is written to and must outlive their values. text[n]
 * is 0. source is its row in ini->source. */
void lint_text(struct ini *, uint32_t source, char *text, size_t n, struct faults *);

#endif

/*
 * help: what columns mean, for the help and for the tests that no column is forgotten.
 */
#ifndef NOCTOP_VIEWS_HELP_H
#define NOCTOP_VIEWS_HELP_H

/* What stands below this title; NULL nobody wrote it down. */
const char *help_column(const char *title);

#endif

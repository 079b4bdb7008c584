/*
 * baseline: in one line how the network stands to what was accepted.
 */
#ifndef NOCTOP_VIEWS_BASELINE_H
#define NOCTOP_VIEWS_BASELINE_H

#include "views/session.h"

#define BASELINE_SUMMARY 160
/* "6 differences from the baseline of 20 Nov 18:02 by anna" */
char *baseline_summary(char out[BASELINE_SUMMARY], const struct scene *,
		       const struct zone *);

#endif

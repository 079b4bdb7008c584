/*
 * wording: the text of an alert, from its rule's template (see rule.h for the codes).
 */
#ifndef NOCTOP_ALERT_WORDING_H
#define NOCTOP_ALERT_WORDING_H

#include <stddef.h>

#include "probes/alert/check.h"

#define WORDING_MAX 256

/* Safe text, at most cap - 1 bytes and a NUL. */
void wording_fill(char *out, size_t cap, const struct rule *, const struct subject_view *,
		  const struct sample *);
/* A number as alerts say it: cut, never rounded, with as many decimals as its limit has,
 * so that it never stands on the other side of the limit. */
void wording_number(char *out, size_t cap, double value, double limit);

#endif

/*
 * wording: the text of an alert, from its rule's template (see rule.h for the codes).
 */
#ifndef NOCTOP_ALERT_WORDING_H
#define NOCTOP_ALERT_WORDING_H

#include <stddef.h>

#include "probes/alert/check.h"

#define WORDING_MAX 256

/* Safe text, at most cap - 1 bytes and a NUL. */
void wording_fill(char *out, size_t cap, const struct rule *,
		  const struct subject_view *, const struct sample *);
/* Does %code stand for something? */
bool wording_knows(char code);
/* A number as alerts say it: cut, never rounded, with as many decimals as its limit
 * has, so that it never stands on the other side of the limit. */
void wording_number(char *out, size_t cap, double value, double limit);
/* A value beside the level that opened its alert: "93% (>90%)". An alert stays open
 * until the value is below its clearing level: "82% (was >90%, clears <75%)" reads true
 * then. clear NAN: unknown; limit NAN: none, "61 ms"; value NAN: "-". */
void wording_limit(char *out, size_t cap, enum check, double value, double limit,
		   double clear);

#endif

/*
 * field: one key of a JSON object and its value. What is not known is null, never 0 and
 * never absent: who reads the object need not ask whether a key is there.
 */
#ifndef NOCTOP_TUI_FIELD_H
#define NOCTOP_TUI_FIELD_H

#include "probes/base/json.h"

/* NULL and "" are null. */
void field_str(struct json *, const char *key, const char *);
/* Negative is null. */
void field_int(struct json *, const char *key, int64_t);
/* NAN is null. */
void field_num(struct json *, const char *key, double, int decimals);
/* RFC 3339; 0 is null. */
void field_time(struct json *, const char *key, int64_t wall_ms);
void field_bool(struct json *, const char *key, bool);
void field_null(struct json *, const char *key);
/* The names of a comma separated list as an array. */
void field_list(struct json *, const char *key, const char *names);
/* An object or array that json_close ends. */
void field_open(struct json *, const char *key, char brace_or_bracket);
void field_empty(struct json *, const char *key); /* [] */

#endif

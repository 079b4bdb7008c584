/*
 * member: one key of a JSON object and its value. What is not known is null, never 0
 * and never absent: who reads the object need not ask whether a key is there.
 */
#ifndef NOCTOP_TUI_MEMBER_H
#define NOCTOP_TUI_MEMBER_H

#include "probes/base/json.h"

/* NULL and "" are null. */
void member_str(struct json *, const char *key, const char *);
/* Negative is null. */
void member_int(struct json *, const char *key, int64_t);
/* NAN is null. */
void member_num(struct json *, const char *key, double, int decimals);
/* RFC 3339; 0 is null. */
void member_time(struct json *, const char *key, int64_t wall_ms);
void member_bool(struct json *, const char *key, bool);
void member_null(struct json *, const char *key);
/* The names of a comma separated list as an array. */
void member_list(struct json *, const char *key, const char *names);
/* An object or array that json_close ends. */
void member_open(struct json *, const char *key, char brace_or_bracket);

#endif

/*
 * json: a writer of JSON (RFC 8259) into a buf. Output only; strings are escaped, bytes
 * that are not UTF-8 become U+FFFD, numbers that are not finite become null.
 *
 *   struct json j = {.out = &buf};
 *   json_open(&j, '{'); json_key(&j, "schema"); json_int(&j, 1); json_close(&j, '}');
 */
#ifndef NOCTOP_BASE_JSON_H
#define NOCTOP_BASE_JSON_H

#include <stdint.h>
#include <stdbool.h>

#include "probes/base/buf.h"

struct json {
	struct buf *out;
	int depth;
	uint64_t has_items; /* bit per depth (at most 64): a comma is due */
	bool after_key;
};

void json_open(struct json *, char brace_or_bracket);  /* '{' or '[' */
void json_close(struct json *, char brace_or_bracket); /* '}' or ']' */
void json_key(struct json *, const char *);
void json_str(struct json *, const char *); /* NULL writes null */
void json_int(struct json *, int64_t);
void json_uint(struct json *, uint64_t);
void json_num(struct json *, double, int decimals); /* trailing zeros are cut */
void json_bool(struct json *, bool);
void json_null(struct json *);
void json_time(struct json *, int64_t wall_ms); /* RFC 3339; 0 or less writes null */

#endif

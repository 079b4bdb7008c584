/*
 * until: a time ahead as people say it: "20:30" is the next time a clock of their zone
 * shows that, "2h30m" is from now.
 */
#ifndef NOCTOP_BASE_UNTIL_H
#define NOCTOP_BASE_UNTIL_H

#include <stdbool.h>
#include <stdint.h>

struct zone;

/* False when it is neither. */
bool until_parse(const char *, const struct zone *, int64_t now_ms, int64_t *until_ms);

#endif

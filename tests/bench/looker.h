/*
 * looker: an operator in a process of its own, for benchmarks: takes every frame of a
 * view at a watch, and may press keys without end.
 */
#ifndef NOCTOP_BENCH_LOOKER_H
#define NOCTOP_BENCH_LOOKER_H

#include <stdbool.h>

#include "tui/place.h"

struct client;
/* Who has a screen of 120x40 with that view on it. */
void looker_hello(struct client *, const char *view);
/* Start one for some seconds; it ends by itself, also with the watch. */
void looker_start(const struct place *, const char *view, bool scrolls, int seconds);

#endif

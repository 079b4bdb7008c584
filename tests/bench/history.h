/*
 * history: what of a network's memory is its past, for benchmarks: rings, trends and
 * what becomes of them.
 */
#ifndef NOCTOP_TESTS_BENCH_HISTORY_H
#define NOCTOP_TESTS_BENCH_HISTORY_H

#include "probes/model/network.h"

size_t history_bytes(const struct network *);

#endif
